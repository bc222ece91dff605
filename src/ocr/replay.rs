//! Recorded OCR results: tests of everything behind the engine run without one, and always on the same input.
//!
//! A recording is what the engine saw ([`RawPage`]), filed under the SHA-256 of the image's size and pixels, one
//! JSON file an image. Reading order is made again at each replay, so that recordings outlive its changes.

use super::{OcrEngine, OcrError, RawPage};
use crate::document::{PageImage, Pixels};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One recorded page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    /// [`image_key`] of the page image.
    pub key: String,
    /// The engine that read it.
    pub engine: String,
    /// What it saw.
    pub page: RawPage,
}

/// The key under which the result for an image is filed: 64 hexadecimal digits of the SHA-256 of width and
/// height (4 bytes each, little-endian), the number of samples a pixel (1 byte), and the pixels.
pub fn image_key(image: &PageImage) -> String {
    let (samples, pixels) = match image.pixels() {
        Pixels::Gray(pixels) => (1u8, pixels),
        Pixels::Rgb(pixels) => (3, pixels),
    };
    let mut hash = Sha256::new();
    hash.update(image.width().to_le_bytes());
    hash.update(image.height().to_le_bytes());
    hash.update([samples]);
    hash.update(pixels);
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Answers from recordings.
#[derive(Debug, Clone, Default)]
pub struct ReplayEngine {
    recordings: BTreeMap<String, Recording>,
}

impl ReplayEngine {
    /// Makes an engine that knows these recordings.
    pub fn new(recordings: impl IntoIterator<Item = Recording>) -> Self {
        Self { recordings: recordings.into_iter().map(|recording| (recording.key.clone(), recording)).collect() }
    }

    /// Loads every `*.ocr.json` file of a folder.
    ///
    /// # Errors
    /// [`OcrError::BadRecording`] for the folder or a file that cannot be used.
    pub fn load(folder: &Path) -> Result<Self, OcrError> {
        let mut recordings = Vec::new();
        for entry in fs::read_dir(folder).map_err(|error| bad(folder, error))? {
            let path = entry.map_err(|error| bad(folder, error))?.path();
            if path.to_string_lossy().ends_with(".ocr.json") {
                let json = fs::read(&path).map_err(|error| bad(&path, error))?;
                recordings.push(serde_json::from_slice(&json).map_err(|error| bad(&path, error))?);
            }
        }
        Ok(Self::new(recordings))
    }
}

impl OcrEngine for ReplayEngine {
    fn recognise(&self, image: &PageImage) -> Result<RawPage, OcrError> {
        let key = image_key(image);
        let recording = self.recordings.get(&key);
        recording.map(|recording| recording.page.clone()).ok_or(OcrError::NotRecorded { key })
    }

    fn identity(&self) -> String {
        let engines = self.recordings.values().map(|recording| recording.engine.as_str());
        engines.min().unwrap_or("replay").to_owned()
    }
}

/// Passes pages to another engine and writes down what it says.
#[derive(Debug)]
pub struct Recorder<E> {
    engine: E,
    folder: PathBuf,
}

impl<E: OcrEngine> Recorder<E> {
    /// Makes a recorder that writes `<first 16 digits of the key>.ocr.json` into `folder`.
    pub fn new(engine: E, folder: impl Into<PathBuf>) -> Self {
        Self { engine, folder: folder.into() }
    }
}

impl<E: OcrEngine> OcrEngine for Recorder<E> {
    fn recognise(&self, image: &PageImage) -> Result<RawPage, OcrError> {
        let page = self.engine.recognise(image)?;
        let recording = Recording { key: image_key(image), engine: self.engine.identity(), page };
        let path = self.folder.join(format!("{}.ocr.json", &recording.key[..16]));
        let json = serde_json::to_vec(&recording).map_err(|error| bad(&path, error))?;
        fs::create_dir_all(&self.folder).map_err(|error| bad(&self.folder, error))?;
        fs::write(&path, json).map_err(|error| bad(&path, error))?;
        Ok(recording.page)
    }

    fn identity(&self) -> String {
        self.engine.identity()
    }
}

fn bad(path: &Path, error: impl ToString) -> OcrError {
    OcrError::BadRecording { path: path.to_owned(), reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;

    impl OcrEngine for Fixed {
        fn recognise(&self, image: &PageImage) -> Result<RawPage, OcrError> {
            Ok(RawPage { width: image.width(), height: image.height(), dpi: 300, ..RawPage::default() })
        }

        fn identity(&self) -> String {
            "fixed 1".to_owned()
        }
    }

    #[test]
    fn what_is_recorded_is_replayed() {
        let folder = tempfile::tempdir().unwrap();
        let image = PageImage::new(2, 1, Pixels::Gray(vec![1, 2]), None).unwrap();
        let other = PageImage::new(1, 2, Pixels::Gray(vec![1, 2]), None).unwrap();
        let seen = Recorder::new(Fixed, folder.path()).recognise(&image).unwrap();
        let replay = ReplayEngine::load(folder.path()).unwrap();
        assert_eq!(replay.recognise(&image).unwrap(), seen);
        assert_eq!(replay.identity(), "fixed 1");
        assert!(matches!(replay.recognise(&other), Err(OcrError::NotRecorded { .. })));
    }
}
