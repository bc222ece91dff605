//! The head of a document: letterhead, number, place and date, type, trích yếu, addressees.
//!
//! The lines before the body are read as cells, since plain text puts the two columns of a letterhead on one line,
//! or one under the other. Each cell is known by its form. Source: Nghị định 30/2020/NĐ-CP, Điều 8 and Annex I;
//! the Party's letterhead has "ĐẢNG CỘNG SẢN VIỆT NAM" on the right and "Số 12-KH/HU".

use super::cells::{
    Number, SECRECY, URGENCY, address, arrival_fields, is_arrival, is_motto, is_note, is_signless, marking,
    number_line, opens_address, split_cells, subject, type_at,
};
use super::dates::{self, PrintedDate};
use super::lines::{Ending, Line, Lines, Opening, folded_starts};
use super::{body, labels, organisations, signers, tail};
use crate::text::doc_types::TypeName;
use std::ops::Range;

/// What the head shows, in bytes.
#[derive(Debug, Default)]
pub(crate) struct Head {
    /// The organisations of the letterhead, first line first.
    pub letterhead: Vec<String>,
    pub number: Option<Number>,
    pub place: Option<String>,
    pub date: Option<PrintedDate>,
    pub doc_type: Option<&'static TypeName>,
    /// Ranges of the lines of the title.
    pub title: Vec<Range<usize>>,
    /// Whether the title stands behind "V/v".
    pub dispatch: bool,
    pub promulgation: Option<Range<usize>>,
    pub addressees: Vec<String>,
    pub secrecy: Option<&'static str>,
    pub urgency: Option<&'static str>,
    pub arrival_number: Option<String>,
    pub arrival_date: Option<String>,
    pub arrival: bool,
    /// First line of the body.
    pub body: usize,
}

/// Lines among which a head is looked for.
const REACH: usize = 60;

/// Reads the head of a text.
pub(crate) fn read(text: &str, lines: &Lines) -> Head {
    let mut reader = Reader { text, lines, head: Head::default(), org_open: false };
    reader.read();
    reader.head
}

struct Reader<'t> {
    text: &'t str,
    lines: &'t Lines,
    head: Head,
    org_open: bool,
}

impl<'t> Reader<'t> {
    fn words(&self, i: usize) -> &'t str {
        self.lines.lines[i].text(self.text)
    }

    fn read(&mut self) {
        let count = self.lines.lines.len().min(REACH);
        let mut i = 0;
        let mut in_stamp = false;
        while i < count {
            let line = &self.lines.lines[i];
            if line.end - line.start > 1200 {
                break;
            }
            if let Some((kind, len)) =
                type_at(self.words(i), line, self.head.number.is_some() || self.head.date.is_some())
            {
                self.head.doc_type = Some(kind);
                i = self.read_title(i, len);
                i = self.read_addressees(i);
                self.head.body = i;
                return;
            }
            if opens_address(self.words(i)) {
                self.head.body = self.read_addressees(i);
                return;
            }
            let mut known = false;
            let mut next = i + 1;
            for cell in split_cells(self.text, line) {
                let words = &self.text[cell.clone()];
                if in_stamp && self.stamp_field(words) {
                    known = true;
                    continue;
                }
                if is_arrival(words) {
                    (in_stamp, known) = (true, true);
                    self.head.arrival = true;
                    self.stamp_field(words);
                    continue;
                }
                in_stamp = false;
                if let Some(rest) = subject(words) {
                    self.head.dispatch = true;
                    self.head.title.push(cell.end - rest.len()..cell.end);
                    next = self.more_subject(i + 1, count);
                    known = true;
                } else if self.cell(cell, line) {
                    known = true;
                }
            }
            if known {
                self.head.body = next;
            } else if labels::parse(self.words(i)).is_some_and(|l| !l.weak)
                || line.width > 60 && line.ending != Ending::Open && !line.caps
            {
                break;
            }
            i = next;
        }
        if self.head.number.is_none()
            && self.head.date.is_none()
            && !self.head.dispatch
            && self.head.letterhead.is_empty()
        {
            self.head.body = 0;
        }
    }

    /// One cell before the type line; whether it is known.
    fn cell(&mut self, cell: Range<usize>, line: &Line) -> bool {
        let words = &self.text[cell.clone()];
        if is_motto(words) || is_signless(words) {
            return true;
        }
        if let Some(secrecy) = marking(words, SECRECY) {
            self.head.secrecy.get_or_insert(secrecy);
            return true;
        }
        if let Some(urgency) = marking(words, URGENCY) {
            self.head.urgency.get_or_insert(urgency);
            return true;
        }
        if self.head.date.is_none()
            && let Some((place, date)) = dates::place_and_date(words, cell.start)
        {
            self.head.place = place;
            self.head.date = Some(date);
            self.org_open = false;
            return true;
        }
        if self.head.number.is_none()
            && let Some(number) = number_line(words, cell.start)
        {
            self.head.number = Some(number);
            self.org_open = false;
            return true;
        }
        if self.head.number.is_none() && self.head.doc_type.is_none() {
            return self.letterhead(words, line);
        }
        false
    }

    /// A line of the letterhead's left column.
    fn letterhead(&mut self, words: &str, line: &Line) -> bool {
        let words = words.trim_matches(['*', '-', '_', ' ', '.']);
        let shouted =
            !words.chars().any(char::is_lowercase) && words.chars().filter(|c| c.is_alphabetic()).count() >= 2;
        if words.contains(':') {
            return false;
        }
        if words.len() > 240 || !shouted && (line.ending != Ending::Open || line.width > 70) {
            return false;
        }
        if organisations::is_organisation(words) {
            let known = self.head.letterhead.len();
            match self.head.letterhead.last_mut() {
                Some(last) if self.org_open && organisations::is_unfinished(last) && last.split(' ').count() <= 2 => {
                    last.push(' ');
                    last.push_str(words);
                }
                _ if shouted || known < 3 => self.head.letterhead.push(words.to_owned()),
                _ => return false,
            }
            self.org_open = true;
            return true;
        }
        if self.org_open && shouted {
            if let Some(last) = self.head.letterhead.last_mut() {
                last.push(' ');
                last.push_str(words);
            }
            return true;
        }
        false
    }

    /// The lines of the trích yếu behind the type line `at`, of which the first `len` bytes are the type; returns the
    /// first line after title and note.
    fn read_title(&mut self, at: usize, len: usize) -> usize {
        let line = &self.lines.lines[at];
        // "CHƯƠNG TRÌNH HÀNH ĐỘNG" is the type, whole
        let rest = self.text[line.body + len..line.body_end].trim();
        let len = if folded_starts(rest, "hanh dong") && rest.split_whitespace().count() == 2 {
            line.body_end - line.body
        } else {
            len
        };
        if line.body + len < line.body_end {
            self.head.title.push(line.body + len..line.body_end);
        }
        let mut i = at + 1;
        while i < self.lines.lines.len() && i <= at + 9 {
            let next = &self.lines.lines[i];
            let words = self.words(i);
            if is_note(words) {
                return self.read_note(i);
            }
            // A number or date line that reading order put under the type.
            if self.late_cells(i) {
                i += 1;
                continue;
            }
            let same_line = self.head.title.last().is_some_and(|r| r.end <= line.body_end);
            let first = self.head.title.is_empty();
            if (!first || same_line) && !self.title_goes_on(i, same_line) || first && !self.opens_title(i) {
                break;
            }
            self.head.title.push(next.body..next.body_end);
            i += 1;
            if matches!(next.ending, Ending::Stop) {
                break;
            }
        }
        if i < self.lines.lines.len() && is_note(self.words(i)) {
            return self.read_note(i);
        }
        i
    }

    fn late_cells(&mut self, i: usize) -> bool {
        let line = &self.lines.lines[i];
        if line.width > 120 {
            return false;
        }
        let mut all = true;
        for cell in split_cells(self.text, line) {
            let words = &self.text[cell.clone()];
            let number = self.head.number.is_none().then(|| number_line(words, cell.start)).flatten();
            let date = self.head.date.is_none().then(|| dates::place_and_date(words, cell.start)).flatten();
            match (number, date) {
                (Some(number), _) => self.head.number = Some(number),
                (None, Some((place, date))) => (self.head.place, self.head.date) = (place, Some(date)),
                _ if is_motto(words) => {}
                _ => all = false,
            }
        }
        all
    }

    fn opens_title(&self, i: usize) -> bool {
        let words = self.words(i);
        let line = &self.lines.lines[i];
        labels::parse(words).is_none_or(|l| l.weak)
            && body::bullet(words).is_none()
            && !folded_starts(words, "can cu ")
            && !opens_address(words)
            && !matches!(line.ending, Ending::Semicolon | Ending::Colon)
            && (line.width <= 400)
    }

    /// Whether line `i` belongs to the title that has begun.
    fn title_goes_on(&self, i: usize, same_line: bool) -> bool {
        let (prev, line) = (&self.lines.lines[i - 1], &self.lines.lines[i]);
        let words = self.words(i);
        if line.after_table {
            return false;
        }
        if line.heading != prev.heading && !same_line || line.bold != prev.bold && self.lines.full.is_none() {
            return false;
        }
        if labels::parse(words).is_some() || tail::is_recipients_head(words) || opens_address(words) {
            return false;
        }
        let open_quote = {
            let so_far: String = self.head.title.iter().map(|r| &self.text[r.clone()]).collect();
            so_far.matches('“').count() > so_far.matches('”').count()
        };
        if line.opening == Opening::Lower || open_quote {
            return line.width < 400;
        }
        if prev.caps != line.caps && !same_line || body_opener(words) || body::bullet(words).is_some() {
            return false;
        }
        if line.blanks > self.lines.spacing && self.lines.spacing == 0 || line.blanks > prev.blanks.max(1) {
            return false;
        }
        if line.caps
            && (organisations::is_organisation(words) || signers::is_position(words))
            && !same_line
            && prev.ending == Ending::Open
            && line.blanks > 0
        {
            return false;
        }
        if line.caps && prev.caps {
            return !signers::is_position(words);
        }
        // A title's line is centred and short of punctuation; a paragraph's first line is full and followed by more.
        let next = self.lines.lines.get(i + 1);
        let prose = self.lines.full.is_none() && line.width > 160
            || self.lines.full.is_some_and(|full| line.width * 100 > full * 88)
                && next
                    .is_some_and(|n| n.opening == Opening::Lower || n.width * 100 > self.lines.full.unwrap_or(80) * 88);
        !prose && !matches!(line.ending, Ending::Colon | Ending::Semicolon | Ending::Stop)
            || self.lines.full.is_some() && !prose && !self.lines.short(self.text, prev, line)
    }

    /// The note "(Ban hành kèm theo …)" from line `at`; returns the line after it.
    fn read_note(&mut self, at: usize) -> usize {
        let start = self.lines.lines[at].body;
        let mut depth = 0i32;
        for i in at..self.lines.lines.len().min(at + 8) {
            let line = &self.lines.lines[i];
            for (n, c) in self.text[line.body..line.body_end].char_indices() {
                depth += i32::from(c == '(') - i32::from(c == ')');
                if c == ')' && depth <= 0 {
                    self.head.promulgation = Some(start..line.body + n + 1);
                    return i + 1;
                }
            }
            let next = self.lines.lines.get(i + 1);
            if i > at && next.is_some_and(|n| self.lines.short(self.text, line, n) && n.opening == Opening::Upper) {
                self.head.promulgation = Some(start..line.body_end);
                return i + 1;
            }
        }
        self.head.promulgation = Some(start..self.lines.lines[at].body_end);
        at + 1
    }

    /// More lines of the "V/v" behind line `from`; returns the first that is something else.
    fn more_subject(&mut self, from: usize, count: usize) -> usize {
        for i in from..count.min(from + 8) {
            let line = &self.lines.lines[i];
            let cells = split_cells(self.text, line);
            let Some(first) = cells.first() else { return i };
            let words = &self.text[first.clone()];
            let other = is_motto(words)
                || opens_address(words)
                || dates::place_and_date(words, first.start).is_some()
                || number_line(words, first.start).is_some()
                || labels::parse(words).is_some()
                || line.width > 120
                || words.chars().filter(|c| c.is_alphabetic()).count() < 2
                || line.caps && line.opening == Opening::Upper;
            if other {
                return i;
            }
            let long = self.lines.full.is_some_and(|full| line.width * 100 > full * 95) && cells.len() == 1;
            if long && line.opening == Opening::Upper {
                return i;
            }
            self.head.title.push(first.clone());
            for cell in &cells[1..] {
                self.cell(cell.clone(), line);
            }
        }
        count.min(from + 8)
    }

    /// "Kính gửi: …" at line `at`, when it is one; returns the line after the block.
    fn read_addressees(&mut self, at: usize) -> usize {
        let Some(line) = self.lines.lines.get(at) else { return at };
        let words = self.words(at);
        let Some(first) = address(words) else { return at };
        let mut rows: Vec<String> = Vec::new();
        let (mut closed, mut bulleted) = (false, false);
        if !first.is_empty() {
            rows.push(first.to_owned());
            closed = line.ending == Ending::Stop;
        }
        let mut i = at + 1;
        while let Some(next) = self.lines.lines.get(i).filter(|_| i <= at + 40) {
            // Where the columns of the letterhead were read one after the other, its right one may stand in between.
            if rows.is_empty() && self.late_cells(i) {
                i += 1;
                continue;
            }
            let words = self.words(i);
            let prev = &self.lines.lines[i - 1];
            if let Some(marker) = body::bullet(words) {
                if closed && prev.ending == Ending::Stop && !rows.is_empty() {
                    break;
                }
                rows.push(words[marker.len()..].trim_start().to_owned());
                bulleted = true;
                closed = next.ending == Ending::Stop;
            } else if rows.is_empty() && !body_opener(words) && next.width < 100 {
                rows.push(words.to_owned());
            } else if !closed
                && (next.opening == Opening::Lower
                    || prev.ending == Ending::Comma
                    || bulleted && prev.ending == Ending::Open && next.width < 60 && !body_opener(words))
                && prev.ending != Ending::Semicolon
                && let Some(last) = rows.last_mut()
            {
                last.push(' ');
                last.push_str(words);
                closed = next.ending == Ending::Stop;
            } else if prev.ending == Ending::Semicolon && next.width < 100 && organisations::is_organisation(words) {
                rows.push(words.to_owned());
            } else {
                break;
            }
            i += 1;
        }
        for row in rows {
            for name in row.split(';') {
                let name = name.trim().trim_end_matches(['.', ',', ';', '*', ' ']);
                if name.chars().any(char::is_alphabetic) {
                    self.head.addressees.push(name.to_owned());
                }
            }
        }
        i
    }

    /// A field of the stamp of incoming mail.
    fn stamp_field(&mut self, words: &str) -> bool {
        let (number, date) = arrival_fields(words);
        let any = number.is_some() || date.is_some();
        self.head.arrival_number = self.head.arrival_number.take().or(number);
        self.head.arrival_date = self.head.arrival_date.take().or(date);
        any || folded_starts(words, "chuyen")
    }
}

/// Words that open a body, not the second line of a title.
fn body_opener(words: &str) -> bool {
    [
        "can cu ",
        "thuc hien ",
        "nham ",
        "xet ",
        "theo de nghi ",
        "thi hanh ",
        "trien khai ",
        "tren co so ",
        "de ",
        "tiep theo ",
        "ngay ",
        "hom nay",
        "trong ",
        "sau khi ",
        "uy ban ",
        "ubnd ",
        "so ",
        "bo ",
        "cuc ",
        "chi cuc ",
        "tong cuc ",
        "ban ",
        "phong ",
        "truong ",
        "hien nay",
        "vua qua",
        "kinh gui",
        "phan thu",
        "quyet dinh:",
    ]
    .iter()
    .any(|o| folded_starts(words, o))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_place_whose_name_begins_like_a_subject_is_whole() {
        for (line, place) in [
            ("Số: 46/KH-UBND                          Vĩnh Long, ngày 18 tháng 02 năm 2025", "Vĩnh Long"),
            ("V/v tổ chức Tết                         Việt Trì, ngày 18 tháng 02 năm 2025", "Việt Trì"),
            ("V/v tổ chức họp Việt Trì, ngày 18 tháng 02 năm 2025", "Việt Trì"),
        ] {
            let text = format!("ỦY BAN NHÂN DÂN      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n{line}\nKính gửi: Các sở\n");
            assert_eq!(read(&text, &Lines::read(&text)).place.as_deref(), Some(place), "{line}");
        }
    }

    #[test]
    fn blanks_of_a_draft_hold_together() {
        for text in [
            "Số:     /KH-UBND\nYên Lập, ngày    tháng 01 năm 2024\nKẾ HOẠCH\nCông tác năm 2024\n",
            "UBND HUYỆN YÊN LẬP      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố:      /KH-UBND      Yên Lập, ngày      tháng  01  năm 2024\nKẾ HOẠCH\nCông tác năm 2024\n",
        ] {
            let head = read(text, &Lines::read(text));
            assert_eq!(head.date.map(|d| d.edtf).as_deref(), Some("2024-01-XX"), "{text}");
            assert_eq!(head.place.as_deref(), Some("Yên Lập"));
            assert_eq!(head.number.unwrap().code.as_deref(), Some("/KH-UBND"));
        }
    }

    #[test]
    fn addressees_stand_behind_the_right_column() {
        let text = "SỞ GIÁO DỤC VÀ ĐÀO TẠO\nSố: 15/SGDĐT-CTrTT\nV/v bảo đảm an toàn\nquốc gia năm 2019\n=——kSính gửi:\nCỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nĐà Nẵng, ngày ô⁄† tháng 5 năm 2019\n- Trưởng phòng GD&ĐT các quận, huyện;\n- Giám đốc các trung tâm.\nThực hiện Công văn số 2114/BGDĐT ngày 16/5/2019 của Bộ\n";
        let head = read(text, &Lines::read(text));
        assert_eq!(head.addressees, ["Trưởng phòng GD&ĐT các quận, huyện", "Giám đốc các trung tâm"]);
        assert_eq!(head.date.map(|d| d.edtf).as_deref(), Some("2019-05-XX"));
        assert_eq!(head.title.len(), 2);
    }

    #[test]
    fn interleaved_columns_come_apart() {
        let text = "UBND TỈNH KIÊN GIANG CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ Y TẾ      Độc lập – Tự do – Hạnh phúc\nSố: 1942/KH-SYT Kiên Giang, ngày 10 tháng 10 năm 2017\nKẾ HOẠCH\nTổ chức xét\n";
        let head = read(text, &Lines::read(text));
        assert_eq!(head.letterhead, ["UBND TỈNH KIÊN GIANG", "SỞ Y TẾ"]);
        assert_eq!(head.place.as_deref(), Some("Kiên Giang"));
        assert_eq!(head.date.unwrap().edtf, "2017-10-10");
        assert_eq!(head.number.unwrap().code.as_deref(), Some("1942/KH-SYT"));
    }
}
