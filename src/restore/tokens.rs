//! A restored text token by token, seen from the side of what was read.

use super::Restored;
use crate::document::{Confidence, Span};
use crate::text::{IndexedText, as_read, tokens, undo};

/// One white-space separated token as it was read, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// As read.
    pub read: String,
    /// As restored: with a space in it where one token was read that is two words; empty where it is joined to the
    /// token before it.
    pub restored: String,
    /// The probability that it is right.
    pub confidence: Confidence,
    /// The rule that changed it, when one did.
    pub rule: Option<String>,
}

impl Restored {
    /// Every token that was read, in order.
    pub fn tokens(&self) -> Vec<Token> {
        let edits = &self.restoration.edits;
        let read = IndexedText::new(undo(&self.text, edits));
        let text = IndexedText::new(self.text.clone());
        let places = as_read(edits);
        let (mut edit, mut word) = (0, 0);
        let mut grown = 0i64;
        let mut out = Vec::new();
        for range in tokens::ranges(read.as_str()) {
            let span = read.span(range.clone());
            while edit < edits.len() && places[edit].end <= span.start {
                grown = i64::from(edits[edit].span.end) - i64::from(places[edit].end);
                edit += 1;
            }
            let moved = |at: u32, by: i64| u32::try_from(i64::from(at) + by).unwrap_or(0);
            // An edit that began in an earlier token has written its form there.
            let continued = edits.get(edit).filter(|_| places[edit].start < span.start);
            let start = continued.map_or_else(|| moved(span.start, grown), |e| e.span.end);
            let mut end = moved(span.end, grown);
            let mut rule = None;
            for (e, place) in edits[edit..].iter().zip(&places[edit..]).take_while(|(_, p)| p.start < span.end) {
                end = if place.end >= span.end {
                    e.span.end
                } else {
                    moved(span.end, i64::from(e.span.end) - i64::from(place.end))
                };
                rule = rule.or_else(|| e.rule.clone());
            }
            let end = end.max(start);
            while word < self.words.len() && self.words[word].span.end < start.max(1) {
                word += 1;
            }
            // What is left of a joined token is as sure as the word that it went into.
            let touching = self.words[word..].iter().filter(|w| w.span.end > start || continued.is_some());
            let touching = touching.take_while(|w| w.span.start < end.max(start + u32::from(continued.is_some())));
            let least = touching.map(|w| w.confidence).reduce(|a, b| if b < a { b } else { a });
            let restored = text.as_str()[text.range(Span::new(start, end))].to_owned();
            let confidence = least.unwrap_or(self.rest);
            out.push(Token { read: read.as_str()[range].to_owned(), restored, confidence, rule });
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Edit, Noise, Restoration};

    /// Restored text of `read` with changes (from, to), in order.
    fn restored(read: &str, changes: &[(&str, &str)]) -> Restored {
        let (mut text, mut rest, mut edits) = (String::new(), read, Vec::new());
        for (from, to) in changes {
            let (before, after) = rest.split_once(from).unwrap();
            text.push_str(before);
            let start = text.chars().count() as u32;
            text.push_str(to);
            edits.push(Edit {
                span: Span::new(start, start + to.chars().count() as u32),
                page: 0,
                from: (*from).to_owned(),
                to: (*to).to_owned(),
                confidence: Confidence::new(0.5),
                rule: None,
                bbox: None,
                alternatives: vec![],
            });
            rest = after;
        }
        text.push_str(rest);
        let words = edits.iter().map(|e| crate::restore::WordConfidence { span: e.span, confidence: e.confidence });
        let words = words.collect();
        let restoration = Restoration { noise: Noise::Garbled, stretches: vec![], tokens: 0, changed: 0, edits };
        Restored { text, restoration, words, rest: Confidence::ONE }
    }

    fn rows(read: &str, changes: &[(&str, &str)]) -> Vec<(String, String, f64)> {
        let tokens = restored(read, changes).tokens();
        tokens.into_iter().map(|t| (t.read, t.restored, t.confidence.get())).collect()
    }

    fn row(read: &str, restored: &str, confidence: f64) -> (String, String, f64) {
        (read.to_owned(), restored.to_owned(), confidence)
    }

    #[test]
    fn every_token_that_was_read_has_its_row() {
        assert_eq!(
            rows("Thihanh 4n, dan su\n", &[("Thihanh", "Thi hành"), ("4n", "án"), ("dan", "dân")]),
            [row("Thihanh", "Thi hành", 0.5), row("4n,", "án,", 0.5), row("dan", "dân", 0.5), row("su", "su", 1.0)]
        );
    }

    #[test]
    fn of_joined_tokens_the_first_has_the_word() {
        assert_eq!(
            rows("a ng hia vu, b", &[("ng hia", "nghĩa"), ("vu", "vụ")]),
            [
                row("a", "a", 1.0),
                row("ng", "nghĩa", 0.5),
                row("hia", "", 0.5),
                row("vu,", "vụ,", 0.5),
                row("b", "b", 1.0)
            ]
        );
        assert_eq!(
            rows("(T hz) x", &[("T hz", "Thi")]),
            [row("(T", "(Thi", 0.5), row("hz)", ")", 0.5), row("x", "x", 1.0)]
        );
    }

    #[test]
    fn two_changes_within_a_token() {
        assert_eq!(
            rows("dan-su x", &[("dan", "dân"), ("su", "sự")]),
            [row("dan-su", "dân-sự", 0.5), row("x", "x", 1.0)]
        );
    }
}
