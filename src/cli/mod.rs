//! The `vankho` command line: one file per command.
//!
//! Commands open inputs, call the library and write what it returns. Results go to stdout or to the file that is named,
//! everything else to stderr. A bad input is a message and the run goes on; how the run ended is its [`ExitCode`].

mod aside;
mod bell;
mod belt;
mod catalogue;
mod completions;
mod dict;
mod doctor;
mod eval;
mod exit;
mod export;
mod files;
mod filing;
mod format;
mod graph;
mod ingest;
mod intake;
mod load;
mod ocr;
mod only;
mod output;
mod process;
mod queries;
mod render;
mod report;
mod restore;
mod rows;
mod schema;
mod show;
mod signals;
mod table_files;
mod taking;
mod tally;
mod targets;
mod terminal;
mod train;
mod watch;

pub use exit::{EXIT_CODES, ExitCode};

use clap::{CommandFactory, Parser, Subcommand};
use exit::Outcome;
use std::ffi::OsString;
use terminal::Talk;

/// Turns scanned, ruined or plain Vietnamese administrative documents into right text and data
#[derive(Debug, Parser)]
#[command(name = "vankho", version, after_help = EXIT_CODES, after_long_help = MORE, max_term_width = 110)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    talk: Talk,
}

const MORE: &str = "\
Examples:
  vankho process scan.tif -o scan.json     read, restore, parse; JSON to a file
  vankho show scan.json                    the same result for people
  vankho restore < ruined.txt > right.txt  text to text, line for line
  vankho ingest scans/                     folders into a catalogue (vankho.db)
  vankho search thi hanh an                ask the catalogue
  vankho doctor                            what is installed, what is missing

Exit codes:
  0    done
  1    some inputs failed (a page that was given up included)
  2    the command line is wrong, or would write over a file
  3    a tool, a model or data is missing (see vankho doctor)
  4    anything else, such as a full disk
  130  stopped by Ctrl-C; 143 stopped by SIGTERM";

#[derive(Debug, Subcommand)]
enum Command {
    Process(process::Args),
    Show(show::Args),
    Restore(restore::Args),
    Ingest(ingest::Ingest),
    Reprocess(ingest::Reprocess),
    Watch(watch::Watch),
    Search(queries::Search),
    Targets(queries::Targets),
    Deadlines(queries::Deadlines),
    Refs(queries::Refs),
    Assignments(queries::Assignments),
    Documents(queries::Documents),
    Graph(graph::Args),
    Export(export::Args),
    Sql(queries::Sql),
    Schema(schema::Args),
    Ocr(ocr::Args),
    Doctor(doctor::Args),
    Eval(eval::Args),
    Completions(completions::Args),
    Dict(dict::Args),
    Train(train::Args),
    Render(render::Args),
}

/// Runs one command line, the program's name first, and says how it ended. Never panics on any input.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors. A closed pipe is nothing to report.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::Usage } else { ExitCode::Done };
        }
    };
    cli.talk.start();
    crate::memory::give_back();
    signals::watch();
    match dispatch(&cli) {
        Ok(code) => code,
        Err(failure) if failure.is_broken_pipe() => ExitCode::Done,
        Err(failure) => {
            log::error!("{:#}", failure.error);
            failure.code
        }
    }
}

fn dispatch(cli: &Cli) -> Outcome {
    match &cli.command {
        Command::Process(args) => process::run(args, &cli.talk),
        Command::Show(args) => show::run(args, &cli.talk),
        Command::Restore(args) => restore::run(args),
        Command::Ingest(args) => ingest::ingest(args, &cli.talk),
        Command::Watch(args) => watch::run(args, &cli.talk),
        Command::Reprocess(args) => ingest::reprocess(args, &cli.talk),
        Command::Search(args) => queries::search(args),
        Command::Targets(args) => queries::targets(args),
        Command::Deadlines(args) => queries::deadlines(args),
        Command::Refs(args) => queries::refs(args),
        Command::Assignments(args) => queries::assignments(args),
        Command::Documents(args) => queries::documents(args),
        Command::Graph(args) => graph::run(args),
        Command::Export(args) => export::run(args),
        Command::Sql(args) => queries::sql(args),
        Command::Schema(args) => schema::run(args),
        Command::Ocr(args) => ocr::run(args, &cli.talk),
        Command::Doctor(args) => doctor::run(args),
        Command::Eval(args) => eval::run(args),
        Command::Completions(args) => completions::run(args, &mut Cli::command()),
        Command::Dict(args) => dict::run(args),
        Command::Train(args) => train::run(args),
        Command::Render(args) => render::run(args),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
