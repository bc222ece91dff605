//! The directories of a TIFF file, read without trusting any of them.
//!
//! A TIFF is a chain of directories (one a page) of tagged values. This reader follows the chain and gives
//! single tags; what points outside the file is simply not there. Source: TIFF 6.0, section 2; BigTIFF.
//! EXIF blocks have the same form.

use super::raster::plausible_dpi;

/// Tags that are asked for by number.
pub mod tag {
    pub const SUBFILE_TYPE: u16 = 254;
    pub const WIDTH: u16 = 256;
    pub const HEIGHT: u16 = 257;
    pub const BITS_PER_SAMPLE: u16 = 258;
    pub const COMPRESSION: u16 = 259;
    pub const PHOTOMETRIC: u16 = 262;
    pub const FILL_ORDER: u16 = 266;
    pub const STRIP_OFFSETS: u16 = 273;
    pub const ORIENTATION: u16 = 274;
    pub const ROWS_PER_STRIP: u16 = 278;
    pub const STRIP_BYTE_COUNTS: u16 = 279;
    pub const X_RESOLUTION: u16 = 282;
    pub const Y_RESOLUTION: u16 = 283;
    pub const T4_OPTIONS: u16 = 292;
    pub const RESOLUTION_UNIT: u16 = 296;
    pub const COLOR_MAP: u16 = 320;
    pub const TILE_WIDTH: u16 = 322;
}

/// Byte order, pointer size and the place of the first directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    big_endian: bool,
    big_tiff: bool,
    /// Offset of the first directory.
    pub first: u64,
}

impl Header {
    /// Reads the first 8 or 16 bytes of a file.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let big_endian = match bytes.get(..2)? {
            b"II" => false,
            b"MM" => true,
            _ => return None,
        };
        let mut header = Self { big_endian, big_tiff: false, first: 0 };
        header.big_tiff = match header.number(bytes, 2, 2)? {
            42 => false,
            43 => true,
            _ => return None,
        };
        header.first = header.number(bytes, header.first_at() as u64, header.pointer())?;
        Some(header)
    }

    /// Where in the file the offset of the first directory stands.
    pub fn first_at(&self) -> usize {
        if self.big_tiff { 8 } else { 4 }
    }

    /// `offset` as the file writes it.
    pub fn pointer_bytes(&self, offset: u64) -> Vec<u8> {
        let bytes = if self.big_endian { offset.to_be_bytes() } else { offset.to_le_bytes() };
        match (self.big_tiff, self.big_endian) {
            (true, _) => bytes.to_vec(),
            (false, true) => bytes[4..].to_vec(),
            (false, false) => bytes[..4].to_vec(),
        }
    }

    fn pointer(&self) -> usize {
        if self.big_tiff { 8 } else { 4 }
    }

    /// An unsigned number of `size` bytes at `at`.
    fn number(&self, bytes: &[u8], at: u64, size: usize) -> Option<u64> {
        let at = usize::try_from(at).ok()?;
        let field = bytes.get(at..at.checked_add(size)?)?;
        let push = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
        Some(if self.big_endian { field.iter().fold(0, push) } else { field.iter().rev().fold(0, push) })
    }
}

/// One directory.
#[derive(Debug, Clone, Copy)]
pub struct Ifd<'a> {
    bytes: &'a [u8],
    header: Header,
    entries: u64,
    count: u64,
}

impl<'a> Ifd<'a> {
    /// The directory at `offset`; `None` when it does not lie in the file.
    pub fn at(bytes: &'a [u8], header: Header, offset: u64) -> Option<Self> {
        let counter = if header.big_tiff { 8 } else { 2 };
        let count = header.number(bytes, offset, counter)?;
        let ifd = Self { bytes, header, entries: offset.checked_add(counter as u64)?, count };
        let end = count.checked_mul(ifd.entry_size())?.checked_add(ifd.entries)?;
        (count > 0 && offset >= 8 && end <= bytes.len() as u64).then_some(ifd)
    }

    /// Where it begins.
    pub fn offset(&self) -> u64 {
        self.entries - if self.header.big_tiff { 8 } else { 2 }
    }

    /// Where in the file the offset of the next directory stands, which may be behind the end.
    pub fn next_at(&self) -> usize {
        usize::try_from(self.entries + self.count * self.entry_size()).unwrap_or(usize::MAX - 8)
    }

    /// Offset of the next directory, 0 behind the last one; `None` when the file ends before it.
    pub fn next(&self) -> Option<u64> {
        self.header.number(self.bytes, self.next_at() as u64, self.header.pointer())
    }

    /// The first value of a tag of whole numbers.
    pub fn unsigned(&self, tag: u16) -> Option<u64> {
        let (kind, _, at) = self.find(tag)?;
        self.header.number(self.bytes, at, whole_number_size(kind)?)
    }

    /// Where the first value of a tag of whole numbers stands, and how `value` would be written there.
    pub fn overwrite(&self, tag: u16, value: u16) -> Option<(usize, Vec<u8>)> {
        let (kind, _, at) = self.find(tag)?;
        let mut bytes = vec![0; whole_number_size(kind)?.max(2)];
        let end = bytes.len();
        if self.header.big_endian {
            bytes[end - 2..].copy_from_slice(&value.to_be_bytes());
        } else {
            bytes[..2].copy_from_slice(&value.to_le_bytes());
        }
        Some((usize::try_from(at).ok()?, bytes))
    }

    /// All values of a tag of whole numbers, at most `limit` of them.
    pub fn unsigned_list(&self, tag: u16, limit: usize) -> Option<Vec<u64>> {
        let (kind, count, at) = self.find(tag)?;
        let size = whole_number_size(kind)?;
        let count = usize::try_from(count).ok().filter(|&count| count <= limit)?;
        (0..count).map(|i| self.header.number(self.bytes, at.checked_add((i * size) as u64)?, size)).collect()
    }

    /// Resolution in dots per inch, when it is one that a scanner can have.
    pub fn dpi(&self) -> Option<u32> {
        let scale = match self.unsigned(tag::RESOLUTION_UNIT) {
            Some(3) => 2.54,
            Some(1) => return None,
            _ => 1.0,
        };
        let resolution = |tag| plausible_dpi(self.rational(tag)? * scale);
        resolution(tag::Y_RESOLUTION).or_else(|| resolution(tag::X_RESOLUTION))
    }

    fn rational(&self, tag: u16) -> Option<f64> {
        let (5, _, at) = self.find(tag)? else { return None };
        let above = self.header.number(self.bytes, at, 4)?;
        let below = self.header.number(self.bytes, at.checked_add(4)?, 4)?;
        (below > 0).then(|| above as f64 / below as f64)
    }

    /// Type, number of values and place of the values of a tag.
    fn find(&self, tag: u16) -> Option<(u64, u64, u64)> {
        let number = |at, size| self.header.number(self.bytes, at, size);
        let (pointer, size) = (self.header.pointer(), self.entry_size());
        let entry =
            (0..self.count).map(|i| self.entries + i * size).find(|&at| number(at, 2) == Some(u64::from(tag)))?;
        let (kind, count) = (number(entry + 2, 2)?, number(entry + 4, pointer)?);
        let inside = entry + 4 + pointer as u64;
        let bytes = value_size(kind)?.checked_mul(count)?;
        let at = if bytes <= pointer as u64 { inside } else { number(inside, pointer)? };
        (count > 0).then_some((kind, count, at))
    }

    fn entry_size(&self) -> u64 {
        if self.header.big_tiff { 20 } else { 12 }
    }
}

fn whole_number_size(kind: u64) -> Option<usize> {
    match kind {
        1 => Some(1),
        3 => Some(2),
        4 | 13 => Some(4),
        16 | 18 => Some(8),
        _ => None,
    }
}

fn value_size(kind: u64) -> Option<u64> {
    match kind {
        1 | 2 | 6 | 7 => Some(1),
        3 | 8 => Some(2),
        4 | 9 | 11 | 13 => Some(4),
        5 | 10 | 12 | 16..=18 => Some(8),
        _ => None,
    }
}

/// Resolution that an EXIF block (without its `Exif\0\0`) states.
pub fn exif_dpi(block: &[u8]) -> Option<u32> {
    let header = Header::read(block)?;
    Ifd::at(block, header, header.first)?.dpi()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exif_resolution() {
        let mut block = b"MM\0*\0\0\0\x08\0\x02".to_vec();
        block.extend(b"\x01\x1B\0\x05\0\0\0\x01\0\0\0\x26"); // y resolution, rational at 38
        block.extend(b"\x01\x28\0\x03\0\0\0\x01\0\x03\0\0"); // unit: centimetre
        block.extend(b"\0\0\0\0\0\0\0\x76\0\0\0\x01"); // no next directory; 118/1
        assert_eq!(exif_dpi(&block), Some(300));
        assert_eq!(exif_dpi(&block[..30]), None);
    }

    #[test]
    fn offsets_outside_the_file_are_no_directories() {
        let header = Header::read(b"II*\0\xF0\xFF\xFF\xFF").unwrap();
        assert_eq!(header.first, 0xFFFF_FFF0);
        assert!(Ifd::at(b"II*\0\xF0\xFF\xFF\xFF", header, header.first).is_none());
        assert!(Ifd::at(b"II*\0\xF0\xFF\xFF\xFF", header, u64::MAX).is_none());
    }
}
