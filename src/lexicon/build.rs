//! Builds the lexicon's fst from the tab-separated sources.

use super::{Kind, key, pack_word};
use crate::lm::symbol;
use crate::text::letters::nfc;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why the lexicon was not built.
#[derive(Debug, Error)]
pub enum BuildError {
    /// A source is missing or unreadable.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A row is not as it should be.
    #[error("{path}, line {line}: {message}")]
    Row {
        /// The file.
        path: PathBuf,
        /// 1-based line.
        line: usize,
        /// What is wrong and how to mend it.
        message: String,
    },
    /// The fst could not be made.
    #[error("the fst could not be built")]
    Fst(#[from] fst::Error),
}

/// One entry of a source: its kind, form, and the value behind it (count, or flags of a word).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is.
    pub kind: Kind,
    /// Its form.
    pub form: String,
    /// Of a word: whether it is a syllable.
    pub syllable: bool,
    /// Of a word its capital share, of others a count.
    pub value: u64,
}

/// The source files, each with the kind of its entries.
const FILES: [(&str, Kind); 6] = [
    ("vocabulary.tsv", Kind::Word),
    ("compounds.tsv", Kind::Compound),
    ("abbreviations.tsv", Kind::Abbreviation),
    ("symbols.tsv", Kind::Symbol),
    ("names.tsv", Kind::Name),
    ("places.tsv", Kind::Place),
];

/// Reads the sources in `folder`: first column the form, second a count or, in `vocabulary.tsv`, the capital share
/// in 1/255 with a third column `s` for a syllable. Lines that open with `#` are comments.
///
/// # Errors
/// When a file is missing or a row malformed.
pub fn read_sources(folder: &Path) -> Result<Vec<Source>, BuildError> {
    let mut sources = Vec::new();
    for (name, kind) in FILES {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path).map_err(|source| BuildError::Read { path: path.clone(), source })?;
        for (i, row) in text.lines().enumerate() {
            if row.starts_with('#') || row.is_empty() {
                continue;
            }
            let wrong =
                |message: &str| BuildError::Row { path: path.clone(), line: i + 1, message: message.to_owned() };
            let mut fields = row.split('\t');
            let form = fields.next().unwrap_or_default();
            if form.is_empty() || nfc(form) != form {
                return Err(wrong("the first column must be a form in NFC"));
            }
            let value = match fields.next() {
                None => 1,
                Some(count) => count.parse().map_err(|_| wrong("the second column must be a number"))?,
            };
            sources.push(Source { kind, form: form.to_owned(), syllable: fields.next() == Some("s"), value });
        }
    }
    let parts = symbol_parts(&sources);
    sources.extend(parts);
    Ok(sources)
}

/// The parts of the document symbols ("QĐ", "BTP") as entries of their own, with the counts of all they occur in.
fn symbol_parts(sources: &[Source]) -> Vec<Source> {
    let mut parts: BTreeMap<&str, u64> = BTreeMap::new();
    for symbol in sources.iter().filter(|s| s.kind == Kind::Symbol) {
        for part in symbol.form.split('-') {
            *parts.entry(part).or_default() += symbol.value;
        }
    }
    let whole = |form: &str| sources.iter().any(|s| s.kind == Kind::Symbol && s.form == form);
    parts
        .into_iter()
        .filter(|(form, _)| !whole(form))
        .map(|(form, value)| Source { kind: Kind::Symbol, form: form.to_owned(), syllable: false, value })
        .collect()
}

/// The bytes of the fst of `sources`.
///
/// # Errors
/// When there are more words than ids.
pub fn fst_of(sources: &[Source]) -> Result<Vec<u8>, BuildError> {
    let mut entries: BTreeMap<String, (u64, bool, Kind)> = BTreeMap::new();
    for source in sources {
        entries.insert(key(source.kind, &source.form), (source.value, source.syllable, source.kind));
    }
    let mut id = symbol::FIRST_WORD;
    let mut builder = fst::MapBuilder::memory();
    for (key, (value, syllable, kind)) in entries {
        let value = if kind == Kind::Word {
            let packed = pack_word(id, syllable, value.min(255) as u8);
            id = id.checked_add(1).ok_or_else(|| BuildError::Row {
                path: FILES[0].0.into(),
                line: usize::from(u16::MAX),
                message: "more than 65,530 words: raise the count below which words are left out".to_owned(),
            })?;
            packed
        } else {
            value
        };
        builder.insert(key, value)?;
    }
    Ok(builder.into_inner()?)
}

/// Builds the fst from the sources in `folder`.
///
/// # Errors
/// Those of [`read_sources`] and [`fst_of`].
pub fn build(folder: &Path) -> Result<Vec<u8>, BuildError> {
    fst_of(&read_sources(folder)?)
}

#[cfg(test)]
mod tests {
    use super::super::Lexicon;
    use super::*;

    #[test]
    fn words_that_fold_alike_are_neighbours() {
        let word = |form: &str, syllable| Source { kind: Kind::Word, form: form.to_owned(), syllable, value: 3 };
        let symbol = Source { kind: Kind::Symbol, form: "QĐ-BTP".to_owned(), syllable: false, value: 12 };
        let bytes =
            fst_of(&[word("hòa", true), word("hoa", true), word("an", true), word("hoan", true), symbol]).unwrap();
        let lexicon = Lexicon::new(&bytes).unwrap();
        let alike: Vec<&str> = lexicon.alike("hoa").map(|id| &*lexicon.word(id).unwrap().text).collect();
        assert_eq!(alike, ["hoa", "hòa"]);
        assert_eq!(lexicon.id("hòa").and_then(|id| lexicon.word(id)).unwrap().capital, 3);
        assert_eq!(lexicon.entries(Kind::Symbol, "QD-BTP"), [("QĐ-BTP".to_owned(), 12)]);
        assert_eq!(lexicon.id("hoà"), None);
    }
}
