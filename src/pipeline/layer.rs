//! Judges the text layer of a PDF page, and makes a page of it when it is right.
//!
//! What a file draws with its fonts is right unless the file does not say what its letters stand for, or says it wrongly:
//! then hardly a word is Vietnamese, nor one of an encoding from before Unicode (which restoration converts), nor plain
//! English or French. What an OCR program left unseen over a scan has to be much better than that, since the picture can
//! be read anew: of the layers that scanners leave, made with English or French settings, at most half the words have
//! the shape of a syllable, and hardly any its marks.

use crate::document::{Page, TextSource};
use crate::ocr::{self, RawBlock, RawLine, RawPage, RawParagraph, RawWord};
use crate::source::{LayeredPage, TextLayer};
use crate::text::legacy;
use crate::text::letters::{is_marked, nfc};
use crate::text::syllable::is_syllable;

/// Fewer words than this cannot be judged; drawn ones are taken as they are.
const JUDGED: usize = 8;
/// Of the words of a layer that is drawn, those that must have the shape of a syllable, and of these those with marks:
/// Vietnamese has two thirds.
const DRAWN_SYLLABLES: f64 = 0.75;
const DRAWN_MARKED: f64 = 0.3;
/// The same of a layer over a scan.
const HIDDEN_SYLLABLES: f64 = 0.97;
const HIDDEN_MARKED: f64 = 0.5;
/// Of the letters, how many may be unknown.
const UNKNOWN: f64 = 0.01;
/// Of the words, how many in a text of another language are of its commonest.
const COMMON: f64 = 0.12;
/// Of the text, how much must be of an encoding from before Unicode.
const LEGACY: f64 = 0.5;

/// The commonest words of English and French that are no Vietnamese syllables.
const COMMON_WORDS: [&str; 30] = [
    "of", "and", "for", "is", "that", "with", "by", "be", "are", "or", "was", "shall", "from", "which", "not", "les",
    "des", "du", "et", "est", "que", "dans", "pour", "une", "qui", "sur", "aux", "par", "pas", "sont",
];

/// Whether the layer can stand for the page.
pub fn is_right(layer: &TextLayer) -> bool {
    let found = Counts::of(layer);
    if found.share(found.unknown, found.letters) > UNKNOWN {
        return false;
    }
    let syllables = found.share(found.syllables, found.words);
    let marked = found.share(found.marked, found.syllables);
    if layer.hidden {
        return found.words >= JUDGED && syllables >= HIDDEN_SYLLABLES && marked >= HIDDEN_MARKED;
    }
    found.words < JUDGED
        || syllables >= DRAWN_SYLLABLES && marked >= DRAWN_MARKED
        || found.share(found.common, found.words) >= COMMON
        || is_legacy(layer)
}

#[derive(Debug, Default)]
struct Counts {
    letters: usize,
    unknown: usize,
    words: usize,
    syllables: usize,
    marked: usize,
    common: usize,
}

impl Counts {
    fn of(layer: &TextLayer) -> Self {
        let mut out = Self::default();
        for word in layer.words() {
            out.letters += word.chars().count();
            out.unknown += word.chars().filter(|c| matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}')).count();
            let text = nfc(word);
            // Codes and numbers say nothing about the letters.
            if text.contains(|c: char| c.is_ascii_digit() || matches!(c, '/' | '&' | '@')) {
                continue;
            }
            for part in text.split(|c: char| !c.is_alphanumeric() && c != '\u{FFFD}') {
                out.count(part);
            }
        }
        out
    }

    fn count(&mut self, part: &str) {
        let abbreviation = part.len() <= 6 && part.chars().all(char::is_uppercase);
        if part.is_empty() || abbreviation {
            return;
        }
        self.words += 1;
        if is_syllable(part) && !is_mixed_case(part) {
            self.syllables += 1;
            self.marked += usize::from(part.chars().any(is_marked));
        }
        self.common += usize::from(COMMON_WORDS.contains(&part.to_lowercase().as_str()));
    }

    fn share(&self, part: usize, whole: usize) -> f64 {
        part as f64 / whole.max(1) as f64
    }
}

/// Capitals behind small letters, as misread words have them.
fn is_mixed_case(word: &str) -> bool {
    let small = word.chars().any(char::is_lowercase);
    small && word.chars().skip(1).any(char::is_uppercase)
}

fn is_legacy(layer: &TextLayer) -> bool {
    let lines: Vec<String> = layer
        .lines
        .iter()
        .map(|line| line.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "))
        .collect();
    let text = lines.join("\n");
    let runs = legacy::runs(&text);
    let converted: usize = runs.iter().map(|run| run.range.len()).sum();
    converted as f64 >= LEGACY * text.len() as f64
}

/// A page of a layer, its lines in reading order.
pub fn page(layered: &LayeredPage, layer: &TextLayer) -> Page {
    let mut paragraphs: Vec<RawParagraph> = Vec::new();
    for line in &layer.lines {
        let words = line.words.iter().map(|word| RawWord {
            text: word.text.clone(),
            bbox: word.bbox,
            confidence: 100.0,
            symbols: Vec::new(),
        });
        if paragraphs.len() <= line.paragraph {
            paragraphs.resize_with(line.paragraph + 1, RawParagraph::default);
        }
        paragraphs[line.paragraph].lines.push(RawLine { words: words.collect() });
    }
    let (width, height) = layered.size;
    let rules = layered.rules.clone();
    let blocks = vec![RawBlock { paragraphs }];
    let raw = RawPage { width, height, dpi: layered.dpi, rules, blocks, ..RawPage::default() };
    let read = ocr::assemble(&raw);
    let marks = layered.marks.iter().cloned().chain(read.marks).collect();
    Page { source: TextSource::TextLayer, marks, ..read }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::PixelBox;
    use crate::source::{LayerLine, LayerWord};

    fn layer(text: &str, hidden: bool) -> TextLayer {
        let line = |(y, line): (usize, &str)| {
            let words = line.split_whitespace().scan(100, |x, word| {
                let width = word.chars().count() as i32 * 20;
                let top = 100 + 60 * y as i32;
                let bbox = PixelBox { left: *x, top, right: *x + width, bottom: top + 40 };
                *x += width + 15;
                Some(LayerWord { text: word.to_owned(), bbox })
            });
            LayerLine { words: words.collect(), paragraph: y / 2 }
        };
        TextLayer { lines: text.lines().enumerate().map(line).collect(), hidden }
    }

    const RIGHT: &str = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015\n\
        Thực hiện Quyết định số 666/QĐ-TTg của Thủ tướng Chính phủ, UBND tỉnh ban hành Kế hoạch";

    #[test]
    fn right_vietnamese_is_used() {
        assert!(is_right(&layer(RIGHT, false)));
        assert!(is_right(&layer(RIGHT, true)));
    }

    #[test]
    fn what_scanners_leave_is_not() {
        for text in [
            "Throng phong GD&DT the quan, huyen; Hieu tracing cac truong Dai hpc ngoai ding lap\nGiam dAc cac trung tam",
            "Can cu Luat To chuc chinh quyen dia phuong ngay 19 thang 6 nam 2015 cua Quoc hoi",
            "Hi nghj tng kt cong tac nam 2019 va trin khai nhim vu nam 2020 cua nganh",
            "Căn cứ Luật Tổ chire chính quyén dia phuong ngay 19 tháng 6 nam 2015 cua Quôc hôi",
        ] {
            assert!(!is_right(&layer(text, true)), "{text}");
            assert!(!is_right(&layer(text, false)), "{text}");
        }
    }

    #[test]
    fn drawn_text_may_be_foreign_short_or_of_an_old_encoding() {
        for text in [
            "The Parties shall cooperate in the field of justice and for that purpose exchange information",
            "Phụ lục 2",
            "Céng hoµ x· héi chñ nghÜa ViÖt Nam\n§éc lËp - Tù do - H¹nh phóc\nC¨n cø NghÞ ®Þnh cña ChÝnh phñ",
        ] {
            assert!(is_right(&layer(text, false)), "{text}");
        }
    }

    #[test]
    fn letters_that_the_file_does_not_name_are_no_text() {
        assert!(!is_right(&layer(&RIGHT.replace('ị', "\u{FFFD}"), false)));
        assert!(!is_right(&layer("Fdăn fứ Oxậw Wổ fkứf fkíqk txbềq ịd skươqj", false)));
    }

    #[test]
    fn a_page_has_its_words_where_they_stand() {
        let layer = layer(RIGHT, false);
        let layered = LayeredPage { layer: None, marks: vec![], rules: vec![], size: (2480, 3508), dpi: 300 };
        let page = page(&layered, &layer);
        assert_eq!(page.text, format!("{RIGHT}\n"));
        assert_eq!((page.source, page.dpi, page.size), (TextSource::TextLayer, Some(300), Some((2480, 3508))));
        assert_eq!(page.words.len(), RIGHT.split_whitespace().count());
        assert_eq!(page.words[1].bbox.left, 175);
    }
}
