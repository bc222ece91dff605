//! Labels that OCR broke, read by their place in the row.
//!
//! A scan turns `II.` into `H.`, `Il.` or `11.`, `III.` into `IH.`, `3.` into `3,` and `1.1.` into `1,1.` or `1 1.`.
//! None of these is a label by itself. Each is compared with the label that the open rows ask for next: when both
//! have the same strokes, or a roman before a heading in capitals lost one stroke, it is that label. So no label is
//! made up: where nothing that looks like one is printed, there is none, and the gap is a warning.

use super::labels::{self, Close, Label};
use super::tree::{Sequence, Tree};
use crate::document::SectionKind;
use crate::text::letters;

/// Signs that wear and stray markup leave before a label.
const DIRT: &[char] = &['*', '+', '#', '%', '?', '~', '^', '\'', '`', '|', '_'];
/// Dirt that is looked through.
const DIRT_MOST: usize = 4;
/// A title on one line has at most so many words.
const TITLE_WORDS: usize = 12;

/// Reads the broken label at the head of `line` that `tree` waits for; `caps`: the line is set in capitals.
pub(crate) fn read(line: &str, caps: bool, tree: &Tree) -> Option<Label> {
    let clean = line.trim_start_matches(DIRT);
    let dirt = line.len() - clean.len();
    // A bullet is no dirt.
    let bulleted = clean.starts_with(' ') && line.starts_with(['*', '+', '_', '\'']);
    let clean = clean.trim_start();
    let dirt = if dirt <= DIRT_MOST { line.len() - clean.len() } else { return None };
    if clean.is_empty() || bulleted {
        return None;
    }
    let label = roman(clean, caps, tree).or_else(|| number(clean, tree)).or_else(|| {
        // The label itself is whole, only dirt stands before it.
        let whole = (dirt > 0).then(|| labels::parse(clean)).flatten().filter(|l| !l.weak)?;
        let found = tree.sequence(&whole);
        (found == Sequence::Next || found == Sequence::First && caps).then_some(whole)
    })?;
    Some(Label { len: label.len + dirt, ..label })
}

/// What stands behind a label: blanks and stars skipped.
fn skip(line: &str, from: usize) -> usize {
    let rest = &line[from..];
    from + rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '*').len()
}

fn capital_follows(line: &str, from: usize) -> bool {
    line[from..].trim_start_matches(['"', '“', '(', '\'']).starts_with(char::is_uppercase)
}

/// The strokes of a roman number as a scan may show them: `H` is `II`, `l`, `1`, `|` are `I`.
fn strokes(token: &str) -> Option<String> {
    let mut out = String::new();
    for c in token.chars() {
        match c {
            'I' | 'l' | 'i' | '1' | '|' | '!' | ']' | '[' | 'L' | 'J' => out.push('I'),
            'H' | 'N' => out.push_str("II"),
            'V' | 'v' | 'Y' => out.push('V'),
            'X' | 'x' => out.push('X'),
            _ => return None,
        }
    }
    (!out.is_empty() && out.len() <= 7).then_some(out)
}

fn roman(line: &str, caps: bool, tree: &Tree) -> Option<Label> {
    if let Some(glued) = glued(line, caps, tree) {
        return Some(glued);
    }
    let len = line.find(|c: char| !(c.is_alphanumeric() || matches!(c, '|' | '!' | ']' | '['))).filter(|n| *n <= 8)?;
    let seen = strokes(&line[..len])?;
    let close = line[len..].chars().next().filter(|c| matches!(c, '.' | ',' | ':' | ';' | '-' | '/'));
    // Before capitals the dot may be lost: `III CHỈ TIÊU`.
    let dotless = close.is_none() && caps && line[..len].chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'H'));
    if close.is_none() && !dotless {
        return None;
    }
    let behind = len + close.map_or(0, char::len_utf8);
    let at = skip(line, behind);
    if !line[behind..].starts_with([' ', '*']) || !capital_follows(line, at) {
        return None;
    }
    let last = tree.last_of(SectionKind::Roman);
    let Some(wanted) = last.map(|l| l + 1) else {
        // The first roman: a number before a heading in capitals.
        let label = made(SectionKind::Roman, "I".into(), 1, at);
        return (caps && seen == "I" && (dotless || !line.starts_with('I'))).then_some(label);
    };
    let text = labels::to_roman(wanted);
    let same = seen == text;
    let lettered = line[..len].chars().any(|c| !c.is_ascii_digit());
    let lost = caps && !dotless && lettered && text.ends_with('I') && text[..text.len() - 1] == seen;
    // `IH` is three strokes where two were printed.
    let strokes = |numeral: &str| numeral.bytes().all(|b| b == b'I');
    let blotted = caps && line[..len].contains('H') && strokes(&seen) && strokes(&text) && seen.len() == text.len() + 1;
    (same || lost || blotted).then(|| made(SectionKind::Roman, text, wanted, at))
}

/// The first roman run into a heading in capitals: `LMỤC ĐÍCH` for `I. MỤC ĐÍCH`. No Vietnamese word begins so.
fn glued(line: &str, caps: bool, tree: &Tree) -> Option<Label> {
    let rest = line.strip_prefix(['L', 'l', '|'])?;
    let consonant = rest.starts_with(|c: char| {
        c.is_uppercase() && !matches!(letters::strip_letter(c), 'A' | 'E' | 'I' | 'O' | 'U' | 'Y')
    });
    let words = line.split_whitespace().count() >= 2;
    (caps && consonant && words && tree.last_of(SectionKind::Roman).is_none())
        .then(|| made(SectionKind::Roman, "I".into(), 1, line.len() - rest.len()))
}

/// A number whose dots became commas or blanks.
fn number(line: &str, tree: &Tree) -> Option<Label> {
    let bytes = line.as_bytes();
    let mut numbers: Vec<&str> = Vec::new();
    let (mut at, mut worn) = (0, false);
    loop {
        let len = line[at..].bytes().take(3).take_while(u8::is_ascii_digit).count();
        if len == 0 || numbers.len() > 4 {
            return None;
        }
        numbers.push(&line[at..at + len]);
        at += len;
        let more = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        match bytes.get(at) {
            Some(b'.') if more => at += 1,
            Some(b',' | b' ' | b'_' | b':') if more => (at, worn) = (at + 1, true),
            _ => break,
        }
    }
    let close = bytes.get(at)?;
    let blank = bytes.get(at + 1).is_none_or(|b| *b == b' ' || *b == b'*');
    match close {
        b'.' | b')' if blank => {}
        b',' | b':' if blank && numbers.len() == 1 => worn = true,
        b',' if blank => worn = true,
        _ => return None,
    }
    let start = skip(line, at + 1);
    if !worn || !capital_follows(line, start) {
        return None;
    }
    let value: u32 = numbers.last()?.parse().ok()?;
    let kind = if numbers.len() == 1 { SectionKind::Arabic } else { SectionKind::Decimal };
    let label = made(kind, numbers.join("."), value, start);
    let wanted = match tree.sequence(&label) {
        Sequence::Next => true,
        Sequence::First if kind == SectionKind::Decimal => value == 1 && tree.has_open(label.prefix()),
        // Before what can be a title.
        Sequence::First => value == 1 && is_title(&line[start..]),
        Sequence::Ahead(_) | Sequence::Odd => false,
    };
    wanted.then_some(label)
}

fn is_title(words: &str) -> bool {
    words.split_whitespace().count() <= TITLE_WORDS && !words.trim_end().ends_with(['.', ';', ',', ':'])
}

fn made(kind: SectionKind, text: String, value: u32, len: usize) -> Label {
    Label { kind, text, close: Close::Dot, value, len, weak: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(labels: &[&str]) -> Tree {
        let mut tree = Tree::default();
        for text in labels {
            let label = labels::parse(&format!("{text} Tên")).unwrap_or_else(|| panic!("{text}"));
            tree.place(label, 0, 0);
        }
        tree
    }

    #[test]
    fn romans_by_their_strokes() {
        for (line, before, want) in [
            ("H. NỘI DUNG", &["I."][..], Some("II")),
            ("Il. NỘI DUNG", &["I."], Some("II")),
            ("I1. Nội dung", &["I."], Some("II")),
            ("11. NỘI DUNG", &["I.", "1."], Some("II")),
            ("I. NỘI DUNG", &["I.", "1.", "2."], Some("II")),
            ("IH. TỔ CHỨC THỰC HIỆN", &["I.", "II."], Some("III")),
            ("Ill. Tổ chức thực hiện", &["I.", "II."], Some("III")),
            ("II, NỘI DUNG", &["I."], Some("II")),
            ("1. MỤC ĐÍCH", &[], Some("I")),
            ("l. MỤC ĐÍCH", &[], Some("I")),
            ("LMỤC ĐÍCH, YÊU CẦU", &[], Some("I")),
            ("LẬP DANH SÁCH", &[], None),
            ("H- MỤC TIÊU", &["I-"], Some("II")),
            ("III CHỈ TIÊU", &["I.", "II."], Some("III")),
            ("I ĐÁNH GIÁ CHUNG", &[], Some("I")),
            ("IH. NHIỆM VỤ TRỌNG TÂM", &["I."], Some("II")),
            ("IV CHỈ TIÊU", &["I.", "II."], None),
            ("II CHỈ TIÊU", &["I.", "II."], None),
            ("III Chỉ tiêu", &["I.", "II."], None),
            ("II- NHIỆM VỤ, GIẢI PHÁP", &["I-", "II-"], Some("III")),
            ("H. Nội dung", &["I.", "II."], None),
            ("I. Nội dung", &["I."], None),
            ("I. NỘI DUNG", &["I.", "II.", "III."], None),
            ("1. YÊU CẦU", &["I."], None),
            ("Hà Nội, ngày 5", &["I."], None),
        ] {
            let caps = !line.chars().skip(3).any(char::is_lowercase);
            let found = roman(line, caps, &open(before)).map(|l| l.text);
            assert_eq!(found.as_deref(), want, "{line}");
        }
    }

    #[test]
    fn numbers_whose_dots_are_worn() {
        for (line, before, want) in [
            ("3, Các hoạt động xã hội", &["1.", "2."][..], Some("3")),
            ("2,1. Tham gia góp ý", &["1.", "2."], Some("2.1")),
            ("1 1. Triển khai", &["I.", "1."], Some("1.1")),
            ("2,7, Phát huy", &["2.", "2.6."], Some("2.7")),
            ("**1,1.2.** Bảo đảm", &["1.", "1.1.1."], Some("1.1.2")),
            ("%2.3. Lồng ghép", &["2.", "2.2."], Some("2.3")),
            ("1, Mục tiêu chung", &["II."], Some("1")),
            ("1, Các đơn vị tổ chức thực hiện.", &["II."], None),
            ("5, Các hoạt động", &["1.", "2."], None),
            ("2,5 triệu đồng", &["2."], None),
            ("2, và các", &["1."], None),
            ("- 2,1. Tham", &["2."], None),
            ("* 3. Tham gia", &["2."], None),
            ("? 3. Tham gia", &["2."], Some("3")),
        ] {
            let found = read(line, false, &open(before)).map(|l| l.text);
            assert_eq!(found.as_deref(), want, "{line}");
        }
    }
}
