//! The section tree.

use super::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One labelled heading or labelled item, with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Section {
    /// Label path: `II/1/1.1/1.1.3`.
    pub id: String,
    /// The label as printed, without its closing dot or bracket.
    pub label: String,
    /// The kind of label.
    pub kind: SectionKind,
    /// Depth in the tree, 1 = top.
    pub level: u32,
    /// The heading on one line; null when the label opens a run-in paragraph.
    pub title: Option<String>,
    /// From the label to the end of the last child.
    pub span: Span,
    /// Its own paragraphs and bullets, those of its children not included.
    pub blocks: Vec<Block>,
    /// The labels under it.
    pub children: Vec<Section>,
}

/// Kinds of label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SectionKind {
    /// Phụ lục
    Appendix,
    /// Phần
    Part,
    /// Chương
    Chapter,
    /// Mục
    Division,
    /// Điều
    Article,
    /// I, II, …
    Roman,
    /// 1, 2, …
    Arabic,
    /// 1.1, 1.1.1, …
    Decimal,
    /// a, b, c, d, đ, …
    Letter,
}

/// A paragraph or bullet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The bullet's mark, `-`, `+`; null for a paragraph.
    pub marker: Option<String>,
    /// Its text, the marker included.
    pub span: Span,
}

/// Kinds of block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// An item with a mark.
    Bullet,
}
