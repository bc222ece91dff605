//! A restored text token by token, seen from the side of what was read.

use super::Restored;
use crate::document::Confidence;
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
            let start = match edits.get(edit) {
                Some(e) if places[edit].start < span.start => e.span.end,
                _ => moved(span.start, grown),
            };
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
            let touches = |w: &&super::WordConfidence| w.span.end > start || w.span.end == start && start == end;
            let least = self.words[word..].iter().take_while(|w| w.span.start < end.max(start + u32::from(start == end)));
            let least = least.filter(touches).map(|w| w.confidence).reduce(|a, b| if b < a { b } else { a });
            let restored = text.as_str()[text.range(crate::document::Span::new(start, end))].to_owned();
            let confidence = least.unwrap_or(self.rest);
            out.push(Token { read: read.as_str()[range].to_owned(), restored, confidence, rule });
        }
        out
    }
}
