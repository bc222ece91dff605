//! Opening what commands need: inputs, the restorer, the OCR engine. Each failure gets its exit code here.

use super::exit::{ExitCode, Failure, OrFail};
use crate::ocr::{PoolOptions, TesseractPool};
use crate::restore::{self, Restorer};
use crate::source::{self, Input};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where dictionaries, language model and channel come from.
#[derive(Debug, Clone, clap::Args)]
pub struct Data {
    /// Use the dictionaries and models in this folder instead of the built-in ones
    #[arg(long, value_name = "DIR", env = "VANKHO_DATA")]
    pub data: Option<PathBuf>,
}

impl Data {
    /// Loads them.
    pub fn restorer(&self) -> Result<Restorer, Failure> {
        let data = match &self.data {
            Some(folder) => restore::Data::load(folder).or_fail(ExitCode::Missing)?,
            None => restore::Data::embedded(),
        };
        Restorer::new(data).or_fail(ExitCode::Missing)
    }
}

/// Opens a file, or standard input for `-`.
pub fn input(path: &Path) -> Result<Input, Failure> {
    if path == Path::new("-") {
        let bytes = stdin()?;
        return source::open_bytes("-", bytes).or_fail(ExitCode::SomeFailed);
    }
    source::open(path).or_fail(ExitCode::SomeFailed)
}

/// Opens several files, and the page images of folders, as one document.
///
/// Files are taken in the order named, but a list in plain order of the alphabet is how a shell fills in `*`: then pages
/// are in natural order, 2 before 10.
pub fn one_document(paths: &[PathBuf]) -> Result<Input, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(source::in_folder(path).or_fail(ExitCode::SomeFailed)?);
        } else {
            files.push(path.clone());
        }
    }
    if files.is_sorted() && paths.iter().all(|path| !path.is_dir()) {
        files.sort_by(|a, b| source::natural(&a.to_string_lossy(), &b.to_string_lossy()));
    }
    let name = paths.first().map_or_else(String::new, |path| path.display().to_string());
    source::open_many(&name, &files).or_fail(ExitCode::SomeFailed)
}

/// Everything that standard input holds.
pub fn stdin() -> Result<Vec<u8>, Failure> {
    let read = source::read_limited(std::io::stdin().lock());
    read.map_err(|problem| anyhow::anyhow!("standard input {problem}")).or_fail(ExitCode::SomeFailed)
}

/// How pages are read.
#[derive(Debug, Clone, clap::Args)]
pub struct Reader {
    /// The OCR model
    #[arg(long, value_name = "LANG", default_value = "vie")]
    pub lang: String,
    /// Seconds that one page may take before it is given up
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub page_timeout: u64,
    /// Pages to read at once; as many as there are processor cores unless told otherwise
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub threads: Option<u16>,
    /// Write each page image to this folder after every step of preparing it for OCR
    #[arg(long, value_name = "DIR")]
    pub debug_images: Option<PathBuf>,
}

impl Reader {
    /// The engine; its worker processes start with the first page image.
    pub fn engine(&self) -> TesseractPool {
        let options = PoolOptions::default();
        let workers = match &self.debug_images {
            // The pictures are numbered as pages are read.
            Some(_) => 1,
            None => self.threads.map_or(options.workers, usize::from),
        };
        TesseractPool::new(PoolOptions {
            language: self.lang.clone(),
            page_limit: Duration::from_secs(self.page_timeout),
            workers,
            debug_images: self.debug_images.clone(),
            ..options
        })
    }
}
