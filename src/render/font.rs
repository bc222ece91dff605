//! The fonts that pages are set in: families of Debian packages that have every Vietnamese letter.
//!
//! Offices write in Times New Roman (Nghị định 30/2020/NĐ-CP, Annex I), so Liberation Serif, which has its widths,
//! is the first choice. The older package `fonts-liberation` (1.x) has the same name but not the stacked marks:
//! families are therefore found by the path of the package that is known to have them.

use std::path::PathBuf;

use ab_glyph::{Font, FontVec, PxScale};

use super::RenderError;

/// A family of four faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Family {
    LiberationSerif,
    LiberationSans,
    FreeSerif,
    DejaVuSerif,
    DejaVuSans,
    NotoSerif,
    NotoSans,
}

/// The face of a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[allow(missing_docs)]
pub enum Style {
    #[default]
    Regular,
    Bold,
    Italic,
    BoldItalic,
}

const ROOT: &str = "/usr/share/fonts/truetype";

impl Family {
    /// All families, the one that real documents use most first.
    pub const ALL: [Family; 7] = [
        Family::LiberationSerif,
        Family::FreeSerif,
        Family::LiberationSans,
        Family::NotoSerif,
        Family::NotoSans,
        Family::DejaVuSerif,
        Family::DejaVuSans,
    ];

    /// A short name for file names and tables.
    pub fn id(self) -> &'static str {
        match self {
            Family::LiberationSerif => "liberation-serif",
            Family::LiberationSans => "liberation-sans",
            Family::FreeSerif => "free-serif",
            Family::DejaVuSerif => "dejavu-serif",
            Family::DejaVuSans => "dejavu-sans",
            Family::NotoSerif => "noto-serif",
            Family::NotoSans => "noto-sans",
        }
    }

    /// The Debian package that carries the family.
    pub fn package(self) -> &'static str {
        match self {
            Family::LiberationSerif | Family::LiberationSans => "fonts-liberation2",
            Family::FreeSerif => "fonts-freefont-ttf",
            Family::DejaVuSerif | Family::DejaVuSans => "fonts-dejavu-extra",
            Family::NotoSerif | Family::NotoSans => "fonts-noto-core",
        }
    }

    /// Where the package puts the face.
    pub fn path(self, style: Style) -> PathBuf {
        let (stem, faces) = match self {
            Family::LiberationSerif => ("liberation2/LiberationSerif", ["-Regular", "-Bold", "-Italic", "-BoldItalic"]),
            Family::LiberationSans => ("liberation2/LiberationSans", ["-Regular", "-Bold", "-Italic", "-BoldItalic"]),
            Family::FreeSerif => ("freefont/FreeSerif", ["", "Bold", "Italic", "BoldItalic"]),
            Family::DejaVuSerif => ("dejavu/DejaVuSerif", ["", "-Bold", "-Italic", "-BoldItalic"]),
            Family::DejaVuSans => ("dejavu/DejaVuSans", ["", "-Bold", "-Oblique", "-BoldOblique"]),
            Family::NotoSerif => ("noto/NotoSerif", ["-Regular", "-Bold", "-Italic", "-BoldItalic"]),
            Family::NotoSans => ("noto/NotoSans", ["-Regular", "-Bold", "-Italic", "-BoldItalic"]),
        };
        PathBuf::from(format!("{ROOT}/{stem}{}.ttf", faces[style as usize]))
    }
}

/// A family, loaded.
pub struct Faces {
    family: Family,
    faces: [FontVec; 4],
}

impl Faces {
    /// Loads the four faces of a family.
    ///
    /// # Errors
    /// [`RenderError::FontMissing`] names the Debian package to install; [`RenderError::LetterMissing`] means that
    /// the file there is not the version that has the Vietnamese letters.
    pub fn load(family: Family) -> Result<Self, RenderError> {
        let face = |style| {
            let path = family.path(style);
            let bytes = std::fs::read(&path).map_err(|source| RenderError::FontMissing {
                path: path.clone(),
                package: family.package(),
                source,
            })?;
            let font = FontVec::try_from_vec(bytes)
                .map_err(|_| RenderError::FontUnreadable { path: path.clone(), package: family.package() })?;
            match ('\u{1EA0}'..='\u{1EF9}').chain("ĂăĐđƠơƯư–“”".chars()).find(|&c| font.glyph_id(c).0 == 0)
            {
                Some(letter) => Err(RenderError::LetterMissing { path, letter, package: family.package() }),
                None => Ok(font),
            }
        };
        let faces = [face(Style::Regular)?, face(Style::Bold)?, face(Style::Italic)?, face(Style::BoldItalic)?];
        Ok(Self { family, faces })
    }

    /// The family that this is.
    pub fn family(&self) -> Family {
        self.family
    }

    /// The face of one style.
    pub fn face(&self, style: Style) -> &FontVec {
        &self.faces[style as usize]
    }

    /// The scale at which one em is `points` at `dpi` dots per inch.
    pub fn scale(&self, style: Style, points: f32, dpi: u32) -> PxScale {
        let pixels = points * dpi as f32 / 72.0;
        let face = self.face(style);
        face.pt_to_px_scale(points * dpi as f32 / 96.0).unwrap_or(PxScale::from(pixels))
    }

    /// The width of the text in pixels, without kerning, as word processors set it by default.
    pub fn width(&self, style: Style, scale: PxScale, text: &str) -> f32 {
        let face = self.face(style);
        let unit = scale.x / face.height_unscaled();
        text.chars().map(|c| face.h_advance_unscaled(face.glyph_id(c)) * unit).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_has_every_vietnamese_letter_in_four_faces() {
        for family in Family::ALL {
            Faces::load(family).unwrap_or_else(|e| panic!("{}: {e}", family.id()));
        }
    }

    #[test]
    fn liberation_serif_has_the_widths_of_times() {
        let faces = Faces::load(Family::LiberationSerif).expect("fonts-liberation2");
        // An em of 12 pt at 300 dpi is 50 pixels; "n" of Times is half an em wide.
        let width = faces.width(Style::Regular, faces.scale(Style::Regular, 12.0, 300), "n");
        assert!((width - 25.0).abs() < 0.2, "{width}");
    }
}
