//! Pages that were read become the restored text, part by part.
//!
//! A part is so many pages as are restored at once. Behind it what only restoration needs of its pages is let go, so
//! that a document of thousands of pages takes little memory.

use super::{PackedPage, boxes, letterhead, tables};
use crate::document::{OcrWord, Page, Span, TextSource};
use crate::restore::parts::{PART, Whole, parts};
use crate::restore::{Restored, Restorer};

/// Restores the text of `packed`, pages joined by form feeds; gives the pages too, the cells of their tables with spans
/// in the restored text.
pub fn restore(packed: Vec<PackedPage>, restorer: &Restorer) -> (Restored, Vec<Page>) {
    let mut whole = Whole::default();
    let mut done: Vec<Page> = Vec::with_capacity(packed.len());
    let mut part: Vec<Page> = Vec::new();
    let mut size = 0;
    for page in packed.into_iter().map(|packed| packed.page()) {
        if size + page.text.len() > PART && !part.is_empty() {
            add(&mut whole, &mut done, std::mem::take(&mut part), restorer);
            size = 0;
        }
        size += page.text.len();
        part.push(page);
    }
    add(&mut whole, &mut done, part, restorer);
    (whole.finish(), done)
}

/// Restores the pages of a part and adds them.
fn add(whole: &mut Whole, done: &mut Vec<Page>, mut pages: Vec<Page>, restorer: &Restorer) {
    let layers = layers(&pages);
    let (read, words) = join(&mut pages);
    let mut joint = if done.is_empty() { "" } else { "\u{c}" };
    if words.is_empty() && read.len() > PART {
        for text in parts(&read) {
            whole.push(std::mem::take(&mut joint), restorer.restore(text, &[]));
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
        let before = whole.push(joint, restored);
        for cell in pages.iter_mut().flat_map(|page| &mut page.tables).flat_map(|table| &mut table.cells) {
            cell.span = Span::new(cell.span.start + before, cell.span.end + before);
        }
    }
    pages.iter_mut().for_each(letterhead::lighten);
    done.append(&mut pages);
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
