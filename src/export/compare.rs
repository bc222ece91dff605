//! The lines that restoration changed, before and after, with the changed words marked.

use super::style::Style;
use crate::document::{Document, Span};
use crate::text::{as_read, undo};
use std::fmt::Write;

/// A line as pieces that are changed or not.
type Line = Vec<(bool, String)>;

/// Writes up to `limit` changed lines, each as it was read and as it was restored.
///
/// Returns how many lines were changed in all.
pub fn changed_lines(out: &mut String, document: &Document, limit: usize, style: &Style) -> usize {
    let edits = &document.restoration.edits;
    let before = marked(&undo(&document.text, edits), &as_read(edits));
    let after = marked(&document.text, &edits.iter().map(|e| e.span).collect::<Vec<_>>());
    let mut changed = 0;
    for (number, (was, is)) in before.iter().zip(&after).enumerate() {
        if !was.iter().chain(is).any(|(marked, _)| *marked) {
            continue;
        }
        changed += 1;
        if changed <= limit {
            let _ = writeln!(
                out,
                "  {} {} {}",
                style.dim(&format!("{:>4}", number + 1)),
                style.was("-"),
                shown(was, |s| style.was(s))
            );
            let _ = writeln!(out, "       {} {}", style.now("+"), shown(is, |s| style.now(s)));
        }
    }
    changed
}

fn shown(line: &Line, mark: impl Fn(&str) -> String) -> String {
    line.iter().map(|(changed, piece)| if *changed { mark(piece) } else { piece.clone() }).collect()
}

/// The lines of `text`, cut where `spans` begin and end.
fn marked(text: &str, spans: &[Span]) -> Vec<Line> {
    let mut lines = vec![Line::new()];
    let mut next = spans.iter().peekable();
    for (i, c) in text.chars().enumerate() {
        let i = i as u32;
        while next.next_if(|span| span.end <= i).is_some() {}
        if matches!(c, '\n' | '\u{c}') {
            lines.push(Line::new());
            continue;
        }
        let inside = next.peek().is_some_and(|span| span.start <= i);
        if let Some(line) = lines.last_mut() {
            match line.last_mut() {
                Some((changed, piece)) if *changed == inside => piece.push(c),
                _ => line.push((inside, c.to_string())),
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stop_at_line_ends() {
        let lines = marked("Kế hoạch\nsố 2", &[Span::new(0, 2), Span::new(3, 11)]);
        let flat: Vec<Vec<(bool, &str)>> =
            lines.iter().map(|l| l.iter().map(|(c, s)| (*c, s.as_str())).collect()).collect();
        assert_eq!(flat, [vec![(true, "Kế"), (false, " "), (true, "hoạch")], vec![(true, "số"), (false, " 2")]]);
    }
}
