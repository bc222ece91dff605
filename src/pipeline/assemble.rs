//! From pages as read to the document: restoration, structure, facts, and what joins them.

use super::{Doubt, Options, Reading};
use super::{boxes, consistency, doubt, letterhead, tables};
use crate::document::{
    Document, Fact, Header, OcrWord, Page, PageRecord, PipelineInfo, Reference, ReferenceRole, SCHEMA_VERSION, Source,
    Span, TextSource, Warning,
};
use crate::restore::Restorer;
use crate::text::IndexedText;
use crate::{extract, structure};

/// Builds the document of an input whose pages were read. Never fails, whatever the pages hold.
pub fn assemble(reading: Reading, options: &Options, restorer: &Restorer) -> Document {
    let Reading { name, media_type, sha256, engine, mut pages } = reading;
    let (read, words) = join(&pages);
    let restored = match layers(&pages) {
        Layers::None => restorer.restore(&read, &words),
        Layers::All => restorer.restore(&read, &[]),
        Layers::Some => restorer.restore(&read, &by_ocr(&pages, &words)),
    };
    drop(read);
    let mut restoration = restored.restoration;
    boxes::place(&mut restoration.edits, &words);
    drop(words);

    let text = IndexedText::new(restored.text);
    let doubt_of = Doubt::new(&restored.words, restored.rest);
    tables::place(&mut pages, &restoration.edits);
    let mut outline = structure::parse(&text, &pages);
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
        text: text.as_str().to_owned(),
    }
}

/// The pages' texts joined by form feeds, and their words with spans in that text.
pub fn join(pages: &[Page]) -> (String, Vec<OcrWord>) {
    let mut text = String::with_capacity(pages.iter().map(|p| p.text.len() + 1).sum());
    let mut words = Vec::new();
    let mut start = 0;
    for (i, page) in pages.iter().enumerate() {
        if i > 0 {
            text.push('\u{c}');
            start += 1;
        }
        text.push_str(&page.text);
        words.extend(page.words.iter().map(|word| {
            let span = Span::new(word.span.start + start, word.span.end + start);
            OcrWord { span, ..word.clone() }
        }));
        start += page.text.chars().count() as u32;
    }
    (text, words)
}

/// How many of the pages that have words have them from a text layer.
enum Layers {
    None,
    Some,
    All,
}

fn layers(pages: &[Page]) -> Layers {
    let mut with_words = pages.iter().filter(|page| !page.words.is_empty());
    let layered = |page: &Page| page.source == TextSource::TextLayer;
    match (with_words.clone().any(layered), with_words.all(layered)) {
        (false, _) => Layers::None,
        (true, true) => Layers::All,
        (true, false) => Layers::Some,
    }
}

/// Those of `words` that an engine read: the words of text layers have places, but nobody was in doubt about them.
fn by_ocr(pages: &[Page], words: &[OcrWord]) -> Vec<OcrWord> {
    let sources = pages.iter().flat_map(|page| page.words.iter().map(|_| page.source));
    words.iter().zip(sources).filter(|(_, source)| *source == TextSource::Ocr).map(|(word, _)| word.clone()).collect()
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
