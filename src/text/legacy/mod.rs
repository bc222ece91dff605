//! Vietnamese encodings from before Unicode: TCVN3 (ABC), VNI, VISCII, Windows-1258.
//!
//! Their texts reach us as bytes, or as *mojibake*: each byte was taken for a letter of Windows-1252 or Latin-1 and
//! saved as Unicode (`KÕ ho¹ch` for Kế hoạch). UTF-8 bytes suffer the same (`Káº¿ hoáº¡ch`). Bytes are shown as
//! Windows-1252 first, so that all is one case: [`detect`](detect()) judges the lines of a text, [`convert`] turns the
//! words of a stretch into Unicode, letter by letter from tables. No dictionary is asked.
//!
//! What the codes do not say cannot be restored exactly: TCVN3 has no capitals with tones. Its users switch to a font
//! that prints small letters as capitals (`.VnTimeH`), so that a word is in capitals when its plain letters are, and a
//! word without plain letters is what its neighbours are (`capitals`).

mod capitals;
mod detect;
mod tables;
#[cfg(test)]
mod tests;
mod words;

pub use detect::{Run, detect, runs};

use super::letters::{nfc, strip_letter};
use std::ops::Range;
use tables::{byte_of, shown};
use unicode_normalization::char::compose;
use words::{Part, Word, words};

/// An encoding from before Unicode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    /// TCVN 5712:1993 VN3, the codes of the ABC fonts (`.VnTime`, `.VnTimeH`).
    Tcvn3,
    /// The codes of the VNI fonts for Windows: a base letter, then a byte for its marks.
    Vni,
    /// RFC 1456.
    Viscii,
    /// The Vietnamese code page of Windows: the tone stands behind its vowel.
    Windows1258,
    /// UTF-8 whose bytes were each taken for a letter.
    Utf8,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Encoding; 5] = [Self::Tcvn3, Self::Vni, Self::Viscii, Self::Windows1258, Self::Utf8];

    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcvn3 => "TCVN3",
            Self::Vni => "VNI",
            Self::Viscii => "VISCII",
            Self::Windows1258 => "windows-1258",
            Self::Utf8 => "UTF-8",
        }
    }

    /// Name of the rule that converts from it.
    pub fn rule(self) -> &'static str {
        match self {
            Self::Tcvn3 => "legacy-tcvn3",
            Self::Vni => "legacy-vni",
            Self::Viscii => "legacy-viscii",
            Self::Windows1258 => "legacy-windows-1258",
            Self::Utf8 => "legacy-utf-8",
        }
    }

    /// Decodes bytes; codes that the encoding does not have are read as Windows-1252.
    ///
    /// ```
    /// use vankho::text::legacy::Encoding;
    /// assert_eq!(Encoding::Tcvn3.decode(b"K\xD5 ho\xB9ch"), "Kế hoạch");
    /// assert_eq!(Encoding::Vni.decode(b"Ke\xE1 hoa\xEFch"), "Kế hoạch");
    /// ```
    pub fn decode(self, bytes: &[u8]) -> String {
        self.to_unicode(&show(bytes))
    }

    /// Converts mojibake, line by line; white space and everything that is not of the encoding stays.
    ///
    /// ```
    /// use vankho::text::legacy::Encoding;
    /// assert_eq!(Encoding::Tcvn3.to_unicode("KÕ ho¹ch"), "Kế hoạch");
    /// assert_eq!(Encoding::Vni.to_unicode("Keá hoaïch"), "Kế hoạch");
    /// ```
    pub fn to_unicode(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for word in convert(self, text) {
            out.push_str(&text[at..word.range.start]);
            out.push_str(&word.to);
            at = word.range.end;
        }
        out.push_str(&text[at..]);
        out
    }

    /// Encodes NFC text, or `None` when it has a character that the encoding does not have or that its bytes would
    /// give back as another one. The capitals that TCVN3 lacks become the small codes, as in its capital fonts.
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        if self == Self::Utf8 {
            return Some(text.as_bytes().to_vec());
        }
        let mut out = Vec::with_capacity(text.len());
        for letter in text.chars() {
            if !self.encode_letter(letter, &mut out) {
                return None;
            }
        }
        Some(out)
    }

    fn encode_letter(self, letter: char, out: &mut Vec<u8>) -> bool {
        if letter.is_ascii() {
            let taken = self == Self::Viscii && tables::VISCII_LOW.iter().any(|(b, _)| char::from(*b) == letter);
            out.push(letter as u8);
            return !taken;
        }
        let small = letter.to_lowercase().next().unwrap_or(letter);
        let up = |byte: u8| if small == letter { byte } else { byte - 0x20 };
        match self {
            Self::Tcvn3 => {
                let place = |c| tables::TCVN3.iter().position(|&t| t == c);
                if let Some(i) = place(letter).or_else(|| place(small)) {
                    out.push(0x80 + i as u8);
                    return true;
                }
            }
            Self::Viscii => {
                let low = tables::VISCII_LOW.iter().find(|(_, c)| *c == letter).map(|(b, _)| *b);
                let byte = low.or_else(|| tables::VISCII.iter().position(|&t| t == letter).map(|i| 0x80 + i as u8));
                out.extend(byte);
                return byte.is_some();
            }
            Self::Vni => {
                let mut singles = tables::VNI_SINGLE.iter().chain([&tables::VNI_Y_DOT]);
                if let Some((byte, _)) = singles.find(|(_, c)| *c == small) {
                    out.push(up(*byte));
                    return true;
                }
                if let Some((base, mark)) = vni_pair(small) {
                    let plain = vni_base(base);
                    out.push(up(plain));
                    out.push(up(mark));
                    return true;
                }
            }
            Self::Windows1258 => {
                let direct = |c: char| {
                    let own = tables::WINDOWS_1258.iter().find(|(_, t)| *t == c).map(|(b, _)| *b);
                    own.or_else(|| byte_of(c).filter(|&b| windows_1258(b) == Some(c)))
                };
                if let Some(byte) = direct(letter) {
                    out.push(byte);
                    return true;
                }
                for (mark, tone) in tables::WINDOWS_1258_TONES {
                    if let Some(base) = without(letter, tone).and_then(direct) {
                        out.extend([base, mark]);
                        return true;
                    }
                }
            }
            Self::Utf8 => {}
        }
        // Signs such as quotes and dashes, where they mean the same.
        let same = byte_of(letter).filter(|&byte| {
            let mark = self == Self::Vni && byte >= 0xC0;
            !mark && shown(byte) == letter && self.unit(letter.encode_utf8(&mut [0; 4])).1 == letter
        });
        out.extend(same);
        same.is_some()
    }

    /// The first letter of `text` in this encoding: how many bytes of `text` it takes, what it is, and how it came.
    fn unit(self, text: &str) -> (usize, char, Kind) {
        let mut chars = text.chars();
        let Some(first) = chars.next() else { return (0, '\0', Kind::Same) };
        let width = first.len_utf8();
        let same = (width, first, Kind::Same);
        let Some(byte) = byte_of(first) else {
            return (width, first, if first.is_alphabetic() { Kind::Stranger } else { Kind::Same });
        };
        match self {
            // Latin-1 shows the signs of Windows-1252 as control characters.
            Self::Tcvn3 | Self::Vni if matches!(byte, 0x80..=0x9F) => match shown(byte) {
                sign if sign == first => same,
                sign => (width, sign, Kind::Converted),
            },
            Self::Tcvn3 if byte >= 0x80 => match tables::TCVN3[usize::from(byte - 0x80)] {
                '\0' => stranger(same),
                letter => (width, letter, Kind::Converted),
            },
            Self::Viscii => {
                let low = tables::VISCII_LOW.iter().find(|(b, _)| *b == byte).map(|(_, c)| *c);
                match low.or_else(|| (byte >= 0x80).then(|| tables::VISCII[usize::from(byte - 0x80)])) {
                    Some(letter) if letter != first => (width, letter, Kind::Converted),
                    _ => same,
                }
            }
            Self::Vni => vni_unit(first, byte, chars.next()).unwrap_or_else(|| stranger(same)),
            Self::Windows1258 => {
                let Some(base) = windows_1258(byte) else { return stranger(same) };
                let mark = chars.next().and_then(|c| Some((c.len_utf8(), windows_1258_tone(byte_of(c)?)?)));
                match mark.and_then(|(more, tone)| Some((more, with_tone(base, tone)?))) {
                    Some((more, letter)) => (width + more, letter, Kind::Converted),
                    None if base != first => (width, base, Kind::Converted),
                    None => same,
                }
            }
            Self::Utf8 if byte >= 0xC2 => utf8_unit(text, byte).unwrap_or_else(|| stranger(same)),
            Self::Utf8 if byte >= 0x80 => stranger(same),
            _ => same,
        }
    }
}

/// How a letter of a converted text came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It is what it was.
    Same,
    /// It was another one, or more than one.
    Converted,
    /// It is a letter that no text of the encoding has there.
    Stranger,
}

fn stranger((width, letter, kind): (usize, char, Kind)) -> (usize, char, Kind) {
    (width, letter, if letter.is_alphabetic() && !letter.is_ascii() { Kind::Stranger } else { kind })
}

fn windows_1258(byte: u8) -> Option<char> {
    if windows_1258_tone(byte).is_some() {
        return None;
    }
    Some(tables::WINDOWS_1258.iter().find(|(b, _)| *b == byte).map_or(shown(byte), |(_, c)| *c))
}

fn windows_1258_tone(byte: u8) -> Option<char> {
    tables::WINDOWS_1258_TONES.iter().find(|(b, _)| *b == byte).map(|(_, tone)| *tone)
}

/// `letter` without `tone`, if it has that tone.
fn without(letter: char, tone: char) -> Option<char> {
    "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY".chars().find(|&base| with_tone(base, tone) == Some(letter))
}

/// `base` with a tone. Unicode composes the dot below before the circumflex and the breve.
fn with_tone(base: char, tone: char) -> Option<char> {
    let (plain, quality) = match base {
        'â' | 'ê' | 'ô' | 'Â' | 'Ê' | 'Ô' => (strip_letter(base), '\u{302}'),
        'ă' | 'Ă' => (strip_letter(base), '\u{306}'),
        _ => return compose(base, tone),
    };
    if tone == '\u{323}' { compose(compose(plain, tone)?, quality) } else { compose(base, tone) }
}

/// The single byte of VNI for a base letter.
fn vni_base(base: char) -> u8 {
    match base {
        'ơ' => 0xF4,
        'ư' => 0xF6,
        other => other as u8,
    }
}

/// Base letter and mark byte of a small letter that VNI writes as a pair.
fn vni_pair(letter: char) -> Option<(char, u8)> {
    let circumflex = tables::VNI_CIRCUMFLEX
        .iter()
        .find_map(|(mark, row)| "aeo".chars().zip(row.chars()).find(|(_, c)| *c == letter).map(|(b, _)| (b, *mark)));
    let breve = || tables::VNI_BREVE.iter().find(|(_, c)| *c == letter).map(|(mark, _)| ('a', *mark));
    let tone = || {
        tables::VNI_TONES
            .iter()
            .find_map(|(mark, tone)| "aeouyơư".chars().find(|&b| compose(b, *tone) == Some(letter)).map(|b| (b, *mark)))
    };
    circumflex.or_else(breve).or_else(tone)
}

fn vni_unit(first: char, byte: u8, next: Option<char>) -> Option<(usize, char, Kind)> {
    let small = if matches!(byte, b'A'..=b'Z' | 0xC0..=0xDE) { byte + 0x20 } else { byte };
    let cased = |letter: char| if small == byte { letter } else { letter.to_uppercase().next().unwrap_or(letter) };
    let single = tables::VNI_SINGLE.iter().chain([&tables::VNI_Y_DOT]).find(|(b, _)| *b == small).map(|(_, c)| *c);
    let base = match single {
        Some(base @ ('ơ' | 'ư')) => base,
        Some(letter) => return Some((first.len_utf8(), cased(letter), Kind::Converted)),
        None if matches!(small, b'a' | b'e' | b'o' | b'u' | b'y') => char::from(small),
        None if byte.is_ascii() => return Some((first.len_utf8(), first, Kind::Same)),
        None => return None,
    };
    let pair = next.and_then(|c| Some((c.len_utf8(), byte_of(c).filter(|&b| b >= 0xC0)?))).and_then(|(more, mark)| {
        let mark = if mark < 0xE0 { mark + 0x20 } else { mark };
        Some((more, vni_marked(base, mark)?))
    });
    Some(match pair {
        Some((more, letter)) => (first.len_utf8() + more, cased(letter), Kind::Converted),
        None if single.is_some() => (first.len_utf8(), cased(base), Kind::Converted),
        None => (first.len_utf8(), first, Kind::Same),
    })
}

fn vni_marked(base: char, mark: u8) -> Option<char> {
    if let Some((_, tone)) = tables::VNI_TONES.iter().find(|(b, _)| *b == mark) {
        return compose(base, *tone);
    }
    let column = "aeo".find(base)?;
    if let Some((_, row)) = tables::VNI_CIRCUMFLEX.iter().find(|(b, _)| *b == mark) {
        return row.chars().nth(column);
    }
    tables::VNI_BREVE.iter().find(|(b, _)| *b == mark && base == 'a').map(|(_, c)| *c)
}

fn utf8_unit(text: &str, lead: u8) -> Option<(usize, char, Kind)> {
    let length = match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let (mut bytes, mut width) = ([0; 4], 0);
    let mut chars = text.chars();
    for slot in &mut bytes[..length] {
        let letter = chars.next()?;
        width += letter.len_utf8();
        *slot = byte_of(letter)?;
    }
    let letter = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    Some((width, letter, Kind::Converted))
}

/// Bytes as Windows-1252 shows them, one letter each.
pub fn show(bytes: &[u8]) -> String {
    bytes.iter().map(|&b| shown(b)).collect()
}

/// A word that conversion changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// Its bytes in the text as read.
    pub range: Range<usize>,
    /// The word in Unicode, NFC.
    pub to: String,
    /// Whether the codes alone say so; else its capitals were judged by its neighbours.
    pub exact: bool,
}

/// The words of `text` that are different in Unicode, in order.
pub fn convert(encoding: Encoding, text: &str) -> Vec<Conversion> {
    let mut out = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if encoding == Encoding::Tcvn3 {
            capitals::convert_line(line, start, &mut out);
        } else {
            words(encoding, line, |word| {
                if word.converted() {
                    let range = start + word.range.start..start + word.range.end;
                    out.push(Conversion { range, to: nfc(&word.to), exact: true });
                }
            });
        }
        start += line.len();
    }
    out.retain(|c| c.to != text[c.range.clone()]);
    out
}
