//! The bytes of an input: small files in memory, large ones mapped.
//!
//! A mapped file costs the memory of the pages that are looked at, and these stay until the map goes. So a
//! [`FileBytes`] gives a new map to each reader that asks ([`FileBytes::view`]); who reads a page and lets its view go
//! leaves nothing behind, however large the file is.
//!
//! A map shows what the file holds at the moment. A file that another program cuts short while it is read ends this one
//! with a signal, as it does every program that maps files; files up to [`MAPPED_FROM`] are safe from that, and so is
//! standard input.

use super::{MAX_BYTES, Problem, read_limited};
use memmap2::Mmap;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Files of so many bytes or more are mapped.
pub const MAPPED_FROM: u64 = 8 << 20;

/// The bytes of an input.
#[derive(Debug)]
pub enum FileBytes {
    /// In memory.
    Held(Arc<Vec<u8>>),
    /// In a file.
    Mapped {
        /// The file, open.
        file: File,
        /// A map of it that is kept, once somebody wants one.
        kept: OnceLock<Mmap>,
        /// Its length.
        length: usize,
    },
}

/// The bytes as one reader sees them.
#[derive(Debug, Clone)]
pub enum View {
    /// In memory.
    Held(Arc<Vec<u8>>),
    /// In a map of its own.
    Mapped(Arc<Mmap>),
}

impl View {
    /// Gives back the memory of what was looked at so far; it is read again from the file when it is wanted.
    #[allow(unsafe_code)]
    pub fn let_go(&self) {
        let Self::Mapped(map) = self else { return };
        // SAFETY: the map is of a file and never written to, so that what is dropped comes back the same.
        #[cfg(unix)]
        if let Err(error) = unsafe { map.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) } {
            log::debug!("a map keeps its memory: {error}");
        }
    }
}

impl Deref for View {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Held(bytes) => bytes,
            Self::Mapped(map) => map,
        }
    }
}

impl AsRef<[u8]> for View {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl From<Vec<u8>> for FileBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Held(Arc::new(bytes))
    }
}

impl FileBytes {
    /// Opens a file and shows all its bytes, part by part, to `see`.
    ///
    /// # Errors
    /// [`Problem::NotAFile`], [`Problem::Unreadable`] or [`Problem::TooManyBytes`].
    pub fn open(path: &Path, mut see: impl FnMut(&[u8])) -> Result<Self, Problem> {
        let metadata = std::fs::metadata(path).map_err(Problem::Unreadable)?;
        if metadata.is_dir() {
            return Err(Problem::NotAFile("a folder"));
        }
        let mut file = File::open(path).map_err(Problem::Unreadable)?;
        if metadata.is_file() && metadata.len() > MAX_BYTES {
            return Err(Problem::TooManyBytes { limit: MAX_BYTES });
        }
        if !metadata.is_file() || metadata.len() < MAPPED_FROM {
            let bytes = read_limited(file)?;
            see(&bytes);
            return Ok(bytes.into());
        }
        let mut part = vec![0; 1 << 20];
        let mut length = 0u64;
        loop {
            match file.read(&mut part) {
                Ok(0) => break,
                Ok(count) => {
                    length += count as u64;
                    see(&part[..count]);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Problem::Unreadable(error)),
            }
            if length > MAX_BYTES {
                return Err(Problem::TooManyBytes { limit: MAX_BYTES });
            }
        }
        file.rewind().map_err(Problem::Unreadable)?;
        let length = usize::try_from(length).map_err(|_| Problem::TooManyBytes { limit: MAX_BYTES })?;
        Ok(Self::Mapped { file, kept: OnceLock::new(), length })
    }

    /// Number of bytes.
    pub fn len(&self) -> usize {
        match self {
            Self::Held(bytes) => bytes.len(),
            Self::Mapped { length, .. } => *length,
        }
    }

    /// Whether the bytes are in a file, so that a reader that was let go has to be paid again.
    pub fn is_mapped(&self) -> bool {
        matches!(self, Self::Mapped { .. })
    }

    /// The bytes for one reader.
    ///
    /// # Errors
    /// [`Problem::Unreadable`] when the file cannot be mapped.
    pub fn view(&self) -> Result<View, Problem> {
        match self {
            Self::Held(bytes) => Ok(View::Held(bytes.clone())),
            Self::Mapped { file, length, .. } => {
                map(file, *length).map(|map| View::Mapped(Arc::new(map))).map_err(Problem::Unreadable)
            }
        }
    }

    /// The bytes for those who carry them on; a map that is made for it is kept. Empty when the file cannot be mapped.
    pub fn whole(&self) -> &[u8] {
        match self {
            Self::Held(bytes) => bytes,
            Self::Mapped { file, kept, length } => match kept.get() {
                Some(map) => map,
                None => match map(file, *length) {
                    Ok(map) => kept.get_or_init(|| map),
                    Err(_) => &[],
                },
            },
        }
    }
}

/// Maps a file for reading.
#[allow(unsafe_code)]
fn map(file: &File, length: usize) -> io::Result<Mmap> {
    // SAFETY: the map is only read, and of bytes any value is valid; the head of this file says what a file that is cut
    // short by others costs.
    unsafe { memmap2::MmapOptions::new().len(length).map(file) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_files_are_mapped_and_small_ones_held() {
        let folder = tempfile::tempdir().unwrap();
        for size in [5usize, MAPPED_FROM as usize + 5] {
            let path = folder.path().join("x");
            let bytes: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
            std::fs::write(&path, &bytes).unwrap();
            let mut seen = Vec::new();
            let file = FileBytes::open(&path, |part| seen.extend_from_slice(part)).unwrap();
            assert_eq!((file.is_mapped(), file.len()), (size > 5, size));
            assert!(seen == bytes && file.view().unwrap()[..] == bytes && file.whole() == bytes);
        }
        assert!(matches!(FileBytes::open(folder.path(), |_| {}), Err(Problem::NotAFile(_))));
    }
}
