//! Documents become rows: all of them in one transaction, or none.

use super::likeness::Sketch;
use super::links;
use super::named::{Named, unmark};
use super::similar::{Likeness, liken, unlike};
use super::{Catalogue, CatalogueError};
use crate::document::{Document, Fact, Noise, Section, Span};
use crate::pipeline::PackedPage;
use crate::pipeline::packed::{json, pack, unpack};
use crate::text::IndexedText;
use crate::text::edtf::bounds;
use crate::text::letters::fold;
use rusqlite::{OptionalExtension, Transaction, params};
use serde::Serialize;
use std::collections::BTreeMap;

/// A document with fewer sure tokens than this is one to look at.
const GOOD: f64 = 0.85;

/// A document ready to be written: what takes time is done.
#[derive(Debug)]
pub struct Entry {
    document: Document,
    json: Vec<u8>,
    pages: Vec<PackedPage>,
    texts: Vec<(String, String)>,
    sketch: Option<Sketch>,
    quality: Option<f64>,
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

/// Texts that are not in the full text yet, with the rows of their pages.
type Texts<'a> = Vec<(i64, &'a (String, String))>;

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

/// Puts texts into the full text, all together: among other statements FTS5 would write each out by itself.
fn index(t: &Transaction<'_>, texts: &mut Texts<'_>) -> rusqlite::Result<()> {
    let mut statement = t.prepare_cached("INSERT INTO page_text (rowid, text, folded) VALUES (?1, ?2, ?3)")?;
    texts.drain(..).try_for_each(|(row, (text, folded))| statement.execute(params![row, text, folded]).map(drop))
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

/// The name that serde gives a value without fields.
fn name(value: &impl Serialize) -> Option<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Some(name),
        _ => None,
    }
}

/// The bounds of a date that may be missing.
fn days(edtf: Option<&str>) -> (Option<String>, Option<String>) {
    edtf.map_or((None, None), bounds)
}

/// The key by which others cite the document: `vn/kh-btp/2023/1058`.
fn key(document: &Document) -> Option<String> {
    let header = &document.header;
    let (symbol, number) = (header.symbol.as_deref()?, header.number.as_deref()?);
    let is_year = |part: &&str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
    let (in_code, symbol) = match symbol.split_once('/') {
        Some((year, rest)) if is_year(&year) => (Some(year), rest),
        _ => (header.code.as_deref().and_then(|code| code.split('/').nth(1)).filter(is_year), symbol),
    };
    let year = in_code.or_else(|| header.date.as_deref()?.get(..4).filter(is_year)).unwrap_or("x");
    Some(format!("vn/{}/{year}/{}", fold(symbol).replace('/', "-"), fold(number)))
}

fn insert<'a>(t: &Transaction<'_>, entry: &'a Entry, texts: &mut Texts<'a>) -> rusqlite::Result<()> {
    let Entry { document: d, json, quality, .. } = entry;
    let (h, id) = (&d.header, d.source.sha256.as_str());
    let (date, period) = (days(h.date.as_deref()), days(h.period.as_deref()));
    t.prepare_cached(
        "INSERT INTO documents VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
         ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35)",
    )?
    .execute(params![
        id,
        d.source.path,
        d.source.media_type,
        d.source.page_count,
        h.number,
        h.symbol,
        h.code,
        key(d),
        h.issuer,
        h.issuer.as_deref().map(fold),
        h.parent_issuer,
        h.place,
        h.date,
        date.0,
        date.1,
        h.doc_type.as_ref().map(|t| &t.code),
        h.doc_type.as_ref().map(|t| &t.name),
        h.title,
        h.period,
        period.0,
        period.1,
        h.promulgated_by,
        h.secrecy,
        h.urgency,
        h.arrival.as_ref().and_then(|a| a.number.as_ref()),
        h.arrival.as_ref().and_then(|a| a.date.as_ref()),
        name(&d.restoration.noise),
        d.restoration.tokens,
        d.restoration.changed,
        quality,
        entry.is_doubtful(),
        d.source.pipeline.program,
        d.source.pipeline.ocr,
        d.source.pipeline.language_model,
        json,
    ])?;
    pages(t, entry, id, texts)?;
    sections(t, id, &d.sections)?;
    facts(t, d, id)?;
    organisations(t, d, id)?;
    tail(t, d, id)
}

fn pages<'a>(t: &Transaction<'_>, entry: &'a Entry, id: &str, texts: &mut Texts<'a>) -> rusqlite::Result<()> {
    for ((page, kept), both) in entry.document.pages.iter().zip(&entry.pages).zip(&entry.texts) {
        t.prepare_cached("INSERT OR IGNORE INTO readings VALUES (?1, ?2)")?
            .execute(params![kept.hash(), kept.bytes()])?;
        let image: Option<String> = t
            .prepare_cached("SELECT min(image) FROM ocr_cache WHERE reading = ?1")?
            .query_row([kept.hash()], |row| row.get(0))?;
        t.prepare_cached(
            "INSERT INTO pages VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?
        .execute(params![
            id,
            page.index,
            page.span.start,
            page.span.end,
            both.0,
            name(&page.text_source),
            page.width_px,
            page.height_px,
            page.dpi,
            page.rotation_deg,
            page.mean_confidence.map(|c| c.get()),
            image,
            kept.hash(),
            kept.failure(),
        ])?;
        texts.push((t.last_insert_rowid(), both));
        if let Some(failure) = kept.failure() {
            let sql = "INSERT OR REPLACE INTO failures VALUES (?1, ?2, 'page', ?3, ?4, ?5)";
            t.execute(sql, params![entry.document.source.path, page.index, id, failure, super::cached::TRIES])?;
        }
    }
    Ok(())
}

fn sections(t: &Transaction<'_>, id: &str, top: &[Section]) -> rusqlite::Result<()> {
    let mut open: Vec<(&Section, Option<i64>)> = top.iter().rev().map(|section| (section, None)).collect();
    let mut position = 0i64;
    while let Some((s, parent)) = open.pop() {
        t.prepare_cached("INSERT INTO sections VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?.execute(params![
            id,
            position,
            parent,
            s.id,
            s.label,
            name(&s.kind),
            s.level,
            s.title,
            s.span.start,
            s.span.end
        ])?;
        open.extend(s.children.iter().rev().map(|child| (child, Some(position))));
        position += 1;
    }
    Ok(())
}

/// Writes a row of facts: what all facts have, then what this kind has.
macro_rules! fact {
    ($t:expr, $table:literal, $more:literal, $id:expr, $fact:expr, $($value:expr),+ $(,)?) => {{
        let f: &Fact<_> = $fact;
        $t.prepare_cached(concat!("INSERT INTO ", $table, " VALUES (?, ?, ?, ?, ?, ?, ?, ?", $more, ")"))?.execute(params![
            $id, f.id, f.span.start, f.span.end, f.page, f.section, f.quote, f.confidence.get(), $($value),+
        ])?;
    }};
}

fn facts(t: &Transaction<'_>, d: &Document, id: &str) -> rusqlite::Result<()> {
    for f in &d.references {
        let r = &f.value;
        let (from, to) = days(r.date.as_deref());
        let issuer = r.issuer_full.as_deref().or(r.issuer.as_deref()).map(fold);
        let part = r.provision.as_ref();
        fact!(
            t,
            "refs",
            ", ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?",
            id,
            f,
            r.doc_type.code,
            r.doc_type.name,
            r.code,
            r.key,
            r.date,
            from,
            to,
            r.issuer,
            r.issuer_full,
            issuer,
            r.title,
            name(&r.role),
            r.relation.as_ref().and_then(name),
            part.map(|p| &p.article),
            part.and_then(|p| p.clause.as_ref()),
            part.and_then(|p| p.point.as_ref()),
        );
    }
    for f in &d.dates {
        let (from, to) = bounds(&f.value.edtf);
        fact!(t, "dates", ", ?, ?, ?, ?, ?", id, f, f.value.edtf, from, to, name(&f.value.kind), name(&f.value.role),);
    }
    for f in &d.targets {
        let v = &f.value;
        let (from, to) = days(v.due.as_deref());
        fact!(
            t,
            "targets",
            ", ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?",
            id,
            f,
            name(&v.comparator),
            v.value,
            v.value_max,
            v.unit,
            v.value_base,
            v.unit_base,
            v.measure,
            v.actor,
            v.actor.as_deref().map(fold),
            v.due,
            from,
            to,
        );
    }
    for f in &d.assignments {
        let v = &f.value;
        let (from, to) = days(v.due.as_deref());
        let folded = fold(&format!("{} {}", v.unit, v.unit_full));
        fact!(
            t,
            "assignments",
            ", ?, ?, ?, ?, ?, ?, ?, ?",
            id,
            f,
            v.unit,
            v.unit_full,
            folded,
            name(&v.role),
            v.task,
            v.due,
            from,
            to,
        );
    }
    Ok(())
}

/// Every body that the document names, by what it does there.
fn organisations(t: &Transaction<'_>, d: &Document, id: &str) -> rusqlite::Result<()> {
    let mut found: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    let named = |name: &str, role: &'static str| (!name.trim().is_empty()).then(|| (name.to_owned(), role));
    let header = &d.header;
    let mut all: Vec<_> = header.issuer.iter().filter_map(|n| named(n, "issuer")).collect();
    all.extend(header.parent_issuer.iter().filter_map(|n| named(n, "parent")));
    all.extend(header.addressees.iter().filter_map(|n| named(n, "addressee")));
    all.extend(d.recipients.iter().filter_map(|r| named(&r.name, "recipient")));
    all.extend(
        d.references
            .iter()
            .filter_map(|r| named(r.value.issuer_full.as_deref().or(r.value.issuer.as_deref())?, "cited")),
    );
    all.extend(d.assignments.iter().filter_map(|a| {
        let full = if a.value.unit_full.is_empty() { &a.value.unit } else { &a.value.unit_full };
        named(full, "assigned")
    }));
    for (name, role) in &all {
        *found.entry((name, role)).or_default() += 1;
    }
    for ((name, role), mentions) in found {
        t.prepare_cached("INSERT INTO organisations VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
            id,
            name,
            role,
            fold(name),
            mentions
        ])?;
    }
    Ok(())
}

fn tail(t: &Transaction<'_>, d: &Document, id: &str) -> rusqlite::Result<()> {
    for (n, r) in d.recipients.iter().enumerate() {
        t.prepare_cached("INSERT INTO recipients VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
            id,
            n as i64,
            r.name,
            r.purpose,
            r.span.start,
            r.span.end
        ])?;
    }
    for (n, s) in d.signatures.iter().enumerate() {
        t.prepare_cached("INSERT INTO signatures VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(params![
            id,
            n as i64,
            s.authority,
            s.position,
            s.name,
            s.span.start,
            s.span.end
        ])?;
    }
    for (n, e) in d.restoration.edits.iter().enumerate() {
        let side = |of: fn(crate::document::PixelBox) -> i32| e.bbox.map(of);
        t.prepare_cached("INSERT INTO edits VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")?
            .execute(params![
                id,
                n as i64,
                e.span.start,
                e.span.end,
                e.page,
                e.from,
                e.to,
                e.confidence.get(),
                e.rule,
                side(|b| b.left),
                side(|b| b.top),
                side(|b| b.right),
                side(|b| b.bottom)
            ])?;
    }
    for (n, w) in d.warnings.iter().enumerate() {
        t.prepare_cached("INSERT INTO warnings VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(params![
            id,
            n as i64,
            w.code,
            w.message,
            w.page,
            w.span.map(|s| s.start),
            w.span.map(|s| s.end)
        ])?;
    }
    Ok(())
}
