//! What was given up, and what was stopped: the dead letters.

use super::{Catalogue, CatalogueError};
use rusqlite::{OptionalExtension, Params, params};

/// Why something is not in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// A page could not be read; its document is there without it.
    Page,
    /// A file could not be opened.
    File,
    /// The document is marked Mật or higher, and was not taken in.
    Secret,
}

impl FailureKind {
    fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::File => "file",
            Self::Secret => "secret",
        }
    }
}

/// One dead letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The file.
    pub path: String,
    /// What was given up.
    pub kind: FailureKind,
    /// SHA-256 of the file's bytes, where they could be read.
    pub document: Option<String>,
    /// Why.
    pub message: String,
    /// How often it was tried.
    pub tries: u32,
}

impl Catalogue {
    /// Writes down that a whole file was given up or stopped.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn give_up(&self, failure: &Failure) -> Result<(), CatalogueError> {
        let Failure { path, kind, document, message, tries } = failure;
        self.write(|t| {
            let sql = "INSERT OR REPLACE INTO failures (path, page, kind, document, message, tries)
                       VALUES (?1, -1, ?2, ?3, ?4, ?5)";
            t.execute(sql, params![path, kind.name(), document, message, tries]).map(drop)
        })
    }

    /// Whether the document `id` was stopped as secret.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn is_stopped(&self, id: &str) -> Result<bool, CatalogueError> {
        let sql = "SELECT path FROM failures WHERE document = ?1 AND kind = 'secret'";
        Ok(!self.column(sql, [id])?.is_empty())
    }

    /// The content (SHA-256) of the file at `path` when it was given up, and why.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn given_up_at(&self, path: &str) -> Result<Option<(String, String)>, CatalogueError> {
        let sql = "SELECT document, message FROM failures
                   WHERE path = ?1 AND page = -1 AND kind = 'file' AND document IS NOT NULL";
        let connection = self.connection();
        let mut statement = connection.prepare_cached(sql).map_err(|e| self.failed(e))?;
        let row = statement.query_row([path], |row| Ok((row.get(0)?, row.get(1)?))).optional();
        row.map_err(|e| self.failed(e))
    }

    /// Why a file of this content (SHA-256) was given up, wherever it was.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn why_given_up(&self, id: &str) -> Result<Option<String>, CatalogueError> {
        let sql = "SELECT min(message) FROM failures WHERE document = ?1 AND kind = 'file' GROUP BY document";
        Ok(self.column(sql, [id])?.pop())
    }

    /// The files of which something was given up, secret ones not.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn given_up(&self) -> Result<Vec<String>, CatalogueError> {
        self.column("SELECT DISTINCT path FROM failures WHERE kind <> 'secret' ORDER BY path", [])
    }

    /// Whether a page of the document `id` was given up.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn has_gaps(&self, id: &str) -> Result<bool, CatalogueError> {
        Ok(!self.column("SELECT path FROM failures WHERE document = ?1 AND kind = 'page'", [id])?.is_empty())
    }

    /// The first column of every row of an answer, as text.
    pub(super) fn column(&self, sql: &str, parameters: impl Params) -> Result<Vec<String>, CatalogueError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(sql).map_err(|e| self.failed(e))?;
        let rows = statement.query_map(parameters, |row| row.get(0)).map_err(|e| self.failed(e))?;
        rows.collect::<Result<_, _>>().map_err(|e| self.failed(e))
    }
}
