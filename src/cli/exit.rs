//! How a run ends: exit codes, and errors that carry one.

use crate::ocr::OcrError;
use std::process;

/// The exit code of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitCode {
    /// Everything was done.
    Done = 0,
    /// Some inputs failed; a page that was given up counts.
    SomeFailed = 1,
    /// The command line is wrong, or would overwrite something.
    Usage = 2,
    /// A tool, a model or data is missing.
    Missing = 3,
    /// Anything else, such as a full disk.
    Other = 4,
    /// Stopped by Ctrl-C (SIGINT).
    Interrupted = 130,
    /// Stopped by SIGTERM.
    Terminated = 143,
}

/// The exit codes, as `--help` lists them.
pub const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    some inputs failed (a page that was given up included)
  2    the command line is wrong, or would write over a file
  3    a tool, a model or data is missing (see vankho doctor)
  4    anything else, such as a full disk
  130  stopped by Ctrl-C; 143 stopped by SIGTERM";

impl From<ExitCode> for process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}

/// An error with the exit code that it ends the run with.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub code: ExitCode,
    /// What happened, and what to do about it.
    pub error: anyhow::Error,
}

/// What a command returns.
pub type Outcome = Result<ExitCode, Failure>;

/// Gives errors an exit code.
pub trait OrFail<T> {
    /// Ends the run with `code` on an error.
    fn or_fail(self, code: ExitCode) -> Result<T, Failure>;
}

impl<T, E: Into<anyhow::Error>> OrFail<T> for Result<T, E> {
    fn or_fail(self, code: ExitCode) -> Result<T, Failure> {
        self.map_err(|error| Failure { code, error: error.into() })
    }
}

/// What ends the reading of a whole input: a tool that is not there.
impl From<OcrError> for Failure {
    fn from(error: OcrError) -> Self {
        Self { code: ExitCode::Missing, error: error.into() }
    }
}

impl Failure {
    /// A failure with a message of its own.
    pub fn new(code: ExitCode, message: impl std::fmt::Display) -> Self {
        Self { code, error: anyhow::anyhow!("{message}") }
    }

    /// Whether the reader of our output has gone away, as `head` does when it has enough.
    pub fn is_broken_pipe(&self) -> bool {
        let broken = |e: &std::io::Error| e.kind() == std::io::ErrorKind::BrokenPipe;
        self.error.chain().any(|cause| cause.downcast_ref().is_some_and(broken))
    }
}
