//! From lines to blocks and labelled nodes.
//!
//! One pass: each line opens a node (a label), opens a bullet, goes on with the open block, or opens a paragraph.
//! A block ends only where its sentence ends, so the decision looks at how the line before ended, how this one
//! begins, and whether its first word would have fitted on the line before: then the break was meant.

use super::field_labels;
use super::labels::{self, Close, Label};
use super::lines::{Bold, Ending, Lines, Opening, folded_starts};
use super::tree::{Sequence, Tree};
use super::worn;
use crate::document::{BlockKind, SectionKind};
use std::ops::Range;

/// Lines in which a heading may show what row the one before it belongs to.
const LOOK_AHEAD: usize = 200;

/// A block in bytes.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub kind: BlockKind,
    pub marker: Option<String>,
    pub range: Range<usize>,
    /// Index of its first line.
    pub line: usize,
    /// Whether the next thing after it is a label.
    pub before_label: bool,
    /// Whether a foot stands between it and its node, so that it is no body of the node's heading.
    pub detached: bool,
}

/// The block that is being read.
struct Open {
    node: Option<usize>,
    piece: Piece,
    last: usize,
    first_of_node: bool,
}

/// Reads blocks and nodes from lines.
pub(crate) struct Body<'t> {
    text: &'t str,
    lines: &'t Lines,
    open: Option<Open>,
    pending: Option<usize>,
    /// The line last read, whatever it was.
    before: Option<usize>,
    pub tree: Tree,
    pub preamble: Vec<Piece>,
}

impl<'t> Body<'t> {
    pub fn new(text: &'t str, lines: &'t Lines) -> Self {
        Self { text, lines, open: None, pending: None, before: None, tree: Tree::default(), preamble: Vec::new() }
    }

    /// Reads the next line.
    pub fn line(&mut self, i: usize) {
        let line = &self.lines.lines[i];
        let words = line.text(self.text);
        if let Some(label) = self.label(i) {
            self.finish(true);
            let rest = line.body + label.len;
            let node = self.tree.place(label, line.start, line.body_end);
            self.pending = (rest == line.body_end).then_some(node);
            if rest < line.body_end {
                self.start(Some(node), rest..line.body_end, i, true);
            }
        } else if let Some(marker) = bullet(words).filter(|m| self.accepts_bullet(m, i)) {
            let marker = marker.to_owned();
            self.finish(false);
            self.pending = None;
            let node = self.tree.deepest();
            self.start(node, line.body..line.body_end, i, false);
            if let Some(open) = &mut self.open {
                open.piece.kind = BlockKind::Bullet;
                open.piece.marker = Some(marker);
            }
        } else if self.open.as_ref().is_some_and(|open| self.continues(open, i)) {
            if let Some(open) = &mut self.open {
                open.piece.range.end = line.body_end;
                open.last = i;
            }
        } else {
            self.finish(false);
            let pending = self.pending.take();
            let node = pending.or_else(|| self.tree.deepest());
            self.start(node, line.body..line.body_end, i, pending.is_some());
        }
        self.before = Some(i);
    }

    /// Reads a table: it ends the open block and is part of the deepest node.
    pub fn table(&mut self, range: &Range<usize>) {
        self.finish(false);
        let node = self.pending.take().or_else(|| self.tree.deepest());
        if let Some(node) = node {
            self.tree.add_table(node, range.end);
        }
        self.before = None;
    }

    /// Ends all open nodes: what follows is another part of the paper, such as an appendix after the signature.
    pub fn close_all(&mut self) {
        self.finish(false);
        self.pending = None;
        self.before = None;
        self.tree.close_all();
    }

    /// Ends the last block.
    pub fn end(&mut self) {
        self.finish(false);
    }

    fn start(&mut self, node: Option<usize>, range: Range<usize>, line: usize, first_of_node: bool) {
        let piece =
            Piece { kind: BlockKind::Paragraph, marker: None, range, line, before_label: false, detached: false };
        self.open = Some(Open { node, piece, last: line, first_of_node });
    }

    fn finish(&mut self, label_follows: bool) {
        let Some(Open { node, mut piece, first_of_node, .. }) = self.open.take() else { return };
        piece.before_label = label_follows;
        match node {
            None => self.preamble.push(piece),
            Some(node) if first_of_node => self.tree.set_first(node, piece),
            Some(node) => self.tree.add_block(node, piece),
        }
    }

    /// Whether the line before ended a sentence or was cut on purpose.
    fn calm(&self, i: usize) -> bool {
        let line = &self.lines.lines[i];
        let Some(before) = self.before.map(|b| &self.lines.lines[b]) else { return true };
        match before.ending {
            Ending::Stop | Ending::Colon | Ending::Semicolon => true,
            _ if line.heading > 0 || line.bold != Bold::None || before.heading > 0 || before.caps => true,
            Ending::Comma => self.lines.short(self.text, before, line) && self.lines.full.is_some(),
            Ending::Open => {
                // A name may end in such a word: "Trách nhiệm của Văn phòng Cục".
                let cut = self.lines.full.is_none_or(|full| before.width * 100 < full * 60);
                (cut || !hangs(before.text(self.text))) && self.lines.short(self.text, before, line)
                    || line.blanks > self.lines.spacing + 1
            }
        }
    }

    /// The label that opens line `i`: as it is printed, or as its place in the row shows it was printed.
    fn label(&self, i: usize) -> Option<Label> {
        let line = &self.lines.lines[i];
        let words = line.text(self.text);
        let plain = labels::parse(words).filter(|label| self.accepts(label, i));
        if let Some(label) = plain.as_ref().filter(|l| self.is_first_roman(l, i)) {
            return Some(Label { kind: SectionKind::Roman, text: "I".to_owned(), ..label.clone() });
        }
        let misread = plain.as_ref().is_none_or(|l| {
            line.caps
                && match (l.kind, self.tree.sequence(l)) {
                    // `I.` again before a heading in capitals, or `11.` before the tenth.
                    (SectionKind::Roman, found) => found != Sequence::Next && self.tree.last_of(l.kind).is_some(),
                    (SectionKind::Part, found) => found != Sequence::Next && l.value > 1,
                    (SectionKind::Arabic, Sequence::First) => !self.has_roman() && self.romans_follow(i),
                    (SectionKind::Arabic, found) => found != Sequence::Next,
                    _ => false,
                }
        });
        if !misread || !self.calm(i) {
            return plain;
        }
        let heading = line.caps && (self.has_roman() || self.romans_follow(i) || words.starts_with("I "));
        worn::read(words, heading, &self.tree).or(plain)
    }

    /// Whether a first `1.` is a misread `I.`: the next label but for bullets and letters is `II.`.
    fn is_first_roman(&self, label: &Label, i: usize) -> bool {
        let first = label.kind == SectionKind::Arabic && label.value == 1 && label.close == Close::Dot;
        if !first || self.has_roman() || !matches!(self.tree.sequence(label), Sequence::First) {
            return false;
        }
        let next = self.lines.lines[i + 1..].iter().take(LOOK_AHEAD);
        let mut labels = next.filter_map(|l| labels::parse(l.text(self.text))).filter(|l| !l.weak);
        let follows =
            labels.find(|l| matches!(l.kind, SectionKind::Roman | SectionKind::Arabic | SectionKind::Decimal));
        follows.is_some_and(|l| l.kind == SectionKind::Roman && l.value == 2)
    }

    /// Whether the next heading in capitals behind line `i` has a roman number above I.
    fn romans_follow(&self, i: usize) -> bool {
        let next = self.lines.lines[i + 1..].iter().take(LOOK_AHEAD).filter(|l| l.caps);
        let labelled = next.filter_map(|l| labels::parse(l.text(self.text))).next();
        labelled.is_some_and(|l| l.kind == SectionKind::Roman && l.value > 1)
    }

    fn has_roman(&self) -> bool {
        self.tree.last_of(SectionKind::Roman).is_some()
    }

    fn accepts(&self, label: &Label, i: usize) -> bool {
        let line = &self.lines.lines[i];
        let sequence = self.tree.sequence(label);
        let calm = self.calm(i);
        let marked = line.heading > 0 || line.bold != Bold::None;
        let bare = label.len >= line.body_end - line.body;
        if marked && !label.weak {
            return true;
        }
        // "Chương I" with a line to itself, whatever stands above it.
        let formal = matches!(label.kind, SectionKind::Part | SectionKind::Chapter | SectionKind::Division);
        let hung = || self.before.is_some_and(|b| hangs(self.lines.lines[b].text(self.text)));
        if formal && bare && matches!(sequence, Sequence::Next | Sequence::First) && !hung() {
            return true;
        }
        match sequence {
            Sequence::Next => calm || !(label.weak || bare && label.kind == SectionKind::Article),
            Sequence::First => calm || label.kind == SectionKind::Roman && !label.weak,
            Sequence::Ahead(by) => calm && !label.weak && by <= 20,
            Sequence::Odd => calm && !label.weak,
        }
    }

    /// Whether the mark at the head of a line is a bullet and not a dash that the line break carried there.
    fn accepts_bullet(&self, marker: &str, i: usize) -> bool {
        let line = &self.lines.lines[i];
        let rest = line.text(self.text)[marker.len()..].trim_start();
        let Some(before) = self.open.as_ref().map(|open| &self.lines.lines[open.last]) else { return true };
        if !matches!(before.ending, Ending::Open | Ending::Comma) {
            return true;
        }
        let wrapped = self.lines.full.is_some() && !self.lines.short(self.text, before, line);
        match super::lines::opening(rest) {
            Opening::Lower => !wrapped,
            // "giai đoạn 2021 / - 2025"; but "Mục tiêu cụ thể / - 100% các xã".
            // And "năm 2025 / - 100% các xã": a year and what is none make no span.
            Opening::Other => {
                let before = before.text(self.text);
                let (last, first) =
                    (before.rsplit(' ').next().unwrap_or(before), rest.split(' ').next().unwrap_or(rest));
                let digit = |c: char| c.is_ascii_digit();
                let span = first.starts_with(digit) && last.ends_with(digit);
                if span && is_year(last) { !is_year(first) } else { !(wrapped || span) }
            }
            Opening::Upper => !(wrapped && compound(before.text(self.text), rest)),
        }
    }

    fn continues(&self, open: &Open, i: usize) -> bool {
        let (prev, line) = (&self.lines.lines[open.last], &self.lines.lines[i]);
        let words = line.text(self.text);
        if prev.heading > 0 || line.heading > 0 || words.starts_with('|') || super::cells::is_note(words) {
            return false;
        }
        let wrapped = self.lines.full.is_some();
        if !wrapped && (prev.bold == Bold::Whole) != (line.bold == Bold::Whole) && line.opening != Opening::Lower {
            return false;
        }
        let short = self.lines.short(self.text, prev, line);
        // "3. Trung tâm Y tế tỉnh": a short heading may end so
        let named = short && open.first_of_node && ends_in_place(prev.text(self.text));
        if field_labels::opens(words) || named && line.opening == Opening::Upper && prev.ending == Ending::Open {
            return false;
        }
        if wrapped && !short && field_labels::ends(prev.text(self.text)) {
            return true;
        }
        if opener(words) && (prev.ending != Ending::Open || short) {
            return false;
        }
        match (line.opening, prev.ending) {
            (Opening::Lower, Ending::Open | Ending::Comma | Ending::Semicolon) => true,
            (Opening::Lower, _) => wrapped && !short,
            (_, Ending::Stop | Ending::Colon) => false,
            (Opening::Other, Ending::Open | Ending::Comma) => true,
            (_, Ending::Semicolon) => wrapped && !short,
            (Opening::Upper, Ending::Comma) => !(wrapped && short && opener(&self.text[open.piece.range.clone()])),
            (Opening::Upper, Ending::Open) if prev.caps && line.caps && open.first_of_node => true,
            (Opening::Upper, Ending::Open) if prev.caps && !line.caps && letters(prev.text(self.text)) >= 6 => false,
            (Opening::Upper, Ending::Open) if !wrapped => hangs(prev.text(self.text)),
            (Opening::Upper, Ending::Open) => {
                // Between the pages of double-spaced text the blank line is missing, and the new page's first line is set off.
                let new_page = line.page_start || line.blanks < self.lines.spacing;
                let set_off =
                    line.indent > prev.indent && open.piece.line != open.last || line.indent >= prev.indent + 2;
                hangs(prev.text(self.text)) || !(short || set_off && !new_page)
            }
        }
    }
}

/// Whether a word is a year, or a day or month of one: "2025", "6/2025".
fn is_year(word: &str) -> bool {
    let year = word.trim_matches([',', '.', ';', ')', ':']).rsplit(['/', '-']).next().unwrap_or_default();
    year.len() == 4 && year.starts_with(['1', '2']) && year.bytes().all(|b| b.is_ascii_digit())
}

/// The mark of a bullet at the head of a line.
pub(crate) fn bullet(line: &str) -> Option<&str> {
    let first = line.chars().next()?;
    if !matches!(
        first,
        '-' | '~'
            | '–'
            | '—'
            | '+'
            | '*'
            | '•'
            | '●'
            | '▪'
            | '■'
            | '◦'
            | '○'
            | '\u{F0B7}'
            | '\u{F0A7}'
            | '\u{F02D}'
            | '·'
            | '►'
            | '➢'
            | '✓'
            | '−'
    ) {
        return None;
    }
    // A scan may show two: `~- UBND tỉnh`.
    let (marker, rest) = line.split_at(if line.starts_with("~-") { 2 } else { first.len_utf8() });
    let next = rest.chars().next()?;
    let tight = next.is_alphabetic() || matches!(next, '“' | '"' | '(');
    (next.is_whitespace() && !rest.trim().is_empty() || tight && first != '*').then_some(marker)
}

/// The words that open a paragraph of the legal grounds.
fn opener(words: &str) -> bool {
    words.starts_with(['C', 'X', 'T']) && ["can cu ", "xet ", "theo de nghi "].iter().any(|o| folded_starts(words, o))
}

/// Whether a dash between the last word of `before` and `rest` makes one name: "Thi đua - Khen thưởng".
fn compound(before: &str, rest: &str) -> bool {
    const PAIRS: &[(&str, &str)] = &[
        ("Thi đua", "Khen thưởng"),
        ("thi đua", "khen thưởng"),
        ("Khoa học", "Công nghệ"),
        ("Văn hóa", "Xã hội"),
        ("Kinh tế", "Xã hội"),
        ("Kinh tế", "Ngân sách"),
        ("Lao động", "Thương binh"),
        ("Tài chính", "Kế hoạch"),
        ("Tổ chức", "Hành chính"),
        ("Hành chính", "Tổng hợp"),
        ("Dân số", "Kế hoạch hóa"),
        ("Bà Rịa", "Vũng Tàu"),
        ("Phan Rang", "Tháp Chàm"),
        ("Độc lập", "Tự do"),
    ];
    PAIRS.iter().any(|(left, right)| before.ends_with(left) && rest.starts_with(right))
}

/// Whether a line without punctuation ends in a word that needs another after it.
fn hangs(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "của",
        "và",
        "tại",
        "các",
        "những",
        "do",
        "với",
        "về",
        "theo",
        "cho",
        "từ",
        "là",
        "để",
        "trong",
        "số",
        "ngày",
        "đến",
        "được",
        "bởi",
        "hoặc",
        "trên",
        "dưới",
        "giữa",
        "ở",
        "như",
        "mà",
        "bằng",
        "vào",
        "khi",
        "Thủ",
        "Bộ",
        "Sở",
        "Ban",
        "Cục",
        "tỉnh",
        "huyện",
        "xã",
        "phường",
        "quận",
        "thành",
        "phố",
        "Ủy",
        "Phó",
        "đồng",
        "chí",
        "khoản",
        "Khoản",
        "điểm",
        "Điểm",
        "điều",
        "Điều",
        "mục",
        "Mục",
    ];
    // "Ủy ban nhân dân cấp xã" is whole.
    let mut words = line.rsplit(char::is_whitespace);
    let (last, previous) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    WORDS.contains(&last) && !matches!(previous, "cấp" | "Cấp")
}

/// Whether a line ends in a kind of place, as names of offices do: "Công an tỉnh".
fn ends_in_place(line: &str) -> bool {
    ["tỉnh", "huyện", "xã", "phường", "quận", "phố"].iter().any(|place| line.ends_with(place))
}

fn letters(text: &str) -> usize {
    text.chars().take(40).filter(|c| c.is_alphabetic()).count()
}

/// Whether a paragraph closes a whole document or gives an order: it is no body of the label before it.
pub(crate) fn closing_formula(text: &str) -> bool {
    text.trim_end_matches(['”', '"', ' ', '.']).ends_with("./")
        || [
            "tren day la",
            "trong qua trinh",
            "yeu cau ",
            "de nghi ",
            "ke hoach nay ",
            "nhan duoc ",
            "van phong ",
            "giao ",
        ]
        .iter()
        .any(|o| folded_starts(text, o))
}
