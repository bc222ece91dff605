//! Rubber stamps of a colour as images of their own: "MẬT", "HỎA TỐC", the stamp of incoming mail.
//!
//! Their ink is taken out of the page ([`super::ink`]), so that what they say must be read apart: from how coloured a
//! pixel is, since print under a stamp has no colour. A frame around the words is taken out, as the engine takes it for
//! letters.

use super::gray::Gray;
use crate::document::{Mark, MarkKind, PixelBox};

/// Colour from which ink is full: channels that differ so much.
const FULL: u32 = 120;
/// Sizes of a stamp with words, in inches: wider than a word of small type, no larger than the largest of stamps.
const WIDE: (f64, f64) = (0.4, 4.5);
const HIGH: (f64, f64) = (0.12, 2.2);
/// White around the words, in inches.
const AROUND: f64 = 0.08;
/// Part of the image that a frame spans in both directions.
const FRAME: f64 = 0.6;
/// Darker than this is ink.
const INK: u8 = 160;
/// A frame may be double, and dirt lie before it.
const FRAMES: usize = 4;

/// Cuts the stamps among `marks` out of `rgb`, three bytes a pixel, `width` pixels a row: the number of the mark, and
/// its ink in black on white.
pub fn stamps(rgb: &[u8], width: usize, marks: &[Mark], dpi: u32) -> Vec<(usize, Gray)> {
    let inches = |pixels: i32| f64::from(pixels) / f64::from(dpi.max(1));
    let fits = |b: &PixelBox| {
        let (wide, high) = (inches(b.width()), inches(b.height()));
        // The page may lie on its side.
        let (wide, high) = (wide.max(high), wide.min(high));
        (WIDE.0..=WIDE.1).contains(&wide) && (HIGH.0..=HIGH.1).contains(&high)
    };
    let worded = marks.iter().enumerate().filter(|(_, mark)| mark.kind != MarkKind::Seal);
    worded.filter_map(|(n, mark)| Some((n, cut(rgb, width, mark.bbox.filter(fits)?, dpi)))).collect()
}

fn cut(rgb: &[u8], width: usize, bbox: PixelBox, dpi: u32) -> Gray {
    let around = (AROUND * f64::from(dpi)) as usize;
    let height = rgb.len() / 3 / width.max(1);
    let (left, top) = (bbox.left.max(0) as usize, bbox.top.max(0) as usize);
    let (right, bottom) = ((bbox.right.max(0) as usize).min(width), (bbox.bottom.max(0) as usize).min(height));
    let (wide, high) = (right.saturating_sub(left), bottom.saturating_sub(top));
    let mut inner = Gray { width: wide, height: high, pixels: Vec::with_capacity(wide * high) };
    for row in rgb.chunks_exact(width * 3).take(bottom).skip(top) {
        inner.pixels.extend(row[left * 3..right * 3].chunks_exact(3).map(|p| {
            let colour = u32::from(p[0].max(p[1]).max(p[2]) - p[0].min(p[1]).min(p[2]));
            255 - (colour * 255 / FULL).min(255) as u8
        }));
    }
    without_frames(&mut inner);
    let mut out = Gray { width: wide + 2 * around, height: high + 2 * around, pixels: Vec::new() };
    out.pixels.resize(out.width * out.height, 255);
    for (y, row) in inner.pixels.chunks_exact(wide.max(1)).enumerate() {
        let at = (y + around) * out.width + around;
        out.pixels[at..at + wide].copy_from_slice(row);
    }
    out
}

/// Takes out the lines around the words: what is joined and spans most of the image in both directions.
fn without_frames(image: &mut Gray) {
    let (width, height) = (image.width, image.height);
    let mut seen = vec![false; image.pixels.len()];
    let row = height / 2 * width;
    let mut found = 0;
    for x in 0..width {
        let first = row + x;
        if found == FRAMES || seen[first] || image.pixels[first] >= INK {
            continue;
        }
        found += 1;
        seen[first] = true;
        let (mut part, mut next) = (vec![first], 0);
        let (mut left, mut right, mut top, mut bottom) = (width, 0, height, 0);
        while let Some(&at) = part.get(next) {
            next += 1;
            let (x, y) = (at % width, at / width);
            (left, right, top, bottom) = (left.min(x), right.max(x + 1), top.min(y), bottom.max(y + 1));
            for ny in y.saturating_sub(1)..(y + 2).min(height) {
                for nx in x.saturating_sub(1)..(x + 2).min(width) {
                    let near = ny * width + nx;
                    if !seen[near] && image.pixels[near] < INK {
                        seen[near] = true;
                        part.push(near);
                    }
                }
            }
        }
        let spans = |from: usize, to: usize, all: usize| (to - from) as f64 > FRAME * all as f64;
        // Letters fill the box around them; a frame is mostly hollow.
        if spans(left, right, width) && spans(top, bottom, height) && part.len() * 3 < (right - left) * (bottom - top) {
            for at in part {
                // Its pale edge goes with it.
                let (x, y) = (at % width, at / width);
                for ny in y.saturating_sub(1)..(y + 2).min(height) {
                    for nx in x.saturating_sub(1)..(x + 2).min(width) {
                        image.pixels[ny * width + nx] = 255;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_framed_stamp_stay_and_print_and_frame_go() {
        // 300 by 120 pixels at 100 dpi: a red frame, a red bar in it, black print over both.
        let colour = |x: usize, y: usize| match (x, y) {
            (20..=24 | 270..=274, 10..=104) | (20..=274, 10..=14 | 100..=104) => [210, 40, 50],
            (100..=200, 55..=56) => [20, 20, 20],
            (100..=200, 50..=70) => [205, 45, 50],
            _ => [250, 249, 247],
        };
        let rgb: Vec<u8> = (0..120).flat_map(|y| (0..300).flat_map(move |x| colour(x, y))).collect();
        let mark =
            |kind| Mark { kind, text: None, bbox: Some(PixelBox { left: 20, top: 10, right: 275, bottom: 105 }) };
        let cut = stamps(&rgb, 300, &[mark(MarkKind::Seal), mark(MarkKind::Stamp)], 100);
        let [(1, image)] = &cut[..] else { panic!("one stamp: {}", cut.len()) };
        let at = |x: usize, y: usize| image.pixels[(y - 10 + 8) * image.width + x - 20 + 8];
        assert!(at(150, 52) < 50 && at(150, 66) < 50, "words stay");
        assert!(at(150, 55) > 200, "print has no colour");
        assert!(at(22, 50) == 255 && at(150, 12) == 255, "the frame goes");
    }

    #[test]
    fn what_is_no_stamp_is_not_cut() {
        let rgb = vec![250; 300 * 300 * 3];
        let mark = |right, bottom| Mark {
            kind: MarkKind::Stamp,
            text: None,
            bbox: Some(PixelBox { left: 0, top: 0, right, bottom }),
        };
        assert!(stamps(&rgb, 300, &[mark(30, 10), mark(300, 290), mark(60, 5)], 100).is_empty());
        assert!(stamps(&rgb, 300, &[Mark { bbox: None, ..mark(0, 0) }], 100).is_empty());
        assert_eq!(stamps(&rgb, 300, &[mark(9_999, 40), mark(20, 100)], 100).len(), 1);
    }
}
