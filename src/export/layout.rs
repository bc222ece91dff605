//! Restored words on their places on the page.
//!
//! OCR gives words with boxes in the text as it was read; restoration changes words, joins some and splits others. Here
//! each word of the restored text gets its box back: where one word became one word it takes the box, where some became
//! one it takes the box around them, where one became several they share its box in the measure of their letters. Words
//! stay in the order of the text and none is lost; a word that restoration took out stays with its box and an empty
//! text.

use crate::document::{Alternative, Confidence, Document, Edit, OcrWord, Page, PixelBox, Span, TextSource};
use crate::text::{IndexedText, as_read, tokens, undo};
use std::ops::Range;

/// The most other readings that a word keeps.
const MOST_ALTERNATIVES: usize = 4;

/// What the outputs with boxes need of a page as it was read, kept while the rest of the page goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Size of the page image in pixels; `None` when there was none.
    size: Option<(u32, u32)>,
    dpi: Option<u32>,
    rotation_deg: f64,
    source: TextSource,
    /// Code points of the page as read.
    length: u32,
    words: Vec<ReadWord>,
}

#[derive(Debug, Clone, PartialEq)]
struct ReadWord {
    /// In the page as read.
    span: Span,
    bbox: PixelBox,
    confidence: Confidence,
    alternatives: Vec<Alternative>,
    letters: Vec<Confidence>,
    line: u32,
    block: u32,
}

/// A page whose words are restored.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedPage {
    /// Size of the page image in pixels; `None` when there was none.
    pub size: Option<(u32, u32)>,
    /// Resolution in dots per inch.
    pub dpi: Option<u32>,
    /// How far the page was turned clockwise before it was read, in degrees. Boxes are those of the page before.
    pub rotation_deg: f64,
    /// Where its text came from.
    pub source: TextSource,
    /// The words in text order.
    pub words: Vec<PlacedWord>,
}

/// A restored word and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedWord {
    /// The word; empty when restoration took it out.
    pub text: String,
    /// What was read, when it was something else.
    pub read: Option<String>,
    /// Where it stands on the page image.
    pub bbox: PixelBox,
    /// Probability that the text is right.
    pub confidence: Confidence,
    /// Up to four other readings, best first.
    pub alternatives: Vec<Alternative>,
    /// The engine's confidence in each letter, when the word is as read and it told them.
    pub letters: Vec<Confidence>,
    /// Number of the text line on the page.
    pub line: u32,
    /// Number of the layout block on the page.
    pub block: u32,
}

/// Takes from pages as read what [`Placed`] needs; what the engine read otherwise only `with_readings`.
pub fn sheets(pages: impl IntoIterator<Item = Page>, with_readings: bool) -> Vec<Sheet> {
    let sheet = |mut page: Page| {
        let text: Vec<char> = page.text.chars().collect();
        if !with_readings {
            page.words.iter_mut().for_each(|word| word.symbols = Vec::new());
        }
        let words = page.words.iter().map(|word| read_word(word, &text));
        Sheet {
            size: page.size,
            dpi: page.dpi,
            rotation_deg: page.rotation_deg,
            source: page.source,
            length: text.len() as u32,
            words: words.collect(),
        }
    };
    pages.into_iter().map(sheet).collect()
}

fn read_word(word: &OcrWord, text: &[char]) -> ReadWord {
    let letters = text.get(word.span.start as usize..word.span.end as usize).unwrap_or_default();
    let aligned = word.symbols.len() == letters.len();
    // Slot by slot, the confidence of the letter that was taken; slots that are shifted do not hold it.
    let taken = |(letter, readings): (&char, &Vec<crate::document::SymbolChoice>)| {
        let mut read = readings.iter().filter(|choice| choice.text.chars().eq([*letter]));
        read.next().map(|choice| choice.confidence)
    };
    let confidences: Option<Vec<Confidence>> =
        if aligned { letters.iter().zip(&word.symbols).map(taken).collect() } else { None };
    let mut alternatives = Vec::new();
    if confidences.is_some() {
        for (i, readings) in word.symbols.iter().enumerate() {
            for choice in readings.iter().filter(|choice| !choice.text.chars().eq([letters[i]])) {
                let changed: String = letters[..i].iter().collect::<String>()
                    + &choice.text
                    + &letters[i + 1..].iter().collect::<String>();
                alternatives.push(Alternative { text: changed, confidence: choice.confidence });
            }
        }
        alternatives.sort_by(|a, b| b.confidence.get().total_cmp(&a.confidence.get()));
        alternatives.truncate(MOST_ALTERNATIVES);
        alternatives.shrink_to_fit();
    }
    ReadWord {
        span: word.span,
        bbox: word.bbox,
        confidence: word.confidence,
        alternatives,
        letters: confidences.unwrap_or_default(),
        line: word.line,
        block: word.block,
    }
}

/// The restored words of a document on the places where its sheets have the words as read. A page is made when it is
/// asked for: all of them at once would be most of what a long document takes.
#[derive(Debug)]
pub struct Placed<'a> {
    sheets: &'a [Sheet],
    text: IndexedText,
    read: IndexedText,
    changes: Changes<'a>,
    /// Where each page begins in the text as read, and where it stands in the restored text.
    pages: Vec<(u32, Span)>,
}

impl<'a> Placed<'a> {
    /// Joins `document` with the sheets of its pages.
    pub fn new(sheets: &'a [Sheet], document: &'a Document) -> Self {
        let edits = &document.restoration.edits;
        let text = IndexedText::new(document.text.as_str());
        let spans = text.pages();
        let mut start = 0;
        let mut pages = Vec::with_capacity(sheets.len());
        for (i, sheet) in sheets.iter().enumerate() {
            pages.push((start, spans.get(i).copied().unwrap_or(Span::new(text.len(), text.len()))));
            start += sheet.length + 1; // the form feed
        }
        let read = IndexedText::new(undo(&document.text, edits));
        Self { sheets, text, read, changes: Changes { edits, spans: as_read(edits) }, pages }
    }

    /// The pages, from the first.
    pub fn pages(&self) -> impl ExactSizeIterator<Item = PlacedPage> + Clone {
        self.sheets.iter().zip(&self.pages).map(|(sheet, &(start, span))| {
            let page = OnePage { text: &self.text, read: &self.read, changes: &self.changes, sheet, start, span };
            PlacedPage {
                size: sheet.size,
                dpi: sheet.dpi,
                rotation_deg: sheet.rotation_deg,
                source: sheet.source,
                words: if sheet.words.is_empty() { Vec::new() } else { page.words() },
            }
        })
    }
}

/// The edits, seen from both texts.
#[derive(Debug)]
struct Changes<'a> {
    edits: &'a [Edit],
    /// Where each `from` stands in the text as read.
    spans: Vec<Span>,
}

impl Changes<'_> {
    /// Where a stretch of the text as read stands in the restored text; what an edit touches is taken whole.
    fn forward(&self, read: Span) -> Span {
        let start = match self.spans.partition_point(|s| s.start <= read.start) {
            0 => read.start,
            n if self.spans[n - 1].end > read.start => self.edits[n - 1].span.start,
            n => self.edits[n - 1].span.end + (read.start - self.spans[n - 1].end),
        };
        let end = match self.spans.partition_point(|s| s.start < read.end) {
            0 => read.end,
            n if self.spans[n - 1].end >= read.end => self.edits[n - 1].span.end,
            n => self.edits[n - 1].span.end + (read.end - self.spans[n - 1].end),
        };
        Span::new(start, end)
    }

    /// The edits that touch a stretch of the restored text; one that took something out touches where it was.
    fn within(&self, span: Span) -> &[Edit] {
        let first =
            self.edits.partition_point(|e| e.span.end < span.start || e.span.end == span.start && !e.span.is_empty());
        let last = self.edits.partition_point(|e| e.span.start < span.end);
        &self.edits[first.min(last)..last]
    }
}

struct OnePage<'a> {
    text: &'a IndexedText,
    read: &'a IndexedText,
    changes: &'a Changes<'a>,
    sheet: &'a Sheet,
    /// Where the page begins in the text as read.
    start: u32,
    /// The page in the restored text.
    span: Span,
}

impl OnePage<'_> {
    fn words(&self) -> Vec<PlacedWord> {
        let range = self.text.range(self.span);
        let base = range.start;
        let tokens: Vec<Span> = tokens::ranges(&self.text.as_str()[range])
            .map(|token| self.text.span(token.start + base..token.end + base))
            .collect();
        let mut out = Vec::with_capacity(tokens.len());
        // Words and tokens that touch, from the left: each group is written when the next one begins.
        let mut words: Vec<&ReadWord> = Vec::new();
        let mut taken_out = Vec::new();
        let mut group = 0..0;
        for word in &self.sheet.words {
            let now = self.changes.forward(self.in_text(word));
            let first = tokens.partition_point(|t| t.end <= now.start);
            let last = tokens.partition_point(|t| t.start < now.end);
            if first >= last {
                taken_out.push(self.removed(word));
                continue;
            }
            if !words.is_empty() && first >= group.end {
                // Words that were put in stand with the one before them.
                group.end = first;
                self.write(&words, &tokens[group.clone()], &mut out);
                out.append(&mut taken_out);
                words.clear();
                group.start = first;
            }
            words.push(word);
            group.end = group.end.max(last);
        }
        if !words.is_empty() {
            self.write(&words, &tokens[group.start..], &mut out);
        }
        out.append(&mut taken_out);
        out
    }

    fn in_text(&self, word: &ReadWord) -> Span {
        Span::new(word.span.start + self.start, word.span.end + self.start)
    }

    fn as_read(&self, word: &ReadWord) -> &str {
        self.read.slice(self.in_text(word))
    }

    fn removed(&self, word: &ReadWord) -> PlacedWord {
        PlacedWord {
            text: String::new(),
            read: Some(self.as_read(word).to_owned()),
            bbox: word.bbox,
            confidence: word.confidence,
            alternatives: Vec::new(),
            letters: Vec::new(),
            line: word.line,
            block: word.block,
        }
    }

    /// Writes the tokens that some words became.
    fn write(&self, words: &[&ReadWord], tokens: &[Span], out: &mut Vec<PlacedWord>) {
        if words.len() == tokens.len() {
            out.extend(words.iter().zip(tokens).map(|(word, &token)| self.placed(&[word], token, word.bbox)));
            return;
        }
        let upright = is_upright(self.sheet.rotation_deg);
        for (i, (boxes, &token)) in
            share(words, tokens, upright, self.sheet.rotation_deg).into_iter().zip(tokens).enumerate()
        {
            let (bbox, origin) = boxes;
            let sources: &[&ReadWord] = if i == 0 { words } else { &[] };
            let mut placed = self.placed(sources, token, bbox);
            placed.line = words[origin].line;
            placed.block = words[origin].block;
            if sources.is_empty() && self.changes.within(token).is_empty() {
                placed.confidence = words[origin].confidence;
            }
            out.push(placed);
        }
    }

    fn placed(&self, words: &[&ReadWord], token: Span, bbox: PixelBox) -> PlacedWord {
        let text = self.text.slice(token).to_owned();
        let edits = self.changes.within(token);
        let least = |a: Confidence, b: Confidence| if b < a { b } else { a };
        let by_engine = words.iter().map(|w| w.confidence).reduce(least);
        let confidence = edits.iter().map(|e| e.confidence).reduce(least).or(by_engine).unwrap_or(Confidence::ONE);
        let read = words.iter().map(|w| self.as_read(w)).collect::<Vec<_>>().join(" ");
        let as_read = read == text;
        let alternatives = match (edits, words) {
            ([], [word]) => word.alternatives.clone(),
            ([edit], _) if token.contains(edit.span) => {
                let before = self.text.slice(Span::new(token.start, edit.span.start));
                let after = self.text.slice(Span::new(edit.span.end, token.end));
                let whole = |a: &Alternative| Alternative { text: format!("{before}{}{after}", a.text), ..a.clone() };
                edit.alternatives.iter().map(whole).collect()
            }
            _ => Vec::new(),
        };
        PlacedWord {
            read: (!as_read && !words.is_empty()).then_some(read),
            bbox,
            confidence,
            alternatives: alternatives.into_iter().filter(|a| a.text != text).take(MOST_ALTERNATIVES).collect(),
            letters: match words {
                [word] if as_read => word.letters.clone(),
                _ => Vec::new(),
            },
            line: words.first().map_or(0, |w| w.line),
            block: words.first().map_or(0, |w| w.block),
            text,
        }
    }
}

/// Whether lines run along the rows of the image, not along its columns.
pub(super) fn is_upright(rotation_deg: f64) -> bool {
    (rotation_deg / 90.0).round() as i64 % 2 == 0
}

/// Gives each token its share of the boxes, in the measure of its letters, and the word that most of it stands on.
fn share(words: &[&ReadWord], tokens: &[Span], upright: bool, rotation_deg: f64) -> Vec<(PixelBox, usize)> {
    let long = |b: PixelBox| f64::from(if upright { b.width() } else { b.height() }.max(1));
    let letters: f64 = tokens.iter().map(|t| f64::from(t.len())).sum();
    let total: f64 = words.iter().map(|w| long(w.bbox)).sum();
    let backwards = matches!((rotation_deg / 90.0).round() as i64 % 4, 1 | 2 | -2 | -3);
    let mut at = 0.0;
    let mut out = Vec::with_capacity(tokens.len());
    for token in tokens {
        let range = at..at + total * f64::from(token.len()) / letters.max(1.0);
        at = range.end;
        let mut from = 0.0;
        let mut parts: Vec<(PixelBox, usize, f64)> = Vec::new();
        for (i, word) in words.iter().enumerate() {
            let length = long(word.bbox);
            let (a, b) = ((range.start - from).max(0.0), (range.end - from).min(length));
            if b > a {
                parts.push((cut(word.bbox, a / length..b / length, upright, backwards), i, b - a));
            }
            from += length;
        }
        let most = parts.iter().copied().reduce(|x, y| if y.2 > x.2 { y } else { x });
        let (mut bbox, origin, _) = most.unwrap_or((words[0].bbox, 0, 0.0));
        for (other, i, _) in parts {
            if words[i].line == words[origin].line {
                bbox = bbox.union(other);
            }
        }
        out.push((bbox, origin));
    }
    out
}

/// The part of a box between two fractions of its length.
fn cut(b: PixelBox, part: Range<f64>, upright: bool, backwards: bool) -> PixelBox {
    let part = if backwards { 1.0 - part.end..1.0 - part.start } else { part };
    let on = |from: i32, length: i32, f: f64| from + (f64::from(length) * f).round() as i32;
    if upright {
        PixelBox { left: on(b.left, b.width(), part.start), right: on(b.left, b.width(), part.end), ..b }
    } else {
        PixelBox { top: on(b.top, b.height(), part.start), bottom: on(b.top, b.height(), part.end), ..b }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::document::SymbolChoice;
    use proptest::prelude::*;
    use serde_json::json;

    /// A page of one line for each line of `text`, 10 pixels a letter and 20 high, lines 40 apart.
    pub(in crate::export) fn page(text: &str) -> Page {
        let mut page = Page::from_text(text);
        page.source = TextSource::Ocr;
        page.size = Some((1000, 1400));
        page.dpi = Some(100);
        let mut at = 0u32;
        for (line, row) in text.split('\n').enumerate() {
            let mut left = 100;
            for word in row.split(' ') {
                let length = word.chars().count() as u32;
                let right = left + 10 * length as i32;
                if length > 0 {
                    let top = 100 + 40 * line as i32;
                    page.words.push(OcrWord {
                        span: Span::new(at, at + length),
                        bbox: PixelBox { left, top, right, bottom: top + 20 },
                        confidence: Confidence::new(0.9),
                        symbols: vec![],
                        line: line as u32,
                        block: 0,
                    });
                }
                left = right + 10;
                at += length + 1;
            }
        }
        page
    }

    /// The pages of `document` that were read as `read`.
    pub(in crate::export) fn place(read: impl IntoIterator<Item = Page>, document: &Document) -> Vec<PlacedPage> {
        Placed::new(&sheets(read, true), document).pages().collect()
    }

    /// A document of `text` with edits given as (restored position, from, to).
    pub(in crate::export) fn document(text: &str, edits: &[(u32, &str, &str)]) -> Document {
        let edits: Vec<_> = edits
            .iter()
            .map(|&(start, from, to)| {
                json!({
                    "span": [start, start + to.chars().count() as u32], "page": 0, "from": from, "to": to,
                    "confidence": 0.8, "alternatives": [{"text": "khác", "confidence": 0.1}],
                })
            })
            .collect();
        let pages: Vec<_> = IndexedText::new(text)
            .pages()
            .into_iter()
            .enumerate()
            .map(|(i, span)| {
                json!({
                    "index": i, "span": [span.start, span.end], "width_px": 1000, "height_px": 1400, "dpi": 100,
                    "rotation_deg": 0.0, "text_source": "ocr", "marks": [],
                })
            })
            .collect();
        let document = json!({
            "schema_version": "1.0",
            "source": {
                "path": "quét/kế hoạch.png", "sha256": "ba78".repeat(16), "media_type": "image/png", "page_count": 1,
                "pipeline": {"program": "vankho 0", "ocr": "tesseract 5.3.0 vie", "language_model": "0"},
            },
            "text": text, "pages": pages,
            "header": {
                "issuer": "Bộ Tư pháp", "title": "Công tác năm 2023", "date": "2023-04-05", "addressees": [],
                "code": "15/KH-BTP", "doc_type": {"code": "KH", "name": "Kế hoạch"},
            },
            "preamble": [], "sections": [], "references": [], "dates": [], "targets": [], "assignments": [],
            "recipients": [], "signatures": [], "warnings": [],
            "restoration": {"noise": "ocr", "stretches": [], "tokens": 0, "changed": 0, "edits": edits},
        });
        serde_json::from_value(document).unwrap()
    }

    fn rows(pages: &[PlacedPage]) -> Vec<(&str, Option<&str>, i32, i32)> {
        let words = pages.iter().flat_map(|p| &p.words);
        words.map(|w| (w.text.as_str(), w.read.as_deref(), w.bbox.left, w.bbox.right)).collect()
    }

    #[test]
    fn words_that_were_joined_split_changed_and_taken_out_keep_their_places() {
        // Joined: "T hz" to one word; split: "Kehoach" to two; taken out: "~".
        let read = page("T hz hành dn ~ Kehoach\nsố 5");
        let text = "Thi hành án Kế hoạch\nsố 5";
        let document =
            document(text, &[(0, "T hz", "Thi"), (9, "dn", "án"), (11, " ~", ""), (12, "Kehoach", "Kế hoạch")]);
        let placed = place([read], &document);
        assert_eq!(
            rows(&placed),
            [
                ("Thi", Some("T hz"), 100, 140),
                ("hành", None, 150, 190),
                ("án", Some("dn"), 200, 220),
                ("", Some("~"), 230, 240),
                ("Kế", Some("Kehoach"), 250, 270),
                ("hoạch", None, 270, 320),
                ("số", None, 100, 120),
                ("5", None, 130, 140),
            ]
        );
        let changed = &placed[0].words[2];
        assert_eq!((changed.confidence.get(), changed.alternatives[0].text.as_str()), (0.8, "khác"));
        assert_eq!(placed[0].words[6].line, 1);
    }

    #[test]
    fn an_edit_inside_a_word_leaves_the_rest_of_the_word() {
        let read = page("(s6: 5)");
        let placed = place([read], &document("(số: 5)", &[(1, "s6", "số")]));
        assert_eq!(rows(&placed), [("(số:", Some("(s6:"), 100, 140), ("5)", None, 150, 170)]);
        assert_eq!(placed[0].words[0].alternatives[0].text, "(khác:");
    }

    #[test]
    fn the_second_page_counts_from_its_own_start() {
        let read = [page("mot"), page("hai dn")];
        let placed = place(read, &document("một\u{c}hai án", &[(0, "mot", "một"), (8, "dn", "án")]));
        assert_eq!(placed[1].words[1].text, "án");
        assert_eq!(placed[1].words[1].read.as_deref(), Some("dn"));
    }

    #[test]
    fn readings_of_letters_become_readings_of_the_word() {
        let mut read = page("an");
        let choice = |text: &str, c: f64| SymbolChoice { text: text.into(), confidence: Confidence::new(c) };
        read.words[0].symbols = vec![vec![choice("a", 0.7), choice("á", 0.2)], vec![choice("n", 0.9)]];
        let placed = place([read], &document("an", &[]));
        let word = &placed[0].words[0];
        assert_eq!(word.alternatives.iter().map(|a| a.text.as_str()).collect::<Vec<_>>(), ["án"]);
        assert_eq!(word.letters.iter().map(|c| c.get()).collect::<Vec<_>>(), [0.7, 0.9]);
    }

    proptest! {
        #[test]
        fn no_word_of_the_text_is_lost(words in proptest::collection::vec(("[a-zệ]{1,5}", 0u8..6), 1..30)) {
            let (mut read, mut text) = (String::new(), String::new());
            let mut edits: Vec<(u32, String, String)> = Vec::new();
            for (i, (word, change)) in words.iter().enumerate() {
                if i > 0 {
                    read.push(' ');
                    text.push(' ');
                }
                let to = match change {
                    0 => format!("{word} án"),
                    1 => "số".to_owned(),
                    2 => format!("x{word}"),
                    _ => word.clone(),
                };
                if to != *word {
                    edits.push((text.chars().count() as u32, word.clone(), to.clone()));
                }
                read.push_str(word);
                text.push_str(&to);
            }
            let edits: Vec<(u32, &str, &str)> = edits.iter().map(|(s, f, t)| (*s, f.as_str(), t.as_str())).collect();
            let placed = place([page(&read)], &document(&text, &edits));
            let out: Vec<&str> = placed[0].words.iter().map(|w| w.text.as_str()).collect();
            prop_assert_eq!(out.join(" "), text);
        }
    }
}
