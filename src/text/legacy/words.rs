//! Cuts a text in a legacy encoding into words, converted.

use super::{Encoding, Kind};
use std::ops::Range;

/// A word between white space, converted.
#[derive(Debug, Default, Clone)]
pub(super) struct Word {
    pub range: Range<usize>,
    pub to: String,
    /// How each of its letters came and how many bytes of the text it took, in order.
    pub letters: Vec<(Kind, u8)>,
}

impl Word {
    pub fn converted(&self) -> bool {
        self.letters.iter().any(|(kind, _)| *kind == Kind::Converted)
    }

    /// The runs of letters in it, with their place among its letters, in the converted word and in the text.
    pub fn parts(&self) -> impl Iterator<Item = Part> + '_ {
        let mut letters = self.to.char_indices().zip(&self.letters).enumerate();
        let mut read = self.range.start;
        std::iter::from_fn(move || {
            let mut part: Option<Part> = None;
            for (i, ((at, letter), (kind, width))) in letters.by_ref() {
                let start = read;
                read += usize::from(*width);
                if letter.is_alphabetic() || *kind == Kind::Stranger {
                    let part = part.get_or_insert(Part { letters: i..i, to: at..at, read: start..start });
                    part.letters.end = i + 1;
                    part.to.end = at + letter.len_utf8();
                    part.read.end = read;
                } else if part.is_some() {
                    break;
                }
            }
            part
        })
    }
}

/// A run of letters in a [`Word`].
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub letters: Range<usize>,
    pub to: Range<usize>,
    pub read: Range<usize>,
}

/// Cuts `text` at what is white space after conversion and converts each word; calls `with` for each, in order.
pub(super) fn words(encoding: Encoding, text: &str, mut with: impl FnMut(&mut Word)) {
    let mut word = Word::default();
    let mut at = 0;
    while at < text.len() {
        let (width, letter, kind) = encoding.unit(&text[at..]);
        if kind == Kind::Same && letter.is_whitespace() {
            if !word.letters.is_empty() {
                word.range.end = at;
                with(&mut word);
                word.to.clear();
                word.letters.clear();
            }
        } else {
            if word.letters.is_empty() {
                word.range.start = at;
            }
            word.to.push(letter);
            word.letters.push((kind, width as u8));
        }
        at += width.max(1);
    }
    if !word.letters.is_empty() {
        word.range.end = at;
        with(&mut word);
    }
}
