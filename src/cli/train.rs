//! `vankho train`: the language model and the channel, for developers.

use super::exit::{ExitCode, Failure, OrFail, Outcome};
use super::output::Output;
use crate::lexicon::read_sources;
use crate::train::lm::{Corpus, LmOptions};
use crate::train::pairs::PairOptions;
use crate::train::run::{self, ChannelOptions, Reading};
use crate::train::{self, readings};
use std::fmt::Write;
use std::path::PathBuf;

/// Train the language model or the channel (for developers)
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Count the vocabulary and the n-grams of corpora; write vocabulary.tsv, lexicon.fst and lm.bin
    #[command(after_help = "Examples:\n  vankho train lm laws.txt.xz=3 press.txt.xz")]
    Lm(Lm),
    /// Render text, read it with OCR, align, and learn what OCR makes of Vietnamese; write channel.fst
    #[command(after_help = "\
Needs tesseract with the models that are named, and the fonts of render (apt-get install fonts-liberation …).

Examples:
  vankho train channel laws.txt.xz --foreign eng=120 --native vie=40")]
    Channel(Channel),
    /// Render held-out text and read it with OCR; write the readings that calibration learns from
    #[command(after_help = "Examples:\n  vankho train readings laws.txt.xz press.txt.xz=2 -o out/readings.jsonl")]
    Readings(Readings),
    /// Restore readings and learn how sure the results are; write calibration.tsv (after each change of a model)
    #[command(after_help = "\
Prints how far the posteriors can be believed, and how far confidences learned from the other half of the documents:
expected calibration error over 15 bins of equal mass, and the share of errors that the least sure 5 % hold.

Examples:
  vankho train calibration out/readings.jsonl")]
    Calibration(Calibration),
}

#[derive(Debug, clap::Args)]
struct Lm {
    #[command(flatten)]
    sources: Sources,
    /// Order of the model, 2 to 4
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(2..=4))]
    order: u8,
    /// How many n-grams are kept of each order from 2 up
    #[arg(long, value_name = "N,N", value_delimiter = ',', default_value = "1200000,6000000")]
    keep: Vec<usize>,
    /// Occurrences that a word needs which is no syllable
    #[arg(long, default_value_t = 60)]
    min_other: u32,
    /// Occurrences that a syllable needs
    #[arg(long, default_value_t = 3)]
    min_syllable: u32,
}

#[derive(Debug, clap::Args)]
struct Channel {
    #[command(flatten)]
    sources: Sources,
    /// An OCR model that does not know Vietnamese, and how many pages it reads; may repeat
    #[arg(long, value_name = "LANG=PAGES", value_parser = reading, default_values = ["eng=240", "fra=90", "deu=60", "spa=50", "por=50", "ita=50"])]
    foreign: Vec<Reading>,
    /// An OCR model that knows Vietnamese, and how many pages it reads; may repeat
    #[arg(long, value_name = "LANG=PAGES", value_parser = reading, default_value = "vie=60")]
    native: Vec<Reading>,
    /// Where chance starts from
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Pages read at the same time
    #[arg(long, default_value_t = 2)]
    jobs: usize,
}

#[derive(Debug, clap::Args)]
struct Readings {
    #[command(flatten)]
    sources: Sources,
    /// An OCR model and how many pages it reads; may repeat
    #[arg(long, value_name = "LANG=PAGES", value_parser = reading, default_values = ["eng=36", "fra=18", "deu=12", "vie=36"])]
    read: Vec<Reading>,
    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Where chance starts from
    #[arg(long, default_value_t = 1_009)]
    seed: u64,
    /// Pages read at the same time
    #[arg(long, default_value_t = 2)]
    jobs: usize,
}

#[derive(Debug, clap::Args)]
struct Calibration {
    /// Files that `vankho train readings` wrote
    #[arg(required = true, value_name = "READINGS")]
    readings: Vec<PathBuf>,
    /// The folder whose built/ holds the models
    #[arg(long, value_name = "DIR", default_value = "dictionaries")]
    dictionaries: PathBuf,
}

#[derive(Debug, clap::Args)]
struct Sources {
    /// Text files of one paragraph a line, perhaps .xz, each with its part beside the others
    #[arg(required = true, value_name = "FILE[=WEIGHT]", value_parser = corpus)]
    corpora: Vec<Corpus>,
    /// The folder of the *.tsv sources
    #[arg(long, value_name = "DIR", default_value = "dictionaries")]
    dictionaries: PathBuf,
}

pub(super) fn run(args: &Args) -> Outcome {
    match &args.command {
        Command::Lm(lm) => train_lm(lm),
        Command::Channel(channel) => train_channel(channel),
        Command::Readings(readings) => make_readings(readings),
        Command::Calibration(calibration) => calibrate(calibration),
    }
}

fn train_lm(args: &Lm) -> Outcome {
    let order = usize::from(args.order);
    if args.keep.len() + 1 != order {
        let message = format!("--keep needs a number for each order from 2 to {order}, {} in all", order - 1);
        return Err(Failure::new(ExitCode::Usage, message));
    }
    let options = LmOptions {
        corpora: args.sources.corpora.clone(),
        dictionaries: args.sources.dictionaries.clone(),
        order,
        keep: args.keep.clone(),
        min_other: args.min_other,
        min_syllable: args.min_syllable,
    };
    let bytes = run::train_lm(&options).or_fail(ExitCode::Other)?;
    log::info!("lm.bin: {bytes} bytes");
    Ok(ExitCode::Done)
}

fn train_channel(args: &Channel) -> Outcome {
    let options = ChannelOptions {
        corpora: args.sources.corpora.clone(),
        dictionaries: args.sources.dictionaries.clone(),
        foreign: args.foreign.clone(),
        native: args.native.clone(),
        seed: args.seed,
        jobs: args.jobs,
    };
    let told = |language: &str, done: usize, pages: usize| log::info!("{language}: page {done} of {pages}");
    for (language, tally) in run::train_channel(&options, told).or_fail(ExitCode::Other)? {
        log::info!("{language}: {tally:?}");
    }
    Ok(ExitCode::Done)
}

fn make_readings(args: &Readings) -> Outcome {
    let mut readings = Vec::new();
    let sources = read_sources(&args.sources.dictionaries).or_fail(ExitCode::Other)?;
    for (i, reading) in args.read.iter().enumerate() {
        let seed = args.seed + i as u64;
        let text =
            train::held_out(&args.sources.corpora, &sources, reading.pages * 32, seed).or_fail(ExitCode::Other)?;
        let wear = if reading.language == readings::NATIVE { [0.2, 0.4, 0.4] } else { [0.35, 0.4, 0.25] };
        let language = reading.language.clone();
        let options =
            PairOptions { language, pages: reading.pages, seed, wear, jobs: args.jobs, ..PairOptions::default() };
        let told = |page: usize, made| {
            log::info!("{}: page {} of {}", reading.language, page + 1, reading.pages);
            readings.push(made);
        };
        readings::read_pages(&options, text, told).or_fail(ExitCode::Missing)?;
    }
    readings::write(&args.output, &readings).or_fail(ExitCode::Other)?;
    Ok(ExitCode::Done)
}

fn calibrate(args: &Calibration) -> Outcome {
    let [before, after] = run::train_calibration(&args.dictionaries, &args.readings).or_fail(ExitCode::Other)?;
    let mut table = String::from("damage\ttokens\tcount\twrong\tECE posterior\tECE\tin 5 % posterior\tin 5 %\n");
    for ((kind, part, old), (_, _, new)) in before.iter().zip(&after) {
        let _ = writeln!(
            table,
            "{kind}\t{part}\t{}\t{}\t{:.4}\t{:.4}\t{:.3}\t{:.3}",
            new.tokens, new.wrong, old.ece, new.ece, old.caught, new.caught
        );
    }
    Output::Stdout.write(table.as_bytes())?;
    Ok(ExitCode::Done)
}

fn corpus(value: &str) -> Result<Corpus, String> {
    let Some((path, weight)) = value.rsplit_once('=') else {
        return Ok(Corpus { path: value.into(), weight: 1 });
    };
    let weight = weight.parse().ok().filter(|&w| w > 0).ok_or("the weight must be a whole number of 1 or more")?;
    Ok(Corpus { path: path.into(), weight })
}

fn reading(value: &str) -> Result<Reading, String> {
    let (language, pages) = value.split_once('=').ok_or("write it as LANG=PAGES, such as eng=120")?;
    let pages = pages.parse().map_err(|_| "the number of pages must be a whole number")?;
    Ok(Reading { language: language.to_owned(), pages })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_and_pages_are_read() {
        assert_eq!(corpus("a=b.txt=3").map(|c| (c.path, c.weight)), Ok(("a=b.txt".into(), 3)));
        assert_eq!(corpus("a.txt").map(|c| c.weight), Ok(1));
        assert!(corpus("a.txt=0").is_err() && corpus("a.txt=x").is_err());
        assert_eq!(reading("eng=12").map(|r| (r.language, r.pages)), Ok(("eng".to_owned(), 12)));
        assert!(reading("eng").is_err());
    }
}
