//! Pages that were read become the restored text, part by part.
//!
//! A part is so many pages as are restored at once. Behind it what only restoration needs of its pages is let go, so
//! that a document of thousands of pages takes little memory.

use super::{PackedPage, boxes, letterhead, tables};
use crate::document::{OcrWord, Page, Span, TextSource};
use crate::memory;
use crate::restore::parts::{PART, Whole, parts};
use crate::restore::{Restored, Restorer};
use crate::structure;
use crate::text::IndexedText;

/// More pages than these are a long document.
const MANY: usize = 500;

/// What becomes of the pages of a document.
pub struct Parts {
    /// Their text restored, pages joined by form feeds.
    pub restored: Restored,
    /// The pages, the cells of their tables with spans in the restored text, [lightened](letterhead::lighten).
    pub pages: Vec<Page>,
    /// Lines of footnotes, in the restored text.
    pub footnotes: Vec<Span>,
}

/// Restores the text of pages.
pub fn restore(packed: Vec<PackedPage>, restorer: &Restorer) -> Parts {
    let mut parts = Joining { pages: Vec::with_capacity(packed.len()), ..Joining::default() };
    let mut part: Vec<Page> = Vec::new();
    let mut size = 0;
    for page in packed.into_iter().map(|packed| packed.page()) {
        if size + page.text.len() > PART && !part.is_empty() {
            parts.add(std::mem::take(&mut part), restorer);
            size = 0;
        }
        size += page.text.len();
        part.push(page);
    }
    parts.add(part, restorer);
    Parts { restored: parts.whole.finish(), pages: parts.pages, footnotes: parts.footnotes }
}

/// The parts so far.
#[derive(Default)]
struct Joining {
    whole: Whole,
    pages: Vec<Page>,
    footnotes: Vec<Span>,
}

impl Joining {
    /// Restores the pages of a part and adds them.
    fn add(&mut self, mut pages: Vec<Page>, restorer: &Restorer) {
        let layers = layers(&pages);
        let (read, words) = join(&mut pages);
        let mut joint = if self.pages.is_empty() { "" } else { "\u{c}" };
        if words.is_empty() && read.len() > PART {
            for text in parts(&read) {
                self.whole.push(std::mem::take(&mut joint), restorer.restore(text, &[]));
            }
        } else {
            let mut restored = match layers {
                Layers::None => restorer.restore(&read, &words),
                Layers::All => restorer.restore(&read, &[]),
                Layers::Some => restorer.restore(&read, &by_ocr(&pages, &words)),
            };
            let edits = &mut restored.restoration.edits;
            boxes::place(edits, &words);
            part_again(&mut pages, words);
            tables::place(&mut pages, edits);
            let notes = footnotes(&restored.text, &pages);
            let before = self.whole.push(joint, restored);
            let shift = |span: Span| Span::new(span.start + before, span.end + before);
            for cell in pages.iter_mut().flat_map(|page| &mut page.tables).flat_map(|table| &mut table.cells) {
                cell.span = shift(cell.span);
            }
            self.footnotes.extend(notes.into_iter().map(shift));
        }
        for mut page in pages {
            letterhead::lighten(&mut page, self.pages.len());
            self.pages.push(page);
        }
        if self.pages.len() > MANY {
            memory::trim();
        }
    }
}

/// The lines of footnotes on pages with words; `text` is their text restored.
fn footnotes(text: &str, pages: &[Page]) -> Vec<Span> {
    if pages.iter().all(|page| page.words.is_empty()) {
        return Vec::new();
    }
    let text = IndexedText::new(text);
    let spans = text.pages();
    pages.iter().zip(spans).flat_map(|(page, span)| structure::footnotes(&text, span, page)).collect()
}

/// The pages' texts joined by form feeds, and their words, taken from the pages, with spans in that text.
pub fn join(pages: &mut [Page]) -> (String, Vec<OcrWord>) {
    let mut text = String::with_capacity(pages.iter().map(|p| p.text.len() + 1).sum());
    let mut words = Vec::with_capacity(pages.iter().map(|p| p.words.len()).sum());
    let mut start = 0;
    for (i, page) in pages.iter_mut().enumerate() {
        if i > 0 {
            text.push('\u{c}');
            start += 1;
        }
        text.push_str(&page.text);
        words.extend(std::mem::take(&mut page.words).into_iter().map(|mut word| {
            word.span = Span::new(word.span.start + start, word.span.end + start);
            word
        }));
        start += page.text.chars().count() as u32;
    }
    (text, words)
}

/// Gives the pages their words back that [`join`] took.
fn part_again(pages: &mut [Page], words: Vec<OcrWord>) {
    let mut words = words.into_iter().peekable();
    let mut start = 0;
    for page in pages {
        let end = start + page.text.chars().count() as u32;
        while let Some(mut word) = words.next_if(|word| word.span.end <= end) {
            word.span = Span::new(word.span.start - start, word.span.end - start);
            page.words.push(word);
        }
        page.words.shrink_to_fit();
        start = end + 1;
    }
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
    let ends = pages.iter().scan(0, |end, page| {
        *end += page.text.chars().count() as u32 + 1;
        Some((*end, page.source))
    });
    let mut ends = ends.peekable();
    let mut source = |word: &OcrWord| {
        while ends.next_if(|(end, _)| *end <= word.span.start).is_some() {}
        ends.peek().map(|(_, source)| *source)
    };
    words.iter().filter(|word| source(word) == Some(TextSource::Ocr)).cloned().collect()
}
