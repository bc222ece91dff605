//! The syllables of the lexicon as a trie of letters, for the channel to walk.

use crate::lexicon::Lexicon;
use std::collections::HashMap;

/// Index of a letter of the Vietnamese alphabet in [`Alphabet`].
pub type Letter = u8;

/// The lower-case letters that syllables are written with, numbered.
#[derive(Debug, Default)]
pub struct Alphabet {
    letters: Vec<char>,
    index: HashMap<char, Letter>,
}

impl Alphabet {
    fn add(&mut self, letter: char) -> Letter {
        let next = self.letters.len() as Letter;
        *self.index.entry(letter).or_insert_with(|| {
            self.letters.push(letter);
            next
        })
    }

    /// The number of a lower-case letter.
    pub fn number(&self, letter: char) -> Option<Letter> {
        self.index.get(&letter).copied()
    }

    /// The letters in the order of their numbers.
    pub fn letters(&self) -> impl Iterator<Item = char> + '_ {
        self.letters.iter().copied()
    }

    /// How many letters there are.
    pub fn size(&self) -> usize {
        self.letters.len()
    }
}

/// One node: its children, and the word that ends here.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    first: u32,
    count: u8,
    letter: Letter,
    word: u16,
}

/// The trie. Nodes are numbered breadth-first, so that the children of a node are neighbours.
#[derive(Debug)]
pub struct Trie {
    nodes: Vec<Node>,
    /// Its letters.
    pub alphabet: Alphabet,
}

impl Trie {
    /// The root.
    pub const ROOT: u32 = 0;

    /// Builds the trie of the syllables of `lexicon`.
    pub fn new(lexicon: &Lexicon<'_>) -> Self {
        let mut alphabet = Alphabet::default();
        let mut words: Vec<(Vec<Letter>, u16)> = lexicon
            .words()
            .filter(|(_, word)| word.syllable)
            .map(|(id, word)| (word.text.chars().map(|c| alphabet.add(c)).collect(), id))
            .collect();
        words.sort();
        let mut nodes = vec![Node::default()];
        // Ranges of words below each node, by depth.
        let mut queue = std::collections::VecDeque::from([(0usize, 0..words.len(), 0usize)]);
        while let Some((node, range, depth)) = queue.pop_front() {
            nodes[node].first = nodes.len() as u32;
            let mut at = range.start;
            while at < range.end {
                let Some(&letter) = words[at].0.get(depth) else {
                    nodes[node].word = words[at].1;
                    at += 1;
                    continue;
                };
                let end = at + words[at..range.end].partition_point(|w| w.0[depth] == letter);
                queue.push_back((nodes.len(), at..end, depth + 1));
                nodes.push(Node { letter, ..Node::default() });
                nodes[node].count += 1;
                at = end;
            }
        }
        Self { nodes, alphabet }
    }

    /// The children of a node: their letters and numbers.
    #[inline]
    pub fn children(&self, node: u32) -> impl Iterator<Item = (Letter, u32)> + '_ {
        let Node { first, count, .. } = self.nodes[node as usize];
        (first..first + u32::from(count)).map(|child| (self.nodes[child as usize].letter, child))
    }

    /// The child of a node under a letter.
    #[inline]
    pub fn child(&self, node: u32, letter: Letter) -> Option<u32> {
        self.children(node).find(|(l, _)| *l == letter).map(|(_, child)| child)
    }

    /// The id of the word that ends at a node.
    #[inline]
    pub fn word(&self, node: u32) -> Option<u16> {
        Some(self.nodes[node as usize].word).filter(|&word| word != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Kind, Source, fst_of};

    #[test]
    fn every_syllable_is_found_and_nothing_else() {
        let source = |form: &str, syllable| Source { kind: Kind::Word, form: form.to_owned(), syllable, value: 0 };
        let bytes = fst_of(&["a", "an", "án", "anh", "ảnh"].map(|w| source(w, true))).unwrap();
        let lexicon = Lexicon::new(&bytes).unwrap();
        let trie = Trie::new(&lexicon);
        let walk = |word: &str| {
            word.chars()
                .try_fold(Trie::ROOT, |node, c| trie.child(node, trie.alphabet.number(c)?))
                .and_then(|node| trie.word(node))
        };
        for word in ["a", "an", "án", "anh", "ảnh"] {
            assert_eq!(walk(word), lexicon.id(word), "{word}");
        }
        assert_eq!(walk("ản"), None);
        assert_eq!(walk("n"), None);
    }
}
