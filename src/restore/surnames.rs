//! Gives a signer's family name its spelling back: `Định Thị Lan Phương` below `GIÁM ĐỐC` is Đinh Thị Lan Phương.
//!
//! Below the position stands the name of who signs and nothing else (Nghị định 30/2020/NĐ-CP, Annex I). A name of a person
//! opens with a family name, of which there are few: a first word that is none, but has the letters of exactly one of the
//! common ones, is that one. The rarer ones are only kept. The lists are common knowledge of Vietnamese names: the
//! commonest of the surveys of family names (2005 to 2022), of the Kinh and of the larger minorities. Names of the
//! Ê Đê that open with H’ (H’Yim Niê) are read without its sign.

use super::forms;
use super::rules::RuleEdit;
use crate::text::letters::fold;
use regex::Regex;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// Family names that a worn one may be.
const COMMON: &str = "\
    Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Đoàn Doãn Trịnh Trương Lương Lường \
    Mai Đào Tô Tạ Hà Cao Lâm Lưu Phùng Vương Chu Châu Thái Tăng Quách Kiều Tống Tòng Từ Triệu Nghiêm Thân Lại Hứa \
    Nông Khổng Khúc Đàm Ninh Thạch Lò Lô Lù Quàng Cầm Giàng Giang Sùng Thào Vàng Lầu Niê Ksor Siu Lục Bạch Mạc";
/// Family names that are right as they stand, but that no other is taken for.
const RARE: &str = "\
    A Adrơng Alăng An Ao Arất Ayun Ánh Ân Âu Bàn Bá Bạc Bế Bh'nướch Biện Bì Bình Bo Bồ Bríu Byă Ca Cam Cà Cái Cáp \
    Cát Cấn Chamaléa Chang Chau Chảo Chẻo Chế Chớ Chung Chúng Chử Cil Công Cồ Cổ Cơ Cung Cù Cư Cứ Danh Dã Diệp \
    Doanh Dư Đan Đái Đăng Đắc Đầu Đậu Đèo Điền Điểu Đôn Đồng Đống Đổng Đới Đường Eban Êban Êñuôl Giáp Giả Giản H \
    Hàn Hán Hạ Hạng Hằng Hầu Hề Hình Hmok Hoa Hoắc Hồng Hờ Hùng Hữu K Ka Katơr Kđăm Kha Khâu Khiếu Khoa Khuất \
    Khương Khưu Kiên Kim Kông Kơ Kpă Kpơ La Lai Lang Lành Lã Lăng Lềnh Lều Liên Liêu Liễu Linh Long Lỗ Lộc Lơ Luân \
    Luyện Lữ Ly Lỳ Ma Mang Mao Mã Mạnh Mầu Mấu Mẫn Mẹo Minh Mlô Mông Mua Mùa Nam Nay Neáng Néang Ngải Ngạc Ngân \
    Ngọ Ngọc Ngụy Nhan Nhâm Nhữ Ô Ông Ơn Phàn Phàng Phí Phong Phó Phù Phú Phương Pi Pinăng Pờ Puih Quan Quang Quản \
    Quảng Quế Quyền Rahlan Rcom Rmah Rơ Sái Sầm Sần Sín Sơn Sử Tà Tào Tán Tất Tẩn Tề Tếnh Thang Thao Thành Thạnh \
    Thẩm Thập Thi Thiều Thiệu Thích Thị Thịnh Thoan Thôi Thượng Ti Tiêu Tiền Tiến Tiếp Tinh Tính Tôn Trang Trà \
    Trác Tráng Trầm Trì Trình Trưng Trưởng Trượng Tuấn Tường Tưởng Ung Uông Vạn Văn Vân Vi Viêm Viên Vòng Vưu Vừ \
    Xa Xin Y Ya Yên";
/// Words with the letters of a family name that open other lines below a signature.
const OTHER: &str = "\
    Ban Bách Bản Chú Chủ Do Đang Đáng Đảm Đảng Đó Đô Đồ Độ Hỗ Hộ Không Kiểu Làm Lễ Lệ Lượng Lực Mác Mặc Nghiệm Ngõ \
    Phản Phần Phẩm Phụng Tầng Thách Thần Tố Tổ Triều Trường Trưởng Tư Tự Vụ";

/// The common family names by what is left of them without marks.
static BY_LETTERS: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let mut names: HashMap<String, Vec<&'static str>> = HashMap::new();
    for name in COMMON.split_whitespace() {
        let alike = names.entry(fold(name)).or_default();
        if !alike.contains(&name) {
            alike.push(name);
        }
    }
    names
});

/// A line with a name alone, perhaps behind a rank or a degree.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:(?:(?:Đại|Thượng|Trung|Thiếu) (?:tá|tướng|úy)|GS|PGS|TS|ThS|BS|BSCKII|BSCKI|CKI|CKII|LS|KS|Ths|Bs|Ks|Ts)[.,]?\s{0,2})*(?P<first>\p{Lu}\p{Ll}+|H['’]?\p{Lu}\p{Ll}+)(?: \p{Lu}[\p{Ll}’']*){1,4}$",
    )
    .expect("static regex")
});

/// An H of the Ê Đê that ran into the name behind it.
static H_NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^H['’]?\p{Lu}\p{Ll}+$").expect("static regex"));

/// So many lines with words below the position may be looked at.
const BELOW: usize = 2;

/// The signers' names of `text` that lost marks, in order.
pub fn surnames(text: &str) -> Vec<RuleEdit> {
    let mut edits = Vec::new();
    let mut left = 0;
    for range in forms::lines(text) {
        // The right column of two.
        let start = text[range.clone()].rfind("   ").map_or(range.start, |gap| range.start + gap + 3);
        let line = &text[start..range.end];
        if line.chars().filter(|c| c.is_alphabetic()).count() < 4 {
            continue;
        }
        if forms::is_position(line) {
            left = BELOW;
            continue;
        }
        if left == 0 {
            continue;
        }
        left -= 1;
        let Some(first) = NAME.captures(line).and_then(|found| found.name("first")) else { continue };
        left = 0;
        let range = start + first.start()..start + first.end();
        edits.extend(repaired(range, first.as_str()));
    }
    edits
}

/// The family name that `read` was, when it is none.
fn repaired(range: Range<usize>, read: &str) -> Option<RuleEdit> {
    if H_NAME.is_match(read) {
        let to = format!("H’{}", read[1..].trim_start_matches(['\'', '’']));
        return (to != read).then_some(RuleEdit { range, to, rule: "h-name", confidence: 0.95 });
    }
    if [COMMON, RARE, OTHER].iter().flat_map(|names| names.split_whitespace()).any(|name| name == read) {
        return None;
    }
    match BY_LETTERS.get(&fold(read)).map(Vec::as_slice) {
        Some([name]) => Some(RuleEdit { range, to: (*name).to_owned(), rule: "family-name", confidence: 0.95 }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::applied;
    use super::*;

    #[test]
    fn the_name_below_a_position() {
        for (read, right) in [
            ("GIÁM ĐỐC\n\n(Đã ký)\n\nĐịnh Thị Lan Phương\n", "GIÁM ĐỐC\n\n(Đã ký)\n\nĐinh Thị Lan Phương\n"),
            (
                "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nĐại tá Trân Văn A Lý",
                "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nĐại tá Trần Văn A Lý",
            ),
            ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrân Văn Bình", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn Bình"),
            (
                "Nơi nhận:      BỘ TRƯỞNG\n- Như trên;     \n   ThS. Nguyên Thị Hoa",
                "Nơi nhận:      BỘ TRƯỞNG\n- Như trên;     \n   ThS. Nguyễn Thị Hoa",
            ),
            ("GIÁM ĐỐC\nThiếu tướng Vủ Hồng Văn", "GIÁM ĐỐC\nThiếu tướng Vũ Hồng Văn"),
            ("GIÁM ĐỐC\nĐương Văn Nam", "GIÁM ĐỐC\nDương Văn Nam"),
            ("CHỦ TỊCH\nHYim Niê Kđăm", "CHỦ TỊCH\nH’Yim Niê Kđăm"),
            ("CHỦ TỊCH\nH'Bia Niê", "CHỦ TỊCH\nH’Bia Niê"),
        ] {
            assert_eq!(applied(read, surnames(read)), right);
        }
    }

    #[test]
    fn near_misses() {
        for text in [
            "GIÁM ĐỐC\nĐinh Thị Lan Phương",
            "GIÁM ĐỐC\nQuang Văn Hương",
            "GIÁM ĐỐC\nTrường Đại Học Trà Vinh",
            "CHỦ TỊCH\nXã Tân Lập",
            "CHỦ TỊCH\nBan Thường Vụ",
            "GIÁM ĐỐC\nĐịnh mức chi",
            "Giám đốc\nĐịnh Thị Lan Phương",
            "NỘI DUNG\nĐịnh Thị Lan",
            "GIÁM ĐỐC\nMột hai ba\nBốn năm sáu\nĐịnh Thị Lan Phương",
            "GIÁM ĐỐC\nH’Yim Niê Kđăm",
            "GIÁM ĐỐC\nHYUNDAI Thành Công",
            "GIÁM ĐỐC\nVừ A Bằng",
        ] {
            assert_eq!(surnames(text), [], "{text}");
        }
    }

    #[test]
    fn names_are_not_listed_twice_by_their_letters() {
        assert_eq!(BY_LETTERS["dinh"], ["Đinh"]);
        assert_eq!(BY_LETTERS["doan"], ["Đoàn", "Doãn"]);
    }
}
