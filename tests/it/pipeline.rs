//! What holds for every processed document: nothing that was read is lost, every span says where its text stands.

use crate::fixtures;
use proptest::prelude::*;
use std::sync::OnceLock;
use vankho::document::{Document, Section, Span};
use vankho::ocr::{OcrEngine, OcrError, PoolOptions, ReplayEngine, TesseractPool};
use vankho::pipeline::{self, Options, Silent};
use vankho::restore::{Data, Restorer};
use vankho::text::{IndexedText, undo};
use vankho::{source, text};

fn restorer() -> &'static Restorer {
    static RESTORER: OnceLock<Restorer> = OnceLock::new();
    RESTORER.get_or_init(|| Restorer::new(Data::embedded()).unwrap())
}

fn options() -> &'static Options {
    static OPTIONS: OnceLock<Options> = OnceLock::new();
    OPTIONS.get_or_init(|| Options::new(restorer()))
}

fn of_text(bytes: &[u8]) -> Result<Document, source::SourceError> {
    let input = source::open_bytes("-", bytes.to_vec())?;
    let engine = TesseractPool::new(PoolOptions::default());
    Ok(pipeline::process(&input, options(), &engine, restorer(), &Silent).unwrap())
}

/// The text of an input as it was read: its pages joined by form feeds.
fn as_read(bytes: &[u8]) -> String {
    let input = source::open_bytes("-", bytes.to_vec()).unwrap();
    let pages = input.pages().map(|page| match page.unwrap() {
        source::PageContent::Text(text) => text,
        source::PageContent::Image(_) | source::PageContent::Layered(_) => unreachable!("text"),
    });
    pages.collect::<Vec<_>>().join("\u{c}")
}

/// Everything that must hold of any document.
fn check(document: &Document) {
    let indexed = IndexedText::new(document.text.clone());
    let all = Span::new(0, indexed.len());
    let inside = |span: Span, what: &str| assert!(all.contains(span), "{what} {span:?} outside the text");
    assert_eq!(document.pages.iter().map(|p| p.span).collect::<Vec<_>>(), indexed.pages());
    assert_eq!(document.source.page_count as usize, document.pages.len());
    macro_rules! facts {
        ($($rows:ident, $letter:literal);*) => {$(
            for (i, fact) in document.$rows.iter().enumerate() {
                inside(fact.span, stringify!($rows));
                assert_eq!(fact.id, format!("{}{}", $letter, i + 1));
                assert_eq!(fact.quote, indexed.quote(fact.span));
                assert_eq!(fact.page, indexed.page_at(fact.span.start));
                if let Some(id) = &fact.section {
                    assert!(ids(&document.sections).contains(&id.as_str()), "no section {id}");
                }
            }
            assert!(document.$rows.is_sorted_by_key(|f| f.span.start), stringify!($rows));
        )*};
    }
    facts!(references, 'r'; dates, 'd'; targets, 't'; assignments, 'a');
    nested(&document.sections, all);
    document.preamble.iter().for_each(|b| inside(b.span, "preamble"));
    document.recipients.iter().for_each(|r| inside(r.span, "recipient"));
    document.signatures.iter().for_each(|s| inside(s.span, "signature"));
    document.warnings.iter().filter_map(|w| w.span).for_each(|s| inside(s, "warning"));
    let edits = &document.restoration.edits;
    for (i, edit) in edits.iter().enumerate() {
        inside(edit.span, "edit");
        assert_eq!(indexed.slice(edit.span), edit.to);
        assert_eq!(edit.page, indexed.page_at(edit.span.start));
        assert!(edit.alternatives.len() <= 4);
        assert!(i == 0 || edits[i - 1].span.end <= edit.span.start, "edits overlap");
    }
    if let Some(by) = &document.header.promulgated_by {
        assert!(document.references.iter().any(|r| &r.id == by));
    }
}

fn ids(sections: &[Section]) -> Vec<&str> {
    sections.iter().flat_map(|s| std::iter::once(s.id.as_str()).chain(ids(&s.children))).collect()
}

fn nested(sections: &[Section], parent: Span) {
    for section in sections {
        assert!(parent.contains(section.span), "section {} {:?} outside {parent:?}", section.id, section.span);
        assert!(section.blocks.iter().all(|b| section.span.contains(b.span)), "blocks of {}", section.id);
        nested(&section.children, section.span);
    }
}

#[test]
fn fixtures_keep_what_was_read_and_say_where_everything_stands() {
    for path in fixtures() {
        let bytes = std::fs::read(&path).unwrap();
        let recorded = path.with_file_name("ocr");
        if recorded.exists() {
            let engine = ReplayEngine::load(&recorded).unwrap();
            let input = source::open(&path).unwrap();
            let reading = pipeline::read(&input, &engine, &Silent).unwrap();
            let read = reading.pages.iter().map(|p| p.page().text).collect::<Vec<_>>().join("\u{c}");
            let document = pipeline::assemble(reading, options(), restorer());
            check(&document);
            assert_eq!(undo(&document.text, &document.restoration.edits), read, "{}", path.display());
            assert!(document.restoration.edits.iter().all(|e| e.bbox.is_some()), "an edit without its box");
        } else {
            let document = of_text(&bytes).unwrap();
            check(&document);
            assert_eq!(undo(&document.text, &document.restoration.edits), as_read(&bytes), "{}", path.display());
        }
    }
}

/// An engine that cannot read the second page that it is shown.
struct Stumbling(std::sync::atomic::AtomicUsize);

impl OcrEngine for Stumbling {
    fn identity(&self) -> String {
        "stumbling 1".to_owned()
    }

    fn recognise(&self, _: &vankho::document::PageImage) -> Result<vankho::ocr::RawPage, OcrError> {
        Err(OcrError::Crashed { status: "signal 11".to_owned() })
    }

    fn read(&self, image: &vankho::document::PageImage) -> Result<vankho::document::Page, OcrError> {
        match self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            1 => self.recognise(image).map(|_| unreachable!()),
            n => Ok(vankho::document::Page::from_text(format!("Điều {n}. Phạm vi áp dụng"))),
        }
    }
}

#[test]
fn a_page_that_is_given_up_costs_that_page() {
    let page = vankho::document::PageImage::new(2, 2, vankho::document::Pixels::Gray(vec![255; 4]), None).unwrap();
    let input = source::open_bytes("fax.tif", three_pages(&page)).unwrap();
    let engine = Stumbling(0.into());
    let document = pipeline::process(&input, options(), &engine, restorer(), &Silent).unwrap();
    assert_eq!(document.source.page_count, 3);
    assert_eq!(document.pages[1].span.len(), 0);
    assert!(document.text.contains("Điều 0") && document.text.contains("Điều 2"), "{}", document.text);
    let warning = document.warnings.iter().find(|w| w.code == "page-unreadable").unwrap();
    assert_eq!(warning.page, Some(1));
    for part in ["fax.tif", "page 2", "signal 11", "scan it again"] {
        assert!(warning.message.contains(part), "{} lacks {part}", warning.message);
    }
}

/// A TIFF of three equal pages.
fn three_pages(page: &vankho::document::PageImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut bytes).unwrap();
    for _ in 0..3 {
        let vankho::document::Pixels::Gray(pixels) = page.pixels() else { unreachable!() };
        encoder.write_image::<tiff::encoder::colortype::Gray8>(page.width(), page.height(), pixels).unwrap();
    }
    bytes.into_inner()
}

#[test]
fn the_same_input_gives_the_same_document() {
    let input = std::fs::read(crate::root().join("fixtures/plan-garbled/input.txt")).unwrap();
    assert_eq!(of_text(&input).unwrap(), of_text(&input).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Lines of real documents, cut, repeated and mixed with noise.
    #[test]
    fn nothing_panics_and_nothing_is_lost(
        pieces in prop::collection::vec(
            prop_oneof![
                Just("KẾ HOẠCH\n"), Just("I. MỤC ĐÍCH, YÊU CẦU\n"), Just("1. Muc dich:\n"), Just("a) "), Just("- "),
                Just("Thyc hién Quyét dinh s§ 666/QD-TTg ngay 02 théng 6 nim 2022 "), Just("Số:      /KH-BTP "),
                Just("giai đoạn 2021-2025, tầm nhìn đến năm 2030; "), Just("trên 84% về việc\n"), Just("\u{c}"), Just("./.\n"),
                Just("Nơi nhận:\n- Như trên;\n- Lưu: VT.\n"), Just("KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\n\nNguyễn Văn A\n"), Just("\n\n"),
                Just("Giao Văn phòng chủ trì, phối hợp với Cục Công nghệ thông tin "), Just("T hz hanh dn "),
            ].prop_map(str::to_owned).boxed().prop_union("\\PC{0,12}".boxed()),
            0..40,
        )
    ) {
        let input = pieces.concat();
        match of_text(input.as_bytes()) {
            Ok(document) => {
                check(&document);
                prop_assert_eq!(undo(&document.text, &document.restoration.edits), as_read(input.as_bytes()));
            }
            Err(error) => prop_assert!(error.to_string().starts_with("-")),
        }
        prop_assert_eq!(text::one_line(&input).contains('\n'), false);
    }
}
