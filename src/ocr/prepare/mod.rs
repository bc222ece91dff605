//! A page image made ready for the engine: upright, level, evenly lit, without seals and dirt, of a resolution that
//! suits it.
//!
//! Each step looks at the page first and does nothing where nothing is needed: a clean page passes as it is. What was
//! done is told in [`Preparation`]; where the image that came out lies on the page that went in, in [`Frame`].
//!
//! 1. coloured ink is taken out ([`ink`]), and of stamps kept as an image of its own ([`stamps`]),
//! 2. uneven light divided out ([`light`]),
//! 3. specks and grain, where there are many, removed ([`noise`]),
//! 4. the page turned upright and level ([`skew`]) and scaled, in one go ([`gray`]),
//! 5. the cells of ruled tables cut out, to be read one by one ([`cells`]).

mod cells;
mod gray;
mod ink;
mod light;
mod noise;
mod resolution;
mod rules;
mod skew;
mod stamps;

pub use gray::Gray;

use super::Frame;
use crate::document::{Mark, PageImage, PixelBox, Pixels, Preparation};

/// Resolution above which a page is shrunk: Tesseract gains nothing from more.
const ENOUGH_DPI: u32 = 450;
/// Resolution below which a page is enlarged twice: the marks of small letters are less than a pixel wide. At 150 dpi it
/// gains nothing (six worn pages: 0.98 % either way) and costs four times the pixels.
const COARSE_DPI: u32 = 120;
/// A page less askew than this, in degrees, is left: the engine takes it as well, and turning blurs a little.
const LEVEL: f64 = 0.25;
/// Resolution at which lines are looked for.
const SKEW_DPI: u32 = 100;

/// A gray image for the engine and how it relates to the page as it was given.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedImage {
    gray: Gray,
    dpi: u32,
    page_dpi: u32,
    frame: Frame,
    preparation: Preparation,
    marks: Vec<Mark>,
    rules: Vec<PixelBox>,
    stamps: Vec<(usize, Gray)>,
    doubtful: bool,
}

impl PreparedImage {
    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.gray.width as u32
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.gray.height as u32
    }

    /// The gray samples, rows from the top.
    pub fn pixels(&self) -> &[u8] {
        &self.gray.pixels
    }

    /// The gray samples.
    pub fn into_pixels(self) -> Vec<u8> {
        self.gray.pixels
    }

    /// Dots per inch of this image.
    pub fn dpi(&self) -> u32 {
        self.dpi
    }

    /// Dots per inch of the page as it was given: as stated when that can be true, else estimated.
    pub fn page_dpi(&self) -> u32 {
        self.page_dpi
    }

    /// Takes places on this image to the page as it was given.
    pub fn frame(&self) -> Frame {
        self.frame
    }

    /// What was done.
    pub fn preparation(&self) -> Preparation {
        self.preparation
    }

    /// The seals, stamps and handwriting that were taken out by their colour, on the page as it was given.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The stamps with words among the marks: the number of the mark, and the stamp as an image of its own, as upright
    /// as the page.
    pub fn stamps(&self) -> impl Iterator<Item = (usize, Self)> {
        self.stamps.iter().map(|(mark, gray)| (*mark, self.part(gray.clone(), self.page_dpi.max(70))))
    }

    /// A part of the page as an image of its own.
    fn part(&self, gray: Gray, dpi: u32) -> Self {
        Self {
            gray,
            dpi,
            page_dpi: self.page_dpi,
            frame: Frame::default(),
            preparation: Preparation::default(),
            marks: Vec::new(),
            rules: Vec::new(),
            stamps: Vec::new(),
            doubtful: false,
        }
    }

    /// Ruled lines, in pixels of this image.
    pub fn rules(&self) -> &[PixelBox] {
        &self.rules
    }

    /// Whether the page may be upside down: its lines do not tell.
    pub fn doubtful(&self) -> bool {
        self.doubtful
    }

    /// The image upside down, for a second try.
    #[must_use]
    pub fn upside_down(&self) -> Self {
        let (width, height) = (f64::from(self.width()), f64::from(self.height()));
        let [a, b, c, d, e, f] = self.frame.into();
        let frame = Frame::from([-a, -b, a * width + b * height + c, -d, -e, d * width + e * height + f]);
        let turned_deg = (self.preparation.turned_deg + 180) % 360;
        let preparation = Preparation { turned_deg, ..self.preparation };
        let (across, down) = (self.gray.width as i32, self.gray.height as i32);
        let turn = |b: &PixelBox| PixelBox {
            left: across - b.right,
            top: down - b.bottom,
            right: across - b.left,
            bottom: down - b.top,
        };
        let rules = self.rules.iter().map(turn).collect();
        let gray = self.gray.clone().quartered(2);
        let stamps = self.stamps.iter().map(|(mark, stamp)| (*mark, stamp.clone().quartered(2))).collect();
        Self { gray, frame, preparation, rules, stamps, marks: self.marks.clone(), ..*self }
    }
}

/// Is shown the page after each step.
pub trait Watcher {
    /// `step` is a short name for files: `1-ink`, `2-light`, ….
    fn step(&mut self, step: &str, image: &Gray);
}

impl Watcher for () {
    fn step(&mut self, _: &str, _: &Gray) {}
}

/// Prepares a page.
pub fn prepare(image: PageImage) -> PreparedImage {
    prepare_watched(image, &mut ())
}

/// Prepares a page and shows each step that changed it.
pub fn prepare_watched(image: PageImage, watcher: &mut dyn Watcher) -> PreparedImage {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let (stated_dpi, shorter) = (image.dpi(), image.width().min(image.height()));
    let guess = resolution::of_sheet(image.width(), image.height(), stated_dpi);
    let (mut gray, ink_removed, marks, stamps) = match image.into_pixels() {
        Pixels::Gray(pixels) => (Gray { width, height, pixels }, 0.0, Vec::new(), Vec::new()),
        Pixels::Rgb(rgb) => {
            let inked = ink::without_colour(&rgb, width, guess);
            let stamps = stamps::stamps(&rgb, width, &inked.marks, guess);
            (inked.gray, inked.removed, inked.marks, stamps)
        }
    };
    watcher.step("1-ink", &gray);
    for (mark, stamp) in &stamps {
        watcher.step(&format!("1-stamp-{mark}"), stamp);
    }
    let bitonal = gray.pixels.iter().all(|&pixel| pixel == 0 || pixel == 255);
    let shade_removed = if bitonal { 0.0 } else { light::flatten(&mut gray, guess) };
    if shade_removed > 0.0 {
        watcher.step("2-light", &gray);
    }
    let level = if bitonal { 128 } else { skew::threshold(&gray) };
    let coarse = (guess / SKEW_DPI).max(1);
    let lie = skew::lie(&gray.shrunk(coarse as usize), guess / coarse);
    let page_dpi = resolution::settle(lie.letter.map(|letter| letter * f64::from(coarse)), guess);
    let specks_removed = noise::despeckle(&mut gray, level, page_dpi);
    let smoothed = bitonal && noise::soften(&mut gray) || !bitonal && noise::smooth(&mut gray, level);
    if specks_removed > 0 || smoothed {
        watcher.step("3-noise", &gray);
    }
    let factor = (page_dpi / ENOUGH_DPI + 1).clamp(1, shorter) as usize;
    let degrees = if lie.degrees.abs() < LEVEL { 0.0 } else { lie.degrees };
    let enlarged = if page_dpi < COARSE_DPI { 2.0 } else { 1.0 };
    let mut upright = gray.shrunk(factor).quartered(lie.quarters);
    if degrees != 0.0 || enlarged != 1.0 {
        upright = upright.turned(degrees, enlarged);
    }
    let scale = enlarged / factor as f64;
    if (upright.width, upright.height) != (width, height) || lie.quarters > 0 {
        watcher.step("4-upright", &upright);
    }
    let preparation = Preparation {
        turned_deg: lie.quarters * 90,
        deskewed_deg: degrees,
        stated_dpi,
        scale,
        ink_removed,
        shade_removed,
        specks_removed,
        smoothed,
    };
    let dpi = ((f64::from(page_dpi) * scale) as u32).max(70);
    PreparedImage {
        rules: rules::rules(&upright, level, dpi),
        frame: Frame::of_turn((width, height), (upright.width, upright.height), lie.quarters, degrees, scale),
        dpi,
        gray: upright,
        page_dpi,
        preparation,
        marks,
        stamps: stamps.into_iter().map(|(mark, stamp)| (mark, stamp.quartered(lie.quarters))).collect(),
        doubtful: lie.above < 0.58,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gray(width: u32, height: u32, dpi: Option<u32>) -> PageImage {
        PageImage::new(width, height, Pixels::Gray(vec![200; (width * height) as usize]), dpi).unwrap()
    }

    #[test]
    fn a_clean_page_passes_as_it_is() {
        let page = gray(2480, 3508, Some(300));
        let prepared = prepare(page);
        assert_eq!(prepared.pixels(), [200; 2480 * 3508]);
        assert!(prepared.frame().is_identity());
        let untouched = Preparation { scale: 1.0, stated_dpi: Some(300), ..Preparation::default() };
        assert_eq!(prepared.preparation(), untouched);
    }

    #[test]
    fn very_fine_scans_are_halved_and_coarse_ones_doubled() {
        let prepared = prepare(gray(4961, 7016, Some(600)));
        assert_eq!((prepared.width(), prepared.height(), prepared.dpi()), (2480, 3508, 300));
        assert_eq!(prepared.preparation().scale, 0.5);
        let prepared = prepare(gray(827, 1169, Some(100)));
        assert_eq!((prepared.width(), prepared.height(), prepared.dpi(), prepared.page_dpi()), (1654, 2338, 200, 100));
        assert_eq!(prepared.frame().point(1654.0, 2338.0), (827.0, 1169.0));
    }

    #[test]
    fn upside_down_maps_back() {
        let prepared = prepare(gray(827, 1169, Some(100))).upside_down();
        assert_eq!(prepared.frame().point(0.0, 0.0), (827.0, 1169.0));
        assert_eq!(prepared.preparation().turned_deg, 180);
    }

    /// Another picture here is another way of preparing: raise [`super::super::READING`], then put the new sum here.
    #[test]
    fn the_way_of_preparing_is_counted() {
        let (width, height) = (400u32, 560u32);
        let mut rng = 1u32;
        let mut pixels = Vec::new();
        for n in 0..width * height {
            let (x, y) = (n % width, n / width);
            rng = rng.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Leaning lines of words, grain, a shadow, red ink.
            let ink = (y + x / 12) % 24 < 8 && x % 9 < 5 && x > 40 && x < 360;
            let paper = 250 - (x / 8) as u8 - (rng >> 28) as u8;
            let red = (x as i32 - 300).pow(2) + (y as i32 - 450).pow(2) < 900;
            pixels.extend(if ink {
                [30, 30, 30]
            } else if red {
                [200, 40, 40]
            } else {
                [paper; 3]
            });
        }
        let page = PageImage::new(width, height, Pixels::Rgb(pixels), Some(100)).unwrap();
        let prepared = prepare(page);
        let sum =
            prepared.pixels().iter().fold(0u32, |sum, &pixel| sum.wrapping_mul(31).wrapping_add(u32::from(pixel)));
        assert_eq!((super::super::READING, sum), (2, 821_395_486));
    }

    #[test]
    fn the_smallest_page_passes() {
        assert!(!prepare(gray(1, 1, Some(4800))).pixels().is_empty());
        assert!(!prepare(gray(1, 3000, None)).pixels().is_empty());
    }
}
