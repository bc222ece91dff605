//! The blanks of a letterhead: number and day are often written by hand, or stamped over the page.
//!
//! What the engine makes of handwriting looks like digits now and then, so number and day count only where it was sure
//! of each digit; otherwise they are left open, with a warning. What a document system put over the page ("1849" between
//! "Số:" and "/BGDĐT-GDPT") is a mark and no part of the text, but when it lies in the blank it is what was meant to
//! stand there: it is taken, and a warning says from where.

use crate::document::{Edit, MarkKind, OcrWord, Outline, Page, PixelBox, Span, SymbolChoice, TextSource, Warning};
use crate::text::IndexedText;
use crate::text::letters::fold;
use crate::text::places;
use std::ops::Range;

/// A word as sure as this, of 1, was printed.
const SURE_WORD: f64 = 0.75;
/// In a word that is less sure, digits as sure as this count.
const SURE_DIGIT: f64 = 0.85;
/// So do strokes that are this sure, where only signs that look like them share what the engine believes: others are at most
/// as sure as that.
const SURE_STROKE: f64 = 0.75;
const OTHER: f64 = 0.5;

/// A letterhead stands on one of so many first pages.
const PAGES: usize = 8;

/// Lets go of the words of page `number`, counted from 0, but for those that [`check`] may ask about: on the first
/// pages they stay, and what OCR saw in the few unsure ones with digits.
pub fn lighten(page: &mut Page, number: usize) {
    if number >= PAGES {
        page.words = Vec::new();
    }
    let mut read = page.text.chars();
    let mut at = 0;
    for word in &mut page.words {
        let skipped = word.span.start.saturating_sub(at);
        let letters = read.by_ref().skip(skipped as usize).take(word.span.len() as usize);
        let digits = letters.filter(|&c| digit(c).is_some()).count();
        at = word.span.end;
        if digits == 0 || word.confidence.get() >= SURE_WORD {
            word.symbols = Vec::new();
        }
    }
}

/// Opens what was not read for sure, and fills what a mark fills.
pub fn check(outline: &mut Outline, text: &IndexedText, pages: &[Page], edits: &[Edit]) {
    if pages.iter().all(|page| page.words.is_empty()) {
        return;
    }
    let scan = Scan { text, pages, edits };
    if let Some(line) = outline.number {
        number(outline, &scan, line);
    }
    if let Some(line) = outline.issued {
        date(outline, &scan, line);
    }
}

fn number(outline: &mut Outline, scan: &Scan<'_>, line: Span) {
    let header = &mut outline.header;
    if let Some(number) = header.number.clone() {
        let digits = scan.groups(line).into_iter().find(|(_, value)| number.starts_with(value.as_str()));
        if digits.is_none_or(|(span, value)| scan.is_sure(span, &value)) {
            return;
        }
        header.code = header.code.take().and_then(|code| code.strip_prefix(&number).map(str::to_owned));
        header.number = None;
        let message =
            format!("The document's number was read as {number}, but not for sure: it may be written by hand.");
        warn(outline, scan.text, "blank-number", message, line);
    }
    let Some(words) = scan.words(line) else { return };
    let head = words.iter().find(|word| fold(&scan.read(word)).starts_with('s'));
    let Some((found, after)) = head.and_then(|head| Some((scan.mark_over(line, 6)?, head.bbox.left))) else { return };
    if found.bbox.left < after {
        return;
    }
    let header = &mut outline.header;
    header.code = Some(format!("{}{}", found.digits, header.code.as_deref().unwrap_or_default()));
    header.number = Some(found.digits.clone());
    outline.warnings.retain(|warning| !(warning.code == "blank-number" && warning.span == Some(line)));
    let message =
        format!("The document's number {} stands in a mark put over the page, not in its text.", found.digits);
    warn(outline, scan.text, "number-from-mark", message, line);
}

fn date(outline: &mut Outline, scan: &Scan<'_>, line: Span) {
    let Some(date) = outline.header.date.clone() else { return };
    let mut parts: Vec<String> = date.split('-').map(str::to_owned).collect();
    if parts.len() != 3 {
        return;
    }
    let groups = scan.groups(line);
    // The day and the month that are printed, in this order; the year comes last.
    let printed = [2, 1].into_iter().filter(|&i| parts[i] != "XX").collect::<Vec<_>>();
    let mut opened = false;
    if groups.len() == printed.len() + 1 {
        for (i, (span, value)) in printed.into_iter().zip(groups) {
            if !scan.is_sure(span, &value) {
                parts[i] = "XX".to_owned();
                opened = true;
            }
        }
    }
    if opened {
        let message = "The day or month of issue was not read for sure: it may be written by hand.".to_owned();
        warn(outline, scan.text, "blank-date", message, line);
    }
    let day = (parts[2] == "XX").then(|| scan.mark_over(line, 2)).flatten();
    if let Some(mark) = day
        && let Ok(day) = mark.digits.parse::<u32>()
        && (1..=31).contains(&day)
    {
        parts[2] = format!("{day:02}");
        if parts[1] != "XX" {
            outline.warnings.retain(|warning| !(warning.code == "blank-date" && warning.span == Some(line)));
        }
        let message = format!("The day of issue {day:02} stands in a mark put over the page, not in its text.");
        warn(outline, scan.text, "date-from-mark", message, line);
    }
    outline.header.date = Some(parts.join("-"));
}

fn warn(outline: &mut Outline, text: &IndexedText, code: &str, message: String, span: Span) {
    let page = Some(text.page_at(span.start));
    outline.warnings.push(Warning { code: code.to_owned(), message, page, span: Some(span) });
}

/// The restored text beside the pages as they were read.
struct Scan<'a> {
    text: &'a IndexedText,
    pages: &'a [Page],
    edits: &'a [Edit],
}

/// The digit that a sign is, or looks like in print.
fn digit(c: char) -> Option<char> {
    match c {
        'I' | 'l' | 'L' | '|' | '!' | ']' => Some('1'),
        'O' | 'o' => Some('0'),
        'S' | 'Š' => Some('5'),
        '§' => Some('8'),
        c => c.is_ascii_digit().then_some(c),
    }
}

/// Whether the readings of a place, best first, leave no doubt that it is `wanted`. Whether a printed stroke is 1, l or I, the
/// engine seldom knows: then nothing else may come near.
fn is_sure(wanted: char, slot: &[SymbolChoice]) -> bool {
    let same = |reading: &SymbolChoice| reading.text.chars().map(digit).eq([Some(wanted)]);
    let Some(best) = slot.first().filter(|best| same(best)) else { return false };
    let strokes = slot.iter().all(|reading| same(reading) || reading.confidence.get() <= OTHER);
    best.confidence.get() >= SURE_DIGIT || strokes && best.confidence.get() >= SURE_STROKE
}

/// Digits that a mark holds.
struct Over {
    digits: String,
    bbox: PixelBox,
}

impl<'a> Scan<'a> {
    /// The digits in a span: where each group stands.
    fn groups(&self, span: Span) -> Vec<(Span, String)> {
        let Range { start, .. } = self.text.range(span);
        let words = self.text.slice(span);
        let mut out: Vec<(Span, String)> = Vec::new();
        let mut from = None;
        for (at, c) in words.char_indices().chain([(words.len(), ' ')]) {
            match (c.is_ascii_digit(), from) {
                (true, None) => from = Some(at),
                (false, Some(first)) => {
                    out.push((self.text.span(start + first..start + at), words[first..at].to_owned()));
                    from = None;
                }
                _ => {}
            }
        }
        out
    }

    fn page(&self, span: Span) -> Option<&'a Page> {
        self.pages.get(self.text.page_at(span.start) as usize)
    }

    /// The words that were read where `span` stands in the restored text; `None` on a page that no picture was read of.
    fn words(&self, span: Span) -> Option<&'a [OcrWord]> {
        let number = self.text.page_at(span.start) as usize;
        let page = self.pages.get(number)?;
        let before: usize = self.pages[..number].iter().map(|page| page.text.chars().count() + 1).sum();
        let read = places::as_read(span, self.edits);
        let (start, end) = (read.start.checked_sub(before as u32)?, read.end.saturating_sub(before as u32));
        let first = page.words.partition_point(|word| word.span.end <= start);
        let last = page.words.partition_point(|word| word.span.start < end);
        Some(&page.words[first..last.max(first)])
    }

    fn read(&self, word: &OcrWord) -> String {
        let page = self.pages.iter().find(|page| page.words.iter().any(|other| std::ptr::eq(other, word)));
        let letters = page.map(|page| page.text.chars().skip(word.span.start as usize).take(word.span.len() as usize));
        letters.map(Iterator::collect).unwrap_or_default()
    }

    /// Whether the engine was sure of the digits `value` at `span`.
    fn is_sure(&self, span: Span, value: &str) -> bool {
        if self.page(span).is_none_or(|page| page.source != TextSource::Ocr) {
            return true;
        }
        let Some(words) = self.words(span) else { return true };
        words.iter().all(|word| {
            let read = self.read(word);
            if word.confidence.get() >= SURE_WORD {
                return true;
            }
            // The digits may be sure where something beside them is not: "ngày30_".
            let letters: Vec<char> = read.chars().collect();
            let digits: Vec<char> = letters.iter().map(|&c| digit(c).unwrap_or(c)).collect();
            let wanted: Vec<char> = value.chars().collect();
            letters.len() == word.symbols.len()
                && digits.windows(wanted.len().max(1)).any(|part| part == wanted)
                && digits
                    .iter()
                    .zip(&word.symbols)
                    .filter(|(c, _)| c.is_ascii_digit())
                    .all(|(&c, slot)| is_sure(c, slot))
        })
    }

    /// A mark of at most `most` digits that lies on the line at `span`, between its ends.
    fn mark_over(&self, span: Span, most: usize) -> Option<Over> {
        let page = self.page(span)?;
        let line = self.words(span)?.iter().map(|word| word.bbox).reduce(PixelBox::union)?;
        let near = line.height();
        let marks = page.marks.iter().filter(|m| matches!(m.kind, MarkKind::Annotation | MarkKind::Handwriting));
        let inside = marks.filter_map(|mark| {
            let (bbox, digits) = (mark.bbox?, mark.text.as_deref()?.trim());
            let middle = (bbox.top + bbox.bottom) / 2;
            let level = line.top - near / 3 <= middle && middle <= line.bottom + near / 3;
            let between = line.left - near / 2 <= bbox.left && bbox.right <= line.right + near / 2;
            let plain = (1..=most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
            (level && between && plain).then(|| Over { digits: digits.to_owned(), bbox })
        });
        inside.into_iter().next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Confidence;

    fn slot(readings: &[(&str, f64)]) -> Vec<SymbolChoice> {
        let choice =
            |&(text, sure): &(&str, f64)| SymbolChoice { text: text.into(), confidence: Confidence::new(sure) };
        readings.iter().map(choice).collect()
    }

    #[test]
    fn strokes_that_look_alike_leave_no_doubt_and_other_signs_do() {
        for (wanted, readings, sure) in [
            ('3', &[("3", 0.95)][..], true),
            ('3', &[("3", 0.86), ("-", 0.6)], true),
            ('3', &[("3", 0.8), ("5", 0.6)], false),
            ('1', &[("!", 0.85), ("1", 0.79), ("l", 0.79)], true),
            ('1', &[("1", 0.81), ("l", 0.76), ("I", 0.71)], true),
            ('1', &[("1", 0.84), ("Ớ", 0.81), ("G", 0.8)], false),
            ('2', &[("ô", 0.76), ("2", 0.72)], false),
            ('0', &[("O", 0.7)], false),
            ('1', &[], false),
        ] {
            assert_eq!(is_sure(wanted, &slot(readings)), sure, "{wanted} {readings:?}");
        }
    }
}
