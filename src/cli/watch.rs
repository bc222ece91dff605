//! `vankho watch`: a folder into a catalogue, for as long as it runs.
//!
//! Each path that the system tells of is looked at a little later, when nobody writes there any more, and goes the way
//! of `ingest` ([`Intake`]). The whole folder is looked through at the start, when changes were not told, when another
//! folder is in its place (a share that came back), and with `--poll` every so many seconds. What was dealt with is
//! remembered by two numbers a file, and looked at again only when something about it changed.

use super::aside::Aside;
use super::bell::{Bell, Notice};
use super::catalogue::Which;
use super::exit::{ExitCode, Failure, Outcome};
use super::files::{self, Found, STABLE};
use super::filing::Event;
use super::intake::{Again, Intake};
use super::output::Output;
use super::signals::{self, Signalled};
use super::taking::Taking;
use super::tally::Tally;
use super::terminal::Talk;
use crate::catalogue::{CachedEngine, Catalogue, CatalogueError};
use crate::pipeline::Options;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Watch a folder, and read into a catalogue what comes there
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Does what ingest does with all that is in the folder, and then with everything that comes. Ctrl-C or SIGTERM let it
finish the pages in hand.

Examples:
  vankho watch scans/ --catalogue archive.db
  vankho watch scans/ --move-done filed/ --move-failed look-at/
  vankho watch /mnt/share/scans --poll 30     a network share tells nothing of what others put there")]
pub struct Watch {
    /// The folder, with all folders in it
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    which: Which,
    /// Look through the folder every so many seconds, instead of being told by the system
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    poll: Option<u64>,
    /// Move files there that are in the catalogue
    #[arg(long, value_name = "DIR")]
    move_done: Option<PathBuf>,
    /// Move files there that could not be read, whole or in part
    #[arg(long, value_name = "DIR")]
    move_failed: Option<PathBuf>,
    #[command(flatten)]
    taking: Taking,
}

/// A file is looked at so long after the last that was heard of it: time enough to be complete.
const QUIET: Duration = Duration::from_millis(STABLE.as_millis() as u64 + 100);
/// How often it is asked whether the folder is still the same one.
const HEARTBEAT: Duration = Duration::from_secs(60);
/// How often it is asked whether a folder that went away is back.
const ABSENCE: Duration = Duration::from_secs(5);
/// How often the folder is looked through when the system can tell of no more folders.
const INSTEAD: Duration = Duration::from_secs(60);
/// How many files are taken in, and how long files are begun, before it is looked what else came.
const AT_ONCE: usize = 256;
const ROUND: Duration = Duration::from_secs(30);
/// The first and the longest wait for a catalogue that cannot be written for now.
const WAITS: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(300));

pub(super) fn run(args: &Watch, talk: &Talk) -> Outcome {
    let folder = args.folder.canonicalize();
    let folder =
        folder.map_err(|error| Failure::new(ExitCode::Usage, format!("{}: {error}", args.folder.display())))?;
    if !folder.is_dir() {
        return Err(Failure::new(ExitCode::Usage, format!("{} is no folder", folder.display())));
    }
    let aside = Aside::new(&folder, args.move_done.as_deref(), args.move_failed.as_deref())?;
    let catalogue = args.which.write()?;
    let restorer = args.taking.data.restorer()?;
    let options = Options::new(&restorer);
    let tally = Tally::new(&args.taking.log, talk);
    let pool = args.taking.reader.engine();
    let engine = CachedEngine::new(&pool, &catalogue, &Signalled);
    let bell = Bell::new();
    signals::drain_and(bell.stopper());
    let settled: Mutex<Vec<(Found, Event)>> = Mutex::default();
    let intake = Intake {
        catalogue: &catalogue,
        engine: &engine,
        restorer: &restorer,
        options: &options,
        tally: &tally,
        again: Again::Nothing,
        allow_secret: args.taking.allow_secret,
        settled: &|found, event| {
            if !aside.put(&catalogue, found, event)? {
                settled.lock().unwrap_or_else(PoisonError::into_inner).push((found.clone(), event));
            }
            Ok(())
        },
    };
    let mut guard = Guard {
        catalogue: &catalogue,
        aside: aside.folders(),
        every: args.poll.map(Duration::from_secs),
        folder,
        bell,
        present: None,
        deaf: None,
        next_scan: None,
        pending: BTreeMap::new(),
        seen: HashMap::new(),
    };
    let mut wait = WAITS.0;
    while signals::stopped().is_none() {
        guard.look();
        let files = guard.due()?;
        if files.is_empty() {
            guard.sleep();
            continue;
        }
        let taken = intake.take(&files, Some(Instant::now() + ROUND));
        for (file, event) in settled.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            guard.settle(&file, event);
        }
        match taken {
            Ok(rest) => {
                guard.later(&rest, Duration::ZERO);
                wait = WAITS.0;
            }
            Err(failure) if is_passing(&failure) => {
                log::warn!("{:#}; it is tried again in {} seconds", failure.error, wait.as_secs());
                guard.later(&files, wait);
                wait = (2 * wait).min(WAITS.1);
            }
            Err(failure) => return Err(failure),
        }
    }
    Output::Stdout.write(tally.summary(engine.counts()).as_bytes())?;
    Ok(tally.code())
}

/// Whether a catalogue that cannot be written may be writable later: somebody holds it, or makes room.
fn is_passing(failure: &Failure) -> bool {
    matches!(failure.error.downcast_ref(), Some(CatalogueError::Busy { .. } | CatalogueError::Full { .. }))
}

/// Knows the folder, and which files in it are to be looked at when.
struct Guard<'a> {
    catalogue: &'a Catalogue,
    folder: PathBuf,
    aside: Vec<PathBuf>,
    /// How often the folder is looked through, if it is.
    every: Option<Duration>,
    bell: Bell,
    /// Which folder it is that is there: another one may come in its place.
    present: Option<(u64, u64)>,
    /// When to listen anew, since changes were not told, and folders that came meanwhile are not watched.
    deaf: Option<Instant>,
    next_scan: Option<Instant>,
    /// Files and folders of which something was heard, and when they are to be looked at.
    pending: BTreeMap<PathBuf, Instant>,
    /// The marks of the files that were dealt with.
    seen: HashMap<u64, u64>,
}

impl Guard<'_> {
    /// Sees whether the folder is there, and looks through it when that is due.
    fn look(&mut self) {
        let now = identity(&self.folder);
        if now != self.present {
            match now {
                None => {
                    log::warn!("{} is not there; waiting until it is back", self.folder.display());
                    self.bell.disarm();
                    self.pending.clear();
                    (self.next_scan, self.deaf) = (None, None);
                }
                Some(_) => {
                    self.seen.clear();
                    self.deaf = None;
                    self.arm();
                }
            }
            self.present = now;
        } else if self.deaf.is_some_and(|time| time <= Instant::now()) {
            self.deaf = None;
            if now.is_some() {
                self.arm();
            }
        }
        if self.present.is_some() && self.next_scan.is_some_and(|time| time <= Instant::now()) {
            self.scan();
        }
    }

    /// Has the system tell of changes from now on, and looks through the folder as it is.
    fn arm(&mut self) {
        if self.every.is_none()
            && let Err(error) = self.bell.arm(&self.folder)
        {
            self.instead(&error.to_string());
        }
        log::info!("watching {}", self.folder.display());
        self.next_scan = Some(Instant::now());
    }

    fn instead(&mut self, why: &str) {
        log::warn!(
            "the system does not tell of all changes ({why}): the folder is looked through every {} seconds. Allow more \
             with sysctl fs.inotify.max_user_watches, or use --poll",
            INSTEAD.as_secs()
        );
        self.every = Some(INSTEAD);
    }

    /// Looks through the whole folder.
    fn scan(&mut self) {
        let now = Instant::now();
        self.next_scan = self.every.map(|every| now + every);
        let Ok(files) = files::gather(std::slice::from_ref(&self.folder), self.catalogue.path(), &self.aside) else {
            return;
        };
        let mut there = HashMap::new();
        for path in files {
            let found = Found::at(&path);
            let (name, state) = found.marks();
            if self.seen.get(&name) == Some(&state) {
                there.insert(name, state);
            } else {
                self.pending.entry(path).or_insert(now);
            }
        }
        self.seen = there;
    }

    /// The next files to be taken in, complete and new.
    fn due(&mut self) -> Result<Vec<Found>, Failure> {
        let now = Instant::now();
        let due: Vec<PathBuf> = self.pending.iter().filter(|(_, time)| **time <= now).map(|(p, _)| p.clone()).collect();
        let mut files = Vec::new();
        for path in due {
            if files.len() == AT_ONCE {
                break;
            }
            self.pending.remove(&path);
            if self.is_left_out(&path) || path.symlink_metadata().is_err() {
                continue;
            }
            if path.is_dir() {
                for file in files::gather(&[path], self.catalogue.path(), &self.aside)? {
                    self.pending.entry(file).or_insert(now);
                }
                continue;
            }
            let found = Found::at(&path);
            let (name, state) = found.marks();
            if self.seen.get(&name) == Some(&state) {
                continue;
            }
            if found.is_fresh() {
                self.pending.insert(path, now + QUIET);
            } else {
                files.push(found);
            }
        }
        Ok(files)
    }

    /// Waits until there is something to do.
    fn sleep(&mut self) {
        let now = Instant::now();
        let rest = if self.present.is_some() { HEARTBEAT } else { ABSENCE };
        let next = self.pending.values().copied().chain(self.next_scan).chain(self.deaf).min();
        let end = next.map_or(now + rest, |next| next.min(now + rest));
        for notice in self.bell.wait(end) {
            match notice {
                Notice::Changed(path) => {
                    self.pending.entry(path).or_insert_with(|| Instant::now() + QUIET);
                }
                Notice::Lost(why) => {
                    if self.deaf.is_none() {
                        log::info!("{why}; the folder will be looked through");
                        self.deaf = Some(Instant::now() + QUIET);
                    }
                }
                Notice::Full(why) => {
                    self.instead(&why);
                    self.next_scan = Some(Instant::now());
                }
                Notice::Stop => return,
            }
        }
    }

    /// Remembers what became of a file that is still there.
    fn settle(&mut self, file: &Found, event: Event) {
        if event == Event::Left || !file.is_as_found() {
            self.pending.insert(file.path.clone(), Instant::now() + QUIET);
        } else {
            let (name, state) = file.marks();
            self.seen.insert(name, state);
        }
    }

    /// Looks at files again later.
    fn later(&mut self, files: &[Found], wait: Duration) {
        let time = Instant::now() + wait;
        self.pending.extend(files.iter().map(|file| (file.path.clone(), time)));
    }

    /// Whether what is at a path is not for the catalogue, as [`files::gather`] has it.
    fn is_left_out(&self, path: &Path) -> bool {
        let Ok(relative) = path.strip_prefix(&self.folder) else { return true };
        files::is_of(self.catalogue.path(), path)
            || relative.ancestors().any(files::is_hidden)
            || self.aside.iter().any(|aside| path.starts_with(aside))
            || path.ancestors().take_while(|part| *part != self.folder).any(files::is_linked_folder)
    }
}

/// Which folder it is, when it is one: device and number.
#[cfg(unix)]
fn identity(folder: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let metadata = std::fs::metadata(folder).ok().filter(std::fs::Metadata::is_dir)?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(folder: &Path) -> Option<(u64, u64)> {
    folder.is_dir().then_some((0, 0))
}
