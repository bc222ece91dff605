//! The one integration test binary: the whole program from outside, and what holds across modules.

#![allow(clippy::unwrap_used)]

mod accuracy;
mod catalogue;
mod cli;
mod dictionaries;
mod documents;
mod fuzzed;
mod harm;
mod layering;
mod mutated;
mod nonsense;
mod ocr;
mod pipeline;
mod schema;
mod searchable;
mod tables;
mod watch;

use std::path::{Path, PathBuf};

/// The folder of the crate.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The inputs of the fixtures, in order.
fn fixtures() -> Vec<PathBuf> {
    let folders = std::fs::read_dir(root().join("fixtures")).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir());
    let mut inputs: Vec<PathBuf> = folders
        .filter(|folder| !folder.ends_with("rendered"))
        // a set of texts with gold has no one input
        .filter_map(|folder| {
            let named = |p: &PathBuf| p.file_stem().is_some_and(|s| s == "input");
            std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).find(named)
        })
        .collect();
    inputs.sort();
    inputs
}

/// The `vankho` program.
fn vankho() -> assert_cmd::Command {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_vankho"));
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("VANKHO_DATA");
    command
}
