//! The foot of a document: the "Nơi nhận" block and the signature blocks.
//!
//! On paper the two stand side by side; plain text gives them one after the other, in either order, or interleaved
//! line by line. So the foot is read as cells (pieces of a line with wide gaps between them), and each cell goes to
//! the block that it fits. Source: Nghị định 30/2020/NĐ-CP, Điều 8: authority (TM., KT., TL., TUQ., Q.), position
//! in capitals, name; recipients as dashed rows, the last one "Lưu".

use super::cells::cells;
use super::lines::{Ending, Line, Lines, ending, folded_starts};
use super::organisations;
use super::signers::{capitals, is_authority, is_name, is_position, is_scrawl, is_signed_note};
use crate::text::{letters, one_line};
use std::ops::Range;

/// One signature block in bytes.
#[derive(Debug, Default, Clone)]
pub(crate) struct Signed {
    pub authority: Option<String>,
    pub position: Option<String>,
    pub name: Option<String>,
    pub range: Range<usize>,
}

/// One recipient in bytes.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub range: Range<usize>,
}

/// What stands at the foot, and which lines it takes.
#[derive(Debug, Default)]
pub(crate) struct Tail {
    pub rows: Vec<Row>,
    pub signatures: Vec<Signed>,
    /// Line indices that belong to no section.
    pub taken: Vec<bool>,
}

/// Reads the feet of a text from line `from` on.
pub(crate) fn read(text: &str, lines: &Lines, from: usize) -> Tail {
    let mut tail = Tail { taken: vec![false; lines.lines.len()], ..Tail::default() };
    let mut i = from;
    while i < lines.lines.len() {
        if starts(text, lines, i) {
            i = Foot::new(text, lines, &mut tail).read(i);
        } else {
            i += 1;
        }
    }
    tail
}

/// Rows that a block of recipients may have.
const MOST_ROWS: usize = 25;
/// Lines of ink and stamp that may stand between a position and its name.
const MOST_SCRAWL: usize = 4;

/// Whether a foot begins at line `i`.
fn starts(text: &str, lines: &Lines, i: usize) -> bool {
    let line = &lines.lines[i];
    let words = line.text(text);
    if is_recipients_head(words) || rows_without_head(text, lines, i) {
        return true;
    }
    if line.width > 90 || line.end - line.start > 400 {
        return false;
    }
    let parts = cells(text, line);
    let Some(last) = parts.last() else { return false };
    let cell = &text[last.clone()];
    if parts.len() > 1
        && parts[..parts.len() - 1].iter().any(|c| is_authority(&text[c.clone()]) || is_position(&text[c.clone()]))
    {
        return names_within(text, lines, i + 1, 4);
    }
    if !(is_authority(cell) || is_position(cell)) {
        return false;
    }
    let after_end = i > 0 && matches!(lines.lines[i - 1].ending, Ending::Stop | Ending::Semicolon);
    names_within(text, lines, i + 1, 5) && (i == 0 || after_end || is_authority(cell) || line.caps)
        || is_authority(cell) && after_end && near_recipients(text, lines, i + 1)
        || after_end && i + 1 == lines.lines.len() && i > 3
        || after_end && near_recipients(text, lines, i + 1)
}

/// Whether rows of recipients that lost their "Nơi nhận:" begin at line `i`: short rows, one ending in ";" after the
/// other, down to the row "- Lưu: VT".
fn rows_without_head(text: &str, lines: &Lines, i: usize) -> bool {
    let row = |line: &Line| {
        let words = line.text(text);
        let purposed = || folded_starts(words.rsplit('(').next().unwrap_or_default(), "de ");
        line.width <= 70 && (super::body::bullet(words).is_some() || purposed())
    };
    let saved = |line: &Line| {
        let words = line.text(text);
        let name = super::body::bullet(words).map_or("", |m| words[m.len()..].trim_start());
        name.starts_with('L') && (folded_starts(name, "luu:") || folded_starts(name, "luu vt"))
    };
    let listed = |line: &&Line| row(line) && matches!(line.ending, Ending::Semicolon | Ending::Comma);
    let rows = lines.lines[i..].iter().take(MOST_ROWS).take_while(listed).count();
    rows >= 2 && lines.lines.get(i + rows).is_some_and(saved)
}

fn near_recipients(text: &str, lines: &Lines, from: usize) -> bool {
    lines.lines.iter().skip(from).take(6).any(|l| is_recipients_head(l.text(text)))
}

/// Whether a name stands within the next lines, with nothing but lines of a signature before it.
fn names_within(text: &str, lines: &Lines, from: usize, most: usize) -> bool {
    for line in lines.lines.iter().skip(from).take(most) {
        if line.width > 160 {
            return false;
        }
        let parts = cells(text, line);
        if parts.iter().any(|c| is_name(&text[c.clone()])) {
            return true;
        }
        if !parts.iter().all(|c| {
            let cell = &text[c.clone()];
            is_authority(cell)
                || is_position(cell)
                || is_signed_note(cell)
                || is_scrawl(cell)
                || organisations::is_organisation(cell) && line.caps
        }) {
            return false;
        }
    }
    false
}

/// "Nơi nhận:" as print or OCR gives it.
pub(crate) fn is_recipients_head(words: &str) -> bool {
    words.starts_with(['N', 'n'])
        && (folded_starts(words, "noi nhan:")
            || folded_starts(words, "noi nhan :")
            || folded_starts(words, "noi nhan") && {
                let rest = words.chars().skip(8).collect::<String>();
                let rest = rest.trim_start();
                rest.is_empty() || rest.starts_with(['.', ';', ',', '*']) || words.contains("   ")
            })
}

/// The reader of one foot.
struct Foot<'a, 't> {
    text: &'t str,
    lines: &'t Lines,
    tail: &'a mut Tail,
    first_signature: usize,
    in_rows: bool,
    saved: bool,
    row_line: Option<usize>,
}

/// What a cell of a foot was taken as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    Yes,
    No,
}

impl<'a, 't> Foot<'a, 't> {
    fn new(text: &'t str, lines: &'t Lines, tail: &'a mut Tail) -> Self {
        let first_signature = tail.signatures.len();
        Self { text, lines, tail, first_signature, in_rows: false, saved: false, row_line: None }
    }

    /// Reads from line `i`; returns the first line that is not of the foot.
    fn read(mut self, mut i: usize) -> usize {
        let begin = i;
        self.in_rows = rows_without_head(self.text, self.lines, i);
        while i < self.lines.lines.len() {
            let line = &self.lines.lines[i];
            let mut taken = Taken::No;
            for (n, cell) in cells(self.text, line).into_iter().enumerate() {
                if self.cell(cell, i, n) == Taken::Yes {
                    taken = Taken::Yes;
                }
            }
            if taken == Taken::No && !self.scrawled(i) {
                break;
            }
            self.tail.taken[i] = true;
            i += 1;
        }
        i.max(begin + 1)
    }

    fn cell(&mut self, cell: Range<usize>, line: usize, column: usize) -> Taken {
        let words = &self.text[cell.clone()];
        if is_recipients_head(words) {
            self.in_rows = true;
            let after = words.find(':').map(|c| cell.start + c + 1);
            if let Some(after) = after
                && !self.text[after..cell.end].trim().is_empty()
            {
                let rest = &self.text[after..cell.end];
                self.row(after + rest.len() - rest.trim_start().len()..cell.end, line);
            }
            return Taken::Yes;
        }
        let bulleted = super::body::bullet(words).is_some();
        if self.in_rows && bulleted {
            if self.saved && column == 0 && !self.open_row() && super::labels::parse(words).is_some() {
                return Taken::No;
            }
            self.row(cell, line);
            return Taken::Yes;
        }
        if self.in_rows
            && self.open_row()
            && column == 0
            && !self.parted(line)
            && !is_authority(words)
            && !is_position(words)
            && !self.name_expected(words)
        {
            if let Some(row) = self.tail.rows.last_mut() {
                row.range.end = cell.end;
            }
            self.row_line = Some(line);
            return Taken::Yes;
        }
        if let Some(authority) = self.worn_authority(words, line) {
            self.signature(false, &cell, line).authority = Some(authority);
            return Taken::Yes;
        }
        if is_authority(words) {
            let sig = self.signature(false, &cell, line);
            sig.authority =
                Some(sig.authority.take().map_or_else(|| one_line(words), |a| format!("{a} {}", one_line(words))));
            return Taken::Yes;
        }
        if is_position(words) || organisations::is_organisation(words) && capitals(words) && self.position_open() {
            let parallel = column > 0 && self.tail.signatures.len() > self.first_signature && {
                let last = &self.tail.signatures[self.tail.signatures.len() - 1];
                last.position.is_some() && last.range.end > self.lines.lines[line].start
            };
            let plain = one_line(words.trim_end_matches([',', ' ']));
            // The authority's own line may go on: "TM. ỦY BAN NHÂN DÂN / TỈNH BÌNH ĐỊNH".
            let sig = self.signature(parallel, &cell, line);
            sig.position = Some(sig.position.take().map_or_else(|| plain.clone(), |p| format!("{p} {plain}")));
            return Taken::Yes;
        }
        if self.name_expected(words) {
            let from = self.first_signature;
            if let Some(sig) = self.tail.signatures[from..].iter_mut().find(|s| s.name.is_none()) {
                sig.name = Some(one_line(words));
                sig.range.end = sig.range.end.max(cell.end);
                return Taken::Yes;
            }
        }
        if is_signed_note(words) && self.tail.signatures.len() > self.first_signature {
            return Taken::Yes;
        }
        // Rows that lost their dash, until the "Lưu" row.
        if self.in_rows && !self.saved && words.len() < 300 && matches!(ending(words), Ending::Semicolon | Ending::Stop)
        {
            self.row(cell, line);
            return Taken::Yes;
        }
        Taken::No
    }

    /// The authority of a deputy whose "KT." ink or a stamp covers: `-^T GIÁM ĐỐC` over `PHÓ GIÁM ĐỐC`. A deputy signs for
    /// the head of the office in no other way (Nghị định 30/2020/NĐ-CP, Điều 13).
    fn worn_authority(&self, words: &str, line: usize) -> Option<String> {
        let (covered, office) = words.split_once(' ')?;
        let worn = covered.chars().count() <= 4 && covered.chars().any(|c| !c.is_alphanumeric());
        if !worn || is_authority(words) || super::body::bullet(words).is_some() || !is_position(office) {
            return None;
        }
        let next = self.lines.lines.get(line + 1)?.text(self.text);
        let deputy = folded_starts(next, "pho ") && {
            let below = letters::fold(next);
            below.contains(letters::fold(office).trim_matches(|c: char| !c.is_alphanumeric()))
        };
        deputy.then(|| format!("KT. {}", one_line(office)))
    }

    /// Whether a position was read and its name was not.
    fn position_open(&self) -> bool {
        self.tail.signatures.len() > self.first_signature
            && self
                .tail
                .signatures
                .last()
                .is_some_and(|s| s.name.is_none() && (s.position.is_some() || s.authority.is_some()))
    }

    /// Whether line `i` is ink or stamp between a position and its name.
    fn scrawled(&self, i: usize) -> bool {
        let next = &self.lines.lines[i..self.lines.lines.len().min(i + MOST_SCRAWL + 1)];
        let ink = next.iter().take_while(|l| is_scrawl(l.text(self.text))).count();
        let goes_on = |words: &str| {
            self.name_expected(words) || self.in_rows && !self.saved && super::body::bullet(words).is_some()
        };
        ink > 0 && next.get(ink).is_some_and(|l| goes_on(l.text(self.text)))
    }

    fn name_expected(&self, words: &str) -> bool {
        let open = |s: &Signed| s.name.is_none() && (s.position.is_some() || s.authority.is_some());
        self.tail.signatures[self.first_signature..].iter().any(open) && is_name(words)
    }

    /// The signature that a cell belongs to: the last one, or a new one when that is complete.
    fn signature(&mut self, parallel: bool, cell: &Range<usize>, _line: usize) -> &mut Signed {
        let complete = self.tail.signatures.len() == self.first_signature
            || self.tail.signatures.last().is_none_or(|s| s.name.is_some());
        if complete || parallel {
            self.tail.signatures.push(Signed { range: cell.clone(), ..Signed::default() });
        }
        let last = self.tail.signatures.len() - 1;
        let sig = &mut self.tail.signatures[last];
        sig.range.end = sig.range.end.max(cell.end);
        sig
    }

    /// Whether the last row's sentence goes on.
    fn open_row(&self) -> bool {
        self.row_line.is_some()
            && self
                .tail
                .rows
                .last()
                .is_some_and(|r| !matches!(ending(&self.text[r.range.clone()]), Ending::Semicolon | Ending::Stop))
    }

    /// Whether the closing row has ended and line `line` is set off from it: what a seal left of a signature.
    fn parted(&self, line: usize) -> bool {
        let last = self.tail.rows.last().map(|row| ending(&self.text[row.range.clone()]));
        self.saved && last == Some(Ending::Open) && self.lines.lines[line].blanks > self.lines.spacing
    }

    fn row(&mut self, range: Range<usize>, line: usize) {
        let name = self.text[range.clone()].trim_start_matches(|c: char| !c.is_alphabetic());
        self.saved |= name.starts_with('L') && folded_starts(name, "luu");
        self.row_line = Some(line);
        self.tail.rows.push(Row { range });
    }
}

/// Name and purpose of a row.
pub(crate) fn name_and_purpose(row: &str) -> (String, Option<String>) {
    let mut name = one_line(row);
    if let Some(marker) = super::body::bullet(&name) {
        name = name[marker.len()..].trim_start().to_owned();
    }
    let trimmed = name.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ';' | ',' | ':'));
    if let Some(inner) = trimmed.strip_suffix(')')
        && let Some(open) = inner.rfind('(')
    {
        let purpose = inner[open + 1..].trim();
        let plain = letters::fold(purpose);
        if plain.starts_with("de ")
            || plain.starts_with("bao cao")
            || plain.starts_with("dang ")
            || plain.starts_with("theo doi")
            || plain.starts_with("chi dao")
            || plain.starts_with("niem yet")
            || plain.starts_with("thuc hien")
            || plain.starts_with("phoi hop")
            || plain.contains("b/c")
            || plain.contains("t/h")
            || plain.contains("p/h")
        {
            return (trimmed[..open].trim_end().to_owned(), Some(purpose.to_owned()));
        }
    }
    (trimmed.to_owned(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Authority, position, name.
    type Signer = (Option<String>, Option<String>, Option<String>);

    fn foot(text: &str) -> (Vec<String>, Vec<Signer>) {
        let lines = Lines::read(text);
        let tail = read(text, &lines, 0);
        (
            tail.rows.iter().map(|r| name_and_purpose(&text[r.range.clone()]).0).collect(),
            tail.signatures.into_iter().map(|s| (s.authority, s.position, s.name)).collect(),
        )
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn one_block_after_the_other() {
        let (rows, signed) = foot(
            "Hết./.\nNơi nhận :\n- Giám đốc (để báo cáo);\n- Các Phòng,\nban Sở;\n- Lưu: VT, TCCB.\nKT.GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nHà Văn Phúc\n",
        );
        assert_eq!(rows, ["Giám đốc", "Các Phòng, ban Sở", "Lưu: VT, TCCB"]);
        assert_eq!(signed, [(some("KT.GIÁM ĐỐC"), some("PHÓ GIÁM ĐỐC"), some("Hà Văn Phúc"))]);
    }

    #[test]
    fn side_by_side() {
        let (rows, signed) = foot(
            "Hết./.\nNơi nhận:                    TM. ỦY BAN NHÂN DÂN\n- Như trên;                     KT. CHỦ TỊCH\n- Lưu: VT.                      PHÓ CHỦ TỊCH\n\n                               Trần Thị B\n",
        );
        assert_eq!(rows, ["Như trên", "Lưu: VT"]);
        assert_eq!(signed, [(some("TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH"), some("PHÓ CHỦ TỊCH"), some("Trần Thị B"))]);
    }

    #[test]
    fn signature_before_the_recipients() {
        let (rows, signed) =
            foot("Hết./.\nQ. CỤC TRƯỞNG\n(Đã ký)\nLê Văn An\nNơi nhận:\n- Bộ Tư pháp (để b/c);\n- Lưu: VT.\n");
        assert_eq!(rows.len(), 2);
        assert_eq!(signed, [(None, some("Q. CỤC TRƯỞNG"), some("Lê Văn An"))]);
    }

    #[test]
    fn ink_between_position_and_name() {
        let (rows, signed) = foot("Hết./.\nNơi nhận:\n- Lưu: VT.\nGIÁM ĐỐC\nÀŠ\\đ\nỨ4 3 £\nNguyễn Văn Bình\n");
        assert_eq!(rows, ["Lưu: VT"]);
        assert_eq!(signed, [(None, some("GIÁM ĐỐC"), some("Nguyễn Văn Bình"))]);
    }

    #[test]
    fn what_a_seal_covers() {
        let (_, signed) = foot("Hết./.\nNơi nhận:\n- Lưu: VT.\nKT. GIÁM ĐỐC\nÁ\nTrần Nguyễn Minh Thành\n");
        assert_eq!(signed, [(some("KT. GIÁM ĐỐC"), None, some("Trần Nguyễn Minh Thành"))]);
        let (_, signed) =
            foot("Hết./.\nNơi nhận:\n- Lưu: VT.\n-^T GIÁM ĐỐC\nPHÓ GIÁM ĐỐC,\nXHƠYNG\nNguyễn Trúc Giang\n");
        assert_eq!(signed, [(some("KT. GIÁM ĐỐC"), some("PHÓ GIÁM ĐỐC"), some("Nguyễn Trúc Giang"))]);
    }

    #[test]
    fn ink_between_rows() {
        let (rows, _) = foot(
            "Hết./.\nNơi nhận:\n- Như trên;\n- Các bộ (để thực hiện);\n\n4\nP\n\n- Lưu: VT, CĐS (2).LHQ hà\n\nthị Thanh Trà\n",
        );
        assert_eq!(rows, ["Như trên", "Các bộ", "Lưu: VT, CĐS (2).LHQ hà"]);
    }

    #[test]
    fn rows_whose_head_was_not_read() {
        let (rows, signed) = foot(
            "Kiên Giang./.\n2 Nẵ\nTim độc (để báo cáo);\n- Các Phòng chức năng;\n- Lưu: VT, TCCB.\nKT.GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nHà Văn Phúc\n",
        );
        assert_eq!(rows, ["Tim độc", "Các Phòng chức năng", "Lưu: VT, TCCB"]);
        assert_eq!(signed.len(), 1);
        let (rows, _) = foot("Nội dung:\n- Lập danh sách;\n- Theo dõi, đôn đốc;\n- Lưu trữ hồ sơ theo quy định.\n");
        assert!(rows.is_empty());
    }

    #[test]
    fn near_misses() {
        let (rows, signed) =
            foot("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH\nCăn cứ Luật Tổ chức chính quyền địa phương;\nTRƯỜNG TIỂU HỌC\n");
        assert!(rows.is_empty() && signed.is_empty());
    }

    #[test]
    fn purposes() {
        assert_eq!(name_and_purpose("- LĐ Cục (để chỉ đạo);"), ("LĐ Cục".to_owned(), some("để chỉ đạo")));
        assert_eq!(name_and_purpose("~- UBND tỉnh (báo cáo):"), ("UBND tỉnh".to_owned(), some("báo cáo")));
        assert_eq!(name_and_purpose("- Sở Y tế (Phòng TCCB);"), ("Sở Y tế (Phòng TCCB)".to_owned(), None));
    }
}
