//! Runs a decoder of other people's files so that nothing it does can take the program along.
//!
//! Damaged files make decoders panic, recurse or run on without end. So each page is worked on in a thread of its own,
//! with a deep stack: a panic becomes an error of that page, without a trace on stderr, and a page that outlasts its
//! time is left behind. A thread cannot be ended from outside; those left behind are counted, and beyond
//! [`MOST_LEFT_BEHIND`] the file is given up.

use super::super::Problem;
use super::content::Endless;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, Once, mpsc};
use std::time::Duration;

/// How long one page may take to be taken apart or drawn.
pub const PAGE_LIMIT: Duration = Duration::from_secs(60);
/// How many threads may be left behind at a time.
const MOST_LEFT_BEHIND: usize = 4;
/// Stack of the working thread: decoders recurse over what a file nests.
const STACK: usize = 64 << 20;

static LEFT_BEHIND: AtomicUsize = AtomicUsize::new(0);

/// What a working thread is doing.
const RUNNING: u8 = 0;
const DONE: u8 = 1;
const LEFT: u8 = 2;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Does `work` in a thread of its own, for at most `limit`.
///
/// # Errors
/// What `work` gives, [`Problem::Damaged`] when it panics, [`Problem::TooSlow`] when it takes longer.
pub fn run<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    if LEFT_BEHIND.load(Ordering::Relaxed) >= MOST_LEFT_BEHIND {
        return Err(Problem::TooSlow { seconds: limit.as_secs() });
    }
    be_quiet_in_marked_threads();
    let (sender, receiver) = mpsc::sync_channel(1);
    let state = Arc::new(AtomicU8::new(RUNNING));
    let own_state = state.clone();
    let thread = std::thread::Builder::new().name("pdf-page".to_owned()).stack_size(STACK).spawn(move || {
        QUIET.set(true);
        let done = panic::catch_unwind(AssertUnwindSafe(work));
        if own_state.swap(DONE, Ordering::AcqRel) == LEFT {
            LEFT_BEHIND.fetch_sub(1, Ordering::Relaxed);
        }
        let done = done.unwrap_or_else(|panic| {
            let endless = panic.is::<Endless>();
            Err(Problem::damaged(if endless { "it draws millions of things" } else { "its decoder gave up on it" }))
        });
        // Nobody listens any more when the time was up.
        let _ = sender.send(done);
    });
    if let Err(error) = thread {
        return Err(Problem::Unreadable(error));
    }
    match receiver.recv_timeout(limit) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => {
            if state.compare_exchange(RUNNING, LEFT, Ordering::AcqRel, Ordering::Acquire).is_ok() {
                LEFT_BEHIND.fetch_add(1, Ordering::Relaxed);
            }
            Err(Problem::TooSlow { seconds: limit.as_secs() })
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(Problem::damaged("its decoder gave up on it")),
    }
}

/// Keeps panics of working threads off stderr; all others are told as before.
fn be_quiet_in_marked_threads() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_and_a_slow_page_is_left() {
        assert_eq!(run(PAGE_LIMIT, || Ok(7)).unwrap(), 7);
        let error = run::<()>(PAGE_LIMIT, || panic!("decoder")).unwrap_err();
        assert!(matches!(error, Problem::Damaged { .. }));
        let slow = run(Duration::from_millis(10), || {
            std::thread::sleep(Duration::from_millis(200));
            Ok(())
        });
        assert!(matches!(slow, Err(Problem::TooSlow { .. })));
    }
}
