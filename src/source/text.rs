//! A decoded text as pages: split at form feeds, lines ended by `\n`, NFC.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Splits a text into its pages. A form feed that ends the text opens no further page: `pdftotext` ends
/// every page with one.
pub fn pages(text: &str) -> Vec<String> {
    let body = text.strip_suffix('\u{c}').unwrap_or(text);
    body.split('\u{c}').map(clean).collect()
}

fn clean(page: &str) -> String {
    let mut lines = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = memchr::memchr(b'\r', rest.as_bytes()) {
        lines.push_str(&rest[..at]);
        lines.push('\n');
        rest = rest[at + 1..].strip_prefix('\n').unwrap_or(&rest[at + 1..]);
    }
    lines.push_str(rest);
    match is_nfc_quick(lines.chars()) {
        IsNormalized::Yes => lines,
        _ => lines.nfc().collect(),
    }
}

/// Whether a text is markdown: it has a heading line (`## …`).
pub fn is_markdown(text: &str) -> bool {
    text.lines().any(|line| {
        let marks = line.bytes().take_while(|&b| b == b'#').count();
        (1..=6).contains(&marks) && line[marks..].starts_with(' ') && !line[marks..].trim().is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pages_and_lines() {
        assert_eq!(pages("một\r\nhai\rba\n\u{c}bốn\u{c}"), ["một\nhai\nba\n", "bốn"]);
        assert_eq!(pages("\u{c}\u{c}x"), ["", "", "x"]);
        assert_eq!(pages("  \n"), ["  \n"]);
    }

    #[test]
    fn text_becomes_nfc() {
        assert_eq!(pages("Ke\u{302}\u{301} hoa\u{323}ch"), ["Kế hoạch"]);
    }

    #[test]
    fn markdown_has_headings() {
        assert!(is_markdown("## I. MỤC ĐÍCH\n"));
        assert!(!is_markdown("#1 và #2\n# \n####### bảy"));
    }

    proptest! {
        #[test]
        fn pages_hold_neither_form_feed_nor_carriage_return(text in "[a-zệ\u{301} \r\n\u{c}]{0,200}") {
            for page in pages(&text) {
                let stray = page.contains(['\r', '\u{c}']);
                prop_assert!(!stray);
                prop_assert_eq!(page.nfc().collect::<String>(), page);
            }
        }
    }
}
