//! PNG and JPEG to page images: size checked before decoding, transparency laid on white, turned upright as
//! the camera noted, with the resolution that the file states.

use super::{MAX_PIXELS, Problem, check_size, ifd};
use crate::document::{PageImage, Pixels};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Decodes the one page of a PNG or JPEG file.
pub fn decode(bytes: &[u8]) -> Result<PageImage, Problem> {
    let jpeg = bytes.starts_with(b"\xFF\xD8");
    let (format, name) = if jpeg { (ImageFormat::Jpeg, "JPEG") } else { (ImageFormat::Png, "PNG") };
    if let Some((width, height)) = if jpeg { None } else { png_size(bytes) } {
        check_size(width.into(), height.into())?;
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(|error| problem(name, error))?;
    let (width, height) = decoder.dimensions();
    check_size(width.into(), height.into())?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(|error| problem(name, error))?;
    if jpeg && memchr::memmem::rfind(bytes, b"\xFF\xD9").is_none() {
        return Err(Problem::damaged("the JPEG is cut off: its end mark is missing"));
    }
    let dpi = if jpeg { jpeg_dpi(bytes) } else { png_dpi(bytes) };
    to_page(image, orientation, dpi)
}

/// Width and height that a PNG or JPEG file claims to have.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    if !bytes.starts_with(b"\xFF\xD8") {
        return png_size(bytes);
    }
    let reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Jpeg);
    reader.into_dimensions().ok()
}

/// Memory that the decoders may take: the pixels of the largest page, 4 samples of 16 bits each at most.
pub(super) fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_PIXELS * 8);
    limits
}

/// Sorts the errors of the `image` crate.
pub(super) fn problem(format: &'static str, error: ImageError) -> Problem {
    match error {
        ImageError::Unsupported(error) => Problem::UnsupportedForm { format, reason: error.to_string() },
        error => Problem::damaged(error),
    }
}

/// Makes a page of a decoded image: 8 bits a sample, without transparency, upright.
pub(super) fn to_page(
    mut image: DynamicImage,
    orientation: Orientation,
    dpi: Option<u32>,
) -> Result<PageImage, Problem> {
    image.apply_orientation(orientation);
    let (width, height) = (image.width(), image.height());
    let color = image.color();
    let pixels = match (color.has_color(), color.has_alpha()) {
        (false, false) => Pixels::Gray(image.into_luma8().into_raw()),
        (true, false) => Pixels::Rgb(image.into_rgb8().into_raw()),
        (false, true) => {
            let samples = image.into_luma_alpha8().into_raw();
            Pixels::Gray(samples.chunks_exact(2).map(|p| on_white(p[0], p[1])).collect())
        }
        (true, true) => {
            let samples = image.into_rgba8().into_raw();
            let flat = samples.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]].map(|sample| on_white(sample, p[3])));
            Pixels::Rgb(flat.collect())
        }
    };
    let no_pixels = Problem::NoPixels { width: width.into(), height: height.into() };
    PageImage::new(width, height, pixels, dpi).ok_or(no_pixels)
}

fn on_white(sample: u8, alpha: u8) -> u8 {
    let (sample, alpha) = (u32::from(sample), u32::from(alpha));
    ((sample * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

/// Width and height of the header chunk, which is the first one.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    Some((be32(bytes, 16)?, be32(bytes, 20)?))
}

/// Resolution of the `pHYs` chunk (pixels a metre), which comes before the pixels.
pub(super) fn png_dpi(bytes: &[u8]) -> Option<u32> {
    let mut at = 8;
    loop {
        let length = be32(bytes, at)? as usize;
        match bytes.get(at + 4..at + 8)? {
            b"pHYs" if bytes.get(at + 16) == Some(&1) => {
                return plausible_dpi(f64::from(be32(bytes, at + 8)?) * 0.0254);
            }
            b"IDAT" | b"IEND" => return None,
            _ => at = at.checked_add(length)?.checked_add(12)?,
        }
    }
}

/// Resolution of the JFIF header, else of the EXIF block.
pub(super) fn jpeg_dpi(bytes: &[u8]) -> Option<u32> {
    let mut at = 2;
    let mut exif = None;
    loop {
        let marker = bytes.get(at..at + 2)?;
        if marker[0] != 0xFF || marker[1] == 0xDA {
            return exif;
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        let body = bytes.get(at + 4..at + 2 + length)?;
        match marker[1] {
            0xE0 if body.starts_with(b"JFIF\0") && body.len() >= 12 => {
                let density = f64::from(u16::from_be_bytes([body[8], body[9]]));
                let dpi = match body[7] {
                    1 => plausible_dpi(density),
                    2 => plausible_dpi(density * 2.54),
                    _ => None,
                };
                if dpi.is_some() {
                    return dpi;
                }
            }
            0xE1 if body.starts_with(b"Exif\0\0") => exif = ifd::exif_dpi(&body[6..]),
            _ => {}
        }
        at += 2 + length.max(2);
    }
}

/// A resolution that a scanner can have: what is outside 36..4800 dpi is no statement.
pub(super) fn plausible_dpi(dpi: f64) -> Option<u32> {
    (36.0..=4800.0).contains(&dpi).then(|| dpi.round() as u32)
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    let four: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    Some(u32::from_be_bytes(four))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::stream::of_raster;
    use super::*;
    use image::{GrayImage, RgbImage, RgbaImage};
    use proptest::prelude::*;

    pub(in crate::source) fn encode(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        image.into().write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    /// Adds a chunk behind the header of a PNG; the checksum is not looked at before the pixels.
    fn with_phys(mut png: Vec<u8>, per_metre: u32) -> Vec<u8> {
        let mut chunk = b"pHYs".to_vec();
        chunk.extend(per_metre.to_be_bytes());
        chunk.extend(per_metre.to_be_bytes());
        chunk.push(1);
        let crc = chunk.iter().fold(!0u32, |crc, &byte| {
            (0..8).fold(crc ^ u32::from(byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xEDB8_8320 } else { c >> 1 })
        });
        let bytes = [&9u32.to_be_bytes()[..], &chunk, &(!crc).to_be_bytes()].concat();
        png.splice(33..33, bytes);
        png
    }

    #[test]
    fn png_with_resolution() {
        let png = with_phys(encode(GrayImage::from_pixel(5, 3, image::Luma([7])), ImageFormat::Png), 11_811);
        let page = decode(&png).unwrap();
        assert_eq!((page.width(), page.height(), page.dpi()), (5, 3, Some(300)));
        assert_eq!(page.pixels(), &Pixels::Gray(vec![7; 15]));
    }

    #[test]
    fn transparency_is_white_paper() {
        let image = RgbaImage::from_fn(2, 1, |x, _| image::Rgba([0, 0, 0, if x == 0 { 0 } else { 255 }]));
        let page = decode(&encode(image, ImageFormat::Png)).unwrap();
        assert_eq!(page.pixels(), &Pixels::Rgb(vec![255, 255, 255, 0, 0, 0]));
    }

    #[test]
    fn cut_off_files_are_told() {
        let image = RgbImage::from_fn(64, 64, |x, y| image::Rgb([x as u8 * 4, y as u8 * 4, (x * y) as u8]));
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let bytes = encode(image.clone(), format);
            assert!(decode(&bytes).is_ok());
            let error = decode(&bytes[..bytes.len() * 2 / 3]).unwrap_err();
            assert!(matches!(error, Problem::Damaged { .. }), "{format:?}: {error}");
        }
    }

    #[test]
    fn sizes_are_checked_before_decoding() {
        let mut png = encode(GrayImage::new(1, 1), ImageFormat::Png);
        png[16..24].copy_from_slice(&[0, 0, 0x4E, 0x20, 0, 0, 0x4E, 0x20]);
        assert!(matches!(decode(&png), Err(Problem::TooManyPixels { width: 20_000, height: 20_000, .. })));
        png[16..24].fill(0);
        assert!(matches!(decode(&png), Err(Problem::NoPixels { .. })));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn damage_never_panics(cut in 0usize..3000, at in 0usize..3000, byte in any::<u8>(), jpeg in any::<bool>()) {
            let format = if jpeg { ImageFormat::Jpeg } else { ImageFormat::Png };
            let mut bytes = encode(RgbImage::from_fn(20, 20, |x, y| image::Rgb([x as u8, y as u8, 9])), format);
            let length = bytes.len();
            bytes[at % length] = byte;
            bytes.truncate(cut.max(2));
            let _ = decode(&bytes);
            let _ = of_raster(&bytes);
        }
    }
}
