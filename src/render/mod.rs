//! Renders Vietnamese text to page images with several fonts, sizes and wear: a developer's tool.
//!
//! Two things need pages whose truth is known: the channel model, which learns what a foreign OCR makes of
//! Vietnamese print, and the fixtures. A page is a pure function of its spec and seed; only the fonts are read from
//! the system ([`font`] says which Debian packages have them).

pub mod document;
pub mod font;
mod plane;
pub mod rng;
pub mod seal;
pub mod sheet;
pub mod wear;

use std::path::PathBuf;

pub use document::{DocumentLook, DocumentPage, DocumentText, document_page};
pub use font::{Faces, Family, Style};
pub use plane::Plane;
pub use rng::Rng;
pub use sheet::{Align, Line, PageSpec, render, wrap};
pub use wear::{Grade, Stored, Wear};

/// Why a page was not rendered.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum RenderError {
    #[error("cannot read the font {}: {source}; install it with: apt-get install {package}", path.display())]
    FontMissing { path: PathBuf, package: &'static str, source: std::io::Error },
    #[error("{} is not a TrueType font; reinstall the package {package}", path.display())]
    FontUnreadable { path: PathBuf, package: &'static str },
    #[error("the font {} has no {letter:?}; it must come from the package {package}", path.display())]
    LetterMissing { path: PathBuf, letter: char, package: &'static str },
    #[error("a page of {width} x {height} pixels is too large; lower the dpi or the number of lines")]
    TooLarge { width: u64, height: u64 },
}
