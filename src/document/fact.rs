//! What is extracted: references, dates, targets, assignments.

use super::{Confidence, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One extracted fact with where it stands and how sure it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Fact<T> {
    /// `r1`, `d1`, `t1`, `a1`, numbered in text order.
    pub id: String,
    /// Where it stands.
    pub span: Span,
    /// 0-based page of its first code point.
    pub page: u32,
    /// `id` of the deepest section around it, or null.
    pub section: Option<String>,
    /// `text[span]` with each line break as one space.
    pub quote: String,
    /// How sure it is, 0..1.
    pub confidence: Confidence,
    /// The fact itself.
    #[serde(flatten)]
    pub value: T,
}

/// A mention of another document.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Reference {
    /// The kind of document that is cited.
    #[serde(rename = "type")]
    pub doc_type: super::DocType,
    /// Normalised number and symbol: "666/QĐ-TTg", "24/2021/QH15", "05-CT/TW"; null for a document cited by name.
    pub code: Option<String>,
    /// Its date in EDTF.
    pub date: Option<String>,
    /// Its issuer as printed in the mention.
    pub issuer: Option<String>,
    /// The issuer's full name: declared and known abbreviations written out.
    #[serde(default)]
    pub issuer_full: Option<String>,
    /// What it is about, from "về (việc) …", or the name of the document that it promulgates.
    pub title: Option<String>,
    /// What the mention does here.
    pub role: ReferenceRole,
    /// What this document does to it, where the words around the mention say so.
    #[serde(default)]
    pub relation: Option<Relation>,
    /// Which of its articles is meant, or null for all of it.
    #[serde(default)]
    pub provision: Option<Provision>,
    /// `vn/<symbol>/<year>/<number>`, `vn/qd-ttg/2022/666`; null without a code.
    pub key: Option<String>,
}

/// What a mention of another document does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReferenceRole {
    /// Only in this document's own "Ban hành kèm theo" note.
    Promulgation,
    /// Before the first section.
    Basis,
    /// Anywhere else.
    #[default]
    Citation,
}

/// What a document does to one that it mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// căn cứ.
    BasedOn,
    /// thực hiện, triển khai, thi hành, quán triệt.
    Implements,
    /// sửa đổi; sửa đổi, bổ sung.
    Amends,
    /// bổ sung.
    Supplements,
    /// thay thế.
    Replaces,
    /// bãi bỏ, hết hiệu lực.
    Repeals,
    /// ban hành kèm theo.
    IssuedWith,
}

/// A part of a cited document, as printed: "5" or "5, 7"; "b, c và d".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Provision {
    /// Điều.
    pub article: String,
    /// Khoản.
    pub clause: Option<String>,
    /// Điểm.
    pub point: Option<String>,
}

/// A mention of a date, period or recurrence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DateMention {
    /// EDTF (ISO 8601-2:2019, levels 0-2), or an ISO 8601 repeating interval (`R/P1Y`).
    pub edtf: String,
    /// Its form.
    pub kind: DateKind,
    /// What it is the date of.
    pub role: DateRole,
}

/// The form of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DateKind {
    /// A day, month, quarter or year.
    Point,
    /// Two ends, one perhaps open; has a `/`.
    Interval,
    /// A repeating interval, `R/…`.
    Recurrence,
}

/// What a date is the date of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DateRole {
    /// This document's own date.
    Issued,
    /// Inside a reference's span.
    Reference,
    /// A span over which a plan, programme or drive runs.
    Period,
    /// The time set for a task of a named unit.
    Deadline,
    /// An anniversary.
    Event,
    /// None of these.
    Other,
}

/// A quantified aim or norm.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Target {
    /// How the value is to be compared.
    pub comparator: Comparator,
    /// The number in the printed unit; for `range` the low end.
    pub value: f64,
    /// The high end of a `range`, else null.
    pub value_max: Option<f64>,
    /// `%`, or the counted noun in lower case without its qualifiers.
    pub unit: String,
    /// `value` in the base unit, where the printed one is a multiple of it: 1250000000 for 1,25 "tỷ đồng".
    #[serde(default)]
    pub value_base: Option<f64>,
    /// The base unit: "đồng" of "tỷ đồng"; null where `value_base` is.
    #[serde(default)]
    pub unit_base: Option<String>,
    /// What is measured.
    pub measure: Option<String>,
    /// Who must reach it.
    pub actor: Option<String>,
    /// By when, EDTF.
    pub due: Option<String>,
}

/// How a target's value is to be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Comparator {
    /// Exactly.
    #[default]
    Eq,
    /// At least.
    Ge,
    /// More than.
    Gt,
    /// At most.
    Le,
    /// Less than.
    Lt,
    /// From `value` to `value_max`.
    Range,
}

/// Who has to do what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Assignment {
    /// An organisation or office-holder, as printed at the mention.
    pub unit: String,
    /// Its full name: declared and known abbreviations written out.
    #[serde(default)]
    pub unit_full: String,
    /// Whether it leads or supports.
    pub role: AssignmentRole,
    /// What it has to do, on one line.
    pub task: String,
    /// By when, EDTF or a repeating interval.
    pub due: Option<String>,
}

/// Whether a unit leads a task or supports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AssignmentRole {
    /// chủ trì, giao, có trách nhiệm, tham mưu, or plainly the acting subject.
    #[default]
    Lead,
    /// phối hợp.
    Support,
}
