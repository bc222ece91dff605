//! The words of a line, and phrases looked up among them.
//!
//! A word is what stands between two blanks, without the signs around it; the signs are kept as flags, because
//! a phrase ends where a sign stands. A [`Phrases`] set finds the longest of its phrases at a word.

use hashbrown::HashMap;
use std::borrow::Cow;
use std::ops::Range;

/// One word.
#[derive(Debug, Clone)]
pub(super) struct Word<'a> {
    /// Its bytes in the view, signs around it not included.
    pub range: Range<usize>,
    /// Lower case.
    pub lower: Cow<'a, str>,
    /// Whether its first letter is a capital.
    pub capital: bool,
    /// Whether it has no small letter: an abbreviation, or a line in capitals.
    pub caps: bool,
    /// Whether a bracket or quotation mark opens before it.
    pub opens: bool,
    /// The first sign behind it: `,` `;` `.` `:` `)` `”`, or a blank for none.
    pub sign: char,
    /// How deep in brackets and quotation marks it stands.
    pub depth: u8,
    /// Whether the document declares it as the short form of a body.
    pub body: bool,
}

impl Word<'_> {
    /// Its lower case.
    pub fn low(&self) -> &str {
        &self.lower
    }
}

const OPENING: &[char] = &['(', '[', '“', '‘', '«', '"'];
const CLOSING: &[char] = &[')', ']', '”', '’', '»', '"'];

/// The words of `text[range]`.
pub(super) fn words(text: &str, range: Range<usize>) -> Vec<Word<'_>> {
    let mut out: Vec<Word> = Vec::with_capacity(range.len() / 5 + 1);
    let (mut depth, mut quoted) = (0u8, false);
    let mut at = range.start;
    for raw in text[range].split(' ') {
        let start = at;
        at += raw.len() + 1;
        let core = raw.trim_matches(|c: char| !c.is_alphanumeric() && c != '%');
        if core.is_empty() {
            for c in raw.chars() {
                shift(c, &mut depth, &mut quoted);
            }
            if let (Some(last), Some(sign)) = (out.last_mut(), raw.chars().find(|c| ",;.:)”…".contains(*c)))
                && last.sign == ' '
            {
                last.sign = sign;
            }
            continue;
        }
        let lead = raw.len() - raw.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '%').len();
        let mut opens = false;
        for c in raw[..lead].chars() {
            opens |= OPENING.contains(&c);
            shift(c, &mut depth, &mut quoted);
        }
        let inner = depth;
        for c in raw[lead..].chars() {
            shift(c, &mut depth, &mut quoted);
        }
        let tail = &raw[lead + core.len()..];
        out.push(Word {
            range: start + lead..start + lead + core.len(),
            lower: lower(core),
            capital: core.chars().next().is_some_and(char::is_uppercase),
            caps: !core.chars().any(char::is_lowercase),
            opens,
            sign: tail.chars().find(|c| !c.is_whitespace()).map_or(' ', |c| if "-–/".contains(c) { ' ' } else { c }),
            depth: inner,
            body: false,
        });
    }
    out
}

/// Lower case; nothing is copied when the word is so already.
fn lower(word: &str) -> Cow<'_, str> {
    if word.chars().any(char::is_uppercase) { Cow::Owned(word.to_lowercase()) } else { Cow::Borrowed(word) }
}

fn shift(c: char, depth: &mut u8, quoted: &mut bool) {
    if c == '"' {
        *quoted = !*quoted;
        *depth = if *quoted { depth.saturating_add(1) } else { depth.saturating_sub(1) };
    } else if OPENING.contains(&c) {
        *depth = depth.saturating_add(1);
    } else if CLOSING.contains(&c) {
        *depth = depth.saturating_sub(1);
    }
}

/// A set of phrases, each with what it means.
pub(super) struct Phrases<T> {
    by_first: HashMap<&'static str, Vec<(Vec<&'static str>, T)>>,
}

impl<T: Copy> Phrases<T> {
    /// Makes a set of phrases separated by bars; a later phrase does not replace an equal earlier one.
    pub fn new(groups: &[(T, &'static str)]) -> Self {
        let mut by_first: HashMap<&'static str, Vec<(Vec<&'static str>, T)>> = HashMap::new();
        for (value, phrases) in groups {
            for phrase in phrases.split(" | ") {
                let words: Vec<_> = phrase.split(' ').collect();
                by_first.entry(words[0]).or_default().push((words, *value));
            }
        }
        Self::sorted(by_first)
    }

    fn sorted(mut by_first: HashMap<&'static str, Vec<(Vec<&'static str>, T)>>) -> Self {
        for list in by_first.values_mut() {
            list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Self { by_first }
    }

    /// Makes a set of phrases that all mean the same.
    pub fn of(phrases: impl Iterator<Item = &'static str>, value: T) -> Self {
        let mut by_first: HashMap<&'static str, Vec<(Vec<&'static str>, T)>> = HashMap::new();
        for phrase in phrases {
            let words: Vec<_> = phrase.split(' ').collect();
            by_first.entry(words[0]).or_default().push((words, value));
        }
        Self::sorted(by_first)
    }

    /// The longest phrase at word `i`, with no sign inside it: its number of words and its meaning.
    pub fn at(&self, words: &[Word], i: usize) -> Option<(usize, T)> {
        let list = self.by_first.get(words.get(i)?.low())?;
        list.iter()
            .find(|(phrase, _)| {
                phrase.len() <= words.len() - i
                    && phrase.iter().zip(&words[i..]).all(|(p, w)| *p == w.lower)
                    && words[i..i + phrase.len() - 1].iter().all(|w| w.sign == ' ')
            })
            .map(|(phrase, value)| (phrase.len(), *value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_depth_are_kept() {
        let text = "Sở Y tế (qua “Phòng TCCB”) chủ trì, phối hợp";
        let all = words(text, 0..text.len());
        let line: Vec<_> = all.iter().map(|w| (w.low(), w.depth, w.sign)).collect();
        assert_eq!(
            line,
            [
                ("sở", 0, ' '),
                ("y", 0, ' '),
                ("tế", 0, ' '),
                ("qua", 1, ' '),
                ("phòng", 2, ' '),
                ("tccb", 2, '”'),
                ("chủ", 0, ' '),
                ("trì", 0, ','),
                ("phối", 0, ' '),
                ("hợp", 0, ' ')
            ]
        );
        let set = Phrases::new(&[(1, "phối hợp | chủ trì phối hợp | chủ trì")]);
        assert_eq!(set.at(&all, 6), Some((2, 1)), "no phrase over a comma");
    }
}
