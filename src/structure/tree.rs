//! The tree of labelled nodes.
//!
//! The open nodes form a stack. A label that continues a row of its kind (and of its close: `1.` and `1)` are two
//! rows) becomes the sibling of that row; another is placed by the rank of its kind. A missing label is never invented:
//! the gap is a warning.

use super::body::Piece;
use super::labels::Label;
use crate::document::SectionKind;

/// How a label stands to the rows that are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sequence {
    /// It follows the last of its row.
    Next,
    /// It opens a row.
    First,
    /// It leaves out so many.
    Ahead(u32),
    /// It repeats or goes back.
    Odd,
}

/// One node, in bytes.
#[derive(Debug)]
pub(crate) struct Node {
    pub label: Label,
    pub children: Vec<usize>,
    /// First byte of its line.
    pub start: usize,
    /// One past its label's line.
    pub end: usize,
    /// What the label opens.
    pub first: Option<Piece>,
    /// What follows.
    pub blocks: Vec<Piece>,
    /// Whether a table is part of it.
    pub tabled: bool,
}

/// All nodes in text order.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub nodes: Vec<Node>,
    pub roots: Vec<usize>,
    stack: Vec<usize>,
}

fn rank(kind: SectionKind) -> u8 {
    match kind {
        SectionKind::Appendix => 0,
        SectionKind::Part => 1,
        SectionKind::Chapter => 2,
        SectionKind::Division => 3,
        SectionKind::Article => 4,
        SectionKind::Roman => 5,
        SectionKind::Arabic => 6,
        SectionKind::Decimal => 7,
        SectionKind::Letter => 8,
    }
}

impl Tree {
    /// The deepest open node; after all were closed, the last one at the top.
    pub fn deepest(&self) -> Option<usize> {
        self.stack.last().or(self.roots.last()).copied()
    }

    pub fn close_all(&mut self) {
        self.stack.clear();
    }

    pub fn set_first(&mut self, node: usize, piece: Piece) {
        self.nodes[node].first = Some(piece);
    }

    pub fn add_block(&mut self, node: usize, piece: Piece) {
        let detached = self.stack.is_empty();
        self.nodes[node].blocks.push(Piece { detached, ..piece });
    }

    pub fn add_table(&mut self, node: usize, end: usize) {
        let node = &mut self.nodes[node];
        node.end = node.end.max(end);
        node.tabled = true;
    }

    /// How `label` stands to the open rows.
    pub fn sequence(&self, label: &Label) -> Sequence {
        match self.row(label) {
            Some(at) => {
                let last = self.nodes[self.stack[at]].label.value;
                if label.value == last + 1
                    || repeats_d(label, last)
                    || label.kind == SectionKind::Letter && last == 4 && label.value == 6
                {
                    Sequence::Next
                } else if label.value > last {
                    Sequence::Ahead(label.value - last - 1)
                } else if label.value == 1 {
                    Sequence::First
                } else {
                    Sequence::Odd
                }
            }
            None if label.value <= 1 => Sequence::First,
            None => Sequence::Ahead(label.value - 1),
        }
    }

    /// The value of the last label of the open row of `kind`.
    pub fn last_of(&self, kind: SectionKind) -> Option<u32> {
        self.stack.iter().rev().map(|&n| &self.nodes[n].label).find(|l| l.kind == kind).map(|l| l.value)
    }

    /// Whether a numbered node with this label is open.
    pub fn has_open(&self, text: &str) -> bool {
        self.stack.iter().any(|&n| self.nodes[n].label.text == text)
    }

    /// Where in the stack the row that `label` belongs to stands.
    fn row(&self, label: &Label) -> Option<usize> {
        self.stack.iter().rposition(|&n| {
            let open = &self.nodes[n].label;
            open.kind == label.kind
                && if label.kind == SectionKind::Decimal {
                    open.prefix() == label.prefix()
                } else {
                    open.close == label.close || label.kind < SectionKind::Roman && label.kind != SectionKind::Part
                }
        })
    }

    /// Adds the node of `label`, whose line begins at byte `start`.
    pub fn place(&mut self, mut label: Label, start: usize, end: usize) -> usize {
        let row = self.row(&label);
        if let Some(at) = row
            && repeats_d(&label, self.nodes[self.stack[at]].label.value)
        {
            label.text = "đ".to_owned();
            label.value += 1;
        }
        let keep =
            if label.kind == SectionKind::Decimal { self.keep_decimal(&label, row) } else { self.keep(&label, row) };
        self.stack.truncate(keep);
        let parent = self.stack.last().copied();
        let node = self.nodes.len();
        match parent {
            Some(parent) => self.nodes[parent].children.push(node),
            None => self.roots.push(node),
        }
        self.nodes.push(Node {
            label,
            children: Vec::new(),
            start,
            end,
            first: None,
            blocks: Vec::new(),
            tabled: false,
        });
        self.stack.push(node);
        node
    }

    /// How many open nodes stay above a decimal.
    fn keep_decimal(&self, label: &Label, row: Option<usize>) -> usize {
        let prefix = label.prefix();
        let named = self.stack.iter().rposition(|&n| {
            let open = &self.nodes[n].label;
            open.text == prefix && matches!(open.kind, SectionKind::Arabic | SectionKind::Decimal | SectionKind::Roman)
        });
        let arabic = || self.stack.iter().rposition(|&n| self.nodes[n].label.kind == SectionKind::Arabic);
        match (named, row) {
            (Some(at), _) => at + 1,
            (None, Some(at)) => at,
            (None, None) => arabic().map_or_else(|| self.above(SectionKind::Decimal), |at| at + 1),
        }
    }

    /// How many open nodes stay above any other label.
    fn keep(&self, label: &Label, row: Option<usize>) -> usize {
        let last = self.stack.len();
        match row {
            // The row starts anew under a deeper label: it is another row.
            Some(at)
                if label.value == 1
                    && at + 1 < last
                    && self.nodes[self.stack[at]].label.value >= 1
                    && label.kind >= SectionKind::Arabic =>
            {
                let deeper = &self.nodes[self.stack[last - 1]].label;
                if rank(deeper.kind) > rank(label.kind) && deeper.kind == SectionKind::Letter { last } else { at }
            }
            Some(at) => at,
            None => {
                let other_close = self.stack.iter().any(|&n| self.nodes[n].label.kind == label.kind);
                if label.value == 1 && other_close {
                    last
                } else if let Some(same) = self.stack.iter().position(|&n| self.nodes[n].label.kind == label.kind) {
                    same
                } else if label.kind == SectionKind::Article {
                    self.above(SectionKind::Roman).max(
                        self.stack
                            .iter()
                            .rposition(|&n| self.nodes[n].label.kind == SectionKind::Roman)
                            .map_or(0, |at| at + 1),
                    )
                } else {
                    self.above(label.kind)
                }
            }
        }
    }

    /// How many open nodes rank above `kind`.
    fn above(&self, kind: SectionKind) -> usize {
        self.stack.iter().position(|&n| rank(self.nodes[n].label.kind) >= rank(kind)).unwrap_or(self.stack.len())
    }
}

/// `d)` after `d)` is a `đ)` that lost its bar.
fn repeats_d(label: &Label, last: u32) -> bool {
    label.kind == SectionKind::Letter && label.value == 4 && last == 4
}
