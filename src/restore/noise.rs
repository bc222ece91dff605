//! Judges how each stretch of a text is damaged.
//!
//! Each word falls into a class that needs no context (a right marked syllable, a bare skeleton of one, a string that
//! is no Vietnamese, …). How often each class occurs differs so much between right, stripped, garbled and foreign text
//! that a hidden Markov model over lines, with a cost for changing the kind, tells the stretches apart.

use crate::document::Noise;
use crate::lexicon::{Kind, Lexicon};
use crate::text::letters::{is_marked, is_native};
use crate::text::pieces::{Piece, PieceKind};
use crate::text::tone::{ToneStyle, restyle};

/// What a word looks like without its context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// A Vietnamese syllable with a letter that only Vietnamese writes.
    Native,
    /// A Vietnamese syllable with other marks.
    Marked,
    /// A Vietnamese syllable that has no marks.
    Plain,
    /// No syllable, but one without its marks.
    Skeleton,
    /// A known abbreviation, or a short run of capitals.
    Capitals,
    /// ASCII letters that are no syllable with or without marks.
    Foreign,
    /// No syllable, but with a letter that only Vietnamese writes.
    Broken,
    /// Letters beyond ASCII that make no syllable.
    Accented,
    /// Letters with digits or signs among them.
    Mixed,
    /// A function word of English or French that no damaged Vietnamese looks like.
    Function,
    /// Longer than any Vietnamese syllable, even a badly read one.
    Long,
}

/// Letters from which a word is [`Look::Long`]; the longest syllable, nghiêng, has seven.
const LONG: u32 = 8;

/// The commonest words of English and French, without those that Vietnamese may be read as (to, an, la, de, …).
const FUNCTION: [&str; 44] = [
    "the", "of", "and", "for", "is", "that", "with", "by", "this", "be", "are", "or", "was", "shall", "from", "which",
    "not", "have", "has", "their", "will", "its", "any", "all", "other", "les", "des", "du", "et", "est", "que",
    "dans", "pour", "une", "qui", "sur", "aux", "par", "pas", "ce", "cette", "sont", "leur", "avec",
];

/// What a line may be, in the order of the rows of [`CHANCES`].
const KINDS: [Noise; 7] =
    [Noise::Clean, Noise::Clean, Noise::Clean, Noise::Stripped, Noise::Ocr, Noise::Garbled, Noise::Garbled];

/// Chances in 1/1000 of each [`Look`] in: right Vietnamese, English, French, stripped, lightly damaged, garbled with
/// foreign accents, garbled without any.
/// Rounded from counts in news and law text, in its stripped and rendered forms, and in English and French prose.
const CHANCES: [[f64; 11]; 7] = [
    [440.0, 250.0, 278.0, 3.0, 17.0, 7.5, 0.7, 1.3, 2.0, 0.5, 0.5],
    [0.7, 0.3, 80.0, 100.0, 10.0, 350.0, 0.3, 1.7, 5.0, 302.0, 150.0],
    [3.0, 22.0, 110.0, 110.0, 5.0, 240.0, 0.5, 89.5, 10.0, 210.0, 200.0],
    [2.5, 1.5, 520.0, 445.0, 15.0, 10.0, 0.2, 0.8, 2.0, 2.0, 1.0],
    [420.0, 240.0, 275.0, 8.0, 17.0, 8.0, 14.0, 6.0, 10.0, 1.0, 1.0],
    [0.5, 129.5, 320.0, 240.0, 17.0, 90.0, 0.5, 106.5, 85.0, 3.0, 8.0],
    [0.5, 14.5, 450.0, 380.0, 17.0, 65.0, 0.5, 14.5, 45.0, 3.0, 10.0],
];

/// What it costs in nats that one line is of another kind than the line before.
const CHANGE: f64 = 16.0;

/// A run of lines of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Index of the first piece.
    pub first: usize,
    /// One past the last piece.
    pub last: usize,
    /// The kind of damage.
    pub noise: Noise,
}

fn look(lexicon: &Lexicon<'_>, token: &str) -> Look {
    let mut letters = 0;
    let (mut ascii, mut marked, mut native, mut upper, mut mixed) = (true, false, false, true, false);
    for c in token.chars() {
        if c.is_alphabetic() {
            letters += 1;
            ascii &= c.is_ascii();
            marked |= is_marked(c);
            native |= is_native(c);
            upper &= c.is_uppercase();
        } else {
            mixed = true;
        }
    }
    if letters >= LONG && (!upper || !ascii) {
        return Look::Long;
    }
    if mixed && letters > 0 && !(upper && token.contains('&')) {
        return Look::Mixed;
    }
    let lower = token.to_lowercase();
    let form = restyle(&lower, ToneStyle::Older).unwrap_or(lower);
    let syllable = lexicon.id(&form).and_then(|id| lexicon.word(id)).is_some_and(|w| w.syllable);
    match (syllable, ascii) {
        (true, _) if native => Look::Native,
        (true, _) if marked => Look::Marked,
        (true, _) if !upper || letters > 2 => Look::Plain,
        _ if upper && letters > 1 && (letters <= 5 || lexicon.contains(Kind::Abbreviation, token)) => Look::Capitals,
        (true, _) => Look::Plain,
        (false, true) if FUNCTION.contains(&form.as_str()) => Look::Function,
        (false, true) if !lexicon.alike(&form).is_empty() => Look::Skeleton,
        (false, true) => Look::Foreign,
        (false, false) if native => Look::Broken,
        (false, false) => Look::Accented,
    }
}

/// Cuts `pieces` of `text` into runs of lines of one kind, covering them all in order.
///
/// `read_by_ocr` says that the page was read by an engine that knows Vietnamese: then what looks right may still
/// have light errors.
pub fn judge(lexicon: &Lexicon<'_>, text: &str, pieces: &[Piece], read_by_ocr: bool) -> Vec<Judgement> {
    let mut lines: Vec<usize> = Vec::new();
    let mut scores: Vec<[f64; 7]> = Vec::new();
    let mut line_end = 0;
    for (i, piece) in pieces.iter().enumerate() {
        if piece.range.start >= line_end {
            lines.push(i);
            scores.push([0.0; 7]);
            line_end = text[piece.range.end..].find(['\n', '\u{c}']).map_or(text.len(), |n| piece.range.end + n + 1);
        }
        if piece.kind != PieceKind::Word {
            continue;
        }
        let column = look(lexicon, &text[piece.range.clone()]) as usize;
        if let Some(score) = scores.last_mut() {
            for (kind, chances) in CHANCES.iter().enumerate() {
                score[kind] -= libm::log(chances[column] / 1000.0);
            }
        }
    }
    let path = best_path(&scores);
    let mut out: Vec<Judgement> = Vec::new();
    for (i, &kind) in path.iter().enumerate() {
        let (first, last) = (lines[i], lines.get(i + 1).copied().unwrap_or(pieces.len()));
        let noise = if kind == 0 && read_by_ocr { Noise::Ocr } else { KINDS[kind] };
        match out.last_mut() {
            Some(run) if run.noise == noise => run.last = last,
            _ => out.push(Judgement { first, last, noise }),
        }
    }
    out
}

/// The cheapest sequence of kinds; ties go to the kind that comes first.
fn best_path(scores: &[[f64; 7]]) -> Vec<usize> {
    let mut total = [0.0f64, 4.0, 5.0, 1.0, 1.5, 1.0, 2.0];
    let mut back: Vec<[u8; 7]> = Vec::with_capacity(scores.len());
    for score in scores {
        let cheapest = (0..7).fold(0, |best, k| if total[k] < total[best] { k } else { best });
        let mut from = [0u8; 7];
        let mut next = [0.0; 7];
        for kind in 0..7 {
            let change = total[cheapest] + CHANGE;
            let (cost, source) = if total[kind] <= change { (total[kind], kind) } else { (change, cheapest) };
            next[kind] = cost + score[kind];
            from[kind] = source as u8;
        }
        total = next;
        back.push(from);
    }
    let mut kind = (0..7).fold(0, |best, k| if total[k] < total[best] { k } else { best });
    let mut path = vec![0; scores.len()];
    for (i, from) in back.iter().enumerate().rev() {
        path[i] = kind;
        kind = usize::from(from[kind]);
    }
    path
}
