//! The rows of a document: what its JSON says, table by table.

use super::cached::TRIES;
use super::store::Entry;
use crate::document::{Document, Fact, PixelBox, Section};
use crate::text::edtf::bounds;
use crate::text::letters::fold;
use rusqlite::{Transaction, params};
use serde::Serialize;
use std::collections::BTreeMap;

/// Texts that are not in the full text yet, with the rows of their pages.
pub(super) type Texts<'a> = Vec<(i64, &'a (String, String))>;

/// Puts texts into the full text, all together: among other statements FTS5 would write each out by itself.
pub(super) fn index(t: &Transaction<'_>, texts: &mut Texts<'_>) -> rusqlite::Result<()> {
    let mut statement = t.prepare_cached("INSERT INTO page_text (rowid, text, folded) VALUES (?1, ?2, ?3)")?;
    texts.drain(..).try_for_each(|(row, (text, folded))| statement.execute(params![row, text, folded]).map(drop))
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

/// Writes the rows of a document; the texts of its pages are still to be put into the full text.
pub(super) fn insert<'a>(t: &Transaction<'_>, entry: &'a Entry, texts: &mut Texts<'a>) -> rusqlite::Result<()> {
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
            t.execute(sql, params![entry.document.source.path, page.index, id, failure, TRIES])?;
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
        let side = |of: fn(PixelBox) -> i32| e.bbox.map(of);
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
