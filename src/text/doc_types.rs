//! The table of document types: what a type word means and how it is abbreviated in a document's symbol.
//!
//! Source: Nghị định 30/2020/NĐ-CP, Annex III (the 29 administrative types), with the normative types of the
//! Law on Promulgation of Legal Documents and the Party's own forms beside them. Pairs whose meaning hangs on one
//! mark (QĐ/QyĐ, ĐA/DA, HĐ/HD, TTr/TT) are separate rows: nothing here folds marks away.

use std::collections::HashMap;
use std::sync::LazyLock;

/// One type of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeName {
    /// Abbreviation as it stands in a symbol, `KH`; for types without one the name itself (`Luật`).
    pub code: &'static str,
    /// Name in sentence case, "Kế hoạch".
    pub name: &'static str,
}

const fn t(code: &'static str, name: &'static str) -> TypeName {
    TypeName { code, name }
}

/// The 29 administrative types first, in the order of the decree, then the others.
pub static DOC_TYPES: &[TypeName] = &[
    t("NQ", "Nghị quyết"),
    t("QĐ", "Quyết định"),
    t("CT", "Chỉ thị"),
    t("QC", "Quy chế"),
    t("QyĐ", "Quy định"),
    t("TC", "Thông cáo"),
    t("TB", "Thông báo"),
    t("HD", "Hướng dẫn"),
    t("CTr", "Chương trình"),
    t("KH", "Kế hoạch"),
    t("PA", "Phương án"),
    t("ĐA", "Đề án"),
    t("DA", "Dự án"),
    t("BC", "Báo cáo"),
    t("BB", "Biên bản"),
    t("TTr", "Tờ trình"),
    t("HĐ", "Hợp đồng"),
    t("CV", "Công văn"),
    t("CĐ", "Công điện"),
    t("BGN", "Bản ghi nhớ"),
    t("BTT", "Bản thỏa thuận"),
    t("GUQ", "Giấy ủy quyền"),
    t("GM", "Giấy mời"),
    t("GGT", "Giấy giới thiệu"),
    t("GNP", "Giấy nghỉ phép"),
    t("PG", "Phiếu gửi"),
    t("PC", "Phiếu chuyển"),
    t("PB", "Phiếu báo"),
    t("Thư công", "Thư công"),
    t("HP", "Hiến pháp"),
    t("Luật", "Luật"),
    t("BL", "Bộ luật"),
    t("PL", "Pháp lệnh"),
    t("L", "Lệnh"),
    t("NĐ", "Nghị định"),
    t("TT", "Thông tư"),
    t("TTLT", "Thông tư liên tịch"),
    t("NQLT", "Nghị quyết liên tịch"),
    t("KL", "Kết luận"),
    t("QCPH", "Quy chế phối hợp"),
    t("HDLN", "Hướng dẫn liên ngành"),
    t("KHLN", "Kế hoạch liên ngành"),
    t("CTrPH", "Chương trình phối hợp"),
    t("ĐL", "Điều lệ"),
];

/// The types by the normal form of their names.
static BY_NAME: LazyLock<HashMap<String, &TypeName>> = LazyLock::new(|| first_by(|t| normal(t.name)));

/// The types by their abbreviations in small letters.
static BY_CODE: LazyLock<HashMap<String, &TypeName>> = LazyLock::new(|| first_by(|t| t.code.to_lowercase()));

/// Of types with one key the first.
fn first_by(key: fn(&TypeName) -> String) -> HashMap<String, &'static TypeName> {
    DOC_TYPES.iter().rev().map(|t| (key(t), t)).collect()
}

/// The type of that name, whatever its case and its placing of the tone (`KẾ HOẠCH`, "Bản thoả thuận").
///
/// ```
/// use vankho::text::doc_types::by_name;
/// assert_eq!(by_name("KẾ HOẠCH").map(|t| t.code), Some("KH"));
/// assert_eq!(by_name("Quy  định").map(|t| t.code), Some("QyĐ"));
/// assert_eq!(by_name("Kế hoạch số"), None);
/// ```
pub fn by_name(name: &str) -> Option<&'static TypeName> {
    if name.len() > 64 {
        return None;
    }
    BY_NAME.get(&normal(name)).copied()
}

/// The type of that abbreviation, exactly as printed (`TTr` and `TT`, `QĐ` and `QyĐ` differ); the capitals-only
/// spelling `CTR`, `TTR`, `QYĐ` that some offices use counts too.
///
/// ```
/// use vankho::text::doc_types::by_code;
/// assert_eq!(by_code("QĐ").map(|t| t.name), Some("Quyết định"));
/// assert_eq!(by_code("Ctr").map(|t| t.name), Some("Chương trình"));
/// assert_eq!(by_code("XYZ"), None);
/// ```
pub fn by_code(code: &str) -> Option<&'static TypeName> {
    if code.len() > 32 {
        return None;
    }
    DOC_TYPES.iter().find(|t| t.code == code).or_else(|| BY_CODE.get(&code.to_lowercase()).copied())
}

/// Lower case, single blanks, one habit of placing the tone.
fn normal(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out.replace("thoả", "thỏa").replace("uỷ", "ủy")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_found_by_its_name_and_its_code() {
        for t in DOC_TYPES {
            assert_eq!(by_name(t.name), Some(t));
            assert_eq!(by_name(&t.name.to_uppercase()), Some(t));
            assert_eq!(by_code(t.code), Some(t));
        }
    }

    #[test]
    fn one_mark_makes_another_type() {
        for (a, b) in [("QĐ", "QyĐ"), ("ĐA", "DA"), ("HĐ", "HD"), ("TTr", "TT"), ("CTr", "CT")] {
            assert_ne!(by_code(a), by_code(b));
        }
        assert_eq!(by_name("Quyết dinh"), None);
    }

    #[test]
    fn both_habits_of_placing_the_tone_are_read() {
        assert_eq!(by_name("BẢN THOẢ THUẬN").unwrap().code, "BTT");
        assert_eq!(by_name("giấy uỷ quyền").unwrap().code, "GUQ");
    }
}
