//! Ctrl-C and SIGTERM: unfinished output is removed, the exit code says which it was.
//!
//! A run that can come to an orderly end ([`drain`]) is told to at the first signal; the second ends it at once.

use super::exit::ExitCode;
use super::output::discard_unfinished;
use crate::catalogue::Halt;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

static DRAINS: AtomicBool = AtomicBool::new(false);
static SEEN: AtomicI32 = AtomicI32::new(0);
static CALL: OnceLock<Box<dyn Fn() + Send + Sync>> = OnceLock::new();

/// Watches for the signals in a thread of its own. Without signals (a system that refuses them) runs just end.
pub fn watch() {
    match Signals::new([SIGINT, SIGTERM]) {
        Ok(mut signals) => {
            std::thread::spawn(move || {
                for signal in signals.forever() {
                    if DRAINS.load(Ordering::SeqCst) && SEEN.swap(signal, Ordering::SeqCst) == 0 {
                        log::warn!("stopping after the pages in hand; once more stops at once");
                        if let Some(call) = CALL.get() {
                            call();
                        }
                        continue;
                    }
                    discard_unfinished();
                    std::process::exit(code_of(signal) as i32);
                }
            });
        }
        Err(error) => log::debug!("signals are not watched: {error}"),
    }
}

fn code_of(signal: i32) -> ExitCode {
    if signal == SIGINT { ExitCode::Interrupted } else { ExitCode::Terminated }
}

/// From now on the first signal only asks the run to stop.
pub fn drain() {
    DRAINS.store(true, Ordering::SeqCst);
}

/// As [`drain`], and calls `call` at the first signal, to wake a run that waits. Only the first `call` counts.
pub fn drain_and(call: impl Fn() + Send + Sync + 'static) {
    if CALL.set(Box::new(call)).is_err() {
        log::debug!("somebody else is called at a signal");
    }
    drain();
}

/// The exit code of the signal that came, if one did.
pub fn stopped() -> Option<ExitCode> {
    Some(SEEN.load(Ordering::SeqCst)).filter(|&signal| signal != 0).map(code_of)
}

/// Halts when a signal came.
pub struct Signalled;

impl Halt for Signalled {
    fn halted(&self) -> bool {
        stopped().is_some()
    }
}
