//! The content stream of the invisible layer.
//!
//! Each word is shown in rendering mode 3 (painted nowhere), stretched to its width on the page, and followed by a blank
//! as wide as the gap to the next word: what looks for blanks and what looks for gaps finds the same words.

use super::super::layout::PlacedPage;
use super::font::{Codes, WIDTH};
use super::lines::{TextLine, Vector, lines};
use lopdf::Object;
use lopdf::content::{Content, Operation};

/// From pixels of the page image (y down) to the coordinates of a PDF page: `x' = a x + c y + e`, `y' = b x + d y + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Affine {
    /// `a` to `f` of ISO 32000-1, 8.3.3.
    pub matrix: [f64; 6],
}

impl Affine {
    /// A picture of `size` pixels that fills a page of `points` from its lower left corner.
    pub fn filling(size: (u32, u32), points: (f64, f64)) -> Self {
        let (sx, sy) = (points.0 / f64::from(size.0.max(1)), points.1 / f64::from(size.1.max(1)));
        Self { matrix: [sx, 0.0, 0.0, -sy, 0.0, points.1] }
    }

    /// This matrix behind `first`.
    pub fn after(&self, first: &Self) -> Self {
        let (right, up) =
            (self.direction((first.matrix[0], first.matrix[1])), self.direction((first.matrix[2], first.matrix[3])));
        let origin = self.point((first.matrix[4], first.matrix[5]));
        Self { matrix: [right.0, right.1, up.0, up.1, origin.0, origin.1] }
    }

    /// The area of the box around the unit square, where an image is drawn, within `bounds` (left, bottom, right, top).
    pub fn unit_square_within(&self, bounds: [f64; 4]) -> f64 {
        let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|corner| self.point(corner));
        let reach = |along: fn(&Vector) -> f64, low: f64, high: f64| {
            let values = corners.iter().map(along);
            values.clone().fold(f64::MIN, f64::max).min(high) - values.fold(f64::MAX, f64::min).max(low)
        };
        reach(|c| c.0, bounds[0], bounds[2]).max(0.0) * reach(|c| c.1, bounds[1], bounds[3]).max(0.0)
    }

    /// Where a point lies.
    pub fn point(&self, (x, y): Vector) -> Vector {
        let [a, b, c, d, e, f] = self.matrix;
        (a * x + c * y + e, b * x + d * y + f)
    }

    fn direction(&self, (x, y): Vector) -> Vector {
        let [a, b, c, d, ..] = self.matrix;
        (a * x + c * y, b * x + d * y)
    }
}

/// The layer of a page, as a content stream that leaves the graphics state as it was. `font` is the font's name in
/// the page's resources; `place` turns pixels into page coordinates.
pub fn layer(page: &PlacedPage, codes: &Codes, font: &str, place: &Affine) -> Vec<u8> {
    let mut out = vec![Operation::new("q", vec![]), Operation::new("BT", vec![]), Operation::new("Tr", vec![3.into()])];
    for line in lines(page) {
        show(&mut out, &line, codes, font, place);
    }
    out.push(Operation::new("ET", vec![]));
    out.push(Operation::new("Q", vec![]));
    // Encoding to memory cannot fail.
    Content { operations: out }.encode().unwrap_or_default()
}

fn show(out: &mut Vec<Operation>, line: &TextLine, codes: &Codes, font: &str, place: &Affine) {
    out.push(Operation::new("Tf", vec![Object::Name(font.as_bytes().to_vec()), number(line.size)]));
    let (a, b) = place.direction(line.along);
    // The letters stand up from the line.
    let (c, d) = place.direction((-line.down.0, -line.down.1));
    for word in &line.words {
        let natural = word.text.chars().count() as f64 * WIDTH * line.size;
        let (e, f) = place.point(word.at);
        out.push(Operation::new("Tm", [a, b, c, d, e, f].map(number).to_vec()));
        out.push(Operation::new("Tz", vec![number(100.0 * word.width / natural)]));
        out.push(Operation::new("Tj", vec![codes.string(&word.text)]));
        out.push(Operation::new("Tz", vec![number(100.0 * word.gap / (WIDTH * line.size))]));
        out.push(Operation::new("Tj", vec![codes.string(" ")]));
    }
}

/// A number as it is written: no more digits than a page can show.
fn number(value: f64) -> Object {
    Object::Real(((value * 100_000.0).round() / 100_000.0) as f32)
}

/// The name under which pages know the layer's font; nobody else uses it.
pub const FONT: &str = "VankhoLayer";
