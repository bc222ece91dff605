//! Pulls the pages of an input and has the images among them read.
//!
//! A page that cannot be decoded, crashes the engine or outlasts its time costs that page: it stays in the document as
//! an empty page with the reason, and the run goes on. Only a missing tool ends it, since every other page would miss
//! it too.

use super::layer;
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
    pub pages: Vec<Page>,
}

impl Reading {
    /// Number of pages that were given up.
    pub fn failed(&self) -> usize {
        self.pages.iter().filter(|page| page.failure.is_some()).count()
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

/// Reads all pages of `input`.
///
/// # Errors
/// When a page is an image and the OCR tools are not there.
pub fn read(input: &Input, engine: &dyn OcrEngine, progress: &dyn Progress) -> Result<Reading, OcrError> {
    let total = input.page_count();
    let mut reading = Reading {
        name: input.name().to_owned(),
        media_type: input.media_type().to_owned(),
        sha256: input.sha256().to_owned(),
        engine: None,
        pages: Vec::new(),
    };
    for (i, page) in input.pages().enumerate() {
        let read = match page {
            Ok(PageContent::Text(text)) => Page::from_text(text),
            Ok(PageContent::Image(image)) => picture(&image, engine, &mut reading)?,
            Ok(PageContent::Layered(layered)) => match &layered.layer {
                Some(layer) if layer::is_right(layer) => layer::page(&layered, layer),
                _ => {
                    let read = match input.image(i) {
                        Some(Ok(image)) => picture(&image, engine, &mut reading)?,
                        Some(Err(error)) => given_up(&error.problem),
                        None => Page::from_text(""),
                    };
                    let marks = layered.marks.into_iter().chain(read.marks).collect();
                    Page { marks, ..read }
                }
            },
            Err(error) => given_up(&error.problem),
        };
        if let Some(failure) = &read.failure {
            log::error!("{}, page {}: {failure}", reading.name, i + 1);
        }
        reading.pages.push(read);
        progress.page(i + 1, total);
    }
    if reading.pages.is_empty() {
        reading.pages.push(Page::from_text(""));
    }
    Ok(reading)
}

/// Has a picture read.
fn picture(image: &PageImage, engine: &dyn OcrEngine, reading: &mut Reading) -> Result<Page, OcrError> {
    match engine.read(image) {
        Ok(page) => {
            reading.engine.get_or_insert_with(|| engine.identity());
            Ok(page)
        }
        Err(error) if error.is_missing_tool() => Err(error),
        Err(error) => Ok(given_up(&error)),
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
