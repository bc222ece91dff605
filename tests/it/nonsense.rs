//! Nonsense in, sense out: a clear message or an honest result, a code that says which, never a panic.

use crate::{root, vankho};
use assert_cmd::assert::Assert;
use predicates::prelude::*;
use predicates::str::contains;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A file of `bytes` in a folder that goes away with the guard.
fn file(name: &str, bytes: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, bytes).unwrap();
    (dir, path)
}

fn process(path: &Path) -> Assert {
    vankho().arg("process").arg(path).timeout(std::time::Duration::from_secs(120)).assert()
}

/// Refused with a message that names the file and a remedy, nothing on stdout.
fn refused(path: &Path, says: &str) {
    let name = path.file_name().unwrap().to_str().unwrap();
    let said = contains(name).and(contains(says)).and(contains("panicked").not());
    process(path).code(1).stdout("").stderr(said);
}

/// A page of a file given up: the document says so, and so does the exit code.
fn given_up(path: &Path, says: &str) {
    let assert = process(path).code(1).stderr(contains(says).and(contains("panicked").not()));
    let document: serde_json::Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let warnings = document["warnings"].as_array().unwrap();
    assert!(warnings.iter().any(|w| w["code"] == "page-unreadable"), "{warnings:?}");
}

fn document(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&process(path).success().get_output().stdout).unwrap()
}

#[test]
fn an_empty_file() {
    let (_dir, path) = file("rỗng.txt", "");
    refused(&path, "empty");
}

#[test]
fn white_space_alone_is_an_honest_nothing() {
    let (_dir, path) = file("blank.txt", " \n\n \t\n");
    let document = document(&path);
    assert_eq!(document["sections"].as_array().unwrap().len(), 0);
    assert_eq!(document["restoration"]["tokens"], 0);
    assert_eq!(document["header"]["issuer"], serde_json::Value::Null);
}

#[test]
fn a_binary_file() {
    let bytes: Vec<u8> = (0..20_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let (_dir, path) = file("program.exe", bytes);
    refused(&path, "neither text nor");
    vankho().arg("restore").arg(&path).assert().code(1).stdout("");
}

#[test]
fn a_folder_and_a_missing_file() {
    let (dir, path) = file("x.txt", "x");
    process(dir.path()).code(1).stderr(contains("folder"));
    refused(&path.with_file_name("none.txt"), "check the path");
}

#[test]
fn images_without_pixels_and_with_too_many() {
    for (name, width, height) in [("0x0.png", 0, 0), ("huge.png", 20_000, 20_000)] {
        let (_dir, path) = file(name, png(width, height));
        given_up(&path, if width == 0 { "" } else { "pixels" });
    }
}

#[test]
fn a_truncated_jpeg() {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::GrayImage::from_fn(600, 400, |x, y| image::Luma([(x * y % 251) as u8]))
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .unwrap();
    let bytes = bytes.into_inner();
    for part in [20, bytes.len() / 10] {
        let (_dir, path) = file("cut.jpg", &bytes[..part]);
        let assert = process(&path).code(1).stderr(contains("cut.jpg").and(contains("panicked").not()));
        drop(assert);
    }
}

#[test]
fn a_tiff_that_claims_ten_million_pages() {
    // Ten million directories that all point to themselves and one that does: a loop and a long chain.
    let mut chain = b"II*\0\x08\0\0\0".to_vec();
    for i in 0..100_000u32 {
        chain.extend(0u16.to_le_bytes());
        chain.extend((8 + (i + 1) * 6).to_le_bytes());
    }
    let (_dir, path) = file("many.tif", &chain);
    process(&path).code(1).stderr(contains("many.tif").and(contains("panicked").not()));
    let (_dir, path) = file("loop.tif", b"II*\0\x08\0\0\0\0\0\x08\0\0\0");
    process(&path).code(1).stderr(contains("loop.tif").and(contains("panicked").not()));
}

#[test]
fn other_encodings_are_read_and_said() {
    let text = "KẾ HOẠCH\nTổ chức phong trào thi đua năm 2023\n";
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let (_dir, path) = file("utf16.txt", utf16);
    assert_eq!(document(&path)["text"], text);
    vankho().arg("restore").arg(&path).assert().success().stdout(text).stderr(contains("UTF-16"));

    let latin: Vec<u8> =
        "Liberté, égalité, fraternité: la République a été proclamée à Hanoï".chars().map(|c| c as u8).collect();
    let (_dir, path) = file("latin1.txt", latin);
    let document = document(&path);
    assert_eq!(document["text"], "Liberté, égalité, fraternité: la République a été proclamée à Hanoï");
}

#[test]
fn other_languages_pass_untouched() {
    let english = "The quick brown fox jumps over the lazy dog. Please send the report by Friday.\n";
    let french = "Le Gouvernement de la République française a présenté le projet de loi à l'Assemblée nationale.\n";
    for text in [english, french] {
        let text = text.repeat(5);
        vankho().arg("restore").write_stdin(text.clone()).assert().success().stdout(text);
    }
}

#[test]
fn a_line_of_a_million_characters() {
    for text in
        ["thi hành án ".repeat(1_000_000 / 12), "x".repeat(1_000_000), "ệ".repeat(1_000_000), "1.".repeat(500_000)]
    {
        let (_dir, path) = file("line.txt", &text);
        assert_eq!(document(&path)["text"].as_str().unwrap().len(), text.len());
    }
}

/// 50 MB in a release build, 4 MB in a slow one.
#[test]
fn a_long_text() {
    let size = if cfg!(debug_assertions) { 4 << 20 } else { 50 << 20 };
    let plan = fs::read_to_string(root().join("fixtures/plan-clean/input.txt")).unwrap();
    let text = plan.repeat(size / plan.len() + 1);
    let (_dir, path) = file("long.txt", &text);
    vankho().arg("restore").arg(&path).timeout(std::time::Duration::from_secs(300)).assert().success();
    let assert = vankho().arg("process").arg(&path).timeout(std::time::Duration::from_secs(600)).assert().success();
    assert!(assert.get_output().stdout.len() > text.len());
}

/// A PNG whose header claims a size and whose data end there.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8], data: &[u8]| {
        out.extend((data.len() as u32).to_be_bytes());
        let body = [kind, data].concat();
        out.extend(&body);
        out.extend(crc(&body).to_be_bytes());
    };
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    chunk(b"IHDR", &[&size[..], &[8, 0, 0, 0, 0]].concat());
    chunk(b"IDAT", b"\x78\x9c\x03\0\0\0\0\x01");
    chunk(b"IEND", b"");
    out
}

/// The CRC-32 of PNG (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}
