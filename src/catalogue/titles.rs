//! Titles: what a document is about, as its own page and those that cite it have it.
//!
//! "về việc ban hành Kế hoạch tổ chức thực hiện phong trào …" and the title "Tổ chức thực hiện phong trào …" are one;
//! a scan may have a word wrong, a citation may run on. Numbers decide: the plan of 2023 is not that of 2024.

use crate::text::letters::fold;
use std::collections::{BTreeSet, HashSet};

/// Fewer words say nothing; the names of laws are shorter, and are the same word for word.
const LEAST: usize = 5;
/// A citation that runs on says enough by then.
const MOST: usize = 80;
/// For which a hash is to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sought {
    /// Documents without a number, which every citation may mean.
    Numberless,
    /// Documents with a number, which citations without one may mean.
    Numbered,
}

/// The words of a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Title {
    words: Vec<String>,
    numbers: BTreeSet<String>,
    is_name: bool,
}

impl Title {
    /// The title of a document of the type with this name, or of a mention of one; `None` when it is too short to say
    /// which document it is.
    pub fn of(text: &str, type_name: &str) -> Option<Self> {
        let folded = fold(text);
        let mut words: Vec<&str> =
            folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(MOST).collect();
        let kind = fold(type_name);
        let kind: Vec<&str> = kind.split(' ').collect();
        loop {
            let opening = ["ve", "viec", "v", "ban hanh", "phe duyet"]
                .iter()
                .map(|opening| opening.split(' ').collect::<Vec<_>>())
                .chain([kind.clone()])
                .find(|opening| words.starts_with(opening));
            match opening {
                Some(opening) => drop(words.drain(..opening.len())),
                None => break,
            }
        }
        let (numbers, words): (Vec<&str>, Vec<&str>) =
            words.into_iter().partition(|word| word.bytes().any(|b| b.is_ascii_digit()));
        let owned = |word: &str| word.to_owned();
        let title = Self {
            words: words.into_iter().map(owned).collect(),
            numbers: numbers.into_iter().map(owned).collect(),
            is_name: false,
        };
        (title.words.len() >= LEAST).then_some(title)
    }

    /// The name of a law, without its year: "Luật Thi đua, khen thưởng năm 2022".
    pub fn of_law(name: &str, type_name: &str) -> Option<Self> {
        let folded = fold(name);
        let mut words: Vec<String> =
            folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect();
        let kind = fold(type_name);
        if words.join(" ").strip_prefix(&kind).is_some_and(|rest| rest.starts_with(' ')) {
            words.drain(..kind.split(' ').count());
        }
        while words.last().is_some_and(|word| word == "nam" || word.bytes().all(|b| b.is_ascii_digit())) {
            words.pop();
        }
        ((2..LEAST + 20).contains(&words.len())).then_some(Self { words, numbers: BTreeSet::new(), is_name: true })
    }

    /// The part of the words in a row that two titles share, 0..1. Of a mention that runs on, what runs on is left out.
    pub fn likeness(&self, mention: &Self) -> f64 {
        if self.is_name || mention.is_name {
            return f64::from(u8::from(self.words == mention.words));
        }
        if self.numbers != mention.numbers {
            return 0.0;
        }
        let pairs = |words: &[String]| words.windows(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
        let own: HashSet<(String, String)> = pairs(&self.words);
        let theirs: HashSet<(String, String)> = pairs(&mention.words[..mention.words.len().min(self.words.len() + 2)]);
        own.intersection(&theirs).count() as f64 / own.len().max(theirs.len()).max(1) as f64
    }

    /// At most `count` numbers by which titles that are alike are found, of documents of this type that this body
    /// issued. Two titles share one of three with 97 % when they have 70 % in common, with 99.9 % from 90 % on.
    pub fn marks(&self, sought: Sought, type_code: &str, body: &str, count: usize) -> Vec<i64> {
        let start = [type_code, body].into_iter().chain(self.numbers.iter().map(String::as_str));
        let start = start.fold(SEED ^ sought as u64, hash);
        if self.is_name {
            return vec![self.words.iter().fold(start, |sum, word| hash(sum, word)) as i64];
        }
        let mut marks: Vec<i64> =
            self.words.windows(2).map(|pair| hash(hash(start, &pair[0]), &pair[1]) as i64).collect();
        marks.sort_unstable();
        marks.dedup();
        marks.truncate(count);
        marks
    }
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a with a finish that mixes: which hashes are the least must not hang on the last letters.
fn hash(sum: u64, word: &str) -> u64 {
    let sum = word.bytes().chain([0xff]).fold(sum, |sum, b| (sum ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    let mixed = (sum ^ (sum >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    mixed ^ (mixed >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "Tổ chức thực hiện phong trào thi đua “Hệ thống Thi hành án dân sự chung tay vì người nghèo – Không để \
                       ai bị bỏ lại phía sau” giai đoạn 2023-2025";

    fn likeness(mention: &str) -> f64 {
        let own = Title::of(OWN, "Kế hoạch").unwrap();
        Title::of(mention, "Kế hoạch").map_or(0.0, |mention| own.likeness(&mention))
    }

    #[test]
    fn a_mention_is_like_the_title_it_means() {
        assert_eq!(likeness(OWN), 1.0);
        assert_eq!(likeness(&format!("ban hành Kế hoạch {OWN}")), 1.0);
        assert!(likeness(&OWN.replace("dân sự", "dần sụ").replace("phía", "phi")) > 0.8);
        assert!(likeness(&format!("{OWN} và các văn bản có liên quan của cấp trên về công tác này")) > 0.9);
        assert_eq!(likeness(&OWN.replace("2025", "2026")), 0.0);
        assert!(likeness("Tổ chức thực hiện phong trào thi đua “Ngành Tư pháp chung tay” giai đoạn 2023-2025") < 0.5);
        assert_eq!(likeness("Kế hoạch công tác năm 2023"), 0.0);
    }

    #[test]
    fn alike_titles_share_a_mark_and_others_none() {
        let marks = |text: &str, body| Title::of(text, "Kế hoạch").unwrap().marks(Sought::Numberless, "KH", body, 4);
        let shared = |a: &[i64], b: &[i64]| a.iter().filter(|mark| b.contains(mark)).count();
        let own = marks(OWN, "cuc");
        assert_eq!(own.len(), 4);
        assert!(shared(&own, &marks(&OWN.replace("dân sự", "dan su ay"), "cuc")) > 0);
        assert_eq!(shared(&own, &marks(OWN, "so y te")), 0);
        assert_eq!(shared(&own, &marks(&OWN.replace("2025", "2026"), "cuc")), 0);
    }

    #[test]
    fn laws_are_known_by_their_whole_name() {
        let own = Title::of_law("Thi đua, khen thưởng", "Luật").unwrap();
        assert_eq!(own.likeness(&Title::of_law("Luật Thi đua, khen thưởng năm 2022", "Luật").unwrap()), 1.0);
        assert_eq!(own.likeness(&Title::of_law("Luật Thi đua", "Luật").unwrap()), 0.0);
        assert_eq!(Title::of_law("Luật", "Luật"), None);
    }
}
