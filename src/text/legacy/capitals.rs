//! The capitals of TCVN3.
//!
//! The fonts `.VnTimeH`, `.VnArialH`, … print the small codes as capitals: KẾ HOẠCH is typed `KÕ HO¹CH`. A word's plain
//! letters tell which it is. A word without any but perhaps a first capital (`Bé`: Bộ or BỘ) is what the next word that
//! tells is, else the one before; on a line where no word tells, three words that begin with capitals are a heading.

use super::super::syllable::is_syllable;
use super::{Conversion, Encoding, Kind, Word, words};
use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Small,
    Capital,
    /// Its plain letters do not tell.
    Open,
    /// Not changed by its case, and no sign of its neighbours' case: an abbreviation, a number in Roman numerals.
    Silent,
}

/// One run of letters of the line.
struct Letters {
    word: usize,
    to: Range<usize>,
    case: Case,
    initial: bool,
    /// Whether it has the shape of a syllable, so that its case says something of its neighbours.
    word_like: bool,
}

/// Converts a line that begins at byte `start` of the text.
pub(super) fn convert_line(line: &str, start: usize, out: &mut Vec<Conversion>) {
    let mut all: Vec<Word> = Vec::new();
    words(Encoding::Tcvn3, line, |word| all.push(word.clone()));
    if !all.iter().any(Word::converted) {
        return;
    }
    let mut runs: Vec<Letters> = Vec::new();
    for (i, word) in all.iter().enumerate() {
        runs.extend(word.parts().map(|part| {
            let (case, initial) = judge(&word.to[part.to.clone()], &word.letters[part.letters]);
            let word_like = is_syllable(&word.to[part.to.clone()]);
            Letters { word: i, to: part.to, case, initial, word_like }
        }));
    }
    let tells = |run: &Letters| run.case == Case::Small || run.case == Case::Capital && run.word_like;
    let heading = !runs.iter().any(tells) && runs.iter().filter(|r| r.initial && r.word_like).count() >= 3;
    let mut before = None;
    let mut after: Vec<Option<Case>> = vec![None; runs.len()];
    for i in (1..runs.len()).rev() {
        after[i - 1] = if tells(&runs[i]) { Some(runs[i].case) } else { after[i] };
    }
    let mut exact = vec![true; all.len()];
    let mut to: Vec<String> = all.iter().map(|w| w.to.clone()).collect();
    // Capitals may take more or fewer bytes: from the end, so that ranges stay right.
    let mut capital: Vec<bool> = Vec::with_capacity(runs.len());
    for (run, after) in runs.iter().zip(after) {
        capital.push(match run.case {
            Case::Capital => true,
            Case::Open => {
                exact[run.word] = false;
                after.or(before).map_or(heading, |case| case == Case::Capital)
            }
            Case::Small | Case::Silent => false,
        });
        if tells(run) {
            before = Some(run.case);
        }
    }
    for (run, capital) in runs.iter().zip(capital).rev() {
        if capital {
            let upper = to[run.word][run.to.clone()].to_uppercase();
            to[run.word].replace_range(run.to.clone(), &upper);
        }
    }
    for ((word, to), exact) in all.into_iter().zip(to).zip(exact) {
        if word.converted() {
            out.push(Conversion { range: start + word.range.start..start + word.range.end, to, exact });
        }
    }
}

/// The case of a run of letters, and whether it begins with a capital.
fn judge(run: &str, letters: &[(Kind, u8)]) -> (Case, bool) {
    let (mut small, mut capitals, mut open, mut later) = (0, 0, 0, 0);
    for (i, (letter, (kind, _))) in run.chars().zip(letters).enumerate() {
        if letter.is_uppercase() {
            capitals += 1;
            later += usize::from(i > 0);
        } else if *kind == Kind::Converted {
            open += 1;
        } else {
            small += 1;
        }
    }
    let initial = capitals > later;
    let case = match (small, open) {
        (1.., _) => Case::Small,
        (0, 1..) if later > 0 => Case::Capital,
        (0, 1..) => Case::Open,
        _ if capitals > 1 && is_syllable(run) => Case::Capital,
        _ => Case::Silent,
    };
    (case, initial)
}

#[cfg(test)]
mod tests {
    use super::super::Encoding::Tcvn3;

    #[test]
    fn the_capital_fonts() {
        for (read, right) in [
            ("KÕ HO¹CH", "KẾ HOẠCH"),
            ("KÕ ho¹ch", "Kế hoạch"),
            ("Bé T¦ PH¸P", "BỘ TƯ PHÁP"),
            ("Bé T\u{AD} ph¸p", "Bộ Tư pháp"),
            ("Së Y TÕ", "SỞ Y TẾ"),
            ("QUYÕT §ÞNH Sè 15/Q§-BTP", "QUYẾT ĐỊNH SỐ 15/QĐ-BTP"),
            ("KÝnh göi: UBND x· Hµ S¬n", "Kính gửi: UBND xã Hà Sơn"),
            ("CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            ("§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
            ("ý kiÕn", "ý kiến"),
            ("Sè: /KH - CTHADS", "Số: /KH - CTHADS"),
        ] {
            assert_eq!(Tcvn3.to_unicode(read), right);
        }
    }
}
