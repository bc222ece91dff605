//! A text whose code-point positions can be turned into byte positions and back in constant time.

use crate::document::Span;
use std::ops::Range;

/// Bytes between two remembered counts.
const STEP: usize = 64;

/// A string with its pages (separated by U+000C) and a table of code-point counts.
///
/// Regular expressions and slices speak bytes, the JSON contract speaks code points; this is the only
/// place where one becomes the other.
///
/// ```
/// let text = vankho::text::IndexedText::new("Kế hoạch\u{c}số 2");
/// let span = text.span(4..11); // the bytes of "hoạch" and the form feed's neighbour
/// assert_eq!(text.slice(text.span(text.range(span))), text.slice(span));
/// assert_eq!(text.page_at(span.start), 0);
/// ```
#[derive(Debug, Clone)]
pub struct IndexedText {
    text: String,
    counts: Vec<u32>,
    chars: u32,
    pages: Vec<u32>,
}

impl IndexedText {
    /// Indexes `text`. Texts of more than `u32::MAX` bytes are not supported by the contract's offsets.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let mut counts = Vec::with_capacity(text.len() / STEP + 1);
        let mut chars = 0u32;
        let mut pages = vec![0];
        for (i, byte) in text.bytes().enumerate() {
            if i % STEP == 0 {
                counts.push(chars);
            }
            if byte & 0xC0 != 0x80 {
                chars += 1;
                if byte == 0x0C {
                    pages.push(chars);
                }
            }
        }
        counts.push(chars);
        Self { text, counts, chars, pages }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Number of code points.
    pub fn len(&self) -> u32 {
        self.chars
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.chars == 0
    }

    /// Code points before byte `byte`, which must be a character boundary or the end.
    pub fn position(&self, byte: usize) -> u32 {
        let block = (byte / STEP).min(self.counts.len() - 1);
        let from = (block * STEP).min(self.text.len());
        let between = &self.text.as_bytes()[from.min(byte)..byte.min(self.text.len())];
        self.counts[block] + between.iter().filter(|b| *b & 0xC0 != 0x80).count() as u32
    }

    /// Byte offset of code point `position`; the text's length when it lies beyond the end.
    pub fn byte(&self, position: u32) -> usize {
        if position >= self.chars {
            return self.text.len();
        }
        let block = self.counts.partition_point(|&count| count <= position) - 1;
        let mut left = position - self.counts[block];
        for (i, b) in self.text.as_bytes()[block * STEP..].iter().enumerate() {
            if b & 0xC0 != 0x80 {
                if left == 0 {
                    return block * STEP + i;
                }
                left -= 1;
            }
        }
        self.text.len()
    }

    /// The span of a byte range.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.position(range.start), self.position(range.end))
    }

    /// The text alone.
    pub fn into_string(self) -> String {
        self.text
    }

    /// The byte range of a span.
    pub fn range(&self, span: Span) -> Range<usize> {
        self.byte(span.start)..self.byte(span.end)
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[self.range(span)]
    }

    /// The text of a span with every run of line breaks and the white space around it as one space:
    /// the form of every extracted string.
    pub fn quote(&self, span: Span) -> String {
        one_line(self.slice(span))
    }

    /// 0-based page of a code point. A form feed belongs to the page before it.
    pub fn page_at(&self, position: u32) -> u32 {
        (self.pages.partition_point(|&start| start <= position) - 1) as u32
    }

    /// The spans of the pages, without the form feeds between them.
    pub fn pages(&self) -> Vec<Span> {
        (0..self.pages.len())
            .map(|i| Span::new(self.pages[i], self.pages.get(i + 1).map_or(self.chars, |next| next - 1)))
            .collect()
    }
}

/// Joins the lines of `text`: every run of line breaks, with the blanks around it, becomes one space.
///
/// ```
/// assert_eq!(vankho::text::one_line("thi hành \n\n  án  dân sự"), "thi hành án  dân sự");
/// ```
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split(['\n', '\r', '\u{c}']) {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn positions_and_bytes_are_inverse(text in "[a-zđấệự \u{c}\n]{0,300}") {
            let indexed = IndexedText::new(text.clone());
            prop_assert_eq!(indexed.len() as usize, text.chars().count());
            for (i, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(indexed.position(byte), i as u32);
                prop_assert_eq!(indexed.byte(i as u32), byte);
            }
            prop_assert_eq!(indexed.position(text.len()), indexed.len());
        }
    }

    #[test]
    fn pages_lie_between_form_feeds() {
        let text = IndexedText::new("một\u{c}\u{c}hai");
        assert_eq!(text.pages(), [Span::new(0, 3), Span::new(4, 4), Span::new(5, 8)]);
        assert_eq!([0, 3, 4, 5, 7].map(|p| text.page_at(p)), [0, 0, 1, 2, 2]);
    }
}
