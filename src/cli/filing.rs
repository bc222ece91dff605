//! Readings become documents in the catalogue: several are made at a time, and those that are ready are stored together.
//!
//! A transaction costs more than the rows of a short document. So one thread writes what came within a moment, at most
//! so much that a kill loses little that was made, and nothing that OCR read: pages are kept as soon as they are read.

use super::belt::{Belt, Load};
use super::exit::Failure;
use crate::catalogue::{self, Catalogue, Entry, FailureKind, Known, Stored};
use crate::pipeline::{self, Options, Reading};
use crate::restore::Restorer;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What is written in one transaction; the weight is that of pages.
const TOGETHER: Load = Load { things: 64, weight: 256, moment: Duration::from_millis(200) };
/// Most pages that wait to be written: enough to go on with while the disk is busy.
const WAITING: usize = 512;

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// It is in the catalogue.
    Done,
    /// It was there before.
    Skipped,
    /// It, or a page of it, could not be read.
    Failed,
    /// It is there, and a person should look at it.
    Doubtful,
    /// It is marked Mật or higher, and was not taken in.
    Secret,
    /// It is still being written.
    Left,
    /// It was given up by an earlier run, and is as it was then.
    GivenUp,
}

impl Event {
    /// How many there are.
    pub const COUNT: usize = Self::GivenUp as usize + 1;

    /// Its name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Doubtful => "doubtful",
            Self::Secret => "secret",
            Self::Left => "left",
            Self::GivenUp => "given-up",
        }
    }
}

/// What documents are made with.
pub struct Filing<'a> {
    /// Where they go.
    pub catalogue: &'a Catalogue,
    /// The models.
    pub restorer: &'a Restorer,
    /// How they are made.
    pub options: &'a Options,
    /// Whether a document that is there is replaced.
    pub known: Known,
    /// Whether documents marked Mật or higher are taken in.
    pub allow_secret: bool,
    /// How many are made at once.
    pub threads: usize,
    /// Is told what became of each: file, event, message.
    pub told: &'a (dyn Fn(&str, Event, &str) -> Result<(), Failure> + Sync),
    /// Whether the file of the reading is still as it was when it was read.
    pub is_as_read: &'a (dyn Fn(&Reading) -> bool + Sync),
}

/// Where readings are handed in.
pub struct Inbox<'a> {
    give: SyncSender<Reading>,
    breakdown: &'a Breakdown,
}

/// The catalogue cannot be written, and why.
#[derive(Default)]
struct Breakdown {
    happened: AtomicBool,
    failure: Mutex<Option<Failure>>,
}

impl Breakdown {
    fn happened(&self) -> bool {
        self.happened.load(Ordering::SeqCst)
    }

    fn note(&self, failure: Failure) {
        self.happened.store(true, Ordering::SeqCst);
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(failure);
    }
}

impl Inbox<'_> {
    /// Hands in a reading; waits while many are being worked on. `false` when the catalogue cannot be written.
    pub fn give(&self, reading: Reading) -> bool {
        !self.is_broken() && self.give.send(reading).is_ok()
    }

    /// Whether the catalogue cannot be written.
    pub fn is_broken(&self) -> bool {
        self.breakdown.happened()
    }
}

impl Filing<'_> {
    /// Runs `feed`, and makes documents of what it hands in.
    ///
    /// # Errors
    /// That of the catalogue that ended the work, or that of `feed`.
    pub fn run(&self, feed: impl FnOnce(&Inbox<'_>) -> Result<(), Failure>) -> Result<(), Failure> {
        let (give, take) = sync_channel::<Reading>(2 * self.threads.max(1));
        let belt = Belt::new(WAITING, |entry: &Entry| entry.document().pages.len());
        let take = Mutex::new(take);
        let breakdown = Breakdown::default();
        let fed = std::thread::scope(|scope| {
            for _ in 0..self.threads.max(1) {
                let (giver, take, breakdown) = (belt.giver(), &take, &breakdown);
                scope.spawn(move || {
                    while let Some(reading) = next(take) {
                        // What is waiting when the catalogue breaks is read again by the next run.
                        if breakdown.happened() {
                            continue;
                        }
                        match self.make(reading) {
                            Ok(Some(entry)) => giver.give(entry),
                            Ok(None) => {}
                            Err(failure) => breakdown.note(failure),
                        }
                    }
                });
            }
            scope.spawn(|| {
                while let Some(entries) = belt.take(TOGETHER) {
                    if !breakdown.happened()
                        && let Err(failure) = self.store(&entries)
                    {
                        breakdown.note(failure);
                    }
                }
            });
            let inbox = Inbox { give, breakdown: &breakdown };
            let fed = feed(&inbox);
            drop(inbox);
            fed
        });
        match breakdown.failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(failure) => Err(failure),
            None => fed,
        }
    }

    /// The document of a reading, ready to be stored, unless something is the matter with it.
    fn make(&self, reading: Reading) -> Result<Option<Entry>, Failure> {
        let (name, id) = (reading.name.clone(), reading.sha256.clone());
        if !(self.is_as_read)(&reading) {
            let told = (self.told)(&name, Event::Left, "changed while it was read; the next run takes it");
            return told.map(|()| None);
        }
        let kept = reading.pages.clone();
        let made = catch_unwind(AssertUnwindSafe(|| pipeline::assemble(reading, self.options, self.restorer)));
        let Ok(document) = made else {
            let message = "the program failed on this document; please report it";
            return self.give_up(name, FailureKind::File, Some(id), message.to_owned()).map(|()| None);
        };
        if let Some(secrecy) = document.header.secrecy.as_deref().filter(|_| !self.allow_secret) {
            self.catalogue.forget(&kept)?;
            let message = format!("marked {secrecy}; not taken in");
            return self.give_up(name, FailureKind::Secret, Some(id), message).map(|()| None);
        }
        Ok(Some(Entry::new(document, kept)))
    }

    fn store(&self, entries: &[Entry]) -> Result<(), Failure> {
        for (entry, stored) in entries.iter().zip(self.catalogue.store(entries, self.known)?) {
            let event = match (&stored, entry.gaps(), entry.is_doubtful()) {
                (Stored::Known, ..) => Event::Skipped,
                (_, 1.., _) => Event::Failed,
                (.., true) => Event::Doubtful,
                _ => Event::Done,
            };
            (self.told)(&entry.document().source.path, event, &describe(entry, &stored))?;
        }
        Ok(())
    }

    /// Writes down that a file was given up or stopped.
    pub fn give_up(
        &self,
        path: String,
        kind: FailureKind,
        document: Option<String>,
        message: String,
    ) -> Result<(), Failure> {
        let event = if kind == FailureKind::Secret { Event::Secret } else { Event::Failed };
        let failure = catalogue::Failure { path, kind, document, message, tries: 1 };
        self.catalogue.give_up(&failure)?;
        (self.told)(&failure.path, event, &failure.message)
    }
}

fn next(take: &Mutex<Receiver<Reading>>) -> Option<Reading> {
    take.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// What the log says about a stored document.
fn describe(entry: &Entry, stored: &Stored) -> String {
    let document = entry.document();
    let pages = |count: usize| if count == 1 { "1 page".to_owned() } else { format!("{count} pages") };
    let mut parts = vec![pages(document.pages.len())];
    parts.extend(document.header.code.clone());
    parts.extend(entry.quality().map(|quality| format!("quality {quality:.2}")));
    if entry.gaps() > 0 {
        parts.push(format!("{} could not be read", pages(entry.gaps())));
    }
    if let Stored::New(Some(near)) = stored {
        parts.push(if near.same_number {
            format!("bears the number of {}", near.path)
        } else {
            format!("says nearly the same ({:.0} %) as {}", near.likeness * 100.0, near.path)
        });
    }
    parts.join(", ")
}
