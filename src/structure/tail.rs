//! The foot of a document: the "Nơi nhận" block and the signature blocks.
//!
//! On paper the two stand side by side; plain text gives them one after the other, in either order, or interleaved
//! line by line. So the foot is read as cells (pieces of a line with wide gaps between them), and each cell goes to
//! the block that it fits. Source: Nghị định 30/2020/NĐ-CP, Điều 8: authority (TM., KT., TL., TUQ., Q.), position
//! in capitals, name; recipients as dashed rows, the last one "Lưu".

use super::lines::{Ending, Line, Lines, ending, folded_starts};
use super::organisations;
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

/// The pieces of a line that wide gaps divide.
pub(crate) fn cells(text: &str, line: &Line) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let bytes = text.as_bytes();
    let (mut start, mut at) = (line.body, line.body);
    while at < line.body_end {
        let blank = |b: u8| b == b' ' || b == b'\t';
        if blank(bytes[at]) {
            let gap = bytes[at..line.body_end].iter().take_while(|b| blank(**b)).count();
            if gap >= 3 || bytes[at..at + gap].contains(&b'\t') {
                if at > start {
                    out.push(start..at);
                }
                start = at + gap;
            }
            at += gap;
        } else {
            at += 1;
        }
    }
    if start < line.body_end {
        out.push(start..line.body_end);
    }
    out
}

/// Whether a foot begins at line `i`.
fn starts(text: &str, lines: &Lines, i: usize) -> bool {
    let line = &lines.lines[i];
    let words = line.text(text);
    if is_recipients_head(words) {
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

/// A line that says for whom somebody signs.
pub(crate) fn is_authority(cell: &str) -> bool {
    let head: String = cell.chars().take(5).collect();
    let Some(len) = ["TUQ", "T/M", "K/T", "T.M", "TM", "KT", "TL", "T.L"]
        .iter()
        .find_map(|a| head.starts_with(a).then_some(a.len()))
    else {
        return false;
    };
    let rest = &cell[len..];
    let after = rest.trim_start_matches(['.', ',', ' ']);
    after.len() < rest.len()
        && cell.len() < 300
        && after.chars().filter(|c| c.is_alphabetic()).count() >= 4
        && capitals(after)
}

fn capitals(text: &str) -> bool {
    let (mut upper, mut lower) = (0, 0);
    for c in text.chars() {
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
    }
    upper >= 2 && lower * 6 <= upper
}

/// Words that make a line in capitals a position, folded.
const POSITIONS: &[&str] = &[
    "truong",
    "chu tich",
    "giam doc",
    "chanh",
    "bi thu",
    "pho ",
    "thu tuong",
    "chu nhiem",
    "vien truong",
    "thong doc",
    "tham phan",
    "thu ky",
    "tong giam",
    "uy vien",
    "dai dien",
    "tong bien tap",
    "tu lenh",
    "hieu truong",
    "kiem sat",
    "to truong",
    "nguoi lap",
    "ke toan",
];

/// A position: `THỨ TRƯỞNG`, `Q. CỤC TRƯỞNG`, `PHÓ GIÁM ĐỐC`.
pub(crate) fn is_position(cell: &str) -> bool {
    if cell.len() > 200
        || !capitals(cell)
        || cell.ends_with([';', ':', '.']) && !cell.ends_with("Q.")
        || cell.starts_with(['-', '+', '•'])
    {
        return false;
    }
    if cell.chars().any(|c| c.is_ascii_digit()) || cell.split_whitespace().count() > 12 {
        return false;
    }
    let plain = letters::fold(cell);
    let plain = plain.strip_prefix("q.").unwrap_or(&plain).trim_start();
    // A school is no head of one: "TRƯỜNG TIỂU HỌC".
    if plain.starts_with("truong ")
        && !plain.starts_with("truong ban")
        && !plain.starts_with("truong phong")
        && !plain.starts_with("truong doan")
    {
        return false;
    }
    POSITIONS.iter().any(|p| match p.strip_suffix(' ') {
        Some(head) => plain.starts_with(head),
        None => {
            plain == *p
                || plain.ends_with(&format!(" {p}"))
                || plain.starts_with(&format!("{p} "))
                || plain.contains(&format!(" {p} "))
        }
    })
}

fn is_signed_note(cell: &str) -> bool {
    let plain = letters::fold(cell);
    let plain = plain.trim_matches(['(', ')', '[', ']', ' ', '.']);
    matches!(plain, "da ky" | "ky ten" | "ky, dong dau" | "ky ten, dong dau" | "ky so" | "da ky, dong dau")
        || plain.starts_with("ky ") && plain.len() < 60
}

/// Ranks and degrees before a name.
const RANKS: &[&str] = &[
    "Đại tướng",
    "Thượng tướng",
    "Trung tướng",
    "Thiếu tướng",
    "Đại tá",
    "Thượng tá",
    "Trung tá",
    "Thiếu tá",
    "Đại úy",
    "Thượng úy",
    "Trung úy",
    "PGS",
    "GS",
    "TS",
    "ThS",
    "BS",
    "KS",
    "CN",
    "Bác sĩ",
    "Tiến sĩ",
    "Thạc sĩ",
];

/// A person's name: two to six words, each with a capital, letters only; or in capitals with a known family name.
pub(crate) fn is_name(cell: &str) -> bool {
    if cell.len() > 120 || cell.contains([',', ';', ':', '/', '(']) || cell.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let mut core = cell.trim_end_matches(['.', ' ']);
    while let Some(rest) = RANKS.iter().find_map(|r| core.strip_prefix(r).filter(|rest| rest.starts_with(['.', ' ']))) {
        core = rest.trim_start_matches(['.', ' ']);
    }
    let words: Vec<&str> = core.split_whitespace().collect();
    if !(2..=6).contains(&words.len()) {
        return false;
    }
    let shaped = words.iter().all(|w| {
        let mut chars = w.chars();
        chars.next().is_some_and(char::is_uppercase)
            && chars.all(|c| c.is_alphabetic() || c == '-' || c == '\'')
            && w.chars().count() <= 7
    });
    if !shaped {
        return false;
    }
    let known = FAMILIES.contains(&letters::fold(words[0]).as_str());
    let shouted = words.iter().all(|w| w.chars().all(|c| !c.is_lowercase()));
    if shouted {
        known && !is_position(cell) && !organisations::is_organisation(cell)
    } else {
        known || !organisations::is_organisation(cell)
    }
}

/// Family names, folded; with the rarer ones they cover nearly everybody.
const FAMILIES: &[&str] = &[
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo", "duong",
    "ly", "dinh", "doan", "trinh", "truong", "lam", "mai", "dao", "cao", "ha", "luong", "luu", "phung", "ta", "to",
    "quach", "thai", "tang", "chu", "chau", "kieu", "la", "lai", "lu", "ma", "nong", "quan", "ton", "trieu", "tong",
    "van", "vuong", "au", "bach", "be", "che", "cu", "dam", "diep", "dong", "giang", "giap", "hua", "kim", "khuat",
    "khong", "khuc", "lo", "luc", "mac", "nghiem", "ong", "phi", "phuong", "sung", "sam", "thach", "than", "thieu",
    "tieu", "tu", "uong", "vi", "vang", "y", "ro", "ksor", "siu", "rcom", "ninh", "ngan", "hang", "hau", "lang",
    "thao", "danh", "son",
];

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
        while i < self.lines.lines.len() {
            let line = &self.lines.lines[i];
            let mut taken = Taken::No;
            for (n, cell) in cells(self.text, line).into_iter().enumerate() {
                if self.cell(cell, i, n) == Taken::Yes {
                    taken = Taken::Yes;
                }
            }
            if taken == Taken::No {
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
            // The authority's own line may go on: "TM. ỦY BAN NHÂN DÂN / TỈNH BÌNH ĐỊNH".
            let sig = self.signature(parallel, &cell, line);
            sig.position =
                Some(sig.position.take().map_or_else(|| one_line(words), |p| format!("{p} {}", one_line(words))));
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

    /// Whether a position was read and its name was not.
    fn position_open(&self) -> bool {
        self.tail.signatures.len() > self.first_signature
            && self
                .tail
                .signatures
                .last()
                .is_some_and(|s| s.name.is_none() && (s.position.is_some() || s.authority.is_some()))
    }

    fn name_expected(&self, words: &str) -> bool {
        self.tail.signatures[self.first_signature..].iter().any(|s| s.name.is_none() && s.position.is_some())
            && is_name(words)
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
    let trimmed = name.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ';' | ','));
    if let Some(inner) = trimmed.strip_suffix(')')
        && let Some(open) = inner.rfind('(')
    {
        let purpose = inner[open + 1..].trim();
        let plain = letters::fold(purpose);
        if plain.starts_with("de ")
            || plain.starts_with("bao cao")
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
    fn near_misses() {
        let (rows, signed) =
            foot("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH\nCăn cứ Luật Tổ chức chính quyền địa phương;\nTRƯỜNG TIỂU HỌC\n");
        assert!(rows.is_empty() && signed.is_empty());
        assert!(
            !is_name("Kế hoạch số 5")
                && !is_name("Sở Y Tế, Hà Nội")
                && is_name("NGUYỄN VĂN AN")
                && is_name("Đại tá Trần Văn B")
        );
        assert!(!is_authority("TM điện tử") && is_authority("TUQ. GIÁM ĐỐC"));
    }

    #[test]
    fn purposes() {
        assert_eq!(name_and_purpose("- LĐ Cục (để chỉ đạo);"), ("LĐ Cục".to_owned(), some("để chỉ đạo")));
        assert_eq!(name_and_purpose("- Sở Y tế (Phòng TCCB);"), ("Sở Y tế (Phòng TCCB)".to_owned(), None));
    }
}
