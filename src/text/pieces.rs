//! Cuts text into pieces: words, numbers, codes and the breaks between them.
//!
//! The language model is counted over pieces and the decoder restores pieces, so both see text the same way.
//! A piece is finer than a white-space token: `chức,` is a word and a pause, `dân-sự` two words and a pause,
//! while `666/QĐ-TTg` and `a@b.vn` each stay one code. Whatever lies between pieces is copied, never read.

use std::ops::Range;

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PieceKind {
    /// Letters, perhaps with the odd signs and digits that OCR puts among them.
    Word,
    /// Digits with their separators: `2021`, `1.234,5`, `30/6/2023`, `100%`.
    Number,
    /// A document code, e-mail address, URL or other string in which every character counts.
    Code,
    /// Punctuation that ends a clause.
    Stop,
    /// Punctuation within a clause.
    Pause,
}

/// One piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it is.
    pub kind: PieceKind,
}

/// Cuts `text` into pieces, in order, and appends them to `out`.
///
/// ```
/// use vankho::text::pieces::{PieceKind, cut};
/// let text = "Số 303/QĐ-BTP, dân-sự.";
/// let mut pieces = Vec::new();
/// cut(text, &mut pieces);
/// let words: Vec<&str> = pieces.iter().map(|p| &text[p.range.clone()]).collect();
/// assert_eq!(words, ["Số", "303/QĐ-BTP", ",", "dân", "-", "sự", "."]);
/// ```
pub fn cut(text: &str, out: &mut Vec<Piece>) {
    let mut line_start = true;
    let mut last = 0;
    for token in super::tokens::ranges(text) {
        line_start |= text[last..token.start].contains('\n');
        last = token.end;
        cut_token(text, token, line_start, out);
        line_start = false;
    }
}

/// Cuts one white-space separated token; `line_start` says that it opens a line.
fn cut_token(text: &str, token: Range<usize>, line_start: bool, out: &mut Vec<Piece>) {
    let whole = &text[token.clone()];
    let core_start = whole.find(|c| !is_delimiter(c)).unwrap_or(whole.len());
    if core_start == whole.len() {
        // Nothing but delimiters: a dash or plus sign that opens a line is a bullet and ends what was before.
        let kind = if line_start { PieceKind::Stop } else { break_kind(whole) };
        out.push(Piece { range: token, kind });
        return;
    }
    let core_end = whole.rfind(|c| !is_delimiter(c)).map_or(whole.len(), |i| i + char_len(whole, i));
    if core_start > 0 {
        let kind = if line_start { PieceKind::Stop } else { break_kind(&whole[..core_start]) };
        out.push(Piece { range: token.start..token.start + core_start, kind });
    }
    let core = &whole[core_start..core_end];
    let base = token.start + core_start;
    if let Some(kind) = whole_kind(core, whole[..core_start].ends_with('/')) {
        out.push(Piece { range: base..base + core.len(), kind });
    } else {
        cut_core(core, base, out);
    }
    if core_end < whole.len() {
        let tail = &whole[core_end..];
        // "TP." and "Q." are abbreviations, not ends of clauses.
        let short = core.chars().count() <= 3 && core.chars().all(char::is_uppercase);
        let kind = if short && tail == "." { PieceKind::Pause } else { break_kind(tail) };
        out.push(Piece { range: token.start + core_end..token.end, kind });
    }
}

/// The kind of a core that is one piece as a whole, or `None` when it has to be cut at its delimiters.
/// `after_slash`: a slash stands before it, as before the symbol of a blank number.
fn whole_kind(core: &str, after_slash: bool) -> Option<PieceKind> {
    let (mut digits, mut upper, mut lower, mut slash, mut other) = (0u32, 0u32, 0u32, after_slash, false);
    for c in core.chars() {
        match c {
            '0'..='9' => digits += 1,
            '/' | '\\' | '@' | '_' => slash = true,
            '.' | ',' | ':' | '-' | '–' | '%' | '+' | '=' => {}
            c if c.is_uppercase() => upper += 1,
            c if c.is_alphabetic() => lower += 1,
            _ => other = true,
        }
    }
    let letters = upper + lower;
    if digits > 0 && (letters == 0 || (letters == 1 && is_hour(core)) || is_amount(core)) {
        return Some(PieceKind::Number);
    }
    if core.contains("://") || core.starts_with("www.") || (core.contains('@') && core.contains('.')) {
        return Some(PieceKind::Code);
    }
    // get_user_by_id: the name of something in a program. One underscore alone may be dirt between two words.
    if core.is_ascii() && core.split('_').filter(|part| !part.is_empty()).count() > 2 {
        return Some(PieceKind::Code);
    }
    if slash && !other && upper >= 2 && (digits > 0 || core.contains('-')) {
        return Some(PieceKind::Code);
    }
    // QH15, D12-3: capitals and digits without small letters. B6 may be that, or Bộ.
    if digits > 0 && upper > 0 && lower == 0 && !other && core.chars().count() > 2 {
        return Some(PieceKind::Code);
    }
    // 05-CT/TW and 18-NQ without a slash; 12-Ctr.
    if digits > 0 && upper >= 2 && core.contains('-') && core.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(PieceKind::Code);
    }
    None
}

/// Whether it is an hour of the day: `7h`, `16h30`. No syllable that OCR reads as digits ends so.
fn is_hour(core: &str) -> bool {
    core.split_once('h').is_some_and(|(hour, minutes)| {
        let below = |digits: &str, limit: u8| digits.len() <= 2 && digits.parse::<u8>().is_ok_and(|n| n < limit);
        below(hour, 25) && (minutes.is_empty() || below(minutes, 60))
    })
}

/// Units that stand on the last digit, longest first. None is what OCR leaves of a syllable: `m`, `g` and `l` may be, so
/// they count only behind a decimal point.
const UNITS: [&str; 12] = ["kWh", "km2", "kg", "km", "cm", "mm", "ml", "ha", "m2", "m3", "MW", "đ"];

/// Whether it is an amount with its unit, or a range of such: `7.400đ`, `12kg`, `62.000đ/kg-65.000đ/kg`, `2,5km2`.
fn is_amount(core: &str) -> bool {
    core.split(['-', '–']).all(|part| {
        let unit = part.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
        let decimal = part[..part.len() - unit.len()].contains(['.', ',']);
        let short = unit.strip_prefix(['m', 'g', 'l']).filter(|rest| decimal && rest.is_empty());
        let rest = UNITS.iter().find_map(|known| unit.strip_prefix(known)).or(short).unwrap_or(unit);
        let per = rest.strip_prefix('/').is_some_and(|per| {
            per.starts_with(char::is_alphabetic) && per.chars().all(char::is_alphanumeric) && per.len() <= 12
        });
        part.starts_with(|c: char| c.is_ascii_digit()) && (rest.is_empty() || (per && unit.len() > rest.len()))
    })
}

/// Cuts a core at the delimiters inside it.
fn cut_core(core: &str, base: usize, out: &mut Vec<Piece>) {
    let mut start = 0;
    let mut rest = core;
    let mut at = 0;
    while let Some(found) = rest.find(is_delimiter) {
        let delimiter = at + found;
        let end = delimiter + char_len(core, delimiter);
        // A quote or question mark between two letters is what OCR made of a mark: ngu"m for người, chu?c for chức.
        if core[delimiter..].starts_with(['"', '?']) && core[end..].starts_with(char::is_alphabetic) {
            at = end;
            rest = &core[end..];
            continue;
        }
        if delimiter > start {
            push_word(core, start..delimiter, base, out);
        }
        let mut run_end = end;
        while let Some(c) = core[run_end..].chars().next().filter(|&c| is_delimiter(c)) {
            run_end += c.len_utf8();
        }
        out.push(Piece { range: base + delimiter..base + run_end, kind: PieceKind::Pause });
        start = run_end;
        at = run_end;
        rest = &core[run_end..];
    }
    if start < core.len() {
        push_word(core, start..core.len(), base, out);
    }
}

fn push_word(core: &str, range: Range<usize>, base: usize, out: &mut Vec<Piece>) {
    let numeric = core[range.clone()].chars().all(|c| c.is_ascii_digit() || c == '%');
    let kind = if numeric { PieceKind::Number } else { PieceKind::Word };
    out.push(Piece { range: base + range.start..base + range.end, kind });
}

/// Whether the character stands between words and belongs to none.
pub fn is_delimiter(c: char) -> bool {
    matches!(
        c,
        '.' | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '('
            | ')'
            | '"'
            | '“'
            | '”'
            | '„'
            | '«'
            | '»'
            | '…'
            | '-'
            | '–'
            | '—'
            | '−'
            | '/'
            | '['
            | ']'
            | '{'
            | '}'
            | '*'
            | '#'
            | '|'
            | '•'
            | '+'
            | '='
            | '<'
            | '>'
            | '_'
            | '\u{AD}'
            | '●'
            | '\u{E000}'..='\u{F8FF}' | '➢' | '✓' | '~'
    )
}

fn break_kind(run: &str) -> PieceKind {
    if run.contains(['.', ';', ':', '!', '?', '…']) { PieceKind::Stop } else { PieceKind::Pause }
}

fn char_len(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> Vec<(String, PieceKind)> {
        let mut pieces = Vec::new();
        cut(text, &mut pieces);
        pieces.into_iter().map(|p| (text[p.range].to_owned(), p.kind)).collect()
    }

    #[test]
    fn codes_and_numbers_stay_whole() {
        for code in [
            "666/QĐ-TTg",
            "05-CT/TW",
            "24/2021/QH15",
            "10-Ctr/BCS",
            "a.b@moj.gov.vn",
            "https://nctk.edu.vn/k",
            "/QĐ-CTHADS",
            "get_user_by_id",
        ] {
            let core = code.trim_start_matches('/');
            assert!(kinds(code).iter().any(|(t, k)| t == core && *k == PieceKind::Code), "{code}: {:?}", kinds(code));
        }
        for number in [
            "2023-2025",
            "30/6/2023",
            "1.234,5",
            "100%",
            "08:30",
            "7h",
            "16h30",
            "7.400đ",
            "62.000đ/kg-65.000đ/kg",
            "12kg",
            "2,5km2",
        ] {
            assert_eq!(kinds(number), [(number.to_owned(), PieceKind::Number)]);
        }
    }

    #[test]
    fn garbled_words_keep_their_odd_signs() {
        for word in ["7m", "hi'en", "s§", "H¢", "K&", "x4c", "d@é", "truO’ng", "4n", "c6", "25h", "4hi"] {
            assert_eq!(kinds(word), [(word.to_owned(), PieceKind::Word)]);
        }
    }

    proptest! {
        #[test]
        fn pieces_are_in_order_and_cover_all_but_blanks(text in "[ a-zA-Z0-9đế.,;:/()\"\n@%-]{0,80}") {
            let mut pieces = Vec::new();
            cut(&text, &mut pieces);
            let mut at = 0;
            for piece in &pieces {
                prop_assert!(piece.range.start >= at && piece.range.end > piece.range.start);
                prop_assert!(text[at..piece.range.start].chars().all(char::is_whitespace));
                at = piece.range.end;
            }
            prop_assert!(text[at..].chars().all(char::is_whitespace));
        }
    }
}
