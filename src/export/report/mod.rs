//! The report of a run over many documents: one page of HTML that needs nothing else, opens offline and prints.
//!
//! It is made piece by piece, so that it may be about any number of documents: [`head`], the lists ([`list`]), the
//! documents that need a look ([`examined`]) between [`look`] and the table ([`table_head`], [`row`], [`foot`]).
//! Nothing in it can run, and it fetches nothing: its own policy forbids both.

mod charts;
mod cut;
mod doubtful;

pub use cut::{Cut, cut};
pub use doubtful::{Doubtful, doubtful};

use super::xml::escape;
use crate::document::Document;
use charts::Bar;
use std::fmt::Write;

/// Warnings shown of a document.
const MOST_WARNINGS: usize = 12;
/// Below this quality a document needs a look.
const GOOD: f64 = 0.85;
/// The bounds of the bars of quality.
const QUALITIES: [f64; 8] = [0.0, 0.5, 0.6, 0.7, 0.8, GOOD, 0.9, 0.95];

/// By this in its first bytes a file is known to be a report.
pub const SIGN: &str = "<!DOCTYPE html><!-- report of vankho -->";

/// How many files came to one end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// `done`, `doubtful`, …: letters only.
    pub name: &'static str,
    /// How many.
    pub count: usize,
}

/// What stands above everything else.
#[derive(Debug, Clone, PartialEq)]
pub struct Head<'a> {
    /// The catalogue.
    pub catalogue: &'a str,
    /// When the run began, as it is to be shown.
    pub begun: &'a str,
    /// The summary of the run.
    pub summary: &'a str,
    /// What became of the files.
    pub outcomes: &'a [Outcome],
    /// The quality of each document, 0..1.
    pub qualities: &'a [f64],
    /// Pages that were read in each stretch of time, and its length in seconds.
    pub pace: (&'a [u32], u64),
    /// Whether the run was stopped before its end.
    pub stopped: bool,
}

/// The beginning of the page with counts and charts.
pub fn head(head: &Head<'_>) -> String {
    let mut out = format!(
        "{SIGN}\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\"><title>vankho, {begun}</title>\n\
         <style>{STYLE}</style></head><body>\n<h1>{catalogue}</h1>\n<p class=\"when\">{begun} · vankho {version}</p>\n<p>{summary}</p>\n",
        begun = escape(head.begun),
        catalogue = escape(head.catalogue),
        version = env!("CARGO_PKG_VERSION"),
        summary = escape(head.summary.trim())
    );
    if head.stopped {
        out += "<p class=\"note\">The run was stopped before its end; this is what it had done by then.</p>\n";
    }
    out += &charts::parts(head.outcomes);
    out += "<ul class=\"legend\">";
    for outcome in head.outcomes.iter().filter(|outcome| outcome.count > 0) {
        let _ = write!(out, "<li><i class=\"{0}\"></i>{1} {0}</li>", outcome.name, outcome.count);
    }
    out += "</ul>\n<div class=\"charts\">";
    if !head.qualities.is_empty() {
        let _ =
            write!(out, "<figure>{}<figcaption>Documents by quality</figcaption></figure>", qualities(head.qualities));
    }
    if head.pace.0.len() > 1 {
        let _ = write!(out, "<figure>{}<figcaption>Pages a minute, over time</figcaption></figure>", pace(head.pace));
    }
    out + "</div>\n"
}

fn qualities(all: &[f64]) -> String {
    let mut counts = [0u32; QUALITIES.len()];
    for quality in all {
        counts[QUALITIES.partition_point(|bound| bound <= quality).saturating_sub(1)] += 1;
    }
    let bar = |(bound, count): (&f64, &u32)| Bar {
        label: if *bound > 0.0 { format!("{bound:.2}–") } else { "less".to_owned() },
        value: f64::from(*count),
        class: if *bound < GOOD { "doubtful" } else { "done" },
    };
    let bars: Vec<Bar> = QUALITIES.iter().zip(&counts).map(bar).collect();
    charts::bars(&bars, "Documents by quality")
}

fn pace((pages, seconds): (&[u32], u64)) -> String {
    let last = pages.len() - 1;
    let bar = |(n, count): (usize, &u32)| Bar {
        label: match n {
            0 => "begin".to_owned(),
            n if n == last => "end".to_owned(),
            _ => String::new(),
        },
        value: f64::from(*count) * 60.0 / seconds.max(1) as f64,
        class: "pace",
    };
    charts::bars(&pages.iter().enumerate().map(bar).collect::<Vec<_>>(), "Pages a minute")
}

/// A list of files, each with what there is to say about it; nothing when there are none.
pub fn list(heading: &str, note: &str, rows: &[(&str, &str)], most: usize) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut out = format!("<h2>{} ({})</h2>\n<p>{}</p>\n<dl>", escape(heading), rows.len(), escape(note));
    for (file, message) in rows.iter().take(most) {
        let _ = write!(out, "<dt>{}</dt>", escape(file));
        if !message.is_empty() {
            let _ = write!(out, "<dd>{}</dd>", escape(message));
        }
        out.push('\n');
    }
    out += "</dl>\n";
    out + &more(rows.len(), most, "files")
}

fn more(all: usize, shown: usize, what: &str) -> String {
    if all > shown { format!("<p class=\"more\">and {} more {what}</p>\n", all - shown) } else { String::new() }
}

/// The heading above the documents that need a look.
pub fn look(count: usize, shown: usize) -> String {
    if count == 0 {
        return String::new();
    }
    let order = "The least sure ones first. Frames show the words on the page; what was read is struck out.";
    let cut = if count > shown {
        format!(" {} more are in the table below; vankho show FILE shows them.", count - shown)
    } else {
        String::new()
    };
    format!("<h2>What needs a look ({count})</h2>\n<p>{order}{cut}</p>\n")
}

/// A document that needs a look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Examined<'a> {
    /// Its file.
    pub file: &'a str,
    /// The document.
    pub document: &'a Document,
    /// Its quality.
    pub quality: Option<f64>,
    /// Its doubtful words, some of them cut out of the page.
    pub words: &'a [(Doubtful, Option<Cut>)],
    /// How many doubtful words there are in all.
    pub count: usize,
}

/// A document with its doubtful words and warnings.
pub fn examined(examined: &Examined<'_>) -> String {
    let Examined { file, document, quality, words, count } = examined;
    let header = &document.header;
    let quality = quality.map_or_else(|| "–".to_owned(), |quality| format!("{quality:.2}"));
    let mut out = format!("<section><h3>{}</h3>\n<p class=\"about\">", escape(file));
    for part in [&header.code, &header.date, &header.issuer, &header.title].into_iter().flatten() {
        let _ = write!(out, "{} · ", escape(part));
    }
    let length = document.source.page_count;
    let pages = if length == 1 { "page" } else { "pages" };
    let _ = writeln!(out, "{length} {pages} · quality <b>{quality}</b></p>");
    let others: Vec<_> = document.warnings.iter().filter(|warning| warning.code != "low-confidence").collect();
    if !others.is_empty() {
        out += "<ul class=\"warnings\">";
        for warning in others.iter().take(MOST_WARNINGS) {
            let page = warning.page.map_or_else(String::new, |page| format!("page {}: ", page + 1));
            let (code, message) = (escape(&warning.code), escape(&warning.message));
            let _ = write!(out, "<li><b>{code}</b> {page}{message}</li>");
        }
        out += "</ul>\n";
        out += &more(others.len(), MOST_WARNINGS, "warnings");
    }
    for (word, cut) in *words {
        doubt(&mut out, word, cut.as_ref());
    }
    out += &more(*count, words.len(), "doubtful places");
    out + "</section>\n"
}

fn doubt(out: &mut String, word: &Doubtful, cut: Option<&Cut>) {
    let sure = word.confidence.map_or_else(String::new, |sure| format!(" · sure to {sure:.2}"));
    let _ = write!(out, "<div class=\"word\"><p class=\"where\">page {}{sure}</p>", word.page + 1);
    if let Some(cut) = cut {
        let [left, top, right, bottom] = cut.mark.map(|part| part * 100.0);
        let _ = write!(
            out,
            "<div class=\"cut\" style=\"width:{}px\"><img alt=\"\" width=\"{}\" height=\"{}\" src=\"data:image/png;base64,{}\">\
             <i style=\"left:{left:.2}%;top:{top:.2}%;width:{:.2}%;height:{:.2}%\"></i></div>",
            cut.size.0,
            cut.size.0,
            cut.size.1,
            base64(&cut.png),
            right - left,
            bottom - top
        );
    }
    let _ = write!(out, "<p class=\"line\">{}", escape(&word.before));
    if let Some(read) = &word.read {
        let _ = write!(out, "<del>{}</del> ", escape(read));
    }
    let _ = write!(out, "<mark>{}</mark>{}</p>", escape(&word.text), escape(&word.after));
    if !word.alternatives.is_empty() {
        let other = |other: &crate::document::Alternative| {
            format!("<b>{}</b> {:.2}", escape(&other.text), other.confidence.get())
        };
        let others: Vec<String> = word.alternatives.iter().map(other).collect();
        let least = word.least.as_ref().map_or_else(String::new, |least| format!("{}: ", escape(least)));
        let _ = write!(out, "<p class=\"others\">{least}or {}</p>", others.join(", "));
    }
    out.push_str("</div>\n");
}

/// The beginning of the table of all documents.
pub fn table_head() -> String {
    "<h2>All documents of this run</h2>\n<table><thead><tr><th>File</th><th>Code</th><th>Title</th><th>Pages</th>\
     <th>Quality</th><th>Doubtful</th><th>Warnings</th></tr></thead><tbody>\n"
        .to_owned()
}

/// One document in the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// Its file.
    pub file: &'a str,
    /// Its code.
    pub code: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Number of pages.
    pub pages: u32,
    /// Its quality.
    pub quality: Option<f64>,
    /// Number of doubtful places.
    pub doubtful: u32,
    /// Number of other warnings.
    pub warnings: u32,
}

/// A row of the table.
pub fn row(row: &Row<'_>) -> String {
    let quality = row.quality.map_or_else(String::new, |quality| format!("{quality:.2}"));
    let class = if row.quality.is_some_and(|quality| quality < GOOD) { " class=\"low\"" } else { "" };
    format!(
        "<tr{class}><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{quality}</td><td>{}</td><td>{}</td></tr>\n",
        escape(row.file),
        escape(row.code),
        escape(row.title),
        row.pages,
        row.doubtful,
        row.warnings
    )
}

/// The end of the table and of the page; `all` and `shown` are the rows that there are and that were written.
pub fn foot(all: usize, shown: usize) -> String {
    format!("</tbody></table>\n{}</body></html>\n", more(all, shown, "documents; vankho documents lists them"))
}

/// Bytes in the letters of RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let all = three.iter().fold(0u32, |all, byte| all << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for n in 0..4 {
            let letter = LETTERS[(all >> (18 - 6 * n) & 63) as usize];
            out.push(if n > three.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

const STYLE: &str = include_str!("report.css");

#[cfg(test)]
mod tests;
