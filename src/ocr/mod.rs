//! Page images to text with boxes, confidences and the engine's other readings.
//!
//! [`OcrEngine`] is what the pipeline sees. [`TesseractPool`] asks worker processes (`vankho-ocr`, the only
//! binary linked to libtesseract), so that a page that crashes or hangs the engine costs that page alone and
//! everything else runs where Tesseract is not installed. [`ReplayEngine`] answers from recorded results.
//!
//! A page goes through [`prepare`] (gray, seals dropped, resolution settled), the engine, which gives a
//! [`RawPage`], and [`assemble`], which puts its lines into reading order.

mod album;
mod assemble;
mod error;
mod frame;
mod grid;
mod islands;
mod order;
mod pool;
mod prepare;
mod probe;
mod raw;
mod replay;
pub mod wire;
mod worker;

pub use assemble::assemble;
pub use error::OcrError;
pub use frame::Frame;
pub use pool::{PoolOptions, TesseractPool};
pub use prepare::{Gray, PreparedImage, Watcher, prepare, prepare_watched};
pub use probe::{Probe, WORKER_ENV, probe, worker_path};
pub use raw::{RawBlock, RawLine, RawPage, RawParagraph, RawSymbol, RawWord};
pub use replay::{Recorder, Recording, ReplayEngine, image_key};

use crate::document::{Page, PageImage};

/// Counts the ways in which pages were prepared for the engine and put into reading order. To be raised with every
/// change of `prepare` or [`assemble`] that makes another page of the same image: what was kept of the earlier way is
/// not taken for the new one.
pub const READING: u32 = 2;

/// A page that is prepared; calling it has it read.
pub type Begun<'a> = Box<dyn FnOnce() -> Result<Page, OcrError> + 'a>;

/// Something that reads page images.
pub trait OcrEngine: Send + Sync {
    /// Reads a page and gives what the engine saw, boxes in pixels of `image`.
    ///
    /// # Errors
    /// [`OcrError`]; [`OcrError::is_missing_tool`] tells whether a tool or model has to be installed first.
    fn recognise(&self, image: &PageImage) -> Result<RawPage, OcrError>;

    /// Engine, version and model, `tesseract 5.3.0 vie`.
    fn identity(&self) -> String;

    /// Everything but the page image that what is read depends on; two readings with the same settings are the same.
    fn settings(&self) -> String {
        self.identity()
    }

    /// Whether a page that failed is to be read once more, after it was read `tried` times. May wait until that promises
    /// more.
    fn try_again(&self, _error: &OcrError, _tried: u32) -> bool {
        false
    }

    /// How many pages it reads at once.
    fn at_once(&self) -> usize {
        1
    }

    /// Does what comes before the reading proper, so that only the rest waits for its turn; lets the image go when it is
    /// needed no longer.
    fn begin(&self, image: PageImage) -> Begun<'_> {
        Box::new(move || self.read(&image))
    }

    /// Reads a page to text in reading order.
    ///
    /// # Errors
    /// As [`OcrEngine::recognise`].
    fn read(&self, image: &PageImage) -> Result<Page, OcrError> {
        Ok(assemble(&self.recognise(image)?))
    }
}
