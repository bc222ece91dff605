//! Pages that wait: as small as they can be kept, since a document may have thousands of them.
//!
//! A page with all that OCR knew of its words takes half a megabyte, packed about a thirtieth of it. It comes back
//! exactly as it was.

use crate::document::Page;
use flate2::read::ZlibDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::io::Read;

/// A page as it was read, packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedPage {
    hash: String,
    bytes: Vec<u8>,
    failure: Option<String>,
}

impl PackedPage {
    /// Packs a page.
    pub fn new(page: &Page) -> Self {
        let json = json(page);
        let hash = Sha256::digest(&json).iter().map(|byte| format!("{byte:02x}")).collect();
        Self { hash, bytes: pack(&json), failure: page.failure.clone() }
    }

    /// The page again.
    pub fn page(&self) -> Page {
        unpack(&self.bytes).expect("it was packed by this program")
    }

    /// SHA-256 of the page's JSON, 64 hexadecimal digits.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The packed JSON.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Why the page could not be read.
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }
}

/// JSON of what has string keys and finite numbers only.
pub fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("derived serialisation has string keys and finite numbers only")
}

thread_local! {
    /// Making one costs more than packing a page with it.
    static PACKER: RefCell<Compress> = RefCell::new(Compress::new(Compression::fast(), true));
}

/// Bytes made smaller, in the zlib format.
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    PACKER.with_borrow_mut(|packer| {
        packer.reset();
        let mut packed = Vec::with_capacity(bytes.len() / 8 + 64);
        loop {
            let done = usize::try_from(packer.total_in()).unwrap_or(bytes.len()).min(bytes.len());
            let status = packer.compress_vec(&bytes[done..], &mut packed, FlushCompress::Finish);
            if status.expect("packing has no state that it could be wrong for") == Status::StreamEnd {
                packed.shrink_to_fit();
                return packed;
            }
            packed.reserve(packed.capacity());
        }
    })
}

/// The value whose JSON was packed.
///
/// # Errors
/// What is wrong with the bytes, in words.
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let mut json = Vec::new();
    ZlibDecoder::new(bytes).read_to_end(&mut json).map_err(|error| error.to_string())?;
    serde_json::from_slice(&json).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        let noise: Vec<u8> = (0..300_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for bytes in [&b""[..], b"a", &b"ab".repeat(100_000), &noise] {
            let mut back = Vec::new();
            ZlibDecoder::new(&pack(bytes)[..]).read_to_end(&mut back).unwrap();
            assert_eq!(back, bytes);
        }
    }

    #[test]
    fn a_page_comes_back_as_it_was() {
        let page = Page { rotation_deg: 0.123_456_789_012_345_67, ..Page::from_text("Kế hoạch") };
        let packed = PackedPage::new(&page);
        assert_eq!(packed.page(), page);
        assert_eq!((packed.hash().len(), packed.failure()), (64, None));
        assert!(unpack::<Page>(&packed.bytes()[1..]).is_err());
    }
}
