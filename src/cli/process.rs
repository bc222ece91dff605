//! `vankho process`: inputs become JSON, text, searchable PDF, hOCR, ALTO, flat tables.

use super::exit::{ExitCode, Failure, Outcome};
use super::format::Wanted;
use super::load::{self, Data, Reader};
use super::table_files::TableFiles;
use super::targets::Targets;
use super::terminal::Talk;
use crate::document::Document;
use crate::export::{self, Placed};
use crate::pipeline::{self, Options, PackedPage};
use crate::restore::Restorer;
use crate::source::Input;
use std::path::{Path, PathBuf};

/// Read, restore and parse documents; write JSON, text, searchable PDF, hOCR, ALTO or flat tables
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vankho process plan.txt                 JSON to stdout
  vankho process scan.tif -o scan.json    to a file, which must not exist yet
  vankho process *.png > all.jsonl        several inputs: one line of JSON each
  vankho process scan.tif --format pdf -o searchable.pdf
  vankho process *.tif --format pdf --format json -o out/
  vankho process *.pdf --format csv -o tables/      one set of tables for a spreadsheet
  vankho process pages/ --one-document    a folder of page images: one document
  vankho process scan.pdf --page-timeout 300")]
pub struct Args {
    /// Text, markdown, PDF, PNG, JPEG or TIFF, known by content; - for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// What to write; repeat it for several
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value = "json")]
    format: Vec<Wanted>,
    /// Write to this file instead of stdout; to a folder when it ends in /, is one, or there is more than one result
    /// (csv always is)
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
    let formats = Wanted::formats(&args.format);
    // One document of many files is named after the first.
    let inputs: Vec<&Path> = args.inputs.iter().map(PathBuf::as_path).collect();
    let paths = if args.one_document { &inputs[..1] } else { &inputs[..] };
    let targets = Targets::new(args.output.as_deref(), args.force, &inputs, paths, &args.format)?;
    let mut tables = match &args.output {
        Some(folder) if args.format.contains(&Wanted::Tables) => Some(TableFiles::new(folder, args.force, &inputs)?),
        _ => None,
    };
    let lines = paths.len() > 1 && matches!(targets, Targets::One(_));
    let restorer = args.data.restorer()?;
    let options = Options::new(&restorer);
    let places = formats.iter().any(|format| format.needs_pages());
    let readings = formats.iter().any(|format| format.needs_readings());
    let mut code = ExitCode::Done;
    let open = |i: usize| {
        if args.one_document { load::one_document(&args.inputs) } else { load::input(paths[i]) }
    };
    let engine = args.reader.engine();
    pipeline::read_all(paths.len(), open, &engine, &talk.pages(), |i, read| {
        let Some((input, reading)) = survive(read, &mut code)? else {
            return Ok(());
        };
        note_encoding(&input);
        let pages = reading.pages.iter().map(PackedPage::page);
        let sheets = if places { export::sheets(pages, readings) } else { Vec::new() };
        let document = pipeline::assemble(reading, &options, &restorer);
        if document.warnings.iter().any(|w| w.code == "page-unreadable") {
            code = ExitCode::SomeFailed;
        }
        if lines {
            return targets.of(i, 0).write(export::json_line(&document).as_bytes());
        }
        if let Some(tables) = &mut tables {
            tables.add(&document)?;
        }
        let placed = Placed::new(&sheets, &document);
        for (n, format) in formats.iter().enumerate() {
            survive(format.write(&input, &document, &placed, targets.of(i, n)), &mut code)?;
        }
        Ok(())
    })?;
    tables.map_or(Ok(()), TableFiles::finish)?;
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

/// Says what the bytes of a text were taken for.
fn note_encoding(input: &Input) {
    if let Some(note) = input.encoding_note() {
        log::warn!("{}: {note}", input.name());
    }
}

/// Processes one input.
pub(super) fn document(
    input: &Input,
    reader: &Reader,
    restorer: &Restorer,
    options: &Options,
    talk: &Talk,
) -> Result<Document, Failure> {
    note_encoding(input);
    Ok(pipeline::process(input, options, &reader.engine(), restorer, &talk.pages())?)
}
