//! From counts to a pruned back-off model, written as the bytes that [`super::Model`] reads.

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
}

/// One order while it is estimated. Rows are sorted by key.
struct Level {
    keys: Vec<u64>,
    /// p(word | history), interpolated.
    p: Vec<f32>,
    /// Value of each n-gram for pruning: what its loss would cost, in expected nats times occurrences.
    value: Vec<f32>,
    kept: Vec<bool>,
}

impl Level {
    fn find(&self, key: u64) -> Option<usize> {
        self.keys.binary_search(&key).ok()
    }
}

/// Estimates a modified Kneser-Ney model from sentences of ids and returns its bytes.
///
/// `sentences` is called once for each order; it must give the same sentences each time.
pub fn estimate<'a, I>(options: &Options, sentences: impl Fn() -> I) -> Vec<u8>
where
    I: Iterator<Item = (&'a [u16], u32)>,
{
    let order = options.order.clamp(2, NGRAM_LIMIT);
    let mut adjusted: Vec<Counts> = Vec::new();
    let mut longer: Option<Counts> = None;
    for k in (1..=order).rev() {
        let raw = Counts::of_order(k, sentences());
        let counts = match &longer {
            None => raw.clone(),
            Some(longer) => Counts::continuations(longer, k, &raw),
        };
        if let Some(done) = longer.take() {
            adjusted.push(done);
        }
        longer = Some(counts);
    }
    adjusted.extend(longer);
    adjusted.reverse();

    let mut levels: Vec<Level> = vec![unigrams(&adjusted[0], options.vocabulary)];
    for k in 2..=order {
        let level = interpolate(&adjusted[k - 1], k, &levels[k - 2]);
        levels.push(level);
    }
    prune(&mut levels, &options.keep);
    write(&levels)
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

fn unigrams(counts: &Counts, vocabulary: usize) -> Level {
    let total: f64 = counts.rows.iter().map(|r| f64::from(r.1)).sum::<f64>().max(1.0);
    let d = discounts(&counts.rows);
    let freed: f64 =
        counts.rows.iter().map(|r| discount(&d, r.1)).sum::<f64>() + f64::from(u8::from(counts.rows.is_empty()));
    let uniform = freed / total / vocabulary as f64;
    let mut p = vec![uniform as f32; vocabulary];
    for (key, count) in &counts.rows {
        p[*key as usize] += ((f64::from(*count) - discount(&d, *count)) / total) as f32;
    }
    Level { keys: (0..vocabulary as u64).collect(), value: vec![f32::MAX; vocabulary], kept: vec![true; vocabulary], p }
}

fn interpolate(counts: &Counts, k: usize, lower: &Level) -> Level {
    let rows = &counts.rows;
    let d = discounts(rows);
    let mask = (1u64 << (16 * (k - 1))) - 1;
    let mut level = Level {
        keys: rows.iter().map(|r| r.0).collect(),
        p: Vec::with_capacity(rows.len()),
        value: Vec::with_capacity(rows.len()),
        kept: vec![true; rows.len()],
    };
    let mut at = 0;
    while at < rows.len() {
        let history = rows[at].0 >> 16;
        let end = at + rows[at..].partition_point(|r| r.0 >> 16 == history);
        let group = &rows[at..end];
        let total: f64 = group.iter().map(|r| f64::from(r.1)).sum();
        let freed: f64 = group.iter().map(|r| discount(&d, r.1)).sum::<f64>() / total;
        for (key, count) in group {
            let below = lower.find(key & mask).map_or(1e-9, |i| f64::from(lower.p[i]));
            let p = (f64::from(*count) - discount(&d, *count)) / total + freed * below;
            level.p.push(p as f32);
            let gain = (p / (freed * below)).ln().max(0.0);
            level.value.push((f64::from(*count) * gain) as f32);
        }
        at = end;
    }
    level
}

/// Keeps the most valuable n-grams of each order, and whatever is the history of a kept longer one.
fn prune(levels: &mut [Level], keep: &[usize]) {
    for k in (2..=levels.len()).rev() {
        let needed: Vec<u64> = match levels.get(k) {
            Some(longer) => {
                let mut histories: Vec<u64> =
                    longer.keys.iter().zip(&longer.kept).filter(|(_, kept)| **kept).map(|(key, _)| key >> 16).collect();
                histories.dedup();
                histories
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
