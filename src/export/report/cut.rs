//! A line cut out of a page image, small enough to be carried in a page of HTML.

use crate::document::{PageImage, PixelBox, Pixels};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::imageops::{self, FilterType as Resampling};
use image::{ExtendedColorType, GrayImage, ImageEncoder};

/// The longest side of a cut, in pixels.
const LONGEST: f64 = 900.0;
/// How high the word is at most.
const HIGHEST: f64 = 30.0;
/// Shades of gray that are kept: letters stay readable, and the picture becomes a quarter of the size.
const SHADES: u32 = 8;

/// A line of a page as a picture, the right way up.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// A PNG.
    pub png: Vec<u8>,
    /// Its width and height in pixels.
    pub size: (u32, u32),
    /// Where the word is in it: left, top, right, bottom, parts of its sides.
    pub mark: [f64; 4],
}

/// Cuts out the `line` of a `word`; `turned` are the degrees clockwise that put the page upright: 0, 90, 180 or 270.
/// `None` when the place is not on the page.
pub fn cut(image: &PageImage, word: PixelBox, line: PixelBox, turned: u32) -> Option<Cut> {
    let (width, height) = (i32::try_from(image.width()).ok()?, i32::try_from(image.height()).ok()?);
    let on_page = |b: PixelBox| PixelBox {
        left: b.left.clamp(0, width),
        top: b.top.clamp(0, height),
        right: b.right.clamp(0, width),
        bottom: b.bottom.clamp(0, height),
    };
    let (word, line) = (on_page(word), on_page(line));
    if word.width() <= 0 || word.height() <= 0 {
        return None;
    }
    let lies = !turned.is_multiple_of(180);
    let high = if lies { word.width() } else { word.height() }.max(8);
    // The box around a slanted line holds its neighbours: a word's height on each side is enough.
    let near =
        |low: i32, high_end: i32, a: i32, b: i32| (a.max(low - high) - high / 3, b.min(high_end + high) + high / 3);
    let (mut left, mut right, mut top, mut bottom) =
        (line.left - high / 2, line.right + high / 2, line.top - high / 2, line.bottom + high / 2);
    if lies {
        (left, right) = near(word.left, word.right, line.left, line.right);
    } else {
        (top, bottom) = near(word.top, word.bottom, line.top, line.bottom);
    }
    (left, right, top, bottom) = (left.max(0), right.min(width), top.max(0), bottom.min(height));
    if left >= right || top >= bottom {
        return None;
    }
    let (w, h) = ((right - left) as u32, (bottom - top) as u32);
    let gray = GrayImage::from_fn(w, h, |x, y| {
        let at = (y as usize + top as usize) * image.width() as usize + x as usize + left as usize;
        image::Luma([match image.pixels() {
            Pixels::Gray(pixels) => pixels[at],
            Pixels::Rgb(pixels) => {
                let [r, g, b] = [0, 1, 2].map(|n| u32::from(pixels[3 * at + n]));
                ((299 * r + 587 * g + 114 * b) / 1000) as u8
            }
        }])
    });
    let scale = (LONGEST / f64::from(w.max(h))).min(HIGHEST / f64::from(high)).min(1.0);
    let to = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    let gray = if scale < 1.0 { imageops::resize(&gray, to(w), to(h), Resampling::Triangle) } else { gray };
    let part = |place: i32, start: i32, side: u32| (f64::from(place - start) / f64::from(side)).clamp(0.0, 1.0);
    let (x0, x1) = (part(word.left, left, w), part(word.right, left, w));
    let (y0, y1) = (part(word.top, top, h), part(word.bottom, top, h));
    let (mut gray, mark) = match turned % 360 {
        90 => (imageops::rotate90(&gray), [1.0 - y1, x0, 1.0 - y0, x1]),
        180 => (imageops::rotate180(&gray), [1.0 - x1, 1.0 - y1, 1.0 - x0, 1.0 - y0]),
        270 => (imageops::rotate270(&gray), [y0, 1.0 - x1, y1, 1.0 - x0]),
        _ => (gray, [x0, y0, x1, y1]),
    };
    for pixel in gray.pixels_mut() {
        let shade = u32::from(pixel.0[0]) * SHADES / 256;
        pixel.0[0] = (shade * 255 / (SHADES - 1)) as u8;
    }
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Best, FilterType::NoFilter);
    encoder.write_image(gray.as_raw(), gray.width(), gray.height(), ExtendedColorType::L8).ok()?;
    Some(Cut { png, size: gray.dimensions(), mark })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A white page with a black word at 100, 50 of 40 × 20 pixels.
    fn page() -> PageImage {
        let mut pixels = vec![255; 400 * 200];
        for y in 50..70 {
            pixels[y * 400 + 100..y * 400 + 140].fill(0);
        }
        PageImage::new(400, 200, Pixels::Gray(pixels), None).unwrap()
    }

    /// Whether the marked part of the cut is black, and the rest is not.
    fn is_marked(cut: &Cut) -> bool {
        let picture = image::load_from_memory(&cut.png).unwrap().to_luma8();
        let [left, top, right, bottom] = cut.mark;
        let (w, h) = (f64::from(cut.size.0), f64::from(cut.size.1));
        picture.dimensions() == cut.size
            && picture.enumerate_pixels().all(|(x, y, pixel)| {
                let (x, y) = ((f64::from(x) + 0.5) / w, (f64::from(y) + 0.5) / h);
                (pixel.0[0] == 0) == (left < x && x < right && top < y && y < bottom)
            })
    }

    #[test]
    fn the_word_is_marked_whatever_way_the_page_lay() {
        let word = PixelBox::from([100, 50, 140, 70]);
        for turned in [0, 90, 180, 270] {
            let cut = cut(&page(), word, PixelBox::from([20, 45, 300, 75]), turned).unwrap();
            assert!(is_marked(&cut), "{turned} {cut:?}");
        }
        assert!(cut(&page(), word, PixelBox::from([-9_000, -9_000, 9_000, 9_000]), 0).is_some());
        let outside = PixelBox::from([500, 500, 600, 600]);
        assert_eq!(cut(&page(), outside, outside, 0), None);
    }

    #[test]
    fn a_cut_of_a_large_page_is_small() {
        let image = PageImage::new(5000, 1000, Pixels::Rgb(vec![200; 15_000_000]), None).unwrap();
        let (word, line) = (PixelBox::from([600, 400, 900, 500]), PixelBox::from([100, 400, 4900, 500]));
        let cut = cut(&image, word, line, 0).unwrap();
        assert!(cut.size.0 <= 900 && cut.size.1 <= 60 && cut.png.len() < 20_000, "{:?}", cut.size);
    }
}
