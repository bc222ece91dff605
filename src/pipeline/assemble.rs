//! From pages as read to the document: restoration, structure, facts, and what joins them.

use super::{Doubt, Options, Reading};
use super::{consistency, doubt, letterhead, parts};
use crate::document::{
    Document, Fact, Header, Page, PageRecord, PipelineInfo, Reference, ReferenceRole, SCHEMA_VERSION, Source, Warning,
};
use crate::restore::Restorer;
use crate::text::IndexedText;
use crate::{extract, structure};

/// Builds the document of an input whose pages were read. Never fails, whatever the pages hold.
pub fn assemble(reading: Reading, options: &Options, restorer: &Restorer) -> Document {
    let Reading { name, media_type, sha256, engine, pages } = reading;
    let parts::Parts { restored, mut pages, footnotes } = parts::restore(pages, restorer);
    let restoration = restored.restoration;
    let text = IndexedText::new(restored.text);
    let doubt_of = Doubt::new(&restored.words, restored.rest);
    let mut outline = structure::parse(&text, &pages, &footnotes);
    letterhead::check(&mut outline, &text, &pages, &restoration.edits);
    for (page, table) in &outline.written {
        if let Some(page) = pages.get_mut(*page as usize) {
            page.tables.push(table.clone());
        }
    }
    let facts = extract::facts(&text, &outline, &|span| doubt_of.of(span));

    let mut warnings = unreadable(&pages, &name);
    warnings.extend(doubt::beyond_repair(&text, &restoration.stretches));
    let duties = facts.assignments.iter().filter_map(|a| Some((a.span, a.page, a.value.due.as_deref()?)));
    let aims = facts.targets.iter().filter_map(|t| Some((t.span, t.page, t.value.due.as_deref()?)));
    warnings.extend(consistency::warnings(&outline.header, &facts.references, duties.chain(aims)));
    warnings.extend(outline.warnings);
    warnings.extend(facts.warnings);
    warnings.extend(doubt_of.warnings(&text, options.doubtful_below));
    warnings.sort_by_key(|w| (w.page.map_or(0, |p| p + 1), w.span.map_or(0, |s| s.start)));

    Document {
        schema_version: SCHEMA_VERSION.to_owned(),
        source: Source {
            path: name,
            sha256,
            media_type,
            page_count: pages.len() as u32,
            pipeline: PipelineInfo {
                program: concat!("vankho ", env!("CARGO_PKG_VERSION")).to_owned(),
                ocr: engine,
                language_model: options.language_model.clone(),
            },
        },
        pages: records(&text, pages, doubt_of),
        header: Header { promulgated_by: promulgating(&facts.references), ..outline.header },
        preamble: outline.preamble,
        sections: outline.sections,
        references: facts.references,
        dates: facts.dates,
        targets: facts.targets,
        assignments: facts.assignments,
        recipients: outline.recipients,
        signatures: outline.signatures,
        restoration,
        warnings,
        text: text.into_string(),
    }
}

/// The record of each page.
fn records(text: &IndexedText, pages: Vec<Page>, doubt: Doubt<'_>) -> Vec<PageRecord> {
    let spans = text.pages();
    pages
        .into_iter()
        .enumerate()
        .map(|(i, page)| {
            let span = spans.get(i).copied().unwrap_or_default();
            PageRecord {
                index: i as u32,
                span,
                width_px: page.size.map(|(width, _)| width),
                height_px: page.size.map(|(_, height)| height),
                dpi: page.dpi,
                rotation_deg: page.rotation_deg,
                text_source: page.source,
                preparation: page.preparation,
                mean_confidence: doubt.mean(text, span),
                marks: page.marks,
                tables: page.tables,
            }
        })
        .collect()
}

/// A warning for each page that was given up.
fn unreadable(pages: &[Page], name: &str) -> Vec<Warning> {
    let failed = pages.iter().enumerate().filter_map(|(i, page)| Some((i, page.failure.as_ref()?)));
    failed
        .map(|(i, failure)| Warning {
            code: "page-unreadable".to_owned(),
            message: format!(
                "{name}, page {}: {failure}. The page is left empty; scan it again, or give it more time (--page-timeout).",
                i + 1
            ),
            page: Some(i as u32),
            span: None,
        })
        .collect()
}

/// The reference that the document's own "Ban hành kèm theo" note makes.
fn promulgating(references: &[Fact<Reference>]) -> Option<String> {
    references.iter().find(|r| r.value.role == ReferenceRole::Promulgation).map(|r| r.id.clone())
}
