//! Pages rendered from held-out text and read by OCR: what confidence is learned from and measured on.
//!
//! Making them takes minutes and depends on text, fonts and engine alone; restoring them takes seconds and depends on
//! the models. So they are made once, kept in a file of one JSON object a line, and used again after each change of a
//! model. A page that an engine knowing Vietnamese read keeps its words, with their other readings; of a foreign engine
//! only the text is left, as in the text layers that offices write.

use super::pairs::{PairError, PairOptions, compose};
use crate::document::{Page, PageImage, Pixels};
use crate::ocr::{OcrEngine, OcrError, PoolOptions, TesseractPool};
use crate::render::{Faces, Family, render};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The engine's model for Vietnamese, the one whose words are kept.
pub const NATIVE: &str = "vie";

/// Why readings were not made, written or found.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum ReadingError {
    #[error(transparent)]
    Pairs(#[from] PairError),
    #[error("{language}, page {page}: {source}")]
    Ocr { language: String, page: usize, source: OcrError },
    #[error("{}: cannot be used: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{}, line {line}: is no reading: {source}; make the file with `vankho train readings`", path.display())]
    Json { path: PathBuf, line: usize, source: serde_json::Error },
}

/// A page with its truth and what was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The OCR model.
    pub language: String,
    /// Font, size, resolution and grade of wear.
    pub look: String,
    /// The lines that are printed.
    pub truth: Vec<String>,
    /// What was read; its words are kept only where the model knows Vietnamese.
    pub page: Page,
}

/// Renders `paragraphs` as `options` say, reads the pages and hands each to `each`, in order. A page that the engine
/// gives up is left out.
///
/// # Errors
/// When a font, the worker or the model is missing.
pub fn read_pages(
    options: &PairOptions,
    paragraphs: impl IntoIterator<Item = String>,
    mut each: impl FnMut(usize, Reading),
) -> Result<(), ReadingError> {
    let faces = Family::ALL.into_iter().map(Faces::load).collect::<Result<Vec<_>, _>>().map_err(PairError::from)?;
    let jobs = options.jobs.max(1);
    let engine = TesseractPool::new(PoolOptions {
        language: options.language.clone(),
        workers: jobs,
        page_limit: options.limit,
        alternatives: options.language == NATIVE,
        ..PoolOptions::default()
    });
    let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
    let threads = threads.map_err(|e| PairError::Threads { jobs, message: e.to_string() })?;
    let mut paragraphs = paragraphs.into_iter().peekable();
    let mut done = 0;
    while done < options.pages && paragraphs.peek().is_some() {
        let batch: Vec<_> = (done..options.pages.min(done + 2 * jobs))
            .map_while(|page| {
                paragraphs.peek()?;
                Some((page, compose(options, page, &faces, &mut paragraphs)))
            })
            .collect();
        done += batch.len();
        let read: Result<Vec<_>, ReadingError> = threads.install(|| {
            batch
                .par_iter()
                .map(|(number, (look, spec))| {
                    let Some(faces) = faces.iter().find(|f| f.family() == look.family) else { return Ok(None) };
                    let image = render(spec, faces).map_err(PairError::from)?;
                    let (width, height) = image.dimensions();
                    let image = PageImage::new(width, height, Pixels::Gray(image.into_raw()), Some(spec.dpi));
                    let Some(image) = image else { return Ok(None) };
                    let page = match engine.read(&image) {
                        Ok(page) => as_layer(page, &options.language),
                        Err(source) if source.is_missing_tool() => {
                            return Err(ReadingError::Ocr {
                                language: options.language.clone(),
                                page: *number,
                                source,
                            });
                        }
                        Err(_) => return Ok(None),
                    };
                    let truth = spec.lines.iter().map(|line| line.text.clone()).collect();
                    Ok(Some((*number, Reading { language: options.language.clone(), look: look.id(), truth, page })))
                })
                .collect()
        });
        read?.into_iter().flatten().for_each(|(number, reading)| each(number, reading));
    }
    Ok(())
}

/// The page as it would reach the restorer: of an engine that does not know Vietnamese its text alone.
pub fn as_layer(page: Page, language: &str) -> Page {
    if language == NATIVE { page } else { Page::from_text(page.text) }
}

/// Writes readings, one JSON object a line.
///
/// # Errors
/// When the file cannot be written.
pub fn write(path: &Path, readings: &[Reading]) -> Result<(), ReadingError> {
    let fail = |source| ReadingError::File { path: path.to_owned(), source };
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).map_err(fail)?);
    for reading in readings {
        serde_json::to_writer(&mut file, reading).map_err(|e| fail(e.into()))?;
        file.write_all(b"\n").map_err(fail)?;
    }
    file.flush().map_err(fail)
}

/// Reads what [`write`] wrote.
///
/// # Errors
/// When the file cannot be read, or a line of it is no reading.
pub fn load(path: &Path) -> Result<Vec<Reading>, ReadingError> {
    let fail = |source| ReadingError::File { path: path.to_owned(), source };
    let file = std::io::BufReader::new(std::fs::File::open(path).map_err(fail)?);
    let mut out = Vec::new();
    for (i, line) in file.lines().enumerate() {
        let line = line.map_err(fail)?;
        let reading = serde_json::from_str(&line);
        out.push(reading.map_err(|source| ReadingError::Json { path: path.to_owned(), line: i + 1, source })?);
    }
    Ok(out)
}
