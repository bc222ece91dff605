//! Counts n-grams of symbol ids.
//!
//! An n-gram of up to four 16-bit ids is one `u64`, first word in the highest bits, so that counting is sorting
//! and the result does not depend on anything but the input.

use super::symbol;

/// The longest n-gram that fits.
pub const NGRAM_LIMIT: usize = 4;

/// The n-grams of one order with their counts, sorted.
#[derive(Debug, Default, Clone)]
pub struct Counts {
    /// Packed n-grams, ascending; each with its count.
    pub rows: Vec<(u64, u32)>,
}

/// Packs ids, the first in the highest bits of `ids.len() * 16`.
pub fn pack(ids: &[u16]) -> u64 {
    ids.iter().fold(0, |key, &id| key << 16 | u64::from(id))
}

impl Counts {
    /// Counts the n-grams of order `order` in sentences, each a slice of ids.
    /// A sentence is read as if [`symbol::STOP`] stood before and after it.
    pub fn of_order<'a>(order: usize, sentences: impl Iterator<Item = &'a [u16]>) -> Self {
        let mut keys: Vec<(u64, u32)> = Vec::new();
        let mut merged: Vec<(u64, u32)> = Vec::new();
        let mut padded = Vec::new();
        for ids in sentences {
            padded.clear();
            padded.push(symbol::STOP);
            padded.extend_from_slice(ids);
            if ids.last() != Some(&symbol::STOP) {
                padded.push(symbol::STOP);
            }
            keys.extend(padded.windows(order).map(|window| (pack(window), 1)));
            if keys.len() > 40_000_000 {
                merged = merge(merged, condense(&mut keys));
            }
        }
        Self { rows: merge(merged, condense(&mut keys)) }
    }

    /// For each suffix (the n-gram without its first word), how many different words stand before it.
    /// N-grams that open with [`symbol::STOP`] get `raw` counts instead, for nothing stands before them.
    pub fn continuations(longer: &Self, order: usize, raw: &Self) -> Self {
        let mask = if order == 4 { u64::MAX } else { (1u64 << (16 * order)) - 1 };
        let mut keys: Vec<(u64, u32)> = longer.rows.iter().map(|(key, _)| (key & mask, 1)).collect();
        let opening = |key: u64| (key >> (16 * (order - 1))) as u16 == symbol::STOP;
        keys.retain(|(key, _)| !opening(*key));
        keys.extend(raw.rows.iter().filter(|(key, _)| opening(*key)));
        Self { rows: condense(&mut keys) }
    }
}

/// Sorts, adds up equal keys and empties the input.
fn condense(keys: &mut Vec<(u64, u32)>) -> Vec<(u64, u32)> {
    keys.sort_unstable();
    let mut out: Vec<(u64, u32)> = Vec::new();
    for (key, count) in keys.drain(..) {
        match out.last_mut() {
            Some(last) if last.0 == key => last.1 += count,
            _ => out.push((key, count)),
        }
    }
    out
}

/// Merges two sorted lists.
fn merge(a: Vec<(u64, u32)>, b: Vec<(u64, u32)>) -> Vec<(u64, u32)> {
    if a.is_empty() {
        return b;
    }
    let mut out = Vec::with_capacity(a.len() + b.len() / 2);
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => {
                out.push(a[i]);
                i += 1;
            }
            std::cmp::Ordering::Greater => {
                out.push(b[j]);
                j += 1;
            }
            std::cmp::Ordering::Equal => {
                out.push((a[i].0, a[i].1 + b[j].1));
                i += 1;
                j += 1;
            }
        }
    }
    out.extend_from_slice(&a[i..]);
    out.extend_from_slice(&b[j..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_sorted() {
        let sentences: [&[u16]; 3] = [&[7, 8, 7], &[7, 8], &[7, 8]];
        let counts = Counts::of_order(2, sentences.into_iter());
        let expect = |a: u16, b: u16, n: u32| (pack(&[a, b]), n);
        assert_eq!(counts.rows, [expect(0, 7, 3), expect(7, 0, 1), expect(7, 8, 3), expect(8, 0, 2), expect(8, 7, 1)]);
        let raw = Counts::of_order(1, sentences.into_iter());
        let continuations = Counts::continuations(&counts, 1, &raw);
        assert_eq!(continuations.rows, [(0, 6), (7, 2), (8, 1)]);
    }
}
