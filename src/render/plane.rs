//! A page of light: one number a pixel, 0 ink and 1 paper, on which the wear is worked out.

use ab_glyph::{Font, PxScale, point};
use image::GrayImage;

use super::font::{Faces, Style};

/// Rows of pixels from the top left; values from 0 (ink) to 1 (paper).
#[derive(Debug, Clone)]
pub struct Plane {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// `width * height` values.
    pub values: Vec<f32>,
}

impl Plane {
    /// Blank paper.
    pub fn blank(width: usize, height: usize) -> Self {
        Self { width, height, values: vec![1.0; width * height] }
    }

    /// The light at a pixel; paper outside the page.
    pub fn at(&self, x: i64, y: i64) -> f32 {
        if x < 0 || y < 0 || x >= self.width as i64 || y >= self.height as i64 {
            1.0
        } else {
            self.values[y as usize * self.width + x as usize]
        }
    }

    /// Lays ink on a pixel: 0 leaves it as it is, 1 makes it black. Outside the page nothing happens.
    pub fn ink(&mut self, x: i64, y: i64, amount: f32) {
        if x >= 0 && y >= 0 && x < self.width as i64 && y < self.height as i64 {
            self.values[y as usize * self.width + x as usize] *= 1.0 - amount.clamp(0.0, 1.0);
        }
    }

    /// A black bar, as the rule under the motto is.
    pub fn bar(&mut self, left: f32, top: f32, width: f32, height: f32) {
        for y in top as i64..(top + height.max(1.0)) as i64 {
            for x in left as i64..(left + width) as i64 {
                self.ink(x, y, 1.0);
            }
        }
    }

    /// Sets a run of text with its baseline at `y`; `space` pixels are added to each space. Returns where it ends.
    #[allow(clippy::too_many_arguments)]
    pub fn text(&mut self, faces: &Faces, style: Style, scale: PxScale, x: f32, y: f32, space: f32, text: &str) -> f32 {
        let face = faces.face(style);
        let unit = scale.x / face.height_unscaled();
        let mut x = x;
        for letter in text.chars() {
            let id = face.glyph_id(letter);
            if let Some(outline) = face.outline_glyph(id.with_scale_and_position(scale, point(x, y))) {
                let corner = outline.px_bounds().min;
                outline.draw(|dx, dy, cover| {
                    self.ink(corner.x as i64 + i64::from(dx), corner.y as i64 + i64::from(dy), cover)
                });
            }
            x += face.h_advance_unscaled(id) * unit + if letter == ' ' { space } else { 0.0 };
        }
        x
    }

    /// Blurs with a bell of deviation `sigma` pixels (three box passes, so the cost does not grow with it).
    pub fn blur(&mut self, sigma: f32) {
        if sigma < 0.05 {
            return;
        }
        if sigma < 1.2 {
            self.convolve(&bell(sigma));
            return;
        }
        // Three boxes of odd width w have variance (w² - 1) / 4.
        let radius = (((4.0 * sigma * sigma + 1.0).sqrt() - 1.0) / 2.0).round().max(1.0) as usize;
        let kernel = vec![1.0 / (2 * radius + 1) as f32; 2 * radius + 1];
        for _ in 0..3 {
            self.convolve(&kernel);
        }
    }

    /// Applies a symmetric kernel of odd length along the rows, then along the columns; edges repeat.
    fn convolve(&mut self, kernel: &[f32]) {
        let radius = kernel.len() / 2;
        let (width, height) = (self.width, self.height);
        if width == 0 || height == 0 {
            return;
        }
        let mut padded = vec![0.0; width + 2 * radius];
        for row in self.values.chunks_exact_mut(width) {
            padded[..radius].fill(row[0]);
            padded[radius..radius + width].copy_from_slice(row);
            padded[radius + width..].fill(row[width - 1]);
            for (x, value) in row.iter_mut().enumerate() {
                *value = kernel.iter().zip(&padded[x..x + kernel.len()]).map(|(k, v)| k * v).sum();
            }
        }
        let source = std::mem::replace(&mut self.values, vec![0.0; width * height]);
        for (y, out) in self.values.chunks_exact_mut(width).enumerate() {
            for (offset, k) in kernel.iter().enumerate() {
                let from = (y + offset).saturating_sub(radius).min(height - 1);
                for (o, v) in out.iter_mut().zip(&source[from * width..(from + 1) * width]) {
                    *o += k * v;
                }
            }
        }
    }

    /// The light between pixels, with x and y in pixels.
    pub fn between(&self, x: f32, y: f32) -> f32 {
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = (x - left, y - top);
        let (left, top) = (left as i64, top as i64);
        let row = |y| self.at(left, y) * (1.0 - fx) + self.at(left + 1, y) * fx;
        row(top) * (1.0 - fy) + row(top + 1) * fy
    }

    /// The page turned about its middle by so many degrees, in a frame of the same size; paper comes in at the corners.
    pub fn turned(&self, degrees: f32) -> Self {
        if degrees.abs() < 0.01 {
            return self.clone();
        }
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (cx, cy) = ((self.width as f32 - 1.0) / 2.0, (self.height as f32 - 1.0) / 2.0);
        let mut turned = Self::blank(self.width, self.height);
        for (y, row) in turned.values.chunks_exact_mut(self.width.max(1)).enumerate() {
            let dy = y as f32 - cy;
            for (x, value) in row.iter_mut().enumerate() {
                let dx = x as f32 - cx;
                *value = self.between(cx + dx * cos + dy * sin, cy - dx * sin + dy * cos);
            }
        }
        turned
    }

    /// The page in another size, averaged where it shrinks and interpolated where it grows.
    pub fn resized(&self, width: usize, height: usize) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        let mut source = std::borrow::Cow::Borrowed(self);
        let shrink = self.width as f32 / width as f32;
        if shrink > 1.0 {
            // The part of a pixel's box that interpolation between two pixels does not average already.
            source.to_mut().blur(((shrink * shrink - 1.0) / 12.0).sqrt());
        }
        let (sx, sy) = (self.width as f32 / width as f32, self.height as f32 / height as f32);
        let mut out = Self::blank(width, height);
        for (y, row) in out.values.chunks_exact_mut(width).enumerate() {
            let from = ((y as f32 + 0.5) * sy - 0.5).clamp(0.0, (self.height.max(1) - 1) as f32);
            for (x, value) in row.iter_mut().enumerate() {
                let at = ((x as f32 + 0.5) * sx - 0.5).clamp(0.0, (self.width.max(1) - 1) as f32);
                *value = source.between(at, from);
            }
        }
        out
    }

    /// The page as 8-bit grey.
    pub fn to_gray(&self) -> GrayImage {
        let bytes = self.values.iter().map(|v| (v.clamp(0.0, 1.0) * 255.0 + 0.5) as u8).collect();
        GrayImage::from_raw(self.width as u32, self.height as u32, bytes)
            .unwrap_or_else(|| GrayImage::new(self.width as u32, self.height as u32))
    }

    /// A page of light from 8-bit grey.
    pub fn from_gray(image: &GrayImage) -> Self {
        let values = image.as_raw().iter().map(|&v| f32::from(v) / 255.0).collect();
        Self { width: image.width() as usize, height: image.height() as usize, values }
    }
}

/// The weights of a bell of deviation `sigma`, summing to one.
fn bell(sigma: f32) -> Vec<f32> {
    let radius = (3.0 * sigma).ceil().max(1.0) as i32;
    let weights: Vec<f32> = (-radius..=radius).map(|i| (-((i * i) as f32) / (2.0 * sigma * sigma)).exp()).collect();
    let sum: f32 = weights.iter().sum();
    weights.into_iter().map(|w| w / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot() -> Plane {
        let mut plane = Plane::blank(41, 41);
        plane.ink(20, 20, 1.0);
        plane
    }

    #[test]
    fn blur_spreads_the_ink_and_loses_none() {
        for sigma in [0.6, 3.0] {
            let mut plane = dot();
            plane.blur(sigma);
            let ink: f32 = plane.values.iter().map(|v| 1.0 - v).sum();
            assert!((ink - 1.0).abs() < 0.01, "{sigma}: {ink}");
            assert!(plane.at(20, 20) > 0.3 && plane.at(21, 20) < 0.999);
        }
    }

    #[test]
    fn turning_keeps_the_middle_and_moves_the_rest() {
        let mut plane = dot();
        plane.ink(35, 20, 1.0);
        let turned = plane.turned(90.0);
        assert!(turned.at(20, 20) < 0.6 && turned.at(35, 20) > 0.9);
    }

    #[test]
    fn ink_outside_the_page_is_ignored() {
        let mut plane = Plane::blank(2, 2);
        plane.ink(-1, 5, 1.0);
        assert_eq!(plane.values, vec![1.0; 4]);
        assert_eq!((plane.resized(5, 3).width, plane.resized(0, 0).height), (5, 1));
    }
}
