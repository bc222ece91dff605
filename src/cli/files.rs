//! Which files a run over folders takes: all of them, in order, none that is still being written.

use super::exit::{ExitCode, Failure};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A file that was left alone for so long is complete.
pub const STABLE: Duration = Duration::from_secs(2);

/// Size and time of the last change: what shows that a file is being written.
pub type Stamp = (u64, Option<SystemTime>);

/// A file, and how it was when it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its absolute path.
    pub path: PathBuf,
    /// How it was.
    pub stamp: Option<Stamp>,
}

impl Found {
    /// Looks at a file. One that cannot be looked at is found all the same, so that opening it tells why.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), stamp: stamp(path) }
    }

    /// Whether it may still be being written.
    pub fn is_fresh(&self) -> bool {
        // A time in the future is a clock that is wrong, not a file that is written.
        let age = self.stamp.and_then(|(_, time)| time?.elapsed().ok());
        age.is_some_and(|age| age < STABLE)
    }

    /// Whether it is still as it was found.
    pub fn is_as_found(&self) -> bool {
        stamp(&self.path) == self.stamp
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()))
}

/// The files named and all files in the folders named, each once, in order; hidden ones and those of the catalogue not.
pub fn gather(paths: &[PathBuf], catalogue: &Path) -> Result<Vec<PathBuf>, Failure> {
    let own = std::path::absolute(catalogue).unwrap_or_else(|_| catalogue.to_owned()).display().to_string();
    let mut files = Vec::new();
    let mut open = Vec::new();
    for path in paths {
        let path = std::path::absolute(path)
            .map_err(|error| Failure::new(ExitCode::SomeFailed, format!("{}: {error}", path.display())))?;
        open.push(path);
    }
    while let Some(path) = open.pop() {
        if !path.is_dir() {
            files.push(path);
            continue;
        }
        match std::fs::read_dir(&path) {
            Ok(entries) => {
                for entry in entries.flatten() {
                    let hidden = entry.file_name().to_string_lossy().starts_with('.');
                    // A folder that is a link may lead back to itself.
                    let link = entry.file_type().is_ok_and(|kind| kind.is_symlink()) && entry.path().is_dir();
                    if !hidden && !link {
                        open.push(entry.path());
                    }
                }
            }
            Err(error) => log::error!("{}: cannot be listed: {error}", path.display()),
        }
    }
    files.retain(|file| {
        let name = file.display().to_string();
        !name.strip_prefix(&own).is_some_and(|rest| matches!(rest, "" | "-wal" | "-shm" | "-journal"))
    });
    files.sort();
    files.dedup();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_searched_and_the_catalogue_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("b/c")).unwrap();
        for name in ["b/c/2.txt", "a.txt", ".hidden", "c.db", "c.db-wal"] {
            std::fs::write(at(name), "x").unwrap();
        }
        let found = gather(&[folder.path().to_owned(), at("a.txt")], &at("c.db")).unwrap();
        assert_eq!(found, [at("a.txt"), at("b/c/2.txt")]);
        let file = Found::at(&at("a.txt"));
        assert!(file.is_fresh() && file.is_as_found());
        let old = SystemTime::now() - Duration::from_secs(60);
        std::fs::File::options().write(true).open(at("a.txt")).unwrap().set_modified(old).unwrap();
        assert!(!file.is_as_found() && !Found::at(&at("a.txt")).is_fresh());
    }
}
