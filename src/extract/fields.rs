//! Assignments that are written as fields under a task.
//!
//! Many plans name under each task "Đơn vị chủ trì: …", "Đơn vị phối hợp: …", "Thời gian hoàn thành: …", a line each or one
//! behind the other. What stands behind such a label is a list of names, whatever they are: a body that begins like no
//! other ("Báo Văn hóa") is one here. The task is what stands above, or before them on the line.

use super::heads;
use super::units;
use super::words::Word;
use crate::document::AssignmentRole;
use std::ops::Range;

/// What a label says of what stands behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Unit(AssignmentRole),
    Time,
    /// A product, a cost: nothing of who and when.
    Other,
}

/// A field and what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    /// Who does it: the words of each name.
    Units(AssignmentRole, Vec<Range<usize>>),
    /// When it is due.
    Time,
    /// Something else.
    Other,
}

const BODIES: &[&str] =
    &["đơn vị", "cơ quan", "bộ phận", "phòng", "sở, ngành", "cơ quan, đơn vị", "người", "cá nhân", ""];
const LEADS: &[&str] = &["chủ trì", "chủ trì thực hiện", "thực hiện", "chịu trách nhiệm", "đầu mối", "phụ trách"];
const SUPPORTS: &[&str] = &["phối hợp", "phối hợp thực hiện", "cùng thực hiện", "tham gia"];
const TIMES: &[&str] = &[
    "thời gian",
    "thời gian hoàn thành",
    "thời gian thực hiện",
    "thời gian thực hiện, hoàn thành",
    "thời hạn",
    "thời hạn hoàn thành",
    "thời hạn thực hiện",
    "thời điểm hoàn thành",
    "tiến độ",
    "tiến độ thực hiện",
    "tiến độ hoàn thành",
    "hoàn thành",
];
const OTHERS: &[&str] =
    &["sản phẩm", "kết quả", "kinh phí", "nguồn kinh phí", "địa điểm", "đối tượng", "kết quả, sản phẩm"];
/// Words of the longest label.
const LONGEST: usize = 7;

/// The fields of a line, each with its words; the first word of the first is where the task before them ends.
pub(super) fn fields(words: &[Word]) -> Vec<(Range<usize>, Field)> {
    let starts: Vec<(usize, usize, Label)> = (0..words.len())
        .filter(|&i| i == 0 || matches!(words[i - 1].sign, '.' | ';' | ',' | ')'))
        .filter_map(|i| label(words, i).map(|(end, label)| (i, end, label)))
        .collect();
    // A product alone makes no list of fields.
    if starts.iter().all(|(.., label)| *label == Label::Other) {
        return Vec::new();
    }
    let ends = starts.iter().skip(1).map(|next| next.0).chain([words.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&(start, behind, label), end)| {
            let field = match label {
                Label::Unit(role) => Field::Units(role, names(words, behind, end)),
                Label::Time => Field::Time,
                Label::Other => Field::Other,
            };
            (start..end, field)
        })
        .collect()
}

/// The label that begins at word `i` and ends in a colon, and the word behind it.
fn label(words: &[Word], i: usize) -> Option<(usize, Label)> {
    let end = (i..words.len().min(i + LONGEST)).find(|&j| words[j].sign == ':')? + 1;
    let mut said = String::new();
    for (n, word) in words[i..end].iter().enumerate() {
        if n > 0 {
            said.push_str(if words[i + n - 1].sign == ',' { ", " } else { " " });
        }
        said.push_str(&word.lower);
    }
    let of = |works: &[&str]| {
        BODIES.iter().any(|body| {
            let rest = said.strip_prefix(body).map(str::trim_start);
            rest.is_some_and(|rest| works.contains(&rest)) && !(body.is_empty() && said == "thực hiện")
        })
    };
    let label = match said.as_str() {
        said if TIMES.contains(&said) => Label::Time,
        said if OTHERS.contains(&said) => Label::Other,
        _ if of(LEADS) => Label::Unit(AssignmentRole::Lead),
        _ if of(SUPPORTS) => Label::Unit(AssignmentRole::Support),
        _ => return None,
    };
    Some((end, label))
}

/// The names of a list, each as its words: what stands between two stops, or before a comma behind which a name begins.
/// "Vụ Kế hoạch, Tài chính" is one, and so is "các Cục, Vụ thuộc Bộ".
fn names(words: &[Word], from: usize, to: usize) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = from;
    while at < to {
        if matches!(words[at].low(), "và" | "cùng" | "với") {
            at += 1;
            continue;
        }
        let ends = |j: usize| {
            let next = j + 1 + usize::from(words.get(j + 1).is_some_and(|word| matches!(word.low(), "và" | "cùng")));
            let list = words[j].sign == ',' || next > j + 1;
            next >= to
                || ";.:".contains(words[j].sign)
                || words[j + 1].opens
                || list
                    && begins(words, next, to)
                    && !kinds(words, at, j)
                    && !(next > j + 1 && is_head(words, next, to))
        };
        let end = (at..to).find(|&j| ends(j)).map_or(to, |j| j + 1);
        out.push(at..end);
        at = end;
        // What is said of it in brackets.
        if at < to && words[at].opens {
            at = (at..to).find(|&j| words[j].depth == 0).unwrap_or(to);
        }
        if words[end - 1].sign == '.' {
            break;
        }
    }
    out
}

/// Whether a name of its own begins at word `i`: with the head of a unit, and in small letters with more than that alone.
pub(super) fn begins(words: &[Word], i: usize, to: usize) -> bool {
    if words[i].lower == "các" {
        return true;
    }
    let Some((head, _)) = heads::head_at(words, i) else {
        return units::unit_at(words, i, to).is_some_and(|unit| unit.end > i + 1);
    };
    words[i].capital || units::unit_at(words, i, to).is_some_and(|unit| unit.end > i + head)
}

/// Whether no more than a head noun stands at word `i`: "Cục Văn hóa cơ sở, Gia đình và Thư viện" is one name.
fn is_head(words: &[Word], i: usize, to: usize) -> bool {
    heads::head_at(words, i).is_some_and(|(n, _)| n <= 2 && (i + n >= to || words[i + n - 1].sign != ' '))
}

/// Whether the words from `at` to `last` name kinds of bodies, "các Cục".
fn kinds(words: &[Word], at: usize, last: usize) -> bool {
    words[at].lower == "các" && at + 1 == last && heads::head_at(words, last).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn said(text: &str) -> Vec<String> {
        let all = words(text, 0..text.len());
        let name = |r: Range<usize>| text[all[r.start].range.start..all[r.end - 1].range.end].to_owned();
        fields(&all)
            .into_iter()
            .map(|(_, field)| match field {
                Field::Units(role, names) => {
                    let letter = if role == AssignmentRole::Lead { 'L' } else { 'S' };
                    format!("{letter} {}", names.into_iter().map(name).collect::<Vec<_>>().join(" | "))
                }
                Field::Time => "T".to_owned(),
                Field::Other => "-".to_owned(),
            })
            .collect()
    }

    #[test]
    fn names_behind_labels() {
        assert_eq!(said("Đơn vị chủ trì: Vụ Pháp chế."), ["L Vụ Pháp chế"]);
        assert_eq!(
            said("Cơ quan phối hợp: Sở Tài chính, Sở Y tế và các đơn vị liên quan;"),
            ["S Sở Tài chính | Sở Y tế | các đơn vị liên quan"]
        );
        assert_eq!(
            said(
                "Đơn vị phối hợp: các Cục, Vụ thuộc Bộ; Cục Quản lý hoạt động xây dựng, Các chủ đầu tư, Ban quản lý dự án"
            ),
            ["S các Cục, Vụ thuộc Bộ | Cục Quản lý hoạt động xây dựng | Các chủ đầu tư | Ban quản lý dự án"]
        );
        assert_eq!(
            said(
                "Phối hợp: Vụ Kế hoạch, Tài chính; Cục Giám định Nhà nước về chất lượng (phía Nam), UBND các xã, phường và Sở Y tế."
            ),
            ["S Vụ Kế hoạch, Tài chính | Cục Giám định Nhà nước về chất lượng | UBND các xã, phường | Sở Y tế"]
        );
        assert_eq!(
            said("Phối hợp: Công an huyện, Huyện đoàn, Phòng Văn hóa - Xã hội"),
            ["S Công an huyện | Huyện đoàn | Phòng Văn hóa - Xã hội"]
        );
        assert_eq!(
            said("Chủ trì: Báo Pháp luật; phối hợp: Nhà hát lớn, Vụ Pháp chế"),
            ["L Báo Pháp luật", "S Nhà hát lớn | Vụ Pháp chế"]
        );
        assert_eq!(
            said(
                "Soạn đề cương. Đơn vị thực hiện: Văn phòng Bộ. Thời gian hoàn thành: quý II/2026. Sản phẩm: Tờ trình."
            ),
            ["L Văn phòng Bộ", "T", "-"]
        );
    }

    #[test]
    fn what_is_no_field() {
        for text in [
            "Các đơn vị thực hiện: rà soát, báo cáo.",
            "Sản phẩm: Hệ thống được nghiệm thu.",
            "Đơn vị chủ trì có trách nhiệm báo cáo.",
            "Yêu cầu các đơn vị thực hiện tốt các nội dung sau:",
        ] {
            assert_eq!(said(text), Vec::<String>::new(), "{text}");
        }
    }
}
