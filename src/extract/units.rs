//! Organisations and office-holders by their head noun.
//!
//! A unit is a head noun (Bộ, Sở, Chi cục, Văn phòng, Thủ trưởng, "các đơn vị") with everything that follows up to
//! what cannot belong to a name: a verb or adverb of the lists below, or a sign. No list of known bodies: any
//! office of any province is found, and a name may hold small letters ("Chi cục thi hành án dân sự"), commas
//! between its parts ("Sở Văn hóa, Thể thao và Du lịch") and enumerations ("các cơ quan, tổ chức, đơn vị").

pub(super) use super::vocabulary::Stop;
use super::vocabulary::{self, Head};
use super::words::{Phrases, Word};
use std::sync::LazyLock;

static STOPS: LazyLock<Phrases<Stop>> = LazyLock::new(|| Phrases::new(vocabulary::STOPS));

/// What stands at word `i` that no name holds, and its number of words.
pub(super) fn stop_at(words: &[Word], i: usize) -> Option<(usize, Stop)> {
    STOPS.at(words, i).filter(|(_, stop)| *stop != Stop::Name)
}

static WORKS: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(vocabulary::WORKS));
static HEADS: LazyLock<Phrases<Head>> = LazyLock::new(|| Phrases::new(vocabulary::HEADS));

/// Words before a head noun in the plural.
const PLURALS: &[&str] =
    &["các", "những", "mọi", "từng", "mỗi", "toàn", "toàn bộ", "tất cả", "toàn thể", "hai", "một số"];

static GENERIC: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(vocabulary::GENERIC));

/// One unit: word indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    pub start: usize,
    pub end: usize,
}

/// At most this many words make a name.
const LONGEST: usize = 32;

/// The head noun at word `i`: its number of words, plural words included, and what it is.
fn head_at(words: &[Word], i: usize) -> Option<(usize, Head)> {
    let mut at = i;
    let plural = PLURALS.iter().any(|p| phrase_at(words, at, p));
    while let Some(n) = PLURALS.iter().filter(|p| phrase_at(words, at, p)).map(|p| p.split(' ').count()).max() {
        at += n;
        if at >= i + 4 || at >= words.len() || words[at - 1].sign != ' ' {
            break;
        }
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
    if words[at].lower == "thường" && !capital || (words[at].lower == "cấp" && n == 1) {
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
        "cấp" => matches!(next, "phát" | "kinh" | "giấy" | "bách" | "phép" | "độ"),
        "thành" => next == "viên" && !plural,
        "bản" => true,
        _ => false,
    }
}

static HEADS_COMMON: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(vocabulary::COMMON));

fn phrase_at(words: &[Word], i: usize, phrase: &str) -> bool {
    let mut n = i;
    phrase.split(' ').all(|p| {
        n += 1;
        words.get(n - 1).is_some_and(|w| w.lower == p)
    })
}

/// The unit that begins at word `i`: where it ends. `limit` is one past the last word it may take.
pub(super) fn unit_at(words: &[Word], i: usize, limit: usize) -> Option<Unit> {
    let limit = limit.min(words.len());
    let (n, head) = head_at(words, i)?;
    if i + n > limit || words[i..i + n - 1].iter().any(|w| w.sign != ' ') {
        return None;
    }
    let depth = words[i].depth;
    let mut at = i + n;
    let stop = (i + LONGEST).min(limit);
    // what stands right behind a working head is its name: "Đoàn kiểm tra", "Bộ phận giúp việc"
    if head == Head::Working
        && at < stop
        && words[at - 1].sign == ' '
        && let Some((m, Stop::Verb)) = stop_at(words, at)
        && (words[at].capital || WORKS.at(words, at).is_some())
    {
        at += m;
    }
    while at < stop {
        let previous = &words[at - 1];
        let word = &words[at];
        if word.opens && word.depth > depth {
            // an abbreviation in brackets belongs to no name but does not end it
            let close = (at..stop).find(|j| words[*j].sign == ')' || words[*j].sign == '”').filter(|j| j - at < 8);
            match close {
                Some(j)
                    if previous.sign == ' '
                        && words[at].range.start > 0
                        && words[j].sign == ')'
                        && closed_plain(words, at, j)
                        && j + 1 < stop
                        && stop_at(words, j + 1).is_none()
                        && !words[j + 1].opens =>
                {
                    at = j + 1;
                    continue;
                }
                _ => break,
            }
        }
        match previous.sign {
            ' ' | '-' => {}
            ',' => match goes_on(words, i, at, stop) {
                Some(n) if n > 0 => {
                    at += n;
                    continue;
                }
                Some(_) => {}
                None => break,
            },
            '.' if word.capital
                && matches!(
                    previous.low(),
                    "tp" | "p" | "q" | "x" | "tt" | "tx" | "ts" | "ths" | "bs" | "pgs" | "gs"
                ) => {}
            _ => break,
        }
        if word.lower == "và" {
            if let Some(next) = words.get(at + 1) {
                if splits_at_and(words, i, at, head) || (stop_at(words, at + 1).is_some() && !next.capital) {
                    break;
                }
                at += 2;
                continue;
            }
            break;
        }
        if let Some((n, Stop::Name)) = STOPS.at(words, at) {
            at += n.min(stop - at);
            continue;
        }
        if let Some((_, stop_kind)) = stop_at(words, at)
            && !(word.capital && stop_kind != Stop::Support)
            && !within_name(words, i, at)
        {
            break;
        }
        at += 1;
    }
    // a name does not end in a joining word
    while at > i + n && matches!(words[at - 1].low(), "và" | "của" | "thuộc" | "trong" | "cho" | "các" | "ở" | "có")
    {
        at -= 1;
    }
    Some(Unit { start: i, end: at })
}

fn closed_plain(words: &[Word], from: usize, to: usize) -> bool {
    to - from <= 3 && words[from..=to].iter().all(|w| stop_at(std::slice::from_ref(w), 0).is_none())
}

/// Small-letter verbs that belong to a name because of what stands before them.
fn within_name(words: &[Word], start: usize, at: usize) -> bool {
    if at == 0 {
        return false;
    }
    let previous = words[at - 1].low();
    let this = words[at].low();
    match this {
        "tổ" => matches!(previous, "tác" | "chi" | "các") || previous == "và",
        "xây" => matches!(previous, "tư" | "án"),
        "thực" | "liên" => false,
        "quản" => at == start + 1,
        "bảo" => matches!(previous, "và"),
        "kiểm" | "giám" | "thanh" | "đánh" => matches!(previous, "đoàn" | "ban" | "tổ" | "và"),
        "từ" => false,
        "trên" => false,
        "là" | "do" => false,
        "thi" => matches!(previous, "khối" | "cụm"),
        "sử" => previous == "lý",
        "đến" => false,
        "thu" => matches!(previous, "phòng"),
        "chi" => {
            matches!(previous, "các" | "trưởng")
                || words.get(at + 1).is_some_and(|w| w.lower == "cục" || w.lower == "hội" || w.lower == "bộ")
        }
        "giao" => words.get(at + 1).is_some_and(|w| w.lower == "thông" || w.lower == "dịch"),
        "chăm" | "phát" => false,
        "mở" => false,
        "không" => previous == "hàng",
        "lãnh" => previous == "và",
        "xét" => at == start + 1,
        _ => false,
    }
}

/// Whether the word after a comma goes on with the unit that began at `start`, and the words sure to belong to it.
fn goes_on(words: &[Word], start: usize, at: usize, stop: usize) -> Option<usize> {
    let word = &words[at];
    // "sở, ban, ngành", "xã, phường": bare generic nouns in small letters
    let generic = GENERIC.at(words, at).map(|(n, ())| n);
    if let Some(n) = generic
        && !word.capital
    {
        return (at + n <= stop && at > start).then_some(n);
    }
    if head_at(words, at).is_some() {
        return None;
    }
    // the middle of a name: "Văn hóa, Thể thao và Du lịch"
    let named = word.capital
        && stop_at(words, at).is_none()
        && (at + 1..(at + 8).min(stop)).any(|j| {
            words[j].lower == "và"
                && words.get(j + 1).is_some_and(|w| w.capital)
                && words[at..j].iter().all(|w| w.sign == ' ' || w.sign == ',')
        });
    named.then_some(0)
}

/// Whether the "và" at `at` joins two units rather than two parts of one name.
fn splits_at_and(words: &[Word], start: usize, at: usize, _head: Head) -> bool {
    let Some(next) = words.get(at + 1) else { return true };
    let office = words[start].lower == "văn" || words[start].lower == "chánh";
    let assembly = matches!(next.low(), "hội" | "hđnd" | "ubnd" | "ủy");
    if office && assembly {
        return false;
    }
    if PLURALS.contains(&next.low()) {
        return true;
    }
    match head_at(words, at + 1) {
        None => false,
        Some(_) if next.capital => true,
        // "cơ quan và đơn vị"
        Some(_) => GENERIC.at(words, at + 1).is_none(),
    }
}

/// The units of an enumeration that begins at word `i`: "Sở A, Sở B và các đơn vị liên quan". The second value is
/// the word behind it.
pub(super) fn list_at(words: &[Word], i: usize, limit: usize) -> Option<(Vec<Unit>, usize)> {
    let mut units = vec![unit_at(words, i, limit)?];
    loop {
        let end = units.last().map_or(i, |u| u.end);
        let mut next = end;
        if next >= limit || next >= words.len() {
            return Some((units, end));
        }
        let comma = matches!(words[end - 1].sign, ',');
        if words[next].lower == "và" || words[next].lower == "cùng" || words[next].lower == "hoặc" {
            next += 1;
            if next < words.len() && words[next].lower == "với" {
                next += 1;
            }
        } else if !comma || words[next].opens {
            return Some((units, end));
        }
        match unit_at(words, next, limit) {
            Some(unit) if units.len() < 24 => units.push(unit),
            _ => return Some((units, end)),
        }
    }
}

/// The issuer of a cited document that begins at word `i`: like a unit, and the Party's congresses and organs.
pub(super) fn issuer_at(words: &[Word], i: usize) -> Option<usize> {
    if words.get(i)?.depth > 0 && words[i].opens {
        return None;
    }
    let unit = unit_at(words, i, (i + 26).min(words.len()))?;
    let mut end = unit.end;
    // an issuer is one body: no enumeration of plain nouns behind a comma
    if let Some(cut) =
        (unit.start..end.saturating_sub(1)).find(|j| words[*j].sign == ',' && !goes_on_name(words, *j + 1, end))
    {
        end = cut + 1;
    }
    if let Some(cut) = (unit.start + 1..end).find(|j| {
        (words[*j].lower == "năm"
            && words.get(j + 1).is_some_and(|w| w.lower.len() == 4 && w.lower.bytes().all(|b| b.is_ascii_digit())))
            || words[*j].lower == "giai"
            || (words[*j].lower == "và" && document_follows(words, *j + 1))
            || matches!(words[*j].low(), "cho" | "nay")
            || (words[*j].lower == "ngày")
            || (words[*j].capital
                && stop_at(words, *j).is_some_and(|(n, s)| {
                    s == Stop::Verb
                        && n > 1
                        && words[*j + 1..*j + n].iter().all(|w| !w.capital)
                        && matches!(words[*j].low(), "phê" | "ban" | "quy" | "triển" | "thực")
                })
                && !(words[*j].lower == "ban" && words[*j + 1].lower != "hành"))
    }) {
        end = cut;
    }
    while end > unit.start + 1 && words[end - 1].lower == "và" {
        end -= 1;
    }
    Some(end)
}

/// Whether a type of document is named next: "của Chính phủ và Kế hoạch số …".
fn document_follows(words: &[Word], at: usize) -> bool {
    let pair = (words.get(at).map(|w| w.low()), words.get(at + 1).map(|w| w.low()));
    matches!(
        pair,
        (Some("kế"), Some("hoạch"))
            | (Some("quyết"), Some("định"))
            | (Some("nghị"), Some("quyết" | "định"))
            | (Some("chỉ"), Some("thị"))
            | (Some("thông"), Some("tư" | "báo"))
            | (Some("công"), Some("văn" | "điện"))
            | (Some("chương"), Some("trình"))
            | (Some("kết"), Some("luận"))
            | (Some("hướng"), Some("dẫn"))
            | (Some("luật"), _)
    ) && words[at].capital
}

fn goes_on_name(words: &[Word], at: usize, end: usize) -> bool {
    words[at].capital || GENERIC.at(words, at).is_some() && (at..end).any(|j| words[j].lower == "các")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn list(text: &str) -> Vec<String> {
        let all = words(text, 0..text.len());
        list_at(&all, 0, all.len())
            .map(|(units, _)| {
                units.iter().map(|u| text[all[u.start].range.start..all[u.end - 1].range.end].to_owned()).collect()
            })
            .unwrap_or_default()
    }

    #[test]
    fn enumerations_of_units() {
        for (text, units) in [
            ("Sở Y tế chủ trì", &["Sở Y tế"][..]),
            (
                "các đơn vị thuộc Cục, Chi cục Thi hành án dân sự các huyện, thị xã, thành phố trong tỉnh tham mưu",
                &["các đơn vị thuộc Cục", "Chi cục Thi hành án dân sự các huyện, thị xã, thành phố trong tỉnh"],
            ),
            (
                "Thủ trưởng các đơn vị thuộc Cục, Chi cục trưởng Chi cục THADS trong tỉnh tổ chức",
                &["Thủ trưởng các đơn vị thuộc Cục", "Chi cục trưởng Chi cục THADS trong tỉnh"],
            ),
            ("các cơ quan, tổ chức, đơn vị thi đua", &["các cơ quan, tổ chức, đơn vị"]),
            ("Hội đồng Thi đua - Khen thưởng Cục THADS có trách nhiệm", &["Hội đồng Thi đua - Khen thưởng Cục THADS"]),
            (
                "Bộ phận giúp việc cho Hội đồng Xét công nhận Sáng kiến cấp cơ sở năm 2017 tổng hợp danh sách",
                &["Bộ phận giúp việc cho Hội đồng Xét công nhận Sáng kiến cấp cơ sở năm 2017"],
            ),
            (
                "Sở Văn hóa, Thể thao và Du lịch, Sở Y tế và Công an tỉnh hướng dẫn",
                &["Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế", "Công an tỉnh"],
            ),
            ("UBND các xã, phường, thị trấn chỉ đạo", &["UBND các xã, phường, thị trấn"]),
            (
                "các sở, ban, ngành, đoàn thể tỉnh và UBND các huyện, thành phố tổ chức",
                &["các sở, ban, ngành, đoàn thể tỉnh", "UBND các huyện, thành phố"],
            ),
            ("Cơ quan, đơn vị lập danh sách", &["Cơ quan, đơn vị"]),
            ("Hội đồng Khoa học – Công nghệ ngành Y tế chủ trì", &["Hội đồng Khoa học – Công nghệ ngành Y tế"]),
            ("Ban chỉ đạo cấp xã xây dựng", &["Ban chỉ đạo cấp xã"]),
            ("Thủ trưởng các đơn vị, trường học nghiêm túc tổ chức", &["Thủ trưởng các đơn vị, trường học"]),
            ("Văn phòng HĐND và UBND tỉnh theo dõi", &["Văn phòng HĐND và UBND tỉnh"]),
            (
                "Sở Lao động - Thương binh và Xã hội, Bảo hiểm xã hội tỉnh rà soát",
                &["Sở Lao động - Thương binh và Xã hội", "Bảo hiểm xã hội tỉnh"],
            ),
            ("Đoàn kiểm tra liên ngành tiến hành", &["Đoàn kiểm tra liên ngành"]),
            ("mỗi công chức phải", &[]),
            ("người dân thực hiện", &[]),
            ("Phong trào thi đua tập trung", &[]),
        ] {
            assert_eq!(list(text), units, "{text}");
        }
    }

    #[test]
    fn issuers_end_where_the_title_begins() {
        let issuer = |text: &str| {
            let all = words(text, 0..text.len());
            issuer_at(&all, 0).map(|end| text[..all[end - 1].range.end].to_owned())
        };
        for (text, name) in [
            ("Bộ trưởng Bộ Tư pháp về ban hành", "Bộ trưởng Bộ Tư pháp"),
            ("Tổng Cục trưởng Tổng cục THADS về việc", "Tổng Cục trưởng Tổng cục THADS"),
            ("Thủ tướng Chính phủ Phê duyệt chương trình", "Thủ tướng Chính phủ"),
            ("Ban Bí thư Trung ương Đảng khóa XIII về tăng cường", "Ban Bí thư Trung ương Đảng khóa XIII"),
            ("Quốc hội phê duyệt chủ trương", "Quốc hội"),
            (
                "Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XII. Củng cố",
                "Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XII",
            ),
            ("Bộ Chính trị khóa XII “Về đẩy mạnh", "Bộ Chính trị khóa XII"),
            ("Ban cán sự đảng Bộ Tư pháp về thực hiện", "Ban cán sự đảng Bộ Tư pháp"),
            ("Ủy ban nhân dân tỉnh Kiên Giang về việc xét", "Ủy ban nhân dân tỉnh Kiên Giang"),
            ("Bộ Lao động - Thương binh và Xã hội quy định", "Bộ Lao động - Thương binh và Xã hội"),
            ("Bộ Văn hóa, Thể thao và Du lịch về", "Bộ Văn hóa, Thể thao và Du lịch"),
            ("Cục THADS tỉnh ban hành Kế hoạch", "Cục THADS tỉnh"),
            ("Bộ GD&ĐT về việc", "Bộ GD&ĐT"),
        ] {
            assert_eq!(issuer(text).as_deref(), Some(name), "{text}");
        }
    }
}
