//! Which way the lines of a page run: along or across, upright or upside down, and by how many degrees askew.
//!
//! Ink is counted along parallel lines of sight. Where they run as the lines of text do, full and empty ones alternate
//! most sharply; the sum of the squared steps from one to the next measures that (Postl 1986). The page lies on its side
//! when lines of sight down the page are the sharper ones. Upside down is told by the ink outside the band of the small
//! letters: Vietnamese has capitals, ascenders and marks above it, and little below.

use super::gray::Gray;

/// The widest skew that is looked for, in degrees.
const WIDEST: f64 = 15.0;
/// Degrees between two angles that are tried first, and at last.
const COARSE: f64 = 0.5;
const FINE: f64 = 0.04;
/// Fewer pixels of ink than this show no lines.
const LEAST_INK: usize = 400;
/// How much sharper the lines across have to be to turn a page on its side.
const ACROSS: f64 = 1.6;
/// Of the ink outside the bands of small letters, at least this part lies above in upright text; below the second
/// figure the page is upside down.
const UPRIGHT: f64 = 0.5;

/// How a page lies.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Lie {
    /// Quarter turns clockwise that put it upright.
    pub quarters: u32,
    /// Degrees clockwise that make its lines level after that.
    pub degrees: f64,
    /// The part of the ink outside the bands of small letters that lies above them, once upright; 0.5 says nothing.
    pub above: f64,
    /// The usual height of small letters in pixels; `None` where there are too few lines to tell.
    pub letter: Option<f64>,
}

/// Lines of text from which their usual height is taken.
const LINES: usize = 8;

/// Finds how a page lies. `gray` has about 100 dots an inch and even light.
pub fn lie(gray: &Gray, dpi: u32) -> Lie {
    let ink = Ink::of(gray, dpi);
    if ink.edges.len() < LEAST_INK {
        return Lie { above: 0.5, ..Lie::default() };
    }
    let (along, along_score) = ink.level(false);
    let (across, across_score) = ink.level(true);
    let on_side = across_score > ACROSS * along_score;
    let degrees = if on_side { across } else { along };
    let (above, letter) = ink.bands(on_side, degrees);
    let upright = above >= UPRIGHT;
    let above = if upright { above } else { 1.0 - above };
    // Lines that run down the page read from below up after a quarter turn clockwise.
    let quarters = match (on_side, upright) {
        (false, true) => 0,
        (false, false) => 2,
        (true, true) => 1,
        (true, false) => 3,
    };
    Lie { quarters, degrees, above, letter }
}

/// The ink of a page as points.
struct Ink {
    width: f64,
    height: f64,
    /// Pixels of ink with paper under them, for lines along the page.
    edges: Vec<(f32, f32)>,
    /// Pixels of ink with paper to the left of them, for lines that run up or down.
    sides: Vec<(f32, f32)>,
    /// All pixels of ink that are no rule.
    all: Vec<(f32, f32)>,
}

impl Ink {
    fn of(gray: &Gray, dpi: u32) -> Self {
        let level = threshold(gray);
        let (width, height) = (gray.width, gray.height);
        let mut black: Vec<bool> = gray.pixels.iter().map(|&pixel| pixel < level).collect();
        drop_rules(&mut black, width, height, (dpi as usize * 3 / 5).max(20));
        let mut ink =
            Self { width: width as f64, height: height as f64, edges: Vec::new(), sides: Vec::new(), all: Vec::new() };
        for y in 0..height {
            for x in 0..width {
                if black[y * width + x] {
                    let point = (x as f32, y as f32);
                    ink.all.push(point);
                    if y + 1 < height && !black[(y + 1) * width + x] {
                        ink.edges.push(point);
                    }
                    if x > 0 && !black[y * width + x - 1] {
                        ink.sides.push(point);
                    }
                }
            }
        }
        ink
    }

    /// The turn that makes lines level and how sharp they are then.
    fn level(&self, on_side: bool) -> (f64, f64) {
        let points = if on_side { &self.sides } else { &self.edges };
        let mut counts = Vec::new();
        let mut sharpness = |degrees: f64| {
            self.count(points, on_side, degrees, &mut counts);
            counts.windows(2).map(|pair| (f64::from(pair[1]) - f64::from(pair[0])).powi(2)).sum::<f64>()
        };
        let mut best = (0.0, sharpness(0.0));
        let mut search = |middle: f64, reach: f64, step: f64, best: &mut (f64, f64)| {
            let steps = (reach / step).round() as i32;
            for n in -steps..=steps {
                let degrees = middle + f64::from(n) * step;
                let score = sharpness(degrees);
                if score > best.1 {
                    *best = (degrees, score);
                }
            }
        };
        search(0.0, WIDEST, COARSE, &mut best);
        search(best.0, COARSE, COARSE / 4.0, &mut best);
        search(best.0, COARSE / 4.0, FINE, &mut best);
        ((best.0 * 100.0).round() / 100.0, best.1)
    }

    /// Counts points on each line of sight, after quarter turn and turn by `degrees` clockwise.
    fn count(&self, points: &[(f32, f32)], on_side: bool, degrees: f64, counts: &mut Vec<u32>) {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let reach = if on_side { self.width + self.height * sin.abs() } else { self.height + self.width * sin.abs() };
        counts.clear();
        counts.resize(reach.ceil() as usize + 3, 0);
        let (along, down, shift) = if on_side {
            // A quarter turn clockwise makes x what is down.
            (cos, -sin, if sin > 0.0 { self.height * sin } else { 0.0 })
        } else {
            (sin, cos, if sin < 0.0 { -self.width * sin } else { 0.0 })
        };
        let (along, down, shift) = (along as f32, down as f32, shift as f32 + 1.0);
        for &(x, y) in points {
            let at = (x * along + y * down + shift) as usize;
            if let Some(count) = counts.get_mut(at) {
                *count += 1;
            }
        }
    }

    /// The part of the ink outside the bands of small letters that lies above them, and the usual height of the bands.
    fn bands(&self, on_side: bool, degrees: f64) -> (f64, Option<f64>) {
        let mut heights = Vec::new();
        let mut counts = Vec::new();
        self.count(&self.all, on_side, degrees, &mut counts);
        let most = counts.iter().copied().max().unwrap_or(0);
        let (mut above, mut below) = (1.0f64, 1.0f64);
        let mut at = 0;
        while at < counts.len() {
            // A line of text: a run of lines of sight with ink, parted by nearly empty ones.
            let faint = most / 100 + 1;
            if counts[at] <= faint {
                at += 1;
                continue;
            }
            let end = counts[at..].iter().position(|&c| c <= faint).map_or(counts.len(), |n| at + n);
            let line = &counts[at..end];
            at = end;
            let peak = line.iter().copied().max().unwrap_or(0);
            let dense = |&c: &u32| c * 2 > peak;
            let (Some(first), Some(last)) = (line.iter().position(dense), line.iter().rposition(dense)) else {
                continue;
            };
            // Neither specks nor pictures.
            if peak > most / 8 && line.len() >= 4 && last - first >= 2 && last - first < 40 {
                above += line[..first].iter().map(|&c| f64::from(c)).sum::<f64>();
                below += line[last + 1..].iter().map(|&c| f64::from(c)).sum::<f64>();
                heights.push(last - first + 1);
            }
        }
        heights.sort_unstable();
        let letter = (heights.len() >= LINES).then(|| heights[heights.len() / 2] as f64);
        (above / (above + below), letter)
    }
}

/// The level that parts ink from paper best (Otsu 1979).
pub fn threshold(gray: &Gray) -> u8 {
    let mut counts = [0u64; 256];
    for &pixel in &gray.pixels {
        counts[usize::from(pixel)] += 1;
    }
    let total = gray.pixels.len() as f64;
    let sum: f64 = counts.iter().enumerate().map(|(level, &n)| level as f64 * n as f64).sum();
    let (mut dark, mut dark_sum, mut best, mut best_level) = (0.0, 0.0, 0.0, 128);
    for (level, &n) in counts.iter().enumerate() {
        dark += n as f64;
        dark_sum += level as f64 * n as f64;
        let light = total - dark;
        if dark == 0.0 || light <= 0.0 {
            continue;
        }
        let apart = dark * light * (dark_sum / dark - (sum - dark_sum) / light).powi(2);
        if apart > best {
            (best, best_level) = (apart, level);
        }
    }
    (best_level + 1).min(255) as u8
}

/// Takes out runs of ink longer than `longest`: rules, borders, the scanner's lid.
fn drop_rules(black: &mut [bool], width: usize, height: usize, longest: usize) {
    let mut drop = Vec::new();
    let mut scan = |count: usize, length: usize, index: &dyn Fn(usize, usize) -> usize, black: &[bool]| {
        for line in 0..count {
            let mut start = 0;
            for at in 0..=length {
                if at == length || !black[index(line, at)] {
                    if at - start > longest {
                        drop.extend((start..at).map(|n| index(line, n)));
                    }
                    start = at + 1;
                }
            }
        }
    };
    scan(height, width, &|y, x| y * width + x, black);
    scan(width, height, &|x, y| y * width + x, black);
    for index in drop {
        black[index] = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of small letters with ascenders above and few descenders below, 100 dots an inch.
    fn page() -> Gray {
        let (width, height) = (800, 1000);
        let mut gray = Gray { width, height, pixels: vec![255; width * height] };
        let mut noise = 1u32;
        for line in 0..40 {
            let top = 60 + line * 22;
            let mut x = 80 + (noise >> 16) as usize % 40;
            while x < 720 {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let kind = noise >> 28;
                let (from, to) = match kind {
                    0..=4 => (top - 5, top + 7),
                    5 => (top, top + 11),
                    _ => (top, top + 7),
                };
                if kind < 14 {
                    for y in from..to {
                        gray.pixels[y * width + x] = 20;
                        gray.pixels[y * width + x + 1] = 20;
                    }
                    for dx in 0..4 {
                        gray.pixels[(top + 6) * width + x + dx] = 20;
                        gray.pixels[top * width + x + dx] = 20;
                    }
                }
                x += 6 + (noise >> 20) as usize % 3;
            }
        }
        gray
    }

    #[test]
    fn skew_is_found_to_a_tenth_of_a_degree() {
        for degrees in [0.0, 0.7, -3.0, 8.2, -12.0] {
            let found = lie(&page().turned(degrees, 1.0), 100);
            assert_eq!(found.quarters, 0, "{degrees}");
            assert!((found.degrees + degrees).abs() < 0.12, "{degrees}: {found:?}");
        }
    }

    #[test]
    fn quarter_turns_are_found() {
        for quarters in 0..4 {
            for degrees in [0.0, 2.0] {
                let found = lie(&page().turned(degrees, 1.0).quartered(quarters), 100);
                assert_eq!((found.quarters + quarters) % 4, 0, "{quarters} {degrees}: {found:?}");
                assert!((found.degrees + degrees).abs() < 0.12, "{quarters} {degrees}: {found:?}");
            }
        }
    }

    #[test]
    fn pages_without_lines_stay() {
        for pixels in [vec![255; 10_000], vec![0; 10_000], (0..10_000).map(|n| (n * 7919 % 251) as u8).collect()] {
            assert!(lie(&Gray { width: 100, height: 100, pixels }, 100).degrees.abs() <= 16.0);
        }
        assert_eq!(lie(&Gray { width: 1, height: 1, pixels: vec![0] }, 100).quarters, 0);
    }
}
