//! The lexicon: every word, abbreviation, document symbol, name and place that the program knows, in one fst.
//!
//! A key is `kind TAB folded form TAB form`, so that one prefix query lists all entries that look alike without
//! their marks ("hoa": hoa, hòa, hóa, hỏa, họa, …). The value of a [`Kind::Word`] holds its id in the language
//! model; words are numbered in key order, so those that fold alike have neighbouring ids.
//! Built from `dictionaries/*.tsv` by [`build`]; the sources and their licences are in `dictionaries/README.md`.

mod build;

pub use build::{BuildError, Source, build, fst_of, read_sources};

use crate::lm::symbol;
use fst::{IntoStreamer, Streamer};
use std::collections::HashMap;
use std::ops::Range;
use thiserror::Error;

/// What an entry is. The letter opens its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A syllable or other single word of the language model.
    Word,
    /// A word of several syllables.
    Compound,
    /// An abbreviation, in its own letter case.
    Abbreviation,
    /// The symbol of a document number: `QĐ-BTP`.
    Symbol,
    /// A family name, given name or name syllable.
    Name,
    /// A province, district or commune.
    Place,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 6] = [Self::Word, Self::Compound, Self::Abbreviation, Self::Symbol, Self::Name, Self::Place];

    /// The letter that opens the keys of this kind.
    pub fn letter(self) -> char {
        match self {
            Self::Word => 'w',
            Self::Compound => 'c',
            Self::Abbreviation => 'a',
            Self::Symbol => 's',
            Self::Name => 'n',
            Self::Place => 'p',
        }
    }
}

/// A word of the language model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its form: lower case, NFC, tone in the older style.
    pub text: Box<str>,
    /// Whether it is a Vietnamese syllable, which restoration may choose. Other words are only ever kept.
    pub syllable: bool,
    /// How often, in 1/255, it opens with a capital inside a clause.
    pub capital: u8,
}

/// Why bytes are no lexicon.
#[derive(Debug, Error)]
pub enum LexiconError {
    /// Not an fst.
    #[error("the lexicon cannot be read: rebuild it with `vankho dict build`")]
    Fst(#[from] fst::Error),
    /// A value or key that does not fit.
    #[error("the lexicon entry {0:?} is malformed: rebuild it with `vankho dict build`")]
    Entry(String),
}

/// The lexicon that the program carries.
pub static BUILT: &[u8] = include_bytes!("../../dictionaries/built/lexicon.fst");

/// The lexicon in memory: the fst where its bytes lie, and its words by id.
#[derive(Debug)]
pub struct Lexicon<'a> {
    fst: fst::Map<&'a [u8]>,
    words: Vec<Word>,
    /// Words that fold alike.
    groups: HashMap<Box<str>, Range<u16>>,
}

/// The value of a word: id, syllable flag, capital share.
pub(crate) fn pack_word(id: u16, syllable: bool, capital: u8) -> u64 {
    u64::from(id) | u64::from(syllable) << 16 | u64::from(capital) << 24
}

impl<'a> Lexicon<'a> {
    /// Reads the lexicon in `bytes`.
    ///
    /// # Errors
    /// When the bytes are not an fst built by [`build`].
    pub fn new(bytes: &'a [u8]) -> Result<Self, LexiconError> {
        let fst = fst::Map::new(bytes)?;
        let mut words: Vec<Word> = Vec::new();
        let mut groups: HashMap<Box<str>, Range<u16>> = HashMap::new();
        let mut stream = fst.range().ge("w\t").lt("w\u{a}").into_stream();
        while let Some((key, value)) = stream.next() {
            let key = String::from_utf8_lossy(key);
            let mut fields = key.split('\t').skip(1);
            let (Some(folded), Some(text)) = (fields.next(), fields.next()) else {
                return Err(LexiconError::Entry(key.into_owned()));
            };
            let id = value as u16;
            if usize::from(id) != words.len() + usize::from(symbol::FIRST_WORD) {
                return Err(LexiconError::Entry(key.into_owned()));
            }
            words.push(Word { text: text.into(), syllable: value >> 16 & 1 == 1, capital: (value >> 24) as u8 });
            match groups.get_mut(folded) {
                Some(group) => group.end = id + 1,
                None => {
                    groups.insert(folded.into(), id..id + 1);
                }
            }
        }
        drop(stream);
        Ok(Self { fst, words, groups })
    }

    /// Number of words of the language model, without its symbols.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The word with this id, or `None` for a symbol.
    pub fn word(&self, id: u16) -> Option<&Word> {
        self.words.get(usize::from(id.checked_sub(symbol::FIRST_WORD)?))
    }

    /// The ids of the words that fold to `folded` (lower case, no marks).
    pub fn alike(&self, folded: &str) -> Range<u16> {
        self.groups.get(folded).cloned().unwrap_or(0..0)
    }

    /// The id of a word in lower case, tone in the older style.
    pub fn id(&self, word: &str) -> Option<u16> {
        let mut buffer = [0u8; 64];
        let folded = fold_into(word, &mut buffer)?;
        self.alike(folded).find(|&id| self.word(id).is_some_and(|w| *w.text == *word))
    }

    /// All words with their ids.
    pub fn words(&self) -> impl Iterator<Item = (u16, &Word)> {
        self.words.iter().enumerate().map(|(i, w)| (i as u16 + symbol::FIRST_WORD, w))
    }

    /// The entries of `kind` that fold like `text`, each with its value (a count).
    pub fn entries(&self, kind: Kind, text: &str) -> Vec<(String, u64)> {
        let prefix = format!("{}\t{}\t", kind.letter(), crate::text::letters::fold(text));
        let mut end = prefix.clone();
        end.pop();
        end.push('\u{a}');
        let mut found = Vec::new();
        let mut stream = self.fst.range().ge(&prefix).into_stream();
        while let Some((key, value)) = stream.next() {
            let Some(form) = std::str::from_utf8(key).ok().and_then(|k| k.strip_prefix(prefix.as_str())) else { break };
            found.push((form.to_owned(), value));
        }
        found
    }

    /// Whether exactly this entry is there.
    pub fn contains(&self, kind: Kind, text: &str) -> bool {
        self.fst.contains_key(key(kind, text))
    }
}

/// The entries of a lexicon by their form alone: what needs no words of the language model looks them up here.
#[derive(Debug)]
pub struct Entries<'a>(fst::Map<&'a [u8]>);

impl<'a> Entries<'a> {
    /// Reads the lexicon in `bytes`.
    ///
    /// # Errors
    /// When the bytes are not an fst.
    pub fn new(bytes: &'a [u8]) -> Result<Self, LexiconError> {
        Ok(Self(fst::Map::new(bytes)?))
    }

    /// Whether exactly this entry is there.
    ///
    /// ```
    /// use vankho::lexicon::{BUILT, Entries, Kind};
    /// let entries = Entries::new(BUILT)?;
    /// assert!(entries.contains(Kind::Compound, "quan trắc"));
    /// assert!(!entries.contains(Kind::Compound, "trắc tự"));
    /// # Ok::<(), vankho::lexicon::LexiconError>(())
    /// ```
    pub fn contains(&self, kind: Kind, text: &str) -> bool {
        self.0.contains_key(key(kind, text))
    }
}

/// The key of an entry.
pub(crate) fn key(kind: Kind, text: &str) -> String {
    format!("{}\t{}\t{text}", kind.letter(), crate::text::letters::fold(text))
}

/// Folds a lower-case word without allocating; `None` when it is too long to be a word.
fn fold_into<'b>(word: &str, buffer: &'b mut [u8; 64]) -> Option<&'b str> {
    let mut at = 0;
    for c in word.chars() {
        let c = crate::text::letters::strip_letter(c);
        let end = at + c.len_utf8();
        c.encode_utf8(buffer.get_mut(at..end)?);
        at = end;
    }
    std::str::from_utf8(&buffer[..at]).ok()
}
