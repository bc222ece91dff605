//! OCR workers: what happens when they crash, hang, talk nonsense or are missing, and that real ones read.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use vankho::document::{PageImage, Pixels};
use vankho::ocr::{OcrEngine, OcrError, PoolOptions, TesseractPool, probe};

/// A shell script that plays the worker. `hello` is a frame as the real one sends it.
fn stand_in(folder: &Path, body: &str) -> PathBuf {
    let hello = r#"{"tesseract":"9.9.9","language":"vie","problem":null}"#;
    let script =
        format!("#!/bin/sh\nhello() {{ printf '\\{:03o}\\000\\000\\000%s' '{hello}'; }}\n{body}\n", hello.len());
    let path = folder.join("worker");
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// A worker that answers each page with an empty one.
pub fn blind(folder: &Path) -> PathBuf {
    let answer = r#"{"page":{"width":1,"height":1,"dpi":300,"blocks":[]}}"#;
    // Frames are shorter than 256 bytes, so that the first byte of their length says it all.
    let number = "n() { printf %s \"$request\" | sed \"s/.*\\\"$1\\\":\\([0-9]*\\).*/\\1/\"; }";
    let body = format!(
        "{number}\nhello\nwhile size=$(head -c 4 | od -An -tu1 | tr -s ' ' | cut -d' ' -f2) && [ -n \"$size\" ]; do\n\
         request=$(head -c \"$size\")\nhead -c $(($(n width) * $(n height))) > /dev/null\n\
         printf '\\{:03o}\\000\\000\\000%s' '{answer}'\ndone",
        answer.len()
    );
    stand_in(folder, &body)
}

fn pool(worker: PathBuf, limit: Duration) -> TesseractPool {
    TesseractPool::new(PoolOptions { worker: Some(worker), workers: 1, page_limit: limit, ..PoolOptions::default() })
}

fn blank() -> PageImage {
    PageImage::new(600, 400, Pixels::Gray(vec![255; 240_000]), Some(300)).unwrap()
}

const LONG: Duration = Duration::from_secs(60);

#[test]
fn a_crash_costs_the_page_and_the_worker_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let starts = folder.path().join("starts");
    let body = format!("echo x >> '{}'; hello; head -c 1000 > /dev/null; kill -SEGV $$", starts.display());
    let pool = pool(stand_in(folder.path(), &body), LONG);
    for _ in 0..2 {
        let error = pool.read(&blank()).unwrap_err();
        assert!(matches!(error, OcrError::Crashed { .. }), "{error}");
        assert!(!error.is_missing_tool());
    }
    assert_eq!(std::fs::read_to_string(starts).unwrap().lines().count(), 2);
    assert_eq!(pool.identity(), "tesseract 9.9.9 vie");
}

#[test]
fn another_model_file_of_the_same_name_is_another_setting() {
    let folder = tempfile::tempdir().unwrap();
    let says = format!(
        r#"{{"vankho":"1","tesseract":"9.9.9","languages":["vie"],"data_path":"{}"}}"#,
        folder.path().display()
    );
    let worker = stand_in(folder.path(), &format!("echo '{says}'"));
    let settings = |model: &str| {
        std::fs::write(folder.path().join("vie.traineddata"), model).unwrap();
        pool(worker.clone(), LONG).settings()
    };
    let first = settings("fast");
    assert!(first.starts_with("tesseract 9.9.9 vie "), "{first}");
    assert!(!first.contains("unknown"), "{first}");
    assert_ne!(settings("best"), first);
    assert_eq!(settings("fast"), first);
}

#[test]
fn a_hang_is_ended_at_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let pool = pool(stand_in(folder.path(), "hello; exec sleep 300"), Duration::from_millis(300));
    let started = Instant::now();
    let error = pool.read(&blank()).unwrap_err();
    assert!(matches!(error, OcrError::TimedOut { .. }), "{error}");
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn nonsense_is_told_from_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let body = "hello; head -c 240000 > /dev/null; printf '\\005\\000\\000\\000hello'; exec sleep 300";
    let error = pool(stand_in(folder.path(), body), LONG).read(&blank()).unwrap_err();
    assert!(matches!(error, OcrError::Garbage { .. }), "{error}");
    // A program that is no worker at all.
    let error = pool(stand_in(folder.path(), "echo I am a shell; exec sleep 300"), LONG).read(&blank()).unwrap_err();
    assert!(matches!(error, OcrError::CannotStart { .. }), "{error}");
}

#[test]
fn what_is_missing_is_named_with_its_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let error = pool(folder.path().join("nothing"), LONG).check().unwrap_err();
    assert!(error.is_missing_tool(), "{error}");
    // What the dynamic loader does when libtesseract is not there.
    let body = "echo 'error while loading shared libraries: libtesseract.so.5' >&2; exit 127";
    let worker = stand_in(folder.path(), body);
    for error in [pool(worker.clone(), LONG).check().unwrap_err(), probe(Some(&worker)).unwrap_err()] {
        let message = error.to_string();
        assert!(error.is_missing_tool(), "{message}");
        assert!(message.contains("libtesseract.so.5") && message.contains("apt-get install"), "{message}");
    }
}

fn real(options: PoolOptions) -> TesseractPool {
    let worker = Some(PathBuf::from(env!("CARGO_BIN_EXE_vankho-ocr")));
    TesseractPool::new(PoolOptions { worker, workers: 1, ..options })
}

#[test]
fn a_real_worker_reads_and_reports() {
    let pool = real(PoolOptions::default());
    let page = pool.read(&blank()).unwrap();
    assert_eq!((page.text.as_str(), page.size, page.dpi), ("", Some((600, 400)), Some(300)));
    assert!(pool.identity().starts_with("tesseract 5."), "{}", pool.identity());
    let probe = probe(Some(env!("CARGO_BIN_EXE_vankho-ocr").as_ref())).unwrap();
    assert!(probe.info.languages.iter().any(|language| language == "vie"), "{probe:?}");
}

#[test]
fn a_missing_model_is_named() {
    let error = real(PoolOptions { language: "xxx".into(), ..PoolOptions::default() }).check().unwrap_err();
    assert!(matches!(&error, OcrError::NoModel { language } if language == "xxx"), "{error}");
    assert!(error.to_string().contains("tesseract-ocr-xxx"));
}
