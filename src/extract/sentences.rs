//! The sentences of a line, and where what they demand ends.
//!
//! A sentence ends at a full stop before a capital; abbreviations do not end it. The closing formula of office papers,
//! "nếu có vướng mắc, phản ánh về …", and the line "Các đơn vị có vướng mắc liên hệ …" demand nothing.

use super::words::Word;
use std::ops::Range;

/// Words of the longest sentence. Numbers are read against all words of their sentence, so that one without an end, such
/// as a table that lost its lines, would cost the square of its length; it is cut.
const LONGEST: usize = 500;

/// The sentences of a line, as ranges of its words.
pub(super) fn sentences(words: &[Word]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (i, word) in words.iter().enumerate() {
        let last = i + 1 == words.len();
        let ends = matches!(word.sign, '.' | '?' | '!')
            && word.depth == 0
            && words.get(i + 1).is_none_or(|n| n.capital || n.opens)
            && !matches!(word.low(), "tp" | "ts" | "ths" | "pgs" | "gs" | "bs" | "tx" | "tt" | "đ/c" | "p" | "q");
        if ends || last || i + 1 - start >= LONGEST {
            out.push(start..i + 1);
            start = i + 1;
        }
    }
    out
}

/// Where the closing formula begins, "trong quá trình thực hiện, nếu có vướng mắc …": nothing behind it counts.
pub(super) fn closing(sentence: &[Word]) -> Option<usize> {
    let pair = |i: usize, a: &str, b: &str| sentence[i].lower == a && sentence.get(i + 1).is_some_and(|w| w.lower == b);
    let condition = (0..sentence.len()).find(|i| pair(*i, "nếu", "có") || pair(*i, "nếu", "phát"));
    let Some(condition) = condition else { return asked(sentence) };
    let course = (0..condition).rev().find(|i| pair(*i, "quá", "trình"));
    let trouble = (condition..sentence.len())
        .any(|i| pair(i, "vướng", "mắc") || pair(i, "khó", "khăn") || pair(i, "phát", "sinh") || pair(i, "vấn", "đề"));
    if course.is_none() && !trouble {
        return None;
    }
    let from = course.unwrap_or(condition);
    Some(
        (0..from)
            .rev()
            .find(|i| matches!(sentence[*i].sign, ';' | ',') && (*i + 3 >= from || course.is_none()))
            .map_or(if from <= 3 { 0 } else { from }, |i| i + 1),
    )
}

/// Where "đơn vị có vướng mắc liên hệ …" begins: the closing formula without its "nếu".
fn asked(sentence: &[Word]) -> Option<usize> {
    let at = (0..sentence.len()).find(|&i| {
        sentence[i].lower == "có" && (pair(sentence, i + 1, "vướng", "mắc") || pair(sentence, i + 1, "khó", "khăn"))
    })?;
    let told = ["liên", "phản", "trao", "thông", "kiến"];
    let asks = (at + 3..sentence.len().min(at + 8)).any(|i| told.contains(&sentence[i].low()));
    let from = (0..at).rev().find(|&i| matches!(sentence[i].sign, ';' | ':')).map_or(0, |i| i + 1);
    asks.then_some(from)
}

/// Whether the words at `i` are `a` and `b`.
pub(super) fn pair(words: &[Word], i: usize, a: &str, b: &str) -> bool {
    words.get(i).is_some_and(|w| w.lower == a) && words.get(i + 1).is_some_and(|w| w.lower == b)
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    #[test]
    fn sentences_and_their_close() {
        let text = "Sở Y tế tổ chức khám. TP. Huế lập danh sách; nếu có vướng mắc, báo cáo về Sở.";
        let all = words(text, 0..text.len());
        let found = sentences(&all);
        assert_eq!(found, [0..6, 6..all.len()]);
        assert_eq!(closing(&all[found[1].clone()]), Some(5));
        assert_eq!(closing(&all[found[0].clone()]), None);
    }

    #[test]
    fn who_has_trouble_asks() {
        for (text, wanted) in [
            ("Các đơn vị có vướng mắc liên hệ Phòng Nghiệp vụ", Some(0)),
            ("Thông tin: Đơn vị có khó khăn phản ánh về Sở", Some(2)),
            ("Các đơn vị có khó khăn được bố trí thêm kinh phí", None),
        ] {
            let all = words(text, 0..text.len());
            assert_eq!(closing(&all), wanted, "{text}");
        }
    }
}
