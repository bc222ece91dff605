//! The catalogue from outside: documents come in once, whatever happens, and questions find them.

use crate::{root, vankho};
use predicates::prelude::*;
use predicates::str::contains;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// A folder of documents that nobody is writing any more.
fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("in")).unwrap();
    for (name, fixture) in [("plan.txt", "plan-clean/input.txt"), ("other.txt", "plan-garbled/truth.txt")] {
        put(&dir.path().join("in").join(name), &fs::read(root().join("fixtures").join(fixture)).unwrap());
    }
    dir
}

fn put(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
    let old = SystemTime::now() - Duration::from_secs(60);
    fs::File::options().write(true).open(path).unwrap().set_modified(old).unwrap();
}

/// `vankho` in the folder.
fn at(dir: &tempfile::TempDir, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = vankho();
    command.current_dir(dir.path()).env_remove("VANKHO_CATALOGUE").args(arguments);
    command
}

fn answer(dir: &tempfile::TempDir, arguments: &[&str]) -> Vec<serde_json::Value> {
    let out = at(dir, arguments).args(["--format", "json"]).assert().success().get_output().stdout.clone();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn a_second_run_reads_nothing_and_questions_name_their_source() {
    let dir = folder();
    at(&dir, &["ingest", "in"]).assert().success().stdout(contains("2 done"));
    at(&dir, &["ingest", "in"]).assert().success().stdout(contains("0 done (0 doubtful), 2 skipped"));
    at(&dir, &["reprocess"]).assert().success().stdout(contains("2 done"));
    for query in [&["search", "thi hanh an"][..], &["targets"], &["assignments", "--unit", "van phong"], &["refs"]] {
        let rows = answer(&dir, query);
        assert!(!rows.is_empty(), "{query:?}");
        for row in rows {
            assert!(row["file"].as_str().unwrap().contains("/in/") && row["page"].as_u64() >= Some(1), "{row}");
            assert!(row["quote"].is_string() && row["confidence"].is_number(), "{row}");
        }
    }
    assert!(answer(&dir, &["search", "thi hành án"])[0]["quote"].as_str().unwrap().contains('«'));
    assert!(answer(&dir, &["search", "thì hành ản"]).is_empty());
    assert!(answer(&dir, &["targets", "--year", "1999"]).is_empty());
    at(&dir, &["show", "in/plan.txt"]).assert().success();
}

#[test]
fn nothing_is_changed_by_asking() {
    let dir = folder();
    at(&dir, &["targets"]).assert().code(2).stderr(contains("vankho ingest"));
    at(&dir, &["ingest", "in"]).assert().success();
    at(&dir, &["sql", "DELETE FROM documents"]).assert().code(2).stderr(contains("would change"));
    at(&dir, &["sql", "SELEC"]).assert().code(2).stderr(contains("syntax"));
    let count = ["sql", "SELECT count(*) AS n FROM documents", "--format", "csv"];
    at(&dir, &count).assert().success().stdout("n\r\n2\r\n");
}

#[test]
fn what_cannot_be_read_is_a_dead_letter_until_it_can() {
    let dir = folder();
    let bad = dir.path().join("in/bad.bin");
    put(&bad, b"MZ\0\0\x01\x02\0\0");
    at(&dir, &["ingest", "in"]).assert().code(1).stdout(contains("2 done").and(contains("1 failed")));
    assert_eq!(answer(&dir, &["sql", "SELECT path, message FROM failures"]).len(), 1);
    let again = contains("1 given up before").and(contains("0 failed"));
    at(&dir, &["ingest", "in"]).assert().success().stdout(again).stderr(contains("given-up: "));
    at(&dir, &["ingest", "--retry-failed"]).assert().code(1).stdout(contains("1 failed"));
    put(&bad, "QUYẾT ĐỊNH\nVề việc ban hành Kế hoạch\n".as_bytes());
    at(&dir, &["ingest", "--retry-failed"]).assert().success().stdout(contains("1 done"));
    assert!(answer(&dir, &["sql", "SELECT path FROM failures"]).is_empty());
}

#[test]
fn a_report_shows_what_needs_a_look() {
    let dir = folder();
    put(&dir.path().join("in/<b>.bin"), b"MZ\0\0\x01\x02\0\0");
    put(&dir.path().join("in/scan.png"), &fs::read(root().join("fixtures/page-scanned/input.png")).unwrap());
    put(&dir.path().join("in/ruined.txt"), &fs::read(root().join("fixtures/plan-garbled/input.txt")).unwrap());
    put(&dir.path().join("in/secret.txt"), "BỘ TƯ PHÁP\nMẬT\nSố: 12/BC-BTP\n\nBÁO CÁO\nViệc kín\n".as_bytes());
    at(&dir, &["ingest", "in", "--report", "in/r.html"]).assert().code(2).stderr(contains("another folder"));
    put(&dir.path().join("other.html"), b"<html>");
    at(&dir, &["ingest", "in", "--report", "other.html"]).assert().code(2).stderr(contains("no report"));
    at(&dir, &["ingest", "in", "--report", "r.html"]).assert().code(1);
    let report = fs::read_to_string(dir.path().join("r.html")).unwrap();
    for there in ["4 done", "1 failed", "&lt;b&gt;.bin", "secret.txt", "<mark>", "<del>", "is neither text nor", "<svg"]
    {
        assert!(report.contains(there), "{there}");
    }
    assert!(!report.contains("Việc kín") && !report.contains("<script") && !report.contains("src=\"http"));
    at(&dir, &["ingest", "in", "--report", "r.html"]).assert().success();
    assert!(fs::read_to_string(dir.path().join("r.html")).unwrap().contains("1 given-up"));
}

#[test]
fn known_documents_are_read_again_on_request() {
    let dir = folder();
    put(&dir.path().join("in/scan.png"), &fs::read(root().join("fixtures/page-scanned/input.png")).unwrap());
    at(&dir, &["ingest", "in"]).assert().success().stdout(contains("3 done").and(contains("1 pages read by OCR")));
    let again = contains("3 done").and(contains("0 pages read by OCR, 1 known"));
    at(&dir, &["ingest", "in", "--read-again"]).assert().success().stdout(again);
    // As another version would have kept it.
    let db = rusqlite::Connection::open(dir.path().join("vankho.db")).unwrap();
    db.execute("UPDATE ocr_cache SET settings = replace(settings, 'reading ', 'reading 0')", []).unwrap();
    drop(db);
    at(&dir, &["ingest", "in"]).assert().success().stdout(contains("3 skipped"));
    at(&dir, &["ingest", "in", "--read-again"]).assert().success().stdout(contains("1 pages read by OCR"));
    assert_eq!(answer(&dir, &["sql", "SELECT id FROM documents"]).len(), 3);
}

#[test]
fn duplicates_are_told_and_kept_apart() {
    let dir = folder();
    let copy = fs::read_to_string(root().join("fixtures/plan-clean/input.txt")).unwrap() + "\nBản sao\n";
    put(&dir.path().join("in/copy.txt"), copy.as_bytes());
    at(&dir, &["ingest", "in"]).assert().success().stdout(contains("3 done"));
    let rows = answer(&dir, &["documents", "--duplicates"]);
    let of_plan = rows.iter().filter(|row| !row["file"].as_str().unwrap().ends_with("other.txt"));
    assert_eq!(of_plan.clone().count(), 2, "{rows:?}");
    assert_eq!(of_plan.filter(|row| row["version_of"].is_string()).count(), 1, "{rows:?}");
}

#[test]
fn citations_are_linked_to_documents_that_are_there() {
    let dir = folder();
    let ends = |value: &serde_json::Value, with: &str| value.as_str().is_some_and(|text| text.ends_with(with));
    let plan = ["refs", "--from", "in/plan.txt"];
    // The cited plan comes later, and shows no number.
    at(&dir, &["ingest", "in/plan.txt"]).assert().success();
    assert!(answer(&dir, &plan).iter().all(|row| row["state"] == "absent"));
    at(&dir, &["ingest", "in"]).assert().success();
    let rows = answer(&dir, &plan);
    let linked: Vec<_> = rows.iter().filter(|row| row["state"] == "proposed").collect();
    assert_eq!(linked.len(), 2, "{rows:?}");
    for row in linked {
        assert_eq!((&row["code"], &row["why"]), (&"960/KH-TCTHADS".into(), &"title".into()));
        assert!(ends(&row["cited"], "/in/other.txt") && row["certainty"].as_f64() > Some(0.5), "{row}");
    }
    assert_eq!(answer(&dir, &["refs", "--to", "in/other.txt"]).len(), 2);
    assert_eq!(answer(&dir, &["refs", "--to", "960/kh-tcthads"]).len(), 2);
    assert!(answer(&dir, &["refs", "--to", "666/QĐ-TTg"]).len() > 2);
    let out = at(&dir, &["graph", "--format", "json", "--issuer", "Binh Dinh"])
        .assert()
        .success()
        .get_output()
        .stdout
        .clone();
    let graph: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let nodes = graph["nodes"].as_array().unwrap();
    assert_eq!(nodes.iter().filter(|node| node["catalogued"] == true).count(), 2, "{nodes:?}");
    let edges = graph["edges"].as_array().unwrap();
    assert_eq!(edges.iter().filter(|edge| edge["state"] == "proposed").count(), 2);
    assert!(edges.iter().all(|edge| nodes.iter().any(|node| node["id"] == edge["to"])));
    at(&dir, &["graph", "--catalogued"])
        .assert()
        .success()
        .stdout(contains("n1 -> n0 [label=").and(contains("dashed")));
}

#[test]
fn the_whole_catalogue_is_exported() {
    let dir = folder();
    at(&dir, &["ingest", "in"]).assert().success();
    at(&dir, &["export", "--format", "csv"]).assert().code(2).stderr(contains("-o DIR"));
    let lines = at(&dir, &["export", "--format", "jsonl"]).assert().success().get_output().stdout.clone();
    let documents: Vec<serde_json::Value> =
        lines.split(|&b| b == b'\n').filter(|l| !l.is_empty()).map(|l| serde_json::from_slice(l).unwrap()).collect();
    assert_eq!(documents.len(), 2);
    for document in &documents {
        assert_eq!(document["id"], document["source"]["sha256"]);
        assert!(document["file"].as_str().unwrap().contains("/in/") && document["references"].is_array());
    }
    for form in ["jsonl", "csv", "parquet"] {
        let export = ["export", "--format", form, "-o", "out"];
        at(&dir, &export).assert().success();
        at(&dir, &export).assert().code(2).stderr(contains("--force"));
        at(&dir, &export).arg("--force").assert().success();
    }
    let written = |name: &str| fs::read(dir.path().join("out").join(name)).unwrap();
    assert_eq!(written("documents.jsonl"), lines);
    let refs = String::from_utf8(written("all_refs.csv")).unwrap();
    assert!(refs.starts_with("\u{feff}file,page,code,") && refs.contains(",960/KH-TCTHADS,"), "{refs}");
    assert_eq!(answer(&dir, &["refs"]).len() + 1, refs.lines().count());
    assert!(written("all_refs.parquet").starts_with(b"PAR1") && written("all_refs.parquet").ends_with(b"PAR1"));
    let left = fs::read_dir(dir.path().join("out"))
        .unwrap()
        .filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().starts_with('.'));
    assert_eq!(left.count(), 0);
}

#[test]
fn the_documentation_names_every_table_view_and_column() {
    let dir = folder();
    at(&dir, &["ingest", "in/plan.txt"]).assert().success();
    let docs = fs::read_to_string(root().join("docs/catalogue.md")).unwrap();
    let sql = "SELECT m.name AS place, group_concat('`' || c.name || '`', ', ') AS columns FROM sqlite_schema m, \
               pragma_table_info(m.name) c WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'page_text_%' \
               AND m.name NOT LIKE 'sqlite_%' GROUP BY m.name";
    let places = answer(&dir, &["sql", sql]);
    assert!(places.len() > 20);
    for place in &places {
        let (name, columns) = (place["place"].as_str().unwrap(), place["columns"].as_str().unwrap());
        let part = docs.split("\n### ").find(|part| part.lines().next() == Some(name));
        let part = part.unwrap_or_else(|| panic!("docs/catalogue.md does not name {name}"));
        assert!(part.contains(columns), "docs/catalogue.md: {name} has {columns}");
    }
    assert_eq!(docs.matches("\n### ").count(), places.len(), "docs/catalogue.md names a table that is none");
}
