//! The training runs: each writes one built file and its entry in the manifest.

use super::calibration::{Example, confidence, examples, fit};
use super::channel::{Pair, Unseen, learn};
use super::lm::{Corpus, LmOptions, TrainError, train, write_vocabulary};
use super::manifest::{input, record};
use super::pairs::{PairError, PairOptions, Tally, collect};
use super::readings::{ReadingError, load};
use super::reliability::{Reliability, Scored, reliability};
use super::sample::sample;
use crate::lexicon::{self, Lexicon, read_sources};
use crate::restore::{Data, DataError};
use crate::text::pieces::is_delimiter;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The folder of the built files within the dictionaries.
pub const BUILT: &str = "built";
/// The sources of the lexicon.
const SOURCES: [&str; 6] =
    ["abbreviations.tsv", "compounds.tsv", "names.tsv", "places.tsv", "symbols.tsv", "vocabulary.tsv"];

/// Those that the channel's text is sampled from.
const SAMPLED: [&str; 4] = ["compounds.tsv", "names.tsv", "places.tsv", "symbols.tsv"];

/// Why a run stopped.
#[derive(Debug, Error)]
pub enum RunError {
    /// Training.
    #[error(transparent)]
    Train(#[from] TrainError),
    /// Making pairs.
    #[error(transparent)]
    Pairs(#[from] PairError),
    /// Building an fst.
    #[error("the fst could not be built")]
    Fst(#[from] fst::Error),
    /// Readings.
    #[error(transparent)]
    Readings(#[from] ReadingError),
    /// The models.
    #[error(transparent)]
    Data(#[from] DataError),
}

impl From<lexicon::BuildError> for RunError {
    fn from(error: lexicon::BuildError) -> Self {
        Self::Train(error.into())
    }
}

/// Builds `lexicon.fst` of the sources in `dictionaries`; returns its size in bytes.
///
/// # Errors
/// When a source is missing or malformed, or the file cannot be written.
pub fn build_lexicon(dictionaries: &Path) -> Result<usize, RunError> {
    let bytes = lexicon::build(dictionaries)?;
    let inputs = inputs(SOURCES.iter().map(|name| dictionaries.join(name)))?;
    record(&dictionaries.join(BUILT), "lexicon.fst", &bytes, inputs, json!({ "by": "vankho dict build" }))?;
    Ok(bytes.len())
}

/// Counts the vocabulary, builds the lexicon and trains `lm.bin`; returns its size in bytes.
///
/// # Errors
/// When a corpus or source cannot be read, or a file cannot be written.
pub fn train_lm(options: &LmOptions) -> Result<usize, RunError> {
    write_vocabulary(options)?;
    build_lexicon(&options.dictionaries)?;
    let built = options.dictionaries.join(BUILT);
    let path = built.join("lexicon.fst");
    let fst = std::fs::read(&path).map_err(|source| TrainError::File { path, source })?;
    let lexicon = Lexicon::new(&fst).map_err(TrainError::from)?;
    let bytes = train(options, &lexicon, &read_sources(&options.dictionaries)?)?;
    let weights: Map<String, Value> = options.corpora.iter().map(|c| (file_name(&c.path), c.weight.into())).collect();
    let made = json!({
        "by": "vankho train lm", "order": options.order, "keep": options.keep, "weights": weights,
        "min_syllable": options.min_syllable, "min_other": options.min_other, "words": lexicon.len(),
    });
    let mut inputs = inputs(options.corpora.iter().map(|c| c.path.clone()))?;
    inputs.extend([input(&built.join("lexicon.fst"))?]);
    record(&built, "lm.bin", &bytes, inputs, made)?;
    Ok(bytes.len())
}

/// One family of readings that the channel learns from.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The OCR model, as `tesseract -l` names it.
    pub language: String,
    /// Pages to render and read.
    pub pages: usize,
}

/// What to learn the channel from.
#[derive(Debug, Clone)]
pub struct ChannelOptions {
    /// The corpora to sample text from, by weight.
    pub corpora: Vec<Corpus>,
    /// The folder of the `*.tsv` sources.
    pub dictionaries: PathBuf,
    /// Models that do not know Vietnamese: the garbled channel.
    pub foreign: Vec<Reading>,
    /// Models that do: the channel of light errors.
    pub native: Vec<Reading>,
    /// Where chance starts from.
    pub seed: u64,
    /// Pages that are read at the same time.
    pub jobs: usize,
}

/// Renders, reads, aligns and learns `channel.fst`; `progress` is told of each language and page done.
/// Returns what each language came to.
///
/// # Errors
/// When a corpus, a font or `tesseract` is missing, or a file cannot be written.
pub fn train_channel(
    options: &ChannelOptions,
    mut progress: impl FnMut(&str, usize, usize),
) -> Result<Vec<(String, Tally)>, RunError> {
    let sources = read_sources(&options.dictionaries)?;
    let mut entries = BTreeMap::new();
    let mut tallies = Vec::new();
    for (section, readings, wear, unseen) in [
        ('g', &options.foreign, [0.45, 0.42, 0.13], Unseen::ByShape),
        ('o', &options.native, [0.1, 0.5, 0.4], Unseen::Never),
    ] {
        let mut counts: BTreeMap<(String, String), f64> = BTreeMap::new();
        for (i, reading) in readings.iter().enumerate() {
            let seed = options.seed + 100 * (section as u64) + i as u64;
            // A paragraph fills two lines or so; more are sampled than are used.
            let text = sample(&options.corpora, &sources, reading.pages * 32, seed)?;
            let pair_options = PairOptions {
                language: reading.language.clone(),
                pages: reading.pages,
                seed,
                wear,
                jobs: options.jobs,
                ..PairOptions::default()
            };
            let tally = collect(&pair_options, text, |page| {
                progress(&reading.language, page.page + 1, reading.pages);
                for pair in page.pairs.iter().flat_map(|line| &line.tokens) {
                    if let Some(key) = syllables(&pair.truth, &pair.read) {
                        *counts.entry(key).or_default() += 1.0;
                    }
                }
            })?;
            tallies.push((reading.language.clone(), tally));
        }
        let pairs: Vec<Pair> = counts.into_iter().map(|((truth, read), count)| Pair { truth, read, count }).collect();
        entries.extend(learn(&pairs, section, unseen).map_err(PairError::from)?);
    }
    let mut builder = fst::MapBuilder::memory();
    for (key, cost) in entries {
        builder.insert(key, cost)?;
    }
    let bytes = builder.into_inner()?;
    let describe = |readings: &[Reading]| -> Map<String, Value> {
        readings.iter().map(|r| (r.language.clone(), r.pages.into())).collect()
    };
    let made = json!({
        "by": "vankho train channel", "foreign_pages": describe(&options.foreign), "native_pages": describe(&options.native),
        "seed": options.seed, "tokens": tallies.iter().map(|(_, t)| t.tokens).sum::<usize>(),
    });
    let mut all = inputs(options.corpora.iter().map(|c| c.path.clone()))?;
    all.extend(inputs(SAMPLED.iter().map(|name| options.dictionaries.join(name)))?);
    record(&options.dictionaries.join(BUILT), "channel.fst", &bytes, all, made)?;
    Ok(tallies)
}

/// How far confidence can be believed: a kind of damage, which tokens of it, and the figures.
pub type Believed = (String, &'static str, Reliability);

/// Learns `calibration.tsv` from readings. Returns how far the posteriors can be believed, and how far the confidences
/// learned from the other half of the documents.
///
/// # Errors
/// When a file cannot be read or written, or the models do not fit each other.
pub fn train_calibration(dictionaries: &Path, readings: &[PathBuf]) -> Result<[Vec<Believed>; 2], RunError> {
    let built = dictionaries.join(BUILT);
    let mut pages = Vec::new();
    for path in readings {
        pages.extend(load(path)?);
    }
    let data = Data::load(&built)?;
    let examples = examples(data, &pages)?;
    let halves = [0, 1].map(|half| fit(examples.iter().filter(|e| e.document % 2 == half)));
    let before = believed(&examples, |e| e.scored.confidence);
    let after = believed(&examples, |e| confidence(&halves[1 - e.document % 2], e));
    let bytes = fit(examples.iter()).to_tsv().into_bytes();
    let models = ["lexicon.fst", "lm.bin", "channel.fst"].map(|name| built.join(name));
    let made = json!({ "by": "vankho train calibration", "pages": pages.len(), "tokens": examples.len() });
    let inputs = inputs(models.into_iter().chain(readings.iter().cloned()))?;
    record(&built, "calibration.tsv", &bytes, inputs, made)?;
    Ok([before, after])
}

fn believed(examples: &[Example], sure: impl Fn(&Example) -> f64) -> Vec<Believed> {
    let mut kinds: BTreeMap<&str, Vec<Scored>> = BTreeMap::new();
    for example in examples {
        let scored = Scored { confidence: sure(example), ..example.scored };
        kinds.entry(&example.kind).or_default().push(scored);
        // A text layer by Vietnamese OCR is seldom told from a right text, and left alone.
        if !matches!(example.kind.as_str(), "clean" | "vie as text") {
            kinds.entry("all but these two").or_default().push(scored);
        }
    }
    let mut out = Vec::new();
    for (kind, tokens) in kinds {
        let part = |changed: bool| tokens.iter().filter(|t| t.changed == changed).copied().collect::<Vec<_>>();
        for (name, part) in [("all", tokens.clone()), ("changed", part(true)), ("kept", part(false))] {
            out.extend(reliability(&part).map(|r| (kind.to_owned(), name, r)));
        }
    }
    out
}

/// The pair without the punctuation around it, when it is one word of letters beside one reading. A question mark in
/// or behind the reading is what was made of a mark (`chi?c`), unless the truth has one.
pub fn syllables(truth: &str, read: &str) -> Option<(String, String)> {
    let (word, mut core) = (truth.trim_matches(is_delimiter), read.trim_matches(is_delimiter));
    let end = core.as_ptr() as usize - read.as_ptr() as usize + core.len();
    if read[end..].starts_with('?') && !truth.contains('?') && !core.is_empty() {
        core = &read[end - core.len()..=end];
    }
    let fits = !word.is_empty()
        && !core.is_empty()
        && word.chars().all(char::is_alphabetic)
        && !core.chars().any(|c| c.is_whitespace() || (is_delimiter(c) && c != '?' && c != '"'));
    fits.then(|| (word.to_owned(), core.to_owned()))
}

fn inputs(paths: impl Iterator<Item = PathBuf>) -> Result<Map<String, Value>, TrainError> {
    paths.map(|path| input(&path)).collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned())
}
