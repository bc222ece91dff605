//! PDFs made by code: every kind of page, and what damage does to them.

use super::*;
use crate::document::{Mark, PixelBox, Pixels};
use crate::source::{PageContent, SourceError, open_bytes};
use fax::encoder::Encoder;
use fax::{Color, VecWriter};
use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use std::fmt::Write as _;
use std::io::Cursor;

/// Numbers objects from 1 and writes them with their table. Object 1 is the catalogue, 2 the page tree.
#[derive(Default)]
struct Maker {
    objects: Vec<Vec<u8>>,
    pages: Vec<usize>,
}

impl Maker {
    fn new() -> Self {
        Self { objects: vec![Vec::new(), Vec::new()], pages: Vec::new() }
    }

    fn object(&mut self, body: impl Into<Vec<u8>>) -> usize {
        self.objects.push(body.into());
        self.objects.len()
    }

    fn stream(&mut self, dict: &str, data: &[u8]) -> usize {
        let head = format!("<< {dict} /Length {} >>\nstream\n", data.len());
        self.object([head.as_bytes(), data, b"\nendstream"].concat())
    }

    /// A font whose codes stand for letters from 33 on, in the order of `letters`.
    fn font(&mut self, letters: &str) -> usize {
        let mut map = String::from("/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n");
        map.push_str("1 begincodespacerange <0000> <FFFF> endcodespacerange\n");
        for (i, letter) in letters.chars().enumerate() {
            let _ = writeln!(map, "1 beginbfchar <{:04X}> <{:04X}> endbfchar", i + 33, u32::from(letter));
        }
        map.push_str("endcmap end end");
        let map = self.stream("", map.as_bytes());
        let cid = self.object(
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Times-Roman /DW 500 /CIDToGIDMap /Identity \
             /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        );
        self.object(format!(
            "<< /Type /Font /Subtype /Type0 /BaseFont /Times-Roman /Encoding /Identity-H /DescendantFonts [{cid} 0 R] \
             /ToUnicode {map} 0 R >>"
        ))
    }

    /// A page of A4 with these resources, contents and further entries.
    fn page(&mut self, resources: &str, contents: &str, more: &str) {
        let contents = self.stream("", contents.as_bytes());
        let page = self.object(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << {resources} >> \
             /Contents {contents} 0 R {more} >>"
        ));
        self.pages.push(page);
    }

    fn finish(mut self, trailer: &str) -> Vec<u8> {
        let kids: String = self.pages.iter().map(|page| format!("{page} 0 R ")).collect();
        self.objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>".to_vec();
        self.objects[1] = format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", self.pages.len()).into_bytes();
        let mut out = b"%PDF-1.7\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", self.objects.len() + 1);
        for (i, body) in self.objects.iter().enumerate() {
            let _ = writeln!(table, "{:010} 00000 n ", out.len());
            out.extend(format!("{} 0 obj\n", i + 1).bytes());
            out.extend(body);
            out.extend(b"\nendobj\n");
        }
        let at = out.len();
        out.extend(table.bytes());
        let size = self.objects.len() + 1;
        out.extend(format!("trailer << /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{at}\n%%EOF\n").bytes());
        out
    }
}

const BODY: &str = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 của Quốc hội;\n\
    Thực hiện Quyết định số 666/QĐ-TTg ngày 02 tháng 6 năm 2022 của Thủ tướng Chính phủ,\n\
    Ủy ban nhân dân tỉnh ban hành Kế hoạch triển khai thực hiện như sau:";

/// Every letter of `text` once.
fn letters(text: &str) -> String {
    let mut seen: Vec<char> = text.chars().filter(|&c| c != '\n').collect();
    seen.sort_unstable();
    seen.dedup();
    seen.into_iter().collect()
}

/// Operators that show `text` with the font of `letters`, from (x, y) down.
fn show(text: &str, letters: &str, x: u32, y: u32, mode: u8) -> String {
    let mut out = format!("BT /F0 10 Tf {mode} Tr 14 TL {x} {y} Td\n");
    for line in text.lines() {
        let codes: String =
            line.chars().map(|c| format!("{:04X}", letters.chars().position(|l| l == c).unwrap() + 33)).collect();
        let _ = writeln!(out, "<{codes}> Tj T*");
    }
    out.push_str("ET\n");
    out
}

/// A picture that no turning leaves as it is: a wedge.
fn wedge() -> GrayImage {
    GrayImage::from_fn(413, 585, |x, y| Luma([if x * 585 < y * 413 / 2 { 0 } else { 255 }]))
}

fn jpeg() -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::from(wedge()).write_to(&mut out, ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

fn group4() -> Vec<u8> {
    let mut encoder = Encoder::new(VecWriter::new());
    for row in wedge().rows() {
        let pels = row.map(|pixel| if pixel.0[0] == 0 { Color::Black } else { Color::White });
        encoder.encode_line(pels, 413).unwrap();
    }
    encoder.finish().unwrap().finish()
}

/// The codings of a scan: dictionary entries and data.
fn scans() -> [(&'static str, Vec<u8>); 4] {
    let bits: Vec<u8> = wedge()
        .rows()
        .flat_map(|row| {
            let row: Vec<u8> = row.map(|p| p.0[0] >> 7).collect();
            row.chunks(8)
                .map(|bits| bits.iter().enumerate().fold(0, |b, (i, bit)| b | bit << (7 - i)))
                .collect::<Vec<u8>>()
        })
        .collect();
    [
        ("/BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /DCTDecode", jpeg()),
        (
            "/BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /CCITTFaxDecode \
             /DecodeParms << /K -1 /Columns 413 /Rows 585 >>",
            group4(),
        ),
        ("/BitsPerComponent 8 /ColorSpace /DeviceGray", wedge().into_raw()),
        ("/ImageMask true /BitsPerComponent 1", bits),
    ]
}

/// A page that shows a scan over all of it, and `more` on top.
fn scan(maker: &mut Maker, kind: usize, placed: &str, more: &str, resources: &str, entries: &str) {
    let (dict, data) = scans()[kind].clone();
    let picture = maker.stream(&format!("/Type /XObject /Subtype /Image /Width 413 /Height 585 {dict}"), &data);
    let contents = format!("q {placed} cm /I0 Do Q\n{more}");
    maker.page(&format!("/XObject << /I0 {picture} 0 R >> {resources}"), &contents, entries);
}

const WHOLE: &str = "595 0 0 842 0 0";

fn layered(input: &crate::source::Input, index: usize) -> LayeredPage {
    match input.page(index) {
        Some(Ok(PageContent::Layered(page))) => page,
        other => panic!("{other:?}"),
    }
}

fn text(layer: &TextLayer) -> Vec<String> {
    layer.lines.iter().map(|l| l.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")).collect()
}

fn open(bytes: Vec<u8>) -> Result<crate::source::Input, SourceError> {
    open_bytes("công văn.pdf", bytes)
}

#[test]
fn a_born_digital_page_has_its_words_where_they_stand() {
    let letters = letters(BODY);
    let mut maker = Maker::new();
    let font = maker.font(&letters);
    maker.page(&format!("/Font << /F0 {font} 0 R >>"), &show(BODY, &letters, 72, 700, 0), "");
    let input = open(maker.finish("")).unwrap();
    assert_eq!((input.media_type(), input.page_count()), ("application/pdf", 1));
    let page = layered(&input, 0);
    let layer = page.layer.unwrap();
    assert_eq!(text(&layer).join("\n"), BODY);
    assert!(!layer.hidden);
    assert_eq!((page.size, page.dpi), ((2479, 3508), 300));
    // 72 points from the left, 142 from the top, at 300 dots an inch; two letters, half of 10 points each.
    let bbox = layer.lines[0].words[1].bbox;
    assert!((bbox.left - 383).abs() <= 2 && (bbox.right - 425).abs() <= 2, "{bbox:?}");
    assert!(bbox.top < 592 && bbox.bottom > 592 && bbox.height() < 45, "{bbox:?}");
    let image = input.image(0).unwrap().unwrap();
    assert_eq!((image.width(), image.height(), image.dpi()), (2479, 3508, Some(300)));
}

#[test]
fn the_lines_of_a_table_are_told() {
    let letters = letters(BODY);
    let mut maker = Maker::new();
    let font = maker.font(&letters);
    let mut contents = show(BODY, &letters, 72, 700, 0);
    // Two rows of three cells, each edge a thin box with a square at its corner, as word processors draw them.
    for y in [600.0, 560.0, 520.0] {
        for x in [72.0, 172.0, 372.0] {
            let _ = writeln!(
                contents,
                "{x} {y} 0.5 0.5 re f {} {y} {} 0.5 re f",
                x + 0.5,
                if x > 300.0 { 99.5 } else { 199.5 }
            );
        }
    }
    for x in [72.0, 172.0, 372.0, 471.5] {
        let _ = writeln!(contents, "{x} 560.5 0.5 39.5 re f {x} 520.5 0.5 39.5 re f");
    }
    maker.page(&format!("/Font << /F0 {font} 0 R >>"), &contents, "");
    let page = layered(&open(maker.finish("")).unwrap(), 0);
    let (along, down): (Vec<PixelBox>, Vec<PixelBox>) = page.rules.iter().partition(|r| r.width() > r.height());
    assert_eq!((along.len(), down.len()), (3, 4), "{:?}", page.rules);
    assert!(along.iter().all(|r| (r.width() - 1667).abs() <= 8), "{along:?}");
}

#[test]
fn a_scan_gives_its_own_pixels() {
    for kind in 0..4 {
        let mut maker = Maker::new();
        scan(&mut maker, kind, WHOLE, "", "", "");
        let input = open(maker.finish("")).unwrap();
        let page = layered(&input, 0);
        assert_eq!((page.layer, page.marks.len(), page.dpi), (None, 0, 50));
        let image = input.image(0).unwrap().unwrap();
        assert_eq!((image.width(), image.height()), (413, 585), "kind {kind}");
        let Pixels::Gray(samples) = image.pixels() else { panic!("kind {kind} is coloured") };
        if kind == 0 {
            assert!(samples.iter().zip(wedge().as_raw()).filter(|(a, b)| a.abs_diff(**b) > 60).count() < 500);
        } else {
            assert_eq!(samples, wedge().as_raw(), "kind {kind}");
        }
    }
}

#[test]
fn a_turned_page_shows_its_scan_upright() {
    // The scanner put the picture in on its side and noted that the page is to be turned back.
    let mut maker = Maker::new();
    scan(&mut maker, 2, "0 842 -595 0 595 0", "", "", "");
    scan(&mut maker, 2, WHOLE, "", "", "/Rotate 180");
    let input = open(maker.finish("")).unwrap();
    let on_its_side = input.image(1).unwrap().unwrap();
    let Pixels::Gray(samples) = on_its_side.pixels() else { panic!("coloured") };
    assert!(samples.iter().eq(wedge().as_raw().iter().rev()));
    // The transform swaps the sides: 413 columns along 842 points are not square with 585 rows along 595.
    assert!(input.image(0).unwrap().is_ok());
}

#[test]
fn an_unseen_layer_is_told_from_stamps() {
    let stamp = "Người ký: Văn phòng\nThời gian ký: 04.05.2026";
    let letters = letters(&format!("{BODY}{stamp}"));
    let mut maker = Maker::new();
    let font = maker.font(&letters);
    let resources = format!("/Font << /F0 {font} 0 R >>");
    let over = show(BODY, &letters, 72, 700, 3) + &show(stamp, &letters, 400, 820, 0);
    scan(&mut maker, 1, WHOLE, &over, &resources, "");
    scan(&mut maker, 1, WHOLE, &show(stamp, &letters, 400, 820, 0), &resources, "");
    let input = open(maker.finish("")).unwrap();
    for (index, has_layer) in [(0, true), (1, false)] {
        let page = layered(&input, index);
        assert_eq!(
            page.layer.as_ref().map(|l| (l.hidden, text(l).join("\n"))),
            has_layer.then(|| (true, BODY.to_owned()))
        );
        let [mark] = &page.marks[..] else { panic!("{:?}", page.marks) };
        assert_eq!((mark.kind, mark.text.as_deref()), (MarkKind::Annotation, Some(stamp)));
        // The stamp is not in the picture that is read.
        assert_eq!(input.image(index).unwrap().unwrap().width(), 413);
    }
}

#[test]
fn annotations_are_marks_and_filled_fields_are_text() {
    let letters = letters(&format!("{BODY}SAO Y"));
    let mut maker = Maker::new();
    let font = maker.font(&letters);
    let resources = format!("/Font << /F0 {font} 0 R >>");
    let form = |maker: &mut Maker, text: &str| {
        let shown = show(text, &letters, 5, 10, 0);
        let dict = format!("/Type /XObject /Subtype /Form /BBox [0 0 200 30] /Resources << {resources} >>");
        maker.stream(&dict, shown.as_bytes())
    };
    let (stamp, field) = (form(&mut maker, "SAO Y"), form(&mut maker, "tỉnh"));
    let annotations = format!(
        "/Annots [<< /Subtype /Stamp /Rect [380 790 580 820] /AP << /N {stamp} 0 R >> >> \
         << /Subtype /Widget /FT /Tx /Rect [72 600 272 630] /AP << /N {field} 0 R >> >> \
         << /Subtype /Stamp /F 2 /Rect [0 0 99 99] >> \
         << /Subtype /Text /Rect [10 10 30 30] /Contents <FEFF01101ED3006E0067> >>]"
    );
    maker.page(&resources, &show(BODY, &letters, 72, 700, 0), &annotations);
    let page = layered(&open(maker.finish("")).unwrap(), 0);
    assert_eq!(text(page.layer.as_ref().unwrap()).join("\n"), format!("{BODY}\ntỉnh"));
    let marks: Vec<_> = page.marks.iter().map(|m| (m.kind, m.text.as_deref())).collect();
    assert_eq!(marks, [(MarkKind::Stamp, Some("SAO Y")), (MarkKind::Annotation, Some("Đồng"))]);
    let Mark { bbox: Some(bbox), .. } = page.marks[0] else { panic!() };
    assert_eq!((bbox.left, bbox.top), (1583, 91));
}

#[test]
fn files_without_pages_and_with_a_password() {
    let empty = open(Maker::new().finish("")).unwrap_err();
    assert!(matches!(empty.problem, Problem::NoPages), "{empty}");
    let mut maker = Maker::new();
    maker.page("", "", "");
    let lock = maker.object(format!(
        "<< /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O <{}> /U <{}> >>",
        "5A".repeat(32),
        "C3".repeat(32)
    ));
    let id = "00112233445566778899AABBCCDDEEFF";
    let locked = open(maker.finish(&format!("/Encrypt {lock} 0 R /ID [<{id}> <{id}>]"))).unwrap_err();
    assert!(matches!(locked.problem, Problem::Encrypted { .. }), "{locked}");
    assert!(locked.to_string().contains("qpdf --decrypt"), "{locked}");
    assert!(matches!(open(b"%PDF-1.4\n%\xE2\xE3".to_vec()).unwrap_err().problem, Problem::Damaged { .. }));
}

#[test]
fn a_bad_page_costs_that_page() {
    let mut maker = Maker::new();
    scan(&mut maker, 2, WHOLE, "", "", "");
    let broken = maker.stream(
        "/Type /XObject /Subtype /Image /Width 413 /Height 585 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /JPXDecode",
        b"no picture",
    );
    maker.page(&format!("/XObject << /I0 {broken} 0 R >>"), &format!("q {WHOLE} cm /I0 Do Q"), "");
    let huge = maker.stream(
        "/Type /XObject /Subtype /Image /Width 400000 /Height 500000 /BitsPerComponent 8 /ColorSpace /DeviceGray",
        b"",
    );
    maker.page(&format!("/XObject << /I0 {huge} 0 R >>"), &format!("q {WHOLE} cm /I0 Do Q"), "");
    scan(&mut maker, 1, WHOLE, "", "", "");
    let input = open(maker.finish("")).unwrap();
    assert!(input.image(0).unwrap().is_ok());
    let error = input.image(1).unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "công văn.pdf, page 2: is damaged (its picture cannot be decoded); copy or scan it again"
    );
    assert!(matches!(input.image(2).unwrap().unwrap_err().problem, Problem::TooManyPixels { .. }));
    assert!(input.image(3).unwrap().is_ok());
    assert!(input.image(4).is_none() && input.page(4).is_none());
}

#[test]
fn pages_without_end_are_given_up() {
    // Forms within forms, ten times each: a thousand million letters.
    let letters = letters("a");
    let mut maker = Maker::new();
    let font = maker.font(&letters);
    let mut inner = maker.stream(
        &format!("/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F0 {font} 0 R >> >>"),
        show("aaaaaaaaaa", &letters, 0, 0, 0).as_bytes(),
    );
    for _ in 0..8 {
        let dict =
            format!("/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X {inner} 0 R >> >>");
        inner = maker.stream(&dict, "/X Do ".repeat(10).as_bytes());
    }
    maker.page(&format!("/XObject << /X {inner} 0 R >>"), "/X Do", "");
    let input = open(maker.finish("")).unwrap();
    let error = input.page(0).unwrap().unwrap_err();
    assert!(error.to_string().contains("millions of things"), "{error}");
}

/// A generator for the damage, seeded: xorshift.
fn random(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 11) as usize
}

#[test]
fn two_hundred_damaged_files_are_told_or_read() {
    let letters = letters(BODY);
    let mut maker = Maker::new();
    let font = maker.font(&letters);
    let resources = format!("/Font << /F0 {font} 0 R >>");
    maker.page(&resources, &show(BODY, &letters, 72, 700, 0), "");
    scan(&mut maker, 0, WHOLE, &show(BODY, &letters, 72, 700, 3), &resources, "");
    scan(&mut maker, 1, WHOLE, "", "", "");
    let whole = maker.finish("");
    let mut state = 0x9E37_79B9_7F4A_7C15;
    let started = std::time::Instant::now();
    let mut read = 0;
    for round in 0..200 {
        let mut bytes = whole.clone();
        if round % 4 == 0 {
            bytes.truncate(9 + random(&mut state) % (whole.len() - 9));
        }
        for _ in 0..1 << (round % 6) {
            let at = 8 + random(&mut state) % (bytes.len() - 8);
            bytes[at] = random(&mut state) as u8;
        }
        let Ok(input) = open(bytes) else { continue };
        for index in 0..input.page_count().min(5) {
            match input.page(index) {
                Some(Ok(PageContent::Layered(page))) if page.size.0 < 4000 && round % 8 < 2 => {
                    let _ = input.image(index);
                    read += 1;
                }
                _ => {}
            }
        }
    }
    assert!(read > 20, "{read} pages were read");
    assert!(started.elapsed() < PAGE_LIMIT * 3);
}
