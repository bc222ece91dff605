//! What is fuzzed: one function for each parser that reads what others wrote. Whatever the bytes, it comes back.
//!
//! `cargo fuzz run TARGET` runs one of them without end; the tests of the main crate run each over a few hundred
//! mutations of its [`Target::seeds`], the same ones every time.

use std::sync::OnceLock;
use vankho::document::{Confidence, Document, PixelBox, TextSource};
use vankho::export::{self, PlacedPage, PlacedWord, Summary, pdf};
use vankho::ocr::wire::{Hello, Reply, Request, VersionInfo, read_frame, write_frame};
use vankho::ocr::{RawBlock, RawLine, RawPage, RawParagraph, RawWord, Recording, assemble};
use vankho::source::{self, PageContent};
use vankho::text::{IndexedText, legacy, undo};
use vankho::{extract, structure};

/// A parser to be fuzzed.
pub struct Target {
    /// The name of its file in `fuzz_targets`.
    pub name: &'static str,
    /// Feeds it.
    pub run: fn(&[u8]),
    /// Inputs that it understands, to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target { name: "ccitt", run: ccitt, seeds: || vec![fax_rows(), vec![0, 16, 0x80, 0x01, 0x00, 0x1D]] },
    Target { name: "tiff", run: file, seeds: || vec![tiff(4, &fax_rows()), tiff(1, &[0x55; 64])] },
    Target { name: "text", run: text, seeds: texts },
    Target { name: "pdf", run: file, seeds: || vec![small_pdf(CONTENT)] },
    Target { name: "pdf_content", run: pdf_content, seeds: || vec![CONTENT.to_vec()] },
    Target { name: "old_layer", run: old_layer, seeds: || vec![CONTENT.to_vec()] },
    Target { name: "wire", run: wire, seeds: frames },
    Target { name: "replay", run: replay, seeds: || vec![recording()] },
    Target { name: "document", run: document, seeds: || vec![DOCUMENT.as_bytes().to_vec()] },
    Target { name: "facts", run: facts, seeds: texts },
];

/// Fax rows: a byte each for coding and width, then the strip, as the only page of a TIFF.
pub fn ccitt(data: &[u8]) {
    let [coding, width, strip @ ..] = data else { return };
    let bytes = tiff_of(2 + u32::from(coding % 3), u32::from(*width) + 1, 32, u32::from(coding / 3 % 2), strip);
    file(&bytes);
}

/// A file of any kind: its pages, their pixels, and the streams that are carried on.
pub fn file(data: &[u8]) {
    let Ok(input) = source::open_bytes("-", data.to_vec()) else { return };
    for index in 0..input.page_count().min(3) {
        let size = match input.page(index) {
            Some(Ok(PageContent::Layered(page))) => Some(page.size),
            _ => input.size(index),
        };
        // Large pages cost time and show nothing new.
        if size.is_some_and(|(width, height)| u64::from(width) * u64::from(height) < 4_000_000) {
            let _ = input.image(index);
            let _ = input.page_streams(index);
        }
    }
}

/// Bytes that may be text in any encoding.
pub fn text(data: &[u8]) {
    if let Ok(decoded) = source::decode_text(data) {
        let _ = legacy::detect(&decoded.text);
        for run in legacy::runs(&decoded.text) {
            let _ = legacy::convert(run.encoding, &decoded.text[run.range]);
        }
    }
    let _ = legacy::show(data);
    if let Ok(input) = source::open_bytes("-", data.to_vec()) {
        assert_eq!(input.pages().count(), input.page_count());
    }
}

/// The content of a page of a PDF.
pub fn pdf_content(data: &[u8]) {
    file(&small_pdf(data));
}

/// The content of a page of a PDF out of which an old text layer is taken, before a new one is written.
pub fn old_layer(data: &[u8]) {
    let word = PlacedWord {
        text: "Thi".to_owned(),
        read: None,
        bbox: PixelBox { left: 10, top: 10, right: 90, bottom: 30 },
        confidence: Confidence::ONE,
        alternatives: Vec::new(),
        letters: Vec::new(),
        line: 0,
        block: 0,
    };
    let (size, dpi) = (Some((595, 842)), Some(72));
    let page = PlacedPage { size, dpi, rotation_deg: 0.0, source: TextSource::Ocr, words: vec![word] };
    for file in [&small_pdf(data), data] {
        if let Ok(made) = pdf::with_layer(file, known(), std::iter::once(page.clone())) {
            let _ = made.write(&mut std::io::sink());
        }
    }
}

/// What a worker and its parent tell each other.
pub fn wire(data: &[u8]) {
    let _ = read_frame::<Hello>(&mut &*data);
    let _ = read_frame::<Request>(&mut &*data);
    let _ = serde_json::from_slice::<VersionInfo>(data);
    let mut rest = data;
    while let Ok(Some(reply)) = read_frame::<Reply>(&mut rest) {
        if let Reply::Page(page) = reply {
            ordered(&page);
        }
    }
}

/// A recorded page.
pub fn replay(data: &[u8]) {
    if let Ok(recording) = serde_json::from_slice::<Recording>(data) {
        ordered(&recording.page);
    }
}

/// Puts a page into reading order; its words lie in its text.
fn ordered(page: &RawPage) {
    let page = assemble(page);
    let letters = page.text.chars().count() as u32;
    assert!(page.words.iter().all(|word| word.span.start <= word.span.end && word.span.end <= letters));
}

/// What `vankho process` wrote before, shown again.
pub fn document(data: &[u8]) {
    if let Ok(document) = serde_json::from_slice::<Document>(data) {
        let _ = export::summary(&document, &Summary::default());
        let _ = undo(&document.text, &document.restoration.edits);
    }
}

/// Structure and facts of any text.
pub fn facts(data: &[u8]) {
    let text = IndexedText::new(String::from_utf8_lossy(data).into_owned());
    let outline = structure::parse(&text, &[], &[]);
    let facts = extract::facts(&text, &outline, &|_| Confidence::ONE);
    assert!(facts.dates.iter().all(|date| text.slice(date.span).chars().count() > 0));
}

const DOCUMENT: &str = include_str!("../seeds/document.json");

fn known() -> &'static Document {
    static KNOWN: OnceLock<Document> = OnceLock::new();
    KNOWN.get_or_init(|| serde_json::from_str(DOCUMENT).expect("the seed is a document"))
}

const CONTENT: &[u8] =
    b"q 0.5 0 0 0.5 10 20 cm BT /F0 12 Tf 3 Tr 1 0 0 1 72 700 Tm (Thi h\\341nh) Tj [(a) -120 <6E>] TJ \
T* (x) ' ET Q /Artifact << /Subtype /Watermark >> BDC BT /F0 9 Tf (SAO Y) Tj ET EMC 0 0 m 10 10 l 5 5 6 6 7 7 c f \
BI /W 4 /H 2 /BPC 1 /CS /G ID \xF0\x0F EI /X Do 1 g 0 0 100 100 re f";

/// A PDF of one page with this content.
fn small_pdf(content: &[u8]) -> Vec<u8> {
    let stream = |dict: &str, data: &[u8]| {
        [format!("<< {dict} /Length {} >>\nstream\n", data.len()).as_bytes(), data, b"\nendstream"].concat()
    };
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F0 5 0 R >> \
          /XObject << /X 6 0 R >> >> >>"
            .to_vec(),
        stream("", content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>".to_vec(),
        stream(
            "/Type /XObject /Subtype /Image /Width 16 /Height 8 /BitsPerComponent 8 /ColorSpace /DeviceGray",
            &[0x7F; 128],
        ),
    ];
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend([format!("{} 0 obj\n", n + 1).as_bytes(), object, b"\nendobj\n"].concat());
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    out.extend(places.iter().flat_map(|place| format!("{place:010} 00000 n \n").into_bytes()));
    out.extend(
        format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).as_bytes(),
    );
    out
}

fn fax_rows() -> Vec<u8> {
    vec![2, 63, 0x26, 0xA0, 0xD7, 0x43, 0x5E, 0x9A, 0x8D, 0x35, 0x00, 0x10, 0x01]
}

fn tiff(compression: u32, strip: &[u8]) -> Vec<u8> {
    tiff_of(compression, 64, 8, 0, strip)
}

/// A little-endian TIFF of one page with two tones and one strip.
fn tiff_of(compression: u32, width: u32, height: u32, t4_options: u32, strip: &[u8]) -> Vec<u8> {
    let tags: [(u16, u32); 10] = [
        (256, width),
        (257, height),
        (258, 1),
        (259, compression),
        (262, 0),
        (273, 8),
        (277, 1),
        (278, height),
        (279, strip.len() as u32),
        (292, t4_options),
    ];
    let directory = (8 + strip.len()).next_multiple_of(2);
    let mut out = [b"II*\0", &(directory as u32).to_le_bytes()[..], strip].concat();
    out.resize(directory, 0);
    out.extend((tags.len() as u16).to_le_bytes());
    for (tag, value) in tags {
        out.extend([&tag.to_le_bytes()[..], &4u16.to_le_bytes(), &1u32.to_le_bytes(), &value.to_le_bytes()].concat());
    }
    out.extend([0; 4]);
    out
}

fn texts() -> Vec<Vec<u8>> {
    let text = "BỘ TƯ PHÁP\nSố: 1058/KH-BTP\nHà Nội, ngày 02 tháng 6 năm 2022\nKẾ HOẠCH\nI. MỤC ĐÍCH\n1. Đến năm 2025, \
                trên 84% xã.\na) Giao Sở Y tế chủ trì, phối hợp với UBND tỉnh trước ngày 30/9/2024;\n1.1. Điều 3 Luật \
                15/2012/QH13 ngày 20/6/2012\nNơi nhận:\n- Như trên;\n- Lưu: VT.\nKT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\nNguyễn Văn A\n\u{c}";
    let mut seeds = vec![text.as_bytes().to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()];
    seeds.extend(legacy::Encoding::ALL.into_iter().filter_map(|encoding| encoding.encode(text)));
    seeds
}

fn page() -> RawPage {
    let word = |text: &str, left| RawWord {
        text: text.to_owned(),
        bbox: PixelBox { left, top: 100, right: left + 80, bottom: 130 },
        confidence: 91.5,
        symbols: Vec::new(),
    };
    let line = RawLine { words: vec![word("Nơi", 100), word("nhận:", 200), word("KT.", 900)] };
    let paragraph = RawParagraph { lines: vec![line.clone(), line] };
    let rules = vec![PixelBox { left: 90, top: 90, right: 1000, bottom: 93 }];
    let blocks = vec![RawBlock { paragraphs: vec![paragraph] }];
    RawPage { width: 1240, height: 1754, dpi: 150, rules, blocks, ..RawPage::default() }
}

fn frames() -> Vec<Vec<u8>> {
    let mut reply = Vec::new();
    write_frame(&mut reply, &Reply::Page(page())).expect("memory takes it");
    let mut request = Vec::new();
    let asked = Request { width: 9, height: 9, dpi: 300, segmentation: 3, alternatives: true, limit_ms: 1000 };
    write_frame(&mut request, &asked).expect("memory takes it");
    vec![reply, request]
}

fn recording() -> Vec<u8> {
    let recording = Recording { key: "0".repeat(64), engine: "tesseract 5.3.0 vie".to_owned(), page: page() };
    serde_json::to_vec(&recording).expect("it can be written")
}
