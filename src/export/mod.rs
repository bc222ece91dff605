//! Writes a [`Document`](crate::document::Document) for programs (JSON, JSON Schema), for
//! spreadsheets (CSV, Parquet) and for people (text, summary), and
//! with the pages that it was read from for viewers and libraries (searchable PDF, hOCR, ALTO); and a run over many of
//! them for those who have to look after it ([`report`]).

mod alto;
mod blocks;
mod columnar;
mod compare;
mod csv;
mod hocr;
mod json;
mod layout;
pub mod pdf;
pub mod report;
mod style;
mod summary;
mod xml;

pub use self::csv::{CsvTable, csv_head, csv_page, csv_row};
pub use alto::alto;
pub use columnar::{Kind, ParquetTable, TableColumn, Value};
pub use hocr::hocr;
pub use json::{json, json_line, schema};
pub use layout::{Placed, PlacedPage, PlacedWord, Sheet, sheets};
pub use style::Style;
pub use summary::{Summary, summary};
