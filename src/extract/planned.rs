//! Whether a plain number is planned: one that no word of comparison marks.
//!
//! "Tổ chức kiểm tra hiện trạng 46 hồ đập" sets a number, "Kế hoạch gồm 03 phần" tells one. What decides is the verb
//! that governs the number: the nearest one before it in its clause, over the nouns and the other numbers of a list.
//! Words that describe ("gồm", "dự kiến", "hiện có") or open a condition ("nếu", "đối với") stand in the way; a word
//! that numbers things ("khoản 2", "đợt 1") makes a name of the number. A number that opens its clause is planned when
//! something has to be done with what it counts: "03 vụ việc phải được kết thúc".

use super::units::{self, Stop};
use super::words::Word;

/// Words behind which a number is a name: "khoản 2", "Quốc lộ 9", "đợt 1".
const NUMBERED: &[&str] = &[
    "số", "điều", "khoản", "điểm", "quý", "thứ", "năm", "tháng", "ngày", "bước", "mẫu", "mục", "chương", "lộ", "hạng",
    "vùng", "lớp", "độ", "khóa", "khoá", "tầng", "trang", "lục", "biểu", "cấp", "mức", "loại", "đợt", "lần", "bảng",
    "nhóm", "tiết", "tập", "phiên", "covid", "kênh",
];
/// Those of them that are counted or done as well.
const LEVELS: &[&str] = &["cấp", "điểm", "mẫu", "lớp", "tập", "tiết", "phiên", "nhóm", "đợt", "khóa", "khoá"];
/// Words that say how things are, not what is to be done.
const TELLING: &[&str] = &[
    "gồm", "hiện", "ngoài", "là", "còn", "bị", "đã", "vừa", "nếu", "khi", "quá", "ước", "tổng", "chưa", "kể", "do",
    "vì",
];
/// Words that do so right before the number.
const NEAR: &[&str] = &[
    "cả", "bằng", "sau", "trước", "lúc", "hồi", "cách", "giữa", "suốt", "dài", "rộng", "cao", "thuộc", "có", "chiếm",
    "theo", "từ", "đến", "trong", "trên", "dưới",
];
/// Words of two syllables that do the same.
const PAIRS: &[(&str, &str)] = &[
    ("dự", "kiến"),
    ("so", "với"),
    ("trường", "hợp"),
    ("địa", "bàn"),
    ("căn", "cứ"),
    ("kỷ", "niệm"),
    ("trị", "giá"),
    ("quy", "mô"),
    ("công", "suất"),
    ("tương", "đương"),
    ("trong", "đó"),
    ("được", "giao"),
    ("sơ", "kết"),
    ("tổng", "kết"),
];
/// Nouns of money that a plan tells: planned only right behind a verb ("bố trí kinh phí 3,2 tỷ đồng").
const FUNDS: &[(&str, &str)] =
    &[("kinh", "phí"), ("chi", "phí"), ("giá", "trị"), ("mức", "đầu"), ("nhu", "cầu"), ("dự", "toán"), ("số", "tiền")];
/// Last syllables of verbs that spend or find money: "giải ngân 40 tỷ đồng" is planned in any sentence.
const SPENDING: &[&str] = &["ngân", "trí", "động", "cấp", "thu", "dành", "đối", "bổ", "hồi"];
/// Words before a verb that make a noun of it.
const NOMINAL: &[&str] = &["việc", "tác", "các", "những", "hoạch", "được", "bị", "đã", "người", "động", "quả", "đợt"];
/// How far back the governing verb is looked for.
const FAR: usize = 40;

/// Whether something has to be done with what the number counts. `number` is its word, `first` the first of the words of
/// comparison before it.
pub(super) fn is_planned(words: &[Word], number: usize, first: usize, unit: &str) -> bool {
    let Some(word) = words.get(number) else { return false };
    if word.depth > 0 || word.opens {
        return false;
    }
    let Some(before) = first.checked_sub(1).and_then(|i| words.get(i)) else { return opens(words, number, true) };
    // "Vụ 10 tổ chức"
    if before.capital && before.sign == ' ' && first > 1 && units::stop_at(words, number + 1).is_some() {
        return false;
    }
    match before.sign {
        // "cấp 1" is a level, "cấp 500 lít" is none
        ' ' if LEVELS.contains(&before.low()) && counts(word.low()) => {}
        // "kỹ năng số 4.500 lượt người"
        ' ' if before.lower == "số" && word.lower.contains('.') => {}
        ' ' if (NUMBERED.contains(&before.low()) || NEAR.contains(&before.low()))
            && !super::known::one_word(words, first - 1) =>
        {
            return false;
        }
        ' ' | ')' | '”' => {}
        ',' if governed(words, first, unit) => return true,
        ',' => return opens(words, number, false),
        _ => return opens(words, number, true),
    }
    governed(words, first, unit)
}

/// Whether the word before a number makes a name of it: "học sinh lớp 5".
pub(super) fn is_name(words: &[Word], number: usize, first: usize) -> bool {
    first.checked_sub(1).and_then(|i| words.get(i)).is_some_and(|before| {
        before.sign == ' '
            && NUMBERED.contains(&before.low())
            && !super::known::one_word(words, first - 1)
            && !words.get(number).is_some_and(|w| counts(w.low()))
    })
}

/// Whether a number is too high for a level, or written as counts are: "500", "02".
fn counts(number: &str) -> bool {
    number.starts_with('0') || number.contains(['.', ',']) || number.parse::<u32>().is_ok_and(|n| n > 12)
}

/// Whether a verb of doing governs what stands at word `first`.
fn governed(words: &[Word], first: usize, unit: &str) -> bool {
    let money = unit.ends_with("đồng") || unit.ends_with("usd");
    let mut funds = None;
    for i in (first.saturating_sub(FAR)..first).rev() {
        let word = &words[i];
        if matches!(word.sign, ';' | ':' | '.' | '?') && i + 1 < first || matches!(word.sign, ';' | ':' | '.') {
            return false;
        }
        if word.depth > 0 {
            continue;
        }
        if let Some((n, stop)) = units::stop_at(words, i).filter(|(n, _)| i + n <= first) {
            // "kinh phí lấy từ Quỹ": where it comes from
            let source = words.get(i + n).is_some_and(|w| w.lower == "từ") && i + n < first;
            let verb = !source
                && matches!(stop, Stop::Verb | Stop::Aim)
                && !matches!(word.low(), "là" | "căn")
                && (word.lower != "chi" || i + n >= first);
            if verb && !is_nominal(words, i) && !tells(words, i) {
                let spends = i + n == first && SPENDING.contains(&words[i + n - 1].low());
                return funds.is_none_or(|at| i + n == at) && (!money || spends || !is_told(&words[..first]));
            }
        }
        if tells(words, i) || is_pair(words, i, &("đối", "với")) && (i == 0 || words[i - 1].sign != ' ') {
            return false;
        }
        if is_pair(words, i, &("bổ", "sung")) && i + 2 <= first {
            return true;
        }
        if money && FUNDS.iter().any(|f| is_pair(words, i, f)) {
            funds = Some(i);
        }
        // "…, kinh phí 96 triệu đồng": an aside that tells the cost
        if funds == Some(i) && i > 0 && words[i - 1].sign == ',' {
            return false;
        }
    }
    false
}

/// Whether a part of a sentence is about what things cost: "Tổng kinh phí …", "…; tổng dự toán 2 tỷ đồng, trong đó …".
fn is_told(words: &[Word]) -> bool {
    (0..words.len())
        .filter(|&i| i == 0 || words[i - 1].sign != ' ')
        .any(|i| words[i].lower == "tổng" && !is_part(words, i) || FUNDS.iter().any(|f| is_pair(words, i, f)))
}

/// Whether word `i` describes.
fn tells(words: &[Word], i: usize) -> bool {
    TELLING.contains(&words[i].low()) && !is_part(words, i) || PAIRS.iter().any(|p| is_pair(words, i, p))
}

/// Whether word `i` is part of a longer word: "tổng hợp", "cao điểm".
fn is_part(words: &[Word], i: usize) -> bool {
    super::known::word_at(words, i).is_some() || super::known::one_word(words, i)
}

fn is_pair(words: &[Word], i: usize, (a, b): &(&str, &str)) -> bool {
    words[i].lower == *a && words[i].sign == ' ' && words.get(i + 1).is_some_and(|w| w.lower == *b)
}

/// Whether what stands before the verb at `i` makes a noun of it, or tells that it was done.
fn is_nominal(words: &[Word], i: usize) -> bool {
    i > 0 && words[i - 1].sign == ' ' && NOMINAL.contains(&words[i - 1].low())
}

/// Whether a number opens its clause and something has to be done with what it counts. `head` when it opens the sentence.
fn opens(words: &[Word], number: usize, head: bool) -> bool {
    let end = (number..words.len()).find(|&j| matches!(words[j].sign, ';' | ':' | '.')).map_or(words.len(), |j| j + 1);
    let mut done = false;
    for word in words.iter().take(end.min(number + 20)).skip(number + 1) {
        match word.low() {
            "đã" | "chưa" | "còn" | "hiện" | "bị" | "là" => return false,
            "được" | "phải" | "cần" => done = true,
            "tham" | "đạt" | "hoàn" => done |= !head,
            _ => {}
        }
    }
    done && (head || super::clauses::elided(words, false).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    /// Whether the first number of a sentence is planned.
    fn planned(text: &str) -> bool {
        let all = words(text, 0..text.len());
        let number = all.iter().position(|w| w.lower.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(0);
        let unit = all[number + 1..].iter().take(2).map(|w| w.low()).collect::<Vec<_>>().join(" ");
        is_planned(&all, number, number, &unit)
    }

    #[test]
    fn numbers_of_tasks() {
        for text in [
            "Tổ chức kiểm tra, đánh giá hiện trạng 27 cầu treo dân sinh",
            "Sở Y tế mua sắm máy thở, giường hồi sức, 14 xe cứu thương",
            "Sở Công Thương dự trữ gạo 300 tấn",
            "Kết nối dữ liệu của 34 thư viện cấp tỉnh",
            "Chi cục Thú y lấy 250 mẫu nước ao nuôi",
            "03 vụ án tồn đọng phải được giải quyết dứt điểm trong quý II",
            "02 công trình măng non được khánh thành trong dịp hè",
            "Ban Tài chính bố trí kinh phí 3,2 tỷ đồng từ nguồn sự nghiệp",
            "Công an cấp xã tham mưu xây dựng mô hình camera an ninh tại 15 khu dân cư",
            "Hội Phụ nữ trao sinh kế cho 20 hội viên có hoàn cảnh khó khăn",
        ] {
            assert!(planned(text), "{text}");
        }
    }

    #[test]
    fn numbers_that_tell() {
        for text in [
            "Sơ tán dân vùng trũng, toàn huyện dự kiến 412 hộ",
            "Văn phòng tổ chức tập huấn, kinh phí 96 triệu đồng",
            "Tổng nhu cầu vốn là 214 tỷ đồng",
            "Kế hoạch gồm 03 phần",
            "Thực hiện theo khoản 2 Điều 5",
            "Triển khai đợt 1 tiêm phòng cho đàn gia súc",
            "Đối với 12 xã khó khăn thì hỗ trợ thêm",
            "Nếu vượt quá 30 người thì tách nhóm",
            "Trên địa bàn 11 xã",
            "02 đơn vị chưa hoàn thành chỉ tiêu",
            "Sửa chữa cống trên đường cấp 3 miền núi",
            "Tổ chức kỷ niệm 80 năm Ngày thành lập",
        ] {
            assert!(!planned(text), "{text}");
        }
    }
}
