//! The font of the invisible layer: one empty glyph for every letter, and a map back to Unicode.
//!
//! The letters of the layer are never painted, so the font needs widths and meanings and no shapes. Its glyph 1 is empty
//! and half as wide as high; every character of the document gets a code of its own, all codes show glyph 1, and the
//! `ToUnicode` map tells what each code means, whatever the character. The font file is made here: a TrueType file
//! with the tables that ISO 32000-1 (9.9) asks of an embedded CIDFontType2. Its widths agree with the font dictionary's
//! (ISO 19005-2, 6.2.11.5), and no code shows `.notdef` (6.2.11.8).

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Width of every letter in parts of its height.
pub const WIDTH: f64 = 0.5;

/// Units of the font's em square.
const EM: u16 = 1000;
/// Name of the font.
const NAME: &str = "VankhoInvisible";
/// The most characters that one `bfchar` section may hold (Adobe Technical Note 5014).
const SECTION: usize = 100;

/// Which code stands for which character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes(Vec<char>);

impl Codes {
    /// Codes for all characters of `texts` and the space. Beyond 65,534 different ones, those with the highest numbers
    /// share the code of the replacement character.
    pub fn new(texts: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut letters = BTreeSet::new();
        texts.into_iter().for_each(|text| letters.extend(text.as_ref().chars()));
        letters.extend([' ', char::REPLACEMENT_CHARACTER]);
        while letters.len() > usize::from(u16::MAX) - 1 {
            letters.pop_last();
        }
        letters.insert(char::REPLACEMENT_CHARACTER);
        Self(letters.into_iter().collect())
    }

    /// The code of a character, from 1.
    pub fn code(&self, letter: char) -> u16 {
        let at = |letter| self.0.binary_search(&letter).ok();
        at(letter).or_else(|| at(char::REPLACEMENT_CHARACTER)).map_or(1, |i| (i + 1) as u16)
    }

    /// A text as a string operand.
    pub fn string(&self, text: &str) -> Object {
        let bytes = text.chars().flat_map(|letter| self.code(letter).to_be_bytes()).collect();
        Object::String(bytes, StringFormat::Hexadecimal)
    }
}

/// Adds the font to a document and gives its id.
pub fn add(document: &mut Document, codes: &Codes) -> ObjectId {
    let mut file = Stream::new(dictionary! {}, truetype());
    file.dict.set("Length1", file.content.len() as i64);
    let file = add_stream(document, file);
    let descriptor = document.add_object(dictionary! {
        "Type" => "FontDescriptor", "FontName" => NAME, "Flags" => 4, // symbolic: its codes are its own
        "FontBBox" => vec![0.into(), 0.into(), 500.into(), i64::from(EM).into()],
        "ItalicAngle" => 0, "Ascent" => i64::from(EM), "Descent" => 0, "CapHeight" => i64::from(EM), "StemV" => 80,
        "FontFile2" => file,
    });
    let glyphs: Vec<u8> = (0..=codes.0.len()).flat_map(|code| u16::from(code > 0).to_be_bytes()).collect();
    let glyphs = add_stream(document, Stream::new(dictionary! {}, glyphs));
    let descendant = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => NAME,
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Identity"),
            "Supplement" => 0,
        },
        "FontDescriptor" => descriptor, "DW" => 500, "CIDToGIDMap" => glyphs,
    });
    let meanings = add_stream(document, Stream::new(dictionary! {}, to_unicode(codes).into_bytes()));
    document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => NAME, "Encoding" => "Identity-H",
        "DescendantFonts" => vec![descendant.into()], "ToUnicode" => meanings,
    })
}

/// Adds a stream, deflated when that makes it smaller.
pub fn add_stream(document: &mut Document, mut stream: Stream) -> ObjectId {
    // Deflating to memory cannot fail; if it did, the plain stream would be right too.
    let _ = stream.compress();
    document.add_object(stream)
}

/// The `ToUnicode` map.
fn to_unicode(codes: &Codes) -> String {
    let mut out = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    for (n, section) in codes.0.chunks(SECTION).enumerate() {
        let _ = writeln!(out, "{} beginbfchar", section.len());
        for (i, letter) in section.iter().enumerate() {
            let _ = write!(out, "<{:04X}> <", n * SECTION + i + 1);
            for unit in letter.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "{unit:04X}");
            }
            out.push_str(">\n");
        }
        out.push_str("endbfchar\n");
    }
    out.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    out
}

/// The font file: two empty glyphs of half an em.
fn truetype() -> Vec<u8> {
    let half = (f64::from(EM) * WIDTH) as u16;
    let words = |values: &[u16]| -> Vec<u8> { values.iter().flat_map(|value| value.to_be_bytes()).collect() };
    let name = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_be_bytes).collect() };
    let names = [(1u16, name(NAME)), (2, name("Regular")), (4, name(NAME)), (6, name(NAME))];
    let mut name_table = words(&[0, names.len() as u16, 6 + 12 * names.len() as u16]);
    let mut at = 0;
    for (id, text) in &names {
        name_table.extend(words(&[3, 1, 0x409, *id, text.len() as u16, at]));
        at += text.len() as u16;
    }
    name_table.extend(names.iter().flat_map(|(_, text)| text.iter().copied()));

    let mut head = words(&[1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 0x000B, EM]);
    head.extend([0; 16]); // made and changed: no clock
    head.extend(words(&[0, 0, half, EM, 0, 8, 2, 0, 0]));
    // Version, ascent, descent, gap, advance, bearings, extent, caret, four reserved, format, advances.
    let hhea = words(&[1, 0, EM, 0, 0, half, 0, 0, half, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
    let maxp = words(&[1, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    let mut os2 = words(&[3, half, 400, 5, 0, 650, 700, 0, 140, 650, 700, 0, 480, 50, 260, 0]);
    os2.extend([0; 10 + 16]);
    os2.extend(*b"NONE");
    os2.extend(words(&[0x40, 0x20, 0x20, EM, 0, 0, EM, 0, 0, 0, 0, 0, half, EM, 0, 0x20, 0]));
    let mut post = words(&[3, 0]);
    post.extend([0; 28]);
    // One segment, the space, and the closing one.
    let cmap = words(&[0, 1, 3, 1, 0, 12, 4, 32, 0, 4, 4, 1, 0, 0x20, 0xFFFF, 0, 0x20, 0xFFFF, 0xFFE1, 1, 0, 0]);
    let tables: [(&[u8; 4], Vec<u8>); 10] = [
        (b"OS/2", os2),
        (b"cmap", cmap),
        (b"glyf", vec![0; 4]),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", words(&[half, 0, half, 0])),
        (b"loca", words(&[0, 0, 0])),
        (b"maxp", maxp),
        (b"name", name_table),
        (b"post", post),
    ];
    let count = tables.len() as u16;
    let power = count.ilog2();
    let mut out = words(&[1, 0, count, 16 << power, power as u16, count * 16 - (16 << power)]);
    let mut at = out.len() + 16 * tables.len();
    let mut head_at = 0;
    for (tag, table) in &tables {
        if *tag == b"head" {
            head_at = at;
        }
        out.extend(*tag);
        out.extend(checksum(table).to_be_bytes());
        out.extend((at as u32).to_be_bytes());
        out.extend((table.len() as u32).to_be_bytes());
        at += table.len().next_multiple_of(4);
    }
    for (_, table) in &tables {
        out.extend(table);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    let adjustment = 0xB1B0_AFBAu32.wrapping_sub(checksum(&out));
    out[head_at + 8..head_at + 12].copy_from_slice(&adjustment.to_be_bytes());
    out
}

fn checksum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(0u32, |sum, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

/// The resources that a page needs to show the layer.
pub fn resources(name: &str, font: ObjectId) -> Dictionary {
    dictionary! { "Font" => dictionary! { name => font } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ab_glyph::{Font, FontRef, GlyphId};

    #[test]
    fn the_font_file_is_a_font() {
        let file = truetype();
        assert_eq!(checksum(&file), 0xB1B0_AFBA, "the whole file adds up");
        let font = FontRef::try_from_slice(&file).unwrap();
        assert_eq!(font.glyph_count(), 2);
        assert_eq!(font.units_per_em(), Some(1000.0));
        assert_eq!([0, 1].map(|id| font.h_advance_unscaled(GlyphId(id))), [500.0, 500.0]);
        assert_eq!(font.glyph_id(' '), GlyphId(1));
    }

    #[test]
    fn every_character_has_a_code_and_a_meaning() {
        let codes = Codes::new(["Đẫ 𝄞"]);
        let map = to_unicode(&codes);
        for (letter, units) in [('Đ', "0110"), ('ẫ', "1EAB"), ('𝄞', "D834DD1E"), (' ', "0020")] {
            let entry = format!("<{:04X}> <{units}>", codes.code(letter));
            assert!(map.contains(&entry), "{entry} in {map}");
        }
        assert_eq!(codes.code('x'), codes.code(char::REPLACEMENT_CHARACTER));
        assert_ne!(codes.code('x'), 0);
    }
}
