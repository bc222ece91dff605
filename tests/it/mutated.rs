//! Ten thousand texts that nobody wrote: random ones, and documents that were cut, shuffled, stuttered and misread.
//! Whatever comes, structure and extraction do not panic, and what they return holds together: spans lie in the text,
//! sections nest in order, quotes are the text's, pages are right. The same texts every time.

use crate::root;
use std::collections::HashSet;
use std::fs;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use vankho::document::{Block, Confidence, Fact, Page, Section, Span, Warning};
use vankho::text::IndexedText;
use vankho::{extract, structure};

/// How many texts.
const TEXTS: usize = 10_000;

/// What documents are made of, and what looks like it.
const PIECES: &[&str] = &[
    "I. ",
    "IV. ",
    "1. ",
    "2.1. ",
    "2.1.1 ",
    "a) ",
    "đ) ",
    "- ",
    "+ ",
    "* ",
    "• ",
    "Điều 1. ",
    "Điều ",
    "Khoản 2 ",
    "Phần thứ nhất\n",
    "Chương II\n",
    "Mục 1. ",
    "PHỤ LỤC\n",
    "PHỤ LỤC I\n",
    "# ",
    "## **",
    "**",
    "|",
    "| STT | Nhiệm vụ | Chủ trì |\n|---|---|---|\n",
    "| 1 | a | b |\n",
    "||",
    "\t",
    "KẾ HOẠCH\n",
    "QUYẾT ĐỊNH:\n",
    "Số:      /KH-UBND",
    "Số: 12/QĐ-UBND ",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n",
    "Căn cứ ",
    "Thực hiện ",
    "Nơi nhận:\n",
    "- Như trên;\n",
    "- Lưu: VT.\n",
    "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n",
    "(Ban hành kèm theo ",
    "Kính gửi: ",
    "Quyết định số 666/QĐ-TTg ",
    "Luật Thi đua, khen thưởng năm 2022",
    "24/2021/QH15",
    "ngày 02 tháng 6 năm 2022",
    "ngày      tháng 4 năm 2023",
    "02/6/2022",
    "giai đoạn 2021-2025",
    "từ ",
    "đến ",
    "trước ngày ",
    "quý I năm 2024",
    "hằng năm",
    "31/02/9999",
    "trên 84%",
    "ít nhất 01 xã nghèo",
    "1-2 hộ",
    "100%",
    "1.234,5 tỷ đồng",
    "một nửa ",
    "Sở Y tế ",
    "UBND các xã ",
    "chủ trì, phối hợp với ",
    "Giao ",
    "có trách nhiệm ",
    "(sau đây gọi là ",
    "“",
    "”",
    "\"",
    "(",
    ")",
    "[",
    ":",
    ";",
    ".",
    ",",
    "./.",
    "/",
    "…",
    "\n",
    "\n\n",
    "\u{c}",
    " ",
    "  ",
    "0",
    "9",
    "12345678901234567890",
    "ệ",
    "Đ",
    "x",
    "é",
    "中",
    "😀",
    "\u{300}",
    "\u{feff}",
    "\u{200b}",
    "¬",
    "[1]",
    "1\n",
    "Trang 2/3\n",
];

/// A source of chance: xorshift.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    /// A stretch of `lines`, most of them short, a few whole.
    fn stretch<'a>(&mut self, lines: &[&'a str]) -> Vec<&'a str> {
        if self.below(40) == 0 {
            return lines.to_vec();
        }
        let from = self.below(lines.len());
        let most = [3, 10, 30, 60][self.below(4)];
        lines[from..(from + 1 + self.below(most)).min(lines.len())].to_vec()
    }

    /// Text number `n`.
    fn text(&mut self, n: usize, documents: &[String]) -> String {
        if n.is_multiple_of(5) {
            return (0..self.below(120)).map(|_| self.of(PIECES)).collect();
        }
        let document = &documents[self.below(documents.len())];
        let all: Vec<&str> = document.split_inclusive('\n').collect();
        let mut lines = self.stretch(&all);
        match n % 11 {
            0 => (0..lines.len()).for_each(|i| {
                let other = self.below(lines.len());
                lines.swap(i, other);
            }),
            1 => lines = lines.iter().flat_map(|line| [*line, *line]).collect(),
            2 => lines.extend(self.stretch(&all)),
            3 => lines.retain(|line| line.trim_start().starts_with(|c: char| !c.is_lowercase())),
            _ => {}
        }
        let mut letters: Vec<char> = lines.concat().chars().collect();
        match n % 7 {
            0 => letters.iter_mut().filter(|c| **c == '\n').for_each(|c| *c = ' '),
            1 => letters.truncate(self.below(letters.len())),
            2 => letters.retain(|c| !"aăâeêioôơuưy ".contains(*c)),
            _ => {}
        }
        for _ in 0..self.below(1 + letters.len() / 12) {
            let at = self.below(letters.len());
            match self.below(6) {
                0 => letters[at] = self.of(PIECES).chars().next().unwrap_or('?'),
                1 => letters.insert(at, char::from(b'0' + self.below(10) as u8)),
                2 => drop(letters.remove(at)),
                3 => letters[at] = letters[self.below(letters.len())],
                4 => {
                    letters.splice(at..at, self.of(PIECES).chars());
                }
                _ => letters[at] = if letters[at] == '\n' { '\u{c}' } else { '\n' },
            }
            if letters.is_empty() {
                break;
            }
        }
        letters.into_iter().collect()
    }
}

/// What every span of a result is held to.
struct Judge<'a> {
    text: &'a IndexedText,
    sections: HashSet<String>,
}

impl Judge<'_> {
    fn inside(&self, what: &str, span: Span) {
        assert!(span.start <= span.end && span.end <= self.text.len(), "{what} {span:?} leaves the text");
    }

    fn filled(&self, what: &str, span: Span) {
        self.inside(what, span);
        assert!(!span.is_empty(), "{what} {span:?} is empty");
    }

    /// Blocks in text order, none in another, all within `around`.
    fn blocks(&self, blocks: &[Block], around: Span) {
        let mut end = around.start;
        for block in blocks {
            self.filled("block", block.span);
            assert!(end <= block.span.start && block.span.end <= around.end, "block {:?} in {around:?}", block.span);
            end = block.span.end;
        }
    }

    /// Nodes in text order, none in another, all within `around`, their levels one more than that of their parent.
    fn tree(&mut self, sections: &[Section], around: Span, level: u32) {
        let mut end = around.start;
        for section in sections {
            self.filled("section", section.span);
            assert!(
                end <= section.span.start && section.span.end <= around.end,
                "section {} {:?} in {around:?} after {end}",
                section.id,
                section.span
            );
            assert_eq!(section.level, level, "section {}", section.id);
            assert!(self.sections.insert(section.id.clone()), "two sections {}", section.id);
            self.blocks(&section.blocks, section.span);
            self.tree(&section.children, section.span, level + 1);
            end = section.span.end;
        }
    }

    fn facts<T>(&self, letter: char, facts: &[Fact<T>]) {
        let mut start = 0;
        for (i, fact) in facts.iter().enumerate() {
            assert_eq!(fact.id, format!("{letter}{}", i + 1));
            self.filled(&fact.id, fact.span);
            assert!(start <= fact.span.start, "{} stands before {}", fact.id, start);
            start = fact.span.start;
            assert_eq!(fact.quote, self.text.quote(fact.span), "{}", fact.id);
            assert_eq!(fact.page, self.text.page_at(fact.span.start), "{}", fact.id);
            assert!(
                fact.section.as_ref().is_none_or(|id| self.sections.contains(id)),
                "{} in {:?}",
                fact.id,
                fact.section
            );
            assert!((0.0..=1.0).contains(&fact.confidence.get()), "{}", fact.id);
        }
    }

    fn warnings(&self, warnings: &[Warning]) {
        for warning in warnings {
            if let Some(span) = warning.span {
                self.inside(&warning.code, span);
                assert!(warning.page.is_none_or(|page| page == self.text.page_at(span.start)), "{warning:?}");
            }
        }
    }
}

/// Reads `text` as the pipeline does, without restoration, and judges what comes.
fn judge(text: &str) {
    let pages: Vec<Page> = text.split('\u{c}').map(Page::from_text).collect();
    let text = IndexedText::new(text);
    let outline = structure::parse(&text, &pages, &[]);
    let facts = extract::facts(&text, &outline, &|_| Confidence::ONE);
    let whole = Span::new(0, text.len());
    let mut judge = Judge { text: &text, sections: HashSet::new() };
    judge.blocks(&outline.preamble, whole);
    judge.tree(&outline.sections, whole, 1);
    outline.recipients.iter().for_each(|row| judge.filled("recipient", row.span));
    outline.signatures.iter().for_each(|row| judge.filled("signature", row.span));
    let single = [outline.number, outline.issued, outline.title, outline.promulgation];
    single.into_iter().flatten().for_each(|span| judge.inside("header", span));
    outline.furniture.iter().chain(&outline.markup).for_each(|span| judge.inside("furniture", *span));
    let cells = outline.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
    cells.flat_map(|cell| &cell.parts).for_each(|span| judge.inside("cell", *span));
    judge.facts('r', &facts.references);
    judge.facts('d', &facts.dates);
    judge.facts('t', &facts.targets);
    judge.facts('a', &facts.assignments);
    judge.warnings(&outline.warnings);
    judge.warnings(&facts.warnings);
}

#[test]
fn whatever_comes_the_result_holds_together() {
    let read = |name| fs::read_to_string(root().join("fixtures").join(name)).unwrap();
    let documents = ["plan-clean/input.txt", "plan-markdown/input.md", "plan-garbled/input.txt"].map(read);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut wrong = Vec::new();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= TEXTS {
                return wrong;
            }
            let text =
                Chance(0x9E37_79B9_7F4A_7C15 ^ (n as u64 + 1).wrapping_mul(0xD6E8_FEB8_6659_FD93)).text(n, &documents);
            if let Err(panic) = catch_unwind(|| judge(&text)) {
                let says = panic.downcast_ref::<String>().cloned();
                let says = says.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
                wrong.push(format!("text {n}: {}\n{text:?}\n", says.unwrap_or_default()));
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let first = wrong.iter().min_by_key(|message| message.len());
    assert!(wrong.is_empty(), "{} texts of {TEXTS}; the shortest: {}", wrong.len(), first.unwrap());
}
