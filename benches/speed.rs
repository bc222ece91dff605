//! How fast restoration, the structure and extraction stages and the whole pipeline are, in words a second.
//!
//! The corpus: the three plans of `fixtures/` (garbled, clean, markdown) and the clean one with all Vietnamese marks
//! taken off, each repeated to at least 20,000 words. One thread, release build: `cargo bench --bench speed`, or `make bench`.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use std::path::Path;
use std::sync::LazyLock;
use vankho::document::{Confidence, Page};
use vankho::pipeline::{self, Options, Silent};
use vankho::restore::{Data, Restorer};
use vankho::text::IndexedText;
use vankho::text::letters::strip;
use vankho::{extract, ocr, source, structure};

fn main() {
    divan::main();
}

static RESTORER: LazyLock<Restorer> =
    LazyLock::new(|| Restorer::new(Data::embedded()).expect("the built-in data load"));

const WORDS: usize = 20_000;

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    let text = std::fs::read_to_string(path).expect("the fixtures are in the repository");
    text.repeat(WORDS.div_ceil(words(&text)))
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

fn corpus(kind: &str) -> String {
    match kind {
        "garbled" => fixture("plan-garbled/input.txt"),
        "stripped" => strip(&fixture("plan-clean/input.txt")),
        "markdown" => fixture("plan-markdown/input.md"),
        _ => fixture("plan-clean/input.txt"),
    }
}

/// Loading lexicon, language model and channel.
#[divan::bench(sample_count = 20)]
fn load() -> Restorer {
    Restorer::new(Data::embedded()).expect("the built-in data load")
}

#[divan::bench(args = ["garbled", "stripped", "clean"], sample_count = 5)]
fn decode(bencher: Bencher, kind: &str) {
    let text = corpus(kind);
    let restorer = &*RESTORER;
    bencher.counter(ItemsCount::new(words(&text))).bench(|| restorer.restore(black_box(&text), &[]));
}

#[divan::bench(args = ["clean", "markdown"], sample_count = 20)]
fn parse(bencher: Bencher, kind: &str) {
    let text = IndexedText::new(corpus(kind));
    let pages = [Page::from_text(text.as_str())];
    bencher.counter(ItemsCount::new(words(text.as_str()))).bench(|| structure::parse(black_box(&text), &pages, &[]));
}

#[divan::bench(args = ["clean", "markdown"], sample_count = 20)]
fn facts(bencher: Bencher, kind: &str) {
    let text = IndexedText::new(corpus(kind));
    let outline = structure::parse(&text, &[Page::from_text(text.as_str())], &[]);
    bencher
        .counter(ItemsCount::new(words(text.as_str())))
        .bench(|| extract::facts(black_box(&text), &outline, &|_| Confidence::ONE));
}

/// Structure and facts together, over text that offers one thing again and again: four times of it takes about four
/// times as long, whatever it is, since nothing is searched to the end of the text from each of many places.
#[divan::bench(args = UNITS, consts = [250_000, 1_000_000], sample_count = 3)]
fn adverse<const BYTES: usize>(bencher: Bencher, unit: &str) {
    let text = IndexedText::new(unit.repeat(BYTES / unit.len()));
    let pages = [Page::from_text(text.as_str())];
    bencher.counter(BytesCount::of_str(text.as_str())).bench(|| {
        let outline = structure::parse(black_box(&text), &pages, &[]);
        extract::facts(&text, &outline, &|_| Confidence::ONE)
    });
}

/// What is repeated.
const UNITS: &[&str] = &[
    "Điều ",
    "Điều 1. a\n",
    "(",
    "(Ban hành kèm theo ",
    "12/3456/78/2023/",
    "1/",
    "/A",
    "1.",
    "1234567890",
    "Căn cứ ",
    "“a “",
    "\"a ",
    "ngày ",
    "từ ngày 1/2/2023 đến ",
    "Quyết định số ",
    "12/QĐ-UBND, ",
    "của ",
    "Sở Y tế, ",
    "Sở Y tế chủ trì, phối hợp với ",
    "100% ",
    "trên 84% và ",
    "|",
    "| a | b |\n",
    "a) x\n",
    "- a\n",
    "I. A\n",
    "\n",
    " ",
    "KẾ HOẠCH\n",
    "Nơi nhận:\n- a;\n",
    "KT. CHỦ TỊCH\n",
    "\u{c}",
    "x",
    "ệ",
    "(sau đây gọi là A) ",
    "Luật Thi đua, ",
    "điểm a khoản 2 Điều 5 ",
    "a\tb\n",
    "Thi hành án (THA) ",
    "**",
    "tỷ đồng ",
    "; ",
];

/// From bytes to the document, everything included.
#[divan::bench(args = ["garbled", "stripped", "clean", "markdown"], sample_count = 5)]
fn whole(bencher: Bencher, kind: &str) {
    let text = corpus(kind);
    let engine = ocr::TesseractPool::new(ocr::PoolOptions::default());
    let restorer = &*RESTORER;
    let options = Options::new(restorer);
    bencher.counter(ItemsCount::new(words(&text))).bench(|| {
        let input = source::open_bytes("-", black_box(&text).clone().into_bytes()).expect("text");
        pipeline::process(&input, &options, &engine, restorer, &Silent).expect("no OCR is needed")
    });
}
