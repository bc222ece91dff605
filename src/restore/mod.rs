//! Restores Vietnamese text: judges its noise by stretch, then decodes what is damaged.
//!
//! A noisy channel: the lexicon says which syllables there are, the channel what an engine makes of them, the language
//! model which of them follow each other; the lattice joins the three. What is right is not touched; digits and codes
//! are touched only by the named rules of [`rules`]. Lines in an encoding from before Unicode are converted first, by
//! [`legacy`], and are right then. Pure: the same text gives the same result everywhere.

mod abbreviations;
mod adapt;
mod alternatives;
pub mod calibrate;
pub mod candidates;
pub mod channel;
mod codes;
mod commas;
mod data;
mod digits;
mod forms;
mod labels;
mod lattice;
mod light;
mod noise;
pub mod parts;
mod places;
mod refuse;
mod romans;
pub mod rules;
pub mod segment;
mod strokes;
mod sure;
mod surnames;
pub mod tokens;
pub mod trie;
mod written;

pub use data::{Data, DataError, FILES};

use crate::document::{Confidence, Noise, OcrWord, Restoration, Span};
use crate::lexicon::Lexicon;
use crate::lm::Model;
use crate::text::legacy;
use crate::text::letters::nfc;
use crate::text::pieces::{Piece, PieceKind, cut};
use crate::text::tone::{ToneStyle, shown_style};
use adapt::{Sighting, adapt};
use alternatives::sights;
use calibrate::{Calibration, FEATURES, Row};
use candidates::{Candidates, Mode};
use channel::Channel;
use lattice::Beam;
use noise::{Judgement, judge};
use segment::{Decoded, Run, Segmenter};
use std::collections::BTreeMap;
use trie::Trie;
use written::{Change, Damage, write};

/// Changes that are less sure than this are not made where the text was nearly right: where it is known what the
/// engine saw, and where it is not.
const SURE: f32 = 0.8;
const SURE_OF_TEXT: f32 = 0.97;
/// A word of the first pass this sure teaches the second the engine's habits, when there are so many different ones.
const SURE_SIGHTING: f32 = 0.95;
const SIGHTINGS: usize = 40;
/// The first pass looks at about so many pieces, in chunks of so many from all over the document.
const LESSON: usize = 10_000;
const LESSON_CHUNK: usize = 200;

/// How wide the search is: over what lost its marks only, over anything else, and in the pass that only teaches.
const NARROW: Beam = Beam { width: 8, window: 9_000 };
/// Over light damage, where a word or two must be dear before the third shows them right (PHO GIAM ĐỌC).
const FAR: Beam = Beam { width: 20, window: 18_000 };
const WIDE: Beam = Beam { width: 14, window: 10_000 };
const FIRST_PASS: Beam = Beam { width: 5, window: 7_000 };

/// How sure the case of a converted word is that was judged by the words beside it.
const CAPITALS_BY_NEIGHBOURS: f64 = 0.95;

/// The models, ready to restore; shared by threads.
#[derive(Debug)]
pub struct Restorer {
    lexicon: Lexicon<'static>,
    model: Model<'static>,
    trie: Trie,
    garbled: Channel<'static>,
    ocr: Channel<'static>,
    calibration: Calibration,
    data: Data,
}

/// A restored text.
#[derive(Debug, Clone, PartialEq)]
pub struct Restored {
    /// The text: as many lines as were read, all white space kept.
    pub text: String,
    /// What was judged and changed; spans lie in `text`.
    pub restoration: Restoration,
    /// How sure each word, number and code of a damaged text is, changed or not; spans lie in `text`, in order.
    pub words: Vec<WordConfidence>,
    /// How sure the words are that are not listed: those of a text that nothing was found wrong with.
    pub rest: Confidence,
}

/// A restored text with what its confidences were taken from: for learning how sure words are.
#[derive(Debug, Clone, PartialEq)]
pub struct Traced {
    /// The text.
    pub restored: Restored,
    /// Each word that has a confidence of its own, and what describes it.
    pub rows: Vec<(Span, Row)>,
}

/// How sure a decoded word is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordConfidence {
    /// Where it stands in the restored text.
    pub span: Span,
    /// Probability that it is right.
    pub confidence: Confidence,
}

/// A judged run of lines, where it begins, and its encoding if that is from before Unicode.
struct Region {
    start: usize,
    judgement: Judgement,
    legacy: Option<legacy::Run>,
}

impl Restorer {
    /// Makes a restorer of models.
    ///
    /// # Errors
    /// When the bytes are no models, or do not belong together.
    pub fn new(data: Data) -> Result<Self, DataError> {
        let lexicon = Lexicon::new(data.lexicon)?;
        let model = Model::new(data.lm)?;
        let words = lexicon.len() + usize::from(crate::lm::symbol::FIRST_WORD);
        if words != model.vocabulary() as usize {
            return Err(DataError::Mismatch { words, vocabulary: model.vocabulary() });
        }
        let trie = Trie::new(&lexicon);
        let garbled = Channel::new(data.channel, 'g', &trie)?;
        let ocr = Channel::new(data.channel, 'o', &trie)?;
        let calibration = Calibration::parse(&String::from_utf8_lossy(data.calibration))?;
        Ok(Self { lexicon, model, trie, garbled, ocr, calibration, data })
    }

    /// The models that it uses.
    pub fn data(&self) -> Data {
        self.data
    }

    /// The lexicon.
    pub fn lexicon(&self) -> &Lexicon<'static> {
        &self.lexicon
    }

    /// Restores `read`, the pages of a document joined by form feeds, with the OCR words it came from (none for text).
    pub fn restore(&self, read: &str, words: &[OcrWord]) -> Restored {
        self.trace(read, words).restored
    }

    /// As [`Restorer::restore`], with what the confidences were estimated from.
    pub fn trace(&self, read: &str, words: &[OcrWord]) -> Traced {
        let read = nfc(read);
        let mut pieces = Vec::new();
        cut(&read, &mut pieces);
        let sights = sights(&read, words, &pieces);
        let mut regions = self.regions(&read, &pieces, !words.is_empty());
        if words.is_empty() && self.lightly_damaged(&read, &pieces, &regions) {
            for region in regions.iter_mut().filter(|region| region.judgement.noise == Noise::Clean) {
                region.judgement.noise = Noise::Ocr;
            }
        }
        let judgements: Vec<Judgement> = regions.iter().map(|region| region.judgement.clone()).collect();
        let style = tone_style(&read, &pieces, &judgements);
        let adapted = self.adapted(&read, &pieces, &judgements, style);
        let garbled = adapted.as_ref().unwrap_or(&self.garbled);
        let damaged = judgements.iter().any(|j| !matches!(j.noise, Noise::Clean | Noise::Legacy));
        let mut changes: Vec<Change> = Vec::new();
        let mut stretches: Vec<Damage> = Vec::new();
        for Region { start, judgement, legacy } in &regions {
            let noise = match (judgement.noise, legacy) {
                (noise, Some(run)) => {
                    changes.extend(converted(run, &read));
                    noise
                }
                (Noise::Clean, _) => {
                    if damaged {
                        let slice = &pieces[judgement.first..judgement.last];
                        changes.extend(sure::untouched(&self.lexicon, &read, slice));
                    }
                    Noise::Clean
                }
                (noise, _) => {
                    let range = judgement.first..judgement.last;
                    let sights = sights.get(range.clone()).unwrap_or_default();
                    let run = Run { text: &read, pieces: &pieces[range], sights };
                    self.restore_run(run, noise, garbled, style, &mut changes);
                    noise
                }
            };
            let encoding = legacy.as_ref().map(|run| run.encoding);
            if stretches.last().is_none_or(|last| (last.noise, last.encoding) != (noise, encoding)) {
                stretches.push(Damage { start: *start, noise, encoding });
            }
        }
        match stretches.first_mut() {
            Some(first) => first.start = 0,
            None => stretches.push(Damage { start: 0, noise: Noise::Clean, encoding: None }),
        }
        let rows = sure::estimate(&self.calibration, &read, words, &mut changes);
        if !self.calibration.curves.is_empty() {
            stretches = refuse::refuse(&read, stretches, &mut changes);
        }
        let estimated: Vec<usize> = (0..changes.len()).filter(|&i| changes[i].evidence.is_some()).collect();
        let sure = self.calibration.curves.get(&calibrate::RIGHT).map_or(1.0, |c| c.probability(&[0.0; FEATURES]));
        let restored = write(&read, changes, &stretches, Confidence::new(sure));
        let rows = estimated.into_iter().map(|i| restored.words[i].span).zip(rows).collect();
        Traced { restored, rows }
    }

    /// Cuts the text into runs of one kind of damage: first by encoding, then what is Unicode by its noise.
    fn regions(&self, read: &str, pieces: &[Piece], read_by_ocr: bool) -> Vec<Region> {
        let mut out: Vec<Region> = Vec::new();
        let mut at = 0;
        let unicode = |out: &mut Vec<Region>, first: usize, last: usize| {
            for run in judge(&self.lexicon, read, &pieces[first..last], read_by_ocr) {
                let judgement = Judgement { first: first + run.first, last: first + run.last, noise: run.noise };
                out.push(Region { start: pieces[judgement.first].range.start, judgement, legacy: None });
            }
        };
        for run in legacy::runs(read) {
            let first = at + pieces[at..].partition_point(|p| p.range.start < run.range.start);
            let last = first + pieces[first..].partition_point(|p| p.range.start < run.range.end);
            unicode(&mut out, at, first);
            let judgement = Judgement { first, last, noise: Noise::Legacy };
            out.push(Region { start: run.range.start, judgement, legacy: Some(run) });
            at = last;
        }
        unicode(&mut out, at, pieces.len());
        // Nobody ruins by OCR what was typed in an old encoding: beside much garbled text, lines that look like one
        // are garbled too.
        let words = |noise: Noise| -> usize {
            let runs = out.iter().filter(|region| region.judgement.noise == noise);
            runs.map(|region| region.judgement.last - region.judgement.first).sum()
        };
        if words(Noise::Legacy) > 0 && words(Noise::Garbled) * 2 > words(Noise::Legacy) {
            out.clear();
            unicode(&mut out, 0, pieces.len());
        }
        out
    }

    /// Whether what looks right was read by an OCR that knows Vietnamese.
    fn lightly_damaged(&self, read: &str, pieces: &[Piece], regions: &[Region]) -> bool {
        let right = || regions.iter().map(|region| &region.judgement).filter(|run| run.noise == Noise::Clean);
        let look = |run: &Judgement| light::surprising(&self.lexicon, &self.model, read, &pieces[run.first..run.last]);
        let mut decoded = Decoded::default();
        let mut left = light::SAMPLE;
        let mut segmenter = self.segmenter(Noise::Ocr, &self.garbled, FIRST_PASS, ToneStyle::Older);
        for run in right().filter(|run| look(run)) {
            let last = run.last.min(run.first + left);
            left -= last - run.first;
            let run = Run { text: read, pieces: &pieces[run.first..last], sights: &[] };
            let more = segmenter.decode(run, &shouted(read, run.pieces));
            decoded.words += more.words;
            decoded.decisions.extend(more.decisions);
            if left == 0 {
                break;
            }
        }
        light::damaged(read, &decoded, SURE_OF_TEXT)
    }

    /// The garbled channel after what the first pass over the garbled runs is sure of; `None` when that is too little.
    fn adapted(
        &self,
        read: &str,
        pieces: &[Piece],
        judgements: &[Judgement],
        style: ToneStyle,
    ) -> Option<Channel<'static>> {
        let mut seen: BTreeMap<Sighting, f64> = BTreeMap::new();
        let garbled = || judgements.iter().filter(|run| run.noise == Noise::Garbled);
        // What an engine's habits are shows in a part of a long document.
        let total: usize = garbled().map(|run| run.last - run.first).sum();
        let every = (total / LESSON).max(1);
        let chunks = garbled().flat_map(|run| pieces[run.first..run.last].chunks(LESSON_CHUNK)).step_by(every);
        let mut segmenter = self.segmenter(Noise::Garbled, &self.garbled, FIRST_PASS, style);
        for chunk in chunks {
            let decoded = segmenter.decode(Run { text: read, pieces: chunk, sights: &[] }, &shouted(read, chunk));
            for decision in decoded.decisions {
                let known = self.lexicon.id(&decision.to.to_lowercase()).is_some();
                if known && decision.confidence >= SURE_SIGHTING && !read[decision.range.clone()].contains(' ') {
                    let sighting = Sighting { truth: decision.to, read: read[decision.range].to_owned() };
                    *seen.entry(sighting).or_default() += 1.0;
                }
            }
        }
        let sightings: Vec<(Sighting, f64)> = seen.into_iter().collect();
        (sightings.len() >= SIGHTINGS).then(|| adapt(&self.garbled, &self.trie, &sightings))
    }

    /// What decodes runs of lines of one kind of damage.
    fn segmenter<'r>(&'r self, noise: Noise, garbled: &'r Channel<'_>, beam: Beam, style: ToneStyle) -> Segmenter<'r> {
        let (mode, channel) = match noise {
            Noise::Stripped => (Mode::Stripped, garbled),
            Noise::Ocr => (Mode::Light, &self.ocr),
            _ => (Mode::Channel, garbled),
        };
        let candidates = Candidates::new(&self.lexicon, &self.trie, &self.model, channel, mode);
        Segmenter::new(&self.lexicon, &self.model, candidates, mode, beam, style)
    }

    /// Restores one run of lines.
    fn restore_run(
        &self,
        run: Run<'_>,
        noise: Noise,
        garbled: &Channel<'_>,
        style: ToneStyle,
        changes: &mut Vec<Change>,
    ) {
        let Run { text: read, pieces, .. } = run;
        let seen = !run.sights.is_empty();
        let (from, to) = (pieces[0].range.start, pieces[pieces.len() - 1].range.end);
        let by_rule = rules::apply(&self.lexicon, &read[from..to], noise);
        let beam = match noise {
            Noise::Stripped => NARROW,
            Noise::Ocr => FAR,
            _ => WIDE,
        };
        let mut segmenter = self.segmenter(noise, garbled, beam, style);
        let mut decoded = segmenter.decode(run, &shouted(read, pieces));
        if noise == Noise::Ocr {
            // Light errors only: what is not sure is left as it was read.
            let sure = if run.sights.is_empty() { SURE_OF_TEXT } else { SURE };
            for decision in &mut decoded.decisions {
                let was = &read[decision.range.clone()];
                if decision.to != was && decision.confidence < sure {
                    let kept = decision.alternatives.iter().find(|(text, _)| text == was);
                    decision.confidence = kept.map_or(0.0, |(_, p)| *p);
                    was.clone_into(&mut decision.to);
                }
            }
        }
        let mut rules_left = by_rule.into_iter().map(|rule| Change::by_rule(rule, from, noise, seen)).peekable();
        for change in sure::changes(read, pieces, decoded.decisions, sure::damage(noise, seen)) {
            while let Some(rule) = rules_left.next_if(|rule| rule.range.start < change.range.end) {
                changes.push(rule);
            }
            if changes.last().is_none_or(|c| c.range.end <= change.range.start) {
                changes.push(change);
            }
        }
        changes.extend(rules_left);
    }
}

/// The changes that turn a stretch of a legacy encoding into Unicode.
fn converted(run: &legacy::Run, read: &str) -> impl Iterator<Item = Change> {
    let (start, rule) = (run.range.start, run.encoding.rule());
    legacy::convert(run.encoding, &read[run.range.clone()]).into_iter().map(move |word| Change {
        range: start + word.range.start..start + word.range.end,
        to: word.to,
        confidence: if word.exact { 1.0 } else { CAPITALS_BY_NEIGHBOURS },
        rule: Some(rule),
        alternatives: Vec::new(),
        evidence: None,
    })
}

/// The placing of tones that most words of the text show, where its marks can be trusted.
fn tone_style(text: &str, pieces: &[Piece], judgements: &[Judgement]) -> ToneStyle {
    let (mut older, mut newer) = (0, 0);
    let trusted = judgements.iter().filter(|j| matches!(j.noise, Noise::Clean | Noise::Ocr));
    for piece in trusted.flat_map(|j| &pieces[j.first..j.last]).filter(|p| p.kind == PieceKind::Word) {
        match shown_style(&text[piece.range.clone()].to_lowercase()) {
            Some(ToneStyle::Older) => older += 1,
            Some(ToneStyle::Newer) => newer += 1,
            None => {}
        }
    }
    if newer > older { ToneStyle::Newer } else { ToneStyle::Older }
}

/// For each piece, whether its line is in capitals, or its cell of a line with wide gaps: a letterhead in two columns.
fn shouted(text: &str, pieces: &[Piece]) -> Vec<bool> {
    const GAP: &str = "   ";
    let mut out = Vec::with_capacity(pieces.len());
    let (mut end, mut loud) = (0, false);
    for piece in pieces {
        if piece.range.start >= end {
            let before = &text[..piece.range.start];
            let line = before.rfind('\n').map_or(0, |i| i + 1);
            let start = before[line..].rfind(GAP).map_or(line, |i| line + i + GAP.len());
            let behind = &text[piece.range.end..];
            let rest = &behind[..behind.find('\n').map_or(behind.len(), |n| n + 1)];
            end = piece.range.end + rest.find(GAP).unwrap_or(rest.len());
            let (mut upper, mut lower) = (0, 0);
            for c in text[start..end].chars().take(400) {
                upper += u32::from(c.is_uppercase());
                lower += u32::from(c.is_lowercase());
            }
            loud = upper > lower;
        }
        out.push(loud);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::IndexedText;
    use crate::text::legacy::Encoding;

    const RIGHT: &str =
        "Kế hoạch công tác của Bộ Tư pháp\nCăn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020\n";

    #[test]
    fn a_text_that_is_half_legacy() {
        let restorer = Restorer::new(Data::embedded()).unwrap();
        for encoding in Encoding::ALL {
            let moji = legacy::show(&encoding.encode(RIGHT).unwrap());
            let read = format!("{RIGHT}{moji}\u{c}{RIGHT}");
            let restored = restorer.restore(&read, &[]);
            assert_eq!(restored.text, format!("{RIGHT}{RIGHT}\u{c}{RIGHT}"));
            let kinds: Vec<(Noise, Option<&str>)> =
                restored.restoration.stretches.iter().map(|s| (s.noise, s.encoding.as_deref())).collect();
            assert_eq!(kinds, [(Noise::Clean, None), (Noise::Legacy, Some(encoding.name())), (Noise::Clean, None)]);
            assert!(restored.restoration.edits.iter().all(|e| e.rule.as_deref() == Some(encoding.rule())));
            // Putting each `from` back gives what was read.
            let text = IndexedText::new(restored.text);
            let (mut back, mut at) = (String::new(), 0);
            for edit in &restored.restoration.edits {
                let range = text.range(edit.span);
                back += &text.as_str()[at..range.start];
                back += &edit.from;
                at = range.end;
            }
            back += &text.as_str()[at..];
            assert_eq!(back, read);
        }
    }
}
