//! What an input is, judged by its first bytes and never by its name.
//!
//! Office scanners and mail systems give files any ending. Formats that people are likely to hand over but
//! that are not read are told by name, because "not supported" helps more than a page of noise.

use super::Problem;

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text in any encoding, markdown included.
    Text,
    /// PNG image.
    Png,
    /// JPEG image.
    Jpeg,
    /// TIFF image, BigTIFF included.
    Tiff,
    /// PDF document.
    Pdf,
}

/// Formats known by their first bytes: offset, bytes, name, remedy.
const REFUSED: &[(usize, &[u8], &str, &str)] = &[
    (0, b"GIF8", "a GIF image", SAVE_AS_PNG),
    (0, b"BM", "a BMP image", SAVE_AS_PNG),
    (8, b"WEBP", "a WebP image", SAVE_AS_PNG),
    (4, b"ftypheic", "a HEIC image", SAVE_AS_PNG),
    (4, b"ftypmif1", "a HEIF image", SAVE_AS_PNG),
    (4, b"jP  \r\n\x87\n", "a JPEG 2000 image", SAVE_AS_PNG),
    (0, b"\xFF\x4F\xFF\x51", "a JPEG 2000 image", SAVE_AS_PNG),
    (0, b"\x97JB2\r\n\x1A\n", "a JBIG2 image", SAVE_AS_PNG),
    (0, b"AT&TFORM", "a DjVu document", "export its pages as TIFF"),
    (0, b"PK\x03\x04", "a ZIP archive or an Office document", "unpack it, or save the document as plain text"),
    (0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Office document", "save it as plain text"),
    (0, b"{\\rtf", "an RTF document", "save it as plain text"),
    (0, b"\x1F\x8B", "a gzip archive", "unpack it"),
    (0, b"\xFD7zXZ\0", "an xz archive", "unpack it"),
    (0, b"BZh", "a bzip2 archive", "unpack it"),
    (0, b"Rar!", "a RAR archive", "unpack it"),
    (0, b"7z\xBC\xAF\x27\x1C", "a 7z archive", "unpack it"),
    (0, b"\x7FELF", "a program", "name a document"),
];

const SAVE_AS_PNG: &str = "save it as PNG, JPEG or TIFF";

/// How far into a file `%PDF-` may begin (ISO 32000-1, implementation note 13).
const PDF_WINDOW: usize = 1024;

/// Finds the format of `bytes`; that of text is still to be confirmed by decoding it.
///
/// # Errors
/// [`Problem::Empty`], or [`Problem::NotSupported`] for a format that is known and not read.
pub fn detect(bytes: &[u8]) -> Result<Format, Problem> {
    if bytes.is_empty() {
        return Err(Problem::Empty);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        return Ok(Format::Png);
    }
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        return Ok(Format::Jpeg);
    }
    if [&b"II*\0"[..], b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|magic| bytes.starts_with(magic)) {
        return Ok(Format::Tiff);
    }
    if is_pdf(bytes) {
        return Ok(Format::Pdf);
    }
    let refused = REFUSED.iter().find(|(offset, magic, ..)| bytes.get(*offset..).is_some_and(|b| b.starts_with(magic)));
    match refused {
        // "BM" and "BZh" are also how a text may begin.
        Some((0, magic, ..)) if magic.len() < 4 && looks_like_ascii_text(bytes) => Ok(Format::Text),
        Some((_, _, format, remedy)) => Err(Problem::NotSupported { format, remedy }),
        None => Ok(Format::Text),
    }
}

fn is_pdf(bytes: &[u8]) -> bool {
    let window = &bytes[..bytes.len().min(PDF_WINDOW)];
    bytes.starts_with(b"%PDF-")
        || memchr::memmem::find(window, b"%PDF-").is_some_and(|at| {
            // A text that speaks of "%PDF-" is still text: junk before the mark is binary.
            !looks_like_ascii_text(&bytes[..at]) && memchr::memchr(0, window).is_some()
        })
}

fn looks_like_ascii_text(bytes: &[u8]) -> bool {
    bytes.iter().take(256).all(|&b| b >= 0x20 && b != 0x7F || matches!(b, b'\t' | b'\n' | b'\r' | 0x0C))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_found_by_content() {
        assert_eq!(detect(b"\x89PNG\r\n\x1A\n...").unwrap(), Format::Png);
        assert_eq!(detect(b"\xFF\xD8\xFF\xE0").unwrap(), Format::Jpeg);
        assert_eq!(detect(b"MM\0*\0\0\0\x08").unwrap(), Format::Tiff);
        assert_eq!(detect(b"%PDF-1.7\n").unwrap(), Format::Pdf);
        assert_eq!(detect(b"\0\x01junk%PDF-1.4").unwrap(), Format::Pdf);
        assert_eq!(detect("Kế hoạch".as_bytes()).unwrap(), Format::Text);
        assert_eq!(detect("BMI là chỉ số".as_bytes()).unwrap(), Format::Text);
        assert_eq!(detect(b"Viet ve %PDF- trong van ban").unwrap(), Format::Text);
    }

    #[test]
    fn known_strangers_are_named() {
        for (bytes, name) in [
            (&b"PK\x03\x04\x14\0"[..], "a ZIP archive or an Office document"),
            (b"BM\x36\0\x0C\0\0\0", "a BMP image"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "a WebP image"),
        ] {
            let Err(Problem::NotSupported { format, .. }) = detect(bytes) else { panic!("{name} was taken") };
            assert_eq!(format, name);
        }
        assert!(matches!(detect(b""), Err(Problem::Empty)));
    }
}
