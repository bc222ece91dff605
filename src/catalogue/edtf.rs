//! EDTF dates as days that can be compared: the first and the last day that a date may be.
//!
//! `2023-04-XX` runs from the first to the last of April, `../2030` has no first day, a recurrence has neither.

use crate::text::edtf::{first_day, last_day};

/// The first and the last day that `edtf` may be, as `YYYY-MM-DD`; `None` for an open end and for a recurrence.
///
/// ```
/// use vankho::catalogue::bounds;
/// assert_eq!(bounds("2024-02"), (Some("2024-02-01".into()), Some("2024-02-29".into())));
/// assert_eq!(bounds("../2030"), (None, Some("2030-12-31".into())));
/// assert_eq!(bounds("R/P1Y"), (None, None));
/// ```
pub fn bounds(edtf: &str) -> (Option<String>, Option<String>) {
    (first_day(edtf).map(|day| day.to_string()), last_day(edtf).map(|day| day.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(edtf: &str) -> String {
        let (from, to) = bounds(edtf);
        format!("{} {}", from.as_deref().unwrap_or("-"), to.as_deref().unwrap_or("-"))
    }

    #[test]
    fn every_form_has_its_bounds() {
        assert_eq!(of("2022-06-02"), "2022-06-02 2022-06-02");
        assert_eq!(of("2023-04-XX"), "2023-04-01 2023-04-30");
        assert_eq!(of("2023"), "2023-01-01 2023-12-31");
        assert_eq!(of("2024-33"), "2024-01-01 2024-03-31");
        assert_eq!(of("2021/2025"), "2021-01-01 2025-12-31");
        assert_eq!(of("2023-03/.."), "2023-03-01 -");
        assert_eq!(of("../2023-02-28"), "- 2023-02-28");
        assert_eq!(of("XXXX-09-02"), "- -");
        assert_eq!(of("R/P1M"), "- -");
        assert_eq!(of("nonsense"), "- -");
    }
}
