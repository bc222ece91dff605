//! Word and character error rates of restored text against its truth.
//!
//! Two texts are compared as a reader would: NFC, runs of white space as one space, one shape for the dashes, quotes
//! and ellipses that OCR cannot tell apart, and one placement for the tone of a final oa, oe, uy (hòa and hoà are the
//! same word). The error rate is the Levenshtein distance over the length of the truth. The distance is the bit-parallel
//! algorithm of Myers (1999) in the blocks of Hyyrö (2003): a page takes a millisecond, a long document a tenth of a second.

use crate::text::comparable;
use std::collections::HashMap;
use std::hash::Hash;

/// Lower case and without the punctuation around it: how names and labels are compared.
pub fn folded(text: &str) -> String {
    let text = comparable(text).to_lowercase();
    text.trim_matches(|c| " .,:;\"*#".contains(c)).to_owned()
}

/// Errors counted against a truth of some length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ErrorCount {
    /// Insertions, deletions and substitutions.
    pub errors: usize,
    /// Words or characters of the truth.
    pub truth: usize,
}

impl ErrorCount {
    /// Errors for each word or character of the truth; more than 1 is possible.
    pub fn rate(self) -> f64 {
        self.errors as f64 / self.truth.max(1) as f64
    }
}

/// The word errors of `hypothesis` against `truth`.
pub fn word_errors(truth: &str, hypothesis: &str) -> ErrorCount {
    let (truth, hypothesis) = (comparable(truth), comparable(hypothesis));
    let truth: Vec<&str> = words(&truth);
    ErrorCount { errors: edit_distance(&truth, &words(&hypothesis)), truth: truth.len() }
}

/// The character errors of `hypothesis` against `truth`.
pub fn character_errors(truth: &str, hypothesis: &str) -> ErrorCount {
    let truth: Vec<char> = comparable(truth).chars().collect();
    let hypothesis: Vec<char> = comparable(hypothesis).chars().collect();
    ErrorCount { errors: edit_distance(&truth, &hypothesis), truth: truth.len() }
}

fn words(comparable: &str) -> Vec<&str> {
    comparable.split(' ').filter(|w| !w.is_empty()).collect()
}

/// Levenshtein distance of two sequences.
///
/// ```
/// use vankho::eval::edit_distance;
/// assert_eq!(edit_distance(b"kitten", b"sitting"), 3);
/// ```
pub fn edit_distance<T: Eq + Hash>(a: &[T], b: &[T]) -> usize {
    if a.is_empty() || b.is_empty() {
        return a.len() + b.len();
    }
    let blocks = a.len().div_ceil(64);
    let mut places: HashMap<&T, Vec<(usize, u64)>> = HashMap::new();
    for (i, x) in a.iter().enumerate() {
        let rows = places.entry(x).or_default();
        match rows.last_mut() {
            Some((block, bits)) if *block == i / 64 => *bits |= 1 << (i % 64),
            _ => rows.push((i / 64, 1 << (i % 64))),
        }
    }
    let last = 1u64 << ((a.len() - 1) % 64);
    let (mut plus, mut minus) = (vec![!0u64; blocks], vec![0u64; blocks]);
    let mut distance = a.len();
    for y in b {
        let mut rows = places.get(y).map_or(&[][..], Vec::as_slice);
        // What comes down from the block above: +1 at the top edge, since the first row of the table counts up.
        let (mut plus_in, mut minus_in) = (1u64, 0u64);
        for block in 0..blocks {
            let mut eq = 0;
            if let Some((first, rest)) = rows.split_first()
                && first.0 == block
            {
                (eq, rows) = (first.1, rest);
            }
            let (up, down) = (plus[block], minus[block]);
            let vertical = eq | down;
            eq |= minus_in;
            let diagonal = (((eq & up).wrapping_add(up)) ^ up) | eq;
            let right = down | !(diagonal | up);
            let left = up & diagonal;
            if block + 1 == blocks {
                distance = distance + usize::from(right & last != 0) - usize::from(left & last != 0);
            }
            let shifted_right = (right << 1) | plus_in;
            let shifted_left = (left << 1) | minus_in;
            (plus_in, minus_in) = (right >> 63, left >> 63);
            plus[block] = shifted_left | !(vertical | shifted_right);
            minus[block] = shifted_right & vertical;
        }
    }
    distance
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slow(a: &[u8], b: &[u8]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut diagonal = row[0];
            row[0] = i + 1;
            for (j, y) in b.iter().enumerate() {
                let next = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
                diagonal = row[j + 1];
                row[j + 1] = next;
            }
        }
        row[b.len()]
    }

    proptest! {
        #[test]
        fn the_distance_is_that_of_the_table(a in "[abc]{0,200}", b in "[abc]{0,200}") {
            prop_assert_eq!(edit_distance(a.as_bytes(), b.as_bytes()), slow(a.as_bytes(), b.as_bytes()));
        }
    }

    #[test]
    fn tone_placement_dashes_and_quotes_are_no_errors() {
        let count = word_errors("Chủ tịch Hòa – “thủy lợi”", "Chủ tịch  Hoà - \"thuỷ lợi\"\n");
        assert_eq!(count, ErrorCount { errors: 0, truth: 6 });
    }

    #[test]
    fn an_empty_truth_counts_what_was_made_up() {
        assert_eq!(word_errors("", "một hai").rate(), 2.0);
        assert_eq!(word_errors("", "").rate(), 0.0);
    }
}
