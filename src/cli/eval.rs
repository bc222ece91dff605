//! `vankho eval`: how right the results on the fixtures are.

use super::exit::{ExitCode, OrFail, Outcome};
use super::load::Data;
use super::output::Output;
use crate::eval;
use std::path::PathBuf;

/// Measure word and character error rates and F1 on a folder of fixtures
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vankho eval fixtures > tests/accuracy.tsv
  vankho eval fixtures --misses           what was missed, on stderr")]
pub struct Args {
    /// The folder; CONTRIBUTING.md tells how a fixture is made
    #[arg(value_name = "FIXTURES")]
    fixtures: PathBuf,
    /// Print the short table of the README instead
    #[arg(long)]
    markdown: bool,
    /// Also write to stderr what was missed and what should not have been found
    #[arg(long)]
    misses: bool,
    #[command(flatten)]
    data: Data,
}

pub(super) fn run(args: &Args) -> Outcome {
    let restorer = args.data.restorer()?;
    let rows = eval::run(&args.fixtures, &restorer).or_fail(ExitCode::SomeFailed)?;
    if args.misses {
        for row in &rows {
            for miss in &row.misses {
                log::warn!("{} {} {}: {miss}", row.case, row.variant, row.measure);
            }
        }
    }
    let table = if args.markdown { eval::markdown(&rows) } else { eval::table(&rows) };
    Output::Stdout.write(table.as_bytes())?;
    Ok(ExitCode::Done)
}
