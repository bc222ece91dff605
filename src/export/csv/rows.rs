//! The tables, column by column.

use super::columns::{
    Column, Row, Spanned, column, document, fact_names, fact_places, from, number, page, some, span_places, to, word,
};
use crate::document::{
    Assignment, DateMention, Document, Fact, Header, Recipient, Reference, Section, Signature, Span, Target,
};
use crate::text::one_line;

/// `documents.csv`.
pub fn documents() -> Vec<Column<Document>> {
    fn header<'a>(row: &Row<'a, Document>) -> &'a Header {
        &row.of.header
    }
    fn source(cell: &str) -> String {
        cell.to_owned()
    }
    vec![
        document(),
        column("path", "the path as given, `-` for standard input", |row| source(&row.of.source.path)),
        column("sha256", "SHA-256 of the file", |row| source(&row.of.source.sha256)),
        column("media_type", "media type, found from the content", |row| source(&row.of.source.media_type)),
        column("pages", "number of pages", |row| row.of.source.page_count.to_string()),
        column("type", "kind of document, abbreviated: `KH`", |row| {
            header(row).doc_type.as_ref().map(|kind| kind.code.clone()).unwrap_or_default()
        }),
        column("type_name", "kind of document: \"Kế hoạch\"", |row| {
            header(row).doc_type.as_ref().map(|kind| kind.name.clone()).unwrap_or_default()
        }),
        column("number", "number; empty when left blank", |row| some(&header(row).number)),
        column("symbol", "symbol, `KH-BTP`", |row| some(&header(row).symbol)),
        column("code", "number and symbol, `1058/KH-BTP`", |row| some(&header(row).code)),
        column("issuer", "the issuing body", |row| some(&header(row).issuer)),
        column("parent_issuer", "the body above it", |row| some(&header(row).parent_issuer)),
        column("place", "place of the date line", |row| some(&header(row).place)),
        column("date", "date of issue, EDTF", |row| some(&header(row).date)),
        column("date_from", "first day that it may be", |row| from(header(row).date.as_deref())),
        column("date_to", "last day that it may be", |row| to(header(row).date.as_deref())),
        column("title", "the trích yếu", |row| some(&header(row).title)),
        column("period", "the period that the title names, EDTF", |row| some(&header(row).period)),
        column("period_from", "its first day", |row| from(header(row).period.as_deref())),
        column("period_to", "its last day", |row| to(header(row).period.as_deref())),
        column("promulgated_by", "`id` of the reference that promulgates it", |row| some(&header(row).promulgated_by)),
        column("secrecy", "độ mật", |row| some(&header(row).secrecy)),
        column("urgency", "độ khẩn", |row| some(&header(row).urgency)),
        column("arrival_number", "number of the \"CÔNG VĂN ĐẾN\" stamp", |row| {
            header(row).arrival.as_ref().map(|arrival| some(&arrival.number)).unwrap_or_default()
        }),
        column("arrival_date", "date of that stamp, EDTF", |row| some(arrival_date(row.of))),
        column("arrival_date_from", "first day that it may be", |row| from(arrival_date(row.of).as_deref())),
        column("arrival_date_to", "last day that it may be", |row| to(arrival_date(row.of).as_deref())),
        column("addressees", "the \"Kính gửi\" names, with \"; \" between", |row| header(row).addressees.join("; ")),
        column("sections", "rows in `sections.csv`", |row| nodes(&row.of.sections).len().to_string()),
        column("references", "rows in `references.csv`", |row| row.of.references.len().to_string()),
        column("dates", "rows in `dates.csv`", |row| row.of.dates.len().to_string()),
        column("targets", "rows in `targets.csv`", |row| row.of.targets.len().to_string()),
        column("assignments", "rows in `assignments.csv`", |row| row.of.assignments.len().to_string()),
        column("recipients", "rows in `recipients.csv`", |row| row.of.recipients.len().to_string()),
        column("signatures", "rows in `signatures.csv`", |row| row.of.signatures.len().to_string()),
        column("noise", "how the text was damaged: that of most words", |row| word(&row.of.restoration.noise)),
        column("words", "words of the text", |row| row.of.restoration.tokens.to_string()),
        column("changed", "words that were restored", |row| row.of.restoration.changed.to_string()),
        column("confidence", "mean confidence of the page that is least sure, 0 to 1", |row| {
            let pages = row.of.pages.iter().filter_map(|page| page.mean_confidence);
            number(pages.map(|confidence| confidence.get()).min_by(f64::total_cmp))
        }),
        column("warnings", "number of warnings in the JSON", |row| row.of.warnings.len().to_string()),
        column("warning_codes", "their codes, each once, with \"; \" between", |row| {
            let mut codes: Vec<&str> = row.of.warnings.iter().map(|warning| warning.code.as_str()).collect();
            codes.sort_unstable();
            codes.dedup();
            codes.join("; ")
        }),
    ]
}

fn arrival_date(document: &Document) -> &Option<String> {
    document.header.arrival.as_ref().map_or(&None, |arrival| &arrival.date)
}

/// A section with the one that it hangs under.
pub struct Node<'a> {
    section: &'a Section,
    parent: Option<&'a str>,
}

/// The nodes of a tree in text order.
pub fn nodes(sections: &[Section]) -> Vec<Node<'_>> {
    let mut out = Vec::new();
    let mut open: Vec<Node<'_>> = sections.iter().rev().map(|section| Node { section, parent: None }).collect();
    while let Some(node) = open.pop() {
        let parent = Some(node.section.id.as_str());
        open.extend(node.section.children.iter().rev().map(|section| Node { section, parent }));
        out.push(node);
    }
    out
}

/// `sections.csv`.
pub fn sections<'a>() -> Vec<Column<Node<'a>>> {
    vec![
        document(),
        column("id", "the section's `id` in the JSON, its label path: `II/1/1.1`", |row| row.of.section.id.clone()),
        column("parent", "`id` of the section that it hangs under", |row| row.of.parent.unwrap_or_default().to_owned()),
        column("level", "depth in the tree, 1 = top", |row| row.of.section.level.to_string()),
        column("kind", "kind of label: `roman`, `arabic`, `article`, …", |row| word(&row.of.section.kind)),
        column("label", "the label as printed", |row| row.of.section.label.clone()),
        column("title", "the heading; empty when the label opens a paragraph", |row| some(&row.of.section.title)),
        column("page", "page of its first character, from 1", |row| page(row, row.of.section.span)),
        column("start", "first code point in the text", |row| row.of.section.span.start.to_string()),
        column("end", "one past the last code point, that of its children included", |row| {
            row.of.section.span.end.to_string()
        }),
        column("children", "number of sections right under it", |row| row.of.section.children.len().to_string()),
        column("quote", "its own paragraphs and bullets, those of its children not included", |row| {
            let blocks = row.of.section.blocks.iter().map(|block| one_line(row.text.slice(block.span)));
            blocks.collect::<Vec<_>>().join(" ")
        }),
    ]
}

/// `references.csv`.
pub fn references() -> Vec<Column<Fact<Reference>>> {
    let own: Vec<Column<Fact<Reference>>> = vec![
        column("type", "kind of document, abbreviated: `QĐ`", |row| row.of.value.doc_type.code.clone()),
        column("type_name", "kind of document: \"Quyết định\"", |row| row.of.value.doc_type.name.clone()),
        column("code", "number and symbol, normalised: `666/QĐ-TTg`", |row| some(&row.of.value.code)),
        column("key", "the same document's key everywhere: `vn/qd-ttg/2022/666`", |row| some(&row.of.value.key)),
        column("date", "its date, EDTF", |row| some(&row.of.value.date)),
        column("date_from", "first day that it may be", |row| from(row.of.value.date.as_deref())),
        column("date_to", "last day that it may be", |row| to(row.of.value.date.as_deref())),
        column("issuer", "its issuer as printed", |row| some(&row.of.value.issuer)),
        column("issuer_full", "its issuer with abbreviations written out", |row| some(&row.of.value.issuer_full)),
        column("title", "what it is about", |row| some(&row.of.value.title)),
        column("role", "`promulgation`, `basis` or `citation`", |row| word(&row.of.value.role)),
        column(
            "relation",
            "what this document does to it: `based_on`, `implements`, `amends`, `supplements`, `replaces`, `repeals`, `issued_with`",
            |row| word(&row.of.value.relation),
        ),
        column("article", "Điều that is meant", |row| {
            row.of.value.provision.as_ref().map(|part| part.article.clone()).unwrap_or_default()
        }),
        column("clause", "khoản", |row| {
            row.of.value.provision.as_ref().map(|part| some(&part.clause)).unwrap_or_default()
        }),
        column("point", "điểm", |row| {
            row.of.value.provision.as_ref().map(|part| some(&part.point)).unwrap_or_default()
        }),
    ];
    fact_names().into_iter().chain(own).chain(fact_places()).collect()
}

/// `dates.csv`.
pub fn dates() -> Vec<Column<Fact<DateMention>>> {
    let own: Vec<Column<Fact<DateMention>>> = vec![
        column("edtf", "the date, EDTF or a repeating interval", |row| row.of.value.edtf.clone()),
        column("edtf_from", "first day that it may be", |row| from(Some(&row.of.value.edtf))),
        column("edtf_to", "last day that it may be", |row| to(Some(&row.of.value.edtf))),
        column("kind", "`point`, `interval` or `recurrence`", |row| word(&row.of.value.kind)),
        column("role", "`issued`, `reference`, `period`, `deadline`, `event` or `other`", |row| {
            word(&row.of.value.role)
        }),
    ];
    fact_names().into_iter().chain(own).chain(fact_places()).collect()
}

/// `targets.csv`.
pub fn targets() -> Vec<Column<Fact<Target>>> {
    let own: Vec<Column<Fact<Target>>> = vec![
        column("comparator", "`eq`, `ge`, `gt`, `le`, `lt` or `range`", |row| word(&row.of.value.comparator)),
        column("value", "the number in the printed unit; of a range the low end", |row| {
            number(Some(row.of.value.value))
        }),
        column("value_max", "the high end of a range", |row| number(row.of.value.value_max)),
        column("unit", "`%`, or what is counted", |row| row.of.value.unit.clone()),
        column("value_base", "the number in the base unit, where the printed one is a multiple of it", |row| {
            number(row.of.value.value_base)
        }),
        column("unit_base", "the base unit: \"đồng\" of \"tỷ đồng\"", |row| some(&row.of.value.unit_base)),
        column("measure", "what is measured", |row| some(&row.of.value.measure)),
        column("actor", "who must reach it", |row| some(&row.of.value.actor)),
        column("due", "by when, EDTF", |row| some(&row.of.value.due)),
        column("due_from", "its first day; empty for a time limit", |row| from(row.of.value.due.as_deref())),
        column("due_to", "its last day", |row| to(row.of.value.due.as_deref())),
    ];
    fact_names().into_iter().chain(own).chain(fact_places()).collect()
}

/// `assignments.csv`.
pub fn assignments() -> Vec<Column<Fact<Assignment>>> {
    let own: Vec<Column<Fact<Assignment>>> = vec![
        column("unit", "the organisation or office-holder as printed", |row| row.of.value.unit.clone()),
        column("unit_full", "the same with abbreviations written out", |row| row.of.value.unit_full.clone()),
        column("role", "`lead` or `support`", |row| word(&row.of.value.role)),
        column("task", "what it has to do", |row| row.of.value.task.clone()),
        column("due", "by when, EDTF or a repeating interval", |row| some(&row.of.value.due)),
        column("due_from", "its first day; empty for a time limit", |row| from(row.of.value.due.as_deref())),
        column("due_to", "its last day", |row| to(row.of.value.due.as_deref())),
    ];
    fact_names().into_iter().chain(own).chain(fact_places()).collect()
}

/// A thing without an `id`, with its number in the list.
pub type Numbered<'a, T> = (usize, &'a T);

impl Spanned for Numbered<'_, Recipient> {
    fn span(&self) -> Span {
        self.1.span
    }
}

impl Spanned for Numbered<'_, Signature> {
    fn span(&self) -> Span {
        self.1.span
    }
}

/// Things with their numbers.
pub fn numbered<T>(things: &[T]) -> Vec<Numbered<'_, T>> {
    things.iter().enumerate().collect()
}

fn numbers<'a, T>() -> Vec<Column<Numbered<'a, T>>> {
    vec![document(), column("row", "number in the document, from 1", |row| (row.of.0 + 1).to_string())]
}

/// `recipients.csv`.
pub fn recipients<'a>() -> Vec<Column<Numbered<'a, Recipient>>> {
    let own: Vec<Column<Numbered<'a, Recipient>>> = vec![
        column("name", "who receives it, as printed", |row| row.of.1.name.clone()),
        column("purpose", "what for, as in the brackets: \"để b/c\"", |row| some(&row.of.1.purpose)),
    ];
    numbers().into_iter().chain(own).chain(span_places()).collect()
}

/// `signatures.csv`.
pub fn signatures<'a>() -> Vec<Column<Numbered<'a, Signature>>> {
    let own: Vec<Column<Numbered<'a, Signature>>> = vec![
        column("authority", "the KT./TM./TL./TUQ. line", |row| some(&row.of.1.authority)),
        column("position", "the position", |row| some(&row.of.1.position)),
        column("name", "the signer", |row| some(&row.of.1.name)),
    ];
    numbers().into_iter().chain(own).chain(span_places()).collect()
}
