//! Commas and "và" inside names: which belong to a name and which part two.
//!
//! "Sở Văn hóa, Thể thao và Du lịch" is one name, "Sở Y tế, Công an tỉnh" are two, "UBND các xã Ea Yiêng, Vụ Bổn" is
//! one. What follows a comma goes on with the name when it is a bare noun of a list ("sở, ban, ngành"), when "và" closes
//! the list, or when no new name begins and a verb follows: until its verb comes, a subject is not over.

use super::heads::{PLURALS, head_at};
use super::known;
use super::sentences::pair;
use super::units::{Stop, stop_at};
use super::vocabulary::{self, Head};
use super::words::{Phrases, Word};
use std::sync::LazyLock;

static GENERIC: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(vocabulary::GENERIC));

static ORGANS: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(vocabulary::ORGANS));

/// Whether the unit is a plural of plain nouns: "các sở, ngành".
fn many_before(words: &[Word], start: usize, at: usize) -> bool {
    PLURALS.contains(&words[start].low()) && at <= start + 4
}

/// First words of nouns that name bodies rather than places.
const BODIES: &[&str] = &["bệnh", "trung", "trường", "phòng", "cơ", "đơn", "chi", "ban", "khoa", "hợp", "công"];
/// Words with which such a noun goes on to a name of its own.
const BODIES_OF: &[&str] = &["đa", "tuyến", "chuyên", "cấp", "y", "dịch", "văn", "giáo", "nghiệp", "chính", "nhân"];

/// Words among which the verb of a subject is looked for.
const FAR: usize = 24;

/// Whether a bare noun of a list stands at word `at`.
pub(super) fn is_generic(words: &[Word], at: usize) -> bool {
    GENERIC.at(words, at).is_some()
}

/// The words of the bare noun of a list at word `at`.
fn generic_at(words: &[Word], at: usize) -> Option<usize> {
    GENERIC.at(words, at).map(|(n, ())| n)
}

/// Whether a duty is named before the next sign: "chủ trì", "có trách nhiệm", or a verb behind a name in capitals.
fn duty_soon(words: &[Word], at: usize, stop: usize) -> bool {
    for j in at + 1..stop.min(at + 9) {
        if words[j - 1].sign != ' ' && (words[j - 1].sign != ',' || words[j].lower != "và") {
            return false;
        }
        match stop_at(words, j) {
            Some((_, Stop::Verb | Stop::Support | Stop::Adverb)) if !words[j].capital => {
                return words[at..j].iter().any(|w| w.capital || w.lower == "và")
                    || pair(words, j, "chủ", "trì")
                    || pair(words, j, "có", "trách");
            }
            Some(_) if !words[j].capital => return false,
            _ => {}
        }
    }
    false
}

/// Whether the word after a comma goes on with the unit that began at `start`, and the words sure to belong to it.
/// `head` is one past its head noun.
pub(super) fn goes_on(words: &[Word], (start, head): (usize, usize), at: usize, stop: usize) -> Option<usize> {
    let word = &words[at];
    let organ = |at: usize| (at.saturating_sub(2)..at).any(|j| ORGANS.at(words, j).is_some_and(|(m, ())| j + m == at));
    // "Phát thanh, truyền hình"
    if at > 1 && pair(words, at - 2, "phát", "thanh") && pair(words, at, "truyền", "hình") {
        return Some(2);
    }
    // "Ban Chính sách, chiến lược Tỉnh ủy chủ trì": a name of its own goes on in small letters to its verb
    if !word.capital
        && generic_at(words, at).is_none()
        && words[start].capital
        && words[start..at].iter().all(|w| w.lower != "các")
        && at <= start + 6
        && stop_at(words, at).is_none()
        && head_at(words, at).is_none()
        && duty_soon(words, at, stop)
    {
        return Some(0);
    }
    // "cấp ủy, chính quyền các địa phương" are one
    if organ(at) && word.lower == "chính" && !word.capital && words.get(at + 1).is_some_and(|w| w.lower == "quyền") {
        return Some(2);
    }
    // "sở, ban, ngành", "xã, phường": bare generic nouns in small letters
    let generic = generic_at(words, at);
    if let Some(n) = generic
        && !word.capital
    {
        // "Ban Chỉ đạo tỉnh, cấp ủy …": an organ of the Party goes on with another only
        if ORGANS.at(words, at).is_some()
            && (!many_before(words, start, at) && !organ(at) || words.get(at + n).is_some_and(|w| w.lower == "các"))
        {
            return None;
        }
        // "Bệnh viện tỉnh, bệnh viện tuyến huyện và …": a noun with a name of its own begins another
        let bare = words[at + n - 1].sign != ' '
            || words.get(at + n).is_none_or(|w| w.lower == "và" || stop_at(words, at + n).is_some());
        let single = words[start].capital && at > start + 1 && !words[start..at].iter().any(|w| w.lower == "các");
        if single
            && !bare
            && BODIES.contains(&word.low())
            && words.get(at + n).is_some_and(|w| BODIES_OF.contains(&w.low()))
        {
            return None;
        }
        return (at + n <= stop && at > start).then_some(n);
    }
    let many = PLURALS.contains(&words[start].low()) || words[start..at].iter().any(|w| w.lower == "các");
    if many
        && word.capital
        && let Some(n) = place_at(words, at, stop)
    {
        return Some(n);
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
    if named {
        return Some(0);
    }
    if words[start..at].iter().any(|w| w.sign == ':') && word.capital {
        return Some(0);
    }
    let plural = PLURALS.contains(&words[start].low());
    let active = words[head.min(at)].capital && stop_at(words, head.min(at)).is_some_and(|(_, s)| s == Stop::Verb);
    let alike = active
        && !word.capital
        && stop_at(words, head).is_some_and(|(n, _)| head + n == at)
        && stop_at(words, at).is_some_and(|(_, s)| s == Stop::Verb);
    let skip = match stop_at(words, at) {
        Some((n, Stop::Verb)) if alike => n,
        Some(_) if !word.capital => return None,
        _ if word.capital || plural || active => 0,
        _ => return None,
    };
    until_verb(words, at + skip.max(1), stop).then_some(skip)
}

/// The words of the place name at word `at`, which a comma or a verb ends.
fn place_at(words: &[Word], at: usize, stop: usize) -> Option<usize> {
    let end = (at..stop.min(at + 4)).find(|&j| words[j].sign != ' ' || !words.get(j + 1).is_some_and(|w| w.capital))?;
    let name: Vec<&str> = words[at..=end].iter().map(|w| w.low()).collect();
    let titled: Vec<String> = name
        .iter()
        .map(|w| {
            w.chars()
                .enumerate()
                .map(|(n, c)| if n == 0 { c.to_uppercase().to_string() } else { c.to_string() })
                .collect()
        })
        .collect();
    known::is_place(&titled.join(" ")).then_some(end + 1 - at)
}

/// Whether a verb that says what is done comes before anything that ends a subject.
pub(super) fn until_verb(words: &[Word], from: usize, stop: usize) -> bool {
    let mut at = from;
    let mut closed = None;
    while at < stop.min(from + FAR) {
        let word = &words[at];
        if closed.is_some_and(|end| at < end) {
            at += 1;
            continue;
        }
        if !matches!(words[at - 1].sign, ' ' | ',' | ')') {
            return false;
        }
        if word.opens {
            closed = (at..stop.min(at + 8)).find(|&j| words[j].sign == ')').map(|j| j + 1);
            if closed.is_none() {
                return false;
            }
            continue;
        }
        match stop_at(words, at) {
            Some((n, _)) if word.capital => at += n,
            Some((_, Stop::Verb | Stop::Support | Stop::Adverb | Stop::Aim)) => return true,
            Some((_, Stop::Void)) => return matches!(word.low(), "được" | "sẽ" | "đã" | "không"),
            Some((_, Stop::Other)) if word.lower == "tại" && words.get(at + 1).is_some_and(|w| w.capital) => at += 1,
            Some(_) => return false,
            None if words[at - 1].sign == ',' && head_at(words, at).is_some() && !is_generic(words, at) => {
                return false;
            }
            None => at += 1,
        }
    }
    false
}
/// Whether the "và" at `at` joins two units rather than two parts of one name.
pub(super) fn splits_at_and(words: &[Word], start: usize, at: usize, _head: Head) -> bool {
    let Some(next) = words.get(at + 1) else { return true };
    // "Báo và Phát thanh, truyền hình Nghệ An" is one body
    if words[start].lower == "báo"
        && at == start + 1
        && (pair(words, at + 1, "phát", "thanh") || pair(words, at + 1, "đài", "phát"))
    {
        return false;
    }
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
