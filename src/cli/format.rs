//! The forms in which a processed document is written.

use super::exit::{ExitCode, Failure, OrFail};
use super::output::Output;
use crate::document::{Document, TextSource};
use crate::export::pdf::{self, PdfError, Searchable};
use crate::export::{self, Placed};
use crate::source::Input;
use clap::ValueEnum;
use clap::builder::PossibleValue;

/// What to write of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Format {
    /// All that was found, as JSON
    Json,
    /// The restored text
    Text,
    /// The pages with the restored text as an invisible layer
    Pdf,
    /// The restored words with their boxes, as HTML
    Hocr,
    /// The restored words with their boxes, as ALTO 4
    Alto,
}

/// What `--format` asks for: a form of each document, or the tables of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A result for each document.
    Each(Format),
    /// One set of tables over all documents.
    Tables,
}

impl ValueEnum for Wanted {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [Wanted; 6] = [
            Wanted::Each(Format::Json),
            Wanted::Each(Format::Text),
            Wanted::Each(Format::Pdf),
            Wanted::Each(Format::Hocr),
            Wanted::Each(Format::Alto),
            Wanted::Tables,
        ];
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            Self::Each(format) => format.to_possible_value(),
            Self::Tables => Some(PossibleValue::new("csv").help("Flat tables of all inputs together, in a folder")),
        }
    }
}

impl Wanted {
    /// The forms of each document among `wanted`, each once.
    pub fn formats(wanted: &[Self]) -> Vec<Format> {
        let mut formats = Vec::new();
        for one in wanted {
            if let Self::Each(format) = one
                && !formats.contains(format)
            {
                formats.push(*format);
            }
        }
        formats
    }
}

impl Format {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "txt",
            Self::Pdf => "pdf",
            Self::Hocr => "hocr",
            Self::Alto => "alto.xml",
        }
    }

    /// Whether it shows where words stand on the page, so that the input must have pages.
    pub fn needs_pages(self) -> bool {
        matches!(self, Self::Pdf | Self::Hocr | Self::Alto)
    }

    /// Whether it tells what else the engine read.
    pub fn needs_readings(self) -> bool {
        matches!(self, Self::Hocr | Self::Alto)
    }

    /// Writes `document` so to `output`; what cannot be made is found out before anything is written.
    pub fn write(
        self,
        input: &Input,
        document: &Document,
        placed: &Placed<'_>,
        output: &Output,
    ) -> Result<(), Failure> {
        if self.needs_pages() && document.pages.iter().all(|page| page.text_source == TextSource::Text) {
            let name = input.name();
            let message = format!("{name}: is text without pages, of which no {} can be made", self.ending());
            return Err(Failure::new(ExitCode::SomeFailed, message));
        }
        let joined = input.bytes().is_none() && matches!(input.media_type(), "application/pdf" | "multipart/mixed");
        if self == Self::Pdf && joined {
            let message = format!(
                "{}: PDFs taken as one document stay apart in their own files; join them first (qpdf --empty --pages *.pdf -- all.pdf)",
                input.name()
            );
            return Err(Failure::new(ExitCode::SomeFailed, message));
        }
        match self {
            Self::Json => output.stream(|out| export::json(document, out)),
            Self::Text => output.write(document.text.as_bytes()),
            Self::Pdf => {
                let made = searchable(input, document, placed);
                let made = made.map_err(|error| anyhow::anyhow!("{}: {error}", input.name()));
                let made = made.or_fail(ExitCode::SomeFailed)?;
                output.stream(|out| made.write(out))
            }
            Self::Hocr => output.stream(|out| export::hocr(document, placed.pages(), out)),
            Self::Alto => output.stream(|out| export::alto(document, placed.pages(), out)),
        }
    }
}

fn searchable<'a>(input: &'a Input, document: &Document, placed: &Placed<'_>) -> Result<Searchable<'a>, PdfError> {
    match input.bytes() {
        Some(bytes) if input.media_type() == "application/pdf" => pdf::with_layer(bytes, document, placed.pages()),
        _ => {
            let streams = (0..input.page_count()).map(|page| match input.page_streams(page)? {
                Ok(streams) => Some(streams),
                Err(error) => {
                    log::warn!("{error}; its page in the PDF is empty");
                    None
                }
            });
            pdf::from_images(streams, document, placed.pages())
        }
    }
}
