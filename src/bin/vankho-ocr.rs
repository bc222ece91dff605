//! The OCR worker: reads page images from standard input with Tesseract and writes what it saw to standard
//! output, in the frames of [`vankho::ocr::wire`]. The only program here that is linked to libtesseract.
//!
//! `vankho-ocr LANGUAGE` serves until its input ends; `vankho-ocr --version` writes versions and models as JSON.

use std::env;
use std::io::{self, BufWriter, Read, Stdin, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::{Duration, Instant};
use tesseract_rs::{
    PageIterator, ResultIterator, TessPageIteratorLevel as Level, TessPageSegMode, TesseractAPI, TesseractError,
};
use vankho::document::PixelBox;
use vankho::ocr::wire::{Hello, Reply, Request, StartProblem, VersionInfo, read_frame, write_frame};
use vankho::ocr::{RawBlock, RawLine, RawPage, RawParagraph, RawSymbol, RawWord};

/// Readings of a symbol beyond these, or less probable than this (of 100), are noise.
const MOST_READINGS: usize = 8;
const LEAST_CONFIDENCE: f32 = 0.5;
/// What the worker grants itself beyond the page limit before it gives up: its parent should have stopped it.
const GRACE: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    let result = match env::args().nth(1).as_deref() {
        Some("--version") => version(),
        Some(language) if !language.starts_with('-') => serve(language),
        _ => {
            let _ = writeln!(io::stderr(), "usage: vankho-ocr LANGUAGE | --version (started by vankho)");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        // The parent is gone: nobody is left to tell.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "vankho-ocr: {error}");
            ExitCode::FAILURE
        }
    }
}

fn version() -> io::Result<()> {
    let api = TesseractAPI::new();
    // Without a model the library knows no folder; `osd` comes with every installation.
    let loaded = ["vie", "osd", "eng"].iter().any(|language| init(&api, language).is_ok());
    let mut languages = if loaded { api.get_available_languages().unwrap_or_default() } else { Vec::new() };
    languages.sort();
    let data_path = if loaded { api.get_datapath().unwrap_or_default() } else { String::new() };
    let vankho = env!("CARGO_PKG_VERSION").to_owned();
    let info = VersionInfo { vankho, tesseract: TesseractAPI::version(), languages, data_path };
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &info)?;
    writeln!(out)
}

fn serve(language: &str) -> io::Result<()> {
    let (mut input, mut out) = (io::stdin(), BufWriter::new(io::stdout().lock()));
    let api = TesseractAPI::new();
    let problem = start(&api, language).err();
    let over = problem.is_some();
    let hello = Hello { tesseract: TesseractAPI::version(), language: language.to_owned(), problem };
    write_frame(&mut out, &hello)?;
    if over {
        return Ok(());
    }
    let watchdog = Watchdog::start();
    while let Some(request) = read_frame::<Request>(&mut input)? {
        let pixels = read_pixels(&mut input, &request)?;
        watchdog.expect(Duration::from_millis(request.limit_ms).saturating_add(GRACE));
        let reply = match recognise(&api, &request, &pixels) {
            Ok(page) => Reply::Page(page),
            Err(error) => Reply::Failed(error.to_string()),
        };
        watchdog.rest();
        write_frame(&mut out, &reply)?;
    }
    Ok(())
}

fn init(api: &TesseractAPI, language: &str) -> Result<(), TesseractError> {
    // An empty path stands for TESSDATA_PREFIX or the folder that the library was built with; mode 1 is the
    // neural engine alone.
    api.init_4("", language, 1, &[])
}

fn start(api: &TesseractAPI, language: &str) -> Result<(), StartProblem> {
    if language.contains('\0') {
        return Err(StartProblem::NoModel);
    }
    // The library writes to stderr what the answer says anyway.
    let _ = api.set_variable("debug_file", "/dev/null");
    init(api, language).map_err(|_| StartProblem::NoModel)?;
    let set = api.set_variable("lstm_choice_mode", "2");
    set.map_err(|error| StartProblem::Other(error.to_string()))
}

fn read_pixels(input: &mut Stdin, request: &Request) -> io::Result<Vec<u8>> {
    let size = u64::from(request.width) * u64::from(request.height);
    let mut pixels = Vec::new();
    input.take(size).read_to_end(&mut pixels)?;
    if pixels.len() as u64 == size { Ok(pixels) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

fn recognise(api: &TesseractAPI, request: &Request, pixels: &[u8]) -> Result<RawPage, TesseractError> {
    let (width, height) = (request.width as i32, request.height as i32);
    api.set_variable("lstm_choice_mode", if request.alternatives { "2" } else { "0" })?;
    api.set_page_seg_mode(TessPageSegMode::from_int(request.segmentation.into()))?;
    api.set_image(pixels, width, height, 1, width)?;
    api.set_source_resolution(request.dpi as i32)?;
    api.recognize()?;
    let mut page = RawPage { width: request.width, height: request.height, dpi: request.dpi, ..RawPage::default() };
    // A page without any text has no iterator.
    if let (Ok(results), Ok(places)) = (api.get_iterator(), api.get_page_iterator()) {
        collect(&results, &places, request.alternatives, &mut page)?;
    }
    api.clear()?;
    Ok(page)
}

/// Walks the page symbol by symbol. The two iterators go in step: one gives results, the other tells where words
/// and lines begin. Whether a line begins is dear to ask, so it is asked where a word does, and so on upward.
fn collect(
    results: &ResultIterator,
    places: &PageIterator,
    alternatives: bool,
    page: &mut RawPage,
) -> Result<(), TesseractError> {
    let begins = |level| places.is_at_beginning_of(level);
    let mut step = Level::RIL_WORD;
    loop {
        if begins(Level::RIL_WORD)? {
            if page.blocks.is_empty() || begins(Level::RIL_TEXTLINE)? {
                begin_line(&begins, page)?;
            }
            // Blocks without text, such as pictures, have no word.
            let word = results.get_utf8_text(Level::RIL_WORD).ok();
            step = if alternatives && word.is_some() { Level::RIL_SYMBOL } else { Level::RIL_WORD };
            if let (Some(text), Some(line)) = (word, last_line(page)) {
                let (left, top, right, bottom) = results.get_bounding_box(Level::RIL_WORD)?;
                line.words.push(RawWord {
                    text: text.trim().to_owned(),
                    bbox: PixelBox { left, top, right, bottom },
                    confidence: results.confidence(Level::RIL_WORD)?,
                    symbols: Vec::new(),
                });
            }
        }
        if step == Level::RIL_SYMBOL
            && let Some(word) = last_line(page).and_then(|line| line.words.last_mut())
        {
            word.symbols.push(readings(results)?);
        }
        let more = places.next(step)?;
        if !results.next(step)? || !more {
            break;
        }
    }
    Ok(())
}

/// Opens the line that begins here, with the paragraph and the block that begin with it.
fn begin_line(
    begins: &impl Fn(Level) -> Result<bool, TesseractError>,
    page: &mut RawPage,
) -> Result<(), TesseractError> {
    if page.blocks.is_empty() || begins(Level::RIL_BLOCK)? {
        page.blocks.push(RawBlock::default());
    }
    let Some(block) = page.blocks.last_mut() else { return Ok(()) };
    if block.paragraphs.is_empty() || begins(Level::RIL_PARA)? {
        block.paragraphs.push(RawParagraph::default());
    }
    if let Some(paragraph) = block.paragraphs.last_mut() {
        paragraph.lines.push(RawLine::default());
    }
    Ok(())
}

fn last_line(page: &mut RawPage) -> Option<&mut RawLine> {
    page.blocks.last_mut()?.paragraphs.last_mut()?.lines.last_mut()
}

/// The readings of the symbol at hand, best first, rounded to tenths of a per cent.
fn readings(results: &ResultIterator) -> Result<Vec<RawSymbol>, TesseractError> {
    let mut readings: Vec<RawSymbol> = Vec::new();
    let Ok(choices) = results.get_choice_iterator() else { return Ok(readings) };
    loop {
        let confidence = choices.confidence()?.clamp(0.0, 100.0);
        if confidence >= LEAST_CONFIDENCE
            && let Ok(text) = choices.get_utf8_text()
            && !text.trim().is_empty()
        {
            readings.push(RawSymbol(text, (confidence * 10.0).round() / 10.0));
        }
        if !choices.next()? {
            break;
        }
    }
    readings.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    readings.truncate(MOST_READINGS);
    Ok(readings)
}

/// Ends the process when a page takes much longer than its limit or the parent is gone: a worker whose parent
/// was killed must not go on for ever.
struct Watchdog {
    /// When the page has to be done, in milliseconds since the start; 0 when there is no page.
    due: Arc<AtomicU64>,
}

/// Start of the process, the watchdog's zero.
static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Watchdog {
    fn start() -> Self {
        let due = Arc::new(AtomicU64::new(0));
        let seen = Arc::clone(&due);
        let parent = std::os::unix::process::parent_id();
        thread::spawn(move || {
            loop {
                thread::sleep(Duration::from_millis(500));
                let due = seen.load(Ordering::Relaxed);
                let late = due != 0 && STARTED.elapsed().as_millis() > u128::from(due);
                if late || std::os::unix::process::parent_id() != parent {
                    std::process::exit(1);
                }
            }
        });
        Self { due }
    }

    fn expect(&self, within: Duration) {
        let due = STARTED.elapsed().saturating_add(within).as_millis();
        self.due.store(u64::try_from(due).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    fn rest(&self) {
        self.due.store(0, Ordering::Relaxed);
    }
}
