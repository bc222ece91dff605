//! Sets lines of text on an A4 sheet as an office would: left, centred, right or justified, one font.

use image::GrayImage;

use super::RenderError;
use super::font::{Faces, Style};
use super::plane::Plane;
use super::rng::Rng;
use super::wear::Wear;

/// Where a line stands between the margins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub enum Align {
    #[default]
    Left,
    Centre,
    Right,
    Justified,
}

/// A line of text with its look.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// What it says; an empty line leaves its height free.
    pub text: String,
    /// The face.
    pub style: Style,
    /// Where it stands.
    pub align: Align,
    /// How far it starts from the left margin, in millimetres.
    pub indent: f32,
}

impl Line {
    /// A plain line at the left margin.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// A page to render. The same spec gives the same bytes.
#[derive(Debug, Clone)]
pub struct PageSpec {
    /// The lines, top to bottom; they are not wrapped here ([`wrap`] does it).
    pub lines: Vec<Line>,
    /// Size of the type in points.
    pub points: f32,
    /// Distance of the baselines, as a multiple of the size.
    pub leading: f32,
    /// Dots per inch of the image.
    pub dpi: u32,
    /// What has happened to the page.
    pub wear: Wear,
    /// Where chance starts from.
    pub seed: u64,
}

impl Default for PageSpec {
    fn default() -> Self {
        Self { lines: Vec::new(), points: 14.0, leading: 1.35, dpi: 300, wear: Wear::default(), seed: 0 }
    }
}

/// Width of an A4 sheet in millimetres.
pub const SHEET_WIDTH: f32 = 210.0;
/// Height of an A4 sheet in millimetres.
pub const SHEET_HEIGHT: f32 = 297.0;
/// Left margin in millimetres (Nghị định 30/2020/NĐ-CP, Annex I: 30-35).
pub const LEFT: f32 = 30.0;
/// Right margin in millimetres (Annex I: 15-20).
pub const RIGHT: f32 = 16.0;
/// Top and bottom margin in millimetres (Annex I: 20-25).
pub const TOP: f32 = 20.0;

/// So many millimetres in pixels.
pub fn pixels(millimetres: f32, dpi: u32) -> f32 {
    millimetres * dpi as f32 / 25.4
}

/// The width between the margins in pixels.
pub fn text_width(dpi: u32) -> f32 {
    pixels(SHEET_WIDTH - LEFT - RIGHT, dpi)
}

/// The largest side of an image that is rendered, in pixels.
const LARGEST_SIDE: f32 = 20_000.0;

/// Breaks a paragraph into lines of at most `width` pixels at its white space; a longer word has a line of its own.
/// The first line is `indent` pixels shorter.
pub fn wrap(faces: &Faces, style: Style, points: f32, dpi: u32, width: f32, indent: f32, text: &str) -> Vec<String> {
    let scale = faces.scale(style, points, dpi);
    let space = faces.width(style, scale, " ");
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), indent);
    for word in text.split_whitespace() {
        let wide = faces.width(style, scale, word);
        if !line.is_empty() && used + space + wide > width {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        }
        if !line.is_empty() {
            line.push(' ');
            used += space;
        }
        line.push_str(word);
        used += wide;
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Renders the page as 8-bit grey: A4 wide, as high as its lines with their margins and at most A4 where they fit it.
///
/// # Errors
/// [`RenderError::TooLarge`] where the image would have a side of more than 20,000 pixels.
pub fn render(spec: &PageSpec, faces: &Faces) -> Result<GrayImage, RenderError> {
    let step = spec.points * spec.leading * spec.dpi as f32 / 72.0;
    let height = 2.0 * pixels(TOP, spec.dpi) + step * (spec.lines.len() as f32 + 1.0);
    let mut plane = sheet(spec.dpi, height)?;
    let mut baseline = pixels(TOP, spec.dpi) + step;
    for line in &spec.lines {
        set_line(&mut plane, faces, line, spec.points, spec.dpi, (LEFT, SHEET_WIDTH - RIGHT), baseline);
        baseline += step;
    }
    Ok(spec.wear.apply(&plane, spec.dpi, &mut Rng::new(spec.seed)).to_gray())
}

/// A blank sheet, A4 wide and so many pixels high.
pub(super) fn sheet(dpi: u32, height: f32) -> Result<Plane, RenderError> {
    let width = pixels(SHEET_WIDTH, dpi);
    if width > LARGEST_SIDE || height > LARGEST_SIDE {
        return Err(RenderError::TooLarge { width: width as u64, height: height as u64 });
    }
    Ok(Plane::blank(width as usize, height as usize))
}

/// Sets a line between two edges, given in millimetres from the left of the sheet.
pub(super) fn set_line(
    plane: &mut Plane,
    faces: &Faces,
    line: &Line,
    points: f32,
    dpi: u32,
    edges: (f32, f32),
    baseline: f32,
) {
    let scale = faces.scale(line.style, points, dpi);
    let left = pixels(edges.0 + line.indent, dpi);
    let room = pixels(edges.1, dpi) - left - faces.width(line.style, scale, &line.text);
    let spaces = line.text.chars().filter(|&c| c == ' ').count();
    let (x, space) = match line.align {
        Align::Left => (left, 0.0),
        Align::Centre => (left + room / 2.0, 0.0),
        Align::Right => (left + room, 0.0),
        Align::Justified => (left, if spaces > 0 { (room / spaces as f32).max(0.0) } else { 0.0 }),
    };
    plane.text(faces, line.style, scale, x, baseline, space, &line.text);
}

#[cfg(test)]
mod tests {
    use super::super::font::Family;
    use super::super::wear::Grade;
    use super::*;

    #[test]
    fn the_same_spec_gives_the_same_bytes() {
        let faces = Faces::load(Family::LiberationSerif).expect("fonts-liberation2");
        let spec = |seed| PageSpec {
            lines: vec![
                Line::plain("Quyết định số 303/QĐ-BTP"),
                Line { align: Align::Centre, ..Line::plain("KẾ HOẠCH") },
            ],
            dpi: 100,
            wear: Wear::draw(Grade::Medium, &mut Rng::new(9)),
            seed,
            ..PageSpec::default()
        };
        let first = render(&spec(1), &faces).expect("renders");
        assert_eq!(first, render(&spec(1), &faces).expect("renders"));
        assert_ne!(first, render(&spec(2), &faces).expect("renders"));
    }

    #[test]
    fn wrapped_lines_hold_every_word_within_the_width() {
        let faces = Faces::load(Family::LiberationSerif).expect("fonts-liberation2");
        let text = "Quán triệt và triển khai thực hiện nghiêm chủ trương, chính sách của Đảng ".repeat(5);
        let width = text_width(300);
        let lines = wrap(&faces, Style::Regular, 14.0, 300, width, 100.0, &text);
        assert_eq!(lines.join(" "), text.trim());
        let scale = faces.scale(Style::Regular, 14.0, 300);
        assert!(lines.iter().all(|l| faces.width(Style::Regular, scale, l) <= width));
        assert!((70..95).contains(&lines[1].chars().count()), "{}", lines[1]);
    }

    #[test]
    fn a_page_that_would_be_too_large_is_refused() {
        let faces = Faces::load(Family::LiberationSerif).expect("fonts-liberation2");
        let spec = PageSpec { dpi: 1_000_000, ..PageSpec::default() };
        assert!(matches!(render(&spec, &faces), Err(RenderError::TooLarge { .. })));
    }
}
