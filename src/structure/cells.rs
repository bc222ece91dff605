//! The cells of a line and what each shows: number, marking, subject, stamp of incoming mail, note.
//!
//! Plain text puts the two columns of a letterhead or a foot on one line. The wide gaps between them divide the line
//! into cells, and each cell is known by its form alone; [`super::head`] decides what the document takes from it.

use super::lines::{Bold, Line, folded_starts};
use crate::text::doc_types::{self, TypeName};
use crate::text::letters;
use crate::text::syllable::is_syllable;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A number line: `Số: 15/KH-ABC`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    pub number: Option<String>,
    pub symbol: Option<String>,
    pub code: Option<String>,
    pub range: Range<usize>,
}

/// The pieces of a line that wide gaps divide, or bars where a frame was written in Markdown.
pub(crate) fn cells(text: &str, line: &Line) -> Vec<Range<usize>> {
    let words = line.text(text);
    if words.starts_with('|') {
        let mut at = line.body;
        let pieces = words.split_inclusive(['|', '>']).map(|piece| {
            let core = piece.strip_suffix('|').unwrap_or(piece);
            let core = ["<br>", "<br/>", "<br />"].iter().find_map(|b| core.strip_suffix(b)).unwrap_or(core);
            let start = at + core.len() - core.trim_start_matches([' ', '*']).len();
            at += piece.len();
            start..start + core.trim_matches([' ', '*']).len()
        });
        return pieces.filter(|piece| !piece.is_empty()).collect();
    }
    let mut out = Vec::new();
    let bytes = text.as_bytes();
    let (mut start, mut at) = (line.body, line.body);
    while at < line.body_end {
        let blank = |b: u8| b == b' ' || b == b'\t';
        if blank(bytes[at]) {
            let gap = bytes[at..line.body_end].iter().take_while(|b| blank(**b)).count();
            if gap >= 3 || bytes[at..at + gap].contains(&b'\t') {
                if at > start {
                    out.push(start..at);
                }
                start = at + gap;
            }
            at += gap;
        } else {
            at += 1;
        }
    }
    if start < line.body_end {
        out.push(start..line.body_end);
    }
    out
}

/// Number and date that a stamp of incoming mail gives.
pub(crate) fn arrival_fields(words: &str) -> (Option<String>, Option<String>) {
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)\bs[ốoô6]\s*(?:đến)?\s*[:.]*\s*(\d{1,6})\b").expect("static pattern"));
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)ng[àa]y\s*(?:đến)?\s*[:.]*\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
            .expect("static pattern")
    });
    if words.len() > 2000 {
        return (None, None);
    }
    let number = NUMBER.captures(words).map(|c| c[1].to_owned());
    let date = DATE.captures(words).map(|c| format!("{}-{:0>2}-{:0>2}", &c[3], &c[2], &c[1]));
    (number, date)
}

/// Whether a line heads the stamp of incoming mail.
pub(crate) fn is_arrival(words: &str) -> bool {
    ["cong van den", "van ban den"].iter().any(|p| folded_starts(words, p)) && words.chars().count() < 60
        || words == "ĐẾN"
}

/// Whether the text of a stamp is that of incoming mail: its heading, or "ĐẾN" beside the fields.
pub(crate) fn is_arrival_stamp(text: &str) -> bool {
    text.lines().any(|line| is_arrival(line.trim()))
        || letters::fold(text).split(|c: char| !c.is_alphanumeric()).any(|word| word == "den")
}

/// Takes the cells of a line of the head apart: wide gaps, the national motto, a date line behind a number.
pub(crate) fn split_cells(text: &str, line: &Line) -> Vec<Range<usize>> {
    static ANCHOR: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\s(c[ộo]ng h[òoo][àaa] x[ãa] h[ộo]i ch[ủu] ngh[ĩi]a|đ[ộo]c l[ậa]p\s*[-–—]\s*t[ựu] do|đảng cộng sản việt nam|kính gửi)").expect("static pattern")
    });
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"\s((?:TP\.?\s*|Tp\.?\s*|Thành phố\s+)?\p{Lu}[\p{Ll}\p{Lu}]*(?:\s+-?\s*\p{Lu}\p{Ll}*){0,4}),?\s*ng[àa]y\s",
        )
        .expect("static pattern")
    });
    let mut out = Vec::new();
    for cell in rejoin(text, cells(text, line)) {
        let words = &text[cell.clone()];
        let cut = ANCHOR.captures(words).or_else(|| {
            // The number line before the date; "Sơn La, ngày …" alone has none.
            let numbered = |found: &regex::Captures| {
                found.get(1).is_some_and(|place| words[..place.start()].contains(['/', ':', '-']))
            };
            // "Vĩnh Long, ngày …" begins like no "V/v".
            let subject = subject(words).is_some();
            let headed = (subject || words.starts_with(['S', 's'])) && words.len() < 300;
            headed.then(|| DATE.captures(words)).flatten().filter(|found| subject || numbered(found))
        });
        match cut.and_then(|c| c.get(1)) {
            Some(found) if found.start() > 1 => {
                let left = words[..found.start()].trim_end();
                out.push(cell.start..cell.start + left.len());
                out.push(cell.start + found.start()..cell.end);
            }
            _ => out.push(cell),
        }
    }
    out
}

/// Puts the cells together again that the blank of a draft divides: `Số:      /KH-UBND`, `ngày     tháng 01 năm 2024`.
fn rejoin(text: &str, cells: Vec<Range<usize>>) -> Vec<Range<usize>> {
    static OPEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:^|\s)(?:(?:s[ốoô6]\s*[:.]?|ngày|tháng|năm)(?:\s*[\d.…_]+)?)$").expect("static pattern")
    });
    let mut out: Vec<Range<usize>> = Vec::with_capacity(cells.len());
    for cell in cells {
        let words = &text[cell.clone()];
        let goes_on = words.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '/' | '-' | '.' | '…' | '_'))
            || folded_starts(words, "thang")
            || folded_starts(words, "nam ");
        match out.last_mut() {
            Some(last) if goes_on && OPEN.is_match(&text[last.clone()]) => last.end = cell.end,
            _ => out.push(cell),
        }
    }
    out
}

/// Whether a cell is the national motto or the Party's.
pub(crate) fn is_motto(words: &str) -> bool {
    let plain = letters::fold(&words.chars().take(50).collect::<String>());
    let tight: String = plain.chars().filter(|c| c.is_alphanumeric()).collect();
    ["conghoaxahoichunghia", "doclaptudohanhphuc", "doclaptudo", "dangcongsanvietnam", "vietnam"]
        .iter()
        .any(|m| tight.starts_with(m) && (*m != "vietnam" || tight.len() == 7))
}

/// Whether a cell has neither letter nor digit.
pub(crate) fn is_signless(words: &str) -> bool {
    !words.chars().any(char::is_alphanumeric)
}

/// Markings of secrecy, folded and as written.
pub(crate) const SECRECY: &[(&str, &str)] = &[("tuyet mat", "Tuyệt mật"), ("toi mat", "Tối mật"), ("mat", "Mật")];
/// Markings of urgency, folded and as written.
pub(crate) const URGENCY: &[(&str, &str)] =
    &[("hoa toc hen gio", "Hỏa tốc hẹn giờ"), ("hoa toc", "Hỏa tốc"), ("thuong khan", "Thượng khẩn"), ("khan", "Khẩn")];

/// A marking that is a cell of its own: "MẬT", "Độ khẩn: Hỏa tốc".
pub(crate) fn marking(words: &str, table: &[(&str, &'static str)]) -> Option<&'static str> {
    if words.chars().count() > 30 {
        return None;
    }
    let plain = letters::fold(words);
    let plain =
        plain.trim_start_matches("do mat").trim_start_matches("do khan").trim_matches(|c: char| !c.is_alphabetic());
    table.iter().find(|(fold, _)| *fold == plain).map(|(_, name)| *name)
}

/// What stands behind "V/v".
pub(crate) fn subject(words: &str) -> Option<&str> {
    static SUBJECT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[Vv]\s*[/.]\s*[VvWw]\s*[:.]?\s*").expect("static pattern"));
    if !words.starts_with(['V', 'v']) {
        return None;
    }
    SUBJECT.find(words).map(|m| &words[m.end()..])
}

/// What stands behind the "Kính gửi:" that a line opens with. Ink or the edge of a stamp may stand where its head was.
pub(crate) fn address(words: &str) -> Option<&str> {
    const HEAD: &str = "inh gui";
    let behind = |rest: &str| {
        let at = rest.char_indices().nth(HEAD.len()).map_or(rest.len(), |(n, _)| n);
        rest[at..].trim_start_matches([':', ' ', '.', '\u{a0}', '\t', '*']).len()
    };
    if folded_starts(words, "kinh gui") {
        let second = words.chars().next().map_or(0, char::len_utf8);
        return Some(&words[words.len() - behind(&words[second..])..]);
    }
    if folded_starts(words, "gui:") {
        let rest = words.split_once(':').map_or("", |(_, rest)| rest);
        return Some(rest.trim_start_matches([' ', '.', '\u{a0}', '\t', '*']));
    }
    // One worn word whose end is that of "Kính".
    let first = words.split(' ').next().unwrap_or_default();
    if first.len() > 60 || !words.contains(':') {
        return None;
    }
    let tail = first.char_indices().rev().nth(2).map(|(n, _)| n)?;
    let rest = &words[tail..];
    folded_starts(rest, "inh gui:").then(|| &words[words.len() - behind(rest)..])
}

/// Whether a line opens "Kính gửi: …".
pub(crate) fn opens_address(words: &str) -> bool {
    address(words).is_some()
}

/// Whether a line opens a note such as "(Ban hành kèm theo …)".
pub(crate) fn is_note(words: &str) -> bool {
    words.starts_with(['(', '[']) && {
        let inner = words.trim_start_matches(['(', '[', ' ']);
        folded_starts(inner, "ban hanh kem")
            || folded_starts(inner, "kem theo")
            || folded_starts(inner, "ban hanh theo")
            || folded_starts(inner, "duoc ban hanh")
            || folded_starts(inner, "dinh kem")
    }
}

/// Reads a number line.
pub(crate) fn number_line(words: &str, at: usize) -> Option<Number> {
    static STATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)^(?:\p{L}+\s+)? [Ss][ỐốOoÔôỒồỔổỖỗỘộƠơỚớỢợ6Bb]\s*[:.;]?\s*
            (?P<number>\d{1,6}[A-Za-z]?)? [\s.…_]* (?:/\s*(?P<year>(?:19|20)\d{2}))? \s*/\s*
            (?P<symbol>[\p{Lu}][\p{L}\d]*(?:\s*[-–.&/]\s*[\p{Lu}][\p{L}\d&()]*)*)",
        )
        .expect("static pattern")
    });
    static PARTY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)^[Ss][ỐốOoÔôỒồỔổỖỗỘộƠơỚớỢợ6Bb]\s*[:.;]?\s*
            (?P<number>\d{1,6}[A-Za-z]?)? [\s.…_]* -\s*
            (?P<symbol>\p{Lu}[\p{L}]*\s*/\s*\p{Lu}[\p{L}\d]*(?:\s*[-–]\s*\p{Lu}[\p{L}\d]*)*)",
        )
        .expect("static pattern")
    });
    if words.len() > 400
        || !(words.starts_with(['S', 's']) || words.starts_with(char::is_uppercase) && words.contains(" số"))
    {
        return None;
    }
    let tight = |s: &str| {
        let plain: String = s.chars().filter(|c| !c.is_whitespace()).map(|c| if c == '–' { '-' } else { c }).collect();
        letters::one_d(&plain)
    };
    let party = PARTY.captures(words);
    let dash = party.is_some();
    let found = party.or_else(|| STATE.captures(words));
    if let Some(found) = found {
        let number = found.name("number").map(|m| m.as_str().to_owned());
        let symbol = tight(found.name("symbol")?.as_str());
        let year = found.name("year").map(|m| format!("/{}", m.as_str())).unwrap_or_default();
        let sign = if dash { '-' } else { '/' };
        let code = format!("{}{year}{sign}{symbol}", number.as_deref().unwrap_or_default());
        let range = at..at + found.get(0)?.end();
        return Some(Number { number, symbol: Some(symbol), code: Some(code), range });
    }
    // A handwritten number that could not be read: its symbol is printed.
    static WORN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"^(?:[Ss$5]?[Ss][ỐốỒồỔổỘộỢợOoÔôÓó6]\s*[:.;]\s*[^/]{1,12}|[Ss$5§]{1,2}[ỐốỒồỔổỘộỢợOoÔôÓó60][^\s/]{0,10})",
            r"/\s*(\p{Lu}[\p{L}\d]*(?:\s*[-–]\s*\p{Lu}[\p{L}\d&]*)+)",
        ))
        .expect("static pattern")
    });
    if let Some(found) = WORN.captures(words) {
        let symbol = tight(&found[1]);
        let range = at..at + found[0].len();
        return Some(Number { number: None, code: Some(format!("/{symbol}")), symbol: Some(symbol), range });
    }
    // A number stamped or written over the stroke before the symbol: the symbol is printed.
    static OVERWRITTEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[Ss][ỐốỒồỔổỘộỢợOoÔô6]\S{1,12}?([A-ZĐÂĂÊÔƠƯ]{2,}(?:[-–][A-ZĐÂĂÊÔƠƯ]{2,})+)$")
            .expect("static pattern")
    });
    if let Some(found) = OVERWRITTEN.captures(words) {
        let symbol = tight(&found[1]);
        return Some(Number {
            number: None,
            code: Some(format!("/{symbol}")),
            symbol: Some(symbol),
            range: at..at + words.len(),
        });
    }
    // `Số: 12` or a blank without a symbol.
    static BARE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[Ss][Ốố]\s*:\s*(\d{1,6})?[\s.…_]*/?$").expect("static pattern"));
    let bare = BARE.captures(words)?;
    let number = bare.get(1).map(|m| m.as_str().to_owned());
    Some(Number { code: number.clone(), number, symbol: None, range: at..at + words.len() })
}

/// The type that a line names, and how many bytes of the line that takes.
pub(crate) fn type_at(words: &str, line: &Line, headed: bool) -> Option<(&'static TypeName, usize)> {
    if let Some(found) = worn_type(words) {
        return Some((found, words.len()));
    }
    let core = words.trim_end_matches([':', '.', ' ']);
    if core.len() > 600 || !words.starts_with(char::is_uppercase) {
        return None;
    }
    let shouted = line.caps || line.heading > 0 || line.bold == Bold::Whole;
    if !shouted && !headed {
        return None;
    }
    let spaced: String = core.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(found) = doc_types::by_name(&spaced).or_else(|| folded_type(&spaced)) {
        return Some((found, words.len()));
    }
    if !shouted {
        return None;
    }
    // The title goes on in the type's own line.
    doc_types::DOC_TYPES
        .iter()
        .filter(|t| words.chars().count() > t.name.chars().count() + 3)
        .filter_map(|t| {
            let len = words.char_indices().nth(t.name.chars().count()).map_or(words.len(), |(n, _)| n);
            let fits = doc_types::by_name(&words[..len]) == Some(t) && words[len..].starts_with(' ');
            let blanks = words[len..].len() - words[len..].trim_start().len();
            (fits && t.name.contains(' ')).then_some((t, len + blanks))
        })
        .max_by_key(|(_, len)| *len)
}

/// A type of two words or more in capitals with specks beside it: `?: KẾ HOẠCH`, `KẾ HOẠCH tt,`.
fn worn_type(words: &str) -> Option<&'static TypeName> {
    if words.len() > 80 {
        return None;
    }
    let tokens: Vec<&str> = words.split_whitespace().collect();
    let speck = |token: &&str| token.chars().count() <= 3 && !is_syllable(token);
    let first = tokens.iter().take(2).take_while(|token| speck(token)).count();
    let last = tokens.len() - tokens[first..].iter().rev().take(2).take_while(|token| speck(token)).count();
    let name = tokens.get(first..last)?.join(" ");
    let shouted = !name.chars().any(char::is_lowercase) && name.contains(' ');
    let specks = first > 0 || last < tokens.len();
    (specks && shouted && super::labels::parse(words).is_none())
        .then(|| doc_types::by_name(&name).or_else(|| folded_type(&name)))
        .flatten()
}

/// The only type of that name without its marks.
fn folded_type(name: &str) -> Option<&'static TypeName> {
    let plain = letters::fold(name);
    if plain.len() < 6 {
        return None;
    }
    let mut found = doc_types::DOC_TYPES.iter().filter(|t| letters::fold(t.name) == plain);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn number_lines() {
        for (line, number, symbol, code) in [
            ("Số: 1058/KH-BTP", Some("1058"), "KH-BTP", "1058/KH-BTP"),
            ("Số: /KH - CTHADS", None, "KH-CTHADS", "/KH-CTHADS"),
            ("Số:        /QĐ-CTHADS", None, "QĐ-CTHADS", "/QĐ-CTHADS"),
            ("Số: ....../KH-UBND", None, "KH-UBND", "/KH-UBND"),
            ("Số 12-KH/HU", Some("12"), "KH/HU", "12-KH/HU"),
            ("Số:{242 /KH-SYT", None, "KH-SYT", "/KH-SYT"),
            ("Số: 84/QĐÐ-BTP", Some("84"), "QĐ-BTP", "84/QĐ-BTP"),
            ("sSóz?/KH-SYT", None, "KH-SYT", "/KH-SYT"),
            ("Số: 6† /TTg-CĐS", None, "TTg-CĐS", "/TTg-CĐS"),
            ("Sối§4ØBGDĐT-GDPT", None, "BGDĐT-GDPT", "/BGDĐT-GDPT"),
            ("Sợ: /KH - CTHADS", None, "KH-CTHADS", "/KH-CTHADS"),
            ("Số: 30/2020/NĐ-CP", Some("30"), "NĐ-CP", "30/2020/NĐ-CP"),
            ("Luật số: 24/2021/QH15", Some("24"), "QH15", "24/2021/QH15"),
            ("Số: 1849/BGDĐT-GDPT", Some("1849"), "BGDĐT-GDPT", "1849/BGDĐT-GDPT"),
        ] {
            let found = number_line(line, 0).unwrap();
            assert_eq!(
                (found.number.as_deref(), found.symbol.as_deref(), found.code.as_deref()),
                (number, Some(symbol), Some(code)),
                "{line}"
            );
        }
        assert_eq!(number_line("Số lượng hồ sơ", 0), None);
        assert_eq!(number_line("Sở Y tế", 0), None);
        assert_eq!(number_line("Sở/Ban/Ngành", 0), None);
    }

    #[test]
    fn types_between_specks() {
        for (line, code) in [("?: KẾ HOẠCH", Some("KH")), ("KẾ HOẠCH tt,", Some("KH")), ("BÁO CÁO ' .", Some("BC"))]
        {
            assert_eq!(worn_type(line).map(|t| t.code), code, "{line}");
        }
        for line in ["KẾ HOẠCH", "KẾ HOẠCH năm 2024", "I. KẾ HOẠCH", "a) KẾ HOẠCH", "1. BÁO CÁO", "? CHỈ"]
        {
            assert_eq!(worn_type(line), None, "{line}");
        }
    }

    #[test]
    fn addresses_whose_head_is_worn() {
        assert_eq!(address("Kính gửi: Các Sở Giáo dục"), Some("Các Sở Giáo dục"));
        assert_eq!(address("Kính gửi:"), Some(""));
        assert_eq!(address("=———————kSính gửi:"), Some(""));
        assert_eq!(address("ính gửi: Bộ Y tế"), Some("Bộ Y tế"));
        assert_eq!(address("gửi: - Bộ Y tế"), Some("- Bộ Y tế"));
        for line in ["Nơi gửi: Hà Nội", "chính gửi Sở", "Tài chính gửi báo cáo", "Gửi báo cáo trước ngày 5"]
        {
            assert_eq!(address(line), None, "{line}");
        }
    }

    #[test]
    fn markings() {
        assert_eq!(marking("HOẢ TỐC", URGENCY), Some("Hỏa tốc"));
        assert_eq!(marking("TỐI MẬT", SECRECY), Some("Tối mật"));
        assert_eq!(marking("Mặt trận", SECRECY), None);
    }
}
