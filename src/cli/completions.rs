//! `vankho completions`: what a shell needs to complete the command line.

use super::exit::{ExitCode, Outcome};
use super::output::Output;
use clap_complete::Shell;

/// Print the completions of a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  vankho completions bash > ~/.local/share/bash-completion/completions/vankho")]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(args: &Args, command: &mut clap::Command) -> Outcome {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, command, "vankho", &mut out);
    Output::Stdout.write(&out)?;
    Ok(ExitCode::Done)
}
