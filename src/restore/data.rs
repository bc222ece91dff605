//! The models that the program carries, or those of a folder.

use crate::restore::calibrate::CalibrationError;
use crate::restore::channel::ChannelError;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The files, in the order of [`Data`]'s fields.
pub const FILES: [&str; 4] = ["lexicon.fst", "lm.bin", "channel.fst", "calibration.tsv"];

static LM: &[u8] = include_bytes!("../../dictionaries/built/lm.bin");
static CHANNEL: &[u8] = include_bytes!("../../dictionaries/built/channel.fst");
static CALIBRATION: &[u8] = include_bytes!("../../dictionaries/built/calibration.tsv");

/// Why the models are not usable.
#[derive(Debug, Error)]
pub enum DataError {
    /// A file is missing or unreadable.
    #[error("cannot read {path}: {source}; the folder must hold lexicon.fst, lm.bin, channel.fst and calibration.tsv")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The lexicon is not one.
    #[error(transparent)]
    Lexicon(#[from] crate::lexicon::LexiconError),
    /// The language model is not one.
    #[error(transparent)]
    Model(#[from] crate::lm::ModelError),
    /// The channel is not one.
    #[error(transparent)]
    Channel(#[from] ChannelError),
    /// The calibration is not one.
    #[error(transparent)]
    Calibration(#[from] CalibrationError),
    /// Lexicon and language model were not made for each other.
    #[error("the lexicon has {words} words, the language model {vocabulary}: rebuild both with `vankho train lm`")]
    Mismatch {
        /// Words and symbols of the lexicon.
        words: usize,
        /// Words and symbols of the model.
        vocabulary: u32,
    },
}

/// The bytes of the models. They live as long as the program.
#[derive(Debug, Clone, Copy)]
pub struct Data {
    /// The lexicon's fst.
    pub lexicon: &'static [u8],
    /// The language model.
    pub lm: &'static [u8],
    /// The channel's fst.
    pub channel: &'static [u8],
    /// The table of the calibration; nothing for posteriors as they are.
    pub calibration: &'static [u8],
}

impl Data {
    /// Those that the program carries: used where they lie, without copying.
    pub fn embedded() -> Self {
        Self { lexicon: crate::lexicon::BUILT, lm: LM, channel: CHANNEL, calibration: CALIBRATION }
    }

    /// Those of a folder, read once and kept for the life of the program.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn load(folder: &Path) -> Result<Self, DataError> {
        let read = |name: &str| -> Result<&'static [u8], DataError> {
            let path = folder.join(name);
            let bytes = std::fs::read(&path).map_err(|source| DataError::Read { path, source })?;
            Ok(Box::leak(bytes.into_boxed_slice()))
        };
        Ok(Self {
            lexicon: read(FILES[0])?,
            lm: read(FILES[1])?,
            channel: read(FILES[2])?,
            calibration: read(FILES[3])?,
        })
    }

    /// Each file's name and bytes, in the order of [`FILES`].
    pub fn files(&self) -> [(&'static str, &'static [u8]); 4] {
        [(FILES[0], self.lexicon), (FILES[1], self.lm), (FILES[2], self.channel), (FILES[3], self.calibration)]
    }
}
