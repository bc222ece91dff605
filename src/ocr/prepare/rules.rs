//! Ruled lines on a page: long, thin, straight runs of ink along or down it. They are the frames of tables and stamps.
//!
//! A line that is not quite level lies in pieces on neighbouring rows; pieces that touch are joined, and what they add
//! up to is a rule when it is long and thin. Letters give no pieces of that length.

use super::gray::Gray;
use crate::document::PixelBox;

/// Shortest piece of a rule, in inches.
const PIECE: f64 = 0.14;
/// Shortest rule, in inches.
const SHORTEST: f64 = 0.22;
/// A thin rule that leans breaks into shorter pieces; those count that have another this near ahead or behind, in inches,
const REACH: f64 = 0.08;
/// and as high but for this many pixels.
const STEP: i32 = 3;
/// Thickest rule, in inches.
const THICKEST: f64 = 0.045;
/// Pieces at one height that are looked at.
const NEAR: usize = 400;
/// A gap in a piece that is closed, in inches.
const GAP: f64 = 0.012;
/// The blurred edge of a rule, in pixels.
const EDGE: i32 = 3;
/// Part of a piece that is ink. The feet of letters, blurred together, have more gaps.
const FULL: f64 = 0.85;

/// The rules of a page on which lines are level, ink darker than `level`: those along the page, then those down it.
pub fn rules(gray: &Gray, level: u8, dpi: u32) -> Vec<PixelBox> {
    let mut out = along(gray, level, dpi);
    let width = gray.width as i32;
    // A quarter turn clockwise and three back: x is y, and y counts from the right.
    let turned = gray.clone().quartered(3);
    out.extend(along(&turned, level, dpi).into_iter().map(|b| PixelBox {
        left: width - b.bottom,
        top: b.left,
        right: width - b.top,
        bottom: b.right,
    }));
    out
}

/// Takes `rules` out of the page: the engine reads a line beside a word as a letter of it. Where ink goes on beside a line,
/// a letter crosses it, and it stays.
pub fn erase(gray: &mut Gray, rules: &[PixelBox], level: u8) {
    for rule in rules {
        let along = rule.width() >= rule.height();
        let (from, to, near, far) = if along {
            (rule.left, rule.right, rule.top, rule.bottom)
        } else {
            (rule.top, rule.bottom, rule.left, rule.right)
        };
        for at in from..to {
            let place = |across: i32| if along { gray.place(at, across) } else { gray.place(across, at) };
            let paper = |across: &i32| place(*across).is_some_and(|place| gray.pixels[place] >= level);
            let (first, last) = ((near - EDGE..near).rev().find(paper), (far..far + EDGE).find(paper));
            let (Some(first), Some(last)) = (first, last) else { continue };
            let shade = [first, last].into_iter().filter_map(place).map(|place| gray.pixels[place]).max();
            let Some(shade) = shade else { continue };
            let places: Vec<usize> = (first + 1..last).filter_map(place).collect();
            for place in places {
                gray.pixels[place] = shade;
            }
        }
    }
}

/// A rule as far as it is followed.
struct Growing {
    bbox: PixelBox,
    /// Its last piece.
    from: i32,
    to: i32,
    ink: i64,
}

fn along(gray: &Gray, level: u8, dpi: u32) -> Vec<PixelBox> {
    let pixels = |inches: f64| (inches * f64::from(dpi)).ceil().max(2.0) as i32;
    let (piece, shortest, thickest, gap) = (pixels(PIECE), pixels(SHORTEST), pixels(THICKEST), pixels(GAP));
    let mut open: Vec<Growing> = Vec::new();
    let mut done = Vec::new();
    for y in 0..gray.height {
        let bottom = y as i32 + 1;
        let (closed, still): (Vec<_>, Vec<_>) = open.into_iter().partition(|rule| rule.bbox.bottom + 1 < bottom);
        done.extend(closed);
        open = still;
        for (from, to, ink) in pieces(gray.row(y), level, piece, gap) {
            let touching = open.iter_mut().find(|r| r.from <= to + gap && from <= r.to + gap);
            let bbox = PixelBox { left: from, top: bottom - 1, right: to, bottom };
            match touching {
                Some(rule) => {
                    rule.bbox = rule.bbox.union(bbox);
                    // On one row a rule may have two pieces; the wider one leads on.
                    (rule.from, rule.to) = (from, to);
                    rule.ink += i64::from(ink);
                }
                None => open.push(Growing { bbox, from, to, ink: i64::from(ink) }),
            }
        }
    }
    done.extend(open);
    let thin = |rule: &Growing| rule.ink <= i64::from(rule.bbox.width().max(1)) * i64::from(thickest);
    let mut found: Vec<PixelBox> = done.into_iter().filter(thin).map(|rule| rule.bbox).collect();
    found.sort_by_key(|b| (b.top, b.left));
    let (tall, reach) = (found.iter().map(|b| b.height()).max().unwrap_or(0), pixels(REACH));
    let led_on = |rule: &PixelBox| {
        let from = found.partition_point(|other| other.top < rule.top - STEP - tall);
        let near = found[from..].iter().take_while(|other| other.top <= rule.bottom + STEP).take(NEAR);
        let mut near = near.filter(|other| *other != rule && other.bottom >= rule.top - STEP);
        let mut ahead = false;
        // What lies in another is its edge.
        let edge = near.any(|other| {
            let gap = (other.left - rule.right).max(rule.left - other.right);
            ahead |= (-STEP..=reach).contains(&gap);
            gap < -STEP && other.width() > rule.width()
        });
        ahead && !edge
    };
    found.iter().filter(|rule| rule.width() >= shortest || led_on(rule)).copied().collect()
}

/// The runs of ink of a row that are at least `least` long, gaps up to `gap` closed: from, to, pixels of ink. What has
/// more gaps than a line is left out.
fn pieces(row: &[u8], level: u8, least: i32, gap: i32) -> Vec<(i32, i32, i32)> {
    let line = |&(from, to, ink): &(i32, i32, i32)| to - from >= least && f64::from(ink) >= f64::from(to - from) * FULL;
    let mut out = Vec::new();
    let mut open: Option<(i32, i32, i32)> = None;
    let mut x = 0;
    while let Some(from) = row[x..].iter().position(|&p| p < level).map(|n| x + n) {
        let to = row[from..].iter().position(|&p| p >= level).map_or(row.len(), |n| from + n);
        x = to;
        let (from, to) = (from as i32, to as i32);
        open = Some(match open {
            Some((start, end, ink)) if from - end <= gap => (start, to, ink + to - from),
            Some(run) => {
                out.extend(Some(run).filter(line));
                (from, to, to - from)
            }
            None => (from, to, to - from),
        });
    }
    out.extend(open.filter(line));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thin_rule_that_leans_is_found_in_its_pieces_and_a_dash_is_none() {
        let (width, height) = (600, 200);
        let mut gray = Gray { width, height, pixels: vec![255; width * height] };
        for n in 0..12usize {
            gray.pixels[(100 - n) * width + 20 + n * 46..][..36].fill(0);
        }
        gray.pixels[150 * width + 300..][..36].fill(0);
        let found = rules(&gray, 128, 200);
        assert_eq!(found.len(), 12, "{found:?}");
        assert!(found.iter().all(|b| b.bottom < 110));
    }

    #[test]
    fn feet_of_letters_in_a_row_are_no_rule() {
        let (width, height) = (600, 60);
        let mut gray = Gray { width, height, pixels: vec![255; width * height] };
        for x in (100..400usize).filter(|x| x % 10 < 8) {
            gray.pixels[30 * width + x] = 0;
        }
        assert_eq!(rules(&gray, 128, 200), []);
    }

    #[test]
    fn an_erased_rule_leaves_what_crosses_it() {
        let (width, height) = (100, 40);
        let mut gray = Gray { width, height, pixels: vec![240; width * height] };
        for y in 20..23 {
            gray.pixels[y * width..(y + 1) * width].fill(10);
        }
        for y in 10..30 {
            gray.pixels[y * width + 50] = 10;
        }
        erase(&mut gray, &[PixelBox { left: 0, top: 20, right: 100, bottom: 23 }], 128);
        let dark: Vec<usize> = (0..width * height).filter(|&n| gray.pixels[n] < 128).collect();
        assert_eq!(dark, (10..30).map(|y| y * width + 50).collect::<Vec<_>>());
    }

    #[test]
    fn rules_are_found_along_and_down_and_letters_are_not() {
        let (width, height) = (600, 400);
        let mut gray = Gray { width, height, pixels: vec![255; width * height] };
        for x in 50..550usize {
            // A pixel of slope in a hundred.
            for dy in 0..3 {
                gray.pixels[(100 + x / 100 + dy) * width + x] = 0;
            }
        }
        for y in 50..350 {
            gray.pixels[y * width + 200] = 0;
            gray.pixels[y * width + 201] = 0;
        }
        for y in 200..220 {
            for x in (300..500).filter(|x| x % 12 < 5) {
                gray.pixels[y * width + x] = 0;
            }
        }
        let found = rules(&gray, 128, 200);
        let expected = [
            PixelBox { left: 50, top: 100, right: 550, bottom: 108 },
            PixelBox { left: 200, top: 50, right: 202, bottom: 350 },
        ];
        assert_eq!(found, expected);
    }
}
