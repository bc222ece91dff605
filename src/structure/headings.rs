//! Heading or run-in: whether the text behind a label is a title.
//!
//! The rules are those of the contract: a noun phrase or one clause of at most 30 words with a body behind it; a
//! Markdown heading or a wholly bold line, however long; a text that ends in ":" directly before child labels,
//! however long; a bold part or a part up to a colon within 12 words when the line goes on.

use super::body::closing_formula;
use super::lines::{Bold, Ending, Lines, ending};
use super::tree::Node;
use crate::document::SectionKind;
use std::ops::Range;

/// Words of a title that is only a clause with a body behind it.
const CLAUSE_WORDS: usize = 30;
/// Words before the colon of a title whose line goes on.
const LEAD_WORDS: usize = 12;

/// What a label's first text is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    /// The title.
    pub title: Range<usize>,
    /// What follows it in the same paragraph.
    pub rest: Option<Range<usize>>,
}

/// Decides for `node`; `None` means run-in.
pub(crate) fn heading(text: &str, lines: &Lines, node: &Node) -> Option<Heading> {
    let first = node.first.as_ref()?;
    let range = first.range.clone();
    let words = &text[range.clone()];
    let line = &lines.lines[first.line];
    let whole = Some(Heading { title: range.clone(), rest: None });
    let formal = matches!(
        node.label.kind,
        SectionKind::Part | SectionKind::Chapter | SectionKind::Division | SectionKind::Appendix
    ) && node.label.text.chars().count() > 1;
    let count = words.split_whitespace().take(80).count();
    if line.heading > 0 && line.body_end >= range.end || formal && count < 80 && ending(words) != Ending::Semicolon {
        return whole;
    }
    if line.bold == Bold::Whole && line.body_end >= range.end {
        return whole;
    }
    if let Bold::Lead(end) = line.bold
        && end > range.start
        && end < range.end
    {
        let title = text[range.start..end].trim_end_matches(['*', ' ']);
        if title.split_whitespace().take(LEAD_WORDS + 1).count() <= LEAD_WORDS && title.chars().any(char::is_alphabetic)
        {
            return split(text, range.clone(), range.start + title.len());
        }
    }
    if let Some(colon) = lead_colon(words) {
        return split(text, range.clone(), range.start + colon);
    }
    let shut = ending(words);
    let labels_follow = first.before_label && !node.children.is_empty() && node.blocks.is_empty();
    if shut == Ending::Colon && labels_follow {
        return whole;
    }
    let has_body = node.blocks.iter().any(|b| !b.detached) || !node.children.is_empty() || node.tabled;
    if !has_body || count > CLAUSE_WORDS || matches!(shut, Ending::Semicolon | Ending::Comma) || !one_clause(words) {
        return None;
    }
    let only_closing = node.children.is_empty() && node.blocks.iter().all(|b| closing_formula(&text[b.range.clone()]));
    (!(shut == Ending::Stop && only_closing)).then_some(())?;
    whole
}

/// Cuts a paragraph behind its title.
fn split(text: &str, range: Range<usize>, at: usize) -> Option<Heading> {
    let rest = text[at..range.end].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | ':' | '.'));
    let rest = (!rest.is_empty()).then(|| range.end - rest.len()..range.end);
    Some(Heading { title: range.start..at, rest })
}

/// The byte of a colon within the first words, when text follows it and it does not introduce a number or an address.
fn lead_colon(words: &str) -> Option<usize> {
    let mut count = 0;
    let mut from = 0;
    for token in crate::text::tokens::ranges(words) {
        count += 1;
        if count > LEAD_WORDS {
            return None;
        }
        let word = words[token.clone()].trim_end_matches('*');
        if let Some(before) = word.strip_suffix(':') {
            let plain = before.to_lowercase();
            let ends = token.end >= words.trim_end().len();
            if ends || matches!(plain.as_str(), "số" | "là" | "chỉ" | "http" | "https" | "gồm") {
                return None;
            }
            return Some(token.start + before.len());
        }
        if word.ends_with(['.', ';', '!', '?']) && from > 0 {
            return None;
        }
        from = token.end;
    }
    None
}

/// Whether there is but one sentence.
fn one_clause(words: &str) -> bool {
    let inner = words.trim_end().trim_end_matches(['.', ';', ':', '”', '"']);
    if inner.contains(';') {
        return false;
    }
    !inner.match_indices(". ").any(|(at, _)| {
        let next = inner[at + 2..].trim_start().chars().next();
        next.is_some_and(char::is_uppercase) && ending(&inner[..=at]) == Ending::Stop
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colon_within_twelve_words_ends_the_title() {
        assert_eq!(lead_colon("Kinh phí: Theo quy định"), Some("Kinh phí".len()));
        assert_eq!(lead_colon("Trưởng Đoàn: Chỉ đạo"), Some("Trưởng Đoàn".len()));
        assert_eq!(lead_colon("Mục đích:"), None);
        assert_eq!(lead_colon("Kết luận số: 01-KL/TW"), None);
        assert_eq!(lead_colon("một hai ba bốn năm sáu bảy tám chín mười mười một mười hai: hết"), None);
    }

    #[test]
    fn two_sentences_are_no_clause() {
        assert!(one_clause("Về nâng cao nhận thức của Đảng và Nhà nước."));
        assert!(!one_clause("Chỉ đạo các đơn vị. Báo cáo kết quả."));
        assert!(!one_clause("Theo dõi; đôn đốc"));
    }
}
