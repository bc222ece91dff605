//! The codes of the legacy encodings.
//!
//! Sources: TCVN 5712:1993, set VN3 (the one of the ABC fonts: small letters with all marks, of the capitals only
//! Ă Â Ê Ô Ơ Ư Đ); RFC 1456 for VISCII; the code page tables of Unicode for Windows-1258 and Windows-1252; for VNI the
//! rule of its fonts: a base letter, then one byte that prints the marks. The TCVN, VISCII and 1258 rows were compared
//! with those of glibc's iconv.

use std::sync::LazyLock;

/// Stands for a code that the encoding does not have.
const NONE: char = '\0';

/// What the byte of each code from 0x80 on means; [`NONE`] where it is not a letter of the encoding.
pub type High = [char; 128];

/// Windows-1252 from 0x80 to 0x9F; its five gaps are control characters, as in the encoding standard of the web.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// The character that Windows-1252 shows for `byte`.
pub fn shown(byte: u8) -> char {
    match byte {
        0x80..=0x9F => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// The byte that Windows-1252 or Latin-1 shows as `letter`.
pub fn byte_of(letter: char) -> Option<u8> {
    match u32::from(letter) {
        code @ 0..=0xFF => Some(code as u8),
        0x152..=0x2122 => WINDOWS_1252.iter().position(|&c| c == letter).map(|i| 0x80 + i as u8),
        _ => None,
    }
}

fn high(rows: &[(u8, &str)]) -> High {
    let mut table = [NONE; 128];
    for (first, letters) in rows {
        for (slot, letter) in table[usize::from(first - 0x80)..].iter_mut().zip(letters.chars()) {
            if letter != '.' {
                *slot = letter;
            }
        }
    }
    table
}

/// TCVN3: the codes of the ABC fonts.
pub static TCVN3: LazyLock<High> = LazyLock::new(|| {
    high(&[
        (0xA0, ".ĂÂÊÔƠƯĐăâêôơưđ."),
        (0xB0, ".....àảãáạ.ằẳẵắ."),
        (0xC0, "......ặầẩẫấậè.ẻẽ"),
        (0xD0, "éẹềểễếệìỉ...ĩíịò"),
        (0xE0, ".ỏõóọồổỗốộờởỡớợù"),
        (0xF0, ".ủũúụừửữứựỳỷỹýỵ."),
    ])
});

/// VISCII from 0x80 on.
pub static VISCII: LazyLock<High> = LazyLock::new(|| {
    high(&[
        (0x80, "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ"),
        (0x90, "ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"),
        (0xA0, "Õắằặấầẩậẽẹếềểễệố"),
        (0xB0, "ồổỗỠƠộờởịỰỨỪỬơớƯ"),
        (0xC0, "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ"),
        (0xD0, "ĐứÒÓÔạỷừửÙÚỹỵÝỡư"),
        (0xE0, "àáâãảăữẫèéêẻìíĩỉ"),
        (0xF0, "đựòóôõỏọụùúũủýợỮ"),
    ])
});

/// The six letters that VISCII puts among the control characters.
pub const VISCII_LOW: [(u8, char); 6] = [(2, 'Ẳ'), (5, 'Ẵ'), (6, 'Ẫ'), (0x14, 'Ỷ'), (0x19, 'Ỹ'), (0x1E, 'Ỵ')];

/// The letters of Windows-1258 that Windows-1252 does not have in the same place; ₫ is the sign of the currency.
pub const WINDOWS_1258: [(u8, char); 9] = [
    (0xC3, 'Ă'),
    (0xE3, 'ă'),
    (0xD0, 'Đ'),
    (0xF0, 'đ'),
    (0xD5, 'Ơ'),
    (0xF5, 'ơ'),
    (0xDD, 'Ư'),
    (0xFD, 'ư'),
    (0xFE, '₫'),
];

/// The tone marks of Windows-1258; each stands behind its vowel.
pub const WINDOWS_1258_TONES: [(u8, char); 5] =
    [(0xCC, '\u{300}'), (0xD2, '\u{309}'), (0xDE, '\u{303}'), (0xEC, '\u{301}'), (0xF2, '\u{323}')];

/// The letters of VNI that are one byte, small ones; the capitals lie 0x20 lower, as in Latin-1.
pub const VNI_SINGLE: [(u8, char); 8] =
    [(0xF1, 'đ'), (0xF4, 'ơ'), (0xF6, 'ư'), (0xED, 'í'), (0xEC, 'ì'), (0xE6, 'ỉ'), (0xF3, 'ĩ'), (0xF2, 'ị')];

/// ỵ of VNI, one byte too.
pub const VNI_Y_DOT: (u8, char) = (0xEE, 'ỵ');

/// The mark bytes of VNI that set a tone alone: behind a e o u y, and behind the single ô (ơ) and ö (ư).
pub const VNI_TONES: [(u8, char); 5] =
    [(0xF9, '\u{301}'), (0xF8, '\u{300}'), (0xFB, '\u{309}'), (0xF5, '\u{303}'), (0xEF, '\u{323}')];

/// The mark bytes of VNI that set the circumflex, alone and with each tone: behind a e o.
pub const VNI_CIRCUMFLEX: [(u8, &str); 6] =
    [(0xE2, "âêô"), (0xE1, "ấếố"), (0xE0, "ầềồ"), (0xE5, "ẩểổ"), (0xE3, "ẫễỗ"), (0xE4, "ậệộ")];

/// The mark bytes of VNI that set the breve, alone and with each tone: behind a.
pub const VNI_BREVE: [(u8, char); 6] = [(0xEA, 'ă'), (0xE9, 'ắ'), (0xE8, 'ằ'), (0xFA, 'ẳ'), (0xFC, 'ẵ'), (0xEB, 'ặ')];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn viscii_has_every_letter_once() {
        let mut letters: Vec<char> = VISCII.iter().copied().chain(VISCII_LOW.map(|(_, c)| c)).collect();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters.len(), 134);
        assert!(!letters.contains(&NONE));
    }

    #[test]
    fn tcvn3_has_every_small_letter_once() {
        let mut letters: Vec<char> = TCVN3.iter().copied().filter(|&c| c != NONE).collect();
        assert_eq!(letters.len(), 67 + 7);
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters.len(), 67 + 7);
    }

    #[test]
    fn windows_1252_is_that_of_the_web() {
        let bytes: Vec<u8> = (0..=255).collect();
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        for (byte, letter) in bytes.iter().zip(text.chars()) {
            assert_eq!((shown(*byte), byte_of(letter)), (letter, Some(*byte)));
        }
    }
}
