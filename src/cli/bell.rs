//! What wakes a run that watches a folder: a change in it, the time, or a signal.
//!
//! The system tells of changes (inotify on Linux) while the folder is armed. What it could not tell, since too much
//! happened at once or too many folders are there, is told as lost: then the folder has to be looked through.

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// What woke the run.
#[derive(Debug, PartialEq, Eq)]
pub enum Notice {
    /// Something is new or changed at this path.
    Changed(PathBuf),
    /// Changes were not told; why.
    Lost(String),
    /// No more folders can be watched; why.
    Full(String),
    /// A signal came.
    Stop,
}

/// Collects notices.
pub struct Bell {
    give: Sender<Notice>,
    take: Receiver<Notice>,
    watcher: Option<RecommendedWatcher>,
}

impl Bell {
    /// Nothing is watched yet.
    pub fn new() -> Self {
        let (give, take) = channel();
        Self { give, take, watcher: None }
    }

    /// A call that rings for a stop.
    pub fn stopper(&self) -> impl Fn() + Send + Sync + 'static {
        let give = self.give.clone();
        // When nobody waits any more, the run has ended.
        move || drop(give.send(Notice::Stop))
    }

    /// Watches a folder and everything in it, and nothing else from now on.
    ///
    /// # Errors
    /// What the system says.
    pub fn arm(&mut self, folder: &Path) -> notify::Result<()> {
        self.disarm();
        let give = self.give.clone();
        let root = folder.to_owned();
        let told = move |result: notify::Result<Event>| {
            if result.as_ref().is_ok_and(|event| event.kind.is_remove() && event.paths.contains(&root)) {
                drop(give.send(Notice::Lost(format!("{} went away", root.display()))));
            }
            for notice in notices(result) {
                drop(give.send(notice));
            }
        };
        let mut watcher = RecommendedWatcher::new(told, Config::default().with_follow_symlinks(false))?;
        watcher.watch(folder, RecursiveMode::Recursive)?;
        self.watcher = Some(watcher);
        Ok(())
    }

    /// Watches nothing any more.
    pub fn disarm(&mut self) {
        self.watcher = None;
    }

    /// All notices that are there by now; without any, waits for the first until `end`.
    pub fn wait(&self, end: Instant) -> Vec<Notice> {
        let mut notices: Vec<Notice> = self.take.try_iter().collect();
        if notices.is_empty() {
            match self.take.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(notice) => notices.push(notice),
                Err(RecvTimeoutError::Timeout) => {}
                // This bell holds a sender itself.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(Duration::from_millis(100)),
            }
            notices.extend(self.take.try_iter());
        }
        notices
    }
}

/// What an event means; reading, our own too, is nothing new.
fn notices(result: notify::Result<Event>) -> Vec<Notice> {
    match result {
        Ok(event) if event.need_rescan() => vec![Notice::Lost("more changed at once than the system tells".to_owned())],
        Ok(Event { kind: EventKind::Access(kind), .. }) if kind != AccessKind::Close(AccessMode::Write) => Vec::new(),
        Ok(Event { kind: EventKind::Remove(_), .. }) => Vec::new(),
        Ok(event) => event.paths.into_iter().map(Notice::Changed).collect(),
        Err(error) if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) => vec![Notice::Full(error.to_string())],
        Err(error) => vec![Notice::Lost(error.to_string())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, Flag, RemoveKind};

    #[test]
    fn news_are_told_and_reading_is_none() {
        let of = |kind| notices(Ok(Event::new(kind).add_path("/in/a".into())));
        assert_eq!(of(EventKind::Create(CreateKind::File)), [Notice::Changed("/in/a".into())]);
        assert_eq!(of(EventKind::Access(AccessKind::Close(AccessMode::Write))).len(), 1);
        assert!(of(EventKind::Access(AccessKind::Open(AccessMode::Any))).is_empty());
        assert!(of(EventKind::Remove(RemoveKind::File)).is_empty());
        let lost = notices(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)));
        assert!(matches!(lost[..], [Notice::Lost(_)]));
        assert!(matches!(notices(Err(notify::Error::new(notify::ErrorKind::MaxFilesWatch)))[..], [Notice::Full(_)]));
    }

    #[test]
    fn a_file_in_a_new_folder_rings() {
        let dir = tempfile::tempdir().unwrap();
        let mut bell = Bell::new();
        bell.arm(dir.path()).unwrap();
        std::fs::create_dir(dir.path().join("a")).unwrap();
        let changed = bell.wait(Instant::now() + Duration::from_secs(10));
        assert!(changed.contains(&Notice::Changed(dir.path().join("a"))), "{changed:?}");
        bell.stopper()();
        let mut all = Vec::new();
        while !all.contains(&Notice::Stop) {
            all.extend(bell.wait(Instant::now() + Duration::from_secs(10)));
        }
    }
}
