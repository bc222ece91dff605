//! From restored text and its outline to facts: references, dates, targets, assignments.
//!
//! Everything reads one view of the text ([`flat`]) in which each block is one line, and each kind of fact has a
//! file of its own with its phrases and near misses. The order is fixed, because facts lean on each other: document
//! numbers first (a year inside one is no date), then dates, then the mentions of documents (which hold dates), then
//! targets and assignments sentence by sentence. Nothing here fails: it returns what it found, with warnings.

mod assignments;
mod base_units;
mod clauses;
mod codes;
mod columns;
mod commas;
mod compared;
mod counted;
mod dates;
mod due;
mod fields;
mod flat;
mod full_names;
mod heads;
mod known;
mod named;
mod past;
mod planned;
mod points;
mod reader;
mod references;
mod relations;
mod sentences;
mod short_bodies;
mod tables;
mod targets;
mod type_words;
mod units;
mod vocabulary;
mod words;

use crate::document::{
    Assignment, Confidence, DateKind, DateMention, DateRole, Fact, Outline, Reference, ReferenceRole, Span, Target,
    Warning,
};
use crate::text::IndexedText;
use flat::{Flat, Role};
use full_names::FullNames;
use reader::Reader;
use std::ops::Range;

/// The name of an organisation with the abbreviations that every office knows written out, and its tone marks where
/// Nghị định 30/2020/NĐ-CP has them.
///
/// ```
/// assert_eq!(vankho::extract::full_name("UBND TP. Huế"), "Ủy ban nhân dân thành phố Huế");
/// ```
pub fn full_name(name: &str) -> String {
    FullNames::default().expand(name)
}

/// What was extracted from one document, each kind in text order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// Mentions of other documents, `r1`, `r2`, ….
    pub references: Vec<Fact<Reference>>,
    /// Date mentions, `d1`, ….
    pub dates: Vec<Fact<DateMention>>,
    /// Quantified aims, `t1`, ….
    pub targets: Vec<Fact<Target>>,
    /// Who has to do what, `a1`, ….
    pub assignments: Vec<Fact<Assignment>>,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
}

/// Extracts the facts of a document. `doubt` says how sure the restored text under a span is; a fact is as sure as
/// its rule times that.
///
/// ```
/// use vankho::document::{Confidence, Outline};
/// use vankho::text::IndexedText;
///
/// let text = IndexedText::new("Thực hiện Quyết định số 666/QĐ-\nTTg ngày 02 tháng 6 năm 2022 của Thủ tướng Chính phủ.");
/// let facts = vankho::extract::facts(&text, &Outline::default(), &|_| Confidence::ONE);
/// assert_eq!(facts.references[0].value.code.as_deref(), Some("666/QĐ-TTg"));
/// assert_eq!(facts.dates[0].value.edtf, "2022-06-02");
/// ```
pub fn facts(text: &IndexedText, outline: &Outline, doubt: &dyn Fn(Span) -> Confidence) -> Facts {
    let flat = Flat::new(text, outline);
    let codes = codes::find(&flat.text);
    let taken: Vec<Range<usize>> = codes.iter().map(|c| c.range.clone()).collect();
    let points = points::find(&flat.text, &taken);
    let mut dates = dates::join(&flat.text, &points);
    issued(&flat, outline, &mut dates);
    let own = references::Own {
        code: outline.header.code.as_deref(),
        type_code: outline.header.doc_type.as_ref().map(|t| t.code.as_str()),
        title: outline.header.title.as_deref(),
    };
    let mut cited = references::find(references::Sources { text: &flat.text, codes, points: &points, own });
    let first_section = flat.sections.first().map(|n| n.span.start);
    for c in &mut cited {
        let promulgation = flat.line_at(c.range.start).is_some_and(|l| l.role == Role::Promulgation);
        let at = flat.span(text, c.range.clone()).start;
        c.value.role = match (promulgation, first_section) {
            (true, _) => ReferenceRole::Promulgation,
            (false, Some(first)) if at >= first => ReferenceRole::Citation,
            _ => ReferenceRole::Basis,
        };
    }
    relations::set(&flat.text, &mut cited);
    let names = FullNames::of(&flat.text);
    for c in &mut cited {
        c.value.issuer_full = c.value.issuer.as_deref().map(|issuer| names.expand(issuer));
    }
    let period = outline.header.period.as_deref();
    for date in &mut dates {
        let issued = flat.line_at(date.range.start).is_some_and(|l| l.role == Role::Issued);
        date.role = if issued {
            DateRole::Issued
        } else if references::around(&cited, date).is_some() {
            DateRole::Reference
        } else {
            dates::role(&flat.text, date, period)
        };
    }
    let (mut aims, mut duties) = Reader::new(&flat, outline, &dates, &taken).read();
    let sources = tables::Sources { text, flat: &flat, dates: &dates, taken: &taken, period };
    for table in &outline.tables {
        tables::read(&sources, table, &mut aims, &mut duties);
    }
    aims.sort_by_key(|aim| aim.range.start);
    duties.sort_by_key(|duty| duty.range.start);
    // A bare year before that of the document tells what was, not what is due.
    let issued = outline.header.date.as_deref().and_then(|date| date.get(..4));
    for duty in &mut duties {
        if duty.value.due.as_deref().is_some_and(|due| due.len() == 4 && issued.is_some_and(|year| due < year)) {
            (duty.value.due, duty.due) = (None, None);
        }
    }
    for aim in &mut aims {
        let before = |due: &String| due.len() == 4 && issued.is_some_and(|year| due.as_str() < year);
        aim.value.due = aim.value.due.take().filter(|due| !before(due));
    }
    for duty in duties.iter().filter_map(|d| d.due.as_ref()) {
        let at = dates.partition_point(|d| d.range.start < duty.start);
        if let Some(date) = dates.get_mut(at).filter(|d| d.range == *duty) {
            date.role = DateRole::Deadline;
        }
    }
    for aim in &mut aims {
        let found = base_units::base(aim.value.value, &aim.value.unit);
        (aim.value.value_base, aim.value.unit_base) = found.unzip();
    }
    for duty in &mut duties {
        duty.value.unit_full = names.expand(&duty.value.unit);
    }
    let make = Maker { text, flat: &flat, doubt };
    let mut warnings = Vec::new();
    for c in cited.iter().filter(|c| c.blank && c.value.role != ReferenceRole::Promulgation) {
        let span = flat.span(text, c.range.clone());
        warnings.push(Warning {
            code: "blank-number".into(),
            message: "the number of a cited document was left blank".into(),
            page: Some(text.page_at(span.start)),
            span: Some(span),
        });
    }
    Facts {
        references: make.all('r', cited.into_iter().map(|c| (c.range, c.sure, c.value))),
        dates: make.all(
            'd',
            dates.into_iter().map(|d| (d.range, 0.95, DateMention { edtf: d.edtf, kind: d.kind, role: d.role })),
        ),
        targets: make.all('t', aims.into_iter().map(|a| (a.range, a.sure, a.value))),
        assignments: make.all('a', duties.into_iter().map(|d| (d.range, d.sure, d.value))),
        warnings,
    }
}

/// Has the date line say what the header says: ink in the blank of the day is no date.
fn issued(flat: &Flat, outline: &Outline, dates: &mut Vec<dates::Mention>) {
    let Some(edtf) = &outline.header.date else { return };
    for line in flat.lines.iter().filter(|line| line.role == Role::Issued) {
        dates.retain(|date| date.range.end <= line.range.start || line.range.end <= date.range.start);
        let at = dates.partition_point(|date| date.range.start < line.range.start);
        dates.insert(
            at,
            dates::Mention {
                range: line.range.clone(),
                edtf: edtf.clone(),
                kind: DateKind::Point,
                role: DateRole::Issued,
                cue: dates::Cue::Plain,
            },
        );
    }
}

/// Makes facts of findings in the view.
struct Maker<'a> {
    text: &'a IndexedText,
    flat: &'a Flat,
    doubt: &'a dyn Fn(Span) -> Confidence,
}

impl Maker<'_> {
    fn all<T>(&self, letter: char, found: impl Iterator<Item = (Range<usize>, f64, T)>) -> Vec<Fact<T>> {
        found
            .enumerate()
            .map(|(i, (range, sure, value))| {
                let span = self.flat.span(self.text, range);
                Fact {
                    id: format!("{letter}{}", i + 1),
                    span,
                    page: self.text.page_at(span.start),
                    section: self.flat.section_at(span).map(|n| n.id.clone()),
                    quote: self.text.quote(span),
                    confidence: Confidence::new(sure * (self.doubt)(span).get()),
                    value,
                }
            })
            .collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
