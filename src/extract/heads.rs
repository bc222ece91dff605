//! The nouns that names of organisations and office-holders begin with: "Sở", "các đơn vị", "Chi cục trưởng".
//!
//! A head noun stands with a capital, or in small letters where that is usual, and may have words of plural before it.
//! Many words begin like one and are none: "ban hành", "xã hội", "Phòng, chống". To teach a new one, add it to the lists
//! of [`super::vocabulary`].

use super::vocabulary::{self, Head};
use super::words::{Phrases, Word};
use std::sync::LazyLock;

static HEADS: LazyLock<Phrases<Head>> = LazyLock::new(|| Phrases::new(vocabulary::HEADS));
static HEADS_COMMON: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(vocabulary::COMMON));

/// Words before a head noun in the plural.
pub(super) const PLURALS: &[&str] =
    &["các", "những", "mọi", "từng", "mỗi", "toàn", "toàn bộ", "tất cả", "toàn thể", "hai", "một số"];

/// The head noun at word `i`: its number of words, plural words included, and what it is.
pub(super) fn head_at(words: &[Word], i: usize) -> Option<(usize, Head)> {
    let mut at = i;
    let plural = PLURALS.iter().any(|p| phrase_at(words, at, p));
    while let Some(n) = PLURALS.iter().filter(|p| phrase_at(words, at, p)).map(|p| p.split(' ').count()).max() {
        at += n;
        if at >= i + 4 || at >= words.len() || words[at - 1].sign != ' ' {
            break;
        }
    }
    if words.get(at)?.body {
        return Some((at - i + 1, Head::Proper));
    }
    let (n, head) = HEADS.at(words, at)?;
    let capital = words[at].capital;
    let common = HEADS_COMMON.at(words, at);
    let sound = match head {
        Head::Proper | Head::Working => capital || common.is_some(),
        Head::Common | Head::Person => true,
    };
    // "cán bộ", "công chức" without an office are persons at large
    let general =
        words[at].lower == "cán" || words[at].lower == "công" && words.get(at + 1).is_some_and(|w| w.lower == "chức");
    if general
        && !(n < words.len() - at
            && words[at + n - 1].sign == ' '
            && words[at + n].capital
            && words[at].capital
            && !plural)
    {
        return None;
    }
    if no_head(words, at, plural) {
        return None;
    }
    // "các cấp công đoàn", "các cấp, các ngành"; "cấp" alone is a level
    let levels = plural
        && words.get(at + 1).is_some_and(|w| match words[at].sign {
            ' ' => matches!(w.low(), "công" | "hội" | "bộ" | "chính" | "ủy" | "uỷ" | "đoàn" | "học"),
            ',' => w.lower == "các",
            _ => false,
        });
    if words[at].lower == "thường" && !capital || (words[at].lower == "cấp" && n == 1 && !levels) {
        return None;
    }
    sound.then_some((at - i + n, head))
}

/// Words that begin like a head noun and are none: "ban hành", "xã hội", "Phòng, chống", "Tổ chức thực hiện".
fn no_head(words: &[Word], at: usize, plural: bool) -> bool {
    let next = words.get(at + 1).map(|w| w.low()).unwrap_or("");
    let second = words.get(at + 2).map(|w| w.low()).unwrap_or("");
    match words[at].low() {
        "ban" => matches!(next, "hành" | "đầu" | "ngày" | "đêm"),
        "xã" => next == "hội",
        "tổ" => match next {
            "chức" => !plural && !matches!(second, "đảng" | "đoàn" | "công" | "chính" | "hội"),
            "hợp" | "quốc" => true,
            _ => false,
        },
        "đội" => next == "ngũ",
        "bộ" => {
            matches!(next, "máy" | "tiêu" | "luật" | "thủ" | "câu" | "hồ" | "sách" | "chỉ" | "mặt")
                && !(next == "chỉ" && second == "huy")
        }
        "đoàn" => matches!(next, "kết" | "viên"),
        "đảng" => next == "viên",
        "hội" => {
            matches!(next, "thảo" | "thi" | "chợ" | "viên" | "nhập" | "họp" | "diễn")
                || next == "nghị" && second != "lần" && second != "trung"
        }
        "phòng" => matches!(next, "chống" | "ngừa" | "học" | "bệnh" | "cháy" | "dịch" | "vệ" | "trừ" | "ở" | "tránh"),
        "báo" => matches!(next, "cáo" | "động" | "chí" | "hiệu"),
        "trường" => next == "hợp",
        "viện" => matches!(next, "trợ" | "phí"),
        "khoa" => next == "học",
        "khối" => next == "lượng",
        "cơ" => next == "sở" && matches!(second, "vật" | "dữ" | "pháp" | "lý" | "hạ" | "để" | "đó"),
        "thanh" => {
            !plural
                && !matches!(second, "tỉnh" | "sở" | "bộ" | "huyện" | "nhà" | "chính" | "thành" | "cục")
                && !words.get(at + 2).is_some_and(|w| w.capital)
        }
        "văn" => next == "phòng" && second == "phẩm",
        "cục" => next == "bộ",
        // "Vụ Thu Mùa", "vụ Đông Xuân": a crop, not a department
        "vụ" => {
            matches!(
                next,
                "thu" | "mùa" | "xuân" | "đông" | "hè" | "chiêm" | "án" | "việc" | "cháy" | "lợi" | "tai" | "vi"
            ) || next.is_empty()
        }
        "đơn" => second == "tính",
        "lãnh" => !plural && matches!(second, "chỉ" | "thực" | "công" | "tổ"),
        "chỉ" => second != "trưởng",
        "hệ" => second == "chính",
        "trưởng" => matches!(next, "thành"),
        "phó" => next == "mặc",
        "ngành" => next == "nghề",
        "quỹ" => next == "đất",
        "thuế" => !words[at].capital,
        "nhà" => next == "nước" && !words[at].capital,
        "trung" => next == "tâm" && matches!(second, "là" | "của"),
        "chính" => next == "quyền" && matches!(second, "số" | "điện"),
        "cấp" => matches!(next, "phát" | "kinh" | "giấy" | "bách" | "phép" | "độ"),
        "thành" => next == "viên" && !plural,
        "bản" => true,
        _ => false,
    }
}

fn phrase_at(words: &[Word], i: usize, phrase: &str) -> bool {
    let mut n = i;
    phrase.split(' ').all(|p| {
        n += 1;
        words.get(n - 1).is_some_and(|w| w.lower == p)
    })
}
