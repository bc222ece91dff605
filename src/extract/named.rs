//! Documents that are cited by their names.
//!
//! A type word followed by the proper name of one document: a law ("Luật Thi đua, khen thưởng năm 2022"), a
//! resolution of a congress or a plenum, a programme or plan in quotes. Where a law's name ends is the hard part: it
//! runs on over small letters and commas to the year, or to a word that no name of a law holds.

use super::points::Point;
use super::references::{Cited, NEAR, Own, TO_DATE, ceiling, doc_type, floor_boundary};
use super::type_words::TypeWord;
use super::units;
use super::words::{Word, words};
use crate::document::Reference;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

static CONGRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^ (?:của )?(?:Đại hội|đại hội) [^,;.:()“”\n0-9]{0,80}?lần thứ [IVXLC]{1,6}(?: của Đảng bộ| của Đảng| Đảng Cộng sản Việt Nam)?",
        r"|^ (?:của )?((?:Đại hội|đại hội)(?: (?:đại biểu|Đại biểu|toàn quốc|Toàn quốc|lần thứ [IVXLC0-9]+|lần thứ [\p{Ll}]+(?: [\p{Ll}]+)?|thi đua yêu nước))+)",
        r"(?:,? (?:của )?(?:Đảng bộ|Đảng|Công đoàn|Đoàn|Hội)(?: (?:Cộng sản Việt Nam|Cộng sản Hồ Chí Minh))?)?",
        r"|^ ((?:Hội nghị )?(?:lần thứ [\p{Ll}]+(?: [\p{Ll}]+)? |Trung ương [0-9]+)(?:,? ?(?:Ban Chấp hành )?(?:Trung ương )?(?:Đảng )?)?(?:,? ?(?:\()?khóa [IVXLC]+\)?)?)",
    ))
    .expect("a fixed pattern")
});

static PLACE_TAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^ (?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|Bộ|Khối|cơ quan)(?: \p{Lu}[\p{Ll}\p{Lu}-]*){0,4}(?: lần thứ [IVXLC0-9]+)?(?:,? (?:khóa [IVXLC]+))?").expect("a fixed pattern")
});

/// Adds the documents that are cited by their names.
pub(super) fn named(text: &str, types: &[TypeWord], used: &[bool], points: &[Point], own: Own, found: &mut Vec<Cited>) {
    let coded: Vec<(Range<usize>, bool)> = found.iter().map(|c| (c.range.clone(), true)).collect();
    let mut floor = 0;
    for (i, word) in types.iter().enumerate() {
        if used[i] || !word.capital || word.range.start < floor {
            continue;
        }
        let near = coded.partition_point(|(r, _)| r.end <= word.range.start);
        if coded.get(near).is_some_and(|(r, _)| r.start <= word.range.start) {
            continue;
        }
        let before = last_word(text, word.range.start);
        if matches!(
            before.as_str(),
            "các" | "những" | "mọi" | "một số" | "mỗi" | "từng" | "của các" | "dự" | "thảo" | "hai"
        ) {
            continue;
        }
        let limit = ceiling(text, word.range.end + NEAR);
        let line_end = text[word.range.end..limit].find('\n').map_or(limit, |n| word.range.end + n);
        let reading = match word.kind.code {
            "Luật" | "BL" | "PL" | "HP" | "ĐL" => law(text, word, line_end, points),
            "NQ" => congress(text, word, line_end),
            "KH" | "CTr" | "ĐA" | "QC" => programme(text, word, line_end, own, &coded),
            _ => None,
        };
        if let Some((end, date, issuer, sure)) = reading {
            floor = end;
            found.push(Cited {
                range: word.range.start..end,
                value: Reference { doc_type: doc_type(word.kind), date, issuer, title: None, ..Reference::default() },
                sure,
                blank: false,
            });
        }
    }
}

fn last_word(text: &str, at: usize) -> String {
    text[..at].trim_end_matches(' ').rsplit([' ', '\n']).next().unwrap_or("").to_lowercase()
}

type Named = (usize, Option<String>, Option<String>, f64);

/// Words at which the name of a law ends.
fn ends_law(list: &[Word], i: usize) -> bool {
    let word = &list[i];
    let next = list.get(i + 1).map(|w| w.low()).unwrap_or("");
    match word.low() {
        "này" | "hiện" | "và" if word.lower == "và" => {
            !joined_law(list, i)
                && matches!(
                    next,
                    "các"
                        | "những"
                        | "nghị"
                        | "thông"
                        | "văn"
                        | "quy"
                        | "một"
                        | "luật"
                        | "bộ"
                        | "pháp"
                        | "quyết"
                        | "chỉ"
                        | "tổ"
                )
                && !(next == "các" && list.get(i + 2).is_some_and(|w| w.lower == "tổ" || w.lower == "công"))
        }
        "này" | "được" | "đến" | "về" | "trong" | "cho" | "tới" | "để" | "theo" | "nhằm" | "đã" | "là" | "có"
        | "khi" | "tại" | "trên" | "hiện" | "do" | "đối" | "như" | "mới" | "cũng" | "phải" | "gắn" | "giai" => {
            true
        }
        "quy" => next == "định",
        "hướng" => next == "dẫn",
        "với" => true,
        "ngày" | "năm" | "số" | "khóa" => true,
        "của" => true,
        "ban" => next == "hành" && i > 0,
        "thông" => next == "qua",
        _ => false,
    }
}

/// "… của Luật A và Luật B": one amending law names several.
fn joined_law(list: &[Word], at: usize) -> bool {
    matches!(list.first().map(|w| w.low()), Some("sửa" | "bổ"))
        && matches!(list.get(at + 1).map(|w| w.low()), Some("luật" | "bộ"))
}

fn law(text: &str, word: &TypeWord, line_end: usize, points: &[Point]) -> Option<Named> {
    let limit = word.range.end + floor_boundary(&text[word.range.end..line_end], 320);
    let list = words(text, word.range.end..limit);
    let depth = list.first().map_or(0, |w| w.depth);
    let first = list.first()?;
    if text[word.range.end..].starts_with([',', ';', '.', ':', ')', '”', '\n']) || first.opens {
        return None;
    }
    let amends = (first.lower == "sửa" || first.lower == "bổ")
        && list.iter().take(14).any(|w| matches!(w.low(), "luật" | "lệnh"));
    let constitution = word.kind.code == "HP";
    if word.kind.code == "Luật" && matches!(first.low(), "sư" | "gia" | "học" | "pháp" | "sĩ") {
        return None;
    }
    let mut at = 0;
    if amends {
        // up to the name of the amended law, which belongs to the name
        at = list.iter().position(|w| w.lower == "luật" || w.lower == "lệnh").map_or(at, |j| j + 1);
    }
    if word.kind.code == "ĐL" && first.lower != "đảng" {
        return None;
    }
    let from = at;
    while at < list.len() {
        if (at > from || constitution || at == 0)
            && ends_law(&list, at)
            && !(at == from && amends && list[at].lower != "ngày")
        {
            break;
        }
        if list[at].depth != depth || list[at].opens {
            break;
        }
        let sign = list[at].sign;
        at += 1;
        if sign == ' ' {
            continue;
        }
        if sign == ',' && at < list.len() && law_goes_on(&list, at, text, points) {
            continue;
        }
        break;
    }
    if at == 0 && !constitution {
        return None;
    }
    let end = if at == 0 { word.range.end } else { list[at - 1].range.end };
    let name = text[word.range.end..end].trim();
    let general = !amends
        && !constitution
        && !name.chars().next().is_some_and(char::is_uppercase)
        && (name.split(' ').count() < 3 || units::stop_at(&list, 0).is_some());
    if general || (word.kind.code == "ĐL" && name.is_empty()) {
        return None;
    }
    let (mut stop, mut date) = (end, None);
    let next = points.partition_point(|p| p.range.start < end);
    if let Some(p) = points
        .get(next)
        .filter(|p| p.range.end <= line_end && TO_DATE.is_match(text[end..p.range.start].trim_end_matches("sửa đổi ")))
        && let Some(edtf) = p.edtf().filter(|e| !e.starts_with("XXXX") && !p.bare)
    {
        stop = p.range.end;
        date = Some(edtf);
    } else if constitution {
        return None;
    }
    Some((stop, date, None, if amends { 0.85 } else { 0.9 }))
}

/// Whether the words behind a comma still name the law: "Phòng, chống tham nhũng", "Thi đua, khen thưởng năm 2022".
fn law_goes_on(list: &[Word], at: usize, text: &str, points: &[Point]) -> bool {
    const PARTS: &[&str] = &[
        "chống", "khen", "kiểm", "sử", "nhập", "quá", "cư", "vật", "thể", "chăm", "tố", "giải", "bảo", "phục", "phá",
        "thi",
    ];
    let word = &list[at];
    if word.capital {
        return word.lower == "luật"
            && matches!(list.first().map(|w| w.low()), Some("sửa" | "bổ"))
            && list[at..].iter().take(24).any(|w| w.lower == "và");
    }
    let alone = matches!(word.low(), "chống" | "khen") || PARTS.contains(&word.low()) && list[at - 1].capital;
    // a year soon behind it closes the name
    let dated = (at..(at + 5).min(list.len()))
        .take_while(|j| *j == at || list[*j - 1].sign == ' ')
        .any(|j| list[j].lower == "năm")
        && units::stop_at(list, at).is_none();
    let _ = (text, points);
    alone || dated || (word.lower == "bổ" && list.get(at + 1).is_some_and(|w| w.lower == "sung"))
}

fn congress(text: &str, word: &TypeWord, line_end: usize) -> Option<Named> {
    let rest = &text[word.range.end..line_end];
    let caps = CONGRESS.captures(&rest[..floor_boundary(rest, 260)])?;
    let all = caps.get(0)?;
    if caps.get(1).is_some_and(|c| !c.as_str().contains("lần thứ")) && !all.as_str().contains("Đảng") {
        return None;
    }
    let mut end = all.end();
    while rest[..end].ends_with([' ', ',']) {
        end -= 1;
    }
    if rest[..end].ends_with("Đảng bộ") || rest[..end].ends_with("Công đoàn") {
        end += PLACE_TAIL.find(&rest[end..]).map_or(0, |m| m.end());
    }
    let issuer = rest[..end].trim().trim_start_matches("của ");
    Some((word.range.end + end, None, Some(issuer.to_owned()), 0.9))
}

static INTRODUCED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:theo nội dung|theo|nội dung|thực hiện|hiệu quả|tại|trong|quán triệt|với) (?:của )?$")
        .expect("a fixed pattern")
});

/// A plan that is cited by its own name, and is neither this document nor one to be written.
fn programme(text: &str, word: &TypeWord, line_end: usize, own: Own, coded: &[(Range<usize>, bool)]) -> Option<Named> {
    let context_start = word.range.start.saturating_sub(48);
    let context = &text[context_start + (0..4).find(|n| text.is_char_boundary(context_start + n))?..word.range.start];
    if !INTRODUCED.is_match(context.rsplit('\n').next()?) || !context.ends_with("nội dung ") {
        return None;
    }
    let limit = word.range.end + floor_boundary(&text[word.range.end..line_end], 420);
    let list = words(text, word.range.end..limit);
    let first = list.first()?;
    if first.capital
        || matches!(first.low(), "này" | "của" | "đã" | "được" | "công" | "trọng" | "và" | "năm")
        || first.opens
    {
        return None;
    }
    let sign = list.iter().position(|w| matches!(w.sign, '.' | ';' | ':' | ')' | ',')).map_or(list.len(), |j| j + 1);
    let end = list.iter().position(|w| w.lower == "của" && w.depth == 0).map_or(sign, |j| j.min(sign));
    if end < 6 {
        return None;
    }
    let stop = list[end - 1].range.end;
    if coded.iter().any(|(r, _)| r.start < stop && word.range.start < r.end) {
        return None;
    }
    if own.type_code == Some(word.kind.code)
        && let Some(title) = own.title
    {
        let title = title.to_lowercase();
        let known = list[..end].iter().filter(|w| title.contains(w.low())).count();
        if known * 4 >= end * 3 {
            return None;
        }
    }
    Some((stop, None, None, 0.6))
}
