//! Which files a run over folders takes: all of them, in order, none that is still being written.

use super::exit::{ExitCode, Failure};
use std::fs::Metadata;
use std::hash::{DefaultHasher, Hash, Hasher};
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
    /// What else tells that something about it changed, its rights for one.
    change: Option<(u64, i64, i64)>,
}

impl Found {
    /// Looks at a file. One that cannot be looked at is found all the same, so that opening it tells why.
    pub fn at(path: &Path) -> Self {
        let metadata = std::fs::metadata(path).ok();
        Self { path: path.to_owned(), stamp: metadata.as_ref().map(stamp), change: metadata.as_ref().and_then(change) }
    }

    /// A number for its path, and one for how it was: the second is another one when anything about the file changed.
    pub fn marks(&self) -> (u64, u64) {
        (hash(&self.path), hash(&(self.stamp, self.change)))
    }

    /// Whether it may still be being written.
    pub fn is_fresh(&self) -> bool {
        // A time in the future is a clock that is wrong, not a file that is written.
        let age = self.stamp.and_then(|(_, time)| time?.elapsed().ok());
        age.is_some_and(|age| age < STABLE)
    }

    /// Whether it is still as it was found.
    pub fn is_as_found(&self) -> bool {
        std::fs::metadata(&self.path).ok().as_ref().map(stamp) == self.stamp
    }
}

fn stamp(metadata: &Metadata) -> Stamp {
    (metadata.len(), metadata.modified().ok())
}

#[cfg(unix)]
fn change(metadata: &Metadata) -> Option<(u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.ino(), metadata.ctime(), metadata.ctime_nsec()))
}

#[cfg(not(unix))]
fn change(_: &Metadata) -> Option<(u64, i64, i64)> {
    None
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The files named and all files in the folders named, each once, in order; hidden ones, those in the folders `aside`
/// and those of the catalogue not.
pub fn gather(paths: &[PathBuf], catalogue: &Path, aside: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    let mut open = Vec::new();
    for path in paths {
        let path = std::path::absolute(path)
            .map_err(|error| Failure::new(ExitCode::SomeFailed, format!("{}: {error}", path.display())))?;
        open.push(path);
    }
    while let Some(path) = open.pop() {
        if aside.contains(&path) {
            continue;
        }
        if !path.is_dir() {
            files.push(path);
            continue;
        }
        match std::fs::read_dir(&path) {
            Ok(entries) => {
                for entry in entries.flatten() {
                    let path = entry.path();
                    if !is_hidden(&path) && !is_linked_folder(&path) {
                        open.push(path);
                    }
                }
            }
            Err(error) => log::error!("{}: cannot be listed: {error}", path.display()),
        }
    }
    files.retain(|file| !is_of(catalogue, file));
    files.sort();
    files.dedup();
    Ok(files)
}

/// Whether a file or a folder has a name that is not to be seen.
pub fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// Whether it is a link to a folder, which may lead back to itself.
pub fn is_linked_folder(path: &Path) -> bool {
    path.is_symlink() && path.is_dir()
}

/// Whether a file is the catalogue or one of those that SQLite keeps beside it.
pub fn is_of(catalogue: &Path, file: &Path) -> bool {
    let own = std::path::absolute(catalogue).unwrap_or_else(|_| catalogue.to_owned()).display().to_string();
    let name = file.display().to_string();
    name.strip_prefix(&own).is_some_and(|rest| matches!(rest, "" | "-wal" | "-shm" | "-journal"))
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
        let found = gather(&[folder.path().to_owned(), at("a.txt")], &at("c.db"), &[]).unwrap();
        assert_eq!(found, [at("a.txt"), at("b/c/2.txt")]);
        assert_eq!(gather(&[folder.path().to_owned()], &at("c.db"), &[at("b/c")]).unwrap(), [at("a.txt")]);
        let file = Found::at(&at("a.txt"));
        assert!(file.is_fresh() && file.is_as_found());
        let old = SystemTime::now() - Duration::from_secs(60);
        std::fs::File::options().write(true).open(at("a.txt")).unwrap().set_modified(old).unwrap();
        let later = Found::at(&at("a.txt"));
        assert!(!file.is_as_found() && !later.is_fresh());
        assert!(later.marks().0 == file.marks().0 && later.marks().1 != file.marks().1);
    }
}
