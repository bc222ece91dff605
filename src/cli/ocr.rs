//! `vankho ocr`: what OCR reads on a page image, unrestored.

use super::exit::{ExitCode, Failure, Outcome};
use super::load::{self, Reader};
use super::output::Output;
use super::terminal::Talk;
use crate::ocr::{OcrEngine, Recorder};
use crate::pipeline;
use std::path::PathBuf;

/// Write what OCR reads, unrestored; pages are separated by form feeds
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vankho ocr page.png
  vankho ocr fax.tif --lang vie+eng -o fax.txt")]
pub struct Args {
    /// PDF, PNG, JPEG or TIFF, known by content; - for standard input
    #[arg(value_name = "IMAGE")]
    input: PathBuf,
    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the output file when it exists
    #[arg(long)]
    force: bool,
    /// Also keep what the engine saw in this folder, for fixtures and tests
    #[arg(long, value_name = "DIR")]
    record: Option<PathBuf>,
    #[command(flatten)]
    reader: Reader,
}

pub(super) fn run(args: &Args, talk: &Talk) -> Outcome {
    let output = Output::new(args.output.as_deref(), args.force, &[&args.input])?;
    let input = load::input(&args.input)?;
    if input.media_type().starts_with("text/") {
        let message = format!("{}: is text already; use vankho restore or vankho process", input.name());
        return Err(Failure::new(ExitCode::SomeFailed, message));
    }
    let engine: Box<dyn OcrEngine> = match &args.record {
        Some(folder) => Box::new(Recorder::new(args.reader.engine(), folder)),
        None => Box::new(args.reader.engine()),
    };
    let reading = pipeline::read(&input, engine.as_ref(), &talk.pages())?;
    let texts: Vec<String> = reading.pages.iter().map(|page| page.page().text).collect();
    let mut text = texts.join("\u{c}");
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    output.write(text.as_bytes())?;
    Ok(if reading.failed() > 0 { ExitCode::SomeFailed } else { ExitCode::Done })
}
