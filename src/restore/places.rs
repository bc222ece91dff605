//! Gives the place in front of a document's date its spelling back: "Đà Năng, ngày 12 tháng 5 năm 2019".
//!
//! There stands the name of a province, district or commune and nothing else (Nghị định 30/2020/NĐ-CP, Annex I), so a name
//! that is in no list but differs from exactly one of them by its marks alone is that one.

use super::rules::RuleEdit;
use crate::lexicon::{Kind, Lexicon};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Two to four capitalised words, a comma, and "ngày … tháng" as engines read it.
static BEFORE_DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?P<place>\p{Lu}[\p{L}’']+(?:[ -]\p{Lu}[\p{L}’']*){1,3})[ ]?,[ ]*[Nn]g\S{2,3}[ ]+\S{1,8}[ ]+[Tt]h\S{2,5}[ ]",
    )
    .expect("static regex")
});

/// What may stand before a name in the lists.
const GRADES: [&str; 6] = ["", "Thành phố ", "Tỉnh ", "Quận ", "Huyện ", "Thị xã "];

/// The places of `text` that lost or changed marks, in order.
pub fn places(lexicon: &Lexicon<'_>, text: &str) -> Vec<RuleEdit> {
    let found = BEFORE_DATE.captures_iter(text).filter_map(|found| found.name("place"));
    let edits = found.filter_map(|found| {
        // A capitalised word of something else may stand before the place.
        let words = found
            .as_str()
            .split_inclusive(' ')
            .scan(found.start(), |at, word| Some(std::mem::replace(at, *at + word.len())));
        words.map(|start| start..found.end()).find_map(|range| {
            let to = only_form(lexicon, &text[range.clone()])?;
            Some(RuleEdit { range, to, rule: "place", confidence: 0.97 })
        })
    });
    edits.collect()
}

/// The one name in the lists that differs from `read` by marks alone, when `read` itself is none.
fn only_form(lexicon: &Lexicon<'_>, read: &str) -> Option<String> {
    let mut forms: BTreeSet<String> = BTreeSet::new();
    for grade in GRADES {
        let entries = lexicon.entries(Kind::Place, &format!("{grade}{read}"));
        forms.extend(entries.iter().filter_map(|(form, _)| form.strip_prefix(grade)).map(str::to_owned));
    }
    match forms.len() {
        1 => forms.pop_first().filter(|form| form != read && form.chars().count() == read.chars().count()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::applied;
    use super::*;
    use crate::lexicon::{Source, fst_of};

    fn repaired(text: &str) -> String {
        let entry = |form: &str| Source { kind: Kind::Place, form: form.to_owned(), syllable: false, value: 1 };
        let bytes = fst_of(&["Thành phố Đà Nẵng", "Cà Mau", "Tân Hòa", "Tân Hóa", "Tân Hoà"].map(entry)).unwrap();
        let lexicon = Lexicon::new(&bytes).unwrap();
        applied(text, places(&lexicon, text))
    }

    #[test]
    fn a_place_before_a_date_is_one_of_the_list() {
        assert_eq!(repaired("Đà Năng, ngày 12 tháng 5 năm 2019"), "Đà Nẵng, ngày 12 tháng 5 năm 2019");
        assert_eq!(repaired("Số: 15/KH Ca Mau, ngay 3 thang 4 nam 2020"), "Số: 15/KH Cà Mau, ngay 3 thang 4 nam 2020");
    }

    #[test]
    fn what_is_right_unknown_or_one_of_several_stays() {
        for text in [
            "Đà Nẵng, ngày 12 tháng 5 năm 2019",
            "Tân Hoa, ngày 12 tháng 5 năm 2019",
            "Đà Lặt, ngày 12 tháng 5 năm 2019",
            "Ông Lê Văn Đà Năng, người Cà Mâu",
            "tại Đà Năng trong ngày 12 tháng 5",
        ] {
            assert_eq!(repaired(text), text);
        }
    }
}
