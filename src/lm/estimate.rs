//! From counts to a mixed and pruned back-off model, written as the bytes that [`super::Model`] reads.
//!
//! Each kind of text is estimated on its own and the probabilities are mixed, not the counts: a count that is
//! multiplied is no longer one of a word seen once, on which Kneser-Ney rests.

use super::count::Counts;
use super::model::{BACKOFF_STEP, COST_STEP, MAGIC};
use super::{NGRAM_LIMIT, symbol};

/// How to estimate.
#[derive(Debug, Clone)]
pub struct Options {
    /// Order of the model, 2 to 4.
    pub order: usize,
    /// Number of words, symbols included.
    pub vocabulary: usize,
    /// How many n-grams to keep of each order from 2 up: `keep[0]` bigrams, `keep[1]` trigrams, ….
    pub keep: Vec<usize>,
    /// The part of each kind of text in the mixture; made to add up to one.
    pub parts: Vec<f64>,
}

/// One order of one kind of text. Rows are sorted by key.
struct Part {
    keys: Vec<u64>,
    counts: Vec<u32>,
    /// p(word | history), interpolated.
    p: Vec<f32>,
    /// What is left, after this n-gram, for words that were not seen there; 1 when nothing was.
    free: Vec<f32>,
}

/// One order of the mixture. Rows are sorted by key.
struct Level {
    keys: Vec<u64>,
    p: Vec<f32>,
    /// Value of each n-gram for pruning: what its loss would cost, in expected nats.
    value: Vec<f32>,
    kept: Vec<bool>,
    /// p of each kind of text.
    parts: Vec<Vec<f32>>,
}

impl Level {
    fn find(&self, key: u64) -> Option<usize> {
        self.keys.binary_search(&key).ok()
    }
}

/// Estimates a mixture of modified Kneser-Ney models from sentences of ids and returns its bytes.
///
/// `sentences` is called with the number of each kind of text, once for each order; it must give the same each time.
pub fn estimate<'a, I>(options: &Options, sentences: impl Fn(usize) -> I) -> Vec<u8>
where
    I: Iterator<Item = &'a [u16]>,
{
    let order = options.order.clamp(2, NGRAM_LIMIT);
    let all: f64 = options.parts.iter().sum();
    let shares: Vec<f64> = options.parts.iter().map(|part| part / all).collect();
    let kinds: Vec<Vec<Part>> =
        (0..shares.len()).map(|i| estimate_part(order, options.vocabulary, || sentences(i))).collect();
    let mut levels: Vec<Level> = Vec::new();
    for k in 1..=order {
        let level = mix(&shares, &kinds, k, levels.last());
        levels.push(level);
    }
    drop(kinds);
    prune(&mut levels, &options.keep);
    write(&levels)
}

/// The orders of one kind of text.
fn estimate_part<'a, I: Iterator<Item = &'a [u16]>>(
    order: usize,
    vocabulary: usize,
    sentences: impl Fn() -> I,
) -> Vec<Part> {
    let mut adjusted: Vec<Counts> = Vec::new();
    for k in (1..=order).rev() {
        let raw = Counts::of_order(k, sentences());
        let counts = match adjusted.last() {
            None => raw,
            Some(longer) => Counts::continuations(longer, k, &raw),
        };
        adjusted.push(counts);
    }
    adjusted.reverse();
    let mut parts: Vec<Part> = vec![unigrams(&adjusted[0], vocabulary)];
    for k in 2..=order {
        let part = interpolate(&adjusted[k - 1], k, &mut parts[k - 2]);
        parts.push(part);
    }
    parts
}

/// Mixes order `k` of all kinds of text; `lower` is the mixture of the order below.
fn mix(shares: &[f64], kinds: &[Vec<Part>], k: usize, lower: Option<&Level>) -> Level {
    let mut keys: Vec<u64> = kinds.iter().flat_map(|kind| kind[k - 1].keys.iter().copied()).collect();
    keys.sort_unstable();
    keys.dedup();
    let rows = keys.len();
    let mut level = Level {
        p: vec![0.0; rows],
        value: vec![f32::MAX; rows],
        kept: vec![true; rows],
        parts: vec![Vec::with_capacity(rows); kinds.len()],
        keys,
    };
    let mask = (1u64 << (16 * (k - 1))) - 1;
    // Where each kind's rows, and those of its histories, have got to.
    let mut at = vec![(0usize, 0usize); kinds.len()];
    let totals: Vec<f64> =
        kinds.iter().map(|kind| kind[k - 1].counts.iter().map(|&c| f64::from(c)).sum::<f64>().max(1.0)).collect();
    for row in 0..rows {
        let key = level.keys[row];
        let suffix = lower.and_then(|lower| lower.find(key & mask).map(|i| (lower, i)));
        let (mut p, mut unseen, mut often) = (0f64, 0f64, 0f64);
        for (i, kind) in kinds.iter().enumerate() {
            let (own, history) = &mut at[i];
            let mut free = 1.0;
            if k > 1 {
                let histories = &kind[k - 2].keys;
                while histories.get(*history).is_some_and(|&h| h < key >> 16) {
                    *history += 1;
                }
                if histories.get(*history) == Some(&(key >> 16)) {
                    free = kind[k - 2].free[*history];
                }
            }
            let below = suffix.map_or(0.0, |(lower, j)| lower.parts[i][j]) * free;
            let part = &kind[k - 1];
            let mut here = below;
            if part.keys.get(*own) == Some(&key) {
                here = part.p[*own];
                often += shares[i] * f64::from(part.counts[*own]) / totals[i];
                *own += 1;
            }
            level.parts[i].push(here);
            p += shares[i] * f64::from(here);
            unseen += shares[i] * f64::from(below);
        }
        level.p[row] = p as f32;
        if k > 1 {
            level.value[row] = (often * (p / unseen.max(1e-12)).ln().max(0.0)) as f32;
        }
    }
    level
}

/// Modified Kneser-Ney discounts for counts of one, two, and three or more.
fn discounts(rows: &[(u64, u32)]) -> [f64; 3] {
    let mut n = [0f64; 5];
    for (_, count) in rows {
        if (1..=4).contains(count) {
            n[*count as usize] += 1.0;
        }
    }
    let y = if n[1] + n[2] > 0.0 { n[1] / (n[1] + 2.0 * n[2]) } else { 0.5 };
    [1, 2, 3].map(|i| {
        let next = if n[i] > 0.0 { n[i + 1] / n[i] } else { 0.5 };
        (i as f64 - (i as f64 + 1.0) * y * next).clamp(0.1 * i as f64, 0.95 * i as f64)
    })
}

fn discount(d: &[f64; 3], count: u32) -> f64 {
    match count {
        0 => 0.0,
        1..=3 => d[count as usize - 1],
        _ => d[2],
    }
}

fn unigrams(counts: &Counts, vocabulary: usize) -> Part {
    let total: f64 = counts.rows.iter().map(|r| f64::from(r.1)).sum::<f64>().max(1.0);
    let d = discounts(&counts.rows);
    let freed: f64 =
        counts.rows.iter().map(|r| discount(&d, r.1)).sum::<f64>() + f64::from(u8::from(counts.rows.is_empty()));
    let uniform = freed / total / vocabulary as f64;
    let mut p = vec![uniform as f32; vocabulary];
    let mut seen = vec![0; vocabulary];
    for (key, count) in &counts.rows {
        p[*key as usize] += ((f64::from(*count) - discount(&d, *count)) / total) as f32;
        seen[*key as usize] = *count;
    }
    Part { keys: (0..vocabulary as u64).collect(), counts: seen, p, free: vec![1.0; vocabulary] }
}

/// Order `k` from its counts and the order below, which is told what each of its n-grams leaves free.
fn interpolate(counts: &Counts, k: usize, lower: &mut Part) -> Part {
    let rows = &counts.rows;
    let d = discounts(rows);
    let mask = (1u64 << (16 * (k - 1))) - 1;
    let mut part = Part {
        keys: rows.iter().map(|r| r.0).collect(),
        counts: rows.iter().map(|r| r.1).collect(),
        p: Vec::with_capacity(rows.len()),
        free: vec![1.0; rows.len()],
    };
    let (mut at, mut history_at) = (0, 0);
    while at < rows.len() {
        let history = rows[at].0 >> 16;
        let end = at + rows[at..].partition_point(|r| r.0 >> 16 == history);
        let group = &rows[at..end];
        let total: f64 = group.iter().map(|r| f64::from(r.1)).sum();
        let freed: f64 = group.iter().map(|r| discount(&d, r.1)).sum::<f64>() / total;
        for (key, count) in group {
            let below = lower.keys.binary_search(&(key & mask)).map_or(1e-9, |i| f64::from(lower.p[i]));
            part.p.push(((f64::from(*count) - discount(&d, *count)) / total + freed * below) as f32);
        }
        while lower.keys.get(history_at).is_some_and(|&key| key < history) {
            history_at += 1;
        }
        if lower.keys.get(history_at) == Some(&history) {
            lower.free[history_at] = freed as f32;
        }
        at = end;
    }
    part
}

/// Keeps the most valuable n-grams of each order, and whatever a kept longer one opens or ends with.
fn prune(levels: &mut [Level], keep: &[usize]) {
    for k in (2..=levels.len()).rev() {
        let needed: Vec<u64> = match levels.get(k) {
            Some(longer) => {
                let mask = (1u64 << (16 * k)) - 1;
                let kept = longer.keys.iter().zip(&longer.kept).filter(|(_, kept)| **kept);
                let mut needed: Vec<u64> = kept.flat_map(|(key, _)| [key >> 16, key & mask]).collect();
                needed.sort_unstable();
                needed.dedup();
                needed
            }
            None => Vec::new(),
        };
        let level = &mut levels[k - 1];
        let limit = keep.get(k - 2).copied().unwrap_or(usize::MAX);
        let mut needed_at = 0;
        for i in 0..level.keys.len() {
            while needed_at < needed.len() && needed[needed_at] < level.keys[i] {
                needed_at += 1;
            }
            if needed.get(needed_at) == Some(&level.keys[i]) {
                level.value[i] = f32::MAX;
            }
        }
        if level.keys.len() > limit {
            let mut values = level.value.clone();
            let cut = values.len() - limit;
            let (_, threshold, _) = values.select_nth_unstable_by(cut, f32::total_cmp);
            let threshold = *threshold;
            for (kept, value) in level.kept.iter_mut().zip(&level.value) {
                *kept = *value >= threshold && *value > 0.0;
            }
        }
    }
}

/// 1/1000 nat, in steps, as a byte.
fn code(p: f64, step: i32) -> u8 {
    (-p.max(1e-30).ln() * 1000.0 / f64::from(step)).round().clamp(0.0, 255.0) as u8
}

fn write(levels: &[Level]) -> Vec<u8> {
    let order = levels.len();
    // Back-off weight of each kept n-gram of the orders below the highest, by level and row.
    let mut backoff: Vec<Vec<u8>> = levels[..order - 1].iter().map(|l| vec![0; l.keys.len()]).collect();
    let mut starts: Vec<Vec<u32>> = levels[..order - 1].iter().map(|l| vec![0; l.keys.len()]).collect();
    for k in 2..=order {
        let (lower, level) = (&levels[k - 2], &levels[k - 1]);
        let mask = (1u64 << (16 * (k - 1))) - 1;
        let mut at = 0;
        let mut kept_before = 0u32;
        for (row, &history) in lower.keys.iter().enumerate() {
            if !lower.kept[row] {
                continue;
            }
            at += level.keys[at..].partition_point(|key| key >> 16 < history);
            let end = at + level.keys[at..].partition_point(|key| key >> 16 == history);
            let (mut here, mut below, mut any) = (0f64, 0f64, false);
            starts[k - 2][row] = kept_before;
            for i in at..end {
                if level.kept[i] {
                    any = true;
                    kept_before += 1;
                    here += f64::from(level.p[i]);
                    below += lower.find(level.keys[i] & mask).map_or(0.0, |j| f64::from(lower.p[j]));
                }
            }
            if any {
                backoff[k - 2][row] = code(((1.0 - here).max(1e-4) / (1.0 - below).max(1e-4)).min(1.0), BACKOFF_STEP);
            }
            at = end;
        }
    }
    let sizes: Vec<u32> = levels.iter().map(|l| l.kept.iter().filter(|kept| **kept).count() as u32).collect();
    let mut out = Vec::new();
    out.extend_from_slice(MAGIC);
    out.extend((order as u32).to_le_bytes());
    for size in &sizes {
        out.extend(size.to_le_bytes());
    }
    for (k, level) in levels.iter().enumerate() {
        let rows: Vec<usize> = (0..level.keys.len()).filter(|&i| level.kept[i]).collect();
        if k > 0 {
            rows.iter().for_each(|&i| out.extend((level.keys[i] as u16).to_le_bytes()));
        }
        if k == 0 {
            for &i in &rows {
                let cost = (-f64::from(level.p[i]).max(1e-25).ln() * 1000.0).round().clamp(0.0, 65_535.0) as u16;
                out.extend(cost.to_le_bytes());
            }
        } else {
            out.extend(rows.iter().map(|&i| code(f64::from(level.p[i]), COST_STEP)));
        }
        if k + 1 < order {
            out.extend(rows.iter().map(|&i| backoff[k][i]));
            rows.iter().for_each(|&i| out.extend(starts[k][i].to_le_bytes()));
            out.extend(sizes[k + 1].to_le_bytes());
        }
    }
    debug_assert_eq!(symbol::STOP, 0);
    out
}
