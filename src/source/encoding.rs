//! Bytes to text: finds the encoding, decodes, says what it took the bytes for.
//!
//! Order: byte order marks; UTF-16 without one (a file with NUL bytes whose other half reads as text);
//! UTF-8, also with a few broken bytes; else one byte a letter, [`decode_single_byte`], where lines in an encoding from
//! before Unicode are told from Windows-1252, and from lines in UTF-8 among them.
//! A file with too many control characters is no text.

use super::Problem;
use crate::text::legacy;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// What the bytes were taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8, ASCII included.
    Utf8,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// One byte a letter, read as Windows-1252: every byte became one character, so that nothing is lost.
    Windows1252,
    /// Lines in an encoding from before Unicode; the one of most lines, if there are several.
    Legacy(legacy::Encoding),
}

impl TextEncoding {
    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "windows-1252",
            Self::Legacy(encoding) => encoding.name(),
        }
    }
}

/// A decoded text, its line ends and normalisation as they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodedText<'a> {
    /// The text, without its byte order mark.
    pub text: Cow<'a, str>,
    /// What the bytes were taken for.
    pub encoding: TextEncoding,
    /// Whether some bytes were broken and became U+FFFD.
    pub repaired: bool,
}

/// Of the bytes judged, how many may be control characters: 1 in this many.
const CONTROLS_ALLOWED: usize = 50;
/// How much of a file is looked at to judge it.
const SAMPLE: usize = 64 * 1024;
/// A broken sequence is forgiven when there are this many whole ones for it.
const WHOLE_FOR_BROKEN: usize = 8;

/// Decodes `bytes` to text.
///
/// ```
/// use vankho::source::{TextEncoding, decode_text};
/// let decoded = decode_text(b"\xFF\xFEK\x00\xBF\x1E").unwrap();
/// assert_eq!((decoded.text.as_ref(), decoded.encoding), ("Kế", TextEncoding::Utf16Le));
/// ```
///
/// # Errors
/// [`Problem::Empty`] when there is nothing but a byte order mark, [`Problem::Binary`] when it is no text.
pub fn decode_text(bytes: &[u8]) -> Result<DecodedText<'_>, Problem> {
    if bytes.is_empty() {
        return Err(Problem::Empty);
    }
    let decoded = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => {
            let name = match encoding {
                e if e == UTF_16LE => TextEncoding::Utf16Le,
                e if e == UTF_16BE => TextEncoding::Utf16Be,
                _ => TextEncoding::Utf8,
            };
            with_encoding(&bytes[mark..], encoding, name)
        }
        None => decode_unmarked(bytes)?,
    };
    if decoded.text.is_empty() {
        return Err(Problem::Empty);
    }
    let (controls, seen) =
        decoded.text.chars().take(SAMPLE).fold((0, 0), |(controls, seen), c| {
            (controls + usize::from(is_stray_control(c) || c == '\u{FFFD}'), seen + 1)
        });
    if controls * CONTROLS_ALLOWED > seen { Err(Problem::Binary) } else { Ok(decoded) }
}

fn decode_unmarked(bytes: &[u8]) -> Result<DecodedText<'_>, Problem> {
    if memchr::memchr(0, &bytes[..bytes.len().min(SAMPLE)]).is_some()
        && let Some(encoding) = utf16_order(bytes)
    {
        let rs = if encoding == TextEncoding::Utf16Le { UTF_16LE } else { UTF_16BE };
        return Ok(with_encoding(bytes, rs, encoding));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(DecodedText { text: text.into(), encoding: TextEncoding::Utf8, repaired: false }),
        Err(_) => Ok(decode_single_byte(bytes)),
    }
}

/// Reads bytes that are no Unicode encoding throughout. The one place where the encodings of one byte a letter enter.
///
/// Lines that are whole UTF-8 are read as that, and the others as Windows-1252, so that every byte is one letter; what
/// is an encoding from before Unicode among these is converted. Only when none is, some broken bytes are forgiven.
fn decode_single_byte(bytes: &[u8]) -> DecodedText<'_> {
    // Lines that are not UTF-8, together, and where each of the others stands between them.
    let mut shown = String::with_capacity(bytes.len());
    let mut whole: Vec<(usize, &str)> = Vec::new();
    for line in bytes.split_inclusive(|&b| b == b'\n' || b == b'\r') {
        match std::str::from_utf8(line) {
            Ok(line) if !line.is_ascii() => whole.push((shown.len(), line)),
            _ => shown.push_str(&legacy::show(line)),
        }
    }
    let runs: Vec<legacy::Run> =
        legacy::runs(&shown).into_iter().filter(|r| r.encoding != legacy::Encoding::Utf8).collect();
    let weight = |e| runs.iter().filter(|r| r.encoding == e).map(|r| r.range.len()).sum::<usize>();
    let Some(main) = legacy::Encoding::ALL.into_iter().rev().max_by_key(|&e| weight(e)).filter(|&e| weight(e) > 0)
    else {
        return if mostly_utf8(bytes) {
            DecodedText { text: String::from_utf8_lossy(bytes), encoding: TextEncoding::Utf8, repaired: true }
        } else {
            with_encoding(bytes, WINDOWS_1252, TextEncoding::Windows1252)
        };
    };
    // Words of the lines shown, each replaced, and the lines of UTF-8 put back between them.
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    let mut at = 0;
    let mut whole = whole.into_iter().peekable();
    let mut copy = |to: usize, word: &str, end: usize| {
        while let Some((place, line)) = whole.next_if(|(place, _)| *place <= to) {
            text.push_str(&shown[at..place]);
            text.push_str(line);
            at = place;
        }
        text.push_str(&shown[at..to]);
        text.push_str(word);
        at = end;
    };
    for run in runs {
        for word in legacy::convert(run.encoding, &shown[run.range.clone()]) {
            copy(run.range.start + word.range.start, &word.to, run.range.start + word.range.end);
        }
    }
    copy(shown.len(), "", shown.len());
    DecodedText { text: text.into(), encoding: TextEncoding::Legacy(main), repaired: false }
}

fn with_encoding<'a>(bytes: &'a [u8], encoding: &'static Encoding, name: TextEncoding) -> DecodedText<'a> {
    let (text, repaired) = encoding.decode_without_bom_handling(bytes);
    DecodedText { text, encoding: name, repaired }
}

/// Control characters that no text holds.
fn is_stray_control(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{9F}')
}

/// Byte order of UTF-16 without a mark. Vietnamese text uses the rows 00, 01, 03, 1E, 20 of Unicode almost
/// only, so that one byte of nearly every pair is one of these.
fn utf16_order(bytes: &[u8]) -> Option<TextEncoding> {
    let pairs = bytes.chunks_exact(2).take(SAMPLE / 2);
    let total = pairs.len();
    let share = |byte: usize| pairs.clone().filter(|p| matches!(p[byte], 0 | 1 | 3 | 0x1E | 0x20)).count();
    let zeros = |byte: usize| pairs.clone().filter(|p| p[byte] == 0).count();
    [(1, 0, TextEncoding::Utf16Le), (0, 1, TextEncoding::Utf16Be)].into_iter().find_map(|(high, low, name)| {
        let fits = share(high) * 20 >= total * 19 && zeros(high) * 4 >= total && zeros(low) * 50 <= total;
        (total > 0 && fits).then_some(name)
    })
}

/// Whether bytes that are not UTF-8 throughout are UTF-8 with a few broken places.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole >= broken * WHOLE_FOR_BROKEN
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "Kế hoạch số 15/KH-BTP ngày 02 tháng 6 năm 2022\nCăn cứ Nghị định 30/2020/NĐ-CP;\n";

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn unicode_with_and_without_mark() {
        let with_mark = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        for (bytes, encoding) in [
            (TEXT.as_bytes().to_vec(), TextEncoding::Utf8),
            (with_mark(b"\xEF\xBB\xBF", TEXT.as_bytes().to_vec()), TextEncoding::Utf8),
            (utf16(TEXT, u16::to_le_bytes), TextEncoding::Utf16Le),
            (utf16(TEXT, u16::to_be_bytes), TextEncoding::Utf16Be),
            (with_mark(b"\xFF\xFE", utf16(TEXT, u16::to_le_bytes)), TextEncoding::Utf16Le),
            (with_mark(b"\xFE\xFF", utf16(TEXT, u16::to_be_bytes)), TextEncoding::Utf16Be),
        ] {
            let decoded = decode_text(&bytes).unwrap();
            assert_eq!((decoded.text.as_ref(), decoded.encoding, decoded.repaired), (TEXT, encoding, false));
        }
    }

    #[test]
    fn one_byte_a_letter_is_the_last_guess() {
        let decoded = decode_text(b"R\xE9publique fran\xE7aise \x96 \xE0 Hano\xEF").unwrap();
        assert_eq!(decoded.text, "République française – à Hanoï");
        assert_eq!(decoded.encoding, TextEncoding::Windows1252);
    }

    #[test]
    fn encodings_from_before_unicode() {
        use crate::text::legacy::Encoding;
        let french = b"R\xE9publique fran\xE7aise, minist\xE8re de la Sant\xE9\r\n";
        for encoding in [Encoding::Tcvn3, Encoding::Vni, Encoding::Viscii, Encoding::Windows1258] {
            let bytes = encoding.encode(TEXT).unwrap();
            let decoded = decode_text(&bytes).unwrap();
            assert_eq!((decoded.text.as_ref(), decoded.encoding), (TEXT, TextEncoding::Legacy(encoding)));
            let mixed = [TEXT.as_bytes(), &bytes, &french[..], &bytes, TEXT.as_bytes()].concat();
            let decoded = decode_text(&mixed).unwrap();
            let expected = format!("{TEXT}{TEXT}République française, ministère de la Santé\r\n{TEXT}{TEXT}");
            assert_eq!((decoded.text.as_ref(), decoded.encoding), (expected.as_str(), TextEncoding::Legacy(encoding)));
        }
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf8_into_latin() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.push(0xE1);
        let decoded = decode_text(&bytes).unwrap();
        assert_eq!((decoded.encoding, decoded.repaired), (TextEncoding::Utf8, true));
        assert!(decoded.text.starts_with(TEXT));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(matches!(decode_text(b""), Err(Problem::Empty)));
        assert!(matches!(decode_text(b"\xEF\xBB\xBF"), Err(Problem::Empty)));
        let noise: Vec<u8> = (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(matches!(decode_text(&noise), Err(Problem::Binary)));
        assert!(matches!(decode_text(&[0; 1000]), Err(Problem::Binary)));
    }

    proptest! {
        #[test]
        fn nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = decode_text(&bytes);
        }
    }
}
