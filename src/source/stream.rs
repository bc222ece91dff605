//! The image streams of a page as the file holds them, for outputs that carry the picture on without coding it anew.
//!
//! A JPEG, the fax strips of a TIFF and the rows of a PNG stand in a PDF with the same bytes (ISO 32000-1, 7.4). What
//! has no such form (transparency, interlaced rows, other TIFF codings) is decoded and coded again without loss: two
//! tones as Group 4, the rest as PNG rows.

use super::raster;
use super::tiff::TiffFile;
use super::{Problem, check_size};
use crate::document::{PageImage, Pixels};
use fax::encoder::Encoder;
use fax::{Color, VecWriter};
use image::metadata::Orientation;
use image::{ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader};
use std::borrow::Cow;
use std::io::Cursor;

/// The picture of one page, coded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageStreams<'a> {
    /// Parts from the top; most pages have one, a TIFF may have strips.
    pub parts: Vec<ImageStream<'a>>,
    /// Width of the stored picture in pixels, before it is turned upright.
    pub width: u32,
    /// Height of the stored picture in pixels, before it is turned upright.
    pub height: u32,
    /// How the stored picture is turned and mirrored, as EXIF and TIFF count it: 1 is upright, to 8.
    pub orientation: u8,
    /// Dots per inch as the file states them.
    pub dpi: Option<u32>,
}

impl PageStreams<'_> {
    /// The same, free of the file that it was taken of.
    pub fn into_owned(self) -> PageStreams<'static> {
        let own = |part: ImageStream<'_>| ImageStream { data: Cow::Owned(part.data.into_owned()), ..part };
        PageStreams { parts: self.parts.into_iter().map(own).collect(), ..self }
    }

    /// Width and height of the page when it stands upright.
    pub fn upright(&self) -> (u32, u32) {
        if self.orientation > 4 { (self.height, self.width) } else { (self.width, self.height) }
    }
}

/// One coded image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageStream<'a> {
    /// The coded bytes.
    pub data: Cow<'a, [u8]>,
    /// How they are coded.
    pub coding: StreamCoding,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What the samples mean.
    pub color: StreamColor,
    /// Bits a sample.
    pub bits: u8,
}

/// How an [`ImageStream`] is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamCoding {
    /// A whole JPEG file.
    Jpeg,
    /// Fax rows (ITU-T T.4, T.6).
    Fax {
        /// -1 for Group 4, 0 for one-dimensional rows, 1 for Group 3 with two-dimensional rows.
        k: i32,
        /// Whether rows begin on byte boundaries.
        byte_aligned: bool,
        /// Whether what is coded as black is white on the page.
        inverted: bool,
    },
    /// Rows with PNG filters, deflated.
    PngRows,
}

/// What the samples of an [`ImageStream`] mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamColor {
    /// Gray, 0 is black.
    Gray,
    /// Red, green, blue.
    Rgb,
    /// Four inks; `inverted` when 0 is full ink, as Adobe writes JPEGs.
    Cmyk {
        /// Whether 0 is full ink.
        inverted: bool,
    },
    /// Indices into a table of red, green, blue.
    Palette(Vec<u8>),
}

impl StreamColor {
    /// Samples a pixel.
    pub fn samples(&self) -> u8 {
        match self {
            Self::Gray | Self::Palette(_) => 1,
            Self::Rgb => 3,
            Self::Cmyk { .. } => 4,
        }
    }
}

/// The stream of a PNG or JPEG file.
pub fn of_raster(bytes: &[u8]) -> Result<PageStreams<'_>, Problem> {
    let jpeg = bytes.starts_with(b"\xFF\xD8");
    let part = if jpeg { jpeg_stream(bytes) } else { png_stream(bytes) };
    let Some(part) = part else { return coded_anew(&raster::decode(bytes)?) };
    check_size(part.width.into(), part.height.into())?;
    let orientation = orientation(bytes, if jpeg { ImageFormat::Jpeg } else { ImageFormat::Png });
    let dpi = if jpeg { raster::jpeg_dpi(bytes) } else { raster::png_dpi(bytes) };
    Ok(PageStreams { width: part.width, height: part.height, orientation, dpi, parts: vec![part] })
}

/// The streams of a page of a TIFF file; `None` behind the last page.
pub fn of_tiff(file: &TiffFile, index: usize) -> Option<Result<PageStreams<'_>, Problem>> {
    match file.fax_streams(index) {
        Some(streams) => Some(Ok(streams)),
        None => Some(file.page(index)?.and_then(|page| coded_anew(&page))),
    }
}

fn orientation(bytes: &[u8], format: ImageFormat) -> u8 {
    let decoder = ImageReader::with_format(Cursor::new(bytes), format).into_decoder();
    let orientation = decoder.ok().and_then(|mut decoder| decoder.orientation().ok());
    orientation.unwrap_or(Orientation::NoTransforms).to_exif()
}

/// A JPEG that every PDF reader decodes: 8 bits, Huffman coded, 1, 3 or 4 components.
fn jpeg_stream(bytes: &[u8]) -> Option<ImageStream<'_>> {
    let mut at = 2;
    let mut adobe = false;
    loop {
        let &[mark, kind] = bytes.get(at..at + 2)? else { return None };
        if mark != 0xFF || kind == 0xDA {
            return None;
        }
        if kind == 0xFF {
            at += 1; // a fill byte
            continue;
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        let body = bytes.get(at + 4..at + 2 + length)?;
        match kind {
            0xEE if body.starts_with(b"Adobe") => adobe = true,
            0xC0..=0xC2 => {
                let &[bits, h1, h0, w1, w0, components] = body.get(..6)? else { return None };
                let color = match components {
                    1 => StreamColor::Gray,
                    3 => StreamColor::Rgb,
                    4 => StreamColor::Cmyk { inverted: adobe },
                    _ => return None,
                };
                let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
                return (bits == 8 && height > 0).then_some(ImageStream {
                    data: Cow::Borrowed(bytes),
                    coding: StreamCoding::Jpeg,
                    width: width.into(),
                    height: height.into(),
                    color,
                    bits,
                });
            }
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => return None,
            _ => {}
        }
        at += 2 + length.max(2);
    }
}

/// The rows of a PNG without transparency that is not interlaced.
fn png_stream(bytes: &[u8]) -> Option<ImageStream<'_>> {
    let be32 = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?));
    let (width, height) = (be32(16)?, be32(20)?);
    let &[bits, kind, 0, 0, 0] = bytes.get(24..29)? else { return None };
    let mut palette = None;
    let mut rows: Vec<&[u8]> = Vec::new();
    let mut at = 8;
    loop {
        let length = be32(at)? as usize;
        let body = bytes.get(at + 8..at.checked_add(8)?.checked_add(length)?)?;
        match bytes.get(at + 4..at + 8)? {
            b"PLTE" => palette = Some(body.to_vec()),
            b"tRNS" => return None,
            b"IDAT" => rows.push(body),
            b"IEND" => break,
            _ => {}
        }
        at += length + 12;
    }
    let color = match kind {
        0 => StreamColor::Gray,
        2 => StreamColor::Rgb,
        3 => StreamColor::Palette(palette.filter(|table| !table.is_empty() && table.len() <= 768)?),
        _ => return None,
    };
    let data = match rows[..] {
        [] => return None,
        [one] => Cow::Borrowed(one),
        _ => Cow::Owned(rows.concat()),
    };
    Some(ImageStream { data, coding: StreamCoding::PngRows, width, height, color, bits })
}

/// Codes decoded pixels without loss. They are upright already.
pub fn coded_anew<'a>(page: &PageImage) -> Result<PageStreams<'a>, Problem> {
    let (width, height) = (page.width(), page.height());
    let part = match page.pixels() {
        Pixels::Gray(gray) if gray.iter().all(|&pixel| matches!(pixel, 0 | 255)) => ImageStream {
            data: Cow::Owned(group4(gray, width)),
            coding: StreamCoding::Fax { k: -1, byte_aligned: false, inverted: false },
            width,
            height,
            color: StreamColor::Gray,
            bits: 1,
        },
        Pixels::Gray(gray) => png_rows(gray, width, height, ExtendedColorType::L8)?,
        Pixels::Rgb(rgb) => png_rows(rgb, width, height, ExtendedColorType::Rgb8)?,
    };
    Ok(PageStreams { parts: vec![part], width, height, orientation: 1, dpi: page.dpi() })
}

fn group4(gray: &[u8], width: u32) -> Vec<u8> {
    let mut encoder = Encoder::new(VecWriter::new());
    for row in gray.chunks_exact(width.max(1) as usize) {
        let row = row.iter().map(|&pixel| if pixel == 0 { Color::Black } else { Color::White });
        let Ok(()) = encoder.encode_line(row, width);
    }
    let Ok(writer) = encoder.finish();
    writer.finish()
}

fn png_rows<'a>(samples: &[u8], width: u32, height: u32, color: ExtendedColorType) -> Result<ImageStream<'a>, Problem> {
    let mut png = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut png);
    encoder.write_image(samples, width, height, color).map_err(|error| raster::problem("PNG", error))?;
    let stream = png_stream(&png).ok_or_else(|| Problem::damaged("the page cannot be coded again"))?;
    Ok(ImageStream { data: Cow::Owned(stream.data.into_owned()), ..stream })
}

#[cfg(test)]
mod tests {
    use super::super::open_bytes;
    use super::super::raster::tests::encode;
    use super::*;
    use image::{GrayImage, RgbImage, RgbaImage};

    #[test]
    fn a_jpeg_is_carried_whole() {
        let jpeg = encode(RgbImage::from_pixel(20, 10, image::Rgb([9, 99, 200])), ImageFormat::Jpeg);
        let streams = of_raster(&jpeg).unwrap();
        assert_eq!(streams.parts[0].data, jpeg);
        assert_eq!((streams.parts[0].coding, &streams.parts[0].color), (StreamCoding::Jpeg, &StreamColor::Rgb));
        assert_eq!((streams.width, streams.height, streams.orientation), (20, 10, 1));
    }

    #[test]
    fn png_rows_are_carried_and_transparency_is_laid_on_white() {
        let png = encode(GrayImage::from_pixel(20, 10, image::Luma([9])), ImageFormat::Png);
        let streams = of_raster(&png).unwrap();
        assert!(memchr::memmem::find(&png, &streams.parts[0].data).is_some());
        let clear = encode(RgbaImage::from_pixel(20, 10, image::Rgba([0, 0, 0, 0])), ImageFormat::Png);
        let streams = of_raster(&clear).unwrap();
        assert_eq!(streams.parts[0].color, StreamColor::Rgb);
    }

    #[test]
    fn two_tones_become_group_4_without_loss() {
        let gray: Vec<u8> = (0..64u32 * 40).map(|i| if (i * i / 7) % 5 < 2 { 0 } else { 255 }).collect();
        let page = PageImage::new(64, 40, Pixels::Gray(gray.clone()), Some(200)).unwrap();
        let streams = coded_anew(&page).unwrap();
        let mut out = vec![0; gray.len()];
        let damaged = super::super::ccitt::decode_strip(
            &streams.parts[0].data,
            super::super::ccitt::Coding::Group4,
            64,
            &mut out,
        );
        assert_eq!((damaged.unwrap(), out), (0, gray));
    }

    #[test]
    fn text_has_no_streams() {
        assert!(open_bytes("-", b"abc".to_vec()).unwrap().page_streams(0).is_none());
    }
}
