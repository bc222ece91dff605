//! From what the engine saw to a page's text in reading order.
//!
//! Lines become lines, paragraphs are parted by an empty line. What stands in columns an engine reads across, or finds
//! columns where it likes. So the lines are cut at wide gaps into pieces, and these put into order ([`order`]). Tables
//! with ruled lines are read cell by cell, and stamps and the notes of document systems are taken out ([`Island`]).

use super::islands::{self, Island};
use super::order::{Piece, order};
use super::{RawPage, RawSymbol, RawWord};
use crate::document::{Confidence, Mark, OcrWord, Page, PixelBox, Span, SymbolChoice, Table, TableCell, TextSource};
use unicode_normalization::UnicodeNormalization;

/// A gap inside a line that is wider than this many usual word heights parts it into pieces. It may be narrow:
/// pieces of one row that belong to no columns become one line again.
const PIECE_GAP: f64 = 0.9;
/// Below this confidence (of 100) punctuation alone is taken for dirt.
const UNSURE: f32 = 30.0;
/// The same for what is smaller in both directions than this part of a word's height.
const UNSURE_TINY: f32 = 80.0;
const TINY: f64 = 0.15;

/// Puts the words of a page into reading order.
pub fn assemble(raw: &RawPage) -> Page {
    let height = usual_height(raw);
    let islands = islands::find(raw, height);
    let pieces = pieces(raw, height, &islands);
    let ordered = order(&pieces, height);
    write(raw, &pieces, &ordered, &islands, height)
}

/// Cuts the engine's lines at wide gaps and leaves specks and what lies on islands out.
fn pieces<'a>(raw: &'a RawPage, height: f64, islands: &[Island<'a>]) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let (mut line_number, mut paragraph_number) = (0, 0);
    for block in &raw.blocks {
        for paragraph in &block.paragraphs {
            for line in &paragraph.lines {
                let kept = |word: &&RawWord| {
                    !is_speck(word, height) && !is_ruled(raw, word) && !islands.iter().any(|island| island.has(word))
                };
                let words = line.words.iter().filter(kept);
                let mut fresh = true;
                for word in words {
                    let gap = pieces.last().map_or(0, |piece| word.bbox.left - piece.bbox.right);
                    match pieces.last_mut() {
                        Some(piece) if !fresh && f64::from(gap) <= PIECE_GAP * height => {
                            piece.bbox = piece.bbox.union(word.bbox);
                            piece.words.push(word);
                        }
                        _ => pieces.push(Piece {
                            words: vec![word],
                            bbox: word.bbox,
                            line: line_number,
                            paragraph: paragraph_number,
                        }),
                    }
                    fresh = false;
                }
                line_number += 1;
            }
            paragraph_number += 1;
        }
    }
    pieces
}

/// Whether a word is a speck of dirt or a ruled line (such as those under the letterhead) and no text: nothing in
/// it is a letter or digit, and the engine was not sure of it, or it is a short underscore. One that is smaller than a
/// full stop, which stands apart, is taken for dirt sooner. `height` is that of the page's words, in pixels.
pub(super) fn is_speck(word: &RawWord, height: f64) -> bool {
    let text = word.text.trim();
    if text.is_empty() {
        return true; // how a picture comes
    }
    let tiny = f64::from(word.bbox.width().max(word.bbox.height())) <= TINY * height;
    let unsure = word.confidence < if tiny { UNSURE_TINY } else { UNSURE } || word.bbox.width() <= 2;
    !text.chars().any(char::is_alphanumeric) && (unsure || matches!(text, "_" | "__"))
}

/// Whether a word is a ruled line that was read as dashes.
fn is_ruled(raw: &RawPage, word: &RawWord) -> bool {
    let over = |rule: &PixelBox| {
        let across = word.bbox.right.min(rule.right) - word.bbox.left.max(rule.left);
        across * 2 > word.bbox.width() && word.bbox.top <= rule.bottom + 2 && rule.top <= word.bbox.bottom + 2
    };
    !word.text.chars().any(char::is_alphanumeric) && raw.rules.iter().any(over)
}

fn median(mut values: Vec<i32>) -> f64 {
    values.sort_unstable();
    values.get(values.len() / 2).map_or(1.0, |&value| f64::from(value.max(1)))
}

fn usual_height(raw: &RawPage) -> f64 {
    let lines = raw.blocks.iter().flat_map(|block| &block.paragraphs).flat_map(|paragraph| &paragraph.lines);
    median(lines.flat_map(|line| &line.words).map(|word| word.bbox.height()).collect())
}

/// Writes the text and the words with their places in it. A table comes before the first line below its top.
fn write(raw: &RawPage, pieces: &[Piece<'_>], ordered: &[(usize, bool)], islands: &[Island<'_>], height: f64) -> Page {
    let mut writer = Writer { raw: Some(raw), ..Writer::default() };
    let mut tables = islands.iter().filter(|island| matches!(island, Island::Table { .. })).peekable();
    let mut above: Option<&Piece<'_>> = None;
    for &(index, goes_on) in ordered {
        let piece = &pieces[index];
        while !goes_on && let Some(table) = tables.next_if(|table| table.bbox().top <= piece.bbox.top) {
            writer.table(table, height);
            above = None;
        }
        let joined = above.is_some_and(|above| goes_on || above.line == piece.line);
        let same_block = joined || above.is_some_and(|above| above.paragraph == piece.paragraph);
        writer.part(match (joined, same_block) {
            (true, _) => Part::Gap,
            (false, true) => Part::Line,
            (false, false) => Part::Block,
        });
        writer.words(&piece.words);
        above = Some(piece);
    }
    for table in tables {
        writer.table(table, height);
    }
    let mut text = writer.text;
    if !text.is_empty() {
        text.push('\n');
    }
    let noted = islands.iter().filter_map(|island| match island {
        Island::Note { kind, bbox, text, .. } => {
            let bbox = raw.frame.place(*bbox, raw.width, raw.height);
            Some(Mark { kind: *kind, text: Some(text.clone()), bbox: Some(bbox) })
        }
        Island::Table { .. } => None,
    });
    Page {
        words: writer.out,
        size: Some((raw.width, raw.height)),
        dpi: (raw.dpi > 0).then_some(raw.dpi),
        rotation_deg: raw.preparation.map_or(0.0, |p| f64::from(p.turned_deg) + p.deskewed_deg),
        source: TextSource::Ocr,
        preparation: raw.preparation,
        marks: raw.marks.iter().cloned().chain(noted).collect(),
        tables: writer.tables,
        ..Page::from_text(text)
    }
}

/// What parts two stretches of text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Gap,
    Line,
    Block,
}

/// The page's text as far as it is written.
#[derive(Default)]
struct Writer<'a> {
    raw: Option<&'a RawPage>,
    text: String,
    /// Code points of `text`.
    length: u32,
    out: Vec<OcrWord>,
    tables: Vec<Table>,
    line: u32,
    block: u32,
}

impl Writer<'_> {
    fn place(&self, bbox: PixelBox) -> PixelBox {
        self.raw.map_or(bbox, |raw| raw.frame.place(bbox, raw.width, raw.height))
    }

    fn part(&mut self, part: Part) {
        if self.text.is_empty() {
            return;
        }
        let separator = match part {
            Part::Gap => " ",
            Part::Line => "\n",
            Part::Block => "\n\n",
        };
        self.text.push_str(separator);
        self.length += separator.len() as u32;
        self.line += u32::from(part != Part::Gap);
        self.block += u32::from(part == Part::Block);
    }

    fn words(&mut self, words: &[&RawWord]) {
        for (n, word) in words.iter().enumerate() {
            if n > 0 {
                self.part(Part::Gap);
            }
            let read: String = word.text.trim().nfc().collect();
            let end = self.length + read.chars().count() as u32;
            self.out.push(OcrWord {
                span: Span::new(self.length, end),
                bbox: self.place(word.bbox),
                confidence: percent(word.confidence),
                symbols: word.symbols.iter().map(|readings| choices(readings)).collect(),
                line: self.line,
                block: self.block,
            });
            self.text.push_str(&read);
            self.length = end;
        }
    }

    /// A table: a row is a block, a cell starts a line.
    fn table(&mut self, island: &Island<'_>, height: f64) {
        let Island::Table { grid, words } = island else { return };
        let mut table = Table {
            bbox: Some(self.place(grid.lean.leaning(grid.bbox))),
            rows: grid.rows as u32,
            columns: grid.columns as u32,
            cells: Vec::with_capacity(grid.cells.len()),
        };
        let mut row = None;
        for (cell, words) in grid.cells.iter().zip(words) {
            let mut start = None;
            for line in islands::lines(words, height) {
                let part = if start.is_none() && row != Some(cell.row) { Part::Block } else { Part::Line };
                row = Some(cell.row);
                self.part(part);
                start.get_or_insert(self.length);
                self.words(&line);
            }
            table.cells.push(TableCell {
                row: cell.row as u32,
                column: cell.column as u32,
                row_span: cell.row_span as u32,
                column_span: cell.column_span as u32,
                span: start.map_or(Span::new(self.length, self.length), |start| Span::new(start, self.length)),
                bbox: Some(self.place(grid.lean.leaning(cell.bbox))),
            });
        }
        self.tables.push(table);
    }
}

fn percent(confidence: f32) -> Confidence {
    Confidence::new(f64::from(confidence) / 100.0)
}

/// Readings with a confidence above 0, in NFC, best first.
fn choices(readings: &[RawSymbol]) -> Vec<SymbolChoice> {
    let kept = readings.iter().filter(|RawSymbol(text, confidence)| *confidence > 0.0 && !text.trim().is_empty());
    let mut choices: Vec<SymbolChoice> = kept
        .map(|RawSymbol(text, confidence)| SymbolChoice {
            text: text.nfc().collect(),
            confidence: percent(*confidence),
        })
        .collect();
    choices.sort_by(|a, b| b.confidence.get().total_cmp(&a.confidence.get()));
    choices
}

#[cfg(test)]
mod tests {
    use super::super::{RawBlock, RawLine, RawParagraph};
    use super::*;
    use proptest::prelude::*;

    /// A line of words, 20 pixels a letter and 40 high, from `left`; `|` between words is a gap of 400 pixels.
    fn line(left: i32, top: i32, text: &str) -> RawLine {
        let mut words = Vec::new();
        let mut at = left;
        for word in text.split_whitespace() {
            if word == "|" {
                at += 400;
                continue;
            }
            let width = word.chars().count() as i32 * 20;
            let bbox = PixelBox { left: at, top, right: at + width, bottom: top + 40 };
            words.push(RawWord { text: word.into(), bbox, confidence: 90.0, symbols: Vec::new() });
            at += width + 15;
        }
        RawLine { words }
    }

    fn page(paragraphs: Vec<Vec<RawLine>>) -> RawPage {
        let paragraphs = paragraphs.into_iter().map(|lines| RawParagraph { lines }).collect();
        RawPage { width: 2480, height: 3508, dpi: 300, blocks: vec![RawBlock { paragraphs }], ..RawPage::default() }
    }

    const BODY: &str =
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 và Luật sửa đổi một số điều";

    #[test]
    fn letterhead_and_closing_block_are_read_column_by_column() {
        let raw = page(vec![
            vec![
                line(300, 200, "UBND TỈNH KIÊN GIANG | CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
                line(420, 260, "SỞ Y TẾ | | Độc lập - Tự do - Hạnh phúc"),
                line(380, 340, "Số: 15/KH-SYT | | Kiên Giang, ngày 10 tháng 10 năm 2017"),
            ],
            vec![line(1000, 460, "KẾ HOẠCH CÔNG TÁC")],
            vec![line(250, 560, BODY), line(250, 620, BODY)],
            vec![line(250, 800, "Nơi nhận: | | KT. GIÁM ĐỐC"), line(250, 860, "- Như trên; | | PHÓ GIÁM ĐỐC")],
            vec![line(250, 920, "- Lưu: VT."), line(1500, 1100, "Hà Văn Phúc")],
        ]);
        let page = assemble(&raw);
        let lines: Vec<&str> = page.text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(
            lines,
            [
                "UBND TỈNH KIÊN GIANG",
                "SỞ Y TẾ",
                "Số: 15/KH-SYT",
                "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "Độc lập - Tự do - Hạnh phúc",
                "Kiên Giang, ngày 10 tháng 10 năm 2017",
                "KẾ HOẠCH CÔNG TÁC",
                BODY,
                BODY,
                "Nơi nhận:",
                "- Như trên;",
                "- Lưu: VT.",
                "KT. GIÁM ĐỐC",
                "PHÓ GIÁM ĐỐC",
                "Hà Văn Phúc",
            ]
        );
    }

    #[test]
    fn the_names_of_a_closing_block_go_down_beside_the_place_of_the_seal() {
        let recipients = (0..6).map(|n| line(250, 920 + 60 * n, "- UBND các xã, phường;"));
        let mut paragraph =
            vec![line(250, 800, "Nơi nhận: | | KT. CHỦ TỊCH"), line(250, 860, "- Như trên; | | PHÓ CHỦ TỊCH")];
        paragraph.extend(recipients);
        paragraph.push(line(250, 1280, "- Lưu: VT. | | Hà Văn Phúc"));
        let page = assemble(&page(vec![vec![line(250, 560, BODY), line(250, 620, BODY)], paragraph]));
        let lines: Vec<&str> = page.text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines[2..4], ["Nơi nhận:", "- Như trên;"]);
        assert_eq!(lines[10..], ["- Lưu: VT.", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Hà Văn Phúc"]);
    }

    #[test]
    fn wide_gaps_in_the_body_part_no_line() {
        let raw = page(vec![
            vec![line(250, 300, BODY), line(250, 360, "1. | Mục đích"), line(250, 420, BODY)],
            vec![line(250, 500, BODY)],
        ]);
        assert_eq!(assemble(&raw).text, format!("{BODY}\n1. Mục đích\n{BODY}\n\n{BODY}\n"));
    }

    #[test]
    fn a_table_at_the_end_stays_in_rows() {
        let rows = (0..5).map(|i| line(250, 300 + i * 60, "1 | Nhiệm vụ | Sở Y tế | 2024")).collect();
        let page = assemble(&page(vec![vec![line(250, 200, BODY)], rows]));
        assert_eq!(page.text.lines().filter(|line| *line == "1 Nhiệm vụ Sở Y tế 2024").count(), 5, "{}", page.text);
    }

    #[test]
    fn a_table_with_lines_is_read_cell_by_cell() {
        let rows = (0..3).map(|i| line(250, 300 + i * 120, "1 | Nhiệm vụ của | Sở Y tế")).collect();
        let more = (0..3).map(|i| line(250, 350 + i * 120, "| | | các phòng")).collect();
        let mut raw = page(vec![vec![line(250, 200, BODY)], rows, more, vec![line(250, 700, BODY)]]);
        raw.rules =
            (0..4).map(|i| PixelBox { left: 240, top: 285 + i * 120, right: 1900, bottom: 288 + i * 120 }).collect();
        raw.rules.extend([240, 600, 1000, 1900].map(|x| PixelBox { left: x, top: 285, right: x + 3, bottom: 648 }));
        let page = assemble(&raw);
        let row = "1\nNhiệm vụ của\nSở Y tế\ncác phòng";
        assert_eq!(page.text, format!("{BODY}\n\n{row}\n\n{row}\n\n{row}\n\n{BODY}\n"), "{:?}", page.tables);
        let [table] = &page.tables[..] else { panic!("{:?}", page.tables) };
        assert_eq!((table.rows, table.columns, table.cells.len()), (3, 3, 9));
        let chars: Vec<char> = page.text.chars().collect();
        let cell: String = chars[table.cells[5].span.start as usize..table.cells[5].span.end as usize].iter().collect();
        assert_eq!(cell, "Sở Y tế\ncác phòng");
    }

    #[test]
    fn the_stamp_of_incoming_mail_is_a_mark() {
        let stamp = vec![line(260, 310, "CÔNG VĂN ĐẾN"), line(260, 360, "Số: 123"), line(260, 410, "Ngày: 04/5/2026")];
        let mut raw = page(vec![stamp, vec![line(250, 600, BODY)]]);
        raw.rules = vec![
            PixelBox { left: 240, top: 300, right: 640, bottom: 303 },
            PixelBox { left: 240, top: 470, right: 640, bottom: 473 },
            PixelBox { left: 240, top: 300, right: 243, bottom: 473 },
            PixelBox { left: 637, top: 300, right: 640, bottom: 473 },
        ];
        let page = assemble(&raw);
        assert_eq!(page.text, format!("{BODY}\n"));
        assert_eq!(page.marks[0].text.as_deref(), Some("CÔNG VĂN ĐẾN\nSố: 123\nNgày: 04/5/2026"));
    }

    #[test]
    fn the_note_of_a_digital_signature_is_a_mark() {
        let note = ["Người ký: Cổng Thông tin", "Email: tin@chinhphu.vn", "Thời gian ký: 04.05.2026 09:44"];
        let lines = note.iter().enumerate().map(|(n, text)| line(600, 20 + n as i32 * 45, text)).collect();
        let page = assemble(&page(vec![lines, vec![line(250, 600, BODY)]]));
        assert_eq!(page.text, format!("{BODY}\n"));
        assert_eq!(page.marks[0].kind, crate::document::MarkKind::Annotation);
    }

    #[test]
    fn specks_go_and_bullets_stay() {
        let mut raw = page(vec![vec![line(250, 300, "- Lưu _ VT .")]]);
        raw.blocks[0].paragraphs[0].lines[0].words[4].confidence = 3.0;
        assert_eq!(assemble(&raw).text, "- Lưu VT\n");
        let dot = &mut raw.blocks[0].paragraphs[0].lines[0].words[4];
        dot.confidence = 70.0;
        assert_eq!(assemble(&raw).text, "- Lưu VT .\n");
        let dot = &mut raw.blocks[0].paragraphs[0].lines[0].words[4];
        dot.bbox = PixelBox { right: dot.bbox.left + 4, bottom: dot.bbox.top + 4, ..dot.bbox };
        assert_eq!(assemble(&raw).text, "- Lưu VT\n");
    }

    #[test]
    fn readings_are_clamped_pruned_and_sorted() {
        let readings = [("a", 0.0), ("o\u{302}", 130.0), ("ố", 20.0), (" ", 9.0)].map(|(t, c)| RawSymbol(t.into(), c));
        let choices = choices(&readings);
        let seen: Vec<_> = choices.iter().map(|choice| (choice.text.as_str(), choice.confidence.get())).collect();
        assert_eq!(seen, [("ô", 1.0), ("ố", 0.2)]);
    }

    proptest! {
        #[test]
        fn every_word_stands_where_its_span_says(
            boxes in proptest::collection::vec((0i32..2400, 0i32..3400, 0i32..600, 0i32..90, "[a-zệ]{1,6}"), 0..60),
        ) {
            let words = boxes.iter().map(|(left, top, width, height, text)| {
                let bbox = PixelBox { left: *left, top: *top, right: left + width, bottom: top + height };
                RawWord { text: text.clone(), bbox, confidence: 90.0, symbols: Vec::new() }
            });
            let words: Vec<RawWord> = words.collect();
            let lines = words.chunks(4).map(|words| RawLine { words: words.to_vec() }).collect();
            let page = assemble(&page(vec![lines]));
            prop_assert_eq!(page.words.len(), words.len());
            let chars: Vec<char> = page.text.chars().collect();
            let mut read: Vec<String> = Vec::new();
            for word in &page.words {
                read.push(chars[word.span.start as usize..word.span.end as usize].iter().collect());
            }
            let mut given: Vec<String> = words.into_iter().map(|word| word.text).collect();
            read.sort();
            given.sort();
            prop_assert_eq!(read, given);
            prop_assert!(page.words.is_sorted_by_key(|word| word.span));
        }
    }
}
