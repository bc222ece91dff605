//! The words of a page in the blocks and lines that they stand in.

use super::layout::PlacedWord;
use crate::document::PixelBox;

/// A line of words.
#[derive(Debug, Clone, PartialEq)]
pub struct Line<'a> {
    /// The box around them.
    pub bbox: PixelBox,
    /// The words in order; at least one.
    pub words: Vec<&'a PlacedWord>,
}

/// A block of lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Block<'a> {
    /// The box around them.
    pub bbox: PixelBox,
    /// The lines in order; at least one.
    pub lines: Vec<Line<'a>>,
}

/// Sorts words that are in text order into lines and blocks.
pub fn blocks(words: &[PlacedWord]) -> Vec<Block<'_>> {
    let mut out: Vec<Block<'_>> = Vec::new();
    let mut last: Option<&PlacedWord> = None;
    for word in words {
        let same_block = last.is_some_and(|last| last.block == word.block);
        let same_line = same_block && last.is_some_and(|last| last.line == word.line);
        last = Some(word);
        let line = || Line { bbox: word.bbox, words: vec![word] };
        let Some(block) = out.last_mut().filter(|_| same_block) else {
            out.push(Block { bbox: word.bbox, lines: vec![line()] });
            continue;
        };
        block.bbox = block.bbox.union(word.bbox);
        match block.lines.last_mut().filter(|_| same_line) {
            Some(line) => {
                line.bbox = line.bbox.union(word.bbox);
                line.words.push(word);
            }
            None => block.lines.push(line()),
        }
    }
    out
}
