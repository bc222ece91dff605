//! Reading order: rows from the top, and two columns where a document of the administration has them.
//!
//! The letterhead (issuing body and number | quốc hiệu, place and date) and the closing block (nơi nhận | signature)
//! are set side by side (Nghị định 30/2020/NĐ-CP, Annex I). A run of rows that one empty vertical strip parts into a
//! left and a right side is read left, then right. Only runs that open or close the page's text and have no third column
//! are taken so; tables without lines stay in rows.

use super::RawWord;
use crate::document::PixelBox;
use crate::text::letters::fold;

/// The strip between two columns is at least this many line heights wide.
const GUTTER: f64 = 0.8;
/// Rows of a page that may stand before a letterhead (page number, stamp) or behind a closing block.
const STRAY_ROWS: usize = 2;
/// Of the rows of a run at most one in this many may have more than two pieces: a table has more.
const ROWS_WITH_MORE: usize = 3;

/// Part of a line: words without a wide gap between them.
#[derive(Debug, Clone)]
pub struct Piece<'a> {
    /// The words, from the left.
    pub words: Vec<&'a RawWord>,
    /// The box around them.
    pub bbox: PixelBox,
    /// Number of the engine's line, in its order.
    pub line: usize,
    /// Number of its paragraph.
    pub paragraph: usize,
}

/// The pieces in reading order, each with whether it goes on in the line of the one before it. `height` is that of the
/// page's words.
pub fn order(pieces: &[Piece<'_>], height: f64) -> Vec<(usize, bool)> {
    let rows = &rows(pieces)[..];
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

fn centre(piece: &Piece<'_>) -> i32 {
    (piece.bbox.left + piece.bbox.right) / 2
}

/// The two columns that open the page.
fn letterhead(pieces: &[Piece<'_>], rows: &[Vec<usize>], height: f64) -> Option<Columns> {
    (0..rows.len().min(STRAY_ROWS + 1)).find_map(|start| grow(pieces, rows, start, height))
}

/// The two columns that close the page: those that begin highest among the runs that reach its end.
fn closing(pieces: &[Piece<'_>], rows: &[Vec<usize>], height: f64) -> Option<Columns> {
    let mut best: Option<Columns> = None;
    for start in (1..rows.len()).rev() {
        match grow(pieces, rows, start, height) {
            Some(columns) if columns.rows.end + STRAY_ROWS >= rows.len() => best = Some(columns),
            // Rows on one side may stand between two that have both: the names of those who get a copy go down beside the
            // place of the seal. What lies across the strip ends the block.
            _ if best.as_ref().is_some_and(|columns| {
                rows[start].iter().any(|&i| (pieces[i].bbox.left..pieces[i].bbox.right).contains(&columns.at))
            }) =>
            {
                break;
            }
            _ => {}
        }
    }
    best
}

/// The run of rows that begins with row `start` and goes down as long as one strip stays free; `None` when the row
/// has no two sides or the run is none of two columns.
fn grow(pieces: &[Piece<'_>], rows: &[Vec<usize>], start: usize, height: f64) -> Option<Columns> {
    let first = &rows[start];
    let gaps = first.windows(2).map(|pair| (pieces[pair[0]].bbox.right, pieces[pair[1]].bbox.left));
    let (mut from, mut to) = gaps.max_by_key(|(from, to)| to - from)?;
    let mut end = start;
    let (mut pairs, mut crowded) = (0, 0);
    for row in &rows[start..] {
        // The addressees stand below a letterhead, and what follows belongs to them.
        if row.first().is_some_and(|&i| opens_address(&pieces[i])) {
            break;
        }
        let (mut next_from, mut next_to, mut sides) = (from, to, (false, false));
        for &i in row {
            let bbox = pieces[i].bbox;
            if centre(&pieces[i]) * 2 < from + to {
                next_from = next_from.max(bbox.right);
                sides.0 = true;
            } else {
                next_to = next_to.min(bbox.left);
                sides.1 = true;
            }
        }
        if f64::from(next_to - next_from) < GUTTER * height {
            break;
        }
        (from, to) = (next_from, next_to);
        end += 1;
        pairs += usize::from(sides == (true, true));
        crowded += usize::from(row.len() > 2);
    }
    let two_columns = end - start >= 2 && pairs >= 1 && crowded * ROWS_WITH_MORE <= end - start;
    two_columns.then_some(Columns { rows: start..end, at: (from + to) / 2 })
}

/// "Kính gửi:", alone or with the names behind it; a stamp may have eaten its head.
fn opens_address(piece: &Piece<'_>) -> bool {
    let words: Vec<String> = piece.words.iter().take(2).map(|word| fold(word.text.trim())).collect();
    words.len() == 2 && words[0].ends_with("inh") && words[1].starts_with("gui") && words[1].len() <= 5
}
