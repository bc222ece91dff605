//! What a column is, and those that tables share.

use crate::document::{Fact, Span};
use crate::text::IndexedText;
use crate::text::edtf::{first_day, last_day};
use serde::Serialize;

/// One row of a table before it is cells: a thing with the document that it stands in.
pub struct Row<'a, T> {
    /// What names the document in every table.
    pub id: &'a str,
    /// The document's text.
    pub text: &'a IndexedText,
    /// The thing.
    pub of: &'a T,
}

/// One column: its name, what it holds, how a cell is filled.
pub struct Column<T> {
    /// Name in the first line.
    pub name: &'static str,
    /// What it holds, for the documentation.
    pub what: &'static str,
    /// The cell of a row.
    pub cell: fn(&Row<'_, T>) -> String,
}

/// Declares a column.
pub fn column<T>(name: &'static str, what: &'static str, cell: fn(&Row<'_, T>) -> String) -> Column<T> {
    Column { name, what, cell }
}

/// The column by which tables are joined.
pub fn document<T>() -> Column<T> {
    column("document", "the document: its path and the first 12 digits of its SHA-256", |row| row.id.to_owned())
}

/// The columns that name a fact.
pub fn fact_names<T>() -> Vec<Column<Fact<T>>> {
    vec![document(), column("id", "the fact's `id` in the JSON", |row| row.of.id.clone())]
}

/// The columns that say where a fact stands and how sure it is.
pub fn fact_places<T>() -> Vec<Column<Fact<T>>> {
    vec![
        column("page", "page of its first character, from 1", |row| (row.of.page + 1).to_string()),
        column("section", "`id` of the deepest section around it", |row| some(&row.of.section)),
        column("start", "first code point in the text", |row| row.of.span.start.to_string()),
        column("end", "one past the last code point", |row| row.of.span.end.to_string()),
        column("quote", "what stands there", |row| row.of.quote.clone()),
        column("confidence", "how sure the fact is, 0 to 1", |row| row.of.confidence.get().to_string()),
    ]
}

/// The columns that say where a thing with a span stands.
pub fn span_places<T: Spanned>() -> Vec<Column<T>> {
    vec![
        column("page", "page of its first character, from 1", |row| page(row, row.of.span())),
        column("start", "first code point in the text", |row| row.of.span().start.to_string()),
        column("end", "one past the last code point", |row| row.of.span().end.to_string()),
        column("quote", "what stands there", |row| row.text.quote(row.of.span())),
    ]
}

/// What stands in the text.
pub trait Spanned {
    /// Where.
    fn span(&self) -> Span;
}

/// The page on which `span` begins, from 1.
pub fn page<T>(row: &Row<'_, T>, span: Span) -> String {
    (row.text.page_at(span.start) + 1).to_string()
}

/// A value, or nothing.
pub fn some(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}

/// A number, or nothing.
pub fn number(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The first day that an EDTF value may be, or nothing.
pub fn from(edtf: Option<&str>) -> String {
    edtf.and_then(first_day).map(|day| day.to_string()).unwrap_or_default()
}

/// The last day that an EDTF value may be, or nothing.
pub fn to(edtf: Option<&str>) -> String {
    edtf.and_then(last_day).map(|day| day.to_string()).unwrap_or_default()
}

/// The word that the JSON has for one of a few values; nothing for null.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
