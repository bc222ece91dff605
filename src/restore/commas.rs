//! Commas that OCR read as full stops: `các xã. phường`, `ngày 24/11/2025. về việc`.
//!
//! A worn comma loses its tail. A sentence opens with a capital, so a stop before a syllable in lower case was a comma,
//! unless the word before it is an abbreviation or a label. A word is known by the lexicon: where either side is no
//! syllable the sign may be dirt, and it stays.

use super::rules::RuleEdit;
use crate::lexicon::Lexicon;
use crate::text::tone::{ToneStyle, restyle};
use regex::{Captures, Regex};
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// A stop between what may be a word, a date, a year, the number of a document, a share or a bracket, and a word in
/// lower case, which may open the next line.
static STOP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:(?P<word>\p{L}+)|(?P<number>\d{1,2}/(?:\d{1,2}/)?\d{4}|\d+[-/][\p{L}\d/&-]*\p{L}\d{0,2}|(?:19|20)\d\d|\d%)|\p{L}{2}\))(?P<stop>\.)(?P<gap>[ \t]+|[ \t]*\n[ \t]*)(?P<next>\p{Ll}+)(?P<end>[^\p{L}\d]|$)",
    )
    .expect("static regex")
});

/// Letters of a line that goes on in the next: about full, and no paragraph on one line.
const LINE: RangeInclusive<usize> = 30..=120;

/// The commas of `text` that lost their tail, in order.
pub fn commas(lexicon: &Lexicon<'_>, text: &str) -> Vec<RuleEdit> {
    let mut edits = Vec::new();
    let mut at = 0;
    while let Some(found) = STOP.captures_at(text, at) {
        let (Some(stop), Some(next)) = (found.name("stop"), found.name("next")) else { break };
        // The word behind may stand before a stop, too.
        at = next.start();
        if is_comma(lexicon, text, &found) {
            edits.push(RuleEdit { range: stop.range(), to: ",".to_owned(), rule: "comma", confidence: 0.95 });
        }
    }
    edits
}

fn is_comma(lexicon: &Lexicon<'_>, text: &str, found: &Captures<'_>) -> bool {
    let (Some(whole), Some(gap), Some(next)) = (found.get(0), found.name("gap"), found.name("next")) else {
        return false;
    };
    let label = found.name("end").is_some_and(|end| matches!(end.as_str(), ")" | "/" | "."));
    if !is_syllable(lexicon, next.as_str()) || label && next.as_str().chars().count() <= 2 {
        return false;
    }
    let back = |at: usize| text[..at].chars().rev();
    let breaks = |c: char| matches!(c, '\n' | '\u{c}');
    let wrapped = || back(gap.start()).take(LINE.end() + 1).take_while(|&c| !breaks(c)).count();
    if gap.as_str().contains('\n') && !LINE.contains(&wrapped()) {
        return false;
    }
    let before = back(whole.start()).next().unwrap_or(' ');
    if let Some(word) = found.name("word") {
        // A part of something else: v.v., a@b.vn, 5m.
        let part = before.is_alphanumeric() || "./@&_-’'".contains(before);
        // A roman numeral that opens a line is a label, though it may be a syllable.
        let head = back(whole.start()).find(|&c| breaks(c) || c.is_alphanumeric()).is_none_or(breaks);
        let label = head && word.as_str().chars().all(|c| "ivxlIVXL".contains(c));
        let capitals = word.as_str().chars().all(char::is_uppercase);
        return !part && !label && !capitals && is_syllable(lexicon, &word.as_str().to_lowercase());
    }
    let part = before.is_alphanumeric() || matches!(before, '.' | '/');
    found.name("number").is_none_or(|number| number.as_str().ends_with('%') || !part)
}

/// Whether `word` is a syllable of two letters or more.
fn is_syllable(lexicon: &Lexicon<'_>, word: &str) -> bool {
    let form = restyle(word, ToneStyle::Older);
    word.chars().count() >= 2
        && lexicon.id(form.as_deref().unwrap_or(word)).and_then(|id| lexicon.word(id)).is_some_and(|w| w.syllable)
}

#[cfg(test)]
mod tests {
    use super::super::rules::applied;
    use super::*;
    use crate::lexicon::BUILT;

    fn repaired(text: &str) -> String {
        let lexicon = Lexicon::new(BUILT).unwrap();
        applied(text, commas(&lexicon, text))
    }

    #[test]
    fn a_stop_before_lower_case_is_a_comma() {
        for (read, right) in [
            ("UBND các xã. phường", "UBND các xã, phường"),
            ("phòng. chống trí tuệ nhân tạo. quản lý", "phòng, chống trí tuệ nhân tạo, quản lý"),
            ("ngày 24/11/2025. về việc", "ngày 24/11/2025, về việc"),
            ("số 54/2015/TT-BYT. trường hợp", "số 54/2015/TT-BYT, trường hợp"),
            ("Nghị quyết số 59-NQ/TW. số 66-NQ/TW", "Nghị quyết số 59-NQ/TW, số 66-NQ/TW"),
            ("sinh năm 2024. năm 2025", "sinh năm 2024, năm 2025"),
            ("đạt trên 50%. đến hết", "đạt trên 50%, đến hết"),
            ("(46 hộ). bàn giao", "(46 hộ), bàn giao"),
            ("thanh. tra. xác minh", "thanh, tra, xác minh"),
            (
                "Sở Kế hoạch và Đầu tư chủ trì công tác tuyên truyền.\nvận động nhân dân",
                "Sở Kế hoạch và Đầu tư chủ trì công tác tuyên truyền,\nvận động nhân dân",
            ),
        ] {
            assert_eq!(repaired(read), right);
        }
    }

    #[test]
    fn near_misses() {
        for text in [
            "các xã. Phường nào",
            "điện, nước v.v. và các",
            "tại TP. hồ chí minh, ông Th.s. và 5 tr. đồng",
            "xã. a) các mục",
            "xã. đ. các mục",
            "II. nội dung",
            "VI. nội dung",
            "  vi. phạm",
            "- Xi. măng",
            "a. mục tiêu",
            "1. mục tiêu",
            "tại điểm 3. mục tiêu",
            "năm.phường",
            "xyz. phường",
            "các xã. qwz",
            "Sở Y tế.\nphối hợp",
            "thực hiện công tác tuyên truyền trên địa bàn xã.\na) Vận động",
            "thực hiện công tác tuyên truyền trên địa bàn xã.\n\nvận động",
            "x@tuyen.quang. và",
        ] {
            assert_eq!(repaired(text), text);
        }
        let paragraph = format!("{}tuyên truyền.\nvận động nhân dân", "công tác ".repeat(20));
        assert_eq!(repaired(&paragraph), paragraph);
    }
}
