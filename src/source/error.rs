//! What can be wrong with an input, said with the file, the page and what to do about it.

use std::fmt;
use thiserror::Error;

/// An input, or one page of it, that cannot be used.
#[derive(Debug, Error)]
#[error("{file}{}: {problem}", PageSuffix(*page))]
pub struct SourceError {
    /// The file as it was named, `-` for standard input.
    pub file: String,
    /// The page, counted from 0; `None` when the whole file is meant.
    pub page: Option<u32>,
    /// What is wrong. The message says it already, so it is no source: a chain would say it twice.
    pub problem: Problem,
}

struct PageSuffix(Option<u32>);

impl fmt::Display for PageSuffix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |page| write!(f, ", page {}", u64::from(page) + 1))
    }
}

/// What is wrong with an input; the message names the remedy.
#[derive(Debug, Error)]
pub enum Problem {
    /// The file cannot be opened or read.
    #[error("cannot be read: {0}; check the path and its permissions")]
    Unreadable(#[source] std::io::Error),
    /// The path is a folder or another thing that is no file.
    #[error("is {0}, not a file; name the files in it, or add --one-document if they are the pages of one")]
    NotAFile(&'static str),
    /// A folder that was to be one document and holds none of its pages.
    #[error("holds no page image and no PDF; name the folder that the pages are in")]
    NoPictures,
    /// There is nothing in the file.
    #[error("is empty (no content at all); copy or scan it again")]
    Empty,
    /// More bytes than an input may have.
    #[error("is larger than {limit} bytes, the most that one input may have; split it")]
    TooManyBytes {
        /// The limit.
        limit: u64,
    },
    /// More pages than an input may have.
    #[error("claims more than {limit} pages, the most that one input may have; it is damaged, or must be split")]
    TooManyPages {
        /// The limit.
        limit: usize,
    },
    /// A known format that this version does not read.
    #[error("is {format}, which is not supported by this version; {remedy}")]
    NotSupported {
        /// The name of the format, with its article.
        format: &'static str,
        /// What to do instead.
        remedy: &'static str,
    },
    /// Neither text nor a known image format.
    #[error("is neither text nor a PDF nor a PNG, JPEG or TIFF image; export the document as one of these")]
    Binary,
    /// A PDF without a page.
    #[error("is a PDF without a single page; make it again, or qpdf may show what is left in it")]
    NoPages,
    /// A PDF that does not open.
    #[error(
        "is encrypted ({reason}); take the encryption off with its owner's leave: qpdf --decrypt --password=… IN OUT"
    )]
    Encrypted {
        /// Why it does not open.
        reason: &'static str,
    },
    /// A page that a decoder does not get done with.
    #[error("was not read within {seconds} seconds; print the page to a new PDF, or scan it again")]
    TooSlow {
        /// The limit.
        seconds: u64,
    },
    /// A page without pixels.
    #[error("has an image of {width} x {height} pixels, which holds nothing; scan it again")]
    NoPixels {
        /// Width in pixels.
        width: u64,
        /// Height in pixels.
        height: u64,
    },
    /// A page too large to be read in bounded memory.
    #[error(
        "has an image of {width} x {height} pixels; a page may have {limit} pixels in all and 32,767 a side \
         (A1 at 300 dpi): scan it at 300 dpi, or scale it down"
    )]
    TooManyPixels {
        /// Width in pixels.
        width: u64,
        /// Height in pixels.
        height: u64,
        /// The limit on width times height.
        limit: u64,
    },
    /// The data contradicts its format.
    #[error("is damaged ({reason}); copy or scan it again")]
    Damaged {
        /// What the decoder stumbled over.
        reason: String,
    },
    /// A variant of a known format that no decoder here reads.
    #[error("uses a form of {format} that this version does not read ({reason}); save it as PNG or as plain TIFF")]
    UnsupportedForm {
        /// `PNG`, `JPEG` or `TIFF`.
        format: &'static str,
        /// What the decoder says about it.
        reason: String,
    },
}

impl Problem {
    /// Names the file.
    pub(crate) fn of(self, file: &str) -> SourceError {
        SourceError { file: file.to_owned(), page: None, problem: self }
    }

    /// Names the file and the page.
    pub(crate) fn on(self, file: &str, page: usize) -> SourceError {
        SourceError { file: file.to_owned(), page: Some(u32::try_from(page).unwrap_or(u32::MAX)), problem: self }
    }

    pub(crate) fn damaged(reason: impl fmt::Display) -> Self {
        Self::Damaged { reason: reason.to_string() }
    }
}
