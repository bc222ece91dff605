//! Trains the language model: counts the vocabulary, writes `vocabulary.tsv`, estimates the n-grams.
//!
//! The corpora hold press text and people's names, so only numbers leave this file: word counts and n-gram costs.
//! One line in [`HELD_OUT`] is left out of the counts, to tune and calibrate on.

use crate::lexicon::{Kind, Lexicon, Source};
use crate::lm::{self, symbol};
use crate::text::letters::nfc;
use crate::text::pieces::{Piece, PieceKind, cut};
use crate::text::tone::{ToneStyle, restyle};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use thiserror::Error;

/// One line of so many is held out.
pub const HELD_OUT: u64 = 200;

/// Why training stopped.
#[derive(Debug, Error)]
pub enum TrainError {
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A dictionary source is not as it should be.
    #[error(transparent)]
    Lexicon(#[from] crate::lexicon::BuildError),
    /// The lexicon that was just built cannot be read.
    #[error(transparent)]
    Built(#[from] crate::lexicon::LexiconError),
}

/// A corpus: a text file of one paragraph a line (perhaps `.xz`) and its part in what is learned.
#[derive(Debug, Clone)]
pub struct Corpus {
    /// The file.
    pub path: PathBuf,
    /// Its part of the mixture or sample, beside those of the others.
    pub weight: u32,
}

/// What to train.
#[derive(Debug, Clone)]
pub struct LmOptions {
    /// The corpora.
    pub corpora: Vec<Corpus>,
    /// The folder of the `*.tsv` sources; `vocabulary.tsv` is written there.
    pub dictionaries: PathBuf,
    /// Order of the model, 2 to 4.
    pub order: usize,
    /// How many n-grams to keep of each order from 2 up.
    pub keep: Vec<usize>,
    /// A word that is no syllable needs this many occurrences.
    pub min_other: u32,
    /// A syllable needs this many.
    pub min_syllable: u32,
}

/// The form under which the language model knows a word: lower case, tone in the older style.
pub fn model_form(word: &str) -> String {
    let lower = word.to_lowercase();
    restyle(&lower, ToneStyle::Older).unwrap_or(lower)
}

/// Whether a line is one of the references that the codified law repeats under every article.
fn is_boilerplate(line: &str) -> bool {
    line.starts_with("(Điều ") || line.starts_with("(Điểm ") || line.starts_with("(Khoản ")
}

/// A hash of a line that is the same everywhere (FNV-1a).
pub fn line_hash(line: &str) -> u64 {
    line.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// Calls `each` with every line of the corpus that counts, in NFC.
///
/// # Errors
/// When the file cannot be read, or `xz` is missing for an `.xz` file.
pub fn lines(corpus: &Path, held_out: bool, mut each: impl FnMut(&str)) -> Result<(), TrainError> {
    let fail = |source| TrainError::File { path: corpus.to_owned(), source };
    let mut child = None;
    let reader: Box<dyn Read> = if corpus.extension().is_some_and(|e| e == "xz") {
        let mut xz = Command::new("xz").arg("-dc").arg(corpus).stdout(Stdio::piped()).spawn().map_err(fail)?;
        let out = xz.stdout.take().ok_or_else(|| fail(std::io::Error::other("xz gave no output")))?;
        child = Some(xz);
        Box::new(out)
    } else {
        Box::new(std::fs::File::open(corpus).map_err(fail)?)
    };
    for line in BufReader::with_capacity(1 << 20, reader).lines() {
        let line = line.map_err(fail)?;
        let line = nfc(line.trim());
        let hash = line_hash(&line);
        if line.is_empty() || hash.is_multiple_of(HELD_OUT) != held_out {
            continue;
        }
        if is_boilerplate(&line) && !(hash / HELD_OUT).is_multiple_of(10) {
            continue;
        }
        each(&line);
    }
    if let Some(mut xz) = child {
        xz.wait().map_err(fail)?;
    }
    Ok(())
}

#[derive(Default, Clone, Copy)]
struct Seen {
    count: u32,
    inside: u32,
    capital: u32,
}

/// Counts the words of the corpora.
fn count_words(options: &LmOptions) -> Result<HashMap<String, Seen>, TrainError> {
    let mut seen: HashMap<String, Seen> = HashMap::new();
    let mut pieces = Vec::new();
    for corpus in &options.corpora {
        lines(&corpus.path, false, |line| {
            pieces.clear();
            cut(line, &mut pieces);
            let shouted = !line.chars().any(char::is_lowercase);
            let mut inside = false;
            for piece in &pieces {
                if piece.kind == PieceKind::Word {
                    let word = &line[piece.range.clone()];
                    if word.chars().all(char::is_alphabetic) {
                        let form = model_form(word);
                        let entry = match seen.get_mut(&form) {
                            Some(entry) => entry,
                            None => seen.entry(form).or_default(),
                        };
                        entry.count += 1;
                        if inside && !shouted {
                            entry.inside += 1;
                            entry.capital += u32::from(word.chars().next().is_some_and(char::is_uppercase));
                        }
                    }
                }
                inside = piece.kind != PieceKind::Stop;
            }
        })?;
    }
    Ok(seen)
}

/// Counts the vocabulary and writes `vocabulary.tsv`.
///
/// # Errors
/// When a file cannot be read or written.
pub fn write_vocabulary(options: &LmOptions) -> Result<usize, TrainError> {
    let syllables = read_syllables(&options.dictionaries.join("syllables.tsv"))?;
    let seen = count_words(options)?;
    let mut rows: Vec<(String, u64, bool)> = seen
        .into_iter()
        .filter_map(|(form, seen)| {
            let syllable = syllables.contains(&form);
            let least = if syllable { options.min_syllable } else { options.min_other };
            let capital = u64::from(seen.capital) * 255 / u64::from(seen.inside.max(1));
            (seen.count >= least).then_some((form, capital, syllable))
        })
        .collect();
    rows.sort();
    let mut text = String::from(
        "# word, share of capitals inside a clause in 1/255, s = syllable; counted by `vankho train lm`\n",
    );
    for (form, capital, syllable) in &rows {
        text.push_str(&format!("{form}\t{capital}\t{}\n", if *syllable { "s" } else { "-" }));
    }
    let path = options.dictionaries.join("vocabulary.tsv");
    std::fs::write(&path, text).map_err(|source| TrainError::File { path, source })?;
    Ok(rows.len())
}

fn read_syllables(path: &Path) -> Result<std::collections::HashSet<String>, TrainError> {
    let text = std::fs::read_to_string(path).map_err(|source| TrainError::File { path: path.to_owned(), source })?;
    Ok(text.lines().filter(|l| !l.starts_with('#')).map(model_form).collect())
}

/// The id of a piece in the language model.
pub fn piece_id(lexicon: &Lexicon<'_>, text: &str, piece: &Piece) -> u16 {
    match piece.kind {
        PieceKind::Stop => symbol::STOP,
        PieceKind::Pause => symbol::PAUSE,
        PieceKind::Number => symbol::NUMBER,
        PieceKind::Code => symbol::CODE,
        PieceKind::Word => {
            let word: Cow<'_, str> = Cow::Owned(model_form(&text[piece.range.clone()]));
            lexicon.id(&word).unwrap_or(symbol::UNKNOWN)
        }
    }
}

/// Sentences as one run of ids, with where each ends.
#[derive(Default, Clone)]
struct Sentences {
    ids: Vec<u16>,
    ends: Vec<usize>,
}

impl Sentences {
    fn push(&mut self, lexicon: &Lexicon<'_>, line: &str, pieces: &mut Vec<Piece>) {
        pieces.clear();
        cut(line, pieces);
        let start = self.ids.len();
        for piece in pieces.iter() {
            let id = piece_id(lexicon, line, piece);
            // A run of breaks is one break.
            let breaks = id == symbol::STOP || id == symbol::PAUSE;
            match self.ids[start..].last_mut() {
                Some(last) if breaks && (*last == symbol::STOP || *last == symbol::PAUSE) => *last = (*last).min(id),
                _ => self.ids.push(id),
            }
        }
        if self.ids.len() > start {
            self.ends.push(self.ids.len());
        }
    }

    fn iter(&self) -> impl Iterator<Item = &[u16]> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let sentence = &self.ids[start..end];
            start = end;
            sentence
        })
    }
}

/// Estimates the model over the lexicon's words and returns its bytes.
///
/// Each corpus is a part of the mixture by its weight. Names, places and compounds of the dictionaries count in each
/// as sentences of their own, once.
///
/// # Errors
/// When a corpus cannot be read.
pub fn train(options: &LmOptions, lexicon: &Lexicon<'_>, sources: &[Source]) -> Result<Vec<u8>, TrainError> {
    let mut pieces = Vec::new();
    let mut entries = Sentences::default();
    for source in sources.iter().filter(|s| matches!(s.kind, Kind::Compound | Kind::Name | Kind::Place)) {
        entries.push(lexicon, &source.form, &mut pieces);
    }
    let mut kinds = vec![entries; options.corpora.len()];
    for (corpus, sentences) in options.corpora.iter().zip(&mut kinds) {
        lines(&corpus.path, false, |line| sentences.push(lexicon, line, &mut pieces))?;
    }
    let vocabulary = lexicon.len() + usize::from(symbol::FIRST_WORD);
    let parts = options.corpora.iter().map(|c| f64::from(c.weight)).collect();
    let estimate = lm::Options { order: options.order, vocabulary, keep: options.keep.clone(), parts };
    Ok(lm::estimate(&estimate, |kind| kinds[kind].iter()))
}
