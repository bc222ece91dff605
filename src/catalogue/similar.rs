//! Documents that are alike: the same number of the same issuer, or nearly the same text.

use super::likeness::{ALIKE, Sketch};
use crate::document::Document;
use crate::text::letters::fold;
use rusqlite::{OptionalExtension, Transaction, params};
use std::collections::HashMap;

/// The most documents that one is compared with: many alike make no document slow.
const MOST_CANDIDATES: u32 = 40;

/// The document that is most like one that was just stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// Its file.
    pub path: String,
    /// Whether it bears the same number; else it says nearly the same.
    pub same_number: bool,
    /// The part of the text that both share, 0..1; 1 for the same number.
    pub likeness: f64,
}

/// Takes away by what a document's likes are found; the likenesses themselves go with the document.
pub fn unlike(t: &Transaction<'_>, id: &str) -> rusqlite::Result<()> {
    let sql = "SELECT sketch FROM sketches WHERE document = ?1";
    let bytes: Option<Vec<u8>> = t.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
    let Some(sketch) = bytes.as_deref().and_then(Sketch::from_bytes) else { return Ok(()) };
    let mut statement = t.prepare_cached("DELETE FROM bands WHERE band = ?1 AND value = ?2 AND document = ?3")?;
    sketch.bands().try_for_each(|(band, value)| statement.execute(params![band, value, id]).map(drop))
}

/// Finds and writes down the documents that say nearly the same or bear the same number; gives the nearest.
pub fn liken(t: &Transaction<'_>, document: &Document, sketch: Option<&Sketch>) -> rusqlite::Result<Option<Likeness>> {
    let header = &document.header;
    let id = document.source.sha256.as_str();
    let mut found: Vec<(String, &'static str, f64)> = Vec::new();
    if let (Some(code), Some(_), Some(issuer)) = (&header.code, &header.number, &header.issuer) {
        let sql = "SELECT id FROM documents WHERE code = ?1 AND issuer_folded = ?2 AND id <> ?3
                   AND date_from IS (SELECT date_from FROM documents WHERE id = ?3) ORDER BY id LIMIT ?4";
        let mut statement = t.prepare_cached(sql)?;
        let rows = statement.query_map(params![code, fold(issuer), id, MOST_CANDIDATES], |row| row.get(0))?;
        for other in rows {
            found.push((other?, "number", 1.0));
        }
    }
    if let Some(sketch) = sketch {
        t.prepare_cached("INSERT INTO sketches VALUES (?1, ?2)")?.execute(params![id, sketch.bytes()])?;
        let mut shared: HashMap<String, u32> = HashMap::new();
        for (band, value) in sketch.bands() {
            let sql = "SELECT document FROM bands WHERE band = ?1 AND value = ?2 ORDER BY document LIMIT ?3";
            let mut statement = t.prepare_cached(sql)?;
            for other in statement.query_map(params![band, value, MOST_CANDIDATES], |row| row.get(0))? {
                *shared.entry(other?).or_default() += 1;
            }
            t.prepare_cached("INSERT INTO bands VALUES (?1, ?2, ?3)")?.execute(params![band, value, id])?;
        }
        let mut likely: Vec<(u32, String)> = shared.into_iter().map(|(other, bands)| (bands, other)).collect();
        likely.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        for (_, other) in likely.into_iter().take(MOST_CANDIDATES as usize) {
            let sql = "SELECT sketch FROM sketches WHERE document = ?1";
            let bytes: Vec<u8> = t.prepare_cached(sql)?.query_row([&other], |row| row.get(0))?;
            let likeness = Sketch::from_bytes(&bytes).map_or(0.0, |theirs| sketch.likeness(&theirs));
            if likeness >= ALIKE {
                found.push((other, "text", likeness));
            }
        }
    }
    for (other, reason, likeness) in &found {
        let sql = "INSERT OR REPLACE INTO similar VALUES (?1, ?2, ?3, ?4), (?2, ?1, ?3, ?4)";
        t.prepare_cached(sql)?.execute(params![id, other, reason, likeness])?;
    }
    let nearest = found.into_iter().max_by(|a, b| a.2.total_cmp(&b.2).then_with(|| b.0.cmp(&a.0)));
    let Some((other, reason, likeness)) = nearest else { return Ok(None) };
    let path = t.prepare_cached("SELECT path FROM documents WHERE id = ?1")?.query_row([other], |row| row.get(0))?;
    Ok(Some(Likeness { path, same_number: reason == "number", likeness }))
}
