//! Flat tables of many documents, for spreadsheets and for programs that read rows.
//!
//! One table for each kind of thing ([`CsvTable`]); every row names its document, so that the tables of a run join. A
//! column is declared once, with its name, what it holds and how it is filled, and [`csv_page`] writes
//! `docs/tables.md` from the same declarations.
//!
//! The files follow RFC 4180 (commas, lines that end with CR LF) in UTF-8 with a byte order mark, by which spreadsheets
//! know the encoding. Pages count from 1 here, as people count them; in the JSON they count from 0. A cell that a
//! spreadsheet would run as a formula is made text: see [`cells`].

mod cells;
mod columns;
mod rows;

use super::Value;
use crate::document::Document;
use crate::text::IndexedText;
use columns::{Column, Row};
use std::fmt::Write;

/// The byte order mark that begins each file.
const MARK: &[u8] = "\u{FEFF}".as_bytes();

/// One of the flat tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvTable {
    /// One row a document: source, header, counts.
    Documents,
    /// One row a node of the section tree.
    Sections,
    /// One row a mention of another document.
    References,
    /// One row a date mention.
    Dates,
    /// One row a quantified aim.
    Targets,
    /// One row a unit that has to do something.
    Assignments,
    /// One row a bullet of "Nơi nhận".
    Recipients,
    /// One row a signature block.
    Signatures,
}

impl CsvTable {
    /// All tables, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::Documents,
        Self::Sections,
        Self::References,
        Self::Dates,
        Self::Targets,
        Self::Assignments,
        Self::Recipients,
        Self::Signatures,
    ];

    /// The name of its file: `documents.csv`.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Documents => "documents.csv",
            Self::Sections => "sections.csv",
            Self::References => "references.csv",
            Self::Dates => "dates.csv",
            Self::Targets => "targets.csv",
            Self::Assignments => "assignments.csv",
            Self::Recipients => "recipients.csv",
            Self::Signatures => "signatures.csv",
        }
    }

    /// What a file of it begins with: the byte order mark and the names of the columns.
    pub fn head(self) -> Vec<u8> {
        let mut writer = writer(MARK.to_vec());
        write(&mut writer, self.columns().iter().map(|(name, _)| *name));
        finish(writer)
    }

    /// The rows that a document adds to it.
    pub fn rows(self, document: &Document) -> Vec<u8> {
        let id = document_id(document);
        let text = IndexedText::new(document.text.as_str());
        let at = Place { id: &id, text: &text };
        match self {
            Self::Documents => lines(&rows::documents(), at, std::slice::from_ref(document)),
            Self::Sections => lines(&rows::sections(), at, &rows::nodes(&document.sections)),
            Self::References => lines(&rows::references(), at, &document.references),
            Self::Dates => lines(&rows::dates(), at, &document.dates),
            Self::Targets => lines(&rows::targets(), at, &document.targets),
            Self::Assignments => lines(&rows::assignments(), at, &document.assignments),
            Self::Recipients => lines(&rows::recipients(), at, &rows::numbered(&document.recipients)),
            Self::Signatures => lines(&rows::signatures(), at, &rows::numbered(&document.signatures)),
        }
    }

    /// The names of its columns and what they hold.
    fn columns(self) -> Vec<(&'static str, &'static str)> {
        fn named<T>(columns: Vec<Column<T>>) -> Vec<(&'static str, &'static str)> {
            columns.into_iter().map(|column| (column.name, column.what)).collect()
        }
        match self {
            Self::Documents => named(rows::documents()),
            Self::Sections => named(rows::sections()),
            Self::References => named(rows::references()),
            Self::Dates => named(rows::dates()),
            Self::Targets => named(rows::targets()),
            Self::Assignments => named(rows::assignments()),
            Self::Recipients => named(rows::recipients()),
            Self::Signatures => named(rows::signatures()),
        }
    }

    /// What one row of it is.
    fn what(self) -> &'static str {
        match self {
            Self::Documents => "One row a document.",
            Self::Sections => {
                "One row a labelled heading or item (Phần, Chương, Điều, I., 1., 1.1., a)), in text order."
            }
            Self::References => "One row a mention of another document.",
            Self::Dates => "One row a mention of a date, a period or a recurrence.",
            Self::Targets => "One row a quantified aim or norm that somebody must reach.",
            Self::Assignments => "One row a unit that has to do something.",
            Self::Recipients => "One row a bullet of \"Nơi nhận\".",
            Self::Signatures => "One row a signature block.",
        }
    }
}

/// What names a document in every table: its path and the first 12 digits of its SHA-256, `plans/a.txt#3fa94b0c12de`.
fn document_id(document: &Document) -> String {
    let digits = document.source.sha256.get(..12).unwrap_or(&document.source.sha256);
    format!("{}#{digits}", document.source.path)
}

/// The document that rows stand in.
#[derive(Clone, Copy)]
struct Place<'a> {
    id: &'a str,
    text: &'a IndexedText,
}

fn lines<T>(columns: &[Column<T>], at: Place<'_>, things: &[T]) -> Vec<u8> {
    let mut writer = writer(Vec::new());
    for of in things {
        let row = Row { id: at.id, text: at.text, of };
        write(&mut writer, columns.iter().map(|column| cells::safe((column.cell)(&row))));
    }
    finish(writer)
}

/// What a file of a table with these columns begins with, for tables whose rows are made elsewhere.
pub fn csv_head<'a>(names: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut writer = writer(MARK.to_vec());
    write(&mut writer, names);
    finish(writer)
}

/// A row of such a table.
pub fn csv_row<'a>(values: impl Iterator<Item = Value<'a>>) -> Vec<u8> {
    let mut writer = writer(Vec::new());
    let cells = values.map(|value| match value {
        Value::Null => String::new(),
        Value::Integer(n) => n.to_string(),
        Value::Real(x) => x.to_string(),
        Value::Text(text) => cells::safe(text.to_owned()),
    });
    write(&mut writer, cells);
    finish(writer)
}

fn writer(out: Vec<u8>) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out)
}

fn write(writer: &mut csv::Writer<Vec<u8>>, cells: impl Iterator<Item: AsRef<[u8]>>) {
    writer.write_record(cells).expect("a table has as many cells in each row, and memory takes them");
}

fn finish(writer: csv::Writer<Vec<u8>>) -> Vec<u8> {
    writer.into_inner().expect("memory takes all bytes")
}

/// The page that describes the tables column by column, as `docs/tables.md` holds it.
pub fn csv_page() -> String {
    let mut out = HEAD.to_owned();
    for table in CsvTable::ALL {
        let _ = write!(out, "\n## {}\n\n{}\n\n| column | what |\n|---|---|\n", table.file_name(), table.what());
        for (name, what) in table.columns() {
            let _ = writeln!(out, "| `{name}` | {what} |");
        }
    }
    out
}

/// What `docs/tables.md` says before the tables.
const HEAD: &str = include_str!("head.md");

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
