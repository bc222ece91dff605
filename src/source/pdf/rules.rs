//! The level and upright lines that a page draws: the frames of its tables.
//!
//! Programs draw a table's lines as strokes, as rectangles, or cell by cell as thin filled boxes with a small square at
//! each corner. All of these become thin rectangles, and what goes on in one line is one.

use hayro::kurbo::{Affine, BezPath, PathEl, Point, Rect};

/// Thicker is an area and no line, in points.
const THICKEST: f64 = 3.0;
/// Shorter is a dot or a corner, in points.
const SHORTEST: f64 = 5.0;
/// Pieces this near go on in one another, in points.
const NEAR: f64 = 1.5;
/// Half of how thick a stroke is taken for, in points.
const HALF: f64 = 0.4;
/// More lines than this are a drawing.
const MOST: usize = 20_000;

/// Adds the lines of a path, its places moved by `transform`. The edges of an area count when it is `stroked`, the area
/// itself when it is thin.
pub fn of_path(path: &BezPath, transform: Affine, stroked: bool, out: &mut Vec<Rect>) {
    let mut corners: Vec<Point> = Vec::new();
    let mut straight = true;
    for element in path.elements() {
        match element {
            PathEl::MoveTo(point) => {
                part(&corners, straight, stroked, out);
                corners.clear();
                straight = true;
                corners.push(transform * *point);
            }
            PathEl::LineTo(point) => corners.push(transform * *point),
            PathEl::ClosePath => corners.extend(corners.first().copied()),
            PathEl::QuadTo(..) | PathEl::CurveTo(..) => straight = false,
        }
    }
    part(&corners, straight, stroked, out);
}

fn part(corners: &[Point], straight: bool, stroked: bool, out: &mut Vec<Rect>) {
    if !straight || corners.len() < 2 || out.len() >= MOST {
        return;
    }
    if stroked {
        for pair in corners.windows(2).take(MOST - out.len()) {
            let side = Rect::from_points(pair[0], pair[1]);
            if side.is_finite() && (side.width() < HALF || side.height() < HALF) {
                out.push(side.inflate(HALF, HALF));
            }
        }
    } else if corners.len() <= 6 {
        let area =
            corners.iter().fold(Rect::from_points(corners[0], corners[0]), |area, corner| area.union_pt(*corner));
        if area.is_finite() && area.width().min(area.height()) <= THICKEST {
            out.push(area);
        }
    }
}

/// The lines that pieces add up to, inside `page`: those along it, then those down it, each from the top.
pub fn joined(pieces: Vec<Rect>, page: Rect) -> Vec<Rect> {
    let pieces = pieces.into_iter().map(|piece| piece.intersect(page)).filter(|r| r.width() > 0.0 && r.height() > 0.0);
    let (along, down): (Vec<Rect>, Vec<Rect>) = pieces.partition(|rect| rect.width() >= rect.height());
    // Corners are pieces of both.
    let corner = |rect: &&Rect| rect.width() <= THICKEST && rect.height() <= THICKEST;
    let corners: Vec<Rect> = along.iter().filter(corner).copied().collect();
    let turned = |rect: Rect| Rect::new(rect.y0, rect.x0, rect.y1, rect.x1);
    let down = down.into_iter().chain(corners).map(turned).collect();
    let mut out = in_line(along);
    out.extend(in_line(down).into_iter().map(turned));
    out
}

/// Joins level pieces at one height that touch.
fn in_line(mut pieces: Vec<Rect>) -> Vec<Rect> {
    pieces.sort_by(|a, b| a.center().y.total_cmp(&b.center().y).then(a.x0.total_cmp(&b.x0)));
    let mut out: Vec<Rect> = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let high = pieces[at].center().y;
        let end = at + pieces[at..].partition_point(|piece| piece.center().y - high < NEAR);
        let mut level = pieces[at..end].to_vec();
        level.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        let first = out.len();
        for piece in level {
            match out[first..].last_mut() {
                Some(line) if piece.x0 - line.x1 < NEAR => *line = line.union(piece),
                _ => out.push(piece),
            }
        }
        at = end;
    }
    out.retain(|line| line.width() >= SHORTEST && line.height() <= 2.0 * THICKEST);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro::kurbo::Shape;

    #[test]
    fn strokes_frames_and_thin_boxes_are_lines() {
        let mut found = Vec::new();
        let mut stroke = BezPath::new();
        stroke.move_to((50.0, 100.0));
        stroke.line_to((250.0, 100.0));
        of_path(&stroke, Affine::IDENTITY, true, &mut found);
        of_path(&Rect::new(50.0, 200.0, 250.0, 300.0).to_path(0.1), Affine::IDENTITY, true, &mut found);
        // A cell's edge in two pieces with a corner between them, and the ground of a cell, which is no line.
        for x in [(50.0, 149.5), (149.5, 150.0), (150.0, 250.0)] {
            of_path(&Rect::new(x.0, 400.0, x.1, 400.5).to_path(0.1), Affine::IDENTITY, false, &mut found);
        }
        of_path(&Rect::new(50.0, 500.0, 250.0, 540.0).to_path(0.1), Affine::IDENTITY, false, &mut found);
        let lines = joined(found, Rect::new(0.0, 0.0, 600.0, 800.0));
        let places: Vec<(i32, i32, i32)> =
            lines.iter().map(|l| (l.x0.round() as i32, l.y0.round() as i32, l.width().round() as i32)).collect();
        assert_eq!(
            places,
            [(50, 100, 201), (50, 200, 201), (50, 300, 201), (50, 400, 200), (50, 200, 1), (250, 200, 1)]
        );
    }

    #[test]
    fn slanted_lines_and_curves_are_none() {
        let mut found = Vec::new();
        let mut path = BezPath::new();
        path.move_to((50.0, 100.0));
        path.line_to((250.0, 180.0));
        path.move_to((50.0, 300.0));
        path.curve_to((60.0, 300.0), (70.0, 300.0), (90.0, 300.0));
        of_path(&path, Affine::IDENTITY, true, &mut found);
        assert!(found.is_empty());
    }
}
