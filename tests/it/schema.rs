//! The published schema is that of the types, and what the program writes follows it.

use crate::{fixtures, root, vankho};
use serde_json::Value;

#[test]
fn the_published_schema_is_that_of_the_types() {
    let published = std::fs::read_to_string(root().join("schema/document.schema.json")).unwrap();
    assert!(
        published == vankho::export::schema(),
        "schema/document.schema.json is stale: run `cargo run -- schema > schema/document.schema.json`"
    );
}

#[test]
fn the_command_prints_the_schema() {
    vankho().arg("schema").assert().success().stdout(vankho::export::schema());
}

#[test]
fn every_fixture_becomes_json_of_the_schema() {
    let schema: Value = serde_json::from_str(&vankho::export::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let inputs = fixtures();
    assert!(inputs.len() >= 3);
    for input in inputs {
        let out = vankho().arg("process").arg(&input).assert().success().get_output().stdout.clone();
        assert!(out.ends_with(b"}\n"));
        let document: Value = serde_json::from_slice(&out).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", input.display());
    }
}

#[test]
fn a_missing_key_is_against_the_schema() {
    let schema: Value = serde_json::from_str(&vankho::export::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let input = root().join("fixtures/plan-clean/input.txt");
    let out = vankho().arg("process").arg(input).assert().success().get_output().stdout.clone();
    let whole: Value = serde_json::from_slice(&out).unwrap();
    assert!(validator.is_valid(&whole));
    let mut broken = whole.clone();
    broken["header"].as_object_mut().unwrap().remove("number");
    assert!(!validator.is_valid(&broken), "null and missing are not the same");
    let mut broken = whole;
    broken["text"] = Value::Null;
    assert!(!validator.is_valid(&broken));
}
