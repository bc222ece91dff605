//! TIFF files to page images, page by page.
//!
//! The chain of directories is walked once, with a guard against loops. Each page is then decoded on its own:
//! fax codings by [`super::ccitt`], everything else by the `tiff` and `image` crates, which are shown the file
//! as if that page were its first, so that a bad page cannot hide the ones behind it. Directories that are
//! marked as reduced copies of another page (thumbnails) are no pages.

use super::bytes::FileBytes;
use super::ccitt::{self, Coding};
use super::ifd::{Header, Ifd, tag};
use super::raster::{limits, problem, to_page};
use super::stream::{ImageStream, PageStreams, StreamCoding, StreamColor};
use super::{MAX_PAGES, MAX_PIXELS, Problem, check_size};
use crate::document::PageImage;
use ::tiff::TiffError;
use ::tiff::decoder::{Decoder, DecodingResult, Limits};
use image::codecs::tiff::TiffDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, ImageDecoder, RgbImage};
use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// More damaged fax rows than one in this many make a page unusable.
const DAMAGED_ROWS: usize = 20;
/// More strips than this are joined by coding the page anew, instead of being carried one by one.
const MOST_STRIPS: usize = 64;

/// A TIFF file whose pages are known but not decoded.
#[derive(Debug)]
pub struct TiffFile {
    bytes: FileBytes,
    header: Header,
    pages: Vec<u64>,
    broken_chain: Option<&'static str>,
}

impl TiffFile {
    /// Finds the pages.
    ///
    /// # Errors
    /// [`Problem::Damaged`] when there is no first page, [`Problem::TooManyPages`].
    pub fn new(bytes: impl Into<FileBytes>) -> Result<Self, Problem> {
        let bytes = bytes.into();
        let view = bytes.view()?;
        let header = Header::read(&view).ok_or_else(|| Problem::damaged("the TIFF header is cut off"))?;
        let mut seen = HashSet::new();
        let (mut all, mut pages) = (Vec::new(), Vec::new());
        let mut broken_chain = None;
        let mut next = header.first;
        while next != 0 {
            if !seen.insert(next) {
                broken_chain = Some("the list of pages runs in a circle here; pages may be missing");
                break;
            }
            let Some(ifd) = Ifd::at(&view, header, next) else {
                broken_chain = Some("the list of pages breaks off here; pages may be missing");
                break;
            };
            all.push(next);
            if ifd.unsigned(tag::SUBFILE_TYPE).is_none_or(|kind| kind & 0b101 == 0) {
                pages.push(next);
            }
            if all.len() > MAX_PAGES {
                return Err(Problem::TooManyPages { limit: MAX_PAGES });
            }
            match ifd.next() {
                Some(offset) => next = offset,
                None => {
                    broken_chain = Some("the file ends within the list of pages; pages may be missing");
                    break;
                }
            }
        }
        if pages.is_empty() {
            pages = all;
        }
        if pages.is_empty() {
            return Err(Problem::damaged("the TIFF has no page"));
        }
        Ok(Self { bytes, header, pages, broken_chain })
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.whole()
    }

    /// Number of pages; a break in the list of pages counts as one more, because it is reported as one.
    pub fn page_count(&self) -> usize {
        self.pages.len() + usize::from(self.broken_chain.is_some())
    }

    /// Decodes a page; `None` behind the last one.
    pub fn page(&self, index: usize) -> Option<Result<PageImage, Problem>> {
        match (self.pages.get(index), self.broken_chain) {
            (Some(&offset), _) => Some(self.bytes.view().and_then(|bytes| self.decode(&bytes, offset))),
            (None, Some(reason)) if index == self.pages.len() => Some(Err(Problem::damaged(reason))),
            _ => None,
        }
    }

    /// Width and height that a page claims to have.
    pub fn size(&self, index: usize) -> Option<(u32, u32)> {
        let bytes = self.bytes.view().ok()?;
        let ifd = Ifd::at(&bytes, self.header, *self.pages.get(index)?)?;
        let side = |tag| u32::try_from(ifd.unsigned(tag)?).ok();
        Some((side(tag::WIDTH)?, side(tag::HEIGHT)?))
    }

    fn decode(&self, bytes: &[u8], offset: u64) -> Result<PageImage, Problem> {
        let ifd = Ifd::at(bytes, self.header, offset).ok_or_else(|| Problem::damaged("no directory"))?;
        let size = |tag| ifd.unsigned(tag).ok_or_else(|| Problem::damaged("the page does not say its size"));
        let (width, height) = (size(tag::WIDTH)?, size(tag::HEIGHT)?);
        check_size(width, height)?;
        let orientation = ifd.unsigned(tag::ORIENTATION).and_then(|value| u8::try_from(value).ok());
        let orientation = orientation.and_then(Orientation::from_exif).unwrap_or(Orientation::NoTransforms);
        let image = match ifd.unsigned(tag::COMPRESSION) {
            Some(2) => fax(bytes, &ifd, Coding::ModifiedHuffman, width as u32, height as u32)?,
            Some(3) => {
                let two_dimensional = ifd.unsigned(tag::T4_OPTIONS).is_some_and(|options| options & 1 == 1);
                fax(bytes, &ifd, Coding::Group3 { two_dimensional }, width as u32, height as u32)?
            }
            Some(4) => fax(bytes, &ifd, Coding::Group4, width as u32, height as u32)?,
            _ => self.other(bytes, &ifd)?,
        };
        to_page(image, orientation, ifd.dpi())
    }

    /// The fax strips of a page as the file holds them; `None` for other codings and for what does not add up.
    pub fn fax_streams(&self, index: usize) -> Option<PageStreams<'_>> {
        let bytes = self.bytes.whole();
        let ifd = Ifd::at(bytes, self.header, *self.pages.get(index)?)?;
        let (width, height) = (ifd.unsigned(tag::WIDTH)?, ifd.unsigned(tag::HEIGHT)?);
        check_size(width, height).ok()?;
        let (k, byte_aligned) = match ifd.unsigned(tag::COMPRESSION)? {
            2 => (0, true),
            3 => (i32::from(ifd.unsigned(tag::T4_OPTIONS).is_some_and(|options| options & 1 == 1)), false),
            4 => (-1, false),
            _ => return None,
        };
        if ifd.unsigned(tag::TILE_WIDTH).is_some() || ifd.unsigned(tag::BITS_PER_SAMPLE).unwrap_or(1) != 1 {
            return None;
        }
        let offsets = ifd.unsigned_list(tag::STRIP_OFFSETS, MOST_STRIPS)?;
        let lengths = ifd.unsigned_list(tag::STRIP_BYTE_COUNTS, MOST_STRIPS)?;
        let rows_per_strip = ifd.unsigned(tag::ROWS_PER_STRIP).unwrap_or(height).clamp(1, height);
        if offsets.len() as u64 != height.div_ceil(rows_per_strip) || lengths.len() != offsets.len() {
            return None;
        }
        let reversed = ifd.unsigned(tag::FILL_ORDER) == Some(2);
        let inverted = ifd.unsigned(tag::PHOTOMETRIC) == Some(1);
        let part = |(i, (&from, &length)): (usize, (&u64, &u64))| {
            let (from, length) = (usize::try_from(from).ok()?, usize::try_from(length).ok()?);
            let data = bytes.get(from..from.checked_add(length)?)?;
            let flipped = || data.iter().map(|byte| byte.reverse_bits()).collect();
            Some(ImageStream {
                data: if reversed { Cow::Owned(flipped()) } else { Cow::Borrowed(data) },
                coding: StreamCoding::Fax { k, byte_aligned, inverted },
                width: width as u32,
                height: rows_per_strip.min(height - i as u64 * rows_per_strip) as u32,
                color: StreamColor::Gray,
                bits: 1,
            })
        };
        let parts = offsets.iter().zip(&lengths).enumerate().map(part).collect::<Option<Vec<_>>>()?;
        let orientation = ifd.unsigned(tag::ORIENTATION).and_then(|value| u8::try_from(value).ok());
        Some(PageStreams {
            parts,
            width: width as u32,
            height: height as u32,
            orientation: orientation.filter(|value| (1..=8).contains(value)).unwrap_or(1),
            dpi: ifd.dpi(),
        })
    }

    fn other(&self, bytes: &[u8], ifd: &Ifd<'_>) -> Result<DynamicImage, Problem> {
        let bits = ifd.unsigned(tag::BITS_PER_SAMPLE).unwrap_or(1);
        match (ifd.unsigned(tag::PHOTOMETRIC), bits) {
            (Some(3), 1 | 2 | 4 | 8) => {
                let map = ifd.unsigned_list(tag::COLOR_MAP, 3 << bits).filter(|map| map.len() == 3 << bits);
                let map = map.ok_or_else(|| Problem::damaged("the page has no colour table"))?;
                // The decoder knows no colour tables, so it is told that the page is gray.
                let (width, height, samples) =
                    self.samples(bytes, ifd, ifd.overwrite(tag::PHOTOMETRIC, 1), bits as usize)?;
                let color = |sample: u8| [0, 1, 2].map(|c| (map[(c << bits) + usize::from(sample)] >> 8) as u8);
                RgbImage::from_raw(width, height, samples.into_iter().flat_map(color).collect())
                    .map(DynamicImage::ImageRgb8)
                    .ok_or_else(|| Problem::damaged("the rows do not fill the page"))
            }
            (Some(0 | 1), 2 | 4) => {
                let (width, height, mut samples) = self.samples(bytes, ifd, None, bits as usize)?;
                let most = (1u16 << bits) - 1;
                samples.iter_mut().for_each(|sample| *sample = (u16::from(*sample) * 255 / most) as u8);
                GrayImage::from_raw(width, height, samples)
                    .map(DynamicImage::ImageLuma8)
                    .ok_or_else(|| Problem::damaged("the rows do not fill the page"))
            }
            _ => {
                let decoder = TiffDecoder::new(BufReader::new(self.only_page(bytes, ifd, None)));
                let mut decoder = decoder.map_err(|e| problem("TIFF", e))?;
                decoder.set_limits(limits()).map_err(|e| problem("TIFF", e))?;
                DynamicImage::from_decoder(decoder).map_err(|e| problem("TIFF", e))
            }
        }
    }

    /// Width, height and the samples of a page of one channel, one a byte.
    fn samples(
        &self,
        bytes: &[u8],
        ifd: &Ifd<'_>,
        patch: Option<Patch>,
        bits: usize,
    ) -> Result<(u32, u32, Vec<u8>), Problem> {
        let decoder = Decoder::new(self.only_page(bytes, ifd, patch)).map_err(tiff_problem)?;
        let mut decoder = decoder.with_limits(tiff_limits());
        let (width, height) = decoder.dimensions().map_err(tiff_problem)?;
        match decoder.read_image().map_err(tiff_problem)? {
            DecodingResult::U8(packed) => Ok((width, height, unpack(&packed, width as usize, bits))),
            _ => Err(Problem::damaged("the samples have another size than the page says")),
        }
    }

    /// The file as if the directory of `page` were its only one, with a value overwritten.
    fn only_page<'a>(&self, bytes: &'a [u8], page: &Ifd<'_>, patch: Option<Patch>) -> Patched<'a> {
        let first = (self.header.first_at(), self.header.pointer_bytes(page.offset()));
        let next = (page.next_at(), self.header.pointer_bytes(0));
        let patches = [first, next].into_iter().chain(patch).collect();
        Patched { bytes, position: 0, patches }
    }
}

/// Decodes the fax strips of a page.
fn fax(bytes: &[u8], ifd: &Ifd<'_>, coding: Coding, width: u32, height: u32) -> Result<DynamicImage, Problem> {
    if ifd.unsigned(tag::TILE_WIDTH).is_some() || ifd.unsigned(tag::BITS_PER_SAMPLE).unwrap_or(1) != 1 {
        return Err(Problem::UnsupportedForm { format: "TIFF", reason: "fax coding in tiles".to_owned() });
    }
    let lists = |tag| ifd.unsigned_list(tag, height as usize);
    let offsets =
        lists(tag::STRIP_OFFSETS).ok_or_else(|| Problem::damaged("the page does not say where its data are"))?;
    let lengths = lists(tag::STRIP_BYTE_COUNTS);
    let rows_per_strip = ifd.unsigned(tag::ROWS_PER_STRIP).unwrap_or(u64::MAX).clamp(1, height.into()) as usize;
    let reversed = ifd.unsigned(tag::FILL_ORDER) == Some(2);
    let mut pixels = vec![255u8; width as usize * height as usize];
    let mut damaged = 0;
    let mut strips = offsets.iter().enumerate();
    for out in pixels.chunks_mut(rows_per_strip * width as usize) {
        let data = strips.next().and_then(|(i, &from)| {
            let from = usize::try_from(from).ok()?;
            let length = lengths.as_ref().and_then(|lengths| lengths.get(i)).copied().unwrap_or(u64::MAX);
            let rest = bytes.get(from..)?;
            Some(&rest[..rest.len().min(usize::try_from(length).unwrap_or(usize::MAX))])
        });
        damaged += match data {
            Some(data) if reversed => {
                let data: Vec<u8> = data.iter().map(|byte| byte.reverse_bits()).collect();
                ccitt::decode_strip(&data, coding, width, out)?
            }
            Some(data) => ccitt::decode_strip(data, coding, width, out)?,
            None => out.len() / width as usize,
        };
    }
    if damaged * DAMAGED_ROWS > height as usize {
        return Err(Problem::damaged(format_args!("{damaged} of {height} fax rows cannot be decoded")));
    }
    if ifd.unsigned(tag::PHOTOMETRIC) == Some(1) {
        pixels.iter_mut().for_each(|pixel| *pixel = !*pixel);
    }
    GrayImage::from_raw(width, height, pixels)
        .map(DynamicImage::ImageLuma8)
        .ok_or_else(|| Problem::damaged("the rows do not fill the page"))
}

fn tiff_limits() -> Limits {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = MAX_PIXELS as usize * 8;
    limits.intermediate_buffer_size = MAX_PIXELS as usize * 8;
    limits
}

fn tiff_problem(error: TiffError) -> Problem {
    match error {
        TiffError::UnsupportedError(reason) => Problem::UnsupportedForm { format: "TIFF", reason: reason.to_string() },
        error => Problem::damaged(error),
    }
}

/// Spreads samples of `bits` bits, rows beginning on bytes, to one a byte.
fn unpack(packed: &[u8], width: usize, bits: usize) -> Vec<u8> {
    let (per_byte, mask) = (8 / bits, 255u8 >> (8 - bits));
    let stride = width.div_ceil(per_byte);
    packed
        .chunks_exact(stride.max(1))
        .flat_map(|row| (0..width).map(move |x| row[x / per_byte] >> (8 - bits - x % per_byte * bits) & mask))
        .collect()
}

/// Bytes that are read in the place of others, and where they stand.
type Patch = (usize, Vec<u8>);

/// A file that reads differently at some places.
struct Patched<'a> {
    bytes: &'a [u8],
    position: usize,
    patches: Vec<Patch>,
}

impl Read for Patched<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        let patches = self.patches.iter().flat_map(|(at, bytes)| (*at..).zip(bytes));
        for (at, &byte) in patches {
            if let Some(slot) = at.checked_sub(self.position).and_then(|at| out[..count].get_mut(at)) {
                *slot = byte;
            }
        }
        self.position += count;
        Ok(count)
    }
}

impl Seek for Patched<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => i128::from(offset),
            SeekFrom::End(offset) => self.bytes.len() as i128 + i128::from(offset),
            SeekFrom::Current(offset) => self.position as i128 + i128::from(offset),
        };
        self.position = usize::try_from(target).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Pixels;
    use proptest::prelude::*;

    /// A page's tags with their values, and its strip.
    type Drawn<'d> = (&'d [(u16, u32)], &'d [u8]);

    /// A little-endian file of pages, each given as its tags (short or long, one value each) and its data.
    fn tiff(pages: &[Drawn<'_>]) -> Vec<u8> {
        let mut out = b"II*\0\0\0\0\0".to_vec();
        let mut pointer = 4;
        for (tags, data) in pages {
            let offset = out.len() as u32;
            out.extend(*data);
            out.resize(out.len().next_multiple_of(2), 0);
            let directory = out.len() as u32;
            out[pointer..pointer + 4].copy_from_slice(&directory.to_le_bytes());
            let mut tags = tags.to_vec();
            tags.extend([(tag::STRIP_OFFSETS, offset), (tag::STRIP_BYTE_COUNTS, data.len() as u32)]);
            tags.sort_unstable();
            out.extend((tags.len() as u16).to_le_bytes());
            for (tag, value) in tags {
                out.extend([tag.to_le_bytes(), 4u16.to_le_bytes()].concat());
                out.extend([1u32.to_le_bytes(), value.to_le_bytes()].concat());
            }
            pointer = out.len();
            out.extend([0; 4]);
        }
        out
    }

    const GRAY: &[(u16, u32)] = &[
        (tag::WIDTH, 2),
        (tag::HEIGHT, 2),
        (tag::BITS_PER_SAMPLE, 8),
        (tag::COMPRESSION, 1),
        (tag::PHOTOMETRIC, 1),
        (tag::ROWS_PER_STRIP, 2),
    ];

    fn bilevel(photometric: u32, compression: u32) -> Vec<(u16, u32)> {
        let size = [(tag::WIDTH, 12), (tag::HEIGHT, 2), (tag::BITS_PER_SAMPLE, 1), (tag::ROWS_PER_STRIP, 2)];
        [&size[..], &[(tag::COMPRESSION, compression), (tag::PHOTOMETRIC, photometric)]].concat()
    }

    fn gray(file: &TiffFile, page: usize) -> Vec<u8> {
        match file.page(page).unwrap().unwrap().pixels() {
            Pixels::Gray(pixels) => pixels.clone(),
            Pixels::Rgb(_) => panic!("coloured"),
        }
    }

    #[test]
    fn a_bad_page_costs_that_page() {
        let huge = [&[(tag::WIDTH, 1 << 30), (tag::HEIGHT, 1 << 30)], &GRAY[2..]].concat();
        let file = TiffFile::new(tiff(&[(GRAY, &[1, 2, 3, 4]), (&huge, &[1]), (GRAY, &[5, 6, 7, 8])])).unwrap();
        assert_eq!(file.page_count(), 3);
        assert_eq!(gray(&file, 0), [1, 2, 3, 4]);
        assert!(matches!(file.page(1), Some(Err(Problem::TooManyPixels { .. }))));
        assert_eq!(gray(&file, 2), [5, 6, 7, 8]);
        assert!(file.page(3).is_none());
    }

    #[test]
    fn bilevel_pages_in_both_senses_and_codings() {
        // One row of 4 white, 8 black; one of 12 white. As bits, and as Group 4: horizontal 4 + 8, then V0.
        let (bits, group4) = ([0b0000_1111, 0b1111_0000, 0, 0], [0b0011_0110, 0b0010_1110, 0b1000_0000]);
        let black_row: Vec<u8> = [[255; 4].to_vec(), vec![0; 8], vec![255; 12]].concat();
        let inverted: Vec<u8> = black_row.iter().map(|pixel| !pixel).collect();
        for (photometric, expected) in [(0, &black_row), (1, &inverted)] {
            let plain = TiffFile::new(tiff(&[(&bilevel(photometric, 1), &bits)])).unwrap();
            assert_eq!(&gray(&plain, 0), expected, "uncompressed, photometric {photometric}");
            let mut strips = vec![0xFF; 24];
            let damaged = ccitt::decode_strip(&group4, Coding::Group4, 12, &mut strips).unwrap();
            assert_eq!(damaged, 0);
            let coded = TiffFile::new(tiff(&[(&bilevel(photometric, 4), &group4)])).unwrap();
            assert_eq!(&gray(&coded, 0)[..12], &expected[..12], "Group 4, photometric {photometric}");
            let reversed = group4.map(u8::reverse_bits);
            let tags = [&bilevel(photometric, 4)[..], &[(tag::FILL_ORDER, 2)]].concat();
            let coded = TiffFile::new(tiff(&[(&tags, &reversed)])).unwrap();
            assert_eq!(&gray(&coded, 0)[..12], &expected[..12], "Group 4 from the low bit");
        }
    }

    #[test]
    fn loops_and_breaks_in_the_list_of_pages_are_told() {
        let good = tiff(&[(GRAY, &[1, 2, 3, 4])]);
        let end = good.len();
        for next in [u32::from_le_bytes(good[4..8].try_into().unwrap()), 0xFFFF_FFF0] {
            let mut bytes = good.clone();
            bytes[end - 4..].copy_from_slice(&next.to_le_bytes());
            let file = TiffFile::new(bytes).unwrap();
            assert_eq!(file.page_count(), 2);
            assert_eq!(gray(&file, 0), [1, 2, 3, 4]);
            assert!(matches!(file.page(1), Some(Err(Problem::Damaged { .. }))));
        }
        assert!(matches!(TiffFile::new(good[..end / 2].to_vec()), Err(Problem::Damaged { .. })));
    }

    #[test]
    fn a_list_of_millions_of_pages_is_refused() {
        let pages: Vec<Drawn<'_>> = vec![(&GRAY[..1], &[]); MAX_PAGES + 2];
        assert!(matches!(TiffFile::new(tiff(&pages)), Err(Problem::TooManyPages { .. })));
    }

    #[test]
    fn thumbnails_are_no_pages() {
        let thumbnail = [&[(tag::SUBFILE_TYPE, 1)], GRAY].concat();
        let file = TiffFile::new(tiff(&[(GRAY, &[1; 4]), (&thumbnail, &[2; 4]), (GRAY, &[3; 4])])).unwrap();
        assert_eq!((file.page_count(), gray(&file, 1)), (2, vec![3; 4]));
    }

    #[test]
    fn few_bits_and_colour_tables() {
        let four = [&GRAY[..2], &[(tag::BITS_PER_SAMPLE, 4)], &GRAY[3..]].concat();
        let file = TiffFile::new(tiff(&[(&four, &[0x0F, 0x80])])).unwrap();
        assert_eq!(gray(&file, 0), [0, 255, 136, 0]);
        // A table of two colours: six short values behind the pixels, which begin at byte 8.
        let one = [(tag::WIDTH, 2), (tag::HEIGHT, 1), (tag::BITS_PER_SAMPLE, 1), (tag::COMPRESSION, 1)];
        let one = [&one[..], &[(tag::PHOTOMETRIC, 3), (tag::ROWS_PER_STRIP, 1), (tag::COLOR_MAP, 9)]].concat();
        let mut data = vec![0b0100_0000];
        data.extend([0u16, 0xFFFF, 0x8000, 0, 0, 0x4000].into_iter().flat_map(u16::to_le_bytes));
        let mut bytes = tiff(&[(&one, &data)]);
        let entry = bytes.windows(2).position(|pair| pair == tag::COLOR_MAP.to_le_bytes()).unwrap();
        bytes[entry + 2..entry + 8].copy_from_slice(&[3, 0, 6, 0, 0, 0]);
        let page = TiffFile::new(bytes).unwrap().page(0).unwrap().unwrap();
        assert_eq!(page.pixels(), &Pixels::Rgb(vec![0, 128, 0, 255, 0, 64]));
    }

    proptest! {
        #[test]
        fn damage_never_panics(cut in 0usize..400, at in 0usize..400, byte in any::<u8>(), compression in 1u32..9) {
            let mut bytes = tiff(&[(&bilevel(0, compression), &[0x36, 0x2E, 0x80]), (GRAY, &[1, 2, 3, 4])]);
            let length = bytes.len();
            bytes[at % length] = byte;
            bytes.truncate(cut.max(8));
            if let Ok(file) = TiffFile::new(bytes) {
                for page in 0..file.page_count() {
                    let _ = file.page(page);
                }
            }
        }
    }
}
