//! Sets of texts with their gold, scored as one: a part that has few rows in each says little of each.
//!
//! A set is a folder of `NAME.txt`, a right text, and `NAME.json`, the gold of its data. Rows are pooled over the texts,
//! each text read as it is and with its marks taken off.

use super::facts::{PartScore, mean_f1, score};
use super::suite::{EvalError, Row, name_of, process, read};
use crate::ocr::{PoolOptions, TesseractPool};
use crate::pipeline::Options;
use crate::restore::Restorer;
use crate::source;
use crate::text::letters::strip;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The texts of a set, in order.
fn texts(folder: &Path) -> Result<Vec<PathBuf>, EvalError> {
    let unreadable = |source| EvalError::Unreadable { path: folder.to_owned(), source };
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|e| e == "txt") && path.with_extension("json").is_file() {
            texts.push(path);
        }
    }
    texts.sort();
    if texts.is_empty() {
        return Err(unreadable(std::io::Error::new(std::io::ErrorKind::NotFound, "no input")));
    }
    Ok(texts)
}

/// Scores the texts of a set.
///
/// # Errors
/// When the folder holds no text with its gold, or one cannot be read.
pub fn run(folder: &Path, restorer: &Restorer, options: &Options) -> Result<Vec<Row>, EvalError> {
    // Texts need no engine; nothing is started.
    let engine = TesseractPool::new(PoolOptions::default());
    let texts = texts(folder)?;
    let mut rows = Vec::new();
    for variant in ["as-is", "stripped"] {
        let mut pool: Vec<PartScore> = Vec::new();
        for path in &texts {
            let gold = path.with_extension("json");
            let gold: Value =
                serde_json::from_str(&read(&gold)?).map_err(|source| EvalError::Gold { path: gold.clone(), source })?;
            let text = read(path)?;
            let text = if variant == "stripped" { strip(&text) } else { text };
            let input = source::open_bytes(name_of(path).as_str(), text.into_bytes())?;
            let document = process(input, &engine, restorer, options, path)?;
            let found = serde_json::to_value(&document).unwrap_or_default();
            add(&mut pool, score(&gold, &found), &name_of(path));
        }
        let mean = mean_f1(&pool);
        let row = |measure: &str, value, counts, misses| {
            let (variant, measure) = (variant.to_owned(), measure.to_owned());
            Row { case: name_of(folder), variant, measure, value, counts, misses }
        };
        rows.extend(pool.iter().map(|part| {
            let counts = format!("{} of {} gold, {} found", part.right, part.gold, part.found);
            let missed = part.missed.iter().map(|m| format!("missed: {m}"));
            let misses = missed.chain(part.extra.iter().map(|e| format!("extra: {e}"))).collect();
            row(part.part, part.f1(), counts, misses)
        }));
        rows.push(row("mean F1", mean, String::new(), Vec::new()));
    }
    Ok(rows)
}

/// Adds the scores of one text, naming it where something is amiss.
fn add(pool: &mut Vec<PartScore>, scores: Vec<PartScore>, text: &str) {
    let named = |lines: Vec<String>| lines.into_iter().map(|line| format!("{text}: {line}")).collect::<Vec<_>>();
    for (n, part) in scores.into_iter().enumerate() {
        let PartScore { part, right, gold, found, missed, extra } = part;
        let (missed, extra) = (named(missed), named(extra));
        match pool.get_mut(n) {
            Some(sum) => {
                sum.right += right;
                sum.gold += gold;
                sum.found += found;
                sum.missed.extend(missed);
                sum.extra.extend(extra);
            }
            None => pool.push(PartScore { part, right, gold, found, missed, extra }),
        }
    }
}
