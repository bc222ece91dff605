//! One page as it was read, and its record in the JSON.

use super::{Confidence, PixelBox, Span, Table};
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
    /// What was done to the image before it was read; `None` when no image was read.
    pub preparation: Option<Preparation>,
    /// What was found on the page besides its text.
    pub marks: Vec<Mark>,
    /// Its tables with ruled lines, from the top; the spans of their cells lie in `text`.
    #[serde(default)]
    pub tables: Vec<Table>,
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
            preparation: None,
            marks: Vec::new(),
            tables: Vec::new(),
            failure: None,
        }
    }
}

/// One word that OCR read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OcrWord {
    /// Where it stands in [`Page::text`], code points.
    pub span: Span,
    /// Where it stands on the page image as it was given, whatever was done to the image before it was read. On a
    /// page that was turned (see [`Page::rotation_deg`]) it is the upright box around the slanted word.
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

/// What was done to a page image before it was read. Nothing of it changes the boxes: they are those of the image as
/// it was given.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Preparation {
    /// Quarter turns clockwise that put the page upright, in degrees: 0, 90, 180 or 270.
    pub turned_deg: u32,
    /// Degrees clockwise that the page was turned to make its lines level; 0 when they were.
    pub deskewed_deg: f64,
    /// The resolution that the file states; null when it states none.
    pub stated_dpi: Option<u32>,
    /// Pixels that the engine was given for one pixel of the image, on a side: 2 for a coarse scan, 0.5 for a very fine one.
    pub scale: f64,
    /// Part of the page's pixels that were ink of a colour (seals, stamps, signatures) and taken out, 0..1.
    pub ink_removed: f64,
    /// How much darker the paper's darkest region was than its lightest, as a part of white, when the light was made
    /// even; 0 when it was left as it was.
    pub shade_removed: f64,
    /// Number of specks of dirt taken out; 0 on a clean page.
    pub specks_removed: u32,
    /// Whether grain, or the stairs of a page of black and white, were smoothed.
    pub smoothed: bool,
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
    /// What was done to the image before it was read; null when no image was read.
    pub preparation: Option<Preparation>,
    /// Mean confidence of its tokens after restoration, 0..1; null for a page without tokens.
    pub mean_confidence: Option<Confidence>,
    /// What was found on the page besides its text.
    pub marks: Vec<Mark>,
    /// Its tables, from the top.
    #[serde(default)]
    pub tables: Vec<Table>,
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
