//! Uneven light made even: the paper's brightness is estimated region by region and divided out.
//!
//! A lamp that fades, a fold or a phone's shadow make one side of the paper as dark as the ink on the other, and the
//! engine's one threshold for the page then loses either. In a tile of an eighth of an inch most pixels are paper, so
//! that a high percentile of it is the paper's brightness; tiles without paper (pictures, bold rules) take that of
//! their neighbours.

use super::gray::Gray;

/// Tiles an inch.
const TILES: usize = 8;
/// The part of a tile's pixels that are darker than what is taken for its paper.
const PERCENTILE: usize = 80;
/// Light is made even when the paper's brightness differs by more than this part of white.
const UNEVEN: f64 = 0.07;
/// The brightness that paper gets.
const PAPER: u32 = 250;

/// Makes the light of a page even, where it is not. Returns how much darker its darkest region was than its lightest,
/// as a part of white, or 0 when the page was left as it was.
pub fn flatten(gray: &mut Gray, dpi: u32) -> f64 {
    let tile = (dpi as usize / TILES).clamp(8, 64);
    let (across, down) = (gray.width.div_ceil(tile), gray.height.div_ceil(tile));
    let papers = spread(&papers(gray, tile, across, down), across, down);
    let mut sorted = papers.clone();
    sorted.sort_unstable();
    let at = |percent: usize| sorted[(sorted.len() - 1) * percent / 100];
    let shade = f64::from(at(98) - at(2)) / 255.0;
    if shade < UNEVEN {
        return 0.0;
    }
    // What is much darker than the page's paper is a picture or the scanner's lid.
    let least = (at(50) / 5 * 2).max(40);
    let gains: Vec<u32> = papers.iter().map(|&paper| (PAPER << 12) / u32::from(paper.max(least))).collect();
    divide(gray, &gains, tile, across, down);
    (shade * 1000.0).round() / 1000.0
}

/// The brightness of each tile's paper.
fn papers(gray: &Gray, tile: usize, across: usize, down: usize) -> Vec<u8> {
    let mut papers = Vec::with_capacity(across * down);
    let step = (tile / 16).max(1);
    for row in 0..down {
        let (top, bottom) = (row * tile, gray.height.min((row + 1) * tile));
        for column in 0..across {
            let (left, right) = (column * tile, gray.width.min((column + 1) * tile));
            let mut counts = [0u16; 256];
            let mut total = 0usize;
            for y in (top..bottom).step_by(step) {
                for &pixel in gray.row(y)[left..right].iter().step_by(step) {
                    counts[usize::from(pixel)] += 1;
                    total += 1;
                }
            }
            let mut left_over = total * PERCENTILE / 100;
            let paper = counts.iter().position(|&count| {
                let here = left_over < usize::from(count);
                left_over = left_over.saturating_sub(usize::from(count));
                here
            });
            papers.push(paper.unwrap_or(255) as u8);
        }
    }
    papers
}

/// Closes gaps of up to four tiles without paper (the brightest of the neighbourhood, then the darkest of that) and
/// takes the mean of neighbours.
fn spread(papers: &[u8], across: usize, down: usize) -> Vec<u8> {
    let pick = |from: &[u8], radius: usize, of: fn(&[u8]) -> u8| -> Vec<u8> {
        let mut window = Vec::new();
        let mut rows = Vec::with_capacity(from.len());
        for row in from.chunks_exact(across) {
            for x in 0..across {
                rows.push(of(&row[x.saturating_sub(radius)..across.min(x + radius + 1)]));
            }
        }
        let mut out = rows.clone();
        for x in 0..across {
            for y in 0..down {
                window.clear();
                window.extend((y.saturating_sub(radius)..down.min(y + radius + 1)).map(|y| rows[y * across + x]));
                out[y * across + x] = of(&window);
            }
        }
        out
    };
    let brightest = |values: &[u8]| values.iter().copied().max().unwrap_or(255);
    let darkest = |values: &[u8]| values.iter().copied().min().unwrap_or(255);
    let mean = |values: &[u8]| (values.iter().map(|&v| usize::from(v)).sum::<usize>() / values.len().max(1)) as u8;
    pick(&pick(&pick(papers, 2, brightest), 2, darkest), 1, mean)
}

/// Multiplies every pixel by the gain between the middles of the tiles around it (12 bits behind the point).
fn divide(gray: &mut Gray, gains: &[u32], tile: usize, across: usize, down: usize) {
    let between = |at: usize, count: usize| {
        let place = (at as f64 + 0.5) / tile as f64 - 0.5;
        let first = place.floor().clamp(0.0, (count - 1) as f64);
        (first as usize, (first as usize + 1).min(count - 1), ((place - first).clamp(0.0, 1.0) * 256.0) as u32)
    };
    let columns: Vec<_> = (0..gray.width).map(|x| between(x, across)).collect();
    let mut blended = vec![0u32; across];
    for (y, row) in gray.pixels.chunks_exact_mut(gray.width).enumerate() {
        let (above, below, share) = between(y, down);
        for (x, gain) in blended.iter_mut().enumerate() {
            *gain = (gains[above * across + x] * (256 - share) + gains[below * across + x] * share) >> 8;
        }
        for (pixel, &(left, right, share)) in row.iter_mut().zip(&columns) {
            let gain = (blended[left] * (256 - share) + blended[right] * share) >> 8;
            *pixel = ((u32::from(*pixel) * gain) >> 12).min(255) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of "print" on paper whose right side has only `part` of the left side's light.
    fn page(part: f64) -> Gray {
        let (width, height) = (600, 400);
        let mut pixels = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let light = 1.0 - (1.0 - part) * x as f64 / width as f64;
                let ink = y % 40 < 12 && x % 12 < 5;
                pixels.push((light * if ink { 70.0 } else { 240.0 }) as u8);
            }
        }
        Gray { width, height, pixels }
    }

    #[test]
    fn a_shadow_goes_and_print_stays() {
        let mut gray = page(0.4);
        let before = (gray.pixels[20 * 600 + 10], gray.pixels[595]);
        assert!(before.1 < 110 && before.0 > 230);
        let shade = flatten(&mut gray, 200);
        assert!(shade > 0.4, "{shade}");
        for (n, &pixel) in gray.pixels.iter().enumerate() {
            let (x, y) = (n % 600, n / 600);
            let ink = y % 40 < 12 && x % 12 < 5;
            assert!(if ink { pixel < 120 } else { pixel > 200 }, "{x} {y} {pixel}");
        }
    }

    #[test]
    fn even_light_is_left_alone() {
        let mut gray = page(0.97);
        let before = gray.clone();
        assert_eq!(flatten(&mut gray, 200), 0.0);
        assert_eq!(gray, before);
    }

    #[test]
    fn any_size_passes() {
        for (width, height) in [(1, 1), (1, 300), (65, 7)] {
            let pixels = (0..width * height).map(|n| (n * 37 % 256) as u8).collect();
            flatten(&mut Gray { width, height, pixels }, 300);
        }
    }
}
