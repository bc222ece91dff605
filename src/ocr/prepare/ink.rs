//! Ink of a colour taken out, and where it was.
//!
//! A red seal lies over a third of the signature (Nghị định 30/2020/NĐ-CP, Annex I). In the red channel red ink is
//! as bright as paper while black print stays black; in the blue channel the same holds for blue ink. So a
//! saturated pixel takes its brightest channel and every other pixel its luminance: black print under the seal
//! survives, and gray pages pass as they are. A page whose print is itself blue keeps it.

use super::gray::Gray;
use crate::document::{Mark, MarkKind, PixelBox};

/// A pixel is coloured when its channels differ by more than this: JPEG and scanner noise on gray stay below.
const SATURATED: u8 = 48;
/// When more than this part of the dark pixels is blue, that is the colour of the print.
const PRINT: f64 = 0.6;
/// Cells an inch in which coloured ink is counted.
const CELLS: u32 = 12;
/// A cell belongs to a mark when at least this part of it is coloured.
const FILLED: f64 = 0.06;
/// Sizes of a seal in inches, with what turning and faint edges add and take: 20 to 50 mm.
const SEAL: (f64, f64) = (0.7, 2.1);
/// A mark smaller than this in inches on both sides is no mark.
const LEAST: f64 = 0.3;

/// What came of a colour page.
#[derive(Debug, Clone, PartialEq)]
pub struct Inked {
    /// The page without ink of a colour.
    pub gray: Gray,
    /// The part of the pixels that were taken out.
    pub removed: f64,
    /// Where seals, stamps and handwriting of a colour are, on the page as it was given.
    pub marks: Vec<Mark>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Hue {
    None,
    Red,
    Blue,
}

fn hue(r: u8, g: u8, b: u8) -> Hue {
    let (high, low) = (r.max(g).max(b), r.min(g).min(b));
    if high - low <= SATURATED || g >= high {
        Hue::None
    } else if r >= b {
        Hue::Red
    } else {
        Hue::Blue
    }
}

fn luminance(r: u8, g: u8, b: u8) -> u8 {
    ((u32::from(r) * 77 + u32::from(g) * 150 + u32::from(b) * 29) >> 8) as u8
}

/// Takes coloured ink out of `rgb`, three bytes a pixel, `width` pixels a row.
pub fn without_colour(rgb: &[u8], width: usize, dpi: u32) -> Inked {
    let height = rgb.len() / 3 / width.max(1);
    let cell = (dpi / CELLS).max(4) as usize;
    let (across, down) = (width.div_ceil(cell), height.div_ceil(cell));
    let mut counts = vec![(0u16, 0u16); across * down];
    let mut gray = Vec::with_capacity(width * height);
    let (mut dark, mut blue, mut taken) = (0u64, 0u64, 0u64);
    for (y, row) in rgb.chunks_exact(width * 3).enumerate() {
        for (x, p) in row.chunks_exact(3).enumerate() {
            let light = luminance(p[0], p[1], p[2]);
            let hue = hue(p[0], p[1], p[2]);
            gray.push(if hue == Hue::None { light } else { p[0].max(p[2]) });
            dark += u64::from(light < 140);
            if hue != Hue::None {
                taken += 1;
                blue += u64::from(light < 140 && hue == Hue::Blue);
                let count = &mut counts[y / cell * across + x / cell];
                if hue == Hue::Red { count.0 += 1 } else { count.1 += 1 }
            }
        }
    }
    if blue as f64 > PRINT * dark as f64 && blue > 500 {
        let pixels = rgb.chunks_exact(3).map(|p| luminance(p[0], p[1], p[2])).collect();
        return Inked { gray: Gray { width, height, pixels }, removed: 0.0, marks: Vec::new() };
    }
    let marks = marks(&counts, across, cell, (width, height), dpi);
    let removed = (taken as f64 / (width * height).max(1) as f64 * 10_000.0).round() / 10_000.0;
    Inked { gray: Gray { width, height, pixels: gray }, removed, marks }
}

/// Joins cells with ink of a colour to marks, from the top.
fn marks(counts: &[(u16, u16)], across: usize, cell: usize, size: (usize, usize), dpi: u32) -> Vec<Mark> {
    let enough = (FILLED * (cell * cell) as f64) as u16;
    let mut seen: Vec<bool> = counts.iter().map(|&(red, blue)| red + blue <= enough).collect();
    let mut marks = Vec::new();
    let mut open = Vec::new();
    for first in 0..counts.len() {
        if seen[first] {
            continue;
        }
        seen[first] = true;
        open.push(first);
        let (mut left, mut right, mut top, mut bottom) = (usize::MAX, 0, usize::MAX, 0);
        let (mut red, mut blue, mut cells) = (0u64, 0u64, 0u64);
        while let Some(at) = open.pop() {
            let (x, y) = (at % across, at / across);
            (left, right, top, bottom) = (left.min(x), right.max(x + 1), top.min(y), bottom.max(y + 1));
            red += u64::from(counts[at].0);
            blue += u64::from(counts[at].1);
            cells += 1;
            // Two cells far: a seal's rim has gaps.
            for ny in y.saturating_sub(2)..=y + 2 {
                for nx in x.saturating_sub(2)..=(x + 2).min(across - 1) {
                    let next = ny * across + nx;
                    if seen.get(next) == Some(&false) {
                        seen[next] = true;
                        open.push(next);
                    }
                }
            }
        }
        let inches = |cells: usize| (cells * cell) as f64 / f64::from(dpi.max(1));
        let (wide, high) = (inches(right - left), inches(bottom - top));
        if wide.max(high) < LEAST || cells < 4 {
            continue;
        }
        let round = wide < 1.5 * high && high < 1.5 * wide && (SEAL.0..=SEAL.1).contains(&wide.max(high));
        let kind = match (red >= blue, round) {
            (true, true) => MarkKind::Seal,
            (true, false) => MarkKind::Stamp,
            (false, _) => MarkKind::Handwriting,
        };
        let edge = |cells: usize, limit: usize| (cells * cell).min(limit) as i32;
        let bbox = PixelBox {
            left: edge(left, size.0),
            top: edge(top, size.1),
            right: edge(right, size.0),
            bottom: edge(bottom, size.1),
        };
        marks.push((kind, bbox));
    }
    // The star in a seal is part of it.
    let within = |a: &PixelBox, b: &PixelBox| a != b && a.union(*b) == *b;
    let outer = marks.iter().filter(|(_, bbox)| !marks.iter().any(|(_, other)| within(bbox, other)));
    outer.map(|&(kind, bbox)| Mark { kind, text: None, bbox: Some(bbox) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seals_and_blue_ink_vanish_and_print_stays() {
        let pixels = [[220, 30, 40], [90, 10, 20], [30, 60, 210], [20, 20, 25], [250, 248, 240]].concat();
        let out = without_colour(&pixels, 5, 300).gray.pixels;
        assert!(out[0] > 200 && out[2] > 200, "ink goes: {out:?}");
        assert!(out[1] < 100 && out[3] < 30, "print stays, under the seal too: {out:?}");
        assert!(out[4] > 240);
    }

    /// A white page of 4 by 4 inches at 100 dots an inch with what `ink` paints.
    fn page(ink: impl Fn(f64, f64) -> Option<[u8; 3]>) -> Vec<u8> {
        (0..160_000).flat_map(|n| ink(f64::from(n % 400), f64::from(n / 400)).unwrap_or([250, 250, 250])).collect()
    }

    #[test]
    fn a_round_red_mark_is_a_seal() {
        let rgb = page(|x, y| {
            let far = (x - 200.0).hypot(y - 250.0);
            ((60.0..70.0).contains(&far) || far < 20.0).then_some([210, 40, 50])
        });
        let inked = without_colour(&rgb, 400, 100);
        assert!(inked.gray.pixels.iter().all(|&p| p >= 210));
        let [Mark { kind: MarkKind::Seal, bbox: Some(bbox), .. }] = inked.marks[..] else {
            panic!("{:?}", inked.marks)
        };
        assert!((120..=136).contains(&bbox.left) && (264..=280).contains(&bbox.right), "{bbox:?}");
    }

    #[test]
    fn a_page_printed_in_blue_keeps_it() {
        let rgb = page(|x, y| (y % 20.0 < 8.0 && x % 7.0 < 3.0).then_some([20, 30, 120]));
        let inked = without_colour(&rgb, 400, 100);
        assert!(inked.removed == 0.0 && inked.gray.pixels.iter().any(|&p| p < 60));
    }
}
