//! The words of comparison around a number: "ít nhất", "từ … trở lên", "không quá".
//!
//! They make the comparator of a target. The same words may belong to the noun instead, "tàu cá từ 15 mét trở lên lắp
//! thiết bị": then the number says which, not how many.

use super::units::{self, Stop};
use super::words::Word;
use crate::document::Comparator;
use regex::Regex;
use std::sync::LazyLock;

static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:^|[ (,])(?:(?P<le>không (?:vượt )?quá|không vượt|tối đa|nhiều nhất|không cao hơn|không nhiều hơn|trong vòng|trong thời hạn|chậm nhất sau|muộn nhất sau)",
        r"|(?P<ge>ít nhất|tối thiểu|không dưới|không thấp hơn|không ít hơn|thấp nhất|chí ít|đạt từ|tăng từ|giảm từ|≥)",
        r"|(?P<gt>trên|hơn|vượt|lớn hơn|cao hơn|vượt trên)",
        r"|(?P<lt>dưới|thấp hơn|ít hơn|nhỏ hơn|chưa đến))(?: là| đạt| từ| mức| có| khoảng| được| ở| được)* ?$",
    ))
    .expect("a fixed pattern")
});
/// "trong 15 ngày kể từ ngày …", "trong 03 ngày làm việc.": a time limit without its "vòng".
static WITHIN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)(?:^|[ (,])trong $").expect("a fixed pattern"));
static SINCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^ (?:(?:ngày|giờ|phút|tháng)(?: làm việc)? (?:kể từ|từ khi|tính từ|sau khi|từ ngày)|ngày làm việc(?:[;.)]|$))")
        .expect("a fixed pattern")
});
static FROM: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)(?:^|[ (])từ $").expect("a fixed pattern"));
static ABOUT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)(?:^|[ (])(?:khoảng|bình quân|gần|thêm|đủ) $").expect("a fixed pattern"));
static AFTER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[^,;.:()0-9]{0,40}? ?(?:(trở lên)|(trở xuống))").expect("a fixed pattern"));
static FAR_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[^;.:()0-9]|(?:19|20)[0-9]{2}){0,90}? (?:(trở lên)|(trở xuống))").expect("a fixed pattern")
});
/// What is "trở lên" may be a grade, not the number: "80% học sinh xếp loại khá trở lên".
static GRADE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i) (?:tốt nhiệm vụ|nhiệm vụ|khá|tốt|giỏi|trung bình|xuất sắc|đạt|cấp \S+|hạng \S+|bậc \S+|trình độ [^,]{1,24}|đại học|cao đẳng|trung cấp|trung học phổ thông|THPT) tr[ởớ]")
        .expect("a fixed pattern")
});

/// How a number is compared.
pub(super) struct Compared {
    pub comparator: Comparator,
    /// Whether a word said it.
    pub worded: bool,
    /// Bytes of those words before the number.
    pub open: usize,
    /// Where the words behind it end, from the number on.
    pub close: usize,
    /// Whether it begins with "từ".
    from: bool,
}

/// The comparator of words behind a number ("trở lên", "trở xuống"), which go before those that stand before it: `has` says
/// whether a word of the kind `ge`, `le`, `gt` or `lt` does.
pub(super) fn comparator((up, down): (bool, bool), has: impl Fn(&str) -> bool) -> Comparator {
    let kinds = [
        (up, Comparator::Ge),
        (down || has("le"), Comparator::Le),
        (has("ge"), Comparator::Ge),
        (has("gt"), Comparator::Gt),
        (has("lt"), Comparator::Lt),
    ];
    kinds.into_iter().find(|(said, _)| *said).map_or(Comparator::Eq, |(_, comparator)| comparator)
}

/// Reads the comparator from the words before and behind a number.
pub(super) fn read(before: &str, after: &str, range: bool) -> Compared {
    let start = |m: regex::Match| before.len() - m.start() - usize::from(m.as_str().starts_with([' ', '(']));
    let from = FROM.find(before).map_or(0, start);
    if range {
        return Compared { comparator: Comparator::Range, worded: from > 0, open: from, close: 0, from: from > 0 };
    }
    let behind = &after[..floor(after, 120)];
    let suffix = AFTER.captures(behind).filter(|c| from > 0 || !GRADE.is_match(&c[0]));
    let suffix = suffix.or_else(|| FAR_AFTER.captures(behind).filter(|_| from > 0));
    let close = suffix.as_ref().and_then(|c| c.get(0)).map_or(0, |m| m.end());
    let up = suffix.as_ref().is_some_and(|c| c.get(1).is_some());
    let down = suffix.as_ref().is_some_and(|c| c.get(2).is_some());
    if let Some(within) = WITHIN.find(before).filter(|_| SINCE.is_match(behind)) {
        let open = start(within);
        return Compared { comparator: Comparator::Le, worded: true, open, close: 0, from: false };
    }
    let word = BEFORE.captures(before);
    let about = ABOUT.find(before).map_or(0, start);
    let open = word
        .as_ref()
        .and_then(|c| c.get(0))
        .map_or(from.max(about), |m| before[m.start()..].trim_start_matches([' ', '(', ',']).len());
    let comparator = comparator((up, down), |name| word.as_ref().is_some_and(|c| c.name(name).is_some()));
    Compared { comparator, worded: comparator != Comparator::Eq, open, close, from: from > 0 }
}

/// Whether "từ N … trở lên" says which things are meant: a noun stands before it and their predicate behind.
/// `first` is the first word of the comparison, `next` the first behind it.
pub(super) fn qualifies(compared: &Compared, words: &[Word], first: usize, next: usize) -> bool {
    if !compared.from || compared.close == 0 || first == 0 {
        return false;
    }
    // "doanh nghiệp sử dụng từ 50 lao động trở lên": what they have
    if first > 2 && words[first - 2].lower == "sử" && words[first - 1].lower == "dụng" && words[first - 3].sign == ' '
    {
        return true;
    }
    let led = words[first - 1].sign != ' '
        || (first.saturating_sub(2)..first).any(|i| {
            units::stop_at(words, i).is_some_and(|(n, s)| i + n == first && matches!(s, Stop::Verb | Stop::Aim))
        })
        || matches!(words[first - 1].low(), "quân" | "tăng" | "giảm" | "thêm" | "lệ" | "mức" | "số");
    let over = next == 0
        || next >= words.len()
        || words[next - 1].sign != ' '
        || matches!(
            words[next].low(),
            "trong" | "so" | "vào" | "mỗi" | "đến" | "cho" | "theo" | "trên" | "tại" | "và" | "hằng" | "hàng" | "một"
        );
    !led && !over
}

/// Nouns of what things have: "các dự án có tổng vốn trên 5 tỷ đồng".
const ATTRIBUTES: &[&str] = &[
    "giá", "quy", "diện", "công", "trọng", "vốn", "tổng", "thu", "doanh", "dân", "chiều", "thời", "độ", "mức", "tuổi",
    "tải", "trữ", "dung", "sức", "số",
];

/// Whether the comparison says which of the things before it are meant: "40 việc có giá trị trên 5 tỷ đồng", "các hộ có thu
/// nhập dưới 1,5 triệu đồng". `first` is the first word of the comparison.
pub(super) fn is_attribute(words: &[Word], first: usize) -> bool {
    let edge = (first.saturating_sub(6)..first).rev().take_while(|&i| words[i].sign == ' ').min().unwrap_or(first);
    (edge.max(1)..first).any(|i| {
        matches!(words[i].low(), "có" | "với")
            && words[i - 1].sign == ' '
            && words.get(i + 1).is_some_and(|w| ATTRIBUTES.contains(&w.low()))
            && (i.saturating_sub(8)..i).any(|j| {
                matches!(words[j].low(), "các" | "những" | "mọi" | "đối" | "số")
                    || words[j].lower.bytes().all(|b| b.is_ascii_digit())
            })
            && !(0..i).any(|j| matches!(words[j].low(), "phấn" | "mỗi"))
    })
}

/// At most `at` bytes of a text.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_before_and_behind() {
        for (before, after, wanted, open) in [
            ("bố trí ít nhất ", " cán bộ", Comparator::Ge, "ít nhất "),
            ("kết nạp từ ", " hội viên là thanh niên, phụ nữ trở lên", Comparator::Ge, "từ "),
            ("tỷ lệ dưới ", "%", Comparator::Lt, "dưới "),
            ("cho khoảng ", " lượt người", Comparator::Eq, "khoảng "),
            ("ở mức tối thiểu ", "%", Comparator::Ge, "tối thiểu "),
            ("trả lời trong ", " ngày kể từ ngày nhận hồ sơ", Comparator::Le, "trong "),
            ("giải ngân từ ", "% kế hoạch vốn được giao năm 2026 trở lên", Comparator::Ge, "từ "),
            ("phấn đấu ", "% học sinh xếp loại khá trở lên", Comparator::Eq, ""),
            ("phấn đấu ", "% hồ sơ trở lên", Comparator::Ge, ""),
            ("gồm ", " phần, các ý kiến trở lên", Comparator::Eq, ""),
        ] {
            let found = read(before, after, false);
            assert_eq!((found.comparator, found.open), (wanted, open.len()), "{before}…{after}");
        }
    }
}
