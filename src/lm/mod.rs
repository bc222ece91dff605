//! The n-gram language model of syllables.
//!
//! Modified Kneser-Ney (Chen and Goodman 1998), interpolated, pruned by relative entropy (Stolcke 1998), stored as
//! back-off probabilities in a trie of sorted arrays (as KenLM's, Heafield 2011) with costs of one byte. The bytes
//! are used where they lie; loading makes an index of the pairs, in a few milliseconds. Kinds of text are estimated apart
//! and mixed. An n-gram is kept with what it opens and ends with, so one that is missing ends the search for longer ones.
//!
//! Costs are in 1/1000 nat. Digits, codes and punctuation are one symbol per class; see [`symbol`].

mod count;
mod estimate;
mod model;

pub use count::{Counts, NGRAM_LIMIT};
pub use estimate::{Options, estimate};
pub use model::{Model, ModelError, Pair, State};

/// The symbols that are no words. Words have the ids from [`symbol::FIRST_WORD`] on.
pub mod symbol {
    /// The end of a clause, and what stands before a text.
    pub const STOP: u16 = 0;
    /// Punctuation within a clause.
    pub const PAUSE: u16 = 1;
    /// Any number.
    pub const NUMBER: u16 = 2;
    /// Any document code, e-mail address, URL.
    pub const CODE: u16 = 3;
    /// Any word that is not in the lexicon.
    pub const UNKNOWN: u16 = 4;
    /// The id of the first word of the lexicon.
    pub const FIRST_WORD: u16 = 5;
}

/// A cost in 1/1000 nat: the negative natural logarithm of a probability. Smaller is likelier.
pub type Cost = i32;
