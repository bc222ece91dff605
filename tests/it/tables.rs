//! `--format csv`: one set of tables over all inputs, whole or not at all, and its page of documentation.

use crate::{fixtures, root, vankho};
use predicates::prelude::*;
use predicates::str::{contains, is_empty};
use std::collections::HashSet;
use std::fs;
use std::path::Path;
use vankho::export::CsvTable;

/// The rows of a table, each as its cells by name.
fn rows(folder: &Path, table: &str) -> Vec<csv::StringRecord> {
    let bytes = fs::read(folder.join(table)).unwrap();
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap();
    csv::ReaderBuilder::new().has_headers(false).from_reader(bytes).records().map(|row| row.unwrap()).collect()
}

/// The cells of a column, below its name.
fn column(rows: &[csv::StringRecord], name: &str) -> Vec<String> {
    let at = rows[0].iter().position(|column| column == name).unwrap();
    rows[1..].iter().map(|row| row[at].to_owned()).collect()
}

#[test]
fn the_published_page_is_that_of_the_columns() {
    let published = fs::read_to_string(root().join("docs/tables.md")).unwrap();
    assert!(
        published == vankho::export::csv_page(),
        "docs/tables.md is stale: run `cargo run -- schema --tables > docs/tables.md`"
    );
    vankho().args(["schema", "--tables"]).assert().success().stdout(published);
}

#[test]
fn the_tables_hold_what_the_json_holds() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("new");
    let inputs: Vec<_> = fixtures().into_iter().filter(|path| path.extension().is_some_and(|e| e != "png")).collect();
    vankho()
        .arg("process")
        .args(&inputs)
        .args(["--format", "csv", "--format", "json", "-o"])
        .arg(&out)
        .assert()
        .success()
        .stdout(is_empty());
    let documents = rows(&out, "documents.csv");
    let ids = column(&documents, "document");
    assert_eq!(ids.len(), inputs.len());
    for (i, input) in inputs.iter().enumerate() {
        let name = input.parent().unwrap().file_name().unwrap().to_str().unwrap();
        let json = fs::read_to_string(out.join(format!("{name}/input.json"))).unwrap();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert!(ids[i].starts_with(&format!("{}#", input.display())));
        for kind in ["references", "dates", "targets", "assignments"] {
            let table = rows(&out, &format!("{kind}.csv"));
            let cells = |name| column(&table, name);
            let of_this: Vec<usize> = (0..table.len() - 1).filter(|&row| cells("document")[row] == ids[i]).collect();
            let facts = json[kind].as_array().unwrap();
            assert_eq!(of_this.len(), facts.len(), "{kind}");
            let (id, quote, page) = (cells("id"), cells("quote"), cells("page"));
            for (row, fact) in of_this.into_iter().zip(facts) {
                assert_eq!(id[row], fact["id"]);
                assert!(quote[row].ends_with(fact["quote"].as_str().unwrap()));
                assert_eq!(page[row], (fact["page"].as_u64().unwrap() + 1).to_string());
            }
        }
    }
    let sections: HashSet<(String, String)> = {
        let table = rows(&out, "sections.csv");
        column(&table, "document").into_iter().zip(column(&table, "id")).collect()
    };
    for table in ["references.csv", "dates.csv", "targets.csv", "assignments.csv"] {
        let table = rows(&out, table);
        for (document, section) in column(&table, "document").into_iter().zip(column(&table, "section")) {
            assert!(section.is_empty() || sections.contains(&(document, section.clone())), "{section}");
        }
    }
}

#[test]
fn tables_need_a_folder_and_replace_nothing_unasked() {
    let dir = tempfile::tempdir().unwrap();
    let input = root().join("fixtures/plan-clean/input.txt");
    let process = || {
        let mut command = vankho();
        command.arg("process").arg(&input).args(["--format", "csv"]);
        command
    };
    process().assert().code(2).stdout(is_empty()).stderr(contains("-o DIR"));
    process().arg("-o").arg(dir.path()).assert().success();
    let names: HashSet<String> =
        fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names, CsvTable::ALL.into_iter().map(|table| table.file_name().to_owned()).collect());
    let first = fs::read(dir.path().join("dates.csv")).unwrap();
    process().arg("-o").arg(dir.path()).assert().code(2).stderr(contains("exists").and(contains("--force")));
    process().arg("-o").arg(dir.path()).arg("--force").assert().success();
    assert_eq!(fs::read(dir.path().join("dates.csv")).unwrap(), first, "the same input gives the same bytes");
    let own = dir.path().join("dates.csv");
    vankho()
        .arg("process")
        .arg(&own)
        .args(["--format", "csv", "--force", "-o"])
        .arg(dir.path())
        .assert()
        .code(2)
        .stderr(contains("is an input"));
}

#[test]
fn a_bad_input_costs_itself() {
    let dir = tempfile::tempdir().unwrap();
    let input = root().join("fixtures/plan-clean/input.txt");
    vankho()
        .arg("process")
        .arg(dir.path().join("none.txt"))
        .arg(&input)
        .args(["--format", "csv", "-o"])
        .arg(dir.path().join("out"))
        .assert()
        .code(1);
    assert_eq!(rows(&dir.path().join("out"), "documents.csv").len(), 2);
}
