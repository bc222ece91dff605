//! `vankho eval`: how right the results on the fixtures are.

use super::exit::{ExitCode, Failure, OrFail, Outcome};
use super::load::Data;
use super::output::Output;
use crate::eval::{self, Plan};
use crate::render::Grade;
use crate::train::readings::{self, Reading};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Measure word and character error rates and F1 on a folder of fixtures
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vankho eval fixtures > tests/accuracy.tsv
  vankho eval fixtures --misses           what was missed, on stderr
  vankho eval restore fixtures            restoration alone, on pages that are rendered and read for it")]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    /// The folder; CONTRIBUTING.md tells how a fixture is made
    #[arg(value_name = "FIXTURES", required = true)]
    fixtures: Option<PathBuf>,
    #[command(subcommand)]
    part: Option<Part>,
    /// Print the short table of the README instead
    #[arg(long)]
    markdown: bool,
    /// Also write to stderr what was missed and what should not have been found
    #[arg(long)]
    misses: bool,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Subcommand)]
enum Part {
    /// Render the right texts among the fixtures, read them with OCR, restore; measure what it mended and harmed
    #[command(after_help = "\
Needs vankho-ocr, its models and the fonts of render. A model that is not installed is named and left out.

Prints for each document, engine and wear the word error rate before and after; the same texts clean, stripped, in old
encodings and with protected tokens strewn in; and how far the confidences can be believed.

Examples:
  vankho eval restore fixtures
  vankho eval restore fixtures --lang eng --wear clean,medium --record fixtures/rendered")]
    Restore(Restore),
}

#[derive(Debug, clap::Args)]
struct Restore {
    /// The folder of the fixtures
    #[arg(value_name = "FIXTURES", default_value = "fixtures")]
    fixtures: PathBuf,
    /// OCR models to read with
    #[arg(long, value_name = "LANG", value_delimiter = ',', default_value = "eng,fra,deu,spa,vie")]
    lang: Vec<String>,
    /// Grades of wear: clean, medium, hard
    #[arg(long, value_name = "WEAR", value_delimiter = ',', default_value = "clean,medium,hard", value_parser = grade)]
    wear: Vec<Grade>,
    /// The most pages of one document
    #[arg(long, default_value_t = 1_000)]
    pages: usize,
    /// Where chance starts from
    #[arg(long, default_value_t = 77)]
    seed: u64,
    /// Print markdown instead of tab-separated values
    #[arg(long)]
    markdown: bool,
    /// Also add the readings to this folder, a file for each document, to be measured again without OCR
    #[arg(long, value_name = "DIR")]
    record: Option<PathBuf>,
    #[command(flatten)]
    data: Data,
}

fn grade(id: &str) -> Result<Grade, String> {
    Grade::from_id(id).ok_or_else(|| "one of clean, medium, hard".to_owned())
}

fn restore(args: &Restore) -> Outcome {
    let restorer = args.data.restorer()?;
    let plan = Plan { languages: args.lang.clone(), grades: args.wear.clone(), seed: args.seed, pages: args.pages };
    let mut made: BTreeMap<String, Vec<Reading>> = BTreeMap::new();
    let mut missing = Vec::new();
    let seen = |case: &str, pages: &[Reading]| {
        if let Some(page) = pages.first() {
            log::info!("{case}: {} pages, {} {}", pages.len(), page.language, page.look);
        }
        made.entry(case.to_owned()).or_default().extend_from_slice(pages);
    };
    let outcomes =
        eval::outcomes(&args.fixtures, &restorer, &plan, seen, &mut missing).or_fail(ExitCode::SomeFailed)?;
    for model in missing {
        log::warn!("left out: {model}");
    }
    if let Some(folder) = &args.record {
        for (case, pages) in made {
            let path = folder.join(format!("{case}.jsonl"));
            let mut all = if path.exists() { readings::load(&path).or_fail(ExitCode::SomeFailed)? } else { Vec::new() };
            all.retain(|old| !pages.iter().any(|new| (&new.language, &new.look) == (&old.language, &old.look)));
            all.extend(pages);
            readings::write(&path, &all).or_fail(ExitCode::Other)?;
        }
    }
    let tables = eval::report(&args.fixtures, &restorer, &outcomes).or_fail(ExitCode::SomeFailed)?;
    let text: String = tables.iter().map(|t| if args.markdown { t.markdown() } else { t.tsv() }).collect();
    Output::Stdout.write(text.as_bytes())?;
    Ok(ExitCode::Done)
}

pub(super) fn run(args: &Args) -> Outcome {
    let fixtures = match (&args.part, &args.fixtures) {
        (Some(Part::Restore(part)), _) => return restore(part),
        (None, Some(fixtures)) => fixtures,
        (None, None) => return Err(Failure::new(ExitCode::Usage, "name the folder of the fixtures".to_owned())),
    };
    let restorer = args.data.restorer()?;
    let rows = eval::run(fixtures, &restorer).or_fail(ExitCode::SomeFailed)?;
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
