//! What can be wrong with a catalogue, said with its file and what to do about it.

use rusqlite::ErrorCode;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A catalogue that cannot be opened, read or written.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// There is no such file.
    #[error("{}: there is no catalogue; make one with vankho ingest, or name another with --catalogue", path.display())]
    None {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("{}: is no catalogue of vankho; name another file with --catalogue", path.display())]
    Other {
        /// The file.
        path: PathBuf,
    },
    /// A later program made it.
    #[error(
        "{}: is a catalogue of version {found}, this program knows {known}; use a newer vankho. Nothing was changed",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The latest that is known here.
        known: i64,
    },
    /// An earlier program made it, and it cannot be brought up to this version.
    #[error(
        "{}: is a catalogue of version {found} and may not be written; make it writable once, for it to be brought up to \
         this version",
        path.display()
    )]
    Older {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
    },
    /// There is no room.
    #[error("{}: the disk is full; make room and run again, what was done is kept", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// It may not be written.
    #[error("{}: may not be written; check the permissions of the file and of its folder", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// Another program holds it for too long.
    #[error("{}: is held by another program for more than a minute; end that one and run again", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// What is stored cannot be read back.
    #[error("{}: {what} is damaged ({reason}); restore the file from a backup, or ingest anew", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The row.
        what: String,
        /// What the decoder says.
        reason: String,
    },
    /// A question that cannot be answered as it was put.
    #[error("the question cannot be answered: {0}")]
    Question(String),
    /// Anything else that SQLite says.
    #[error("{}: {source}", path.display())]
    Sql {
        /// The file.
        path: PathBuf,
        /// What it says.
        source: rusqlite::Error,
    },
}

impl CatalogueError {
    /// What an error of SQLite means for the catalogue at `path`.
    pub(super) fn of(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly { path },
            Some(ErrorCode::NotADatabase) => Self::Other { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path },
            Some(ErrorCode::CannotOpen) => Self::ReadOnly { path },
            _ => Self::Sql { path, source },
        }
    }
}
