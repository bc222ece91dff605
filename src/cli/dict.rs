//! `vankho dict`: the dictionaries, for developers.

use super::exit::{ExitCode, OrFail, Outcome};
use crate::train::run;
use std::path::PathBuf;

/// Build the dictionaries (for developers)
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Build lexicon.fst of the *.tsv sources
    #[command(after_help = "Examples:\n  vankho dict build\n  vankho dict build my-dictionaries")]
    Build {
        /// The folder of the sources; the result goes to its folder built/
        #[arg(value_name = "DIR", default_value = "dictionaries")]
        dictionaries: PathBuf,
    },
}

pub(super) fn run(args: &Args) -> Outcome {
    let Command::Build { dictionaries } = &args.command;
    let bytes = run::build_lexicon(dictionaries).or_fail(ExitCode::Other)?;
    log::info!("{}: {bytes} bytes", dictionaries.join(run::BUILT).join("lexicon.fst").display());
    Ok(ExitCode::Done)
}
