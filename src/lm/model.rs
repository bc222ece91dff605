//! The language model where its bytes lie, and the question that the decoder asks of it.

use super::Cost;
use thiserror::Error;

pub(super) const MAGIC: &[u8; 8] = b"VKLM0002";
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
    /// The rows of an order do not follow those of the order below.
    #[error("the language model's rows are out of order: copy or rebuild it")]
    Order,
}

/// One order of the model. All arrays are little-endian byte slices.
#[derive(Debug, Clone, Copy, Default)]
struct Level<'a> {
    /// Last words of the n-grams; empty for unigrams, whose row is their id.
    words: &'a [[u8; 2]],
    /// Cost steps, one byte each; for unigrams 1/1000 nat in two bytes.
    costs: &'a [u8],
    /// Back-off steps, one byte each; empty in the highest order.
    backoffs: &'a [u8],
    /// First child in the next order, one more than rows; empty in the highest order.
    starts: &'a [[u8; 4]],
}

impl Level<'_> {
    fn word(&self, row: u32) -> u16 {
        u16::from_le_bytes(self.words[row as usize])
    }

    /// The rows of the next order that continue this one.
    #[inline]
    fn children(&self, row: u32) -> (u32, u32) {
        let row = row as usize;
        let pair = &self.starts[row..row + 2];
        (u32::from_le_bytes(pair[0]), u32::from_le_bytes(pair[1]))
    }

    /// The row of `word` among the rows `from..to`.
    #[inline]
    fn find(&self, from: u32, to: u32, word: u16) -> u32 {
        let rows = &self.words[from as usize..to as usize];
        let at = rows.partition_point(|w| u16::from_le_bytes(*w) < word);
        if rows.get(at).is_some_and(|w| u16::from_le_bytes(*w) == word) { from + at as u32 } else { NONE }
    }

    /// The row of `word` among those that continue `row` of the order below.
    #[inline]
    fn find_child(&self, below: &Level<'_>, row: u32, word: u16) -> u32 {
        let (from, to) = below.children(row);
        self.find(from, to, word)
    }
}

/// Most buckets of [`Index`] for one word.
const BUCKETS: u32 = 256;

/// Where in each word's bigrams the second words of each bucket begin: looking a pair up reads one cache line.
///
/// Rows of bigrams, bucket by bucket, for every first word.
#[derive(Debug)]
struct Index {
    /// A bucket holds so many ids, as a power of two.
    bits: u32,
    /// Buckets of each word and one more.
    buckets: usize,
    rows: Vec<u32>,
}

impl Index {
    fn new(unigrams: &Level<'_>, bigrams: &Level<'_>, vocabulary: u32) -> Self {
        let bits = (5..16).find(|bits| vocabulary >> bits < BUCKETS).unwrap_or(16);
        let buckets = (vocabulary >> bits) as usize + 2;
        let mut rows = Vec::with_capacity(buckets * vocabulary as usize);
        for history in 0..vocabulary {
            let (from, to) = unigrams.children(history);
            let mut row = from;
            for bucket in 0..buckets as u32 {
                while row < to && u32::from(bigrams.word(row)) >> bits < bucket {
                    row += 1;
                }
                rows.push(row);
            }
        }
        Self { bits, buckets, rows }
    }

    /// The rows after `history` among which `word` is if it is anywhere.
    #[inline]
    fn part(&self, history: u16, word: u16) -> (u32, u32) {
        let at = usize::from(history) * self.buckets + (u32::from(word) >> self.bits) as usize;
        (self.rows[at], self.rows[at + 1])
    }
}

/// An immutable n-gram model over borrowed bytes; shared by threads.
#[derive(Debug)]
pub struct Model<'a> {
    levels: [Level<'a>; 4],
    index: Index,
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
        let mut levels = [Level::default(); 4];
        for (k, &size) in sizes.iter().enumerate() {
            let size = size as usize;
            let (words, costs) = if k == 0 { (0, 2) } else { (2, 1) };
            levels[k].words = take(size * words)?.as_chunks().0;
            levels[k].costs = take(size * costs)?;
            if k + 1 < order {
                levels[k].backoffs = take(size)?;
                levels[k].starts = take(size * 4 + 4)?.as_chunks().0;
            }
        }
        for k in 1..order {
            let starts = || levels[k - 1].starts.iter().map(|four| u32::from_le_bytes(*four));
            if !starts().is_sorted() || starts().next_back() != Some(sizes[k]) {
                return Err(ModelError::Order);
            }
        }
        let index = Index::new(&levels[0], &levels[1], sizes[0]);
        Ok(Self { levels, index, order, vocabulary: sizes[0] })
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
    #[inline]
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
        let (from, to) = self.index.part(before, word);
        Pair(self.levels[1].find(from, to, word))
    }

    /// The same as [`Model::next`] where the pair is known.
    #[inline]
    pub fn next_of(&self, state: State, word: u16, Pair(bigram): Pair) -> (Cost, State) {
        let [unigrams, bigrams, trigrams, fourgrams] = &self.levels;
        let history = u32::from(state.word);
        let mut next = State { word, bigram, trigram: NONE };
        let mut backoff = 0;
        // A longer n-gram is there only if the one is that it ends with.
        if self.order > 2 && state.bigram != NONE {
            let trigram = if bigram == NONE { NONE } else { trigrams.find_child(bigrams, state.bigram, word) };
            if self.order > 3 {
                next.trigram = trigram;
                if state.trigram != NONE {
                    let fourgram =
                        if trigram == NONE { NONE } else { fourgrams.find_child(trigrams, state.trigram, word) };
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

#[inline]
fn cost(level: &Level<'_>, row: u32) -> Cost {
    Cost::from(level.costs[row as usize]) * COST_STEP
}

#[inline]
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
        let options = Options { order, vocabulary: 10, keep: vec![100, 100, 100], parts: vec![0.7, 0.3] };
        estimate(&options, |part| sentences[part..].iter().map(Vec::as_slice))
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
        // The first bigram of the first word, after the head, ten costs of two bytes and ten back-offs of one.
        let mut broken = bytes.clone();
        broken[12 + 4 * 3 + 30] = 200;
        assert_eq!(Model::new(&broken).unwrap_err(), ModelError::Order);
    }
}
