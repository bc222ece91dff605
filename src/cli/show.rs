//! `vankho show`: a document on one screen.

use super::catalogue::Which;
use super::exit::{ExitCode, Failure, Outcome};
use super::load::{self, Data, Reader};
use super::output::Output;
use super::process;
use super::terminal::Talk;
use crate::document::Document;
use crate::export::{self, Style, Summary};
use crate::pipeline::Options;
use std::path::{Path, PathBuf};

/// Show a document for people: what was restored, the section tree, what was found
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vankho show plan.txt              process it and show what came out
  vankho show plan.json             show what process wrote
  vankho show 1058/KH-BTP           a document of the catalogue, by its code, its path or the beginning of its id
  vankho show plan.txt --all | less -R")]
pub struct Args {
    /// An input of process, the JSON that process wrote, or a document of the catalogue
    #[arg(value_name = "INPUT")]
    input: PathBuf,
    /// Show every changed line and every row
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    reader: Reader,
    #[command(flatten)]
    data: Data,
}

pub(super) fn run(args: &Args, talk: &Talk) -> Outcome {
    let document = match written(&args.input)?.or(catalogued(args)?) {
        Some(document) => document,
        None => {
            let restorer = args.data.restorer()?;
            process::document(&load::input(&args.input)?, &args.reader, &restorer, &Options::new(&restorer), talk)?
        }
    };
    let style = Style { colour: talk.colour(), width: width() };
    let some = Summary { style, ..Summary::default() };
    let options = if args.all { Summary { lines: usize::MAX, rows: usize::MAX, ..some } } else { some };
    Output::Stdout.write(export::summary(&document, &options).as_bytes())?;
    let failed = document.warnings.iter().any(|w| w.code == "page-unreadable");
    Ok(if failed { ExitCode::SomeFailed } else { ExitCode::Done })
}

/// The document of the catalogue that is meant, when there is no such file.
fn catalogued(args: &Args) -> Result<Option<Document>, Failure> {
    if args.input.exists() || args.input == Path::new("-") || !args.which.catalogue.exists() {
        return Ok(None);
    }
    Ok(args.which.read()?.document(&args.input.display().to_string())?)
}

/// The document that a JSON file holds; `None` when the file is something else.
fn written(path: &Path) -> Result<Option<Document>, Failure> {
    let Ok(bytes) = std::fs::read(path) else {
        return Ok(None);
    };
    if !bytes.starts_with(b"{") {
        return Ok(None);
    }
    match serde_json::from_slice(&bytes) {
        Ok(document) => Ok(Some(document)),
        Err(error) if path.extension().is_some_and(|e| e == "json") => {
            let message =
                format!("{}: is not what vankho process writes ({error}); process the input again", path.display());
            Err(Failure::new(ExitCode::SomeFailed, message))
        }
        Err(_) => Ok(None),
    }
}

/// The width of a line: `COLUMNS` where the shell exports it, else 110, between 60 and 160 characters.
fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    columns.unwrap_or(110).clamp(60, 160)
}
