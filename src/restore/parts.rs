//! Long texts are restored part by part, so that memory stays flat: cutting them, and joining what comes of the parts.
//!
//! A part is large enough to judge its noise and to learn an engine's habits from; a text that is no longer than one is
//! restored as a whole.

use super::Restored;
use super::written::summary;
use crate::document::{Confidence, Edit, Noise, Restoration, Span, Stretch};
use crate::text::IndexedText;

/// Bytes of text that are restored at once.
pub const PART: usize = 1 << 18;

/// Cuts a text behind line ends; a line longer than a part behind white space, or where a part is full.
pub fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut full = PART.min(rest.len());
        while !rest.is_char_boundary(full) {
            full -= 1;
        }
        let cut = if full == rest.len() {
            full
        } else {
            let behind = |i: usize| i + rest[i..].chars().next().map_or(0, char::len_utf8);
            rest[..full].rfind('\n').or_else(|| rest[..full].rfind(char::is_whitespace)).map_or(full, behind)
        };
        let (part, next) = rest.split_at(cut);
        rest = next;
        Some(part)
    })
}

/// The restored parts of a text, joined.
#[derive(Debug)]
pub struct Whole {
    joined: Restored,
    parts: usize,
    /// Code points and form feeds of the text so far.
    length: u32,
    breaks: u32,
}

impl Default for Whole {
    fn default() -> Self {
        let restoration = Restoration { noise: Noise::Clean, stretches: vec![], tokens: 0, changed: 0, edits: vec![] };
        let joined = Restored { text: String::new(), restoration, words: vec![], rest: Confidence::ONE };
        Self { joined, parts: 0, length: 0, breaks: 0 }
    }
}

impl Whole {
    /// Adds a part behind `joint`, which is what stood between it and the one before; gives the code points before it.
    pub fn push(&mut self, joint: &str, part: Restored) -> u32 {
        self.text(joint);
        let (before, page) = (self.length, self.breaks);
        let shift = |span: Span| Span::new(span.start + before, span.end + before);
        self.text(&part.text);
        let whole = &mut self.joined;
        whole.rest = part.rest;
        whole.words.extend(part.words.into_iter().map(|mut word| {
            word.span = shift(word.span);
            word
        }));
        whole.restoration.edits.extend(part.restoration.edits.into_iter().map(|edit| Edit {
            span: shift(edit.span),
            page: edit.page + page,
            ..edit
        }));
        for stretch in part.restoration.stretches {
            let stretch = Stretch { span: shift(stretch.span), ..stretch };
            match whole.restoration.stretches.last_mut() {
                Some(last) if (last.noise, &last.encoding) == (stretch.noise, &stretch.encoding) => {
                    last.span.end = stretch.span.end;
                }
                // What is between two parts belongs to the first.
                Some(last) => {
                    last.span.end = stretch.span.start;
                    whole.restoration.stretches.push(stretch);
                }
                None => whole.restoration.stretches.push(stretch),
            }
        }
        (whole.restoration.noise, whole.restoration.tokens, whole.restoration.changed) =
            (part.restoration.noise, part.restoration.tokens, part.restoration.changed);
        self.parts += 1;
        before
    }

    /// The text restored.
    pub fn finish(self) -> Restored {
        let Self { mut joined, parts, .. } = self;
        if parts != 1 {
            let Restoration { stretches, edits, .. } = joined.restoration;
            joined.restoration = summary(&IndexedText::new(joined.text.as_str()), stretches, edits);
        }
        joined
    }

    fn text(&mut self, text: &str) {
        self.joined.text.push_str(text);
        self.length += text.chars().count() as u32;
        self.breaks += text.matches('\u{c}').count() as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Data, Restorer};
    use super::*;

    #[test]
    fn parts_join_to_the_text_and_end_at_lines() {
        let text = "dòng một\r\ndòng hai \n".repeat(120_000);
        let cut: Vec<&str> = parts(&text).collect();
        assert!(cut.len() > 1 && cut.iter().all(|p| p.ends_with('\n') && p.len() <= PART));
        assert_eq!(cut.concat(), text);
    }

    #[test]
    fn a_line_without_an_end_is_cut_too() {
        let text = "ệ".repeat(PART);
        assert_eq!(parts(&text).collect::<Vec<_>>().concat(), text);
        let words = "thi hành ".repeat(PART / 4);
        assert!(parts(&words).all(|p| p.ends_with(' ')));
        assert_eq!(parts("").count(), 0);
    }

    #[test]
    fn what_is_restored_in_parts_is_one_text() {
        let restorer = Restorer::new(Data::embedded()).unwrap();
        let mut whole = Whole::default();
        assert_eq!(whole.push("", restorer.restore("Ke hoach thi hanh an dan su\n", &[])), 0);
        assert_eq!(whole.push("\u{c}", restorer.restore("Kế hoạch thi hành án\u{c}dân sự\n", &[])), 29);
        whole.push("\u{c}", restorer.restore("Ke hoach cong tac nam\n", &[]));
        let Restored { text, restoration, .. } = whole.finish();
        assert!(text.starts_with("Kế hoạch thi hành án dân sự\n\u{c}Kế hoạch"), "{text}");
        let noises: Vec<(Noise, Span)> = restoration.stretches.iter().map(|s| (s.noise, s.span)).collect();
        let [first, second, third] = noises[..] else { panic!("{noises:?}") };
        assert_eq!((first, second.0, third.0), ((Noise::Stripped, Span::new(0, 29)), Noise::Clean, Noise::Stripped));
        assert_eq!((second.1.start, second.1.end, third.1.end), (29, third.1.start, text.chars().count() as u32));
        let indexed = IndexedText::new(text.as_str());
        assert!(restoration.edits.iter().all(|e| indexed.slice(e.span) == e.to));
        assert_eq!(restoration.edits.iter().map(|e| e.page).max(), Some(3));
        assert_eq!(restoration.tokens as usize, text.split_whitespace().count());
        assert_eq!(Whole::default().finish().restoration.stretches.len(), 0);
    }
}
