//! Files into the catalogue: what `ingest` does once and `watch` does again and again.
//!
//! A file is opened unless what it holds is known, was stopped as secret or was given up before; its pages are read and
//! handed to [`Filing`]. What became of it is told, and then whoever asked is told that it is settled.

use super::exit::Failure;
use super::files::Found;
use super::filing::{Event, Filing};
use super::signals;
use super::tally::Tally;
use crate::catalogue::{CachedEngine, Catalogue, CatalogueError, FailureKind, Known};
use crate::ocr::OcrError;
use crate::pipeline::{self, Options, Reading};
use crate::restore::Restorer;
use crate::source::{self, Input, Problem, SourceError};
use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What files are taken in with.
pub struct Intake<'a> {
    /// Where they go.
    pub catalogue: &'a Catalogue,
    /// Reads their page images.
    pub engine: &'a CachedEngine<'a>,
    /// The models.
    pub restorer: &'a Restorer,
    /// How documents are made.
    pub options: &'a Options,
    /// Tells, counts, and shows how far it is.
    pub tally: &'a Tally,
    /// What is read although it was before.
    pub again: Again,
    /// Whether documents marked Mật or higher are taken in.
    pub allow_secret: bool,
    /// Is called when a file is done with.
    pub settled: &'a (dyn Fn(&Found, Event) -> Result<(), Failure> + Sync),
}

/// What is read although it was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Nothing.
    Nothing,
    /// What was given up.
    Failed,
    /// Everything.
    All,
}

/// Why a file is not read.
enum Trouble {
    Known,
    Twin,
    Secret,
    GivenUp(String),
    /// There is no time to begin with it.
    Late,
    Stopped,
    Gone,
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

impl Intake<'_> {
    /// Takes these files in, until a signal comes; none is begun after `until`, and those that were not are given back.
    ///
    /// # Errors
    /// When the catalogue or the OCR tools cannot be used.
    pub fn take(&self, found: &[Found], until: Option<Instant>) -> Result<Vec<Found>, Failure> {
        self.engine.mend();
        let (mut twins, rest) = self.pass(found, self.again, until)?;
        // What became of the first of several files of one content says what becomes of the others.
        while !twins.is_empty() && signals::stopped().is_none() {
            (twins, _) = self.pass(&twins, Again::Nothing, None)?;
        }
        Ok(rest)
    }

    /// Takes files in, and gives those whose content another one of them has, and those for which there was no time.
    fn pass(&self, found: &[Found], again: Again, until: Option<Instant>) -> Result<(Vec<Found>, Vec<Found>), Failure> {
        let by_name: HashMap<String, &Found> = found.iter().map(|f| (f.path.display().to_string(), f)).collect();
        let told = |file: &str, event: Event, message: &str| {
            self.tally.tell(file, event, message);
            by_name.get(file).map_or(Ok(()), |found| (self.settled)(found, event))
        };
        let is_as_read = |reading: &Reading| by_name.get(&reading.name).is_none_or(|file| file.is_as_found());
        let filing = Filing {
            catalogue: self.catalogue,
            restorer: self.restorer,
            options: self.options,
            known: if again == Again::Nothing { Known::Keep } else { Known::Replace },
            allow_secret: self.allow_secret,
            threads: threads(),
            told: &told,
            is_as_read: &is_as_read,
        };
        let begun: Mutex<HashMap<String, usize>> = Mutex::default();
        let open = |n: usize| -> Result<Input, Trouble> {
            // The first is always begun: every round comes further.
            if n > 0 && until.is_some_and(|until| until <= Instant::now()) {
                return Err(Trouble::Late);
            }
            let input = self.open(&found[n], again)?;
            let mut begun = begun.lock().unwrap_or_else(PoisonError::into_inner);
            if *begun.entry(input.sha256().to_owned()).or_insert(n) == n { Ok(input) } else { Err(Trouble::Twin) }
        };
        let (mut twins, mut late) = (Vec::new(), None);
        filing.run(|inbox| {
            self.tally.begin();
            let ended: Result<(), End> = pipeline::read_all(found.len(), open, self.engine, self.tally, |n, result| {
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
                    Err(trouble) => match trouble {
                        Trouble::Known => told(&name, Event::Skipped, "is in the catalogue").map_err(Some),
                        Trouble::Secret => told(&name, Event::Secret, "was stopped before as secret").map_err(Some),
                        Trouble::GivenUp(why) => {
                            told(&name, Event::GivenUp, &format!("was given up before: {why}")).map_err(Some)
                        }
                        Trouble::Twin => {
                            twins.push(found[n].clone());
                            Ok(())
                        }
                        Trouble::Gone => {
                            log::info!("{name}: is not there any more");
                            Ok(())
                        }
                        Trouble::Failed(error) => {
                            // What the system could not read may be as it was and readable the next time.
                            let changes = matches!(error.problem, Problem::Unreadable(_) | Problem::NotAFile(_));
                            let id = if changes { None } else { source::sha256(&found[n].path).ok() };
                            filing.give_up(name, FailureKind::File, id, error.problem.to_string()).map_err(Some)
                        }
                        Trouble::Late => {
                            late = Some(n);
                            Err(None)
                        }
                        Trouble::Stopped => Err(None),
                        Trouble::Missing(error) => Err(Some(error.into())),
                        Trouble::Catalogue(error) => Err(Some(error.into())),
                    },
                }
            });
            self.tally.end();
            match ended {
                Err(Some(failure)) => Err(failure),
                Ok(()) | Err(None) => Ok(()),
            }
        })?;
        Ok((twins, late.map_or_else(Vec::new, |n| found[n..].to_vec())))
    }

    /// Opens a file, unless what it holds needs no reading.
    fn open(&self, found: &Found, again: Again) -> Result<Input, Trouble> {
        if signals::stopped().is_some() {
            return Err(Trouble::Stopped);
        }
        let name = found.path.display().to_string();
        if again != Again::Failed
            && let Some((id, why)) = self.catalogue.given_up_at(&name)?
            && source::sha256(&found.path).is_ok_and(|now| now == id)
        {
            return Err(Trouble::GivenUp(why));
        }
        let input = patiently(&found.path).map_err(|error| match &error.problem {
            // It was there when it was found.
            Problem::Unreadable(cause) if cause.kind() == ErrorKind::NotFound && found.stamp.is_some() => Trouble::Gone,
            _ => Trouble::Failed(error),
        })?;
        let id = input.sha256();
        if !self.allow_secret && self.catalogue.is_stopped(id)? {
            return Err(Trouble::Secret);
        }
        let known = self.catalogue.known(id, input.name())?.is_some();
        let is_wanted = match again {
            Again::Nothing => false,
            Again::Failed => known && self.catalogue.has_gaps(id)?,
            Again::All => true,
        };
        if known && !is_wanted {
            return Err(Trouble::Known);
        }
        if again != Again::Failed
            && let Some(why) = self.catalogue.why_given_up(id)?
        {
            return Err(Trouble::GivenUp(why));
        }
        Ok(input)
    }
}

/// Opens a file; one that the system fails to read is tried again after a short wait, as network disks come back.
fn patiently(path: &Path) -> Result<Input, SourceError> {
    use ErrorKind::{NotFound, PermissionDenied};
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

/// Waits, but not after a signal.
pub fn pause(time: Duration) {
    let end = Instant::now() + time;
    while Instant::now() < end && signals::stopped().is_none() {
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// How many documents are made at once.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
