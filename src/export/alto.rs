//! ALTO 4: the restored words with their boxes, as libraries exchange them.
//!
//! Follows the schema 4.4 of the Library of Congress. `CONTENT` is the restored word and `WC` how sure it is; what was
//! read is an `ALTERNATIVE` of purpose `read`, other readings are alternatives of purpose `reading` followed by their
//! confidence, best first. A word that restoration took out is a `String` without content.

use super::blocks::blocks;
use super::layout::{PlacedPage, PlacedWord};
use super::xml::escape;
use crate::document::{Document, PixelBox};
use std::fmt::Write;
use std::io;

/// Writes the document as ALTO, page by page.
///
/// # Errors
/// Those of `to`.
pub fn alto(
    document: &Document,
    pages: impl ExactSizeIterator<Item = PlacedPage>,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let pipeline = &document.source.pipeline;
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <alto xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://www.loc.gov/standards/alto/ns-v4# \
         http://www.loc.gov/standards/alto/v4/alto-4-4.xsd\" SCHEMAVERSION=\"4.4\">\n\
         <Description>\n<MeasurementUnit>pixel</MeasurementUnit>\n\
         <sourceImageInformation><fileName>{}</fileName></sourceImageInformation>\n",
        escape(&document.source.path),
    );
    let steps = [("contentGeneration", pipeline.ocr.as_deref()), ("contentModification", Some(&*pipeline.program))];
    for (i, (category, software)) in steps.iter().enumerate() {
        if let Some(software) = software {
            let _ = writeln!(
                out,
                "<Processing ID=\"STEP_{}\"><processingCategory>{category}</processingCategory><processingSoftware>\
                 <softwareName>{}</softwareName></processingSoftware></Processing>",
                i + 1,
                escape(software)
            );
        }
    }
    out.push_str("</Description>\n<Layout>\n");
    for (i, page) in pages.enumerate() {
        write_page(&mut out, i + 1, &page);
        to.write_all(out.as_bytes())?;
        out.clear();
    }
    out.push_str("</Layout>\n</alto>\n");
    to.write_all(out.as_bytes())
}

fn write_page(out: &mut String, n: usize, page: &PlacedPage) {
    let (width, height) = page.size.unwrap_or_default();
    let _ = writeln!(
        out,
        "<Page ID=\"PAGE_{n}\" PHYSICAL_IMG_NR=\"{n}\" WIDTH=\"{width}\" HEIGHT=\"{height}\">\n\
         <PrintSpace HPOS=\"0\" VPOS=\"0\" WIDTH=\"{width}\" HEIGHT=\"{height}\">"
    );
    let (mut lines, mut words) = (0, 0);
    for (b, block) in blocks(&page.words).iter().enumerate() {
        let _ = writeln!(out, "<TextBlock ID=\"BLOCK_{n}_{}\" {} LANG=\"vi\">", b + 1, place(block.bbox));
        for line in &block.lines {
            lines += 1;
            let _ = writeln!(out, "<TextLine ID=\"LINE_{n}_{lines}\" {}>", place(line.bbox));
            for (w, word) in line.words.iter().enumerate() {
                words += 1;
                if w > 0 {
                    out.push_str("<SP/>");
                }
                write_word(out, &format!("WORD_{n}_{words}"), word);
            }
            out.push_str("</TextLine>\n");
        }
        out.push_str("</TextBlock>\n");
    }
    out.push_str("</PrintSpace>\n</Page>\n");
}

fn write_word(out: &mut String, id: &str, word: &PlacedWord) {
    let (content, confidence) = (escape(&word.text), word.confidence.get());
    let _ = write!(out, "<String ID=\"{id}\" {} WC=\"{confidence}\" CONTENT=\"{content}\"", place(word.bbox));
    if word.read.is_none() && word.alternatives.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push('>');
    if let Some(read) = &word.read {
        let _ = write!(out, "<ALTERNATIVE PURPOSE=\"read\">{}</ALTERNATIVE>", escape(read));
    }
    for other in &word.alternatives {
        let confidence = other.confidence.get();
        let _ = write!(out, "<ALTERNATIVE PURPOSE=\"reading {confidence}\">{}</ALTERNATIVE>", escape(&other.text));
    }
    out.push_str("</String>\n");
}

fn place(b: PixelBox) -> String {
    format!("HPOS=\"{}\" VPOS=\"{}\" WIDTH=\"{}\" HEIGHT=\"{}\"", b.left, b.top, b.width(), b.height())
}

#[cfg(test)]
mod tests {
    use super::super::layout::tests::{document, page, place as placed};
    use super::*;
    use crate::document::Page;

    fn written(document: &Document, read: impl IntoIterator<Item = Page>) -> String {
        let mut out = Vec::new();
        alto(document, placed(read, document).into_iter(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn words_carry_boxes_confidences_and_what_was_read() {
        let document = document("Thi hành án \"A&B\"", &[(9, "dn", "án")]);
        let out = written(&document, [page("Thi hành dn \"A&B\"")]);
        assert!(out.contains(
            "<String ID=\"WORD_1_1\" HPOS=\"100\" VPOS=\"100\" WIDTH=\"30\" HEIGHT=\"20\" WC=\"0.9\" CONTENT=\"Thi\"/>"
        ));
        assert!(out.contains(
            "WC=\"0.8\" CONTENT=\"án\"><ALTERNATIVE PURPOSE=\"read\">dn</ALTERNATIVE>\
             <ALTERNATIVE PURPOSE=\"reading 0.1\">khác</ALTERNATIVE></String>"
        ));
        assert!(out.contains("CONTENT=\"&quot;A&amp;B&quot;\""));
        assert_eq!(out.matches("<SP/>").count(), 3);
    }
}
