//! The date line of a head, and the period that a title names.

use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;

/// A date of issue as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PrintedDate {
    /// EDTF, `XX` for what was left blank.
    pub edtf: String,
    /// Whether day or month was left blank or not read.
    pub blank: bool,
    pub range: Range<usize>,
}

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?ix)ng[àa]y [\s.…_]* (?P<day>\d{1,2})? [\s.…_]* th[áa]ng [\s.…_]* (?P<month>\d{1,2})? [\s.…_]* n[ăa]m \s* (?P<year>(?:19|20)\d{2})")
        .expect("static pattern")
});
/// The same with ink in the place of the day or the month: `ngày 4O: tháng 10 năm 2017`.
static INKED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?ix)ng[àa]y \s* (?:(?P<day>\d{1,2})[\s.…_,:;'’\-]*|(?P<ink>\S{1,6}(?:\ \S{1,3})?)\s+)? th[áa]ng \s* (?:(?P<month>\d{1,2})[\s.…_,:;'’\-]*|(?P<more>\S{1,5})\s+)? n[ăa]m \s* (?P<year>(?:19|20)\d{2})")
        .expect("static pattern")
});
static SLASHED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)ng[àa]y[\s.…_]*(?P<day>\d{1,2})?[\s.…_]*/[\s.…_]*(?P<month>\d{1,2})?[\s.…_]*/\s*(?P<year>(?:19|20)\d{2})",
    )
    .expect("static pattern")
});

/// The first "ngày … tháng … năm …" of `words`, which stand at byte `at`.
pub(crate) fn printed(words: &str, at: usize) -> Option<PrintedDate> {
    dated(&DATE.captures(words).or_else(|| SLASHED.captures(words))?, at)
}

/// Makes a date of what a pattern found in words at byte `at`.
fn dated(found: &Captures, at: usize) -> Option<PrintedDate> {
    let whole = found.get(0)?;
    let two = |name: &str, most: u32| {
        let value = found.name(name).and_then(|m| m.as_str().parse::<u32>().ok()).filter(|v| (1..=most).contains(v));
        value.map_or_else(|| "XX".to_owned(), |v| format!("{v:02}"))
    };
    let (day, month) = (two("day", 31), two("month", 12));
    let blank = day == "XX" || month == "XX";
    let edtf = format!("{}-{month}-{day}", &found["year"]);
    Some(PrintedDate { edtf, blank, range: at + whole.start()..at + whole.end() })
}

/// A date line: "Bình Định, ngày … tháng 02 năm 2023".
pub(crate) fn place_and_date(words: &str, at: usize) -> Option<(Option<String>, PrintedDate)> {
    if words.len() > 300 || !words.contains(['N', 'n']) {
        return None;
    }
    let inked = || {
        let found = INKED.captures(words)?;
        // A word in small letters is no ink: "ngày hội tháng 3 năm 2024".
        let ink =
            |name: &str| found.name(name).is_none_or(|m| !m.as_str().chars().all(|c| c.is_lowercase() || c == ' '));
        (ink("ink") && ink("more")).then(|| dated(&found, at)).flatten()
    };
    let date = printed(words, at).or_else(inked)?;
    let before = words[..date.range.start - at].trim().trim_matches(['(', '*', ' ']);
    let behind = words[date.range.end - at..].trim_matches(|c: char| !c.is_alphanumeric());
    if !behind.is_empty() {
        return None;
    }
    if before.is_empty() {
        return Some((None, date));
    }
    let place = before.trim_end_matches([',', '.', ';', ' ']);
    let named = place.split_whitespace().count() <= 7
        && place
            .split_whitespace()
            .all(|w| w.starts_with(|c: char| c.is_uppercase() || matches!(c, '-' | '–')) || w == "phố" || w == "đảo")
        && !place.is_empty();
    named.then(|| (Some(place.to_owned()), date))
}

/// The period that a title names, EDTF; an anniversary's span and the date of another document are none.
pub(crate) fn period(title: &str) -> Option<String> {
    static SPAN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?ix)(?:giai\s+đoạn|nhiệm\s+kỳ|năm\s+học|các\s+năm|(?:từ\s+)?năm|thời\s+kỳ)\s+(?:từ\s+)?(?:năm\s+)?((?:19|20)\d{2})\s*(?:[-–—]|đến(?:\s+năm)?)\s*((?:19|20)\d{2})")
            .expect("static pattern")
    });
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?ix)(?:quý\s+(?P<quarter>IV|I{1,3}|[1-4])|tháng\s+(?P<month>\d{1,2})|(?P<half>(?:6|06|sáu)\s+tháng\s+(?:đầu|cuối)))\s*(?:năm\s+|/)(?P<year>(?:19|20)\d{2})")
            .expect("static pattern")
    });
    static YEAR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)(?:^|\s)năm\s+((?:19|20)\d{2})").expect("static pattern"));
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)ngày\s+\d{1,2}\s*(?:/\s*\d{1,2}\s*/\s*\d{4}|tháng\s+\d{1,2}\s+năm\s+\d{4})|\d{1,2}/\d{1,2}/\d{4}",
        )
        .expect("static pattern")
    });
    static LAW: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:Luật|Bộ luật|Pháp lệnh|Hiến pháp)\s+[^“”;]{0,160}?năm\s+(?:19|20)\d{2}")
            .expect("static pattern")
    });
    // Positions stay while what belongs to other documents is blanked out.
    let mut masked = title.to_owned();
    for pattern in [&*DAY, &*LAW] {
        let blank = |c: &Captures<'_>| " ".repeat(c[0].len());
        masked = pattern.replace_all(&masked, blank).into_owned();
    }
    let outside = |at: usize| masked[..at].matches('“').count() <= masked[..at].matches('”').count();
    let pick = |found: Vec<(usize, String)>| {
        found.iter().rev().find(|(at, _)| outside(*at)).or(found.last()).map(|(_, edtf)| edtf.clone())
    };
    let spans = SPAN.captures_iter(&masked).filter(|c| c[1] < c[2]);
    let spans: Vec<_> = spans.filter_map(|c| Some((c.get(0)?.start(), format!("{}/{}", &c[1], &c[2])))).collect();
    if let Some(span) = pick(spans) {
        return Some(span);
    }
    if let Some(part) = PART.captures(&masked) {
        let year = &part["year"];
        if let Some(quarter) = part.name("quarter") {
            let n = match quarter.as_str().to_uppercase().as_str() {
                "I" | "1" => 33,
                "II" | "2" => 34,
                "III" | "3" => 35,
                _ => 36,
            };
            return Some(format!("{year}-{n}"));
        }
        if let Some(month) =
            part.name("month").and_then(|m| m.as_str().parse::<u32>().ok()).filter(|m| (1..=12).contains(m))
        {
            return Some(format!("{year}-{month:02}"));
        }
        if let Some(half) = part.name("half") {
            let first = half.as_str().to_lowercase().contains("đầu");
            return Some(if first { format!("{year}-01/{year}-06") } else { format!("{year}-07/{year}-12") });
        }
    }
    let years = YEAR.captures_iter(&masked);
    let years: Vec<_> = years
        .filter(|c| c.get(0).is_none_or(|m| !masked[..m.start()].to_lowercase().trim_end().ends_with("đến")))
        .filter_map(|c| Some((c.get(0)?.start(), c[1].to_owned())))
        .collect();
    pick(years)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn date_lines() {
        let (place, date) = place_and_date("Bình Định, ngày tháng 02 năm 2023", 0).unwrap();
        assert_eq!((place.as_deref(), date.edtf.as_str(), date.blank), (Some("Bình Định"), "2023-02-XX", true));
        assert_eq!(
            place_and_date("TP. Hồ Chí Minh, ngày 05 tháng 6 năm 2024", 0).unwrap().0.as_deref(),
            Some("TP. Hồ Chí Minh")
        );
        assert_eq!(place_and_date("Hà Nội, ngày ..... tháng ..... năm 2024", 0).unwrap().1.edtf, "2024-XX-XX");
        for (line, edtf) in [
            ("Kiên Giang, ngày 4O: tháng 10 năm 2017", "2017-10-XX"),
            ("Kiên Giang, ngày Ơ1 tháng 3 năm 2018", "2018-03-XX"),
            ("Đà Nẵng, ngày ô⁄† tháng 5 năm 2019", "2019-05-XX"),
            ("Hà Nội, ngày30_ tháng 4 năm 2026", "2026-04-30"),
            ("Hà Nội, ngày 12 tháng ?§ năm 2026", "2026-XX-12"),
        ] {
            let found = place_and_date(line, 0);
            assert_eq!(found.as_ref().map(|(_, date)| date.edtf.as_str()), Some(edtf), "{line}");
        }
        assert_eq!(place_and_date("Hưởng ứng, ngày hội tháng 3 năm 2024", 0), None);
        assert_eq!(place_and_date("Căn cứ Quyết định số 5 ngày 05 tháng 6 năm 2024 của", 0), None);
    }

    #[test]
    fn periods() {
        for (title, want) in [
            ("Tổ chức phong trào thi đua “A” giai đoạn 2023-2025", Some("2023/2025")),
            ("Phát động phong trào thi đua năm 2023", Some("2023")),
            ("Kỷ niệm 80 năm Ngày Truyền thống (19/7/1946 - 19/7/2026)", None),
            ("Triển khai thi hành Luật Thi đua, khen thưởng năm 2022", None),
            ("Thực hiện Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024 của Bộ Chính trị", None),
            ("Cải cách hành chính giai đoạn 2021 – 2025, tầm nhìn đến năm 2030", Some("2021/2025")),
            ("Công tác quý I năm 2024", Some("2024-33")),
            ("Kết quả 6 tháng đầu năm 2024 và nhiệm vụ 6 tháng cuối năm 2024", Some("2024-01/2024-06")),
            ("Phong trào “B giai đoạn 2019-2025” năm 2023", Some("2019/2025")),
        ] {
            assert_eq!(period(title).as_deref(), want, "{title}");
        }
    }
}
