//! Contradictions between what was extracted, for a person to look at.
//!
//! A document seldom contradicts itself; when its facts do, a digit was misread or a paper was typed in haste. Nothing
//! is changed: each contradiction is a warning at the fact that shows it.

use crate::document::{Fact, Header, Reference, Span, Warning};
use crate::text::edtf::{first_day, last_day};
use std::collections::HashMap;

/// The warnings for the facts of a document with this header.
///
/// `deadlines` are the spans, pages and EDTF values of what has to be done by when.
pub fn warnings<'a>(
    header: &Header,
    references: &[Fact<Reference>],
    deadlines: impl Iterator<Item = (Span, u32, &'a str)>,
) -> Vec<Warning> {
    let issued = header.date.as_deref();
    let mut out = Vec::new();
    let mut warn = |code: &str, span: Span, page: u32, message: String| {
        out.push(Warning { code: code.to_owned(), message, page: Some(page), span: Some(span) });
    };
    let mut dated: HashMap<&str, &Fact<Reference>> = HashMap::new();
    for fact in references {
        let cited = &fact.value;
        let (Some(code), Some(date)) = (cited.code.as_deref(), cited.date.as_deref()) else { continue };
        let year = date.get(..4).and_then(|y| y.parse::<i32>().ok());
        if let (Some(year), Some(in_code)) = (year, year_in(code))
            && year != in_code
        {
            warn(
                "date-contradicts-number",
                fact.span,
                fact.page,
                format!("{code} names the year {in_code} and is dated {date}; compare both with the page."),
            );
        }
        if let (Some(cited_day), Some(own_day)) = (first_day(date), issued.and_then(last_day))
            && cited_day > own_day
        {
            let own = issued.unwrap_or_default();
            warn(
                "cited-before-issued",
                fact.span,
                fact.page,
                format!("{code} is dated {date}, after this document ({own}); compare both with the page."),
            );
        }
        let Some(key) = cited.key.as_deref().filter(|key| !key.ends_with("/x")) else { continue };
        let before = dated.entry(key).or_insert(fact);
        let (first, second) = (before.value.date.as_deref(), Some(date));
        let same_issuer = match (&before.value.issuer_full, &cited.issuer_full) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        if same_issuer && first != second && !covers(first.unwrap_or_default(), date) {
            let first = first.unwrap_or_default();
            warn(
                "number-with-two-dates",
                fact.span,
                fact.page,
                format!("{code} is dated {date} here and {first} before; two documents cannot have one number."),
            );
        }
    }
    if let Some((own, own_day)) = issued.and_then(|date| Some((date, first_day(date)?))) {
        for (span, page, due) in deadlines {
            if last_day(due).is_some_and(|day| day < own_day) {
                let message = format!("what is due {due} lies before the date of this document ({own}).");
                warn("deadline-before-issue", span, page, message);
            }
        }
    }
    out
}

/// The year inside a document number: `24/2021/QH15`.
fn year_in(code: &str) -> Option<i32> {
    let mut parts = code.split('/');
    let (number, year) = (parts.next()?, parts.next()?);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(number) && year.len() == 4 && digits(year) && parts.next().is_some()).then(|| year.parse().ok())?
}

/// Whether one of two dates is only less exact than the other: `2022` and `2022-06-02`, `2022-06-XX` and `2022-06-02`.
fn covers(one: &str, other: &str) -> bool {
    let known = |date: &str| date.trim_end_matches("-XX").len();
    let common = known(one).min(known(other));
    one.get(..common) == other.get(..common)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Confidence;

    fn cited(code: &str, date: &str, key: &str) -> Fact<Reference> {
        let value = Reference {
            code: Some(code.to_owned()),
            date: Some(date.to_owned()),
            key: Some(key.to_owned()),
            ..Reference::default()
        };
        let (span, confidence) = (Span::new(0, 1), Confidence::ONE);
        Fact { id: "r1".into(), span, page: 0, section: None, quote: String::new(), confidence, value }
    }

    fn codes(date: &str, references: &[Fact<Reference>], due: &[&str]) -> Vec<String> {
        let header = Header { date: Some(date.to_owned()), ..Header::default() };
        let deadlines = due.iter().map(|due| (Span::new(0, 1), 0, *due));
        warnings(&header, references, deadlines).into_iter().map(|w| w.code).collect()
    }

    #[test]
    fn contradictions_are_told() {
        let law = |date| cited("24/2021/QH15", date, "vn/qh15/2021/24");
        assert_eq!(codes("2023-04-03", &[law("2020-07-20")], &[]), ["date-contradicts-number"]);
        assert_eq!(codes("2021-04-XX", &[law("2021-07-20")], &[]), ["cited-before-issued"]);
        let decision = |date| cited("666/QĐ-TTg", date, "vn/qd-ttg/2022/666");
        assert_eq!(codes("2023", &[decision("2022-06-02"), decision("2022-06-03")], &[]), ["number-with-two-dates"]);
        assert_eq!(codes("2023-04-03", &[], &["../2023-02-28", "2023-01", "2023-33"]), ["deadline-before-issue"; 3]);
    }

    #[test]
    fn what_agrees_is_left() {
        let decision = |date| cited("666/QĐ-TTg", date, "vn/qd-ttg/2022/666");
        let blank = |date| cited("/QĐ-TTg", date, "vn/qd-ttg/2022/x");
        assert!(codes("2022-06-XX", &[decision("2022-06-02"), decision("2022-06")], &[]).is_empty());
        assert!(codes("2023", &[blank("2022-06-02"), blank("2022-06-03")], &[]).is_empty());
        assert!(
            codes("2023-04-03", &[], &["R/P1Y", "2023-04-XX", "2023-03/..", "2023-34", "../2023", "XXXX-02-01"])
                .is_empty()
        );
    }
}
