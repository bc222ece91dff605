//! How alike letters look: what an engine that was never seen is likely to make of a Vietnamese letter.
//!
//! A channel that knows only the engines it was trained on is helpless before the others. But all of them look at
//! the same ink: `v` is taken for `y` and `đ` for `cl` because they look alike. Each letter is drawn in a few faces,
//! and how often the known engines confused letters at a given distance of shape says how often an unknown one will.

use crate::render::{Faces, Family, Plane, RenderError, Style};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// The faces whose letters are compared.
const FACES: [(Family, Style); 3] = [
    (Family::LiberationSerif, Style::Regular),
    (Family::LiberationSerif, Style::Bold),
    (Family::LiberationSans, Style::Regular),
];
/// The picture of one or two letters, in pixels: its size, where the baseline lies, points at 72 dpi, blur.
const WIDTH: usize = 64;
const HEIGHT: usize = 48;
const BASELINE: f32 = 36.0;
const POINTS: f32 = 26.0;
const BLUR: f32 = 1.3;
/// How far two pictures may be shifted against each other, in pixels.
const SHIFT: i64 = 3;
/// Pairs of read characters are made of these: narrow ones, of which two may look like one letter.
const HALVES: &str = "acefijlnorstuvxz1,.'(";
/// Distances are counted in steps of this.
const STEP: f32 = 0.05;

/// A truth and what it may be read as, with the probability of that.
pub type Likely = BTreeMap<(String, String), f64>;

/// The ink of a drawn text, each row shifted to stand in the middle.
struct Picture {
    ink: Vec<f32>,
    sum: f32,
}

impl Picture {
    fn of(faces: &Faces, style: Style, text: &str) -> Self {
        let mut plane = Plane::blank(WIDTH, HEIGHT);
        let scale = faces.scale(style, POINTS, 72);
        let left = (WIDTH as f32 - faces.width(style, scale, text)) / 2.0;
        plane.text(faces, style, scale, left, BASELINE, 0.0, text);
        plane.blur(BLUR);
        let ink: Vec<f32> = plane.values.iter().map(|light| 1.0 - light).collect();
        let sum = ink.iter().sum();
        Self { ink, sum }
    }

    /// 0 for the same ink, 1 for none in common.
    fn distance(&self, other: &Self) -> f32 {
        let sum = (self.sum + other.sum).max(f32::EPSILON);
        // Ink that one has more of than the other cannot be shifted away.
        let mut best = f32::INFINITY;
        for shift in -SHIFT..=SHIFT {
            let (a, b) = if shift < 0 { (0, shift.unsigned_abs() as usize) } else { (shift as usize, 0) };
            let apart: f32 = self.ink[a..].iter().zip(&other.ink[b..]).map(|(x, y)| (x - y).abs()).sum();
            best = best.min(apart / sum);
        }
        best
    }
}

/// What letters may be read as by their shape: `letters` and `confusions` are what was counted of known engines.
///
/// # Errors
/// When a font is missing.
pub fn likely(
    letters: &HashMap<String, f64>,
    confusions: &HashMap<(String, String), f64>,
) -> Result<Likely, RenderError> {
    let mut truths: Vec<String> = letters.keys().filter(|t| t.chars().count() == 1).cloned().collect();
    truths.sort();
    let reads = reads();
    let distances = distances(&truths, &reads)?;
    let bin = |distance: f32| (distance / STEP) as usize;
    let count = (1.0 / STEP) as usize + 2;
    let mut out = Likely::new();
    for length in 1..=2 {
        // How often a letter was read as what is that far from it.
        let (mut times, mut chances) = (vec![0.0; count], vec![0.0; count]);
        for (t, truth) in truths.iter().enumerate() {
            let Some(&total) = letters.get(truth) else { continue };
            for (r, read) in reads.iter().enumerate().filter(|(_, read)| read.chars().count() == length) {
                if read != truth {
                    times[bin(distances[t][r])] += confusions.get(&(truth.clone(), read.clone())).unwrap_or(&0.0);
                    chances[bin(distances[t][r])] += total;
                }
            }
        }
        let rates = falling(&times, &chances);
        for (t, truth) in truths.iter().enumerate() {
            for (r, read) in reads.iter().enumerate().filter(|(_, read)| read.chars().count() == length) {
                out.insert((truth.clone(), read.clone()), rates[bin(distances[t][r])]);
            }
        }
    }
    Ok(out)
}

/// One or two characters that an engine may write.
fn reads() -> Vec<String> {
    let singles = ('!'..='~').chain('¡'..='ÿ').chain("ıœŒšŠžŽŸ€".chars());
    let pairs = HALVES.chars().flat_map(|a| HALVES.chars().map(move |b| format!("{a}{b}")));
    singles.filter(|c| !c.is_control()).map(String::from).chain(pairs).collect()
}

/// The distance of each truth from each reading, by the face in which they are most alike.
fn distances(truths: &[String], reads: &[String]) -> Result<Vec<Vec<f32>>, RenderError> {
    let mut best = vec![vec![f32::INFINITY; reads.len()]; truths.len()];
    for (family, style) in FACES {
        let faces = Faces::load(family)?;
        let draw = |texts: &[String]| -> Vec<Picture> { texts.iter().map(|t| Picture::of(&faces, style, t)).collect() };
        let (truths, reads) = (draw(truths), draw(reads));
        best.par_iter_mut().zip(&truths).for_each(|(row, truth)| {
            for (cell, read) in row.iter_mut().zip(&reads) {
                *cell = cell.min(truth.distance(read));
            }
        });
    }
    Ok(best)
}

/// Rates of `times` in `chances` that never rise from bin to bin (pooling of adjacent violators).
fn falling(times: &[f64], chances: &[f64]) -> Vec<f64> {
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (&t, &c) in times.iter().zip(chances) {
        pools.push((t, c, 1));
        while let [.., a, b] = pools[..]
            && (a.1 == 0.0 || b.0 * a.1 > a.0 * b.1)
        {
            pools.truncate(pools.len() - 2);
            pools.push((a.0 + b.0, a.1 + b.1, a.2 + b.2));
        }
    }
    pools.iter().flat_map(|&(t, c, n)| std::iter::repeat_n(if c > 0.0 { t / c } else { 0.0 }, n)).collect()
}
