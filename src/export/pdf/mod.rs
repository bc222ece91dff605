//! Searchable PDF: the pages as they were scanned, with the restored text as an invisible layer on its words.
//!
//! [`from_images`] makes a PDF/A of page images; [`with_layer`] adds the layer to an existing PDF and takes an old one
//! out. What reads the layer (a viewer's search, `pdftotext`) finds the words in the order of the document's text.

mod font;
mod icc;
mod images;
mod layer;
mod lines;
mod metadata;
mod old_layer;
mod update;

pub use images::from_images;
pub use update::with_layer;

use lopdf::{Document, IncrementalDocument};
use std::io::{self, Write};
use thiserror::Error;

/// Why no searchable PDF could be made.
#[derive(Debug, Error)]
pub enum PdfError {
    /// The input has no page.
    #[error("there is no page to put into a PDF")]
    NoPages,
    /// The existing PDF cannot be taken apart.
    #[error("the PDF cannot be changed ({0}); qpdf IN.pdf OUT.pdf may repair it")]
    Damaged(#[source] lopdf::Error),
    /// A page of the existing PDF cannot be changed.
    #[error("page {} cannot be changed ({source}); qpdf IN.pdf OUT.pdf may repair it", page + 1)]
    Page {
        /// The page, counted from 0.
        page: usize,
        /// What is wrong with it.
        source: lopdf::Error,
    },
    /// The existing PDF has other pages than were read.
    #[error("{read} pages were read, but {found} are found again; qpdf IN.pdf OUT.pdf may repair the file")]
    Pages {
        /// Pages that were read.
        read: usize,
        /// Pages that the file has.
        found: usize,
    },
}

/// A searchable PDF, made and not yet written.
pub struct Searchable<'a>(Form<'a>);

enum Form<'a> {
    /// The file as it was.
    Same(&'a [u8]),
    /// The file with what changes behind it.
    Updated(Box<IncrementalDocument>),
    /// A file of its own.
    New(Box<Document>),
}

impl Searchable<'_> {
    /// Writes the file.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(self, out: &mut dyn Write) -> io::Result<()> {
        let mut out = out;
        match self.0 {
            Form::Same(bytes) => out.write_all(bytes),
            Form::Updated(mut pdf) => pdf.save_to(&mut out),
            Form::New(mut pdf) => pdf.save_to(&mut out),
        }
    }
}
