//! Decodes one stretch of text: pieces → lattice → best path → changes.
//!
//! The text is decoded in segments that end at the end of a clause, each on its own, so memory is bounded and the
//! result does not depend on how segments are shared among threads.

use super::alternatives::Sight;
use super::candidates::{Candidate, Candidates, Mode, same_letters, shape};
use super::channel::Case;
use super::lattice::{Beam, Decoder, Edge};
use crate::lexicon::Lexicon;
use crate::lm::{Cost, Model, symbol};
use crate::text::pieces::{Piece, PieceKind};
use crate::text::tone::{ToneStyle, restyle};
use std::ops::Range;

/// Pieces after which a segment ends at the next stop, and after which it ends anywhere.
const SEGMENT: usize = 64;
const SEGMENT_LIMIT: usize = 400;
/// What it costs that one word was read as two, or two as one, in 1/1000 nat.
const JOIN: Cost = 5_500;
const CUT: Cost = 7_000;
/// What it costs that a sign is dirt: one in the place of a space, one that opens a word, one that closes a word.
const DIRT_FOR_SPACE: Cost = 3_500;
const DIRT_AHEAD: Cost = 3_500;
const DIRT_BEHIND: Cost = 6_500;
/// What it costs that digits are a word, beside what the channel says.
const DIGITS: Cost = 2_000;
/// Signs and digits are touched only where it is this sure.
const SURE: f32 = 0.9;
/// What it costs that a syllable stands in capitals among small letters.
const CAPITALS: Cost = 4_000;
/// A best reading that costs less than this is good enough not to be joined or cut.
const GOOD: Cost = 3_500;
/// Longer tokens, in characters, are neither joined nor cut.
const LONGEST: usize = 14;

/// A run of pieces of a text.
#[derive(Debug, Clone, Copy)]
pub struct Run<'t> {
    /// The text that the pieces' ranges lie in.
    pub text: &'t str,
    /// The pieces, in order.
    pub pieces: &'t [Piece],
    /// What our OCR saw of each of them; empty when it did not read the text.
    pub sights: &'t [Option<Sight>],
}

/// How one token or pair of tokens was decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The bytes that it replaces.
    pub range: Range<usize>,
    /// What to write there; the same text when nothing changes.
    pub to: String,
    /// Posterior probability of `to`.
    pub confidence: f32,
    /// The rule by which signs and digits are touched.
    pub rule: Option<&'static str>,
    /// What the reading costs apart from the language model.
    pub cost: Cost,
    /// What the language model asks for it.
    pub surprise: Cost,
    /// Whether the language model knows the word.
    pub known: bool,
    /// Other readings with their probabilities, best first.
    pub alternatives: Vec<(String, f32)>,
}

/// What decoding a stretch gave.
#[derive(Debug, Default)]
pub struct Decoded {
    /// One decision for each word piece or pair of them, in order.
    pub decisions: Vec<Decision>,
    /// Cost of the best path, and of how many words.
    pub cost: i64,
    /// Words that the cost is of.
    pub words: usize,
}

/// What an edge stands for: the bytes that were read, and what they were.
#[derive(Debug, Clone)]
struct Note {
    range: Range<usize>,
    writes: Writes,
}

/// What an edge writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writes {
    /// What was read.
    Same,
    /// A word.
    One((u16, Case)),
    /// Two words that were read as one.
    Two((u16, Case), (u16, Case)),
    /// Nothing, or a space: the sign was dirt.
    Gap(&'static str),
}

impl Writes {
    fn one(candidate: &Candidate) -> Self {
        candidate.case.map_or(Self::Same, |case| Self::One((candidate.word, case)))
    }
}

/// Decodes stretches of one kind of damage.
pub struct Segmenter<'r> {
    lexicon: &'r Lexicon<'r>,
    model: &'r Model<'r>,
    mode: Mode,
    candidates: Candidates<'r>,
    decoder: Decoder,
    beam: Beam,
    style: ToneStyle,
}

impl<'r> Segmenter<'r> {
    /// A segmenter that writes tones in `style`.
    pub fn new(
        lexicon: &'r Lexicon<'r>,
        model: &'r Model<'r>,
        candidates: Candidates<'r>,
        mode: Mode,
        beam: Beam,
        style: ToneStyle,
    ) -> Self {
        Self { lexicon, model, mode, candidates, decoder: Decoder::default(), beam, style }
    }

    /// Decodes a run; `shouted` says of each piece whether its line is in capitals.
    pub fn decode(&mut self, run: Run<'_>, shouted: &[bool]) -> Decoded {
        let Run { text, pieces, .. } = run;
        let mut out = Decoded::default();
        let mut start = 0;
        while start < pieces.len() {
            let limit = pieces.len().min(start + SEGMENT_LIMIT);
            let end = (start + SEGMENT..limit).find(|&i| pieces[i].kind == PieceKind::Stop).map_or(limit, |i| i + 1);
            let sights = run.sights.get(start..end).unwrap_or_default();
            self.segment(Run { text, pieces: &pieces[start..end], sights }, &shouted[start..end], &mut out);
            start = end;
        }
        out
    }

    fn segment(&mut self, run: Run<'_>, shouted: &[bool], out: &mut Decoded) {
        let Run { text, pieces, sights } = run;
        let mut edges = Vec::new();
        let mut notes: Vec<Note> = Vec::new();
        let mut previous_break = true;
        let mut inside = false;
        for (i, piece) in pieces.iter().enumerate() {
            let from = i as u32;
            let mut add = |edges: &mut Vec<Edge>, to: u32, words: [u16; 2], count: u8, cost: Cost, note: Note| {
                edges.push(Edge { from, to, words, count, cost, tag: notes.len() as u32 });
                notes.push(note);
            };
            let note = |writes| Note { range: piece.range.clone(), writes };
            let id = match piece.kind {
                PieceKind::Stop => symbol::STOP,
                PieceKind::Pause => symbol::PAUSE,
                PieceKind::Number => symbol::NUMBER,
                PieceKind::Code => symbol::CODE,
                PieceKind::Word => symbol::UNKNOWN,
            };
            if piece.kind != PieceKind::Word {
                let is_break = id == symbol::STOP || id == symbol::PAUSE;
                // A run of breaks is one break, as in training.
                let count = u8::from(!(is_break && previous_break));
                add(&mut edges, from + 1, [id, 0], count, 0, note(Writes::Same));
                if self.may_be_letters(text, pieces, i) {
                    for &c in self.candidates.of_part(&text[piece.range.clone()]).iter() {
                        add(&mut edges, from + 1, [c.word, 0], 1, c.cost + DIGITS, note(Writes::one(&c)));
                    }
                }
                if let Some((gap, cost)) = self.dirt(text, pieces, i) {
                    add(&mut edges, from + 1, [0, 0], 0, cost, note(Writes::Gap(gap)));
                }
                previous_break = is_break;
                inside = piece.kind != PieceKind::Stop;
                continue;
            }
            previous_break = false;
            let token = &text[piece.range.clone()];
            let sight = sights.get(i).and_then(Option::as_ref);
            let readings = match sight {
                Some(sight) => self.candidates.seen(token, shouted[i], sight),
                None => self.candidates.of(token, shouted[i]),
            };
            let best = readings.iter().filter(|c| c.case.is_some()).map(|c| c.cost).min().unwrap_or(Cost::MAX);
            for candidate in readings.iter() {
                let cost = candidate.cost + self.capital_cost(candidate, inside, shouted[i]);
                add(&mut edges, from + 1, [candidate.word, 0], 1, cost, note(Writes::one(candidate)));
            }
            inside = true;
            let doubt = sight.map_or(0, Sight::doubt);
            // A word of lightly damaged text is neither joined nor cut.
            if self.mode == Mode::Light && readings.iter().any(|c| c.case.is_none() && c.word != symbol::UNKNOWN) {
                continue;
            }
            if let Some(end) = self.marked_by(text, pieces, i) {
                let whole = &text[piece.range.start..end];
                for c in self.candidates.of_marked(whole, shape(token)) {
                    let note = Note { range: piece.range.start..end, writes: Writes::one(&c) };
                    add(&mut edges, from + 2, [c.word, 0], 1, c.cost, note);
                }
            }
            if self.mode == Mode::Stripped
                || best < GOOD
                || !(2..=LONGEST).contains(&token.chars().take(LONGEST + 1).count())
            {
                continue;
            }
            for (at, _) in token.char_indices().skip(1) {
                let (left, right) = token.split_at(at);
                if left.chars().count() + right.chars().count() < 4 {
                    continue;
                }
                let lefts = self.candidates.of_part(left);
                if lefts.first().is_none_or(|a| a.cost + CUT >= best.min(20_000) + 4_000) {
                    continue;
                }
                let rights = self.candidates.of_part(right);
                for (a, b) in lefts.iter().flat_map(|a| rights.iter().map(move |b| (a, b))) {
                    let cost = a.cost + b.cost + CUT + doubt;
                    if cost < best.min(20_000) + 4_000 {
                        let writes = match (a.case, b.case) {
                            (Some(left), Some(right)) => Writes::Two((a.word, left), (b.word, right)),
                            _ => Writes::Same,
                        };
                        add(&mut edges, from + 1, [a.word, b.word], 2, cost, note(writes));
                    }
                }
            }
            let next = pieces.get(i + 1).filter(|next| next.kind == PieceKind::Word);
            if let Some(next) = next.filter(|next| text[piece.range.end..next.range.start].chars().all(|c| c == ' ')) {
                let joined = format!("{token}{}", &text[next.range.clone()]);
                if joined.chars().count() <= 8 {
                    let range = piece.range.start..next.range.end;
                    for &c in self.candidates.of_part(&joined).iter() {
                        let note = Note { range: range.clone(), writes: Writes::one(&c) };
                        add(&mut edges, from + 2, [c.word, 0], 1, c.cost + JOIN + doubt, note);
                    }
                }
            }
        }
        let start = self.model.state(symbol::STOP);
        let path = self.decoder.decode(self.model, &edges, pieces.len() + 1, start, self.beam);
        out.cost += i64::from(path.cost);
        for (&edge_index, &step) in path.edges.iter().zip(&path.steps) {
            let edge = &edges[edge_index as usize];
            let word = pieces[edge.from as usize].kind == PieceKind::Word;
            let rule = match notes[edge.tag as usize].writes {
                _ if word => None,
                Writes::Same => continue,
                Writes::Gap(_) => Some("stray-sign"),
                _ => Some("digit-word"),
            };
            out.words += usize::from(word);
            if rule.is_some() && path.posterior[edge_index as usize] < SURE {
                continue;
            }
            let decision = self.decision(text, &edges, &notes, &path.posterior, edge_index, rule);
            out.decisions.push(Decision { surprise: step - edge.cost, ..decision });
        }
    }

    /// Whether one or two digits between words may be a word: `6 các đơn vị` is ở các đơn vị, `16 chuc` tổ chức.
    fn may_be_letters(&self, text: &str, pieces: &[Piece], i: usize) -> bool {
        let range = &pieces[i].range;
        let (Some(before), Some(after)) = (i.checked_sub(1).map(|b| &pieces[b]), pieces.get(i + 1)) else {
            return false;
        };
        self.mode == Mode::Channel
            && pieces[i].kind == PieceKind::Number
            && range.len() <= 2
            && text[range.clone()].bytes().all(|c| c.is_ascii_digit())
            && before.kind == PieceKind::Word
            && after.kind == PieceKind::Word
            && [before.range.end..range.start, range.end..after.range.start].iter().all(|gap| &text[gap.clone()] == " ")
            && text[after.range.start..].starts_with(char::is_lowercase)
    }

    /// What to write for a sign that may be dirt on the page, and what it costs that it is.
    fn dirt(&self, text: &str, pieces: &[Piece], i: usize) -> Option<(&'static str, Cost)> {
        if self.mode != Mode::Channel || i == 0 {
            return None;
        }
        let range = pieces[i].range.clone();
        let mut signs = text[range.clone()].chars();
        let (sign, None) = (signs.next()?, signs.next()) else { return None };
        let (before, after) = (pieces[i - 1].range.end, pieces.get(i + 1)?.range.start);
        let words = pieces[i - 1].kind == PieceKind::Word && pieces[i + 1].kind == PieceKind::Word;
        let line = !text[before..after].contains(['\n', '\u{c}']);
        if !words || !line || !matches!(sign, '.' | ',' | ';' | ':' | '!' | '?' | '*' | '_' | '•' | '"' | '~') {
            return None;
        }
        match (before < range.start, range.end < after) {
            // d6i.vdi: đối với.
            (false, false) => Some((" ", DIRT_FOR_SPACE)),
            // hoc ,sinh: học sinh.
            (true, false) => Some(("", DIRT_AHEAD)),
            // cac. don vi: a stop before a small letter.
            (false, true) if !matches!(sign, ',' | ';' | ':') && text[after..].starts_with(char::is_lowercase) => {
                Some(("", DIRT_BEHIND))
            }
            _ => None,
        }
    }

    /// The end of the word `i` with the sign behind it, where that may be what OCR made of a mark: `thi?` for thứ.
    fn marked_by(&self, text: &str, pieces: &[Piece], i: usize) -> Option<usize> {
        let (sign, next) = (pieces.get(i + 1)?, pieces.get(i + 2)?);
        let fits = self.mode == Mode::Channel
            && &text[sign.range.clone()] == "?"
            && sign.range.start == pieces[i].range.end
            && text[sign.range.end..next.range.start].chars().all(|c| c == ' ')
            && text[next.range.start..].starts_with(char::is_lowercase);
        fits.then_some(sign.range.end)
    }

    /// What the letter case of a candidate says for or against it, `inside` a clause or where the line is `shouted`.
    fn capital_cost(&self, candidate: &Candidate, inside: bool, shouted: bool) -> Cost {
        let (Some(case), false) = (candidate.case, shouted) else { return 0 };
        let alone = if case == Case::Upper && self.mode == Mode::Channel { CAPITALS } else { 0 };
        let Some(word) = self.lexicon.word(candidate.word).filter(|_| inside) else { return alone };
        let share = (f64::from(word.capital) / 255.0).clamp(0.004, 0.97);
        let p = if case == Case::Lower { 1.0 - share } else { share };
        alone + (-libm::log(p) * 600.0) as Cost
    }

    fn write(&self, text: &str, note: &Note) -> String {
        let one = |(id, case): (u16, Case)| {
            let word = self.lexicon.word(id).map_or("", |w| &w.text);
            let styled = restyle(word, self.style);
            case.apply(styled.as_deref().unwrap_or(word))
        };
        match note.writes {
            Writes::Two(first, second) => format!("{} {}", one(first), one(second)),
            Writes::One(first) => {
                let read = &text[note.range.clone()];
                let written = one(first);
                // The page's own placing of the tone stays.
                if self.model_form(read) == self.model_form(&written) && same_letters(read, &written) {
                    read.to_owned()
                } else {
                    written
                }
            }
            Writes::Gap(gap) => gap.to_owned(),
            Writes::Same => text[note.range.clone()].to_owned(),
        }
    }

    fn model_form(&self, word: &str) -> String {
        let lower = word.to_lowercase();
        restyle(&lower, ToneStyle::Older).unwrap_or(lower)
    }

    fn decision(
        &self,
        text: &str,
        edges: &[Edge],
        notes: &[Note],
        posterior: &[f32],
        index: u32,
        rule: Option<&'static str>,
    ) -> Decision {
        let edge = &edges[index as usize];
        let note = &notes[edge.tag as usize];
        let to = self.write(text, note);
        let mut confidence = 0.0;
        let mut alternatives: Vec<(String, f32)> = Vec::new();
        let first = edges.partition_point(|e| e.from < edge.from);
        for (i, other) in edges[first..].iter().enumerate().take_while(|(_, e)| e.from == edge.from) {
            if other.to != edge.to {
                continue;
            }
            let p = posterior[first + i];
            if p < 0.001 && (first + i) as u32 != index {
                continue;
            }
            let other_text = self.write(text, &notes[other.tag as usize]);
            if other_text == to {
                confidence += p;
            } else {
                match alternatives.iter_mut().find(|(t, _)| *t == other_text) {
                    Some(known) => known.1 += p,
                    None => alternatives.push((other_text, p)),
                }
            }
        }
        alternatives.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        alternatives.truncate(4);
        let known = edge.words[..usize::from(edge.count)].iter().all(|&word| word != symbol::UNKNOWN);
        let (range, cost) = (note.range.clone(), edge.cost);
        Decision { range, to, confidence, rule, cost, surprise: 0, known, alternatives }
    }
}
