//! Names of organisations: what begins one, and how one in capitals is written in sentence case.
//!
//! "CỤC THI HÀNH ÁN DÂN SỰ TỈNH BÌNH ĐỊNH" is "Cục Thi hành án dân sự tỉnh Bình Định": the kind of body opens with
//! a capital, its own name opens with one, the level of government has none, the place after it has one on each
//! word (Nghị định 30/2020/NĐ-CP, Annex II). Abbreviations (UBND, THADS) stay.

use crate::text::letters;
use std::sync::LazyLock;

/// How the words behind a head are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    /// The first word opens the body's own name.
    Name,
    /// As `Name`, and each part after a comma, a dash or "và" opens with a capital (ministries and their like).
    Parts,
    /// A place or a person: each word.
    Title,
    /// Small letters.
    Small,
}

use After::{Name, Parts, Small, Title};

/// Heads of names as they are written in sentence case; the longest that fits is taken.
const HEADS: &[(&str, After)] = &[
    ("Ủy ban nhân dân", Small),
    ("Hội đồng nhân dân", Small),
    ("UBND", Small),
    ("HĐND", Small),
    ("Ủy ban Mặt trận Tổ quốc Việt Nam", Small),
    ("Mặt trận Tổ quốc Việt Nam", Small),
    ("Mặt trận Tổ quốc", Small),
    ("Ủy ban", Name),
    ("Hội đồng", Name),
    ("Tòa án nhân dân", Small),
    ("Tòa án", Small),
    ("Viện kiểm sát nhân dân", Small),
    ("Viện kiểm sát", Small),
    ("Công an", Small),
    ("Bộ Chỉ huy Quân sự", Small),
    ("Ban Chỉ huy Quân sự", Small),
    ("Bộ", Parts),
    ("Sở", Parts),
    ("Tổng cục", Parts),
    ("Chi cục", Parts),
    ("Cục", Parts),
    ("Vụ", Parts),
    ("Phòng", Parts),
    ("Ban Chấp hành", Small),
    ("Ban Thường vụ", Small),
    ("Ban Chỉ đạo", Small),
    ("Ban Tổ chức", Small),
    ("Ban Bí thư", Small),
    ("Ban Quản lý", Small),
    ("Ban", Name),
    ("Đảng Cộng sản Việt Nam", Small),
    ("Đảng bộ", Small),
    ("Đảng ủy", Small),
    ("Chi bộ", Small),
    ("Tỉnh ủy", Title),
    ("Thành ủy", Title),
    ("Huyện ủy", Title),
    ("Quận ủy", Title),
    ("Thị ủy", Title),
    ("Văn phòng", Name),
    ("Thanh tra", Small),
    ("Thủ tướng Chính phủ", Small),
    ("Chính phủ", Small),
    ("Quốc hội", Small),
    ("Ủy ban Thường vụ Quốc hội", Small),
    ("Chủ tịch nước", Small),
    ("Tổng Liên đoàn", Name),
    ("Liên đoàn", Name),
    ("Công đoàn", Small),
    ("Đoàn Thanh niên Cộng sản Hồ Chí Minh", Small),
    ("Đoàn TNCS Hồ Chí Minh", Small),
    ("Đoàn", Name),
    ("Hội", Name),
    ("Hiệp hội", Name),
    ("Trường Tiểu học", Title),
    ("Trường Trung học cơ sở", Title),
    ("Trường Trung học phổ thông", Title),
    ("Trường THPT", Title),
    ("Trường THCS", Title),
    ("Trường TH", Title),
    ("Trường Mầm non", Title),
    ("Trường Mẫu giáo", Title),
    ("Trường Đại học", Name),
    ("Trường Cao đẳng", Name),
    ("Trường", Name),
    ("Đại học", Name),
    ("Học viện", Name),
    ("Viện", Name),
    ("Trung tâm", Name),
    ("Bệnh viện Đa khoa", Small),
    ("Bệnh viện", Name),
    ("Trạm Y tế", Small),
    ("Trạm", Name),
    ("Hạt", Name),
    ("Đội", Name),
    ("Tổ", Name),
    ("Khoa", Name),
    ("Tổng công ty", Name),
    ("Công ty", Name),
    ("Tập đoàn", Name),
    ("Ngân hàng", Name),
    ("Kho bạc Nhà nước", Small),
    ("Kho bạc", Name),
    ("Bảo hiểm xã hội", Small),
    ("Kiểm toán nhà nước", Small),
    ("Thông tấn xã Việt Nam", Small),
    ("Đài", Name),
    ("Báo", Name),
    ("Quỹ", Name),
    ("Hợp tác xã", Name),
    ("Nhà xuất bản", Name),
    ("Quân khu", Small),
    ("Bộ Tư lệnh", Name),
];

/// Levels of government: small themselves, the place behind them has a capital on each word.
const LEVELS: &[&str] =
    &["tỉnh", "thành phố", "huyện", "quận", "thị xã", "phường", "xã", "thị trấn", "đặc khu", "khu phố", "thôn", "ấp"];

/// Syllables that make one word with "bộ", "sở" or "cục": đường bộ, cán bộ, cơ sở, bố cục.
const WORDS_BEFORE: &[&str] = &["đường", "cán", "nội", "toàn", "cơ", "trụ", "bố", "tiến", "công"];

/// Proper words inside names.
const PROPER: &[&str] = &[
    "Việt Nam",
    "Trung ương",
    "Chính phủ",
    "Quốc hội",
    "Nhà nước",
    "Đảng",
    "Hồ Chí Minh",
    "An Giang",
    "Bà Rịa - Vũng Tàu",
    "Bắc Giang",
    "Bắc Kạn",
    "Bạc Liêu",
    "Bắc Ninh",
    "Bến Tre",
    "Bình Định",
    "Bình Dương",
    "Bình Phước",
    "Bình Thuận",
    "Cà Mau",
    "Cần Thơ",
    "Cao Bằng",
    "Đà Nẵng",
    "Đắk Lắk",
    "Đắk Nông",
    "Điện Biên",
    "Đồng Nai",
    "Đồng Tháp",
    "Gia Lai",
    "Hà Giang",
    "Hà Nam",
    "Hà Nội",
    "Hà Tĩnh",
    "Hải Dương",
    "Hải Phòng",
    "Hậu Giang",
    "Hòa Bình",
    "Hưng Yên",
    "Khánh Hòa",
    "Kiên Giang",
    "Kon Tum",
    "Lai Châu",
    "Lâm Đồng",
    "Lạng Sơn",
    "Lào Cai",
    "Long An",
    "Nam Định",
    "Nghệ An",
    "Ninh Bình",
    "Ninh Thuận",
    "Phú Thọ",
    "Phú Yên",
    "Quảng Bình",
    "Quảng Nam",
    "Quảng Ngãi",
    "Quảng Ninh",
    "Quảng Trị",
    "Sóc Trăng",
    "Sơn La",
    "Tây Ninh",
    "Thái Bình",
    "Thái Nguyên",
    "Thanh Hóa",
    "Thừa Thiên Huế",
    "Tiền Giang",
    "Trà Vinh",
    "Tuyên Quang",
    "Vĩnh Long",
    "Vĩnh Phúc",
    "Yên Bái",
    "Huế",
];

static FOLDED: LazyLock<Vec<String>> = LazyLock::new(|| HEADS.iter().map(|(head, _)| letters::fold(head)).collect());

/// Whether `text` begins with the kind of a body: "Cục …", "ỦY BAN …".
pub(crate) fn is_organisation(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_uppercase) && {
        let plain: String = letters::fold(&text.chars().take(60).collect::<String>());
        FOLDED.iter().any(|head| starts_with_word(&plain, head))
    }
}

/// Whether `text` is but the beginning of a name, such as "VĂN PHÒNG" or "ỦY BAN NHÂN DÂN".
pub(crate) fn is_unfinished(text: &str) -> bool {
    let plain = letters::fold(text.trim());
    FOLDED.contains(&plain)
        && !matches!(plain.as_str(), "chinh phu" | "quoc hoi" | "thu tuong chinh phu" | "chu tich nuoc")
}

fn starts_with_word(text: &str, head: &str) -> bool {
    text.strip_prefix(head).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}

/// Writes a name that stands in capitals in sentence case; one with small letters is returned as it is.
pub(crate) fn sentence_case(name: &str) -> String {
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let words: Vec<&str> = name.split_whitespace().take(60).collect();
    let lower: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let (mut mode, mut capital) = (Name, true);
    let mut parts = false;
    let mut i = 0;
    while i < words.len() {
        let phrase = |p: &str| fits(&lower[i..], p);
        let head = HEADS.iter().filter(|(h, _)| phrase(h).is_some()).max_by_key(|(h, _)| h.split(' ').count());
        let proper = PROPER.iter().filter(|p| phrase(p).is_some()).max_by_key(|p| p.split(' ').count());
        let level = LEVELS
            .iter()
            .filter(|l| phrase(l).is_some() && phrase("xã hội").is_none())
            .max_by_key(|l| l.split(' ').count());
        // A one-word head inside a name is only a word: "Vụ Tổ chức", "Sở Xây dựng và Đô thị".
        let head = head.filter(|(h, _)| {
            i == 0
                || h.contains(' ')
                || matches!(*h, "UBND" | "HĐND" | "Bộ" | "Sở" | "Cục")
                    && mode != Title
                    && out.len() >= 2
                    && !WORDS_BEFORE.contains(&lower[i - 1].as_str())
        });
        if let Some((head, after)) = head {
            let n = head.split(' ').count();
            out.extend(printed(&words[i..], &lower[i..], head));
            (mode, capital, parts) = (*after, *after != Small, *after == Parts);
            i += n;
            continue;
        }
        if let Some(level) = level.filter(|_| i > 0 && (mode != Title || i + 1 < words.len())) {
            let n = level.split(' ').count();
            if i + n <= words.len() {
                out.extend(printed(&words[i..], &lower[i..], level));
                (mode, capital) = (Title, false);
                i += n;
                continue;
            }
        }
        if let Some(proper) = proper.filter(|p| p.contains(' ') || mode != Title) {
            let n = proper.split(' ').count();
            out.extend(printed(&words[i..], &lower[i..], proper));
            capital = false;
            i += n;
            continue;
        }
        let word = &lower[i];
        if !is_syllable(word) {
            out.push(words[i].to_owned());
        } else if mode == Title || capital && word != "và" {
            out.push(capitalised(word));
        } else {
            out.push(word.clone());
        }
        capital = parts && (word.ends_with(',') || word == "-" || word == "–" || word == "và");
        i += 1;
    }
    let joined = out.join(" ");
    let mut chars = joined.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Whether the lower-case words begin with the phrase, marks counted but the habit of placing the tone not.
fn fits(words: &[String], phrase: &str) -> Option<usize> {
    let mut n = 0;
    for part in phrase.split(' ') {
        let have = words.get(n)?.trim_end_matches([',', '.', ';']);
        let want = part.to_lowercase();
        if have != want && !(letters::fold(have) == letters::fold(&want) && one_tone(have) == one_tone(&want)) {
            return None;
        }
        n += 1;
    }
    Some(n)
}

/// The words of a known phrase as they stand, with the capitals of the phrase.
fn printed<'a>(words: &'a [&str], lower: &'a [String], phrase: &'a str) -> impl Iterator<Item = String> + 'a {
    phrase.split(' ').zip(words.iter().zip(lower)).map(|(part, (word, low))| {
        let small = part.chars().filter(|c| c.is_lowercase()).count();
        if small == 0 && part.chars().count() > 1 {
            (*word).to_owned()
        } else if part.starts_with(char::is_uppercase) {
            capitalised(low)
        } else {
            low.clone()
        }
    })
}

fn one_tone(word: &str) -> String {
    word.replace("uỷ", "ủy").replace("oà", "òa").replace("oá", "óa").replace("oả", "ỏa")
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Whether a lower-case word has the shape of a Vietnamese syllable; what has not is an abbreviation.
fn is_syllable(word: &str) -> bool {
    let core = letters::strip(word.trim_matches(|c: char| !c.is_alphabetic())).to_lowercase();
    if core.is_empty() {
        return true;
    }
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let first = core.find(vowel);
    let Some(first) = first else { return false };
    let rest = &core[first..];
    let end = rest.find(|c: char| !vowel(c)).unwrap_or(rest.len());
    let (onset, nucleus, coda) = (&core[..first], &rest[..end], &rest[end..]);
    const ONSETS: &[&str] = &[
        "", "b", "c", "ch", "d", "g", "gh", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "q", "r", "s",
        "t", "th", "tr", "v", "x",
    ];
    ONSETS.contains(&onset)
        && nucleus.len() <= 4
        && ["", "c", "ch", "m", "n", "ng", "nh", "p", "t", "k"].contains(&coda)
}

/// Takes a bracketed abbreviation out of a name: "Cục Thi hành án dân sự (THADS) tỉnh Bình Định".
pub(crate) fn without_brackets(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut depth = 0u32;
    for c in name.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_become_sentence_case() {
        for (caps, want) in [
            ("BỘ TƯ PHÁP", "Bộ Tư pháp"),
            ("CỤC THI HÀNH ÁN DÂN SỰ TỈNH BÌNH ĐỊNH", "Cục Thi hành án dân sự tỉnh Bình Định"),
            ("BỘ GIÁO DỤC VÀ ĐÀO TẠO", "Bộ Giáo dục và Đào tạo"),
            ("SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "Sở Lao động - Thương binh và Xã hội"),
            ("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", "Sở Văn hóa, Thể thao và Du lịch"),
            ("UBND TỈNH KIÊN GIANG", "UBND tỉnh Kiên Giang"),
            ("ỦY BAN NHÂN DÂN HUYỆN TUY PHƯỚC", "Ủy ban nhân dân huyện Tuy Phước"),
            ("CHI CỤC THADS HUYỆN TUY PHƯỚC", "Chi cục THADS huyện Tuy Phước"),
            ("TỔNG CỤC THI HÀNH ÁN DÂN SỰ", "Tổng cục Thi hành án dân sự"),
            ("ĐẢNG BỘ HUYỆN HOÀI ÂN", "Đảng bộ huyện Hoài Ân"),
            ("HUYỆN ỦY TUY PHƯỚC", "Huyện ủy Tuy Phước"),
            ("TRƯỜNG TIỂU HỌC LÊ LỢI", "Trường Tiểu học Lê Lợi"),
            ("VĂN PHÒNG ỦY BAN NHÂN DÂN TỈNH", "Văn phòng Ủy ban nhân dân tỉnh"),
            ("SỞ Y TẾ", "Sở Y tế"),
            ("UỶ BAN NHÂN DÂN TỈNH HÀ NAM", "Uỷ ban nhân dân tỉnh Hà Nam"),
            ("THỦ TƯỚNG CHÍNH PHỦ", "Thủ tướng Chính phủ"),
            ("TÒA ÁN NHÂN DÂN TỐI CAO", "Tòa án nhân dân tối cao"),
            ("BỘ KẾ HOẠCH VÀ ĐẦU TƯ", "Bộ Kế hoạch và Đầu tư"),
            ("NGÂN HÀNG NHÀ NƯỚC VIỆT NAM", "Ngân hàng Nhà nước Việt Nam"),
            ("Sở Y tế", "Sở Y tế"),
        ] {
            assert_eq!(sentence_case(caps), want);
        }
    }

    #[test]
    fn heads_are_known() {
        assert!(
            is_organisation("CỤC THI HÀNH ÁN")
                && is_organisation("Cục THADS tỉnh")
                && !is_organisation("CỘNG HÒA")
                && !is_organisation("Bộc lộ")
        );
        assert!(is_unfinished("ỦY BAN NHÂN DÂN") && !is_unfinished("SỞ Y TẾ"));
    }

    #[test]
    fn brackets_are_left_out() {
        assert_eq!(without_brackets("Cục Thi hành án dân sự (THADS) tỉnh"), "Cục Thi hành án dân sự tỉnh");
    }
}
