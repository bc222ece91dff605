//! From letters with places to words and lines.
//!
//! A file says where each letter stands and seldom what is a word. Letters follow each other into a word while they stand
//! on one base line without a gap; words share a line when their base lines agree, whatever order they were drawn in.
//! A line is parted at wide gaps, so that what stands side by side in two columns stays apart. Reading order is not
//! settled here.

use super::content::Glyph;
use hayro::kurbo::{Point, Rect, Vec2};

/// A gap wider than this, in font sizes, parts words: spaces are a quarter, set tight in a justified line.
const WORD_GAP: f64 = 0.18;
/// Words of one line closer than this, in font sizes, and with no space drawn between them are one word.
const NO_GAP: f64 = 0.08;
/// A gap wider than this, in font sizes, parts a line.
const LINE_GAP: f64 = 1.5;
/// Base lines differ by less than this, in font sizes, within a line.
const BASE_LINE: f64 = 0.4;
/// A line further below the one above it than this many usual distances opens a paragraph.
const PARAGRAPH: f64 = 1.4;
/// Heights of letters above and below the base line, in font sizes.
const ASCENT: f64 = 0.75;
const DESCENT: f64 = 0.22;

/// One word with its place in points from the upper left corner of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// The letters.
    pub text: String,
    /// Where.
    pub bounds: Rect,
    /// Which way it runs; (1, 0) is upright.
    pub direction: Vec2,
    base: f64,
    size: f64,
    spaced: bool,
}

/// A line, or a part of one between wide gaps.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its words from the left.
    pub words: Vec<Word>,
    /// Number of its paragraph, counted from 0.
    pub paragraph: usize,
}

impl Line {
    /// Where.
    pub fn bounds(&self) -> Rect {
        self.words.iter().map(|w| w.bounds).reduce(|a, b| a.union(b)).unwrap_or(Rect::ZERO)
    }

    /// Its words with a space between.
    pub fn text(&self) -> String {
        self.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn base(&self) -> f64 {
        self.words.first().map_or(0.0, |w| w.base)
    }

    fn size(&self) -> f64 {
        self.words.first().map_or(0.0, |w| w.size)
    }
}

/// The lines that `glyphs` make, from the top and from the left.
pub fn lines<'a>(glyphs: impl IntoIterator<Item = &'a Glyph>) -> Vec<Line> {
    let (level, turned): (Vec<Word>, Vec<Word>) = words(glyphs).into_iter().partition(|w| w.direction.x > 0.98);
    let mut lines: Vec<Line> = rows(level).into_iter().flat_map(part).collect();
    lines.extend(turned.into_iter().map(|word| Line { words: vec![word], paragraph: 0 }));
    lines.sort_by(|a, b| a.base().total_cmp(&b.base()).then(a.bounds().x0.total_cmp(&b.bounds().x0)));
    number_paragraphs(&mut lines);
    lines
}

/// Words in the order of drawing.
fn words<'a>(glyphs: impl IntoIterator<Item = &'a Glyph>) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut end = Point::ORIGIN;
    let mut spaced = true;
    for glyph in glyphs {
        let text = shown(&glyph.text);
        if text.is_empty() {
            spaced = true;
            continue;
        }
        let along = glyph.end - glyph.start;
        let direction = if along.hypot() > 1e-6 {
            along / along.hypot()
        } else {
            words.last().map_or(Vec2::new(1.0, 0.0), |w| w.direction)
        };
        let bounds = bounds(glyph, direction);
        let gap = glyph.start - end;
        let mark = text.starts_with(|c| ('\u{300}'..='\u{36F}').contains(&c));
        match words.last_mut() {
            Some(word) if !spaced && follows(word, glyph, direction, gap, mark) => {
                word.text.push_str(&text);
                word.bounds = word.bounds.union(bounds);
                word.size = word.size.max(glyph.size);
            }
            _ => words.push(Word { text, bounds, direction, base: glyph.start.y, size: glyph.size, spaced }),
        }
        end = glyph.end;
        spaced = false;
    }
    words
}

fn follows(word: &Word, glyph: &Glyph, direction: Vec2, gap: Vec2, mark: bool) -> bool {
    let size = word.size.max(glyph.size);
    let (ahead, aside) = (gap.dot(word.direction), gap.cross(word.direction).abs());
    if mark {
        return ahead.abs() < size && aside < size;
    }
    word.direction.dot(direction) > 0.98 && (-0.3 * size..WORD_GAP * size).contains(&ahead) && aside < 0.35 * size
}

/// The box of a letter, by the height of its font.
fn bounds(glyph: &Glyph, direction: Vec2) -> Rect {
    let up = Vec2::new(direction.y, -direction.x) * glyph.size;
    let corners = [glyph.start, glyph.end].into_iter().flat_map(|p| [p + up * ASCENT, p - up * DESCENT]);
    corners
        .map(|p| Rect::from_points(p, p))
        .reduce(|a, b| a.union(b))
        .unwrap_or(Rect::from_points(glyph.start, glyph.end))
}

/// A letter as text: without spaces and control characters, ligatures taken apart, the bullets of symbol fonts
/// (which stand in the private area) as the signs that they look like.
fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if c.is_whitespace() || c.is_control() => {}
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}' => {}
            '\u{FB00}' => out.push_str("ff"),
            '\u{FB01}' => out.push_str("fi"),
            '\u{FB02}' => out.push_str("fl"),
            '\u{FB03}' => out.push_str("ffi"),
            '\u{FB04}' => out.push_str("ffl"),
            '\u{F02A}' => out.push('*'),
            '\u{F02B}' => out.push('+'),
            '\u{F02D}' => out.push('-'),
            '\u{F06F}' | '\u{F0A1}' => out.push('○'),
            '\u{F0A7}' => out.push('▪'),
            '\u{F0B7}' => out.push('•'),
            '\u{F0D8}' => out.push('➢'),
            '\u{F0FC}' => out.push('✓'),
            c => out.push(c),
        }
    }
    out
}

/// Words with one base line, from the left; what is printed twice in one place to look bold is there once.
fn rows(mut words: Vec<Word>) -> Vec<Vec<Word>> {
    words.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut rows: Vec<Vec<Word>> = Vec::new();
    for word in words {
        match rows.last_mut() {
            Some(row) if word.base - row[0].base < BASE_LINE * row[0].size.min(word.size).max(1.0) => row.push(word),
            _ => rows.push(vec![word]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.bounds.x0.total_cmp(&b.bounds.x0));
        let mut kept: Vec<Word> = Vec::with_capacity(row.len());
        for word in row.drain(..) {
            let gap = kept.last().map_or(f64::MAX, |last| word.bounds.x0 - last.bounds.x1);
            match kept.last_mut() {
                Some(last) if last.text == word.text && -gap > 0.6 * word.bounds.width() => {}
                Some(last) if !word.spaced && (-0.3 * word.size..NO_GAP * word.size).contains(&gap) => {
                    last.text.push_str(&word.text);
                    last.bounds = last.bounds.union(word.bounds);
                }
                _ => kept.push(word),
            }
        }
        *row = kept;
    }
    rows
}

/// Parts a row at wide gaps.
fn part(row: Vec<Word>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for word in row {
        let last = lines.last().and_then(|line| line.words.last());
        let near = last.is_some_and(|last| word.bounds.x0 - last.bounds.x1 < LINE_GAP * word.size.max(last.size));
        match lines.last_mut() {
            Some(line) if near => line.words.push(word),
            _ => lines.push(Line { words: vec![word], paragraph: 0 }),
        }
    }
    lines
}

/// A line belongs to the paragraph of the line above it when it stands as near as lines usually do.
fn number_paragraphs(lines: &mut [Line]) {
    const LOOK_BACK: usize = 6;
    let boxes: Vec<Rect> = lines.iter().map(Line::bounds).collect();
    let above: Vec<Option<(usize, f64)>> = (0..lines.len())
        .map(|i| {
            let mut before = (i.saturating_sub(LOOK_BACK)..i).rev();
            let below = |j: usize| lines[i].base() - lines[j].base();
            let over = |j: &usize| boxes[*j].x0 < boxes[i].x1 && boxes[i].x0 < boxes[*j].x1;
            before.find(|j| over(j) && below(*j) > 0.5 * lines[i].size()).map(|j| (j, below(j)))
        })
        .collect();
    let mut distances: Vec<f64> = above.iter().flatten().map(|&(_, distance)| distance).collect();
    distances.sort_by(f64::total_cmp);
    let usual = distances.get(distances.len() / 2).copied().unwrap_or(0.0);
    let mut count = 0;
    for i in 0..lines.len() {
        lines[i].paragraph = match above[i] {
            Some((j, distance)) if distance <= PARAGRAPH * usual => lines[j].paragraph,
            _ => {
                count += 1;
                count - 1
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters of half a size each, from a place on; `_` is a space that is drawn.
    fn glyphs(x: f64, y: f64, text: &str) -> Vec<Glyph> {
        let letters = text.chars().enumerate();
        letters
            .map(|(i, c)| Glyph {
                text: if c == '_' { " ".into() } else { c.to_string() },
                start: Point::new(x + 5.0 * i as f64, y),
                end: Point::new(x + 5.0 * (i + 1) as f64, y),
                size: 10.0,
                visible: true,
                watermark: false,
            })
            .collect()
    }

    fn texts(lines: &[Line]) -> Vec<String> {
        lines.iter().map(Line::text).collect()
    }

    #[test]
    fn spaces_are_drawn_or_left_out() {
        let drawn = glyphs(10.0, 20.0, "Sở_Y_tế");
        assert_eq!(texts(&lines(&drawn)), ["Sở Y tế"]);
        let gaps = [glyphs(10.0, 20.0, "Sở"), glyphs(23.0, 20.0, "Y"), glyphs(31.0, 20.0, "tế")].concat();
        assert_eq!(texts(&lines(&gaps)), ["Sở Y tế"]);
        let pieces = [glyphs(10.0, 20.0, "ngh"), glyphs(25.0, 20.0, "iệp")].concat();
        assert_eq!(texts(&lines(&pieces)), ["nghiệp"]);
    }

    #[test]
    fn marks_on_their_own_stay_with_their_letter() {
        let mut word = glyphs(10.0, 20.0, "kê");
        let mut mark = glyphs(17.0, 20.0, "\u{301}");
        mark[0].end = mark[0].start;
        word.extend(mark);
        assert_eq!(texts(&lines(&word)), ["kê\u{301}"]);
    }

    #[test]
    fn columns_and_order_of_drawing() {
        let mixed = [
            glyphs(300.0, 40.0, "Độc_lập"),
            glyphs(10.0, 21.0, "UBND_TỈNH"),
            glyphs(300.0, 20.0, "CỘNG_HÒA"),
            glyphs(10.0, 40.0, "SỞ_Y_TẾ"),
        ]
        .concat();
        assert_eq!(texts(&lines(&mixed)), ["CỘNG HÒA", "UBND TỈNH", "SỞ Y TẾ", "Độc lập"]);
    }

    #[test]
    fn bold_by_printing_twice_and_bullets() {
        let twice = [glyphs(10.0, 20.0, "KẾ_HOẠCH"), glyphs(10.3, 20.0, "KẾ_HOẠCH")].concat();
        assert_eq!(texts(&lines(&twice)), ["KẾ HOẠCH"]);
        assert_eq!(shown("\u{F0B7}"), "•");
        assert_eq!(shown("\u{FB01}\u{AD}"), "fi");
    }

    #[test]
    fn paragraphs_by_distance() {
        let rows = [20.0, 35.0, 50.0, 75.0, 90.0].map(|y| glyphs(10.0, y, "một_dòng")).concat();
        let numbers: Vec<usize> = lines(&rows).iter().map(|l| l.paragraph).collect();
        assert_eq!(numbers, [0, 0, 0, 1, 1]);
    }

    #[test]
    fn turned_words_are_lines_of_their_own() {
        let up: Vec<Glyph> = glyphs(0.0, 0.0, "DỌC")
            .into_iter()
            .map(|g| Glyph { start: Point::new(50.0, 90.0 - g.start.x), end: Point::new(50.0, 90.0 - g.end.x), ..g })
            .collect();
        let lines = lines(&[up, glyphs(10.0, 80.0, "ngang")].concat());
        assert_eq!(texts(&lines), ["ngang", "DỌC"]);
        assert!(lines[1].bounds().height() > lines[1].bounds().width());
    }
}
