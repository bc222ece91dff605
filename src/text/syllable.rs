//! Whether a word has the shape of a Vietnamese syllable: an onset, a rhyme and a tone that go together.
//!
//! This is orthography, not a dictionary: *huỡng* has the shape of a syllable though no word is spelt so, *hoạỉ*,
//! *cafộ* and *been* have not. 164 rhymes and 29 onsets, the spelling of /k/, /ɣ/, /ŋ/ by what follows, one tone at
//! most, and only sắc or nặng before a final stop (the rules of *chữ quốc ngữ* as taught since the schoolbooks of 1938).

use unicode_normalization::char::{compose, decompose_canonical};

/// Rhymes without their tones, sorted.
const RHYMES: [&str; 164] = [
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "e", "ec", "em", "en", "eng", "eo",
    "ep", "et", "i", "ia", "ich", "im", "in", "inh", "ip", "it", "iu", "iêc", "iêm", "iên", "iêng", "iêp", "iêt",
    "iêu", "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap", "oat", "oay", "oc", "oe",
    "oem", "oen", "oeo", "oet", "oi", "om", "on", "ong", "ooc", "oong", "op", "ot", "oăc", "oăm", "oăn", "oăng", "oăt",
    "u", "ua", "uc", "ui", "um", "un", "ung", "up", "ut", "uy", "uya", "uych", "uyn", "uynh", "uyp", "uyt", "uyu",
    "uyên", "uyêt", "uân", "uâng", "uât", "uây", "uê", "uêch", "uênh", "uôc", "uôi", "uôm", "uôn", "uông", "uôt", "uơ",
    "y", "ych", "ynh", "yt", "yên", "yêng", "yêt", "yêu", "yêm", "âc", "âm", "ân", "âng", "âp", "ât", "âu", "ây", "ê",
    "êch", "êm", "ên", "ênh", "êp", "êt", "êu", "ô", "ôc", "ôi", "ôm", "ôn", "ông", "ôp", "ôt", "ăc", "ăm", "ăn",
    "ăng", "ăp", "ăt", "ơ", "ơi", "ơm", "ơn", "ơp", "ơt", "ư", "ưa", "ưc", "ưi", "ưm", "ưn", "ưng", "ưt", "ưu", "ươc",
    "ươi", "ươm", "ươn", "ương", "ươp", "ươt", "ươu",
];

/// Onsets, longest first, that may stand before any rhyme.
const ONSETS: [&str; 26] = [
    "ch", "gi", "kh", "nh", "ph", "qu", "th", "tr", "b", "d", "h", "l", "m", "n", "p", "r", "s", "t", "v", "x", "đ",
    "c", "g", "ng", "k", "",
];

/// Onsets that stand only before e, ê, i, y.
const BEFORE_FRONT: [&str; 3] = ["ngh", "gh", "k"];

/// Longest syllable: `nghiêng` without its tone.
const LONGEST: usize = 7;

/// Whether `word`, NFC and in any case, has the shape of a Vietnamese syllable.
///
/// ```
/// use vankho::text::syllable::is_syllable;
/// assert!(is_syllable("nghiệp") && is_syllable("QUYẾT") && is_syllable("anh"));
/// assert!(!is_syllable("hiộn") && !is_syllable("hoặch") && !is_syllable("wall"));
/// ```
pub fn is_syllable(word: &str) -> bool {
    // Letters without tone, as UTF-8 (two bytes at most each).
    let mut plain = [0u8; LONGEST * 2];
    let mut length = 0;
    let (mut letters, mut tones, mut stop_tone) = (0, 0, false);
    for letter in word.chars() {
        letters += 1;
        if letters > LONGEST {
            return false;
        }
        let Some((base, tone)) = split(lower(letter)) else { return false };
        if let Some(tone) = tone {
            tones += 1;
            stop_tone = matches!(tone, '\u{301}' | '\u{323}');
        }
        length += base.encode_utf8(&mut plain[length..]).len();
    }
    let Ok(plain) = std::str::from_utf8(&plain[..length]) else { return false };
    if tones > 1 {
        return false;
    }
    let stopped = plain.ends_with(['c', 'p', 't']) || plain.ends_with("ch");
    if stopped && tones == 1 && !stop_tone {
        return false;
    }
    // A syllable that ends in a stop has a tone; without one it is a stripped word, which has the shape all the same.
    BEFORE_FRONT.iter().chain(&ONSETS).any(|onset| plain.strip_prefix(onset).is_some_and(|rhyme| fits(onset, rhyme)))
}

fn fits(onset: &str, rhyme: &str) -> bool {
    let front = rhyme.starts_with(['e', 'ê', 'i', 'y']);
    match onset {
        "ngh" | "gh" | "k" => front && is_rhyme(rhyme),
        "c" | "ng" => !front && is_rhyme(rhyme),
        // gì, gìn
        "g" => (!front || rhyme.starts_with('i')) && is_rhyme(rhyme),
        "qu" => !rhyme.starts_with(['o', 'u', 'ô', 'ư']) && is_rhyme(rhyme),
        _ => is_rhyme(rhyme),
    }
}

fn is_rhyme(rhyme: &str) -> bool {
    RHYMES.contains(&rhyme)
}

fn lower(letter: char) -> char {
    if letter.is_ascii() { letter.to_ascii_lowercase() } else { letter.to_lowercase().next().unwrap_or(letter) }
}

/// The letter without its tone, and the tone; `None` for what is no letter of Vietnamese syllables.
fn split(letter: char) -> Option<(char, Option<char>)> {
    match letter {
        'a'..='e' | 'g'..='i' | 'k'..='v' | 'x' | 'y' | 'đ' | 'â' | 'ă' | 'ê' | 'ô' | 'ơ' | 'ư' => {
            Some((letter, None))
        }
        'à'..='ý' | 'ĩ' | 'ũ' | '\u{1EA0}'..='\u{1EF9}' => {
            let (mut quality, mut tone) = (None, None);
            let mut base = letter;
            decompose_canonical(letter, |c| match c {
                '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => tone = Some(c),
                '\u{302}' | '\u{306}' | '\u{31B}' => quality = Some(c),
                c => base = c,
            });
            if let Some(quality) = quality {
                base = compose(base, quality)?;
            }
            matches!(base, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'â' | 'ă' | 'ê' | 'ô' | 'ơ' | 'ư')
                .then_some((base, tone))
                .filter(|(_, tone)| tone.is_some())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shapes_of_the_dictionary() {
        let list = include_str!("../../dictionaries/syllables.tsv");
        let words: Vec<&str> = list.lines().filter(|l| !l.starts_with('#')).collect();
        let odd: Vec<&&str> = words.iter().filter(|w| !is_syllable(w)).collect();
        assert!(odd.len() * 40 < words.len(), "{} of {}: {odd:?}", odd.len(), words.len());
    }

    #[test]
    fn what_has_no_such_shape() {
        for word in
            ["hiộn", "ộtộ", "cafộ", "fỹr", "ça", "hoạỉ", "keo\u{301}", "been", "cê", "nghà", "tèp", "", "f", "ñ"]
        {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
