//! Questions: the views asked with filters, and any question in SQL that only reads.

use super::named::Series;
use super::search::like;
use super::{Catalogue, CatalogueError};
use crate::text::edtf::bounds;
use crate::text::letters::fold;
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
    /// Who cites the document with this code or key, or the one at this path or with this id.
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

/// The series and the year of a code (`666/QĐ-TTg`, `24/2021/QH15`, `05-CT/TW`) or key, however it is typed; `None` for
/// anything else.
fn series(which: &str) -> Option<(String, Option<i64>)> {
    let folded = fold(which.trim());
    let key = if folded.starts_with("vn/") {
        folded
    } else {
        let digits = folded.bytes().take_while(u8::is_ascii_digit).count();
        let letter = folded[digits..].bytes().take_while(u8::is_ascii_lowercase).count();
        let (number, rest) = folded.split_at(digits + letter.min(1));
        let rest = rest.strip_prefix(['/', '-'])?;
        let (year, symbol) = match rest.split_once('/') {
            Some((year, symbol)) if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) => (year, symbol),
            _ => ("x", rest),
        };
        if digits == 0 || symbol.contains(['.', ' ']) {
            return None;
        }
        format!("vn/{}/{year}/{number}", symbol.replace('/', "-"))
    };
    Series::of(&key).map(|found| (found.series, found.year))
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
                "file, page, code, type, date, issuer, role, relation, state, cited, why, certainty, quote, confidence",
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
            Question::CitedBy(which) => match series(which) {
                Some((series, year)) => {
                    add(" AND series = ?", series);
                    if let Some(year) = year {
                        add(" AND key LIKE ?", format!("vn/%/{year}/%"));
                    }
                }
                None => add(" AND cited_document = ?", self.id_of(which)?.unwrap_or_else(|| which.clone())),
            },
            Question::Cites(which) => add(" AND document = ?", self.id_of(which)?.unwrap_or_else(|| which.clone())),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_understood_however_they_are_typed() {
        let of = |which: &str| series(which).map(|(series, year)| format!("{series} {}", year.unwrap_or(0)));
        for (which, found) in [
            ("666/QĐ-TTg", "qd-ttg/666 0"),
            ("666/qd-ttg", "qd-ttg/666 0"),
            ("24/2021/QH15", "qh15/24 2021"),
            ("05-CT/TW", "ct-tw/5 0"),
            ("12a/KH-UBND", "kh-ubnd/12a 0"),
            ("vn/qd-ttg/2022/666", "qd-ttg/666 2022"),
        ] {
            assert_eq!(of(which).as_deref(), Some(found));
        }
        for other in ["", "plan.txt", "in/plan.txt", "2023/plan.txt", "9cbe00aa11223344", "/QĐ-TTg", "vn/x", "12/"] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
