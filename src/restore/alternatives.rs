//! What the engine saw of each piece: its other readings of every letter, and how sure it was of the word.
//!
//! An engine that misread a letter has nearly always thought of the right one: of the letters that Vietnamese OCR got
//! wrong on worn pages, nine in ten have the right letter among the readings that the engine itself gives, and a letter
//! without any other reading is wrong once in 3,000. So a word read by our own OCR may become another along these
//! readings, at a cost that grows with how far the engine preferred what it wrote; anything else has to pay dearly.
//! The costs are log-odds counted on worn pages whose text is known.

use super::candidates::{Candidate, shape};
use super::channel::Case;
use crate::document::{OcrWord, Span};
use crate::lexicon::{Kind, Lexicon};
use crate::lm::Cost;
use crate::text::pieces::{Piece, PieceKind};
use crate::text::tone::{ToneStyle, restyle};
use std::ops::Range;

/// What another reading costs that the engine preferred no less, and for each per cent that it preferred it less.
const EQUAL: f64 = 900.0;
const PER_CENT: f64 = 45.0;
/// A reading cannot be preferred by more than this against what was written: there the engine's own words decided.
const MOST_AHEAD: f64 = -10.0;
/// What a reading costs that the engine did not think of, and for each per cent of its confidence in the word.
const UNSEEN: f64 = 500.0;
const UNSEEN_PER_CENT: f64 = 30.0;
/// Readings of a word that cost more are left out, and how many are followed at once.
const DEAREST: Cost = 11_000;
const FOLLOWED: usize = 64;
/// Longer words, in characters, are no Vietnamese: their slots are not looked at.
const LONGEST: usize = 24;

/// The other readings of one letter, lower-case, with their costs.
type Letter = Vec<(char, Cost)>;

/// What the engine saw of a piece.
#[derive(Debug, Clone, PartialEq)]
pub struct Sight {
    /// Its confidence in the whole word, 0..1.
    pub confidence: f64,
    /// For each character of the piece its other readings; empty when there are none for the whole piece.
    letters: Vec<Letter>,
}

impl Sight {
    /// What a reading that the engine did not think of costs more, for its confidence in the word.
    pub fn doubt(&self) -> Cost {
        (UNSEEN + UNSEEN_PER_CENT * self.confidence * 100.0) as Cost
    }
}

/// For each of `pieces` what the engine saw of it; `None` for what is no word or was not read by it.
///
/// `words` are in text order, their spans in `text`. Empty when there are no words.
pub fn sights(text: &str, words: &[OcrWord], pieces: &[Piece]) -> Vec<Option<Sight>> {
    if words.is_empty() {
        return Vec::new();
    }
    let ranges = byte_ranges(text, words.iter().map(|word| word.span));
    let mut at = 0;
    pieces
        .iter()
        .map(|piece| {
            while at < words.len() && ranges[at].end <= piece.range.start {
                at += 1;
            }
            let (word, range) = (words.get(at)?, ranges.get(at)?);
            let inside = range.start <= piece.range.start && piece.range.end <= range.end;
            (inside && piece.kind == PieceKind::Word).then(|| sight(text, word, range, &piece.range))
        })
        .collect()
}

/// The bytes of spans that are in order.
fn byte_ranges(text: &str, spans: impl Iterator<Item = Span>) -> Vec<Range<usize>> {
    let mut characters = text.char_indices();
    let mut next = (0u32, 0usize);
    let mut byte_of = |position: u32| {
        while next.0 < position {
            match characters.next() {
                Some((at, c)) => next = (next.0 + 1, at + c.len_utf8()),
                None => break,
            }
        }
        next.1
    };
    spans
        .map(|span| {
            let start = byte_of(span.start);
            start..byte_of(span.end).max(start)
        })
        .collect()
}

fn sight(text: &str, word: &OcrWord, range: &Range<usize>, piece: &Range<usize>) -> Sight {
    let confidence = word.confidence.get();
    let written: Vec<char> = text[range.clone()].chars().collect();
    if written.len() > LONGEST || word.symbols.iter().all(|slot| slot.len() < 2) {
        return Sight { confidence, letters: Vec::new() };
    }
    let first = text[range.start..piece.start].chars().count();
    let count = text[piece.clone()].chars().count();
    let slots = slots_of(&written, word);
    let letters: Vec<Letter> = (first..first + count)
        .map(|i| slots.get(i).copied().flatten().map_or_else(Vec::new, |slot| others(written[i], word, slot)))
        .collect();
    let any = letters.iter().any(|letter| !letter.is_empty());
    Sight { confidence, letters: if any { letters } else { Vec::new() } }
}

/// The readings of a slot other than the letter that was written.
fn others(written: char, word: &OcrWord, slot: usize) -> Letter {
    let readings = &word.symbols[slot];
    let Some(own) = readings.iter().find(|r| is_letter(&r.text, written)) else { return Vec::new() };
    let own = own.confidence.get();
    let lower = lower(written);
    let mut out: Letter = Vec::new();
    for reading in readings {
        let mut characters = reading.text.chars();
        let (Some(other), None) = (characters.next().map(self::lower), characters.next()) else { continue };
        if other == lower || !other.is_alphabetic() || out.iter().any(|o| o.0 == other) {
            continue;
        }
        let behind = ((own - reading.confidence.get()) * 100.0).max(MOST_AHEAD);
        out.push((other, (EQUAL + PER_CENT * behind) as Cost));
    }
    out
}

fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

fn is_letter(reading: &str, letter: char) -> bool {
    let mut characters = reading.chars();
    characters.next() == Some(letter) && characters.next().is_none()
}

/// For each written character the slot it came from. The engine's slots can be shifted against the letters, one be
/// missing or one too many: the longest common sequence pairs them.
fn slots_of(written: &[char], word: &OcrWord) -> Vec<Option<usize>> {
    let fits = |i: usize, j: usize| word.symbols[j].iter().any(|reading| is_letter(&reading.text, written[i]));
    let (n, m) = (written.len(), word.symbols.len());
    if n == m && (0..n).all(|i| fits(i, i)) {
        return (0..n).map(Some).collect();
    }
    let mut out = vec![None; n];
    if m > 2 * LONGEST {
        return out;
    }
    let width = m + 1;
    let mut length = vec![0u8; (n + 1) * width];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let skip = length[(i + 1) * width + j].max(length[i * width + j + 1]);
            length[i * width + j] = if fits(i, j) { skip.max(length[(i + 1) * width + j + 1] + 1) } else { skip };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < n && j < m {
        if fits(i, j) && length[i * width + j] == length[(i + 1) * width + j + 1] + 1 {
            out[i] = Some(j);
            (i, j) = (i + 1, j + 1);
        } else if length[(i + 1) * width + j] >= length[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

/// The words that `token` may be along the other readings of its letters, without the word that was read, cheapest
/// first.
pub fn along(sight: &Sight, lexicon: &Lexicon<'_>, token: &str) -> Vec<Candidate> {
    if sight.letters.is_empty() {
        return Vec::new();
    }
    let mut followed: Vec<(String, Cost)> = vec![(String::new(), 0)];
    for (written, others) in token.chars().zip(&sight.letters) {
        let written = (lower(written), 0);
        let mut next: Vec<(String, Cost)> = Vec::with_capacity(followed.len() * (others.len() + 1));
        for (form, cost) in &followed {
            for &(letter, more) in std::iter::once(&written).chain(others) {
                if cost + more <= DEAREST {
                    let mut longer = form.clone();
                    longer.push(letter);
                    next.push((longer, cost + more));
                }
            }
        }
        next.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
        next.truncate(FOLLOWED);
        followed = next;
    }
    let case = shape(token);
    let read = older(&token.to_lowercase());
    let mut out: Vec<Candidate> = Vec::new();
    for (form, cost) in followed {
        let form = older(&form);
        if same_spelling(&form, &read) {
            continue;
        }
        let Some(word) = lexicon.id(&form) else { continue };
        let known = lexicon.word(word).is_some_and(|w| w.syllable)
            || (case == Case::Upper && lexicon.contains(Kind::Abbreviation, &form.to_uppercase()));
        if known && !out.iter().any(|c| c.word == word) {
            out.push(Candidate { word, case: Some(case), cost });
        }
    }
    out
}

/// The word in the older placing of its tone.
fn older(word: &str) -> String {
    restyle(word, ToneStyle::Older).unwrap_or_else(|| word.to_owned())
}

/// Whether two lower-case words are one word in two right spellings: qui and quy, lí and lý. The document's own stays.
pub fn same_spelling(a: &str, b: &str) -> bool {
    let plain = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        if let Some(last) = letters.last_mut()
            && let Some(i) = "yýỳỷỹỵ".chars().position(|y| y == *last)
        {
            *last = ['i', 'í', 'ì', 'ỉ', 'ĩ', 'ị'][i];
        }
        letters
    };
    a == b || plain(a) == plain(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Confidence, PixelBox, SymbolChoice};
    use crate::restore::{Data, Restorer};
    use crate::text::pieces::cut;

    /// A token, the confidence in it, and for some of its letters another reading with its confidence.
    type Seen<'a> = (&'a str, f64, &'a [(char, char, f64)]);

    /// The OCR words of a text: each token with a confidence and, for some of its letters, other readings with theirs.
    fn words(text: &str, seen: &[Seen<'_>]) -> Vec<OcrWord> {
        let mut at = 0;
        let tokens = text.split_inclusive(char::is_whitespace);
        let words = tokens.map(|token| {
            let word = token.trim_end();
            let start = at;
            at += token.chars().count() as u32;
            let (confidence, others) = seen.iter().find(|s| s.0 == word).map_or((0.95, &[] as &[_]), |s| (s.1, s.2));
            let choice = |c: char, p| SymbolChoice { text: c.to_string(), confidence: Confidence::new(p) };
            let symbols = word
                .chars()
                .map(|c| {
                    let more = others.iter().filter(|o| o.0 == c).map(|o| choice(o.1, o.2));
                    std::iter::once(choice(c, 0.92)).chain(more).collect()
                })
                .collect();
            OcrWord {
                span: Span::new(start, start + word.chars().count() as u32),
                bbox: PixelBox { left: 0, top: 0, right: 1, bottom: 1 },
                confidence: Confidence::new(confidence),
                symbols,
                line: 0,
                block: 0,
            }
        });
        words.collect()
    }

    fn restored(text: &str, seen: &[Seen<'_>]) -> String {
        let restorer = Restorer::new(Data::embedded()).unwrap();
        restorer.restore(text, &words(text, seen)).text
    }

    #[test]
    fn words_change_along_what_the_engine_saw() {
        let seen: &[Seen<'_>] = &[
            ("Tố", 0.95, &[('ố', 'ổ', 0.52)]),
            ("thì", 0.9, &[('ì', 'i', 0.7)]),
            ("trướng", 0.96, &[('ớ', 'ở', 0.4)]),
            ("kiếm", 0.7, &[('ế', 'ể', 0.62)]),
        ];
        assert_eq!(
            restored("Tố chức thực hiện phong trào thì đua; Cục trướng chỉ đạo việc kiếm tra, giám sát.", seen),
            "Tổ chức thực hiện phong trào thi đua; Cục trưởng chỉ đạo việc kiểm tra, giám sát."
        );
    }

    #[test]
    fn right_words_names_and_spellings_stay() {
        for text in [
            "Công ty Hawijah quản lí dự án theo qui định, kỹ sư Nguyễn Thị Hoà phụ trách.",
            "I. MỤC ĐÍCH\nIV. TỔ CHỨC THỰC HIỆN\nVI. KINH PHÍ\n",
            "Gửi về sotuphap@lamdong.gov.vn trước ngày 30/6/2024; Quyết định số 303/QĐ-BTP.",
            "The project shall be completed by the contractor.",
        ] {
            assert_eq!(restored(text, &[]), text);
        }
    }

    #[test]
    fn slots_are_found_again_when_they_are_shifted() {
        let read = "tổng";
        let mut word = words(read, &[("tổng", 0.9, &[('ổ', 'ố', 0.8)])]).remove(0);
        word.symbols.insert(0, vec![SymbolChoice { text: "'".into(), confidence: Confidence::new(0.5) }]);
        let mut pieces = Vec::new();
        cut(read, &mut pieces);
        let sights = sights(read, &[word], &pieces);
        let letters = &sights[0].as_ref().unwrap().letters;
        assert_eq!(letters.iter().map(Vec::len).collect::<Vec<_>>(), [0, 1, 0, 0]);
        assert_eq!(letters[1][0].0, 'ố');
    }

    #[test]
    fn one_word_in_two_spellings() {
        for (a, b) in [("qui", "quy"), ("lý", "lí"), ("kỹ", "kĩ")] {
            assert!(same_spelling(a, b), "{a} {b}");
        }
        assert!(!same_spelling("lý", "lì") && !same_spelling("thi", "thì"));
    }
}
