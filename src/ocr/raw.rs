//! What an engine saw on a page, before it is put into reading order. Also the form of recordings and of the
//! worker's answers, hence the short names in the JSON.

use crate::document::PixelBox;
use serde::{Deserialize, Serialize};

/// A page in the engine's own order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RawPage {
    /// Width of the image in pixels.
    pub width: u32,
    /// Height of the image in pixels.
    pub height: u32,
    /// Resolution that the engine was told.
    pub dpi: u32,
    /// Layout blocks.
    pub blocks: Vec<RawBlock>,
}

/// A layout block.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RawBlock {
    /// Its paragraphs.
    pub paragraphs: Vec<RawParagraph>,
}

/// A paragraph as the engine groups lines.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RawParagraph {
    /// Its lines.
    pub lines: Vec<RawLine>,
}

/// A text line.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RawLine {
    /// Its words, left to right.
    pub words: Vec<RawWord>,
}

/// A word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawWord {
    /// What was read, without white space.
    #[serde(rename = "t")]
    pub text: String,
    /// Where.
    #[serde(rename = "b")]
    pub bbox: PixelBox,
    /// The engine's confidence, 0..100 but for its noise.
    #[serde(rename = "c")]
    pub confidence: f32,
    /// For each symbol its readings, the engine's own included; may be shifted against the letters.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    pub symbols: Vec<Vec<RawSymbol>>,
}

/// One reading of a symbol and its confidence, 0..100 but for the engine's noise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawSymbol(pub String, pub f32);

impl RawPage {
    /// Multiplies every box by `factor`: from the pixels of a scaled image to those of the page as it was given.
    pub(super) fn scale(&mut self, factor: f64, width: u32, height: u32) {
        let along = |value: i32, limit: u32| {
            let scaled = (f64::from(value) * factor).round();
            scaled.clamp(0.0, f64::from(limit)) as i32
        };
        self.width = width;
        self.height = height;
        for word in self.words_mut() {
            let b = word.bbox;
            word.bbox = PixelBox {
                left: along(b.left, width),
                top: along(b.top, height),
                right: along(b.right, width),
                bottom: along(b.bottom, height),
            };
        }
    }

    fn words_mut(&mut self) -> impl Iterator<Item = &mut RawWord> {
        let paragraphs = self.blocks.iter_mut().flat_map(|block| &mut block.paragraphs);
        paragraphs.flat_map(|paragraph| &mut paragraph.lines).flat_map(|line| &mut line.words)
    }
}
