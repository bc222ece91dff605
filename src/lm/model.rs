//! The language model where its bytes lie, and the question that the decoder asks of it.

use super::Cost;
use thiserror::Error;

pub(super) const MAGIC: &[u8; 8] = b"VKLM0001";
/// 1/1000 nat that one step of an n-gram's cost byte is worth.
pub(super) const COST_STEP: i32 = 64;
/// 1/1000 nat that one step of a back-off byte is worth.
pub(super) const BACKOFF_STEP: i32 = 36;
const NONE: u32 = u32::MAX;

/// Why bytes are no language model.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ModelError {
    /// They do not start as one.
    #[error("not a language model of this version: rebuild it with `vankho train lm`")]
    Magic,
    /// They end too early.
    #[error("the language model is truncated ({found} of {expected} bytes): copy or rebuild it")]
    Truncated {
        /// Bytes there are.
        found: usize,
        /// Bytes there should be.
        expected: usize,
    },
}

/// One order of the model. All arrays are little-endian byte slices.
#[derive(Debug, Clone, Copy)]
struct Level<'a> {
    /// Last words of the n-grams (two bytes each); empty for unigrams, whose row is their id.
    words: &'a [u8],
    /// Cost steps, one byte each; for unigrams 1/1000 nat in two bytes.
    costs: &'a [u8],
    /// Back-off steps, one byte each; empty in the highest order.
    backoffs: &'a [u8],
    /// First child in the next order (four bytes each, one more than rows); empty in the highest order.
    starts: &'a [u8],
}

impl Level<'_> {
    fn word(&self, row: u32) -> u16 {
        let at = row as usize * 2;
        u16::from_le_bytes([self.words[at], self.words[at + 1]])
    }

    fn start(&self, row: u32) -> u32 {
        let at = row as usize * 4;
        u32::from_le_bytes([self.starts[at], self.starts[at + 1], self.starts[at + 2], self.starts[at + 3]])
    }

    /// The row of `word` among the rows `from..to`.
    fn find(&self, from: u32, to: u32, word: u16) -> u32 {
        let (mut low, mut high) = (from, to);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.word(middle).cmp(&word) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return middle,
            }
        }
        NONE
    }
}

/// An immutable n-gram model over borrowed bytes; shared by threads.
#[derive(Debug, Clone, Copy)]
pub struct Model<'a> {
    levels: [Level<'a>; 4],
    order: usize,
    vocabulary: u32,
}

/// What the model remembers of the words so far.
///
/// Two states that are equal predict the same, so the decoder may merge them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct State {
    /// The last word.
    pub word: u16,
    /// Rows of the last two and the last three words in their orders, or `NONE`.
    bigram: u32,
    trigram: u32,
}

/// Where a pair of words is in the model, if it is.
#[derive(Debug, Clone, Copy)]
pub struct Pair(u32);

impl<'a> Model<'a> {
    /// Reads the model in `bytes`.
    ///
    /// # Errors
    /// When the bytes are not such a model, or not all of it.
    pub fn new(bytes: &'a [u8]) -> Result<Self, ModelError> {
        let word_at = |at: usize| -> Result<u32, ModelError> {
            let four = bytes.get(at..at + 4).ok_or(ModelError::Truncated { found: bytes.len(), expected: at + 4 })?;
            Ok(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        };
        if bytes.get(..8) != Some(MAGIC) {
            return Err(ModelError::Magic);
        }
        let order = word_at(8)? as usize;
        if !(2..=4).contains(&order) {
            return Err(ModelError::Magic);
        }
        let sizes = (0..order).map(|k| word_at(12 + 4 * k)).collect::<Result<Vec<u32>, _>>()?;
        let mut at = 12 + 4 * order;
        let mut take = |length: usize| {
            let slice =
                bytes.get(at..at + length).ok_or(ModelError::Truncated { found: bytes.len(), expected: at + length });
            at += length;
            slice
        };
        let mut levels = [Level { words: &[], costs: &[], backoffs: &[], starts: &[] }; 4];
        for (k, &size) in sizes.iter().enumerate() {
            let size = size as usize;
            let (words, costs) = if k == 0 { (0, 2) } else { (2, 1) };
            levels[k].words = take(size * words)?;
            levels[k].costs = take(size * costs)?;
            if k + 1 < order {
                levels[k].backoffs = take(size)?;
                levels[k].starts = take(size * 4 + 4)?;
            }
        }
        Ok(Self { levels, order, vocabulary: sizes[0] })
    }

    /// Number of words, symbols included.
    pub fn vocabulary(&self) -> u32 {
        self.vocabulary
    }

    /// Order of the model.
    pub fn order(&self) -> usize {
        self.order
    }

    /// The state in which only `word` is known.
    pub fn state(&self, word: u16) -> State {
        State { word, bigram: NONE, trigram: NONE }
    }

    /// The cost of `word` whatever stands before it.
    pub fn unigram(&self, word: u16) -> Cost {
        let at = usize::from(word) * 2;
        Cost::from(u16::from_le_bytes([self.levels[0].costs[at], self.levels[0].costs[at + 1]]))
    }

    /// The cost of `word` after `state`, and the state after it.
    #[inline]
    pub fn next(&self, state: State, word: u16) -> (Cost, State) {
        self.next_of(state, word, self.pair(state.word, word))
    }

    /// Where the pair of `word` after `before` is, to be asked once for all states that end in `before`.
    #[inline]
    pub fn pair(&self, before: u16, word: u16) -> Pair {
        let (unigrams, history) = (&self.levels[0], u32::from(before));
        Pair(self.levels[1].find(unigrams.start(history), unigrams.start(history + 1), word))
    }

    /// The same as [`Model::next`] where the pair is known.
    #[inline]
    pub fn next_of(&self, state: State, word: u16, Pair(bigram): Pair) -> (Cost, State) {
        let [unigrams, bigrams, trigrams, fourgrams] = &self.levels;
        let history = u32::from(state.word);
        let mut next = State { word, bigram, trigram: NONE };
        let mut backoff = 0;
        if self.order > 2 && state.bigram != NONE {
            let (from, to) = (bigrams.start(state.bigram), bigrams.start(state.bigram + 1));
            let trigram = if from < to { trigrams.find(from, to, word) } else { NONE };
            if self.order > 3 {
                next.trigram = trigram;
                if state.trigram != NONE {
                    let (from, to) = (trigrams.start(state.trigram), trigrams.start(state.trigram + 1));
                    let fourgram = if from < to { fourgrams.find(from, to, word) } else { NONE };
                    if fourgram != NONE {
                        return (cost(fourgrams, fourgram), next);
                    }
                    backoff += backoff_cost(trigrams, state.trigram);
                }
            }
            if trigram != NONE {
                return (backoff + cost(trigrams, trigram), next);
            }
            backoff += backoff_cost(bigrams, state.bigram);
        }
        if bigram != NONE {
            return (backoff + cost(bigrams, bigram), next);
        }
        (backoff + backoff_cost(unigrams, history) + self.unigram(word), next)
    }
}

fn cost(level: &Level<'_>, row: u32) -> Cost {
    Cost::from(level.costs[row as usize]) * COST_STEP
}

fn backoff_cost(level: &Level<'_>, row: u32) -> Cost {
    Cost::from(level.backoffs[row as usize]) * BACKOFF_STEP
}

#[cfg(test)]
mod tests {
    use super::super::{Options, estimate};
    use super::*;

    fn tiny(order: usize) -> Vec<u8> {
        let sentences: Vec<Vec<u16>> =
            vec![vec![5, 6, 7, 8], vec![5, 6, 7, 9], vec![6, 7, 8], vec![5, 6, 9], vec![8, 5]];
        estimate(&Options { order, vocabulary: 10, keep: vec![100, 100, 100] }, || {
            sentences.iter().map(|s| (s.as_slice(), 1))
        })
    }

    #[test]
    fn probabilities_after_any_history_add_up_to_one() {
        for order in 2..=4 {
            let bytes = tiny(order);
            let model = Model::new(&bytes).unwrap();
            let mut state = model.state(0);
            for word in [5, 6, 7, 8] {
                let sum: f64 = (0..10).map(|w| (-f64::from(model.next(state, w).0) / 1000.0).exp()).sum();
                assert!((sum - 1.0).abs() < 0.06, "order {order}, before {word}: {sum}");
                state = model.next(state, word).1;
            }
        }
    }

    #[test]
    fn seen_beats_unseen_and_longer_histories_help() {
        let bytes = tiny(3);
        let model = Model::new(&bytes).unwrap();
        let after = |words: &[u16]| words.iter().fold(model.state(0), |s, &w| model.next(s, w).1);
        assert!(model.next(after(&[5, 6]), 7).0 < model.next(after(&[5, 6]), 8).0);
        assert!(model.next(after(&[5, 6]), 7).0 < model.unigram(7));
    }

    #[test]
    fn wrong_bytes_are_refused() {
        assert_eq!(Model::new(b"nonsense").unwrap_err(), ModelError::Magic);
        let bytes = tiny(3);
        assert!(matches!(Model::new(&bytes[..bytes.len() - 1]), Err(ModelError::Truncated { .. })));
    }
}
