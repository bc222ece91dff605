//! Tables of a page.

use super::{PixelBox, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A table with ruled lines, as it stands on one page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// Its frame, in pixels of the page image as it was given.
    #[serde(rename = "box")]
    pub bbox: PixelBox,
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
    /// Its frame, in pixels of the page image as it was given.
    #[serde(rename = "box")]
    pub bbox: PixelBox,
}
