//! `vankho doctor`: what is installed, which versions, and what to do about what is missing.

use super::exit::{ExitCode, Outcome};
use super::load::Data;
use super::output::Output;
use crate::ocr::{OcrError, Probe, probe};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Say what is installed, and what to do about what is missing
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ends with 3 when something is missing that reading page images or restoring text needs.

Examples:
  vankho doctor
  vankho doctor --data my-dictionaries")]
pub struct Args {
    /// The OCR model to look for
    #[arg(long, value_name = "LANG", default_value = "vie")]
    lang: String,
    #[command(flatten)]
    data: Data,
}

pub(super) fn run(args: &Args) -> Outcome {
    let mut report = Report::default();
    report.good("vankho", &format!("{}, {}", env!("CARGO_PKG_VERSION"), std::env::consts::ARCH));
    data(&mut report, &args.data);
    match probe(None) {
        Ok(found) => ocr(&mut report, &found, &args.lang),
        Err(error) => {
            report.bad("ocr", &error.to_string());
            report.note("vankho restore, and process of text, work without it");
        }
    }
    Output::Stdout.write(report.text.as_bytes())?;
    Ok(if report.missing { ExitCode::Missing } else { ExitCode::Done })
}

fn data(report: &mut Report, data: &Data) {
    let from = data.data.as_ref().map_or_else(|| "built in".to_owned(), |dir| dir.display().to_string());
    match data.restorer() {
        Ok(restorer) => {
            report.good("data", &from);
            for (name, bytes) in restorer.data().files() {
                let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
                report.note(&format!("{name:<12} {:>9} bytes  SHA-256 {hash}", bytes.len()));
            }
        }
        Err(failure) => report.bad("data", &format!("{from}: {:#}", failure.error)),
    }
}

fn ocr(report: &mut Report, found: &Probe, language: &str) {
    report.good("ocr worker", &format!("{} ({})", found.worker.display(), found.info.vankho));
    if found.info.vankho != env!("CARGO_PKG_VERSION") {
        report.bad("ocr worker", "is of another version than vankho; install the two together");
    }
    report.good("tesseract", &format!("{}, models in {}", found.info.tesseract, found.info.data_path));
    let installed = found.info.languages.join(" ");
    for wanted in language.split('+') {
        if found.info.languages.iter().any(|have| have == wanted) {
            report.good("model", wanted);
        } else {
            let error = OcrError::NoModel { language: wanted.to_owned() };
            report.bad("model", &format!("{error} (installed: {installed})"));
        }
    }
}

/// The lines that are printed, and whether something is missing.
#[derive(Debug, Default)]
struct Report {
    text: String,
    missing: bool,
}

impl Report {
    fn good(&mut self, what: &str, says: &str) {
        let _ = writeln!(self.text, "ok       {what:<11} {says}");
    }

    fn bad(&mut self, what: &str, says: &str) {
        self.missing = true;
        let _ = writeln!(self.text, "MISSING  {what:<11} {says}");
    }

    fn note(&mut self, says: &str) {
        let _ = writeln!(self.text, "                     {says}");
    }
}
