//! Digits of dates that OCR broke: `tháng § năm 2025`, `03/1 1/2025`, `Quý 11/2026`, `§8,3%`.
//!
//! A digit is changed only where the place leaves one reading: a day or a month of a date in words, the month of a date
//! in digits, a quarter (there are four), a share in per cent. Administrative documents have no use for `§`.

use super::rules::RuleEdit;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// The day of a date in words, with a sign that is no digit: `ngày I0 hàng tháng`.
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[Nn]gày[ \n](?P<digits>[\dIlOo|§Š]{1,2})[ \n](?:tháng|hàng|hằng|của[ \n]tháng)").expect("static regex")
});

/// The month: `tháng § năm`.
static MONTH: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[Tt]háng[ \n](?P<digits>[\dIlOo|§Š]{1,2})[ \n]năm").expect("static regex"));

/// A date in digits whose day or month fell apart: `03/1 1/2025`, `ngày 2 1/01/2026`.
static APART: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:(?:\b\d{1,2}/|[Tt]háng[ \n])(?P<month>1 [0-2])/(?:19|20)\d\d\b)|(?:ngày[ \n](?P<day>[0-3] \d)/\d{1,2}/(?:19|20)\d\d\b)",
    )
    .expect("static regex")
});

/// A quarter whose roman numeral became digits or other strokes, or whose slash was read as the sign of a fraction.
static QUARTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[Qq]uý[ \n](?P<digits>H|[1IlHV|]{2,3}|[IV])(?:(?P<slash>[/⁄]{1,2})\d{4}|[ \n]năm)")
        .expect("static regex")
});

/// A share in per cent that opens with `§`.
static SHARE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[\s(])(?P<digits>§)\d{0,2}(?:[.,]\d{1,2})?[ ]?%").expect("static regex"));

/// The broken digits of `text`, rule by rule.
pub fn digits(text: &str) -> Vec<RuleEdit> {
    let mut edits = Vec::new();
    let mut add = |found: &Captures<'_>, group: &str, to: Option<String>, rule: &'static str| {
        if let (Some(read), Some(to)) = (found.name(group), to)
            && read.as_str() != to
        {
            edits.push(RuleEdit { range: read.range(), to, rule, confidence: 0.95 });
        }
    };
    for (pattern, most) in [(&DAY, 31), (&MONTH, 12)] {
        for found in pattern.captures_iter(text) {
            let value: String = found["digits"].chars().map(digit).collect();
            let possible = value.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n));
            add(&found, "digits", possible.then_some(value), "date-digit");
        }
    }
    for found in APART.captures_iter(text) {
        for group in ["day", "month"] {
            let joined = found.name(group).map(|part| part.as_str().replace(' ', ""));
            add(&found, group, joined.filter(|n| n.parse::<u32>().is_ok_and(|n| (1..=31).contains(&n))), "date-blank");
        }
    }
    for found in QUARTER.captures_iter(text) {
        let strokes: String = found["digits"]
            .chars()
            .map(|c| match c {
                'H' => "II",
                'V' => "V",
                _ => "I",
            })
            .collect();
        let known = ["I", "II", "III", "IV"].contains(&strokes.as_str());
        add(&found, "digits", known.then_some(strokes), "quarter");
        add(&found, "slash", known.then(|| "/".to_owned()), "quarter");
    }
    for found in SHARE.captures_iter(text) {
        add(&found, "digits", Some("8".to_owned()), "digit-sign");
    }
    edits
}

/// The digit that a sign in a date was.
fn digit(c: char) -> char {
    match c {
        'I' | 'l' | '|' => '1',
        'O' | 'o' => '0',
        '§' => '8',
        'Š' => '5',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::applied;
    use super::*;

    fn after(text: &str) -> String {
        applied(text, digits(text))
    }

    #[test]
    fn what_a_date_leaves_one_reading_for() {
        for (read, right) in [
            ("ngày 28 tháng § năm 2025", "ngày 28 tháng 8 năm 2025"),
            ("ngày I0 hàng tháng", "ngày 10 hàng tháng"),
            ("ngày O5 tháng l2 năm 2024", "ngày 05 tháng 12 năm 2024"),
            ("ngày 03/1 1/2025.", "ngày 03/11/2025."),
            ("trước ngày 2 1/01/2026", "trước ngày 21/01/2026"),
            ("Quý 11/2026", "Quý II/2026"),
            ("quý 1V năm 2025", "quý IV năm 2025"),
            ("trước tháng 1 1/2026.", "trước tháng 11/2026."),
            ("Quý H/2026; quý H năm 2026", "Quý II/2026; quý II năm 2026"),
            ("quý II1/⁄2025, quý I1⁄2026, Quý IV⁄2026", "quý III/2025, quý II/2026, Quý IV/2026"),
            ("đạt\n§8,3%: còn", "đạt\n88,3%: còn"),
        ] {
            assert_eq!(after(read), right);
        }
    }

    #[test]
    fn near_misses() {
        for text in [
            "ngày 28 tháng 8 năm 2025",
            "tháng 13 năm 2025",
            "ngày IO",
            "quý 1/2025",
            "quý I/2025",
            "Quý VI năm 2025",
            "xã 1 1/2025",
            "quý V/2025",
            "khách quý H và",
            "10/1 3/2025",
            "§ 5 của hợp đồng",
        ] {
            assert_eq!(after(text), text);
        }
    }
}
