//! Vietnamese letters: base letter, vowel quality, tone.
//!
//! A Vietnamese vowel carries up to two marks: quality (â, ă, ê, ô, ơ, ư) and tone (à, ả, ã, á, ạ).
//! Taking both off, and đ to d, gives the *stripped* form, the one that people type without a keyboard layout.

use unicode_normalization::UnicodeNormalization;

/// The letter without its tone and quality marks, đ as d; case is kept. Other characters are returned unchanged.
///
/// ```
/// use vankho::text::letters::strip_letter;
/// assert_eq!(strip_letter('ế'), 'e');
/// assert_eq!(strip_letter('Đ'), 'D');
/// assert_eq!(strip_letter('ç'), 'ç');
/// ```
pub fn strip_letter(letter: char) -> char {
    match letter {
        'À'..='Ã' | 'Ă' => 'A',
        'È'..='Ê' => 'E',
        'Ì' | 'Í' | 'Ĩ' => 'I',
        'Ò'..='Õ' | 'Ơ' => 'O',
        'Ù' | 'Ú' | 'Ũ' | 'Ư' => 'U',
        'Ý' => 'Y',
        'Đ' => 'D',
        'à'..='ã' | 'ă' => 'a',
        'è'..='ê' => 'e',
        'ì' | 'í' | 'ĩ' => 'i',
        'ò'..='õ' | 'ơ' => 'o',
        'ù' | 'ú' | 'ũ' | 'ư' => 'u',
        'ý' => 'y',
        'đ' => 'd',
        '\u{1EA0}'..='\u{1EF9}' => {
            let upper = (letter as u32).is_multiple_of(2);
            let base = match letter {
                '\u{1EA0}'..='\u{1EB7}' => 'a',
                '\u{1EB8}'..='\u{1EC7}' => 'e',
                '\u{1EC8}'..='\u{1ECB}' => 'i',
                '\u{1ECC}'..='\u{1EE3}' => 'o',
                '\u{1EE4}'..='\u{1EF1}' => 'u',
                _ => 'y',
            };
            if upper { base.to_ascii_uppercase() } else { base }
        }
        other => other,
    }
}

/// The text without any Vietnamese marks; case is kept.
///
/// ```
/// assert_eq!(vankho::text::letters::strip("Thi hành án dân sự"), "Thi hanh an dan su");
/// ```
pub fn strip(text: &str) -> String {
    text.chars().map(strip_letter).collect()
}

/// Whether the letter is one of the Vietnamese alphabet that ASCII does not have.
pub fn is_marked(letter: char) -> bool {
    !letter.is_ascii() && strip_letter(letter) != letter
}

/// Whether only Vietnamese writes the letter: ơ, ư and every letter with two marks, a hook or a dot below. Engines that
/// do not know Vietnamese cannot print it, so it stands only where the text was typed or read as Vietnamese.
///
/// ```
/// use vankho::text::letters::is_native;
/// assert!("ơƯộảỵ".chars().all(is_native));
/// assert!(!"oáêđãũ".chars().any(is_native));
/// ```
pub fn is_native(letter: char) -> bool {
    matches!(letter, 'Ơ' | 'ơ' | 'Ư' | 'ư' | '\u{1EA0}'..='\u{1EF9}')
}

/// Lower case, without marks: the form to search and compare by.
pub fn fold(text: &str) -> String {
    text.chars().map(strip_letter).flat_map(char::to_lowercase).collect()
}

/// NFC, the normal form of everything inside the program.
pub fn nfc(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { text.nfc().collect() }
}

/// A symbol whose `Đ` OCR read twice, or as the `Ð` of other languages: `QĐÐ-BTP` is `QĐ-BTP`.
///
/// ```
/// assert_eq!(vankho::text::letters::one_d("QĐÐ-CTHADS"), "QĐ-CTHADS");
/// assert_eq!(vankho::text::letters::one_d("QÐ-BGDÐT"), "QĐ-BGDĐT");
/// ```
pub fn one_d(symbol: &str) -> String {
    symbol.replace("ĐÐ", "Đ").replace("ÐĐ", "Đ").replace('Ð', "Đ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vietnamese_letter_strips_to_what_its_decomposition_starts_with() {
        let ranges = [0xC0..=0x1B0u32, 0x1EA0..=0x1EF9];
        let vietnamese = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĨĩŨũƠơƯư";
        for letter in ranges.into_iter().flatten().filter_map(char::from_u32) {
            let expected = if vietnamese.contains(letter) || letter as u32 >= 0x1EA0 {
                letter.to_string().nfd().next()
            } else {
                match letter {
                    'Đ' => Some('D'),
                    'đ' => Some('d'),
                    other => Some(other),
                }
            };
            assert_eq!(Some(strip_letter(letter)), expected, "{letter}");
        }
    }
}
