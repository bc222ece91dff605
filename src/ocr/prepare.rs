//! A page image made ready for the engine: gray, seals and blue ink dropped by colour, not larger than needed,
//! with a resolution that can be believed.
//!
//! A red seal lies over a third of the signature (Nghị định 30/2020/NĐ-CP, Annex I). In the red channel red ink is
//! as bright as paper while black print stays black; in the blue channel the same holds for blue ink. So a
//! saturated pixel takes its brightest channel and every other pixel its luminance: black print under the seal
//! survives, and gray pages pass as they are.

use crate::document::{PageImage, Pixels};

/// A pixel is coloured when its channels differ by more than this: JPEG and scanner noise on gray stay below.
const SATURATED: u8 = 48;
/// Resolution above which a page is halved: Tesseract gains nothing from more.
const ENOUGH_DPI: u32 = 450;
/// Resolution below which a stated one is taken for a screen's or a camera's default and estimated instead.
const LEAST_DPI: u32 = 100;
/// A4 in inches, shorter and longer side.
const A4: (f64, f64) = (8.27, 11.69);

/// A gray image for the engine and how it relates to the page as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedImage {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
    dpi: u32,
    factor: u32,
}

impl PreparedImage {
    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The gray samples, rows from the top.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The gray samples.
    pub fn into_pixels(self) -> Vec<u8> {
        self.pixels
    }

    /// Dots per inch of this image: as stated when that can be true, else estimated.
    pub fn dpi(&self) -> u32 {
        self.dpi
    }

    /// How many pixels of the given page one pixel of this image spans on a side.
    pub fn scale(&self) -> f64 {
        f64::from(self.factor)
    }
}

/// Prepares a page.
pub fn prepare(image: &PageImage) -> PreparedImage {
    let dpi = resolution(image);
    let gray = match image.pixels() {
        Pixels::Gray(gray) => gray.clone(),
        Pixels::Rgb(rgb) => without_ink(rgb),
    };
    let factor = (dpi / ENOUGH_DPI + 1).clamp(1, image.width().min(image.height()));
    let (width, height) = (image.width() / factor, image.height() / factor);
    let pixels = if factor == 1 { gray } else { shrink(&gray, image.width() as usize, width, height, factor as usize) };
    PreparedImage { width, height, pixels, dpi: (dpi / factor).max(70), factor }
}

/// Luminance, but for coloured pixels their brightest channel. Full effect only where the colour is plain, so
/// that the fringes of a seal leave no outline.
fn without_ink(rgb: &[u8]) -> Vec<u8> {
    rgb.chunks_exact(3)
        .map(|p| {
            let [r, g, b] = [p[0], p[1], p[2]];
            let (high, low) = (r.max(g).max(b), r.min(g).min(b));
            let luminance = ((u32::from(r) * 77 + u32::from(g) * 150 + u32::from(b) * 29) >> 8) as u8;
            if high - low > SATURATED && g < high { high } else { luminance }
        })
        .collect()
}

/// The mean of each square of `factor` pixels.
fn shrink(gray: &[u8], stride: usize, width: u32, height: u32, factor: usize) -> Vec<u8> {
    let area = (factor * factor) as u32;
    let mut out = Vec::with_capacity(width as usize * height as usize);
    let mut sums = vec![0u32; width as usize];
    for band in gray.chunks(stride * factor).take(height as usize) {
        sums.fill(0);
        for row in band.chunks_exact(stride) {
            for (sum, square) in sums.iter_mut().zip(row.chunks_exact(factor)) {
                *sum += square.iter().map(|&pixel| u32::from(pixel)).sum::<u32>();
            }
        }
        out.extend(sums.iter().map(|&sum| ((sum + area / 2) / area) as u8));
    }
    out
}

/// The stated resolution when a page of that size can exist, else the one at which the page is A4.
fn resolution(image: &PageImage) -> u32 {
    let (short, long) = (image.width().min(image.height()), image.width().max(image.height()));
    let as_a4 = (f64::from(short) / A4.0).max(f64::from(long) / A4.1).round() as u32;
    let believable = |dpi: u32| {
        let inches = f64::from(long) / f64::from(dpi);
        // From a slip of paper to A0; cameras and screens write 72 or 96 whatever the page.
        dpi >= LEAST_DPI && inches <= 48.0 || dpi >= 70 && (f64::from(dpi) / f64::from(as_a4.max(1)) - 1.0).abs() < 0.15
    };
    match image.dpi().filter(|&dpi| believable(dpi)) {
        Some(dpi) => dpi,
        // Smaller than half a page at any usual resolution: a clipping, at what scanners are set to.
        None if long < 1000 => 300,
        None => as_a4.clamp(100, 1200),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gray(width: u32, height: u32, dpi: Option<u32>) -> PageImage {
        PageImage::new(width, height, Pixels::Gray(vec![200; (width * height) as usize]), dpi).unwrap()
    }

    #[test]
    fn seals_and_blue_ink_vanish_and_print_stays() {
        let pixels = [[220, 30, 40], [90, 10, 20], [30, 60, 210], [20, 20, 25], [250, 248, 240]].concat();
        let page = PageImage::new(5, 1, Pixels::Rgb(pixels), Some(300)).unwrap();
        let prepared = prepare(&page);
        let out = prepared.pixels();
        assert!(out[0] > 200 && out[2] > 200, "ink goes: {out:?}");
        assert!(out[1] < 100 && out[3] < 30, "print stays, under the seal too: {out:?}");
        assert!(out[4] > 240);
    }

    #[test]
    fn resolution_is_believed_or_estimated() {
        assert_eq!(prepare(&gray(2480, 3508, Some(300))).dpi(), 300);
        assert_eq!(prepare(&gray(2480, 3508, None)).dpi(), 300);
        assert_eq!(prepare(&gray(2480, 3508, Some(72))).dpi(), 300, "a camera's default");
        assert_eq!(prepare(&gray(620, 877, Some(75))).dpi(), 75);
        assert_eq!(prepare(&gray(900, 60, None)).dpi(), 300, "one line");
    }

    #[test]
    fn very_fine_scans_are_halved() {
        let prepared = prepare(&gray(4961, 7016, Some(600)));
        assert_eq!((prepared.width(), prepared.height(), prepared.dpi()), (2480, 3508, 300));
        assert_eq!(prepared.pixels().len(), 2480 * 3508);
        assert_eq!(prepared.scale(), 2.0);
        assert!(prepared.pixels().iter().all(|&pixel| pixel == 200));
    }

    #[test]
    fn the_smallest_page_passes() {
        assert_eq!(prepare(&gray(1, 1, Some(4800))).pixels().len(), 1);
    }
}
