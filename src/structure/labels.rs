//! The grammar of labels: `I.`, `1.`, `2.1`, `a)`, `Điều 5.`, `Phụ lục II`.
//!
//! A label is read at the head of a line by its first bytes; whether it really opens a node is decided where the
//! sequence is known. Numbers that a line break carried to the head of a line (`2025; Quyết`, `24/2021/QH15`,
//! `1.000 đồng`) are no labels. Small letters run a b c d đ e g h i k l m n o p q r s t u v x y.

use crate::document::SectionKind;

/// What closes a label. Labels of one kind but another close form another row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Close {
    Dot,
    Bracket,
    Slash,
    Dash,
    None,
}

/// A label read at the head of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    pub kind: SectionKind,
    /// As printed, without its close, blanks as one.
    pub text: String,
    pub close: Close,
    /// Its place in its row, 1 = first; the last number of a decimal; 0 when it has none.
    pub value: u32,
    /// Bytes from the head of the line to what follows the label.
    pub len: usize,
    /// Whether it counts only where the sequence asks for it.
    pub weak: bool,
}

impl Label {
    /// The numbers of a decimal but the last, as printed: `1.1` of `1.1.3`.
    pub fn prefix(&self) -> &str {
        self.text.rsplit_once('.').map_or("", |(prefix, _)| prefix)
    }
}

/// The order of small letters; `d` and `đ` are two places.
const LETTERS: &[char] = &[
    'a', 'b', 'c', 'd', 'đ', 'e', 'g', 'h', 'i', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'x', 'y',
];

/// The place of a letter label.
pub(crate) fn letter_value(letter: char) -> Option<u32> {
    LETTERS.iter().position(|&l| l == letter).map(|i| i as u32 + 1)
}

/// The value of a canonical roman number below 90.
pub(crate) fn roman_value(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 8 {
        return None;
    }
    let digit = |b: u8| match b {
        b'I' => Some(1),
        b'V' => Some(5),
        b'X' => Some(10),
        b'L' => Some(50),
        _ => None,
    };
    let mut total = 0;
    let mut before = u32::MAX;
    for b in text.bytes() {
        let value = digit(b)?;
        total += value;
        if before < value {
            total -= 2 * before;
        }
        before = value;
    }
    (total < 90 && to_roman(total) == text).then_some(total)
}

/// The canonical roman number.
pub(crate) fn to_roman(mut n: u32) -> String {
    let mut out = String::new();
    for (value, sign) in [(50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")] {
        while n >= value {
            out.push_str(sign);
            n -= value;
        }
    }
    out
}

/// Reads the label at the head of `line`.
pub(crate) fn parse(line: &str) -> Option<Label> {
    let bytes = line.as_bytes();
    let label = match bytes.first()? {
        b'0'..=b'9' => numbered(line),
        b'I' | b'V' | b'X' | b'L' => roman(line),
        b'A'..=b'H' => capital(line).or_else(|| worded(line)),
        b'a'..=b'z' => letter(line),
        b'P' | b'M' => worded(line),
        // đ and Đ
        0xC4 => letter(line).or_else(|| worded(line)),
        _ => None,
    }?;
    let rest = &line[label.len..];
    Some(Label { len: line.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '*').len(), ..label })
}

fn close(rest: &str) -> (Close, usize) {
    let trimmed = rest.trim_start_matches(' ');
    let blanks = rest.len() - trimmed.len();
    match trimmed.as_bytes().first() {
        Some(b'.') => (Close::Dot, blanks + 1 + usize::from(trimmed.as_bytes().get(1) == Some(&b')'))),
        Some(b')') => (Close::Bracket, blanks + 1),
        Some(b'/') if blanks == 0 => (Close::Slash, 1),
        Some(b'-') => (Close::Dash, blanks + 1),
        _ if trimmed.starts_with('–') => (Close::Dash, blanks + '–'.len_utf8()),
        _ => (Close::None, 0),
    }
}

fn next_char(rest: &str) -> Option<char> {
    rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '"' | '“' | '(' | '[')).chars().next()
}

fn numbered(line: &str) -> Option<Label> {
    let mut numbers = Vec::new();
    let mut at = 0;
    loop {
        let len = line[at..].bytes().take(5).take_while(u8::is_ascii_digit).count();
        if len == 0 {
            break;
        }
        numbers.push(&line[at..at + len]);
        at += len;
        let dotted =
            line.as_bytes().get(at) == Some(&b'.') && line.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit);
        if !dotted || numbers.len() > 6 {
            break;
        }
        at += 1;
    }
    let too_long = if numbers.len() == 1 { 3 } else { 2 };
    if numbers.is_empty() || numbers.iter().any(|n| n.len() > too_long) || numbers.len() > 6 {
        return None;
    }
    let value: u32 = numbers[numbers.len() - 1].parse().ok()?;
    let (mut close, len) = close(&line[at..]);
    let rest = &line[at + len..];
    let spaced = rest.starts_with(|c: char| c.is_whitespace() || c == '*');
    let upper = next_char(rest).is_none_or(char::is_uppercase);
    let share = line[at..].starts_with('-') && rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let mut weak = !upper;
    if numbers.len() == 1 {
        match close {
            Close::None => return None,
            // `1- 100% cán bộ`: a range has no blank on one side only.
            Close::Dash if !spaced || !upper && !share => return None,
            Close::Dash | Close::Slash => weak = true,
            _ => {}
        }
        if rest.starts_with(|c: char| c.is_ascii_digit()) || value == 0 {
            return None;
        }
    } else if matches!(close, Close::None | Close::Dash | Close::Slash) {
        // `2.1 Ban hành`: the dot may be missing before a capital.
        if !spaced && close == Close::None && !line[at..].starts_with(char::is_uppercase) || !upper {
            return None;
        }
        // `2.1- Xây dựng`: so the Party's offices write; a range of decimals (`2.1-2.3`) has no blank behind it.
        if close == Close::Slash || close == Close::Dash && (!spaced || numbers.iter().any(|n| n.starts_with('0'))) {
            return None;
        }
        close = Close::Dot;
    }
    if !spaced && rest.starts_with(char::is_lowercase) {
        return None;
    }
    let kind = if numbers.len() == 1 { SectionKind::Arabic } else { SectionKind::Decimal };
    Some(Label { kind, text: line[..at].to_owned(), close, value, len: at + len, weak })
}

fn roman(line: &str) -> Option<Label> {
    let len = line.bytes().take(9).take_while(|b| matches!(b, b'I' | b'V' | b'X' | b'L')).count();
    let value = roman_value(&line[..len])?;
    let rest = &line[len..];
    // `II.1.`, `II.2.3.`: a decimal under a roman.
    if rest.starts_with('.') && rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit) {
        let digits = rest.bytes().skip(1).take(9).take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let numbers = rest[1..1 + digits].trim_end_matches('.');
        let value: u32 = numbers.rsplit('.').next()?.parse().ok()?;
        let end = len + 1 + numbers.len();
        let (close, shut) = close(&line[end..]);
        let text = line[..end].to_owned();
        return (value < 100).then_some(Label {
            kind: SectionKind::Decimal,
            text,
            close,
            value,
            len: end + shut,
            weak: false,
        });
    }
    let (close, shut) = close(rest);
    let after = &rest[shut..];
    let spaced = after.starts_with(|c: char| c.is_whitespace() || c == '*');
    let upper = next_char(after).is_none_or(char::is_uppercase);
    match close {
        Close::None => return None,
        Close::Dash if !spaced || !upper => return None,
        Close::Slash if after.starts_with(char::is_lowercase) => return None,
        _ => {}
    }
    let weak = matches!(close, Close::Dash | Close::Slash) || !upper;
    Some(Label { kind: SectionKind::Roman, text: line[..len].to_owned(), close, value, len: len + shut, weak })
}

/// `A.`, `B.`: the parts of a long plan or report, above the romans.
fn capital(line: &str) -> Option<Label> {
    let value = u32::from(line.as_bytes()[0] - b'A') + 1;
    let rest = &line[1..];
    let (close, shut) = close(rest);
    let after = &rest[shut..];
    let ok = matches!(close, Close::Dot | Close::Bracket)
        && after.starts_with(|c: char| c.is_whitespace() || c == '*')
        && next_char(after).is_some_and(char::is_uppercase);
    ok.then(|| Label { kind: SectionKind::Part, text: line[..1].to_owned(), close, value, len: 1 + shut, weak: true })
}

fn letter(line: &str) -> Option<Label> {
    let first = line.chars().next()?;
    let value = letter_value(first)?;
    let at = first.len_utf8();
    let (close, shut) = close(&line[at..]);
    let after = &line[at + shut..];
    let spaced = after.starts_with(|c: char| c.is_whitespace() || c == '*');
    match close {
        Close::Bracket => {}
        Close::Dot if spaced || after.starts_with(char::is_uppercase) => {}
        Close::Slash if spaced || after.starts_with(char::is_uppercase) => {}
        _ => return None,
    }
    let weak = close != Close::Bracket && !next_char(after).is_some_and(char::is_uppercase);
    Some(Label { kind: SectionKind::Letter, text: first.to_string(), close, value, len: at + shut, weak })
}

/// Ordinals in words, folded: "Phần thứ nhất".
const ORDINALS: &[&str] = &["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"];

/// `Phần`, `Chương`, `Mục`, `Điều`, `Phụ lục` with their number.
fn worded(line: &str) -> Option<Label> {
    const WORDS: &[(&str, &str, SectionKind)] = &[
        ("Phần", "PHẦN", SectionKind::Part),
        ("Chương", "CHƯƠNG", SectionKind::Chapter),
        ("Mục", "MỤC", SectionKind::Division),
        ("Điều", "ĐIỀU", SectionKind::Article),
        ("Phụ lục", "PHỤ LỤC", SectionKind::Appendix),
    ];
    let &(word, kind, caps) = WORDS
        .iter()
        .find_map(|(title, upper, kind)| {
            let caps = line.starts_with(upper);
            (caps || line.starts_with(title)).then_some(if caps { (upper, kind, true) } else { (title, kind, false) })
        })
        .as_ref()?;
    let kind = *kind;
    let mut rest = line[word.len()..].trim_start();
    let alone = rest.is_empty();
    if !alone && rest.len() == line.len() - word.len() {
        return None;
    }
    let head = line.len() - rest.len();
    let ordinal = rest.strip_prefix("thứ ").or_else(|| rest.strip_prefix("THỨ "));
    let (number_len, value) = if alone {
        (0, 0)
    } else if let Some(spoken) = ordinal {
        let len = spoken.find(|c: char| !c.is_alphabetic()).unwrap_or(spoken.len());
        let said = spoken[..len].to_lowercase();
        (rest.len() - spoken.len() + len, ORDINALS.iter().position(|o| *o == said)? as u32 + 1)
    } else {
        let len = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let number = &rest[..len];
        let value = roman_value(number)
            .or_else(|| {
                (len <= 4).then(|| number.trim_end_matches(|c: char| c.is_ascii_lowercase()).parse().ok()).flatten()
            })
            .or_else(|| {
                (len == 1 && kind != SectionKind::Article)
                    .then(|| number.bytes().next().map(|b| u32::from(b.to_ascii_uppercase().saturating_sub(b'A')) + 1))
                    .flatten()
            });
        match value {
            Some(value) => (len, value),
            None if kind == SectionKind::Appendix && caps => (0, 0),
            None => return None,
        }
    };
    if number_len == 0 && kind != SectionKind::Appendix {
        return None;
    }
    let text_end = head + number_len;
    rest = &line[text_end..];
    let trimmed = rest.trim_start();
    let (close, shut) = match trimmed.as_bytes().first() {
        Some(b'.') => (Close::Dot, 1),
        Some(b':') => (Close::Dot, 1),
        Some(b'-') => (Close::Dash, 1),
        _ if trimmed.starts_with('–') => (Close::Dash, '–'.len_utf8()),
        _ => (Close::None, 0),
    };
    let title = trimmed[shut..].trim_start();
    let shouted = !title.chars().any(char::is_lowercase);
    // In running text these words are followed by more of the sentence: "Điều 5 của Luật", "Mục 2 Phần I Kế hoạch".
    let ok = match kind {
        SectionKind::Article => close == Close::Dot || title.is_empty(),
        SectionKind::Appendix => title.is_empty() || shouted || caps || close != Close::None,
        SectionKind::Part
            if !caps && number_len == 1 && value > 0 && roman_value(line[head..text_end].trim()).is_none() =>
        {
            title.is_empty()
        }
        _ => {
            title.is_empty()
                || shouted
                || caps
                || close == Close::Dot && next_char(title).is_some_and(char::is_uppercase)
        }
    };
    let text = line[..text_end].split_whitespace().collect::<Vec<_>>().join(" ");
    let weak = title.is_empty() && !caps || title.ends_with(['.', ';']) && kind != SectionKind::Article;
    ok.then_some(Label { kind, text, close, value, len: text_end + (rest.len() - trimmed.len()) + shut, weak })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read() {
        for (line, text, kind, rest) in [
            ("I. MỤC ĐÍCH", "I", SectionKind::Roman, "MỤC ĐÍCH"),
            ("XIV/ Kinh phí", "XIV", SectionKind::Roman, "Kinh phí"),
            ("2.1.Trên cơ sở", "2.1", SectionKind::Decimal, "Trên cơ sở"),
            ("2.1 Ban hành", "2.1", SectionKind::Decimal, "Ban hành"),
            ("2.3- Kiện toàn bộ máy", "2.3", SectionKind::Decimal, "Kiện toàn bộ máy"),
            ("1.2 – Công tác cán bộ", "1.2", SectionKind::Decimal, "Công tác cán bộ"),
            ("1.1.14.** Đẩy mạnh", "1.1.14", SectionKind::Decimal, "Đẩy mạnh"),
            ("1) Thư ký", "1", SectionKind::Arabic, "Thư ký"),
            ("3.Tổ chức", "3", SectionKind::Arabic, "Tổ chức"),
            ("đ) Phòng", "đ", SectionKind::Letter, "Phòng"),
            ("II.1. Mục tiêu", "II.1", SectionKind::Decimal, "Mục tiêu"),
            ("Điều 2. Giao", "Điều 2", SectionKind::Article, "Giao"),
            ("PHẦN THỨ NHẤT", "PHẦN THỨ NHẤT", SectionKind::Part, ""),
            ("Chương II", "Chương II", SectionKind::Chapter, ""),
            ("Mục 1. QUY ĐỊNH CHUNG", "Mục 1", SectionKind::Division, "QUY ĐỊNH CHUNG"),
            ("Phụ lục I", "Phụ lục I", SectionKind::Appendix, ""),
            ("PHỤ LỤC", "PHỤ LỤC", SectionKind::Appendix, ""),
        ] {
            let label = parse(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((label.text.as_str(), label.kind, &line[label.len..]), (text, kind, rest), "{line}");
        }
    }

    #[test]
    fn wrapped_numbers_are_no_labels() {
        for line in [
            "2025; Quyết định",
            "2023-2025 trong toàn",
            "24/2021/QH15 ngày",
            "1-2 hộ nghèo",
            "1.000 đồng",
            "2.1-2.4 của Kế hoạch",
            "1.5 - 2 triệu đồng",
            "30.4.2023",
            "84% về việc",
            "03/02/1930",
            "10–20 cơ sở",
            "Điều 5 của Luật",
            "Mục 2 Phần I Kế hoạch này",
            "Phụ lục 2) về",
            "I tháng",
            "và các",
            "Phần mềm",
        ] {
            assert_eq!(parse(line), None, "{line}");
        }
        assert!(parse("2.5 triệu đồng").is_none());
    }

    #[test]
    fn romans_are_canonical() {
        assert_eq!(roman_value("XLIX"), Some(49));
        assert_eq!(roman_value("IIII"), None);
        assert_eq!(roman_value("VX"), None);
    }
}
