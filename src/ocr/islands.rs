//! Parts of a page that are not read with its lines: tables with ruled lines, stamps in a frame, and the notes that
//! document systems print over a page.
//!
//! A grid of several cells is a table. A frame whose words are those of the stamp of incoming mail ("CÔNG VĂN ĐẾN",
//! "Số", "Ngày", "Giờ", Nghị định 30/2020/NĐ-CP, Annex IV) is a stamp. The note of a digital signature is known by its
//! labels: "Người ký:", "Email:", "Cơ quan:", "Thời gian ký:", two or more on neighbouring lines.

use super::assemble::is_speck;
use super::grid::{Grid, GridCell, grids};
use super::{RawLine, RawPage, RawWord};
use crate::document::{MarkKind, PixelBox};
use crate::text::letters::fold;

/// Labels of the note of a digital signature, folded.
const LABELS: &[&str] =
    &["nguoi ky:", "ky boi:", "ngay ky:", "thoi gian ky:", "gio ky:", "email:", "co quan:", "to chuc:", "signature"];
/// Of those, one has to be among the lines of a note.
const SIGNED: &[&str] = &["nguoi ky:", "ky boi:", "ngay ky:", "thoi gian ky:", "gio ky:"];
/// The part of a word's area that has to lie in a frame for the word to belong to it.
const INSIDE: f64 = 0.6;
/// Words that a frame may hold and be a stamp.
const MOST_WORDS: usize = 40;

/// A part of the page that is not read with its lines.
pub enum Island<'a> {
    /// A table and the words of each of its cells.
    #[allow(missing_docs)]
    Table { grid: Grid, words: Vec<Vec<&'a RawWord>> },
    /// A stamp or a system's note.
    #[allow(missing_docs)]
    Note { kind: MarkKind, bbox: PixelBox, text: String, words: Vec<&'a RawWord> },
}

impl Island<'_> {
    /// Where it is.
    pub fn bbox(&self) -> PixelBox {
        match self {
            Self::Table { grid, .. } => grid.bbox,
            Self::Note { bbox, .. } => *bbox,
        }
    }

    /// Whether a word belongs to it.
    pub fn has(&self, word: &RawWord) -> bool {
        let same = |other: &&RawWord| std::ptr::eq(*other, word);
        match self {
            Self::Table { grid, .. } => within(grid.lean.straight(word.bbox), grid.bbox),
            Self::Note { words, bbox, .. } => within(word.bbox, *bbox) && words.iter().any(same),
        }
    }
}

/// Finds the islands of a page whose words are `height` pixels high, from the top.
pub fn find(raw: &RawPage, height: f64) -> Vec<Island<'_>> {
    let mut out = Vec::new();
    let all = || raw.blocks.iter().flat_map(|b| &b.paragraphs).flat_map(|p| &p.lines).flat_map(|l| &l.words);
    for grid in grids(&raw.rules, height) {
        let words: Vec<&RawWord> =
            all().filter(|w| !is_speck(w, height) && within(grid.lean.straight(w.bbox), grid.bbox)).collect();
        let text = joined(&words, height);
        if words.len() <= MOST_WORDS && is_incoming(&text) {
            out.push(Island::Note { kind: MarkKind::Stamp, bbox: grid.bbox, text, words });
        } else if grid.rows * grid.columns > 1 && grid.columns > 1 && !words.is_empty() {
            let mut cells = vec![Vec::new(); grid.cells.len()];
            for word in words {
                let bbox = grid.lean.straight(word.bbox);
                if let Some(cell) = nearest(&grid, bbox).filter(|&n| !is_line(word, bbox, &grid.cells[n], height)) {
                    cells[cell].push(word);
                }
            }
            out.push(Island::Table { grid, words: cells });
        }
    }
    out.extend(signed(raw, &out));
    out.sort_by_key(|island| (island.bbox().top, island.bbox().left));
    out
}

/// Whether most of a word lies in a frame.
fn within(word: PixelBox, frame: PixelBox) -> bool {
    let across = (word.right.min(frame.right) - word.left.max(frame.left)).max(0);
    let down = (word.bottom.min(frame.bottom) - word.top.max(frame.top)).max(0);
    f64::from(across) * f64::from(down) >= INSIDE * f64::from(word.width().max(1)) * f64::from(word.height().max(1))
}

/// Whether a word is a line of the table that was read as a letter: a bar, or a dash at the edge of its cell or along it.
fn is_line(word: &RawWord, bbox: PixelBox, cell: &GridCell, height: f64) -> bool {
    let all = |signs: &[char]| word.text.trim().chars().all(|c| signs.contains(&c));
    let middle = (bbox.top + bbox.bottom) / 2;
    let edge = (middle - cell.bbox.top).min(cell.bbox.bottom - middle);
    all(&['|', '¦', '[', ']'])
        || all(&['_', '—', '-', '–']) && (f64::from(edge) < height * 0.4 || bbox.width() * 2 > cell.bbox.width())
}

/// The cell in which the middle of a word lies.
fn nearest(grid: &Grid, word: PixelBox) -> Option<usize> {
    let (x, y) = ((word.left + word.right) / 2, (word.top + word.bottom) / 2);
    let off = |from: i32, to: i32, at: i32| (from - at).max(at - to).max(0);
    let cells = grid.cells.iter().enumerate();
    let far = cells.map(|(n, c)| (off(c.bbox.left, c.bbox.right, x) + off(c.bbox.top, c.bbox.bottom, y), n));
    far.min().map(|(_, n)| n)
}

/// The lines of a cell or frame, each from the left.
pub fn lines<'a>(words: &[&'a RawWord], height: f64) -> Vec<Vec<&'a RawWord>> {
    let middle = |word: &RawWord| (word.bbox.top + word.bbox.bottom) / 2;
    let mut sorted = words.to_vec();
    sorted.sort_by_key(|word| (middle(word), word.bbox.left));
    let mut lines: Vec<(i32, Vec<&RawWord>)> = Vec::new();
    for word in sorted {
        match lines.last_mut() {
            Some((at, line)) if f64::from(middle(word) - *at) < height * 0.6 => line.push(word),
            _ => lines.push((middle(word), vec![word])),
        }
    }
    for (_, line) in &mut lines {
        line.sort_by_key(|word| word.bbox.left);
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

fn joined(words: &[&RawWord], height: f64) -> String {
    let line = |line: &Vec<&RawWord>| line.iter().map(|word| word.text.trim()).collect::<Vec<_>>().join(" ");
    lines(words, height).iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Whether the text of a frame is that of the stamp of incoming mail: "ĐẾN" in capitals, or small with a field beside
/// it.
fn is_incoming(text: &str) -> bool {
    let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let heading = |word: &str| fold(word) == "den";
    let fields = ["so", "ngay", "gio"];
    words().any(|word| heading(word) && !word.chars().any(char::is_lowercase))
        || words().next().is_some_and(heading) && text.contains(':') && words().any(|w| fields.contains(&&*fold(w)))
}

/// The notes of digital signatures: neighbouring lines that begin with its labels.
fn signed<'a>(raw: &'a RawPage, taken: &[Island<'a>]) -> Vec<Island<'a>> {
    let mut out = Vec::new();
    let lines = raw.blocks.iter().flat_map(|b| &b.paragraphs).flat_map(|p| &p.lines);
    let mut note: Vec<&RawLine> = Vec::new();
    let mut close = |note: &mut Vec<&'a RawLine>| {
        let labelled = |line: &&RawLine| has_label(line, SIGNED);
        let words: Vec<&RawWord> = note.iter().flat_map(|line| &line.words).collect();
        if note.len() >= 2
            && note.iter().any(labelled)
            && let Some(bbox) = words.iter().map(|word| word.bbox).reduce(PixelBox::union)
        {
            let text = note.iter().map(|line| written(line)).collect::<Vec<_>>().join("\n");
            out.push(Island::Note { kind: MarkKind::Annotation, bbox, text, words });
        }
        note.clear();
    };
    for line in lines {
        let own = line.words.is_empty() || line.words.iter().all(|word| taken.iter().any(|island| island.has(word)));
        if !own && has_label(line, LABELS) {
            note.push(line);
        } else {
            close(&mut note);
        }
    }
    close(&mut note);
    out
}

fn written(line: &RawLine) -> String {
    line.words.iter().map(|word| word.text.trim()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether a line begins with one of `labels`, dirt before it looked through.
fn has_label(line: &RawLine, labels: &[&str]) -> bool {
    let head = fold(&written(line).chars().take(30).collect::<String>());
    let head = head.trim_start_matches(|c: char| !c.is_alphabetic());
    labels.iter().any(|label| head.starts_with(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_known_by_their_words() {
        for text in [
            "CÔNG VĂN ĐẾN\nSố: 12",
            "CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ\nĐẾN Giờ: 5\nNgày: 04/5",
            "ĐẾN\nSố:.....\nNgày:.....",
        ] {
            assert!(is_incoming(text), "{text}");
        }
        for text in
            ["Đến ngày 30 tháng 6", "STT\nKết quả đến 30/6", "Nơi nhận: Sở Y tế", "STT\nNội dung\nThời hạn: đến quý I"]
        {
            assert!(!is_incoming(text), "{text}");
        }
    }
}
