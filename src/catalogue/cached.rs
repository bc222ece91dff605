//! An engine that reads each page image once: what it read is in the catalogue before the document is complete.
//!
//! A page that fails is tried again after a short wait, since memory may be free again or a worker was killed; after
//! the second time it is given up.

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
    fn ask(&self, begun: Begun<'_>, key: &str, again: impl Fn() -> Option<PageImage>) -> Result<Page, OcrError> {
        let mut result = begun();
        for tries in 1..TRIES {
            match &result {
                Err(error) if !error.is_missing_tool() && !self.stopped() => {
                    log::info!("a page is tried again: {error}");
                    std::thread::sleep(Duration::from_millis(500 * u64::from(tries)));
                    let Some(image) = again() else { break };
                    result = self.engine.begin(image)();
                }
                _ => break,
            }
        }
        let page = result?;
        self.read.fetch_add(1, Ordering::Relaxed);
        self.catalogue.keep_page(key, &self.engine.identity(), &page).map_err(|error| self.break_off(error))?;
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

    fn at_once(&self) -> usize {
        self.engine.at_once()
    }

    fn begin(&self, image: PageImage) -> Begun<'_> {
        if self.stopped() {
            return Box::new(|| Err(OcrError::Failed { reason: "the run was stopped".to_owned() }));
        }
        let key = image_key(&image);
        match self.catalogue.page_of(&key, &self.engine.identity()) {
            Ok(Some(page)) => {
                self.known.fetch_add(1, Ordering::Relaxed);
                Box::new(move || Ok(page))
            }
            Ok(None) => {
                // Kept for a second try as it came; the engine lets its own copy go.
                let copy = image.clone();
                let begun = self.engine.begin(image);
                Box::new(
                    move || if self.stopped() { Err(stopped()) } else { self.ask(begun, &key, || Some(copy.clone())) },
                )
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

    #[test]
    fn a_page_is_read_once_and_a_failure_is_tried_twice() {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::create(&folder.path().join("c.db")).unwrap();
        let image = |level| PageImage::new(1, 1, Pixels::Gray(vec![level]), None).unwrap();
        let engine = Flaky(AtomicUsize::new(0), 1);
        let cached = CachedEngine::new(&engine, &catalogue, &Go);
        cached.read(&image(1)).unwrap();
        cached.read(&image(1)).unwrap();
        assert_eq!((engine.0.load(Ordering::SeqCst), cached.counts()), (2, (1, 1)));
        let poison = Flaky(AtomicUsize::new(0), 9);
        let cached = CachedEngine::new(&poison, &catalogue, &Go);
        assert!(cached.read(&image(2)).is_err());
        assert_eq!(poison.0.load(Ordering::SeqCst), 2);
    }
}
