//! Judges which lines of a text are mojibake of which encoding.
//!
//! A word is evidence for an encoding when it has the shape of a Vietnamese syllable after conversion and has none
//! before, and against it when conversion ruins it. In right text of any language most words speak against; in garbled
//! text they cancel out. A line weighs what its words do, and the cheapest sequence of kinds over the lines, with a
//! price for each change, cuts the text into runs. What repeats itself (`µm` in a table) soon weighs little.

use super::super::syllable::is_syllable;
use super::{Encoding, Kind, Part, Word, words};
use std::collections::HashSet;
use std::ops::Range;

/// Lines in an encoding from before Unicode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Their bytes, line ends included.
    pub range: Range<usize>,
    /// The encoding.
    pub encoding: Encoding,
}

/// Kinds of a line: Unicode, then each of [`Encoding::ALL`].
const KINDS: usize = 1 + Encoding::ALL.len();
/// What it takes to believe that a run begins.
const ENTER: f32 = 5.0;
/// What it takes to believe that a run ends.
const LEAVE: f32 = 3.0;
/// A line with letters that only Unicode has.
const MODERN: f32 = -10.0;

/// A word that becomes a syllable and was none.
const GAIN: f32 = 2.0;
/// The same where a sign stood between letters (`ho¹ch`), which right text hardly has.
const SIGN: f32 = 2.0;
/// A sign beside one letter: `µm`, `m²`.
const SHORT: f32 = 0.5;
/// With fewer different words than these for an encoding, a word that repeats itself weighs nothing.
const VARIED: usize = 4;
/// A plain word: three of four Vietnamese words have marks.
const PLAIN: f32 = -0.5;
/// A word that becomes no syllable.
const RUINED: f32 = -3.0;
/// A word that was right, or holds a letter that the encoding does not have.
const LOST: f32 = -4.0;

/// The encoding of most lines that are mojibake, if there are any.
///
/// ```
/// use vankho::text::legacy::{Encoding, detect};
/// assert_eq!(detect("KÕ ho¹ch c«ng t¸c n¨m 2003"), Some(Encoding::Tcvn3));
/// assert_eq!(detect("Keá hoaïch coâng taùc naêm 2003"), Some(Encoding::Vni));
/// assert_eq!(detect("Kế hoạch công tác năm 2003"), None);
/// assert_eq!(detect("République française, 25 µm"), None);
/// ```
pub fn detect(text: &str) -> Option<Encoding> {
    let runs = runs(text);
    let weight = |encoding| runs.iter().filter(|r| r.encoding == encoding).map(|r| r.range.len()).sum::<usize>();
    let best = Encoding::ALL.into_iter().rev().max_by_key(|&e| weight(e))?;
    (weight(best) > 0).then_some(best)
}

/// The runs of lines that are mojibake, in order.
pub fn runs(text: &str) -> Vec<Run> {
    let mut lines: Vec<(Range<usize>, Look)> = Vec::new();
    let mut start = 0;
    let mut suspicious = false;
    for line in text.split_inclusive(['\n', '\u{c}']) {
        let look = look(line);
        suspicious |= look == Look::Suspicious;
        lines.push((start..start + line.len(), look));
        start += line.len();
    }
    if !suspicious {
        return Vec::new();
    }
    let mut scale = Scale { text, seen: HashSet::new(), different: [0; KINDS] };
    let mut scores: Vec<[f32; KINDS]> = Vec::with_capacity(lines.len());
    let mut repeated: Vec<[f32; KINDS]> = Vec::with_capacity(lines.len());
    let mut likely = false;
    for (range, look) in &lines {
        let (mut score, mut again) = ([0.0; KINDS], [0.0; KINDS]);
        match look {
            Look::Modern => score[1..].fill(MODERN),
            Look::Plain => {}
            Look::Suspicious => {
                for (kind, encoding) in Encoding::ALL.into_iter().enumerate() {
                    (score[kind + 1], again[kind + 1]) = scale.weigh(kind, encoding, range.clone());
                    likely |= score[kind + 1] > 0.0;
                }
            }
        }
        scores.push(score);
        repeated.push(again);
    }
    if !likely {
        return Vec::new();
    }
    for (score, again) in scores.iter_mut().zip(repeated) {
        for kind in (1..KINDS).filter(|&kind| scale.different[kind - 1] >= VARIED) {
            score[kind] += again[kind];
        }
    }
    for ((range, _), score) in lines.iter().zip(&mut scores).filter(|((_, look), _)| *look == Look::Plain) {
        score[1..].fill(plain(&text[range.clone()]));
    }
    let mut out: Vec<Run> = Vec::new();
    for ((range, _), kind) in lines.into_iter().zip(best_path(&scores)) {
        let Some(&encoding) = kind.checked_sub(1).and_then(|i| Encoding::ALL.get(i)) else { continue };
        match out.last_mut() {
            Some(run) if run.encoding == encoding && run.range.end == range.start => run.range.end = range.end,
            _ => out.push(Run { range, encoding }),
        }
    }
    out
}

/// What a glance at a line tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// ASCII, or nothing beyond it that could be mojibake.
    Plain,
    /// It has letters that only Unicode has for Vietnamese: no mojibake.
    Modern,
    /// It has letters of Windows-1252 beyond ASCII, or control characters that VISCII has as letters.
    Suspicious,
}

fn look(line: &str) -> Look {
    let bytes = line.as_bytes();
    let mut found = Look::Plain;
    for (i, &byte) in bytes.iter().enumerate() {
        let next = || bytes.get(i + 1).copied().unwrap_or(0);
        match byte {
            0xC2 | 0xC3 | 0xC5 | 0xC6 | 0xCB | 0xE2 | 0xC4 => {
                let modern = match byte {
                    0xC4 => matches!(next(), 0x82 | 0x83 | 0x90 | 0x91 | 0xA8 | 0xA9),
                    0xC5 => matches!(next(), 0xA8 | 0xA9),
                    0xC6 => matches!(next(), 0xA0 | 0xA1 | 0xAF | 0xB0),
                    _ => false,
                };
                if modern {
                    return Look::Modern;
                }
                found = Look::Suspicious;
            }
            0xE1 if matches!(next(), 0xBA | 0xBB) => return Look::Modern,
            0xCC => return Look::Modern,
            0x02 | 0x05 | 0x06 | 0x14 | 0x19 | 0x1E => found = Look::Suspicious,
            _ => {}
        }
    }
    found
}

/// The weight of a line of plain words.
fn plain(line: &str) -> f32 {
    line.split(|c: char| !c.is_alphanumeric()).map(plain_word).sum()
}

fn plain_word(word: &str) -> f32 {
    let small = word.bytes().any(|b| b.is_ascii_lowercase());
    let digits = word.bytes().any(|b| b.is_ascii_digit());
    if word.len() > 1 && !digits && (small || is_syllable(word)) { PLAIN } else { 0.0 }
}

/// Weighs words, and remembers those that it has weighed.
struct Scale<'a> {
    text: &'a str,
    seen: HashSet<(Encoding, &'a str)>,
    /// How many different words speak for each of [`Encoding::ALL`].
    different: [usize; KINDS],
}

impl<'a> Scale<'a> {
    /// What the words of a line weigh, and how much more those weigh that were seen before.
    fn weigh(&mut self, kind: usize, encoding: Encoding, line: Range<usize>) -> (f32, f32) {
        let text = self.text;
        let (mut sum, mut again) = (0.0, 0.0);
        words(encoding, &text[line.clone()], |word| {
            for part in word.parts() {
                let read = &text[line.start + part.read.start..line.start + part.read.end];
                let weight = weigh(encoding, read, word, &part);
                if weight <= 0.0 {
                    sum += weight;
                } else if self.seen.insert((encoding, read)) {
                    self.different[kind] += 1;
                    sum += weight;
                } else {
                    again += weight;
                }
            }
        });
        (sum, again)
    }
}

fn weigh(encoding: Encoding, read: &str, word: &Word, part: &Part) -> f32 {
    let letters = &word.letters[part.letters.clone()];
    let to = &word.to[part.to.clone()];
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    if letters.iter().any(|(kind, _)| *kind == Kind::Stranger) {
        return LOST;
    }
    if !letters.iter().any(|(kind, _)| *kind == Kind::Converted) {
        return match read.is_ascii() {
            true => plain_word(read),
            false if is_syllable(read) => 0.0,
            false => PLAIN * 4.0,
        };
    }
    // A sign alone (§, –, «), or joined to a number (5µm, §2).
    if letters.len() == 1
        || digit(word.to[..part.to.start].chars().next_back())
        || digit(word.to[part.to.end..].chars().next())
    {
        return 0.0;
    }
    let was_right = is_syllable(read);
    if is_syllable(to) && cased(encoding, to, letters) {
        let sign = |c: char| !c.is_alphabetic() || matches!(c, 'ª' | 'º' | 'µ');
        let inner = read.chars().skip(1).take(letters.len().saturating_sub(2)).any(sign);
        match was_right {
            true => 0.0,
            false if inner => GAIN + SIGN,
            false if letters.len() == 2 && read.contains(['µ', '²', '³', '¹', '®', '©', '™']) => SHORT,
            false => GAIN,
        }
    } else if was_right {
        LOST
    } else if to.chars().all(|c| c.is_ascii_uppercase() || matches!(c, 'Đ' | 'Ư')) && letters.len() <= 7 {
        // QĐ, HĐND
        0.0
    } else if encoding == Encoding::Utf8 {
        PLAIN
    } else {
        RUINED
    }
}

/// Whether capitals stand where a word has them: nowhere, in front, or throughout.
fn cased(encoding: Encoding, to: &str, letters: &[(Kind, u8)]) -> bool {
    // The small codes of TCVN3 may be capitals.
    let open = |kind: Kind| encoding == Encoding::Tcvn3 && kind == Kind::Converted;
    let (mut small, mut later) = (false, false);
    for (i, (letter, (kind, _))) in to.chars().zip(letters).enumerate() {
        if letter.is_uppercase() {
            later |= i > 0;
        } else {
            small |= !open(*kind);
        }
    }
    !(small && later)
}

/// The best sequence of kinds; of equals Unicode, then the one that comes first.
fn best_path(scores: &[[f32; KINDS]]) -> Vec<usize> {
    let mut total = [-ENTER; KINDS];
    total[0] = 0.0;
    let mut back: Vec<[u8; KINDS]> = Vec::with_capacity(scores.len());
    for score in scores {
        let mut next = [0.0; KINDS];
        let mut from = [0u8; KINDS];
        for kind in 0..KINDS {
            let (mut best, mut source) = (total[kind], kind);
            for (other, &value) in total.iter().enumerate() {
                let price = if kind == 0 { LEAVE } else { ENTER };
                if other != kind && value - price > best {
                    (best, source) = (value - price, other);
                }
            }
            next[kind] = best + score[kind];
            from[kind] = source as u8;
        }
        total = next;
        back.push(from);
    }
    let mut kind = (0..KINDS).fold(0, |best, k| if total[k] > total[best] { k } else { best });
    let mut path = vec![0; scores.len()];
    for (i, from) in back.iter().enumerate().rev() {
        path[i] = kind;
        kind = usize::from(from[kind]);
    }
    path
}
