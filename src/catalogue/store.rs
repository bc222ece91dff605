//! Documents become rows: all of them in one transaction, or none.

use super::likeness::Sketch;
use super::links;
use super::named::{Named, unmark};
use super::rows::{Texts, index, insert};
use super::similar::{Likeness, liken, unlike};
use super::{Catalogue, CatalogueError};
use crate::document::{Document, Noise, Span};
use crate::pipeline::PackedPage;
use crate::pipeline::packed::{json, pack, unpack};
use crate::text::IndexedText;
use crate::text::letters::fold;
use rusqlite::{OptionalExtension, Transaction};

/// A document with fewer sure tokens than this is one to look at.
const GOOD: f64 = 0.85;

/// A document ready to be written: what takes time is done.
#[derive(Debug)]
pub struct Entry {
    pub(super) document: Document,
    /// As `vankho process` writes it, packed.
    pub(super) json: Vec<u8>,
    pub(super) pages: Vec<PackedPage>,
    /// Of each page, as it stands and without marks.
    pub(super) texts: Vec<(String, String)>,
    sketch: Option<Sketch>,
    pub(super) quality: Option<f64>,
}

impl Entry {
    /// Prepares a document and the pages that it was made of.
    pub fn new(document: Document, pages: Vec<PackedPage>) -> Self {
        let text = IndexedText::new(document.text.as_str());
        let page_text = |span: Span| {
            let text = text.slice(span).to_owned();
            let folded = fold(&text);
            (text, folded)
        };
        let texts = document.pages.iter().map(|page| page_text(page.span)).collect();
        let (sum, letters) = document.pages.iter().fold((0.0, 0.0), |(sum, letters), page| {
            let weight = f64::from(page.span.len());
            page.mean_confidence.map_or((sum, letters), |mean| (sum + mean.get() * weight, letters + weight))
        });
        let quality = (letters > 0.0).then(|| (sum / letters * 10_000.0).round() / 10_000.0);
        let (json, sketch) = (pack(&json(&document)), Sketch::of(&document.text));
        Self { document, json, pages, texts, sketch, quality }
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Its mean confidence over all pages, 0..1.
    pub fn quality(&self) -> Option<f64> {
        self.quality
    }

    /// Whether a person should look at it: a page is missing or beyond repair, or much of it is unsure.
    pub fn is_doubtful(&self) -> bool {
        self.document.restoration.noise == Noise::Unreadable
            || self.quality.is_some_and(|quality| quality < GOOD)
            || self.document.warnings.iter().any(|w| matches!(w.code.as_str(), "page-unreadable" | "unreadable"))
    }

    /// How many pages could not be read.
    pub fn gaps(&self) -> usize {
        self.pages.iter().filter(|page| page.failure().is_some()).count()
    }
}

/// What became of a document that was to be stored.
#[derive(Debug, Clone, PartialEq)]
pub enum Stored {
    /// It is there now; the nearest one to it, if any is near.
    New(Option<Likeness>),
    /// It was there before.
    Known,
}

/// What to do about a document that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Leave it.
    Keep,
    /// Put the new one in its place.
    Replace,
}

impl Catalogue {
    /// The file by which the document with this SHA-256 is known; notes that it is also at `path`.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn known(&self, id: &str, path: &str) -> Result<Option<String>, CatalogueError> {
        let (first, noted) = {
            let connection = self.connection();
            let sql = "SELECT d.path, EXISTS (SELECT 1 FROM files f WHERE f.path = ?2 AND f.document = ?1)
                       FROM documents d WHERE d.id = ?1";
            let mut statement = connection.prepare_cached(sql).map_err(|e| self.failed(e))?;
            let row = statement.query_row([id, path], |row| Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?)));
            match row.optional().map_err(|e| self.failed(e))? {
                None => return Ok(None),
                Some(row) => row,
            }
        };
        if !noted {
            self.write(|t| note_file(t, path, id))?;
        }
        Ok(Some(first))
    }

    /// Writes documents with all their rows; says of each what became of it.
    ///
    /// # Errors
    /// [`CatalogueError`]; nothing of them is there then.
    pub fn store(&self, entries: &[Entry], known: Known) -> Result<Vec<Stored>, CatalogueError> {
        self.write(|t| {
            let mut texts = Texts::new();
            let stored = entries.iter().map(|entry| store(t, entry, known, &mut texts)).collect();
            index(t, &mut texts)?;
            stored
        })
    }

    /// The document that is meant, as [`Self::id_of`] finds it.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn document(&self, which: &str) -> Result<Option<Document>, CatalogueError> {
        let Some(id) = self.id_of(which)? else { return Ok(None) };
        let found: Option<Vec<u8>> = {
            let connection = self.connection();
            let sql = "SELECT json FROM documents WHERE id = ?1";
            connection.query_row(sql, [&id], |row| row.get(0)).optional().map_err(|e| self.failed(e))?
        };
        let open = |bytes: Vec<u8>| unpack(&bytes).map_err(|reason| self.damaged(format!("document {id}"), reason));
        found.map(open).transpose()
    }

    /// The id of the document whose id begins with `which`, or that was found at that path, from the root or from here,
    /// or that bears that code.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn id_of(&self, which: &str) -> Result<Option<String>, CatalogueError> {
        let path = std::path::absolute(which).map_or_else(|_| which.to_owned(), |path| path.display().to_string());
        let sql = "SELECT id FROM documents
                   WHERE id IN (SELECT document FROM files WHERE path IN (?1, ?2))
                      OR (length(?1) >= 8 AND id >= ?1 AND id < ?1 || 'g')
                      OR code = ?1 ORDER BY id LIMIT 1";
        let connection = self.connection();
        connection.query_row(sql, [which, &path], |row| row.get(0)).optional().map_err(|e| self.failed(e))
    }
}

fn store<'a>(t: &Transaction<'_>, entry: &'a Entry, known: Known, texts: &mut Texts<'a>) -> rusqlite::Result<Stored> {
    let id = entry.document.source.sha256.as_str();
    let there = t.prepare_cached("SELECT 1 FROM documents WHERE id = ?1")?.query_row([id], |_| Ok(())).optional()?;
    if there.is_some() && known == Known::Keep {
        note_file(t, &entry.document.source.path, id)?;
        return Ok(Stored::Known);
    }
    let before = if there.is_some() { Named::of(t, id)? } else { None };
    let mut files = Vec::new();
    if let Some(before) = &before {
        // It may be one of those whose text is still to come.
        index(t, texts)?;
        files = remove(t, before)?;
    }
    insert(t, entry, texts)?;
    for path in &files {
        note_file(t, path, id)?;
    }
    note_file(t, &entry.document.source.path, id)?;
    links::settle(t, id, before.as_ref())?;
    Ok(Stored::New(liken(t, &entry.document, entry.sketch.as_ref())?))
}

/// Notes where a document was found. Its path is the first in order, whichever came first.
fn note_file(t: &Transaction<'_>, path: &str, id: &str) -> rusqlite::Result<()> {
    if path == "-" {
        return Ok(());
    }
    t.prepare_cached("INSERT OR REPLACE INTO files VALUES (?1, ?2)")?.execute([path, id])?;
    t.prepare_cached("UPDATE documents SET path = ?1 WHERE id = ?2 AND path > ?1")?.execute([path, id])?;
    // What was at this path before and could not be read was mended.
    let sql = "DELETE FROM failures WHERE path = ?1 AND (kind <> 'page' OR document IS NOT ?2)";
    t.prepare_cached(sql)?.execute([path, id]).map(drop)
}

/// Takes a document away with all its rows; gives the files where it was found.
fn remove(t: &Transaction<'_>, own: &Named) -> rusqlite::Result<Vec<String>> {
    let id = own.id.as_str();
    let mut statement = t.prepare_cached("SELECT path FROM files WHERE document = ?1")?;
    let files = statement.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    unmark(t, own)?;
    unlike(t, id)?;
    t.execute("DELETE FROM failures WHERE document = ?1", [id])?;
    t.execute("DELETE FROM documents WHERE id = ?1", [id])?;
    Ok(files)
}
