//! Numbers of documents whose slash was lost, that fell apart, or whose strokes were taken for others: `77QĐ-UBND`,
//! `số 81 12/BYT-PB`, `212-QĐÐ/TW`, `244/2025/QHI5`, `02-KI/TW`.
//!
//! A number and its symbol are parted by a slash (Nghị định 30/2020/NĐ-CP, Annex III lists the types); a symbol has one Đ,
//! and no letter of Iceland.

use super::rules::RuleEdit;
use crate::text::letters::one_d;
use regex::Regex;
use std::sync::LazyLock;

/// Digits run into the type of a document and its body.
static GLUED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:^|[\s(])(?P<code>(?P<digits>\d{1,5})(?P<symbol>(?:Q[ĐÐ]{1,2}|N[ĐÐ]{1,2}|NQ|KH|CT|CTr|TB|BC|TTr|TT|HD|CV|KL|PA|BB|GM|TTLT)-\p{Lu}[\p{Lu}&]+))",
    )
    .expect("static regex")
});

/// The symbol of a Party's number, whose slash stands behind its type, and a recipient's short sign: `(Ð4)`.
static ICELAND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\d-(?P<symbol>[\p{L}&]{2,6}/[\p{Lu}&]{2,8})|\((?P<short>Ð\d{1,2})\)").expect("static regex")
});

/// The digits of a number that fell apart.
static APART: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[Ss]ố:?[ \n](?P<digits>\d{1,4}[ ]\d{1,3})/(?:(?:19|20)\d\d/)?\p{Lu}[\p{L}ĐÐ&]{1,5}[-/]\p{Lu}{2}")
        .expect("static regex")
});

/// The number of a term of the National Assembly: `QHI5`, `QHlS`; and the KL of a Party conclusion, which no other type is
/// like: `02-KI/TW`.
static STROKES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"/(?:19|20)\d\d/QH(?P<term>[Il|!1][\dSŠ])(?:[^\p{L}\d]|$)|\d-K(?P<l>[I|!1l])/(?:TW|TU|[HT]?[ĐÐD]U|HU|BTCTW)",
    )
    .expect("static regex")
});

/// The broken numbers of documents in `text`, rule by rule.
pub fn codes(text: &str) -> Vec<RuleEdit> {
    let mut edits = Vec::new();
    for found in GLUED.captures_iter(text) {
        let (Some(code), Some(digits), Some(symbol)) = (found.name("code"), found.name("digits"), found.name("symbol"))
        else {
            continue;
        };
        // More capitals and digits: a plate, a product.
        if text[code.end()..].starts_with(|c: char| c.is_alphanumeric()) {
            continue;
        }
        let to = format!("{}/{}", digits.as_str(), one_d(symbol.as_str()));
        edits.push(RuleEdit { range: code.range(), to, rule: "number-slash", confidence: 0.97 });
    }
    for symbol in ICELAND.captures_iter(text).filter_map(|found| found.name("symbol").or(found.name("short"))) {
        if symbol.as_str().contains('Ð') {
            let to = one_d(symbol.as_str());
            edits.push(RuleEdit { range: symbol.range(), to, rule: "document-symbol", confidence: 0.98 });
        }
    }
    for digits in APART.captures_iter(text).filter_map(|found| found.name("digits")) {
        let to = digits.as_str().replace(' ', "");
        if to.len() <= 5 {
            edits.push(RuleEdit { range: digits.range(), to, rule: "number-blank", confidence: 0.95 });
        }
    }
    for found in STROKES.captures_iter(text) {
        let read = found.name("term").or(found.name("l"));
        let right = |c: char| match c {
            _ if found.name("l").is_some() => 'L',
            'S' | 'Š' => '5',
            c if c.is_ascii_digit() => c,
            _ => '1',
        };
        if let Some(read) = read.filter(|read| read.as_str().chars().any(|c| right(c) != c)) {
            let to = read.as_str().chars().map(right).collect();
            edits.push(RuleEdit { range: read.range(), to, rule: "number-stroke", confidence: 0.97 });
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::super::rules::applied;
    use super::*;

    #[test]
    fn a_number_and_its_symbol() {
        for (read, right) in [
            ("Quyết định số 77QĐÐ-UBND ngày", "Quyết định số 77/QĐ-UBND ngày"),
            ("số 77QĐ-UBND, 15NQ-HĐND;", "số 77/QĐ-UBND, 15/NQ-HĐND;"),
            ("số 120TTr-SNV", "số 120/TTr-SNV"),
            ("Quy định số 212-QĐÐ/TW ngày", "Quy định số 212-QĐ/TW ngày"),
            ("số 03-CTr/ÐU ngày", "số 03-CTr/ĐU ngày"),
            ("VT, PC06 (Ð4).", "VT, PC06 (Đ4)."),
            ("Luật số 244/2025/QHI5, 24/2021/QHlS", "Luật số 244/2025/QH15, 24/2021/QH15"),
            ("Kết luận 02-KI/TW ngày", "Kết luận 02-KL/TW ngày"),
            ("Công văn số 81 12/BYT-PB ngày", "Công văn số 8112/BYT-PB ngày"),
        ] {
            assert_eq!(applied(read, codes(read)), right);
        }
    }

    #[test]
    fn near_misses() {
        for text in [
            "77/QĐ-UBND",
            "77-QĐ/TW",
            "xe 29KH-12345",
            "A77QĐ-UBND",
            "lớp 12A-UBND",
            "77QĐ-UBND2",
            "số 5 12/2025",
            "số 81 12/5",
            "số 2025 123456/QĐ-UBND",
            "phòng 12BCD-UBND",
            "24/2021/QH15 và 43/2026/QH16",
            "12-KH/TW, 02-KL/TW",
            "24/2021/QHI",
        ] {
            assert_eq!(codes(text), [], "{text}");
        }
    }
}
