//! A catalogue handed out whole, row by row: the JSON of its documents, and its tables and views with their types.
//!
//! Everything is of one moment, whatever is written meanwhile, and one row is held at a time. What a catalogue keeps for
//! itself (readings, the OCR cache, marks to find neighbours by) is not handed out.

use super::{Catalogue, CatalogueError};
use crate::export::{Kind, TableColumn, Value};
use flate2::read::ZlibDecoder;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::io::Read;
use std::sync::MutexGuard;

/// The tables and views that are handed out, and the order of their rows.
const TABLES: [(&str, &str); 22] = [
    ("documents", "path, id"),
    ("files", "path"),
    ("pages", "document, page"),
    ("sections", "document, position"),
    ("refs", "document, start, id"),
    ("links", "document, ref"),
    ("dates", "document, start, id"),
    ("targets", "document, start, id"),
    ("assignments", "document, start, id"),
    ("organisations", "document, name, role"),
    ("recipients", "document, position"),
    ("signatures", "document, position"),
    ("edits", "document, position"),
    ("warnings", "document, position"),
    ("failures", "path, page"),
    ("similar", "document, other, reason"),
    ("all_documents", "file, document"),
    ("all_targets", "file, document, start, fact"),
    ("all_assignments", "file, document, start, fact"),
    ("all_deadlines", "due_to, file, document, start, fact, what"),
    ("all_refs", "file, document, start, fact"),
    ("duplicates", "file, document"),
];

/// A table or view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DumpTable {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<TableColumn>,
    order: &'static str,
}

/// A document's JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DumpDocument {
    /// SHA-256 of the file's bytes.
    pub id: String,
    /// Where it was found.
    pub file: String,
    /// What `vankho process` writes, on one line.
    pub json: Vec<u8>,
}

/// A catalogue at one moment.
pub struct Dump<'a> {
    catalogue: &'a Catalogue,
    connection: MutexGuard<'a, Connection>,
}

impl std::fmt::Debug for Dump<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dump").field("catalogue", &self.catalogue).finish_non_exhaustive()
    }
}

impl Catalogue {
    /// Holds the catalogue as it is now, to hand it out.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn dump(&self) -> Result<Dump<'_>, CatalogueError> {
        let connection = self.connection();
        // The moment is that of the first question.
        let begun = connection.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema;");
        begun.map_err(|error| self.failed(error))?;
        Ok(Dump { catalogue: self, connection })
    }
}

impl Drop for Dump<'_> {
    fn drop(&mut self) {
        // Nothing was changed: there is nothing to lose.
        let _ = self.connection.execute_batch("ROLLBACK");
    }
}

impl Dump<'_> {
    /// The tables and views.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn tables(&self) -> Result<Vec<DumpTable>, CatalogueError> {
        let columns = |table: &str| -> rusqlite::Result<Vec<TableColumn>> {
            let sql = "SELECT name, type FROM pragma_table_info(?1) WHERE type <> 'BLOB' AND name <> 'rowid'";
            let mut statement = self.connection.prepare_cached(sql)?;
            let columns = statement.query_map([table], |row| {
                let (name, declared): (String, String) = (row.get(0)?, row.get(1)?);
                Ok(TableColumn { kind: kind(&name, &declared), name })
            })?;
            columns.collect()
        };
        let tables = TABLES.iter().map(|&(name, order)| Ok(DumpTable { name, columns: columns(name)?, order }));
        tables.collect::<rusqlite::Result<_>>().map_err(|error| self.catalogue.failed(error))
    }

    /// Hands out the rows of a table.
    ///
    /// # Errors
    /// That of `each`, or a [`CatalogueError`].
    pub fn rows<E: From<CatalogueError>>(
        &self,
        table: &DumpTable,
        mut each: impl FnMut(&[Value<'_>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let fail = |error| E::from(self.catalogue.failed(error));
        let names: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let sql = format!("SELECT {} FROM {} ORDER BY {}", names.join(", "), table.name, table.order);
        let mut statement = self.connection.prepare(&sql).map_err(fail)?;
        let mut rows = statement.query([]).map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            let mut values = Vec::with_capacity(names.len());
            for n in 0..names.len() {
                values.push(match row.get_ref(n).map_err(fail)? {
                    ValueRef::Integer(n) => Value::Integer(n),
                    ValueRef::Real(x) => Value::Real(x),
                    ValueRef::Text(text) => std::str::from_utf8(text).map_or(Value::Null, Value::Text),
                    ValueRef::Null | ValueRef::Blob(_) => Value::Null,
                });
            }
            each(&values)?;
        }
        Ok(())
    }

    /// Hands out the JSON of every document, by file.
    ///
    /// # Errors
    /// That of `each`, or a [`CatalogueError`].
    pub fn documents<E: From<CatalogueError>>(
        &self,
        mut each: impl FnMut(DumpDocument) -> Result<(), E>,
    ) -> Result<(), E> {
        let fail = |error| E::from(self.catalogue.failed(error));
        // The JSON is fetched document by document: sorting must not carry it.
        let mut order = self.connection.prepare("SELECT id, path FROM documents ORDER BY path, id").map_err(fail)?;
        let mut open = self.connection.prepare("SELECT json FROM documents WHERE id = ?1").map_err(fail)?;
        let mut rows = order.query([]).map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            let (id, file): (String, String) = (row.get(0).map_err(fail)?, row.get(1).map_err(fail)?);
            let packed: Vec<u8> = open.query_row([&id], |row| row.get(0)).map_err(fail)?;
            let mut json = Vec::new();
            ZlibDecoder::new(&packed[..])
                .read_to_end(&mut json)
                .map_err(|error| self.catalogue.damaged(format!("document {id}"), error.to_string()))?;
            each(DumpDocument { id, file, json })?;
        }
        Ok(())
    }
}

/// What a column holds, by what it was declared as; what a view computes is declared as nothing.
fn kind(name: &str, declared: &str) -> Kind {
    match (declared, name) {
        (_, name) if name.ends_with("_from") || name.ends_with("_to") => Kind::Date,
        ("INTEGER" | "INT", _) | ("", "page" | "warnings") => Kind::Integer,
        ("REAL", _) | ("", "quality") => Kind::Real,
        _ => Kind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_there_and_its_columns_have_their_kinds() {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::create(&folder.path().join("c.db")).unwrap();
        let dump = catalogue.dump().unwrap();
        let tables = dump.tables().unwrap();
        let kind = |table: &str, column: &str| {
            let table = tables.iter().find(|t| t.name == table).unwrap();
            table.columns.iter().find(|c| c.name == column).map(|c| c.kind)
        };
        for (table, column, wanted) in [
            ("documents", "quality", Some(Kind::Real)),
            ("documents", "page_count", Some(Kind::Integer)),
            ("documents", "date_from", Some(Kind::Date)),
            ("documents", "date", Some(Kind::Text)),
            ("documents", "json", None),
            ("pages", "rowid", None),
            ("targets", "value", Some(Kind::Real)),
            ("all_documents", "warnings", Some(Kind::Integer)),
            ("all_documents", "quality", Some(Kind::Real)),
            ("all_documents", "doubtful", Some(Kind::Integer)),
            ("all_targets", "page", Some(Kind::Integer)),
            ("all_targets", "value_max", Some(Kind::Real)),
            ("all_deadlines", "due_to", Some(Kind::Date)),
            ("all_deadlines", "page", Some(Kind::Integer)),
            ("all_deadlines", "confidence", Some(Kind::Real)),
            ("all_refs", "cited_from", Some(Kind::Date)),
            ("all_refs", "certainty", Some(Kind::Real)),
            ("duplicates", "likeness", Some(Kind::Real)),
        ] {
            assert_eq!(kind(table, column), wanted, "{table}.{column}");
        }
        for table in &tables {
            dump.rows(table, |_| Ok::<(), CatalogueError>(())).unwrap();
        }
    }
}
