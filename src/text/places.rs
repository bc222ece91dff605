//! From places in the text as read to places in the restored text, and back.
//!
//! What restoration changed before a place moves it; a change that a span cuts is taken whole.

use crate::document::{Edit, Span};

/// A span of the text as read in the restored text. `read` are the spans of `edits` in the text as read.
pub fn restored(span: Span, edits: &[Edit], read: &[Span]) -> Span {
    let to = |n: usize| (read[n], edits[n].span);
    let at = |place, end| moved(place, end, read.partition_point(|r| r.start < place).checked_sub(1).map(to));
    Span::new(at(span.start, false), at(span.end, true))
}

/// A span of the restored text in the text as read.
pub fn as_read(span: Span, edits: &[Edit]) -> Span {
    was_read(span, edits, &super::as_read(edits))
}

/// A span of the restored text in the text as read. `read` are the spans of `edits` there.
pub fn was_read(span: Span, edits: &[Edit], read: &[Span]) -> Span {
    let to = |n: usize| (edits[n].span, read[n]);
    let at = |place, end| moved(place, end, edits.partition_point(|e| e.span.start < place).checked_sub(1).map(to));
    Span::new(at(span.start, false), at(span.end, true))
}

/// A place after the last edit that begins before it: where that stands, and where it goes.
fn moved(place: u32, end: bool, last: Option<(Span, Span)>) -> u32 {
    match last {
        None => place,
        Some((from, to)) if place < from.end => {
            if end {
                to.end
            } else {
                to.start
            }
        }
        Some((from, to)) => place - from.end + to.end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        // "So Y t 12 Ke" became "So Y tế 12 Kế".
        let edits = [Edit::sure(5, 7, "t", "tế"), Edit::sure(11, 13, "Ke", "Kế")];
        let read = crate::text::as_read(&edits);
        assert_eq!(restored(Span::new(7, 9), &edits, &read), Span::new(8, 10));
        assert_eq!(as_read(Span::new(8, 10), &edits), Span::new(7, 9));
        assert_eq!(as_read(Span::new(6, 10), &edits), Span::new(5, 9));
        assert_eq!(as_read(Span::new(0, 2), &edits), Span::new(0, 2));
    }
}
