//! How dirty a page is: specks counted and, where there are many, taken out; grain measured and smoothed.
//!
//! The dots of Vietnamese letters are small too, and a clean fax loses them to any speck filter. So nothing is done
//! until the page shows by its number of specks, marks smaller than any dot of its type, that it is dirty.

use super::gray::Gray;

/// Specks for each other mark from which a page is dirty.
const DIRTY: f64 = 0.35;
/// How far in points a speck lies from other ink at least.
const APART: f64 = 1.5;
/// Deviation of the paper's brightness, as a part of white, from which grain is smoothed.
const GRAINY: f64 = 0.028;

/// A run of ink in a row.
#[derive(Clone, Copy)]
struct Run {
    y: u32,
    from: u32,
    to: u32,
    /// The run that stands for its mark.
    mark: u32,
}

/// Takes specks out of a dirty page, ink darker than `level`; returns how many. Only what stands alone is a speck: worn
/// strokes break up into pieces as small.
pub fn despeckle(gray: &mut Gray, level: u8, dpi: u32) -> u32 {
    // The dot of 13 point type is about 1.4 points wide; a speck has at most a third of its area.
    let point = f64::from(dpi) / 72.0;
    let largest = (point.powi(2) * 0.5).max(2.0) as u32;
    let reach = (point * APART).ceil() as usize;
    let mut runs = runs(gray, level);
    let areas = join(&mut runs);
    let others = areas.iter().filter(|&&area| area > largest).count();
    let mut specks = vec![false; runs.len()];
    for (n, run) in runs.iter().enumerate() {
        specks[n] = run.mark as usize == n && areas[n] <= largest && alone(gray, level, *run, reach, largest);
    }
    let count = specks.iter().filter(|&&speck| speck).count();
    if (count as f64) < DIRTY * others as f64 || count < 50 {
        return 0;
    }
    for run in runs.iter().filter(|run| specks[run.mark as usize]) {
        // With the gray fringe around it.
        let (from, to) = (run.from.saturating_sub(1) as usize, (run.to as usize + 1).min(gray.width));
        for y in run.y.saturating_sub(1) as usize..(run.y as usize + 2).min(gray.height) {
            gray.pixels[y * gray.width + from..y * gray.width + to].fill(255);
        }
    }
    count as u32
}

/// Whether within `reach` of a run there is no more ink than a few specks have.
fn alone(gray: &Gray, level: u8, run: Run, reach: usize, largest: u32) -> bool {
    let (from, to) = ((run.from as usize).saturating_sub(reach), (run.to as usize + reach).min(gray.width));
    let rows = (run.y as usize).saturating_sub(reach)..(run.y as usize + reach + 1).min(gray.height);
    let ink: usize = rows.map(|y| gray.row(y)[from..to].iter().filter(|&&p| p < level).count()).sum();
    ink <= largest as usize * 2
}

fn runs(gray: &Gray, level: u8) -> Vec<Run> {
    let mut runs = Vec::new();
    for y in 0..gray.height {
        let row = gray.row(y);
        let mut x = 0;
        while let Some(from) = row[x..].iter().position(|&p| p < level).map(|n| x + n) {
            let to = row[from..].iter().position(|&p| p >= level).map_or(row.len(), |n| from + n);
            let mark = runs.len() as u32;
            runs.push(Run { y: y as u32, from: from as u32, to: to as u32, mark });
            x = to;
        }
    }
    runs
}

/// Joins runs that touch, corners included, to marks; returns the area of each mark at the run that stands for it.
fn join(runs: &mut [Run]) -> Vec<u32> {
    fn root(runs: &mut [Run], mut at: u32) -> u32 {
        while runs[at as usize].mark != at {
            let above = runs[at as usize].mark;
            runs[at as usize].mark = runs[above as usize].mark;
            at = above;
        }
        at
    }
    let (mut above, mut here) = (0, 0);
    while here < runs.len() {
        let y = runs[here].y;
        let end = here + runs[here..].partition_point(|run| run.y == y);
        let mut up = above;
        while up < here && runs[up].y + 1 < y {
            up += 1;
        }
        for at in here..end {
            while up < here && runs[up].to < runs[at].from {
                up += 1;
            }
            let mut touching = up;
            while touching < here && runs[touching].from <= runs[at].to {
                let (a, b) = (root(runs, touching as u32), root(runs, at as u32));
                // The earlier run stands for both.
                runs[a.max(b) as usize].mark = a.min(b);
                touching += 1;
            }
        }
        (above, here) = (here, end);
    }
    let mut areas = vec![0u32; runs.len()];
    for at in 0..runs.len() {
        let mark = root(runs, at as u32);
        runs[at].mark = mark;
        areas[mark as usize] += runs[at].to - runs[at].from;
    }
    areas
}

/// Gives a page of black and white the gray edges that the engine was taught with; also closes gaps of a pixel that a
/// scanner's threshold tore in thin strokes. Whether there was an edge.
pub fn soften(gray: &mut Gray) -> bool {
    let edges = gray.pixels.windows(2).any(|pair| pair[0] != pair[1]);
    if edges {
        gray.smooth(2);
    }
    edges
}

/// Smooths the grain of a page that has it; whether it did.
pub fn smooth(gray: &mut Gray, level: u8) -> bool {
    let grainy = grain(gray, level) > GRAINY;
    if grainy {
        gray.smooth(2);
    }
    grainy
}

/// Deviation of the paper's brightness from that of its neighbours, as a part of white (Immerkær 1996, on paper only).
pub fn grain(gray: &Gray, level: u8) -> f64 {
    let (width, height) = (gray.width, gray.height);
    if width < 3 || height < 3 {
        return 0.0;
    }
    let paper = level.saturating_add((255 - level) / 3);
    let (mut sum, mut count) = (0u64, 0u64);
    for y in (1..height - 1).step_by(3) {
        let (above, row, below) = (gray.row(y - 1), gray.row(y), gray.row(y + 1));
        for x in (1..width - 1).step_by(3) {
            let at = |row: &[u8], n: usize| i32::from(row[x - 1 + n]);
            let square = [
                at(above, 0),
                at(above, 1),
                at(above, 2),
                at(row, 0),
                at(row, 1),
                at(row, 2),
                at(below, 0),
                at(below, 1),
                at(below, 2),
            ];
            if square.iter().any(|&p| p < i32::from(paper)) || square.iter().all(|&p| p == 255) {
                continue;
            }
            let [a, b, c, d, e, f, g, h, i] = square;
            sum += u64::from((a + c + g + i - 2 * (b + d + f + h) + 4 * e).unsigned_abs());
            count += 1;
        }
    }
    if count * 400 < (width * height) as u64 { 0.0 } else { sum as f64 / count as f64 * 1.2533 / 6.0 / 255.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of 400 by 400 with `letters` strokes and `specks` dots of one pixel.
    fn page(letters: usize, specks: usize) -> Gray {
        let mut gray = Gray { width: 400, height: 400, pixels: vec![255; 160_000] };
        for n in 0..letters {
            let (x, y) = (n % 20 * 20, n / 20 * 20);
            for dy in 0..12 {
                for dx in 0..4 {
                    gray.pixels[(y + dy) * 400 + x + dx] = 0;
                }
            }
        }
        for n in 0..specks {
            gray.pixels[(n / 20 * 20 + 16) * 400 + n % 20 * 20 + 10] = 0;
        }
        gray
    }

    #[test]
    fn specks_go_where_there_are_many() {
        let mut dirty = page(300, 200);
        assert_eq!(despeckle(&mut dirty, 128, 300), 200);
        assert_eq!(dirty, page(300, 0));
    }

    #[test]
    fn a_clean_page_keeps_its_dots() {
        let mut clean = page(300, 60);
        let before = clean.clone();
        assert_eq!(despeckle(&mut clean, 128, 300), 0);
        assert_eq!(clean, before);
    }

    #[test]
    fn marks_join_over_corners_and_forks() {
        let rows = ["#.#.#", "#.#..", ".#..#"];
        let pixels = rows.concat().bytes().map(|b| if b == b'#' { 0 } else { 255 }).collect();
        let mut runs = runs(&Gray { width: 5, height: 3, pixels }, 128);
        let mut areas: Vec<u32> = join(&mut runs).into_iter().filter(|&area| area > 0).collect();
        areas.sort_unstable();
        assert_eq!(areas, [1, 1, 5]);
    }

    #[test]
    fn grain_is_measured_on_paper() {
        let mut gray = page(100, 0);
        assert_eq!(grain(&gray, 128), 0.0);
        let mut noise = 1u32;
        for pixel in &mut gray.pixels {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *pixel = pixel.saturating_sub((noise >> 27) as u8 * 2);
        }
        assert!(grain(&gray, 128) > GRAINY);
        assert!(smooth(&mut gray, 128));
    }
}
