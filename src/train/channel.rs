//! Learns the channel from pairs of true and read tokens.
//!
//! Each pair is aligned letter by letter: one or two true letters against none to three read characters
//! (Brill and Moore 2000; the many-to-many alignment of Jiampojamarn et al. 2007). A few rounds of hard
//! expectation-maximisation start from the likeness of letters. What is counted becomes costs in 1/1000 nat; what a
//! capital was seldom seen as is filled in from its small letter.

use super::shape::{Likely, likely};
use crate::lm::Cost;
use crate::render::RenderError;
use crate::text::letters::strip_letter;
use std::collections::{BTreeMap, HashMap};

/// Rounds of expectation-maximisation.
const ROUNDS: usize = 5;
/// Whole tokens and confusions seen less often are left out.
const MIN_TOKEN: f64 = 2.0;
const MIN_CONFUSION: f64 = 1.5;

/// One aligned pair of tokens and how often it was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// What was printed: one syllable.
    pub truth: String,
    /// What was read.
    pub read: String,
    /// How often.
    pub count: f64,
}

/// What is held of confusions that were never seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unseen {
    /// Letters that look alike may be confused all the same: the engine at hand may be another.
    ByShape,
    /// The engine is known.
    Never,
}

/// Confusions by shape that cost more than this are left out.
const UNLIKELY: u64 = 9_500;

type Confusions = HashMap<(String, String), f64>;

/// Learns from `pairs` and returns the entries of the channel's fst for `section`.
///
/// # Errors
/// When a font is missing.
pub fn learn(pairs: &[Pair], section: char, unseen: Unseen) -> Result<BTreeMap<String, u64>, RenderError> {
    let mut confusions: Confusions = HashMap::new();
    let mut letters: HashMap<String, f64> = HashMap::new();
    for pair in pairs {
        let truth: Vec<char> = pair.truth.chars().collect();
        for n in 1..=2 {
            for window in truth.windows(n) {
                *letters.entry(window.iter().collect()).or_default() += pair.count;
            }
        }
    }
    for round in 0..ROUNDS {
        let costs = |truth: &[char], read: &[char]| -> f64 {
            let key = (truth.iter().collect::<String>(), read.iter().collect::<String>());
            if round == 0 {
                return likeness(truth, read);
            }
            match (confusions.get(&key), letters.get(&key.0)) {
                (Some(&n), Some(&total)) if n > 0.0 => -(n / total).ln(),
                _ => 14.0 + likeness(truth, read),
            }
        };
        let mut next: Confusions = HashMap::new();
        for pair in pairs {
            for (truth, read) in align(&pair.truth, &pair.read, &costs) {
                *next.entry((truth, read)).or_default() += pair.count;
            }
        }
        confusions = next;
    }
    let likely = match unseen {
        Unseen::ByShape => likely(&letters, &confusions)?,
        Unseen::Never => Likely::new(),
    };
    let mut out = entries(pairs, confusions, &letters, section);
    for ((truth, read), p) in likely {
        let cost = to_cost(p.max(f64::MIN_POSITIVE));
        if cost < UNLIKELY {
            out.entry(format!("{section}u\t{read}\t{truth}")).or_insert(cost);
        }
    }
    Ok(out)
}

/// How unlike the letters look, before anything was learned: in nats.
fn likeness(truth: &[char], read: &[char]) -> f64 {
    let base = |c: &char| strip_letter(*c).to_ascii_lowercase();
    match (truth, read) {
        ([t], [r]) if t == r => 0.1,
        ([t], [r]) if base(t) == base(r) => 1.0,
        ([t], [r]) if t.is_alphabetic() == r.is_alphabetic() => 5.0,
        ([_], [_]) => 4.5,
        ([_], []) => 7.0,
        ([t], rs) => {
            5.0 + 2.0 * (rs.len() as f64 - 1.0) - if rs.iter().any(|r| base(r) == base(t)) { 1.5 } else { 0.0 }
        }
        (ts, rs) => {
            let alike = ts.iter().filter(|t| rs.iter().any(|r| base(r) == base(t))).count() as f64;
            8.5 + 1.5 * (ts.len() as f64 - rs.len() as f64).abs() - 1.2 * alike
        }
    }
}

/// The cheapest alignment of two tokens; none when they are too long or cannot be aligned.
fn align(truth: &str, read: &str, cost: &dyn Fn(&[char], &[char]) -> f64) -> Vec<(String, String)> {
    let (t, r): (Vec<char>, Vec<char>) = (truth.chars().collect(), read.chars().collect());
    if t.is_empty() || t.len() > 10 || r.len() > 14 {
        return Vec::new();
    }
    let width = r.len() + 1;
    let mut best = vec![(f64::INFINITY, 0usize, 0usize); (t.len() + 1) * width];
    best[0].0 = 0.0;
    for i in 0..=t.len() {
        for j in 0..=r.len() {
            let here = best[i * width + j].0;
            if !here.is_finite() {
                continue;
            }
            for n in 1..=2.min(t.len() - i) {
                for m in usize::from(n == 2)..=3.min(r.len() - j) {
                    if n == 2 && m > 0 && t[i] == r[j] && m == 1 + usize::from(r.len() > j + 1) {
                        // "an" → "an" is two confusions, not one.
                        if m == 2 && t[i + 1] == r[j + 1] {
                            continue;
                        }
                    }
                    let total = here + cost(&t[i..i + n], &r[j..j + m]);
                    let cell = &mut best[(i + n) * width + j + m];
                    if total < cell.0 {
                        *cell = (total, n, m);
                    }
                }
            }
        }
    }
    let mut out = Vec::new();
    let (mut i, mut j) = (t.len(), r.len());
    if !best[i * width + j].0.is_finite() {
        return out;
    }
    while i > 0 {
        let (_, n, m) = best[i * width + j];
        out.push((t[i - n..i].iter().collect(), r[j - m..j].iter().collect()));
        (i, j) = (i - n, j - m);
    }
    out.reverse();
    out
}

fn entries(
    pairs: &[Pair],
    mut confusions: Confusions,
    letters: &HashMap<String, f64>,
    section: char,
) -> BTreeMap<String, u64> {
    // Capitals share a little of what their small letters are read as.
    let mut lent: Vec<((String, String), f64)> = Vec::new();
    let mut lent_letters: HashMap<String, f64> = HashMap::new();
    for ((truth, read), count) in &confusions {
        if truth.chars().all(char::is_lowercase) {
            let upper = truth.to_uppercase();
            let total = letters.get(truth).copied().unwrap_or(1.0);
            let share = 30.0 * count / total;
            for form in [read.to_uppercase(), read.clone()] {
                lent.push((
                    (upper.clone(), form),
                    if *read == read.to_uppercase() { share / 2.0 } else { share * 0.5 },
                ));
            }
            lent_letters.insert(upper, 30.0);
        }
    }
    lent.sort_by(|a, b| a.0.cmp(&b.0));
    for (key, share) in lent {
        if share >= 0.02 {
            *confusions.entry(key).or_default() += share;
        }
    }
    let mut out = BTreeMap::new();
    for ((truth, read), count) in &confusions {
        let total = letters.get(truth).copied().unwrap_or(0.0) + lent_letters.get(truth).copied().unwrap_or(0.0);
        let rare = truth.chars().all(char::is_lowercase) && *count < MIN_CONFUSION;
        if rare || total <= 0.0 {
            continue;
        }
        out.insert(format!("{section}u\t{read}\t{truth}"), to_cost(count / (total + 2.0)));
    }
    let mut tokens: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    let mut truths: HashMap<&str, f64> = HashMap::new();
    for pair in pairs {
        *tokens.entry((&pair.read, &pair.truth)).or_default() += pair.count;
        *truths.entry(&pair.truth).or_default() += pair.count;
    }
    for ((read, truth), count) in tokens {
        if count >= MIN_TOKEN && !read.is_empty() {
            out.insert(format!("{section}t\t{read}\t{truth}"), to_cost((count - 0.7) / (truths[truth] + 5.0)));
        }
    }
    out
}

fn to_cost(p: f64) -> u64 {
    (-p.min(1.0).ln() * 1000.0).round().max(0.0) as Cost as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confusions_of_several_letters_are_learned() {
        let pair = |truth: &str, read: &str, count| Pair { truth: truth.into(), read: read.into(), count };
        let pairs = [
            pair("thực", "thwe", 20.0),
            pair("tực", "twe", 10.0),
            pair("các", "cac", 50.0),
            pair("cứ", "cu", 20.0),
            pair("số", "s6", 9.0),
            pair("số", "sb", 5.0),
        ];
        let entries = learn(&pairs, 'g', Unseen::Never).unwrap();
        let cost = |key: &str| entries.get(key).copied().unwrap_or(99_999);
        assert!(cost("gu\twe\tực") < 1_000, "{entries:?}");
        assert!(cost("gt\ts6\tsố") < cost("gt\tsb\tsố"));
        assert!(cost("gu\t6\tố") < 1_500);
        assert!(cost("gu\ta\tá") < 500);
    }
}
