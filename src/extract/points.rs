//! The points in time that stand in a line: days, months, quarters, years, whole or with parts left blank.
//!
//! This is the lower half of the grammar of dates: it reads what one expression says and keeps what it does not
//! say open. [`super::dates`] joins points to intervals and decides which of the bare ones count.

use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;

/// A day or month as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Printed.
    Number(u32),
    /// Its place was left blank.
    Blank,
}

/// A point in time; what is `None` was not said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Point {
    pub range: Range<usize>,
    pub year: Option<u32>,
    pub month: Option<Part>,
    pub day: Option<Part>,
    /// 1 to 4.
    pub quarter: Option<u32>,
    /// For "ngày 06 - 15/11/2017" the first day.
    pub from_day: Option<u32>,
    /// Digits alone, without "ngày", "tháng" or "năm".
    pub bare: bool,
}

impl Point {
    /// Date in EDTF; `None` when the year is not known and it is no yearly day.
    pub fn edtf(&self) -> Option<String> {
        let year = self.year.map(|y| format!("{y:04}"));
        if let Some(quarter) = self.quarter {
            return Some(format!("{}-{}", year?, 32 + quarter));
        }
        let part = |p: Part| match p {
            Part::Number(n) => format!("{n:02}"),
            Part::Blank => "XX".to_owned(),
        };
        match (self.month, self.day) {
            (Some(m), Some(d)) => Some(format!("{}-{}-{}", year.unwrap_or("XXXX".into()), part(m), part(d))),
            (Some(m), None) => Some(format!("{}-{}", year?, part(m))),
            (None, _) => year,
        }
    }

    /// How fine it is: 1 year, 2 month or quarter, 3 day.
    pub fn depth(&self) -> u32 {
        1 + u32::from(self.month.is_some() || self.quarter.is_some()) + u32::from(self.day.is_some())
    }

    /// Takes the year, then the month, from `other` where it has none itself.
    pub fn complete(&mut self, other: &Point) {
        self.year = self.year.or(other.year);
        if self.day.is_some() && self.month.is_none() {
            self.month = other.month;
        }
    }

    /// For sorting two points of an interval.
    pub fn order(&self) -> (u32, u32, u32) {
        let number = |p: Option<Part>| match p {
            Some(Part::Number(n)) => n,
            _ => 0,
        };
        (self.year.unwrap_or(0), self.quarter.map_or(number(self.month), |q| q * 3), number(self.day))
    }
}

static POINT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        // the day in words: 1 day, 2 month, 3 year
        r"(?:[Nn]gày|NGÀY) ?([0-9]{1,2}|[.…_]+)? ?,? ?tháng ?([0-9]{1,2}|[.…_]+)? ?,? ?năm ?((?:1[0-9]|20)[0-9]{2})",
        // days of one month: 4 first, 5 last, 6 month, 7 year
        r"|[Nn]gày ([0-9]{1,2})(?: ?[-–] ?| và (?:ngày )?| (?:đến|tới) (?:hết )?(?:ngày )?)([0-9]{1,2}) ?[/.-] ?([0-9]{1,2}) ?[/.-] ?((?:19|20)[0-9]{2})",
        // 8 first, 9 last, 10 month, 11 year in words
        r"|[Nn]gày ([0-9]{1,2})(?: ?[-–] ?| (?:đến|tới) (?:hết )?(?:ngày )?)([0-9]{1,2}) tháng ([0-9]{1,2}) năm ((?:19|20)[0-9]{2})",
        // 12 keyword, 13 day, 14 month, 15 year
        r"|((?:[Nn]gày|NGÀY) ?)?([0-9]{1,2}) ?[/.-] ?([0-9]{1,2}) ?[/.-] ?((?:1[0-9]|20)[0-9]{2})",
        // 16 day, 17 month in words without a year
        r"|[Nn]gày ([0-9]{1,2}) tháng ([0-9]{1,2})",
        // 18 keyword, 19 month, 20 year
        r"|((?:[Tt]háng|THÁNG) ?)([0-9]{1,2}) ?(?:[/-]|,? ?năm|NĂM) ?((?:19|20)[0-9]{2})",
        // 21 month, 22 year in digits
        r"|([0-9]{1,2})/((?:1[89]|20)[0-9]{2})",
        // 23 quarter, 24 year
        r"|(?:[Qq]uý|QUÝ|[Qq]uí) (III|II|IV|I|[1-4]) ?(?:/|,? ?năm|NĂM|-)? ?((?:19|20)[0-9]{2})",
        // 25 year
        r"|(?:[Nn]ăm|NĂM) ?((?:1[0-9]|20)[0-9]{2})",
        // 26 keyword, 27 day, 28 month without a year
        r"|((?:[Nn]gày|NGÀY) ?)?([0-9]{1,2})/([0-9]{1,2})",
        // 29 month without a year
        r"|[Tt]háng ([0-9]{1,2})",
        // 30 year alone
        r"|((?:1[89]|20)[0-9]{2})",
    ))
    .expect("a fixed pattern")
});

/// All points of `text`, in order, those inside `taken` (sorted) left out.
pub(super) fn find(text: &str, taken: &[Range<usize>]) -> Vec<Point> {
    let mut found = Vec::new();
    let mut next_taken = 0;
    let mut at = 0;
    // every point has a digit: what lies before the words of the next one is passed over
    while let Some(digit) = text.as_bytes()[at..].iter().position(u8::is_ascii_digit) {
        let mut from = (at + digit).saturating_sub(REACH).max(at);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let Some(caps) = POINT.captures_at(text, from) else { break };
        let range = caps.get_match().range();
        at = range.end;
        while taken.get(next_taken).is_some_and(|t| t.end <= range.start) {
            next_taken += 1;
        }
        if let Some(t) = taken.get(next_taken).filter(|t| t.start < range.end) {
            at = t.end.max(range.start + 1);
            continue;
        }
        if !stands_alone(text, &range) {
            continue;
        }
        match read(&caps, range) {
            Some(point) => found.push(point),
            None => {
                // the digits make no date: try again behind them
                let digits = caps.get_match().as_str().bytes().take_while(u8::is_ascii_digit).count();
                at = caps.get_match().start() + digits.max(1);
                while !text.is_char_boundary(at) {
                    at += 1;
                }
            }
        }
    }
    found
}

/// Bytes before its first digit in which a point may begin: "ngày … tháng … năm".
const REACH: usize = 48;

/// No letter or digit may touch it, nor a sign that makes it part of a longer number.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let mut before = text[..range.start].chars().rev();
    let first = before.next();
    let second = before.next();
    if first.is_some_and(char::is_alphanumeric)
        || (matches!(first, Some('.' | ',' | '/')) && second.is_some_and(|c| c.is_ascii_digit()))
    {
        return false;
    }
    let mut after = text[range.end..].chars();
    match after.next() {
        Some(c) if c.is_alphanumeric() || c == '%' => false,
        Some('.' | ',' | '/') => !after.next().is_some_and(|c| c.is_ascii_digit()),
        _ => true,
    }
}

fn read(caps: &Captures, range: Range<usize>) -> Option<Point> {
    let mut point = Point { range, year: None, month: None, day: None, quarter: None, from_day: None, bare: false };
    let number = |i: usize| caps.get(i).and_then(|m| m.as_str().parse::<u32>().ok());
    let part = |i: usize, max: u32| match caps.get(i) {
        Some(m) => match m.as_str().parse::<u32>() {
            Ok(n) if (1..=max).contains(&n) => Some(Part::Number(n)),
            Ok(_) => None,
            Err(_) => Some(Part::Blank),
        },
        None => Some(Part::Blank),
    };
    let has = |i: usize| caps.get(i).is_some();
    if has(3) {
        (point.day, point.month, point.year) = (Some(part(1, 31)?), Some(part(2, 12)?), number(3));
    } else if has(7) || has(11) {
        let base = if has(7) { 4 } else { 8 };
        let first = number(base).filter(|d| (1..=31).contains(d))?;
        (point.day, point.month, point.year) = (Some(part(base + 1, 31)?), Some(part(base + 2, 12)?), number(base + 3));
        point.from_day = Some(first).filter(|f| Part::Number(*f) < point.day.unwrap_or(Part::Blank));
        point.from_day?;
    } else if has(15) {
        (point.day, point.month, point.year) = (Some(part(13, 31)?), Some(part(14, 12)?), number(15));
        point.bare = !has(12);
    } else if has(17) {
        (point.day, point.month) = (Some(part(16, 31)?), Some(part(17, 12)?));
    } else if has(20) {
        (point.month, point.year) = (Some(part(19, 12)?), number(20));
    } else if has(22) {
        (point.month, point.year) = (Some(part(21, 12)?), number(22));
        point.bare = true;
    } else if let Some(q) = caps.get(23) {
        point.quarter = Some(match q.as_str() {
            "I" | "1" => 1,
            "II" | "2" => 2,
            "III" | "3" => 3,
            _ => 4,
        });
        point.year = number(24);
    } else if has(25) {
        point.year = number(25);
    } else if has(28) {
        (point.day, point.month) = (Some(part(27, 31)?), Some(part(28, 12)?));
        point.bare = !has(26);
    } else if has(29) {
        point.month = Some(part(29, 12)?);
    } else {
        point.year = number(30);
        point.bare = true;
    }
    Some(point)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn points_in_every_form() {
        for (text, edtf) in [
            ("ngày 02 tháng 6 năm 2022", "2022-06-02"),
            ("ngày tháng 4 năm 2023", "2023-04-XX"),
            ("ngày ... tháng ... năm 2023", "2023-XX-XX"),
            ("Ngày 02/6/2022", "2022-06-02"),
            ("31.12.2024", "2024-12-31"),
            ("tháng 3 năm 2023", "2023-03"),
            ("tháng 03/2023", "2023-03"),
            ("3/2023", "2023-03"),
            ("quý I năm 2024", "2024-33"),
            ("Quý IV/2024", "2024-36"),
            ("NĂM 2025", "2025"),
            ("2/9", "XXXX-09-02"),
            ("19/5/1890", "1890-05-19"),
        ] {
            let points = find(text, &[]);
            assert_eq!(points.len(), 1, "{text}");
            assert_eq!(points[0].edtf().as_deref(), Some(edtf), "{text}");
            assert_eq!(points[0].range, 0..text.len());
        }
    }

    #[test]
    fn digits_that_are_no_dates() {
        for text in ["45/13", "1.2023,5", "A2023", "2023%", "12.000", "99/99/2023x"] {
            assert!(find(text, &[]).iter().all(|p| p.edtf().is_none() || p.bare), "{text}");
        }
        let taken = Range { start: 5, end: 17 };
        assert_eq!(find("số 24/2021/QH15", &[taken]), []);
    }
}
