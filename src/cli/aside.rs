//! Files that are done with are put aside: into one folder when they are in the catalogue, into another when not.
//!
//! Nothing is ever written over: a name that is taken gets a number. The catalogue is told first, so that a run that is
//! killed between the two finds the file where it was, known by its content, and puts it aside then. A document that
//! was stopped as secret stays where it is: to move it, or to copy it to another disk, is for those who may see it.

use super::exit::{ExitCode, Failure, OrFail};
use super::files::Found;
use super::filing::Event;
use crate::catalogue::Catalogue;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// So many files of one name are enough.
const MOST_NAMES: u32 = 100_000;

/// Where files of a folder are put when they are done with.
#[derive(Debug)]
pub struct Aside {
    folder: PathBuf,
    done: Option<PathBuf>,
    failed: Option<PathBuf>,
}

impl Aside {
    /// Makes the folders when they are not there.
    ///
    /// # Errors
    /// When they cannot be made, or hold the watched folder, which would bring everything back.
    pub fn new(folder: &Path, done: Option<&Path>, failed: Option<&Path>) -> Result<Self, Failure> {
        let make = |aside: &Path| {
            fs::create_dir_all(aside)
                .map_err(|error| Failure::new(ExitCode::Usage, format!("{}: {error}", aside.display())))?;
            let aside = aside.canonicalize().or_fail(ExitCode::Usage)?;
            if folder.starts_with(&aside) {
                let message = format!(
                    "{} is in {}; choose a folder beside it or in it to move files to",
                    folder.display(),
                    aside.display()
                );
                return Err(Failure::new(ExitCode::Usage, message));
            }
            Ok(aside)
        };
        let (done, failed) = (done.map(make).transpose()?, failed.map(make).transpose()?);
        Ok(Self { folder: folder.to_owned(), done, failed })
    }

    /// The folders, which are not to be watched.
    pub fn folders(&self) -> Vec<PathBuf> {
        self.done.iter().chain(&self.failed).cloned().collect()
    }

    /// Puts a file aside by what became of it. `false` when it stays.
    ///
    /// # Errors
    /// When the catalogue cannot be written. A file that cannot be moved is told and stays.
    pub fn put(&self, catalogue: &Catalogue, found: &Found, event: Event) -> Result<bool, Failure> {
        let root = match event {
            Event::Done | Event::Doubtful | Event::Skipped => self.done.as_ref(),
            Event::Failed | Event::GivenUp => self.failed.as_ref(),
            Event::Secret | Event::Left => None,
        };
        let Some(root) = root else { return Ok(false) };
        let Ok(relative) = found.path.strip_prefix(&self.folder) else { return Ok(false) };
        // What was written to it since is for the next look at it; a link may point nowhere from another folder.
        if !found.is_as_found() || found.path.is_symlink() {
            return Ok(false);
        }
        let from = found.path.display().to_string();
        for number in 1..MOST_NAMES {
            let target = root.join(numbered(relative, number));
            if target.symlink_metadata().is_ok() {
                continue;
            }
            let to = target.display().to_string();
            if !catalogue.moved(&from, &to)? {
                continue;
            }
            let made = target.parent().map_or(Ok(()), fs::create_dir_all);
            match made.and_then(|()| carry(found, &target)) {
                Ok(()) => return Ok(true),
                Err(error) => {
                    catalogue.moved(&to, &from)?;
                    match error.kind() {
                        ErrorKind::AlreadyExists => {}
                        ErrorKind::NotFound if found.path.symlink_metadata().is_err() => return Ok(true),
                        _ => {
                            log::error!("{from}: cannot be moved to {to}: {error}; it stays");
                            return Ok(false);
                        }
                    }
                }
            }
        }
        log::error!("{from}: too many files of this name in {}; it stays", root.display());
        Ok(false)
    }
}

/// The path itself, then `name-2.ext`, `name-3.ext`….
fn numbered(path: &Path, number: u32) -> PathBuf {
    if number == 1 {
        return path.to_owned();
    }
    let mut name = path.file_stem().map_or_else(OsString::new, ToOwned::to_owned);
    name.push(format!("-{number}"));
    if let Some(extension) = path.extension() {
        name.push(".");
        name.push(extension);
    }
    path.with_file_name(name)
}

/// Moves a file to a place where none is, to another disk too.
fn carry(found: &Found, to: &Path) -> io::Result<()> {
    match rename(&found.path, to) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => copy(found, to),
        done => done,
    }
}

/// Renames a file, unless the new name is taken.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // Network shares may not know how.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            done => return Ok(done?),
        }
    }
    // An empty file keeps the name until the other one takes its place.
    File::options().write(true).create_new(true).open(to)?;
    fs::rename(from, to).inspect_err(|_| drop(fs::remove_file(to)))
}

/// Copies a file whole, with its time and rights, and removes it when the copy is safe.
fn copy(found: &Found, to: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    let mut source = File::open(&found.path)?;
    let metadata = source.metadata()?;
    let mut file = tempfile::Builder::new().prefix(".vankho-").tempfile_in(folder)?;
    io::copy(&mut source, &mut file)?;
    file.as_file().set_permissions(metadata.permissions())?;
    file.as_file().set_modified(metadata.modified()?)?;
    file.as_file().sync_all()?;
    if !found.is_as_found() {
        return Err(io::Error::other("it was changed meanwhile"));
    }
    file.persist_noclobber(to)?;
    if let Ok(folder) = File::open(folder) {
        folder.sync_all()?;
    }
    // One that may not be removed is not to be there twice.
    fs::remove_file(&found.path).inspect_err(|_| drop(fs::remove_file(to)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    #[test]
    fn files_keep_their_folders_and_nothing_is_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir_all(at("in/b")).unwrap();
        let aside = Aside::new(&at("in"), Some(&at("done")), Some(&at("in/failed"))).unwrap();
        let catalogue = Catalogue::create(&at("c.db")).unwrap();
        for content in ["1", "2", "3"] {
            fs::write(at("in/b/a.txt"), content).unwrap();
            assert!(aside.put(&catalogue, &Found::at(&at("in/b/a.txt")), Event::Done).unwrap());
        }
        for (name, content) in [("done/b/a.txt", "1"), ("done/b/a-2.txt", "2"), ("done/b/a-3.txt", "3")] {
            assert_eq!(fs::read_to_string(at(name)).unwrap(), content);
        }
        fs::write(at("in/secret.txt"), "x").unwrap();
        assert!(!aside.put(&catalogue, &Found::at(&at("in/secret.txt")), Event::Secret).unwrap());
        let found = Found::at(&at("in/secret.txt"));
        let old = SystemTime::UNIX_EPOCH;
        File::options().write(true).open(at("in/secret.txt")).unwrap().set_modified(old).unwrap();
        assert!(!aside.put(&catalogue, &found, Event::Done).unwrap(), "it changed since it was found");
        assert!(aside.put(&catalogue, &Found::at(&at("in/secret.txt")), Event::Failed).unwrap());
        assert!(at("in/failed/secret.txt").exists());
        assert!(Aside::new(&at("in"), Some(dir.path()), None).is_err());
    }

    #[test]
    fn a_copy_has_time_and_rights_of_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let (from, to) = (dir.path().join("a"), dir.path().join("b"));
        fs::write(&from, "x").unwrap();
        let old = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(86_400);
        File::options().write(true).open(&from).unwrap().set_modified(old).unwrap();
        copy(&Found::at(&from), &to).unwrap();
        assert!(!from.exists());
        assert_eq!(fs::metadata(&to).unwrap().modified().unwrap(), old);
        fs::write(&from, "y").unwrap();
        assert_eq!(copy(&Found::at(&from), &to).unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!((fs::read(&from).unwrap(), fs::read(&to).unwrap()), (b"y".to_vec(), b"x".to_vec()));
    }
}
