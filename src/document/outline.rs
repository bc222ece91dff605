//! What structure parsing hands to extraction.

use super::{Block, Header, Recipient, Section, Signature, Span, Table, Warning, WholeTable};

/// The structure of a document: what `structure::parse` finds and `extract::facts` leans on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outline {
    /// The header; `promulgated_by` is filled after extraction.
    pub header: Header,
    /// The blocks before the first section.
    pub preamble: Vec<Block>,
    /// The section tree.
    pub sections: Vec<Section>,
    /// The "Nơi nhận" rows.
    pub recipients: Vec<Recipient>,
    /// The signature blocks.
    pub signatures: Vec<Signature>,
    /// The number line of the letterhead in the text, "Số: 15/KH-SYT".
    pub number: Option<Span>,
    /// The date of issue in the text, when the document prints one.
    pub issued: Option<Span>,
    /// The line(s) of the trích yếu in the text.
    pub title: Option<Span>,
    /// This document's own "(Ban hành kèm theo …)" note in the text.
    pub promulgation: Option<Span>,
    /// The tables, in text order: their text is in no block.
    pub tables: Vec<WholeTable>,
    /// Those of them that the text writes with bars or tabs, with their pages: no page record has them yet.
    pub written: Vec<(u32, Table)>,
    /// Ranges that are in the text but in no block and no fact: page numbers, footnotes, running heads.
    pub furniture: Vec<Span>,
    /// Markdown or other markup characters: skipped in titles, ignored by extraction.
    pub markup: Vec<Span>,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
}
