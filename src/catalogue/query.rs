//! Questions: the views asked with filters, and any question in SQL that only reads.

use super::search::like;
use super::{Catalogue, CatalogueError};
use crate::text::edtf::bounds;
use rusqlite::types::ValueRef;
use rusqlite::{ToSql, params_from_iter};

/// One value of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// Text; bytes are shown by their number.
    Text(String),
}

impl Cell {
    pub(super) fn of(value: ValueRef<'_>) -> rusqlite::Result<Self> {
        Ok(match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(n) => Self::Integer(n),
            ValueRef::Real(x) => Self::Real(x),
            ValueRef::Text(text) => Self::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Self::Text(format!("({} bytes)", bytes.len())),
        })
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, each with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

impl Rows {
    pub(super) fn new(columns: &[&str]) -> Self {
        Self { columns: columns.iter().map(|&c| c.to_owned()).collect(), rows: Vec::new() }
    }
}

/// Which rows are wanted; `None` is any.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// A part of the issuer's name, with or without marks.
    pub issuer: Option<String>,
    /// A part of the name of the unit that has to do it.
    pub unit: Option<String>,
    /// The type of document, by its code: `KH`.
    pub doc_type: Option<String>,
    /// The year of issue.
    pub year: Option<u16>,
    /// The least confidence.
    pub confidence: Option<f64>,
}

/// Which of the standard questions is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Every aim.
    Targets,
    /// Every task.
    Assignments,
    /// What is due on or before this day and not before the other, both `YYYY-MM-DD` or shorter.
    Deadlines {
        /// The last day.
        before: Option<String>,
        /// The first day.
        after: Option<String>,
    },
    /// Who cites the document with this code.
    CitedBy(String),
    /// What the document at this path, with this id or code, cites.
    Cites(String),
    /// Everything that is cited.
    Citations,
    /// The documents.
    Documents,
    /// The documents that have a likeness.
    Duplicates,
}

impl Filter {
    /// Conditions to put behind WHERE, and their values. `columns` are those of issuer, unit, type, first and last day of
    /// the date, confidence; a question that has none of a kind names it "".
    pub(super) fn sql(&self, columns: &[&str; 6]) -> (String, Vec<Box<dyn ToSql>>) {
        let [issuer, unit, doc_type, from, to, confidence] = columns;
        let mut sql = String::new();
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        let mut add = |column: &str, condition: &str, value: Box<dyn ToSql>| {
            if !column.is_empty() {
                sql.push_str(&format!(" AND {column} {condition}"));
                values.push(value);
            }
        };
        if let Some(name) = &self.issuer {
            add(issuer, "LIKE ? ESCAPE '\\'", Box::new(like(name)));
        }
        if let Some(name) = &self.unit {
            add(unit, "LIKE ? ESCAPE '\\'", Box::new(like(name)));
        }
        if let Some(code) = &self.doc_type {
            add(doc_type, "= ?", Box::new(code.to_uppercase()));
        }
        if let Some(year) = self.year {
            add(from, "<= ?", Box::new(format!("{year:04}-12-31")));
            add(to, ">= ?", Box::new(format!("{year:04}-01-01")));
        }
        if let Some(least) = self.confidence {
            add(confidence, ">= ?", Box::new(least));
        }
        (sql, values)
    }
}

impl Catalogue {
    /// Answers one of the standard questions.
    ///
    /// # Errors
    /// [`CatalogueError`]
    pub fn ask(&self, question: &Question, filter: &Filter, limit: usize) -> Result<Rows, CatalogueError> {
        const FACT: [&str; 6] = ["issuer_folded", "unit_folded", "type_code", "date_from", "date_to", "confidence"];
        const CITED: [&str; 6] = ["issuer_folded", "", "type_code", "date_from", "date_to", "confidence"];
        const WHOLE: [&str; 6] = ["issuer_folded", "", "type_code", "date_from", "date_to", "quality"];
        let (columns, view, filtered, order) = match question {
            Question::Targets => (
                "file, page, comparator, value, value_max, unit, measure, actor, due, due_from, due_to, quote, confidence",
                "all_targets",
                FACT,
                "file, start",
            ),
            Question::Assignments => (
                "file, page, unit, role, task, due, due_from, due_to, quote, confidence",
                "all_assignments",
                FACT,
                "file, start",
            ),
            Question::Deadlines { .. } => (
                "file, page, what, unit, task, due, due_from, due_to, quote, confidence",
                "all_deadlines",
                FACT,
                "due_to, file, start, what",
            ),
            Question::CitedBy(_) | Question::Cites(_) | Question::Citations => (
                "file, page, code, type, date, issuer, role, relation, status, cited, quote, confidence",
                "all_refs",
                CITED,
                "file, start, cited",
            ),
            Question::Documents => (
                "file, type, code, issuer, date, title, pages, quality, doubtful, warnings, document",
                "all_documents",
                WHOLE,
                "file",
            ),
            Question::Duplicates => (
                "file, nearest, reason, likeness, code, issuer, version_of, document",
                "duplicates",
                ["", "", "", "", "", "likeness"],
                "file",
            ),
        };
        let (mut also, mut values) = filter.sql(&filtered);
        let mut add = |condition: &str, value: String| {
            also.push_str(condition);
            for _ in 0..condition.matches('?').count() {
                values.push(Box::new(value.clone()));
            }
        };
        match question {
            Question::Deadlines { before, after } => {
                if let Some(day) = before {
                    // A year or a month stands for its last day.
                    add(" AND due_to <= ?", bounds(day).1.unwrap_or_else(|| day.clone()));
                }
                if let Some(day) = after {
                    add(" AND due_to >= ?", bounds(day).0.unwrap_or_else(|| day.clone()));
                }
            }
            Question::CitedBy(code) => add(" AND (key = ? OR code = ? COLLATE NOCASE)", code.clone()),
            Question::Cites(which) => {
                let path = std::path::absolute(which).map_or_else(|_| which.clone(), |path| path.display().to_string());
                let found = self.document(which)?.map_or_else(|| self.document(&path), |found| Ok(Some(found)))?;
                let id = found.map_or_else(|| which.clone(), |found| found.source.sha256);
                add(" AND document = ?", id);
            }
            _ => {}
        }
        let sql = format!("SELECT {columns} FROM {view} WHERE true{also} ORDER BY {order} LIMIT {limit}");
        self.rows(&sql, values)
    }

    /// Answers any question in SQL. Open the catalogue with [`Catalogue::read_only`] for it.
    ///
    /// # Errors
    /// [`CatalogueError::Question`] when SQLite does not understand it, or it would change something.
    pub fn sql(&self, sql: &str) -> Result<Rows, CatalogueError> {
        self.rows(sql, Vec::new()).map_err(|error| match error {
            CatalogueError::Sql { source, .. } => CatalogueError::Question(source.to_string()),
            CatalogueError::ReadOnly { .. } => {
                CatalogueError::Question("it would change the catalogue, which only ingest and reprocess do".to_owned())
            }
            error => error,
        })
    }

    fn rows(&self, sql: &str, values: Vec<Box<dyn ToSql>>) -> Result<Rows, CatalogueError> {
        let connection = self.connection();
        let run = || -> rusqlite::Result<Rows> {
            let mut statement = connection.prepare(sql)?;
            let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
            let count = columns.len();
            let mut found = statement.query(params_from_iter(values))?;
            let mut rows = Vec::new();
            while let Some(row) = found.next()? {
                rows.push((0..count).map(|n| Cell::of(row.get_ref(n)?)).collect::<rusqlite::Result<_>>()?);
            }
            Ok(Rows { columns, rows })
        };
        run().map_err(|error| self.failed(error))
    }
}
