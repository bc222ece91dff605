//! Rules for what Nghị định 30/2020/NĐ-CP sets word for word: the motto, the positions over a signature, the purposes
//! in "Nơi nhận" and its "Lưu" line.
//!
//! Such lines stand alone, have no context to be told by, and are set in capitals or small type, which copies
//! harm most. A line is repaired only when it is one of the forms but for its marks.

use super::rules::RuleEdit;
use crate::text::letters::strip_letter;
use crate::text::tokens;
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Whole lines. A position may follow a "KT." or "TL." line or stand with it.
const LINES: [&str; 29] = [
    "cộng hòa xã hội chủ nghĩa việt nam",
    "độc lập - tự do - hạnh phúc",
    "bộ trưởng",
    "thứ trưởng",
    "kt. bộ trưởng",
    "tl. bộ trưởng",
    "tổng cục trưởng",
    "phó tổng cục trưởng",
    "cục trưởng",
    "kt. cục trưởng",
    "phó cục trưởng",
    "chi cục trưởng",
    "phó chi cục trưởng",
    "vụ trưởng",
    "phó vụ trưởng",
    "chánh văn phòng",
    "phó chánh văn phòng",
    "chủ tịch",
    "kt. chủ tịch",
    "phó chủ tịch",
    "tl. chủ tịch",
    "giám đốc",
    "kt. giám đốc",
    "phó giám đốc",
    "tổng giám đốc",
    "hiệu trưởng",
    "phó hiệu trưởng",
    "tm. ủy ban nhân dân",
    "tm. hội đồng nhân dân",
];

/// The forms by what is left of them without marks.
static FORMS: LazyLock<HashMap<String, &'static str>> =
    LazyLock::new(|| LINES.iter().map(|line| (bare(line), *line)).collect());

/// "(để b/c);" as it is read: (để bíc); (đế b/C); (để th).
static PURPOSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\((?P<to>[đĐ][ểếềêễệ]) (?:(?P<bc>b[/íìiïlI1|⁄!]{0,2}[cC€é©])|(?P<th>[t1][/íìiïlI1|⁄!]{0,2}h)|(?P<ph>p[/íìiïlI1|⁄!]{1,2}h))\)",
    )
    .expect("static regex")
});

/// The same without its "để", at the end of a line that opens with a dash: `- Tỉnh ủy (b/C);`, `- UBND các xã (th).`.
static BARE_PURPOSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?m)^[ \t]*[-–—~][^\n(]{3,90}\((?:(?P<bc>b[/íìiïlI1|⁄!]{1,2}[cC€é©])|(?P<th>[t1][/íìiïlI1|⁄!]{0,2}h)|(?P<ph>p[/íìiïlI1|⁄!]{1,2}h))\)[;:.,]?[ \t]*$",
    )
    .expect("static regex")
});

/// "(để t/hiện)" as it is read: (dé t/hién), (để t/hien).
static CARRY_OUT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\((?P<to>[dđDĐ][^\s\d/]{1,2}) (?P<do>t/[hH]i[^\s\d/]{1,2}n)\)").expect("static regex")
});

/// The VT (văn thư) that opens what follows "Lưu:", with its T as OCR reads it.
static FILED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^[-–— \t]*Lưu ?: ?(?P<vt>V[FfÍÌÏĨỈIiíìïl1Ť]|VT[FƑ])(?:[.,;]|[ \t]*$)").expect("static regex")
});

/// Applies the rules; the changes of each are in order.
pub fn apply(text: &str) -> Vec<RuleEdit> {
    let mut edits = Vec::new();
    for range in lines(text) {
        let line = &text[range.clone()];
        if line.len() > 60 {
            continue;
        }
        let Some(form) = FORMS.get(bare(line).as_str()) else { continue };
        for (token, word) in tokens::ranges(line).zip(form.split(' ')) {
            let read = &line[token.clone()];
            let to: String = read.chars().zip(word.chars()).map(|(was, right)| cased(was, right)).collect();
            // Both placings of the tone are right.
            if to != read && !same_tone(read, &to) {
                let range = range.start + token.start..range.start + token.end;
                edits.push(RuleEdit { range, to, rule: "fixed-form", confidence: 0.98 });
            }
        }
    }
    for found in PURPOSE.captures_iter(text).chain(BARE_PURPOSE.captures_iter(text)) {
        let purposes = [("bc", "b/c"), ("th", "t/h"), ("ph", "p/h")];
        if let Some(to) = found.name("to").filter(|to| to.as_str().to_lowercase() != "để") {
            edits.push(RuleEdit {
                range: to.range(),
                to: "để".to_owned(),
                rule: "recipient-purpose",
                confidence: 0.97,
            });
        }
        for (group, right) in purposes {
            if let Some(read) = found.name(group).filter(|read| read.as_str() != right) {
                let to = right.to_owned();
                edits.push(RuleEdit { range: read.range(), to, rule: "recipient-purpose", confidence: 0.95 });
            }
        }
    }
    for found in CARRY_OUT.captures_iter(text) {
        let parts = [(found.name("to"), "để"), (found.name("do"), "t/hiện")];
        for (read, right) in parts.into_iter().filter_map(|(read, right)| Some((read?, right))) {
            if read.as_str() != right {
                let to = right.to_owned();
                edits.push(RuleEdit { range: read.range(), to, rule: "recipient-purpose", confidence: 0.97 });
            }
        }
    }
    for read in FILED.captures_iter(text).filter_map(|found| found.name("vt")) {
        edits.push(RuleEdit { range: read.range(), to: "VT".to_owned(), rule: "filing-office", confidence: 0.95 });
    }
    edits
}

/// Whether a line in capitals names who signs: it is a position or ends in one, or opens with "TM.", "KT." or their like.
pub fn is_position(line: &str) -> bool {
    const FOR: [&str; 5] = ["tm. ", "kt. ", "tl. ", "tuq. ", "q. "];
    if line.len() > 120 || line.chars().any(char::is_lowercase) {
        return false;
    }
    let line = bare(line);
    // The first two of the forms are the motto.
    let ends = |form: &str| line.strip_suffix(form).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '));
    FOR.iter().any(|sign| line.starts_with(sign)) || POSITIONS.iter().any(|form| ends(form))
}

/// The positions without marks.
static POSITIONS: LazyLock<Vec<String>> = LazyLock::new(|| LINES[2..].iter().map(|line| bare(line)).collect());

/// The bytes of each line without the white space around it.
pub fn lines(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let mut start = 0;
    text.split(['\n', '\u{c}']).map(move |line| {
        let from = start + (line.len() - line.trim_start().len());
        let to = (start + line.trim_end().len()).max(from);
        start += line.len() + 1;
        from..to
    })
}

/// Lower case, no marks, white space as one blank, every dash one.
fn bare(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for token in line.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in token.chars() {
            match c {
                '–' | '—' => out.push('-'),
                _ => out.extend(strip_letter(c).to_lowercase()),
            }
        }
    }
    out
}

/// `right` in the letter case of `was`; what is no letter stays.
fn cased(was: char, right: char) -> char {
    match () {
        () if !was.is_alphabetic() => was,
        () if was.is_uppercase() => right.to_uppercase().next().unwrap_or(right),
        () => right,
    }
}

/// Whether two words differ only in where the tone stands (hòa, hoà; ủy, uỷ).
fn same_tone(a: &str, b: &str) -> bool {
    use crate::text::tone::{ToneStyle, restyle};
    let older = |word: &str| {
        let lower = word.to_lowercase();
        restyle(&lower, ToneStyle::Older).unwrap_or(lower)
    };
    older(a) == older(b)
}

#[cfg(test)]
mod tests {
    use super::super::rules::applied;
    use super::*;

    fn repaired(text: &str) -> String {
        applied(text, apply(text))
    }

    #[test]
    fn lines_of_the_decree_get_their_marks() {
        for (read, right) in [
            ("TT\nPHO GIAM ĐỌC\n\nHà Văn Phúc", "TT\nPHÓ GIÁM ĐỐC\n\nHà Văn Phúc"),
            ("CỌNG HOÀ XÃ HỌI CHU NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            (" Độc lập — Tự đo - Hạnh phúc\r\n", " Độc lập — Tự do - Hạnh phúc\r\n"),
            ("TM. UỶ BAN NHAN DÂN\u{c}KT. CHU TỊCH", "TM. UỶ BAN NHÂN DÂN\u{c}KT. CHỦ TỊCH"),
        ] {
            assert_eq!(repaired(read), right);
        }
        assert!(
            ["GIÁM ĐỐC", "PHÓ CHỦ TỊCH", "KT. TRƯỞNG BAN", "TỔNG CỤC TRƯỞNG", "VỤ PHÓ CHỦ TỊCH"].map(is_position)
                == [true; 5]
        );
        assert!(["Giám đốc", "NỘI DUNG", "VIỆT NAM", ""].map(is_position) == [false; 4]);
        for other in ["giam đọc sách", "Phó Giám đốc Sở phụ trách", "GIÁM ĐỐC", "CHỦ TỊCH UBND", ""]
        {
            assert_eq!(repaired(other), other);
        }
    }

    #[test]
    fn purposes_and_the_filing_office() {
        for (read, right) in [
            ("- UBND tỉnh (để bíc);", "- UBND tỉnh (để b/c);"),
            ("- Các phòng (đế th);", "- Các phòng (để t/h);"),
            ("- Sở Y tế (để b/C);", "- Sở Y tế (để b/c);"),
            ("- Tỉnh ủy (b/C);\n- UBND các xã (th):", "- Tỉnh ủy (b/c);\n- UBND các xã (t/h):"),
            ("- Lưu: VF.", "- Lưu: VT."),
            ("- Lưu: VÍ, TCCB.", "- Lưu: VT, TCCB."),
        ] {
            assert_eq!(repaired(read), right);
        }
        for right in [
            "(b/c)",
            "- Sở Y tế (b/c);",
            "Phương án (th) và",
            "(để biết)",
            "(để t/h)",
            "(để phối hợp)",
            "- Lưu: VP.",
            "- Lưu: VT, VP.",
            "Lưu: Vũ",
            "để th",
        ] {
            assert_eq!(repaired(right), right);
        }
    }
}
