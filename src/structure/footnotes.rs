//! Footnotes by their type: smaller than the page's, at its foot, behind a raised number.
//!
//! A scan seldom gives the raised number as one: `¹` becomes `!`, `'` or `*`, both here and where the text refers to it. The
//! size of the letters stays. So on a page whose words have places, the last lines in smaller type are footnotes when
//! the first of them opens with a number or with a sign that no list has.

use super::lines::{Opening, is_page_number, opening};
use crate::document::{Page, Span};
use crate::text::IndexedText;
use std::ops::Range;

/// Type of at most this part of the page's usual height is smaller.
const SMALLER: f64 = 0.88;
/// Lines that footnotes take at most.
const MOST_LINES: usize = 14;
/// Fewer words than this on a page say nothing about its type.
const FEW_WORDS: usize = 40;

/// The lines of `page` that its type shows to be footnotes. `span` is the page's text in `text`, restored; the page has
/// its words. None where their places are not known.
pub fn footnotes(text: &IndexedText, span: Span, page: &Page) -> Vec<Span> {
    if page.words.len() < FEW_WORDS {
        return Vec::new();
    }
    let (raw, range) = (text.as_str(), text.range(span));
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut at = range.start;
    for line in raw[range].split('\n') {
        let start = at + line.len() - line.trim_start().len();
        if !line.trim().is_empty() {
            lines.push(start..start + line.trim().len());
        }
        at += line.len() + 1;
    }
    // Restoration leaves the lines of a page as they are; should it not, its type is not known.
    let count = page.words.last().map_or(0, |word| word.line as usize + 1);
    if count != lines.len() {
        return Vec::new();
    }
    let mut heights: Vec<Vec<i32>> = vec![Vec::new(); count];
    for word in &page.words {
        if let Some(line) = heights.get_mut(word.line as usize) {
            line.push(word.bbox.height());
        }
    }
    let usual = median(heights.iter().flatten().copied().collect());
    let small = |n: &usize| {
        let line = raw[lines[*n].clone()].trim();
        is_page_number(line) || line.chars().count() <= 2 || median(heights[*n].clone()) <= SMALLER * usual
    };
    let last = (0..count).rev().take(MOST_LINES).take_while(small).last();
    let first = last.and_then(|last| (last..count).find(|&n| opens_note(&raw[lines[n].clone()])));
    // Scraps of dirt above them are none, and neither are the rows of a table below.
    let Some(first) = first.filter(|&first| (first..count).any(|n| heights[n].len() >= 3)) else { return Vec::new() };
    let notes = lines.drain(first..).filter(|line| !is_page_number(&raw[line.clone()]));
    notes.map(|line| text.span(line)).collect()
}

fn median(mut values: Vec<i32>) -> f64 {
    values.sort_unstable();
    values.get(values.len() / 2).map_or(0.0, |&value| f64::from(value))
}

/// Whether a line opens with the mark of a note: a number or a sign that is none of a list, right before its text.
fn opens_note(line: &str) -> bool {
    let Some(len) = line.find(char::is_alphabetic).filter(|&n| n > 0) else { return false };
    let mark = line[..len].trim();
    let sign = |c: char| {
        c.is_ascii_digit()
            || matches!(
                c,
                '¹' | '²' | '³' | '⁴'
                    ..='⁹' | '[' | ']' | '(' | ')' | '!' | '\'' | '’' | '‘' | '*' | '"' | '°' | '|' | '?'
            )
    };
    let words = line.split_whitespace().count();
    (1..=4).contains(&mark.chars().count())
        && mark.chars().all(sign)
        && words >= 3
        && opening(&line[len..]) == Opening::Upper
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Confidence, OcrWord, PixelBox};

    /// A page whose lines have words of the given heights.
    fn page(lines: &[(i32, &str)]) -> (String, Page) {
        let (mut text, mut words, mut at) = (String::new(), Vec::new(), 0);
        for (n, (height, line)) in lines.iter().enumerate() {
            for word in line.split(' ') {
                let end = at + word.chars().count() as u32;
                let bbox = PixelBox { left: 0, top: 50 * n as i32, right: 20, bottom: 50 * n as i32 + height };
                let span = Span::new(at, end);
                words.push(OcrWord {
                    span,
                    bbox,
                    confidence: Confidence::ONE,
                    symbols: vec![],
                    line: n as u32,
                    block: 0,
                });
                at = end + 1;
            }
            text.push_str(line);
            text.push('\n');
        }
        let page = Page { words, ..Page::from_text(text.as_str()) };
        (text, page)
    }

    const BODY: &str = "Chính phủ có ý kiến kết luận, chỉ đạo'; trên cơ sở các Báo cáo của Bộ Tư pháp tại văn bản số";

    fn notes(tail: &[(i32, &str)]) -> Vec<String> {
        let lines: Vec<(i32, &str)> =
            [(30, BODY), (30, BODY), (30, BODY)].into_iter().chain(tail.iter().copied()).collect();
        let (text, page) = page(&lines);
        let indexed = IndexedText::new(text.as_str());
        let found = footnotes(&indexed, Span::new(0, indexed.len()), &page);
        found.into_iter().map(|span| indexed.slice(span).to_owned()).collect()
    }

    #[test]
    fn small_type_at_the_foot_is_a_note() {
        let (first, second) = ("! Thông báo số 185/TB-VPCP ngày 14/04/2026;", "CĐS ngày 23/04/2026, số 436/TTg-CĐS");
        assert_eq!(notes(&[(23, first), (24, second)]), [first, second]);
        assert_eq!(notes(&[(23, "1 Thông báo số 185/TB-VPCP"), (30, "2")]), ["1 Thông báo số 185/TB-VPCP"]);
    }

    #[test]
    fn lists_and_type_of_one_size_are_none() {
        assert!(notes(&[(23, "- Như trên;"), (23, "- Lưu: VT, CĐS.")]).is_empty());
        assert!(notes(&[(30, "1 Thông báo số 185/TB-VPCP ngày 14/04/2026")]).is_empty());
        assert!(notes(&[(23, "CĐS ngày 23/04/2026, số 436/TTg-CĐS")]).is_empty());
    }
}
