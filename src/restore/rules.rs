//! The named rules: the only changes that touch digits, codes and abbreviations.
//!
//! Each rule says in its name what it did, and the name stands in the edit.

use super::abbreviations::only_form;
use crate::document::Noise;
use crate::lexicon::{Kind, Lexicon};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A change by a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleEdit {
    /// The bytes that it replaces.
    pub range: Range<usize>,
    /// What to write there.
    pub to: String,
    /// The rule.
    pub rule: &'static str,
    /// How sure the rule is, 0..1.
    pub confidence: f64,
}

/// A document number whose symbol has lost a mark, a hyphen or a letter's shape: `666/QD-TTg`, `90/Qb-TTg`, `303/QD BTP`.
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:\d{1,5}(?:[/-]\d{4})?(?P<mark>[/-])|\s/)(?P<symbol>\p{L}[\p{L}&£]{0,9}(?:[-/ ]\p{L}[\p{L}&£]{1,12}){0,3})",
    )
    .expect("static regex")
});

/// A "số" that stands before a document number: `s6 666/`, `sb 90/`, `50 303/`.
static NUMBER_SIGN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\p{L}[\p{L}'’&§€^]{2}[ \n]+(?P<sign>[sS5$§][^\s\d/]{0,2}[0-9§&$]?|[sS5][0-9oO6b§&]?)[ \n]+\d{1,5}/")
        .expect("static regex")
});

/// One dash that was read as two of different lengths.
static DASH: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)(?:^|[ \t])(?P<dash>—[–-]|–[—-]|-[—–])(?:[ \t]|$)").expect("static regex"));

/// The "thứ" between "lần" and a roman numeral: `lan thir XIII`, `lần thử” XX`.
static ORDINAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[Ll][aàáâäầấãăå]{1,2}n[ \n](?P<word>[Tt]h[^\s\d.,;]{1,4})[ \n][IVX]{1,6}(?:[^\p{L}\d]|$)")
        .expect("static regex")
});

/// Letters that a foreign engine puts for a capital Đ.
const LIKE_D: [char; 7] = ['D', 'P', 'B', 'b', 'Ð', 'O', 'd'];

/// Applies the rules to text with this damage; the changes come in order and do not overlap.
pub fn apply(lexicon: &Lexicon<'_>, text: &str, noise: Noise) -> Vec<RuleEdit> {
    let mut edits = Vec::new();
    for found in CODE.captures_iter(text) {
        let Some(symbol) = found.name("symbol") else { continue };
        let digits = found.get(0).filter(|whole| whole.as_str().starts_with(|c: char| c.is_ascii_digit()));
        let before = digits.and_then(|digits| text[..digits.start()].chars().next_back());
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        if found.name("mark").is_some_and(|m| m.as_str() == "-") {
            // The Party's form, 05-CT/TW: its slash is right; only its QĐ has no other reading, and a committee (đảng ủy).
            if symbol.as_str().ends_with("/DU") {
                let range = symbol.end() - 2..symbol.end();
                edits.push(RuleEdit { range, to: "ĐU".to_owned(), rule: "document-symbol", confidence: 0.97 });
            }
            if symbol.as_str().starts_with("QD/") {
                let range = symbol.start()..symbol.start() + 2;
                edits.push(RuleEdit { range, to: "QĐ".to_owned(), rule: "document-symbol", confidence: 0.98 });
            }
            continue;
        }
        edits.extend(repair_symbol(lexicon, symbol.as_str(), symbol.start()));
    }
    for found in NUMBER_SIGN.captures_iter(text) {
        let Some(sign) = found.name("sign") else { continue };
        let to = if sign.as_str().starts_with('S') { "Số" } else { "số" };
        if !sign.as_str().starts_with(to) {
            let to = if sign.as_str().ends_with(':') { format!("{to}:") } else { to.to_owned() };
            edits.push(RuleEdit { range: sign.range(), to, rule: "number-sign", confidence: 0.97 });
        }
    }
    edits.extend(DASH.captures_iter(text).filter_map(|found| {
        let range = found.name("dash")?.range();
        Some(RuleEdit { range, to: "–".to_owned(), rule: "dash", confidence: 0.97 })
    }));
    edits.extend(ORDINAL.captures_iter(text).filter_map(|found| {
        let word = found.name("word").filter(|word| word.as_str().to_lowercase() != "thứ")?;
        let to = if word.as_str().starts_with('T') { "Thứ" } else { "thứ" };
        Some(RuleEdit { range: word.range(), to: to.to_owned(), rule: "ordinal", confidence: 0.98 })
    }));
    edits.extend(super::romans::romans(text));
    edits.extend(super::labels::letter_labels(text));
    edits.extend(super::labels::number_labels(text));
    edits.extend(super::labels::article_labels(text));
    edits.extend(super::digits::digits(text));
    edits.extend(super::codes::codes(text));
    // What an engine does that knows Vietnamese; another one's signs and stops stand for many things.
    if noise == Noise::Ocr {
        edits.extend(super::strokes::strokes(text));
        edits.extend(super::commas::commas(lexicon, text));
    }
    edits.extend(super::abbreviations::abbreviations(lexicon, text));
    edits.extend(super::places::places(lexicon, text));
    // Where every mark was lost the words beside a name tell more.
    if noise != Noise::Stripped {
        edits.extend(super::surnames::surnames(text));
    }
    edits.extend(super::forms::apply(text));
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    let mut end = 0;
    edits.retain(|e| {
        let free = e.range.start >= end;
        if free {
            end = e.range.end;
        }
        free
    });
    edits
}

/// Finds the one registered symbol that `symbol` is a damaged form of.
fn repair_symbol(lexicon: &Lexicon<'_>, symbol: &str, start: usize) -> Option<RuleEdit> {
    // Try the whole match first, then without its last words (which may be the next words of the sentence).
    let mut ends: Vec<usize> = symbol.match_indices(['-', '/', ' ']).map(|(i, _)| i).collect();
    ends.push(symbol.len());
    for end in ends.into_iter().rev() {
        let candidate = &symbol[..end];
        let mut found: Vec<(String, u64)> = variants(candidate)
            .iter()
            .flat_map(|form| lexicon.entries(Kind::Symbol, form))
            .filter(|(form, _)| {
                [candidate, &candidate.replacen("DB", "D", 1), &candidate.replace("£g", "g"), &one_d(candidate)]
                    .iter()
                    .any(|read| plausible(read, form))
            })
            .collect();
        found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        found.dedup();
        let Some((best, count)) = found.first() else { continue };
        // The registry is mined from texts and holds misprints: a rare form does not stand against a common one.
        if found.iter().any(|(form, n)| form == candidate && n * 20 >= *count) {
            return None;
        }
        let total: u64 = found.iter().map(|f| f.1).sum();
        return (best != candidate).then(|| RuleEdit {
            range: start..start + end,
            to: best.clone(),
            rule: "document-symbol",
            confidence: *count as f64 / (total as f64 + 1.0),
        });
    }
    repair_parts(lexicon, symbol, start)
}

/// Repairs a symbol that is not registered part by part: `QD-CTHADS` is QĐ of a body that the registry does not know.
fn repair_parts(lexicon: &Lexicon<'_>, symbol: &str, start: usize) -> Option<RuleEdit> {
    let symbol = symbol.split(' ').next()?;
    let (kind, body) = symbol.split_once('-')?;
    // QĐ is the only type that starts with Q and has two letters; HD and HĐ, DA and ĐA both exist.
    let kind = one_d(kind);
    let mut letters = kind.chars();
    let decision =
        letters.next() == Some('Q') && letters.next().is_some_and(|c| LIKE_D.contains(&c)) && letters.next().is_none();
    let kind = if decision { "QĐ" } else { &kind };
    let parts = body.split('-').map(|part| repair_part(lexicon, part));
    let to = std::iter::once(kind.to_owned()).chain(parts).collect::<Vec<_>>().join("-");
    (to != symbol).then(|| RuleEdit {
        range: start..start + symbol.len(),
        to,
        rule: "document-symbol",
        confidence: 0.95,
    })
}

/// The registered part that `part` is without its marks, when there is no other and it is not one itself.
fn repair_part(lexicon: &Lexicon<'_>, part: &str) -> String {
    let found = lexicon.entries(Kind::Symbol, part);
    let mut upper = found.iter().filter(|(form, _)| plausible(part, form) && form.to_uppercase() == *form);
    match (upper.next(), upper.next()) {
        (Some((form, _)), None) if part.to_uppercase() == part => form.clone(),
        (None, _) if part.contains('D') => only_form(lexicon, part).unwrap_or_else(|| part.to_owned()),
        _ => part.to_owned(),
    }
}

/// The symbol with a Đ that was read twice, `ĐÐ` with the letter of Iceland, as one.
fn one_d(symbol: &str) -> String {
    ["ĐÐ", "ÐĐ", "ÐÐ", "ĐĐ"].iter().fold(symbol.to_owned(), |form, twice| form.replace(twice, "Đ"))
}

/// The symbol with its breaks as hyphens, and with each letter that looks like Đ as one.
fn variants(symbol: &str) -> Vec<String> {
    let hyphens: String = symbol.chars().map(|c| if matches!(c, ' ' | '/') { '-' } else { c }).collect();
    let mut out = vec![hyphens.clone()];
    for (i, c) in hyphens.char_indices() {
        if LIKE_D.contains(&c) && c != 'D' && c != 'd' {
            out.push(format!("{}Đ{}", &hyphens[..i], &hyphens[i + c.len_utf8()..]));
        }
    }
    // The pound sign is how some engines read the g of TTg, with or without the letter behind it.
    if hyphens.contains('£') {
        out.push(hyphens.replace("£g", "g").replace('£', "g"));
    }
    let single = one_d(&hyphens);
    if single != hyphens {
        out.push(single);
    }
    for (i, two) in hyphens.match_indices("DB") {
        out.push(format!("{}Đ{}", &hyphens[..i], &hyphens[i + two.len()..]));
    }
    out
}

/// Whether a damaged symbol may have been `form`: every capital of it must have a partner of the same case,
/// so that `ct-tw` in running text is left alone.
fn plausible(symbol: &str, form: &str) -> bool {
    symbol.chars().count() == form.chars().count() && symbol.chars().next().is_some_and(char::is_uppercase)
}

/// A text after the changes of a rule, for tests.
#[cfg(test)]
pub fn applied(text: &str, mut edits: Vec<RuleEdit>) -> String {
    let mut out = text.to_owned();
    edits.sort_by_key(|edit| edit.range.start);
    edits.iter().rev().for_each(|edit| out.replace_range(edit.range.clone(), &edit.to));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Source, fst_of};

    fn repaired(text: &str) -> String {
        let entry = |kind, form: &str, value| Source { kind, form: form.to_owned(), syllable: false, value };
        let symbol = |form, value| entry(Kind::Symbol, form, value);
        let short = |form| entry(Kind::Abbreviation, form, 1);
        let bytes = fst_of(&[
            symbol("QĐ-TTg", 4000),
            symbol("QĐ-BTP", 300),
            symbol("CT-TW", 9),
            symbol("NQ-CP", 500),
            short("GD&ĐT"),
            short("LĐTBXH"),
            short("ĐTB"),
            short("DTB"),
        ])
        .unwrap();
        let lexicon = Lexicon::new(&bytes).unwrap();
        applied(text, apply(&lexicon, text, Noise::Ocr))
    }

    #[test]
    fn symbols_that_lost_a_mark_get_it_back() {
        for (read, right) in [
            ("666/QD-TTg ngay", "666/QĐ-TTg ngay"),
            ("90/Qb-TTg ngay", "90/QĐ-TTg ngay"),
            ("303/QP-BTP", "303/QĐ-BTP"),
            ("303/QD BTP ngay", "303/QĐ-BTP ngay"),
            ("303/QDB-BTP ngay", "303/QĐ-BTP ngay"),
            ("Quyet dinh sb 90/QD-TTg", "Quyet dinh số 90/QĐ-TTg"),
            ("Quyét dinh s6 90/QĐ-TTg", "Quyét dinh số 90/QĐ-TTg"),
            ("90/QD-TT£ ngay", "90/QĐ-TTg ngay"),
            ("666/QD-TT£g ngay", "666/QĐ-TTg ngay"),
            ("303/QĐÐ-BTP ngay", "303/QĐ-BTP ngay"),
            ("7/QÐĐ-CTHADS", "7/QĐ-CTHADS"),
            ("12-QD/TW", "12-QĐ/TW"),
            ("1395/QD-TCTHADS ngay 14", "1395/QĐ-TCTHADS ngay 14"),
            ("332/Qb-CTHADS,", "332/QĐ-CTHADS,"),
            ("so        /QD-CTHADS  ngay", "so        /QĐ-CTHADS  ngay"),
            ("dlnh 50 303/QĐ-BTP", "dlnh số 303/QĐ-BTP"),
            ("TAO\nSo: 303/QD-BTP", "TAO\nSố: 303/QĐ-BTP"),
        ] {
            assert_eq!(repaired(read), right);
        }
    }

    #[test]
    fn an_ordinal_before_a_roman_numeral_is_thu() {
        assert_eq!(repaired("Dai hoi lan thir XIII cua Dang"), "Dai hoi lan thứ XIII cua Dang");
        assert_eq!(repaired("đại biểu lần thử” XX; lần thứ VI"), "đại biểu lần thứ XX; lần thứ VI");
        assert_eq!(repaired("hai lan tham gia, lan thi VIET"), "hai lan tham gia, lan thi VIET");
    }

    #[test]
    fn a_dash_in_two_lengths_is_one() {
        assert_eq!(repaired("giai doan —- nam\n-— Luu"), "giai doan – nam\n– Luu");
        assert_eq!(repaired("giai doan -- nam, a—-b"), "giai doan -- nam, a—-b");
    }

    #[test]
    fn abbreviations_get_their_bar_back() {
        for (read, right) in [
            ("SO GD&DT yeu cau", "SO GD&ĐT yeu cau"),
            ("Bo LDTBXH,", "Bo LĐTBXH,"),
            ("DTB cua dan toc", "DTB cua dan toc"),
        ] {
            assert_eq!(repaired(read), right);
        }
    }

    #[test]
    fn right_codes_dates_and_fractions_are_left_alone() {
        for right in [
            "PHÁP\nSố: 37/KH-STP",
            "160/NQ-CP",
            "05-CT/TW",
            "24/2021/QH15",
            "30/6/2023",
            "ngày 23/6/2021 của",
            "1/3 số hộ",
            "12/XY-ABC",
        ] {
            assert_eq!(repaired(right), right);
        }
    }
}
