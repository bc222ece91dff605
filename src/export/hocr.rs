//! hOCR: the restored words with their boxes, as HTML.
//!
//! Follows the hOCR specification 1.2: `ocr_page`, `ocr_carea`, `ocr_par`, `ocr_line`, `ocrx_word` with `bbox` and
//! `x_wconf`, and `ocrx_cinfo` with `x_confs` for the letters of a word that stands as it was read. The text of an
//! element is the restored text and nothing else, so that what reads hOCR without knowing about restoration reads right
//! text. What was read stands in `data-read`, other readings, best first, in `data-alternatives` (a JSON array of
//! texts and confidences); a word that restoration took out is an empty `ocrx_word`.

use super::blocks::blocks;
use super::layout::{PlacedPage, PlacedWord};
use super::xml::escape;
use crate::document::{Confidence, Document, PixelBox};
use std::fmt::Write;
use std::io;

/// Writes the document as hOCR, page by page.
///
/// # Errors
/// Those of `to`.
pub fn hocr(
    document: &Document,
    pages: impl ExactSizeIterator<Item = PlacedPage>,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let title = document.header.title.as_deref().unwrap_or(&document.source.path);
    let engine = document.source.pipeline.ocr.as_deref().map(|engine| format!(", {engine}")).unwrap_or_default();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"vi\" xml:lang=\"vi\">\n<head>\n<title>{}</title>\n\
         <meta charset=\"utf-8\"/>\n<meta name=\"ocr-system\" content=\"{}{}\"/>\n\
         <meta name=\"ocr-langs\" content=\"vi\"/>\n<meta name=\"ocr-number-of-pages\" content=\"{}\"/>\n\
         <meta name=\"ocr-capabilities\" content=\"ocr_page ocr_carea ocr_par ocr_line ocrx_word ocrx_cinfo\"/>\n\
         </head>\n<body>\n",
        escape(title),
        escape(&document.source.pipeline.program),
        escape(&engine),
        pages.len(),
    );
    for (i, page) in pages.enumerate() {
        write_page(&mut out, i, &page, &document.source.path);
        to.write_all(out.as_bytes())?;
        out.clear();
    }
    out.push_str("</body>\n</html>\n");
    to.write_all(out.as_bytes())
}

fn write_page(out: &mut String, index: usize, page: &PlacedPage, path: &str) {
    let n = index + 1;
    let (width, height) = page.size.unwrap_or_default();
    // A property's value cannot hold the quote that ends it.
    let path = path.replace('"', "'");
    let _ = write!(
        out,
        "<div class=\"ocr_page\" id=\"page_{n}\" title=\"image &quot;{}&quot;; bbox 0 0 {width} {height}; ppageno {index}",
        escape(&path)
    );
    if let Some(dpi) = page.dpi {
        let _ = write!(out, "; scan_res {dpi} {dpi}");
    }
    out.push_str("\">\n");
    let (mut lines, mut words) = (0, 0);
    for (b, block) in blocks(&page.words).iter().enumerate() {
        let bbox = bbox(block.bbox);
        let _ = writeln!(out, "<div class=\"ocr_carea\" id=\"block_{n}_{}\" title=\"{bbox}\">", b + 1);
        let _ = writeln!(out, "<p class=\"ocr_par\" id=\"par_{n}_{}\" title=\"{bbox}\">", b + 1);
        for line in &block.lines {
            lines += 1;
            let title = self::bbox(line.bbox);
            let _ = write!(out, "<span class=\"ocr_line\" id=\"line_{n}_{lines}\" title=\"{title}\">");
            for (w, word) in line.words.iter().enumerate() {
                words += 1;
                out.push_str(if w > 0 { " " } else { "" });
                write_word(out, &format!("word_{n}_{words}"), word);
            }
            out.push_str("</span>\n");
        }
        out.push_str("</p>\n</div>\n");
    }
    out.push_str("</div>\n");
}

fn write_word(out: &mut String, id: &str, word: &PlacedWord) {
    let _ = write!(
        out,
        "<span class=\"ocrx_word\" id=\"{id}\" title=\"{}; x_wconf {}\"",
        bbox(word.bbox),
        percent(word.confidence)
    );
    if let Some(read) = &word.read {
        let _ = write!(out, " data-read=\"{}\"", escape(read));
    }
    if !word.alternatives.is_empty() {
        let rows: Vec<_> = word.alternatives.iter().map(|a| (a.text.as_str(), a.confidence.get())).collect();
        let rows = serde_json::json!(rows).to_string();
        let _ = write!(out, " data-alternatives=\"{}\"", escape(&rows));
    }
    out.push('>');
    if word.letters.is_empty() {
        out.push_str(&escape(&word.text));
    } else {
        for (letter, confidence) in word.text.chars().zip(&word.letters) {
            let letter = letter.to_string();
            let confidence = percent(*confidence);
            let _ = write!(out, "<span class=\"ocrx_cinfo\" title=\"x_confs {confidence}\">{}</span>", escape(&letter));
        }
    }
    out.push_str("</span>");
}

fn bbox(b: PixelBox) -> String {
    format!("bbox {} {} {} {}", b.left, b.top, b.right, b.bottom)
}

fn percent(confidence: Confidence) -> i32 {
    (confidence.get() * 100.0).round() as i32
}

#[cfg(test)]
mod tests {
    use super::super::layout::tests::{document, page, place as placed};
    use super::*;
    use crate::document::Page;

    fn written(document: &Document, read: impl IntoIterator<Item = Page>) -> String {
        let mut out = Vec::new();
        hocr(document, placed(read, document).into_iter(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn words_carry_boxes_confidences_and_what_was_read() {
        let document = document("Thi hành án\n<&>", &[(9, "dn", "án")]);
        let out = written(&document, [page("Thi hành dn\n<&>")]);
        assert!(out.contains("id=\"word_1_1\" title=\"bbox 100 100 130 120; x_wconf 90\">Thi</span> "), "{out}");
        assert!(out.contains(
            "x_wconf 80\" data-read=\"dn\" data-alternatives=\"[[&quot;khác&quot;,0.1]]\">án</span></span>\n"
        ));
        assert!(out.contains("<span class=\"ocr_line\" id=\"line_1_2\"") && out.contains(">&lt;&amp;&gt;<"));
        assert!(out.contains("bbox 0 0 1000 1400; ppageno 0; scan_res 100 100\">"));
    }

    #[test]
    fn letters_carry_their_confidences() {
        let document = document("án", &[]);
        let mut read = page("án");
        let choice =
            |text: &str| crate::document::SymbolChoice { text: text.into(), confidence: Confidence::new(0.75) };
        read.words[0].symbols = vec![vec![choice("á")], vec![choice("n")]];
        let out = written(&document, [read]);
        assert!(out.contains("<span class=\"ocrx_cinfo\" title=\"x_confs 75\">á</span><span class=\"ocrx_cinfo\""));
    }
}
