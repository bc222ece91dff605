//! The days between which an EDTF date lies: what a spreadsheet sorts by and a check compares.
//!
//! The forms are those that the program writes (ISO 8601-2:2019, levels 0-2): days, months, years, quarters and the
//! other parts of a year (33-41), intervals, open ends, unknown parts as `XX`. A date that comes every year and a
//! repeating interval have no days.

use std::fmt;

/// A day of the calendar; earlier days are smaller. Displays as `2023-04-03`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The first day that `edtf` may be; `None` for what has no beginning.
///
/// ```
/// use vankho::text::edtf::{first_day, last_day};
/// assert_eq!(first_day("2024-33/2025-02").map(|day| day.to_string()).as_deref(), Some("2024-01-01"));
/// assert_eq!(last_day("2024-33/2025-02").map(|day| day.to_string()).as_deref(), Some("2025-02-28"));
/// assert_eq!(first_day("../2030"), None);
/// ```
pub fn first_day(edtf: &str) -> Option<Day> {
    let Parts { year, months, day } = parts(edtf.split('/').next()?)?;
    let month = months.0;
    Some(Day { year, month, day: day.unwrap_or(1).clamp(1, days(year, month)) })
}

/// The last day that `edtf` may be; `None` for what has no end.
pub fn last_day(edtf: &str) -> Option<Day> {
    let Parts { year, months, day } = parts(edtf.rsplit('/').next()?)?;
    let month = months.1;
    let longest = days(year, month);
    Some(Day { year, month, day: day.unwrap_or(longest).clamp(1, longest) })
}

/// The first and the last day that `edtf` may be, as they are written in a table; `None` for an open end and for what
/// recurs.
///
/// ```
/// use vankho::text::edtf::bounds;
/// assert_eq!(bounds("2024-02"), (Some("2024-02-01".into()), Some("2024-02-29".into())));
/// assert_eq!(bounds("../2030"), (None, Some("2030-12-31".into())));
/// assert_eq!(bounds("R/P1Y"), (None, None));
/// ```
pub fn bounds(edtf: &str) -> (Option<String>, Option<String>) {
    (first_day(edtf).map(|day| day.to_string()), last_day(edtf).map(|day| day.to_string()))
}

/// A year, the first and last month of it that are meant, and the day when there is one.
struct Parts {
    year: u16,
    months: (u8, u8),
    day: Option<u8>,
}

/// The parts of one date; an unknown one (`XX`) is as if it were not there.
fn parts(date: &str) -> Option<Parts> {
    let mut parts = date.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let mut next = || parts.next().and_then(|part| part.parse::<u8>().ok());
    let (month, day) = (next(), next());
    let (months, day) = match month {
        Some(month @ 1..=12) => ((month, month), day),
        Some(quarter @ 33..=36) => (((quarter - 33) * 3 + 1, (quarter - 32) * 3), None),
        Some(third @ 37..=39) => (((third - 37) * 4 + 1, (third - 36) * 4), None),
        Some(half @ 40..=41) => (((half - 40) * 6 + 1, (half - 39) * 6), None),
        _ => ((1, 12), None),
    };
    Some(Parts { year, months, day })
}

/// Days of a month.
fn days(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(edtf: &str) -> String {
        let (first, last) = bounds(edtf);
        format!("{} {}", first.as_deref().unwrap_or("-"), last.as_deref().unwrap_or("-"))
    }

    #[test]
    fn each_form_has_its_days() {
        for (edtf, days) in [
            ("2022-06-02", "2022-06-02 2022-06-02"),
            ("2024-02", "2024-02-01 2024-02-29"),
            ("1900-02", "1900-02-01 1900-02-28"),
            ("2025", "2025-01-01 2025-12-31"),
            ("2023-04-XX", "2023-04-01 2023-04-30"),
            ("2023-XX-XX", "2023-01-01 2023-12-31"),
            ("2024-33", "2024-01-01 2024-03-31"),
            ("2024-36", "2024-10-01 2024-12-31"),
            ("2024-38", "2024-05-01 2024-08-31"),
            ("2024-41", "2024-07-01 2024-12-31"),
            ("2021/2025", "2021-01-01 2025-12-31"),
            ("1946-07-19/2026-07-19", "1946-07-19 2026-07-19"),
            ("2023-03/..", "2023-03-01 -"),
            ("../2023-02-28", "- 2023-02-28"),
            ("2023-02-31", "2023-02-28 2023-02-28"),
        ] {
            assert_eq!(shown(edtf), days, "{edtf}");
        }
    }

    #[test]
    fn what_recurs_has_none() {
        for edtf in ["R/P1Y", "R/P6M", "R/P10Y", "XXXX-09-02", "", "/", "..", "-", "năm", "nonsense"] {
            assert_eq!(shown(edtf), "- -", "{edtf}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_and_the_first_is_not_after_the_last(edtf in "([0-9X]{4}(-[0-9X]{1,2}){0,3}|[0-9X./R-]{0,12})") {
            if let (false, Some(first), Some(last)) = (edtf.contains('/'), first_day(&edtf), last_day(&edtf)) {
                prop_assert!(first <= last);
            }
        }
    }
}
