//! What the dictionaries know of phrases: words of several syllables, places, verbs of office, nouns that are counted.
//!
//! Rules that ask whether two syllables are one word, or whether a name is that of a commune, ask here. The words and
//! places are those of the lexicon; `dictionaries/acts.tsv` and `dictionaries/counted.tsv` hold what is special to office
//! papers. Words of a document may place their tones in either habit; the lists are looked up in both.

use super::words::Word;
use crate::lexicon::{BUILT, Entries, Kind};
use crate::text::tone::{ToneStyle, restyle};
use hashbrown::HashSet;
use std::sync::LazyLock;

static ENTRIES: LazyLock<Entries<'static>> =
    LazyLock::new(|| Entries::new(BUILT).expect("the lexicon that was built with the program"));

static COUNTED: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| rows(include_str!("../../dictionaries/counted.tsv")).collect());
static ACTS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| acts().collect());

/// Syllables of the longest noun in the lists.
const LONGEST: usize = 6;

fn rows(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|row| !row.is_empty() && !row.starts_with('#'))
}

/// The verbs of office.
pub(super) fn acts() -> impl Iterator<Item = &'static str> {
    rows(include_str!("../../dictionaries/acts.tsv"))
}

/// The words `at..at + n` with single blanks, tones in one habit; `None` when a sign parts them.
fn joined(words: &[Word], at: usize, n: usize, style: ToneStyle) -> Option<String> {
    let part = words.get(at..at + n)?;
    if part[..n - 1].iter().any(|w| w.sign != ' ') || part[1..].iter().any(|w| w.opens) {
        return None;
    }
    let mut out = String::with_capacity(n * 8);
    for word in part {
        if !out.is_empty() {
            out.push(' ');
        }
        match restyle(word.low(), style) {
            Some(other) => out.push_str(&other),
            None => out.push_str(word.low()),
        }
    }
    Some(out)
}

/// The syllables of the longest listed noun that is counted at word `at`.
pub(super) fn counted_at(words: &[Word], at: usize) -> Option<usize> {
    (2..=LONGEST)
        .rev()
        .find(|&n| joined(words, at, n, ToneStyle::Older).is_some_and(|form| COUNTED.contains(form.as_str())))
}

/// The syllables of the longest word of several at word `at`, of the lexicon or of the verbs of office.
pub(super) fn word_at(words: &[Word], at: usize) -> Option<usize> {
    (2..=4).rev().find(|&n| {
        joined(words, at, n, ToneStyle::Older).is_some_and(|form| is_word(&form) || ACTS.contains(form.as_str()))
            || joined(words, at, n, ToneStyle::Newer).is_some_and(|form| is_word(&form))
    })
}

fn is_word(form: &str) -> bool {
    ENTRIES.contains(Kind::Compound, form)
}

/// Whether the words before and at `at` are one word: no phrase may part them.
pub(super) fn one_word(words: &[Word], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|from| {
        [ToneStyle::Older, ToneStyle::Newer]
            .iter()
            .any(|style| joined(words, from, 2, *style).is_some_and(|form| is_word(&form)))
    })
}

/// Whether `name` is that of a commune, ward or district.
pub(super) fn is_place(name: &str) -> bool {
    ["Xã", "Phường", "Thị trấn", "Huyện", "Quận", "Thị xã", "Thành phố", "Tỉnh", "Đặc khu"]
        .iter()
        .any(|kind| ENTRIES.contains(Kind::Place, &format!("{kind} {name}")))
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    #[test]
    fn words_are_found_in_both_habits_of_tone() {
        let text = "phiên toà xét xử, nhà văn hóa thôn";
        let all = words(text, 0..text.len());
        assert_eq!(counted_at(&all, 0), Some(2));
        assert_eq!(word_at(&all, 2), Some(2));
        assert_eq!(word_at(&all, 4), Some(3), "nhà văn hoá");
        assert_eq!(word_at(&all, 3), None, "a comma parts them");
        assert!(one_word(&all, 3) && !one_word(&all, 2));
    }

    #[test]
    fn places_by_their_bare_names() {
        assert!(is_place("Vụ Bổn") && is_place("Bắc Nha Trang") && !is_place("Sở Y tế"));
    }
}
