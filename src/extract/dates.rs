//! Dates, periods and recurrences.
//!
//! [`super::points`] finds the points in time; here two of them become an interval ("từ … đến …", a dash), a word
//! before one opens it on a side ("trước", "đến", "từ"), and recurrences ("hàng năm", "định kỳ 6 tháng") are read.
//! A mention takes the widest of its readings. EDTF: ISO 8601-2:2019, levels 0-2; recurrences: ISO 8601 `R/P1Y`.

use super::points::{Part, Point};
use crate::document::{DateKind, DateRole};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A date mention in the view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    pub range: Range<usize>,
    pub edtf: String,
    pub kind: DateKind,
    pub role: DateRole,
    /// How the words around it use it: what an assignment's due date is chosen by.
    pub cue: Cue,
}

/// What the words of a mention say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// "trước", "chậm nhất", "hạn chót": a limit for somebody.
    Limit,
    /// "đến năm", "đến hết": open to the left.
    Until,
    /// "từ …", open to the right.
    Since,
    /// "từ … đến …".
    FromTo,
    /// "giai đoạn …", a dash.
    Period,
    /// A recurrence.
    Repeat,
    /// A plain point.
    Plain,
}

static GAP_DASH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^ ?[-–—] ?$").expect("a fixed pattern"));
static GAP_TO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^ ?,? ?(?:cho )?(?:đến|tới)((?: trước| hết| cuối| kết thúc| ngày| khi kết thúc)*) ?$")
        .expect("a fixed pattern")
});
static GAP_AND: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^ ?(?:,|và|, và|;) ?(?:năm )?$").expect("a fixed pattern"));
static TO_NOW: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^ (?:cho )?(?:đến|tới) nay").expect("a fixed pattern"));

static EACH_YEAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^ (?:của )?(?:hàng|hằng|mỗi) năm").expect("a fixed pattern"));

/// A time of day may stand between the word and the day.
const CLOCK: &str =
    r"(?: ?:)?(?: [0-9]{1,2} ?(?:giờ|h|g)(?: ?[0-9]{0,2})(?: ?phút)?,?)?(?: (?:thứ [\p{L}]+|chủ nhật),?)?";

static LIMIT: LazyLock<Regex> = LazyLock::new(|| {
    let words = "chậm nhất|muộn nhất|hạn chót|hạn cuối|hạn nộp|thời hạn|trước|không quá|không muộn hơn|xong trước";
    Regex::new(&format!(
        r"(?i)(?:^|[^\p{{L}}])((?:{words})(?: (?:là|vào|đến|trước|hết|cuối|trong|hoàn thành|ngày))*{CLOCK}(?: (?:ngày|hết|cuối))*) ?$"
    ))
    .expect("a fixed pattern")
});
static UNTIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[^\p{L}])((?:cho )?(?:đến|tới)(?: (?:hết|cuối|trước|ngày|hết ngày))*) ?$")
        .expect("a fixed pattern")
});
static SINCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"(?i)(?:^|[^\p{{L}}])((?:kể |bắt đầu |tính )?từ{CLOCK}(?: (?:đầu|ngày|cuối|giữa))*) ?$"))
        .expect("a fixed pattern")
});
static STAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[^\p{L}])((?:trong )?giai đoạn:? ?(?:\()?(?:từ )?|năm học |niên khóa )$")
        .expect("a fixed pattern")
});
static YEAR_START: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[^\p{L}])((?:từ )?đầu năm)(?: cho)? (?:đến|tới)(?: (?:hết|ngày))* ?$")
        .expect("a fixed pattern")
});
static FEAST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:khánh|lễ|dịp|mừng|tết|tế|niệm|nữ|nam|dịp nghỉ|[0-9]/[0-9]{1,2} ?(?:,|và|-|–)) ?\(?$")
        .expect("a fixed pattern")
});
static NAMED_DAY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:Ngày|Tết|Lễ) \p{Lu}[^0-9()\n.,;:]{1,60}[ (]$").expect("a fixed pattern"));
static ANNIVERSARY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)kỷ niệm|kỉ niệm|ngày sinh|ngày thành lập|ngày truyền thống|giải phóng|quốc khánh|tái lập|ngày mất|lần thứ|chào mừng")
        .expect("a fixed pattern")
});
static SCALE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)(?:tỷ|tỉ) lệ ?$").expect("a fixed pattern"));

static DONE_BY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[ ,;(])(?:hoàn thành|xong|kết thúc)(?: việc)?(?: trong| vào)?(?: cuối)? ?$")
        .expect("a fixed pattern")
});
/// The day of a month by which something is due again and again: "trước ngày 25 hằng tháng".
static DAY_LIMIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[^\p{L}])((?:trước|chậm nhất|muộn nhất)(?: là| vào| đến)*(?: ngày)? (?:mùng )?[0-9]{1,2}(?: và [0-9]{1,2})?) $")
        .expect("a fixed pattern")
});
static REPEAT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:[Đđ]ịnh kỳ|[Đđ]ịnh kì) (?:(?:[Hh]àng|[Hh]ằng|mỗi|theo|vào) )?(?:([0-9]{1,2}) )?(năm|quý|tháng|tuần|ngày)",
        r"|(?:[Hh]àng|[Hh]ằng|HÀNG|HẰNG|[Tt]ừng|[Mm]ỗi) (năm|quý|tháng|tuần|ngày|NĂM|QUÝ|THÁNG)",
        r"|([0-9]{1,2}) (năm|tháng|tuần)(?:/| )(?:một|1|01) lần",
    ))
    .expect("a fixed pattern")
});
static MORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^ ?(?:,|và|, và|hoặc|/) ?(?:([0-9]{1,2}) )?(năm|quý|tháng|tuần)(?:[ ,;.)]|$)")
        .expect("a fixed pattern")
});

/// Characters of context that rules may look at.
const CONTEXT: usize = 96;

/// At most `CONTEXT` bytes of the line before `at`.
fn before(text: &str, at: usize) -> &str {
    let mut from = at.saturating_sub(CONTEXT);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let context = &text[from..at];
    context.rfind('\n').map_or(context, |n| &context[n + 1..])
}

fn after(text: &str, at: usize) -> &str {
    let mut to = (at + CONTEXT).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    text[at..to].split('\n').next().unwrap_or("")
}

/// Where the first group of `pattern` starts in the words before `at`.
fn prefix(pattern: &Regex, text: &str, at: usize) -> Option<usize> {
    let context = before(text, at);
    let group = pattern.captures(context)?.get(1)?;
    Some(at - context.len() + group.start())
}

/// All mentions of `text`, in order, joined from its points.
pub(super) fn join(text: &str, points: &[Point]) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut i = 0;
    let (mut listed, mut floor) = (None, 0);
    while i < points.len() {
        let (mention, used, lists) = read(text, points, i, floor, listed);
        listed = lists;
        i += used;
        if let Some(mention) = mention {
            floor = mention.range.end;
            found.push(mention);
        }
    }
    repeats(text, &mut found);
    found.sort_by_key(|m| m.range.start);
    found
}

/// Reads the mention that begins with point `i`: the mention, the points used, and where a list of years stands.
fn read(
    text: &str,
    points: &[Point],
    i: usize,
    floor: usize,
    listed: Option<usize>,
) -> (Option<Mention>, usize, Option<usize>) {
    let mut a = points[i].clone();
    let start = a.range.start;
    let opened = |pattern: &Regex| prefix(pattern, text, start).filter(|s| *s >= floor);
    let make = |range: Range<usize>, edtf: String, cue| {
        Some(Mention { kind: kind_of(&edtf), role: DateRole::Other, range, edtf, cue })
    };
    let stage = opened(&STAGE);
    if let Some(first) = a.from_day {
        let from = Point { day: Some(Part::Number(first)), from_day: None, ..a.clone() };
        if let (Some(x), Some(y)) = (from.edtf(), a.edtf()) {
            let begin = opened(&SINCE).unwrap_or(start);
            return (make(begin..a.range.end, format!("{x}/{y}"), Cue::FromTo), 1, None);
        }
    }
    if let Some(b) = points.get(i + 1) {
        let gap = &text[a.range.end..b.range.start];
        let dash = gap.len() < 8 && GAP_DASH.is_match(gap);
        let to = if gap.len() < 48 { GAP_TO.captures(gap) } else { None };
        if dash || to.is_some() {
            let mut end = b.clone();
            if a.day.is_some() || !a.bare || a.year.is_some() {
                a.complete(b);
            }
            let closing = to
                .as_ref()
                .and_then(|c| c.get(1))
                .is_some_and(|m| ["hết", "cuối", "thúc"].iter().any(|w| m.as_str().contains(w)));
            if closing && end.depth() == 1 && a.depth() > 1 && a.quarter.is_none() {
                end.month = Some(Part::Number(12));
                end.day = a.day.map(|_| Part::Number(31));
            }
            let since = opened(&SINCE);
            let same = a.depth() == end.depth();
            let sound = a.year.is_some()
                && end.year.is_some()
                && a.order() < end.order()
                && end.year.unwrap_or(0) - a.year.unwrap_or(0) <= 200
                && (to.is_some() || same);
            if sound && let (Some(x), Some(y)) = (a.edtf(), end.edtf()) {
                let begin = stage.or(since).unwrap_or(start);
                let cue = if to.is_some() && stage.is_none() { Cue::FromTo } else { Cue::Period };
                return (make(begin..b.range.end, format!("{x}/{y}"), cue), 2, None);
            }
        }
    }
    a = points[i].clone();
    // "ngày 15/12 hằng năm": the day comes back each year
    let yearly = (a.year.is_none() && a.depth() == 3).then(|| EACH_YEAR.find(after(text, a.range.end))).flatten();
    let end = a.range.end + yearly.map_or(0, |m| m.end());
    a.bare &= yearly.is_none();
    // the other days of a list of years count as years
    if a.bare && a.depth() == 1 {
        let chained = listed.filter(|l| GAP_AND.is_match(&text[*l..start]));
        let edtf = a.edtf().filter(|_| chained.is_some() || stage.is_some());
        let next = edtf.is_some().then_some(end);
        return (edtf.and_then(|e| make(stage.unwrap_or(start)..end, e, Cue::Plain)), 1, next);
    }
    let list = (a.depth() == 1).then_some(end);
    if a.year.is_none()
        && (a.day.is_none()
            || (a.bare
                && !FEAST.is_match(before(text, start))
                && !NAMED_DAY.is_match(before(text, start))
                && opened(&LIMIT).is_none()))
    {
        return (None, 1, None);
    }
    if a.bare && a.depth() == 2 && SCALE.is_match(before(text, start)) {
        return (None, 1, None);
    }
    let Some(edtf) = a.edtf() else { return (None, 1, None) };
    if let Some(begin) = prefix(&YEAR_START, text, start).filter(|s| *s >= floor) {
        let from = match (a.year, a.depth()) {
            (Some(y), 3) => Some(format!("{y:04}-01-01")),
            (Some(y), 2) => Some(format!("{y:04}-01")),
            _ => None,
        };
        if let Some(from) = from {
            return (make(begin..end, format!("{from}/{edtf}"), Cue::FromTo), 1, None);
        }
    }
    if let Some(begin) = opened(&LIMIT) {
        return (make(begin..end, format!("../{edtf}"), Cue::Limit), 1, None);
    }
    if let Some(begin) = opened(&UNTIL) {
        return (make(begin..end, format!("../{edtf}"), Cue::Until), 1, None);
    }
    if let Some(begin) = opened(&SINCE) {
        let now = TO_NOW.find(after(text, end)).map_or(end, |m| end + m.end());
        return (make(begin..now, format!("{edtf}/.."), Cue::Since), 1, None);
    }
    (make(stage.unwrap_or(start)..end, edtf, Cue::Plain), 1, list)
}

/// Adds the recurrences that stand in no other mention.
fn repeats(text: &str, found: &mut Vec<Mention>) {
    let points = found.len();
    let mut more = Vec::new();
    for caps in REPEAT.captures_iter(text) {
        let range = caps.get_match().range();
        if text[..range.start].ends_with(char::is_alphanumeric) || text[range.end..].starts_with(char::is_alphanumeric)
        {
            continue;
        }
        let group = |i: usize| caps.get(i).map(|m| m.as_str());
        let unit = group(2).or(group(3)).or(group(5)).unwrap_or("năm").to_lowercase();
        let count = group(1).or(group(4)).and_then(|n| n.parse().ok()).unwrap_or(1);
        let mut put = |range: Range<usize>, count: u32, unit: &str, cue: Cue| {
            let known = &found[..points];
            let next = known.partition_point(|m: &Mention| m.range.end <= range.start);
            if known.get(next).is_some_and(|m| m.range.start < range.end) {
                return;
            }
            if let Some(edtf) = period(count, unit) {
                more.push(Mention { range, edtf, kind: DateKind::Recurrence, role: DateRole::Other, cue });
            }
        };
        let mut end = range.end;
        match prefix(&DAY_LIMIT, text, range.start) {
            Some(start) => put(start..range.end, count, &unit, Cue::Limit),
            None => put(range, count, &unit, Cue::Repeat),
        }
        while let Some(caps) = MORE.captures(after(text, end)) {
            let Some(word) = caps.get(2) else { break };
            let from = caps.get(1).map_or(word.start(), |n| n.start());
            let count = caps.get(1).and_then(|n| n.as_str().parse().ok()).unwrap_or(1);
            put(end + from..end + word.end(), count, word.as_str(), Cue::Repeat);
            end += word.end();
        }
    }
    found.extend(more);
}

fn period(count: u32, unit: &str) -> Option<String> {
    let (times, letter) = match unit {
        "năm" => (1, 'Y'),
        "quý" => (3, 'M'),
        "tháng" => (1, 'M'),
        "tuần" => (1, 'W'),
        "ngày" => (1, 'D'),
        _ => return None,
    };
    (count > 0).then(|| format!("R/P{}{letter}", count * times))
}

fn kind_of(edtf: &str) -> DateKind {
    if edtf.starts_with("R/") {
        DateKind::Recurrence
    } else if edtf.contains('/') {
        DateKind::Interval
    } else {
        DateKind::Point
    }
}

/// What a mention outside of references and assignments is the date of.
pub(super) fn role(text: &str, mention: &Mention, period: Option<&str>) -> DateRole {
    let days = mention.edtf.matches('-').count() >= 2;
    let inside = text[..mention.range.start].trim_end().ends_with('(');
    if mention.edtf.starts_with("XXXX")
        || (mention.cue == Cue::Period && (days || inside) && ANNIVERSARY.is_match(before(text, mention.range.start)))
    {
        return DateRole::Event;
    }
    match mention.cue {
        Cue::Limit => DateRole::Deadline,
        // "đến hết năm 2027": by then
        Cue::Until if text[mention.range.clone()].contains("hết") => DateRole::Deadline,
        Cue::Until | Cue::Since | Cue::FromTo | Cue::Period => DateRole::Period,
        Cue::Plain if period == Some(mention.edtf.as_str()) => DateRole::Period,
        Cue::Plain if mention.edtf.len() >= 4 && DONE_BY.is_match(before(text, mention.range.start)) => {
            DateRole::Deadline
        }
        Cue::Plain | Cue::Repeat => DateRole::Other,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::points;
    use super::*;

    fn dates(text: &str) -> Vec<String> {
        join(text, &points::find(text, &[])).into_iter().map(|m| m.edtf).collect()
    }

    #[test]
    fn one_mention_takes_its_widest_reading() {
        for (text, edtf, quote) in [
            ("phong trào giai đoạn 2021- 2025 triển khai", "2021/2025", "giai đoạn 2021- 2025"),
            ("Giai đoạn từ năm 2021 đến năm 2025,", "2021/2025", "Giai đoạn từ năm 2021 đến năm 2025"),
            ("Kế hoạch 5 năm (2021-2025) theo", "2021/2025", "2021-2025"),
            ("năm học 2023 - 2024", "2023/2024", "năm học 2023 - 2024"),
            ("(19/7/1946-19/7/2026)", "1946-07-19/2026-07-19", "19/7/1946-19/7/2026"),
            ("(7/1981-7/2023)", "1981-07/2023-07", "7/1981-7/2023"),
            ("Từ đầu năm đến ngày 30/6/2023, lập", "2023-01-01/2023-06-30", "Từ đầu năm đến ngày 30/6/2023"),
            (
                "Từ ngày 01/7/2023 đến kết thúc năm 2023: phát",
                "2023-07-01/2023-12-31",
                "Từ ngày 01/7/2023 đến kết thúc năm 2023",
            ),
            ("từ tháng 3 năm 2023. Hàng", "2023-03/..", "từ tháng 3 năm 2023"),
            ("bền vững đến năm 2030; Quyết", "../2030", "đến năm 2030"),
            ("trước ngày 28/2/2023 để", "../2023-02-28", "trước ngày 28/2/2023"),
            ("chậm nhất là ngày 15 tháng 3 năm 2023", "../2023-03-15", "chậm nhất là ngày 15 tháng 3 năm 2023"),
            ("trước 16 giờ 30 ngày 05/4/2024", "../2024-04-05", "trước 16 giờ 30 ngày 05/4/2024"),
            ("hạn chót 13/10/2017, theo", "../2017-10-13", "hạn chót 13/10/2017"),
            ("trước ngày 15/12 hằng năm.", "../XXXX-12-15", "trước ngày 15/12 hằng năm"),
            ("gửi báo cáo trước 20/11 hàng năm", "../XXXX-11-20", "trước 20/11 hàng năm"),
            ("xong trong quý I năm 2024;", "2024-33", "quý I năm 2024"),
            (
                "dự kiến từ ngày 30/10/2017 đến 03/11/2017.",
                "2017-10-30/2017-11-03",
                "từ ngày 30/10/2017 đến 03/11/2017",
            ),
            ("Từ ngày 06 - 15/11/2017", "2017-11-06/2017-11-15", "Từ ngày 06 - 15/11/2017"),
            (
                "từ ngày 23/6/2019 đến hết ngày 27/6/2019 trên",
                "2019-06-23/2019-06-27",
                "từ ngày 23/6/2019 đến hết ngày 27/6/2019",
            ),
            ("từ ngày 01/3 đến ngày 15/4/2024", "2024-03-01/2024-04-15", "từ ngày 01/3 đến ngày 15/4/2024"),
            ("từ tháng 3 đến tháng 6 năm 2024", "2024-03/2024-06", "từ tháng 3 đến tháng 6 năm 2024"),
            ("Tháng 4 - tháng 6/2024", "2024-04/2024-06", "Tháng 4 - tháng 6/2024"),
            ("từ tháng 3/2024 đến hết năm 2025", "2024-03/2025-12", "từ tháng 3/2024 đến hết năm 2025"),
            ("từ năm 2021 đến nay", "2021/..", "từ năm 2021 đến nay"),
            ("chào mừng Quốc khánh 2/9 (", "XXXX-09-02", "2/9"),
            ("ngày tháng 02 năm 2023", "2023-02-XX", "ngày tháng 02 năm 2023"),
            ("báo cáo hằng quý về Sở", "R/P3M", "hằng quý"),
            ("báo cáo trước ngày 05 hằng tháng;", "R/P1M", "trước ngày 05 hằng tháng"),
            ("Ngày Môi trường thế giới 5/6.", "XXXX-06-05", "5/6"),
            ("định kỳ 6 tháng báo cáo", "R/P6M", "định kỳ 6 tháng"),
            ("Hàng năm đánh giá", "R/P1Y", "Hàng năm"),
            ("02 năm một lần", "R/P2Y", "02 năm một lần"),
            ("đến hết năm 2025 đạt", "../2025", "đến hết năm 2025"),
            ("kể từ ngày 01/01/2024.", "2024-01-01/..", "kể từ ngày 01/01/2024"),
        ] {
            let found = join(text, &points::find(text, &[]));
            assert_eq!(found.iter().map(|m| m.edtf.as_str()).collect::<Vec<_>>(), [edtf], "{text}");
            assert_eq!(&text[found[0].range.clone()], quote);
        }
    }

    #[test]
    fn several_mentions_in_one_line() {
        assert_eq!(dates("giai đoạn 2022 - 2025, tầm nhìn đến năm 2030"), ["2022/2025", "../2030"]);
        assert_eq!(dates("các năm 2023, 2024 và 2025"), ["2023", "2024", "2025"]);
        assert_eq!(dates("định kỳ hằng quý, 6 tháng, năm."), ["R/P3M", "R/P6M", "R/P1Y"]);
        assert_eq!(dates("kỷ niệm 30/4, 1/5 và 2/9"), ["XXXX-04-30", "XXXX-05-01", "XXXX-09-02"]);
        assert_eq!(
            dates("hoàn thành trước ngày 20/4/2026 và gửi trước ngày 25/4/2026"),
            ["../2026-04-20", "../2026-04-25"]
        );
    }

    #[test]
    fn near_misses() {
        for text in [
            "cuối năm",
            "trong năm",
            "giai đoạn mới",
            "kỷ niệm 80 năm",
            "cách mạng tháng tám",
            "1/3 số xã",
            "24/7",
            "tỷ lệ 1/2000",
            "Kế hoạch 5 năm",
            "2.023 người",
            "mã 2023",
            "hàng hóa",
            "tháng 3",
        ] {
            assert_eq!(dates(text), [""; 0], "{text}");
        }
    }
}
