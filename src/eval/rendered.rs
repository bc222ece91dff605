//! Documents printed, worn, read by OCR and restored: what restoration gives on the damage that engines do.
//!
//! The plans of the fixtures are rendered in memory, read by each engine at each grade of wear, restored and laid beside
//! their text. A page is a pure function of text, font, grade and seed; what an engine reads depends on its version, so
//! readings may be recorded ([`crate::train::readings`]) and measured again without it.

use super::harm::damaged_tokens;
use super::text::word_errors;
use super::{EvalError, suite};
use crate::document::{OcrWord, Page, PageImage, Pixels};
use crate::ocr::{OcrEngine, PoolOptions, TesseractPool};
use crate::pipeline;
use crate::render::{Faces, Family, Grade, Line, PageSpec, Rng, Style, Wear, render, sheet, wrap};
use crate::restore::Restorer;
use crate::text::letters::nfc;
use crate::text::{comparable, in_place};
use crate::train::calibration::scored;
use crate::train::readings::{NATIVE, Reading, as_layer};
use crate::train::reliability::Scored;
use std::path::Path;

/// How the plans are printed: the decree's own size, on an office scanner.
const POINTS: f32 = 13.5;
const DPI: u32 = 300;
const LINES: usize = 38;

/// A document, how it was read, and what restoration made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The fixture.
    pub case: String,
    /// The engine's model, and the grade of wear.
    pub engine: String,
    /// See `engine`.
    pub grade: String,
    /// Words of the truth, and those wrong as they were read and as they were restored (Levenshtein).
    pub words: usize,
    /// See `words`.
    pub wrong_before: usize,
    /// See `words`.
    pub wrong_after: usize,
    /// Words of the truth that only the restored text has, and that only the reading had.
    pub helped: usize,
    /// See `helped`.
    pub hurt: usize,
    /// Tokens changed.
    pub changed: u32,
    /// Numbers, codes, addresses of the reading that were changed without a named rule.
    pub protected_damaged: usize,
    /// How sure each token is, and whether it is right.
    pub scored: Vec<Scored>,
}

/// The texts of the fixtures that are right themselves, with their names, as they are printed.
///
/// # Errors
/// When a fixture cannot be read.
pub fn plans(fixtures: &Path) -> Result<Vec<(String, String)>, EvalError> {
    let mut out = Vec::new();
    for folder in suite::folders(fixtures)? {
        let case = suite::name_of(&folder);
        for name in ["input.txt", "input.md"] {
            let path = folder.join(name);
            if path.is_file() && !folder.join("truth.txt").is_file() {
                let text = nfc(&suite::read(&path)?);
                out.push((case.clone(), if name.ends_with("md") { printed(&text) } else { text }));
            }
        }
    }
    Ok(out)
}

/// The text of a markdown document without the marks that nobody prints.
fn printed(markdown: &str) -> String {
    let line = |line: &str| {
        let line = line.trim_start_matches(['#', '>']).replace(['*', '`', '\\'], "").replace("<br>", " ");
        let rule = line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
        if rule { String::new() } else { line.replace('|', " ") }
    };
    markdown.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Prints a text and wears it down, page by page; at most `pages`.
fn print(text: &str, grade: Grade, faces: &Faces, seed: u64, pages: usize) -> Vec<PageSpec> {
    let width = sheet::text_width(DPI);
    let lines = text
        .split(['\n', '\u{c}'])
        .flat_map(|paragraph| wrap(faces, Style::Regular, POINTS, DPI, width, 0.0, paragraph));
    let lines: Vec<Line> = lines.map(Line::plain).collect();
    let mut rng = Rng::new(seed);
    let page = |(i, lines): (usize, &[Line])| {
        let wear = Wear::draw(grade, &mut rng);
        PageSpec { lines: lines.to_vec(), points: POINTS, dpi: DPI, wear, seed: seed + i as u64, ..PageSpec::default() }
    };
    lines.chunks(LINES).take(pages).enumerate().map(page).collect()
}

/// Prints a text, wears it and has it read; the pages in order, those that the engine gave up empty.
///
/// # Errors
/// When the fonts, the engine or its model are missing.
pub fn read(text: &str, language: &str, grade: Grade, seed: u64, pages: usize) -> Result<Vec<Reading>, EvalError> {
    let faces = Faces::load(Family::LiberationSerif)?;
    let native = language == NATIVE;
    let options = PoolOptions { language: language.to_owned(), alternatives: native, ..PoolOptions::default() };
    let engine = TesseractPool::new(options);
    let specs = print(text, grade, &faces, seed, pages);
    let one = |spec: &PageSpec| {
        let image = render(spec, &faces)?;
        let (width, height) = image.dimensions();
        let image = PageImage::new(width, height, Pixels::Gray(image.into_raw()), Some(DPI));
        let page = match image.map(|image| engine.read(&image)) {
            Some(Ok(page)) => as_layer(page, language),
            Some(Err(source)) if source.is_missing_tool() => {
                return Err(EvalError::Ocr { path: language.into(), source });
            }
            _ => Page::from_text(""),
        };
        let truth = spec.lines.iter().map(|line| line.text.clone()).collect();
        Ok(Reading { language: language.to_owned(), look: grade.id().to_owned(), truth, page })
    };
    use rayon::prelude::*;
    specs.par_iter().map(one).collect()
}

/// Restores the pages of one document as one text, and compares.
pub fn judge(case: &str, pages: &[Reading], restorer: &Restorer) -> Outcome {
    let mut as_read: Vec<Page> = pages.iter().map(|reading| reading.page.clone()).collect();
    let (read, words): (String, Vec<OcrWord>) = pipeline::join(&mut as_read);
    let restored = restorer.restore(&read, &words);
    let truth: Vec<String> = pages.iter().map(|reading| reading.truth.join("\n")).collect();
    let all = truth.join("\n");
    let (before, after) = (word_errors(&all, &read), word_errors(&all, &restored.text));
    let (mut helped, mut hurt) = (0, 0);
    let tokens = |text: &str| text.split_whitespace().map(comparable).collect::<Vec<String>>();
    for ((truth, read), restored) in truth.iter().zip(read.split('\u{c}')).zip(restored.text.split('\u{c}')) {
        let truth = tokens(truth);
        let (was, is) = (in_place(&tokens(read), &truth), in_place(&tokens(restored), &truth));
        helped += was.iter().zip(&is).filter(|(was, is)| !**was && **is).count();
        hurt += was.iter().zip(&is).filter(|(was, is)| **was && !**is).count();
    }
    Outcome {
        case: case.to_owned(),
        engine: pages.first().map_or_else(String::new, |p| p.language.clone()),
        grade: pages.first().map_or_else(String::new, |p| p.look.clone()),
        words: before.truth,
        wrong_before: before.errors,
        wrong_after: after.errors,
        helped,
        hurt,
        changed: restored.restoration.changed,
        protected_damaged: damaged_tokens(&restored),
        scored: scored(&restored, &truth),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_markdown_are_not_printed() {
        let text = "## **I. MỤC ĐÍCH**\n\n| a | b |\n|---|---|\n- 1\\. một *hai*<br>ba";
        assert_eq!(printed(text), " I. MỤC ĐÍCH\n\n  a   b  \n\n- 1. một hai ba");
    }
}
