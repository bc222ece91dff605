//! `vankho schema`: the JSON Schema of what `vankho process` writes.

use super::exit::{ExitCode, Outcome};
use super::output::Output;
use crate::export;

/// Print the JSON Schema (draft 2020-12) of what process writes
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  vankho schema > document.schema.json")]
pub struct Args {}

pub(super) fn run(_: &Args) -> Outcome {
    Output::Stdout.write(export::schema().as_bytes())?;
    Ok(ExitCode::Done)
}
