//! Tokens: the runs of characters between white space.

use std::ops::Range;

/// The byte ranges of the white-space separated tokens of `text`, in order.
///
/// ```
/// let text = "thi  hành án";
/// let tokens: Vec<&str> = vankho::text::tokens::ranges(text).map(|r| &text[r]).collect();
/// assert_eq!(tokens, ["thi", "hành", "án"]);
/// ```
pub fn ranges(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(|c: char| !c.is_whitespace())?;
        let end = text[start..].find(char::is_whitespace).map_or(text.len(), |n| start + n);
        rest = end;
        Some(start..end)
    })
}
