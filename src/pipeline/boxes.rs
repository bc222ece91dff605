//! Where edits stand on the page image.
//!
//! An edit's span lies in the restored text, an OCR word's span in the text as it was read. The box of an edit is the
//! union of the boxes of the words where its `from` stood.

use crate::document::{Edit, OcrWord};
use crate::text::as_read;

/// Fills in the box of every edit that stands on OCR words.
///
/// `words` are in text order, their spans in the whole text as read (pages joined by form feeds).
pub fn place(edits: &mut [Edit], words: &[OcrWord]) {
    if words.is_empty() {
        return;
    }
    let mut first = 0;
    for (i, span) in as_read(edits).into_iter().enumerate() {
        while first < words.len() && words[first].span.end <= span.start {
            first += 1;
        }
        // A change of white space alone touches no word; the words on both sides of it show where it is.
        let touched = |word: &&OcrWord| word.span.start < span.end.max(span.start + 1);
        edits[i].bbox = words[first..].iter().take_while(touched).map(|w| w.bbox).reduce(|a, b| a.union(b));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Confidence, PixelBox, Span};

    fn word(start: u32, end: u32, left: i32) -> OcrWord {
        let bbox = PixelBox { left, top: 0, right: left + 10, bottom: 10 };
        let span = Span::new(start, end);
        OcrWord { span, bbox, confidence: Confidence::ONE, symbols: vec![], line: 0, block: 0 }
    }

    #[test]
    fn an_edit_takes_the_boxes_of_the_words_it_was_made_of() {
        // as read: "T hz hanh dn"; restored: "Thi hành án"
        let words = [word(0, 1, 0), word(2, 4, 20), word(5, 9, 40), word(10, 12, 60)];
        let mut edits =
            [Edit::sure(0, 3, "T hz", "Thi"), Edit::sure(4, 8, "hanh", "hành"), Edit::sure(9, 11, "dn", "án")];
        place(&mut edits, &words);
        let lefts: Vec<_> = edits.iter().map(|e| e.bbox.map(|b| (b.left, b.right))).collect();
        assert_eq!(lefts, [Some((0, 30)), Some((40, 50)), Some((60, 70))]);
    }
}
