//! Learns how sure words are: restores pages whose truth is known and fits the curves of [`crate::restore::calibrate`].
//!
//! Each page of the readings is restored as a document would be: foreign readings three pages at a time as text layers,
//! Vietnamese ones with and without their words; the truth without its marks; the truth itself, in which nothing must
//! be doubted. Every token is right or wrong by the alignment of the page with its truth. A logistic regression with a
//! small ridge gives the weights of a group, and bins of equal mass, made to rise, its curve.

use super::readings::{NATIVE, Reading};
use super::reliability::Scored;
use crate::document::{OcrWord, Span};
use crate::restore::calibrate::{Calibration, Curve, FEATURES, Group, RIGHT, Row};
use crate::restore::{Data, Restored, Restorer, Traced};
use crate::text::letters::strip;
use crate::text::{IndexedText, comparable, in_place, tokens};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Pages of a text layer that are restored together.
const PAGES: usize = 3;
/// A group needs so many words, and so many wrong ones, for weights and a curve of its own.
const LEAST: (usize, usize) = (250, 20);
/// The share right of words of which nothing is known.
const USUAL: f64 = 0.85;
/// Bins of a curve, and the least that one holds.
const BINS: usize = 24;
const LEAST_IN_BIN: usize = 60;
/// The ridge of the regression, in words.
const RIDGE: f64 = 2.0;

/// A token of a restored text whose truth is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// What its confidence is estimated from: that of the least sure of these.
    pub rows: Vec<Row>,
    /// Whether it is right, and whether it was changed; with the posterior as it is.
    pub scored: Scored,
    /// Which way its page was ruined: `eng`, …, `vie`, `stripped`, `clean`.
    pub kind: String,
    /// The document that it is of.
    pub document: usize,
}

/// A text to restore: its number, the way it was ruined, what was read, with its OCR words, and the truth by page.
type Document = (usize, String, String, Vec<OcrWord>, Vec<String>);

/// Restores every reading in all its ways and judges each token. `data` is used without its calibration.
pub fn examples(data: Data, readings: &[Reading]) -> Result<Vec<Example>, crate::restore::DataError> {
    let restorer = Restorer::new(Data { calibration: b"", ..data })?;
    let mut documents: Vec<Document> = Vec::new();
    let mut number = 0;
    let mut from = 0;
    while from < readings.len() {
        let language = &readings[from].language;
        let native = language == NATIVE;
        let same = readings[from..].iter().take(if native { 1 } else { PAGES }).take_while(|r| r.language == *language);
        let pages: Vec<&Reading> = same.collect();
        from += pages.len();
        let truth: Vec<String> = pages.iter().map(|r| r.truth.join("\n")).collect();
        let read = pages.iter().map(|r| r.page.text.as_str()).collect::<Vec<_>>().join("\u{c}");
        let right = truth.join("\u{c}");
        if native {
            documents.push((number, language.clone(), read.clone(), pages[0].page.words.clone(), truth.clone()));
        }
        let kind = if native { "vie as text".to_owned() } else { language.clone() };
        documents.push((number, kind, read, Vec::new(), truth.clone()));
        if let [first, second, ..] = &pages[..] {
            // Beside damaged pages, right ones.
            let (damaged, right) = (&first.page.text, second.truth.join("\n"));
            let (read, truth) = (format!("{damaged}\u{c}{right}"), truth[..2].to_vec());
            documents.push((number, "half right".to_owned(), read, Vec::new(), truth));
        }
        documents.push((number, "stripped".to_owned(), strip(&right), Vec::new(), truth.clone()));
        documents.push((number, "clean".to_owned(), right, Vec::new(), truth));
        number += 1;
    }
    let made = documents.par_iter().map(|(document, kind, read, words, truth)| {
        let traced = restorer.trace(read, words);
        judge(&traced, truth, kind, *document)
    });
    Ok(made.flatten().collect())
}

/// Each token of a restored text with its confidence, and whether it is right; `truth` is page by page.
pub fn scored(restored: &Restored, truth: &[String]) -> Vec<Scored> {
    let text = IndexedText::new(restored.text.clone());
    let right = right_tokens(&text, truth);
    let mut word = 0;
    let mut edit = 0;
    let edits = &restored.restoration.edits;
    right
        .into_iter()
        .map(|(span, right)| {
            while restored.words.get(word).is_some_and(|w| w.span.end <= span.start) {
                word += 1;
            }
            while edits.get(edit).is_some_and(|e| e.span.end <= span.start) {
                edit += 1;
            }
            let touching = restored.words[word..].iter().take_while(|w| w.span.start < span.end);
            let least = touching.map(|w| w.confidence.get()).reduce(f64::min);
            let changed = edits.get(edit).is_some_and(|e| e.span.overlaps(span));
            Scored { confidence: least.unwrap_or(restored.rest.get()), right, changed }
        })
        .collect()
}

fn judge(traced: &Traced, truth: &[String], kind: &str, document: usize) -> Vec<Example> {
    let text = IndexedText::new(traced.restored.text.clone());
    let scored = scored(&traced.restored, truth);
    let mut at = 0;
    let spans = tokens::ranges(text.as_str()).map(|range| text.span(range));
    spans
        .zip(scored)
        .map(|(span, scored)| {
            while traced.rows.get(at).is_some_and(|(s, _)| s.end <= span.start) {
                at += 1;
            }
            let touching = traced.rows[at..].iter().take_while(|(s, _)| s.start < span.end);
            let mut rows: Vec<Row> = touching.map(|(_, row)| row.clone()).collect();
            if rows.is_empty() {
                rows.push(Row { group: RIGHT, features: [0.0; FEATURES], page: 0 });
            }
            Example { rows, scored, kind: kind.to_owned(), document }
        })
        .collect()
}

/// Whether each token of a text stands in its place in the truth.
fn right_tokens(text: &IndexedText, truth: &[String]) -> Vec<(Span, bool)> {
    let mut out = Vec::new();
    let mut pages: Vec<Vec<(Span, String)>> = vec![Vec::new()];
    let mut last = 0;
    for range in tokens::ranges(text.as_str()) {
        for _ in text.as_str()[last..range.start].matches('\u{c}') {
            pages.push(Vec::new());
        }
        last = range.end;
        let token = (text.span(range.clone()), comparable(&text.as_str()[range]));
        if let Some(page) = pages.last_mut() {
            page.push(token);
        }
    }
    for (i, page) in pages.into_iter().enumerate() {
        let truth: Vec<String> = truth.get(i).map_or_else(Vec::new, |t| t.split_whitespace().map(comparable).collect());
        let (spans, got): (Vec<Span>, Vec<String>) = page.into_iter().unzip();
        out.extend(spans.into_iter().zip(in_place(&truth, &got)));
    }
    out
}

/// The confidence that a calibration gives a token.
pub fn confidence(calibration: &Calibration, example: &Example) -> f64 {
    let one = |row: &Row| calibration.curves.get(&row.group).map_or(1.0, |curve| curve.probability(&row.features));
    example.rows.iter().map(one).fold(1.0, f64::min)
}

/// Fits the curves of all groups.
pub fn fit<'e>(examples: impl Iterator<Item = &'e Example>) -> Calibration {
    let mut groups: BTreeMap<Group, Vec<(&[f64; FEATURES], bool)>> = BTreeMap::new();
    for example in examples {
        for row in &example.rows {
            groups.entry(row.group).or_default().push((&row.features, example.scored.right));
        }
    }
    let curves = groups.into_iter().map(|(group, rows)| (group, fit_group(&rows))).collect();
    Calibration { curves }
}

fn fit_group(rows: &[(&[f64; FEATURES], bool)]) -> Curve {
    let wrong = rows.iter().filter(|(_, right)| !right).count();
    let weights = if rows.len() >= LEAST.0 && wrong >= LEAST.1 { regression(rows) } else { [0.0; FEATURES] };
    let mut curve = Curve { weights: weights.map(|w| (w * 1e4).round() / 1e4), points: Vec::new() };
    let mut sums: Vec<(f64, bool)> = rows.iter().map(|(x, right)| (curve.sum(x), *right)).collect();
    sums.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    // Of a few words little is known.
    let few = weights == [0.0; FEATURES];
    let mean = if few { USUAL } else { (rows.len() - wrong) as f64 / rows.len() as f64 };
    let one_value = sums.first().map(|s| s.0) == sums.last().map(|s| s.0);
    let bins = if one_value { 1 } else { BINS.min(rows.len() / LEAST_IN_BIN).max(1) };
    let prior = if few { 3.0 } else { 1.0 };
    let mut blocks: Vec<(f64, f64, f64)> = Vec::new();
    for bin in 0..bins {
        let slice = &sums[bin * sums.len() / bins..(bin + 1) * sums.len() / bins];
        let size = slice.len() as f64;
        let sum = slice.iter().map(|s| s.0).sum::<f64>() / size;
        let right = slice.iter().filter(|s| s.1).count() as f64;
        blocks.push((sum, (right + prior * mean) / (size + prior), size));
        // Neighbours that do not rise become one.
        while let [.., a, b] = blocks[..] {
            if a.1 <= b.1 {
                break;
            }
            let size = a.2 + b.2;
            blocks.truncate(blocks.len() - 2);
            blocks.push(((a.0 * a.2 + b.0 * b.2) / size, (a.1 * a.2 + b.1 * b.2) / size, size));
        }
    }
    let odds = |p: f64| {
        let p = p.clamp(1e-4, 1.0 - 2e-5);
        libm::log(p / (1.0 - p))
    };
    let round = |x: f64| (x * 1e3).round() / 1e3;
    curve.points = blocks.iter().map(|b| (round(b.0), round(odds(b.1)))).collect();
    curve
}

/// Weights of a logistic regression by Newton's method, for features as they are.
fn regression(rows: &[(&[f64; FEATURES], bool)]) -> [f64; FEATURES] {
    let n = rows.len() as f64;
    let mut mean = [0.0; FEATURES];
    let mut scale = [0.0; FEATURES];
    for k in 1..FEATURES {
        mean[k] = rows.iter().map(|(x, _)| x[k]).sum::<f64>() / n;
        let variance = rows.iter().map(|(x, _)| (x[k] - mean[k]) * (x[k] - mean[k])).sum::<f64>() / n;
        scale[k] = if variance > 1e-9 { 1.0 / variance.sqrt() } else { 0.0 };
    }
    let standard = |x: &[f64; FEATURES]| {
        let mut z = [1.0; FEATURES];
        (1..FEATURES).for_each(|k| z[k] = (x[k] - mean[k]) * scale[k]);
        z
    };
    let mut weights = [0.0; FEATURES];
    for _ in 0..25 {
        let mut gradient = [0.0; FEATURES];
        let mut curvature = [[0.0; FEATURES]; FEATURES];
        for (x, right) in rows {
            let z = standard(x);
            let p = crate::restore::calibrate::logistic(weights.iter().zip(&z).map(|(w, z)| w * z).sum());
            let miss = f64::from(u8::from(*right)) - p;
            let spread = (p * (1.0 - p)).max(1e-6);
            for i in 0..FEATURES {
                gradient[i] += miss * z[i];
                for j in 0..FEATURES {
                    curvature[i][j] += spread * z[i] * z[j];
                }
            }
        }
        for k in 0..FEATURES {
            let ridge = if k == 0 { 1e-6 } else { RIDGE };
            gradient[k] -= ridge * weights[k];
            curvature[k][k] += ridge;
        }
        let step = solve(curvature, gradient);
        (0..FEATURES).for_each(|k| weights[k] += step[k]);
        if step.iter().all(|s| s.abs() < 1e-7) {
            break;
        }
    }
    let mut out = [0.0; FEATURES];
    out[0] = weights[0];
    for k in 1..FEATURES {
        out[k] = weights[k] * scale[k];
        out[0] -= out[k] * mean[k];
    }
    out
}

/// Solves a positive definite system by elimination; a row without a pivot is left out.
fn solve(mut a: [[f64; FEATURES]; FEATURES], mut b: [f64; FEATURES]) -> [f64; FEATURES] {
    for k in 0..FEATURES {
        if a[k][k].abs() < 1e-12 {
            continue;
        }
        for i in k + 1..FEATURES {
            let factor = a[i][k] / a[k][k];
            let row = a[k];
            a[i].iter_mut().zip(row).for_each(|(x, y)| *x -= factor * y);
            b[i] -= factor * b[k];
        }
    }
    let mut x = [0.0; FEATURES];
    for k in (0..FEATURES).rev() {
        let rest: f64 = (k + 1..FEATURES).map(|j| a[k][j] * x[j]).sum();
        x[k] = if a[k][k].abs() < 1e-12 { 0.0 } else { (b[k] - rest) / a[k][k] };
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::restore::calibrate::{Class, Damage, logistic};

    /// Words whose log-odds of being right are a third of their second feature.
    fn words(count: u64) -> Vec<Example> {
        let mut rng = crate::render::Rng::new(5);
        (0..count)
            .map(|i| {
                let mut features = [0.0; FEATURES];
                (features[0], features[1]) = (1.0, f64::from(rng.between(-3.0, 9.0)));
                let right = f64::from(rng.unit()) < logistic(features[1] / 3.0 + 0.2);
                let row = Row { group: (Damage::Garbled, Class::Changed), features, page: 0 };
                let scored = Scored { confidence: 1.0, right, changed: true };
                Example { rows: vec![row], scored, kind: "eng".to_owned(), document: i as usize % 2 }
            })
            .collect()
    }

    #[test]
    fn what_was_put_in_comes_out() {
        let examples = words(20_000);
        let curves = fit(examples.iter().filter(|e| e.document == 0));
        let held: Vec<Scored> = examples
            .iter()
            .filter(|e| e.document == 1)
            .map(|e| Scored { confidence: confidence(&curves, e), ..e.scored })
            .collect();
        let measured = super::super::reliability::reliability(&held).unwrap();
        assert!(measured.ece < 0.02, "{measured:?}");
        let weights = curves.curves[&(Damage::Garbled, Class::Changed)].weights;
        assert!((weights[1] - 1.0 / 3.0).abs() < 0.03, "{weights:?}");
        assert_eq!(fit(examples.iter()).to_tsv(), fit(examples.iter()).to_tsv());
    }

    #[test]
    fn of_few_words_little_is_known() {
        let mut few = words(10);
        few.iter_mut().for_each(|e| e.scored.right = true);
        let curves = fit(few.iter());
        let sure = confidence(&curves, &few[0]);
        assert!(sure > 0.9 && sure < 0.99, "{sure}");
    }
}
