//! A document on one screen, for a person: what it is, what was restored, what was found.

use super::compare::changed_lines;
use super::style::Style;
use crate::document::{AssignmentRole, Comparator, DateRole, Document, Fact, Noise, ReferenceRole, Section, Target};
use std::fmt::Write;

/// How much a summary shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Colours and width.
    pub style: Style,
    /// Changed lines shown; `usize::MAX` for all.
    pub lines: usize,
    /// Rows shown of each kind of fact; `usize::MAX` for all.
    pub rows: usize,
}

impl Default for Summary {
    fn default() -> Self {
        Self { style: Style { colour: false, width: 110 }, lines: 10, rows: 12 }
    }
}

/// Draws `document`.
pub fn summary(document: &Document, options: &Summary) -> String {
    let mut out = String::new();
    let style = &options.style;
    head(&mut out, document, style);
    restored(&mut out, document, options);
    if !document.sections.is_empty() {
        section_heading(&mut out, style, "Sections", count_sections(&document.sections));
        tree(&mut out, &document.sections, "  ", style);
    }
    facts(&mut out, "References", &document.references, options, |f| {
        let r = &f.value;
        let name = r.code.as_ref().unwrap_or(&r.doc_type.name).clone();
        let role = match r.role {
            ReferenceRole::Promulgation => "promulgation",
            ReferenceRole::Basis => "basis",
            ReferenceRole::Citation => "citation",
        };
        let named = r.code.is_none().then_some(f.quote.as_str());
        let about =
            [named, r.issuer.as_deref(), r.title.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        vec![(24, name), (11, r.date.clone().unwrap_or_default()), (13, role.to_owned()), (0, about)]
    });
    facts(&mut out, "Dates", &document.dates, options, |f| {
        vec![(24, f.value.edtf.clone()), (11, date_role(f.value.role).to_owned()), (0, f.quote.clone())]
    });
    facts(&mut out, "Targets", &document.targets, options, |f| {
        let t = &f.value;
        let about = [t.measure.as_deref(), t.actor.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        vec![(24, amount(t)), (11, t.due.clone().unwrap_or_default()), (0, about)]
    });
    facts(&mut out, "Assignments", &document.assignments, options, |f| {
        let a = &f.value;
        let role = if a.role == AssignmentRole::Lead { "lead" } else { "support" };
        let unit = options.style.fit(&a.unit, options.style.width.saturating_sub(36));
        vec![(37, unit), (8, role.to_owned()), (11, a.due.clone().unwrap_or_default()), (0, a.task.clone())]
    });
    closing(&mut out, document, options);
    out
}

fn head(out: &mut String, document: &Document, style: &Style) {
    let header = &document.header;
    let _ = writeln!(out, "{}", style.heading(&format!("━━ {} ", document.source.path)));
    let kind = header.doc_type.as_ref().map(|t| format!("{} ({})", t.name, t.code));
    let place = header.place.clone();
    let parts = [kind, header.code.clone(), header.issuer.clone(), place, header.date.clone()];
    let line = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    if !line.is_empty() {
        let _ = writeln!(out, "  {}", style.value(&line));
    }
    if let Some(title) = &header.title {
        let _ = writeln!(out, "  {}", style.fit(title, 2));
    }
    if let Some(period) = &header.period {
        let _ = writeln!(out, "  {} {period}", style.dim("period"));
    }
    let source = &document.source;
    let pages = if source.page_count == 1 { "1 page".to_owned() } else { format!("{} pages", source.page_count) };
    let read = source.pipeline.ocr.as_ref().map(|ocr| format!(" · read by {ocr}")).unwrap_or_default();
    let _ = writeln!(out, "  {}", style.dim(&format!("{pages} · {}{read}", source.media_type)));
}

fn restored(out: &mut String, document: &Document, options: &Summary) {
    let restoration = &document.restoration;
    let noise = match restoration.noise {
        Noise::Clean => "clean",
        Noise::Stripped => "marks stripped",
        Noise::Ocr => "light OCR errors",
        Noise::Garbled => "garbled",
        Noise::Legacy => "legacy encoding",
        Noise::Unreadable => "unreadable",
    };
    let line = format!("{noise} · {} of {} words restored", restoration.changed, restoration.tokens);
    let _ = writeln!(out, "\n{} {}", options.style.heading("Text"), options.style.dim(&line));
    let changed = changed_lines(out, document, options.lines, &options.style);
    more(out, changed, options.lines, "changed lines", &options.style);
}

fn count_sections(sections: &[Section]) -> usize {
    sections.iter().map(|s| 1 + count_sections(&s.children)).sum()
}

fn tree(out: &mut String, sections: &[Section], indent: &str, style: &Style) {
    for (i, section) in sections.iter().enumerate() {
        let last = i + 1 == sections.len();
        let (branch, below) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        let used = indent.chars().count() + 4 + section.label.chars().count();
        let title = section.title.as_deref().map_or_else(|| style.dim("…"), |t| style.fit(t, used));
        let _ = writeln!(out, "{}{} {title}", style.dim(&format!("{indent}{branch}")), style.value(&section.label));
        tree(out, &section.children, &format!("{indent}{below}"), style);
    }
}

fn section_heading(out: &mut String, style: &Style, name: &str, count: usize) {
    let _ = writeln!(out, "\n{} {}", style.heading(name), style.dim(&count.to_string()));
}

/// One line a fact: its columns (width, text), the last one as wide as there is room.
fn facts<T>(
    out: &mut String,
    name: &str,
    facts: &[Fact<T>],
    options: &Summary,
    columns: impl Fn(&Fact<T>) -> Vec<(usize, String)>,
) {
    if facts.is_empty() {
        return;
    }
    let style = &options.style;
    section_heading(out, style, name, facts.len());
    for fact in facts.iter().take(options.rows) {
        let mut line = format!("  {:<5}", fact.id);
        let mut used = 7;
        for (n, (width, text)) in columns(fact).into_iter().enumerate() {
            let cell = if width == 0 { style.fit(&text, used) } else { format!("{text:<width$} ") };
            used += cell.chars().count();
            line.push_str(&if n == 0 { style.value(&cell) } else { cell });
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    more(out, facts.len(), options.rows, "rows", style);
}

fn more(out: &mut String, all: usize, shown: usize, what: &str, style: &Style) {
    if all > shown {
        let _ = writeln!(out, "  {}", style.dim(&format!("… and {} more {what}", all - shown)));
    }
}

fn date_role(role: DateRole) -> &'static str {
    match role {
        DateRole::Issued => "issued",
        DateRole::Reference => "reference",
        DateRole::Period => "period",
        DateRole::Deadline => "deadline",
        DateRole::Event => "event",
        DateRole::Other => "other",
    }
}

fn amount(target: &Target) -> String {
    let sign = match target.comparator {
        Comparator::Eq => "=",
        Comparator::Ge => "≥",
        Comparator::Gt => ">",
        Comparator::Le => "≤",
        Comparator::Lt => "<",
        Comparator::Range => "",
    };
    let high = target.value_max.map(|high| format!("–{high}")).unwrap_or_default();
    format!("{sign} {}{high} {}", target.value, target.unit).trim().to_owned()
}

fn closing(out: &mut String, document: &Document, options: &Summary) {
    let style = &options.style;
    if !document.recipients.is_empty() {
        section_heading(out, style, "Recipients", document.recipients.len());
        for recipient in document.recipients.iter().take(options.rows) {
            let purpose = recipient.purpose.as_ref().map(|p| format!(" ({p})")).unwrap_or_default();
            let _ = writeln!(out, "  {}", style.fit(&format!("{}{purpose}", recipient.name), 2));
        }
        more(out, document.recipients.len(), options.rows, "rows", style);
    }
    for signature in &document.signatures {
        let parts = [&signature.authority, &signature.position, &signature.name];
        let line = parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" · ");
        let _ = writeln!(out, "\n{} {line}", style.heading("Signed"));
    }
    if !document.warnings.is_empty() {
        section_heading(out, style, "Warnings", document.warnings.len());
        for warning in document.warnings.iter().take(options.rows) {
            let page = warning.page.map(|p| format!("page {}: ", p + 1)).unwrap_or_default();
            let used = 4 + warning.code.len();
            let text = style.fit(&format!("{page}{}", warning.message), used);
            let _ = writeln!(out, "  {} {text}", style.alert(&warning.code));
        }
        more(out, document.warnings.len(), options.rows, "warnings", style);
    }
}
