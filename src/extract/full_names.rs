//! Full names of organisations: abbreviations that the document declares, and those that every office knows.
//!
//! "Thi hành án dân sự (THADS)" and "(sau đây gọi tắt là Tổng cục)" declare a short form; from then on, and before,
//! "Cục THADS" is "Cục Thi hành án dân sự". What a document declares goes before what is known elsewhere. The tone mark
//! goes where Nghị định 30/2020/NĐ-CP has it (Ủy ban, Tòa án), so that one body has one form.

use crate::text::letters::strip_letter;
use crate::text::tone::{ToneStyle, restyle};
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Abbreviations in the names of state and Party bodies. Those with two meanings (BTC, VP) are left out.
const KNOWN: [(&str, &str); 62] = [
    ("UBND", "Ủy ban nhân dân"),
    ("HĐND", "Hội đồng nhân dân"),
    ("UBMTTQ", "Ủy ban Mặt trận Tổ quốc"),
    ("UBMTTQVN", "Ủy ban Mặt trận Tổ quốc Việt Nam"),
    ("MTTQ", "Mặt trận Tổ quốc"),
    ("MTTQVN", "Mặt trận Tổ quốc Việt Nam"),
    ("UBTVQH", "Ủy ban Thường vụ Quốc hội"),
    ("ĐBQH", "đại biểu Quốc hội"),
    ("TAND", "Tòa án nhân dân"),
    ("TANDTC", "Tòa án nhân dân tối cao"),
    ("VKSND", "Viện kiểm sát nhân dân"),
    ("VKSNDTC", "Viện kiểm sát nhân dân tối cao"),
    ("THADS", "Thi hành án dân sự"),
    ("TCTHADS", "Tổng cục Thi hành án dân sự"),
    ("CTHADS", "Cục Thi hành án dân sự"),
    ("BTP", "Bộ Tư pháp"),
    ("BNV", "Bộ Nội vụ"),
    ("BCA", "Bộ Công an"),
    ("BQP", "Bộ Quốc phòng"),
    ("BYT", "Bộ Y tế"),
    ("BCT", "Bộ Công Thương"),
    ("BXD", "Bộ Xây dựng"),
    ("BNG", "Bộ Ngoại giao"),
    ("BGDĐT", "Bộ Giáo dục và Đào tạo"),
    ("BTNMT", "Bộ Tài nguyên và Môi trường"),
    ("BTTTT", "Bộ Thông tin và Truyền thông"),
    ("BGTVT", "Bộ Giao thông vận tải"),
    ("BKHCN", "Bộ Khoa học và Công nghệ"),
    ("BKHĐT", "Bộ Kế hoạch và Đầu tư"),
    ("BLĐTBXH", "Bộ Lao động - Thương binh và Xã hội"),
    ("BNNPTNT", "Bộ Nông nghiệp và Phát triển nông thôn"),
    ("BVHTTDL", "Bộ Văn hóa, Thể thao và Du lịch"),
    ("TTCP", "Thanh tra Chính phủ"),
    ("VPCP", "Văn phòng Chính phủ"),
    ("TTg", "Thủ tướng Chính phủ"),
    ("GDĐT", "Giáo dục và Đào tạo"),
    ("GD&ĐT", "Giáo dục và Đào tạo"),
    ("TN&MT", "Tài nguyên và Môi trường"),
    ("TNMT", "Tài nguyên và Môi trường"),
    ("NN&PTNT", "Nông nghiệp và Phát triển nông thôn"),
    ("NNPTNT", "Nông nghiệp và Phát triển nông thôn"),
    ("KH&CN", "Khoa học và Công nghệ"),
    ("KHCN", "Khoa học và Công nghệ"),
    ("KH&ĐT", "Kế hoạch và Đầu tư"),
    ("TT&TT", "Thông tin và Truyền thông"),
    ("TTTT", "Thông tin và Truyền thông"),
    ("VHTT&DL", "Văn hóa, Thể thao và Du lịch"),
    ("VHTTDL", "Văn hóa, Thể thao và Du lịch"),
    ("LĐTBXH", "Lao động - Thương binh và Xã hội"),
    ("LĐ-TB&XH", "Lao động - Thương binh và Xã hội"),
    ("LĐTB&XH", "Lao động - Thương binh và Xã hội"),
    ("GTVT", "Giao thông vận tải"),
    ("BCĐ", "Ban Chỉ đạo"),
    ("BCH", "Ban Chấp hành"),
    ("BHXH", "Bảo hiểm xã hội"),
    ("KBNN", "Kho bạc Nhà nước"),
    ("LĐLĐ", "Liên đoàn Lao động"),
    ("LHPN", "Liên hiệp Phụ nữ"),
    ("CCB", "Cựu chiến binh"),
    ("PCTT", "Phòng, chống thiên tai"),
    ("TKCN", "Tìm kiếm cứu nạn"),
    ("TP", "thành phố"),
];

static LOOKUP: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| KNOWN.into_iter().collect());

/// Words in brackets that may declare a short form. Which signs it may have is asked of the match: a class of all letters
/// sixty times over takes longer to compile than a document to read.
static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\((?P<called>(?:(?:sau đây|dưới đây|từ đây) )?(?:xin )?(?:được )?(?:viết tắt|gọi tắt|gọi chung|gọi)(?: là)?:? )?",
        r"[“”]?(?P<form>[^()“”\n]{2,60})[“”]?\)"
    ))
    .expect("a fixed pattern")
});

/// What stands in brackets and may be a short form.
pub(super) struct Bracket<'t> {
    /// Where the bracket opens, in bytes.
    pub at: usize,
    pub form: &'t str,
    /// Whether "sau đây gọi tắt là" or the like stands before it.
    pub called: bool,
}

/// The brackets of a text that may declare a short form, in order.
pub(super) fn brackets(text: &str) -> impl Iterator<Item = Bracket<'_>> {
    DECLARED.captures_iter(text).filter_map(|found| {
        let at = found.get(0)?.start();
        Some(Bracket { at, form: found.name("form")?.as_str(), called: found.name("called").is_some() })
    })
}

/// Words of a name that its abbreviation may leave out.
const SKIPPED: [&str; 4] = ["và", "-", "–", "của"];
/// Bytes before a bracket that are looked at for the name.
const REACH: usize = 240;

/// The short forms of one document with their full names.
#[derive(Debug, Default)]
pub(super) struct FullNames {
    declared: HashMap<String, String>,
}

impl FullNames {
    /// Finds what `text` declares. The first declaration of a short form counts.
    pub fn of(text: &str) -> Self {
        let mut declared = HashMap::new();
        for Bracket { at, form, called } in brackets(text) {
            let from = super::references::ceiling(text, at.saturating_sub(REACH));
            let before = &text[from..at];
            let before = before.rsplit(['\n', ';', ':', '(']).next().unwrap_or(before).trim_end();
            let long = if is_initials(form) {
                by_initials(before, form)
            } else if called && is_words(form) {
                by_first_word(before, form)
            } else {
                None
            };
            if let Some(long) = long {
                declared.entry(form.to_owned()).or_insert_with(|| long.to_owned());
            }
        }
        Self { declared }
    }

    /// The name with its abbreviations written out.
    pub fn expand(&self, name: &str) -> String {
        let whole = self.declared.get(name).map_or(name, String::as_str);
        let words = whole.split(' ').enumerate().map(|(i, word)| {
            let core = word.trim_matches(|c: char| !c.is_alphanumeric());
            let full = self.declared.get(core).map(String::as_str).or_else(|| LOOKUP.get(core).copied());
            let Some(full) = full.filter(|_| core.chars().filter(|c| c.is_uppercase()).count() > 1) else {
                return styled(word);
            };
            let full = if i == 0 { capital(full) } else { full.to_owned() };
            // "TP." is an abbreviation with its point.
            word.replacen(core, &full, 1).trim_end_matches('.').to_owned()
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

/// The word with its tone mark where the decree has it.
fn styled(word: &str) -> String {
    let lower = word.to_lowercase();
    match restyle(&lower, ToneStyle::Older) {
        Some(right) if word == lower => right,
        Some(right) if word == capital(&lower) => capital(&right),
        _ => word.to_owned(),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Whether a form is capitals alone: "UBND", "LĐ-TBXH".
pub(super) fn is_initials(form: &str) -> bool {
    form.starts_with(char::is_uppercase)
        && form.chars().all(|c| c.is_uppercase() || matches!(c, '&' | '-'))
        && (2..=12).contains(&form.chars().count())
}

/// Whether a form is plain words: "Tổng cục".
fn is_words(form: &str) -> bool {
    form.chars().all(|c| c.is_alphanumeric() || matches!(c, '&' | ' ' | '-')) && form.chars().nth(2).is_some()
}

/// The last words of `before` whose first letters are those of `short`.
fn by_initials<'t>(before: &'t str, short: &str) -> Option<&'t str> {
    let mut letters: Vec<char> = short.chars().filter(|c| c.is_alphabetic()).collect();
    let mut at = before.len();
    for word in before.rsplit(' ') {
        let start = at.checked_sub(word.len())?;
        let first = word.chars().find(|c| c.is_alphabetic()).map(|c| c.to_uppercase().next().unwrap_or(c));
        let last = letters.last().copied()?;
        let same = first.is_some_and(|first| first == last || strip_letter(first) == last);
        if same {
            letters.pop();
            if letters.is_empty() {
                return Some(&before[start..]);
            }
        } else if !SKIPPED.contains(&word) {
            return None;
        }
        at = start.saturating_sub(1);
    }
    None
}

/// From the last word of `before` that is the first one of `phrase`: "Tổng cục Thi hành án dân sự" for "Tổng cục".
fn by_first_word<'t>(before: &'t str, phrase: &str) -> Option<&'t str> {
    let first = phrase.split(' ').next()?;
    let (mut at, mut found) = (0, None);
    for word in before.split(' ') {
        if word == first {
            found = Some(&before[at..]);
        }
        at += word.len() + 1;
    }
    found.filter(|long| long.len() > phrase.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_short_forms_are_written_out() {
        let names = FullNames::of(
            "Thi hành án hành chính (THAHC), Giáo dục nghề nghiệp và Việc làm (GDNNVL)\n\
             Tổng cục Hải quan (sau đây gọi tắt là Tổng cục) và Sở Tài chính (STC)",
        );
        for (name, full) in [
            ("Cục THAHC tỉnh An Giang", "Cục Thi hành án hành chính tỉnh An Giang"),
            ("Trung tâm GDNNVL", "Trung tâm Giáo dục nghề nghiệp và Việc làm"),
            ("Tổng cục", "Tổng cục Hải quan"),
            ("STC", "Sở Tài chính"),
            ("UBND TP. Huế", "Ủy ban nhân dân thành phố Huế"),
            ("Bộ Tư pháp", "Bộ Tư pháp"),
            ("BTP", "Bộ Tư pháp"),
            ("Toà án huyện", "Tòa án huyện"),
            ("Uỷ ban nhân dân xã", "Ủy ban nhân dân xã"),
        ] {
            assert_eq!(names.expand(name), full);
        }
    }

    #[test]
    fn brackets_that_declare_nothing_are_left() {
        let names = FullNames::of("Phòng Nghiệp vụ (KTNV), đơn vị (để b/c) và công chức (gọi là cán bộ) (A) (PHÒNG)");
        assert!(names.declared.is_empty(), "{names:?}");
        assert_eq!(names.expand("Phòng KTNV"), "Phòng KTNV");
        assert_eq!(FullNames::of("()( (THADS").expand(""), "");
    }
}
