//! `vankho ingest` and `vankho reprocess`: folders of documents into a catalogue, and documents of a catalogue anew.

use super::catalogue::Which;
use super::exit::{ExitCode, Failure, OrFail, Outcome};
use super::files::{self, Found, STABLE};
use super::filing::{Event, Filing};
use super::intake::{Again, Intake, pause, threads};
use super::load::Data;
use super::output::Output;
use super::report::Report;
use super::signals::{self, Signalled};
use super::taking::Taking;
use super::tally::{Log, Tally};
use super::terminal::Talk;
use crate::catalogue::{CachedEngine, Catalogue, Known};
use crate::pipeline::{Options, Reading};
use std::path::PathBuf;
use std::time::Duration;

/// Read documents into a catalogue; what is there already is skipped
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A document is known by its content: a second run reads nothing again. A run that was stopped or killed goes on where it
was, page by page. Several may run at once.

Examples:
  vankho ingest scans/ plan.pdf
  vankho ingest scans/ --catalogue archive.db --log-format json 2> ingest.log
  vankho ingest scans/ --report today.html
  vankho ingest --retry-failed             what was given up, once more")]
pub struct Ingest {
    /// Files, and folders with all that is in them
    #[arg(value_name = "PATH", required_unless_present = "retry_failed")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    which: Which,
    /// Try again what was given up: these paths, or all when none is named
    #[arg(long)]
    retry_failed: bool,
    /// Read known documents again, for a newer OCR: pages that were read with the settings of now are not
    #[arg(long, conflicts_with = "retry_failed")]
    read_again: bool,
    /// Write a report for people to this file: what needs a look, with the words cut out of the pages (HTML)
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    taking: Taking,
}

/// Restore and parse the documents of a catalogue anew, without OCR
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Takes what was read from the catalogue; the files themselves are not needed.

Examples:
  vankho reprocess                         after an update of vankho
  vankho reprocess --catalogue archive.db --data my-dictionaries")]
pub struct Reprocess {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    log: Log,
    #[command(flatten)]
    data: Data,
}

pub(super) fn ingest(args: &Ingest, talk: &Talk) -> Outcome {
    let report = args.report.as_deref().map(|path| Report::new(path, &args.paths)).transpose()?;
    let catalogue = args.which.write()?;
    let restorer = args.taking.data.restorer()?;
    let options = Options::new(&restorer);
    let tally = Tally::new(&args.taking.log, talk);
    let tally = if report.is_some() { tally.keeping() } else { tally };
    let pool = args.taking.reader.engine();
    let engine = CachedEngine::new(&pool, &catalogue, &Signalled);
    let intake = Intake {
        catalogue: &catalogue,
        engine: &engine,
        restorer: &restorer,
        options: &options,
        tally: &tally,
        again: match (args.retry_failed, args.read_again) {
            (true, _) => Again::Failed,
            (_, true) => Again::All,
            _ => Again::Nothing,
        },
        allow_secret: args.taking.allow_secret,
        settled: &|_, _| Ok(()),
    };
    signals::drain();
    let paths = if args.retry_failed {
        retried(&catalogue, &args.paths)?
    } else {
        files::gather(&args.paths, catalogue.path(), &[])?
    };
    let mut todo: Vec<Found> = paths.iter().map(|path| Found::at(path)).collect();
    for round in 0.. {
        let (fresh, stable): (Vec<Found>, Vec<Found>) = todo.into_iter().partition(Found::is_fresh);
        intake.take(&stable, None)?;
        if fresh.is_empty() || signals::stopped().is_some() {
            break;
        }
        if round == 3 {
            for file in fresh {
                tally.tell(
                    &file.path.display().to_string(),
                    Event::Left,
                    "is still being written; the next run takes it",
                );
            }
            break;
        }
        pause(STABLE + Duration::from_millis(100));
        todo = fresh.iter().map(|file| Found::at(&file.path)).collect();
    }
    let summary = tally.summary(engine.counts());
    if let Some(report) = report {
        report.write(&catalogue, &tally, &tally.told(engine.counts()))?;
    }
    Output::Stdout.write(summary.as_bytes())?;
    Ok(tally.code())
}

/// The files of which something was given up, among `paths` when there are any.
fn retried(catalogue: &Catalogue, paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut under = Vec::new();
    for path in paths {
        under.push(std::path::absolute(path).or_fail(ExitCode::Usage)?);
    }
    let all = catalogue.given_up()?.into_iter().map(PathBuf::from);
    Ok(all.filter(|file| under.is_empty() || under.iter().any(|path| file.starts_with(path))).collect())
}

pub(super) fn reprocess(args: &Reprocess, talk: &Talk) -> Outcome {
    // Making a catalogue in order to find nothing in it helps nobody.
    drop(args.which.read()?);
    let catalogue = args.which.write()?;
    let restorer = args.data.restorer()?;
    let options = Options::new(&restorer);
    let tally = Tally::new(&args.log, talk);
    signals::drain();
    let told = |file: &str, event: Event, message: &str| {
        tally.tell(file, event, message);
        Ok(())
    };
    let filing = Filing {
        catalogue: &catalogue,
        restorer: &restorer,
        options: &options,
        known: Known::Replace,
        // What is in the catalogue was let in.
        allow_secret: true,
        threads: threads(),
        told: &told,
        is_as_read: &|_| true,
    };
    filing.run(|inbox| {
        for id in catalogue.ids()? {
            if signals::stopped().is_some() || inbox.is_broken() {
                break;
            }
            if let Some(before) = catalogue.read_before(&id)? {
                let (name, engine, sha256, pages) = (before.path, before.engine, before.id, before.pages);
                inbox.give(Reading { name, media_type: before.media_type, sha256, engine, pages });
            }
        }
        Ok(())
    })?;
    Output::Stdout.write(tally.summary((0, 0)).as_bytes())?;
    Ok(tally.code())
}
