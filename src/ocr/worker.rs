//! One worker process, from its start to its end.
//!
//! A thread of its own writes to and reads from the pipes, so that the caller can stop waiting at the time
//! limit: killing the process then ends the thread, whatever it was blocked on. The process is reaped on every
//! path, so that no zombie stays.

use super::wire::{self, Hello, Reply, Request, StartProblem};
use super::{OcrError, PreparedImage, RawPage, probe};
use std::io::{BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long a worker may take to load its model.
const START_LIMIT: Duration = Duration::from_secs(60);
/// How long a worker may take to leave after it was told to.
const END_LIMIT: Duration = Duration::from_millis(500);

type Job = (Request, Vec<u8>);

/// A running worker that has said it is ready.
#[derive(Debug)]
pub struct Worker {
    child: Child,
    jobs: Option<Sender<Job>>,
    replies: Receiver<Result<Reply, String>>,
    thread: Option<JoinHandle<()>>,
    /// What it said when it started.
    pub hello: Hello,
}

impl Worker {
    /// Starts a worker for `language` and waits until it is ready.
    pub fn start(path: &Path, language: &str) -> Result<Self, OcrError> {
        let cannot = |reason: String| OcrError::CannotStart { worker: path.to_owned(), reason };
        let mut child = Command::new(path)
            .arg(language)
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| cannot(error.to_string()))?;
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            end(&mut child, Duration::ZERO);
            return Err(cannot("it has no pipes".to_owned()));
        };
        let (jobs, job_queue) = channel::<Job>();
        let (reply_queue, replies) = channel();
        let (hello_queue, hellos) = channel();
        let thread = std::thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            let hello = wire::read_frame::<Hello>(&mut stdout);
            if hello_queue.send(hello.map_err(|error| error.to_string())).is_err() {
                return;
            }
            while let Ok((request, pixels)) = job_queue.recv() {
                let sent = wire::write_frame(&mut stdin, &request)
                    .and_then(|()| stdin.write_all(&pixels))
                    .and_then(|()| stdin.flush());
                drop(pixels);
                let reply = match sent.and_then(|()| wire::read_frame::<Reply>(&mut stdout)) {
                    Ok(Some(reply)) => Ok(reply),
                    Ok(None) => Err("it ended without one".to_owned()),
                    Err(error) => Err(error.to_string()),
                };
                let over = reply.is_err();
                if reply_queue.send(reply).is_err() || over {
                    return;
                }
            }
        });
        let hello = hellos.recv_timeout(START_LIMIT);
        let placeholder = Hello { tesseract: String::new(), language: language.to_owned(), problem: None };
        let mut worker = Self { child, jobs: Some(jobs), replies, thread: Some(thread), hello: placeholder };
        match hello {
            Ok(Ok(Some(hello))) => worker.hello = hello,
            Ok(Ok(None)) => {
                let status = worker.finish(END_LIMIT);
                // The program did not come up: asking for its version makes it say why.
                return Err(probe(Some(path)).err().unwrap_or_else(|| cannot(status)));
            }
            Ok(Err(reason)) => return Err(cannot(format!("it does not speak as vankho-ocr does: {reason}"))),
            Err(RecvTimeoutError::Timeout) => {
                return Err(cannot(format!("it was not ready after {} s", START_LIMIT.as_secs())));
            }
            Err(RecvTimeoutError::Disconnected) => return Err(cannot("it ended at once".to_owned())),
        }
        match worker.hello.problem.take() {
            None => Ok(worker),
            Some(StartProblem::NoModel) => Err(OcrError::NoModel { language: language.to_owned() }),
            Some(StartProblem::Other(reason)) => Err(cannot(reason)),
        }
    }

    /// Whether the process still runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Has a page read. After an error other than [`OcrError::Failed`] the worker is of no more use.
    pub fn ask(&mut self, request: Request, image: PreparedImage, limit: Duration) -> Result<RawPage, OcrError> {
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send((request, image.into_pixels())).is_ok());
        let reply = if sent { self.replies.recv_timeout(limit) } else { Err(RecvTimeoutError::Disconnected) };
        match reply {
            Ok(Ok(Reply::Page(page))) => Ok(page),
            Ok(Ok(Reply::Failed(reason))) => Err(OcrError::Failed { reason }),
            Err(RecvTimeoutError::Timeout) => {
                self.finish(Duration::ZERO);
                Err(OcrError::TimedOut { limit })
            }
            Ok(Err(reason)) => {
                // A process that ended by itself crashed; one that still runs talks nonsense.
                let patience = Instant::now() + END_LIMIT;
                while self.is_alive() && Instant::now() < patience {
                    std::thread::sleep(Duration::from_millis(5));
                }
                let ended = !self.is_alive();
                let status = self.finish(Duration::ZERO);
                Err(if ended { OcrError::Crashed { status } } else { OcrError::Garbage { reason } })
            }
            Err(RecvTimeoutError::Disconnected) => Err(OcrError::Crashed { status: self.finish(END_LIMIT) }),
        }
    }

    /// Ends the process, at the latest after `patience`, and gives its exit status in words.
    fn finish(&mut self, patience: Duration) -> String {
        self.jobs = None;
        let status = end(&mut self.child, patience);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        status
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.finish(END_LIMIT);
    }
}

/// Waits `patience` for the process to leave, kills it then, and reaps it.
fn end(child: &mut Child, patience: Duration) -> String {
    let until = Instant::now() + patience;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Ok(status),
            Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(2)),
            _ => {
                let _ = child.kill();
                break child.wait();
            }
        }
    };
    status.map_or_else(|error| error.to_string(), |status| status.to_string())
}
