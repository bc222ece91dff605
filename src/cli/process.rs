//! `vankho process`: an input becomes the JSON of the contract.

use super::exit::{ExitCode, Failure, Outcome};
use super::load::{self, Data, Reader};
use super::output::Output;
use super::terminal::Talk;
use crate::document::Document;
use crate::export;
use crate::pipeline::{self, Options};
use crate::restore::Restorer;
use crate::source::Input;
use std::path::{Path, PathBuf};

/// Read, restore and parse documents; write JSON
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vankho process plan.txt                 JSON to stdout
  vankho process scan.tif -o scan.json    to a file, which must not exist yet
  vankho process *.png > all.jsonl        several inputs: one line of JSON each
  vankho process pages/ --one-document    a folder of page images: one document
  vankho process scan.pdf --page-timeout 300")]
pub struct Args {
    /// Text, markdown, PDF, PNG, JPEG or TIFF, known by content; - for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Write to this file instead of stdout; only with one input
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the output file when it exists
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
    if args.output.is_some() && args.inputs.len() > 1 && !args.one_document {
        let message = "-o names one file, but there are several inputs; leave it out to get one line of JSON for each";
        return Err(Failure::new(ExitCode::Usage, message));
    }
    let paths: Vec<&Path> = args.inputs.iter().map(PathBuf::as_path).collect();
    let output = Output::new(args.output.as_deref(), args.force, &paths)?;
    let restorer = args.data.restorer()?;
    let options = Options::new(&restorer);
    let mut code = ExitCode::Done;
    let jobs: Vec<&[PathBuf]> = if args.one_document { vec![&args.inputs] } else { args.inputs.chunks(1).collect() };
    for job in &jobs {
        let input = if args.one_document { load::one_document(job) } else { load::input(&job[0]) };
        let document = match input.and_then(|input| document(&input, &args.reader, &restorer, &options, talk)) {
            Ok(document) => document,
            // A bad input costs itself; what every input would miss ends the run.
            Err(failure) if failure.code == ExitCode::SomeFailed => {
                log::error!("{:#}", failure.error);
                code = ExitCode::SomeFailed;
                continue;
            }
            Err(failure) => return Err(failure),
        };
        if document.warnings.iter().any(|w| w.code == "page-unreadable") {
            code = ExitCode::SomeFailed;
        }
        let json = if jobs.len() == 1 { export::json(&document) } else { export::json_line(&document) };
        output.write(json.as_bytes())?;
    }
    Ok(code)
}

/// Processes one input.
pub(super) fn document(
    input: &Input,
    reader: &Reader,
    restorer: &Restorer,
    options: &Options,
    talk: &Talk,
) -> Result<Document, Failure> {
    if let Some(note) = input.encoding_note() {
        log::warn!("{}: {note}", input.name());
    }
    let engine = reader.engine();
    let read = pipeline::process(input, options, &engine, restorer, &talk.pages());
    read.map_err(|error| Failure { code: ExitCode::Missing, error: error.into() })
}
