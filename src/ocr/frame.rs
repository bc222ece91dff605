//! How the image that the engine read lies on the page as it was given.
//!
//! A page is turned, straightened and scaled before it is read; the engine's boxes are pixels of that image. A
//! [`Frame`] takes them back, so that everything behind reading order sees the page as it was scanned.

use crate::document::PixelBox;
use serde::{Deserialize, Serialize};

/// Maps places on the image that was read to the page as it was given: `x' = a x + b y + c`, `y' = d x + e y + f`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f64; 6]", into = "[f64; 6]")]
pub struct Frame([f64; 6]);

impl From<[f64; 6]> for Frame {
    fn from(terms: [f64; 6]) -> Self {
        Self(terms)
    }
}

impl From<Frame> for [f64; 6] {
    fn from(frame: Frame) -> Self {
        frame.0
    }
}

impl Default for Frame {
    fn default() -> Self {
        Self([1.0, 0.0, 0.0, 0.0, 1.0, 0.0])
    }
}

impl Frame {
    /// Whether it changes nothing.
    pub fn is_identity(&self) -> bool {
        *self == Self::default()
    }

    /// That of an image of `to` pixels made from one of `from` pixels by quarter turns clockwise, then a turn by
    /// `degrees` clockwise about the middle, then a scale.
    pub fn of_turn(from: (usize, usize), to: (usize, usize), quarters: u32, degrees: f64, scale: f64) -> Self {
        let middle = |(width, height): (usize, usize)| (width as f64 / 2.0, height as f64 / 2.0);
        let ((from_x, from_y), (to_x, to_y)) = (middle(from), middle(to));
        // Backwards: the angle is taken off again.
        let (sin, cos) = (degrees + 90.0 * f64::from(quarters % 4)).to_radians().sin_cos();
        let (a, b) = (cos / scale, sin / scale);
        Self([a, b, from_x - a * to_x - b * to_y, -b, a, from_y + b * to_x - a * to_y])
    }

    /// Where a point lies on the page as it was given.
    pub fn point(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + b * y + c, d * x + e * y + f)
    }

    /// The upright box around a box, on a page of `width` by `height` pixels.
    pub fn place(&self, bbox: PixelBox, width: u32, height: u32) -> PixelBox {
        if self.is_identity() {
            return bbox;
        }
        let corners =
            [(bbox.left, bbox.top), (bbox.right, bbox.top), (bbox.left, bbox.bottom), (bbox.right, bbox.bottom)]
                .map(|(x, y)| self.point(f64::from(x), f64::from(y)));
        let least = |of: fn(&(f64, f64)) -> f64| corners.iter().map(of).fold(f64::INFINITY, f64::min);
        let most = |of: fn(&(f64, f64)) -> f64| corners.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        let within = |value: f64, limit: u32| value.round().clamp(0.0, f64::from(limit)) as i32;
        PixelBox {
            left: within(least(|p| p.0), width),
            top: within(least(|p| p.1), height),
            right: within(most(|p| p.0), width),
            bottom: within(most(|p| p.1), height),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_come_back() {
        let bbox = |left, top, right, bottom| PixelBox { left, top, right, bottom };
        assert_eq!(Frame::default().place(bbox(1, 2, 3, 4), 9, 9), bbox(1, 2, 3, 4));
        // A page of 100 by 200, enlarged twice.
        let frame = Frame::of_turn((100, 200), (200, 400), 0, 0.0, 2.0);
        assert_eq!(frame.place(bbox(20, 40, 60, 80), 100, 200), bbox(10, 20, 30, 40));
        // Turned a quarter clockwise: its left edge is now the top.
        let frame = Frame::of_turn((100, 200), (200, 100), 1, 0.0, 1.0);
        assert_eq!(frame.place(bbox(190, 0, 200, 5), 100, 200), bbox(0, 0, 5, 10));
        let frame = Frame::of_turn((100, 200), (200, 100), 3, 0.0, 1.0);
        assert_eq!(frame.place(bbox(0, 95, 10, 100), 100, 200), bbox(0, 0, 5, 10));
    }

    #[test]
    fn a_small_turn_grows_boxes_a_little() {
        let frame = Frame::of_turn((1000, 1000), (1051, 1051), 0, 3.0, 1.0);
        let (x, y) = frame.point(525.5, 525.5);
        assert!((x - 500.0).abs() < 1e-9 && (y - 500.0).abs() < 1e-9);
        let placed = frame.place(PixelBox { left: 475, top: 515, right: 575, bottom: 535 }, 1000, 1000);
        assert_eq!((placed.width(), placed.height()), (101, 25));
    }
}
