//! The doubtful words of a document: what was read, what it became, what else it may be, and where it stands.

use crate::document::{Alternative, Document, Page, PixelBox, Span};
use crate::text::places::was_read;
use crate::text::{IndexedText, as_read};

/// Letters of the line shown on each side of a word.
const AROUND: usize = 60;

/// One doubtful word, or some in a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubtful {
    /// 0-based page.
    pub page: u32,
    /// As it is restored.
    pub text: String,
    /// As it was read, when it was read as something else.
    pub read: Option<String>,
    /// The line before it.
    pub before: String,
    /// The line behind it.
    pub after: String,
    /// How sure it is, 0..1.
    pub confidence: Option<f64>,
    /// Of some words in a row the one that [`Self::alternatives`] are about: the least sure one.
    pub least: Option<String>,
    /// What else it may be, best first.
    pub alternatives: Vec<Alternative>,
    /// The word and its line on the page image.
    pub place: Option<(PixelBox, PixelBox)>,
}

/// Looks at these `spans` of a document, which are in text order, each with how sure it is. `page` gives a page as it was
/// read.
pub fn doubtful(
    document: &Document,
    spans: &[(Span, Option<f64>)],
    mut page: impl FnMut(u32) -> Option<Page>,
) -> Vec<Doubtful> {
    let text = IndexedText::new(document.text.as_str());
    let edits = &document.restoration.edits;
    let read = as_read(edits);
    let mut open: Option<(u32, Page)> = None;
    let mut out = Vec::new();
    for &(span, confidence) in spans {
        let index = text.page_at(span.start);
        let Some(record) = document.pages.get(index as usize) else { continue };
        if open.as_ref().is_none_or(|(number, _)| *number != index) {
            open = page(index).map(|page| (index, page));
        }
        let start = was_read(Span::new(record.span.start, record.span.start), edits, &read).start;
        let whole = was_read(span, edits, &read);
        let local = Span::new(whole.start.saturating_sub(start), whole.end.saturating_sub(start));
        let (mut was, mut place) = (None, None);
        if let Some((_, page)) = &open {
            let letters: String =
                page.text.chars().skip(local.start as usize).take(local.len() as usize).collect::<String>();
            was = Some(letters).filter(|was| was != text.slice(span));
            place = place_of(page, local);
        }
        let first = edits.partition_point(|edit| edit.span.end <= span.start);
        let touched = edits[first..].iter().take_while(|edit| edit.span.start < span.end);
        // The other readings of the least sure word.
        let least = touched.min_by(|a, b| a.confidence.get().total_cmp(&b.confidence.get()));
        let (before, after) = around(&text, span, record.span);
        out.push(Doubtful {
            page: index,
            text: text.quote(span),
            read: was,
            before,
            after,
            confidence,
            least: least.map(|edit| edit.to.clone()).filter(|to| to != text.slice(span)),
            alternatives: least.map_or_else(Vec::new, |edit| edit.alternatives.clone()),
            place,
        });
    }
    out
}

/// The boxes of the words of a span, and of their line.
fn place_of(page: &Page, span: Span) -> Option<(PixelBox, PixelBox)> {
    let first = page.words.partition_point(|word| word.span.end <= span.start);
    let words = page.words[first..].iter().take_while(|word| word.span.start < span.end.max(span.start + 1));
    let word = words.map(|word| word.bbox).reduce(PixelBox::union)?;
    let line = page.words.get(first).map(|word| (word.block, word.line))?;
    let boxes = page.words.iter().filter(|word| (word.block, word.line) == line).map(|word| word.bbox);
    Some((word, boxes.fold(word, PixelBox::union)))
}

/// The rest of the line on both sides.
fn around(text: &IndexedText, span: Span, page: Span) -> (String, String) {
    let before = text.slice(Span::new(page.start.min(span.start), span.start));
    let after = text.slice(Span::new(span.end, page.end.max(span.end)));
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    let skip = before.chars().count().saturating_sub(AROUND);
    (before.chars().skip(skip).collect(), after.chars().take(AROUND).collect())
}
