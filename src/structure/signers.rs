//! Who signs: the forms of an authority, a position and a person's name.
//!
//! An authority opens with TM., KT., TL. or TUQ., a position is a line in capitals with a word of office, a name is
//! two to six words with a capital each (Nghị định 30/2020/NĐ-CP, Điều 8).

use super::organisations;
use crate::text::letters;
use crate::text::syllable::is_syllable;

/// A line that says for whom somebody signs.
pub(crate) fn is_authority(cell: &str) -> bool {
    let head: String = cell.chars().take(5).collect();
    let Some(len) = ["TUQ", "T/M", "K/T", "T.M", "TM", "KT", "TL", "T.L"]
        .iter()
        .find_map(|a| head.starts_with(a).then_some(a.len()))
    else {
        return false;
    };
    let rest = &cell[len..];
    let after = rest.trim_start_matches(['.', ',', ' ']);
    after.len() < rest.len()
        && cell.len() < 300
        && after.chars().filter(|c| c.is_alphabetic()).count() >= 4
        && capitals(after)
}

/// Whether a text stands in capitals but for a few letters.
pub(crate) fn capitals(text: &str) -> bool {
    let (mut upper, mut lower) = (0, 0);
    for c in text.chars() {
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
    }
    upper >= 2 && lower * 6 <= upper
}

/// Words that make a line in capitals a position, folded.
const POSITIONS: &[&str] = &[
    "truong",
    "chu tich",
    "giam doc",
    "chanh",
    "bi thu",
    "pho ",
    "thu tuong",
    "chu nhiem",
    "vien truong",
    "thong doc",
    "tham phan",
    "thu ky",
    "tong giam",
    "uy vien",
    "dai dien",
    "tong bien tap",
    "tu lenh",
    "hieu truong",
    "kiem sat",
    "to truong",
    "nguoi lap",
    "ke toan",
];

/// A position: `THỨ TRƯỞNG`, `Q. CỤC TRƯỞNG`, `PHÓ GIÁM ĐỐC`.
pub(crate) fn is_position(cell: &str) -> bool {
    if cell.len() > 200
        || !capitals(cell)
        || cell.ends_with([';', ':', '.']) && !cell.ends_with("Q.")
        || cell.starts_with(['-', '+', '•'])
    {
        return false;
    }
    if cell.chars().any(|c| c.is_ascii_digit()) || cell.split_whitespace().count() > 12 {
        return false;
    }
    let plain = letters::fold(cell);
    let plain = plain.strip_prefix("q.").unwrap_or(&plain).trim_start();
    // A school is no head of one: "TRƯỜNG TIỂU HỌC".
    if plain.starts_with("truong ")
        && !plain.starts_with("truong ban")
        && !plain.starts_with("truong phong")
        && !plain.starts_with("truong doan")
    {
        return false;
    }
    POSITIONS.iter().any(|p| match p.strip_suffix(' ') {
        Some(head) => plain.starts_with(head),
        None => {
            plain == *p
                || plain.ends_with(&format!(" {p}"))
                || plain.starts_with(&format!("{p} "))
                || plain.contains(&format!(" {p} "))
        }
    })
}

/// Whether a cell says only that the paper was signed: "(Đã ký)".
pub(crate) fn is_signed_note(cell: &str) -> bool {
    let plain = letters::fold(cell);
    let plain = plain.trim_matches(['(', ')', '[', ']', ' ', '.']);
    matches!(plain, "da ky" | "ky ten" | "ky, dong dau" | "ky ten, dong dau" | "ky so" | "da ky, dong dau")
        || plain.starts_with("ky ") && plain.len() < 60
}

/// Whether a cell is what OCR makes of ink or a stamp: short, and without one word of three letters that can be said.
pub(crate) fn is_scrawl(cell: &str) -> bool {
    let core = |w: &str| w.chars().count() >= 3 && w.chars().all(char::is_alphabetic) && is_syllable(w);
    cell.chars().count() <= 24
        && !cell.split_whitespace().any(|w| core(w.trim_matches(|c: char| !c.is_alphanumeric())))
        && super::body::bullet(cell).is_none()
        && super::labels::parse(cell).is_none()
}

/// Ranks and degrees before a name.
const RANKS: &[&str] = &[
    "Đại tướng",
    "Thượng tướng",
    "Trung tướng",
    "Thiếu tướng",
    "Đại tá",
    "Thượng tá",
    "Trung tá",
    "Thiếu tá",
    "Đại úy",
    "Thượng úy",
    "Trung úy",
    "PGS",
    "GS",
    "TS",
    "ThS",
    "BS",
    "KS",
    "CN",
    "Bác sĩ",
    "Tiến sĩ",
    "Thạc sĩ",
];

/// A person's name: two to six words, each with a capital, letters only; or in capitals with a known family name.
pub(crate) fn is_name(cell: &str) -> bool {
    if cell.len() > 120 || cell.contains([',', ';', ':', '/', '(']) || cell.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let mut core = cell.trim_end_matches(['.', ' ']);
    while let Some(rest) = RANKS.iter().find_map(|r| core.strip_prefix(r).filter(|rest| rest.starts_with(['.', ' ']))) {
        core = rest.trim_start_matches(['.', ' ']);
    }
    let words: Vec<&str> = core.split_whitespace().collect();
    if !(2..=6).contains(&words.len()) {
        return false;
    }
    let shaped = words.iter().all(|w| {
        let mut chars = w.chars();
        chars.next().is_some_and(char::is_uppercase)
            && chars.all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
            && w.chars().count() <= 7
    });
    if !shaped {
        return false;
    }
    let known = FAMILIES.contains(&letters::fold(words[0]).as_str());
    let shouted = words.iter().all(|w| w.chars().all(|c| !c.is_lowercase()));
    if shouted {
        known && !is_position(cell) && !organisations::is_organisation(cell)
    } else {
        known || !organisations::is_organisation(cell)
    }
}

/// Family names, folded; with the rarer ones they cover nearly everybody.
const FAMILIES: &[&str] = &[
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo", "duong",
    "ly", "dinh", "doan", "trinh", "truong", "lam", "mai", "dao", "cao", "ha", "luong", "luu", "phung", "ta", "to",
    "quach", "thai", "tang", "chu", "chau", "kieu", "la", "lai", "lu", "ma", "nong", "quan", "ton", "trieu", "tong",
    "van", "vuong", "au", "bach", "be", "che", "cu", "dam", "diep", "dong", "giang", "giap", "hua", "kim", "khuat",
    "khong", "khuc", "lo", "luc", "mac", "nghiem", "ong", "phi", "phuong", "sung", "sam", "thach", "than", "thieu",
    "tieu", "tu", "uong", "vi", "vang", "y", "ro", "ksor", "siu", "rcom", "ninh", "ngan", "hang", "hau", "lang",
    "thao", "danh", "son",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_positions_and_near_misses() {
        assert!(
            !is_name("Kế hoạch số 5")
                && !is_name("Sở Y Tế, Hà Nội")
                && is_name("NGUYỄN VĂN AN")
                && is_name("H’Yim Niê Kđăm")
                && is_name("Đại tá Trần Văn B")
        );
        assert!(!is_authority("TM điện tử") && is_authority("TUQ. GIÁM ĐỐC"));
        assert!(is_position("Q. CỤC TRƯỞNG") && !is_position("TRƯỜNG TIỂU HỌC"));
    }
}
