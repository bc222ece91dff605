//! Facts of whole small documents: what headings, lead-ins and tables hand down.

use super::*;
use crate::document::{Block, BlockKind, RowCell, Section, SectionKind, TableRow, WholeTable};
use proptest::prelude::*;

/// An outline whose sections are the lines that start with a digit and a dot.
fn outline(text: &IndexedText) -> Outline {
    let mut outline = Outline::default();
    let mut at = 0;
    for line in text.as_str().split_inclusive('\n') {
        let range = at..at + line.trim_end().len();
        at += line.len();
        if range.is_empty() {
            continue;
        }
        let span = text.span(range);
        let kind = if line.starts_with('-') { BlockKind::Bullet } else { BlockKind::Paragraph };
        let block = Block { kind, marker: line.starts_with('-').then(|| "-".into()), span };
        if let Some((label, title)) =
            line.split_once('.').filter(|(l, _)| !l.is_empty() && l.bytes().all(|b| b.is_ascii_digit()))
        {
            let title = title.trim();
            outline.sections.push(Section {
                id: label.into(),
                label: label.into(),
                kind: SectionKind::Arabic,
                level: 1,
                title: Some(title.into()),
                span,
                blocks: Vec::new(),
                children: Vec::new(),
            });
        } else if let Some(section) = outline.sections.last_mut() {
            section.span = Span::new(section.span.start, span.end);
            section.blocks.push(block);
        } else {
            outline.preamble.push(block);
        }
    }
    outline
}

fn of(source: &str) -> Facts {
    let text = IndexedText::new(source);
    facts(&text, &outline(&text), &|_| Confidence::ONE)
}

fn duties(source: &str) -> Vec<String> {
    of(source)
        .assignments
        .iter()
        .map(|a| format!("{:?} {} | {}", a.value.role, a.value.unit, a.value.due.as_deref().unwrap_or("-")))
        .collect()
}

#[test]
fn a_heading_hands_its_unit_to_its_bullets() {
    assert_eq!(
        duties(
            "1. Sở Y tế\n- Chủ trì, hướng dẫn các đơn vị.\n- Tổng hợp, báo cáo trước ngày 15/12/2024.\n2. Kinh phí\n- Bố trí từ ngân sách.\n"
        ),
        ["Lead Sở Y tế | -", "Lead Sở Y tế | ../2024-12-15"]
    );
    assert_eq!(
        duties(
            "1. Tổ chức thực hiện\n- Giao Phòng Nghiệp vụ chủ trì và phối hợp với các đơn vị liên quan triển khai kế hoạch này.\n- Giao cho cơ quan, đơn vị thông báo kết quả.\n- Báo cáo kết quả thực hiện theo quy định.\n"
        ),
        [
            "Lead Phòng Nghiệp vụ | -",
            "Support các đơn vị liên quan | -",
            "Lead cơ quan, đơn vị | -",
            "Lead cơ quan, đơn vị | -"
        ]
    );
    assert_eq!(
        duties(
            "1. Trách nhiệm\nỦy ban nhân dân các xã thực hiện các nhiệm vụ sau:\n- Tuyên truyền sâu rộng đến người dân.\n- Bố trí kinh phí.\n"
        ),
        ["Lead Ủy ban nhân dân các xã | -", "Lead Ủy ban nhân dân các xã | -"]
    );
}

/// The facts of a table whose rows are lines and whose cells are parted by `|`; `-` is an empty cell and `^` the cell
/// above.
fn table(period: Option<&str>, source: &str) -> Facts {
    let body: String = source.replace(['-', '^', '|'], " ");
    let text = IndexedText::new(body);
    let (mut at, mut rows) = (0, Vec::<TableRow>::new());
    for line in source.split_inclusive('\n') {
        let mut row = TableRow::default();
        let mut start = at;
        for (column, cell) in line.trim_end_matches('\n').split('|').enumerate() {
            let words = cell.trim();
            let from = start + cell.len() - cell.trim_start().len();
            let from_above = words == "^";
            let parts = match words {
                "-" => Vec::new(),
                "^" => rows.last().unwrap().cells[column].parts.clone(),
                _ => vec![text.span(from..from + words.len())],
            };
            row.cells.push(RowCell { column: column as u32, column_span: 1, from_above, parts });
            start += cell.len() + 1;
        }
        at += line.len();
        rows.push(row);
    }
    let columns = rows.iter().map(|r| r.cells.len()).max().unwrap() as u32;
    let mut outline = Outline { tables: vec![WholeTable { columns, rows }], ..Outline::default() };
    outline.header.period = period.map(str::to_owned);
    facts(&text, &outline, &|_| Confidence::ONE)
}

fn rows_of(found: &Facts) -> Vec<String> {
    let row = |a: &Fact<Assignment>| {
        let due = a.value.due.as_deref().unwrap_or("?");
        format!("{:?} {}: {} ({due})", a.value.role, a.value.unit, a.value.task)
    };
    found.assignments.iter().map(row).collect()
}

#[test]
fn rows_of_a_table_are_assignments() {
    let found = table(
        Some("2024"),
        "STT|Nhiệm vụ|Đơn vị chủ trì|Đơn vị phối hợp|Thời hạn\n\
         1|Xây dựng kế hoạch;|Sở Nội vụ|Sở Tài chính, các đơn vị liên quan|Trước ngày 30/6/2024\n\
         2|Tập huấn cho cán bộ|^|VNPT tỉnh|Quý III\n\
         3|Báo cáo kết quả|UBND các xã, phường|-|Hằng năm\n",
    );
    assert_eq!(
        rows_of(&found),
        [
            "Lead Sở Nội vụ: Xây dựng kế hoạch (../2024-06-30)".to_owned(),
            "Support Sở Tài chính: Xây dựng kế hoạch (../2024-06-30)".to_owned(),
            "Support các đơn vị liên quan: Xây dựng kế hoạch (../2024-06-30)".to_owned(),
            "Lead Sở Nội vụ: Tập huấn cho cán bộ (2024-35)".to_owned(),
            "Support VNPT tỉnh: Tập huấn cho cán bộ (2024-35)".to_owned(),
            "Lead UBND các xã, phường: Báo cáo kết quả (R/P1Y)".to_owned(),
        ]
    );
    assert_eq!(found.dates[0].value.role, DateRole::Deadline);
    assert_eq!(found.assignments[0].quote.split_whitespace().next(), Some("Xây"));
}

#[test]
fn heads_in_two_rows_groups_and_dittos() {
    let found = table(
        Some("2025"),
        "TT|Nội dung|Phân công thực hiện|-|Thời gian\n-|-|Chủ trì|Phối hợp|-\nI|Nhiệm vụ chung|-|-|-\n\
         1|Xây dựng quy chế|Văn phòng Sở|Phòng Nghiệp vụ Y|Quý I\nII|Trung tâm Y tế|-|-|-\n\
         2|Tập huấn kỹ năng số|-|nt|Tháng 12\n",
    );
    assert_eq!(
        rows_of(&found),
        [
            "Lead Văn phòng Sở: Xây dựng quy chế (2025-33)",
            "Support Phòng Nghiệp vụ Y: Xây dựng quy chế (2025-33)",
            "Lead Trung tâm Y tế: Tập huấn kỹ năng số (2025-12)",
            "Support Phòng Nghiệp vụ Y: Tập huấn kỹ năng số (2025-12)",
        ]
    );
}

#[test]
fn one_cell_may_name_who_leads_and_who_helps() {
    let found = table(
        None,
        "TT|Nội dung|Đơn vị chủ trì, phối hợp\n1|Rà soát hồ sơ|Chủ trì: Sở Y tế; Phối hợp: Sở Tài chính, SYT\n2|Thẩm định|Văn phòng chủ trì, phối hợp với Phòng Nghiệp vụ\n",
    );
    assert_eq!(
        rows_of(&found),
        [
            "Lead Sở Y tế: Rà soát hồ sơ (?)",
            "Support Sở Tài chính: Rà soát hồ sơ (?)",
            "Support SYT: Rà soát hồ sơ (?)",
            "Lead Văn phòng: Thẩm định (?)",
            "Support Phòng Nghiệp vụ: Thẩm định (?)",
        ]
    );
}

#[test]
fn a_table_without_its_heads_is_known_by_its_shape() {
    let found = table(
        None,
        "1|Xây dựng danh mục khung thuốc đấu thầu|01/3/2024|Sở Y tế\n2|Thẩm định kế hoạch lựa chọn nhà thầu|05/3/2024|Phòng Kế hoạch\n3|Phê duyệt kế hoạch và báo cáo|20/3/2024|UBND tỉnh\n",
    );
    assert_eq!(found.assignments.len(), 3);
    assert_eq!(found.assignments[2].value.due.as_deref(), Some("2024-03-20"));
    let prices = table(None, "Mặt hàng|Quy cách|Đơn giá\nXi măng|bao 50 kg|83.000\nSắt phi 6|kg|18.700\n");
    assert!(prices.assignments.is_empty() && prices.targets.is_empty());
}

#[test]
fn values_of_a_table_are_targets() {
    let found = table(
        Some("2025"),
        "TT|Chỉ tiêu|Đơn vị tính|Thực hiện năm 2024|Kế hoạch năm 2025|Đơn vị thực hiện\n\
         1|Tỷ lệ hồ sơ đúng hạn|%|91|≥ 95|Sở Nội vụ\n\
         2|Số lớp tập huấn|lớp|3|5|-\n\
         3|Tỷ lệ hộ nghèo giảm (%)|-|1,2|dưới 1,5|-\n",
    );
    let rows: Vec<String> = found
        .targets
        .iter()
        .map(|t| {
            let v = &t.value;
            let (actor, due) = (v.actor.as_deref().unwrap_or("?"), v.due.as_deref().unwrap_or("?"));
            format!("{:?} {} {} {} {actor} {due}", v.comparator, v.value, v.unit, v.measure.as_deref().unwrap_or("?"))
        })
        .collect();
    assert_eq!(
        rows,
        [
            "Ge 95 % Tỷ lệ hồ sơ đúng hạn Sở Nội vụ 2025",
            "Eq 5 lớp Số lớp tập huấn ? 2025",
            "Lt 1.5 % Tỷ lệ hộ nghèo giảm ? 2025",
        ]
    );
}

#[test]
fn a_year_gone_by_is_no_deadline() {
    let due = |date: &str| {
        let text = IndexedText::new("Sở Y tế hoàn thành việc rà soát hồ sơ trong năm 2017.");
        let mut outline = outline(&text);
        outline.preamble =
            vec![Block { kind: BlockKind::Paragraph, marker: None, span: text.span(0..text.as_str().len()) }];
        outline.header.date = Some(date.into());
        facts(&text, &outline, &|_| Confidence::ONE).assignments[0].value.due.clone()
    };
    assert_eq!(due("2017-03-XX").as_deref(), Some("2017"));
    assert_eq!(due("2018-03-XX"), None);
}

#[test]
fn roles_follow_the_place() {
    let found = of(
        "Căn cứ Quyết định số 12/QĐ-UBND ngày 03/01/2024;\n1. Mục đích\n- Thực hiện Nghị quyết số 05-NQ/TU đến năm 2025.\n",
    );
    assert_eq!(
        found.references.iter().map(|r| r.value.role).collect::<Vec<_>>(),
        [ReferenceRole::Basis, ReferenceRole::Citation]
    );
    assert_eq!(found.references[1].section.as_deref(), Some("1"));
    assert_eq!(found.dates.iter().map(|d| d.value.role).collect::<Vec<_>>(), [DateRole::Reference, DateRole::Period]);
}

#[test]
fn doubt_lowers_confidence() {
    let text = IndexedText::new("Quyết định số 12/QĐ-UBND");
    let sure = facts(&text, &Outline::default(), &|_| Confidence::ONE).references[0].confidence;
    let unsure = facts(&text, &Outline::default(), &|_| Confidence::new(0.5)).references[0].confidence;
    assert!((unsure.get() - sure.get() / 2.0).abs() < 0.001);
}

fn check(source: &str) {
    let text = IndexedText::new(source);
    let found = facts(&text, &outline(&text), &|_| Confidence::ONE);
    let plain = facts(&text, &Outline::default(), &|_| Confidence::ONE);
    for f in [&found, &plain] {
        let spans = f.references.iter().map(|r| (r.span, &r.quote)).chain(f.dates.iter().map(|d| (d.span, &d.quote)));
        let spans = spans
            .chain(f.targets.iter().map(|t| (t.span, &t.quote)))
            .chain(f.assignments.iter().map(|a| (a.span, &a.quote)));
        for (span, quote) in spans {
            assert!(span.end <= text.len() && !span.is_empty());
            assert_eq!(*quote, text.quote(span));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_gives_valid_spans(text in "\\PC{0,200}") {
        check(&text);
    }

    #[test]
    fn phrases_in_any_order_give_valid_spans(parts in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        check(&parts.concat());
    }
}

const PIECES: &[&str] = &[
    " ",
    "\n",
    "\n\n",
    "\u{c}",
    "- ",
    "1. ",
    "Quyết định ",
    "số ",
    "303/QĐ-BTP ",
    "/",
    "-",
    "05-CT/TW",
    "24/2021/QH15",
    "ngày ",
    "10 ",
    "tháng 3 ",
    "năm 2023",
    "giai đoạn ",
    "2021-2025",
    "từ ",
    "đến ",
    "trước ",
    "hàng năm",
    "định kỳ 6 tháng",
    "Sở Y tế ",
    "chủ trì, ",
    "phối hợp với ",
    "các đơn vị, ",
    "và ",
    "Giao ",
    "của ",
    "về việc ",
    "Luật ",
    "Đại hội ",
    "lần thứ XIII ",
    "của Đảng",
    "trên ",
    "84% ",
    "ít nhất 01 xã ",
    "phấn đấu ",
    "“",
    "”",
    "(",
    ")",
    ".",
    ";",
    ",",
    ":",
    "/9",
    "2/9",
    "Ủy ban nhân dân ",
    "ệ",
    "Kế hoạch nội dung ",
    "quý I ",
    "7/1981-7/2023",
];
