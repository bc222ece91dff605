//! Cells that a spreadsheet shows as they are.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula, whoever wrote it: a line of a document
//! that was sent in could call a program. An apostrophe before it makes it text. Bullets ("- Lưu: VT") are such cells
//! too, since a spreadsheet would show `#NAME?` for them; plain numbers ("-5") are not. Nothing is lost by it: where
//! apostrophes stand before such a character, one of them is ours.
//!
//! The list of characters is that of OWASP's "CSV Injection" page; the longest cell is that of Excel's limits.

/// UTF-16 units that a spreadsheet's cell takes.
const LONGEST: usize = 32_767;

/// `text` as a cell that no spreadsheet runs and none breaks apart.
pub fn safe(text: String) -> String {
    let text = if text.len() >= LONGEST { cut(text) } else { text };
    let bare = text.trim_start_matches('\'');
    if bare.starts_with(runs) && !(bare.len() == text.len() && is_number(bare)) { format!("'{text}") } else { text }
}

/// Whether a cell that begins with it may be run.
fn runs(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

/// Whether `text` is a number and nothing else: `-5`, `+84.5`, `-1,5`.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty()
        && digits.split(['.', ',']).all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// Cuts what is longer than a cell takes, with room for the apostrophe and the sign of it.
fn cut(text: String) -> String {
    let mut room = LONGEST - 2;
    let end = text.char_indices().find(|(_, c)| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        !fits
    });
    match end {
        // One or two characters too many are not worth a cut that only the sign needs.
        Some((at, _)) if text.encode_utf16().count() > LONGEST - 1 => format!("{}…", &text[..at]),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a reader of the tables does to get the text back.
    fn text_of(cell: &str) -> &str {
        let bare = cell.trim_start_matches('\'');
        if bare.len() < cell.len() && bare.starts_with(runs) { &cell[1..] } else { cell }
    }

    #[test]
    fn what_would_run_is_text() {
        for (text, cell) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("@SUM(1)", "'@SUM(1)"),
            ("+84 24 38 223 344", "'+84 24 38 223 344"),
            ("- Lưu: VT", "'- Lưu: VT"),
            ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
            ("-", "'-"),
            ("-1.", "'-1."),
            ("＝1+1", "'＝1+1"),
            ("\t=1", "'\t=1"),
            ("'=1", "''=1"),
        ] {
            assert_eq!(safe(text.into()), cell);
        }
    }

    #[test]
    fn what_would_not_stays() {
        for text in ["", "-5", "+84", "-1.5", "-1,5", "Điều 5", "'90", "1-2", "a=b", "666/QĐ-TTg", "…"] {
            assert_eq!(safe(text.into()), text);
        }
    }

    #[test]
    fn a_cell_is_never_longer_than_a_spreadsheet_takes() {
        for long in ["ệ".repeat(40_000), "-".repeat(32_767), "😀".repeat(20_000), "x".repeat(32_767)] {
            let cell = safe(long);
            let units = cell.encode_utf16().count();
            assert!(units <= LONGEST && units > LONGEST - 4 && cell.ends_with('…'), "{units}");
        }
        assert_eq!(safe("ệ".repeat(30_000)), "ệ".repeat(30_000));
        assert_eq!(safe("x".repeat(LONGEST - 1)), "x".repeat(LONGEST - 1));
    }

    proptest! {
        #[test]
        fn the_text_can_be_got_back(text in "['=+@\t0-9a-]{0,8}") {
            let cell = safe(text.clone());
            prop_assert_eq!(text_of(&cell), text);
        }

        #[test]
        fn no_cell_runs(text in "['=+@\t\r\n0-9a-]{0,8}") {
            let cell = safe(text);
            prop_assert!(!cell.starts_with(runs) || is_number(&cell));
        }
    }
}
