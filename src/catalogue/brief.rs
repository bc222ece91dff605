//! A document in a few words: what a report needs of each of many.

use super::{Catalogue, CatalogueError};
use crate::document::Page;
use crate::pipeline::packed::unpack;
use rusqlite::OptionalExtension;

/// What is known of a document at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Brief {
    /// SHA-256 of its bytes.
    pub id: String,
    /// Its code.
    pub code: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Number of pages.
    pub pages: u32,
    /// Mean confidence of its tokens, 0..1.
    pub quality: Option<f64>,
    /// Number of `low-confidence` warnings.
    pub doubtful: u32,
    /// Number of other warnings.
    pub warnings: u32,
    /// The nearest document, why, and how near it is, when one is near.
    pub nearest: Option<(String, String, f64)>,
}

impl Catalogue {
    /// The document that was found at `path`, unless what is there now was given up.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn brief(&self, path: &str) -> Result<Option<Brief>, CatalogueError> {
        let sql = "SELECT d.id, d.code, d.title, d.page_count, d.quality,
                          (SELECT count(*) FROM warnings w WHERE w.document = d.id AND w.code = 'low-confidence'),
                          (SELECT count(*) FROM warnings w WHERE w.document = d.id AND w.code <> 'low-confidence')
                   FROM files f JOIN documents d ON d.id = f.document
                   WHERE f.path = ?1 AND NOT EXISTS (SELECT 1 FROM failures x WHERE x.path = ?1 AND x.page = -1)";
        let near = "SELECT o.path, s.reason, s.likeness FROM similar s JOIN documents o ON o.id = s.other
                    WHERE s.document = ?1 ORDER BY s.likeness DESC, s.other, s.reason LIMIT 1";
        let connection = self.connection();
        let run = || {
            let mut statement = connection.prepare_cached(sql)?;
            let found = statement.query_row([path], |row| {
                Ok(Brief {
                    id: row.get(0)?,
                    code: row.get(1)?,
                    title: row.get(2)?,
                    pages: row.get(3)?,
                    quality: row.get(4)?,
                    doubtful: row.get(5)?,
                    warnings: row.get(6)?,
                    nearest: None,
                })
            });
            let Some(mut brief) = found.optional()? else { return Ok(None) };
            let mut statement = connection.prepare_cached(near)?;
            let nearest = statement.query_row([&brief.id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
            brief.nearest = nearest.optional()?;
            Ok(Some(brief))
        };
        run().map_err(|e| self.failed(e))
    }

    /// Page `page` of the document `id` as it was read.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn page_read(&self, id: &str, page: u32) -> Result<Option<Page>, CatalogueError> {
        let sql =
            "SELECT r.page FROM pages p JOIN readings r ON r.hash = p.reading WHERE p.document = ?1 AND p.page = ?2";
        let found: Option<Vec<u8>> = {
            let connection = self.connection();
            let mut statement = connection.prepare_cached(sql).map_err(|e| self.failed(e))?;
            statement.query_row((id, page), |row| row.get(0)).optional().map_err(|e| self.failed(e))?
        };
        let open = |bytes: Vec<u8>| unpack(&bytes).map_err(|reason| self.damaged(format!("a page of {id}"), reason));
        found.map(open).transpose()
    }
}
