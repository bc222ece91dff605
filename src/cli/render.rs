//! `vankho render`: pages whose truth is known, for fixtures.

use super::exit::{ExitCode, Failure, OrFail, Outcome};
use crate::render::document::{DocumentLook, DocumentText, document_page};
use crate::render::{Faces, Family, Grade, Rng, Wear};
use anyhow::Context;
use std::path::{Path, PathBuf};

/// Draw a document as scanned pages, with the text that is on them (for developers)
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Writes DIR/input.png and DIR/truth.txt; the second page and more as input-2.png and truth-2.txt.
The same document, grade and seed give the same bytes.

Examples:
  vankho render document.json --grade medium -o fixtures/page-worn")]
pub struct Args {
    /// The parts of the document as JSON; CONTRIBUTING.md shows one
    #[arg(value_name = "FILE")]
    document: PathBuf,
    /// The folder to write to
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// How worn the page is
    #[arg(long, value_name = "GRADE", default_value = "medium", value_parser = ["clean", "medium", "hard"])]
    grade: String,
    /// Dots per inch
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(50..=600))]
    dpi: u32,
    /// Clear the paper to white, as the background removal of scanners does; makes the file ten times smaller
    #[arg(long)]
    white_paper: bool,
    /// Where chance starts from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &Args) -> Outcome {
    let shown = args.document.display();
    let json = std::fs::read(&args.document)
        .with_context(|| format!("{shown}: cannot be read"))
        .or_fail(ExitCode::SomeFailed)?;
    let text: DocumentText = serde_json::from_slice(&json)
        .with_context(|| format!("{shown}: is not the JSON of a document"))
        .or_fail(ExitCode::SomeFailed)?;
    let faces = Faces::load(Family::LiberationSerif).or_fail(ExitCode::Missing)?;
    let grade = Grade::from_id(&args.grade).unwrap_or(Grade::Medium);
    let wear = Wear::draw(grade, &mut Rng::new(args.seed));
    let look = DocumentLook { dpi: args.dpi, wear, seed: args.seed, ..DocumentLook::default() };
    let pages = document_page(&text, &faces, &look).or_fail(ExitCode::Other)?;
    std::fs::create_dir_all(&args.output)
        .with_context(|| format!("{}: cannot be made", args.output.display()))
        .or_fail(ExitCode::Other)?;
    for (i, page) in pages.iter().enumerate() {
        let suffix = if i == 0 { String::new() } else { format!("-{}", i + 1) };
        let image = target(&args.output, &format!("input{suffix}.png"), args.force)?;
        let truth = target(&args.output, &format!("truth{suffix}.txt"), args.force)?;
        let mut picture = page.image.clone();
        if args.white_paper {
            clear(&mut picture);
        }
        picture
            .save(&image)
            .with_context(|| format!("{}: cannot be written", image.display()))
            .or_fail(ExitCode::Other)?;
        let lines = page.truth.join("\n") + "\n";
        std::fs::write(&truth, lines)
            .with_context(|| format!("{}: cannot be written", truth.display()))
            .or_fail(ExitCode::Other)?;
    }
    Ok(ExitCode::Done)
}

/// Makes everything white that is nearly white, and keeps 16 levels of the rest.
fn clear(picture: &mut image::RgbImage) {
    for pixel in picture.pixels_mut() {
        let paper = pixel.0.iter().all(|&level| level > 200);
        pixel.0 = if paper { [255; 3] } else { pixel.0.map(|level| level / 17 * 17) };
    }
}

fn target(folder: &Path, name: &str, force: bool) -> Result<PathBuf, Failure> {
    let path = folder.join(name);
    if path.exists() && !force {
        return Err(Failure::new(ExitCode::Usage, format!("{} exists; say --force to replace it", path.display())));
    }
    Ok(path)
}
