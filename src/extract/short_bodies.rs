//! Short forms that a document gives to bodies: "Trung tâm Kiểm soát bệnh tật tỉnh (CDC)", "công đoàn cơ sở (CĐCS)".
//!
//! From then on such a form stands where the name would: "CDC cấp 500 lít hóa chất". What counts as one is a word in
//! capitals, alone in brackets, right behind the name of a body; that it need not be made of the name's initials is why
//! this does not ask [`super::full_names`].

use super::full_names::{brackets, is_initials};
use super::units;
use super::words::{Word, words};
use hashbrown::HashSet;

/// Bytes before a bracket that are looked at for the name.
const REACH: usize = 200;

/// The short forms of bodies in a text.
pub(super) fn find(text: &str) -> HashSet<&str> {
    brackets(text)
        .filter(|bracket| is_initials(bracket.form))
        .filter_map(|bracket| {
            let from = super::references::ceiling(text, bracket.at.saturating_sub(REACH));
            let before = text[from..bracket.at].trim_end();
            let from = before.rfind(['\n', ';', ':', '(', '.']).map_or(0, |at| at + 1);
            let list = words(before, from..before.len());
            let body = (0..list.len()).any(|i| {
                (i == 0 || list[i - 1].sign != ' ' || !list[i - 1].capital)
                    && units::unit_at(&list, i, list.len()).is_some_and(|unit| unit.end == list.len())
            });
            body.then_some(bracket.form)
        })
        .collect()
}

/// Marks the words of a line that are such short forms.
pub(super) fn mark(text: &str, bodies: &HashSet<&str>, words: &mut [Word]) {
    if bodies.is_empty() {
        return;
    }
    for word in words.iter_mut().filter(|w| w.capital) {
        word.body = bodies.contains(&text[word.range.clone()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_of_bodies() {
        let text = "Trung tâm Kiểm soát bệnh tật tỉnh (CDC) giám sát; các công đoàn cơ sở (CĐCS); bảo hiểm y tế (BHYT)";
        let mut found: Vec<&str> = find(text).into_iter().collect();
        found.sort_unstable();
        assert_eq!(found, ["CDC", "CĐCS"]);
        let line = "CDC cấp 500 lít hóa chất";
        let mut all = words(line, 0..line.len());
        mark(line, &find(text), &mut all);
        assert_eq!(units::unit_at(&all, 0, all.len()).map(|u| u.end), Some(1));
    }
}
