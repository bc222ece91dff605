//! What the columns of a plan's table hold, by the words of their heads.
//!
//! The appendix of a plan lists its tasks ("STT | Nhiệm vụ | Đơn vị chủ trì | Đơn vị phối hợp | Thời hạn | Sản phẩm") or
//! its aims ("Chỉ tiêu | Đơn vị tính | Kế hoạch năm 2025"). No form prescribes the words, so a head is known by the
//! phrase that stands first in it; marks and letter case are looked through, since scans lose them.

use super::letters::fold;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnKind {
    /// The number of the row.
    Number,
    /// What has to be done.
    Task,
    /// Who does it, or leads.
    Lead,
    /// Who helps.
    Support,
    /// Who leads and who helps, in one cell.
    Units,
    /// By when or in what time.
    Due,
    /// What comes of it.
    Product,
    /// What is measured.
    Measure,
    /// The unit of the values.
    Unit,
    /// The value to be reached.
    Value,
    /// A value that was reached before, or a comparison.
    Past,
    /// Money, remarks, grounds: nothing of these.
    Other,
}

use ColumnKind::{Due, Lead, Measure, Number, Other, Past, Product, Support, Task, Unit, Value};

/// Phrases, folded. The one that stands first in a head decides; of two at one place the longer.
const PHRASES: &[(ColumnKind, &[&str])] = &[
    (Number, &["stt", "tt", "so tt", "so thu tu", "thu tu"]),
    (
        Task,
        &[
            "nhiem vu",
            "noi dung",
            "cong viec",
            "hoat dong",
            "hang muc",
            "dau viec",
            "giai phap",
            "phan viec",
            "viec",
            "ten nhiem vu",
            "ten cong viec",
            "ten hoat dong",
            "ten van ban",
            "ten de an",
            "chuyen de",
            "chuong trinh",
            "linh vuc",
        ],
    ),
    (
        Lead,
        &[
            "chu tri",
            "don vi",
            "co quan",
            "nguoi",
            "bo phan",
            "ca nhan",
            "phong ban",
            "can bo",
            "so nganh",
            "phu trach",
            "phan cong",
            "trach nhiem",
            "chiu trach nhiem",
            "dau moi",
            "duoc giao",
            "to chuc ca nhan",
            "to chuc thuc hien",
            "chu the",
            "thuc hien boi",
        ],
    ),
    (Support, &["phoi hop", "don vi phoi hop", "co quan phoi hop", "ho tro", "tham gia"]),
    (
        Due,
        &[
            "thoi han",
            "thoi gian",
            "thoi diem",
            "tien do",
            "hoan thanh",
            "han hoan thanh",
            "ngay hoan thanh",
            "han chot",
            "lo trinh",
            "ngay",
            "du kien hoan thanh",
            "du kien thoi gian",
        ],
    ),
    (Product, &["san pham", "ket qua", "dau ra", "yeu cau", "du kien ket qua", "du kien san pham", "chat luong"]),
    (
        Measure,
        &[
            "chi tieu",
            "muc tieu",
            "ten chi tieu",
            "noi dung chi tieu",
            "danh muc chi tieu",
            "nhom chi tieu",
            "cac chi tieu",
            "tieu chi",
            "chi so",
        ],
    ),
    (Unit, &["don vi tinh", "dvt", "dv tinh", "don vi do"]),
    (
        Value,
        &[
            "so luong",
            "gia tri",
            "ty le",
            "ti le",
            "khoi luong",
            "ke hoach",
            "kh nam",
            "phan dau",
            "dinh muc",
            "chi tieu giao",
            "chi tieu nam",
            "chi tieu ke hoach",
            "chi tieu den nam",
            "muc tieu nam",
            "muc tieu den nam",
            "nam",
            "den nam",
            "giai doan",
            "so luot",
        ],
    ),
    (
        Past,
        &[
            "thuc hien nam",
            "uoc thuc hien",
            "uoc nam",
            "uoc th",
            "th nam",
            "hien trang",
            "thuc trang",
            "ket qua nam",
            "ket qua thuc hien nam",
            "da thuc hien",
            "so sanh",
            "tang giam",
            "nam truoc",
        ],
    ),
    (
        Other,
        &[
            "ghi chu",
            "can cu",
            "co so",
            "kinh phi",
            "nguon kinh phi",
            "du toan",
            "nguon von",
            "dia diem",
            "thanh phan",
            "so tien",
            "hinh thuc",
            "ho va ten",
            "ho ten",
            "chuc vu",
            "chuc danh",
            "ngay sinh",
            "so quyet dinh",
            "don gia",
            "thanh tien",
        ],
    ),
];

/// Words of the longest head.
const MOST_WORDS: usize = 16;
/// Words of a head whose phrase does not open it.
const FEW_WORDS: usize = 8;

/// What the column under `head` holds; `None` when the head says nothing that is known.
///
/// ```
/// use vankho::text::table_heads::{ColumnKind, column_kind};
/// assert_eq!(column_kind("Cơ quan, đơn vị\nchủ trì"), Some(ColumnKind::Lead));
/// assert_eq!(column_kind("Thời gian hoàn thành"), Some(ColumnKind::Due));
/// assert_eq!(column_kind("Nguyễn Văn A"), None);
/// ```
pub fn column_kind(head: &str) -> Option<ColumnKind> {
    let plain = plain(head)?;
    let found = PHRASES.iter().flat_map(|(kind, phrases)| phrases.iter().map(move |phrase| (*kind, *phrase)));
    let placed = found.filter_map(|(kind, phrase)| Some((find(&plain, phrase)?, usize::MAX - phrase.len(), kind)));
    let (at, _, kind) = placed.min_by_key(|&(at, length, _)| (at, length))?;
    if at > 0 && plain.split(' ').count() > FEW_WORDS {
        return None;
    }
    let has = |phrase: &str| find(&plain, phrase).is_some();
    let year = plain.split(' ').any(|word| word.len() == 4 && (word.starts_with("19") || word.starts_with("20")));
    Some(match kind {
        Lead | Support if has("phoi hop") && has("chu tri") => ColumnKind::Units,
        Lead if has("phoi hop") => Support,
        Measure if year => Value,
        Product if year && !has("dau ra") => Past,
        // "Năm", "Ngày" alone head a column of them.
        Value if plain == "nam" => Due,
        Lead if plain == "don vi tinh" || plain == "don vi do" => Unit,
        kind => kind,
    })
}

/// How many of `heads` name a column each of another kind: two or more make a row of heads.
pub fn kinds_named<'t>(heads: impl IntoIterator<Item = &'t str>) -> usize {
    let mut kinds: Vec<ColumnKind> = heads.into_iter().filter_map(column_kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.len()
}

/// Small letters without marks, other signs as one blank; `None` for what is too long to be a head.
fn plain(head: &str) -> Option<String> {
    if head.len() > 400 {
        return None;
    }
    let folded = fold(head);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    (1..=MOST_WORDS).contains(&words.len()).then(|| words.join(" "))
}

/// Where a phrase of whole words stands.
fn find(plain: &str, phrase: &str) -> Option<usize> {
    plain.match_indices(phrase).map(|(at, _)| at).find(|&at| {
        let end = at + phrase.len();
        (at == 0 || plain.as_bytes()[at - 1] == b' ') && plain.as_bytes().get(end).is_none_or(|&b| b == b' ')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_plans() {
        for (head, kind) in [
            ("STT", Number),
            ("Số TT", Number),
            ("Nhiệm vụ, giải pháp", Task),
            ("Nội dung công việc", Task),
            ("Công việc", Task),
            ("Đơn vị chủ trì", Lead),
            ("Cơ quan chủ\ntrì thực hiện", Lead),
            ("Người thực hiện & kết quả", Lead),
            ("Đơn vị phối hợp", Support),
            ("Phối hợp thực hiện", Support),
            ("Đơn vị chủ trì, phối hợp", ColumnKind::Units),
            ("Thời gian thực hiện", Due),
            ("Tiến độ hoàn thành", Due),
            ("Thời hạn trình", Due),
            ("Sản phẩm đầu ra", Product),
            ("Kết quả dự kiến đạt được", Product),
            ("Chỉ tiêu", Measure),
            ("Tên chỉ tiêu", Measure),
            ("ĐVT", Unit),
            ("Đơn vị tính", Unit),
            ("Kế hoạch năm 2025", Value),
            ("Chỉ tiêu năm 2024", Value),
            ("Số lượng", Value),
            ("Năm 2025", Value),
            ("Ước thực hiện năm 2024", Past),
            ("Kết quả năm 2023", Past),
            ("Ghi chú", Other),
            ("Kinh phí thực hiện", Other),
            // As a scan gives them.
            ("Đơn vi chủ tri", Lead),
            ("Thơi gian", Due),
        ] {
            assert_eq!(column_kind(head), Some(kind), "{head}");
        }
    }

    #[test]
    fn other_words_are_no_heads() {
        for head in ["", "01", "Tuyên truyền, phổ biến pháp luật", "Sở Y tế", "Hà Nội", "…"] {
            assert_eq!(column_kind(head), None, "{head}");
        }
        assert_eq!(kinds_named(["STT", "Công việc", "Thời gian"]), 3);
        assert!(kinds_named(["1", "Xây dựng danh mục", "Sở Y tế"]) < 2);
    }
}
