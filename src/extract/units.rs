//! Organisations and office-holders by their head noun.
//!
//! A unit is a head noun (Bộ, Sở, Chi cục, Văn phòng, Thủ trưởng, "các đơn vị") with everything that follows up to
//! what cannot belong to a name: a verb or adverb of the lists below, or a sign. No list of known bodies: any
//! office of any province is found, and a name may hold small letters ("Chi cục thi hành án dân sự"), commas
//! between its parts ("Sở Văn hóa, Thể thao và Du lịch") and enumerations ("các cơ quan, tổ chức, đơn vị").

use super::commas::{goes_on, is_generic, splits_at_and, until_verb};
use super::heads::head_at;
use super::known;
pub(super) use super::vocabulary::Stop;
use super::vocabulary::{self, Head};
use super::words::{Phrases, Word};
use std::sync::LazyLock;

static STOPS: LazyLock<Phrases<Stop>> = LazyLock::new(|| Phrases::new(vocabulary::STOPS));
static ACTS: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::of(known::acts(), ()));
static HELD: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(vocabulary::HELD));

/// The words of the verb at word `i` that names hold too.
pub(super) fn held_at(words: &[Word], i: usize) -> Option<usize> {
    HELD.at(words, i).map(|(n, ())| n)
}

/// What stands at word `i` that no name holds, and its number of words.
pub(super) fn stop_at(words: &[Word], i: usize) -> Option<(usize, Stop)> {
    // "CDC cấp 500 lít hóa chất": "cấp" is a level elsewhere
    if words.get(i)?.lower == "cấp"
        && words.get(i + 1).is_some_and(|w| w.lower.starts_with(|c: char| c.is_ascii_digit()))
    {
        return Some((1, Stop::Verb));
    }
    // "nhân rộng 25 mô hình", "quản lý việc sử dụng": before a number, and before "việc", it is no part of a name
    if let Some(n) = held_at(words, i)
        && words.get(i + n).is_some_and(|w| w.lower == "việc" || w.lower.starts_with(|c: char| c.is_ascii_digit()))
        && words[i + n - 1].sign == ' '
    {
        return Some((n, Stop::Verb));
    }
    // "Giao Ban Quản lý …": no "giao ban"
    if words.get(i)?.lower == "giao" && words.get(i + 1).is_some_and(|w| w.capital && w.lower == "ban") {
        return Some((1, Stop::Directive));
    }
    match (STOPS.at(words, i), act_at(words, i)) {
        (Some((n, Stop::Verb)), Some(act)) => Some((n.max(act), Stop::Verb)),
        (Some((_, Stop::Name)), _) => None,
        // "công trình", "hậu cần": the end of a longer word
        (Some((1, Stop::Verb)), _) if ENDINGS.contains(&words[i].low()) && known::one_word(words, i) => None,
        (Some(stop), _) => Some(stop),
        (None, act) => act.map(|n| (n, Stop::Verb)),
    }
}

/// Verbs of one syllable in which nouns end: "công trình", "hậu cần", "địa chi".
const ENDINGS: &[&str] = &["trình", "cần", "thu", "chi", "mở", "ký", "lập", "xét", "nộp", "phải", "đưa", "dạy", "làm"];

/// The words of the verb of office at word `i`; what is part of a longer word is none: "viện kiểm sát".
fn act_at(words: &[Word], i: usize) -> Option<usize> {
    let (n, ()) = ACTS.at(words, i)?;
    let longer = |from: usize, most: usize| known::word_at(words, from).is_some_and(|m| m > most);
    let held = if n == 1 { known::one_word(words, i) || longer(i, 1) } else { i > 0 && longer(i - 1, n) };
    (!held).then_some(n)
}

/// Whether what stops at word `i` is only a verb of office, which many names hold as well: "các đơn vị thi công".
pub(super) fn is_weak(words: &[Word], i: usize) -> bool {
    STOPS.at(words, i).is_none()
}

/// Nouns of two syllables that a verb may follow in a name: "cơ quan điều tra", "dịch vụ đấu giá".
static VERBAL: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(vocabulary::VERBAL));

/// Whether the word before `at` is a noun that a verb may follow in a name: "việc giải quyết", "đơn vị thi công".
fn is_verbal(words: &[Word], at: usize) -> bool {
    at > 0 && matches!(words[at - 1].low(), "việc" | "và" | "người" | "khu" | "về")
        || at > 1 && VERBAL.at(words, at - 2).is_some_and(|(n, ())| n == 2)
}

static WORKS: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(vocabulary::WORKS));

/// One unit: word indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    pub start: usize,
    pub end: usize,
}

/// At most this many words make a name.
const LONGEST: usize = 32;

/// The words behind "cơ quan" or "đơn vị" that say which part it has, when a verb follows: "cơ quan chủ trì gửi hồ sơ", "cơ quan
/// được lấy ý kiến trả lời".
fn part_at(words: &[Word], at: usize, stop: usize) -> Option<usize> {
    const PARTS: [&str; 3] = ["chủ trì", "phối hợp", "được lấy ý kiến"];
    let headed = matches!(words[at - 1].low(), "quan" | "vị") && words[at - 1].sign == ' ';
    let said = |part: &str| {
        part.split(' ').enumerate().all(|(n, said)| words.get(at + n).is_some_and(|w| w.lower == said && w.sign == ' '))
    };
    let count = PARTS.iter().filter(|part| headed && said(part)).map(|part| part.split(' ').count()).max()?;
    let acts = stop_at(words, at + count).is_some_and(|(_, stop)| stop == Stop::Verb);
    (at + count < stop && acts && !said("chủ trì phối hợp")).then_some(count)
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
    if let Some(m) = part_at(words, at, stop) {
        return Some(Unit { start: i, end: at + m });
    }
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
            ':' if names_many(words, i, at) => {}
            ',' => match goes_on(words, (i, i + n), at, stop) {
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
                let predicate = !next.capital && (stop_at(words, at + 1).is_some() || next.lower == "có");
                if splits_at_and(words, i, at, head) || predicate {
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
        if let Some((m, kind)) = stop_at(words, at)
            && !(word.capital && kind != Stop::Support)
            && !within_name(words, i, at)
        {
            let weak = kind == Stop::Verb && is_weak(words, at);
            let one_head =
                at == i + n && head == Head::Working && !matches!(words[at - 1].low(), "tác" | "đạo" | "tra" | "lý");
            // "đơn vị thi công chủ trì" holds one verb, "các đơn vị thanh quyết toán theo quy định" none
            let verbal = is_verbal(words, at)
                && (words[at - 1].lower == "việc"
                    || at + m >= stop
                    || words[at + m - 1].sign != ' '
                    || verb_behind(words, at + m - 1, stop));
            let held = weak && (one_head || verbal)
                || kind == Stop::Verb && names_activity(words, (i, at, m), stop)
                || weak && duty_behind(words, at + m, stop)
                || word.lower == "về" && head == Head::Working && at > i + n && verb_behind(words, at + 1, stop)
                || word.lower == "được"
                    && matches!(head, Head::Common | Head::Proper)
                    && must_behind(words, at + 1, stop)
                || (word.lower == "tại" && words.get(at + 1).is_some_and(|w| w.capital)
                    || word.lower == "trên" && words.get(at + 1).is_some_and(|w| w.lower == "địa"))
                    && verb_behind(words, at + 1, stop);
            if !held {
                break;
            }
            at += if kind == Stop::Verb { m } else { 0 };
            if kind == Stop::Verb {
                continue;
            }
        }
        at += 1;
    }
    // a name does not end in a joining word
    while at > i + n
        && matches!(words[at - 1].low(), "và" | "của" | "thuộc" | "trong" | "cho" | "các" | "ở" | "có")
        && !(words[at - 1].lower == "thuộc" && matches!(words[at - 2].low(), "trực" | "phụ"))
    {
        at -= 1;
    }
    Some(Unit { start: i, end: at })
}

/// "các Sở: Tài chính, Nội vụ": a colon behind a plural head opens the list of its names.
fn names_many(words: &[Word], start: usize, at: usize) -> bool {
    at >= start + 2
        && words[at].capital
        && matches!(words[at - 2].low(), "các" | "những")
        && head_at(words, at - 1).is_some_and(|(n, _)| n == 1)
        && head_at(words, at).is_none()
}

fn closed_plain(words: &[Word], from: usize, to: usize) -> bool {
    to - from <= 3 && words[from..=to].iter().all(|w| stop_at(std::slice::from_ref(w), 0).is_none())
}

/// Whether a verb at `at` belongs to the name because another follows that says what is done: "Vụ Kiểm sát việc giải quyết
/// các vụ án chủ trì", "các trường có tổ chức ăn bán trú chịu trách nhiệm".
fn names_activity(words: &[Word], (start, at, n): (usize, usize, usize), stop: usize) -> bool {
    let end = (at..stop).find(|&j| words[j].sign != ' ').map_or(stop, |j| j + 1);
    at > start + 1
        && matches!(words[at - 1].low(), "việc" | "có" | "nơi")
        && (verb_behind(words, at + n, stop)
            || end < stop && words[end - 1].sign == ',' && words[start + 1].capital && until_verb(words, end, stop))
}

/// Whether "có trách nhiệm" or "chủ trì" follows before the next sign: until then the subject is not over.
fn duty_behind(words: &[Word], from: usize, stop: usize) -> bool {
    (from..stop).take_while(|&j| j == from || words[j - 1].sign == ' ').any(|j| {
        words.get(j + 1).is_some_and(|next| {
            matches!((words[j].low(), next.low()), ("có" | "chịu", "trách") | ("chủ", "trì")) && words[j].depth == 0
        })
    })
}

/// Whether "phải" or a duty follows before the next sign: "Cơ quan được hỏi ý kiến phải trả lời".
fn must_behind(words: &[Word], from: usize, stop: usize) -> bool {
    let must = |j: usize| words[j].lower == "phải" && words[j].depth == 0;
    duty_behind(words, from, stop) || (from..stop).take_while(|&j| words[j - 1].sign == ' ').any(must)
}

/// Whether a verb of doing follows before the next sign.
pub(super) fn verb_behind(words: &[Word], from: usize, stop: usize) -> bool {
    let end = (from..stop).find(|&j| words[j].sign != ' ' || words[j].depth > 0).map_or(stop, |j| j + 1);
    (from + 1..end).any(|j| {
        !words[j].capital
            && stop_at(words, j).is_some_and(|(_, s)| matches!(s, Stop::Verb | Stop::Support))
            && !is_verbal(words, j)
    })
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
            || (words[*j].lower == "và"
                && (document_follows(words, *j + 1)
                    || said_follows(words, *j + 1)
                    || words.get(j + 1).is_some_and(|w| w.lower == "của")))
            || (words[*j - 1].sign == ',' && document_follows(words, *j))
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
            | (Some("đề"), Some("án"))
            | (Some("luật"), _)
    ) && words[at].capital
}

/// Whether what somebody said is named next, which is no name of a body: "của UBND tỉnh và kết luận tại cuộc họp".
fn said_follows(words: &[Word], at: usize) -> bool {
    let pair = (words.get(at).map(|w| w.low()), words.get(at + 1).map(|w| w.low()));
    matches!(pair, (Some("ý"), Some("kiến")) | (Some("kết"), Some("luận")) | (Some("chỉ"), Some("đạo")))
        && !words[at].capital
}

fn goes_on_name(words: &[Word], at: usize, end: usize) -> bool {
    words[at].capital || is_generic(words, at) && (at..end).any(|j| words[j].lower == "các")
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
            // names with commas in them
            ("UBND các xã Tân Lập, Bình Minh, Hòa Thắng lập danh sách", &["UBND các xã Tân Lập, Bình Minh, Hòa Thắng"]),
            (
                "Trường Bồi dưỡng, đào tạo cán bộ ngành Thanh tra rà soát nhu cầu",
                &["Trường Bồi dưỡng, đào tạo cán bộ ngành Thanh tra"],
            ),
            ("Các trường tiểu học, trung học cơ sở duy trì câu lạc bộ", &["Các trường tiểu học, trung học cơ sở"]),
            ("Các bến, cảng thủy nội địa kiểm tra phương tiện", &["Các bến, cảng thủy nội địa"]),
            ("Các huyện ủy, thành ủy trực thuộc tổ chức học tập", &["Các huyện ủy, thành ủy trực thuộc"]),
            (
                "Giám đốc các Sở: Tài chính, Xây dựng, Nội vụ chịu trách nhiệm",
                &["Giám đốc các Sở: Tài chính, Xây dựng, Nội vụ"],
            ),
            // verbs end a name, unless they are in it
            ("Ban Dân vận Huyện ủy định hướng nội dung", &["Ban Dân vận Huyện ủy"]),
            ("Hạt Kiểm lâm huyện tuần tra rừng", &["Hạt Kiểm lâm huyện"]),
            ("Viện trưởng Viện kiểm sát nhân dân huyện họp giao ban", &["Viện trưởng Viện kiểm sát nhân dân huyện"]),
            ("các đơn vị thi công tuân thủ quy định", &["các đơn vị thi công"]),
            ("Trưởng các phòng có tổ chức tiếp dân chịu trách nhiệm", &["Trưởng các phòng có tổ chức tiếp dân"]),
            ("Cơ quan điều tra phối hợp", &["Cơ quan điều tra"]),
            ("Sở Nội vụ tuyển dụng viên chức", &["Sở Nội vụ"]),
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
