//! Joins the stages: pages as read → restored text → structure → facts → [`Document`].
//!
//! [`read_all`] pulls the pages of inputs, several at once, and has the images among them read by OCR, PDF pages without
//! a right text layer (`layer` judges it) among them; a page that cannot be read is kept as an empty page and costs a
//! warning. [`assemble`] is everything after that, a pure function of the pages.
//! The stages themselves know nothing of each other; what one needs of another (the boxes of edits, how sure restoration
//! was of a fact's words, which reference promulgates the document) is joined here.

mod assemble;
mod boxes;
mod consistency;
mod doubt;
mod layer;
mod letterhead;
pub mod packed;
mod parts;
mod read;
mod side_by_side;
mod tables;

pub use assemble::assemble;
pub use doubt::{Doubt, least_sure};
pub use packed::PackedPage;
pub use parts::join;
pub use read::{Progress, Reading, Silent, read};
pub use side_by_side::read_all;

use crate::document::Document;
use crate::ocr::{OcrEngine, OcrError};
use crate::restore::Restorer;
use crate::source::Input;
use sha2::{Digest, Sha256};

/// What can be set about processing.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// A restored word less sure than this is a `low-confidence` warning.
    pub doubtful_below: f64,
    /// Identity of the language model, as the document names it.
    pub language_model: String,
}

impl Options {
    /// The defaults with these models. Hashes the language model: make one and use it for all inputs.
    pub fn new(restorer: &Restorer) -> Self {
        let digest = Sha256::digest(restorer.data().lm);
        let language_model = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Self { doubtful_below: 0.5, language_model }
    }
}

/// Processes one input: reads its pages, restores, parses and extracts.
///
/// A page that could not be read is a `page-unreadable` warning of the document, not an error.
///
/// # Errors
/// When a page is an image and the OCR tools are not there.
pub fn process(
    input: &Input,
    options: &Options,
    engine: &dyn OcrEngine,
    restorer: &Restorer,
    progress: &dyn Progress,
) -> Result<Document, OcrError> {
    Ok(assemble(read(input, engine, progress)?, options, restorer))
}
