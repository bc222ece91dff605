//! A page of an input as text: taken as it is, from its text layer, or its picture read.
//!
//! A page that cannot be decoded, crashes the engine or outlasts its time costs that page: it stays in the document as
//! an empty page with the reason, and the run goes on. Only a missing tool ends it, since every other page would miss
//! it too.

use super::layer;
use super::packed::PackedPage;
use super::side_by_side::{Gate, Pass, read_all};
use crate::document::{Page, PageImage, TextSource};
use crate::ocr::{OcrEngine, OcrError};
use crate::source::{Input, PageContent};

/// What an input's pages hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The input as it was named.
    pub name: String,
    /// Media type found from the content.
    pub media_type: String,
    /// SHA-256 of the input's bytes.
    pub sha256: String,
    /// The OCR engine and its model, when at least one page was read by it.
    pub engine: Option<String>,
    /// The pages in order.
    pub pages: Vec<PackedPage>,
}

impl Reading {
    /// Number of pages that were given up.
    pub fn failed(&self) -> usize {
        self.pages.iter().filter(|page| page.failure().is_some()).count()
    }
}

/// Is told how far reading is.
pub trait Progress: Sync {
    /// `done` of `total` pages are read.
    fn page(&self, done: usize, total: usize);
}

/// Says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn page(&self, _: usize, _: usize) {}
}

/// Reads all pages of `input`, as many at once as the engine does.
///
/// # Errors
/// When a page is an image and the OCR tools are not there.
pub fn read(input: &Input, engine: &dyn OcrEngine, progress: &dyn Progress) -> Result<Reading, OcrError> {
    let mut reading = None;
    read_all(
        1,
        |_| Ok(input),
        engine,
        progress,
        |_, result: Result<_, OcrError>| {
            reading = Some(result?.1);
            Ok(())
        },
    )?;
    // The threads end without it only by a panic, which ends this one too.
    Ok(reading.expect("one input gives one reading"))
}

/// A page and who read it.
pub struct ReadPage {
    /// The page; empty with its reason when it was given up.
    pub page: Page,
    /// Whether the engine read it.
    pub by_engine: bool,
}

impl From<Page> for ReadPage {
    fn from(page: Page) -> Self {
        Self { page, by_engine: false }
    }
}

/// Reads page `index` of `input`; its pixels are held between passing the gate and being ready for the engine.
///
/// # Errors
/// When it is an image and the OCR tools are not there.
pub fn page(input: &Input, index: usize, engine: &dyn OcrEngine, gate: &Gate) -> Result<ReadPage, OcrError> {
    let pass = |(width, height): (u32, u32)| gate.enter(u64::from(width) * u64::from(height));
    // A page of a PDF is looked at without its pixels.
    let size = input.size(index);
    let held = size.map(pass);
    let again = |size: Option<(u32, u32)>| {
        let held = size.map(pass);
        let image = input.image(index)?.ok()?;
        Some((image, held))
    };
    Ok(match input.page(index) {
        None => Page::from_text("").into(),
        Some(Ok(PageContent::Text(text))) => Page::from_text(text).into(),
        Some(Ok(PageContent::Image(image))) => picture((image, held), engine, || again(size))?,
        Some(Ok(PageContent::Layered(layered))) => match &layered.layer {
            Some(layer) if layer::is_right(layer) => layer::page(&layered, layer).into(),
            _ => {
                let held = Some(pass(layered.size));
                let mut read = match input.image(index) {
                    Some(Ok(image)) => picture((image, held), engine, || again(Some(layered.size)))?,
                    Some(Err(error)) => given_up(&error.problem).into(),
                    None => Page::from_text("").into(),
                };
                read.page.marks.splice(..0, layered.marks);
                read
            }
        },
        Some(Err(error)) => given_up(&error.problem).into(),
    })
}

/// A page's pixels, and the right to hold them.
type Held<'a> = (PageImage, Option<Pass<'a>>);

/// Has a picture read; for another try it is decoded `again`, so that nobody keeps it meanwhile.
fn picture<'a>(
    (image, held): Held<'a>,
    engine: &dyn OcrEngine,
    again: impl Fn() -> Option<Held<'a>>,
) -> Result<ReadPage, OcrError> {
    let mut begun = engine.begin(image);
    drop(held);
    let mut tried = 1;
    loop {
        match begun() {
            Ok(page) => return Ok(ReadPage { page, by_engine: true }),
            Err(error) if error.is_missing_tool() => return Err(error),
            Err(error) => {
                let Some((image, held)) = engine.try_again(&error, tried).then(&again).flatten() else {
                    return Ok(given_up(&error).into());
                };
                begun = engine.begin(image);
                drop(held);
                tried += 1;
            }
        }
    }
}

/// An empty page in the place of one that could not be read.
fn given_up(error: &dyn std::error::Error) -> Page {
    let mut failure = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        failure = format!("{failure}: {cause}");
        source = cause.source();
    }
    Page { source: TextSource::Ocr, failure: Some(failure), ..Page::from_text("") }
}
