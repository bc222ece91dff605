//! Files to pages: finds out what an input is by its content and gives its pages one by one.
//!
//! Text (any Unicode encoding, else one byte a letter), markdown, PNG, JPEG, and TIFF and PDF with any number of
//! pages. Pages are decoded when they are asked for, and large files are mapped, so that memory holds one page. A page
//! that cannot be decoded is an error of its own, and the next one is given all the same.
//!
//! Limits: [`MAX_BYTES`] a file, [`MAX_PAGES`] pages, [`MAX_PIXELS`] a page and [`MAX_SIDE`] a side
//! (beyond which Tesseract does not read). What exceeds them is refused before anything is allocated.
//!
//! ```
//! use vankho::source::{self, PageContent};
//! let input = source::open_bytes("-", "Điều 1\r\n\u{c}Điều 2".into()).unwrap();
//! assert_eq!((input.media_type(), input.page_count()), ("text/plain", 2));
//! let first = input.pages().next().unwrap().unwrap();
//! assert_eq!(first, PageContent::Text("Điều 1\n".into()));
//! ```

mod bytes;
mod ccitt;
mod detect;
mod encoding;
mod error;
mod ifd;
mod layer;
mod many;
mod pdf;
mod raster;
mod stream;
mod text;
mod tiff;

pub use detect::{Format, detect};
pub use encoding::{DecodedText, TextEncoding, decode_text};
pub use error::{Problem, SourceError};
pub use layer::{LayerLine, LayerWord, LayeredPage, TextLayer};
pub use many::{in_folder, natural};
pub use stream::{ImageStream, PageStreams, StreamCoding, StreamColor};

use crate::document::PageImage;
use bytes::FileBytes;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The most bytes that one input may have.
pub const MAX_BYTES: u64 = 1 << 30;
/// The most pages that one input may have.
pub const MAX_PAGES: usize = 20_000;
/// The most pixels that one page may have: more than A1 at 300 dpi, or A3 at 600 dpi.
pub const MAX_PIXELS: u64 = 100_000_000;
/// The longest side that one page may have, in pixels.
pub const MAX_SIDE: u64 = 32_767;

/// What a page holds before it is read.
#[derive(Debug, Clone, PartialEq)]
pub enum PageContent {
    /// Text: NFC, lines ended by `\n`, no form feed.
    Text(String),
    /// A picture.
    Image(PageImage),
    /// A page of a PDF; its picture comes from [`Input::image`].
    Layered(LayeredPage),
}

/// An opened input.
#[derive(Debug)]
pub struct Input {
    name: String,
    sha256: String,
    media_type: &'static str,
    encoding: Option<(TextEncoding, bool)>,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Text(Vec<String>),
    Raster(FileBytes),
    Tiff(tiff::TiffFile),
    Pdf(pdf::PdfFile),
    Many(many::Files),
}

/// Opens the file at `path`.
///
/// # Errors
/// [`SourceError`] for what makes the whole file unusable; what concerns one page comes with the page.
pub fn open(path: &Path) -> Result<Input, SourceError> {
    let name = path.display().to_string();
    let mut digest = Sha256::new();
    let bytes = FileBytes::open(path, |part| digest.update(part)).map_err(|problem| problem.of(&name))?;
    open_file(&name, bytes, hex(&digest.finalize()))
}

/// The SHA-256 of the bytes of a file, whether it can be opened as a document or not.
///
/// # Errors
/// As [`read_file`].
pub fn sha256(path: &Path) -> Result<String, Problem> {
    let mut digest = Sha256::new();
    FileBytes::open(path, |part| digest.update(part))?;
    Ok(hex(&digest.finalize()))
}

/// Opens several files as the pages of one document; `name` is what the document is called.
///
/// # Errors
/// When none of the files can be opened; one that cannot among others is a page that cannot be read.
pub fn open_many(name: &str, paths: &[PathBuf]) -> Result<Input, SourceError> {
    let many::Looked { files, sha256, media_type } = many::Files::open(paths)?;
    if files.page_count() > MAX_PAGES {
        return Err(Problem::TooManyPages { limit: MAX_PAGES }.of(name));
    }
    Ok(Input { name: name.to_owned(), sha256, media_type, encoding: None, content: Content::Many(files) })
}

/// Opens an input that was read already, such as standard input; `name` is for messages.
///
/// # Errors
/// As [`open`].
pub fn open_bytes(name: &str, bytes: Vec<u8>) -> Result<Input, SourceError> {
    let sha256 = hex(&Sha256::digest(&bytes));
    open_file(name, bytes.into(), sha256)
}

fn open_file(name: &str, bytes: FileBytes, sha256: String) -> Result<Input, SourceError> {
    let fail = |problem: Problem| problem.of(name);
    let mut encoding = None;
    let view = bytes.view().map_err(fail)?;
    let (media_type, content) = match detect(&view).map_err(fail)? {
        Format::Text => {
            let decoded = decode_text(&view).map_err(fail)?;
            encoding = Some((decoded.encoding, decoded.repaired));
            let media_type = if text::is_markdown(&decoded.text) { "text/markdown" } else { "text/plain" };
            (media_type, Content::Text(text::pages(&decoded.text)))
        }
        Format::Png => ("image/png", Content::Raster(bytes)),
        Format::Jpeg => ("image/jpeg", Content::Raster(bytes)),
        Format::Pdf => ("application/pdf", Content::Pdf(pdf::PdfFile::new(bytes).map_err(fail)?)),
        Format::Tiff => ("image/tiff", Content::Tiff(tiff::TiffFile::new(bytes).map_err(fail)?)),
    };
    Ok(Input { name: name.to_owned(), sha256, media_type, encoding, content })
}

/// Reads a whole file within the limits.
///
/// # Errors
/// [`Problem::NotAFile`], [`Problem::Unreadable`] or [`Problem::TooManyBytes`].
pub fn read_file(path: &Path) -> Result<Vec<u8>, Problem> {
    let metadata = std::fs::metadata(path).map_err(Problem::Unreadable)?;
    if metadata.is_dir() {
        return Err(Problem::NotAFile("a folder"));
    }
    read_limited(std::fs::File::open(path).map_err(Problem::Unreadable)?)
}

/// Reads everything that `reader` gives, within the limits: for standard input.
///
/// # Errors
/// [`Problem::Unreadable`] or [`Problem::TooManyBytes`].
pub fn read_limited(reader: impl Read) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    reader.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(Problem::Unreadable)?;
    if bytes.len() as u64 > MAX_BYTES { Err(Problem::TooManyBytes { limit: MAX_BYTES }) } else { Ok(bytes) }
}

impl Input {
    /// The name as it was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Media type found from the content: `text/plain`, `text/markdown`, `image/png`, `image/jpeg`, `image/tiff`,
    /// `application/pdf`, or `multipart/mixed` for files of several types that are one document.
    pub fn media_type(&self) -> &'static str {
        self.media_type
    }

    /// What the bytes of a text were taken for; `None` for images.
    pub fn encoding(&self) -> Option<TextEncoding> {
        self.encoding.map(|(encoding, _)| encoding)
    }

    /// A sentence for the log when the text was not plainly UTF-8: what it was decoded as.
    pub fn encoding_note(&self) -> Option<String> {
        match self.encoding? {
            (TextEncoding::Utf8, false) => None,
            (encoding, false) => Some(format!("decoded as {}", encoding.name())),
            (encoding, true) => Some(format!("decoded as {}, broken bytes became U+FFFD", encoding.name())),
        }
    }

    /// The bytes of the file; `None` for text, of which only the decoded pages are kept.
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Text(_) => None,
            Content::Raster(bytes) => Some(bytes.whole()),
            Content::Tiff(file) => Some(file.bytes()),
            Content::Pdf(file) => Some(file.bytes()),
            Content::Many(_) => None,
        }
    }

    /// Number of pages, those that cannot be decoded included.
    pub fn page_count(&self) -> usize {
        match &self.content {
            Content::Text(pages) => pages.len(),
            Content::Raster(_) => 1,
            Content::Tiff(file) => file.page_count(),
            Content::Pdf(file) => file.page_count(),
            Content::Many(files) => files.page_count(),
        }
    }

    /// Decodes page `index`, counted from 0; `None` behind the last one. Pages can be asked for in any order and
    /// by several threads at once.
    pub fn page(&self, index: usize) -> Option<Result<PageContent, SourceError>> {
        let page = match &self.content {
            Content::Text(pages) => Ok(PageContent::Text(pages.get(index)?.clone())),
            Content::Raster(bytes) if index == 0 => {
                bytes.view().and_then(|bytes| raster::decode(&bytes)).map(PageContent::Image)
            }
            Content::Raster(_) => return None,
            Content::Tiff(file) => file.page(index)?.map(PageContent::Image),
            Content::Pdf(file) => file.page(index)?.map(PageContent::Layered),
            Content::Many(files) => return files.page(index),
        };
        Some(page.map_err(|problem| problem.on(&self.name, index)))
    }

    /// Width and height in pixels that page `index` claims to have, when they can be told without decoding it and without
    /// work; `None` for text and PDFs.
    pub fn size(&self, index: usize) -> Option<(u32, u32)> {
        match &self.content {
            Content::Raster(bytes) if index == 0 => raster::size(&bytes.view().ok()?),
            Content::Tiff(file) => file.size(index),
            Content::Many(files) => files.size(index),
            Content::Raster(_) | Content::Text(_) | Content::Pdf(_) => None,
        }
    }

    /// The image streams of page `index` as the file holds them; `None` behind the last page and for text. A page of
    /// a PDF comes as it is read, coded without loss.
    pub fn page_streams(&self, index: usize) -> Option<Result<PageStreams<'_>, SourceError>> {
        let streams = match &self.content {
            Content::Raster(bytes) if index == 0 => stream::of_raster(bytes.whole()),
            Content::Tiff(file) => stream::of_tiff(file, index)?,
            Content::Pdf(file) => file.image(index)?.and_then(|page| stream::coded_anew(&page)),
            Content::Many(files) => return files.page_streams(index),
            Content::Raster(_) | Content::Text(_) => return None,
        };
        Some(streams.map_err(|problem| problem.on(&self.name, index)))
    }

    /// The pixels of page `index`, counted from 0; `None` behind the last one and for text.
    pub fn image(&self, index: usize) -> Option<Result<PageImage, SourceError>> {
        match &self.content {
            Content::Pdf(file) => Some(file.image(index)?.map_err(|problem| problem.on(&self.name, index))),
            Content::Many(files) => files.image(index),
            _ => match self.page(index)? {
                Ok(PageContent::Image(image)) => Some(Ok(image)),
                Ok(_) => None,
                Err(error) => Some(Err(error)),
            },
        }
    }

    /// The pages in order, each decoded when it is asked for.
    pub fn pages(&self) -> impl Iterator<Item = Result<PageContent, SourceError>> + '_ {
        (0..).map_while(|index| self.page(index))
    }
}

/// Refuses sizes that hold nothing or too much.
fn check_size(width: u64, height: u64) -> Result<(), Problem> {
    if width == 0 || height == 0 {
        return Err(Problem::NoPixels { width, height });
    }
    if width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS {
        return Err(Problem::TooManyPixels { width, height, limit: MAX_PIXELS });
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let error = open(folder.path()).unwrap_err();
        assert!(matches!(error.problem, Problem::NotAFile(_)));
        let error = open(&folder.path().join("không có.txt")).unwrap_err();
        assert!(error.to_string().contains("không có.txt: cannot be read"), "{error}");
        let empty = folder.path().join("rỗng.png");
        std::fs::write(&empty, b"").unwrap();
        assert!(matches!(open(&empty).unwrap_err().problem, Problem::Empty));
    }

    #[test]
    fn the_digest_is_of_the_bytes() {
        let input = open_bytes("-", b"abc".to_vec()).unwrap();
        assert_eq!(input.sha256(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(input.encoding_note(), None);
    }

    #[test]
    fn limits_hold_before_anything_is_decoded() {
        assert!(matches!(check_size(0, 10), Err(Problem::NoPixels { .. })));
        assert!(matches!(check_size(20_000, 20_000), Err(Problem::TooManyPixels { .. })));
        assert!(matches!(check_size(40_000, 10), Err(Problem::TooManyPixels { .. })));
        assert!(matches!(check_size(u64::from(u32::MAX), u64::from(u32::MAX)), Err(Problem::TooManyPixels { .. })));
        assert!(check_size(7016, 9933).is_ok());
    }
}
