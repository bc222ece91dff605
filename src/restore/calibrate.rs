//! How sure each word is: what decoding showed of it, mapped to the probability that it is right.
//!
//! The lattice's posterior knows only the readings that were in the lattice, so it is too sure where none of them is
//! right: of junk, of names, on pages so worn that every reading is dear. Beside it stand here what the reading cost,
//! how surprising the word is, how sure its neighbours and its page are and what the engine saw. A logistic function of
//! these, one for each kind of damage and of decision, then a monotone curve, gives the probability; both are learned
//! from held-out pages (`vankho train calibration`) and lie in `calibration.tsv`.

use crate::document::OcrWord;
use crate::lm::Cost;
use crate::text::pieces::is_delimiter;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use thiserror::Error;

/// What was decided about a word, or that it is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The decoder wrote another word.
    Changed,
    /// The decoder kept what was read.
    Kept,
    /// A named rule changed it.
    Rule,
    /// A number, never decoded.
    Number,
    /// A code, never decoded.
    Code,
    /// Signs without a letter or digit.
    Mark,
}

/// The kind of damage around a word, as far as sureness goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Damage {
    /// None was found.
    None,
    /// Marks gone.
    Stripped,
    /// Read by an engine that does not know Vietnamese.
    Garbled,
    /// Light errors in a text layer.
    Light,
    /// Read by our own OCR, whose confidences are at hand.
    Seen,
}

const CLASSES: [(Class, &str); 6] = [
    (Class::Changed, "changed"),
    (Class::Kept, "kept"),
    (Class::Rule, "rule"),
    (Class::Number, "number"),
    (Class::Code, "code"),
    (Class::Mark, "mark"),
];
const DAMAGES: [(Damage, &str); 5] = [
    (Damage::None, "none"),
    (Damage::Stripped, "stripped"),
    (Damage::Garbled, "garbled"),
    (Damage::Light, "light"),
    (Damage::Seen, "seen"),
];

/// The group of words that share a curve.
pub type Group = (Damage, Class);

/// What decoding showed of one word.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Where it stands in the text as read, bytes.
    pub range: Range<usize>,
    /// The damage around it and what was decided.
    pub group: Group,
    /// The lattice's posterior, or what the rule claims; 1 for what was never decoded.
    pub posterior: f32,
    /// What the channel asks for the reading, in 1/1000 nat.
    pub cost: Cost,
    /// What the language model asks for the word.
    pub surprise: Cost,
    /// Whether the language model knows the word.
    pub known: bool,
}

/// How many numbers describe a word, the constant included.
pub const FEATURES: usize = 15;

/// A word as the curves see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its group.
    pub group: Group,
    /// What describes it.
    pub features: [f64; FEATURES],
    /// The number of its page.
    pub page: usize,
}

/// Why a calibration is not usable.
#[derive(Debug, Error)]
#[error("calibration.tsv, line {line}: {problem}; make it anew with `vankho train calibration`")]
pub struct CalibrationError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: &'static str,
}

/// One group's weights and its curve from their sum to the log-odds of being right.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// One for each feature.
    pub weights: [f64; FEATURES],
    /// Rising points of sum and log-odds, at least one; straight between them, level outside.
    pub points: Vec<(f64, f64)>,
}

impl Curve {
    /// The weighted sum of a word's features.
    pub fn sum(&self, features: &[f64; FEATURES]) -> f64 {
        self.weights.iter().zip(features).map(|(w, x)| w * x).sum()
    }

    /// The probability that the word is right.
    pub fn probability(&self, features: &[f64; FEATURES]) -> f64 {
        let sum = self.sum(features);
        let after = self.points.partition_point(|p| p.0 < sum);
        let odds = match (after.checked_sub(1).and_then(|i| self.points.get(i)), self.points.get(after)) {
            (Some(a), Some(b)) => a.1 + (b.1 - a.1) * (sum - a.0) / (b.0 - a.0).max(1e-9),
            (Some(end), None) | (None, Some(end)) => end.1,
            (None, None) => sum,
        };
        logistic(odds)
    }
}

/// The curves of all groups. A group without one takes the posterior as it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Calibration {
    /// By group.
    pub curves: BTreeMap<Group, Curve>,
}

impl Calibration {
    /// Reads `calibration.tsv`; nothing gives a calibration without curves.
    ///
    /// # Errors
    /// When a line is none of its form.
    pub fn parse(text: &str) -> Result<Self, CalibrationError> {
        let mut curves: BTreeMap<Group, Curve> = BTreeMap::new();
        for (i, row) in text.lines().enumerate().filter(|(_, row)| !row.is_empty() && !row.starts_with('#')) {
            let fail = |problem| CalibrationError { line: i + 1, problem };
            let mut cells = row.split('\t');
            let damage = cells.next().and_then(|name| DAMAGES.iter().find(|d| d.1 == name));
            let class = cells.next().and_then(|name| CLASSES.iter().find(|c| c.1 == name));
            let (Some(damage), Some(class)) = (damage, class) else { return Err(fail("names no group")) };
            let kind = cells.next().unwrap_or_default();
            let numbers: Vec<f64> = cells.map_while(|c| c.parse().ok()).filter(|x: &f64| x.is_finite()).collect();
            if numbers.len() + 3 != row.split('\t').count() {
                return Err(fail("has a cell that is no number"));
            }
            let group = (damage.0, class.0);
            match kind {
                "weights" => {
                    let weights =
                        numbers.try_into().map_err(|_| fail("has not as many weights as there are features"))?;
                    curves.insert(group, Curve { weights, points: Vec::new() });
                }
                "curve" => {
                    let points: Vec<(f64, f64)> = numbers.chunks_exact(2).map(|xy| (xy[0], xy[1])).collect();
                    let rising = points.windows(2).all(|w| w[0].0 <= w[1].0 && w[0].1 <= w[1].1);
                    let curve = curves.get_mut(&group).ok_or_else(|| fail("has no weights before it"))?;
                    if !rising || points.is_empty() || !numbers.len().is_multiple_of(2) {
                        return Err(fail("does not rise"));
                    }
                    curve.points = points;
                }
                _ => return Err(fail("is neither weights nor curve")),
            }
        }
        Ok(Self { curves })
    }

    /// The text that [`Calibration::parse`] reads.
    pub fn to_tsv(&self) -> String {
        let mut out = String::from(
            "# How sure words are, learned by `vankho train calibration`: see src/restore/calibrate.rs.\n",
        );
        for ((damage, class), curve) in &self.curves {
            let damage = DAMAGES.iter().find(|d| d.0 == *damage).map_or("", |d| d.1);
            let class = CLASSES.iter().find(|c| c.0 == *class).map_or("", |c| c.1);
            let _ = write!(out, "{damage}\t{class}\tweights");
            for weight in &curve.weights {
                let _ = write!(out, "\t{weight:.4}");
            }
            let _ = write!(out, "\n{damage}\t{class}\tcurve");
            for point in &curve.points {
                let _ = write!(out, "\t{:.3}\t{:.3}", point.0, point.1);
            }
            out.push('\n');
        }
        out
    }

    /// The probability that each word is right.
    pub fn probabilities(&self, evidence: &[Evidence], rows: &[Row]) -> Vec<f64> {
        let one = |(e, row): (&Evidence, &Row)| match self.curves.get(&row.group) {
            Some(curve) => curve.probability(&row.features),
            None => f64::from(e.posterior),
        };
        evidence.iter().zip(rows).map(one).collect()
    }
}

/// 1/(1 + e^-x).
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// Log-odds, held where a posterior of four bytes still says something.
fn odds(p: f64) -> f64 {
    let p = p.clamp(1e-4, 1.0 - 1e-4);
    libm::log(p / (1.0 - p))
}

/// The group of the words of a text in which no damage was found: they are not described one by one.
pub const RIGHT: Group = (Damage::None, Class::Rule);

/// Describes words, which are in text order, by themselves, their neighbours and their page.
pub fn rows(read: &str, evidence: &[Evidence], words: &[OcrWord]) -> Vec<Row> {
    let seen = sights(read, evidence, words);
    let mut pages = Vec::with_capacity(evidence.len());
    let (mut page, mut at) = (0, 0);
    for e in evidence {
        page += read[at..e.range.start].bytes().filter(|&b| b == b'\x0c').count();
        at = e.range.start;
        pages.push(page);
    }
    let word = |e: &Evidence| matches!(e.group.1, Class::Changed | Class::Kept);
    let decoded = |e: &Evidence| word(e) && e.group.0 != Damage::None;
    let mut out: Vec<Row> = Vec::with_capacity(evidence.len());
    let mut first = 0;
    while first < evidence.len() {
        let end = first + pages[first..].partition_point(|&p| p == pages[first]);
        let (mut doubt, mut cost, mut surprise, mut unknown, mut n) = (0.0, 0.0, 0.0, 0.0, 1e-9);
        for e in evidence[first..end].iter().filter(|e| decoded(e)) {
            doubt += 1.0 - f64::from(e.posterior);
            cost += f64::from(e.cost.min(20_000)) / 1000.0;
            surprise += f64::from(e.surprise.min(20_000)) / 1000.0;
            unknown += f64::from(u8::from(!e.known));
            n += 1.0;
        }
        let whole = [libm::log(doubt / n + 0.01), cost / n, surprise / n + 4.0 * unknown / n];
        let untouched = || evidence[first..end].iter().filter(|e| word(e) && e.group.0 == Damage::None);
        let strange = untouched().filter(|e| !e.known).count() as f64 / untouched().count().max(1) as f64;
        for i in first..end {
            let e = &evidence[i];
            let near = |of: fn(&Evidence) -> f64| {
                let (mut sum, mut n) = (0.0, 0.0);
                let from = i.saturating_sub(2).max(first);
                for (_, other) in (from..).zip(&evidence[from..(i + 3).min(end)]).filter(|(j, e)| *j != i && decoded(e))
                {
                    sum += of(other);
                    n += 1.0;
                }
                if n > 0.0 { sum / n } else { 0.0 }
            };
            let token = &read[e.range.clone()];
            let (sure, contested) = seen[i].unwrap_or((0.9, 0.0));
            let letters = token.chars().filter(|c| c.is_alphanumeric()).count();
            let digits = token.chars().any(|c| c.is_ascii_digit());
            let glued = read[..e.range.start].ends_with(is_delimiter) || read[e.range.end..].starts_with(is_delimiter);
            let features = [
                1.0,
                odds(f64::from(e.posterior)),
                f64::from(e.cost.min(20_000)) / 1000.0,
                f64::from(e.surprise.min(20_000)) / 1000.0,
                near(|e| odds(f64::from(e.posterior))),
                near(|e| f64::from(e.cost.min(20_000) + e.surprise.min(20_000)) / 1000.0),
                whole[0],
                whole[1],
                if e.group.0 == Damage::None { strange } else { whole[2] },
                f64::from(u8::from(e.known)),
                libm::log(letters as f64 + 1.0),
                f64::from(u8::from(digits)),
                f64::from(u8::from(glued)),
                odds(sure),
                contested,
            ];
            out.push(Row { group: e.group, features, page: pages[i] });
        }
        first = end;
    }
    out
}

/// What our OCR saw of each word: its confidence, and the confidence of the strongest reading against what it wrote.
fn sights(read: &str, evidence: &[Evidence], words: &[OcrWord]) -> Vec<Option<(f64, f64)>> {
    let mut out = vec![None; evidence.len()];
    if words.is_empty() {
        return out;
    }
    let mut letters = read.char_indices().map(|(byte, _)| byte).enumerate().peekable();
    let mut byte_of = |letter: u32| {
        while letters.next_if(|(n, _)| (*n as u32) < letter).is_some() {}
        letters.peek().map_or(read.len(), |(_, byte)| *byte)
    };
    let mut at = 0;
    for word in words {
        let start = byte_of(word.span.start);
        let end = byte_of(word.span.end);
        while at < evidence.len() && evidence[at].range.end <= start {
            at += 1;
        }
        let rival = |slot: &Vec<crate::document::SymbolChoice>| slot.get(1).map_or(0.0, |c| c.confidence.get());
        let contested = word.symbols.iter().map(rival).fold(0.0, f64::max);
        let touched = evidence[at..].iter().take_while(|e| e.range.start < end).count();
        for known in &mut out[at..at + touched] {
            let (sure, against) = known.unwrap_or((1.0, 0.0));
            *known = Some((word.confidence.get().min(sure), contested.max(against)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn curve(points: &[(f64, f64)]) -> Curve {
        let mut weights = [0.0; FEATURES];
        weights[1] = 1.0;
        Curve { weights, points: points.to_vec() }
    }

    fn at(x: f64) -> [f64; FEATURES] {
        let mut features = [0.0; FEATURES];
        features[1] = x;
        features
    }

    #[test]
    fn a_table_reads_as_it_was_written() {
        let curves = BTreeMap::from([
            ((Damage::Garbled, Class::Changed), curve(&[(-1.5, -0.25), (0.0, 1.0), (2.0, 6.5)])),
            ((Damage::None, Class::Rule), curve(&[(0.0, 4.0)])),
        ]);
        let calibration = Calibration { curves };
        assert_eq!(Calibration::parse(&calibration.to_tsv()).unwrap(), calibration);
        assert_eq!(Calibration::parse("").unwrap(), Calibration::default());
    }

    #[test]
    fn what_is_no_calibration_is_told_by_its_line() {
        for (text, says) in [
            ("# a\nx\ty\tweights", "line 2: names no group"),
            ("garbled\tkept\tweights\t1", "not as many weights"),
            ("garbled\tkept\tcurve\t1\t2", "no weights before"),
            ("garbled\tkept\tweights\t1\tNaN", "no number"),
        ] {
            let error = Calibration::parse(text).unwrap_err().to_string();
            assert!(error.contains(says) && error.contains("vankho train calibration"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn a_curve_rises_and_stays_a_probability(a in -20.0..20.0, b in -20.0..20.0) {
            let curve = curve(&[(-2.0, -3.0), (0.0, 0.5), (0.0, 1.0), (3.0, 8.0)]);
            let (p, q) = (curve.probability(&at(f64::min(a, b))), curve.probability(&at(f64::max(a, b))));
            prop_assert!(p <= q && p > 0.0 && q < 1.0);
        }
    }
}
