//! Tables as Parquet, for programs that read columns: DuckDB, pandas, Spark.
//!
//! Rows come one at a time and are handed on in groups of some megabytes, so that a table of any length takes the same
//! memory. Whole numbers are INT64, numbers DOUBLE, days DATE, texts UTF-8; every column may be null. The format is
//! Apache Parquet 2, its pages packed with Snappy, which every reader knows.

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::io::{self, Write};
use std::sync::Arc;

/// Rows are handed on when their values take as many bytes.
const GROUP: usize = 8 << 20;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers.
    Integer,
    /// Numbers.
    Real,
    /// Days, `YYYY-MM-DD`.
    Date,
    /// Text.
    Text,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// One value of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// A text, or a day.
    Text(&'a str),
}

/// The values of a column that were not handed on yet, and for each row whether there is one.
#[derive(Debug)]
enum Values {
    Integer(Vec<i64>),
    Real(Vec<f64>),
    Date(Vec<i32>),
    Text(Vec<ByteArray>),
}

/// A table that is being written.
pub struct ParquetTable<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<(Values, Vec<i16>)>,
    bytes: usize,
}

impl<W: Write + Send> std::fmt::Debug for ParquetTable<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetTable").field("columns", &self.columns.len()).finish_non_exhaustive()
    }
}

impl<W: Write + Send> ParquetTable<W> {
    /// Begins a table in `out`.
    ///
    /// # Errors
    /// That of `out`.
    pub fn new(out: W, name: &str, columns: &[TableColumn]) -> io::Result<Self> {
        let fields = columns.iter().map(field).collect::<Result<_, _>>().map_err(failed)?;
        let schema = Type::group_type_builder(name).with_fields(fields).build().map_err(failed)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("vankho {}", env!("CARGO_PKG_VERSION")))
            .build();
        let writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(failed)?;
        let columns = columns.iter().map(|column| (Values::of(column.kind), Vec::new())).collect();
        Ok(Self { writer, columns, bytes: 0 })
    }

    /// Writes a row, which has a value for each column. One that is not of the column's kind is null.
    ///
    /// # Errors
    /// That of the output.
    pub fn add<'a>(&mut self, row: impl IntoIterator<Item = Value<'a>>) -> io::Result<()> {
        let mut row = row.into_iter();
        for (values, present) in &mut self.columns {
            let size = values.take(row.next().unwrap_or(Value::Null));
            present.push(i16::from(size.is_some()));
            self.bytes += size.unwrap_or(0) + 2;
        }
        if self.bytes >= GROUP { self.flush() } else { Ok(()) }
    }

    /// Writes what is left, and the file's end; gives the output back.
    ///
    /// # Errors
    /// That of the output.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        self.writer.into_inner().map_err(failed)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.columns.first().is_none_or(|(_, present)| present.is_empty()) {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(failed)?;
        for (values, present) in &mut self.columns {
            let Some(mut column) = group.next_column().map_err(failed)? else { break };
            let present = std::mem::take(present);
            let written = match values {
                Values::Integer(values) => {
                    let values = std::mem::take(values);
                    column.typed::<Int64Type>().write_batch(&values, Some(&present), None)
                }
                Values::Real(values) => {
                    let values = std::mem::take(values);
                    column.typed::<DoubleType>().write_batch(&values, Some(&present), None)
                }
                Values::Date(values) => {
                    let values = std::mem::take(values);
                    column.typed::<Int32Type>().write_batch(&values, Some(&present), None)
                }
                Values::Text(values) => {
                    let values = std::mem::take(values);
                    column.typed::<ByteArrayType>().write_batch(&values, Some(&present), None)
                }
            };
            written.and_then(|_| column.close()).map_err(failed)?;
        }
        group.close().map_err(failed)?;
        self.bytes = 0;
        Ok(())
    }
}

impl Values {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Integer => Self::Integer(Vec::new()),
            Kind::Real => Self::Real(Vec::new()),
            Kind::Date => Self::Date(Vec::new()),
            Kind::Text => Self::Text(Vec::new()),
        }
    }

    /// Takes a value, unless there is none of its kind; says how many bytes it takes.
    fn take(&mut self, value: Value<'_>) -> Option<usize> {
        match (self, value) {
            (Self::Integer(values), Value::Integer(n)) => values.push(n),
            (Self::Real(values), Value::Real(x)) => values.push(x),
            (Self::Real(values), Value::Integer(n)) => values.push(n as f64),
            (Self::Date(values), Value::Text(text)) => values.push(day(text)?),
            (Self::Text(values), Value::Text(text)) => {
                values.push(ByteArray::from(text));
                // The text, and what is written down about it.
                return Some(text.len() + size_of::<ByteArray>());
            }
            _ => return None,
        }
        Some(8)
    }
}

fn field(column: &TableColumn) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Integer => (Physical::INT64, None),
        Kind::Real => (Physical::DOUBLE, None),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let field = Type::primitive_type_builder(&column.name, physical);
    field.with_repetition(Repetition::OPTIONAL).with_logical_type(logical).build().map(Arc::new)
}

/// What went wrong: the error of the output itself, where there is one.
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(cause) => io::Error::other(cause),
        },
        error => io::Error::other(error),
    }
}

/// Days from 1970-01-01 to a day of the Gregorian calendar, `YYYY-MM-DD` (Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms").
fn day(text: &str) -> Option<i32> {
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<i32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(0..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = if month > 2 { year } else { year - 1 };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    #[test]
    fn days_are_counted_from_1970() {
        for (text, count) in [
            ("1970-01-01", Some(0)),
            ("2000-02-29", Some(11_016)),
            ("1945-09-02", Some(-8_887)),
            ("2023-04-03", Some(19_450)),
        ] {
            assert_eq!(day(text), count, "{text}");
        }
        for text in ["", "2023", "2023-13-01", "2023-01-00", "năm 2023", "-1-1-1", "99999-01-01"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    fn read(bytes: &[u8]) -> SerializedFileReader<std::fs::File> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        SerializedFileReader::new(file).unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let column = |name: &str, kind| TableColumn { name: name.to_owned(), kind };
        let columns = [
            column("text", Kind::Text),
            column("n", Kind::Integer),
            column("x", Kind::Real),
            column("day", Kind::Date),
        ];
        let mut table = ParquetTable::new(Vec::new(), "facts", &columns).unwrap();
        let long = "ệ".repeat(1 << 18);
        for n in 0..40 {
            table.add([Value::Text(&long), Value::Integer(n), Value::Integer(n), Value::Text("2023-04-03")]).unwrap();
        }
        table.add([Value::Null, Value::Text("no number"), Value::Real(0.5), Value::Text("2023-04-XX")]).unwrap();
        let bytes = table.finish().unwrap();
        let reader = read(&bytes);
        assert!(reader.metadata().num_row_groups() > 1);
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap()).collect();
        assert_eq!(rows.len(), 41);
        assert_eq!(rows[40].to_string(), "{text: null, n: null, x: 0.5, day: null}");
        let first = rows[7].to_string();
        assert!(
            first.ends_with("n: 7, x: 7.0, day: 2023-04-03}") && first.len() > long.len(),
            "{}",
            &first[first.len() - 60..]
        );
        let empty = ParquetTable::new(Vec::new(), "none", &columns).unwrap().finish().unwrap();
        let reader = read(&empty);
        assert_eq!(reader.get_row_iter(None).unwrap().count(), 0);
    }
}
