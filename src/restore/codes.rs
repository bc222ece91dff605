//! Numbers of documents whose slash was lost or that fell apart: `77QĐ-UBND`, `số 81 12/BYT-PB`, `212-QĐÐ/TW`.
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
        ] {
            assert_eq!(codes(text), [], "{text}");
        }
    }
}
