//! The two habits of placing the tone on a final oa, oe, uy: hòa, thủy (older) and hoà, thuỷ (newer).
//!
//! Both are right and mean the same. Inside the program words are in the older style, that of the law corpus;
//! a document keeps the style that it shows.

/// The placing of the tone on a final oa, oe, uy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ToneStyle {
    /// hòa, khỏe, thủy
    #[default]
    Older,
    /// hoà, khoẻ, thuỷ
    Newer,
}

/// (older first vowel, plain first vowel, plain second vowels, second vowels with the same tone)
const ROWS: [(&str, char, &str, &str); 10] = [
    ("ò", 'o', "ae", "àè"),
    ("ó", 'o', "ae", "áé"),
    ("ỏ", 'o', "ae", "ảẻ"),
    ("õ", 'o', "ae", "ãẽ"),
    ("ọ", 'o', "ae", "ạẹ"),
    ("ù", 'u', "y", "ỳ"),
    ("ú", 'u', "y", "ý"),
    ("ủ", 'u', "y", "ỷ"),
    ("ũ", 'u', "y", "ỹ"),
    ("ụ", 'u', "y", "ỵ"),
];

/// The lower-case syllable `word` in the given style, or `None` when the style makes no difference to it.
///
/// ```
/// use vankho::text::tone::{ToneStyle, restyle};
/// assert_eq!(restyle("hoà", ToneStyle::Older).as_deref(), Some("hòa"));
/// assert_eq!(restyle("thủy", ToneStyle::Newer).as_deref(), Some("thuỷ"));
/// assert_eq!(restyle("quý", ToneStyle::Older), None);
/// assert_eq!(restyle("hoàn", ToneStyle::Older), None);
/// ```
pub fn restyle(word: &str, style: ToneStyle) -> Option<String> {
    let mut end = word.char_indices().rev();
    let (second_at, second) = end.next()?;
    let (first_at, first) = end.next()?;
    let toned = matches!(first, 'ò' | 'ó' | 'ỏ' | 'õ' | 'ọ' | 'ù' | 'ú' | 'ủ' | 'ũ' | 'ụ');
    if !(toned && second.is_ascii() || matches!(first, 'o' | 'u') && !second.is_ascii()) {
        return None;
    }
    let before = end.next().map(|(_, c)| c);
    for (older, plain, vowels, toned) in ROWS {
        let older_first = older.chars().next()?;
        for (vowel, marked) in vowels.chars().zip(toned.chars()) {
            let (new_first, new_second) = match style {
                ToneStyle::Older if first == plain && second == marked => (older_first, vowel),
                ToneStyle::Newer if first == older_first && second == vowel => (plain, marked),
                _ => continue,
            };
            if plain == 'u' && before == Some('q') {
                return None;
            }
            let mut out = String::with_capacity(word.len() + 2);
            out.push_str(&word[..first_at]);
            out.push(new_first);
            out.push(new_second);
            debug_assert!(second_at > first_at);
            return Some(out);
        }
    }
    None
}

/// The style that a lower-case syllable shows, or `None` when it shows none.
pub fn shown_style(word: &str) -> Option<ToneStyle> {
    if restyle(word, ToneStyle::Newer).is_some() {
        Some(ToneStyle::Older)
    } else if restyle(word, ToneStyle::Older).is_some() {
        Some(ToneStyle::Newer)
    } else {
        None
    }
}
