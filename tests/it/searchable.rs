//! Searchable PDFs as their users see them: what `pdftotext` finds and where, what `qpdf` thinks of the file, and the
//! clauses of ISO 19005-2 (PDF/A-2b) that a file of page images has to keep.

use crate::root;
use lopdf::{Dictionary, Document as Pdf, Object, Stream, dictionary};
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use vankho::document::{Document, Page, TextSource};
use vankho::export::pdf::{self, PdfError, Searchable, from_images};
use vankho::export::{Placed, PlacedPage, sheets};
use vankho::ocr::ReplayEngine;
use vankho::pipeline::{self, Options, PackedPage, Silent};
use vankho::restore::{Data, Restorer};
use vankho::source;

/// The scanned fixture: its document, its words on the page, and the page as read.
fn scanned() -> &'static (Document, Vec<PlacedPage>, Vec<Page>) {
    static SCANNED: OnceLock<(Document, Vec<PlacedPage>, Vec<Page>)> = OnceLock::new();
    SCANNED.get_or_init(|| {
        let folder = root().join("fixtures/page-scanned");
        let input = source::open(&folder.join("input.png")).unwrap();
        let engine = ReplayEngine::load(&folder.join("ocr")).unwrap();
        let restorer = Restorer::new(Data::embedded()).unwrap();
        let reading = pipeline::read(&input, &engine, &Silent).unwrap();
        let pages: Vec<Page> = reading.pages.iter().map(PackedPage::page).collect();
        let sheets = sheets(pages.clone(), true);
        let document = pipeline::assemble(reading, &Options::new(&restorer), &restorer);
        let placed = Placed::new(&sheets, &document).pages().collect();
        (document, placed, pages)
    })
}

fn bytes(made: Searchable<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    made.write(&mut out).unwrap();
    out
}

fn with_layer(original: &[u8], document: &Document, pages: &[PlacedPage]) -> Result<Vec<u8>, PdfError> {
    pdf::with_layer(original, document, pages.iter().cloned()).map(bytes)
}

/// The searchable PDF of the scanned fixture.
fn searchable() -> Vec<u8> {
    let (document, placed, _) = scanned();
    let input = source::open(&root().join("fixtures/page-scanned/input.png")).unwrap();
    bytes(from_images([Some(input.page_streams(0).unwrap().unwrap())], document, placed.iter().cloned()).unwrap())
}

fn tool(program: &str, arguments: &[&str], file: &Path, last: &[&str]) -> String {
    let out = Command::new(program).args(arguments).arg(file).args(last).output().unwrap();
    let told = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{program}: {told}");
    String::from_utf8(out.stdout).unwrap()
}

/// Writes a PDF, has `qpdf` check it, and gives the text that is found in it.
fn checked(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out.pdf");
    std::fs::write(&file, pdf).unwrap();
    let told = tool("qpdf", &["--check"], &file, &[]);
    assert!(told.contains("No syntax or stream encoding errors found"), "{told}");
    tool("pdftotext", &["-raw"], &file, &["-"])
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[test]
fn the_text_of_the_pdf_is_the_restored_text() {
    let (document, ..) = scanned();
    let pdf = searchable();
    let text = checked(&pdf);
    assert_eq!(words(&text), words(&document.text));
    assert!(text.contains("Độc lập - Tự do - Hạnh phúc"), "phrases are found with their blanks");
    assert_eq!(pdf, searchable(), "the same input gives the same bytes");
}

#[test]
fn words_lie_where_they_were_read() {
    let (_, placed, _) = scanned();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out.pdf");
    std::fs::write(&file, searchable()).unwrap();
    let boxes = tool("pdftotext", &["-bbox"], &file, &["-"]);
    let number = |line: &str, key: &str| -> f64 {
        let from = line.find(key).unwrap() + key.len() + 2;
        line[from..].split('"').next().unwrap().parse().unwrap()
    };
    let found: Vec<(String, [f64; 4])> = boxes
        .lines()
        .filter(|line| line.contains("<word "))
        .map(|line| {
            let text = line.split('>').nth(1).unwrap().trim_end_matches("</word").to_owned();
            (text, ["xMin", "yMin", "xMax", "yMax"].map(|key| number(line, key)))
        })
        .collect();
    let scale = 72.0 / f64::from(placed[0].dpi.unwrap());
    let (mut near, mut all) = (0, 0);
    for word in placed[0].words.iter().filter(|word| word.text.chars().all(char::is_alphabetic)) {
        let b = word.bbox;
        let middle = (f64::from(b.left + b.right) / 2.0 * scale, f64::from(b.top + b.bottom) / 2.0 * scale);
        let here = |(text, [left, top, right, bottom]): &&(String, [f64; 4])| {
            *text == word.text && (*left..*right).contains(&middle.0) && (*top..*bottom).contains(&middle.1)
        };
        all += 1;
        near += usize::from(found.iter().any(|found| here(&found)));
    }
    assert!(near * 100 >= all * 99, "{near} of {all} words lie on their places");
}

fn dictionary<'a>(pdf: &'a Pdf, object: &'a Object) -> &'a Dictionary {
    pdf.dereference(object).unwrap().1.as_dict().unwrap()
}

#[test]
fn the_clauses_of_pdf_a_are_kept() {
    let bytes = searchable();
    // 6.1.2: the header, and a comment of at least four bytes above 127 behind it.
    assert!(bytes.starts_with(b"%PDF-1."));
    let comment = bytes.split(|&byte| byte == b'\n').nth(1).unwrap();
    assert!(comment[0] == b'%' && comment[1..5].iter().all(|&byte| byte > 127));
    let pdf = Pdf::load_mem(&bytes).unwrap();
    // 6.1.3: an identifier, no encryption, nothing behind the end.
    assert_eq!(pdf.trailer.get(b"ID").unwrap().as_array().unwrap().len(), 2);
    assert!(!pdf.trailer.has(b"Encrypt"));
    assert!(bytes.trim_ascii_end().ends_with(b"%%EOF"));
    let catalog = pdf.catalog().unwrap();
    // 6.6.2: metadata that are plain, and that name the standard.
    let metadata = pdf.get_object(catalog.get(b"Metadata").unwrap().as_reference().unwrap()).unwrap();
    let metadata = metadata.as_stream().unwrap();
    assert!(!metadata.dict.has(b"Filter"));
    let xmp = std::str::from_utf8(&metadata.content).unwrap();
    assert!(xmp.contains("<pdfaid:part>2</pdfaid:part>") && xmp.contains("<pdfaid:conformance>B<"));
    let (document, ..) = scanned();
    assert!(xmp.contains(document.header.title.as_deref().unwrap()));
    // 6.2.3: one output intent with a profile of three colours.
    let intents = catalog.get(b"OutputIntents").unwrap().as_array().unwrap();
    let intent = dictionary(&pdf, &intents[0]);
    assert_eq!(intent.get(b"S").unwrap().as_name().unwrap(), b"GTS_PDFA1");
    let profile = intent.get_deref(b"DestOutputProfile", &pdf).unwrap().as_stream().unwrap();
    assert_eq!(profile.dict.get(b"N").unwrap().as_i64().unwrap(), 3);
    assert_eq!(&profile.get_plain_content().unwrap()[36..40], b"acsp");
    for object in pdf.objects.values() {
        let Ok(dict) = object.as_dict().or_else(|_| object.as_stream().map(|stream| &stream.dict)) else { continue };
        let is = |key: &[u8], value: &[u8]| dict.get(key).and_then(Object::as_name).is_ok_and(|name| name == value);
        // 6.1.7: streams hold their data and are not coded as LZW.
        assert!(!dict.has(b"F") && !is(b"Filter", b"LZWDecode"));
        if is(b"Type", b"FontDescriptor") {
            // 6.2.11.4: fonts are embedded.
            assert!(dict.has(b"FontFile2"));
        }
        if is(b"Subtype", b"Type0") {
            // 6.2.11.7: what the codes mean is told.
            assert!(dict.has(b"ToUnicode"));
        }
        if is(b"Subtype", b"CIDFontType2") {
            // 6.2.11.3: the way from codes to glyphs is embedded.
            assert!(dict.has(b"CIDToGIDMap"));
        }
        if is(b"Subtype", b"Image") {
            // 6.2.8: nothing is smoothed or swapped for another picture.
            assert!(!dict.has(b"Alternates") && !dict.has(b"OPI") && !dict.has(b"Interpolate"));
        }
        // 6.5, 6.4: nothing acts, nothing is added.
        assert!(!dict.has(b"AA") && !dict.has(b"OpenAction") && !dict.has(b"Annots") && !dict.has(b"JS"));
    }
}

#[test]
fn the_picture_is_carried_bit_for_bit() {
    let png = std::fs::read(root().join("fixtures/page-scanned/input.png")).unwrap();
    let pdf = Pdf::load_mem(&searchable()).unwrap();
    let pictures = pdf.objects.values().filter_map(|object| object.as_stream().ok());
    let mut pictures = pictures.filter(|stream| stream.dict.has(b"Width"));
    let picture = pictures.next().unwrap();
    let data: Vec<u8> =
        chunks(&png).into_iter().filter(|(kind, _)| kind == b"IDAT").flat_map(|(_, d)| d).copied().collect();
    assert!(picture.content == data, "the rows of the PNG are those of the PDF");
    assert!(pictures.next().is_none());
}

fn chunks(png: &[u8]) -> Vec<([u8; 4], &[u8])> {
    let mut at = 8;
    let mut out = Vec::new();
    while at + 8 <= png.len() {
        let length = u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize;
        out.push((png[at + 4..at + 8].try_into().unwrap(), &png[at + 8..at + 8 + length]));
        at += length + 12;
    }
    out
}

/// A PDF of a gray picture that fills an A4 page, `content` behind it, and `turn` as its rotation.
fn scan(content: &str, turn: i64) -> Vec<u8> {
    let mut pdf = Pdf::with_version("1.5");
    let tree = pdf.new_object_id();
    let picture = pdf.add_object(Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => 2, "Height" => 2, "ColorSpace" => "DeviceGray",
            "BitsPerComponent" => 8,
        },
        vec![200; 4],
    ));
    let font = pdf.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Times-Roman" });
    let form = pdf.add_object(Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
        },
        b"BT 3 Tr /F 10 Tf 50 300 Td (lopcu) Tj ET".to_vec(),
    ));
    let content =
        pdf.add_object(Stream::new(dictionary! {}, format!("q 595 0 0 842 0 0 cm /Scan Do Q {content}").into_bytes()));
    let page =
        pdf.add_object(dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content, "Rotate" => turn });
    pdf.set_object(
        tree,
        dictionary! {
            "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            "Resources" => dictionary! {
                "XObject" => dictionary! { "Scan" => picture, "Form" => form }, "Font" => dictionary! { "F" => font },
            },
        },
    );
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    pdf.trailer.set("Root", catalog);
    let mut out = Vec::new();
    pdf.save_to(&mut out).unwrap();
    out
}

#[test]
fn an_old_layer_is_replaced_and_the_file_stays() {
    let (document, placed, _) = scanned();
    let content = "BT 3 Tr /F 12 Tf 50 700 Td (THYC HIEN) Tj 0 Tr (dau den) Tj ET /Form Do";
    let original = scan(content, 0);
    let made = with_layer(&original, document, placed).unwrap();
    assert!(made.starts_with(&original), "the file stays as it is, and what changes stands behind it");
    let text = checked(&made);
    assert!(!text.contains("THYC") && !text.contains("lopcu"), "{text}");
    assert!(text.contains("dau den"), "text that shows stays");
    let new: Vec<&str> = words(&text).into_iter().filter(|word| !["dau", "den"].contains(word)).collect();
    assert_eq!(new, words(&document.text));
    let again = with_layer(&made, document, placed).unwrap();
    let text = checked(&again);
    assert_eq!(words(&text).len(), new.len() + 2, "a layer of our own is replaced, too");
}

#[test]
fn a_turned_page_shows_its_words_upright() {
    let (document, placed, _) = scanned();
    let made = with_layer(&scan("", 180), document, placed).unwrap();
    assert_eq!(words(&checked(&made)), words(&document.text));
}

#[test]
fn pages_with_a_right_layer_pass_untouched() {
    let (document, placed, _) = scanned();
    let original = scan("", 0);
    let page = PlacedPage { source: TextSource::TextLayer, ..placed[0].clone() };
    assert_eq!(with_layer(&original, document, &[page]).unwrap(), original);
}

#[test]
fn a_file_without_a_table_of_objects_is_written_anew() {
    let (document, placed, _) = scanned();
    let mut original = scan("", 0);
    let at = original.windows(9).rposition(|w| w == b"startxref").unwrap();
    original.truncate(at);
    match with_layer(&original, document, placed) {
        Ok(made) => assert_eq!(words(&checked(&made)), words(&document.text)),
        Err(error) => assert!(error.to_string().contains("qpdf"), "{error}"),
    }
    assert!(with_layer(b"%PDF-1.4\nnothing", document, placed).is_err());
    let two = [placed[0].clone(), placed[0].clone()];
    assert!(with_layer(&scan("", 0), document, &two).unwrap_err().to_string().contains("2 pages were read"));
}
