//! `vankho restore`: ruined text in, right text out, line for line.

use super::exit::{ExitCode, Failure, OrFail, Outcome};
use super::load::{self, Data};
use super::output::Output;
use crate::document::Noise;
use crate::restore::parts::parts;
use crate::restore::{Restored, Restorer};
use crate::source;
use std::borrow::Cow;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Restore text: as many lines out as in, spacing and line ends kept
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vankho restore ruined.txt > right.txt
  pdftotext scan.pdf - | vankho restore
  vankho restore ruined.txt -o right.txt --force
  vankho restore ruined.txt --tokens | awk -F'\t' '$3 < 0.8'   the tokens to look at

--tokens writes a line for every white-space separated token that was read: the token, its restored form, the
probability that the form is right, and the rule that changed it, if a named rule did. A token that is two words has both,
with a space between. Of tokens that are one word together, the first has the word and the others have nothing.")]
pub struct Args {
    /// The text; - or nothing for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    input: PathBuf,
    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the output file when it exists
    #[arg(long)]
    force: bool,
    /// Write a table of tokens instead of the text: read, restored, confidence, rule (TSV)
    #[arg(long)]
    tokens: bool,
    #[command(flatten)]
    data: Data,
}

pub(super) fn run(args: &Args) -> Outcome {
    let output = Output::new(args.output.as_deref(), args.force, &[&args.input])?;
    let name = args.input.display();
    let bytes = if args.input == Path::new("-") {
        load::stdin()?
    } else {
        let read = source::read_file(&args.input);
        read.map_err(|problem| anyhow::anyhow!("{name}: {problem}")).or_fail(ExitCode::SomeFailed)?
    };
    if bytes.is_empty() {
        log::warn!("{name}: is empty; there is nothing to restore");
        output.write(b"")?;
        return Ok(ExitCode::Done);
    }
    if matches!(source::detect(&bytes), Ok(source::Format::Pdf)) {
        let message =
            format!("{name}: is a PDF, not text; use vankho process, which reads its text layer or its pages");
        return Err(Failure::new(ExitCode::SomeFailed, message));
    }
    if let Ok(format @ (source::Format::Png | source::Format::Jpeg | source::Format::Tiff)) = source::detect(&bytes) {
        let message = format!("{name}: is an image ({format:?}), not text; use vankho process, or vankho ocr");
        return Err(Failure::new(ExitCode::SomeFailed, message));
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let decoded = source::decode_text(error.as_bytes());
            let decoded =
                decoded.map_err(|problem| anyhow::anyhow!("{name}: {problem}")).or_fail(ExitCode::SomeFailed)?;
            log::warn!("{name}: is not UTF-8; read as {} and written as UTF-8", decoded.encoding.name());
            decoded.text.into_owned()
        }
    };
    let restorer = args.data.restorer()?;
    let restored = restore(&text, &restorer, args.tokens, &name.to_string());
    output.write(restored.as_bytes())?;
    Ok(ExitCode::Done)
}

/// Restores a text of any length, part by part.
fn restore(text: &str, restorer: &Restorer, tokens: bool, name: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    if tokens {
        out.push_str("read\trestored\tconfidence\trule\n");
    }
    let mut pages = 0;
    for part in parts(text) {
        let restored = restorer.restore(&nfc(part), &[]);
        warn(&restored, pages, name);
        pages += part.matches('\u{c}').count();
        if !tokens {
            out.push_str(&restored.text);
            continue;
        }
        for token in restored.tokens() {
            let (read, form, rule) = (token.read, token.restored, token.rule.unwrap_or_default());
            let _ = writeln!(out, "{read}\t{form}\t{:.4}\t{rule}", token.confidence.get());
        }
    }
    out
}

/// Says which pages were left as they are; `before` pages lie before this part of the text.
fn warn(restored: &Restored, before: usize, name: &str) {
    let hopeless = restored.restoration.stretches.iter().filter(|s| s.noise == Noise::Unreadable);
    for stretch in hopeless {
        let read = restored.text.chars().take(stretch.span.start as usize);
        let page = before + 1 + read.filter(|&c| c == '\u{c}').count();
        log::warn!("{name}, page {page}: is beyond repair and left as it is, wholly or in part; scan or read it again");
    }
}

/// NFC without a copy where the text is NFC already.
fn nfc(text: &str) -> Cow<'_, str> {
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}
