//! An engine that reads each page image once: what it read is in the catalogue before the document is complete.
//!
//! A page that fails is tried again after a short wait, since memory may be free again or a worker was killed; after
//! the second time it is given up. The image is decoded again for that: none is kept while it is read.

use super::{Catalogue, CatalogueError};
use crate::document::{Page, PageImage};
use crate::ocr::{Begun, OcrEngine, OcrError, RawPage, image_key};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How often a page is tried.
pub const TRIES: u32 = 2;

/// Says that a run is to come to its end.
pub trait Halt: Sync {
    /// Whether nothing new is to be begun.
    fn halted(&self) -> bool;
}

/// An engine whose results are kept in a catalogue.
pub struct CachedEngine<'a> {
    engine: &'a dyn OcrEngine,
    catalogue: &'a Catalogue,
    halt: &'a dyn Halt,
    read: AtomicUsize,
    known: AtomicUsize,
    broken: AtomicBool,
    failure: Mutex<Option<CatalogueError>>,
}

impl<'a> CachedEngine<'a> {
    /// Asks `engine` for what `catalogue` does not hold yet, until `halt`.
    pub fn new(engine: &'a dyn OcrEngine, catalogue: &'a Catalogue, halt: &'a dyn Halt) -> Self {
        let (read, known) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self { engine, catalogue, halt, read, known, broken: AtomicBool::new(false), failure: Mutex::default() }
    }

    /// How many pages the engine was asked to read, and how many were in the catalogue.
    pub fn counts(&self) -> (usize, usize) {
        (self.read.load(Ordering::Relaxed), self.known.load(Ordering::Relaxed))
    }

    /// Whether the catalogue could not be read or written; [`Self::failure`] says why. No page is read from then on.
    pub fn is_broken(&self) -> bool {
        self.broken.load(Ordering::SeqCst)
    }

    /// Why the catalogue could not be read or written.
    pub fn failure(&self) -> Option<CatalogueError> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Reads again: the catalogue may be in order by now.
    pub fn mend(&self) {
        self.failure();
        self.broken.store(false, Ordering::SeqCst);
    }

    fn break_off(&self, error: CatalogueError) -> OcrError {
        let reason = error.to_string();
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        self.broken.store(true, Ordering::SeqCst);
        OcrError::Failed { reason }
    }

    fn stopped(&self) -> bool {
        self.is_broken() || self.halt.halted()
    }

    /// Reads a page that is not known, and keeps what was read.
    fn ask(&self, begun: Begun<'_>, key: &str, settings: &str) -> Result<Page, OcrError> {
        let page = begun()?;
        self.read.fetch_add(1, Ordering::Relaxed);
        self.catalogue.keep_page(key, settings, &page).map_err(|error| self.break_off(error))?;
        Ok(page)
    }
}

impl OcrEngine for CachedEngine<'_> {
    fn recognise(&self, image: &PageImage) -> Result<RawPage, OcrError> {
        self.engine.recognise(image)
    }

    fn identity(&self) -> String {
        self.engine.identity()
    }

    fn settings(&self) -> String {
        self.engine.settings()
    }

    fn try_again(&self, error: &OcrError, tried: u32) -> bool {
        if tried >= TRIES || error.is_missing_tool() || self.stopped() {
            return false;
        }
        log::info!("a page is tried again: {error}");
        std::thread::sleep(Duration::from_millis(500 * u64::from(tried)));
        true
    }

    fn at_once(&self) -> usize {
        self.engine.at_once()
    }

    fn begin(&self, image: PageImage) -> Begun<'_> {
        if self.stopped() {
            return Box::new(|| Err(OcrError::Failed { reason: "the run was stopped".to_owned() }));
        }
        // The resolution that the file states is no part of the key, but guides the preparation.
        let stated = image.dpi().map_or_else(|| "none".to_owned(), |dpi| dpi.to_string());
        let (key, settings) = (image_key(&image), format!("{}, dpi {stated}", self.settings()));
        match self.catalogue.page_of(&key, &settings) {
            Ok(Some(page)) => {
                self.known.fetch_add(1, Ordering::Relaxed);
                Box::new(move || Ok(page))
            }
            Ok(None) => {
                let begun = self.engine.begin(image);
                Box::new(move || if self.stopped() { Err(stopped()) } else { self.ask(begun, &key, &settings) })
            }
            Err(error) => {
                let error = self.break_off(error);
                Box::new(move || Err(error))
            }
        }
    }

    fn read(&self, image: &PageImage) -> Result<Page, OcrError> {
        self.begin(image.clone())()
    }
}

fn stopped() -> OcrError {
    OcrError::Failed { reason: "the run was stopped".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Pixels;
    use crate::pipeline::{self, Silent};
    use crate::source::{self, Input};

    struct Flaky(AtomicUsize, usize);

    impl OcrEngine for Flaky {
        fn recognise(&self, _: &PageImage) -> Result<RawPage, OcrError> {
            let before = self.0.fetch_add(1, Ordering::SeqCst);
            if before < self.1 {
                Err(OcrError::Crashed { status: "signal 9".to_owned() })
            } else {
                Ok(RawPage::default())
            }
        }

        fn identity(&self) -> String {
            "flaky".to_owned()
        }
    }

    struct Go;

    impl Halt for Go {
        fn halted(&self) -> bool {
            false
        }
    }

    /// A picture of one pixel.
    fn input(level: u8) -> Input {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::GrayImage::from_pixel(1, 1, image::Luma([level])).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        source::open_bytes("a.png", bytes.into_inner()).unwrap()
    }

    #[test]
    fn a_page_is_read_once_and_a_failure_is_tried_twice() {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::create(&folder.path().join("c.db")).unwrap();
        let engine = Flaky(AtomicUsize::new(0), 1);
        let cached = CachedEngine::new(&engine, &catalogue, &Go);
        for _ in 0..2 {
            assert_eq!(pipeline::read(&input(1), &cached, &Silent).unwrap().failed(), 0);
        }
        assert_eq!((engine.0.load(Ordering::SeqCst), cached.counts()), (2, (1, 1)));
        let poison = Flaky(AtomicUsize::new(0), 9);
        let cached = CachedEngine::new(&poison, &catalogue, &Go);
        assert_eq!(pipeline::read(&input(2), &cached, &Silent).unwrap().failed(), 1);
        assert_eq!(poison.0.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn another_resolution_is_another_reading() {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::create(&folder.path().join("c.db")).unwrap();
        let engine = Flaky(AtomicUsize::new(0), 0);
        let cached = CachedEngine::new(&engine, &catalogue, &Go);
        for dpi in [None, Some(300), Some(600), Some(300)] {
            cached.read(&PageImage::new(1, 1, Pixels::Gray(vec![1]), dpi).unwrap()).unwrap();
        }
        assert_eq!(cached.counts(), (3, 1));
    }
}
