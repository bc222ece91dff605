//! A searchable PDF of an existing PDF.
//!
//! The file is updated as ISO 32000-1, 7.5.6 has it: its bytes stay as they are, and what changes is written behind them.
//! Only pages that were read from their picture change: an old layer is taken out of their content, and the new layer
//! comes behind it as a stream of its own. Pages with a right text layer are not touched, and a file of such pages is
//! given back as it is. A file whose table of objects is damaged is written anew.

use super::super::layout::PlacedPage;
use super::font::{self, Codes, add_stream};
use super::layer::{Affine, FONT, layer};
use super::old_layer::{Cleaned, Drawn, Start, clean};
use super::{Form, PdfError, Searchable};
use crate::document::{self, TextSource};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, IncrementalDocument, LoadOptions, Object, ObjectId, Stream, dictionary};
use std::collections::BTreeSet;

/// The most bytes that the content of one page may unfold to.
const MOST_CONTENT: usize = 256 << 20;
/// How many nested forms, or parents of a page, are looked through.
const DEEPEST: usize = 32;

/// Gives back `original` with the layer on the pages that were read by OCR. `pages` are all its pages in order.
///
/// # Errors
/// When the file or a page of it cannot be taken apart.
pub fn with_layer<'a>(
    original: &'a [u8],
    document: &document::Document,
    pages: impl ExactSizeIterator<Item = PlacedPage> + Clone,
) -> Result<Searchable<'a>, PdfError> {
    let is_read = |page: &PlacedPage| page.source == TextSource::Ocr && page.words.iter().any(|w| !w.text.is_empty());
    if !pages.clone().any(|page| is_read(&page)) {
        return Ok(Searchable(Form::Same(original)));
    }
    let (mut old, whole) = load(original, pages.len()).map_err(PdfError::Damaged)?;
    let ids: Vec<ObjectId> = old.page_iter().collect();
    if ids.len() != pages.len() {
        return Err(PdfError::Pages { read: pages.len(), found: ids.len() });
    }
    let mut new = Document::new_from_prev(&old);
    let words = pages.clone().filter(is_read).flat_map(|page| page.words);
    let codes = Codes::new(words.map(|word| word.text));
    let font = font::add(&mut new, &codes);
    let mut update = Update { old: &old, new: &mut new, codes: &codes, font, cleaned: BTreeSet::new() };
    for (i, (id, page)) in ids.into_iter().zip(pages).enumerate().filter(|(_, (_, page))| is_read(page)) {
        update.page(id, &page).map_err(|source| PdfError::Page { page: i, source })?;
    }
    identify(&mut new.trailer, &document.source.sha256);
    if whole {
        old.max_id = new.max_id;
        if let Ok(id) = new.trailer.get(b"ID") {
            old.trailer.set("ID", id.clone());
        }
        old.objects.extend(new.objects);
        return Ok(Searchable(Form::New(Box::new(old))));
    }
    let mut updated = IncrementalDocument::create_from(original.to_vec(), old);
    updated.new_document = new;
    Ok(Searchable(Form::Updated(Box::new(updated))))
}

/// Takes the file apart, without the bytes of its pictures when it can be updated; whole, and that is said, when it has
/// to be written anew.
fn load(original: &[u8], pages: usize) -> Result<(Document, bool), lopdf::Error> {
    fn without_picture(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
        if let Object::Stream(stream) = object
            && stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image")
        {
            stream.content = Vec::new();
        }
        // What is given back only says that the object stays.
        Some((id, Object::Null))
    }
    let light = Document::load_mem_with_options(original, LoadOptions::with_filter(without_picture));
    match light {
        Ok(old) if old.xref_start != 0 && original.starts_with(b"%PDF-") && old.page_iter().count() == pages => {
            Ok((old, false))
        }
        _ => Ok((Document::load_mem(original)?, true)),
    }
}

/// Gives the file an identifier whose second part tells it from the original.
fn identify(trailer: &mut Dictionary, sha256: &str) {
    let own = Object::String(sha256.as_bytes().iter().copied().take(32).collect(), lopdf::StringFormat::Hexadecimal);
    let first = trailer.get(b"ID").and_then(Object::as_array).ok().and_then(|id| id.first()).cloned();
    trailer.set("ID", vec![first.unwrap_or_else(|| own.clone()), own]);
}

struct Update<'a> {
    old: &'a Document,
    new: &'a mut Document,
    codes: &'a Codes,
    font: ObjectId,
    /// Forms that were looked at.
    cleaned: BTreeSet<ObjectId>,
}

impl Update<'_> {
    fn page(&mut self, id: ObjectId, page: &PlacedPage) -> Result<(), lopdf::Error> {
        let mut dict = self.old.get_dictionary(id)?.clone();
        let shown = Shown::of(self.old, &dict);
        let mut resources = match inherited(self.old, &dict, b"Resources") {
            Some(Object::Dictionary(resources)) => resources.clone(),
            _ => Dictionary::new(),
        };
        let bytes = self.old.get_page_content_with_limit(id, MOST_CONTENT)?;
        let start = Start { mode: 0, page: shown.bounds, of_page: true };
        let cleaned = self.clean(&bytes, start, &resources, 0);
        let before = match cleaned.operations {
            Some(operations) => {
                let content = Content { operations }.encode()?;
                vec![add_stream(self.new, Stream::new(dictionary! {}, content)).into()]
            }
            None => self.contents(&dict),
        };
        // Whatever the content leaves set ends before the layer.
        let save = add_stream(self.new, Stream::new(dictionary! {}, b"q\n".to_vec()));
        let mut content = b"\n".to_vec();
        content.extend(b"Q\n".repeat(cleaned.open + 1));
        if let Some(size) = page.size {
            content.extend(layer(page, self.codes, FONT, &shown.place(size)));
        }
        let content = add_stream(self.new, Stream::new(dictionary! {}, content));
        let contents: Vec<Object> = [save.into()].into_iter().chain(before).chain([content.into()]).collect();
        dict.set("Contents", contents);

        let mut fonts = match resources.get(b"Font").map(|fonts| resolved(self.old, fonts)) {
            Ok(Object::Dictionary(fonts)) => fonts.clone(),
            _ => Dictionary::new(),
        };
        fonts.set(FONT, self.font);
        resources.set("Font", fonts);
        dict.set("Resources", resources);
        self.new.set_object(id, dict);
        Ok(())
    }

    /// The content streams of a page as they are.
    fn contents(&mut self, page: &Dictionary) -> Vec<Object> {
        let Ok(contents) = page.get(b"Contents") else { return Vec::new() };
        match resolved(self.old, contents) {
            Object::Array(parts) => parts.clone(),
            Object::Stream(_) => vec![contents.clone()],
            _ => Vec::new(),
        }
    }

    /// Takes the old layer out of content and of the forms that it draws. Content that is not understood to its end is
    /// left as it is.
    fn clean(&mut self, bytes: &[u8], start: Start, resources: &Dictionary, depth: usize) -> Cleaned {
        let Ok(content) = Content::<Vec<Operation>>::decode_strict(bytes) else {
            return Cleaned { operations: None, open: open_states(bytes), forms: Vec::new() };
        };
        let old = self.old;
        let drawn = |name: &[u8]| drawn(old, resources, name);
        let cleaned = clean(&content.operations, start, &drawn);
        for &(form, mode) in &cleaned.forms {
            if depth < DEEPEST && self.cleaned.insert(form) {
                self.form(form, Start { mode, of_page: false, ..start }, resources, depth + 1);
            }
        }
        cleaned
    }

    fn form(&mut self, id: ObjectId, start: Start, outer: &Dictionary, depth: usize) {
        let Ok(stream) = self.old.get_object(id).and_then(Object::as_stream) else { return };
        let Ok(bytes) = stream.get_plain_content_with_limit(MOST_CONTENT) else { return };
        let resources = match stream.dict.get(b"Resources").map(|own| resolved(self.old, own)) {
            Ok(Object::Dictionary(own)) => own,
            _ => outer,
        };
        let cleaned = self.clean(&bytes, start, resources, depth);
        if let Some(operations) = cleaned.operations
            && let Ok(content) = (Content { operations }).encode()
        {
            let mut form = Stream::new(stream.dict.clone(), Vec::new());
            form.dict.remove(b"DecodeParms");
            form.set_plain_content(content);
            let _ = form.compress();
            self.new.set_object(id, form);
        }
    }
}

/// Graphics states that content saves and does not restore, counted by its words alone.
fn open_states(bytes: &[u8]) -> usize {
    let words = bytes.split(u8::is_ascii_whitespace);
    words.fold(0usize, |open, word| match word {
        b"q" => open + 1,
        b"Q" => open.saturating_sub(1),
        _ => open,
    })
}

fn drawn(document: &Document, resources: &Dictionary, name: &[u8]) -> Option<Drawn> {
    let Object::Dictionary(objects) = resolved(document, resources.get(b"XObject").ok()?) else { return None };
    let reference = objects.get(name).ok()?;
    let Object::Stream(stream) = resolved(document, reference) else { return None };
    let has = |key: &[u8]| stream.dict.has(key);
    match stream.dict.get(b"Subtype").and_then(Object::as_name).ok()? {
        b"Image" => {
            let stencil = matches!(stream.dict.get(b"ImageMask"), Ok(Object::Boolean(true)));
            Some(if stencil || has(b"SMask") || has(b"Mask") { Drawn::Mask } else { Drawn::Picture })
        }
        b"Form" => reference.as_reference().ok().map(Drawn::Form),
        _ => None,
    }
}

/// Follows references to an object; null where they lead nowhere.
fn resolved<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    document.dereference(object).map_or(&Object::Null, |(_, object)| object)
}

/// A value of a page or of one of its parents in the page tree.
fn inherited<'a>(document: &'a Document, page: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let mut node = page;
    for _ in 0..DEEPEST {
        if let Ok(value) = node.get(key) {
            return Some(resolved(document, value));
        }
        node = resolved(document, node.get(b"Parent").ok()?).as_dict().ok()?;
    }
    None
}

/// How a page is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Shown {
    /// Left, bottom, right, top in the page's own coordinates.
    bounds: [f64; 4],
    /// Quarter turns clockwise.
    quarters: i64,
}

impl Shown {
    fn of(document: &Document, page: &Dictionary) -> Self {
        let rectangle = |key: &[u8]| {
            let values: Vec<f64> = inherited(document, page, key)?
                .as_array()
                .ok()?
                .iter()
                .filter_map(|value| resolved(document, value).as_float().ok())
                .map(f64::from)
                .collect();
            let [a, b, c, d] = <[f64; 4]>::try_from(values).ok()?;
            let sorted = [a.min(c), b.min(d), a.max(c), b.max(d)];
            (sorted[2] > sorted[0] && sorted[3] > sorted[1]).then_some(sorted)
        };
        let media = rectangle(b"MediaBox").unwrap_or([0.0, 0.0, 612.0, 792.0]);
        let within = |crop: [f64; 4]| {
            let cut = [crop[0].max(media[0]), crop[1].max(media[1]), crop[2].min(media[2]), crop[3].min(media[3])];
            (cut[2] > cut[0] && cut[3] > cut[1]).then_some(cut)
        };
        let turn = inherited(document, page, b"Rotate").and_then(|turn| turn.as_i64().ok()).unwrap_or(0);
        Self {
            bounds: rectangle(b"CropBox").and_then(within).unwrap_or(media),
            quarters: turn.div_euclid(90).rem_euclid(4),
        }
    }

    /// From the pixels of a picture of the page as it is shown to the page's own coordinates.
    fn place(&self, size: (u32, u32)) -> Affine {
        let [left, bottom, right, top] = self.bounds;
        let (across, up) = (right - left, top - bottom);
        let (w, h) = (f64::from(size.0.max(1)), f64::from(size.1.max(1)));
        let matrix = match self.quarters {
            1 => [0.0, up / w, across / h, 0.0, left, bottom],
            2 => [-across / w, 0.0, 0.0, up / h, right, bottom],
            3 => [0.0, -up / w, -across / h, 0.0, right, top],
            _ => [across / w, 0.0, 0.0, -up / h, left, top],
        };
        Affine { matrix }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_of_turned_pages_find_their_places() {
        let bounds = [10.0, 20.0, 110.0, 220.0];
        let at = |quarters, size, pixel| Shown { bounds, quarters }.place(size).point(pixel);
        assert_eq!(at(0, (100, 200), (0.0, 0.0)), (10.0, 220.0));
        assert_eq!(at(0, (100, 200), (100.0, 200.0)), (110.0, 20.0));
        // Shown turned clockwise: the upper left corner shown is the lower left of the page.
        assert_eq!(at(1, (200, 100), (0.0, 0.0)), (10.0, 20.0));
        assert_eq!(at(1, (200, 100), (200.0, 0.0)), (10.0, 220.0));
        assert_eq!(at(2, (100, 200), (0.0, 0.0)), (110.0, 20.0));
        assert_eq!(at(3, (200, 100), (0.0, 0.0)), (110.0, 220.0));
        assert_eq!(at(3, (200, 100), (200.0, 0.0)), (110.0, 20.0));
    }
}
