//! The data that flows between the stages, and the JSON that they add up to.
//!
//! A [`Page`] is one page as it was read. A [`Document`] is what `vankho process` writes: the JSON
//! contract, version 1.0, published as `schema/document.schema.json`. Nothing here computes.

mod fact;
mod header;
mod image;
mod outline;
mod page;
mod restoration;
mod section;
mod span;
mod table;

pub use fact::*;
pub use header::*;
pub use image::*;
pub use outline::*;
pub use page::*;
pub use restoration::*;
pub use section::*;
pub use span::*;
pub use table::*;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of the JSON contract that [`Document`] follows.
pub const SCHEMA_VERSION: &str = "1.0";

/// One processed document: the JSON object that `vankho process` writes for one input.
///
/// Every `span` counts Unicode code points in [`Document::text`]. `null` means "looked for, not
/// found"; a key is never missing. All strings are NFC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Version of this contract, `"1.0"`.
    pub schema_version: String,
    /// Where the document came from and what processed it.
    pub source: Source,
    /// The whole restored text, lines as on the page, pages joined by form feed U+000C.
    pub text: String,
    /// One record per page, in order.
    pub pages: Vec<PageRecord>,
    /// The metadata of Nghị định 30/2020/NĐ-CP.
    pub header: Header,
    /// The blocks before the first section.
    pub preamble: Vec<Block>,
    /// The tree of labelled headings and items.
    pub sections: Vec<Section>,
    /// One row per mention of another document, in text order, `r1`, `r2`, ….
    pub references: Vec<Fact<Reference>>,
    /// One row per date mention, in text order, `d1`, `d2`, ….
    pub dates: Vec<Fact<DateMention>>,
    /// Every quantified aim or norm, in text order, `t1`, `t2`, ….
    pub targets: Vec<Fact<Target>>,
    /// Who has to do what, in text order, `a1`, `a2`, ….
    pub assignments: Vec<Fact<Assignment>>,
    /// The "Nơi nhận" block, one row a bullet.
    pub recipients: Vec<Recipient>,
    /// The signature blocks; more than one is also a warning.
    pub signatures: Vec<Signature>,
    /// What restoration judged and changed.
    pub restoration: Restoration,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
}

/// Where a document came from and what processed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// The path as given on the command line, `-` for standard input.
    pub path: String,
    /// SHA-256 of the input's bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Media type found from the content, e.g. `text/plain`, `image/tiff`.
    pub media_type: String,
    /// Number of pages, 1 or more.
    pub page_count: u32,
    /// What processed it.
    pub pipeline: PipelineInfo,
}

/// The versions that a result depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PipelineInfo {
    /// Program and version, `vankho 0.1.0`.
    pub program: String,
    /// OCR engine and its model, `tesseract 5.3.0 vie`; null when no page was read by OCR.
    pub ocr: Option<String>,
    /// Identity of the language model: the first 12 hexadecimal digits of its SHA-256.
    pub language_model: String,
}

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Warning {
    /// Stable name: `label-gap`, `low-confidence`, `blank-number`, `second-signature`, ….
    pub code: String,
    /// One sentence in plain English that says what to look at.
    pub message: String,
    /// 0-based page, or null when it concerns the whole document.
    pub page: Option<u32>,
    /// Where in the text, or null.
    pub span: Option<Span>,
}
