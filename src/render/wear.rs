//! What printing, copying, scanning and storing do to a page.
//!
//! The steps run in the order in which they happen to paper: the printer's ink spreads or stays thin, dirt falls on
//! the sheet, it lies askew on the glass, the optics blur it, the sensor samples it and adds grain, the lamp is
//! uneven, and the scanner stores it as black and white or as JPEG. Lengths are in points (1/72 inch) where they
//! belong to the paper, so that the same wear looks alike at 150 and at 300 dpi, and in pixels where they belong to
//! the sensor.

use image::codecs::jpeg::JpegEncoder;

use super::plane::Plane;
use super::rng::Rng;

/// The strength of each kind of wear; the default is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wear {
    /// How far the ink's edge moves outwards, in points; negative for thin, eroded strokes. Print: -0.12 to 0.12.
    pub spread: f32,
    /// Deviation of the edge's raggedness, as a part of the ink's full darkness (toner, worn copies). 0 to 0.3.
    pub ragged: f32,
    /// Dark specks of dirt for each square inch of the sheet.
    pub specks: f32,
    /// White drop-outs for each square inch of the sheet (worn drum, old copies).
    pub dropouts: f32,
    /// How far the sheet is turned, in degrees, clockwise positive.
    pub turn: f32,
    /// Deviation of the optics' blur, in points. 0.1 is a good scanner, 0.3 a phone.
    pub blur: f32,
    /// The sensor's resolution as a part of the image's: 0.5 samples at half and is enlarged again. 1 is full.
    pub sampling: f32,
    /// Deviation of the sensor's grain, as a part of the range from black to white. 0 to 0.15.
    pub grain: f32,
    /// How much darker the sheet's darkest edge is than its lightest, as a part of white. 0 to 0.5.
    pub shade: f32,
    /// The darkness of the print, as a part of full black: 1 is fresh toner, 0.5 a faint copy.
    pub ink: f32,
    /// How the image is stored.
    pub stored: Stored,
}

/// How a scanner stores the image.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stored {
    /// As it is.
    Gray,
    /// JPEG of this quality, 1 to 100.
    Jpeg(u8),
    /// Black below this part of white, white above (a fax, a scanner set to text). 0.5 is the middle.
    Bitonal(f32),
}

impl Default for Wear {
    fn default() -> Self {
        Self {
            spread: 0.0,
            ragged: 0.0,
            specks: 0.0,
            dropouts: 0.0,
            turn: 0.0,
            blur: 0.0,
            sampling: 1.0,
            grain: 0.0,
            shade: 0.0,
            ink: 1.0,
            stored: Stored::Gray,
        }
    }
}

/// Named strengths, from a page as printed to one that is hard to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// A good scanner and fresh toner.
    Clean,
    /// An office copy: slight turn, blur, some dirt, JPEG or black and white.
    Medium,
    /// A copy of a copy or a phone's picture: still read by a person without effort.
    Hard,
}

impl Grade {
    /// The grades in their order.
    pub const ALL: [Grade; 3] = [Grade::Clean, Grade::Medium, Grade::Hard];

    /// The name used in file names and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Grade::Clean => "clean",
            Grade::Medium => "medium",
            Grade::Hard => "hard",
        }
    }

    /// The grade of this name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|g| g.id() == id)
    }
}

impl Wear {
    /// Draws one wear of a grade: each strength even between the bounds of the grade.
    pub fn draw(grade: Grade, rng: &mut Rng) -> Self {
        match grade {
            Grade::Clean => Self {
                spread: rng.between(-0.04, 0.05),
                turn: rng.between(-0.1, 0.1),
                blur: rng.between(0.05, 0.14),
                grain: rng.between(0.0, 0.02),
                ..Self::default()
            },
            Grade::Medium => Self {
                spread: rng.between(-0.1, 0.14),
                ragged: rng.between(0.0, 0.1),
                specks: rng.between(0.0, 2.0),
                dropouts: rng.between(0.0, 3.0),
                turn: rng.between(-0.4, 0.4),
                blur: rng.between(0.1, 0.2),
                sampling: rng.between(0.7, 1.0),
                grain: rng.between(0.01, 0.05),
                shade: rng.between(0.0, 0.15),
                ink: rng.between(0.75, 1.0),
                stored: Self::stored(rng, 35.0, 0.12),
            },
            Grade::Hard => Self {
                spread: rng.between(-0.16, 0.24),
                ragged: rng.between(0.05, 0.22),
                specks: rng.between(1.0, 8.0),
                dropouts: rng.between(2.0, 20.0),
                turn: rng.between(-0.9, 0.9),
                blur: rng.between(0.16, 0.3),
                sampling: rng.between(0.5, 0.8),
                grain: rng.between(0.03, 0.09),
                shade: rng.between(0.1, 0.3),
                ink: rng.between(0.6, 0.9),
                stored: Self::stored(rng, 18.0, 0.16),
            },
        }
    }

    fn stored(rng: &mut Rng, lowest_quality: f32, off_middle: f32) -> Stored {
        if rng.chance(0.5) {
            Stored::Jpeg(rng.between(lowest_quality, 85.0) as u8)
        } else {
            Stored::Bitonal(0.52 + rng.between(-off_middle, off_middle))
        }
    }

    /// Wears the page down; `dpi` turns lengths on paper into pixels.
    pub fn apply(&self, page: &Plane, dpi: u32, rng: &mut Rng) -> Plane {
        let point = dpi as f32 / 72.0;
        let mut page = page.clone();
        self.print(&mut page, point, &mut rng.fork(1));
        let square_inches = (page.width as f32 / dpi as f32) * (page.height as f32 / dpi as f32);
        blots(&mut page, self.specks * square_inches, point, 0.0, &mut rng.fork(2));
        blots(&mut page, self.dropouts * square_inches, point, 1.0, &mut rng.fork(3));
        let mut page = page.turned(self.turn);
        page.blur(self.blur * point);
        let (width, height) = (page.width, page.height);
        let sampled = self.sampling < 0.99;
        if sampled {
            let part = self.sampling.max(0.1);
            page = page.resized((width as f32 * part) as usize, (height as f32 * part) as usize);
        }
        self.sense(&mut page, &mut rng.fork(4));
        if sampled {
            page = page.resized(width, height);
        }
        match self.stored {
            Stored::Gray => page,
            Stored::Jpeg(quality) => jpeg(&page, quality),
            Stored::Bitonal(threshold) => {
                page.values.iter_mut().for_each(|v| *v = if *v < threshold { 0.0 } else { 1.0 });
                page
            }
        }
    }

    /// The printer: moves the edge of the ink, by blurring it and cutting it off nearer to the paper or to the ink.
    fn print(&self, page: &mut Plane, point: f32, rng: &mut Rng) {
        if self.spread != 0.0 || self.ragged > 0.0 {
            let sigma = (self.spread.abs() * point).max(0.08 * point).max(0.45);
            page.blur(sigma);
            // At distance d from a straight edge the blurred light is about 0.5 + 0.4 d / sigma.
            let middle = 0.5 + (0.4 * self.spread * point / sigma).clamp(-0.38, 0.38);
            // Steep enough that paper stays white and the middle of a stroke black.
            let slope = (0.5 / middle.min(1.0 - middle)).max(1.1);
            let ragged = self.ragged;
            for value in &mut page.values {
                let noise = if ragged > 0.0 && *value < 0.98 { ragged * rng.normal() } else { 0.0 };
                *value = (0.5 + (*value - middle + noise) * slope).clamp(0.0, 1.0);
            }
        }
        if self.ink < 1.0 {
            page.values.iter_mut().for_each(|v| *v = 1.0 - (1.0 - *v) * self.ink);
        }
    }

    /// The lamp and the sensor.
    fn sense(&self, page: &mut Plane, rng: &mut Rng) {
        if self.grain <= 0.0 && self.shade <= 0.0 {
            return;
        }
        let (angle, bend) = (rng.between(0.0, std::f32::consts::TAU), rng.between(0.0, 1.0));
        let (sin, cos) = angle.sin_cos();
        let (width, height) = (page.width.max(1) as f32, page.height.max(1) as f32);
        for (y, row) in page.values.chunks_exact_mut(page.width.max(1)).enumerate() {
            let dy = y as f32 / height - 0.5;
            for (x, value) in row.iter_mut().enumerate() {
                let dx = x as f32 / width - 0.5;
                let along = 0.5 + (dx * cos + dy * sin) / 1.42;
                let dark = along * (1.0 - bend) + bend * 2.0 * (dx * dx + dy * dy);
                *value = *value * (1.0 - self.shade * dark) + self.grain * rng.normal();
            }
        }
        page.values.iter_mut().for_each(|v| *v = v.clamp(0.0, 1.0));
    }
}

/// Small round blots of one light (0 dirt, 1 drop-out), 0.1 to 0.6 points in radius, the small ones the most.
fn blots(page: &mut Plane, count: f32, point: f32, light: f32, rng: &mut Rng) {
    for _ in 0..count.round() as usize {
        let (cx, cy) = (rng.unit() * page.width as f32, rng.unit() * page.height as f32);
        let radius = (0.1 + 0.5 * rng.unit().powi(3)) * point;
        let reach = radius.ceil() as i64;
        for y in cy as i64 - reach..=cy as i64 + reach {
            for x in cx as i64 - reach..=cx as i64 + reach {
                let inside = (x as f32 - cx).powi(2) + (y as f32 - cy).powi(2) <= radius * radius;
                if inside && x >= 0 && y >= 0 && (x as usize) < page.width && (y as usize) < page.height {
                    page.values[y as usize * page.width + x as usize] = light;
                }
            }
        }
    }
}

/// The page as JPEG gives it back.
fn jpeg(page: &Plane, quality: u8) -> Plane {
    let gray = page.to_gray();
    let mut bytes = Vec::new();
    let encoded = JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100)).encode_image(&gray);
    let decoded = encoded.and_then(|()| image::load_from_memory_with_format(&bytes, image::ImageFormat::Jpeg));
    // Only a page wider or higher than JPEG's 65,535 pixels gets here without an image.
    decoded.map_or_else(|_| page.clone(), |image| Plane::from_gray(&image.to_luma8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(wear: Wear) -> Plane {
        let mut page = Plane::blank(120, 60);
        page.bar(40.0, 10.0, 12.0, 40.0);
        wear.apply(&page, 300, &mut Rng::new(5))
    }

    fn ink(page: &Plane) -> f32 {
        page.values.iter().map(|v| 1.0 - v).sum()
    }

    #[test]
    fn no_wear_changes_nothing() {
        let mut page = Plane::blank(120, 60);
        page.bar(40.0, 10.0, 12.0, 40.0);
        assert_eq!(bar(Wear::default()).values, page.values);
    }

    #[test]
    fn spread_thickens_and_thins_by_about_what_it_says() {
        // A bar of 12 by 40 pixels; 0.24 points are one pixel at 300 dpi: one more on each side, or one less.
        let area = |spread| ink(&bar(Wear { spread, ragged: 1e-6, ..Wear::default() }));
        for (spread, expected) in [(0.0, 12.0 * 40.0), (0.24, 14.0 * 42.0), (-0.24, 10.0 * 38.0)] {
            let part = area(spread) / expected;
            assert!((0.93..1.07).contains(&part), "{spread}: {part} of what was expected");
        }
    }

    #[test]
    fn bitonal_has_two_values_and_jpeg_keeps_the_size() {
        let hard = Wear::draw(Grade::Hard, &mut Rng::new(1));
        let page = bar(Wear { stored: Stored::Bitonal(0.5), ..hard });
        assert!(page.values.iter().all(|&v| v == 0.0 || v == 1.0));
        let page = bar(Wear { stored: Stored::Jpeg(20), ..hard });
        assert_eq!((page.width, page.height), (120, 60));
    }

    #[test]
    fn one_seed_gives_one_page_and_another_seed_another() {
        let worn = |seed| {
            let wear = Wear { stored: Stored::Gray, ..Wear::draw(Grade::Hard, &mut Rng::new(3)) };
            wear.apply(&Plane::blank(50, 50), 200, &mut Rng::new(seed)).values
        };
        assert_eq!(worn(1), worn(1));
        assert_ne!(worn(1), worn(2));
    }
}
