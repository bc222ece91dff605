//! Colours of the summary, or brackets where there is no colour.

use anstyle::{AnsiColor, Style as Ansi};

/// How a summary is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether ANSI colours are written; without them changed words stand in brackets.
    pub colour: bool,
    /// Width of a line in characters.
    pub width: usize,
}

impl Style {
    /// A heading.
    pub fn heading(&self, text: &str) -> String {
        self.paint(Ansi::new().bold(), text)
    }

    /// Something beside the point.
    pub fn dim(&self, text: &str) -> String {
        self.paint(Ansi::new().dimmed(), text)
    }

    /// A code, date or other value.
    pub fn value(&self, text: &str) -> String {
        self.paint(AnsiColor::Cyan.on_default(), text)
    }

    /// Something to look at.
    pub fn alert(&self, text: &str) -> String {
        self.paint(AnsiColor::Yellow.on_default(), text)
    }

    /// A word as it was read.
    pub fn was(&self, text: &str) -> String {
        self.mark(AnsiColor::Red.on_default(), text)
    }

    /// A word as it was restored.
    pub fn now(&self, text: &str) -> String {
        self.mark(AnsiColor::Green.on_default().bold(), text)
    }

    /// `text` cut to the room that is left beside `used` characters.
    pub fn fit(&self, text: &str, used: usize) -> String {
        let room = self.width.saturating_sub(used).max(10);
        if text.chars().count() <= room {
            text.to_owned()
        } else {
            text.chars().take(room - 1).chain(['…']).collect()
        }
    }

    fn paint(&self, ansi: Ansi, text: &str) -> String {
        if self.colour { format!("{ansi}{text}{ansi:#}") } else { text.to_owned() }
    }

    fn mark(&self, ansi: Ansi, text: &str) -> String {
        match text {
            "-" | "+" => self.paint(ansi, text),
            _ if self.colour => self.paint(ansi, text),
            _ => format!("[{text}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_changed_words_stand_in_brackets() {
        let style = Style { colour: false, width: 80 };
        assert_eq!(style.now("số"), "[số]");
        assert_eq!(style.heading("x"), "x");
        assert_eq!(Style { colour: true, ..style }.now("số"), "\u{1b}[1m\u{1b}[32msố\u{1b}[0m");
    }

    #[test]
    fn long_text_is_cut_at_letters() {
        let style = Style { colour: false, width: 20 };
        assert_eq!(style.fit("Thi hành án dân sự", 8), "Thi hành án…");
    }
}
