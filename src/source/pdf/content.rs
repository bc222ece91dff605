//! What a page draws: its letters, pictures and paths with their places, in points from the upper left corner of the
//! page as it is shown.
//!
//! A [`Collector`] stands where a renderer would and notes instead of drawing. With a picture's number it also decodes
//! that one picture. A page that draws without end is given up after [`MOST_DRAWN`] operations.

use super::rules;
use hayro::hayro_interpret::font::{Glyph as PdfGlyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, LumaData, Paint, SoftMask,
};
use hayro::hayro_syntax::object::{Array, Dict, Name, Stream};
use hayro::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};

/// The most things that a page may draw.
const MOST_DRAWN: usize = 2_000_000;
/// The most letters that are kept of a page: more is no page that anyone reads.
const MOST_GLYPHS: usize = 400_000;

/// What a page is given up with that draws without end.
pub struct Endless;

/// One letter (or what one code stands for).
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// What it stands for; U+FFFD when the file does not say.
    pub text: String,
    /// Where it begins on the base line.
    pub start: Point,
    /// Where the next one would begin.
    pub end: Point,
    /// The size of its font.
    pub size: f64,
    /// Whether it is drawn, or only there to be found.
    pub visible: bool,
    /// Whether the file calls it a watermark.
    pub watermark: bool,
}

/// One picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Picture {
    /// From its pixels to points.
    pub transform: Affine,
    /// Width in pixels, as the file states it.
    pub width: u32,
    /// Height in pixels, as the file states it.
    pub height: u32,
    /// The smallest upright rectangle around it.
    pub bounds: Rect,
    /// Whether it paints one colour through a stencil.
    pub stencil: bool,
    /// Whether a pattern is painted through the stencil.
    pub patterned: bool,
}

/// A decoded picture: one sample a pixel, or three.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Rows from the top.
    pub samples: Vec<u8>,
}

/// What a page draws.
#[derive(Debug, Default)]
pub struct Collector {
    /// The letters in the order of drawing.
    pub glyphs: Vec<Glyph>,
    /// The pictures in the order of drawing.
    pub pictures: Vec<Picture>,
    /// For each filled area how many pictures were drawn before it, and its bounds.
    pub filled: Vec<(usize, Rect)>,
    /// Level and upright lines, as thin rectangles.
    pub rules: Vec<Rect>,
    /// Number of curves: letters drawn as outlines have many.
    pub curves: usize,
    /// The picture that was asked for.
    pub decoded: Option<Decoded>,
    /// The size in pixels of the largest picture, masks included, as the file claims it.
    pub claimed: (u64, u64),
    wanted: Option<usize>,
    drawn: usize,
    last_run: Option<(Point, usize)>,
    marked: Vec<bool>,
}

impl Collector {
    /// Decodes picture number `wanted` too.
    pub fn decoding(wanted: usize) -> Self {
        Self { wanted: Some(wanted), ..Self::default() }
    }

    /// Counts one operation and unwinds when there were too many: an interpreter cannot be told to stop.
    fn count(&mut self) {
        self.drawn += 1;
        if self.drawn > MOST_DRAWN || self.glyphs.len() > MOST_GLYPHS {
            std::panic::resume_unwind(Box::new(Endless));
        }
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.count();
        self.curves += path.elements().iter().filter(|e| matches!(e, PathEl::CurveTo(..) | PathEl::QuadTo(..))).count();
        if is_opaque(&props.paint) {
            let stroked = !matches!(mode, DrawMode::Fill(_));
            rules::of_path(path, props.transform, stroked, &mut self.rules);
        }
        if matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..)) && is_opaque(&props.paint) {
            self.filled.push((self.pictures.len(), props.transform.transform_rect_bbox(path.bounding_box())));
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.count();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.count();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.count();
        let Some(first) = run.glyphs().first() else { return };
        // Letters that are filled and stroked come twice.
        let begin = props.transform * first.transform() * Point::ORIGIN;
        let again = self.last_run.replace((begin, run.glyphs().len()));
        if matches!(mode, DrawMode::Stroke(_)) && again == self.last_run {
            return;
        }
        let visible = !matches!(mode, DrawMode::Invisible) && !is_transparent(&props.paint);
        let watermark = self.marked.contains(&true);
        for glyph in run.glyphs() {
            let place = props.transform * glyph.transform();
            let (start, advance) = match &**glyph {
                PdfGlyph::Outline(outline) => (Point::ORIGIN, outline.advance_width()),
                PdfGlyph::Type3(type3) => (Point::ORIGIN, type3.advance_width()),
            };
            let advance = f64::from(advance.filter(|a| a.is_finite()).unwrap_or(500.0));
            let (start, end) = (place * start, place * Point::new(advance, 0.0));
            let size = (place * Point::new(0.0, 1000.0) - start.to_vec2()).to_vec2().hypot();
            if !(start.is_finite() && end.is_finite() && size.is_finite()) {
                continue;
            }
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(text)) => text,
                None => '\u{FFFD}'.to_string(),
            };
            self.glyphs.push(Glyph { text, start, end, size, visible, watermark });
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.count();
        let (width, height) = (image.width(), image.height());
        let corners = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let bounds = props.transform.transform_rect_bbox(corners);
        if !bounds.is_finite() {
            return;
        }
        let mut picture =
            Picture { transform: props.transform, width, height, bounds, stencil: false, patterned: false };
        let decode = self.wanted == Some(self.pictures.len());
        let largest = match &image {
            Image::Stencil(stencil) => claimed(stencil.stream()),
            Image::Raster(raster) => claimed(raster.stream()),
        };
        self.claimed = std::cmp::max_by_key(self.claimed, largest, |(w, h)| w.saturating_mul(*h));
        match &image {
            Image::Stencil(stencil) => {
                picture.stencil = true;
                // Only a decoded stencil tells its paint; a pattern shows then.
                if decode {
                    stencil.with_stencil(|mask, paint| self.decoded = through_stencil(&mask, paint), None);
                }
            }
            Image::Raster(raster) if decode => {
                raster.with_rgba(|colour, alpha| self.decoded = Some(on_white(colour, alpha)), None);
            }
            Image::Raster(_) => {}
        }
        self.pictures.push(picture);
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        let subtype = properties.and_then(|p| p.get::<Name<'_>>(b"Subtype"));
        self.marked.push(tag == b"Watermark" || subtype.is_some_and(|s| s.as_str() == "Watermark"));
    }

    fn end_marked_content(&mut self) {
        self.marked.pop();
    }
}

/// The size in pixels that a picture or its mask claims, whichever is larger; a fax claims its columns apart.
fn claimed(stream: &Stream<'_>) -> (u64, u64) {
    let size = |stream: &Stream<'_>| {
        let dict = stream.dict();
        let number = |long: &[u8], short: &[u8]| dict.get::<u32>(long).or_else(|| dict.get::<u32>(short)).unwrap_or(0);
        let parameters = [&b"DecodeParms"[..], b"DP"].into_iter().flat_map(|key| {
            let single = dict.get::<Dict<'_>>(key);
            let list = dict.get::<Array<'_>>(key);
            let list: Vec<Dict<'_>> = list.map(|list| list.iter::<Dict<'_>>().take(8).collect()).unwrap_or_default();
            single.into_iter().chain(list)
        });
        let columns = parameters.filter_map(|p| p.get::<u32>(b"Columns")).max().unwrap_or(0);
        (u64::from(number(b"Width", b"W").max(columns)), u64::from(number(b"Height", b"H")))
    };
    let own = size(stream);
    let masks = [&b"SMask"[..], b"Mask"].into_iter().filter_map(|key| stream.dict().get::<Stream<'_>>(key));
    masks.map(|mask| size(&mask)).fold(own, |a, b| std::cmp::max_by_key(a, b, |(w, h)| w.saturating_mul(*h)))
}

fn is_opaque(paint: &Paint<'_>) -> bool {
    match paint {
        Paint::Color(color) => color.to_rgba().components()[3] > 0.5,
        Paint::Pattern(_) => true,
    }
}

fn is_transparent(paint: &Paint<'_>) -> bool {
    matches!(paint, Paint::Color(color) if color.to_rgba().components()[3] < 0.02)
}

/// A stencil's colour on white paper; `None` when it paints a pattern.
fn through_stencil(mask: &LumaData, paint: &Paint<'_>) -> Option<Decoded> {
    let Paint::Color(color) = paint else { return None };
    let [red, green, blue, alpha] = color.to_rgba().to_rgba8();
    let gray = red == green && green == blue;
    let blend = |sample: u8, mask: u8| blend(sample, (u32::from(mask) * u32::from(alpha) / 255) as u8);
    let samples = if gray {
        mask.data.iter().map(|&m| blend(red, m)).collect()
    } else {
        mask.data.iter().flat_map(|&m| [red, green, blue].map(|sample| blend(sample, m))).collect()
    };
    Some(Decoded { width: mask.width, height: mask.height, samples })
}

/// A picture on white paper.
fn on_white(colour: ImageData, alpha: Option<LumaData>) -> Decoded {
    let (width, height) = (colour.width(), colour.height());
    let (mut samples, channels) = match colour {
        ImageData::Rgb(rgb) => (rgb.data, 3),
        ImageData::Luma(luma) => (luma.data, 1),
    };
    // A mask of another size is left to the renderer; for one picture that is the page it hides nothing.
    if let Some(alpha) = alpha.filter(|a| a.width == width && a.height == height) {
        for (pixel, &opacity) in samples.chunks_exact_mut(channels).zip(&alpha.data) {
            pixel.iter_mut().for_each(|sample| *sample = blend(*sample, opacity));
        }
    }
    Decoded { width, height, samples }
}

fn blend(sample: u8, alpha: u8) -> u8 {
    let (sample, alpha) = (u32::from(sample), u32::from(alpha));
    ((sample * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}
