//! The text layer of a page: words with their places, as the file states them.
//!
//! Whether the layer is right is not judged here.

use crate::document::{Mark, PixelBox};

/// A page that may bring its text along.
#[derive(Debug, Clone, PartialEq)]
pub struct LayeredPage {
    /// The text layer; `None` when there is none, or none that can be the page's own text.
    pub layer: Option<TextLayer>,
    /// What was put over the page, kept apart from its text.
    pub marks: Vec<Mark>,
    /// The level and upright lines that it draws, such as those of tables.
    pub rules: Vec<PixelBox>,
    /// Width and height in pixels of the page's image; all boxes lie in it.
    pub size: (u32, u32),
    /// Resolution of that image in dots per inch.
    pub dpi: u32,
}

/// The words of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextLayer {
    /// The lines, from the top and from the left.
    pub lines: Vec<LayerLine>,
    /// Whether the words are not drawn but lie unseen over a picture, as OCR programs leave them.
    pub hidden: bool,
}

impl TextLayer {
    /// The words, line by line.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().flat_map(|line| &line.words).map(|word| word.text.as_str())
    }
}

/// A line, or a part of one between wide gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerLine {
    /// Its words from the left.
    pub words: Vec<LayerWord>,
    /// Number of its paragraph, by the distances of lines.
    pub paragraph: usize,
}

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerWord {
    /// Its letters; U+FFFD for one that the file does not name.
    pub text: String,
    /// Where it stands on the page's image.
    pub bbox: PixelBox,
}
