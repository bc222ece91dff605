//! Tesseract in worker processes, as many at once as pages are read at once.
//!
//! Workers are started when they are first needed and kept for the next page: loading the model costs about as
//! much as a tenth of a page. One that crashed, hung or talked nonsense is replaced. When a tool or model is
//! missing, that answer is kept, so that a thousand pages do not start a thousand processes.

use super::album::Album;
use super::wire::Request;
use super::worker::Worker;
use super::{
    Begun, OcrEngine, OcrError, PreparedImage, Probe, READING, RawPage, assemble, prepare, prepare_watched, probe,
    worker_path,
};
use crate::document::{Mark, MarkKind, PageImage};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;
use unicode_normalization::UnicodeNormalization;

/// A page that may be upside down is read again the other way when the engine was less sure of it than this, of 100.
const SURE: f64 = 75.0;
/// Tesseract's page segmentation for one block of text, as that of a stamp.
const ONE_BLOCK: u8 = 6;
/// Of a stamp, the mean confidence from which its words are believed, and the letters from which blue ink is print.
const SURE_STAMP: f64 = 60.0;
const PRINTED: usize = 8;

/// How a [`TesseractPool`] works.
#[derive(Debug, Clone)]
pub struct PoolOptions {
    /// Tesseract model: `vie`, `eng`, `fra`, `vie+eng`….
    pub language: String,
    /// How many workers may run at once, 1 or more.
    pub workers: usize,
    /// How long one page may take.
    pub page_limit: Duration,
    /// The worker binary; `None` to look for it where [`worker_path`] says.
    pub worker: Option<PathBuf>,
    /// Tesseract's page segmentation mode: 3 finds blocks and columns, 6 is one block, 7 one line.
    pub segmentation: u8,
    /// Whether each symbol's other readings are wanted; they cost 10 to 25 % of the time.
    pub alternatives: bool,
    /// A folder to which the page is written after each step of preparing it.
    pub debug_images: Option<PathBuf>,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self {
            language: "vie".to_owned(),
            workers: std::thread::available_parallelism().map_or(1, usize::from),
            page_limit: Duration::from_secs(120),
            worker: None,
            segmentation: 3,
            alternatives: true,
            debug_images: None,
        }
    }
}

/// The engine that `vankho` uses: Tesseract behind `vankho-ocr` processes.
///
/// Any number of threads may ask it; each waits for a free worker.
#[derive(Debug)]
pub struct TesseractPool {
    options: PoolOptions,
    state: Mutex<State>,
    freed: Condvar,
    identity: OnceLock<String>,
    models: OnceLock<String>,
    /// Number of pages asked for.
    seen: AtomicUsize,
}

#[derive(Debug, Default)]
struct State {
    idle: Vec<Worker>,
    running: usize,
    missing: Option<OcrError>,
}

impl TesseractPool {
    /// Makes a pool; nothing is started before the first page.
    pub fn new(options: PoolOptions) -> Self {
        Self {
            options,
            state: Mutex::default(),
            freed: Condvar::new(),
            identity: OnceLock::new(),
            models: OnceLock::new(),
            seen: AtomicUsize::new(0),
        }
    }

    /// Starts one worker, to find out before the first page whether everything is installed.
    ///
    /// # Errors
    /// One for which [`OcrError::is_missing_tool`] holds.
    pub fn check(&self) -> Result<(), OcrError> {
        let worker = self.check_out()?;
        self.check_in(Some(worker));
        Ok(())
    }

    /// Reads an image that is prepared already; boxes are in its own pixels.
    ///
    /// # Errors
    /// As [`OcrEngine::recognise`].
    pub fn recognise_prepared(&self, image: PreparedImage) -> Result<RawPage, OcrError> {
        self.ask(image, self.options.segmentation)
    }

    fn ask(&self, image: PreparedImage, segmentation: u8) -> Result<RawPage, OcrError> {
        let limit = self.options.page_limit;
        let request = Request {
            width: image.width(),
            height: image.height(),
            dpi: image.dpi(),
            segmentation,
            alternatives: self.options.alternatives,
            limit_ms: u64::try_from(limit.as_millis()).unwrap_or(u64::MAX),
        };
        let mut worker = self.check_out()?;
        let result = worker.ask(request, image, limit);
        let keep = matches!(result, Ok(_) | Err(OcrError::Failed { .. }));
        self.check_in(keep.then_some(worker));
        result
    }

    fn prepare(&self, image: PageImage) -> PreparedImage {
        match &self.options.debug_images {
            None => prepare(image),
            Some(folder) => prepare_watched(image, &mut Album::new(folder, self.seen.fetch_add(1, Ordering::Relaxed))),
        }
    }

    /// Reads a prepared page of `size` pixels and notes down how it lies on the page as it was given.
    fn read_prepared(&self, size: (u32, u32), mut prepared: PreparedImage) -> Result<RawPage, OcrError> {
        let (frame, mut marks, rules) = (prepared.frame(), prepared.marks().to_vec(), prepared.rules().to_vec());
        let (preparation, dpi) = (Some(prepared.preparation()), prepared.page_dpi());
        for (mark, stamp) in prepared.stamps() {
            match self.ask(stamp, ONE_BLOCK) {
                Ok(read) => read_stamp(&mut marks[mark], &read),
                Err(error) if error.is_missing_tool() => return Err(error),
                Err(error) => log::info!("a stamp is not read: {error}"),
            }
        }
        let cells = prepared.cut_cells();
        let mut page = self.recognise_prepared(prepared)?;
        for cell in cells {
            match self.ask(cell.image, ONE_BLOCK) {
                Ok(read) => page.blocks.extend(read.moved(cell.left, cell.top).blocks),
                Err(error) if error.is_missing_tool() => return Err(error),
                Err(error) => log::warn!("a cell of a table is not read: {error}"),
            }
        }
        let (width, height) = size;
        Ok(RawPage { width, height, dpi, frame, preparation, marks, rules, ..page })
    }

    /// Reads a prepared page of `size` pixels, and the other way up when it may be upside down.
    fn read_upright(&self, size: (u32, u32), prepared: PreparedImage) -> Result<RawPage, OcrError> {
        let turned = prepared.doubtful().then(|| prepared.upside_down());
        let page = self.read_prepared(size, prepared)?;
        match turned {
            // Read well, it is upright.
            Some(turned) if page.mean_confidence() < SURE => {
                let other = self.read_prepared(size, turned)?;
                Ok(if other.mean_confidence() > page.mean_confidence() { other } else { page })
            }
            _ => Ok(page),
        }
    }

    /// What the model files hold, in short: another file of the same name reads otherwise.
    fn models(&self) -> &str {
        self.models.get_or_init(|| {
            let folder = self.probe().map(|probe| PathBuf::from(probe.info.data_path));
            let short = |name: &str| folder.as_ref().and_then(|folder| short_hash(&folder.join(name)));
            let models = self.options.language.split('+').map(|model| short(&format!("{model}.traineddata")));
            models.map(|hash| hash.unwrap_or_else(|| "unknown".to_owned())).collect::<Vec<_>>().join("+")
        })
    }

    /// What the worker says of itself, if it is installed.
    fn probe(&self) -> Option<Probe> {
        let probe = probe(self.options.worker.as_deref()).ok()?;
        self.identity.get_or_init(|| describe(&probe.info.tesseract, &self.options.language));
        Some(probe)
    }

    fn check_out(&self) -> Result<Worker, OcrError> {
        let mut state = self.lock();
        loop {
            if let Some(missing) = &state.missing {
                return Err(missing.clone());
            }
            while let Some(mut worker) = state.idle.pop() {
                if worker.is_alive() {
                    return Ok(worker);
                }
                state.running -= 1;
            }
            if state.running < self.options.workers.max(1) {
                state.running += 1;
                break;
            }
            state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        drop(state);
        self.start().inspect_err(|error| {
            if error.is_missing_tool() {
                self.lock().missing = Some(error.clone());
            }
            self.check_in(None);
        })
    }

    fn start(&self) -> Result<Worker, OcrError> {
        let path = self.options.worker.clone().map_or_else(worker_path, Ok)?;
        let worker = Worker::start(&path, &self.options.language)?;
        self.identity.get_or_init(|| describe(&worker.hello.tesseract, &self.options.language));
        Ok(worker)
    }

    /// Gives a worker back, or with `None` the right to start another.
    fn check_in(&self, worker: Option<Worker>) {
        let mut state = self.lock();
        match worker {
            Some(worker) => state.idle.push(worker),
            None => state.running -= 1,
        }
        drop(state);
        self.freed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OcrEngine for TesseractPool {
    fn recognise(&self, image: &PageImage) -> Result<RawPage, OcrError> {
        self.read_upright((image.width(), image.height()), self.prepare(image.clone()))
    }

    fn settings(&self) -> String {
        let PoolOptions { segmentation, alternatives, .. } = self.options;
        let alternatives = if alternatives { ", other readings" } else { "" };
        let (identity, models) = (self.identity(), self.models());
        format!("{identity} {models}, segmentation {segmentation}{alternatives}, reading {READING}")
    }

    fn at_once(&self) -> usize {
        self.options.workers.max(1)
    }

    fn begin(&self, image: PageImage) -> Begun<'_> {
        let size = (image.width(), image.height());
        let prepared = self.prepare(image);
        Box::new(move || Ok(assemble(&self.read_upright(size, prepared)?)))
    }

    fn identity(&self) -> String {
        if self.identity.get().is_none() {
            self.probe();
        }
        self.identity.get().cloned().unwrap_or_else(|| describe("(not installed)", &self.options.language))
    }
}

/// Notes down what a stamp says, if that is print: its words are few, and read surely.
fn read_stamp(mark: &mut Mark, read: &RawPage) {
    let lines = read.blocks.iter().flat_map(|block| &block.paragraphs).flat_map(|paragraph| &paragraph.lines);
    let text: Vec<String> = lines
        .map(|line| line.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "))
        .filter(|line| line.chars().any(char::is_alphanumeric))
        .collect();
    let text: String = text.join("\n").nfc().collect();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let blue = mark.kind == MarkKind::Handwriting;
    if read.mean_confidence() >= SURE_STAMP && letters >= if blue { PRINTED } else { 3 } {
        // What was taken for handwriting by its colour is a stamp when it is print.
        mark.kind = MarkKind::Stamp;
        mark.text = Some(text);
    }
}

/// The first half of the SHA-256 of a file, if it can be read.
fn short_hash(path: &Path) -> Option<String> {
    let hash = Sha256::digest(std::fs::read(path).ok()?);
    Some(hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}

fn describe(version: &str, language: &str) -> String {
    format!("tesseract {version} {language}")
}
