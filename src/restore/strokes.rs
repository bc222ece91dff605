//! Digits that OCR read as signs or letters, or tore apart: `1§ xã`, `lŠ lớp`, `di dời I1 cột`, `0T ca`, `20/1 I.`,
//! `1 18.400 m2`, `khoản I Điều 5`; and the dash of a list that was read as a tilde.
//!
//! As in dates, a digit is changed only where the place leaves one reading: `§` and `Š` mean nothing beside a digit, a
//! word of a stroke and a 1 is no roman numeral where no numeral is counted, and no number opens with a group of its own.
//! For what an engine read that knows Vietnamese; others put `§` for many letters.

use super::rules::RuleEdit;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// `§` beside a digit: `1§`, `§7`, `§,73`, `§112/BYT-PB`.
static SECTION: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d(?P<a>§)|(?P<b>§)[.,]?\d").expect("static regex"));

/// A word of digits and strokes with a `Š`.
static CARON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)(?:^|[\s(])(?P<word>[\dIl]{1,3}Š[\dIl]{0,3}|Š[\dIl]{1,3})(?:[\s.,;:)%]|$)").expect("static regex")
});

/// A word of a stroke and a 1, no bar of a table, between lower-case words.
static ELEVEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?P<before>\p{Ll}+)[ \n](?P<word>[Il]1|1[Il])[ \n]\p{Ll}{2}").expect("static regex"));

/// A 01 before a lower-case word.
static ONE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\s(](?P<word>0[TIl|]|O1)[ \n]\p{Ll}{2}").expect("static regex"));

/// A day and half a month: `20/1 I.` At a line's end a bar is that of a table.
static NOVEMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)(?:^|[^\d/.,])(?:0?[1-9]|[12]\d|30)/1(?:(?P<word>[ ][Il])(?:[.,;)]|[ \t]*$)|(?P<bar>[ ]\|)[.,;)])")
        .expect("static regex")
});

/// A share with a blank behind its comma, and what follows it.
static SHARE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<before>[,\d]|và|hoặc)?[ \n(]\d{1,3}(?P<word>,[ ])\d[ ]?%(?P<after>[ ]?[,;]?[ ]?(?:\d|và[ ]\d))?")
        .expect("static regex")
});

/// A number whose first digit stands apart, behind a lower-case word.
static THOUSANDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<before>\p{L}+)[ \n](?P<word>1[ ]1)\d\.\d{3}(?:[^\d.,]|[.,]\D|$)").expect("static regex")
});

/// The clause of an article: `khoản I Điều 5`.
static CLAUSE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[Kk]hoản[ \n](?P<word>[Il|])[ \n]Điều[ \n]").expect("static regex"));

/// The dash that opens an item of a list, read as a tilde: `~ Công an tỉnh;`.
static BULLET: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^[ \t]*(?P<word>~[-–]?|[-–]~)[ \t]+\p{L}").expect("static regex"));

/// Words behind which a number or a numeral names a thing, so that a second number may follow or a numeral stand.
const NAMED: [&str; 34] = [
    "quý", "kỳ", "kì", "loại", "hạng", "nhóm", "cấp", "phần", "chương", "mục", "đoạn", "vùng", "lục", "khu", "bậc",
    "ngạch", "độ", "khóa", "khoá", "thứ", "đợt", "lần", "tập", "quyển", "số", "khoản", "điều", "điểm", "bảng", "lớp",
    "tháng", "ngày", "biểu", "bước",
];

/// The broken digits of `text`, rule by rule.
pub fn strokes(text: &str) -> Vec<RuleEdit> {
    let mut edits = Vec::new();
    let mut add = |range: Range<usize>, to: String, rule: &'static str| {
        edits.push(RuleEdit { range, to, rule, confidence: 0.95 });
    };
    for found in SECTION.captures_iter(text) {
        for sign in [found.name("a"), found.name("b")].into_iter().flatten() {
            add(sign.range(), "8".to_owned(), "digit-sign");
        }
    }
    for word in CARON.captures_iter(text).filter_map(|found| found.name("word")) {
        add(word.range(), word.as_str().chars().map(digit).collect(), "digit-sign");
    }
    for (pattern, to, rule) in [(&*ELEVEN, "11", "digit-stroke"), (&THOUSANDS, "11", "number-blank")] {
        for found in pattern.captures_iter(text) {
            let (Some(before), Some(word)) = (found.name("before"), found.name("word")) else { continue };
            if !NAMED.contains(&before.as_str().to_lowercase().as_str()) {
                add(word.range(), to.to_owned(), rule);
            }
        }
    }
    for (pattern, to, rule) in [
        (&*ONE, "01", "digit-stroke"),
        (&NOVEMBER, "1", "date-blank"),
        (&CLAUSE, "1", "digit-stroke"),
        (&BULLET, "-", "dash"),
    ] {
        for word in pattern.captures_iter(text).filter_map(|found| found.name("word").or(found.name("bar"))) {
            add(word.range(), to.to_owned(), rule);
        }
    }
    for found in SHARE.captures_iter(text) {
        // One of a list of shares.
        if let (None, None, Some(word)) = (found.name("before"), found.name("after"), found.name("word")) {
            add(word.range(), ",".to_owned(), "number-blank");
        }
    }
    edits
}

/// The digit that a sign was.
fn digit(c: char) -> char {
    match c {
        'Š' => '5',
        'I' | 'l' | '|' => '1',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::applied;
    use super::*;

    #[test]
    fn what_the_place_leaves_one_reading_for() {
        for (read, right) in [
            ("Công văn số §112/BYT-PB, 1§ xã, §7 xã, §,73 tỷ", "Công văn số 8112/BYT-PB, 18 xã, 87 xã, 8,73 tỷ"),
            ("mở 1Š lớp; mở lŠ lớp, (Š0%)", "mở 15 lớp; mở 15 lớp, (50%)"),
            ("di dời I1 cột điện, thêm l1\nhộ", "di dời 11 cột điện, thêm 11\nhộ"),
            ("không quá 0T ca, O1 xã", "không quá 01 ca, 01 xã"),
            ("nhân dịp 20/1 I.\nTrên", "nhân dịp 20/11.\nTrên"),
            ("ngày 20/1 l, có", "ngày 20/11, có"),
            ("suy dinh dưỡng còn 23, 1%.", "suy dinh dưỡng còn 23,1%."),
            ("đã hiến 1 18.400 m2 đất", "đã hiến 118.400 m2 đất"),
            ("Nơi nhận:\n~ Công an;\n  ~- UBND", "Nơi nhận:\n- Công an;\n  - UBND"),
            ("điểm c khoản I Điều 59, khoản l Điều 3", "điểm c khoản 1 Điều 59, khoản 1 Điều 3"),
        ] {
            assert_eq!(applied(read, strokes(read)), right);
        }
    }

    #[test]
    fn near_misses() {
        for text in [
            "§ 5 của hợp đồng",
            "ông Š. Novák",
            "Škoda 15",
            "học kỳ I1 năm",
            "loại I1 của",
            "đường I1 Hà Nội",
            "0T",
            "10T xe",
            "vi-ta-min B O1",
            "20/1 là",
            "120/1 I.",
            "2/20/1 I.",
            "20/1 |\n",
            "các xã |1 lớp",
            "các xã |Š lớp",
            "mức 5, 8%, 10%",
            "mức 3, 5, 8%",
            "mức 5, 8% và 10%",
            "tăng 23, 10%",
            "khoản 1 18.400 đồng",
            "mục 1 18.400 m2",
            "1 18.400 m2",
            "tăng 1 18.400.000",
            "khoản I, Điều",
            "~ 5 tỷ\nđạt ~ sáu\n~10 xã",
            "Phụ lục I Điều",
        ] {
            assert_eq!(strokes(text), [], "{text}");
        }
    }
}
