//! The words that name a type of document, found in one pass over the text.

use crate::text::doc_types::{DOC_TYPES, TypeName, by_code};
use aho_corasick::{AhoCorasick, MatchKind};
use std::ops::Range;
use std::sync::LazyLock;

/// A type word in the view.
#[derive(Debug, Clone)]
pub(super) struct TypeWord {
    pub range: Range<usize>,
    pub kind: &'static TypeName,
    pub capital: bool,
}

/// Names of types beside those of the table, and what they count as.
const SYNONYMS: &[(&str, &str)] = &[
    ("Văn bản", "CV"),
    ("Công văn", "CV"),
    ("Công điện", "CĐ"),
    ("Thông báo kết luận", "TB"),
    ("Chương trình hành động", "CTr"),
    ("Kế hoạch hành động", "KH"),
];

struct TypeTable {
    search: AhoCorasick,
    kinds: Vec<(&'static TypeName, bool)>,
}

static TYPES: LazyLock<TypeTable> = LazyLock::new(|| {
    let mut patterns = Vec::new();
    let mut kinds = Vec::new();
    let synonyms = SYNONYMS.iter().filter_map(|(name, code)| Some((*name, by_code(code)?)));
    for (name, kind) in DOC_TYPES.iter().map(|t| (t.name, t)).chain(synonyms) {
        let mut letters = name.chars();
        let small: String = letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect();
        for (form, capital) in [(name.to_owned(), true), (name.to_uppercase(), true), (small, false)] {
            patterns.push(form);
            kinds.push((kind, capital));
        }
    }
    let search =
        AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns).expect("few fixed patterns");
    TypeTable { search, kinds }
});

pub(super) fn type_words(text: &str) -> Vec<TypeWord> {
    TYPES
        .search
        .find_iter(text)
        .filter(|m| {
            let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !letter(text[..m.start()].chars().next_back()) && !letter(text[m.end()..].chars().next())
        })
        .map(|m| {
            let (kind, capital) = TYPES.kinds[m.pattern().as_usize()];
            TypeWord { range: m.range(), kind, capital }
        })
        .collect()
}
