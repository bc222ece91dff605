//! `vankho schema`: the JSON Schema of what `vankho process` writes, and the columns of its flat tables.

use super::exit::{ExitCode, Outcome};
use super::output::Output;
use crate::export;

/// Print the JSON Schema (draft 2020-12) of what process writes
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vankho schema > document.schema.json
  vankho schema --tables > tables.md")]
pub struct Args {
    /// Print instead what the columns of the flat tables (--format csv) hold, as markdown
    #[arg(long)]
    tables: bool,
}

pub(super) fn run(args: &Args) -> Outcome {
    let page = if args.tables { export::csv_page() } else { export::schema() };
    Output::Stdout.write(page.as_bytes())?;
    Ok(ExitCode::Done)
}
