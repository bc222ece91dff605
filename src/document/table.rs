//! Tables: as they stand on a page, and as they are read over pages.

use super::{PixelBox, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A table as it stands on one page: one with ruled lines, or one that a text writes with bars.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// Its frame, in pixels of the page image as it was given; null in a text.
    #[serde(rename = "box")]
    pub bbox: Option<PixelBox>,
    /// Number of rows.
    pub rows: u32,
    /// Number of columns.
    pub columns: u32,
    /// Its cells, row by row; a joined cell stands once, at its first row and column.
    pub cells: Vec<TableCell>,
}

/// A cell of a [`Table`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct TableCell {
    /// 0-based row.
    pub row: u32,
    /// 0-based column.
    pub column: u32,
    /// Rows that it takes, 1 or more.
    pub row_span: u32,
    /// Columns that it takes, 1 or more.
    pub column_span: u32,
    /// What stands in it; empty where nothing does.
    pub span: Span,
    /// Its frame, in pixels of the page image as it was given; null in a text.
    #[serde(rename = "box")]
    pub bbox: Option<PixelBox>,
}

/// A table over all the pages that it takes: what extraction reads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WholeTable {
    /// Number of columns.
    pub columns: u32,
    /// Its rows from the top. A row that a page break cut is one row.
    pub rows: Vec<TableRow>,
}

/// A row of a [`WholeTable`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableRow {
    /// Its cells from the left, those included that begin in a row above it and reach down to it.
    pub cells: Vec<RowCell>,
}

/// A cell of a [`TableRow`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowCell {
    /// Its 0-based first column.
    pub column: u32,
    /// Columns that it takes, 1 or more.
    pub column_span: u32,
    /// Whether it begins in a row above.
    pub from_above: bool,
    /// What stands in it: nothing, one stretch, or one for each page that it takes.
    pub parts: Vec<Span>,
}
