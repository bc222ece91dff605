//! Edits of a text seen from both sides: as restored and as read.
//!
//! An edit's span lies in the restored text. Walking the edits in order and summing up by how much each made the text
//! longer gives where its `from` stood in the text as read; putting each `from` back gives that text.

use crate::document::{Edit, Span};

/// For each edit the span of its `from` in the text as read. Edits are in text order.
pub fn as_read(edits: &[Edit]) -> Vec<Span> {
    let mut grown = 0i64;
    edits
        .iter()
        .map(|edit| {
            let from = edit.from.chars().count() as u32;
            let start = u32::try_from(i64::from(edit.span.start) - grown).unwrap_or(0);
            grown += i64::from(edit.span.len()) - i64::from(from);
            Span::new(start, start.saturating_add(from))
        })
        .collect()
}

/// Puts each edit's `from` back: the NFC text as it was read.
///
/// ```
/// # use vankho::document::{Confidence, Edit, Span};
/// let edit = |span: Span, from: &str, to: &str| Edit {
///     span, page: 0, from: from.into(), to: to.into(), confidence: Confidence::ONE, rule: None, bbox: None, alternatives: vec![],
/// };
/// let edits = [edit(Span::new(0, 3), "Ke", "Kế "), edit(Span::new(3, 8), "hoach", "hoạch")];
/// assert_eq!(vankho::text::undo("Kế hoạch 5", &edits), "Kehoach 5");
/// ```
pub fn undo(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    let mut at = 0;
    for edit in edits {
        out.extend(letters.by_ref().take(edit.span.start.saturating_sub(at) as usize));
        out.push_str(&edit.from);
        letters.by_ref().take(edit.span.len() as usize).for_each(drop);
        at = edit.span.end;
    }
    out.extend(letters);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_shorter_and_removed_words_keep_their_places() {
        let edit = Edit::sure;
        let edits =
            [edit(0, 3, "T hz", "Thi"), edit(9, 11, "dn", "án"), edit(11, 11, " ~", ""), edit(12, 14, "d", "và")];
        assert_eq!(undo("Thi hành án và", &edits), "T hz hành dn ~ d");
        assert_eq!(as_read(&edits), [Span::new(0, 4), Span::new(10, 12), Span::new(12, 14), Span::new(15, 16)]);
    }
}
