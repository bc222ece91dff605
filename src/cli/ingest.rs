//! `vankho ingest` and `vankho reprocess`: folders of documents into a catalogue, and documents of a catalogue anew.

use super::catalogue::Which;
use super::exit::{ExitCode, Failure, OrFail, Outcome};
use super::files::{self, Found, STABLE};
use super::filing::{Event, Filing};
use super::load::{Data, Reader};
use super::output::Output;
use super::signals::{self, Signalled};
use super::terminal::Talk;
use crate::catalogue::{CachedEngine, Catalogue, CatalogueError, FailureKind, Known};
use crate::ocr::OcrError;
use crate::pipeline::{self, Options, Reading};
use crate::restore::Restorer;
use crate::source::{self, Input, Problem, SourceError};
use std::collections::HashMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Read documents into a catalogue; what is there already is skipped
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A document is known by its content: a second run reads nothing again. A run that was stopped or killed goes on where it
was, page by page. Several may run at once.

Examples:
  vankho ingest scans/ plan.pdf
  vankho ingest scans/ --catalogue archive.db --log-format json 2> ingest.log
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
    /// Also take in documents marked Mật or higher
    #[arg(long)]
    allow_secret: bool,
    #[command(flatten)]
    log: Log,
    #[command(flatten)]
    reader: Reader,
    #[command(flatten)]
    data: Data,
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

/// How a run tells what it does.
#[derive(Debug, Clone, clap::Args)]
struct Log {
    /// How to tell what became of each document
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "plain")]
    log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum LogFormat {
    /// Lines for people; on a terminal a bar and what needs a look
    Plain,
    /// A JSON object for each document
    Json,
}

/// Counts what became of the documents, and tells it.
struct Tally {
    format: LogFormat,
    every: bool,
    quiet: bool,
    counts: [AtomicUsize; 6],
    begun: Instant,
}

impl Tally {
    fn new(log: &Log, talk: &Talk) -> Self {
        let every = !std::io::stderr().is_terminal() || talk.verbose > 0;
        Self { format: log.log_format, every, quiet: talk.quiet, counts: Default::default(), begun: Instant::now() }
    }

    fn tell(&self, file: &str, event: Event, message: &str) {
        self.counts[event as usize].fetch_add(1, Ordering::Relaxed);
        let matters = !matches!(event, Event::Done | Event::Skipped);
        if self.quiet && event != Event::Failed || !(matters || self.every || self.format == LogFormat::Json) {
            return;
        }
        let line = match self.format {
            LogFormat::Plain => format!("{}: {file}: {message}", event.name()),
            LogFormat::Json => {
                serde_json::json!({ "event": event.name(), "file": file, "message": message }).to_string()
            }
        };
        // A log that nobody reads any more is no reason to stop.
        let _ = writeln!(anstream::stderr(), "{line}");
    }

    fn count(&self, event: Event) -> usize {
        self.counts[event as usize].load(Ordering::Relaxed)
    }

    fn summary(&self, ocr: (usize, usize)) -> String {
        let n = |event| self.count(event);
        let seconds = self.begun.elapsed().as_secs_f64();
        match self.format {
            LogFormat::Json => {
                let summary = serde_json::json!({
                    "event": "summary", "done": n(Event::Done) + n(Event::Doubtful), "skipped": n(Event::Skipped),
                    "failed": n(Event::Failed), "doubtful": n(Event::Doubtful), "secret": n(Event::Secret),
                    "left": n(Event::Left), "pages_read": ocr.0, "pages_known": ocr.1, "seconds": seconds,
                });
                format!("{summary}\n")
            }
            LogFormat::Plain => {
                let mut out = format!(
                    "{} done ({} doubtful), {} skipped, {} failed",
                    n(Event::Done) + n(Event::Doubtful),
                    n(Event::Doubtful),
                    n(Event::Skipped),
                    n(Event::Failed)
                );
                if n(Event::Secret) > 0 {
                    out += &format!(", {} secret and not taken in", n(Event::Secret));
                }
                if n(Event::Left) > 0 {
                    out += &format!(", {} still being written and left", n(Event::Left));
                }
                out += &format!("; {} pages read by OCR, {} known from before; {seconds:.1} s\n", ocr.0, ocr.1);
                out
            }
        }
    }

    fn code(&self) -> ExitCode {
        match signals::stopped() {
            Some(code) => code,
            None if self.count(Event::Failed) > 0 => ExitCode::SomeFailed,
            None => ExitCode::Done,
        }
    }
}

/// Why a file is not read.
enum Trouble {
    Known,
    Secret,
    Stopped,
    Failed(SourceError),
    Missing(OcrError),
    Catalogue(CatalogueError),
}

impl From<OcrError> for Trouble {
    fn from(error: OcrError) -> Self {
        Self::Missing(error)
    }
}

impl From<CatalogueError> for Trouble {
    fn from(error: CatalogueError) -> Self {
        Self::Catalogue(error)
    }
}

/// Ends the reading: by a signal (`None`) or an error.
type End = Option<Failure>;

pub(super) fn ingest(args: &Ingest, talk: &Talk) -> Outcome {
    let catalogue = args.which.write()?;
    let restorer = args.data.restorer()?;
    let options = Options::new(&restorer);
    let tally = Tally::new(&args.log, talk);
    let pool = args.reader.engine();
    let engine = CachedEngine::new(&pool, &catalogue, &Signalled);
    signals::drain();
    let paths = if args.retry_failed {
        retried(&catalogue, &args.paths)?
    } else {
        files::gather(&args.paths, catalogue.path())?
    };
    let mut todo: Vec<Found> = paths.iter().map(|path| Found::at(path)).collect();
    for round in 0.. {
        let (fresh, stable): (Vec<Found>, Vec<Found>) = todo.into_iter().partition(Found::is_fresh);
        let work = Work { args, catalogue: &catalogue, engine: &engine, tally: &tally };
        work.pass(&stable, &restorer, &options, talk)?;
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
    Output::Stdout.write(tally.summary(engine.counts()).as_bytes())?;
    Ok(tally.code())
}

/// Waits, but not after a signal.
fn pause(time: Duration) {
    let end = Instant::now() + time;
    while Instant::now() < end && signals::stopped().is_none() {
        std::thread::sleep(Duration::from_millis(50));
    }
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

struct Work<'a> {
    args: &'a Ingest,
    catalogue: &'a Catalogue,
    engine: &'a CachedEngine<'a>,
    tally: &'a Tally,
}

impl Work<'_> {
    /// Reads these files into the catalogue.
    fn pass(&self, found: &[Found], restorer: &Restorer, options: &Options, talk: &Talk) -> Result<(), Failure> {
        let told = |file: &str, event: Event, message: &str| self.tally.tell(file, event, message);
        let by_name: HashMap<String, &Found> = found.iter().map(|f| (f.path.display().to_string(), f)).collect();
        let is_as_read = |reading: &Reading| by_name.get(&reading.name).is_none_or(|file| file.is_as_found());
        let filing = Filing {
            catalogue: self.catalogue,
            restorer,
            options,
            known: if self.args.retry_failed { Known::Replace } else { Known::Keep },
            allow_secret: self.args.allow_secret,
            threads: threads(),
            told: &told,
            is_as_read: &is_as_read,
        };
        // Two files of the same content are read once.
        let begun: Mutex<HashMap<String, usize>> = Mutex::default();
        let twins: Mutex<Vec<(String, String)>> = Mutex::default();
        let open = |n: usize| -> Result<Input, Trouble> {
            let input = self.open(&found[n].path)?;
            let mut begun = begun.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if *begun.entry(input.sha256().to_owned()).or_insert(n) == n {
                return Ok(input);
            }
            let twin = (input.sha256().to_owned(), input.name().to_owned());
            twins.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(twin);
            Err(Trouble::Known)
        };
        filing.run(|inbox| {
            let bar = talk.pages();
            let ended: Result<(), End> = pipeline::read_all(found.len(), open, self.engine, &bar, |n, result| {
                if let Some(error) = self.engine.failure() {
                    return Err(Some(error.into()));
                }
                if signals::stopped().is_some() || inbox.is_broken() {
                    return Err(None);
                }
                let name = found[n].path.display().to_string();
                match result {
                    Ok((input, reading)) => {
                        if let Some(note) = input.encoding_note() {
                            log::info!("{name}: {note}");
                        }
                        if inbox.give(reading) { Ok(()) } else { Err(None) }
                    }
                    Err(Trouble::Known) => {
                        self.tally.tell(&name, Event::Skipped, "is in the catalogue");
                        Ok(())
                    }
                    Err(Trouble::Secret) => {
                        self.tally.tell(&name, Event::Secret, "was stopped before as secret");
                        Ok(())
                    }
                    Err(Trouble::Stopped) => Err(None),
                    Err(Trouble::Failed(error)) => {
                        let given_up = filing.give_up(name, FailureKind::File, None, error.problem.to_string());
                        given_up.map_err(Some)
                    }
                    Err(Trouble::Missing(error)) => Err(Some(error.into())),
                    Err(Trouble::Catalogue(error)) => Err(Some(error.into())),
                }
            });
            match ended {
                Err(Some(failure)) => Err(failure),
                Ok(()) | Err(None) => Ok(()),
            }
        })?;
        // Their documents are there only now.
        for (id, name) in twins.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
            self.catalogue.known(&id, &name)?;
        }
        Ok(())
    }

    /// Opens a file, unless what it holds is known.
    fn open(&self, path: &Path) -> Result<Input, Trouble> {
        if signals::stopped().is_some() {
            return Err(Trouble::Stopped);
        }
        let input = patiently(path).map_err(Trouble::Failed)?;
        let (id, name) = (input.sha256(), input.name());
        if !self.args.allow_secret && self.catalogue.is_stopped(id)? {
            return Err(Trouble::Secret);
        }
        let known = self.catalogue.known(id, name)?.is_some();
        if known && !(self.args.retry_failed && self.catalogue.has_gaps(id)?) {
            return Err(Trouble::Known);
        }
        Ok(input)
    }
}

/// Opens a file; one that the system fails to read is tried again after a short wait, as network disks come back.
fn patiently(path: &Path) -> Result<Input, SourceError> {
    use std::io::ErrorKind::{NotFound, PermissionDenied};
    let passing = |error: &SourceError| matches!(&error.problem, Problem::Unreadable(cause) if !matches!(cause.kind(), NotFound | PermissionDenied));
    for wait in [300, 1_500] {
        match source::open(path) {
            Err(error) if passing(&error) => {
                log::info!("{error}; it is tried again");
                pause(Duration::from_millis(wait));
            }
            done => return done,
        }
    }
    source::open(path)
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

pub(super) fn reprocess(args: &Reprocess, talk: &Talk) -> Outcome {
    // Making a catalogue in order to find nothing in it helps nobody.
    drop(args.which.read()?);
    let catalogue = args.which.write()?;
    let restorer = args.data.restorer()?;
    let options = Options::new(&restorer);
    let tally = Tally::new(&args.log, talk);
    signals::drain();
    let told = |file: &str, event: Event, message: &str| tally.tell(file, event, message);
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
