//! What restoration judged and changed.

use super::{Confidence, PixelBox, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What restoration judged and changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Restoration {
    /// The noise of most tokens.
    pub noise: Noise,
    /// The text cut into stretches of one kind of noise, in order, covering it.
    pub stretches: Vec<Stretch>,
    /// Number of white-space separated tokens in the text.
    pub tokens: u32,
    /// How many of them were changed.
    pub changed: u32,
    /// Every change, in text order. Putting each `from` back gives the NFC text as it was read, exactly.
    pub edits: Vec<Edit>,
}

/// How a stretch of text is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Noise {
    /// Right Vietnamese, or another language: left alone.
    Clean,
    /// Vietnamese without its marks.
    Stripped,
    /// Light errors of an OCR that knows Vietnamese.
    Ocr,
    /// Vietnamese read by an OCR that does not know it.
    Garbled,
    /// Vietnamese in an encoding from before Unicode.
    Legacy,
    /// Beyond repair: left as it is.
    Unreadable,
}

/// A stretch of text with one kind of noise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stretch {
    /// Where it is.
    pub span: Span,
    /// How it is damaged.
    pub noise: Noise,
    /// The legacy encoding that it was converted from, `TCVN3`, `VNI`, …; null for Unicode.
    pub encoding: Option<String>,
}

/// One change of the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Edit {
    /// Where `to` stands in the restored text.
    pub span: Span,
    /// 0-based page.
    pub page: u32,
    /// What was read.
    pub from: String,
    /// What it became.
    pub to: String,
    /// Probability that `to` is right.
    pub confidence: Confidence,
    /// Name of the rule that made the change; null when the decoder chose.
    pub rule: Option<String>,
    /// Where it stands on the page image, in pixels; null for text.
    #[serde(rename = "box")]
    pub bbox: Option<PixelBox>,
    /// Up to four other readings, best first.
    pub alternatives: Vec<Alternative>,
}

#[cfg(test)]
impl Edit {
    /// A sure edit of the first page: what the tests of moving spans are made of.
    pub(crate) fn sure(start: u32, end: u32, from: &str, to: &str) -> Self {
        Self {
            span: Span::new(start, end),
            page: 0,
            from: from.to_owned(),
            to: to.to_owned(),
            confidence: Confidence::ONE,
            rule: None,
            bbox: None,
            alternatives: vec![],
        }
    }
}

/// Another reading of a changed token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alternative {
    /// The reading.
    pub text: String,
    /// Its probability.
    pub confidence: Confidence,
}
