//! Ctrl-C and SIGTERM: unfinished output is removed, the exit code says which it was.

use super::exit::ExitCode;
use super::output::discard_unfinished;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Watches for the signals in a thread of its own. Without signals (a system that refuses them) runs just end.
pub fn watch() {
    match Signals::new([SIGINT, SIGTERM]) {
        Ok(mut signals) => {
            std::thread::spawn(move || {
                if let Some(signal) = signals.forever().next() {
                    discard_unfinished();
                    let code = if signal == SIGINT { ExitCode::Interrupted } else { ExitCode::Terminated };
                    std::process::exit(code as i32);
                }
            });
        }
        Err(error) => log::debug!("signals are not watched: {error}"),
    }
}
