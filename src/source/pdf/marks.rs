//! What was put over a page after it was made: annotations, signature stamps, watermarks.
//!
//! Document systems stamp a scan with "SAO Y", a registration number or the particulars of a digital signature (Nghị định
//! 30/2020/NĐ-CP, Annex I, part II.8 and III). That is no text of the document, and a layer that consists of it makes no
//! page born-digital. Annotations are told by the file; over a scan every few visible words are an overlay; a signature's
//! particulars that became page content are known by their wording; watermarks by their mark or their slant.

use super::content::Glyph;
use super::words::{Line, lines};
use crate::document::{Mark, MarkKind, PixelBox};
use crate::text::letters::nfc;
use hayro::hayro_syntax::object::{Array, Dict, Name, Rect as PdfRect, String as PdfString};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, Rect};
use regex::Regex;
use std::sync::LazyLock;

/// The most annotations that are looked at.
const MOST_ANNOTATIONS: usize = 5_000;
/// Slant from which text is a watermark, as the smaller part of its direction: 10 degrees.
const SLANTED: f64 = 0.17;
/// The most lines of a signature's particulars.
const SIGNATURE_LINES: usize = 8;

/// Begins a digital signature's particulars.
static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    let words = r"(?i)^(?:người ký|ký bởi|được ký bởi|ký điện tử bởi|digitally signed by|signed by)\s*:?(?:\s|$)";
    Regex::new(words).expect("a static pattern")
});
/// Goes on with them.
static PARTICULARS: LazyLock<Regex> = LazyLock::new(|| {
    let words = r"(?i)^(?:email|e-mail|cơ quan|tổ chức|đơn vị|chức vụ|thời gian ký|ngày ký|lý do|nơi ký|date|reason|location|dn)\s*:";
    Regex::new(words).expect("a static pattern")
});

/// An annotation that shows something.
#[derive(Debug)]
pub struct Annotation {
    kind: MarkKind,
    /// Where, in points from the upper left corner.
    bounds: Rect,
    contents: Option<String>,
    /// Whether it is a form field that somebody filled in, which is the document's own text.
    field: bool,
    /// Whether it is worth noting without any text.
    speaks: bool,
}

/// The annotations of a page that are shown.
pub fn annotations(page: &Page<'_>, transform: Affine) -> Vec<Annotation> {
    const NOT_SHOWN: u32 = 1 << 1 | 1 << 5;
    let Some(array) = page.raw().get::<Array<'_>>(b"Annots") else { return Vec::new() };
    let dicts = array.iter::<Dict<'_>>().take(MOST_ANNOTATIONS);
    dicts
        .filter_map(|dict| {
            let subtype = dict.get::<Name<'_>>(b"Subtype")?;
            let rect = dict.get::<PdfRect>(b"Rect")?;
            let bounds = transform.transform_rect_bbox(Rect::new(rect.x0, rect.y0, rect.x1, rect.y1));
            let shown = dict.get::<u32>(b"F").unwrap_or(0) & NOT_SHOWN == 0;
            if !shown || !bounds.is_finite() || bounds.area() <= 1.0 {
                return None;
            }
            let (kind, field, speaks) = match subtype.as_str() {
                "Link" | "Popup" => return None,
                "Stamp" => (MarkKind::Stamp, false, true),
                "Watermark" => (MarkKind::Watermark, false, true),
                "Ink" => (MarkKind::Handwriting, false, true),
                "Widget" => {
                    let signature = field_type(&dict).is_some_and(|kind| kind == "Sig");
                    (MarkKind::Annotation, !signature, signature && dict.contains_key(b"AP"))
                }
                _ => (MarkKind::Annotation, false, false),
            };
            let contents = dict.get::<PdfString<'_>>(b"Contents").map(|s| decode(s.as_bytes()));
            Some(Annotation { kind, bounds, contents, field, speaks })
        })
        .collect()
}

/// The type of a form field, which it may have from its parent.
fn field_type(dict: &Dict<'_>) -> Option<String> {
    let own = dict.get::<Name<'_>>(b"FT");
    let kind = own.or_else(|| dict.get::<Dict<'_>>(b"Parent")?.get::<Name<'_>>(b"FT"))?;
    Some(kind.as_str().to_owned())
}

/// A text string: UTF-16 or UTF-8 behind its mark, else one byte a letter.
fn decode(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => bytes.iter().map(|&b| char::from(b)).collect(),
    }
}

/// Sorts the letters that annotations draw: those of filled-in fields are given back, the others go into marks.
pub fn of_annotations(annotations: &[Annotation], glyphs: Vec<Glyph>, scale: f64) -> (Vec<Mark>, Vec<Glyph>) {
    let mut own: Vec<Vec<Glyph>> = annotations.iter().map(|_| Vec::new()).collect();
    let mut fields = Vec::new();
    for glyph in glyphs {
        let middle = glyph.start.midpoint(glyph.end);
        match annotations.iter().rposition(|a| a.bounds.inflate(2.0, 2.0).contains(middle)) {
            Some(i) if annotations[i].field => fields.push(glyph),
            Some(i) => own[i].push(glyph),
            None => {}
        }
    }
    let marks = annotations.iter().zip(own).filter(|(a, _)| !a.field).filter_map(|(annotation, glyphs)| {
        let drawn = join(&lines(&glyphs));
        let text = Some(drawn).filter(|t| !t.is_empty()).or_else(|| {
            let contents = annotation.contents.as_deref()?.trim();
            (!contents.is_empty()).then(|| nfc(contents))
        });
        (text.is_some() || annotation.speaks).then(|| mark(annotation.kind, text, annotation.bounds, scale))
    });
    (marks.collect(), fields)
}

/// Whether a letter belongs to a watermark: called so, or slanted.
pub fn is_watermark(glyph: &Glyph) -> bool {
    let along = glyph.end - glyph.start;
    let length = along.hypot();
    glyph.watermark || length > 1e-6 && along.x.abs().min(along.y.abs()) / length > SLANTED
}

/// Lines that stand close together as one mark each.
pub fn of_lines(found: Vec<Line>, kind: MarkKind, scale: f64) -> Vec<Mark> {
    let mut groups: Vec<(Rect, Vec<Line>)> = Vec::new();
    for line in found {
        let bounds = line.bounds();
        let near = bounds.inflate(bounds.height(), bounds.height());
        match groups.iter_mut().rev().take(20).find(|(rect, _)| rect.overlaps(near)) {
            Some((rect, lines)) => {
                *rect = rect.union(bounds);
                lines.push(line);
            }
            None => groups.push((bounds, vec![line])),
        }
    }
    groups.into_iter().map(|(bounds, lines)| mark(kind, Some(join(&lines)), bounds, scale)).collect()
}

/// Letters of watermarks: words in the order of drawing.
pub fn of_watermark(glyphs: &[Glyph], scale: f64) -> Option<Mark> {
    let found = lines(glyphs);
    let bounds = found.iter().map(Line::bounds).reduce(|a, b| a.union(b))?;
    Some(mark(MarkKind::Watermark, Some(join(&found)), bounds, scale))
}

/// Takes the particulars of digital signatures out of `lines`.
pub fn take_signatures(lines: &mut Vec<Line>) -> Vec<Line> {
    let mut taken = vec![false; lines.len()];
    for first in 0..lines.len() {
        if !SIGNED.is_match(&lines[first].text()) {
            continue;
        }
        let near = lines[first].bounds();
        let same_place = |line: &Line| (line.bounds().x0 - near.x0).abs() < 3.0 * near.height();
        let following = (first + 1..lines.len()).filter(|&i| same_place(&lines[i])).take(SIGNATURE_LINES);
        let particulars: Vec<usize> = following.collect();
        // What stands between two particulars is a long one that went on in the next line.
        let last = particulars.iter().rposition(|&i| PARTICULARS.is_match(&lines[i].text()));
        if let Some(last) = last {
            taken[first] = true;
            particulars[..=last].iter().for_each(|&i| taken[i] = true);
        }
    }
    let mut flags = taken.into_iter();
    lines.extract_if(.., |_| flags.next().unwrap_or(false)).collect()
}

fn mark(kind: MarkKind, text: Option<String>, bounds: Rect, scale: f64) -> Mark {
    Mark { kind, text, bbox: Some(pixels(bounds, scale)) }
}

/// Points to pixels, outwards.
pub fn pixels(bounds: Rect, scale: f64) -> PixelBox {
    PixelBox {
        left: (bounds.x0 * scale).floor() as i32,
        top: (bounds.y0 * scale).floor() as i32,
        right: (bounds.x1 * scale).ceil() as i32,
        bottom: (bounds.y1 * scale).ceil() as i32,
    }
}

fn join(lines: &[Line]) -> String {
    nfc(&lines.iter().map(Line::text).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro::kurbo::Point;

    fn glyphs(x: f64, y: f64, text: &str) -> Vec<Glyph> {
        let letters = text.chars().enumerate();
        letters
            .map(|(i, c)| Glyph {
                text: c.to_string(),
                start: Point::new(x + 5.0 * i as f64, y),
                end: Point::new(x + 5.0 * (i + 1) as f64, y),
                size: 10.0,
                visible: true,
                watermark: false,
            })
            .collect()
    }

    fn page(rows: &[&str]) -> Vec<Line> {
        let all = rows.iter().enumerate().flat_map(|(i, row)| glyphs(50.0, 20.0 + 12.0 * i as f64, row));
        lines(&all.collect::<Vec<_>>())
    }

    #[test]
    fn particulars_of_a_signature_are_taken_out() {
        let mut lines = page(&[
            "KẾ HOẠCH",
            "Người ký: VĂN PHÒNG ỦY BAN",
            "NHÂN DÂN TỈNH",
            "Email: vanphong@tinh.gov.vn",
            "Thời gian ký: 04.05.2026 09:44:21 +07:00",
            "Thực hiện Nghị định số 30",
        ]);
        let taken = take_signatures(&mut lines);
        assert_eq!(taken.len(), 4);
        assert_eq!(lines.iter().map(Line::text).collect::<Vec<_>>(), ["KẾ HOẠCH", "Thực hiện Nghị định số 30"]);
        let marks = of_lines(taken, MarkKind::Annotation, 1.0);
        assert_eq!(marks.len(), 1);
        assert!(marks[0].text.as_deref().unwrap().starts_with("Người ký: VĂN PHÒNG ỦY BAN\nNHÂN DÂN"));
    }

    #[test]
    fn a_sentence_about_signers_is_none() {
        for rows in [
            &["Người ký văn bản chịu trách nhiệm", "trước pháp luật về nội dung"][..],
            &["Người ký: theo quy định tại Điều 5", "Cơ quan ban hành văn bản"],
        ] {
            let mut lines = page(rows);
            assert!(take_signatures(&mut lines).is_empty());
            assert_eq!(lines.len(), 2);
        }
    }

    #[test]
    fn slanted_text_is_a_watermark() {
        let mut glyph = glyphs(0.0, 0.0, "D").remove(0);
        assert!(!is_watermark(&glyph));
        glyph.end = Point::new(4.0, -4.0);
        assert!(is_watermark(&glyph));
        glyph.end = Point::new(0.0, -4.0);
        assert!(!is_watermark(&glyph));
    }

    #[test]
    fn text_strings() {
        assert_eq!(decode(b"\xFE\xFF\0S\0A\0O\0 \0Y"), "SAO Y");
        assert_eq!(decode(b"\xEF\xBB\xBFK\xC3\xBD"), "Ký");
        assert_eq!(decode(b"Draft\xE0"), "Draftà");
    }
}
