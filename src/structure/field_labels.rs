//! Labels of fields under a task: "Đơn vị chủ trì:", "Thời gian hoàn thành:".
//!
//! Many plans write below each task who does it and when, a line each. Such a line never goes on with the sentence before
//! it, however full that line is; and where a label ends a line, its field goes on below.

use super::lines::folded_starts;

/// What a label begins with, in small letters without marks.
const BEGINNINGS: &[&str] = &[
    "don vi chu tri",
    "don vi phoi hop",
    "don vi thuc hien",
    "don vi phu trach",
    "co quan chu tri",
    "co quan phoi hop",
    "co quan thuc hien",
    "co quan tham muu",
    "bo phan chu tri",
    "chu tri:",
    "chu tri thuc hien:",
    "phoi hop:",
    "phoi hop thuc hien:",
    "thoi gian:",
    "thoi gian hoan thanh",
    "thoi gian thuc hien",
    "thoi han:",
    "thoi han hoan thanh",
    "san pham:",
    "san pham dau ra",
    "ket qua dau ra",
    "kinh phi:",
    "kinh phi thuc hien:",
    "nguon kinh phi",
    "nguoi thuc hien",
    "dia diem:",
    "doi tuong:",
];
/// Words of the longest label.
const LONGEST: usize = 6;

/// Whether a line begins with the label of a field.
pub(super) fn opens(line: &str) -> bool {
    line.chars().next().is_some_and(char::is_uppercase)
        && line.split_whitespace().take(LONGEST).any(|w| w.ends_with(':'))
        && BEGINNINGS.iter().any(|b| folded_starts(line, b))
}

/// Whether a line ends in the label of a field that is to be filled on the next.
pub(super) fn ends(line: &str) -> bool {
    let tail = line.rfind(['.', ';']).map_or(line, |at| line[at + 1..].trim_start());
    tail.ends_with(':') && opens(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_fields() {
        for (line, opened, ended) in [
            ("Đơn vị chủ trì: Vụ Pháp chế.", true, false),
            ("Thời gian hoàn thành: Quý III/2026", true, false),
            ("Cơ quan chủ trì: Sở Y tế. Cơ quan phối hợp:", true, true),
            ("Don vi chu tri: So Y te", true, false),
            ("Đơn vị chủ trì có trách nhiệm báo cáo kết quả thực hiện về Bộ như sau:", false, false),
            ("Thời gian qua, các đơn vị đã thực hiện:", false, false),
        ] {
            assert_eq!((opens(line), ends(line)), (opened, ended), "{line}");
        }
    }
}
