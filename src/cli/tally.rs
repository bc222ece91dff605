//! What a run over many documents tells: a line for each, and a summary at the end.

use super::exit::ExitCode;
use super::filing::Event;
use super::signals;
use super::terminal::Talk;
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

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

/// Counts what became of the documents, and tells it.
pub struct Tally {
    format: LogFormat,
    every: bool,
    quiet: bool,
    counts: [AtomicUsize; Event::COUNT],
    begun: Instant,
}

impl Tally {
    /// Nothing is counted yet.
    pub fn new(log: &Log, talk: &Talk) -> Self {
        let every = !std::io::stderr().is_terminal() || talk.verbose > 0;
        Self { format: log.log_format, every, quiet: talk.quiet, counts: Default::default(), begun: Instant::now() }
    }

    /// Tells what became of a document.
    pub fn tell(&self, file: &str, event: Event, message: &str) {
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

    /// How many documents it was of which this was told.
    pub fn count(&self, event: Event) -> usize {
        self.counts[event as usize].load(Ordering::Relaxed)
    }

    /// The last line: all counts, and how many pages were `read` by OCR and `known` from before.
    pub fn summary(&self, (read, known): (usize, usize)) -> String {
        let n = |event| self.count(event);
        let done = n(Event::Done) + n(Event::Doubtful);
        let seconds = self.begun.elapsed().as_secs_f64();
        if self.format == LogFormat::Json {
            let summary = serde_json::json!({
                "event": "summary", "done": done, "skipped": n(Event::Skipped), "failed": n(Event::Failed),
                "doubtful": n(Event::Doubtful), "secret": n(Event::Secret), "given_up": n(Event::GivenUp),
                "left": n(Event::Left), "pages_read": read, "pages_known": known, "seconds": seconds,
            });
            return format!("{summary}\n");
        }
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
