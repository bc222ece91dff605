//! From restored text to the outline of a document: header, blocks, section tree, recipients, signatures.
//!
//! The text is cut into lines once ([`lines`]); the head is read from the top ([`head`]), the feet are found
//! ([`tail`]), and what lies between becomes blocks and labelled nodes ([`body`], [`tree`]), whose titles are judged
//! last ([`headings`]). Every step is linear in the text and none can fail: what was not found is null, what looks
//! wrong is a warning. Rules come from Nghị định 30/2020/NĐ-CP and are taken as strong priors, since scans and
//! drafts break them.

mod body;
mod cells;
mod dates;
mod field_labels;
mod footnotes;
mod head;
mod headings;
mod issuer;
mod labels;
mod lines;
mod organisations;
mod signers;
mod tables;
mod tail;
mod tree;
#[cfg(test)]
mod whole;
mod worn;

use crate::document::{
    Arrival, Block, DocType, Header, MarkKind, Outline, Page, Recipient, Section, SectionKind, Signature, Span, Warning,
};
use crate::text::doc_types::{self, TypeName};
use crate::text::{IndexedText, one_line};
use body::{Body, Piece};
pub use footnotes::footnotes;
use head::Head;
use lines::Lines;
use std::collections::HashMap;
use std::ops::Range;
use tail::Tail;
use tree::{Node, Tree};

/// Finds the structure of `text`.
///
/// `pages` are the pages as they were read; their boxes and marks are cues that may be missing. The stamp of incoming
/// mail is taken from their marks. `footnotes` are the lines that [`footnotes()`] found.
///
/// ```
/// use vankho::{structure::parse, text::IndexedText};
/// let text = IndexedText::new("KẾ HOẠCH\nCông tác năm 2024\n\nI. MỤC ĐÍCH\n- Nâng cao nhận thức.\n");
/// let outline = parse(&text, &[], &[]);
/// assert_eq!(outline.header.period.as_deref(), Some("2024"));
/// assert_eq!(outline.sections[0].title.as_deref(), Some("MỤC ĐÍCH"));
/// ```
pub fn parse(text: &IndexedText, pages: &[Page], footnotes: &[Span]) -> Outline {
    let raw = text.as_str();
    let found = tables::find(text, pages);
    let ranges: Vec<Range<usize>> = found.iter().map(|table| table.range.clone()).collect();
    let mut notes: Vec<Range<usize>> = footnotes.iter().map(|line| text.range(*line)).collect();
    notes.retain(|note| !ranges.iter().any(|table| table.contains(&note.start)));
    let lines = Lines::read_around(raw, &ranges, &notes);
    let head = head::read(raw, &lines);
    let tail = tail::read(raw, &lines, head.body);
    let mut body = Body::new(raw, &lines);
    let mut open = true;
    let mut next = ranges.iter().peekable();
    for i in head.body..lines.lines.len() {
        while let Some(table) = next.next_if(|table| table.start < lines.lines[i].start) {
            body.table(table);
        }
        if !tail.taken[i] {
            body.line(i);
            open = true;
        } else if open {
            body.close_all();
            open = false;
        }
    }
    next.for_each(|table| body.table(table));
    body.end();
    let Body { tree, preamble, .. } = body;
    let mut writer = Writer::new(text, &lines);
    let mut outline = Outline {
        preamble: preamble.iter().map(|p| writer.block(p)).collect(),
        sections: writer.sections(&tree, &tree.roots, "", 1),
        recipients: recipients(text, &tail),
        ..Outline::default()
    };
    outline.signatures = signatures(text, &tail);
    writer.gaps(&tree);
    outline.header = header(&mut writer, &head, &tail, &preamble, pages);
    for signature in outline.signatures.iter().skip(1) {
        writer.warn("second-signature", "Another signature block follows the first.", signature.span);
    }
    outline.issued = head.date.as_ref().map(|d| text.span(d.range.clone())).or_else(|| {
        head.promulgation.clone().and_then(|p| dates::printed(&raw[p.clone()], p.start)).map(|d| text.span(d.range))
    });
    if let (Some(first), Some(last)) = (head.title.first(), head.title.last()) {
        outline.title = Some(text.span(first.start..last.end.max(first.start)));
    }
    outline.promulgation = head.promulgation.clone().map(|p| text.span(p));
    outline.furniture = lines.furniture.iter().map(|r| text.span(r.clone())).collect();
    let marks = found.iter().flat_map(|table| tables::marks(raw, table));
    outline.markup = lines.markup.iter().cloned().chain(marks).map(|r| text.span(r)).collect();
    outline.markup.sort();
    outline.tables = tables::whole(text, &found, &lines.lines);
    outline.written = found.into_iter().filter(|t| t.written).map(|t| (t.page, t.table)).collect();
    outline.number = head.number.as_ref().map(|n| text.span(n.range.clone()));
    outline.warnings = writer.warnings;
    outline.warnings.sort_by_key(|w| w.span);
    outline
}

fn header(writer: &mut Writer<'_>, head: &Head, tail: &Tail, preamble: &[Piece], pages: &[Page]) -> Header {
    let (text, raw) = (writer.text, writer.text.as_str());
    let mut header = Header {
        place: head.place.clone(),
        secrecy: head.secrecy.or_else(|| stamped(pages, cells::SECRECY)).map(str::to_owned),
        urgency: head.urgency.or_else(|| stamped(pages, cells::URGENCY)).map(str::to_owned),
        addressees: head.addressees.clone(),
        ..Header::default()
    };
    if let Some(number) = &head.number {
        header.number = number.number.clone();
        header.symbol = number.symbol.clone();
        header.code = number.code.clone();
        if number.number.is_none() {
            writer.warn(
                "blank-number",
                "The document's number was left blank or could not be read.",
                text.span(number.range.clone()),
            );
        }
    }
    let noted = || head.promulgation.clone().and_then(|p| dates::printed(&raw[p.clone()], p.start));
    if let Some(date) = head.date.clone().or_else(noted) {
        if date.blank {
            writer.warn(
                "blank-date",
                "The day or month of issue was left blank or could not be read.",
                text.span(date.range.clone()),
            );
        }
        header.date = Some(date.edtf);
    }
    let title: Vec<String> = head.title.iter().map(|r| writer.plain(r.clone())).filter(|t| !t.is_empty()).collect();
    let title = title.join(" ");
    header.title = (!title.is_empty()).then(|| strip_stop(&title).to_owned());
    header.period = header.title.as_deref().and_then(dates::period);
    header.doc_type = doc_type(head).map(|t| DocType { code: t.code.to_owned(), name: t.name.to_owned() });
    let orgs: Vec<String> =
        head.letterhead.iter().map(|o| organisations::sentence_case(&organisations::without_brackets(o))).collect();
    let found = orgs.last().cloned().or_else(|| {
        issuer::from_body(preamble.iter().map(|p| &raw[p.range.clone()]))
            .or_else(|| issuer::from_signature(&tail.signatures))
    });
    header.issuer =
        found.map(|name| issuer::complete(&one_line(&name), header.place.as_deref(), header.title.as_deref()));
    header.parent_issuer = (orgs.len() > 1).then(|| orgs[0].clone());
    header.arrival = arrival(head, pages);
    let unread = |a: &Arrival| a.number.is_none() || a.date.is_none();
    if header.arrival.as_ref().is_some_and(unread) {
        let message = "The stamp of incoming mail has a number or date that could not be read.";
        writer.warnings.push(Warning {
            code: "arrival-unread".into(),
            message: message.into(),
            page: Some(0),
            span: None,
        });
    }
    if let Some(secrecy) = &header.secrecy {
        let message =
            format!("The document is marked secret ({secrecy}): see to it that only those may read it who may.");
        writer.warnings.push(Warning { code: "marked-secret".into(), message, page: None, span: None });
    }
    header
}

/// The type that the head names; else the one that the symbol begins with; a "V/v" makes a công văn.
fn doc_type(head: &Head) -> Option<&'static TypeName> {
    head.doc_type.or_else(|| {
        let symbol = head.number.as_ref().and_then(|n| n.symbol.as_deref());
        let first = symbol.and_then(|s| s.split(['-', '/']).next());
        let typed = first.and_then(|s| doc_types::DOC_TYPES.iter().find(|t| t.code == s));
        let letter = || {
            (head.dispatch || symbol.is_some() && !head.addressees.is_empty())
                .then(|| doc_types::by_code("CV"))
                .flatten()
        };
        if head.dispatch { letter() } else { typed.or_else(letter) }
    })
}

/// The marking that a stamp on the first page is.
fn stamped(pages: &[Page], table: &[(&str, &'static str)]) -> Option<&'static str> {
    let stamps = pages.first()?.marks.iter().filter(|mark| mark.kind == MarkKind::Stamp);
    stamps.filter_map(|mark| mark.text.as_deref()).flat_map(str::lines).find_map(|line| cells::marking(line, table))
}

fn arrival(head: &Head, pages: &[Page]) -> Option<Arrival> {
    let stamps =
        pages.iter().flat_map(|p| &p.marks).filter(|m| m.kind == MarkKind::Stamp).filter_map(|m| m.text.as_deref());
    let stamped = stamps.filter(|t| cells::is_arrival_stamp(t)).map(cells::arrival_fields).next();
    match stamped {
        Some((number, date)) => Some(Arrival { number, date }),
        None if head.arrival => Some(Arrival { number: head.arrival_number.clone(), date: head.arrival_date.clone() }),
        None => None,
    }
}

fn recipients(text: &IndexedText, tail: &Tail) -> Vec<Recipient> {
    let rows = tail.rows.iter().map(|row| {
        let (name, purpose) = tail::name_and_purpose(&text.as_str()[row.range.clone()]);
        Recipient { name, purpose, span: text.span(row.range.clone()) }
    });
    rows.filter(|r| !r.name.is_empty()).collect()
}

fn signatures(text: &IndexedText, tail: &Tail) -> Vec<Signature> {
    let rows = tail.signatures.iter().cloned();
    rows.map(|s| Signature { authority: s.authority, position: s.position, name: s.name, span: text.span(s.range) })
        .collect()
}

fn strip_stop(title: &str) -> &str {
    let trimmed = title.trim_end_matches([' ', ':', '.', '*']);
    if trimmed.is_empty() { title } else { trimmed }
}

/// Turns bytes into the contract's types.
struct Writer<'t> {
    text: &'t IndexedText,
    lines: &'t Lines,
    skips: Vec<Range<usize>>,
    ids: HashMap<String, u32>,
    warnings: Vec<Warning>,
}

impl<'t> Writer<'t> {
    fn new(text: &'t IndexedText, lines: &'t Lines) -> Self {
        let mut skips: Vec<_> = lines.furniture.iter().chain(&lines.markup).cloned().collect();
        skips.sort_by_key(|r| r.start);
        Self { text, lines, skips, ids: HashMap::new(), warnings: Vec::new() }
    }

    fn warn(&mut self, code: &str, message: &str, span: Span) {
        let page = Some(self.text.page_at(span.start));
        self.warnings.push(Warning { code: code.to_owned(), message: message.to_owned(), page, span: Some(span) });
    }

    /// The text of a range on one line, without markup and furniture.
    fn plain(&self, range: Range<usize>) -> String {
        let raw = self.text.as_str();
        let mut kept = String::new();
        let mut at = range.start;
        let first = self.skips.partition_point(|s| s.end <= range.start);
        for skip in self.skips[first..].iter().take_while(|s| s.start < range.end) {
            if skip.start > at {
                kept.push_str(&raw[at..skip.start]);
            }
            at = at.max(skip.end);
        }
        if at < range.end {
            kept.push_str(&raw[at..range.end]);
        }
        one_line(&kept)
    }

    fn block(&self, piece: &Piece) -> Block {
        Block { kind: piece.kind, marker: piece.marker.clone(), span: self.text.span(piece.range.clone()) }
    }

    fn sections(&mut self, tree: &Tree, nodes: &[usize], path: &str, level: u32) -> Vec<Section> {
        nodes.iter().map(|&n| self.section(tree, n, path, level)).collect()
    }

    fn section(&mut self, tree: &Tree, n: usize, path: &str, level: u32) -> Section {
        let node = &tree.nodes[n];
        let id = self.id(path, &node.label.text);
        let mut blocks = Vec::new();
        let mut title = None;
        match headings::heading(self.text.as_str(), self.lines, node) {
            Some(heading) => {
                title = Some(strip_stop(&self.plain(heading.title)).to_owned()).filter(|t| !t.is_empty());
                if let (Some(range), Some(first)) = (heading.rest, &node.first) {
                    blocks.push(self.block(&Piece { range, ..first.clone() }));
                }
            }
            None => blocks.extend(node.first.iter().map(|p| self.block(p))),
        }
        blocks.extend(node.blocks.iter().map(|p| self.block(p)));
        let children = self.sections(tree, &node.children, &id, level + 1);
        let own = node.first.iter().chain(&node.blocks).map(|p| p.range.end).max().unwrap_or(0).max(node.end);
        let mut span = self.text.span(node.start..own);
        span.end = children.last().map_or(span.end, |c| c.span.end.max(span.end));
        Section { id, label: node.label.text.clone(), kind: node.label.kind, level, title, span, blocks, children }
    }

    /// The label path; a label that stands twice under one parent gets `~2`.
    fn id(&mut self, path: &str, label: &str) -> String {
        let base = if path.is_empty() { label.to_owned() } else { format!("{path}/{label}") };
        let mut id = base.clone();
        // The count makes each further repetition cheap; the loop only meets labels that look like one.
        let mut n = self.ids.get(&base).copied().unwrap_or(0);
        while self.ids.contains_key(&id) {
            n += 1;
            id = format!("{base}~{}", n + 1);
        }
        self.ids.insert(base, n);
        self.ids.entry(id.clone()).or_insert(0);
        id
    }

    /// Warns where a row of labels leaves one out or repeats one.
    fn gaps(&mut self, tree: &Tree) {
        let rows = std::iter::once(&tree.roots).chain(tree.nodes.iter().map(|n| &n.children));
        for row in rows {
            let mut before: Option<&Node> = None;
            for node in row.iter().map(|&n| &tree.nodes[n]) {
                let same = |b: &&Node| b.label.kind == node.label.kind && b.label.close == node.label.close;
                let last = before.filter(same).map_or(0, |b| b.label.value);
                let value = node.label.value;
                let skips_d = node.label.kind == SectionKind::Letter && last == 4 && value == 6;
                if value > last + 1 && !skips_d {
                    let span = self.text.span(node.start..node.end);
                    let message = format!(
                        "The label {} does not follow on; something before it may be missing.",
                        node.label.text
                    );
                    self.warn("label-gap", &message, span);
                } else if value != 0 && value <= last && value != 1 {
                    let span = self.text.span(node.start..node.end);
                    self.warn("label-order", &format!("The label {} repeats an earlier one.", node.label.text), span);
                }
                before = Some(node);
            }
        }
    }
}
