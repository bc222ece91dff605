//! What restoration must not do: change right text, numbers, codes and addresses; and what it must do exactly.

use crate::restore::{Restored, Restorer};
use crate::text::legacy::{self, Encoding};
use crate::text::letters::{nfc, strip};
use crate::text::pieces::{PieceKind, cut};

/// What a text must not lose: addresses, codes and numbers as documents have them.
const PROTECTED: [&str; 10] = [
    "van.thu@moj.gov.vn",
    "https://nctk.edu.vn/k?id=12",
    "666/QĐ-TTg",
    "05-CT/TW",
    "24/2021/QH15",
    "1.234.567,89",
    "30/6/2023",
    "0912.345.678",
    "QT-07.2/VP-B3",
    "get_user_by_id()",
];
/// One of them stands behind every so many words.
const EVERY: usize = 25;

/// Tokens that hold only digits, codes and addresses and that were changed without a named rule.
pub fn damaged_tokens(restored: &Restored) -> usize {
    let protected = |token: &str| {
        let mut pieces = Vec::new();
        cut(token, &mut pieces);
        pieces.iter().any(|p| matches!(p.kind, PieceKind::Number | PieceKind::Code))
            && !pieces.iter().any(|p| p.kind == PieceKind::Word)
    };
    let tokens = restored.tokens();
    tokens.iter().filter(|t| t.read != t.restored && t.rule.is_none() && protected(&t.read)).count()
}

/// Restores a text with [`PROTECTED`] tokens strewn into it, stripped: how many there are and how many are changed at
/// all, rules included.
pub fn strewn(text: &str, restorer: &Restorer) -> (usize, usize) {
    let mut out = String::new();
    let (mut words, mut put) = (0, Vec::new());
    for line in strip(&nfc(text)).lines() {
        for word in line.split(' ') {
            out.push_str(word);
            out.push(' ');
            words += 1;
            if words % EVERY == 0 {
                let token = PROTECTED[put.len() % PROTECTED.len()];
                put.push(token);
                out.push_str(token);
                out.push(' ');
            }
        }
        out.push('\n');
    }
    let restored = restorer.restore(&out, &[]);
    let mut left = restored.text.split_whitespace();
    let lost = put.iter().filter(|token| !left.by_ref().any(|word| word == **token)).count();
    (put.len(), lost)
}

/// Writes a text in an old encoding and converts it back: the characters, and how many came back wrong. Lines with
/// letters that the encoding does not have are left out.
pub fn round_trip(text: &str, encoding: Encoding, restorer: &Restorer) -> (usize, usize) {
    let text = nfc(text);
    let lines: Vec<(&str, Vec<u8>)> = text.lines().filter_map(|l| Some((l, encoding.encode(l)?))).collect();
    let shown: Vec<String> = lines.iter().map(|(_, bytes)| legacy::show(bytes)).collect();
    let back = restorer.restore(&shown.join("\n"), &[]).text;
    let mut back = back.split('\n');
    let (mut all, mut wrong) = (0, 0);
    for (line, _) in &lines {
        let (line, back): (Vec<char>, Vec<char>) =
            (line.chars().collect(), back.next().unwrap_or("").chars().collect());
        all += line.len();
        wrong += super::text::edit_distance(&line, &back);
    }
    (all, wrong)
}
