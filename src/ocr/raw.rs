//! What an engine saw on a page, before it is put into reading order. Also the form of recordings and of the
//! worker's answers, hence the short names in the JSON.
//!
//! Boxes are pixels of the image that the engine was given, on which lines are level: reading order needs that. The
//! [`Frame`] takes them back to the page.

use super::Frame;
use crate::document::{Mark, PixelBox, Preparation};
use serde::{Deserialize, Serialize};

/// A page in the engine's own order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RawPage {
    /// Width in pixels: of the page as it was given.
    pub width: u32,
    /// Height in pixels: of the page as it was given.
    pub height: u32,
    /// Dots per inch of the page as it was given.
    pub dpi: u32,
    /// Takes the boxes below to the page as it was given.
    #[serde(default, skip_serializing_if = "Frame::is_identity")]
    pub frame: Frame,
    /// What was done to the page before the engine saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preparation: Option<Preparation>,
    /// Seals, stamps and handwriting, in pixels of the page as it was given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// Ruled lines, in the pixels of the boxes below.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<PixelBox>,
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
    /// The page with its words so many pixels further to the right and down.
    pub(super) fn moved(mut self, right: i32, down: i32) -> Self {
        let lines = self.blocks.iter_mut().flat_map(|block| &mut block.paragraphs).flat_map(|part| &mut part.lines);
        for word in lines.flat_map(|line| &mut line.words) {
            let PixelBox { left, top, right: to, bottom } = word.bbox;
            word.bbox = PixelBox { left: left + right, top: top + down, right: to + right, bottom: bottom + down };
        }
        self
    }

    /// Mean confidence of the engine in its words, 0..100, each weighing as much as it has letters; 0 without words.
    pub(super) fn mean_confidence(&self) -> f64 {
        let lines = self.blocks.iter().flat_map(|block| &block.paragraphs).flat_map(|paragraph| &paragraph.lines);
        let (sum, letters) = lines.flat_map(|line| &line.words).fold((0.0, 0.0), |(sum, letters), word| {
            let weight = word.text.chars().filter(|c| c.is_alphanumeric()).count() as f64;
            (sum + weight * f64::from(word.confidence.clamp(0.0, 100.0)), letters + weight)
        });
        if letters > 0.0 { sum / letters } else { 0.0 }
    }
}
