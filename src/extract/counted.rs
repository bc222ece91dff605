//! What a number counts: its unit.
//!
//! A unit is a measure ("km", "tỷ đồng"), a noun of two syllables ("mô hình", "hồ sơ"), or the next words up to a
//! qualifier: "10 hộ nghèo mới" counts "hộ nghèo". To teach a new one, add it to its list here.

use super::units;
use super::words::Word;

/// Measures that stand alone as a unit.
const MEASURES: &[&str] = &[
    "lần",
    "km",
    "ha",
    "m2",
    "m²",
    "tấn",
    "kg",
    "giờ",
    "phút",
    "bài",
    "tin",
    "điểm",
    "giường",
    "liều",
    "cây",
    "suất",
    "chiếc",
    "cái",
    "bộ",
    "bản",
    "trạm",
    "người",
    "em",
    "cháu",
    "phòng",
    "vụ",
    "ca",
    "lít",
    "ngày",
    "tiết",
];
/// Two-word units that begin with a measure.
const PAIRS: &[&str] = &[
    "tỷ đồng",
    "triệu đồng",
    "nghìn đồng",
    "tỉ đồng",
    "lượt người",
    "lượt khách",
    "ngày làm việc",
    "ngày công",
    "tin bài",
    "giường bệnh",
    "người dân",
    "triệu lượt",
    "m2 sàn",
    "giờ làm việc",
    "tiết học",
    "cây xanh",
    "suất quà",
    "suất học bổng",
    "nghìn lượt",
    "triệu usd",
    "tỷ usd",
    "vụ việc",
    "vụ án",
    "phòng học",
    "bộ thủ tục",
    "lượt khách du lịch",
];
/// Nouns that an event follows: "đợt thi đua", "lớp tập huấn".
const EVENTS: &[&str] = &[
    "đợt", "lớp", "cuộc", "đội", "nhóm", "buổi", "khóa", "chuyến", "phiên", "kỳ", "hội", "đoàn", "tổ", "mô", "cơ",
    "công", "chuyên", "câu", "sản",
];
/// Nouns of two syllables, and whether a kind may follow.
const COMPOUND: &[(&str, bool)] = &[
    ("mô hình", false),
    ("cơ sở", true),
    ("công trình", false),
    ("hội nghị", true),
    ("doanh nghiệp", false),
    ("sản phẩm", false),
    ("hợp tác xã", false),
    ("chuyên đề", false),
    ("đơn vị", false),
    ("cán bộ", false),
    ("công chức", false),
    ("học sinh", false),
    ("sáng kiến", false),
    ("đề tài", false),
    ("văn bản", false),
    ("phóng sự", false),
    ("chuyên mục", false),
    ("hội thảo", false),
    ("đoàn kiểm tra", false),
    ("câu lạc bộ", false),
    ("tổ chức", false),
    ("gia đình", false),
    ("hội thi", false),
    ("đảng viên", false),
    ("đoàn viên", false),
    ("hội viên", false),
    ("thủ tục hành chính", false),
    ("dịch vụ công", false),
    ("cơ quan", false),
    ("dự án", false),
    ("lao động", false),
    ("công việc", false),
    ("tủ sách", false),
    ("phần việc", false),
    ("bác sĩ", false),
    ("giáo viên", false),
    ("viên chức", false),
    ("khu dân cư", false),
    ("trung tâm", false),
    ("hồ sơ", false),
];
/// Nouns that are counted without anybody aiming at the number.
pub(super) const COUNTED: &[&str] = &[
    "năm",
    "tháng",
    "quý",
    "tuổi",
    "khâu",
    "nội",
    "nhiệm",
    "nhóm",
    "lĩnh",
    "tiêu",
    "chương",
    "phần",
    "mục",
    "bước",
    "khoản",
    "điều",
    "loại",
    "cấp",
    "giai",
    "bên",
    "mặt",
    "vấn",
    "thành",
    "phía",
    "chữ",
    "ngành",
    "tỉnh",
    "huyện",
    "đồng",
    "yếu",
    "hình",
    "quyết",
    "mức",
    "trường",
    "ý",
    "kỳ",
    "tuần",
    "số",
];
const QUALIFIERS: &[&str] = &[
    "trở", "cao", "mới", "tốt", "có", "hiệu", "điển", "tiên", "trên", "tại", "trong", "của", "về", "cho", "để", "với",
    "được", "này", "đạt", "ở", "là", "theo", "và", "hoặc", "thuộc", "từ", "đến", "do", "tiêu", "trọng", "nhằm", "ra",
    "vào", "kiểu", "lên", "phục", "đã", "chuyển", "không", "qua", "nêu", "đặc", "khác",
];

/// The counted noun behind a number: its unit and where it ends.
pub(super) fn unit(words: &[Word], at: usize) -> Option<(String, usize)> {
    let first = words.get(at)?;
    if first.depth > words.get(at.checked_sub(1)?)?.depth
        || words[at - 1].sign != ' '
        || !first.lower.chars().all(|c| c.is_alphabetic() || c == '2' || c == '²')
    {
        return None;
    }
    let joined = |n: usize| {
        words
            .get(at..at + n)
            .filter(|w| w[..n - 1].iter().all(|x| x.sign == ' '))
            .map(|w| w.iter().map(|x| x.low()).collect::<Vec<_>>().join(" "))
    };
    let done = |n: usize| joined(n).map(|unit| (unit, words[at + n - 1].range.end));
    for n in [3, 2] {
        if joined(n).is_some_and(|j| PAIRS.contains(&j.as_str())) {
            return done(n);
        }
    }
    for (name, kinds) in COMPOUND {
        let n = name.split(' ').count();
        if joined(n).as_deref() == Some(*name) {
            let more = *kinds
                && (n..n + 2).all(|j| {
                    words.get(at + j).is_some_and(|w| !QUALIFIERS.contains(&w.low())) && words[at + j - 1].sign == ' '
                });
            return done(if more { n + 2 } else { n });
        }
    }
    if MEASURES.contains(&first.low()) || QUALIFIERS.contains(&first.low()) && first.lower != "tiêu" {
        return if QUALIFIERS.contains(&first.low()) { None } else { done(1) };
    }
    let most = if EVENTS.contains(&first.low()) { 3 } else { 2 };
    let mut n = 1;
    while n < most && words[at + n - 1].sign == ' ' {
        let Some(word) = words.get(at + n) else { break };
        if word.opens
            || word.lower.starts_with(|c: char| c.is_ascii_digit())
            || QUALIFIERS.contains(&word.low())
            || (most == 2 && units::stop_at(words, at + n).is_some())
        {
            break;
        }
        n += 1;
    }
    done(n)
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    #[test]
    fn units_end_before_their_qualifiers() {
        for (text, want) in [
            ("10 hộ nghèo mới", Some("hộ nghèo")),
            ("1.250 hồ sơ trực tuyến", Some("hồ sơ")),
            ("5 tỷ đồng trong năm", Some("tỷ đồng")),
            ("02 đợt thi đua", Some("đợt thi đua")),
            ("3 trên địa bàn", None),
        ] {
            let all = words(text, 0..text.len());
            assert_eq!(unit(&all, 1).map(|u| u.0).as_deref(), want, "{text}");
        }
    }
}
