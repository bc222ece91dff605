//! What a number counts: its unit.
//!
//! A unit is a measure ("km", "tỷ đồng") or a noun without its qualifiers: "10 hộ nghèo mới" counts "hộ nghèo". The
//! dictionaries say where a word ends, so that none is cut: a noun of several syllables is the unit ("mô hình"), a bare
//! one takes the word behind it ("trạm quan trắc", "lớp tập huấn"), unless that begins something else.

use super::known;
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
    "giường",
    "liều",
    "suất",
    "chiếc",
    "cái",
    "người",
    "em",
    "cháu",
    "vụ",
    "ca",
    "lít",
    "mét",
    "m",
    "%",
    "ngày",
    "tiết",
    "mẫu",
    "con",
    "cây",
    "tuổi",
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
    "triệu lượt khách",
    "nghìn lượt khách",
    "triệu lượt người",
];
/// Nouns of one syllable that mean little without the word behind them.
const EVENTS: &[&str] = &[
    "đợt", "lớp", "cuộc", "đội", "nhóm", "buổi", "khóa", "khoá", "chuyến", "phiên", "kỳ", "hội", "đoàn", "tổ", "lượt",
    "mũi",
];
/// Nouns that a comma joins to one unit.
const JOINED: &[(&str, &str)] = &[("tin", "bài"), ("cán bộ", "chiến sĩ"), ("cán bộ", "chiến sỹ")];
/// Nouns behind which a kind follows: "cơ sở giáo dục".
const KINDS: &[&str] = &["cơ sở", "hội nghị"];
/// Bodies that stand on a level: "đơn vị cấp huyện", "viện kiểm sát cấp tỉnh".
const BODIES: &[&str] = &["đơn vị", "cơ quan", "viện kiểm sát", "tòa án", "toà án", "cơ sở", "tổ chức", "hội"];
/// Whether a unit is counted without anybody aiming at the number.
pub(super) fn is_counted(unit: &str) -> bool {
    let first = unit.split(' ').next().unwrap_or_default();
    COUNTED.contains(&unit)
        || TOPICS.contains(&unit)
        || matches!(first, "nhóm" | "khâu" | "năm" | "tháng" | "điều" | "mục" if first.len() < unit.len() && unit != "điều dưỡng" && unit != "điều tra viên")
        || unit.starts_with("trường hợp")
}

/// Things of which a paper speaks, and which nobody makes.
const TOPICS: &[&str] = &[
    "nội dung",
    "nhiệm vụ",
    "lĩnh vực",
    "giai đoạn",
    "vấn đề",
    "thành phần",
    "yếu tố",
    "hình thức",
    "ý kiến",
    "cấp độ",
    "mức độ",
    "loại hình",
    "thành tố",
    "mục tiêu",
    "chỉ tiêu",
    "nguyên tắc",
    "đột phá",
    "trụ cột",
    "giải pháp",
    "nhiệm kỳ",
    "yêu cầu",
    "phương châm",
    "quan điểm",
    "tiêu chuẩn",
    "nội hàm",
    "mặt công tác",
    "bên liên quan",
    "tuần lễ",
    "lời dạy",
    "chức năng",
    "kỳ báo cáo",
    "mặt hoạt động",
    "chuyên ngành",
    "dân tộc",
    "tôn giáo",
    "tầng lớp",
    "thành tích",
    "quý đầu",
    "bài học",
    "kinh nghiệm",
];
/// Words that count alone in the same way.
const COUNTED: &[&str] = &[
    "năm", "tháng", "quý", "tuổi", "khâu", "nhóm", "chương", "phần", "mục", "bước", "khoản", "điều", "loại", "cấp",
    "bên", "mặt", "phía", "chữ", "ngành", "kv", "sao", "đồng", "mức", "ý", "kỳ", "tuần", "số", "tiêu", "nội", "lĩnh",
    "hình",
];
const QUALIFIERS: &[&str] = &[
    "trở",
    "cao",
    "mới",
    "tốt",
    "có",
    "hiệu",
    "điển",
    "tiên",
    "trên",
    "tại",
    "trong",
    "của",
    "về",
    "cho",
    "để",
    "với",
    "được",
    "này",
    "đạt",
    "ở",
    "là",
    "theo",
    "và",
    "hoặc",
    "thuộc",
    "từ",
    "đến",
    "do",
    "tiêu",
    "trọng",
    "nhằm",
    "ra",
    "vào",
    "kiểu",
    "lên",
    "phục",
    "đã",
    "chuyển",
    "không",
    "qua",
    "nêu",
    "đặc",
    "khác",
    "phụ",
    "phải",
    "sẽ",
    "bị",
    "chưa",
    "mỗi",
    "vùng",
    "miền",
    "trực",
    "hoàn",
    "bằng",
    "vượt",
    "còn",
    "đều",
    "thông",
    "sử",
    "bao",
    "tương",
    "tham",
    "thực",
    "triển",
    "đăng",
    "gồm",
    "như",
    "phân",
    "lưu",
    "di",
    "hằng",
    "hàng",
    "một",
    "nhân",
    "dịp",
    "quý",
    "sau",
    "trước",
    "liên",
    "toàn",
    "cần",
    "gắn",
    "dùng",
    "phức",
    "tồn",
    "trưởng",
    "đầu",
    "lớn",
    "nhỏ",
    "cũ",
    "cấp",
    "chất",
    "kiên",
    "thí",
    "cố",
];

/// The counted noun behind a number: its unit and where it ends.
pub(super) fn unit(words: &[Word], at: usize) -> Option<(String, usize)> {
    let first = words.get(at)?;
    if first.depth > words.get(at.checked_sub(1)?)?.depth
        || words[at - 1].sign != ' '
        || !bare(first).chars().all(|c| c.is_alphabetic() || matches!(c, '2' | '²' | '3' | '³'))
        || bare(first).is_empty()
    {
        return None;
    }
    // "12 giờ 00 ngày 27/9": a time of the day
    if first.lower == "giờ"
        && words.get(at + 1).is_some_and(|w| {
            w.lower.starts_with(|c: char| c.is_ascii_digit())
                || matches!(w.low(), "ngày" | "sáng" | "chiều" | "cùng" | "hằng")
        })
    {
        return None;
    }
    let joined = |n: usize| {
        words
            .get(at..at + n)
            .filter(|w| w[..n - 1].iter().all(|x| x.sign == ' ' && !x.lower.contains('/')))
            .map(|w| w.iter().map(bare).collect::<Vec<_>>().join(" "))
    };
    let done = |n: usize| {
        let last = &words[at + n - 1];
        let rate = if last.range.len() == last.lower.len() { last.lower.len() - bare(last).len() } else { 0 };
        joined(n).map(|unit| (unit, last.range.end.saturating_sub(rate).max(last.range.start)))
    };
    // "tin, bài" are counted as one
    for (one, other) in JOINED {
        let n = one.split(' ').count();
        let parted = words.get(at + n - 1).is_some_and(|w| w.sign == ',');
        if parted && phrase(words, at, one) && phrase(words, at + n, other) {
            return Some((format!("{one}, {other}"), words[at + n + other.split(' ').count() - 1].range.end));
        }
    }
    let paired = [3, 2].into_iter().find(|&n| joined(n).is_some_and(|j| PAIRS.contains(&j.as_str())));
    if let Some(n) = paired.into_iter().chain(known::counted_at(words, at)).max() {
        return done(n + level(words, at, n));
    }
    if let Some(n) = known::word_at(words, at).filter(|_| !MEASURES.contains(&first.low())) {
        let kinds = joined(n).is_some_and(|j| KINDS.contains(&j.as_str()));
        return done(n + if kinds { kind(words, at + n) } else { level(words, at, n) });
    }
    if MEASURES.contains(&bare(first)) || first.lower.contains('/') {
        return done(1);
    }
    if QUALIFIERS.contains(&first.low()) && first.lower != "tiêu" {
        return None;
    }
    done(1 + attribute(words, at + 1, EVENTS.contains(&first.low())))
}

/// A word without what it is reckoned by: "lần" of "lần/năm".
fn bare<'w>(word: &'w Word<'_>) -> &'w str {
    word.low().split('/').next().unwrap_or_default()
}

/// The words of a kind behind a noun: "giáo dục" of "cơ sở giáo dục".
fn kind(words: &[Word], at: usize) -> usize {
    if words[at - 1].sign != ' ' || words.get(at).is_none_or(|w| w.opens || QUALIFIERS.contains(&w.low())) {
        return 0;
    }
    // of what meetings are for, only what makes a fixed term counts; those are listed
    if words[at - 1].lower == "nghị" {
        return 0;
    }
    let whole = |&n: &usize| {
        // "cơ sở sản xuất, chế biến …": one of several kinds is none of the unit
        words[at + n - 1].sign != ',' && !words[at..at + n].iter().any(|w| QUALIFIERS.contains(&w.low()))
    };
    known::word_at(words, at).filter(whole).unwrap_or(0)
}

/// The words of "cấp tỉnh" behind the name of a body.
fn level(words: &[Word], at: usize, n: usize) -> usize {
    let noun: Vec<&str> = words[at..at + n].iter().map(|w| w.low()).collect();
    let behind = (words[at + n - 1].sign == ' ' && words.get(at + n).is_some_and(|w| w.lower == "cấp"))
        .then(|| words.get(at + n + 1).map(|w| w.low()))
        .flatten();
    let level = matches!(behind, Some("tỉnh" | "huyện" | "xã" | "cao" | "thành" | "trung" | "bộ"));
    if level && BODIES.contains(&noun.join(" ").as_str()) { 2 } else { 0 }
}

/// The words of what stands behind a bare noun at `at`: an adjective, a noun, or an activity behind an event.
fn attribute(words: &[Word], at: usize, event: bool) -> usize {
    let open = |i: usize| {
        words[i - 1].sign == ' '
            && words.get(i).is_some_and(|w| {
                !w.opens
                    && !w.lower.starts_with(|c: char| c.is_ascii_digit())
                    && !QUALIFIERS.contains(&w.low())
                    && (!w.capital || w.caps)
            })
    };
    if !open(at) {
        return 0;
    }
    let acts = units::stop_at(words, at).is_some();
    match known::word_at(words, at) {
        Some(n) if !acts || event => n,
        // "lớp dạy múa": a verb of one syllable takes its object
        None if acts && event => 1 + usize::from(open(at + 1)),
        None if !acts => 1,
        _ => 0,
    }
}

/// Whether the words of a phrase stand at word `at`.
fn phrase(words: &[Word], at: usize, phrase: &str) -> bool {
    phrase.split(' ').enumerate().all(|(n, p)| words.get(at + n).is_some_and(|w| w.lower == p))
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
            ("04 trạm quan trắc tự động", Some("trạm quan trắc")),
            ("12 phiên tòa rút kinh nghiệm", Some("phiên tòa")),
            ("08 tòa án cấp huyện", Some("tòa án cấp huyện")),
            ("15 lớp dạy múa cho thiếu nhi", Some("lớp dạy múa")),
            ("20 điểm tập kết rác", Some("điểm tập kết")),
            ("06 trạm BTS tại", Some("trạm bts")),
            ("18 mũi thi công", Some("mũi thi công")),
            ("6,1 triệu lượt khách du lịch", Some("triệu lượt khách")),
            ("45 xã, phường", Some("xã")),
            ("04 xã Nậm Lành, Gia Hội", Some("xã")),
            ("500.000 đồng một tháng", Some("đồng")),
            ("5 tuổi suy dinh dưỡng", Some("tuổi")),
            ("03 vụ cháy lớn", Some("vụ cháy")),
            ("02 ca nặng", Some("ca")),
            ("300 hộ ngư dân ven biển", Some("hộ ngư dân")),
            ("30 trường thuộc huyện", Some("trường")),
            ("50 tin, bài mỗi tháng", Some("tin, bài")),
            ("02 hội nghị chuyên đề", Some("hội nghị chuyên đề")),
            ("05 cơ sở giáo dục", Some("cơ sở giáo dục")),
        ] {
            let all = words(text, 0..text.len());
            assert_eq!(unit(&all, 1).map(|u| u.0).as_deref(), want, "{text}");
        }
    }
}
