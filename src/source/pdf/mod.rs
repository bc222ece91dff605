//! PDF files: page by page the text layer with its places, what was put over it, and the pixels.
//!
//! `hayro` reads the file. A page is first taken apart ([`content`]) without drawing anything: that tells its words
//! ([`words`]), its marks ([`marks`]) and where its pixels come from ([`picture`]). Pixels are made only when they are
//! asked for, so that a born-digital page is never drawn. Everything runs under guard ([`guard`]).
//!
//! Memory stays flat: what the reader keeps of the pages it has seen is dropped every [`PAGES_KEPT`] pages, or sooner
//! when these are a large part of a large file.

mod content;
mod guard;
mod marks;
mod picture;
mod rules;
mod words;

use super::bytes::{FileBytes, View};
use super::layer::{LayerLine, LayerWord, LayeredPage, TextLayer};
use super::{MAX_PAGES, Problem, check_size};
use crate::document::{MarkKind, PageImage};
use content::{Collector, Glyph};
use guard::PAGE_LIMIT;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{Context, InterpreterCache, InterpreterSettings, RenderContent, interpret_page};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::kurbo::{Affine, Size};
use picture::Plan;
use std::sync::{Arc, Mutex, PoisonError};
use words::{Line, lines};

/// How many pages are looked at before the reader is made anew, at most.
const PAGES_KEPT: usize = 64;
/// Of a file that is not held in memory, how many bytes are looked at before.
const SEEN_BYTES: usize = 8 << 20;
/// Words over a scan from which they can be the document's own, when they stand all over the page.
const OWN_WORDS: usize = 60;
/// Of the page's height, how far those words must reach.
const OWN_REACH: f64 = 0.3;
/// Fewer words than this are no text of a page that shows pictures or outlines.
const FEW_WORDS: usize = 12;
/// Of the page, what pictures must cover for the few words to be no text of the page; and the curves of outlines.
const PICTURED: f64 = 0.2;
const OUTLINED: usize = 3_000;

/// A PDF file.
pub struct PdfFile {
    bytes: FileBytes,
    pages: usize,
    /// How many pages are looked at before the reader is made anew.
    kept: usize,
    reader: Mutex<(Arc<Pdf>, usize)>,
}

impl std::fmt::Debug for PdfFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PdfFile").field("bytes", &self.bytes.len()).field("pages", &self.pages).finish()
    }
}

impl PdfFile {
    /// Finds the pages.
    ///
    /// # Errors
    /// [`Problem::Encrypted`], [`Problem::Damaged`], [`Problem::NoPages`], [`Problem::TooManyPages`].
    pub fn new(bytes: impl Into<FileBytes>) -> Result<Self, Problem> {
        let bytes = bytes.into();
        let pdf = load(bytes.view()?)?;
        let pages = pdf.pages().len();
        if pages == 0 {
            return Err(Problem::NoPages);
        }
        if pages > MAX_PAGES {
            return Err(Problem::TooManyPages { limit: MAX_PAGES });
        }
        // A page is asked for twice, for its text and for its pixels.
        let kept = if bytes.is_mapped() { 2 * SEEN_BYTES / (bytes.len() / pages).max(1) } else { PAGES_KEPT };
        Ok(Self { bytes, pages, kept: kept.clamp(2, PAGES_KEPT), reader: Mutex::new((Arc::new(pdf), 0)) })
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.whole()
    }

    /// Number of pages.
    pub fn page_count(&self) -> usize {
        self.pages
    }

    /// Takes a page apart; `None` behind the last one.
    pub fn page(&self, index: usize) -> Option<Result<LayeredPage, Problem>> {
        self.with(index, take_apart)
    }

    /// The pixels of a page; `None` behind the last one.
    pub fn image(&self, index: usize) -> Option<Result<PageImage, Problem>> {
        self.with(index, image)
    }

    fn with<T: Send + 'static>(
        &self,
        index: usize,
        work: fn(&Page<'_>) -> Result<T, Problem>,
    ) -> Option<Result<T, Problem>> {
        if index >= self.pages {
            return None;
        }
        let pdf = match self.reader() {
            Ok(pdf) => pdf,
            Err(problem) => return Some(Err(problem)),
        };
        Some(guard::run(PAGE_LIMIT, move || match pdf.pages().get(index) {
            Some(page) => work(page),
            None => Err(Problem::damaged("its page is not found again")),
        }))
    }

    /// The reader, made anew now and then because it keeps what it has read.
    fn reader(&self) -> Result<Arc<Pdf>, Problem> {
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        reader.1 += 1;
        if reader.1 > self.kept {
            *reader = (Arc::new(load(self.bytes.view()?)?), 1);
        }
        Ok(reader.0.clone())
    }
}

fn load(bytes: View) -> Result<Pdf, Problem> {
    guard::run(PAGE_LIMIT, move || {
        let pdf = Pdf::new(Arc::new(bytes.clone()));
        // Finding the pages looks at every object of the file.
        bytes.let_go();
        pdf.map_err(|error| match error {
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
                Problem::Encrypted { reason: "it opens with a password only" }
            }
            LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
                Problem::Encrypted { reason: "its kind of encryption is not known" }
            }
            LoadPdfError::Decryption(_) => Problem::Encrypted { reason: "its encryption is damaged" },
            LoadPdfError::Invalid => {
                Problem::damaged("no page can be found in the PDF; qpdf or mutool clean may repair it")
            }
        })
    })
}

/// Size in points of the page as it is shown, and the way from its own coordinates to there.
fn geometry(page: &Page<'_>) -> Result<(Size, Affine), Problem> {
    let (width, height) = page.render_dimensions();
    let size = Size::new(f64::from(width), f64::from(height));
    if !(size.is_finite() && size.width >= 1.0 && size.height >= 1.0) {
        return Err(Problem::damaged("the page has no size"));
    }
    Ok((size, page.initial_transform(true).to_kurbo()))
}

/// Has a page told what it draws.
fn collect(page: &Page<'_>, part: RenderContent, mut collector: Collector) -> Result<Collector, Problem> {
    let (size, transform) = geometry(page)?;
    let settings = InterpreterSettings { render_content: part, ..InterpreterSettings::default() };
    let cache = InterpreterCache::new();
    let mut context = Context::new(transform, size.to_rect(), &cache, page.xref(), settings);
    interpret_page(page, &mut context, &mut collector);
    Ok(collector)
}

fn take_apart(page: &Page<'_>) -> Result<LayeredPage, Problem> {
    let (size, transform) = geometry(page)?;
    let content = collect(page, RenderContent::PAGE, Collector::default())?;
    let plan = Plan::of(&content, size);
    let pixels = plan.size(size);
    check_size(pixels.0.into(), pixels.1.into())?;
    let scale = plan.dpi() / 72.0;

    let annotations = marks::annotations(page, transform);
    let drawn = if annotations.is_empty() {
        Vec::new()
    } else {
        collect(page, RenderContent::ANNOTATIONS, Collector::default())?.glyphs
    };
    let (mut marks, fields) = marks::of_annotations(&annotations, drawn, scale);

    let on_page = size.to_rect().inflate(1.0, 1.0);
    let pictures: f64 = content.pictures.iter().map(|p| p.bounds.intersect(on_page).area().max(0.0)).sum();
    let curves = content.curves;
    let rules = rules::joined(content.rules, on_page);
    let shown = content.glyphs.into_iter().filter(|g| on_page.contains(g.start));
    let (watermark, rest): (Vec<Glyph>, Vec<Glyph>) = shown.partition(marks::is_watermark);
    marks.extend(marks::of_watermark(&watermark, scale));
    let (visible, hidden): (Vec<Glyph>, Vec<Glyph>) = rest.into_iter().partition(|g| g.visible);
    let mut seen = lines(visible.iter().chain(&fields));
    let signatures = marks::take_signatures(&mut seen);
    marks.extend(marks::of_lines(signatures, MarkKind::Annotation, scale));

    let count = |lines: &[Line]| lines.iter().map(|line| line.words.len()).sum::<usize>();
    let layer = if plan.is_scan() && !is_own_text(&seen, count(&seen), size) {
        marks.extend(marks::of_lines(seen, MarkKind::Annotation, scale));
        let found = lines(&hidden);
        (count(&found) >= FEW_WORDS).then_some((found, true))
    } else {
        let pictured = pictures > PICTURED * on_page.area() || curves > OUTLINED;
        (count(&seen) >= if pictured { FEW_WORDS } else { 1 }).then_some((seen, false))
    };
    // Most of it turned: the picture is put upright and read.
    let layer = layer.filter(|(lines, _)| {
        let level = |line: &&Line| line.words.iter().all(|w| w.direction.x > 0.98);
        lines.iter().filter(level).map(|line| line.words.len()).sum::<usize>() * 2 > count(lines)
    });
    let layer = layer.map(|(lines, hidden)| TextLayer {
        lines: lines
            .into_iter()
            .map(|line| LayerLine {
                paragraph: line.paragraph,
                words: line
                    .words
                    .into_iter()
                    .map(|word| LayerWord { bbox: marks::pixels(word.bounds, scale), text: word.text })
                    .collect(),
            })
            .collect(),
        hidden,
    });
    let rules = rules.into_iter().map(|rule| marks::pixels(rule, scale)).collect();
    Ok(LayeredPage { layer, marks, rules, size: pixels, dpi: plan.dpi().round() as u32 })
}

/// Whether words that are drawn over a scan are the page's text and no stamp: many, all over the page.
fn is_own_text(lines: &[Line], words: usize, size: Size) -> bool {
    let Some(bounds) = lines.iter().map(Line::bounds).reduce(|a, b| a.union(b)) else { return false };
    words >= OWN_WORDS && bounds.height() > OWN_REACH * size.height
}

fn image(page: &Page<'_>) -> Result<PageImage, Problem> {
    let (size, _) = geometry(page)?;
    let content = collect(page, RenderContent::PAGE, Collector::default())?;
    // Before a decoder believes it.
    if !content.pictures.is_empty() {
        check_size(content.claimed.0, content.claimed.1)?;
    }
    let plan = Plan::of(&content, size);
    let Plan::Own { index, .. } = plan else { return picture::draw(page, plan, size) };
    let picture = content.pictures[index];
    drop(content);
    let decoded = collect(page, RenderContent::PAGE, Collector::decoding(index))?.decoded;
    match decoded {
        // Stated and true size differ, or a pattern is painted: as the page shows it.
        Some(decoded) if (decoded.width, decoded.height) != (picture.width, picture.height) => {
            picture::draw(page, plan, size)
        }
        Some(decoded) => picture::lay(decoded, &picture, plan, size),
        None if picture.stencil => picture::draw(page, plan, size),
        None => Err(Problem::damaged("its picture cannot be decoded")),
    }
}

#[cfg(test)]
mod tests;
