//! Who issues a document whose letterhead is missing.
//!
//! The body's own clause "X ban hành / xây dựng / phát động … Kế hoạch" names the issuer, else the signature's
//! authority does. A name that ends in a bare "tỉnh" is completed with the place that the title block prints.

use super::organisations;
use super::tail::Signed;
use regex::Regex;
use std::sync::LazyLock;

/// The issuer that the paragraphs before the first section name.
pub(crate) fn from_body<'t>(paragraphs: impl Iterator<Item = &'t str>) -> Option<String> {
    static CLAUSE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?s)\s(?:ban\s+hành|xây\s+dựng|phát\s+động|lập|đề\s+ra|triển\s+khai|tổ\s+chức|thông\s+báo|báo\s+cáo|hướng\s+dẫn)\s").expect("static pattern")
    });
    for paragraph in paragraphs {
        let paragraph = &paragraph[..floor_boundary(paragraph, 20_000)];
        for verb in CLAUSE.find_iter(paragraph) {
            if let Some(name) = subject_before(&paragraph[..verb.start()])
                && names_a_document(&paragraph[verb.start()..])
            {
                return Some(name);
            }
        }
    }
    None
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The organisation right before a verb: back to the start of its clause, past the commas inside its name.
fn subject_before(before: &str) -> Option<String> {
    let low = {
        let mut low = before.len().saturating_sub(400);
        while !before.is_char_boundary(low) {
            low += 1;
        }
        low
    };
    let window = &before[low..];
    let mut end = window.len();
    for _ in 0..4 {
        let cut = window[..end].rfind([',', ';', '.', ':', '\u{c}']);
        let start = cut.map_or(0, |c| c + 1);
        if cut.is_none() && low > 0 {
            return None;
        }
        let clause = window[start..].trim();
        if organisations::is_organisation(clause) && clause.starts_with(char::is_uppercase) {
            let name = organisations::without_brackets(clause);
            return (name.split(' ').count() <= 20).then_some(name);
        }
        end = cut?;
    }
    None
}

/// Whether the words behind the verb name a plan or a drive of the issuer's own.
fn names_a_document(after: &str) -> bool {
    let after: Vec<String> = after.split_whitespace().take(14).map(str::to_lowercase).collect();
    let after = after.join(" ");
    [
        "kế hoạch",
        "phong trào",
        "chương trình",
        "hướng dẫn",
        "phương án",
        "đề án",
        "quy chế",
        "thông báo",
        "báo cáo",
        "chỉ thị",
    ]
    .iter()
    .any(|t| after.contains(t))
}

/// The issuer that a signature's authority names: "TM. ỦY BAN NHÂN DÂN".
pub(crate) fn from_signature(signatures: &[Signed]) -> Option<String> {
    signatures.iter().find_map(|s| {
        let authority = s.authority.as_deref()?;
        let name = authority.strip_prefix("TM").or_else(|| authority.strip_prefix("T/M"))?;
        let name = name.trim_start_matches(['.', ' ']);
        let end = [" KT.", " TL.", " TUQ."].iter().filter_map(|a| name.find(a)).min().unwrap_or(name.len());
        organisations::is_organisation(name).then(|| organisations::sentence_case(&name[..end]))
    })
}

/// Completes a bare level at the end of a name with the place that the title block prints.
pub(crate) fn complete(name: &str, place: Option<&str>, title: Option<&str>) -> String {
    const LEVELS: &[&str] = &["tỉnh", "thành phố", "huyện", "quận", "thị xã", "phường", "xã", "thị trấn"];
    let Some(level) = LEVELS.iter().filter(|l| name.ends_with(&format!(" {l}"))).max_by_key(|l| l.len()) else {
        return name.to_owned();
    };
    let named = title.and_then(|title| {
        let at = title.find(&format!("{level} "))? + level.len();
        let words: Vec<&str> = title[at..]
            .split_whitespace()
            .take_while(|w| w.starts_with(char::is_uppercase) || *w == "-")
            .take(4)
            .map(|w| w.trim_end_matches([',', '.', ';', '”', '"']))
            .collect();
        (!words.is_empty()).then(|| words.join(" "))
    });
    match named.or_else(|| (*level == "tỉnh").then(|| place.map(str::to_owned)).flatten()) {
        Some(place) => format!("{name} {place}"),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_issuing_clause_names_the_issuer() {
        for (text, want) in [
            (
                "Cục Thi hành án dân sự (THADS) tỉnh Bình Định ban hành Kế hoạch tổ",
                Some("Cục Thi hành án dân sự tỉnh Bình Định"),
            ),
            (
                "theo dõi năm 2023, Cục Thi hành án dân sự tỉnh phát động phong trào thi đua",
                Some("Cục Thi hành án dân sự tỉnh"),
            ),
            (
                "năm 2017, Sở Văn hóa, Thể thao và Du lịch xây dựng kế hoạch như sau",
                Some("Sở Văn hóa, Thể thao và Du lịch"),
            ),
            ("Căn cứ Quyết định số 5 của Bộ trưởng Bộ Tư pháp ban hành Kế hoạch", None),
        ] {
            assert_eq!(from_body([text].into_iter()).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn a_bare_level_is_completed() {
        assert_eq!(complete("Cục THADS tỉnh", Some("Bình Định"), None), "Cục THADS tỉnh Bình Định");
        assert_eq!(
            complete("UBND huyện", Some("Tuy Phước"), Some("Kế hoạch của huyện Tuy Phước năm 2023")),
            "UBND huyện Tuy Phước"
        );
        assert_eq!(complete("Sở Y tế", Some("Kiên Giang"), None), "Sở Y tế");
    }
}
