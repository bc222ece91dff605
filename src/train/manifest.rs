//! `MANIFEST.json`: what each built file was made of.
//!
//! One entry for each file of `dictionaries/built`: its SHA-256 and size, the SHA-256 of every input, the parameters
//! and the counts. No dates and no paths of a machine, so the same inputs give the same bytes.

use super::lm::TrainError;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::path::Path;

/// The name of the manifest in the folder of the built files.
pub const NAME: &str = "MANIFEST.json";

/// SHA-256 in lower-case hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// The name and SHA-256 of a file.
///
/// # Errors
/// When it cannot be read.
pub fn input(path: &Path) -> Result<(String, Value), TrainError> {
    let fail = |source| TrainError::File { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(fail)?;
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    Ok((name, Value::String(digest(&bytes))))
}

/// Writes `bytes` as `built/name` and its entry into the manifest beside it.
///
/// # Errors
/// When a file cannot be written.
pub fn record(
    built: &Path,
    name: &str,
    bytes: &[u8],
    inputs: Map<String, Value>,
    made: Value,
) -> Result<(), TrainError> {
    let write = |path: &Path, bytes: &[u8]| {
        std::fs::write(path, bytes).map_err(|source| TrainError::File { path: path.to_owned(), source })
    };
    std::fs::create_dir_all(built).map_err(|source| TrainError::File { path: built.to_owned(), source })?;
    write(&built.join(name), bytes)?;
    let path = built.join(NAME);
    let mut manifest: Map<String, Value> =
        std::fs::read(&path).ok().and_then(|old| serde_json::from_slice(&old).ok()).unwrap_or_default();
    let program = concat!("vankho ", env!("CARGO_PKG_VERSION"));
    let entry =
        json!({ "bytes": bytes.len(), "sha256": digest(bytes), "inputs": inputs, "made": made, "program": program });
    manifest.insert(name.to_owned(), entry);
    let text = format!("{:#}\n", Value::Object(manifest));
    write(&path, text.as_bytes())
}
