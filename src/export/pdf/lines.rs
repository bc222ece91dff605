//! Words of a page as straight lines of text on the page as it was scanned.
//!
//! A page that was turned or straightened before it was read has boxes in the pixels of the page before: upright boxes
//! around slanted words. The slanted box is won back from the angle (a rectangle `w` by `h` turned by `t` has a box of
//! `w cos t + h sin t` by `w sin t + h cos t`). In the frame of the reading direction a straight base line is laid
//! through the words of a line, so that a viewer marks whole lines and tools see one line, however much the letters
//! reach below it.

use super::super::layout::{PlacedPage, PlacedWord, is_upright};

/// Between two words at least this part of the letter size stays free: tools tell words apart by gaps.
const LEAST_GAP: f64 = 0.2;
/// A base line is not steeper than this against the reading direction.
const STEEPEST: f64 = 0.1;
/// Lines with fewer words than this are laid level.
const FEWEST_FOR_SLOPE: usize = 3;

/// A vector in pixels of the page image, y down.
pub type Vector = (f64, f64);

/// A straight run of words.
#[derive(Debug, Clone, PartialEq)]
pub struct TextLine {
    /// Along the line, one pixel long.
    pub along: Vector,
    /// Down the page from the line, one pixel long.
    pub down: Vector,
    /// Height of the letters in pixels.
    pub size: f64,
    /// The words in order.
    pub words: Vec<LineWord>,
}

/// A word of a [`TextLine`].
#[derive(Debug, Clone, PartialEq)]
pub struct LineWord {
    /// The word.
    pub text: String,
    /// Where it begins on the base line, pixels of the page image.
    pub at: Vector,
    /// How far it reaches along the line.
    pub width: f64,
    /// From its end to the next word, or to the end of a blank behind the line.
    pub gap: f64,
}

/// A word's place in the frame of the reading direction: `u` along, `v` down.
#[derive(Debug, Clone, Copy)]
struct Place {
    u: (f64, f64),
    v: (f64, f64),
}

impl Place {
    fn height(&self) -> f64 {
        self.v.1 - self.v.0
    }
}

/// The words of a page as straight lines, in text order.
pub fn lines(page: &PlacedPage) -> Vec<TextLine> {
    let angle = page.rotation_deg.to_radians();
    let frame = Frame { along: (angle.cos(), -angle.sin()), down: (angle.sin(), angle.cos()) };
    let upright = is_upright(page.rotation_deg);
    let slant = (page.rotation_deg - (page.rotation_deg / 90.0).round() * 90.0).to_radians();
    let mut out = Vec::new();
    let mut run: Vec<(&PlacedWord, Place)> = Vec::new();
    for word in page.words.iter().filter(|word| !word.text.is_empty()) {
        let place = frame.place(word, upright, slant);
        if run.last().is_some_and(|(last, before)| !goes_on(last, before, word, &place)) {
            out.push(frame.line(&run));
            run.clear();
        }
        run.push((word, place));
    }
    if !run.is_empty() {
        out.push(frame.line(&run));
    }
    out
}

/// Whether a word stands behind another in one line.
fn goes_on(last: &PlacedWord, before: &Place, word: &PlacedWord, place: &Place) -> bool {
    let middle = |p: &Place| (p.v.0 + p.v.1) / 2.0;
    let height = before.height().max(place.height());
    last.line == word.line && place.u.0 > before.u.0 && (middle(place) - middle(before)).abs() < height
}

struct Frame {
    along: Vector,
    down: Vector,
}

impl Frame {
    fn place(&self, word: &PlacedWord, upright: bool, slant: f64) -> Place {
        let b = word.bbox;
        let (width, height) = (f64::from(b.width().max(1)), f64::from(b.height().max(1)));
        let (width, height) = if upright { (width, height) } else { (height, width) };
        let (sin, cos) = (slant.sin().abs(), slant.cos());
        let turned = (2.0 * slant).cos();
        let (w, h) = if sin > 0.001 && turned > 0.5 {
            let (w, h) = ((width * cos - height * sin) / turned, (height * cos - width * sin) / turned);
            // Boxes in whole pixels, of words shorter than high, bear no more.
            (w.clamp(width * 0.3, width), h.clamp(height * 0.3, height))
        } else {
            (width, height)
        };
        let centre = (f64::from(b.left) + f64::from(b.width()) / 2.0, f64::from(b.top) + f64::from(b.height()) / 2.0);
        let (u, v) = (dot(centre, self.along), dot(centre, self.down));
        Place { u: (u - w / 2.0, u + w / 2.0), v: (v - h / 2.0, v + h / 2.0) }
    }

    fn line(&self, run: &[(&PlacedWord, Place)]) -> TextLine {
        let places: Vec<Place> = run.iter().map(|(_, place)| *place).collect();
        let (base, slope) = base_line(&places);
        let usual = median(places.iter().map(Place::height).collect());
        let reach = |p: &Place| base + slope * (p.u.0 + p.u.1) / 2.0 - p.v.0;
        let size = places.iter().map(reach).fold(0.0, f64::max).clamp(usual * 0.7, usual * 1.6).max(1.0);
        let least = LEAST_GAP * size;
        let mut words = Vec::with_capacity(run.len());
        let mut free = f64::NEG_INFINITY;
        for (i, (word, place)) in run.iter().enumerate() {
            let from = place.u.0.max(free);
            let next = places.get(i + 1).map(|next| next.u.0);
            let to = next.map_or(place.u.1, |next| place.u.1.min(next - least)).max(from + 0.1 * size);
            free = to + least;
            let v = base + slope * from;
            words.push(LineWord {
                text: word.text.clone(),
                at: (from * self.along.0 + v * self.down.0, from * self.along.1 + v * self.down.1),
                width: to - from,
                gap: next.map_or(least, |next| next.max(free) - to),
            });
        }
        let along = (self.along.0 + slope * self.down.0, self.along.1 + slope * self.down.1);
        TextLine { along, down: self.down, size, words }
    }
}

fn dot(a: Vector, b: Vector) -> f64 {
    a.0 * b.0 + a.1 * b.1
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(1.0)
}

/// The line `v = base + slope * u` through the lower edges, by least squares; level where few words show no slope.
fn base_line(places: &[Place]) -> (f64, f64) {
    let n = places.len() as f64;
    let u = |p: &Place| (p.u.0 + p.u.1) / 2.0;
    let (mean_u, mean_v) = (places.iter().map(u).sum::<f64>() / n, places.iter().map(|p| p.v.1).sum::<f64>() / n);
    let spread: f64 = places.iter().map(|p| (u(p) - mean_u).powi(2)).sum();
    if places.len() < FEWEST_FOR_SLOPE || spread < 1.0 {
        return (median(places.iter().map(|p| p.v.1).collect()), 0.0);
    }
    let together: f64 = places.iter().map(|p| (u(p) - mean_u) * (p.v.1 - mean_v)).sum();
    let slope = (together / spread).clamp(-STEEPEST, STEEPEST);
    (mean_v - slope * mean_u, slope)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Confidence, PixelBox, TextSource};

    fn word(text: &str, bbox: [i32; 4]) -> PlacedWord {
        PlacedWord {
            text: text.into(),
            read: None,
            bbox: PixelBox::from(bbox),
            confidence: Confidence::ONE,
            alternatives: vec![],
            letters: vec![],
            line: 0,
            block: 0,
        }
    }

    fn page(rotation_deg: f64, words: Vec<PlacedWord>) -> PlacedPage {
        PlacedPage { size: Some((1000, 1000)), dpi: Some(100), rotation_deg, source: TextSource::Ocr, words }
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 2.0
    }

    #[test]
    fn level_words_keep_their_boxes() {
        let lines = lines(&page(0.0, vec![word("Thi", [100, 80, 140, 100]), word("hành", [150, 80, 200, 105])]));
        assert_eq!(lines.len(), 1);
        let [thi, hanh] = &lines[0].words[..] else { panic!("two words") };
        assert!(near(thi.at.0, 100.0) && near(thi.width, 40.0) && near(thi.gap, 10.0));
        assert!(near(hanh.at.0, 150.0) && near(hanh.at.1, thi.at.1) && near(hanh.width, 50.0));
    }

    #[test]
    fn a_word_on_a_slanted_page_lies_along_its_slant() {
        // A word of 200 by 30 that runs down to the right by 5 degrees; the page was turned back by -5 (355) degrees.
        let (sin, cos) = (5f64.to_radians().sin(), 5f64.to_radians().cos());
        let (w, h) = (200.0 * cos + 30.0 * sin, 200.0 * sin + 30.0 * cos);
        let bbox = [400.0 - w / 2.0, 300.0 - h / 2.0, 400.0 + w / 2.0, 300.0 + h / 2.0].map(|v: f64| v.round() as i32);
        for angle in [-5.0, 355.0] {
            let lines = lines(&page(angle, vec![word("Thi", bbox)]));
            let line = &lines[0];
            assert!(near(line.words[0].width, 200.0) && near(line.size, 30.0), "{line:?}");
            assert!(line.along.1 > 0.08, "down to the right: {:?}", line.along);
            let expected = (400.0 - 100.0 * cos - 15.0 * sin, 300.0 - 100.0 * sin + 15.0 * cos);
            assert!(near(line.words[0].at.0, expected.0) && near(line.words[0].at.1, expected.1), "{line:?}");
        }
    }

    #[test]
    fn a_page_on_its_side_is_read_upwards() {
        // Turned clockwise by 90 degrees before it was read: its lines run upwards on the page as scanned.
        let lines = lines(&page(90.0, vec![word("Thi", [100, 700, 120, 800]), word("hành", [100, 550, 120, 690])]));
        assert_eq!(lines.len(), 1);
        let first = &lines[0].words[0];
        assert!(near(first.at.0, 120.0) && near(first.at.1, 800.0) && near(first.width, 100.0), "{first:?}");
        assert!(near(lines[0].along.1, -1.0));
    }

    #[test]
    fn touching_words_get_a_gap_and_steps_back_begin_a_line() {
        let words = vec![word("a", [100, 80, 150, 100]), word("b", [148, 80, 200, 100]), word("c", [90, 80, 120, 100])];
        let lines = lines(&page(0.0, words));
        assert_eq!(lines.len(), 2);
        let [a, b] = &lines[0].words[..] else { panic!("two words") };
        assert!(b.at.0 - (a.at.0 + a.width) >= 0.19 * lines[0].size);
    }

    #[test]
    fn a_line_that_climbs_is_followed() {
        let words = (0..8).map(|i| word("chữ", [100 + i * 100, 200 - i * 4, 180 + i * 100, 230 - i * 4])).collect();
        let lines = lines(&page(0.0, words));
        assert_eq!(lines.len(), 1);
        assert!(near(lines[0].words[0].at.1, 230.0) && near(lines[0].words[7].at.1, 202.0));
        assert!(lines[0].along.1 < -0.03);
    }
}
