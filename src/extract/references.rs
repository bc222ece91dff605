//! Mentions of other documents.
//!
//! A mention is a document number with the type word before it and the date and issuer behind it, in any order
//! and any of them missing; or a type word with the proper name of one document: a law, a resolution of a
//! congress. The type words and the numbers are found first, each in one pass, then joined line by line.

use super::codes::Code;
use super::dates::Mention;
use super::named::named;
use super::points::Point;
use super::type_words::{TypeWord, type_words};
use super::units;
use super::words::words;
use crate::document::{DocType, Reference};
use crate::text::doc_types::{TypeName, by_code};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A mention in the view.
#[derive(Debug, Clone)]
pub(super) struct Cited {
    pub range: Range<usize>,
    pub value: Reference,
    /// How sure the rule is.
    pub sure: f64,
    /// Whether the number was left blank.
    pub blank: bool,
}

static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?: (?:liên tịch|liên ngành|phối hợp|kết luận|hợp nhất|hành động|cá biệt|mật))? ?(?:\(?(?i:số hiệu|số|so|sô|s6|sb)?\.? ?:? ?[.…_ ]*)$")
        .expect("a fixed pattern")
});
static LONG_BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^ [^.;:()“”]{1,120}?[ ,](?:\(?(?:Luật |Bộ luật )?số):? ?$").expect("a fixed pattern")
});
static CHAIN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\)? ?(?:[,;]|và|, và|hoặc|,? ?cùng)? ?(?:số:? ?)?$").expect("a fixed pattern"));
pub(super) static TO_DATE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^ ?[,.(]? ?(?:(?:được )?(?:ban hành|ký|đề|ra) )?$").expect("a fixed pattern"));
static TO_ISSUER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^ ?[,.]? ?(?:do|của) ").expect("a fixed pattern"));
static TITLE_OPENS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\)?,? ?[“(]?(?i:về việc|về|v/v|(?P<verb>phê duyệt|ban hành|quy định|sửa đổi|hướng dẫn|thông qua|công bố|bãi bỏ|thành lập|kiện toàn|giao|triển khai|tổ chức)) ")
        .expect("a fixed pattern")
});
static TITLE_ENDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[;\n]|\. |\.$|\./|, (?:nhằm|để|qua đó|góp phần|cụ thể|trong đó|phù hợp|bảo đảm|đảm bảo|gắn với|tiến tới|đồng thời)[ ,]|”, |, (?:UBND|Ủy ban|Sở|Bộ|Cục|Chi cục|Ban|Trường|Phòng|Trung tâm|Công an|Huyện ủy|Tỉnh ủy|Đảng ủy)[^,;]{0,90} (?:ban hành|xây dựng|phát động|lập|triển khai|yêu cầu|đề nghị) |, (?:Quyết định|Nghị quyết|Kế hoạch|Chỉ thị|Công văn|Thông tư|Nghị định|Luật|Chương trình|Kết luận|Thông báo|Hướng dẫn) |và (?:Quyết định|Nghị quyết|Kế hoạch|Chỉ thị|Công văn|Thông tư|Nghị định|Kết luận|Hướng dẫn) (?:số )?[0-9]")
        .expect("a fixed pattern")
});
static PROMULGATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:,? ?(?:được )?\(?(?:ban hành (?:kèm )?theo|phê duyệt (?:tại|theo|kèm theo)|kèm theo|ban hành tại)|(?P<plain> theo)) ?$").expect("a fixed pattern")
});

/// What the finder reads beside the text.
pub(super) struct Sources<'a> {
    pub text: &'a str,
    pub codes: Vec<Code>,
    pub points: &'a [Point],
    /// The document's own code, type, title and the year of its period.
    pub own: Own<'a>,
}

/// What the document says of itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Own<'a> {
    pub code: Option<&'a str>,
    pub type_code: Option<&'a str>,
    pub title: Option<&'a str>,
}

/// All mentions, in order. Roles are left to the caller.
pub(super) fn find(sources: Sources) -> Vec<Cited> {
    let Sources { text, codes, points, own } = sources;
    let types = type_words(text);
    let mut found: Vec<Cited> = Vec::new();
    let mut used = vec![false; types.len()];
    // (kind, end of the mention) of the mention before, for lists
    let mut last: Option<(&'static TypeName, usize)> = None;
    let starts: Vec<usize> = codes.iter().map(|c| c.range.start).collect();
    for (n, mut code) in codes.into_iter().enumerate() {
        // the line's start, or as far back as a mention can reach
        let near = ceiling(text, code.range.start.saturating_sub(NEAR));
        let line_start = text[near..code.range.start].rfind('\n').map_or(near, |n| near + n + 1);
        let nearest = types.partition_point(|t| t.range.end <= code.range.start).checked_sub(1);
        let floor = found.last().map_or(line_start, |c| c.range.end.max(line_start));
        let mut start = code.range.start;
        let mut kind: Option<&'static TypeName> = None;
        let mut sure: f64 = 0.98;
        if let Some(i) = nearest.filter(|i| types[*i].range.start >= floor) {
            let gap = &text[types[i].range.end..code.range.start];
            if BETWEEN.is_match(gap) {
                (start, kind) = (types[i].range.start, Some(types[i].kind));
                used[i] = true;
                // "Luật Đất đai (Luật số 45/2013/QH13)": one mention
                if let Some(h) = i.checked_sub(1)
                    && matches!(types[i].kind.code, "Luật" | "BL")
                    && types[h].range.start >= floor
                    && matches!(types[h].kind.code, "Luật" | "BL")
                    && text[..types[i].range.start].ends_with('(')
                    && types[i].range.start - types[h].range.end < 120
                {
                    start = types[h].range.start;
                    used[h] = true;
                }
            } else if gap.len() <= 160 && LONG_BETWEEN.is_match(gap) && named_between(types[i].kind, gap) {
                (start, kind) = (types[i].range.start, Some(types[i].kind));
                used[i] = true;
                sure = 0.9;
            }
        }
        if kind.is_none() {
            let chained = last.filter(|(_, end)| *end >= line_start && CHAIN.is_match(&text[*end..code.range.start]));
            kind = match chained {
                Some((k, _)) => Some(k),
                None => code
                    .doc_type()
                    .or_else(|| (code.numbered && !code.symbol.is_empty()).then(|| by_code("CV")).flatten()),
            };
            sure = 0.9;
        }
        let Some(kind) = kind else { continue };
        code.repair(Some(kind));
        let text_code = code.text();
        if own.code == Some(text_code.as_str()) && code.number.is_some() {
            last = Some((kind, code.range.end));
            continue;
        }
        let tail = tail(text, code.range.end, starts.get(n + 1).copied().unwrap_or(text.len()), points);
        let end = tail.end;
        let date = tail.date;
        let blank = code.number.is_none();
        last = Some((kind, end));
        let named = named_by_promulgation(text, floor, start, &types);
        found.push(Cited {
            range: start..end,
            value: Reference {
                doc_type: doc_type(kind),
                key: Some(code.key(date.as_deref())),
                code: Some(text_code),
                issuer: tail.issuer,
                title: named.or_else(|| title(text, end)),
                date,
                ..Reference::default()
            },
            sure: if blank { 0.8 } else { sure },
            blank,
        });
    }
    named(text, &types, &used, points, own, &mut found);
    found.sort_by_key(|c| (c.range.start, c.range.end));
    found
}

/// Bytes around a mention that can belong to it.
pub(super) const NEAR: usize = 1000;

pub(super) fn ceiling(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

pub(super) fn doc_type(kind: &TypeName) -> DocType {
    DocType { code: kind.code.to_owned(), name: kind.name.to_owned() }
}

/// Whether the words between a type word and "số" name its issuer or, of a law, itself.
fn named_between(kind: &TypeName, gap: &str) -> bool {
    matches!(kind.code, "Luật" | "BL" | "PL" | "NQ" | "HP")
        || gap.trim_start().starts_with("của ")
        || ["phối hợp", "liên ngành", "liên tịch", "hành động"].iter().any(|w| gap.trim_start().starts_with(w))
            && !gap.contains(',')
}

struct Tail {
    end: usize,
    date: Option<String>,
    issuer: Option<String>,
}

/// The date and issuer behind a mention that ends at `from`; `limit` is where the next number begins.
fn tail(text: &str, from: usize, limit: usize, points: &[Point]) -> Tail {
    let mut tail = Tail { end: from, date: None, issuer: None };
    let limit = limit.min(ceiling(text, from + NEAR));
    let line_end = text[from..limit].find('\n').map_or(limit, |n| from + n);
    for _ in 0..2 {
        let rest = &text[tail.end..line_end];
        if tail.date.is_none() {
            let next = points.partition_point(|p| p.range.start < tail.end);
            if let Some(p) = points.get(next).filter(|p| p.range.end <= line_end && p.range.start - tail.end < 40)
                && TO_DATE.is_match(&text[tail.end..p.range.start])
                // A sentence that ends there does not go on with a small letter: a comma was read as a dot.
                && (!text[tail.end..].starts_with('.') || text[p.range.start..].starts_with("ngày"))
                && (p.depth() == 3 || !p.bare)
                && let Some(edtf) = p.edtf().filter(|e| !e.starts_with("XXXX"))
            {
                tail.date = Some(edtf);
                tail.end = p.range.end;
                continue;
            }
        }
        if tail.issuer.is_none() {
            let owned = TO_ISSUER.find(rest).map(|m| m.end());
            let at = owned.unwrap_or_else(|| rest.len() - rest.trim_start_matches([',', ' ']).len());
            let mut stop = (tail.end + at + 260).min(line_end);
            while !text.is_char_boundary(stop) {
                stop -= 1;
            }
            let list = words(text, tail.end + at..stop);
            let direct = owned.is_none();
            let sound = list.first().is_some_and(|w| {
                if direct {
                    let congress = matches!(w.low(), "hội" | "đại");
                    at > 0
                        && w.capital
                        && !w.opens
                        && (congress && list.get(1).is_some_and(|n| n.lower == "nghị" || n.lower == "hội")
                            || (tail.date.is_some() && !rest.starts_with(',')))
                } else {
                    true
                }
            });
            if sound && let Some(end) = units::issuer_at(&list, 0) {
                let range = list[0].range.start..list[end - 1].range.end;
                let follows = text[range.end..line_end].trim_start();
                let acts = list[end - 1].sign == ' '
                    && units::stop_at(&list, end).is_some_and(|(_, s)| s == units::Stop::Verb);
                if owned.is_some() || !acts || TITLE_OPENS.is_match(&format!(" {follows}")) {
                    let end = whole_issuer(text, from, &range, &list, end, line_end);
                    tail.issuer = Some(text[range.start..end].to_owned());
                    tail.end = end;
                    continue;
                }
            }
        }
        break;
    }
    tail
}

static TERM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^ ?\((?:khóa|khoá|Khóa|Khoá|nhiệm kỳ) [^()\n.,;:]{1,16}\)").expect("a fixed pattern")
});

/// Where an issuer ends, with its term of office in brackets and, of a joint paper, the other issuers.
fn whole_issuer(
    text: &str,
    number: usize,
    range: &Range<usize>,
    list: &[super::words::Word],
    words_end: usize,
    limit: usize,
) -> usize {
    let mut end = range.end;
    if text[range.clone()].matches('(').count() > text[range.clone()].matches(')').count()
        && text[end..].starts_with(')')
    {
        end += 1;
    } else if let Some(term) = TERM.find(&text[end..limit.max(end)]) {
        end += term.end();
    }
    let code = &text[ceiling(text, number.saturating_sub(40)).min(number)..number];
    if !["TTLT", "NQLT", "KHLT", "CTLT", "HDLT"].iter().any(|joint| code.contains(joint)) {
        return end;
    }
    let mut at = words_end;
    while at < list.len() && matches!(list[at - 1].sign, ',' | ' ') {
        let next = at + usize::from(list[at].lower == "và");
        let same = list.get(next).is_some_and(|w| w.lower == list[0].lower && w.capital);
        let other = if same && (next > at || list[at - 1].sign == ',') {
            units::issuer_at(&list[next..], 0).map(|n| next + n)
        } else {
            None
        };
        match other {
            Some(n) => (at, end) = (n, list[n - 1].range.end),
            None => break,
        }
    }
    end
}

/// What the mention is about, from the words behind it.
pub(super) fn title(text: &str, end: usize) -> Option<String> {
    let rest = &text[end..];
    let opened = TITLE_OPENS.captures(&rest[..floor_boundary(rest, 40)])?;
    let from = match opened.name("verb") {
        Some(verb) => verb.start(),
        None => opened.get(0)?.end(),
    };
    let limit = floor_boundary(rest, 900).max(from);
    let stop = TITLE_ENDS.find(&rest[from..limit]).map_or(limit, |m| from + m.start());
    let title = rest[from..stop].trim().trim_end_matches([',', '.', ')', ' ']);
    let quotes = title.matches('“').count() != title.matches('”').count();
    let title = if quotes { title.trim_matches(['“', '”']) } else { title };
    (!title.is_empty()).then(|| title.to_owned())
}

pub(super) fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// "Kế hoạch … ban hành kèm theo Quyết định số …": the name of what the decision promulgates.
fn named_by_promulgation(text: &str, floor: usize, start: usize, types: &[TypeWord]) -> Option<String> {
    let before = &text[floor.max(ceiling(text, start.saturating_sub(64)).min(start))..start];
    let caps = PROMULGATED.captures(before)?;
    let end = start - before.len() + caps.get(0)?.start();
    let last = types.partition_point(|t| t.range.end <= end);
    let limit = if caps.name("plain").is_some() { 80 } else { 600 };
    let from = types[..last]
        .iter()
        .rev()
        .take_while(|t| t.range.start >= floor && end - t.range.start <= limit)
        .find(|t| t.capital)?
        .range
        .start;
    let name = text[from..end].trim();
    if name.contains([';', '\n']) || name.split(' ').count() < 3 {
        return None;
    }
    Some(name.to_owned())
}

/// The mention that holds byte `at`, if any; `found` is sorted.
pub(super) fn around<'a>(found: &'a [Cited], mention: &Mention) -> Option<&'a Cited> {
    let i = found.partition_point(|c| c.range.start <= mention.range.start).checked_sub(1)?;
    found[i.saturating_sub(1)..=i]
        .iter()
        .find(|c| mention.range.start < c.range.end && mention.range.end <= c.range.end.max(mention.range.start + 1))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::{codes, points};
    use super::*;

    fn cited(text: &str) -> Vec<Cited> {
        let codes = codes::find(text);
        let taken: Vec<_> = codes.iter().map(|c| c.range.clone()).collect();
        let points = points::find(text, &taken);
        find(Sources { text, codes, points: &points, own: Own::default() })
    }

    fn rows(text: &str) -> Vec<String> {
        cited(text)
            .iter()
            .map(|c| {
                let v = &c.value;
                let or = |s: &Option<String>| s.clone().unwrap_or_else(|| "-".into());
                format!(
                    "{} {} {} {} [{}]",
                    v.doc_type.code,
                    or(&v.code),
                    or(&v.date),
                    or(&v.issuer),
                    &text[c.range.clone()]
                )
            })
            .collect()
    }

    #[test]
    fn numbers_with_dates_and_issuers() {
        for (text, wanted) in [
            (
                "Thực hiện Quyết định số 303/QĐ-BTP ngày 10 tháng 3 năm 2023 của Bộ trưởng Bộ Tư pháp về ban hành Kế hoạch",
                "QĐ 303/QĐ-BTP 2023-03-10 Bộ trưởng Bộ Tư pháp [Quyết định số 303/QĐ-BTP ngày 10 tháng 3 năm 2023 của Bộ trưởng Bộ Tư pháp]",
            ),
            (
                "Quyết định số 332/QĐ-CTHADS, ngày 30/12/2022 của Cục Thi hành án dân sự tỉnh về ban hành",
                "QĐ 332/QĐ-CTHADS 2022-12-30 Cục Thi hành án dân sự tỉnh [Quyết định số 332/QĐ-CTHADS, ngày 30/12/2022 của Cục Thi hành án dân sự tỉnh]",
            ),
            (
                "Nghị quyết số 18-NQ/TW ngày 25/10/2017 Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XII. Củng cố",
                "NQ 18-NQ/TW 2017-10-25 Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XII [Nghị quyết số 18-NQ/TW ngày 25/10/2017 Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XII]",
            ),
            (
                "Kế hoạch số 199/KH-BGDĐT của Bộ Giáo dục và Đào tạo ngày 05/02/2026 về việc",
                "KH 199/KH-BGDĐT 2026-02-05 Bộ Giáo dục và Đào tạo [Kế hoạch số 199/KH-BGDĐT của Bộ Giáo dục và Đào tạo ngày 05/02/2026]",
            ),
            (
                "Căn cứ Công văn số 130/SYT-HĐKHCN ngày 21 tháng 02 năm 2012 Sở Y tế về việc thực hiện",
                "CV 130/SYT-HĐKHCN 2012-02-21 Sở Y tế [Công văn số 130/SYT-HĐKHCN ngày 21 tháng 02 năm 2012 Sở Y tế]",
            ),
            (
                "Kết luận số: 01-KL/TW ngày 18/5/2021 về tiếp tục",
                "KL 01-KL/TW 2021-05-18 - [Kết luận số: 01-KL/TW ngày 18/5/2021]",
            ),
            ("theo Nghị quyết số 96/2019/QH14, trong đó:", "NQ 96/2019/QH14 - - [Nghị quyết số 96/2019/QH14]"),
            (
                "theo Quyết định số 1847/QĐ-TTg ngày 27/12/2018 của Thủ tướng Chính phủ và Kế hoạch tổ chức",
                "QĐ 1847/QĐ-TTg 2018-12-27 Thủ tướng Chính phủ [Quyết định số 1847/QĐ-TTg ngày 27/12/2018 của Thủ tướng Chính phủ]",
            ),
            (
                "(ban hành kèm theo Quyết định số 6858/QĐ- BYT ngày 18/11/2016 của Bộ trưởng Bộ Y tế).",
                "QĐ 6858/QĐ-BYT 2016-11-18 Bộ trưởng Bộ Y tế [Quyết định số 6858/QĐ- BYT ngày 18/11/2016 của Bộ trưởng Bộ Y tế]",
            ),
            (
                "điểm a khoản 2 Điều 5 Nghị định số 30/2020/NĐ-CP của Chính phủ về công tác văn thư",
                "NĐ 30/2020/NĐ-CP - Chính phủ [Nghị định số 30/2020/NĐ-CP của Chính phủ]",
            ),
            (
                "Quyết định số /QĐ-CTHADS ngày tháng 4 năm 2023 của Cục trưởng Cục THADS tỉnh Bình Định.)",
                "QĐ /QĐ-CTHADS 2023-04-XX Cục trưởng Cục THADS tỉnh Bình Định [Quyết định số /QĐ-CTHADS ngày tháng 4 năm 2023 của Cục trưởng Cục THADS tỉnh Bình Định]",
            ),
            (
                "Luật Đầu tư số 61/2020/QH14 ngày 17/6/2020;",
                "Luật 61/2020/QH14 2020-06-17 - [Luật Đầu tư số 61/2020/QH14 ngày 17/6/2020]",
            ),
            (
                "Thông tư liên tịch số 01/2016/TTLT-BYT-BTC ngày 02/01/2016 của Bộ Y tế, Bộ Tài chính",
                "TTLT 01/2016/TTLT-BYT-BTC 2016-01-02 Bộ Y tế, Bộ Tài chính [Thông tư liên tịch số 01/2016/TTLT-BYT-BTC ngày 02/01/2016 của Bộ Y tế, Bộ Tài chính]",
            ),
            (
                "Nghị quyết số 20-NQ/TW ngày 25/10/2017 của Hội nghị lần thứ sáu Ban Chấp hành Trung ương (khóa XII) về",
                "NQ 20-NQ/TW 2017-10-25 Hội nghị lần thứ sáu Ban Chấp hành Trung ương (khóa XII) [Nghị quyết số 20-NQ/TW ngày 25/10/2017 của Hội nghị lần thứ sáu Ban Chấp hành Trung ương (khóa XII)]",
            ),
            (
                "thay thế Quyết định số 12/QĐ-UBND ngày 05/02/2021 của Ủy ban nhân dân huyện và có hiệu lực",
                "QĐ 12/QĐ-UBND 2021-02-05 Ủy ban nhân dân huyện [Quyết định số 12/QĐ-UBND ngày 05/02/2021 của Ủy ban nhân dân huyện]",
            ),
            (
                "Chương trình hành động số 35-CTr/TU ngày 12/3/2021 của Tỉnh ủy về",
                "CTr 35-CTr/TU 2021-03-12 Tỉnh ủy [Chương trình hành động số 35-CTr/TU ngày 12/3/2021 của Tỉnh ủy]",
            ),
            (
                "Quyết định của Thủ tướng Chính phủ số 06/QĐ-TTg ngày 06/01/2022 phê duyệt Đề án",
                "QĐ 06/QĐ-TTg 2022-01-06 - [Quyết định của Thủ tướng Chính phủ số 06/QĐ-TTg ngày 06/01/2022]",
            ),
        ] {
            assert_eq!(rows(text), [wanted], "{text}");
        }
    }

    #[test]
    fn small_words_behind_a_number() {
        for (text, wanted) in [
            (
                "Nghị quyết số 66.4/2025/NQ-CP ngày 21/9/2025 của Chính phủ",
                "NQ 66.4/2025/NQ-CP 2025-09-21 Chính phủ [Nghị quyết số 66.4/2025/NQ-CP ngày 21/9/2025 của Chính phủ]",
            ),
            (
                "Văn bản số 1966/UBND-VP5 ngày 07/10/2025 của UBND tỉnh và kết luận tại các cuộc họp",
                "CV 1966/UBND-VP5 2025-10-07 UBND tỉnh [Văn bản số 1966/UBND-VP5 ngày 07/10/2025 của UBND tỉnh]",
            ),
            (
                "Nghị quyết số 198/2025/QH15. ngày 17/5/2025 của Quốc hội",
                "NQ 198/2025/QH15 2025-05-17 Quốc hội [Nghị quyết số 198/2025/QH15. ngày 17/5/2025 của Quốc hội]",
            ),
            (
                "Nghị quyết số 198/2025/QH15. Ngày 17/5/2025, Quốc hội",
                "NQ 198/2025/QH15 - - [Nghị quyết số 198/2025/QH15]",
            ),
        ] {
            assert_eq!(rows(text), [wanted], "{text}");
        }
    }

    #[test]
    fn lists_and_nested_mentions() {
        assert_eq!(
            rows("các Quyết định số 12/QĐ-UBND và 13/QĐ-UBND ngày 05/3/2023 của UBND tỉnh"),
            [
                "QĐ 12/QĐ-UBND - - [Quyết định số 12/QĐ-UBND]",
                "QĐ 13/QĐ-UBND 2023-03-05 UBND tỉnh [13/QĐ-UBND ngày 05/3/2023 của UBND tỉnh]"
            ]
        );
        let text = "Nghị quyết số 160/NQ-CP của Chính phủ về việc ban hành Kế hoạch thực hiện Chỉ thị số 05-CT/TW của Ban Bí thư";
        assert_eq!(
            cited(text).iter().map(|c| c.value.code.clone().unwrap()).collect::<Vec<_>>(),
            ["160/NQ-CP", "05-CT/TW"]
        );
        let text = "Kế hoạch tổ chức phong trào “Vì người nghèo” ban hành kèm theo Quyết định số 666/QĐ-TTg của Thủ tướng Chính phủ;";
        let found = cited(text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].value.title.as_deref(), Some("Kế hoạch tổ chức phong trào “Vì người nghèo”"));
    }

    #[test]
    fn documents_cited_by_name() {
        for (text, wanted) in [
            (
                "Luật Thi đua, khen thưởng năm 2022 và các văn bản hướng dẫn",
                "Luật - 2022 - [Luật Thi đua, khen thưởng năm 2022]",
            ),
            (
                "công tác tuyên truyền Luật sửa đổi bổ sung một số điều của Luật THADS và các văn bản",
                "Luật - - - [Luật sửa đổi bổ sung một số điều của Luật THADS]",
            ),
            ("vi phạm Luật giao thông đường bộ và các trường hợp do", "Luật - - - [Luật giao thông đường bộ]"),
            (
                "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
                "Luật - 2015-06-19 - [Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015]",
            ),
            ("Luật Phòng, chống tham nhũng, Luật", "Luật - - - [Luật Phòng, chống tham nhũng]"),
            (
                "theo Nghị quyết Đại hội lần thứ XIII của Đảng”, “Cả nước",
                "NQ - - Đại hội lần thứ XIII của Đảng [Nghị quyết Đại hội lần thứ XIII của Đảng]",
            ),
            (
                "Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII của Đảng, Chương trình",
                "NQ - - Đại hội đại biểu toàn quốc lần thứ XIII của Đảng [Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII của Đảng]",
            ),
            (
                "Nghị quyết Đại hội lần thứ XX của Đảng bộ tỉnh trong công chức",
                "NQ - - Đại hội lần thứ XX của Đảng bộ tỉnh [Nghị quyết Đại hội lần thứ XX của Đảng bộ tỉnh]",
            ),
            ("Nghị quyết Trung ương 4 khóa XII về", "NQ - - Trung ương 4 khóa XII [Nghị quyết Trung ương 4 khóa XII]"),
            (
                "Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22/11/2019;",
                "Luật - 2019-11-22 - [Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22/11/2019]",
            ),
            (
                "Nghị quyết Đại hội đại biểu Đoàn TNCS Hồ Chí Minh tỉnh Vĩnh Long lần thứ I, nhiệm kỳ 2025 - 2030",
                "NQ - - Đại hội đại biểu Đoàn TNCS Hồ Chí Minh tỉnh Vĩnh Long lần thứ I [Nghị quyết Đại hội đại biểu Đoàn TNCS Hồ Chí Minh tỉnh Vĩnh Long lần thứ I]",
            ),
            (
                "theo Luật Ban hành văn bản quy phạm pháp luật năm 2025, hoàn thành",
                "Luật - 2025 - [Luật Ban hành văn bản quy phạm pháp luật năm 2025]",
            ),
            (
                "và Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX.",
                "NQ - - Đại hội đại biểu Đảng bộ tỉnh lần thứ XX [Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX]",
            ),
            ("Hiến pháp năm 2013.", "HP - 2013 - [Hiến pháp năm 2013]"),
            ("Bộ luật Lao động năm 2019;", "BL - 2019 - [Bộ luật Lao động năm 2019]"),
        ] {
            assert_eq!(rows(text), [wanted], "{text}");
        }
    }

    #[test]
    fn near_misses() {
        for text in [
            "theo Nghị quyết của Quốc hội, Quyết định của Bộ trưởng và Kế hoạch trọng tâm công tác THADS năm 2023",
            "các Luật, Nghị định và văn bản hướng dẫn",
            "Đoàn Luật sư tỉnh",
            "Luật này có hiệu lực",
            "thực hiện Kế hoạch này",
            "xây dựng Kế hoạch phát động phong trào thi đua năm 2023 của đơn vị",
            "Kế hoạch công tác hàng năm",
            "theo quy định của pháp luật",
            "ra Quyết định đúng thời hạn",
            "Chương trình mục tiêu quốc gia giảm nghèo bền vững giai đoạn 2021-2025",
            "Luật và các văn bản",
        ] {
            assert_eq!(rows(text), [""; 0], "{text}");
        }
    }
}
