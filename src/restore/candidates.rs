//! The readings of one piece: which words it may stand for, and at what cost.

use super::alternatives::{Sight, along, same_spelling};
use super::channel::{Case, Channel, Query, Scratch};
use super::trie::Trie;
use crate::lexicon::{Kind, Lexicon};
use crate::lm::{Cost, Model, symbol};
use crate::text::letters::{is_marked, is_native, strip_letter};
use crate::text::tone::{ToneStyle, restyle};
use std::collections::HashMap;
use std::rc::Rc;

/// Readings kept for one piece.
const LIMIT: usize = 24;

/// Readings kept for a joined or cut piece.
const PART_LIMIT: usize = 4;
/// What it costs to keep what is no syllable among words that only lost their marks.
const KEEP_FOREIGN: Cost = 9_000;
/// Letters of the longest syllable, nghiêng.
const LONGEST_SYLLABLE: usize = 7;

/// What a word that is no syllable costs beside one that is, in 1/1000 nat.
const NO_SYLLABLE: Cost = 500;
/// What it costs to leave a word as it was read, in lightly damaged text, that is none, and one that the channel does
/// not know.
const UNKNOWN_KEPT: Cost = 9_000;
const KNOWN_KEPT: Cost = 300;
/// The same for a word with Vietnamese marks that OCR read, in small letters and with a capital.
const MARKED_KEPT: Cost = 6_000;
const MARKED_NAME_KEPT: Cost = 2_500;

/// What it costs that a capital word of a line of capitals has lost its marks.
const MARK_LOST: Cost = 5_000;

/// A reading of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The word in the language model.
    pub word: u16,
    /// How to write it; `None` keeps the piece as it was read.
    pub case: Option<Case>,
    /// What it costs apart from the language model, in 1/1000 nat.
    pub cost: Cost,
}

/// How a piece is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Marks are gone, letters are right.
    Stripped,
    /// Anything may be wrong: ask the channel.
    Channel,
    /// Nearly everything is right: what was read stands against what the channel knows of such engines.
    Light,
}

/// Makes candidates and remembers them by token.
pub struct Candidates<'r> {
    lexicon: &'r Lexicon<'r>,
    trie: &'r Trie,
    model: &'r Model<'r>,
    channel: &'r Channel<'r>,
    mode: Mode,
    known: HashMap<(Box<str>, bool), Rc<[Candidate]>>,
    parts: HashMap<Box<str>, Rc<[Candidate]>>,
    scratch: Scratch,
}

impl<'r> Candidates<'r> {
    /// Candidates of one stretch's kind of damage.
    pub fn new(
        lexicon: &'r Lexicon<'r>,
        trie: &'r Trie,
        model: &'r Model<'r>,
        channel: &'r Channel<'r>,
        mode: Mode,
    ) -> Self {
        Self {
            lexicon,
            trie,
            model,
            channel,
            mode,
            known: HashMap::new(),
            parts: HashMap::new(),
            scratch: Scratch::default(),
        }
    }

    /// The readings of `token`, a word piece; `shouted` says that its line is in capitals.
    /// The first is the best apart from the language model; there is always one that keeps the token.
    pub fn of(&mut self, token: &str, shouted: bool) -> Rc<[Candidate]> {
        if let Some(found) = self.known.get(&(token, shouted) as &dyn TokenKey) {
            return found.clone();
        }
        let made: Rc<[Candidate]> = match self.mode {
            Mode::Stripped => self.stripped(token, shouted),
            Mode::Channel => self.garbled(token, shouted),
            Mode::Light => self.light(token, shouted),
        }
        .into();
        self.known.insert((token.into(), shouted), made.clone());
        made
    }

    /// The readings of `token`, which our OCR read and saw as `sight`: what it wrote, the other readings of its letters,
    /// and what the channel knows of such engines.
    pub fn seen(&mut self, token: &str, shouted: bool, sight: &Sight) -> Rc<[Candidate]> {
        let mut keep = self.keep(token, 0);
        if is_roman(token) {
            return Rc::new([keep]);
        }
        if keep.word == symbol::UNKNOWN {
            keep.cost = no_word(token);
        }
        let mut out = along(sight, self.lexicon, token);
        for c in self.of(token, shouted).iter().filter(|c| c.case.is_some()) {
            let cost = c.cost + sight.doubt();
            match out.iter_mut().find(|o| o.word == c.word) {
                Some(other) => other.cost = other.cost.min(cost),
                None => out.push(Candidate { cost, ..*c }),
            }
        }
        // The marks of capitals are the first that a copy loses, all of a line at once.
        if shouted && shape(token) == Case::Upper && !token.chars().any(is_marked) {
            let lost = self.lexicon.alike(&token.to_lowercase());
            let lost = lost.filter(|&id| id != keep.word && self.lexicon.word(id).is_some_and(|w| w.syllable));
            for word in lost {
                match out.iter_mut().find(|o| o.word == word) {
                    Some(other) => other.cost = other.cost.min(MARK_LOST),
                    None => out.push(Candidate { word, case: Some(Case::Upper), cost: MARK_LOST }),
                }
            }
        }
        out.push(keep);
        out.into()
    }

    /// The readings of a word with a sign, in the letter case of the word.
    pub fn of_marked(&mut self, token: &str, case: Case) -> Vec<Candidate> {
        self.readings(token, case, PART_LIMIT)
    }

    /// The best readings by the channel alone of a joined or cut token, in its own letter case, cheapest first.
    pub fn of_part(&mut self, token: &str) -> Rc<[Candidate]> {
        let case = shape(token);
        if let Some(found) = self.parts.get(token) {
            return found.clone();
        }
        let made: Rc<[Candidate]> = self.readings(token, case, PART_LIMIT).into();
        self.parts.insert(token.into(), made.clone());
        made
    }

    /// The readings by the channel alone, without the one that keeps the token.
    fn readings(&mut self, token: &str, case: Case, limit: usize) -> Vec<Candidate> {
        self.channel
            .readings(self.trie, self.lexicon, self.model, Query { token, case, limit }, &mut self.scratch)
            .into_iter()
            .map(|r| Candidate { word: r.word, case: Some(case), cost: r.cost })
            .collect()
    }

    fn keep(&self, token: &str, cost: Cost) -> Candidate {
        let lower = token.to_lowercase();
        let form = restyle(&lower, ToneStyle::Older).unwrap_or(lower);
        Candidate { word: self.lexicon.id(&form).unwrap_or(symbol::UNKNOWN), case: None, cost }
    }

    fn stripped(&mut self, token: &str, shouted: bool) -> Vec<Candidate> {
        if token.chars().any(is_marked) {
            return vec![self.keep(token, 0)];
        }
        let folded = token.to_lowercase();
        let alike = self.lexicon.alike(&folded);
        let case = shape(token);
        let abbreviation = case == Case::Upper && !shouted && token.chars().nth(1).is_some();
        if abbreviation && self.lexicon.contains(Kind::Abbreviation, token) {
            return vec![self.keep(token, 0)];
        }
        if alike.is_empty() {
            return self.misread(token, &folded, case);
        }
        let penalty = if abbreviation { 6_000 } else { 0 };
        let mut out: Vec<Candidate> = alike
            .clone()
            .filter(|&id| self.lexicon.word(id).is_some_and(|w| w.syllable))
            .map(|word| Candidate { word, case: Some(case), cost: penalty })
            .collect();
        // HĐND, ôtô: words that are no syllables, when what was read is no word itself.
        let own = self.lexicon.id(&folded);
        if own.is_none() {
            let other =
                alike.filter(|&id| self.lexicon.word(id).is_some_and(|w| !w.syllable && is_other(&w.text, case)));
            out.extend(other.map(|word| Candidate { word, case: Some(case), cost: NO_SYLLABLE }));
        }
        if out.is_empty() || abbreviation || !own.is_some_and(|id| out.iter().any(|c| c.word == id)) {
            let cost = match (out.is_empty(), abbreviation) {
                (true, _) => 0,
                (false, true) => {
                    if out.iter().any(|c| c.cost == NO_SYLLABLE) {
                        6_000
                    } else {
                        0
                    }
                }
                (false, false) => 13_000,
            };
            out.push(self.keep(token, cost));
        }
        out
    }

    /// The readings of a word that is no syllable, where the words beside it only lost their marks.
    fn misread(&mut self, token: &str, folded: &str, case: Case) -> Vec<Candidate> {
        let mut out = vec![self.keep(token, KEEP_FOREIGN)];
        if case != Case::Upper && folded.chars().all(char::is_alphabetic) && folded.chars().count() <= LONGEST_SYLLABLE
        {
            out.extend(self.readings(token, case, 6).into_iter().filter(|c| c.cost < KEEP_FOREIGN / 2));
        }
        out
    }

    /// What was read, and what else the channel makes of it; a right word in another spelling is no other word.
    fn light(&mut self, token: &str, shouted: bool) -> Vec<Candidate> {
        let mut keep = self.keep(token, 0);
        if is_roman(token) {
            return vec![keep];
        }
        let lower = token.to_lowercase();
        // The channel knows words in the older placing of the tone.
        let older = restyle(&lower, ToneStyle::Older).map(|form| shape(token).apply(&form));
        let mut out = self.channelled(older.as_deref().unwrap_or(token), shouted);
        // Nor is a word in another letter case another word here.
        let (case, alone) = (shape(token), token.chars().nth(1).is_none());
        out.retain(|c| c.case == Some(case) || (alone && c.case.is_some()));
        let own = out.iter().find(|c| c.word == keep.word).map(|c| c.cost);
        keep.cost = own.unwrap_or(if keep.word == symbol::UNKNOWN { UNKNOWN_KEPT } else { KNOWN_KEPT });
        let read = older.map_or(lower, |form| form.to_lowercase());
        out.retain(|c| self.lexicon.word(c.word).is_some_and(|w| !same_spelling(&w.text, &read)));
        out.push(keep);
        out
    }

    /// The readings of a word that an engine without Vietnamese wrote. It cannot write ơ, ư or two marks: a right syllable
    /// that has them was not read by it.
    fn garbled(&mut self, token: &str, shouted: bool) -> Vec<Candidate> {
        let keep = self.keep(token, 0);
        let syllable = self.lexicon.word(keep.word).is_some_and(|w| w.syllable);
        if syllable && token.chars().any(is_native) { vec![keep] } else { self.channelled(token, shouted) }
    }

    fn channelled(&mut self, token: &str, shouted: bool) -> Vec<Candidate> {
        let case = shape(token);
        let letters = token.chars().count();
        let upper = case == Case::Upper && letters > 1;
        // In a line of capitals, what is a syllable without its marks is more likely that.
        let abbreviation = upper && (!shouted || self.lexicon.alike(&token.to_lowercase()).is_empty());
        if abbreviation && self.lexicon.contains(Kind::Abbreviation, token) {
            return vec![self.keep(token, 0)];
        }
        // One capital in a line of small letters opens a syllable; in a line of capitals it may be all of one.
        let alone = case == Case::Upper && token.chars().filter(|c| c.is_alphabetic()).count() == 1;
        let mut out = self.readings(token, if alone && !shouted { Case::Title } else { case }, LIMIT);
        // Some engines read a marked vowel as its capital: they make SO of Sở and An of án.
        let lowered = match case {
            Case::Upper if !alone && !shouted && letters <= 4 => Some(Case::Title),
            Case::Title if token.starts_with(is_vowel_capital) => Some(Case::Lower),
            _ => None,
        };
        if let Some(lowered) = lowered {
            out.extend(self.readings(token, lowered, LIMIT));
        }
        if case == Case::Lower && shouted {
            out.extend(
                self.readings(token, Case::Upper, LIMIT).into_iter().map(|c| Candidate { cost: c.cost + 1_000, ..c }),
            );
        }
        let plain = token.chars().all(char::is_alphabetic);
        let consonants = upper && plain && !token.chars().any(is_vowel_capital);
        let cost = match (upper && !shouted, plain, case) {
            _ if consonants => 2_000,
            (true, true, _) => 6_000,
            (false, true, Case::Title) => 14_000,
            (_, true, _) => 17_000,
            (_, false, Case::Upper) if letters == 2 => 9_000,
            _ => 19_000,
        };
        out.push(self.keep(token, cost));
        out
    }
}

/// Whether a word that is no syllable may stand where the token has this case: an abbreviation (no vowels between
/// its letters) in capitals only.
fn is_other(word: &str, case: Case) -> bool {
    let vowels = word.chars().filter(|&c| "aeiouy".contains(strip_letter(c))).count();
    word.chars().any(is_marked) && (case == Case::Upper || vowels > 1)
}

/// What it costs to keep a token that is no known word: one with Vietnamese marks is a damaged word more often than a
/// name, and a name has a capital.
fn no_word(token: &str) -> Cost {
    match (token.chars().any(is_marked), shape(token)) {
        (true, Case::Lower) => MARKED_KEPT,
        (true, _) => MARKED_NAME_KEPT,
        (false, _) => 0,
    }
}

/// Whether a token is a roman numeral, which numbers headings.
fn is_roman(token: &str) -> bool {
    token.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'))
}

/// The letter case that a token shows: its first letter and the rest; digits and signs have none.
pub fn shape(token: &str) -> Case {
    let mut cased = token.chars().filter(|c| c.is_alphabetic() && (c.is_uppercase() || c.is_lowercase()));
    let Some(first) = cased.next() else { return Case::Lower };
    if !first.is_uppercase() || !token.starts_with(first) {
        let all_upper = first.is_uppercase() && cased.all(char::is_uppercase);
        return if all_upper && token.chars().count() > 1 { Case::Upper } else { Case::Lower };
    }
    let (mut upper, mut lower) = (1, 0);
    for c in cased {
        if c.is_uppercase() { upper += 1 } else { lower += 1 }
    }
    match (upper, lower) {
        (_, 0) => Case::Upper,
        (u, l) if u > l + 1 => Case::Upper,
        _ => Case::Title,
    }
}

/// Whether the capital is one that a marked vowel may be read as.
fn is_vowel_capital(letter: char) -> bool {
    matches!(strip_letter(letter), 'A' | 'E' | 'I' | 'O' | 'U' | 'Y')
}

/// Looks a pair of token and flag up without making an owned key.
trait TokenKey {
    fn parts(&self) -> (&str, bool);
}

impl TokenKey for (&str, bool) {
    fn parts(&self) -> (&str, bool) {
        *self
    }
}

impl TokenKey for (Box<str>, bool) {
    fn parts(&self) -> (&str, bool) {
        (&self.0, self.1)
    }
}

impl<'a> std::borrow::Borrow<dyn TokenKey + 'a> for (Box<str>, bool) {
    fn borrow(&self) -> &(dyn TokenKey + 'a) {
        self
    }
}

impl std::hash::Hash for dyn TokenKey + '_ {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let (token, flag) = self.parts();
        token.hash(state);
        flag.hash(state);
    }
}

impl PartialEq for dyn TokenKey + '_ {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for dyn TokenKey + '_ {}

/// Whether two tokens have the same letters but for Vietnamese marks.
pub fn same_letters(a: &str, b: &str) -> bool {
    a.chars().map(strip_letter).eq(b.chars().map(strip_letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_and_loan_words_without_their_marks() {
        for (word, case, other) in [
            ("hđnd", Case::Upper, true),
            ("hđnd", Case::Title, false),
            ("ôtô", Case::Lower, true),
            ("ôtô", Case::Title, true),
            ("ubnd", Case::Upper, false),
        ] {
            assert_eq!(is_other(word, case), other, "{word} {case:?}");
        }
    }

    #[test]
    fn shapes() {
        for (token, case) in [
            ("thwe", Case::Lower),
            ("truO", Case::Lower),
            ("Thuc", Case::Title),
            ("H¢", Case::Upper),
            ("THADS", Case::Upper),
            ("x4c", Case::Lower),
            ("4n", Case::Lower),
            ("Pang", Case::Title),
            ("CHUC", Case::Upper),
        ] {
            assert_eq!(shape(token), case, "{token}");
        }
    }
}
