//! From ruled lines to the grids of tables and the frames of stamps.
//!
//! Lines that meet belong together. Such a group with lines both ways is a grid: its lines, sorted by place, part it
//! into rows and columns, and where a line is missing between two neighbours they are one cell. A grid of one cell is
//! a frame, as stamps and notices have.

use crate::document::PixelBox;

/// The cells of a group of lines that meet.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Its outline.
    pub bbox: PixelBox,
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// Its cells, row by row.
    pub cells: Vec<GridCell>,
    /// Whether each of its lines is drawn through, from one that it crosses to the next.
    pub plain: bool,
    /// How its lines lean; all its boxes are those of the table set straight.
    pub lean: Lean,
}

/// How the lines of a table lean against the lines of text: where a page is bent, or a table was pasted in.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Lean {
    /// Pixels down for each pixel to the right along its level lines, and pixels to the right for each down the others.
    slope: (f64, f64),
    /// Where nothing moves.
    middle: (f64, f64),
}

impl Lean {
    /// Moves a box to where it stands in the table set straight.
    pub fn straight(&self, bbox: PixelBox) -> PixelBox {
        let x = f64::from(bbox.left + bbox.right) / 2.0 - self.middle.0;
        let y = f64::from(bbox.top + bbox.bottom) / 2.0 - self.middle.1;
        let (right, down) = ((y * self.slope.1).round() as i32, (x * self.slope.0).round() as i32);
        PixelBox {
            left: bbox.left - right,
            top: bbox.top - down,
            right: bbox.right - right,
            bottom: bbox.bottom - down,
        }
    }

    /// The upright box around a box of the table as it leans on the page.
    pub fn leaning(&self, bbox: PixelBox) -> PixelBox {
        let corners =
            [(bbox.left, bbox.top), (bbox.right, bbox.top), (bbox.left, bbox.bottom), (bbox.right, bbox.bottom)];
        let moved = corners.map(|(x, y)| {
            let right = (f64::from(y) - self.middle.1) * self.slope.1;
            let down = (f64::from(x) - self.middle.0) * self.slope.0;
            (x + right.round() as i32, y + down.round() as i32)
        });
        let edge = |of: fn(&(i32, i32)) -> i32| {
            (moved.iter().map(of).min().unwrap_or(0), moved.iter().map(of).max().unwrap_or(0))
        };
        let ((left, right), (top, bottom)) = (edge(|p| p.0), edge(|p| p.1));
        PixelBox { left, top, right, bottom }
    }
}

/// A cell: its place in the grid and on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct GridCell {
    pub row: usize,
    pub column: usize,
    pub row_span: usize,
    pub column_span: usize,
    pub bbox: PixelBox,
}

/// Lines longer than this many times what is near are no pieces.
const LONG: i32 = 14;
/// A page with more lines is a picture or a form of dots.
const MOST_RULES: usize = 1_500;
/// A line of which less than this part is found is a line in pieces.
const SPARSE: f64 = 0.65;
/// Less than this part of a table's side is no line of it.
const SHORTEST: f64 = 0.05;
/// Part of the way from a line to the next that a line which crosses both is drawn.
const THROUGH: f64 = 0.8;
/// A line in pieces is one of a table when this part of its longest is found.
const FAINT: f64 = 0.3;
/// Columns that are on the average narrower than this many times what is near hold no words: the rays of a black seal.
const NARROWEST: i32 = 3;
/// More cells than this are no table of a document.
const MOST_CELLS: usize = 4000;

/// Finds the grids that `rules` make on a page where words are `height` pixels high, from the top.
pub fn grids(rules: &[PixelBox], height: f64) -> Vec<Grid> {
    // Lines that end this near to another meet it.
    let near = (height * 0.6).max(4.0) as i32;
    let mut groups = groups(rules, near);
    groups.retain(|group| group.len() >= 4);
    // Pieces of a faint line may meet none of the others; what lies inside is part of it.
    for group in &mut groups {
        let Some(frame) = group.iter().copied().reduce(PixelBox::union) else { continue };
        let inside = |rule: &&PixelBox| rule.union(frame) == frame && !group.contains(rule);
        let lone: Vec<PixelBox> = rules.iter().take(MOST_RULES).filter(inside).copied().collect();
        group.extend(lone);
    }
    let mut out: Vec<Grid> = groups.iter().filter_map(|group| grid(group, near)).collect();
    out.sort_by_key(|grid| (grid.bbox.top, grid.bbox.left));
    // What lies in another grid is part of it.
    let all = out.clone();
    out.retain(|grid| !all.iter().any(|other| other != grid && other.bbox.union(grid.bbox) == other.bbox));
    out
}

fn meet(a: &PixelBox, b: &PixelBox, near: i32) -> bool {
    a.left <= b.right + near && b.left <= a.right + near && a.top <= b.bottom + near && b.top <= a.bottom + near
}

/// Sorts lines into groups of which each meets another.
fn groups(rules: &[PixelBox], near: i32) -> Vec<Vec<PixelBox>> {
    let mut left: Vec<PixelBox> = rules.iter().take(MOST_RULES).copied().collect();
    let mut groups = Vec::new();
    while let Some(first) = left.pop() {
        let mut group = vec![first];
        let mut at = 0;
        while at < group.len() {
            let rule = group[at];
            let (meeting, rest): (Vec<_>, Vec<_>) = left.into_iter().partition(|other| meet(&rule, other, near));
            group.extend(meeting);
            left = rest;
            at += 1;
        }
        groups.push(group);
    }
    groups
}

/// A line of a grid: where it is, and the stretches that are drawn.
struct Track {
    at: i32,
    drawn: Vec<(i32, i32)>,
}

impl Track {
    fn drawn(&self, from: i32, to: i32) -> i32 {
        self.drawn.iter().map(|&(a, b)| (b.min(to) - a.max(from)).max(0)).sum()
    }

    /// How much of it is drawn, stretches at one place counted once each.
    fn all(&self) -> i32 {
        self.drawn(i32::MIN / 2, i32::MAX / 2)
    }

    /// How much of it is drawn between its ends, 0..1: a faint or leaning line is found in pieces.
    fn density(&self) -> f64 {
        let (from, to) = self.drawn.iter().fold((i32::MAX, i32::MIN), |(a, b), d| (a.min(d.0), b.max(d.1)));
        f64::from(self.drawn(from, to)) / f64::from((to - from).max(1))
    }

    /// Whether a stretch is drawn: most of it, or of a line in pieces as much as elsewhere. Where less than two pieces
    /// (of three `near`) are to be expected, none proves nothing.
    fn covers(&self, from: i32, to: i32, near: i32) -> bool {
        let (drawn, density) = (self.drawn(from, to), self.density());
        let expected = f64::from(to - from) * if density < SPARSE { density } else { 1.0 };
        f64::from(drawn) * 2.0 > expected || density < SPARSE && expected < f64::from(near * 6)
    }
}

/// Joins lines at the same place to tracks, in order.
fn tracks(lines: impl Iterator<Item = (i32, i32, i32)>, near: i32) -> Vec<Track> {
    let mut lines: Vec<_> = lines.collect();
    lines.sort_unstable();
    let mut out: Vec<Track> = Vec::new();
    for (at, from, to) in lines {
        match out.last_mut() {
            Some(track) if at - track.at <= near => track.drawn.push((from, to)),
            _ => out.push(Track { at, drawn: vec![(from, to)] }),
        }
    }
    out
}

/// The lines that are long enough to be one of a table.
fn long(mut tracks: Vec<Track>) -> Vec<Track> {
    let longest = tracks.iter().map(Track::all).max().unwrap_or(0);
    tracks.retain(|track| f64::from(track.all()) >= f64::from(longest) * SHORTEST);
    tracks
}

/// Takes out what are no lines of a table but the feet of its letters: short, and from no line that they cross to the
/// next. Whether all that are left go from one to the next.
fn crossing(tracks: &mut Vec<Track>, across: &[Track], near: i32) -> bool {
    let longest = tracks.iter().map(Track::all).max().unwrap_or(0);
    let through = |track: &Track| {
        let mut cells = across.windows(2).map(|pair| (pair[0].at + near / 2, pair[1].at - near / 2));
        cells.any(|(from, to)| to > from && f64::from(track.drawn(from, to)) >= f64::from(to - from) * THROUGH)
    };
    tracks.retain(|track| through(track) || f64::from(track.all()) >= f64::from(longest) * FAINT);
    tracks.iter().all(through)
}

/// How far lines rise: the median, by length, over pieces of lines that go on in one another. Each is where it begins,
/// where it ends, and how high it is. A line that was followed over a long way was level enough for that.
fn slope(lines: impl Iterator<Item = (i32, i32, f64)>, near: i32) -> f64 {
    let mut lines: Vec<_> = lines.collect();
    lines.sort_by(|a, b| a.0.cmp(&b.0).then(a.2.total_cmp(&b.2)));
    let mut slopes: Vec<(f64, f64)> = Vec::new();
    for (n, &(from, to, high)) in lines.iter().enumerate() {
        if to - from > near * LONG {
            slopes.push((0.0, f64::from(to - from)));
            continue;
        }
        let after = lines[n + 1..].iter().skip_while(|next| next.0 < to - near / 2);
        let after = after.take_while(|next| next.0 <= to + near).filter(|next| next.1 - next.0 <= near * LONG);
        let run = |next: &&(i32, i32, f64)| f64::from(next.0 + next.1 - from - to) / 2.0;
        let next = after.filter(|next| (next.2 - high).abs() * 12.0 <= run(next));
        if let Some(next) = next.min_by(|a, b| (a.2 - high).abs().total_cmp(&(b.2 - high).abs())) {
            slopes.push(((next.2 - high) / run(&next), run(&next)));
        }
    }
    slopes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = slopes.iter().map(|s| s.1).sum::<f64>() / 2.0;
    let mut sum = 0.0;
    let median = slopes.iter().find(|s| {
        sum += s.1;
        sum >= half
    });
    median.map_or(0.0, |s| if slopes.len() >= 6 { s.0 } else { 0.0 })
}

/// How the lines of a group lean, when they are in enough pieces to tell.
fn lean(group: &[PixelBox], near: i32) -> Lean {
    let level = |b: &&PixelBox| b.width() > b.height();
    let middle = |a: i32, b: i32| f64::from(a + b) / 2.0;
    let along = group.iter().filter(level).map(|b| (b.left, b.right, middle(b.top, b.bottom)));
    let down = group.iter().filter(|b| !level(b)).map(|b| (b.top, b.bottom, middle(b.left, b.right)));
    let Some(all) = group.iter().copied().reduce(PixelBox::union) else { return Lean::default() };
    Lean {
        slope: (slope(along, near), slope(down, near)),
        middle: (middle(all.left, all.right), middle(all.top, all.bottom)),
    }
}

fn grid(group: &[PixelBox], near: i32) -> Option<Grid> {
    let level = |b: &&PixelBox| b.width() > b.height();
    let lean = lean(group, near);
    let group: Vec<PixelBox> = group.iter().map(|b| lean.straight(*b)).collect();
    let rows = tracks(group.iter().filter(level).map(|b| ((b.top + b.bottom) / 2, b.left, b.right)), near);
    let columns = tracks(group.iter().filter(|b| !level(b)).map(|b| ((b.left + b.right) / 2, b.top, b.bottom)), near);
    let (mut rows, mut columns) = (long(rows), long(columns));
    let plain = crossing(&mut columns, &rows, near) & crossing(&mut rows, &columns, near);
    let (count_rows, count_columns) = (rows.len().checked_sub(1)?, columns.len().checked_sub(1)?);
    if count_rows == 0 || count_columns == 0 || count_rows * count_columns > MOST_CELLS {
        return None;
    }
    let bbox = PixelBox {
        left: columns[0].at,
        top: rows[0].at,
        right: columns[count_columns].at,
        bottom: rows[count_rows].at,
    };
    if bbox.width() < near * NARROWEST * count_columns as i32 {
        return None;
    }
    let mut taken = vec![false; count_rows * count_columns];
    let mut cells = Vec::new();
    for row in 0..count_rows {
        for column in 0..count_columns {
            if taken[row * count_columns + column] {
                continue;
            }
            let (top, left) = (rows[row].at, columns[column].at);
            let mut column_end = column + 1;
            while column_end < count_columns
                && !taken[row * count_columns + column_end]
                && !columns[column_end].covers(top, rows[row + 1].at, near)
            {
                column_end += 1;
            }
            let mut row_end = row + 1;
            while row_end < count_rows
                && !rows[row_end].covers(left, columns[column_end].at, near)
                && (column..column_end).all(|c| !taken[row_end * count_columns + c])
            {
                row_end += 1;
            }
            for r in row..row_end {
                taken[r * count_columns + column..r * count_columns + column_end].fill(true);
            }
            let bbox = PixelBox { left, top, right: columns[column_end].at, bottom: rows[row_end].at };
            cells.push(GridCell { row, column, row_span: row_end - row, column_span: column_end - column, bbox });
        }
    }
    Some(Grid { bbox, rows: count_rows, columns: count_columns, cells, plain, lean })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn across(y: i32, from: i32, to: i32) -> PixelBox {
        PixelBox { left: from, top: y, right: to, bottom: y + 3 }
    }

    fn down(x: i32, from: i32, to: i32) -> PixelBox {
        PixelBox { left: x, top: from, right: x + 3, bottom: to }
    }

    #[test]
    fn a_table_with_joined_cells() {
        // Three columns, three rows; in the first row two columns are one, the first column's last two rows are one.
        let rules = [
            across(100, 100, 700),
            across(200, 100, 700),
            across(302, 300, 700),
            across(400, 100, 700),
            down(100, 100, 400),
            down(300, 100, 400),
            down(500, 205, 400),
            down(700, 100, 400),
            // The rule under a title elsewhere.
            across(20, 300, 400),
        ];
        let grids = grids(&rules, 30.0);
        assert_eq!(grids.len(), 1);
        let places: Vec<_> = grids[0].cells.iter().map(|c| (c.row, c.column, c.row_span, c.column_span)).collect();
        assert_eq!((grids[0].rows, grids[0].columns), (3, 3));
        assert_eq!(
            places,
            [(0, 0, 1, 1), (0, 1, 1, 2), (1, 0, 2, 1), (1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1)]
        );
    }

    #[test]
    fn the_feet_of_letters_are_no_line_and_the_rays_of_a_seal_no_table() {
        let mut rules: Vec<PixelBox> = [100, 200, 300].map(|y| across(y, 100, 900)).to_vec();
        rules.extend([100, 300, 600, 900].map(|x| down(x, 100, 300)));
        let feet = [across(150, 320, 380), across(151, 620, 680), across(150, 750, 800)];
        rules.extend(feet);
        let found = grids(&rules, 30.0);
        assert_eq!((found[0].rows, found[0].columns, found[0].plain), (2, 3, true), "{found:?}");
        // A line that is found in pieces is one, but not a plain one.
        rules.extend([across(250, 110, 200), across(250, 340, 420), across(250, 650, 760)]);
        let found = grids(&rules, 30.0);
        assert_eq!((found[0].rows, found[0].plain), (3, false), "{found:?}");
        let mut seal: Vec<PixelBox> = (0..8).map(|n| across(100 + 25 * n, 100, 300)).collect();
        seal.extend((0..8).map(|n| down(100 + 25 * n, 100, 300)));
        assert!(grids(&seal, 30.0).is_empty());
    }

    #[test]
    fn a_table_that_leans_is_set_straight() {
        // Lines in pieces, one pixel down for each sixty to the right; one row is faint.
        let mut rules = Vec::new();
        for (row, piece) in [(0, 90), (1, 90), (2, 30), (3, 90)] {
            for n in 0..12 {
                let left = 100 + n * 100;
                rules.push(PixelBox { left, right: left + piece, ..across(100 + row * 60 + left / 60, 0, 0) });
            }
        }
        for x in [100, 260, 700, 1290] {
            rules.push(down(x, 100 + x / 60, 280 + x / 60));
        }
        let grids = grids(&rules, 30.0);
        assert_eq!((grids[0].rows, grids[0].columns, grids[0].cells.len()), (3, 3, 9), "{grids:?}");
        let word = PixelBox { left: 1200, top: 132, right: 1260, bottom: 160 };
        assert!(grids[0].lean.straight(word).top < 130);
        let back = grids[0].lean.leaning(grids[0].lean.straight(word));
        assert!((back.top - word.top).abs() <= 1 && (back.left - word.left).abs() <= 1);
    }

    #[test]
    fn a_frame_is_one_cell() {
        let rules = [across(100, 100, 500), across(250, 100, 500), down(100, 100, 250), down(500, 100, 250)];
        let grids = grids(&rules, 30.0);
        assert_eq!((grids.len(), grids[0].cells.len()), (1, 1));
    }

    #[test]
    fn underlines_are_nothing() {
        assert!(grids(&[across(100, 100, 500), across(250, 100, 500)], 30.0).is_empty());
        assert!(grids(&[], 30.0).is_empty());
    }
}
