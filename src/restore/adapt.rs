//! Adapts the channel to the document at hand: one round of expectation-maximisation.
//!
//! Every engine has its habits, and the channel was learned from a few of them. What the first pass restored with
//! high confidence shows what *this* engine makes of each letter; the second pass expects that. (Expectation: the
//! first pass with its posteriors. Maximisation: relative frequencies, smoothed towards the trained channel.)

use super::channel::{Channel, NEVER, Origins};
use super::trie::{Letter, Trie};
use crate::lm::Cost;
use std::collections::HashMap;

/// How many sightings of a letter weigh as much as what was trained.
const TRAINED: f64 = 12.0;

/// A true letter with its case.
type Cased = (Letter, bool);

/// A word of the document that was restored with confidence, beside what was read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sighting {
    /// The word, in its letter case.
    pub truth: String,
    /// What was read.
    pub read: String,
}

/// The channel after `sightings`, with the weight of each.
pub fn adapt<'a>(channel: &Channel<'a>, trie: &Trie, sightings: &[(Sighting, f64)]) -> Channel<'a> {
    let mut letters: HashMap<Cased, f64> = HashMap::new();
    let mut confusions: HashMap<(Cased, Box<str>), f64> = HashMap::new();
    for (sighting, weight) in sightings {
        let truth: Option<Vec<Cased>> = sighting
            .truth
            .chars()
            .map(|c| {
                let lower = c.to_lowercase().next()?;
                trie.alphabet.number(lower).map(|letter| (letter, lower != c))
            })
            .collect();
        let Some(truth) = truth else { continue };
        for (unit, read) in align(channel, &truth, &sighting.read) {
            *letters.entry(unit).or_default() += weight;
            *confusions.entry((unit, read.into())).or_default() += weight;
        }
    }
    let count = trie.alphabet.size();
    let cell = |(letter, upper): Cased| usize::from(letter) + if upper { count } else { 0 };
    let mut adapted = channel.clone();
    // What was trained counts for less the more of a letter was seen.
    for (&unit, &seen) in &letters {
        let less = cost_of(TRAINED / (seen + TRAINED));
        for origin in adapted.origins.values_mut() {
            let known = &mut origin.single[cell(unit)];
            if *known < NEVER {
                *known += less;
            }
        }
    }
    for ((unit, read), times) in &confusions {
        let seen = letters[unit];
        let origin = adapted
            .origins
            .entry(read.clone())
            .or_insert_with(|| Origins { single: vec![NEVER; 2 * count], double: Vec::new() });
        let known = &mut origin.single[cell(*unit)];
        let trained = libm::exp(-f64::from(*known) / 1000.0);
        *known = cost_of(trained + times / (seen + TRAINED)).min(*known);
    }
    adapted
}

fn cost_of(p: f64) -> Cost {
    (-libm::log(p.clamp(1e-12, 1.0)) * 1000.0) as Cost
}

/// The cheapest alignment of true letters with the read characters; letters of two-letter confusions are left out.
fn align<'t>(channel: &Channel<'_>, truth: &[Cased], read: &'t str) -> Vec<(Cased, &'t str)> {
    let ends: Vec<usize> = std::iter::once(0).chain(read.char_indices().map(|(i, c)| i + c.len_utf8())).collect();
    let (n, m) = (truth.len(), ends.len() - 1);
    if n > 10 || m > 14 {
        return Vec::new();
    }
    let width = m + 1;
    let mut best: Vec<(Cost, u8, u8)> = vec![(NEVER, 0, 0); (n + 1) * width];
    best[0].0 = 0;
    for i in 0..n {
        for j in 0..=m {
            let here = best[i * width + j].0;
            if here >= NEVER {
                continue;
            }
            for k in 0..=3.min(m - j) {
                let Some(origin) = channel.origins_of(&read[ends[j]..ends[j + k]], k) else { continue };
                let mut step = |letters: usize, cost: Cost| {
                    let to = &mut best[(i + letters) * width + j + k];
                    if here + cost < to.0 {
                        *to = (here + cost, letters as u8, k as u8);
                    }
                };
                step(1, channel.single(origin, truth[i]));
                if i + 1 < n {
                    let pair = [truth[i], truth[i + 1]];
                    let found = origin.double.iter().find(|d| pair == [(d.0[0], d.1[0]), (d.0[1], d.1[1])]);
                    if let Some(double) = found {
                        step(2, double.2);
                    }
                }
            }
        }
    }
    let mut out = Vec::new();
    let (mut i, mut j) = (n, m);
    if best[i * width + j].0 >= NEVER {
        return out;
    }
    while i > 0 {
        let (_, letters, taken) = best[i * width + j];
        let from = j - usize::from(taken);
        i -= usize::from(letters);
        if letters == 1 {
            out.push((truth[i], &read[ends[from]..ends[j]]));
        }
        j = from;
    }
    out
}
