//! Finds the worker binary and asks what it can do, without reading a page: for `doctor` and for error messages.

use super::OcrError;
use super::wire::VersionInfo;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Environment variable that names the worker binary.
pub const WORKER_ENV: &str = "VANKHO_OCR";

const WORKER: &str = "vankho-ocr";

/// What OCR is installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The worker binary.
    pub worker: PathBuf,
    /// What it says of itself.
    pub info: VersionInfo,
}

/// Finds the worker: the environment variable, beside the running program, on the `PATH`.
///
/// # Errors
/// [`OcrError::NoWorker`].
pub fn worker_path() -> Result<PathBuf, OcrError> {
    let mut tried = Vec::new();
    if let Some(path) = env::var_os(WORKER_ENV).filter(|path| !path.is_empty()) {
        tried.push(PathBuf::from(path));
    } else {
        if let Some(folder) = env::current_exe().ok().as_deref().and_then(Path::parent) {
            tried.push(folder.join(WORKER));
            // Cargo puts tests, benches and examples into folders beside the programs.
            if folder.ends_with("deps") || folder.ends_with("examples") {
                tried.extend(folder.parent().map(|folder| folder.join(WORKER)));
            }
        }
        let path = env::var_os("PATH").unwrap_or_default();
        let on_path = env::split_paths(&path).map(|folder| folder.join(WORKER)).find(|file| file.is_file());
        tried.extend(on_path);
    }
    match tried.iter().position(|path| path.is_file()) {
        Some(found) => Ok(tried.swap_remove(found)),
        None => Err(OcrError::NoWorker { tried }),
    }
}

/// Asks the worker (at `worker`, else where [`worker_path`] finds it) for versions and models.
///
/// # Errors
/// [`OcrError::NoWorker`], or [`OcrError::CannotStart`] with what the system says, for instance that
/// libtesseract is missing.
pub fn probe(worker: Option<&Path>) -> Result<Probe, OcrError> {
    let worker = worker.map_or_else(worker_path, |path| Ok(path.to_owned()))?;
    let fail = |reason: String| OcrError::CannotStart { worker: worker.clone(), reason };
    let output = Command::new(&worker).arg("--version").stdin(Stdio::null()).output();
    let output = output.map_err(|error| fail(error.to_string()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it says nothing");
        return Err(fail(format!("{}: {}", output.status, last.trim())));
    }
    let info =
        serde_json::from_slice(&output.stdout).map_err(|error| fail(format!("its version is unreadable: {error}")))?;
    Ok(Probe { worker, info })
}
