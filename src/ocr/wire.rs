//! How `vankho` and its worker `vankho-ocr` speak over the worker's standard input and output.
//!
//! A frame is a length (4 bytes, little-endian) and as many bytes of JSON. The worker first says [`Hello`].
//! Then each [`Request`] frame is followed by `width` x `height` gray pixels and answered by a [`Reply`] frame.

use super::RawPage;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};

/// The longest frame that is believed.
pub const MAX_FRAME: u32 = 256 << 20;

/// What the worker says when it is ready, or why it is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// Version of Tesseract.
    pub tesseract: String,
    /// The model that it loaded.
    pub language: String,
    /// Why it cannot read pages, if it cannot.
    pub problem: Option<StartProblem>,
}

/// Why a worker cannot read pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StartProblem {
    /// The model is not installed.
    NoModel,
    /// Something else.
    Other(String),
}

/// What `vankho-ocr --version` writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionInfo {
    /// Version of the worker, that of `vankho`.
    pub vankho: String,
    /// Version of Tesseract.
    pub tesseract: String,
    /// The installed models.
    pub languages: Vec<String>,
    /// The folder that holds them.
    pub data_path: String,
}

/// A page to read; its pixels follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Dots per inch.
    pub dpi: u32,
    /// Tesseract's page segmentation mode; 3 finds columns and blocks, 7 is one line.
    pub segmentation: u8,
    /// Whether each symbol's other readings are wanted.
    pub alternatives: bool,
    /// After how many milliseconds the worker ends itself, should nobody stop it before.
    pub limit_ms: u64,
}

/// The answer to a [`Request`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// The page.
    Page(RawPage),
    /// Why it could not be read.
    Failed(String),
}

/// Writes one frame.
///
/// # Errors
/// Those of `out`.
pub fn write_frame(out: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    let json = serde_json::to_vec(message)?;
    let length = u32::try_from(json.len()).ok().filter(|&length| length <= MAX_FRAME);
    let length = length.ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&json)?;
    out.flush()
}

/// Reads one frame; `None` at the end of the stream.
///
/// # Errors
/// Those of `input`; `InvalidData` for a frame that is too long, cut off or not the expected JSON.
pub fn read_frame<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    let mut filled = 0;
    while filled < length.len() {
        match input.read(&mut length[filled..]) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(invalid("a frame that is cut off")),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let length = u32::from_le_bytes(length);
    if length > MAX_FRAME {
        return Err(invalid("a frame that is too long"));
    }
    let mut json = Vec::new();
    input.take(length.into()).read_to_end(&mut json)?;
    if json.len() < length as usize {
        return Err(invalid("a frame that is cut off"));
    }
    serde_json::from_slice(&json).map(Some).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back() {
        let hello = Hello { tesseract: "5.3.0".into(), language: "vie".into(), problem: Some(StartProblem::NoModel) };
        let mut bytes = Vec::new();
        write_frame(&mut bytes, &hello).unwrap();
        assert_eq!(read_frame(&mut bytes.as_slice()).unwrap(), Some(hello));
        assert_eq!(read_frame::<Hello>(&mut [].as_slice()).unwrap(), None);
        for broken in [&bytes[..3], &bytes[..9], b"\xFF\xFF\xFF\xFFabc", b"\x02\0\0\0[]"] {
            let error = read_frame::<Hello>(&mut &*broken).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        }
    }
}
