//! The lines of a text: where each stands, how it is set, and which of them are furniture.
//!
//! One pass over the bytes. A line keeps its trimmed range and the range of its body without Markdown marks;
//! blank lines are counted, not kept. Page numbers, running heads and footnotes become furniture: they stay in the
//! text but in no block (Nghị định 30/2020/NĐ-CP puts the page number centred in the top margin, none on page 1).

use crate::text::letters;
use std::collections::HashMap;
use std::ops::Range;

/// How a line ends, closing quotes and brackets looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// `.`, `!`, `?`, `…`
    Stop,
    /// `:`
    Colon,
    /// `;`
    Semicolon,
    /// `,`
    Comma,
    /// Anything else: the sentence goes on, or the line is a heading.
    Open,
}

/// How a line begins, opening quotes looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    /// A capital.
    Upper,
    /// A small letter.
    Lower,
    /// A digit, bracket or sign.
    Other,
}

/// How much of a line is bold in Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bold {
    /// Nothing at its head.
    None,
    /// The line from its head to this byte.
    Lead(usize),
    /// All of it.
    Whole,
}

/// One line that is neither blank nor furniture.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Trimmed byte range, Markdown marks included.
    pub start: usize,
    pub end: usize,
    /// Byte range without the marks around it.
    pub body: usize,
    pub body_end: usize,
    /// Code points from `start` to `end`.
    pub width: u32,
    /// White-space characters before it.
    pub indent: u32,
    /// Number of `#` before it.
    pub heading: u8,
    pub bold: Bold,
    /// Blank lines before it.
    pub blanks: u32,
    /// Whether it is the first text line of a page that is not the first.
    pub page_start: bool,
    pub page: u32,
    /// Whether a table stands between it and the line before it.
    pub after_table: bool,
    pub ending: Ending,
    pub opening: Opening,
    /// Whether its letters are capitals, at least two of them, and at most one in eight is small.
    pub caps: bool,
}

impl Line {
    /// The line without marks.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.body..self.body_end]
    }
}

/// The lines of a text and what is known of them as a whole.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    pub lines: Vec<Line>,
    pub furniture: Vec<Range<usize>>,
    pub markup: Vec<Range<usize>>,
    /// Width of a full line in code points; `None` when each line is a whole paragraph.
    pub full: Option<u32>,
    /// Most common number of blank lines between two lines: 1 in double-spaced text.
    pub spacing: u32,
}

impl Lines {
    /// Reads the lines of `text`.
    #[cfg(test)]
    pub fn read(text: &str) -> Self {
        Self::read_around(text, &[], &[])
    }

    /// Reads the lines of `text` but those that begin in one of `tables`; the lines `notes` are footnotes. Both are in
    /// order.
    pub fn read_around(text: &str, tables: &[Range<usize>], notes: &[Range<usize>]) -> Self {
        let mut out = Self::default();
        let mut tables = tables.iter().peekable();
        let mut after_table = false;
        let marked = has_markdown(text);
        let (mut at, mut page, mut blanks, mut new_page) = (0, 0u32, 0, false);
        let bytes = text.as_bytes();
        while at < bytes.len() {
            let end = memchr::memchr3(b'\n', b'\r', 0x0C, &bytes[at..]).map_or(bytes.len(), |n| at + n);
            let raw = &text[at..end];
            let trimmed = raw.trim_start();
            let first = end - trimmed.len();
            while tables.next_if(|table| table.end <= first).is_some() {}
            if trimmed.is_empty() {
                blanks += 1;
            } else if tables.peek().is_some_and(|table| table.contains(&first)) {
                (after_table, blanks) = (true, 0);
            } else {
                let start = end - trimmed.len();
                let indent = text[at..start].chars().count() as u32;
                let stop = start + trimmed.trim_end().len();
                let mut line = plain_line(text, start, stop);
                if marked {
                    read_marks(text, &mut line, &mut out.markup);
                }
                take_edge_bar(text, &mut line, &mut out.markup);
                describe(text, &mut line);
                (line.indent, line.blanks, line.page, line.page_start) = (indent, blanks, page, new_page && page > 0);
                line.after_table = std::mem::take(&mut after_table);
                if line.body == line.body_end || is_rule(&text[line.start..line.end]) {
                    out.markup.push(line.start..line.end);
                    blanks += 1;
                } else {
                    out.lines.push(line);
                    (blanks, new_page) = (0, false);
                }
            }
            at = end + 1;
            if bytes.get(end) == Some(&0x0C) {
                page += 1;
                new_page = true;
                blanks = 0;
            } else if bytes.get(end) == Some(&b'\r') && bytes.get(end + 1) == Some(&b'\n') {
                at += 1;
            }
        }
        out.drop_furniture(text, notes);
        out.measure();
        out.markup.sort_by_key(|r| r.start);
        out
    }

    /// Whether the word at the head of `next` would have fitted behind `line`: then the break was meant.
    pub fn short(&self, text: &str, line: &Line, next: &Line) -> bool {
        let Some(full) = self.full else { return true };
        let word = next.text(text).split(char::is_whitespace).next().map_or(0, |w| w.chars().take(20).count() as u32);
        (line.width + 1 + word) * 100 < full * 84
    }

    fn drop_furniture(&mut self, text: &str, notes: &[Range<usize>]) {
        let lines = std::mem::take(&mut self.lines);
        let pages = lines.last().map_or(1, |l| l.page + 1);
        let mut heads: HashMap<&str, u32> = HashMap::new();
        let edge = |i: usize| {
            let first = i == 0 || lines[i - 1].page != lines[i].page;
            let last = i + 1 == lines.len() || lines[i + 1].page != lines[i].page;
            (first, last)
        };
        if pages >= 3 {
            for (i, line) in lines.iter().enumerate() {
                if edge(i) != (false, false) && line.width < 120 {
                    *heads.entry(line.text(text)).or_default() += 1;
                }
            }
        }
        let mut drop = vec![false; lines.len()];
        for (i, line) in lines.iter().enumerate() {
            let (first, last) = edge(i);
            // "1" alone is often read as a stroke.
            let stroke = matches!(line.text(text), "l" | "I" | "|" | "!") && line.page + 1 < pages;
            let number = line.width <= 16 && is_page_number(line.text(text)) || stroke;
            let inside = i > 0
                && i + 1 < lines.len()
                && matches!(lines[i - 1].ending, Ending::Open | Ending::Comma)
                && lines[i + 1].opening == Opening::Lower;
            let noted = notes.binary_search_by_key(&line.start, |note| note.start).is_ok();
            drop[i] = noted
                || number && (first || last || inside)
                || (first || last) && heads.get(line.text(text)).is_some_and(|&n| n >= 3);
        }
        mark_footnotes(text, &lines, &mut drop);
        let (mut new_page, mut table) = (false, false);
        for (mut line, drop) in lines.into_iter().zip(drop) {
            line.page_start |= new_page;
            line.after_table |= table;
            new_page = drop && line.page_start;
            table = drop && line.after_table;
            if drop {
                self.furniture.push(line.start..line.end);
            } else {
                self.lines.push(line);
            }
        }
    }

    fn measure(&mut self) {
        let mut widths: Vec<u32> = self.lines.iter().map(|l| l.width).filter(|&w| w >= 30).collect();
        let n = widths.len();
        let p90 = if n == 0 { 80 } else { *widths.select_nth_unstable((n * 9 / 10).min(n - 1)).1 };
        self.full = (p90 <= 160).then_some(p90.max(60));
        let double = self.lines.iter().skip(1).filter(|l| l.blanks > 0).count();
        self.spacing = u32::from(double * 10 > self.lines.len() * 7);
    }
}

fn plain_line(text: &str, start: usize, end: usize) -> Line {
    Line {
        start,
        end,
        body: start,
        body_end: end,
        width: text[start..end].chars().count() as u32,
        indent: 0,
        heading: 0,
        bold: Bold::None,
        blanks: 0,
        page_start: false,
        page: 0,
        after_table: false,
        ending: Ending::Open,
        opening: Opening::Other,
        caps: false,
    }
}

/// Whether Markdown marks are to be read: a `**` pair or a `#` heading stands somewhere.
fn has_markdown(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"**").is_some()
        || text.starts_with('#')
        || memchr::memmem::find(text.as_bytes(), b"\n#").is_some()
}

/// Finds the `#` before a line and the runs of `*` in it.
fn read_marks(text: &str, line: &mut Line, markup: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let hashes = bytes[line.start..line.end].iter().take(7).take_while(|b| **b == b'#').count();
    if (1..=6).contains(&hashes) && bytes.get(line.start + hashes).is_none_or(|b| *b == b' ' || *b == b'*') {
        line.heading = hashes as u8;
        markup.push(line.start..line.start + hashes);
        line.body = line.start + hashes + blank_run(&bytes[line.start + hashes..line.end]);
    }
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut at = line.body;
    while let Some(n) = memchr::memchr(b'*', &bytes[at..line.end]) {
        let start = at + n;
        let len = bytes[start..line.end].iter().take_while(|b| **b == b'*').count();
        // A lone star before a blank is a bullet or a footnote mark.
        if len >= 2 || bytes.get(start + 1).is_some_and(|b| !b.is_ascii_whitespace()) && start == line.body {
            runs.push(start..start + len);
        }
        at = start + len;
    }
    if let (Some(first), Some(second)) = (runs.first(), runs.get(1))
        && first.start == line.body
    {
        let rest = &text[second.end..line.end];
        line.bold =
            if rest.trim_matches([' ', '.', ':', ';']).is_empty() { Bold::Whole } else { Bold::Lead(second.start) };
    }
    if let Some(first) = runs.first().filter(|r| r.start == line.body) {
        line.body = first.end + blank_run(&bytes[first.end..line.end]);
    }
    if let Some(last) = runs.last().filter(|r| r.end == line.end && r.start >= line.body) {
        line.body_end = line.body + text[line.body..last.start].trim_end().len();
    }
    line.body = line.body.min(line.body_end);
    markup.extend(runs);
}

/// Takes a lone `|` at the edge of a line, an engine's reading of the paper's edge or a fold, for a mark.
fn take_edge_bar(text: &str, line: &mut Line, markup: &mut Vec<Range<usize>>) {
    let body = line.text(text);
    let mut bars = memchr::memchr_iter(b'|', body.as_bytes());
    let (Some(at), None) = (bars.next(), bars.next()) else { return };
    let at = line.body + at;
    if at == line.body && body[1..].starts_with(' ') {
        line.body += 1 + blank_run(&text.as_bytes()[at + 1..line.body_end]);
    } else if at + 1 == line.body_end && text[..at].ends_with(' ') {
        line.body_end = line.body + text[line.body..at].trim_end().len();
    } else {
        return;
    }
    markup.push(at..at + 1);
}

fn blank_run(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| **b == b' ' || **b == b'\t').count()
}

/// Reads how a line begins and ends and whether it is set in capitals.
fn describe(text: &str, line: &mut Line) {
    let body = &text[line.body..line.body_end];
    line.ending = ending(body);
    line.opening = opening(body);
    let (mut upper, mut lower) = (0u32, 0u32);
    for c in body.chars().take(200) {
        if c.is_uppercase() {
            upper += 1;
        } else if c.is_lowercase() {
            lower += 1;
        }
    }
    line.caps = upper >= 2 && upper >= 7 * lower;
}

/// How a piece of text ends.
pub(crate) fn ending(body: &str) -> Ending {
    let core = body
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '”' | '“' | '’' | ')' | ']' | '*' | '»'));
    match core.chars().next_back() {
        Some('.') if abbreviated(core) => Ending::Open,
        Some('.' | '!' | '?' | '…') => Ending::Stop,
        Some(':') => Ending::Colon,
        Some(';') => Ending::Semicolon,
        Some(',') => Ending::Comma,
        _ => Ending::Open,
    }
}

/// Whether the closing dot belongs to an abbreviation that needs its name after it.
fn abbreviated(core: &str) -> bool {
    let word = core.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    word.len() <= 8
        && ["TP.", "Tp.", "tp.", "TS.", "ThS.", "GS.", "PGS.", "BS.", "KS.", "ĐT.", "tr.", "st."].contains(&word)
}

/// How a piece of text begins.
pub(crate) fn opening(body: &str) -> Opening {
    match body.trim_start_matches(['"', '“', '”', '\'', '‘', '«', '*']).chars().next() {
        Some(c) if c.is_uppercase() => Opening::Upper,
        Some(c) if c.is_lowercase() => Opening::Lower,
        _ => Opening::Other,
    }
}

/// A line drawn with signs: `-----`, `____`, `***`, `o0o`.
fn is_rule(line: &str) -> bool {
    line.len() <= 200
        && (line.chars().all(|c| matches!(c, '-' | '–' | '—' | '_' | '=' | '*' | '~' | '.' | ' ' | '|'))
            && !line.starts_with('.')
            || line.trim_matches(['-', '–', '*', ' ']).eq_ignore_ascii_case("o0o"))
}

/// A bare page number: `2`, `- 2 -`, `Trang 2/5`.
pub(crate) fn is_page_number(line: &str) -> bool {
    let core = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '|' | '~'));
    let core = core.strip_prefix("Trang").or_else(|| core.strip_prefix("trang")).unwrap_or(core).trim();
    let (page, of) = core.split_once('/').unwrap_or((core, "1"));
    let digits = |s: &str| (1..=3).contains(&s.trim().len()) && s.trim().bytes().all(|b| b.is_ascii_digit());
    digits(page) && digits(of)
}

/// Marks the footnotes at the foot of each page: lines from one that opens with a bare number or a superscript whose
/// mark stands behind a word higher up on the page.
fn mark_footnotes(text: &str, lines: &[Line], drop: &mut [bool]) {
    let mut page_end = lines.len();
    while page_end > 0 {
        let page = lines[page_end - 1].page;
        let first = lines[..page_end].partition_point(|l| l.page < page);
        let lowest = page_end.saturating_sub(12).max(first + 1);
        for i in lowest..page_end {
            let Some(mark) = footnote_mark(lines[i].text(text)) else { continue };
            let above = &text[lines[first].start..lines[i - 1].end];
            let above = &above[ceil_boundary(above, above.len().saturating_sub(8000))..];
            if lines[i - 1].ending != Ending::Open && noted(above, mark) {
                drop[i..page_end].iter_mut().for_each(|d| *d = true);
                break;
            }
        }
        page_end = first;
    }
}

fn ceil_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// The number that opens a footnote: `1 Theo …`, `¹ Theo …`, `[1] Theo …`.
fn footnote_mark(line: &str) -> Option<&str> {
    let len = line.find(|c: char| !(c.is_ascii_digit() || matches!(c, '¹' | '²' | '³' | '⁴'..='⁹' | '[' | ']')))?;
    let (mark, rest) = line.split_at(len);
    let letters = rest.trim_start();
    let blank = letters.len() < rest.len() || !mark.is_ascii();
    ((1..=4).contains(&mark.chars().count()) && blank && opening(letters) == Opening::Upper).then_some(mark)
}

/// Whether `mark` stands right behind a word in `above`.
fn noted(above: &str, mark: &str) -> bool {
    above.match_indices(mark).any(|(at, _)| {
        let before = above[..at].chars().next_back();
        let after = above[at + mark.len()..].chars().next();
        before.is_some_and(|c| c.is_alphabetic() && c.is_lowercase() || matches!(c, '”' | ')' | '"'))
            && after.is_none_or(|c| !c.is_alphanumeric() && c != '/')
    })
}

/// Whether the folded text (small letters, no marks) starts with `phrase`, a folded phrase.
pub(crate) fn folded_starts(text: &str, phrase: &str) -> bool {
    let mut wanted = phrase.chars();
    let mut have = text.chars().map(letters::strip_letter).flat_map(char::to_lowercase);
    wanted.all(|w| have.next() == Some(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_furniture_and_sentences_run_over_them() {
        let lines = Lines::read("thi hành án\n2\ndân sự\n\u{c}- 3 -\nKết thúc.\n");
        assert_eq!(lines.lines.len(), 3);
        assert_eq!(lines.furniture.len(), 2);
        assert!(lines.lines[2].page_start);
        assert!(!is_page_number("2023-2025") && !is_page_number("1. ") && is_page_number("Trang 2/5"));
    }

    #[test]
    fn a_bar_at_the_edge_is_no_text() {
        let text = "| giai đoạn 2023-2025\nI. MỤC ĐÍCH |\n| một ô | hai ô |\na|b\n|\n";
        let lines = Lines::read(text);
        let read: Vec<&str> = lines.lines.iter().map(|l| l.text(text)).collect();
        assert_eq!(read, ["giai đoạn 2023-2025", "I. MỤC ĐÍCH", "| một ô | hai ô |", "a|b"]);
    }

    #[test]
    fn marks_are_taken_off() {
        let text = "## **2. Yêu cầu**\n**1. Các đợt:** Thủ trưởng\n***Nơi nhận:***\n* mục\n";
        let lines = Lines::read(text);
        let bodies: Vec<&str> = lines.lines.iter().map(|l| l.text(text)).collect();
        assert_eq!(bodies, ["2. Yêu cầu", "1. Các đợt:** Thủ trưởng", "Nơi nhận:", "* mục"]);
        assert_eq!(lines.lines[0].bold, Bold::Whole);
        assert!(matches!(lines.lines[1].bold, Bold::Lead(_)));
    }

    #[test]
    fn footnotes_leave_the_blocks() {
        let text = "Theo chủ trương của Đảng1 và Nhà nước.\nHết.\n1 Nghị quyết số 5 của\nTrung ương.\n";
        let lines = Lines::read(text);
        assert_eq!(lines.lines.len(), 2);
        assert_eq!(lines.furniture.len(), 2);
    }

    #[test]
    fn endings_look_through_quotes() {
        assert_eq!(ending("giai đoạn mới”."), Ending::Stop);
        assert_eq!(ending("(để b/c);"), Ending::Semicolon);
        assert_eq!(ending("tại TP."), Ending::Open);
        assert_eq!(opening("“Hệ thống"), Opening::Upper);
    }
}
