//! What was read of pages, kept so that nothing is read twice: by the hash of what was read, and for pages that OCR
//! read also by the hash of the page image and the engine's settings.

use super::{Catalogue, CatalogueError};
use crate::document::Page;
use crate::pipeline::PackedPage;
use crate::pipeline::packed::unpack;
use rusqlite::{OptionalExtension, params};

/// A document as it was read before, for `reprocess`.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadBefore {
    /// SHA-256 of the file's bytes.
    pub id: String,
    /// Where the file was.
    pub path: String,
    /// Its media type.
    pub media_type: String,
    /// The engine that read it.
    pub engine: Option<String>,
    /// Its pages as they were read.
    pub pages: Vec<PackedPage>,
}

impl Catalogue {
    /// What OCR with `settings` read of the page image with the hash `image`.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn page_of(&self, image: &str, settings: &str) -> Result<Option<Page>, CatalogueError> {
        let sql = "SELECT r.hash, r.page FROM ocr_cache c JOIN readings r ON r.hash = c.reading
                   WHERE c.image = ?1 AND c.settings = ?2";
        let found: Option<(String, Vec<u8>)> = {
            let connection = self.connection();
            let mut statement = connection.prepare_cached(sql).map_err(|e| self.failed(e))?;
            let row = statement.query_row([image, settings], |row| Ok((row.get(0)?, row.get(1)?)));
            row.optional().map_err(|e| self.failed(e))?
        };
        found
            .map(|(hash, bytes)| unpack(&bytes).map_err(|reason| self.damaged(format!("reading {hash}"), reason)))
            .transpose()
    }

    /// Keeps what OCR with `settings` read of a page image.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn keep_page(&self, image: &str, settings: &str, page: &Page) -> Result<(), CatalogueError> {
        let packed = PackedPage::new(page);
        let (hash, bytes) = (packed.hash(), packed.bytes());
        self.write(|t| {
            t.prepare_cached("INSERT OR IGNORE INTO readings VALUES (?1, ?2)")?.execute(params![hash, bytes])?;
            t.prepare_cached("INSERT OR IGNORE INTO ocr_cache VALUES (?1, ?2, ?3)")?
                .execute(params![image, settings, hash])?;
            Ok(())
        })
    }

    /// The ids of all documents, in order.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn ids(&self) -> Result<Vec<String>, CatalogueError> {
        self.column("SELECT id FROM documents ORDER BY id", [])
    }

    /// How the document `id` was read.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn read_before(&self, id: &str) -> Result<Option<ReadBefore>, CatalogueError> {
        let connection = self.connection();
        let sql = "SELECT path, media_type, ocr FROM documents WHERE id = ?1";
        let head = connection.query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional();
        let Some((path, media_type, engine)) = head.map_err(|e| self.failed(e))? else { return Ok(None) };
        let sql =
            "SELECT r.page FROM pages p JOIN readings r ON r.hash = p.reading WHERE p.document = ?1 ORDER BY p.page";
        let mut statement = connection.prepare_cached(sql).map_err(|e| self.failed(e))?;
        let rows = statement.query_map([id], |row| row.get::<_, Vec<u8>>(0)).map_err(|e| self.failed(e))?;
        let mut pages = Vec::new();
        for row in rows {
            let bytes = row.map_err(|e| self.failed(e))?;
            let page: Page = unpack(&bytes).map_err(|reason| self.damaged(format!("a page of {path}"), reason))?;
            pages.push(PackedPage::new(&page));
        }
        Ok(Some(ReadBefore { id: id.to_owned(), path, media_type, engine, pages }))
    }

    /// Takes away what was kept of pages, unless a document here has them: for a document that may not be kept.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn forget(&self, pages: &[PackedPage]) -> Result<(), CatalogueError> {
        {
            let connection = self.writer()?;
            connection.pragma_update(None, "secure_delete", true).map_err(|e| self.failed(e))?;
        }
        self.write(|t| {
            for page in pages.iter().map(PackedPage::page) {
                // Marks of a PDF were put before those that the engine found, after the page was kept.
                for first in 0..=page.marks.len() {
                    let as_kept = Page { marks: page.marks[first..].to_vec(), ..page.clone() };
                    let packed = PackedPage::new(&as_kept);
                    let hash = packed.hash();
                    if t.query_row("SELECT count(*) FROM pages WHERE reading = ?1", [hash], |r| r.get::<_, i64>(0))?
                        == 0
                    {
                        t.execute("DELETE FROM ocr_cache WHERE reading = ?1", [hash])?;
                        t.execute("DELETE FROM readings WHERE hash = ?1", [hash])?;
                    }
                }
            }
            Ok(())
        })?;
        let connection = self.writer()?;
        connection.pragma_update(None, "secure_delete", false).map_err(|e| self.failed(e))?;
        // The log still holds what was deleted; another reader may keep it a little longer.
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(|e| self.failed(e))
    }

    pub(super) fn damaged(&self, what: String, reason: String) -> CatalogueError {
        CatalogueError::Damaged { path: self.path().to_owned(), what, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_comes_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::create(&folder.path().join("c.db")).unwrap();
        let page = Page { rotation_deg: 0.123_456_789_012_345_67, ..Page::from_text("Kế hoạch") };
        assert_eq!(catalogue.page_of("i", "s").unwrap(), None);
        catalogue.keep_page("i", "s", &page).unwrap();
        catalogue.keep_page("i", "s", &page).unwrap();
        assert_eq!(catalogue.page_of("i", "s").unwrap(), Some(page.clone()));
        assert_eq!(catalogue.page_of("i", "other").unwrap(), None);
        catalogue.forget(&[PackedPage::new(&page)]).unwrap();
        assert_eq!(catalogue.page_of("i", "s").unwrap(), None);
    }
}
