//! The one-direction rule: a module uses only modules of lower layers, so that each stage can be read, tested and
//! changed alone.

use crate::root;
use regex::Regex;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Modules from the lowest layer to the highest; those of one layer never use each other.
const LAYERS: &[&[&str]] = &[
    &["document", "memory"],
    &["text"],
    &["lm"],
    &["lexicon"],
    &["source", "ocr", "restore", "structure", "extract", "render"],
    &["export", "train"],
    &["pipeline"],
    &["eval", "catalogue"],
    &["cli"],
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The modules that a source text names after `crate::`, those of `use crate::{a, b::c}` included; comments are skipped.
fn used(source: &str) -> BTreeSet<String> {
    let path = Regex::new(r"\bcrate::(\w+)").unwrap();
    let group = Regex::new(r"(?s)\bcrate::\{([^;]*)\};").unwrap();
    let code: String =
        source.lines().filter(|l| !l.trim_start().starts_with("//")).fold(String::new(), |a, l| a + l + "\n");
    let mut out: BTreeSet<String> = path.captures_iter(&code).map(|c| c[1].to_owned()).collect();
    for captures in group.captures_iter(&code) {
        let mut depth = 0;
        let mut word = String::new();
        let mut at_start = true;
        for c in captures[1].chars().chain([',']) {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    out.extend(Some(std::mem::take(&mut word)).filter(|w| !w.is_empty()));
                    at_start = true;
                }
                ':' => at_start = false,
                c if at_start && depth == 0 && (c.is_alphanumeric() || c == '_') => word.push(c),
                _ => {}
            }
        }
    }
    out
}

#[test]
fn imports_are_seen_in_every_form() {
    let source = "use crate::{text::{letters, one_line}, lm, document};\nlet x = crate::ocr::probe();\n// crate::cli";
    assert_eq!(used(source).into_iter().collect::<Vec<_>>(), ["document", "lm", "ocr", "text"]);
}

#[test]
fn a_module_uses_only_lower_layers() {
    let mut wrong = Vec::new();
    let source = root().join("src");
    for file in rust_files(&source) {
        let relative = file.strip_prefix(&source).unwrap();
        let module = relative.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        if ["lib", "main", "bin"].contains(&module.as_str()) {
            continue;
        }
        let Some(own) = layer(&module) else {
            wrong.push(format!("{module} is in no layer: give it one in tests/it/layering.rs and ARCHITECTURE.md"));
            continue;
        };
        for other in used(&std::fs::read_to_string(&file).unwrap()) {
            if let Some(theirs) = layer(&other)
                && other != module
                && theirs >= own
            {
                wrong.push(format!("{} uses {other}", relative.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "against the layers of ARCHITECTURE.md:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_worker_knows_tesseract() {
    let source = root().join("src");
    let knows = |file: &PathBuf| std::fs::read_to_string(file).unwrap().contains("tesseract_rs::");
    let files: Vec<_> = rust_files(&source).into_iter().filter(knows).collect();
    assert_eq!(files, [source.join("bin/vankho-ocr.rs")]);
}

#[cfg(target_os = "linux")]
#[test]
fn the_program_is_not_linked_to_tesseract() {
    let linked = |program| {
        let out = std::process::Command::new("ldd").arg(program).output().unwrap();
        String::from_utf8(out.stdout).unwrap().contains("libtesseract")
    };
    assert!(!linked(env!("CARGO_BIN_EXE_vankho")));
    assert!(linked(env!("CARGO_BIN_EXE_vankho-ocr")));
}

#[test]
fn no_file_is_longer_than_800_lines() {
    for folder in ["src", "tests", "benches"] {
        for file in rust_files(&root().join(folder)) {
            let lines = std::fs::read_to_string(&file).unwrap().lines().count();
            assert!(lines <= 800, "{} has {lines} lines: it holds more than one idea", file.display());
        }
    }
}
