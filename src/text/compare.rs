//! One spelling for texts that a reader would call the same, and which words of a text are those of its truth.
//!
//! NFC, runs of white space as one space, one shape for the dashes, quotes and ellipses that OCR cannot tell apart, and
//! one placement for the tone of a final oa, oe, uy (hòa and hoà are the same word).

use unicode_normalization::UnicodeNormalization;

/// The text as it is compared: NFC, one spelling for look-alikes and tone placement, single spaces.
///
/// ```
/// use vankho::text::comparable;
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

/// For each word of `got` whether it stands in `truth` in its place: whether the cheapest alignment pairs it with its
/// like. A word more or less costs as much as another word; where two alignments cost the same, that one is taken which
/// pairs words from the end.
///
/// Takes time and memory (a byte) for each pair of words: give it a page or a line, not a book.
///
/// ```
/// use vankho::text::in_place;
/// let words = |text: &'static str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
/// assert_eq!(in_place(&words("thi hành án dân sự"), &words("thi hanh án sự")), [true, false, true, true]);
/// ```
pub fn in_place<T: PartialEq>(truth: &[T], got: &[T]) -> Vec<bool> {
    const PAIR: u8 = 0;
    const LOST: u8 = 1;
    const MORE: u8 = 2;
    let width = got.len() + 1;
    let mut row: Vec<u32> = (0..=got.len() as u32).collect();
    let mut ways = vec![MORE; width * (truth.len() + 1)];
    for (i, word) in truth.iter().enumerate() {
        let mut corner = row[0];
        row[0] += 1;
        ways[(i + 1) * width] = LOST;
        for (j, other) in got.iter().enumerate() {
            let paired = corner + u32::from(word != other);
            corner = row[j + 1];
            let (lost, more) = (row[j + 1] + 1, row[j] + 1);
            let best = paired.min(lost).min(more);
            row[j + 1] = best;
            ways[(i + 1) * width + j + 1] = match best {
                b if b == paired => PAIR,
                b if b == lost => LOST,
                _ => MORE,
            };
        }
    }
    let mut right = vec![false; got.len()];
    let (mut i, mut j) = (truth.len(), got.len());
    while i > 0 && j > 0 {
        match ways[i * width + j] {
            PAIR => {
                (i, j) = (i - 1, j - 1);
                right[j] = truth[i] == got[j];
            }
            LOST => i -= 1,
            _ => j -= 1,
        }
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn comparing_is_idempotent(text in "[òaoáey qQuúHOÀ“…\u{a0}\n-]{0,40}") {
            let once = comparable(&text);
            prop_assert_eq!(comparable(&once), once);
        }

        #[test]
        fn words_in_place_are_a_common_subsequence(a in "[abc]{0,30}", b in "[abc]{0,30}") {
            let (truth, got): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let right = in_place(&truth, &got);
            let mut rest = truth.iter();
            for (letter, _) in got.iter().zip(&right).filter(|(_, right)| **right) {
                prop_assert!(rest.any(|t| t == letter));
            }
            prop_assert!(a != b || right.iter().all(|r| *r));
        }
    }

    #[test]
    fn tone_placement_dashes_and_quotes_are_alike() {
        assert_eq!(comparable("HÒA Hòa hoạt toán quỳ ÚY"), "HOÀ Hoà hoạt toán quỳ UÝ");
        assert_eq!(comparable("– “thủy lợi”\u{1c} …"), "- \"thuỷ lợi\" ...");
    }
}
