//! The channel: what an OCR engine makes of a Vietnamese syllable, P(read | true).
//!
//! A syllable is read letter by letter: one or two true letters become none to three read characters ("iế" → "ié",
//! "ự" → "w", "ư" → ""). Beside these confusions stand whole tokens that were seen often ("sb" for số). Both are
//! learned from pages that were rendered and read again (`vankho train channel`), with their letter case, because
//! capitals are confused otherwise than small letters. A noisy channel after Shannon; the confusions after
//! Brill and Moore (2000).

use super::trie::{Letter, Trie};
use crate::lm::Cost;
use crate::text::letters::strip_letter;
use fst::{IntoStreamer, Streamer};
use std::collections::HashMap;
use thiserror::Error;

/// What a token costs more than the best reading before it is no candidate, in 1/1000 nat.
const WINDOW: Cost = 9_000;
/// States kept at each read position.
const BEAM: usize = 48;
/// The longest token, in characters, that is looked at.
const LONGEST: usize = 14;
/// A confusion that cannot be.
pub(super) const NEVER: Cost = 60_000;
/// Confusions that were never seen: of a letter with its own base, of a marked vowel with anything, of any other
/// letter with anything; and a marked vowel that left nothing behind.
const UNSEEN_BASE: Cost = 5_500;
const UNSEEN_VOWEL: Cost = 7_500;
const UNSEEN: Cost = 9_500;
const UNSEEN_LOST: Cost = 7_500;
/// A marked vowel that was never seen as these two characters.
const UNSEEN_TWO: Cost = 9_000;

/// What the known engines hardly ever make of a consonant, beyond [`RARE`], costs half as much beyond it: an engine
/// that was never seen mistakes other consonants than they do, and as readily.
const RARE: Cost = 4_000;

/// Why bytes are no channel model.
#[derive(Debug, Error)]
pub enum ChannelError {
    /// Not an fst.
    #[error("the channel model cannot be read: rebuild it with `vankho train channel`")]
    Fst(#[from] fst::Error),
    /// A key that does not fit.
    #[error("the channel entry {0:?} is malformed: rebuild it with `vankho train channel`")]
    Entry(String),
}

/// The letter case of a syllable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Case {
    /// án
    Lower,
    /// Án
    Title,
    /// ÁN
    Upper,
}

impl Case {
    /// The case of a letter at a position of the syllable.
    pub fn is_upper(self, position: usize) -> bool {
        match self {
            Self::Lower => false,
            Self::Title => position == 0,
            Self::Upper => true,
        }
    }

    /// Puts a lower-case word into this case.
    pub fn apply(self, word: &str) -> String {
        match self {
            Self::Lower => word.to_owned(),
            Self::Upper => word.to_uppercase(),
            Self::Title => {
                let mut letters = word.chars();
                letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
            }
        }
    }
}

/// What one read string of up to three characters may have been.
#[derive(Debug, Default, Clone)]
pub(super) struct Origins {
    /// One true letter: its cost by [`Letter`], small letters, then capitals.
    pub(super) single: Vec<Cost>,
    /// Two true letters, with their costs; the flags say which are capitals.
    pub(super) double: Vec<([Letter; 2], [bool; 2], Cost)>,
}

/// One kind of damage: its confusions in memory, its whole tokens in the fst.
#[derive(Debug, Clone)]
pub struct Channel<'a> {
    pub(super) origins: HashMap<Box<str>, Origins>,
    /// What one character and what two characters that were never read before may have been.
    unknown: [Origins; 2],
    fst: fst::Map<&'a [u8]>,
    section: char,
    letters: usize,
}

/// What is asked of the channel.
#[derive(Debug, Clone, Copy)]
pub struct Query<'t> {
    /// What was read.
    pub token: &'t str,
    /// The letter case of the syllable.
    pub case: Case,
    /// At most so many readings.
    pub limit: usize,
}

/// A reading of a token: a syllable, and what it costs that the channel made the token of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reading {
    /// Cost in 1/1000 nat.
    pub cost: Cost,
    /// Id of the syllable.
    pub word: u16,
}

/// Memory that a search uses again and again.
#[derive(Debug, Default)]
pub struct Scratch {
    frontier: Vec<Frontier>,
}

/// The states at one read position: node of the trie, cost, letters so far.
#[derive(Debug, Default)]
struct Frontier {
    states: Vec<(u32, Cost, u8)>,
    /// Dearer states are not taken in: nothing, or the cheapest so far and [`WINDOW`].
    limit: Option<Cost>,
}

impl Frontier {
    fn clear(&mut self) {
        self.states.clear();
        self.limit = None;
    }

    #[inline]
    fn push(&mut self, node: u32, cost: Cost, depth: u8) {
        let limit = self.limit.unwrap_or(Cost::MAX);
        if cost <= limit {
            self.limit = Some(limit.min(cost + WINDOW));
            self.states.push((node, cost, depth));
        }
    }

    /// Keeps the best cost of each node, and the best nodes; ties go to the lower node number.
    fn settle(&mut self) {
        let (states, limit) = (&mut self.states, self.limit.unwrap_or(Cost::MAX));
        states.retain(|s| s.1 <= limit);
        states.sort_unstable();
        states.dedup_by_key(|s| s.0);
        if states.len() > BEAM {
            states.select_nth_unstable_by_key(BEAM, |s| (s.1, s.0));
            states.truncate(BEAM);
        }
    }
}

impl<'a> Channel<'a> {
    /// Reads the section `section` of a channel model: keys `section 'u' TAB read TAB true` for confusions and
    /// `section 't' TAB read TAB word` for whole tokens, values in 1/1000 nat.
    ///
    /// # Errors
    /// When the bytes are no such model.
    pub fn new(bytes: &'a [u8], section: char, trie: &Trie) -> Result<Self, ChannelError> {
        let fst = fst::Map::new(bytes)?;
        let letters = trie.alphabet.size();
        let mut origins: HashMap<Box<str>, Origins> = HashMap::new();
        let prefix = format!("{section}u\t");
        let mut stream = fst.range().ge(&prefix).into_stream();
        while let Some((key, cost)) = stream.next() {
            let key = std::str::from_utf8(key).map_err(|_| ChannelError::Entry(format!("{key:?}")))?;
            let Some(fields) = key.strip_prefix(prefix.as_str()) else { break };
            let (read, truth) = fields.split_once('\t').ok_or_else(|| ChannelError::Entry(key.to_owned()))?;
            let mut numbers = truth.chars().map(|c| {
                let lower = c.to_lowercase().next().unwrap_or(c);
                trie.alphabet.number(lower).map(|letter| (letter, lower != c))
            });
            let origin = origins
                .entry(read.into())
                .or_insert_with(|| Origins { single: vec![NEVER; 2 * letters], double: Vec::new() });
            match (numbers.next().flatten(), numbers.next()) {
                (Some((letter, upper)), None) => {
                    origin.single[usize::from(letter) + if upper { letters } else { 0 }] = cost as Cost;
                }
                (Some((a, a_upper)), Some(Some((b, b_upper)))) => {
                    origin.double.push(([a, b], [a_upper, b_upper], cost as Cost));
                }
                _ => {}
            }
        }
        drop(stream);
        let nothing = Origins { single: vec![NEVER; 2 * letters], double: Vec::new() };
        let mut unknown = [nothing.clone(), nothing.clone()];
        fill_unseen(&mut unknown[0], None, trie);
        fill_marked(&mut unknown[1], UNSEEN_TWO, trie);
        for (read, origin) in &mut origins {
            let mut characters = read.chars();
            match (characters.next(), characters.next(), characters.next()) {
                (None, ..) => {
                    fill_marked(origin, UNSEEN_LOST, trie);
                    for cell in &mut origin.single {
                        *cell = (*cell).min(8_500);
                    }
                }
                (read, None, _) => fill_unseen(origin, read, trie),
                (_, _, None) => fill_marked(origin, UNSEEN_TWO, trie),
                _ => {}
            }
        }
        let consonants: Vec<usize> =
            "bcdghklmnpqrstvxđ".chars().filter_map(|c| trie.alphabet.number(c)).map(usize::from).collect();
        for (_, origin) in origins.iter_mut().filter(|(read, _)| !read.is_empty()) {
            for cell in consonants.iter().flat_map(|letter| [*letter, letter + letters]) {
                let cost = &mut origin.single[cell];
                if (RARE..NEVER).contains(cost) {
                    *cost = RARE + (*cost - RARE) / 2;
                }
            }
        }
        if !origins.is_empty() {
            origins.entry("".into()).or_insert(nothing);
        }
        Ok(Self { origins, unknown, fst, section, letters })
    }

    /// The syllables that a token may have been: those that are likeliest with how common they are, cheapest first.
    pub fn readings(
        &self,
        trie: &Trie,
        lexicon: &crate::lexicon::Lexicon<'_>,
        model: &crate::lm::Model<'_>,
        Query { token, case, limit }: Query<'_>,
        scratch: &mut Scratch,
    ) -> Vec<Reading> {
        let mut found: HashMap<u16, Cost> = HashMap::new();
        self.search(trie, token, case, scratch, &mut found);
        let prefix = format!("{}t\t{token}\t", self.section);
        let mut stream = self.fst.range().ge(&prefix).into_stream();
        while let Some((key, cost)) = stream.next() {
            let Some(word) = std::str::from_utf8(key).ok().and_then(|k| k.strip_prefix(prefix.as_str())) else { break };
            let lower = word.to_lowercase();
            if case.apply(&lower) == word
                && let Some(id) = lexicon.id(&lower)
            {
                let best = found.entry(id).or_insert(NEVER);
                *best = (*best).min(cost as Cost);
            }
        }
        let mut readings: Vec<Reading> = found.into_iter().map(|(word, cost)| Reading { cost, word }).collect();
        let common = |r: &Reading| r.cost + model.unigram(r.word);
        if let Some(best) = readings.iter().map(common).min() {
            readings.retain(|r| common(r) <= best + WINDOW);
        }
        readings.sort_unstable_by_key(|r| (common(r), r.word));
        readings.truncate(limit);
        readings.sort_unstable();
        readings
    }

    /// What `read`, `length` characters, may have been.
    pub(super) fn origins_of(&self, read: &str, length: usize) -> Option<&Origins> {
        self.origins.get(read).or_else(|| self.unknown.get(length.wrapping_sub(1)))
    }

    /// What it costs that one true letter became what `origins` is of.
    pub(super) fn single(&self, origins: &Origins, (letter, upper): (Letter, bool)) -> Cost {
        origins.single[usize::from(letter) + if upper { self.letters } else { 0 }]
    }

    /// Walks the trie along the read characters.
    fn search(&self, trie: &Trie, token: &str, case: Case, scratch: &mut Scratch, found: &mut HashMap<u16, Cost>) {
        let ends: Vec<usize> = token.char_indices().map(|(i, c)| i + c.len_utf8()).collect();
        let length = ends.len();
        if length == 0 || length > LONGEST {
            return;
        }
        let start = |i: usize| if i == 0 { 0 } else { ends[i - 1] };
        let frontier = &mut scratch.frontier;
        frontier.iter_mut().for_each(Frontier::clear);
        if frontier.len() < length + 4 {
            frontier.resize_with(length + 4, Frontier::default);
        }
        frontier[0].push(Trie::ROOT, 0, 0);
        for at in 0..=length {
            let taken: [Option<&Origins>; 4] = [0, 1, 2, 3].map(|k| {
                if at + k > length || (k == 0 && at > length) {
                    return None;
                }
                let read = if k == 0 { "" } else { &token[start(at)..ends[at + k - 1]] };
                self.origins_of(read, k)
            });
            // Letters that left nothing behind: states here lead to more states here, at most twice.
            for round in 0..3 {
                frontier[at].settle();
                if round == 2 {
                    break;
                }
                let Some(origins) = taken[0] else { break };
                let before = frontier[at].states.len();
                for i in 0..before {
                    let state = frontier[at].states[i];
                    self.step(trie, origins, case, state, &mut frontier[at]);
                }
                if frontier[at].states.len() == before {
                    break;
                }
            }
            let here = std::mem::take(&mut frontier[at]);
            for &(node, cost, depth) in &here.states {
                for (k, origins) in taken.iter().enumerate().skip(1) {
                    if let Some(origins) = origins {
                        self.step(trie, origins, case, (node, cost, depth), &mut frontier[at + k]);
                    }
                }
                if at == length
                    && let Some(word) = trie.word(node)
                {
                    let best = found.entry(word).or_insert(NEVER);
                    *best = (*best).min(cost);
                }
            }
            frontier[at] = here;
        }
    }

    /// Extends one state by everything that `origins` allows.
    #[inline]
    fn step(
        &self,
        trie: &Trie,
        origins: &Origins,
        case: Case,
        (node, cost, depth): (u32, Cost, u8),
        out: &mut Frontier,
    ) {
        let offset = if case.is_upper(usize::from(depth)) { self.letters } else { 0 };
        for (letter, child) in trie.children(node) {
            let more = origins.single[usize::from(letter) + offset];
            if more < NEVER {
                out.push(child, cost + more, depth + 1);
            }
        }
        let cases = [case.is_upper(usize::from(depth)), case.is_upper(usize::from(depth) + 1)];
        for ([a, b], upper, more) in &origins.double {
            if *upper == cases
                && let Some(child) = trie.child(node, *a)
                && let Some(child) = trie.child(child, *b)
            {
                out.push(child, cost + more, depth + 2);
            }
        }
    }
}

/// Gives every letter that `read` was never seen for the cost of an unseen confusion.
fn fill_unseen(origin: &mut Origins, read: Option<char>, trie: &Trie) {
    let read = read.and_then(|c| strip_letter(c).to_lowercase().next());
    for (number, letter) in trie.alphabet.letters().enumerate() {
        let base = strip_letter(letter);
        let cost = match () {
            () if read == Some(base) => UNSEEN_BASE,
            () if base != letter && base != 'd' => UNSEEN_VOWEL,
            () => UNSEEN,
        };
        for cell in [number, number + trie.alphabet.size()] {
            origin.single[cell] = origin.single[cell].min(cost);
        }
    }
}

/// Gives every marked vowel that was never seen as this the cost `cost`.
fn fill_marked(origin: &mut Origins, cost: Cost, trie: &Trie) {
    for (number, letter) in trie.alphabet.letters().enumerate() {
        if !matches!(strip_letter(letter), 'd' | 'D') && strip_letter(letter) != letter {
            for cell in [number, number + trie.alphabet.size()] {
                origin.single[cell] = origin.single[cell].min(cost);
            }
        }
    }
}
