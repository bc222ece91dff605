use super::*;
use crate::document::{Alternative, Confidence, OcrWord, Page, PixelBox, Span, TextSource};

/// "Ke hoach" read on the second page, restored to "Kế hoạch".
fn document() -> (Document, Vec<Page>) {
    let mut document =
        super::super::layout::tests::document("Điều 1\u{c}Số 5 <Kế> hoạch\nnăm 2024", &[(13, "Ke.", "Kế")]);
    let edit = &mut document.restoration.edits[0];
    edit.alternatives = vec![Alternative { text: "<Kệ>".to_owned(), confidence: Confidence::new(0.2) }];
    let word = |start, end, left, line| OcrWord {
        span: Span::new(start, end),
        bbox: PixelBox { left, top: 10 * line as i32, right: left + 8, bottom: 10 * line as i32 + 8 },
        confidence: Confidence::ONE,
        symbols: vec![],
        line,
        block: 0,
    };
    let words = vec![word(0, 2, 0, 0), word(3, 4, 10, 0), word(5, 10, 20, 0), word(11, 16, 30, 0), word(17, 20, 0, 1)];
    let read = Page { words, source: TextSource::Ocr, ..Page::from_text("Số 5 <Ke.> hoạch\nnăm 2024") };
    (document, vec![Page::from_text("Điều 1"), read])
}

#[test]
fn a_doubtful_word_has_its_places_and_its_line() {
    let (document, pages) = document();
    let words = doubtful(&document, &[(Span::new(13, 15), Some(0.4))], |n| pages.get(n as usize).cloned());
    let word = &words[0];
    assert_eq!((word.page, word.text.as_str(), word.read.as_deref()), (1, "Kế", Some("Ke.")));
    assert_eq!((word.before.as_str(), word.after.as_str()), ("Số 5 <", "> hoạch"));
    let (at, line) = word.place.unwrap();
    assert_eq!((at.left, at.right, line.left, line.right, line.bottom), (20, 28, 0, 38, 8));
    // Without its page it is still there.
    assert_eq!(doubtful(&document, &[(Span::new(13, 15), None)], |_| None)[0].place, None);
}

#[test]
fn the_page_is_whole_and_markup_in_it_is_text() {
    let (document, pages) = document();
    let words = doubtful(&document, &[(Span::new(13, 15), Some(0.4))], |n| pages.get(n as usize).cloned());
    let cut = Cut { png: b"png".to_vec(), size: (90, 20), mark: [0.5, 0.0, 0.75, 1.0] };
    let words: Vec<_> = words.into_iter().map(|word| (word, Some(cut.clone()))).collect();
    let outcomes = [Outcome { name: "done", count: 3 }, Outcome { name: "failed", count: 1 }];
    let top = Head {
        catalogue: "a<b>.db",
        begun: "2026-01-01 22:30 UTC",
        summary: "3 done",
        outcomes: &outcomes,
        qualities: &[0.99, 0.4, 0.85],
        pace: (&[10, 20], 60),
        stopped: true,
    };
    let look = Examined { file: "<script>.pdf", document: &document, quality: Some(0.4), words: &words, count: 20 };
    let line = Row { file: "x&y", code: "", title: "\"", pages: 2, quality: None, doubtful: 1, warnings: 0 };
    let page = head(&top)
        + &list("Failed", "Why.", &[("a", "<b>"), ("b", ""), ("c", "")], 2)
        + &super::look(3, 1)
        + &examined(&look)
        + &table_head()
        + &row(&line)
        + &foot(5, 1);
    assert!(page.starts_with(SIGN));
    for there in [
        "&lt;script&gt;.pdf",
        "<del>Ke.</del> <mark>Kế</mark>&gt; hoạch",
        "or <b>&lt;Kệ&gt;</b> 0.20",
        "base64,cG5n\"",
        "left:50.00%;top:0.00%;width:25.00%;height:100.00%",
        "and 19 more doubtful places",
        "and 1 more files",
        "and 4 more documents",
        "x&amp;y",
    ] {
        assert!(page.contains(there), "{there}\n{page}");
    }
    assert!(!page.contains("<script") && !page.contains("a<b>") && !page.contains("http://"));
    is_balanced(&page);
}

/// Each element is closed in its order, but for those that have no end.
fn is_balanced(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    for part in page.split('<').skip(1) {
        let tag = part.split(|c: char| c == '>' || c.is_whitespace()).next().unwrap();
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{part}"),
            None if tag.starts_with('!') || matches!(tag, "meta" | "img") => {}
            None => open.push(tag),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn letters_of_base64() {
    for (bytes, letters) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
        assert_eq!(base64(bytes.as_bytes()), letters);
    }
}
