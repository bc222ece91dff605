//! From what the engine saw to a page's text in reading order.
//!
//! Lines become lines, paragraphs are parted by an empty line. Two places of an administrative document are set
//! in two columns (Nghị định 30/2020/NĐ-CP, Annex I): the letterhead (issuing body and number | quốc hiệu, place
//! and date) and the closing block (nơi nhận | signature). An engine reads them across, or finds columns where it
//! likes. So the lines are cut at wide gaps into pieces, the pieces sorted into rows from the top, and a run of
//! rows that one empty vertical strip parts into a left and a right side is read side by side: left, then right.
//! Only runs that open or close the page's text and have no third column are taken so; tables stay in rows.

use super::{RawPage, RawSymbol, RawWord};
use crate::document::{Confidence, OcrWord, Page, PixelBox, Span, SymbolChoice, TextSource};
use unicode_normalization::UnicodeNormalization;

/// A gap inside a line that is wider than this many line heights parts it into pieces.
const PIECE_GAP: f64 = 1.6;
/// The strip between two columns is at least this many line heights wide.
const GUTTER: f64 = 0.8;
/// Rows of a page that may stand before a letterhead (page number, stamp) or behind a closing block.
const STRAY_ROWS: usize = 2;

/// Part of a line: words without a wide gap between them.
#[derive(Debug, Clone)]
struct Piece<'a> {
    words: Vec<&'a RawWord>,
    bbox: PixelBox,
    /// Number of the engine's line and paragraph, in its order.
    line: usize,
    paragraph: usize,
    block: usize,
}

/// Puts the words of a page into reading order.
pub fn assemble(raw: &RawPage) -> Page {
    let pieces = pieces(raw);
    let height = usual_height(&pieces);
    let rows = rows(&pieces);
    let ordered = order(&pieces, &rows, height);
    write(raw, &ordered)
}

/// Cuts the engine's lines at wide gaps and drops words without text.
fn pieces(raw: &RawPage) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let (mut line_number, mut paragraph_number) = (0, 0);
    for (block, raw_block) in raw.blocks.iter().enumerate() {
        for paragraph in &raw_block.paragraphs {
            for line in &paragraph.lines {
                let words: Vec<&RawWord> = line.words.iter().filter(|word| !word.text.trim().is_empty()).collect();
                let height = median(words.iter().map(|word| word.bbox.height()).collect());
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
                            block,
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

fn median(mut values: Vec<i32>) -> f64 {
    values.sort_unstable();
    values.get(values.len() / 2).map_or(1.0, |&value| f64::from(value.max(1)))
}

fn usual_height(pieces: &[Piece<'_>]) -> f64 {
    median(pieces.iter().flat_map(|piece| &piece.words).map(|word| word.bbox.height()).collect())
}

/// Sorts pieces into rows from the top; the pieces of a row from the left. A piece joins a row when its middle
/// lies within it.
fn rows(pieces: &[Piece<'_>]) -> Vec<Vec<usize>> {
    let middle = |piece: &Piece<'_>| i64::from(piece.bbox.top) + i64::from(piece.bbox.bottom);
    let mut by_height: Vec<usize> = (0..pieces.len()).collect();
    by_height.sort_by_key(|&i| (middle(&pieces[i]), pieces[i].bbox.left, i));
    let mut rows: Vec<(i64, Vec<usize>)> = Vec::new();
    for i in by_height {
        let piece = &pieces[i];
        match rows.last_mut() {
            // Both middles lie within the other piece: the row's first piece stands for it.
            Some((first_middle, row)) if middle(piece) - *first_middle < i64::from(piece.bbox.height().max(1)) => {
                row.push(i);
            }
            _ => rows.push((middle(piece), vec![i])),
        }
    }
    let mut rows: Vec<Vec<usize>> = rows.into_iter().map(|(_, row)| row).collect();
    for row in &mut rows {
        row.sort_by_key(|&i| (pieces[i].bbox.left, i));
    }
    rows
}

/// A run of rows that is read in two columns.
struct Columns {
    rows: std::ops::Range<usize>,
    /// Middle of the strip between the columns.
    at: i32,
}

/// The pieces in reading order, each with whether it goes on in the line of the one before it.
fn order(pieces: &[Piece<'_>], rows: &[Vec<usize>], height: f64) -> Vec<(usize, bool)> {
    let columns = [letterhead(pieces, rows, height), closing(pieces, rows, height)];
    let mut out = Vec::with_capacity(pieces.len());
    let mut row = 0;
    while row < rows.len() {
        match columns.iter().flatten().find(|columns| columns.rows.start == row) {
            Some(columns) => {
                for left in [true, false] {
                    for members in &rows[columns.rows.clone()] {
                        let side = members.iter().filter(|&&i| (centre(&pieces[i]) < columns.at) == left);
                        out.extend(side.enumerate().map(|(n, &i)| (i, n > 0)));
                    }
                }
                row = columns.rows.end;
            }
            None => {
                out.extend(rows[row].iter().enumerate().map(|(n, &i)| (i, n > 0)));
                row += 1;
            }
        }
    }
    out
}

fn centre(piece: &Piece<'_>) -> i32 {
    (piece.bbox.left + piece.bbox.right) / 2
}

/// The two columns that open the page.
fn letterhead(pieces: &[Piece<'_>], rows: &[Vec<usize>], height: f64) -> Option<Columns> {
    let start = rows.iter().take(STRAY_ROWS + 1).position(|row| row.len() == 2)?;
    let columns = grow(pieces, rows, start, height)?;
    // The title is centred below: it crosses the strip, or the columns end with the number and the date.
    (columns.rows.len() >= 2).then_some(columns)
}

/// The two columns that close the page.
fn closing(pieces: &[Piece<'_>], rows: &[Vec<usize>], height: f64) -> Option<Columns> {
    let mut start = rows.len();
    let mut best = None;
    // The last run that reaches the end of the page, begun as high as it can be.
    for row in (0..rows.len()).rev() {
        if rows[row].len() == 2 && row < start {
            let Some(columns) = grow(pieces, rows, row, height) else { continue };
            if columns.rows.end + STRAY_ROWS < rows.len() {
                break;
            }
            start = columns.rows.start;
            best = Some(columns);
        }
    }
    best.filter(|columns| columns.rows.len() >= 2 && columns.rows.start > 0)
}

/// Extends the run that row `start` begins downwards as long as one strip stays free.
fn grow(pieces: &[Piece<'_>], rows: &[Vec<usize>], start: usize, height: f64) -> Option<Columns> {
    let [left, right] = rows[start][..] else { return None };
    let (mut from, mut to) = (pieces[left].bbox.right, pieces[right].bbox.left);
    let wide = |from: i32, to: i32| f64::from(to - from) >= GUTTER * height;
    if !wide(from, to) {
        return None;
    }
    let mut end = start + 1;
    let mut last_pair = start;
    'rows: for (number, row) in rows.iter().enumerate().skip(start + 1) {
        if row.len() > 2 {
            break;
        }
        let (mut next_from, mut next_to) = (from, to);
        for &i in row {
            let bbox = pieces[i].bbox;
            let at = (from + to) / 2;
            if bbox.right <= at || centre(&pieces[i]) < from {
                next_from = next_from.max(bbox.right);
            } else if bbox.left >= at || centre(&pieces[i]) > to {
                next_to = next_to.min(bbox.left);
            } else {
                break 'rows;
            }
        }
        if !wide(next_from, next_to) {
            break;
        }
        (from, to) = (next_from, next_to);
        end = number + 1;
        if row.len() == 2 {
            last_pair = number;
        }
    }
    let _ = last_pair;
    Some(Columns { rows: start..end, at: (from + to) / 2 })
}

/// Writes the text and the words with their places in it.
fn write(raw: &RawPage, ordered: &[(usize, bool)]) -> Page {
    let pieces = pieces(raw);
    let mut text = String::new();
    let mut length = 0u32;
    let mut words = Vec::new();
    let (mut line, mut block) = (0u32, 0u32);
    let mut above: Option<&Piece<'_>> = None;
    for &(index, goes_on) in ordered {
        let piece = &pieces[index];
        if let Some(above) = above {
            let joined = goes_on || above.line == piece.line;
            let same_block = above.paragraph == piece.paragraph || joined;
            let separator = match (joined, same_block) {
                (true, _) => " ",
                (false, true) => "\n",
                (false, false) => "\n\n",
            };
            text.push_str(separator);
            length += separator.len() as u32;
            line += u32::from(!joined);
            block += u32::from(!same_block);
        }
        for (n, word) in piece.words.iter().enumerate() {
            if n > 0 {
                text.push(' ');
                length += 1;
            }
            let read: String = word.text.trim().nfc().collect();
            let end = length + read.chars().count() as u32;
            words.push(OcrWord {
                span: Span::new(length, end),
                bbox: word.bbox,
                confidence: percent(word.confidence),
                symbols: word.symbols.iter().map(|readings| choices(readings)).collect(),
                line,
                block,
            });
            text.push_str(&read);
            length = end;
        }
        above = Some(piece);
    }
    if !text.is_empty() {
        text.push('\n');
    }
    Page {
        words,
        size: Some((raw.width, raw.height)),
        dpi: (raw.dpi > 0).then_some(raw.dpi),
        source: TextSource::Ocr,
        ..Page::from_text(text)
    }
}

fn percent(confidence: f32) -> Confidence {
    Confidence::new(f64::from(confidence) / 100.0)
}

/// Readings with a confidence above 0, in NFC, best first.
fn choices(readings: &[RawSymbol]) -> Vec<SymbolChoice> {
    let kept = readings.iter().filter(|RawSymbol(text, confidence)| *confidence > 0.0 && !text.trim().is_empty());
    let mut choices: Vec<SymbolChoice> = kept
        .map(|RawSymbol(text, confidence)| SymbolChoice { text: text.nfc().collect(), confidence: percent(*confidence) })
        .collect();
    choices.sort_by(|a, b| b.confidence.get().total_cmp(&a.confidence.get()));
    choices
}
