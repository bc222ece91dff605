//! The view that extraction reads: blocks on one line each, nothing in between.
//!
//! A phrase on a page may be broken by line ends, blank lines, a page number between two pages or a markdown
//! mark. Here every block is one line: white space is one blank, furniture and markup are gone, and blocks are
//! separated by a line feed. A table of copied runs leads from each byte back to the text. So the grammars of
//! the facts need to know one blank only, and never see the letterhead or the signatures.

use crate::document::{Block, BlockKind, Outline, Section, Span};
use crate::text::IndexedText;
use std::ops::Range;

/// What a line of the view is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The date line.
    Issued,
    /// The trích yếu.
    Title,
    /// This document's own "Ban hành kèm theo" note.
    Promulgation,
    /// A paragraph or bullet before the first section.
    Preamble,
    /// A section's label and title.
    Heading,
    /// A section's paragraph.
    Paragraph,
    /// A section's bullet.
    Bullet,
    /// A cell of a table, or the part of it that stands on one page.
    Cell,
}

/// One line of the view.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Its bytes in [`Flat::text`], without the line feed.
    pub range: Range<usize>,
    /// First byte behind the bullet's mark or the label.
    pub body: usize,
    pub role: Role,
    /// Index into [`Flat::sections`].
    pub section: Option<usize>,
}

/// A section of the outline, in document order.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub id: String,
    pub span: Span,
    pub parent: Option<usize>,
}

/// The view.
#[derive(Debug)]
pub(super) struct Flat {
    pub text: String,
    pub lines: Vec<Line>,
    pub sections: Vec<Node>,
    /// (byte of the view, byte of the text) where a copied run begins.
    runs: Vec<(usize, usize)>,
}

struct Piece<'a> {
    span: Span,
    role: Role,
    section: Option<usize>,
    mark: &'a str,
}

impl Flat {
    /// Lays out the view. Spans outside the text or out of order are dropped.
    pub fn new(text: &IndexedText, outline: &Outline) -> Self {
        let mut sections = Vec::new();
        let mut pieces = Vec::new();
        let mut put = |span: Option<Span>, role| {
            if let Some(span) = span {
                pieces.push(Piece { span, role, section: None, mark: "" });
            }
        };
        put(outline.issued, Role::Issued);
        put(outline.title, Role::Title);
        put(outline.promulgation, Role::Promulgation);
        for block in &outline.preamble {
            pieces.push(Piece { span: block.span, role: Role::Preamble, section: None, mark: mark(block) });
        }
        let cells = outline.tables.iter().flat_map(|t| &t.rows).flat_map(|r| &r.cells);
        let mut cells: Vec<Span> = cells.filter(|c| !c.from_above).flat_map(|c| c.parts.iter().copied()).collect();
        cells.sort();
        cells.dedup();
        walk(&outline.sections, None, &cells, &mut sections, &mut pieces);
        pieces.extend(cells.into_iter().map(|span| Piece { span, role: Role::Cell, section: None, mark: "" }));
        if outline.preamble.is_empty() && outline.sections.is_empty() && outline.tables.is_empty() {
            paragraphs(text, &mut pieces);
        }
        pieces.sort_by_key(|p| (p.span.start, p.span.end));
        let mut hidden: Vec<Span> = outline.furniture.iter().chain(&outline.markup).copied().collect();
        hidden.sort();
        let mut flat =
            Self { text: String::with_capacity(text.as_str().len()), lines: Vec::new(), sections, runs: Vec::new() };
        let (mut next_hidden, mut done) = (0, 0);
        for piece in pieces {
            let span = Span::new(piece.span.start.max(done), piece.span.end.min(text.len()));
            if span.is_empty() || piece.span.end <= done {
                continue;
            }
            done = span.end;
            flat.copy(text, span, &hidden, &mut next_hidden, &piece);
        }
        flat
    }

    fn copy(&mut self, text: &IndexedText, span: Span, hidden: &[Span], next_hidden: &mut usize, piece: &Piece) {
        let source = text.range(span);
        let start = self.text.len();
        let (mut at, mut blank, mut joined) = (source.start, None, false);
        while *next_hidden < hidden.len() && hidden[*next_hidden].end <= span.start {
            *next_hidden += 1;
        }
        let mut look = *next_hidden;
        while at < source.end {
            let skip = hidden.get(look).map(|h| text.range(*h));
            if skip.as_ref().is_some_and(|s| s.end <= at) {
                look += 1;
                continue;
            }
            if let Some(s) = skip.as_ref().filter(|s| s.start <= at && at < s.end) {
                // `<br>` parts words.
                if text.as_str()[s.clone()].starts_with('<') {
                    blank.get_or_insert(at);
                }
                at = s.end.min(source.end);
                joined = false;
                look += 1;
                continue;
            }
            let stop = skip.map_or(source.end, |s| s.start.min(source.end));
            for (i, c) in text.as_str()[at..stop].char_indices() {
                if c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}') {
                    blank.get_or_insert(at + i);
                    continue;
                }
                if let Some(b) = blank.take()
                    && self.text.len() > start
                {
                    if !(joined && b + 1 == at + i && text.as_str().as_bytes()[b] == b' ') {
                        self.runs.push((self.text.len(), b));
                        joined = false;
                    }
                    self.text.push(' ');
                }
                if !joined || self.text.len() == start {
                    self.runs.push((self.text.len(), at + i));
                    joined = true;
                }
                self.text.push(c);
            }
            at = stop;
        }
        *next_hidden = look.saturating_sub(1);
        if self.text.len() == start {
            return;
        }
        let line = &self.text[start..];
        let rest = line.strip_prefix(piece.mark).unwrap_or(line).trim_start_matches(|c: char| " .)-–+*•:".contains(c));
        let body = start + line.len() - rest.len();
        self.lines.push(Line { range: start..self.text.len(), body, role: piece.role, section: piece.section });
        self.text.push('\n');
    }

    /// Where a range of the view stands in the text.
    pub fn span(&self, text: &IndexedText, range: Range<usize>) -> Span {
        let view = &self.text[range.clone()];
        let start = range.start + view.len() - view.trim_start().len();
        let trimmed = view.trim();
        let Some(last) = trimmed.chars().next_back() else {
            let at = self.source(range.start);
            return text.span(at..at);
        };
        let end = start + trimmed.len();
        text.span(self.source(start)..self.source(end - last.len_utf8()) + last.len_utf8())
    }

    fn source(&self, at: usize) -> usize {
        match self.runs.partition_point(|r| r.0 <= at).checked_sub(1) {
            Some(i) => self.runs[i].1 + (at - self.runs[i].0),
            None => 0,
        }
    }

    /// The line that holds byte `at`.
    pub fn line_at(&self, at: usize) -> Option<&Line> {
        let i = self.lines.partition_point(|l| l.range.start <= at).checked_sub(1)?;
        Some(&self.lines[i])
    }

    /// The line of the cell that begins at `span`.
    pub fn cell(&self, text: &IndexedText, span: Span) -> Option<&Line> {
        let at = text.range(span).start;
        let i = self.lines.partition_point(|l| self.source(l.range.start) < at);
        self.lines.get(i).filter(|l| l.role == Role::Cell && self.source(l.range.start) < text.range(span).end)
    }

    /// The deepest section around a span.
    pub fn section_at(&self, span: Span) -> Option<&Node> {
        let mut at = self.sections.partition_point(|n| n.span.start <= span.start).checked_sub(1);
        while let Some(i) = at {
            if self.sections[i].span.contains(span) {
                return Some(&self.sections[i]);
            }
            at = self.sections[i].parent;
        }
        None
    }
}

fn mark(block: &Block) -> &str {
    block.marker.as_deref().unwrap_or("")
}

fn walk<'a>(
    from: &'a [Section],
    parent: Option<usize>,
    cells: &[Span],
    nodes: &mut Vec<Node>,
    pieces: &mut Vec<Piece<'a>>,
) {
    for section in from {
        let index = nodes.len();
        nodes.push(Node { id: section.id.clone(), span: section.span, parent });
        let first =
            section.blocks.iter().map(|b| b.span.start).chain(section.children.iter().map(|c| c.span.start)).min();
        if section.title.is_some() {
            let end = first.unwrap_or(section.span.end);
            let cell = cells.get(cells.partition_point(|cell| cell.start < section.span.start));
            let end = cell.map_or(end, |cell| end.min(cell.start));
            pieces.push(Piece {
                span: Span::new(section.span.start, end),
                role: Role::Heading,
                section: Some(index),
                mark: &section.label,
            });
        }
        for block in &section.blocks {
            let (role, mark) = match block.kind {
                BlockKind::Bullet => (Role::Bullet, mark(block)),
                BlockKind::Paragraph => {
                    (Role::Paragraph, if section.title.is_none() { section.label.as_str() } else { "" })
                }
            };
            pieces.push(Piece { span: block.span, role, section: Some(index), mark });
        }
        walk(&section.children, Some(index), cells, nodes, pieces);
    }
}

/// A text without an outline: what blank lines separate.
fn paragraphs(text: &IndexedText, pieces: &mut Vec<Piece>) {
    let (mut at, mut start) = (0usize, None);
    let mut put = |range: Range<usize>| {
        pieces.push(Piece { span: text.span(range), role: Role::Preamble, section: None, mark: "" });
    };
    for line in text.as_str().split_inclusive('\n') {
        if line.trim().is_empty() {
            if let Some(s) = start.take() {
                put(s..at);
            }
        } else {
            start.get_or_insert(at);
        }
        at += line.len();
    }
    if let Some(s) = start {
        put(s..at);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_over_a_page_number_and_marks_is_one_line_and_leads_back() {
        let source = "ngày 10 \n\n2\n\u{c} tháng **3/2023** \n\n- Hai";
        let text = IndexedText::new(source);
        let find = |s: &str| {
            let at = source.find(s).unwrap();
            text.span(at..at + s.len())
        };
        let block = |span, marker: Option<&str>| Block {
            kind: if marker.is_some() { BlockKind::Bullet } else { BlockKind::Paragraph },
            marker: marker.map(str::to_owned),
            span,
        };
        let second = source.find("- Hai").unwrap();
        let outline = Outline {
            preamble: vec![block(text.span(0..second), None), block(text.span(second..source.len()), Some("-"))],
            furniture: vec![find("2\n")],
            markup: vec![find("**"), text.span(source.rfind("**").unwrap()..source.rfind("**").unwrap() + 2)],
            ..Outline::default()
        };
        let flat = Flat::new(&text, &outline);
        assert_eq!(flat.text, "ngày 10 tháng 3/2023\n- Hai\n");
        let at = flat.text.find("3/2023").unwrap();
        assert_eq!(text.slice(flat.span(&text, at..at + 6)), "3/2023");
        assert_eq!(text.slice(flat.span(&text, 0..at + 6)), &source[..source.find("3/2023").unwrap() + 6]);
        assert_eq!(&flat.text[flat.lines[1].body..flat.lines[1].range.end], "Hai");
    }
}
