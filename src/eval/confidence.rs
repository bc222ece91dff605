//! The report of `vankho eval restore`: what restoration mends, what it harms, and whether its confidence can be believed.

use super::harm::{round_trip, strewn};
use super::rendered::{Outcome, judge, plans, read};
use super::text::word_errors;
use super::{EvalError, Row};
use crate::render::Grade;
use crate::restore::Restorer;
use crate::text::legacy::Encoding;
use crate::text::letters::{nfc, strip};
use crate::train::calibration::scored;
use crate::train::readings::{self, Reading};
use crate::train::reliability::{KEPT, Reliability, Scored, reliability};
use std::path::Path;

/// The folder of the recorded readings within the fixtures.
pub const RECORDED: &str = "rendered";

/// A table with a title.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// Its head, then its rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    fn new(title: &str, head: &[&str]) -> Self {
        Self { title: title.to_owned(), rows: vec![head.iter().map(ToString::to_string).collect()] }
    }

    /// As markdown.
    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let mut out = format!("### {}\n\n", self.title);
        for (i, row) in self.rows.iter().enumerate() {
            out.push_str(&line(row));
            if i == 0 {
                out.push_str(&format!("|{}\n", "---|".repeat(row.len())));
            }
        }
        out.push('\n');
        out
    }

    /// As tab-separated values, the title in front.
    pub fn tsv(&self) -> String {
        let rows: String = self.rows.iter().map(|row| row.join("\t") + "\n").collect();
        format!("# {}\n{rows}\n", self.title)
    }
}

/// What to render and read.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The engine's models.
    pub languages: Vec<String>,
    /// The grades of wear.
    pub grades: Vec<Grade>,
    /// Where chance starts from.
    pub seed: u64,
    /// The most pages of one document.
    pub pages: usize,
}

/// Renders, reads and restores the plans of the fixtures; each document is handed to `recorded` with its readings. Models
/// that are not installed are named in `missing`.
///
/// # Errors
/// When a fixture cannot be read, or a font is missing.
pub fn outcomes(
    fixtures: &Path,
    restorer: &Restorer,
    plan: &Plan,
    mut recorded: impl FnMut(&str, &[Reading]),
    missing: &mut Vec<String>,
) -> Result<Vec<Outcome>, EvalError> {
    let mut out = Vec::new();
    for (case, text) in plans(fixtures)? {
        for language in &plan.languages {
            for &grade in &plan.grades {
                if missing.iter().any(|m| m.starts_with(&format!("{language}:"))) {
                    continue;
                }
                match read(&text, language, grade, plan.seed, plan.pages) {
                    Ok(pages) => {
                        recorded(&case, &pages);
                        out.push(judge(&case, &pages, restorer));
                    }
                    Err(EvalError::Ocr { source, .. }) if source.is_missing_tool() => {
                        missing.push(format!("{language}: {source}"));
                    }
                    Err(error) => return Err(error),
                }
            }
        }
    }
    Ok(out)
}

/// The tables of all that is measured.
///
/// # Errors
/// When a fixture cannot be read.
pub fn report(fixtures: &Path, restorer: &Restorer, outcomes: &[Outcome]) -> Result<Vec<Table>, EvalError> {
    let percent = |part: usize, of: usize| format!("{:.2} %", 100.0 * part as f64 / of.max(1) as f64);
    let mut rendered = Table::new(
        "Rendered, worn, read by OCR, restored",
        &["case", "engine", "wear", "words", "WER before", "WER after", "errors gone", "helped", "hurt", "changed"],
    );
    let mut damaged = 0;
    let mut tokens: Vec<Scored> = Vec::new();
    for o in outcomes {
        let gone = 1.0 - o.wrong_after as f64 / o.wrong_before.max(1) as f64;
        rendered.rows.push(vec![
            o.case.clone(),
            o.engine.clone(),
            o.grade.clone(),
            o.words.to_string(),
            percent(o.wrong_before, o.words),
            percent(o.wrong_after, o.words),
            format!("{:.1} %", 100.0 * gone),
            o.helped.to_string(),
            o.hurt.to_string(),
            o.changed.to_string(),
        ]);
        damaged += o.protected_damaged;
        tokens.extend(&o.scored);
    }
    let mut texts = Table::new(
        "Text: clean, stripped, in old encodings, with protected tokens",
        &["case", "input", "measure", "value", "of"],
    );
    for (case, text) in plans(fixtures)? {
        let text = nfc(&text);
        let mut push = |input: &str, measure: &str, value: usize, of: usize| {
            let row = [&case, input, measure].map(ToString::to_string).into_iter();
            texts.rows.push(row.chain([value.to_string(), of.to_string()]).collect());
        };
        let clean = restorer.restore(&text, &[]);
        push("clean", "tokens changed", clean.restoration.changed as usize, clean.restoration.tokens as usize);
        let stripped = restorer.restore(&strip(&text), &[]);
        let errors = word_errors(&text, &stripped.text);
        push("stripped", "words wrong", errors.errors, errors.truth);
        let pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
        tokens.extend(scored(&stripped, &pages));
        for encoding in Encoding::ALL {
            let (all, wrong) = round_trip(&text, encoding, restorer);
            push(encoding.name(), "characters wrong", wrong, all);
        }
        let (all, lost) = strewn(&text, restorer);
        push("stripped", "strewn tokens damaged", lost, all);
    }
    texts.rows.push(["all", "rendered", "protected tokens damaged"].map(str::to_owned).to_vec());
    if let Some(last) = texts.rows.last_mut() {
        last.extend([damaged.to_string(), outcomes.iter().map(|o| o.words).sum::<usize>().to_string()]);
    }
    Ok([vec![rendered, texts], believed(&tokens)].concat())
}

/// The reliability tables and what they come to.
fn believed(tokens: &[Scored]) -> Vec<Table> {
    let parts = parts(tokens);
    let mut bins =
        Table::new("Reliability: 15 bins of equal mass", &["tokens", "bin", "count", "mean confidence", "share right"]);
    let mut sums = Table::new(
        "Confidence",
        &[
            "tokens",
            "count",
            "wrong",
            "ECE",
            "errors in the least sure 5 %",
            "right at 80 %",
            "at 90 %",
            "at 95 %",
            "at 100 %",
        ],
    );
    for (name, r) in &parts {
        for (i, bin) in r.bins.iter().enumerate() {
            let cells = [format!("{:.4}", bin.confidence), format!("{:.4}", bin.right)];
            let row = [(*name).to_owned(), (i + 1).to_string(), bin.tokens.to_string()].into_iter().chain(cells);
            bins.rows.push(row.collect());
        }
        let mut row = vec![(*name).to_owned(), r.tokens.to_string(), r.wrong.to_string()];
        row.extend([format!("{:.4}", r.ece), format!("{:.1} %", 100.0 * r.caught)]);
        row.extend(r.kept_right.iter().map(|k| format!("{:.2} %", 100.0 * k)));
        sums.rows.push(row);
    }
    vec![sums, bins]
}

/// All tokens, those changed, those kept.
fn parts(tokens: &[Scored]) -> Vec<(&'static str, Reliability)> {
    let part = |changed: bool| tokens.iter().filter(|t| t.changed == changed).copied().collect::<Vec<_>>();
    let parts = [("all", tokens.to_vec()), ("changed", part(true)), ("kept", part(false))];
    parts.into_iter().filter_map(|(name, tokens)| Some((name, reliability(&tokens)?))).collect()
}

/// The rows of the committed table that tell how far confidence can be believed.
pub fn rows(case: &str, variant: &str, tokens: &[Scored]) -> Vec<Row> {
    let mut out = Vec::new();
    let mut push = |measure: String, value: f64, counts: String| {
        let (case, variant) = (case.to_owned(), variant.to_owned());
        out.push(Row { case, variant, measure, value, counts, misses: Vec::new() });
    };
    for (name, r) in parts(tokens) {
        let counts = format!("{} wrong of {}", r.wrong, r.tokens);
        push(if name == "all" { "ECE".to_owned() } else { format!("ECE {name}") }, r.ece, counts.clone());
        if name == "all" {
            push("errors in the least sure 5 %".to_owned(), r.caught, counts);
            for (percent, right) in KEPT.iter().zip(r.kept_right) {
                push(format!("right at {percent} %"), right, String::new());
            }
        }
    }
    out
}

/// The rows of the readings that the fixtures hold, and how sure each of their tokens is.
///
/// # Errors
/// When a recording cannot be read.
pub fn recorded(folder: &Path, restorer: &Restorer) -> Result<(Vec<Row>, Vec<Scored>), EvalError> {
    let unreadable = |source| EvalError::Unreadable { path: folder.to_owned(), source };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|e| e == "jsonl"));
    paths.sort();
    let (mut rows, mut tokens) = (Vec::new(), Vec::new());
    for path in paths {
        let case = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let pages = readings::load(&path)?;
        for pages in pages.chunk_by(|a, b| (&a.language, &a.look) == (&b.language, &b.look)) {
            let o = judge(&case, pages, restorer);
            let variant = format!("{} {}", o.engine, o.grade);
            let share = |n: usize| n as f64 / o.words.max(1) as f64;
            let row = |measure: &str, n: usize| Row {
                case: case.clone(),
                variant: variant.clone(),
                measure: measure.to_owned(),
                value: share(n),
                counts: format!("{n}/{}", o.words),
                misses: Vec::new(),
            };
            rows.extend([row("WER as read", o.wrong_before), row("WER", o.wrong_after)]);
            rows.extend([row("helped", o.helped), row("hurt", o.hurt)]);
            tokens.extend(o.scored);
        }
    }
    Ok((rows, tokens))
}
