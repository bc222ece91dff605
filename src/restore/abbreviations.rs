//! Gives an abbreviation its marks back where the lists know only one that it can be: `HDND` is HĐND, `GD&DT` GD&ĐT.
//!
//! An abbreviation is no syllable, so the decoder has no reading for it. Two letters are never enough (HD may be right
//! beside HĐ), nor is a form that is itself known, as an abbreviation, symbol, word or syllable without marks.

use super::rules::RuleEdit;
use crate::lexicon::{Kind, Lexicon};
use regex::Regex;
use std::sync::LazyLock;

/// Three capitals or more, perhaps joined by `&` or a hyphen.
static CAPITALS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\p{Lu}[\p{Lu}&-]{1,12}\p{Lu}").expect("static regex"));

/// The abbreviations of `text` that lost marks, in order.
pub fn abbreviations(lexicon: &Lexicon<'_>, text: &str) -> Vec<RuleEdit> {
    let mut edits = Vec::new();
    for found in CAPITALS.find_iter(text) {
        let before = text[..found.start()].chars().next_back();
        let after = text[found.end()..].chars().next();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '/') || after.is_some_and(char::is_alphanumeric) {
            continue;
        }
        // Only a Đ is lost without the syllable being one.
        if found.as_str().contains('D') {
            let to = only_form(lexicon, found.as_str());
            edits.extend(to.map(|to| RuleEdit { range: found.range(), to, rule: "abbreviation", confidence: 0.97 }));
        }
    }
    edits
}

/// The one form in the lists that `read` is without its marks, when `read` itself is nothing.
pub fn only_form(lexicon: &Lexicon<'_>, read: &str) -> Option<String> {
    if read.chars().filter(|c| c.is_alphabetic()).count() < 3 {
        return None;
    }
    let folded = read.to_lowercase();
    let syllable = |id| lexicon.word(id).is_some_and(|word| word.syllable);
    if lexicon.id(&folded).is_some() || lexicon.alike(&folded).any(syllable) {
        return None;
    }
    let entries = [Kind::Abbreviation, Kind::Symbol].map(|kind| lexicon.entries(kind, read));
    let mut forms: Vec<String> = entries.into_iter().flatten().map(|(form, _)| form).collect();
    forms.sort();
    forms.dedup();
    match &mut forms[..] {
        [form] if form != read && form.chars().count() == read.chars().count() => Some(std::mem::take(form)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::applied;
    use super::*;
    use crate::lexicon::{Source, fst_of};

    fn repaired(text: &str) -> String {
        let entry = |kind, form: &str, syllable| Source { kind, form: form.to_owned(), syllable, value: 1 };
        let abbreviation = |form| entry(Kind::Abbreviation, form, false);
        let bytes = fst_of(&[
            abbreviation("HĐND"),
            abbreviation("GD&ĐT"),
            abbreviation("HĐ"),
            abbreviation("VNĐ"),
            abbreviation("TDC"),
            abbreviation("TĐC"),
            entry(Kind::Symbol, "GD-ĐT", false),
            entry(Kind::Symbol, "ĐAN", false),
            entry(Kind::Word, "vnd", false),
            entry(Kind::Word, "đàn", true),
        ])
        .unwrap();
        let lexicon = Lexicon::new(&bytes).unwrap();
        applied(text, abbreviations(&lexicon, text))
    }

    #[test]
    fn the_only_form_is_written() {
        assert_eq!(repaired("HDND, UBND tinh; So GD&DT (GD-DT)"), "HĐND, UBND tinh; So GD&ĐT (GD-ĐT)");
    }

    #[test]
    fn near_misses() {
        for right in ["HD so 3", "VND", "TDC", "DAN", "12/HDND", "HDND2", "XHDND", "hdnd", "HDNDX"] {
            assert_eq!(repaired(right), right);
        }
    }
}
