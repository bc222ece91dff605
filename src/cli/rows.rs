//! Answers of the catalogue as a table for people, as JSON or as CSV.

use crate::catalogue::{Cell, Rows};
use std::fmt::Write;

/// How answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// Columns side by side, long values cut
    Table,
    /// An array of objects
    Json,
    /// RFC 4180, with a line of names
    Csv,
}

/// The widest column of a table, in characters.
const WIDEST: usize = 48;

impl Form {
    /// Writes `rows` so.
    pub fn write(self, rows: &Rows) -> String {
        match self {
            Self::Table => table(rows),
            Self::Json => json(rows),
            Self::Csv => csv(rows),
        }
    }
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Integer(n) => n.to_string(),
        Cell::Real(x) => x.to_string(),
        Cell::Text(text) => text.clone(),
    }
}

fn table(rows: &Rows) -> String {
    // A column without a single value says nothing to a person.
    let shown: Vec<usize> = (0..rows.columns.len())
        .filter(|&n| rows.rows.is_empty() || rows.rows.iter().any(|row| row.get(n).is_some_and(|c| *c != Cell::Null)))
        .collect();
    let short = |text: String| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.chars().count() > WIDEST { text.chars().take(WIDEST - 1).chain(['…']).collect() } else { text }
    };
    let mut lines: Vec<Vec<String>> = vec![shown.iter().map(|&n| rows.columns[n].clone()).collect()];
    lines.extend(
        rows.rows
            .iter()
            .map(|row| shown.iter().map(|&n| row.get(n).map_or_else(String::new, |c| short(plain(c)))).collect()),
    );
    let width = |n: usize| lines.iter().map(|line| line[n].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..shown.len()).map(width).collect();
    let mut out = String::new();
    for line in &lines {
        let mut text = String::new();
        for (value, &width) in line.iter().zip(&widths) {
            let _ = write!(text, "{value:<width$}  ");
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
    out
}

fn json(rows: &Rows) -> String {
    let value = |cell: &Cell| match cell {
        Cell::Null => serde_json::Value::Null,
        Cell::Integer(n) => (*n).into(),
        Cell::Real(x) => (*x).into(),
        Cell::Text(text) => text.clone().into(),
    };
    let mut out = String::from("[");
    for (n, row) in rows.rows.iter().enumerate() {
        out.push_str(if n > 0 { ",\n{" } else { "\n{" });
        for (n, (name, cell)) in rows.columns.iter().zip(row).enumerate() {
            let _ = write!(
                out,
                "{}{}: {}",
                if n > 0 { ", " } else { "" },
                serde_json::Value::from(name.as_str()),
                value(cell)
            );
        }
        out.push('}');
    }
    out.push_str("\n]\n");
    out
}

fn csv(rows: &Rows) -> String {
    let field = |text: &str| {
        if text.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    let line = |fields: Vec<String>| fields.join(",") + "\r\n";
    let mut out = line(rows.columns.iter().map(|name| field(name)).collect());
    for row in &rows.rows {
        out.push_str(&line(row.iter().map(|cell| field(&plain(cell))).collect()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_holds_every_value() {
        let rows = Rows {
            columns: vec!["file".into(), "value".into(), "due".into()],
            rows: vec![vec![Cell::Text("kế, \"hoạch\"".into()), Cell::Real(84.5), Cell::Null]],
        };
        assert_eq!(Form::Csv.write(&rows), "file,value,due\r\n\"kế, \"\"hoạch\"\"\",84.5,\r\n");
        let json: serde_json::Value = serde_json::from_str(&Form::Json.write(&rows)).unwrap();
        assert_eq!(json[0]["file"], "kế, \"hoạch\"");
        assert_eq!(Form::Table.write(&rows), "file         value\nkế, \"hoạch\"  84.5\n");
        assert_eq!(Form::Json.write(&Rows::default()).trim(), "[\n]");
    }
}
