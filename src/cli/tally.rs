//! What a run over many documents tells: how far it is, a line for each of them, and a summary at the end.
//!
//! On a terminal a bar shows pages, documents, failures, pages a minute and the time left; otherwise there is a line for
//! each document, and one for a minute in which pages were read.

use super::exit::ExitCode;
use super::filing::Event;
use super::signals;
use super::terminal::Talk;
use crate::pipeline::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The bar appears after this time.
const PROMPT: Duration = Duration::from_secs(1);
/// How often a run without a terminal tells how far it is.
const MINUTE: Duration = Duration::from_secs(60);
/// So many stretches of time are enough to show how fast pages were read.
const STRETCHES: usize = 60;

/// How a run tells what it does.
#[derive(Debug, Clone, clap::Args)]
pub struct Log {
    /// How to tell what became of each document
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "plain")]
    pub log_format: LogFormat,
}

/// Forms of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// Lines for people; on a terminal a bar and what needs a look
    Plain,
    /// A JSON object for each document
    Json,
}

/// What was told of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The file.
    pub file: String,
    /// What became of it.
    pub event: Event,
    /// What was said.
    pub message: String,
}

/// Counts what became of the documents, and tells it.
pub struct Tally {
    format: LogFormat,
    on_terminal: bool,
    every: bool,
    quiet: bool,
    counts: [AtomicUsize; Event::COUNT],
    begun: Instant,
    pace: Mutex<Pace>,
    bar: Mutex<Option<ProgressBar>>,
    kept: Option<Mutex<Vec<Told>>>,
}

/// How fast pages are read.
struct Pace {
    /// When the reading of these files began, and how many of their pages are read.
    begun: Instant,
    done: usize,
    /// When it was told last.
    told: Instant,
    /// Pages in each stretch of time since the run began, and the seconds of one.
    stretches: Vec<u32>,
    seconds: u64,
}

impl Tally {
    /// Nothing is counted yet.
    pub fn new(log: &Log, talk: &Talk) -> Self {
        let (now, on_terminal) = (Instant::now(), std::io::stderr().is_terminal());
        Self {
            format: log.log_format,
            on_terminal,
            every: !on_terminal || talk.verbose > 0,
            quiet: talk.quiet,
            counts: Default::default(),
            begun: now,
            pace: Mutex::new(Pace { begun: now, done: 0, told: now, stretches: Vec::new(), seconds: 5 }),
            bar: Mutex::default(),
            kept: None,
        }
    }

    /// Keeps what is told of all files but skipped ones.
    pub fn keeping(self) -> Self {
        Self { kept: Some(Mutex::default()), ..self }
    }

    /// What was kept, in order of the files.
    pub fn kept(&self) -> Vec<Told> {
        let mut kept = self.kept.as_ref().map_or_else(Vec::new, |kept| lock(kept).clone());
        kept.sort_by(|a, b| a.file.cmp(&b.file));
        kept
    }

    /// Pages in each stretch of time, and the seconds of one.
    pub fn pace(&self) -> (Vec<u32>, u64) {
        let pace = lock(&self.pace);
        (pace.stretches.clone(), pace.seconds)
    }

    /// Tells what became of a document.
    pub fn tell(&self, file: &str, event: Event, message: &str) {
        self.counts[event as usize].fetch_add(1, Ordering::Relaxed);
        if let Some(kept) = self.kept.as_ref().filter(|_| event != Event::Skipped) {
            lock(kept).push(Told { file: file.to_owned(), event, message: message.to_owned() });
        }
        let matters = !matches!(event, Event::Done | Event::Skipped);
        if self.quiet && event != Event::Failed || !(matters || self.every || self.format == LogFormat::Json) {
            return;
        }
        self.say(&match self.format {
            LogFormat::Plain => format!("{}: {file}: {message}", event.name()),
            LogFormat::Json => {
                serde_json::json!({ "event": event.name(), "file": file, "message": message }).to_string()
            }
        });
    }

    /// Writes a line to the log, above the bar.
    fn say(&self, line: &str) {
        // A log that nobody reads any more is no reason to stop.
        let write = || drop(writeln!(anstream::stderr(), "{line}"));
        match &*lock(&self.bar) {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// The reading of some files begins.
    pub fn begin(&self) {
        let mut pace = lock(&self.pace);
        (pace.begun, pace.done) = (Instant::now(), 0);
    }

    /// It is at its end: the bar goes.
    pub fn end(&self) {
        if let Some(bar) = lock(&self.bar).take() {
            bar.finish_and_clear();
        }
    }

    fn show(&self, done: usize, total: usize, begun: Instant) {
        let mut bar = lock(&self.bar);
        let bar = bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr());
            let template = "{wide_bar} page {pos} of {len} · {msg} · {minute} pages a minute · {eta} left";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style.with_key("minute", |state: &ProgressState, out: &mut dyn std::fmt::Write| {
                    let _ = write!(out, "{:.0}", state.per_sec() * 60.0);
                }));
            }
            bar.with_elapsed(begun.elapsed())
        });
        let documents = self.count(Event::Done) + self.count(Event::Doubtful);
        bar.set_message(format!("{documents} documents, {} failed", self.count(Event::Failed)));
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    }

    fn progress(&self, done: usize, total: usize, begun: Instant) -> String {
        let seconds = begun.elapsed().as_secs_f64();
        let left = seconds / done.max(1) as f64 * total.saturating_sub(done) as f64;
        let minute = done as f64 * 60.0 / seconds.max(1.0);
        match self.format {
            LogFormat::Plain => {
                format!("page {done} of {total}, {minute:.0} pages a minute, {:.0} minutes left", (left / 60.0).ceil())
            }
            LogFormat::Json => serde_json::json!({
                "event": "progress", "pages": done, "of": total, "per_minute": minute.round(), "seconds_left": left.round(),
            })
            .to_string(),
        }
    }

    /// How long the run has taken until now.
    pub fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// How many documents it was of which this was told.
    pub fn count(&self, event: Event) -> usize {
        self.counts[event as usize].load(Ordering::Relaxed)
    }

    /// The last line: all counts, and how many pages were `read` by OCR and `known` from before.
    pub fn summary(&self, pages: (usize, usize)) -> String {
        match self.format {
            LogFormat::Json => self.json_summary(pages),
            LogFormat::Plain => self.told(pages),
        }
    }

    fn json_summary(&self, (read, known): (usize, usize)) -> String {
        let n = |event| self.count(event);
        let summary = serde_json::json!({
            "event": "summary", "done": n(Event::Done) + n(Event::Doubtful), "skipped": n(Event::Skipped),
            "failed": n(Event::Failed), "doubtful": n(Event::Doubtful), "secret": n(Event::Secret),
            "given_up": n(Event::GivenUp), "left": n(Event::Left), "pages_read": read, "pages_known": known,
            "seconds": self.begun.elapsed().as_secs_f64(),
        });
        format!("{summary}\n")
    }

    /// The summary for people.
    pub fn told(&self, (read, known): (usize, usize)) -> String {
        let n = |event| self.count(event);
        let done = n(Event::Done) + n(Event::Doubtful);
        let seconds = self.begun.elapsed().as_secs_f64();
        let (skipped, failed) = (n(Event::Skipped), n(Event::Failed));
        let mut out = format!("{done} done ({} doubtful), {skipped} skipped, {failed} failed", n(Event::Doubtful));
        for (event, what) in [
            (Event::GivenUp, "given up before (--retry-failed tries them)"),
            (Event::Secret, "secret and not taken in"),
            (Event::Left, "still being written and left"),
        ] {
            if n(event) > 0 {
                out += &format!(", {} {what}", n(event));
            }
        }
        out + &format!("; {read} pages read by OCR, {known} known from before; {seconds:.1} s\n")
    }

    /// The exit code of the run.
    pub fn code(&self) -> ExitCode {
        match signals::stopped() {
            Some(code) => code,
            None if self.count(Event::Failed) > 0 => ExitCode::SomeFailed,
            None => ExitCode::Done,
        }
    }
}

impl Progress for Tally {
    fn page(&self, done: usize, total: usize) {
        let (begun, is_due) = {
            let mut pace = lock(&self.pace);
            let new = done.saturating_sub(pace.done);
            pace.done = done;
            pace.count(new, self.begun.elapsed().as_secs());
            let is_due = pace.told.elapsed() >= MINUTE;
            if is_due {
                pace.told = Instant::now();
            }
            (pace.begun, is_due)
        };
        if self.quiet {
            return;
        }
        if self.on_terminal {
            if begun.elapsed() >= PROMPT {
                self.show(done, total, begun);
            }
        } else if is_due {
            self.say(&self.progress(done, total, begun));
        }
    }
}

impl Pace {
    /// Counts pages that were read `at` so many seconds after the beginning.
    fn count(&mut self, pages: usize, at: u64) {
        while at / self.seconds >= STRETCHES as u64 {
            self.stretches = self.stretches.chunks(2).map(|two| two.iter().sum()).collect();
            self.seconds *= 2;
        }
        let stretch = (at / self.seconds) as usize;
        if self.stretches.len() <= stretch {
            self.stretches.resize(stretch + 1, 0);
        }
        self.stretches[stretch] += u32::try_from(pages).unwrap_or(u32::MAX);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_run_has_no_more_stretches_than_a_short_one() {
        let now = Instant::now();
        let mut pace = Pace { begun: now, done: 0, told: now, stretches: Vec::new(), seconds: 5 };
        for second in 0..100_000 {
            pace.count(1, second);
        }
        assert!(pace.stretches.len() <= STRETCHES && pace.stretches.iter().sum::<u32>() == 100_000, "{}", pace.seconds);
        assert_eq!(u64::from(pace.stretches[0]), pace.seconds);
    }
}
