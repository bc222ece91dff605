//! What a person at a terminal sees beside the results: messages, colours, progress. All of it goes to stderr.

use crate::pipeline::Progress;
use clap::{Args, ColorChoice};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Talk {
    /// Say more: what is done (-v), what is decided (-vv)
    #[arg(short, long, action = clap::ArgAction::Count, global = true, conflicts_with = "quiet")]
    pub verbose: u8,
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Colours: only on a terminal, and not when NO_COLOR is set, unless told otherwise
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: ColorChoice,
}

impl Talk {
    /// Starts logging to stderr, and sets colours for everything that is written through `anstream`.
    pub fn start(&self) {
        match self.color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        }
        .write_global();
        let level = match (self.quiet, self.verbose) {
            (true, _) => log::LevelFilter::Error,
            (_, 0) => log::LevelFilter::Warn,
            (_, 1) => log::LevelFilter::Info,
            _ => log::LevelFilter::Debug,
        };
        let logger = env_logger::Builder::new()
            .filter_module(env!("CARGO_PKG_NAME"), level)
            .target(env_logger::Target::Pipe(Box::new(anstream::stderr())))
            .format(|out, record| {
                let name = match record.level() {
                    log::Level::Error => "error: ",
                    log::Level::Warn => "warning: ",
                    _ => "",
                };
                writeln!(out, "{name}{}", record.args())
            })
            .try_init();
        // A second run in one process (a test) keeps the first logger.
        drop(logger);
    }

    /// Whether results on stdout may have colours.
    pub fn colour(&self) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
        }
    }

    /// A bar for reading pages: on a terminal, after a second, unless --quiet.
    pub fn pages(&self) -> PageBar {
        PageBar { shown: !self.quiet && std::io::stderr().is_terminal(), start: Instant::now(), bar: OnceLock::new() }
    }
}

/// Shows how many pages are read, how fast, and how long it may still take.
pub struct PageBar {
    shown: bool,
    start: Instant,
    bar: OnceLock<ProgressBar>,
}

impl Progress for PageBar {
    fn page(&self, done: usize, total: usize) {
        if !self.shown || self.start.elapsed() < Duration::from_secs(1) {
            return;
        }
        let bar = self.bar.get_or_init(|| {
            let bar = ProgressBar::new(total as u64);
            let template = "{bar:30} page {pos} of {len} · {per_sec} · {eta} left";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.with_elapsed(self.start.elapsed())
        });
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    }
}

impl Drop for PageBar {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
