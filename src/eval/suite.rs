//! Runs the fixtures and tabulates how right the results are.
//!
//! A fixture is a folder: `input.txt`, `input.md` or `input.png`; `truth.txt`, the right text, of a text perhaps of its
//! first lines only (without it the input is right itself); `expected.json`, the gold of its data; `ocr/`, what OCR read,
//! so that figures do not depend on the Tesseract that is installed. What is right itself is run twice: as it is, to see
//! that nothing is damaged, and with all Vietnamese marks taken off, to see them put back. A folder without an input is a
//! set of texts ([`super::pooled`]).

use super::confidence;
use super::facts::{mean_f1, score};
use super::pooled;
use super::text::{character_errors, word_errors};
use crate::document::Document;
use crate::ocr::{OcrEngine, OcrError, PoolOptions, ReplayEngine, TesseractPool};
use crate::pipeline::{self, Options, Silent};
use crate::render::RenderError;
use crate::restore::Restorer;
use crate::source::{self, SourceError};
use crate::text::letters::{nfc, strip};
use crate::train::calibration::scored;
use crate::train::readings::ReadingError;
use crate::train::reliability::Scored;
use serde_json::Value;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why fixtures could not be run.
#[derive(Debug, Error)]
pub enum EvalError {
    /// A folder or file of a fixture cannot be read.
    #[error("{}: cannot be read; a fixture needs input.txt, input.md or input.png, or texts with their gold (NAME.txt, NAME.json)", path.display())]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The gold of a fixture is no JSON.
    #[error("{}: is no JSON", path.display())]
    Gold {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// Recorded readings cannot be used.
    #[error(transparent)]
    Readings(#[from] ReadingError),
    /// A page cannot be rendered.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The input of a fixture cannot be used.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The page of a fixture cannot be read.
    #[error("{}: {source}", path.display())]
    Ocr {
        /// The input.
        path: PathBuf,
        /// Why.
        source: OcrError,
    },
}

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The fixture's folder.
    pub case: String,
    /// `as-is` or `stripped`.
    pub variant: String,
    /// `WER`, `CER`, `changed`, a part of the contract, or `mean F1`.
    pub measure: String,
    /// The rate or the F1.
    pub value: f64,
    /// What it is made of: errors of words, or right, gold and found rows.
    pub counts: String,
    /// What was missed and what should not be there, for people.
    pub misses: Vec<String>,
}

/// Runs every fixture in the folder `fixtures`, in the order of their names.
///
/// # Errors
/// When a fixture is not complete, or its page needs OCR that is not there.
pub fn run(fixtures: &Path, restorer: &Restorer) -> Result<Vec<Row>, EvalError> {
    let options = Options::new(restorer);
    let mut rows = Vec::new();
    let mut tokens = Vec::new();
    for case in folders(fixtures)? {
        rows.extend(if input_of(&case).is_ok() {
            run_case(&case, restorer, &options, &mut tokens)?
        } else {
            pooled::run(&case, restorer, &options)?
        });
    }
    let recorded = fixtures.join(confidence::RECORDED);
    if recorded.is_dir() {
        let (more, scored) = confidence::recorded(&recorded, restorer)?;
        rows.extend(more);
        tokens.extend(scored);
    }
    rows.extend(confidence::rows("all", "confidence", &tokens));
    Ok(rows)
}

/// The table as `tests/accuracy.tsv` holds it.
pub fn table(rows: &[Row]) -> String {
    let mut out = String::from("case\tvariant\tmeasure\tvalue\tcounts\n");
    for row in rows {
        let _ = writeln!(out, "{}\t{}\t{}\t{:.4}\t{}", row.case, row.variant, row.measure, row.value, row.counts);
    }
    out
}

/// The short table of the README: for each case the error rates, the words changed and the mean F1, in percent.
pub fn markdown(rows: &[Row]) -> String {
    let mut out = String::from("| case | input | WER | CER | words changed | mean F1 |\n|---|---|---|---|---|---|\n");
    let of_texts = rows.iter().filter(|row| row.measure == "CER");
    let mut cases: Vec<(&str, &str)> = of_texts.map(|row| (row.case.as_str(), row.variant.as_str())).collect();
    cases.dedup();
    for (case, variant) in cases {
        let cell = |measure: &str| {
            let row = rows.iter().find(|r| r.case == case && r.variant == variant && r.measure == measure);
            row.map_or_else(|| "–".to_owned(), |row| format!("{:.2} %", 100.0 * row.value))
        };
        let cells = ["WER", "CER", "changed", "mean F1"].map(cell).join(" | ");
        let _ = writeln!(out, "| `{case}` | {variant} | {cells} |");
    }
    out
}

fn run_case(
    folder: &Path,
    restorer: &Restorer,
    options: &Options,
    tokens: &mut Vec<Scored>,
) -> Result<Vec<Row>, EvalError> {
    let case = name_of(folder);
    let path = input_of(folder)?;
    let gold = optional(&folder.join("expected.json"))?;
    let gold: Option<Value> = match gold {
        Some(text) => {
            let parsed = serde_json::from_str(&text);
            Some(parsed.map_err(|source| EvalError::Gold { path: folder.join("expected.json"), source })?)
        }
        None => None,
    };
    let truth = optional(&folder.join("truth.txt"))?;
    let engine = engine(folder).map_err(|source| EvalError::Ocr { path: path.clone(), source })?;
    let document = process(source::open(&path)?, engine.as_ref(), restorer, options, &path)?;

    let mut figures = Figures { case, rows: Vec::new() };
    match &truth {
        Some(truth) => {
            figures.text("as-is", truth, &document, gold.as_ref());
            if document.source.pipeline.ocr.is_none() {
                // The truth may end before the text does.
                let mut restored = restorer.restore(&nfc(&read(&path)?), &[]);
                let length = restored.text.split_inclusive('\n').take(truth.lines().count()).map(str::len).sum();
                restored.text.truncate(length);
                tokens.extend(scored(&restored, std::slice::from_ref(truth)));
            }
        }
        None => {
            let right = read(&path)?;
            figures.text("as-is", &right, &document, gold.as_ref());
            let pages: Vec<String> = nfc(&right).split('\u{c}').map(str::to_owned).collect();
            tokens.extend(scored(&restorer.restore(&strip(&nfc(&right)), &[]), &pages));
            let stripped = source::open_bytes(document.source.path.as_str(), strip(&right).into_bytes())?;
            let restored = process(stripped, engine.as_ref(), restorer, options, &path)?;
            figures.text("stripped", &right, &restored, gold.as_ref());
        }
    }
    Ok(figures.rows)
}

pub(super) fn process(
    input: source::Input,
    engine: &dyn OcrEngine,
    restorer: &Restorer,
    options: &Options,
    path: &Path,
) -> Result<Document, EvalError> {
    pipeline::process(&input, options, engine, restorer, &Silent)
        .map_err(|source| EvalError::Ocr { path: path.to_owned(), source })
}

/// The figures of one case.
struct Figures {
    case: String,
    rows: Vec<Row>,
}

impl Figures {
    fn text(&mut self, variant: &str, truth: &str, document: &Document, gold: Option<&Value>) {
        // Truth may end early, but only a text has the same lines as its truth.
        let lines = if document.source.pipeline.ocr.is_some() { usize::MAX } else { truth.lines().count() };
        let start: Vec<&str> = document.text.split(['\n', '\u{c}']).take(lines).collect();
        let restored = start.join("\n");
        for (measure, count) in [("WER", word_errors(truth, &restored)), ("CER", character_errors(truth, &restored))] {
            self.push(variant, measure, count.rate(), format!("{}/{}", count.errors, count.truth), Vec::new());
        }
        let (changed, tokens) = (document.restoration.changed, document.restoration.tokens);
        let share = f64::from(changed) / f64::from(tokens.max(1));
        self.push(variant, "changed", share, format!("{changed}/{tokens}"), Vec::new());
        if let Some(gold) = gold {
            let found = serde_json::to_value(document).unwrap_or_default();
            let parts = score(gold, &found);
            let mean = mean_f1(&parts);
            for part in parts {
                let counts = format!("{} of {} gold, {} found", part.right, part.gold, part.found);
                let value = part.f1();
                let missed = part.missed.into_iter().map(|m| format!("missed: {m}"));
                let misses = missed.chain(part.extra.into_iter().map(|e| format!("extra: {e}"))).collect();
                self.push(variant, part.part, value, counts, misses);
            }
            self.push(variant, "mean F1", mean, String::new(), Vec::new());
        }
    }

    fn push(&mut self, variant: &str, measure: &str, value: f64, counts: String, misses: Vec<String>) {
        let (variant, measure) = (variant.to_owned(), measure.to_owned());
        self.rows.push(Row { case: self.case.clone(), variant, measure, value, counts, misses });
    }
}

/// The recorded OCR of a case, or the engine that is installed.
fn engine(folder: &Path) -> Result<Box<dyn OcrEngine>, OcrError> {
    let recorded = folder.join("ocr");
    if recorded.exists() {
        Ok(Box::new(ReplayEngine::load(&recorded)?))
    } else {
        Ok(Box::new(TesseractPool::new(PoolOptions::default())))
    }
}

/// The name of a case: that of its folder.
pub(super) fn name_of(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The folders of the cases in `fixtures`, sorted.
pub(super) fn folders(fixtures: &Path) -> Result<Vec<PathBuf>, EvalError> {
    let unreadable = |source| EvalError::Unreadable { path: fixtures.to_owned(), source };
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(fixtures).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() && !path.ends_with(confidence::RECORDED) {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}

fn input_of(folder: &Path) -> Result<PathBuf, EvalError> {
    let names = ["input.txt", "input.md", "input.png", "input.tif"];
    let found = names.iter().map(|name| folder.join(name)).find(|path| path.is_file());
    found.ok_or_else(|| EvalError::Unreadable {
        path: folder.to_owned(),
        source: std::io::Error::new(std::io::ErrorKind::NotFound, "no input"),
    })
}

pub(super) fn read(path: &Path) -> Result<String, EvalError> {
    std::fs::read_to_string(path).map_err(|source| EvalError::Unreadable { path: path.to_owned(), source })
}

fn optional(path: &Path) -> Result<Option<String>, EvalError> {
    if path.is_file() { read(path).map(Some) } else { Ok(None) }
}
