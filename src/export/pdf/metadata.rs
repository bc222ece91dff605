//! What a PDF says about its document: title, author, subject and date, taken from the header.
//!
//! The information dictionary and the XMP packet say the same (ISO 19005-2, 6.6.2 and 6.6.3). The date is that of the
//! document, at midnight in Viet Nam, and only when the page shows it to the day: no clock is asked, so the same input
//! gives the same bytes.

use super::super::xml::escape;
use crate::document::Document;
use lopdf::{Dictionary, Object, StringFormat};
use std::fmt::Write;

/// The description of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Description {
    title: Option<String>,
    author: Option<String>,
    subject: Option<String>,
    /// Year, month, day.
    date: Option<(u16, u8, u8)>,
    producer: String,
}

impl Description {
    /// Describes `document`.
    pub fn of(document: &Document) -> Self {
        let header = &document.header;
        let kind = header.doc_type.as_ref().map(|kind| kind.name.as_str());
        let subject = [kind, header.code.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        Self {
            title: header.title.clone(),
            author: header.issuer.clone(),
            subject: (!subject.is_empty()).then_some(subject),
            date: header.date.as_deref().and_then(day),
            producer: document.source.pipeline.program.clone(),
        }
    }

    /// The information dictionary.
    pub fn info(&self) -> Dictionary {
        let mut out = Dictionary::new();
        for (key, value) in [("Title", &self.title), ("Author", &self.author), ("Subject", &self.subject)] {
            if let Some(value) = value {
                out.set(key, text_string(value));
            }
        }
        out.set("Producer", text_string(&self.producer));
        if let Some((year, month, day)) = self.date {
            let date = format!("D:{year:04}{month:02}{day:02}000000+07'00'");
            out.set("CreationDate", Object::string_literal(date.clone()));
            out.set("ModDate", Object::string_literal(date));
        }
        out
    }

    /// The XMP packet; it declares PDF/A-2b when `archival`.
    pub fn xmp(&self, archival: bool) -> String {
        let mut out = String::from(
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
             <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
             <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
             <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
             xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
             xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n",
        );
        if archival {
            out.push_str("<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>B</pdfaid:conformance>\n");
        }
        let _ = writeln!(out, "<pdf:Producer>{}</pdf:Producer>", escape(&self.producer));
        if let Some((year, month, day)) = self.date {
            let date = format!("{year:04}-{month:02}-{day:02}T00:00:00+07:00");
            let _ = writeln!(out, "<xmp:CreateDate>{date}</xmp:CreateDate>\n<xmp:ModifyDate>{date}</xmp:ModifyDate>");
        }
        out.push_str("<dc:format>application/pdf</dc:format>\n");
        out.push_str("<dc:language><rdf:Bag><rdf:li>vi</rdf:li></rdf:Bag></dc:language>\n");
        for (tag, value) in [("title", &self.title), ("description", &self.subject)] {
            if let Some(value) = value {
                let value = escape(value);
                let _ = writeln!(
                    out,
                    "<dc:{tag}><rdf:Alt><rdf:li xml:lang=\"x-default\">{value}</rdf:li></rdf:Alt></dc:{tag}>"
                );
            }
        }
        if let Some(author) = &self.author {
            let _ = writeln!(out, "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>", escape(author));
        }
        out.push_str("</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n");
        // Room to change the packet in place, as its specification recommends.
        for _ in 0..20 {
            out.push_str(&" ".repeat(99));
            out.push('\n');
        }
        out.push_str("<?xpacket end=\"w\"?>");
        out
    }
}

/// A text string (ISO 32000-1, 7.9.2.2): ASCII as it is, all else as UTF-16 with a byte order mark.
pub fn text_string(text: &str) -> Object {
    if text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) {
        return Object::string_literal(text);
    }
    let bytes = [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// Year, month and day of a date that is known to the day.
fn day(edtf: &str) -> Option<(u16, u8, u8)> {
    let mut parts = edtf.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let shaped = year.len() == 4 && month.len() == 2 && day.len() == 2 && parts.next().is_none();
    let digits = [year, month, day].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    if !shaped || !digits {
        return None;
    }
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::super::super::layout::tests::document;
    use super::*;

    #[test]
    fn both_places_say_the_same() {
        let mut document = document("x", &[]);
        document.header.title = Some("Về A & B <đến>".to_owned());
        let description = Description::of(&document);
        let info = description.info();
        let xmp = description.xmp(true);
        assert_eq!(info.get(b"Author").unwrap(), &text_string("Bộ Tư pháp"));
        assert_eq!(info.get(b"CreationDate").unwrap().as_str().unwrap(), b"D:20230405000000+07'00'");
        assert!(xmp.contains("<xmp:CreateDate>2023-04-05T00:00:00+07:00<"));
        assert!(xmp.contains(">Về A &amp; B &lt;đến&gt;<") && xmp.contains("<rdf:li>Bộ Tư pháp<"));
        assert!(xmp.contains("Kế hoạch 15/KH-BTP") && xmp.contains("<pdfaid:part>2<"));
    }

    #[test]
    fn a_date_that_is_not_whole_is_left_out() {
        for date in ["2023-04-XX", "2023-04", "2023", "../2023-04-05", "2023-13-01", ""] {
            assert_eq!(day(date), None, "{date}");
        }
        assert_eq!(day("2023-04-05"), Some((2023, 4, 5)));
    }
}
