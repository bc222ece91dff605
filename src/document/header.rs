//! The header of a document, its recipients and its signatures (Nghị định 30/2020/NĐ-CP, Điều 8).

use super::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The metadata that the first page shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// The issuing body in sentence case ("Bộ Tư pháp"), without a bracketed abbreviation.
    pub issuer: Option<String>,
    /// The body above it, as the letterhead's first line names it.
    pub parent_issuer: Option<String>,
    /// The number, "1058"; null when left blank.
    pub number: Option<String>,
    /// The symbol, "KH-BTP".
    pub symbol: Option<String>,
    /// Number and symbol, "1058/KH-BTP", or "/KH-CTHADS" when the number is blank.
    pub code: Option<String>,
    /// The place of the date line, "Bình Định".
    pub place: Option<String>,
    /// The date of issue in EDTF; a blank day is `2023-04-XX`.
    pub date: Option<String>,
    /// The kind of document.
    pub doc_type: Option<DocType>,
    /// The trích yếu, joined to one line.
    pub title: Option<String>,
    /// The period that the title names, in EDTF: `2023/2025`, `2023`.
    pub period: Option<String>,
    /// The `id` of the reference that promulgates this document.
    pub promulgated_by: Option<String>,
    /// Độ mật as printed ("Mật", "Tối mật", "Tuyệt mật").
    pub secrecy: Option<String>,
    /// Độ khẩn as printed ("Hỏa tốc", "Thượng khẩn", "Khẩn").
    pub urgency: Option<String>,
    /// The stamp of incoming mail.
    pub arrival: Option<Arrival>,
    /// The "Kính gửi" names.
    pub addressees: Vec<String>,
}

/// The kind of a document: one of the 29 administrative types of Nghị định 30/2020/NĐ-CP, or Luật, Nghị định, ….
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct DocType {
    /// Abbreviation, `KH`.
    pub code: String,
    /// Name, "Kế hoạch".
    pub name: String,
}

/// What the "CÔNG VĂN ĐẾN" stamp says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Arrival {
    /// Arrival number.
    pub number: Option<String>,
    /// Arrival date, EDTF.
    pub date: Option<String>,
}

/// One row of the "Nơi nhận" block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Recipient {
    /// Who receives it, as printed, without the closing punctuation.
    pub name: String,
    /// What for, as in the brackets: `để b/c`.
    pub purpose: Option<String>,
    /// The row in the text.
    pub span: Span,
}

/// One signature block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signature {
    /// The KT./TM./TL./TUQ. line, as printed.
    pub authority: Option<String>,
    /// The position: `THỨ TRƯỞNG`, `Q. CỤC TRƯỞNG`.
    pub position: Option<String>,
    /// The signer's name.
    pub name: Option<String>,
    /// The block in the text.
    pub span: Span,
}
