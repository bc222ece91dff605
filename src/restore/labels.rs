//! Repairs the letter of a list item by its place: after `d)` comes `đ)`, which lost its stroke when it is `d)` again.
//!
//! Lists of a Vietnamese document run a, b, c, d, đ, e (Nghị định 30/2020/NĐ-CP, Phụ lục I). Only the label at the
//! start of a line is looked at, and only a `d` that directly follows a `d`: nothing else can be told from the place.

use super::rules::RuleEdit;
use regex::Regex;
use std::sync::LazyLock;

/// A line that opens with a single letter and a bracket or dot.
static LETTER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^[ \t*]*(?P<letter>[a-zđ])(?P<mark>[).])[ \t*]").expect("static regex"));

/// The lost strokes of `đ)` labels in `text`, in order.
pub fn letter_labels(text: &str) -> Vec<RuleEdit> {
    let mut edits = Vec::new();
    let mut before = None;
    for found in LETTER.captures_iter(text) {
        let (Some(letter), Some(mark)) = (found.name("letter"), found.name("mark")) else { continue };
        if before == Some(("d", mark.as_str())) && letter.as_str() == "d" {
            let to = "đ".to_owned();
            edits.push(RuleEdit { range: letter.range(), to, rule: "letter-label", confidence: 0.97 });
            before = None;
        } else {
            before = Some((letter.as_str(), mark.as_str()));
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_d_is_a_d_with_its_stroke() {
        let text = "c) Co quan\nd) Don vi\n- nguon luc\nd) Kinh phi\ne) Bao cao";
        let edits = letter_labels(text);
        assert_eq!(edits.len(), 1);
        assert_eq!(&text[edits[0].range.clone()], "d");
        assert_eq!(edits[0].range.start, text.rfind("d)").unwrap());
    }

    #[test]
    fn near_misses() {
        for text in
            ["c) Mot\nd) Hai\nđ) Ba", "d) Mot\ne) Hai\nd) Ba", "d) Mot\nd. Hai", "diem d)\nd) Mot", "d)Mot\nd)Hai"]
        {
            assert_eq!(letter_labels(text), [], "{text}");
        }
    }
}
