//! Several files that are one document: the page images of a folder, or files named one after another.
//!
//! Each file is opened when its pages are asked for and only the last one is kept, so that memory holds one file. A file
//! that cannot be opened is one page that cannot be read.

use super::bytes::FileBytes;
use super::{Format, Input, PageContent, PageStreams, Problem, SourceError, detect, hex, open, open_file};
use crate::document::PageImage;
use sha2::{Digest, Sha256};
use std::cmp::Ordering;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The files of a document and which pages each holds.
#[derive(Debug)]
pub struct Files {
    parts: Vec<Part>,
    last: Mutex<Option<(usize, Arc<Input>)>>,
}

#[derive(Debug)]
struct Part {
    path: PathBuf,
    /// Number of its first page in the document.
    first: usize,
    pages: usize,
}

/// What is known of a document of several files once they were looked through.
pub struct Looked {
    /// The files.
    pub files: Files,
    /// SHA-256 of their bytes, one file after the other.
    pub sha256: String,
    /// The media type of all of them, `multipart/mixed` when they differ.
    pub media_type: &'static str,
}

impl Files {
    /// Looks through the files.
    ///
    /// # Errors
    /// When no file can be opened: what is wrong with the first.
    pub fn open(paths: &[PathBuf]) -> Result<Looked, SourceError> {
        let mut digest = Sha256::new();
        let mut media_type = None;
        let mut first_error = None;
        let mut parts = Vec::with_capacity(paths.len());
        let mut first = 0;
        for path in paths {
            // Nobody asks for the digest of one of the files.
            let name = path.display().to_string();
            let bytes = FileBytes::open(path, |part| digest.update(part)).map_err(|problem| problem.of(&name));
            let opened = bytes.and_then(|bytes| open_file(&name, bytes, String::new()));
            let pages = match opened {
                Ok(input) => {
                    let own = input.media_type();
                    media_type =
                        Some(media_type.map_or(own, |before| if before == own { own } else { "multipart/mixed" }));
                    input.page_count()
                }
                Err(error) => {
                    first_error.get_or_insert(error);
                    1
                }
            };
            parts.push(Part { path: path.clone(), first, pages });
            first += pages;
        }
        match (media_type, first_error) {
            (None, Some(error)) => Err(error),
            (media_type, _) => Ok(Looked {
                files: Self { parts, last: Mutex::new(None) },
                sha256: hex(&digest.finalize()),
                media_type: media_type.unwrap_or("multipart/mixed"),
            }),
        }
    }

    /// Number of pages of all files.
    pub fn page_count(&self) -> usize {
        self.parts.last().map_or(0, |part| part.first + part.pages)
    }

    /// Page `index` of the document; `None` behind the last one. Errors name the file that the page is in.
    pub fn page(&self, index: usize) -> Option<Result<PageContent, SourceError>> {
        self.of_file(index, Input::page)
    }

    /// The size of page `index`, as [`Input::size`].
    pub fn size(&self, index: usize) -> Option<(u32, u32)> {
        self.of_file(index, |input, page| Some(Ok(input.size(page)?)))?.ok()
    }

    /// The pixels of page `index`, as [`Input::image`].
    pub fn image(&self, index: usize) -> Option<Result<PageImage, SourceError>> {
        self.of_file(index, Input::image)
    }

    /// The image streams of page `index`, as [`Input::page_streams`].
    pub fn page_streams(&self, index: usize) -> Option<Result<PageStreams<'static>, SourceError>> {
        self.of_file(index, |input, page| Some(input.page_streams(page)?.map(PageStreams::into_owned)))
    }

    fn of_file<T>(
        &self,
        index: usize,
        get: impl Fn(&Input, usize) -> Option<Result<T, SourceError>>,
    ) -> Option<Result<T, SourceError>> {
        let number = self.parts.partition_point(|part| part.first <= index).checked_sub(1)?;
        let part = &self.parts[number];
        if index >= part.first + part.pages {
            return None;
        }
        let known = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let input = match known.filter(|(of, _)| *of == number) {
            Some((_, input)) => input,
            None => match open(&part.path) {
                Ok(input) => {
                    let input = Arc::new(input);
                    *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((number, input.clone()));
                    input
                }
                Err(error) => return Some(Err(error)),
            },
        };
        get(&input, index - part.first)
    }
}

/// The page images and PDFs of a folder in natural order: `trang 2` before `trang 10`.
///
/// # Errors
/// When the folder cannot be read or holds no such file.
pub fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let name = folder.display().to_string();
    let fail = |problem: Problem| problem.of(&name);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| fail(Problem::Unreadable(error)))? {
        let path = entry.map_err(|error| fail(Problem::Unreadable(error)))?.path();
        if path.is_file() && is_picture(&path) {
            found.push(path);
        }
    }
    if found.is_empty() {
        return Err(fail(Problem::NoPictures));
    }
    found.sort_by(|a, b| natural(&a.to_string_lossy(), &b.to_string_lossy()));
    Ok(found)
}

fn is_picture(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(2048).read_to_end(&mut start));
    read.is_ok() && detect(&start).is_ok_and(|format| format != Format::Text)
}

/// Compares names, numbers in them by their value.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (Some(x), Some(y)) = (left.chars().next(), right.chars().next()) else {
            return left.len().cmp(&right.len()).then_with(|| a.cmp(b));
        };
        let order = if x.is_ascii_digit() && y.is_ascii_digit() {
            let (n, m) = (number(&mut left), number(&mut right));
            n.len().cmp(&m.len()).then_with(|| n.cmp(m))
        } else {
            (left, right) = (&left[x.len_utf8()..], &right[y.len_utf8()..]);
            x.to_lowercase().cmp(y.to_lowercase())
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Takes the digits that `text` begins with, without leading zeros.
fn number<'a>(text: &mut &'a str) -> &'a str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    *text = rest;
    digits.trim_start_matches('0')
}

#[cfg(test)]
mod tests {
    use super::super::open_many;
    use super::*;
    use image::{GrayImage, Luma};

    #[test]
    fn names_in_natural_order() {
        let mut names = ["trang 10.png", "Trang 2.png", "trang 02b.png", "trang 1.png", "bìa.png", "trang"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["bìa.png", "trang", "trang 1.png", "Trang 2.png", "trang 02b.png", "trang 10.png"]);
        assert_eq!(natural("a01", "a1").reverse(), natural("a1", "a01"));
    }

    #[test]
    fn a_folder_of_pages_is_one_document() {
        let folder = tempfile::tempdir().unwrap();
        for page in [1u8, 2, 10] {
            let path = folder.path().join(format!("trang {page}.png"));
            GrayImage::from_pixel(4, 3, Luma([page])).save(path).unwrap();
        }
        std::fs::write(folder.path().join("trang 3.png"), b"\x89PNG\r\n\x1A\nbroken").unwrap();
        std::fs::write(folder.path().join("ghi chú.txt"), "không phải trang").unwrap();
        let input = open_many("hồ sơ", &in_folder(folder.path()).unwrap()).unwrap();
        assert_eq!((input.page_count(), input.media_type(), input.name()), (4, "image/png", "hồ sơ"));
        let first: Vec<Option<u8>> = input
            .pages()
            .map(|page| match page {
                Ok(PageContent::Image(image)) => match image.pixels() {
                    crate::document::Pixels::Gray(samples) => samples.first().copied(),
                    crate::document::Pixels::Rgb(_) => None,
                },
                _ => None,
            })
            .collect();
        assert_eq!(first, [Some(1), Some(2), None, Some(10)]);
        assert!(input.page(2).unwrap().unwrap_err().to_string().contains("trang 3.png"));
        assert!(input.image(3).unwrap().is_ok() && input.image(4).is_none());
    }

    #[test]
    fn folders_and_lists_without_a_page() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(in_folder(folder.path()).unwrap_err().problem, Problem::NoPictures));
        assert!(open_many("x", &[folder.path().join("không có.png")]).is_err());
    }
}
