//! Where the pixels of a page come from.
//!
//! A page that is one scanned image gives that image's own pixels at its own resolution: nothing is gained by drawing
//! them again, and a bitonal fax loses. They are turned the way the page shows them and laid on a sheet of the page's
//! size. Every other page is drawn: at the resolution of its scanned parts if it has such, else at [`DRAWN_DPI`].

use super::super::{MAX_PIXELS, MAX_SIDE, Problem, check_size};
use super::content::{Collector, Decoded, Picture};
use crate::document::{PageImage, Pixels};
use hayro::hayro_interpret::{InterpreterSettings, RenderContent};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Rect, Size};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

/// Resolution at which a page without a scan is drawn.
pub const DRAWN_DPI: f64 = 300.0;
/// Resolutions between which a page with scanned parts is drawn.
const SCANNED_DPI: std::ops::RangeInclusive<f64> = 150.0..=400.0;
/// Of the page, what one picture covers that is the whole scan, and what several cover together.
const ONE_SCAN: f64 = 0.8;
const SCAN_IN_PARTS: f64 = 0.6;
/// Of the page, what other pictures may cover on top of a whole scan (stamps, signatures), and their number.
const STAMPS: f64 = 0.1;
const MOST_STAMPS: usize = 12;
/// Of the page, what may be painted over a scan before the page is drawn as it shows itself: blacked-out words.
const PAINTED_OVER: f64 = 0.001;

/// How the pixels of a page are got.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Plan {
    /// Picture number `index` is the page, turned so.
    Own {
        /// Its number in the order of drawing.
        index: usize,
        /// How it is turned.
        turn: Turn,
        /// Pixels an inch.
        dpi: f64,
    },
    /// The page is drawn.
    Drawn {
        /// Pixels an inch.
        dpi: f64,
        /// Whether most of it is pictures.
        scanned: bool,
    },
}

/// How rows and columns of a picture lie on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Turn {
    /// Rows become columns, before anything is mirrored.
    pub transposed: bool,
    /// Left and right are exchanged.
    pub mirrored: bool,
    /// Top and bottom are exchanged.
    pub flipped: bool,
}

impl Plan {
    /// Pixels an inch.
    pub fn dpi(self) -> f64 {
        match self {
            Self::Own { dpi, .. } | Self::Drawn { dpi, .. } => dpi,
        }
    }

    /// Whether the page is a scan.
    pub fn is_scan(self) -> bool {
        matches!(self, Self::Own { .. } | Self::Drawn { scanned: true, .. })
    }

    /// Decides for a page of `size` points.
    pub fn of(content: &Collector, size: Size) -> Self {
        let page = size.to_rect();
        let share = |rect: Rect| rect.intersect(page).area().max(0.0) / page.area().max(1.0);
        let shares: Vec<f64> = content.pictures.iter().map(|p| share(p.bounds)).collect();
        let scan = (0..shares.len()).filter(|&i| shares[i] >= ONE_SCAN).max_by_key(|&i| i);
        if let Some(index) = scan {
            let picture = &content.pictures[index];
            let on_top = shares.iter().sum::<f64>() - shares[index];
            let over = content.filled.iter().filter(|(before, _)| *before > index).map(|(_, rect)| share(*rect));
            let bare = on_top <= STAMPS && shares.len() <= MOST_STAMPS && over.sum::<f64>() <= PAINTED_OVER;
            if let (true, Some((turn, dpi))) = (bare, upright(picture)) {
                return Self::Own { index, turn, dpi };
            }
        }
        if shares.iter().sum::<f64>() < SCAN_IN_PARTS {
            return Self::Drawn { dpi: fitting(DRAWN_DPI, size), scanned: false };
        }
        // The finest picture of a size that can hold text decides.
        let large = content.pictures.iter().zip(&shares).filter(|(_, share)| **share > 0.01).map(|(p, _)| p);
        let finest = large.map(resolution).fold(0.0, f64::max);
        let finest = if finest > 0.0 { finest } else { DRAWN_DPI };
        Self::Drawn { dpi: fitting(finest.clamp(*SCANNED_DPI.start(), *SCANNED_DPI.end()), size), scanned: true }
    }

    /// The size in pixels that the page has so.
    pub fn size(self, page: Size) -> (u32, u32) {
        let side = |points: f64| (points / 72.0 * self.dpi()).round().clamp(1.0, f64::from(u32::MAX)) as u32;
        (side(page.width), side(page.height))
    }
}

/// Pixels an inch, along the finer side.
fn resolution(picture: &Picture) -> f64 {
    let [a, b, c, d, ..] = picture.transform.as_coeffs();
    let (across, down) = (a.hypot(b), c.hypot(d));
    if across > 0.0 && down > 0.0 { 72.0 / across.min(down) } else { 0.0 }
}

/// Turn and resolution of a picture with square pixels that lies straight on the page.
fn upright(picture: &Picture) -> Option<(Turn, f64)> {
    let [a, b, c, d, ..] = picture.transform.as_coeffs();
    let (across, down) = (a.hypot(b), c.hypot(d));
    let straight = |long: f64, short: f64| short.abs() < 0.002 * long.abs();
    let turn = if straight(a, b) && straight(d, c) {
        Turn { transposed: false, mirrored: a < 0.0, flipped: d < 0.0 }
    } else if straight(b, a) && straight(c, d) {
        Turn { transposed: true, mirrored: c < 0.0, flipped: b < 0.0 }
    } else {
        return None;
    };
    let dpi = 72.0 / across.min(down);
    let square = (across / down - 1.0).abs() < 0.02;
    (square && (36.0..=1300.0).contains(&dpi)).then_some((turn, dpi))
}

/// The resolution, lowered so that a large page stays within the limits.
fn fitting(dpi: f64, size: Size) -> f64 {
    let inches = (size.width / 72.0, size.height / 72.0);
    // A side of a drawn page is held in 16 bits.
    let by_side = MAX_SIDE as f64 / inches.0.max(inches.1);
    let by_area = (MAX_PIXELS as f64 * 0.99 / (inches.0 * inches.1)).sqrt();
    dpi.min(by_side).min(by_area)
}

/// Draws the page, without its annotations.
pub fn draw(page: &Page<'_>, plan: Plan, size: Size) -> Result<PageImage, Problem> {
    let (width, height) = plan.size(size);
    check_size(width.into(), height.into())?;
    if plan.dpi() < 36.0 {
        return Err(Problem::TooManyPixels { width: width.into(), height: height.into(), limit: MAX_PIXELS });
    }
    let settings = InterpreterSettings { render_content: RenderContent::PAGE, ..InterpreterSettings::default() };
    let scale = |pixels: u32, points: f64| (f64::from(pixels) / points) as f32 * 1.000_01;
    let pixmap =
        PixmapSettings { x_scale: scale(width, size.width), y_scale: scale(height, size.height), bg_color: WHITE };
    let drawn = render(page, &RenderCache::new(), &settings, &RenderSettings::default(), &pixmap);
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    let samples = drawn.data_as_u8_slice();
    let gray = samples.chunks_exact(4).all(|p| p[0] == p[1] && p[1] == p[2]);
    let pixels = if gray {
        Pixels::Gray(samples.chunks_exact(4).map(|p| p[0]).collect())
    } else {
        Pixels::Rgb(samples.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect())
    };
    page_image(width, height, pixels, plan.dpi())
}

/// Turns a decoded picture and lays it on a white sheet of the page's size.
pub fn lay(decoded: Decoded, picture: &Picture, plan: Plan, size: Size) -> Result<PageImage, Problem> {
    let Plan::Own { turn, dpi, .. } = plan else { return Err(Problem::damaged("the page is no single picture")) };
    let channels = decoded.samples.len() / (decoded.width as usize * decoded.height as usize).max(1);
    if !matches!(channels, 1 | 3) {
        return Err(Problem::damaged("its picture has an unknown number of channels"));
    }
    let (width, height, samples) = turned(decoded, channels, turn);
    let scale = dpi / 72.0;
    let left = (picture.bounds.x0 * scale).round() as i64;
    let top = (picture.bounds.y0 * scale).round() as i64;
    let (sheet_width, sheet_height) = plan.size(size);
    // A picture that is the page but for a pixel's rounding is the sheet.
    let near = |a: u32, b: u32| a.abs_diff(b) <= 2;
    let (samples, width, height) =
        if left.abs() <= 1 && top.abs() <= 1 && near(width, sheet_width) && near(height, sheet_height) {
            (samples, width, height)
        } else {
            check_size(sheet_width.into(), sheet_height.into())?;
            let sheet = on_sheet(&samples, (width, height), channels, (left, top), (sheet_width, sheet_height));
            (sheet, sheet_width, sheet_height)
        };
    let pixels = if channels == 1 { Pixels::Gray(samples) } else { Pixels::Rgb(samples) };
    page_image(width, height, pixels, dpi)
}

fn page_image(width: u32, height: u32, pixels: Pixels, dpi: f64) -> Result<PageImage, Problem> {
    let no_pixels = Problem::NoPixels { width: width.into(), height: height.into() };
    PageImage::new(width, height, pixels, Some(dpi.round() as u32)).ok_or(no_pixels)
}

fn turned(decoded: Decoded, channels: usize, turn: Turn) -> (u32, u32, Vec<u8>) {
    let Decoded { width, height, samples } = decoded;
    if turn == Turn::default() {
        return (width, height, samples);
    }
    let (w, h) = (width as usize, height as usize);
    let (out_w, out_h) = if turn.transposed { (h, w) } else { (w, h) };
    let mut out = Vec::with_capacity(samples.len());
    for y in 0..out_h {
        for x in 0..out_w {
            let x = if turn.mirrored { out_w - 1 - x } else { x };
            let y = if turn.flipped { out_h - 1 - y } else { y };
            let (from_x, from_y) = if turn.transposed { (y, x) } else { (x, y) };
            let at = (from_y * w + from_x) * channels;
            out.extend_from_slice(&samples[at..at + channels]);
        }
    }
    (out_w as u32, out_h as u32, out)
}

fn on_sheet(samples: &[u8], size: (u32, u32), channels: usize, at: (i64, i64), sheet: (u32, u32)) -> Vec<u8> {
    let (width, sheet_width) = (size.0 as usize, sheet.0 as usize);
    let mut out = vec![255; sheet_width * sheet.1 as usize * channels];
    let skipped = usize::try_from(-at.0).unwrap_or(0).min(width);
    let left = usize::try_from(at.0).unwrap_or(0).min(sheet_width);
    let count = (width - skipped).min(sheet_width - left);
    for (y, row) in samples.chunks_exact(width * channels).enumerate() {
        let Ok(target) = usize::try_from(y as i64 + at.1) else { continue };
        if target >= sheet.1 as usize {
            break;
        }
        let from = (target * sheet_width + left) * channels;
        out[from..from + count * channels].copy_from_slice(&row[skipped * channels..(skipped + count) * channels]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro::kurbo::Affine;

    const A4: Size = Size { width: 595.0, height: 842.0 };

    fn picture(transform: [f64; 6], width: u32, height: u32) -> Picture {
        let transform = Affine::new(transform);
        let bounds = transform.transform_rect_bbox(Rect::new(0.0, 0.0, f64::from(width), f64::from(height)));
        Picture { transform, width, height, bounds, stencil: false, patterned: false }
    }

    fn plan(pictures: Vec<Picture>, filled: Vec<(usize, Rect)>) -> Plan {
        let mut content = Collector::default();
        (content.pictures, content.filled) = (pictures, filled);
        Plan::of(&content, A4)
    }

    fn scan() -> Picture {
        picture([0.36, 0.0, 0.0, 0.36, 0.0, 0.0], 1653, 2339)
    }

    #[test]
    fn one_scan_keeps_its_pixels() {
        let stamp = picture([0.3, 0.0, 0.0, 0.3, 400.0, 50.0], 200, 200);
        for pictures in [vec![scan()], vec![scan(), stamp]] {
            assert!(matches!(plan(pictures, vec![]), Plan::Own { index: 0, dpi, .. } if (dpi - 200.0).abs() < 0.01));
        }
    }

    #[test]
    fn what_is_painted_over_a_scan_is_seen() {
        let blackened = Rect::new(100.0, 100.0, 220.0, 112.0);
        let drawn = plan(vec![scan()], vec![(1, blackened)]);
        assert!(matches!(drawn, Plan::Drawn { dpi, scanned: true } if (dpi - 200.0).abs() < 0.01));
        let white_paper = A4.to_rect();
        assert!(matches!(plan(vec![scan()], vec![(0, white_paper)]), Plan::Own { .. }));
    }

    #[test]
    fn strips_layers_and_pages_without_a_scan_are_drawn() {
        let strip = |y: f64| picture([0.24, 0.0, 0.0, 0.24, 0.0, y], 2480, 400);
        let strips = (0..9).map(|i| strip(f64::from(i) * 96.0)).collect();
        assert!(matches!(plan(strips, vec![]), Plan::Drawn { dpi, scanned: true } if (dpi - 300.0).abs() < 0.01));
        let background = picture([0.72, 0.0, 0.0, 0.72, 0.0, 0.0], 827, 1170);
        assert!(
            matches!(plan(vec![background, scan()], vec![]), Plan::Drawn { dpi, .. } if (dpi - 200.0).abs() < 0.01)
        );
        assert_eq!(plan(vec![], vec![]), Plan::Drawn { dpi: 300.0, scanned: false });
    }

    #[test]
    fn large_pages_are_drawn_coarser() {
        let huge = Plan::of(&Collector::default(), Size::new(10_000.0, 20_000.0));
        let (width, height) = huge.size(Size::new(10_000.0, 20_000.0));
        assert!(check_size(width.into(), height.into()).is_ok(), "{width} x {height}");
    }

    #[test]
    fn pixels_are_turned_as_the_page_shows_them() {
        let decoded = || Decoded { width: 3, height: 2, samples: vec![1, 2, 3, 4, 5, 6] };
        // Three columns, two rows; clockwise by a quarter.
        let turn = upright(&picture([0.0, 1.0, -1.0, 0.0, 2.0, 0.0], 3, 2)).unwrap().0;
        assert_eq!(turned(decoded(), 1, turn), (2, 3, vec![4, 1, 5, 2, 6, 3]));
        let turn = upright(&picture([-1.0, 0.0, 0.0, -1.0, 3.0, 2.0], 3, 2)).unwrap().0;
        assert_eq!(turned(decoded(), 1, turn), (3, 2, vec![6, 5, 4, 3, 2, 1]));
    }

    #[test]
    fn margins_become_white_and_overhang_is_cut() {
        let sheet = on_sheet(&[1, 2, 3, 4], (2, 2), 1, (1, 1), (4, 3));
        assert_eq!(sheet, [255, 255, 255, 255, 255, 1, 2, 255, 255, 3, 4, 255]);
        assert_eq!(on_sheet(&[1, 2, 3, 4], (2, 2), 1, (-1, -1), (2, 2)), [4, 255, 255, 255]);
    }
}
