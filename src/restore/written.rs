//! The changes of a text written into it, with the record of what was changed.

use super::calibrate::{Class, Evidence};
use super::rules::RuleEdit;
use super::{Restored, WordConfidence, sure};
use crate::document::{Alternative, Confidence, Edit, Noise, Restoration, Stretch};
use crate::text::IndexedText;
use crate::text::legacy::Encoding;
use crate::text::tokens::ranges;
use std::ops::Range;

/// One replacement before it is written.
pub struct Change {
    /// The bytes of the text as read that it replaces.
    pub range: Range<usize>,
    /// What stands there instead.
    pub to: String,
    /// Probability that it is right.
    pub confidence: f64,
    /// The rule that made it, by name.
    pub rule: Option<&'static str>,
    /// What could stand there too, the likeliest first.
    pub alternatives: Vec<(String, f32)>,
    /// What its confidence is estimated from; `None` where it is known.
    pub evidence: Option<Evidence>,
}

impl Change {
    /// The change of a rule whose ranges count from `offset`.
    pub fn by_rule(rule: RuleEdit, offset: usize, noise: Noise, seen: bool) -> Self {
        let range = offset + rule.range.start..offset + rule.range.end;
        Self {
            evidence: Some(Evidence {
                range: range.clone(),
                group: (sure::damage(noise, seen), Class::Rule),
                posterior: rule.confidence as f32,
                cost: 0,
                surprise: 0,
                known: true,
            }),
            range,
            to: rule.to,
            confidence: rule.confidence,
            rule: Some(rule.rule),
            alternatives: Vec::new(),
        }
    }
}

/// Where a stretch with one kind of noise begins; it ends where the next begins.
pub struct Damage {
    /// Its first byte in the text as read.
    pub start: usize,
    /// Its noise.
    pub noise: Noise,
    /// Its encoding, if that is from before Unicode.
    pub encoding: Option<Encoding>,
}

/// Writes the text and the record of what was changed.
pub fn write(read: &str, changes: Vec<Change>, stretches: &[Damage], rest: Confidence) -> Restored {
    let mut text = String::with_capacity(read.len() + read.len() / 8);
    let mut at = 0;
    // Byte ranges in the new text, in the order of `changes`.
    let mut ranges = Vec::with_capacity(changes.len());
    let mut stretch_starts = vec![0; stretches.len()];
    let mut stretch = 0;
    for change in &changes {
        while stretch < stretches.len() && stretches[stretch].start <= change.range.start {
            stretch_starts[stretch] = text.len() + stretches[stretch].start.saturating_sub(at);
            stretch += 1;
        }
        text.push_str(&read[at..change.range.start]);
        let start = text.len();
        text.push_str(&change.to);
        ranges.push(start..text.len());
        at = change.range.end;
    }
    while stretch < stretches.len() {
        stretch_starts[stretch] = text.len() + stretches[stretch].start.saturating_sub(at);
        stretch += 1;
    }
    text.push_str(&read[at..]);
    let indexed = IndexedText::new(text);
    let mut edits = Vec::new();
    let mut words = Vec::with_capacity(changes.len());
    for (change, range) in changes.into_iter().zip(ranges) {
        let span = indexed.span(range);
        let confidence = Confidence::new(change.confidence);
        words.push(WordConfidence { span, confidence });
        let from = &read[change.range];
        if from != change.to {
            edits.push(Edit {
                span,
                page: indexed.page_at(span.start),
                from: from.to_owned(),
                to: change.to,
                confidence,
                rule: change.rule.map(str::to_owned),
                bbox: None,
                alternatives: change
                    .alternatives
                    .into_iter()
                    .map(|(text, p)| Alternative { text, confidence: Confidence::new(f64::from(p)) })
                    .collect(),
            });
        }
    }
    let spans: Vec<Stretch> = stretches
        .iter()
        .enumerate()
        .map(|(i, damage)| {
            let end = stretch_starts.get(i + 1).copied().unwrap_or(indexed.as_str().len());
            let encoding = damage.encoding.map(|e| e.name().to_owned());
            Stretch { span: indexed.span(stretch_starts[i]..end), noise: damage.noise, encoding }
        })
        .collect();
    let restoration = summary(&indexed, spans, edits);
    Restored { text: indexed.into_string(), restoration, words, rest }
}

/// Counts tokens and changed tokens, and the noise of most of them.
pub fn summary(text: &IndexedText, stretches: Vec<Stretch>, edits: Vec<Edit>) -> Restoration {
    let (mut count, mut changed) = (0u32, 0u32);
    let mut by_noise: Vec<(Noise, u32)> = Vec::new();
    let (mut stretch, mut edit) = (0, 0);
    for range in ranges(text.as_str()) {
        let span = text.span(range);
        count += 1;
        while stretch + 1 < stretches.len() && stretches[stretch].span.end <= span.start {
            stretch += 1;
        }
        let noise = stretches[stretch].noise;
        match by_noise.iter_mut().find(|(n, _)| *n == noise) {
            Some(row) => row.1 += 1,
            None => by_noise.push((noise, 1)),
        }
        while edit < edits.len() && edits[edit].span.end <= span.start {
            edit += 1;
        }
        changed += u32::from(edits.get(edit).is_some_and(|e| e.span.overlaps(span)));
    }
    let noise = by_noise.iter().max_by_key(|(noise, n)| (*n, std::cmp::Reverse(*noise))).map_or(Noise::Clean, |r| r.0);
    Restoration { noise, stretches, tokens: count, changed, edits }
}
