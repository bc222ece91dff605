//! `vankho process`: inputs become JSON, text, searchable PDF, hOCR, ALTO.

use super::exit::{ExitCode, Failure, Outcome};
use super::format::Format;
use super::load::{self, Data, Reader};
use super::targets::Targets;
use super::terminal::Talk;
use crate::document::Document;
use crate::export::{self, Sheet};
use crate::pipeline::{self, Options};
use crate::restore::Restorer;
use crate::source::Input;
use std::path::{Path, PathBuf};

/// Read, restore and parse documents; write JSON, text, searchable PDF, hOCR or ALTO
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vankho process plan.txt                 JSON to stdout
  vankho process scan.tif -o scan.json    to a file, which must not exist yet
  vankho process *.png > all.jsonl        several inputs: one line of JSON each
  vankho process scan.tif --format pdf -o searchable.pdf
  vankho process *.tif --format pdf --format json -o out/
  vankho process pages/ --one-document    a folder of page images: one document
  vankho process scan.pdf --page-timeout 300")]
pub struct Args {
    /// Text, markdown, PDF, PNG, JPEG or TIFF, known by content; - for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// What to write; repeat it for several
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value = "json")]
    format: Vec<Format>,
    /// Write to this file instead of stdout; to a folder when it ends in /, is one, or there is more than one result
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace output files that exist
    #[arg(long)]
    force: bool,
    /// Take all inputs as the pages of one document; a folder stands for its images and PDFs in natural order
    #[arg(long)]
    one_document: bool,
    #[command(flatten)]
    reader: Reader,
    #[command(flatten)]
    data: Data,
}

pub(super) fn run(args: &Args, talk: &Talk) -> Outcome {
    let mut formats: Vec<Format> = Vec::new();
    for &format in &args.format {
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    // One document of many files is named after the first.
    let inputs: Vec<&Path> = args.inputs.iter().map(PathBuf::as_path).collect();
    let paths = if args.one_document { &inputs[..1] } else { &inputs[..] };
    let targets = Targets::new(args.output.as_deref(), args.force, &inputs, paths, &formats)?;
    let lines = paths.len() > 1 && matches!(targets, Targets::One(_));
    let restorer = args.data.restorer()?;
    let options = Options::new(&restorer);
    let places = formats.iter().any(|format| format.needs_pages());
    let keep = if places { Keep::Places } else { Keep::Document };
    let mut code = ExitCode::Done;
    for (i, path) in paths.iter().enumerate() {
        let input = if args.one_document { load::one_document(&args.inputs) } else { load::input(path) };
        let read = input.and_then(|input| process(input, &args.reader, &restorer, &options, talk, keep));
        let Some((input, read)) = survive(read, &mut code)? else {
            continue;
        };
        if read.document.warnings.iter().any(|w| w.code == "page-unreadable") {
            code = ExitCode::SomeFailed;
        }
        if lines {
            targets.of(i, 0).write(export::json_line(&read.document).as_bytes())?;
            continue;
        }
        let pages = export::place(&read.sheets, &read.document);
        for (n, format) in formats.iter().enumerate() {
            if let Some(bytes) = survive(format.write(&input, &read.document, &pages), &mut code)? {
                targets.of(i, n).write(&bytes)?;
            }
        }
    }
    Ok(code)
}

/// A bad input costs itself; what every input would miss ends the run.
fn survive<T>(result: Result<T, Failure>, code: &mut ExitCode) -> Result<Option<T>, Failure> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(failure) if failure.code == ExitCode::SomeFailed => {
            log::error!("{:#}", failure.error);
            *code = ExitCode::SomeFailed;
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

/// What is kept of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// The document alone.
    Document,
    /// The places of its words on the pages, too.
    Places,
}

/// A processed input.
struct Processed {
    document: Document,
    /// Its pages as read, when places on the page are asked for.
    sheets: Vec<Sheet>,
}

/// Processes one input.
pub(super) fn document(
    input: Input,
    reader: &Reader,
    restorer: &Restorer,
    options: &Options,
    talk: &Talk,
) -> Result<Document, Failure> {
    process(input, reader, restorer, options, talk, Keep::Document).map(|(_, processed)| processed.document)
}

fn process(
    input: Input,
    reader: &Reader,
    restorer: &Restorer,
    options: &Options,
    talk: &Talk,
    keep: Keep,
) -> Result<(Input, Processed), Failure> {
    if let Some(note) = input.encoding_note() {
        log::warn!("{}: {note}", input.name());
    }
    let engine = reader.engine();
    let read = pipeline::read(&input, &engine, &talk.pages());
    let reading = read.map_err(|error| Failure { code: ExitCode::Missing, error: error.into() })?;
    let sheets = match keep {
        Keep::Places => export::sheets(&reading.pages),
        Keep::Document => Vec::new(),
    };
    Ok((input, Processed { document: pipeline::assemble(reading, options, restorer), sheets }))
}
