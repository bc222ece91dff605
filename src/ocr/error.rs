//! What can go wrong when a page is read.

use std::path::PathBuf;
use std::time::Duration;
use thiserror::Error;

/// Why a page could not be read. The caller adds file and page, which an engine does not know.
#[derive(Debug, Clone, Error)]
pub enum OcrError {
    /// There is no worker binary.
    #[error(
        "the OCR worker vankho-ocr was not found (looked at {}); put it beside vankho or set VANKHO_OCR to its path",
        tried.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
    )]
    NoWorker {
        /// Where it was looked for.
        tried: Vec<PathBuf>,
    },
    /// The worker does not start: as a rule libtesseract is not installed.
    #[error(
        "the OCR worker {} does not start ({reason}); install Tesseract: apt-get install tesseract-ocr tesseract-ocr-vie",
        worker.display()
    )]
    CannotStart {
        /// The worker's path.
        worker: PathBuf,
        /// What the system or the worker said.
        reason: String,
    },
    /// Tesseract is there, the model of the language is not.
    #[error("Tesseract has no model \"{language}\"; install it: apt-get install tesseract-ocr-{}", language.replace('_', "-"))]
    NoModel {
        /// The language asked for.
        language: String,
    },
    /// The worker died while it read the page.
    #[error("the OCR engine crashed on this page ({status})")]
    Crashed {
        /// How it ended.
        status: String,
    },
    /// The page took longer than its limit.
    #[error("the OCR engine was stopped after {} s on this page; raise the page time limit", limit.as_secs_f64())]
    TimedOut {
        /// The limit.
        limit: Duration,
    },
    /// The worker's answer makes no sense.
    #[error("the OCR worker gave a broken answer ({reason})")]
    Garbage {
        /// What is wrong with it.
        reason: String,
    },
    /// The engine refused the page.
    #[error("the OCR engine failed on this page ({reason})")]
    Failed {
        /// What it said.
        reason: String,
    },
    /// There is no recorded result for the image.
    #[error("no recorded OCR result for the image with key {key}; record it first")]
    NotRecorded {
        /// See [`super::image_key`].
        key: String,
    },
    /// A recording cannot be read or written.
    #[error("{}: the OCR recording cannot be used ({reason})", path.display())]
    BadRecording {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

impl OcrError {
    /// Whether something has to be installed before any page can be read (exit code 3).
    pub fn is_missing_tool(&self) -> bool {
        matches!(self, Self::NoWorker { .. } | Self::CannotStart { .. } | Self::NoModel { .. })
    }
}
