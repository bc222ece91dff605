//! Word and character error rates of restored text against its truth.
//!
//! Two texts are compared as a reader would: NFC, runs of white space as one space, one shape for the dashes, quotes
//! and ellipses that OCR cannot tell apart, and one placement for the tone of a final oa, oe, uy (hòa and hoà are the
//! same word). The error rate is the Levenshtein distance over the length of the truth. The distance is the bit-parallel
//! algorithm of Myers (1999) in the blocks of Hyyrö (2003): a page takes a millisecond, a long document a tenth of a second.

use std::collections::HashMap;
use std::hash::Hash;
use unicode_normalization::UnicodeNormalization;

/// The text as it is compared: NFC, one spelling for look-alikes and tone placement, single spaces.
///
/// ```
/// use vankho::eval::comparable;
/// assert_eq!(comparable("hòa  bình –\u{a0}“thủy”…\n"), "hoà bình - \"thuỷ\"...");
/// assert_eq!(comparable("quý, hoàn"), "quý, hoàn");
/// ```
pub fn comparable(text: &str) -> String {
    let mut letters: Vec<char> = Vec::with_capacity(text.len());
    for c in text.nfc() {
        match c {
            '—' | '–' | '―' => letters.push('-'),
            '…' => letters.extend(['.'; 3]),
            '“' | '”' | '„' => letters.push('"'),
            '‘' | '’' => letters.push('\''),
            c if is_space(c) => {
                if letters.last().is_some_and(|&last| last != ' ') {
                    letters.push(' ');
                }
            }
            c => letters.push(c),
        }
    }
    if letters.last() == Some(&' ') {
        letters.pop();
    }
    move_tones(&mut letters);
    letters.into_iter().collect()
}

/// Lower case and without the punctuation around it: how names and labels are compared.
pub fn folded(text: &str) -> String {
    let text = comparable(text).to_lowercase();
    text.trim_matches(|c| " .,:;\"*#".contains(c)).to_owned()
}

/// White space as regular expressions and `str::is_whitespace` disagree on it: the separators U+001C-001F count too.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Moves the tone of a final oa, oe, uy from the first vowel to the second, except after q.
fn move_tones(letters: &mut [char]) {
    const FROM_O: [char; 5] = ['ò', 'ó', 'ỏ', 'õ', 'ọ'];
    const TO_A: [char; 5] = ['à', 'á', 'ả', 'ã', 'ạ'];
    const TO_E: [char; 5] = ['è', 'é', 'ẻ', 'ẽ', 'ẹ'];
    const FROM_U: [char; 5] = ['ù', 'ú', 'ủ', 'ũ', 'ụ'];
    const TO_Y: [char; 5] = ['ỳ', 'ý', 'ỷ', 'ỹ', 'ỵ'];
    let mut i = 0;
    while i + 1 < letters.len() {
        let (first, second) = (lower(letters[i]), lower(letters[i + 1]));
        let moved = match second {
            'a' => position(&FROM_O, first).map(|n| ('o', TO_A[n])),
            'e' => position(&FROM_O, first).map(|n| ('o', TO_E[n])),
            'y' => position(&FROM_U, first).map(|n| ('u', TO_Y[n])),
            _ => None,
        };
        let after_q = i > 0 && matches!(letters[i - 1], 'q' | 'Q');
        let goes_on = letters.get(i + 2).is_some_and(|c| c.is_alphanumeric() || *c == '_');
        // "òA" is no spelling that anybody writes; it stays as it is.
        let mixed = letters[i].is_lowercase() && letters[i + 1].is_uppercase();
        match moved {
            Some((vowel, toned)) if !after_q && !goes_on && !mixed => {
                letters[i] = if letters[i].is_uppercase() { upper(vowel) } else { vowel };
                letters[i + 1] = if letters[i + 1].is_uppercase() { upper(toned) } else { toned };
                i += 2;
            }
            _ => i += 1,
        }
    }
}

fn position(row: &[char; 5], letter: char) -> Option<usize> {
    row.iter().position(|&l| l == letter)
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

fn upper(c: char) -> char {
    c.to_uppercase().next().unwrap_or(c)
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

        #[test]
        fn comparing_is_idempotent(text in "[òaoáey qQuúHOÀ“…\u{a0}\n-]{0,40}") {
            let once = comparable(&text);
            prop_assert_eq!(comparable(&once), once);
        }
    }

    #[test]
    fn tone_placement_dashes_and_quotes_are_no_errors() {
        let count = word_errors("Chủ tịch Hòa – “thủy lợi”", "Chủ tịch  Hoà - \"thuỷ lợi\"\n");
        assert_eq!(count, ErrorCount { errors: 0, truth: 6 });
        assert_eq!(comparable("HÒA Hòa hoạt toán quỳ ÚY"), "HOÀ Hoà hoạt toán quỳ UÝ");
    }

    #[test]
    fn an_empty_truth_counts_what_was_made_up() {
        assert_eq!(word_errors("", "một hai").rate(), 2.0);
        assert_eq!(word_errors("", "").rate(), 0.0);
    }
}
