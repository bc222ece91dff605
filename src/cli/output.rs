//! Writing results: to stdout, or to a file that appears whole or not at all.
//!
//! A file is written under a temporary name in its own folder and renamed when it is complete. It never replaces an
//! input, and an existing file only with `--force`; both are checked before any work is done and again at the rename.

use super::exit::{ExitCode, Failure, OrFail};
use anyhow::Context;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tempfile::NamedTempFile;

/// The temporary files that are being written, to be removed when a signal stops the run.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Where a result goes.
#[derive(Debug, Clone)]
pub enum Output {
    /// Standard output.
    Stdout,
    /// A file.
    File {
        /// Its path.
        path: PathBuf,
        /// Whether an existing file may be replaced.
        force: bool,
    },
}

impl Output {
    /// Checks that writing to `path` (stdout when `None`) harms none of `inputs` and no other file.
    pub fn new(path: Option<&Path>, force: bool, inputs: &[&Path]) -> Result<Self, Failure> {
        let Some(path) = path.filter(|p| *p != Path::new("-")) else {
            return Ok(Self::Stdout);
        };
        if path.is_dir() {
            let message = format!("{} is a folder; name a file in it with -o", path.display());
            return Err(Failure::new(ExitCode::Usage, message));
        }
        Self::check(path, force, inputs)?;
        let folder = folder_of(path);
        if !folder.is_dir() {
            let message = format!("the folder {} does not exist; make it first", folder.display());
            return Err(Failure::new(ExitCode::Usage, message));
        }
        Ok(Self::File { path: path.to_owned(), force })
    }

    /// Checks that a file at `path` is none of `inputs` and would replace nothing.
    pub fn check(path: &Path, force: bool, inputs: &[&Path]) -> Result<(), Failure> {
        let usage = |message: String| Err(Failure::new(ExitCode::Usage, message));
        if let Some(input) = inputs.iter().find(|input| same_file(input, path)) {
            return usage(format!("{} is an input; choose another name for -o", input.display()));
        }
        if path.is_dir() {
            return usage(format!("{} is a folder; choose another name for -o", path.display()));
        }
        if !force && path.symlink_metadata().is_ok() {
            return usage(format!("{} exists; choose another name, or say --force to replace it", path.display()));
        }
        Ok(())
    }

    /// Writes `bytes` whole.
    pub fn write(&self, bytes: &[u8]) -> Result<(), Failure> {
        self.stream(|out| out.write_all(bytes))
    }

    /// Has `write` write it all; a file appears when that is done.
    pub fn stream(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        match self {
            Self::Stdout => {
                let mut out = io::stdout().lock();
                write(&mut out).and_then(|()| out.flush()).context("cannot write to stdout").or_fail(ExitCode::Other)
            }
            Self::File { path, force } => {
                let mut file = Growing::new(path, *force)?;
                failing(path, file.file.as_mut().map_or(Ok(()), |file| write(file)))?;
                file.finish()
            }
        }
    }
}

/// A file that is written piece by piece and appears, whole, when it is finished; dropped before, it leaves nothing.
#[derive(Debug)]
pub struct Growing {
    file: Option<NamedTempFile>,
    path: PathBuf,
    force: bool,
}

impl Growing {
    /// Begins the file that is to appear at `path`; with `force` it may replace one.
    pub fn new(path: &Path, force: bool) -> Result<Self, Failure> {
        let file = tempfile::Builder::new().prefix(".vankho-").tempfile_in(folder_of(path));
        let file = failing(path, file)?;
        if let Ok(mut unfinished) = UNFINISHED.lock() {
            unfinished.push(file.path().to_owned());
        }
        Ok(Self { file: Some(file), path: path.to_owned(), force })
    }

    /// Writes `bytes` after what was written.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        failing(&self.path, self.file.as_mut().map_or(Ok(()), |file| file.write_all(bytes)))
    }

    /// Gives the file its name.
    pub fn finish(mut self) -> Result<(), Failure> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let temporary = file.path().to_owned();
        let done = persist(file, &self.path, self.force);
        forget(&temporary);
        failing(&self.path, done)
    }
}

impl Write for Growing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().map_or(Ok(bytes.len()), |file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Growing {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            forget(file.path());
        }
    }
}

fn failing<T>(path: &Path, done: io::Result<T>) -> Result<T, Failure> {
    done.with_context(|| format!("cannot write {}", path.display())).or_fail(ExitCode::Other)
}

fn persist(file: NamedTempFile, path: &Path, force: bool) -> io::Result<()> {
    file.as_file().sync_all()?;
    permit(file.as_file())?;
    if force {
        file.persist(path)?
    } else {
        file.persist_noclobber(path)?
    };
    Ok(())
}

/// Gives the file the rights of any other new file, instead of those of a temporary one.
#[cfg(unix)]
fn permit(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn permit(_: &std::fs::File) -> io::Result<()> {
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether two paths name one file, links and detours seen through.
fn same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// Takes a temporary file off the list of those to remove.
fn forget(temporary: &Path) {
    if let Ok(mut unfinished) = UNFINISHED.lock() {
        unfinished.retain(|path| path != temporary);
    }
}

/// Removes the files that are being written, if any: for the end by a signal.
pub fn discard_unfinished() {
    if let Ok(mut unfinished) = UNFINISHED.try_lock() {
        for path in unfinished.drain(..) {
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_folders_and_existing_files_are_refused() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let file = dir.path().join("a.txt");
        std::fs::write(&file, "x").expect("written");
        let detour = dir.path().join(".").join("a.txt");
        let refused =
            |path: &Path, force, inputs: &[&Path]| Output::new(Some(path), force, inputs).expect_err("refused");
        assert!(refused(&detour, true, &[&file]).error.to_string().contains("is an input"));
        assert!(refused(&file, false, &[]).error.to_string().contains("--force"));
        assert!(refused(dir.path(), true, &[]).error.to_string().contains("is a folder"));
        assert!(refused(&dir.path().join("no/b"), true, &[]).error.to_string().contains("does not exist"));
        Output::new(Some(&file), true, &[]).expect("allowed").write(b"new").expect("written");
        assert_eq!(std::fs::read(&file).expect("read"), b"new");
        assert_eq!(std::fs::read_dir(dir.path()).expect("listed").count(), 1);
    }

    #[test]
    fn a_growing_file_appears_when_it_is_finished() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = dir.path().join("a.csv");
        let mut file = Growing::new(&path, false).expect("begun");
        file.add(b"a").and_then(|()| file.add(b"b")).expect("written");
        assert!(!path.exists());
        file.finish().expect("finished");
        assert_eq!(std::fs::read(&path).expect("read"), b"ab");
        assert!(Growing::new(&path, false).expect("begun").finish().is_err(), "it exists by now");
        drop(Growing::new(&path, true).expect("begun"));
        assert_eq!(std::fs::read(&path).expect("read"), b"ab");
        assert_eq!(std::fs::read_dir(dir.path()).expect("listed").count(), 1);
    }
}
