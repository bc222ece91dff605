//! The grammar of document numbers.
//!
//! State: `303/QĐ-BTP`, `24/2021/QH15`, `01/2022/TT-BLĐTBXH`, `2114/BGDĐT-GDCTHSSV` (a dispatch has no type in its
//! symbol). Party: `05-CT/TW`, `10-CTr/BCS`. A draft leaves the number blank: `số      /QĐ-CTHADS`. A line may break
//! after the dash (`6858/QĐ-` `BYT`). Source: Nghị định 30/2020/NĐ-CP, Annexes I and III; Hướng dẫn 36-HD/VPTW.

use crate::text::doc_types::{TypeName, by_code};
use crate::text::letters::{self, fold, strip};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A document number found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    /// Number to symbol, without the word "số".
    pub range: Range<usize>,
    /// The number; `None` when it was left blank.
    pub number: Option<String>,
    /// The year, when the number carries it.
    pub year: Option<String>,
    /// `QĐ-BTP`, `QH15`, `CT/TW`.
    pub symbol: String,
    /// Whether it is written the Party's way, `05-CT/TW`.
    pub party: bool,
    /// Whether the word "số" stands before it.
    pub numbered: bool,
}

impl Code {
    /// The type that the symbol itself names.
    pub fn doc_type(&self) -> Option<&'static TypeName> {
        let first = self.symbol.split(['-', '/']).next().unwrap_or("");
        if first == self.symbol { None } else { by_code(first).filter(|t| t.code != "CT" || first == "CT") }
    }

    /// The normalised code: "666/QĐ-TTg", "24/2021/QH15", "05-CT/TW", "/QĐ-CTHADS".
    pub fn text(&self) -> String {
        let number = self.number.as_deref().unwrap_or("");
        let year = self.year.as_ref().map(|y| format!("/{y}")).unwrap_or_default();
        format!("{number}{year}{}{}", if self.party { '-' } else { '/' }, self.symbol)
    }

    /// `vn/<symbol>/<year>/<number>`; the year of the mention's date when the number has none.
    pub fn key(&self, date: Option<&str>) -> String {
        let dated = date.and_then(|d| d.get(..4)).filter(|y| y.bytes().all(|b| b.is_ascii_digit()));
        let year = self.year.as_deref().or(dated).unwrap_or("x");
        let symbol = fold(&self.symbol).replace('/', "-");
        format!("vn/{symbol}/{year}/{}", self.number.as_deref().map_or("x".to_owned(), fold))
    }

    /// Writes the symbol as the type that the mention names would have it: `QD-TTg` of a Quyết định is `QĐ-TTg`.
    pub fn repair(&mut self, named: Option<&TypeName>) {
        let cut = self.symbol.find(['-', '/']).unwrap_or(self.symbol.len());
        let (first, rest) = self.symbol.split_at(cut);
        let right = named
            .filter(|t| strip(t.code).eq_ignore_ascii_case(&strip(first)) || (t.code == "QĐ" && damaged_qd(first)))
            .map(|t| t.code)
            .or_else(|| if rest.is_empty() { None } else { by_code(first).map(|t| t.code) })
            .or_else(|| (!rest.is_empty() && damaged_qd(first)).then_some("QĐ"));
        if let Some(right) = right {
            self.symbol = format!("{right}{rest}");
        }
    }
}

/// What reading without Vietnamese letters makes of QĐ.
fn damaged_qd(component: &str) -> bool {
    matches!(component, "QD" | "Qd" | "Qb" | "QB" | "QP" | "Qđ" | "QĐ")
}

/// A component of a symbol; the letters that abbreviations use.
const PART: &str = "[A-ZĐÐƯƠÂĂÊÔ][A-Za-zĐÐđƯưƠơÂÊÔ0-9&]*";

static CODE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?:(?P<n>[0-9]{{1,6}}(?:\.[0-9]{{1,2}})?[A-Za-zđ]?) ?)?(?:/ ?(?P<y>(?:19|20)[0-9][0-9]) ?)?(?P<sep>[/–-]) ?(?P<s>{PART}(?: ?[-–] ?{PART})?(?:(?:[-–] ?|/){PART})*)"
    );
    Regex::new(&pattern).expect("a fixed pattern")
});

static NUMBERED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\p{L}])(?i:số|sô|so|số hiệu|s6|sb) ?:? ?[.…_ ]*$").expect("a fixed pattern"));

/// The symbols that follow a number without a type in front of them.
static LONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:(?:UBTV|UBTVQH|QH|NQ)[0-9]{1,2}|QHK[0-9]+|CP|TTg|HĐBT|HĐCP|UB|UBND|CTN|TW|TU|HU|LCT|HĐNN[0-9]?)$")
        .expect("a fixed pattern")
});

/// All document numbers of `text`, in order.
pub(super) fn find(text: &str) -> Vec<Code> {
    let mut found: Vec<Code> = Vec::new();
    let mut done = 0;
    // every number has a slash: nothing is read but the words around one
    for slash in memchr::memchr_iter(b'/', text.as_bytes()) {
        if slash < done {
            continue;
        }
        let mut at = slash.saturating_sub(REACH).max(done);
        while !text.is_char_boundary(at) {
            at += 1;
        }
        let near = &text[..text.floor_char_boundary(slash + FAR)];
        while at <= slash {
            let Some(m) = CODE.find_at(near, at).filter(|m| m.start() <= slash) else { break };
            if let Some(code) = read(text, near, m.range()) {
                done = code.range.end;
                if slash < done {
                    found.push(code);
                    break;
                }
                found.push(code);
                at = done;
            } else {
                // the separator may belong to a longer chain: go on behind the first sign
                at = m.start() + text[m.start()..].chars().next().map_or(1, char::len_utf8);
                at += text[at..].bytes().take_while(u8::is_ascii_digit).count();
            }
        }
        done = done.max(slash + 1);
    }
    found
}

/// Bytes before a slash in which a document number may begin.
const REACH: usize = 24;

/// Bytes behind a slash in which it ends. Without a limit a text of slashes alone would be searched to its end at each.
const FAR: usize = 160;

/// The number at `range`, a match of [`CODE`] in `near`, which is the beginning of `text`.
fn read(text: &str, near: &str, range: Range<usize>) -> Option<Code> {
    let caps = CODE.captures_at(near, range.start)?;
    let (n, y, sep, s) = (caps.name("n"), caps.name("y"), caps.name("sep")?, caps.name("s")?);
    let before = &text[..range.start];
    if n.is_some()
        && before.ends_with(|c: char| c.is_alphanumeric() || "/-–.,:".contains(c))
        && !before.ends_with("số:")
    {
        return None;
    }
    let mut window = range.start.saturating_sub(24);
    while !text.is_char_boundary(window) {
        window += 1;
    }
    let numbered = NUMBERED.is_match(&text[window..range.start]);
    let mut symbol = s.as_str();
    // a component that runs on into a word is none
    if text[s.end()..].starts_with(char::is_alphanumeric) {
        symbol = symbol[..symbol.rfind(['-', '–', '/'])?].trim_end();
    }
    let spaced = symbol.find(" -").or(symbol.find(" –"));
    if let Some(cut) = spaced
        && by_code(&symbol[..cut]).is_none()
        && !damaged_qd(&symbol[..cut])
    {
        symbol = &symbol[..cut];
    }
    let end = s.start() + symbol.len();
    let symbol = letters::one_d(&normal(symbol));
    let party = sep.as_str() != "/";
    let linked = symbol.contains(['-', '/']);
    let first = symbol.split(['-', '/']).next().unwrap_or("");
    let typed = linked && (by_code(first).is_some() || damaged_qd(first));
    let sound = if party {
        n.is_some() && symbol.contains('/') && (typed || numbered)
    } else if n.is_none() && y.is_none() {
        numbered && linked
    } else {
        (linked && symbol.chars().filter(|c| c.is_uppercase()).count() > 1)
            || LONE.is_match(&symbol)
            || (y.is_some() && symbol.len() > 1)
            || (numbered && symbol.chars().filter(|c| c.is_uppercase()).count() > 1)
    };
    sound.then(|| Code {
        range: range.start..end,
        number: n.map(|n| n.as_str().to_owned()),
        year: y.map(|y| y.as_str().to_owned()),
        symbol,
        party,
        numbered,
    })
}

/// Without blanks, with plain dashes, with the components that everybody writes one way.
fn normal(symbol: &str) -> String {
    let tight: String = symbol.chars().filter(|c| *c != ' ').map(|c| if c == '–' { '-' } else { c }).collect();
    let mut out = String::with_capacity(tight.len());
    for part in tight.split_inclusive(['-', '/']) {
        let (name, sign) = match part.strip_suffix(['-', '/']) {
            Some(name) => (name, &part[name.len()..]),
            None => (part, ""),
        };
        out.push_str(if name.eq_ignore_ascii_case("TTG") { "TTg" } else { name });
        out.push_str(sign);
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<String> {
        find(text)
            .into_iter()
            .map(|mut c| {
                c.repair(None);
                c.text()
            })
            .collect()
    }

    #[test]
    fn the_forms_of_state_and_party() {
        for (text, code) in [
            ("Quyết định số 303/QĐ-BTP ngày", "303/QĐ-BTP"),
            ("Nghị quyết số 24/2021/QH15 ngày", "24/2021/QH15"),
            ("số 160/NQ-CP", "160/NQ-CP"),
            ("01/2022/TT-BLĐTBXH", "01/2022/TT-BLĐTBXH"),
            ("Chỉ thị số 05-CT/TW ngày", "05-CT/TW"),
            ("Kết luận số: 01-KL/TW", "01-KL/TW"),
            ("Chương trình 35-CTr/TU của", "35-CTr/TU"),
            ("số 10-Ctr/BCS ngày", "10-CTr/BCS"),
            ("Công văn số 2114/BGDĐT-GDCTHSSV ngày", "2114/BGDĐT-GDCTHSSV"),
            ("130/SYT-HĐKHCN", "130/SYT-HĐKHCN"),
            ("số 6858/QĐ- BYT ngày", "6858/QĐ-BYT"),
            ("Số: 12 /QĐ - UBND", "12/QĐ-UBND"),
            ("số /QĐ-CTHADS ngày", "/QĐ-CTHADS"),
            ("số ....../KH-UBND", "/KH-UBND"),
            ("01/2016/TTLT-BYT-BTC.", "01/2016/TTLT-BYT-BTC"),
            ("403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN", "403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN"),
            ("Luật 45/2013/QH13)", "45/2013/QH13"),
            ("số 31/2021/QĐ-TTG ", "31/2021/QĐ-TTg"),
            ("số 84/QD-BTP", "84/QĐ-BTP"),
            ("số 12a/KH-BGD&ĐT", "12a/KH-BGD&ĐT"),
            ("24/2021/QH15 - Kế hoạch", "24/2021/QH15"),
            ("Nghị định số 100/CP ngày", "100/CP"),
        ] {
            assert_eq!(codes(text), [code], "{text}");
        }
        assert_eq!(codes("số 12/QĐ-UBND và 13/QĐ-UBND, 14/KH-UBND"), ["12/QĐ-UBND", "13/QĐ-UBND", "14/KH-UBND"]);
    }

    #[test]
    fn what_is_no_document_number() {
        for text in [
            "ngày 23/6/2021",
            "1/3 số xã",
            "km/h",
            "24/7",
            "đoàn kết/Thi đua",
            "và/hoặc",
            "TCVN 5574:2018/BXD",
            "03/02/1930 - 03/02/2023",
            "10-20 Sở",
            "KT-XH",
            "UBND/HĐND",
            "tỷ lệ 1/Tổng",
            "V/v kiểm tra",
            "Covid-19",
        ] {
            assert_eq!(codes(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn keys_take_the_year_from_the_code_or_the_date() {
        let key = |text: &str, date| find(text)[0].key(date);
        assert_eq!(key("số 666/QĐ-TTg", Some("2022-06-02")), "vn/qd-ttg/2022/666");
        assert_eq!(key("số 05-CT/TW", Some("2021-06-23")), "vn/ct-tw/2021/05");
        assert_eq!(key("số 24/2021/QH15", None), "vn/qh15/2021/24");
        assert_eq!(key("số /QĐ-CTHADS", Some("2023-04-XX")), "vn/qd-cthads/2023/x");
        assert_eq!(key("số 666/QĐ-TTg", None), "vn/qd-ttg/x/666");
    }

    #[test]
    fn nothing_but_slashes_is_read_in_time_that_grows_with_its_length() {
        assert!(find(&"12/3456/78/2023/".repeat(20_000)).is_empty());
        find(&"/A".repeat(100_000));
    }
}
