//! One page as it was read, and its record in the JSON.

use super::{Confidence, PixelBox, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a page's text came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TextSource {
    /// Read from the page image.
    Ocr,
    /// Taken from the text layer of a PDF.
    TextLayer,
    /// The input was text.
    Text,
}

/// One page as it was read, before restoration. Text stages read `text`; `words` adds what OCR knew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The page as read: NFC, lines separated by `\n`, in reading order, no form feed.
    pub text: String,
    /// The OCR words in text order; empty when the input was text. Their spans lie in `text`.
    pub words: Vec<OcrWord>,
    /// Size of the image in pixels; `None` when the input was text.
    pub size: Option<(u32, u32)>,
    /// Resolution in dots per inch; `None` when unknown or the input was text.
    pub dpi: Option<u32>,
    /// How far the page was turned clockwise before it was read: 0, 90, 180, 270 plus the deskew angle.
    pub rotation_deg: f64,
    /// Where the text came from.
    pub source: TextSource,
    /// What was found on the page besides its text.
    pub marks: Vec<Mark>,
    /// Why the page could not be read; its text is then empty.
    pub failure: Option<String>,
}

impl Page {
    /// A page of an input that was text.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            words: Vec::new(),
            size: None,
            dpi: None,
            rotation_deg: 0.0,
            source: TextSource::Text,
            marks: Vec::new(),
            failure: None,
        }
    }
}

/// One word that OCR read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OcrWord {
    /// Where it stands in [`Page::text`], code points.
    pub span: Span,
    /// Where it stands on the page image.
    pub bbox: PixelBox,
    /// The engine's confidence.
    pub confidence: Confidence,
    /// For each symbol slot of the word its readings, the one taken among them, best first, pruned; may be empty.
    /// Slots can be shifted against the letters of the word by the engine's noise.
    pub symbols: Vec<Vec<SymbolChoice>>,
    /// Number of the text line on the page, counted from 0 in reading order.
    pub line: u32,
    /// Number of the layout block on the page, counted from 0 in reading order.
    pub block: u32,
}

/// One reading of one symbol.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SymbolChoice {
    /// The reading: usually one letter.
    pub text: String,
    /// The engine's confidence, clamped to 0..1.
    pub confidence: Confidence,
}

/// A page's record in the JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PageRecord {
    /// 0-based number.
    pub index: u32,
    /// The page's text, without the form feeds around it.
    pub span: Span,
    /// Width of the page image in pixels; null for text.
    pub width_px: Option<u32>,
    /// Height of the page image in pixels; null for text.
    pub height_px: Option<u32>,
    /// Resolution in dots per inch; null when unknown or for text.
    pub dpi: Option<u32>,
    /// Degrees that the page was turned clockwise before it was read.
    pub rotation_deg: f64,
    /// Where its text came from.
    pub text_source: TextSource,
    /// Mean confidence of its tokens after restoration, 0..1; null for a page without tokens.
    pub mean_confidence: Option<Confidence>,
    /// What was found on the page besides its text.
    pub marks: Vec<Mark>,
}

/// Something on a page that is not the document's own text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mark {
    /// What it is.
    pub kind: MarkKind,
    /// What it says, if that was read.
    pub text: Option<String>,
    /// Where it is, in pixels.
    #[serde(rename = "box")]
    pub bbox: Option<PixelBox>,
}

/// Kinds of [`Mark`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// A rubber stamp, such as that of incoming mail.
    Stamp,
    /// A round seal.
    Seal,
    /// Something written by hand.
    Handwriting,
    /// Something that a document system put over the page.
    Annotation,
    /// A watermark.
    Watermark,
}
