//! Where documents are: a file that is moved keeps its document.

use super::{Catalogue, CatalogueError};
use crate::document::Document;
use crate::pipeline::packed::{json, pack, unpack};
use rusqlite::{OptionalExtension, Transaction, params};

impl Catalogue {
    /// Notes that the file at `from` is at `to` from now on, with what was found in it or why it was given up. `false`,
    /// and nothing is changed, when another document is known to be at `to`.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn moved(&self, from: &str, to: &str) -> Result<bool, CatalogueError> {
        let damaged = std::cell::Cell::new(None);
        let moved = self.write(|t| {
            let at = |path| t.query_row("SELECT document FROM files WHERE path = ?1", [path], document).optional();
            let (mine, theirs) = (at(from)?, at(to)?);
            if theirs.is_some() && theirs != mine {
                return Ok(false);
            }
            t.execute("UPDATE OR REPLACE failures SET path = ?2 WHERE path = ?1", [from, to])?;
            t.execute("UPDATE OR REPLACE files SET path = ?2 WHERE path = ?1", [from, to])?;
            if let Some(id) = mine {
                damaged.set(rename(t, &id)?);
            }
            Ok(true)
        })?;
        match damaged.take() {
            Some(reason) => Err(self.damaged(format!("the document of {to}"), reason)),
            None => Ok(moved),
        }
    }
}

fn document(row: &rusqlite::Row<'_>) -> rusqlite::Result<String> {
    row.get(0)
}

/// Names a document after the first of its places, in its JSON too; says why the JSON cannot be read.
fn rename(t: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT (SELECT min(path) FROM files WHERE document = ?1), json FROM documents WHERE id = ?1";
    let (path, bytes): (String, Vec<u8>) = t.query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut document: Document = match unpack(&bytes) {
        Ok(document) => document,
        Err(reason) => return Ok(Some(reason)),
    };
    document.source.path.clone_from(&path);
    let sql = "UPDATE documents SET path = ?2, json = ?3 WHERE id = ?1";
    t.prepare_cached(sql)?.execute(params![id, path, pack(&json(&document))])?;
    Ok(None)
}
