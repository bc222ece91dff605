//! Tables: those that a text writes with bars or tabs, and tables as wholes, over all the pages that they take.
//!
//! What stands in a table is no heading, no paragraph and no part of the letterhead, so its lines are left out of all of
//! these. Tables of pages come with ruled lines; a text writes them in Markdown (`| a | b |`), or one row a line with tabs
//! between the cells, known by the words of its heads. Two tables with no line of text between them are one: at the top
//! of the next page a table goes on without its heads or repeats them, and the row that the page break cut goes on with
//! no number of its own. A frame of two columns that holds the letterhead or the closing block is no table.

use super::cells::is_motto;
use super::lines::Line;
use super::tail::is_recipients_head;
use crate::document::{Page, RowCell, Span, Table, TableCell, TableRow, WholeTable};
use crate::text::table_heads::{column_kind, kinds_named};
use crate::text::{IndexedText, letters};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A table on one page, with its page and its bytes in the text.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// As it stands on the page; its spans lie in the whole text.
    pub table: Table,
    /// 0-based page.
    pub page: u32,
    /// From its first cell to its last.
    pub range: Range<usize>,
    /// Whether the text writes it, and no page was read for it.
    pub written: bool,
}

/// Rows in which heads are looked for.
pub(crate) const HEAD_ROWS: usize = 3;
/// Columns that a table may have.
const MOST_COLUMNS: usize = 40;

/// All tables of a text, from the top.
pub(crate) fn find(text: &IndexedText, pages: &[Page]) -> Vec<Found> {
    let mut out = Vec::new();
    for (n, span) in text.pages().into_iter().enumerate() {
        let ruled = pages.get(n).map_or(&[][..], |page| &page.tables[..]);
        for table in ruled {
            let whole = table.cells.iter().map(|c| c.span).filter(|s| !s.is_empty());
            let Some(whole) = whole.reduce(|a, b| Span::new(a.start.min(b.start), a.end.max(b.end))) else { continue };
            if span.contains(whole) && !is_layout(text, table) {
                out.push(Found { table: table.clone(), page: n as u32, range: text.range(whole), written: false });
            }
        }
        if ruled.is_empty() {
            written(text, text.range(span), n as u32, &mut out);
        }
    }
    out.sort_by_key(|found| found.range.start);
    // What lies in another table is part of it.
    let mut end = 0;
    out.retain(|found| {
        let apart = found.range.start >= end;
        end = end.max(found.range.end);
        apart
    });
    out
}

/// Whether a frame only sets a letterhead or a closing block.
fn is_layout(text: &IndexedText, table: &Table) -> bool {
    let shown = |cell: &TableCell| {
        let words = text.slice(cell.span);
        words.lines().take(4).any(|line| {
            let line = line.trim().trim_matches('*');
            is_motto(line) || is_recipients_head(line)
        })
    };
    table.columns <= 3 && table.rows <= 12 && table.cells.iter().any(shown)
}

/// How the cells of a line are parted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parting {
    /// `| a | b |`.
    Bars,
    /// `a | b | c`: bars between the cells only.
    Loose,
    Tabs,
    /// Columns set by blanks.
    Gaps,
}

/// Finds the tables that a page of the text writes.
fn written(text: &IndexedText, page: Range<usize>, number: u32, out: &mut Vec<Found>) {
    let raw = text.as_str();
    let Range { start: mut at, end: last } = page;
    let mut rows: Vec<Vec<Range<usize>>> = Vec::new();
    let mut first = at;
    let mut open: Option<Parting> = None;
    let mut ruled = false;
    while at <= last {
        let end = memchr::memchr2(b'\n', b'\r', &raw.as_bytes()[at..last]).map_or(last, |n| at + n);
        let line = trimmed(raw, at..end);
        let parting = parting(&raw[line.clone()]);
        if parting != open || at == last {
            if let Some(kind) = open {
                close(text, (first, std::mem::take(&mut rows)), kind, ruled, number, out);
            }
            (open, ruled, first) = (parting, false, line.start);
        }
        match parting {
            Some(Parting::Bars) if is_delimiter(&raw[line.clone()]) => ruled = true,
            Some(kind) => rows.push(cells_of(raw, line, kind)),
            None => {}
        }
        if end >= last {
            break;
        }
        at = end + 1;
    }
    if let Some(kind) = open {
        close(text, (first, rows), kind, ruled, number, out);
    }
}

fn trimmed(raw: &str, range: Range<usize>) -> Range<usize> {
    let words = &raw[range.clone()];
    let start = range.start + words.len() - words.trim_start().len();
    start..start + words.trim().len()
}

fn parting(line: &str) -> Option<Parting> {
    if line.starts_with('|') && line.matches('|').take(3).count() >= 2 {
        Some(Parting::Bars)
    } else if line.matches('\t').take(2).count() >= 2 {
        Some(Parting::Tabs)
    } else if line.matches(" | ").take(2).count() >= 2 {
        Some(Parting::Loose)
    } else {
        (GAP.find_iter(line).take(2).count() >= 2).then_some(Parting::Gaps)
    }
}

/// Blanks between two columns.
static GAP: LazyLock<Regex> = LazyLock::new(|| Regex::new(" {3,}").expect("static pattern"));

/// `|---|:-:|`, the line under the heads.
fn is_delimiter(line: &str) -> bool {
    line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '='))
}

fn cells_of(raw: &str, line: Range<usize>, kind: Parting) -> Vec<Range<usize>> {
    let (mut start, end, sign) = match kind {
        Parting::Bars => {
            let closed = raw[line.clone()].len() > 1 && raw[line.clone()].ends_with('|');
            (line.start + 1, line.end - usize::from(closed), b'|')
        }
        Parting::Loose => (line.start, line.end, b'|'),
        Parting::Tabs => (line.start, line.end, b'\t'),
        Parting::Gaps => {
            let gaps = GAP.find_iter(&raw[line.clone()]).take(MOST_COLUMNS - 1);
            let mut out: Vec<Range<usize>> = Vec::new();
            let mut start = line.start;
            for gap in gaps {
                out.push(start..line.start + gap.start());
                start = line.start + gap.end();
            }
            out.push(start..line.end);
            return out;
        }
    };
    let mut out = Vec::new();
    while start <= end && out.len() < MOST_COLUMNS {
        let mut stop = start;
        loop {
            stop = memchr::memchr(sign, &raw.as_bytes()[stop..end]).map_or(end, |n| stop + n);
            // A bar behind a backslash is a sign of the text.
            if kind == Parting::Tabs || stop >= end || raw.as_bytes()[stop - 1] != b'\\' {
                break;
            }
            stop += 1;
        }
        out.push(trimmed(raw, start..stop));
        start = stop + 1;
    }
    out
}

/// Makes a table of rows that were written one after the other from a byte on.
fn close(
    text: &IndexedText,
    (start, rows): (usize, Vec<Vec<Range<usize>>>),
    kind: Parting,
    ruled: bool,
    page: u32,
    out: &mut Vec<Found>,
) {
    let raw = text.as_str();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let heads = |row: &Vec<Range<usize>>| kinds_named(row.iter().map(|c| raw[c.clone()].trim_matches('*')));
    let headed = rows.iter().take(HEAD_ROWS).any(|row| heads(row) >= 2);
    let enough = match kind {
        Parting::Bars => columns >= 2 && (rows.len() >= 2 || ruled),
        Parting::Tabs | Parting::Loose => columns >= 3 && rows.len() >= 2 && headed,
        // A letterhead or a closing block is set so too; a table has its heads over each column of each row.
        Parting::Gaps => {
            columns >= 3 && rows.len() >= 2 && heads(&rows[0]) >= 2 && rows.iter().all(|row| row.len() == columns)
        }
    };
    let Some(last) = rows.last().and_then(|row| row.last()).filter(|_| enough) else { return };
    let range = start..last.end.max(start + 1);
    let mut table = Table { bbox: None, rows: rows.len() as u32, columns: columns as u32, cells: Vec::new() };
    for (r, row) in rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            let last = c + 1 == row.len();
            table.cells.push(TableCell {
                row: r as u32,
                column: c as u32,
                row_span: 1,
                column_span: if last { (columns - c) as u32 } else { 1 },
                span: text.span(cell.clone()),
                bbox: None,
            });
        }
    }
    if !is_layout(text, &table) {
        out.push(Found { table, page, range, written: true });
    }
}

/// Joins the tables of the pages to wholes. `lines` are the lines of text that are in no table.
pub(crate) fn whole(text: &IndexedText, found: &[Found], lines: &[Line]) -> Vec<WholeTable> {
    let mut out: Vec<Joined<'_>> = Vec::new();
    for next in found {
        let rows = rows(&next.table);
        if let Some(open) = out.last_mut() {
            let from = lines.partition_point(|line| line.start < open.end);
            let between = lines.get(from).is_some_and(|line| line.start < next.range.start);
            if !between && open.takes(text, next, &rows) {
                open.add(text, next, rows);
                continue;
            }
        }
        out.push(Joined { last: next, end: next.range.end, whole: WholeTable { columns: next.table.columns, rows } });
    }
    out.into_iter().map(|joined| joined.whole).collect()
}

/// The Markdown in the cells of a written table: runs of stars and line breaks.
pub(crate) fn marks(raw: &str, found: &Found) -> Vec<Range<usize>> {
    static MARKS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\*{2,}|<br ?/?>").expect("static pattern"));
    let at = found.range.start;
    let all = || MARKS.find_iter(&raw[found.range.clone()]).map(|m| at + m.start()..at + m.end());
    if found.written { all().collect() } else { Vec::new() }
}

struct Joined<'f> {
    last: &'f Found,
    end: usize,
    whole: WholeTable,
}

impl<'f> Joined<'f> {
    /// Whether `next`, with nothing but a page break before it, goes on with this table.
    fn takes(&self, text: &IndexedText, next: &Found, rows: &[TableRow]) -> bool {
        let same = self.whole.columns == next.table.columns;
        let mapped = self.last.table.bbox.is_some() && next.table.bbox.is_some();
        if !(same || mapped && self.whole.columns.abs_diff(next.table.columns) <= 1) {
            return false;
        }
        match rows.first() {
            Some(first) if is_head(text, first) => self.repeated(text, rows) > 0,
            _ => true,
        }
    }

    /// How many of the first rows say what this table's first rows say.
    fn repeated(&self, text: &IndexedText, rows: &[TableRow]) -> usize {
        let equal = |(a, b): &(&TableRow, &TableRow)| written_in(text, a) == written_in(text, b);
        self.whole.rows.iter().zip(rows).take(HEAD_ROWS).take_while(equal).count()
    }

    fn add(&mut self, text: &IndexedText, next: &'f Found, mut rows: Vec<TableRow>) {
        if next.table.columns != self.whole.columns {
            self.align(&next.table, &mut rows);
        }
        rows.drain(..self.repeated(text, &rows));
        let numbered = self.whole.rows.iter().filter(|row| row.cells.first().is_some_and(|c| !c.parts.is_empty()));
        let numbered = numbered.count() * 2 > self.whole.rows.len();
        let filled = |cell: &&RowCell| !cell.parts.is_empty();
        let cut = rows.first().is_some_and(|row| {
            let blank = row.cells.first().is_some_and(|c| c.column == 0 && c.parts.is_empty());
            let small = row.cells.iter().filter(filled).all(|c| {
                let first = text.slice(c.parts[0]).trim_start().chars().next();
                first.is_some_and(|c| c.is_lowercase())
            });
            blank && (small || row.cells.iter().filter(filled).count() * 2 <= row.cells.len())
        });
        let mut rows = rows.into_iter();
        if numbered
            && cut
            && next.page > self.last.page
            && let (Some(last), Some(row)) = (self.whole.rows.last_mut(), rows.as_slice().first())
            && last.cells.len() > 1
        {
            for cell in &row.cells {
                match last.cells.iter_mut().find(|c| c.column == cell.column) {
                    Some(above) => above.parts.extend(&cell.parts),
                    None => last.cells.push(cell.clone()),
                }
            }
            rows.next();
        }
        self.whole.rows.extend(rows);
        (self.last, self.end) = (next, next.range.end);
    }

    /// Gives the cells of a table with other columns those of this one, by their places.
    fn align(&self, next: &Table, rows: &mut [TableRow]) {
        let (Some(frame), Some(own)) = (self.last.table.bbox, next.bbox) else { return };
        // Where each column begins, as a part of the width.
        let part = |left: i32, frame: crate::document::PixelBox| {
            f64::from(left - frame.left) / f64::from(frame.width().max(1))
        };
        let begins = |table: &Table, frame| {
            let mut at = vec![f64::NAN; table.columns as usize];
            for cell in &table.cells {
                if let (Some(bbox), Some(slot)) = (cell.bbox, at.get_mut(cell.column as usize))
                    && (slot.is_nan() || cell.column_span == 1)
                {
                    *slot = part(bbox.left, frame);
                }
            }
            at
        };
        let (mine, theirs) = (begins(&self.last.table, frame), begins(next, own));
        let nearest = |column: u32| {
            let at = theirs.get(column as usize).copied().unwrap_or(0.0);
            let off = |n: &usize| (mine[*n] - at).abs();
            (0..mine.len()).filter(|n| !mine[*n].is_nan()).min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(0) as u32
        };
        for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
            cell.column = nearest(cell.column);
        }
    }
}

/// Whether a row is one of heads: cells name what stands under them, and it has no number of its own.
pub(crate) fn is_head(text: &IndexedText, row: &TableRow) -> bool {
    let words = |cell: &RowCell| cell.parts.iter().map(|p| text.slice(*p)).collect::<Vec<_>>().join(" ");
    let cells: Vec<String> = row.cells.iter().map(words).collect();
    let counted = cells.first().is_some_and(|first| first.trim().starts_with(|c: char| c.is_ascii_digit()));
    !counted
        && cells.iter().filter(|cell| column_kind(cell).is_some()).count() >= 2
        && kinds_named(cells.iter().map(String::as_str)) >= 2
}

/// What a row says, without marks, case and signs.
fn written_in(text: &IndexedText, row: &TableRow) -> String {
    let cell = |cell: &RowCell| cell.parts.iter().map(|p| letters::fold(text.slice(*p))).collect::<String>();
    let all: String = row.cells.iter().map(cell).collect();
    all.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The rows of a table, cells that reach down repeated in each.
fn rows(table: &Table) -> Vec<TableRow> {
    let mut out = vec![TableRow::default(); table.rows as usize];
    for cell in &table.cells {
        let parts: Vec<Span> = Some(cell.span).filter(|s| !s.is_empty()).into_iter().collect();
        let reach = cell.row..cell.row.saturating_add(cell.row_span.max(1)).min(table.rows);
        for row in reach {
            out[row as usize].cells.push(RowCell {
                column: cell.column,
                column_span: cell.column_span,
                from_above: row > cell.row,
                parts: parts.clone(),
            });
        }
    }
    for row in &mut out {
        row.cells.sort_by_key(|cell| cell.column);
    }
    // Two lines close to each other, or rows kept for a hand to fill in.
    out.retain(|row| row.cells.iter().any(|cell| !cell.from_above && !cell.parts.is_empty()));
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::parse;
    use crate::document::{Outline, Page, Span, Table, TableCell};
    use crate::text::IndexedText;

    /// The cells of each row, parts joined by `/`.
    fn rows(text: &str, outline: &Outline, table: usize) -> Vec<Vec<String>> {
        let text = IndexedText::new(text);
        let cell = |parts: &[Span]| parts.iter().map(|p| text.quote(*p)).collect::<Vec<_>>().join("/");
        let rows = &outline.tables[table].rows;
        rows.iter().map(|row| row.cells.iter().map(|c| cell(&c.parts)).collect()).collect()
    }

    #[test]
    fn a_table_in_markdown_is_no_text_of_its_section() {
        let text = "KẾ HOẠCH\nCông tác năm 2024\n\nI. NHIỆM VỤ\nCác nhiệm vụ cụ thể như sau:\n\n| TT | Nhiệm vụ | Chủ trì |\n|---|---|---|\n| 1 | **Lập** kế\\|hoạch | Sở Y tế |\n| 2 | Tổ chức | Văn phòng |\n\nII. KINH PHÍ\nTừ ngân sách.\n";
        let outline = parse(&IndexedText::new(text), &[], &[]);
        assert_eq!(rows(text, &outline, 0)[1], ["1", "**Lập** kế\\|hoạch", "Sở Y tế"]);
        assert_eq!(outline.written[0].1.rows, 3);
        assert_eq!(outline.sections.len(), 2);
        assert_eq!(outline.sections[0].blocks.len(), 1);
        let end = IndexedText::new(text).span(text.find("| 2").unwrap()..text.find("\n\nII").unwrap()).end;
        assert!(outline.sections[0].span.end + 2 >= end, "{:?} {end}", outline.sections[0].span);
        assert_eq!(outline.markup.len(), 2);
    }

    #[test]
    fn tabs_make_a_table_only_under_heads() {
        let text = "II. PHÂN CÔNG\nSTT\tNội dung công việc\tĐơn vị thực hiện\tThời gian\n1\tXây dựng kế hoạch\tVăn phòng\tTháng 3/2024\n";
        assert_eq!(parse(&IndexedText::new(text), &[], &[]).tables.len(), 1);
        let foot = "Nơi nhận:\t\tKT. GIÁM ĐỐC\n- Như trên;\t\tPHÓ GIÁM ĐỐC\n- Lưu: VT.\t\tNguyễn Văn A\n";
        let outline = parse(&IndexedText::new(foot), &[], &[]);
        assert!(outline.tables.is_empty());
    }

    #[test]
    fn bars_between_cells_and_columns_of_blanks() {
        let text = "Phụ lục\nDANH MỤC CHỈ TIÊU\nTT | Chỉ tiêu | Đơn vị tính | Năm 2025 | Cơ quan chủ trì\n1 | Hồ sơ trực tuyến | % | ≥ 70 | Sở Tư pháp\n2 | Mô hình điểm | mô hình | 04 | Sở Y tế\n";
        let outline = parse(&IndexedText::new(text), &[], &[]);
        assert_eq!(rows(text, &outline, 0)[1], ["1", "Hồ sơ trực tuyến", "%", "≥ 70", "Sở Tư pháp"]);
        let text = "Phụ lục\nDANH MỤC\n  TT    Nhiệm vụ              Đơn vị chủ trì    Thời hạn\n  1     Rà soát văn bản       Sở Tư pháp        Quý I\n  2     Tập huấn nghiệp vụ    Sở Nội vụ         Quý II\n";
        let outline = parse(&IndexedText::new(text), &[], &[]);
        assert_eq!(rows(text, &outline, 0)[2], ["2", "Tập huấn nghiệp vụ", "Sở Nội vụ", "Quý II"]);
        let foot = "Nơi nhận:     KT. GIÁM ĐỐC     (Đã ký)\n- Như trên;     PHÓ GIÁM ĐỐC     Nguyễn A\n";
        assert!(parse(&IndexedText::new(foot), &[], &[]).tables.is_empty());
        assert!(parse(&IndexedText::new("Gồm: a | b | c\nvà d | e | f.\n"), &[], &[]).tables.is_empty());
    }

    #[test]
    fn a_letterhead_in_a_frame_is_no_table() {
        let text = "| UBND TỈNH LÂM ĐỒNG<br>**SỞ Y TẾ** | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\n|---|---|\n| Số: 12/KH-SYT | Hà Nội, ngày 05 tháng 3 năm 2024 |\n\nKẾ HOẠCH\nCông tác năm 2024\n";
        let outline = parse(&IndexedText::new(text), &[], &[]);
        assert!(outline.tables.is_empty());
        assert_eq!(outline.header.code.as_deref(), Some("12/KH-SYT"));
        assert_eq!(outline.header.issuer.as_deref(), Some("Sở Y tế"));
        assert_eq!(outline.header.parent_issuer.as_deref(), Some("UBND tỉnh Lâm Đồng"));
        assert_eq!(outline.header.date.as_deref(), Some("2024-03-05"));
    }

    /// A page whose lines are the cells of a table of `columns`, empty ones written as `-`, below `before`.
    fn page(before: &str, cells: &[&str], columns: u32, offset: u32) -> Page {
        let mut text = before.to_owned();
        let mut table = Table { columns, rows: cells.len() as u32 / columns, ..Table::default() };
        for (n, words) in cells.iter().enumerate() {
            let start = offset + text.chars().count() as u32;
            let words = if *words == "-" { "" } else { words };
            text.push_str(words);
            let span = Span::new(start, start + words.chars().count() as u32);
            let (row, column) = (n as u32 / columns, n as u32 % columns);
            table.cells.push(TableCell { row, column, row_span: 1, column_span: 1, span, bbox: None });
            if !words.is_empty() {
                text.push('\n');
            }
        }
        Page { tables: vec![table], ..Page::from_text(text) }
    }

    #[test]
    fn a_table_goes_on_over_the_page() {
        let heads = ["STT", "Công việc", "Thời gian", "Người thực hiện"];
        let first = [&heads[..], &["01", "Họp thông qua", "23/4/2018", "Sở Y tế, Các bệnh viện"]].concat();
        let second = ["-", "-", "-", "có giường bệnh", "02", "Thẩm định", "25/4/2018", "Tổ thẩm định"];
        let one = page("1. Đấu thầu:\n", &first, 4, 0);
        let start = one.text.chars().count() as u32 + 1;
        let two = page("", &second, 4, start);
        let text = format!("{}\u{c}{}2. Vật tư:\nTheo quy định.\n", one.text, two.text);
        let outline = parse(&IndexedText::new(text.as_str()), &[one.clone(), two], &[]);
        assert_eq!(outline.tables.len(), 1);
        let rows = rows(&text, &outline, 0);
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[1][3], "Sở Y tế, Các bệnh viện/có giường bệnh");
        assert_eq!(outline.sections.len(), 2);
        assert_eq!(outline.sections[0].title.as_deref(), Some("Đấu thầu"));
        // The heads said again at the top of the page are the same table; other heads are another.
        let again = page("", &[&heads[..], &second[4..]].concat(), 4, start);
        let text = format!("{}\u{c}{}", one.text, again.text);
        let outline = parse(&IndexedText::new(text), &[one.clone(), again], &[]);
        assert_eq!(outline.tables.iter().map(|t| t.rows.len()).collect::<Vec<_>>(), [3]);
        let others = page("", &["STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "1", "Tỷ lệ", "%", "90"], 4, start);
        let text = format!("{}\u{c}{}", one.text, others.text);
        assert_eq!(parse(&IndexedText::new(text), &[one, others], &[]).tables.len(), 2);
    }
}
