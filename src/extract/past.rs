//! What was, as against what is aimed at: numbers that tell of the past are no targets.
//!
//! A plan opens with how things stand: "Theo kết quả khảo sát năm 2024 … chỉ còn 22%", "Đến cuối năm 2023 còn 2.870 hộ
//! nghèo". A heading says so ("Thực trạng"), or the opening of a sentence (a source, a time before the paper), or its
//! verb ("đã", "mới đạt"). The sentences behind such a one go on telling until one sets a task. Words of aiming
//! ("phấn đấu", "ít nhất") outweigh all of it.

use super::clauses;
use super::dates::Mention;
use super::units::{self, Stop};
use super::words::Word;
use crate::document::DateRole;
use crate::text::edtf::{first_day, last_day};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

static AIMS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?i)phấn đấu|chỉ tiêu|mục tiêu|ít nhất|tối thiểu|tối đa|không quá|không thấp hơn|không dưới")
        .expect("a fixed pattern")
});
static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^(?:theo (?:kết quả|số liệu|thống kê|báo cáo|khảo sát|điều tra|đánh giá)|qua (?:khảo sát|kết quả|rà soát|",
        r"kiểm tra|thống kê|đánh giá|theo dõi|[0-9]+ năm)|kết quả khảo sát|số liệu|đến nay|tới nay|hiện nay|hiện có|",
        r"hiện tại|hiện,|hiện toàn|tính đến|tính tới|trước đây|thời gian qua|thời gian vừa qua|những năm qua|năm qua|",
        r"năm học (?:vừa )?qua|trong (?:những )?năm (?:vừa )?qua|trong [0-9]+ năm qua|vừa qua|trong đó, (?:có|đã)|",
        r"toàn (?:tỉnh|huyện|xã|ngành|thành phố|phường|quận|thị xã) (?:hiện )?(?:có|còn)|",
        r"cả (?:tỉnh|huyện|nước) (?:hiện )?có|trên địa bàn [^,;.]{0,30} hiện (?:có|còn))(?:[ ,:;]|$)",
    ))
    .expect("a fixed pattern")
});
static LEFT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:^| )(?:đã |hiện có |hiện nay |hiện đạt |hiện còn |vẫn còn |chỉ còn |hiện chỉ đạt |mới chỉ đạt |mới có |mới đạt |",
        r"ước đạt |tính đến |so với |kết quả năm |đạt được )[^,;.]{0,24}$",
    ))
    .expect("a fixed pattern")
});
static SHARE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)(?:^| )chiếm [^,;.]{0,24}$").expect("a fixed pattern"));
/// "1.318 tổ công nghệ số cộng đồng hiện có".
static AT_HAND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[^,;.()]{2,50}? (?:hiện có|hiện nay|đã có|sẵn có|đang có|đã được (?:đầu tư|cấp|giao|thành lập|công nhận))(?:[ ,;.]|$)")
        .expect("a fixed pattern")
});
static PAST_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\(? ?(?:[^()0-9]{0,30} )?năm ([0-9]{4})(?::|,| [^()]{0,80}$)").expect("a fixed pattern")
});
static LACKS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[^,;.]{0,40}? chưa ").expect("a fixed pattern"));

static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^\(? ?(?:trong khi |riêng )?(?:(?:so với )?cùng kỳ|năm (?:ngoái|trước|học trước)|kỳ trước|nhiệm kỳ trước|giai đoạn trước|",
        r"hiện(?: nay| có| tại| đạt| còn| mới|,)|kết quả (?:thực hiện|thu|năm|đạt|đến)|số liệu|đến nay|đã |thực hiện năm|ước thực hiện)[^;()]*$",
    ))
    .expect("a fixed pattern")
});

/// Whether a number stands in an aside that tells what was: "(năm trước đạt 71%)", "; cùng kỳ năm trước kết nạp 40 đảng viên".
/// `before` is what stands before it in its sentence.
pub(super) fn tells_aside(before: &str, issued: u32) -> bool {
    let part = before.rfind(';').map_or(before, |at| &before[at + 1..]);
    let from = part.rfind('(').filter(|at| !part[*at..].contains(')')).unwrap_or(0);
    let aside = &part[from..];
    let past_year = || {
        let year = PAST_YEAR.captures(aside).and_then(|c| c.get(1)).and_then(|y| y.as_str().parse::<u32>().ok());
        aside.starts_with('(') && year.is_some_and(|year| year < issued)
    };
    (ASIDE.is_match(aside) || past_year()) && !AIMS.is_match(aside)
}

/// Whether the words right before a number, and those behind it, say that it was reached or is so.
pub(super) fn is_said_of(said: &str, before: &str, after: &str, aimed: bool) -> bool {
    if AIMS.is_match(before) {
        return false;
    }
    LEFT.is_match(said)
        || AT_HAND.is_match(after)
        || !aimed && SHARE.is_match(said)
        || said.to_lowercase().ends_with("còn ") && LACKS.is_match(after)
}

/// How the sentences of a block tell, one after the other.
pub(super) struct Telling<'a> {
    /// The day of the paper, in EDTF.
    issued: Option<&'a str>,
    told: bool,
}

impl<'a> Telling<'a> {
    /// At the head of a block.
    pub fn new(issued: Option<&'a str>) -> Self {
        Self { issued, told: false }
    }

    /// Whether the numbers of the next sentence tell what was.
    pub fn next(&mut self, text: &str, sentence: &[Word], dates: &[Mention]) -> bool {
        let (Some(first), Some(last)) = (sentence.first(), sentence.last()) else { return self.told };
        let range = first.range.start..last.range.end;
        let words = &text[range.clone()];
        if AIMS.is_match(words) {
            self.told = false;
        } else if SOURCE.is_match(words) || self.opens_before(text, &range, dates) || has_done(sentence) {
            self.told = true;
        } else if self.told {
            let task = clauses::elided(sentence, false).is_some() || starts_task(sentence);
            self.told = !task;
        }
        self.told
    }

    /// Whether a time that lies before the paper opens the sentence: "Năm 2023, …", "Trong 3 năm (2021 - 2023), …".
    fn opens_before(&self, text: &str, range: &Range<usize>, dates: &[Mention]) -> bool {
        let Some(issued) = self.issued.and_then(first_day) else { return false };
        let opening = dates.iter().find(|d| range.start <= d.range.start && d.range.end <= range.end);
        opening.is_some_and(|date| {
            let before = &text[range.start..date.range.start];
            let years = date
                .edtf
                .get(date.edtf.len().saturating_sub(4)..)
                .is_some_and(|y| y.bytes().all(|b| b.is_ascii_digit()));
            date.role != DateRole::Reference
                && before.split_whitespace().count() <= 5
                && !before.contains([',', ';'])
                && !before.to_lowercase().contains("so với")
                && (years || !date.edtf.starts_with(".."))
                && last_day(&date.edtf).is_some_and(|day| day < issued)
                && first_year(&date.edtf) < first_year(self.issued.unwrap_or_default())
        })
    }
}

fn first_year(edtf: &str) -> &str {
    let date = edtf.trim_start_matches("../");
    date.get(..4).unwrap_or(date)
}

/// Whether the subject that opens a sentence "đã" done something.
fn has_done(sentence: &[Word]) -> bool {
    let Some(at) = sentence.iter().take(14).position(|w| w.lower == "đã") else { return false };
    at > 0
        && sentence[..at].iter().all(|w| w.sign == ' ' && w.depth == 0)
        && (0..at).all(|i| sentence[i].capital || units::stop_at(sentence, i).is_none_or(|(_, s)| s != Stop::Verb))
        && !sentence[..at].iter().any(|w| w.lower.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a unit opens a sentence and acts.
fn starts_task(sentence: &[Word]) -> bool {
    units::list_at(sentence, 0, sentence.len()).is_some_and(|(_, end)| {
        units::stop_at(sentence, end).is_some_and(|(_, s)| matches!(s, Stop::Verb | Stop::Support | Stop::Adverb))
    })
}

/// Whether a heading in small letters announces what was reached ("Kết quả thực hiện") or what is aimed at.
pub(super) fn telling(heading: &str) -> Option<bool> {
    let title = heading.trim_start_matches(|c: char| !c.is_alphabetic());
    let has = |words: &[&str]| words.iter().any(|w| title.contains(w));
    let opens = |words: &[&str]| words.iter().any(|w| title.starts_with(w));
    if has(&[
        "chỉ tiêu",
        "mục tiêu",
        "nhiệm vụ",
        "phương hướng",
        "cần đạt",
        "phải đạt",
        "mong đợi",
        "dự kiến",
        "đầu ra",
    ]) {
        return Some(opens(&["kết quả thực hiện", "tình hình thực hiện", "đánh giá kết quả"]));
    }
    opens(&[
        "kết quả",
        "tình hình",
        "thực trạng",
        "hiện trạng",
        "những kết quả",
        "một số kết quả",
        "đánh giá chung",
        "đánh giá kết quả",
        "đánh giá tình hình",
        "đánh giá thực trạng",
        "nhận định tình hình",
        "nhận định chung",
        "nhận xét",
        "khái quát",
        "đặc điểm",
        "bối cảnh",
        "tổng quan",
        "sơ lược",
        "sự cần thiết",
        "ưu điểm",
        "thuận lợi",
        "khó khăn",
        "tồn tại",
        "hạn chế",
        "nguyên nhân",
        "bài học kinh nghiệm",
        "cơ sở thực tiễn",
    ])
    .then_some(true)
}

#[cfg(test)]
mod tests {
    use super::super::{dates, points, sentences, words::words};
    use super::*;

    /// Which sentences of a block tell what was.
    fn told(text: &str) -> Vec<bool> {
        let all = words(text, 0..text.len());
        let dates = dates::join(text, &points::find(text, &[]));
        let mut telling = Telling::new(Some("2024-03-05"));
        sentences::sentences(&all).into_iter().map(|r| telling.next(text, &all[r], &dates)).collect()
    }

    #[test]
    fn sentences_that_tell() {
        for (text, wanted) in [
            ("Năm 2023, toàn ngành khám được 12.000 lượt người. Tỷ lệ hài lòng đạt 91%.", &[true, true][..]),
            ("Theo thống kê của Chi cục, độ che phủ rừng là 41%.", &[true]),
            ("Các đơn vị đã tổ chức 45 buổi tuyên truyền.", &[true]),
            ("Đến cuối năm 2022 còn 310 hộ nghèo. Phấn đấu giảm 50 hộ.", &[true, false]),
            ("Thời gian qua, tai nạn giảm 5%. Công an huyện tổ chức 10 đợt kiểm tra.", &[true, false]),
            ("Năm 2024, xây dựng 05 mô hình.", &[false]),
            ("Đến năm 2025, 90% số xã có nhà văn hóa.", &[false]),
            ("Tổ chức 02 lớp theo kế hoạch đã ban hành.", &[false]),
            ("Giảm 10% số vụ so với năm 2023.", &[false]),
        ] {
            assert_eq!(told(text), wanted, "{text}");
        }
    }

    #[test]
    fn headings_that_tell() {
        for (heading, wanted) in [
            ("thực trạng", Some(true)),
            ("nhận định tình hình", Some(true)),
            ("đánh giá kết quả thực hiện nhiệm vụ năm 2023", Some(true)),
            ("mục tiêu cụ thể", Some(false)),
            ("thực trạng và mục tiêu", Some(false)),
            ("tổ chức thực hiện", None),
        ] {
            assert_eq!(telling(heading), wanted, "{heading}");
        }
    }
}
