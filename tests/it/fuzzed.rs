//! Damaged inputs. Every parser that reads what others wrote, over mutations of inputs that it understands; and page
//! images, cut and with bytes changed, through the whole program. The same mutations every time.

use crate::vankho;
use fax::encoder::Encoder;
use fax::{Color, VecWriter};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, RgbImage};
use std::io::Cursor;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use vankho::source;

#[path = "../../fuzz/src/lib.rs"]
mod bodies;

/// Mutations of each seed.
const ROUNDS: usize = 150;

/// A generator for the damage: xorshift.
struct Damage(u64);

impl Damage {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }

    /// Cuts `bytes` at times, changes some of them, repeats or takes out a stretch. The first `kept` bytes stay.
    fn of(&mut self, bytes: &[u8], kept: usize, round: usize) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        let kept = kept.min(bytes.len());
        if round.is_multiple_of(4) {
            let rest = bytes.len() - kept;
            bytes.truncate(kept + self.below(rest));
        }
        if round % 7 == 1 && bytes.len() > kept + 1 {
            let from = kept + self.below(bytes.len() - kept);
            let to = (from + 1 + self.below(40)).min(bytes.len());
            if self.below(2) == 0 {
                bytes.drain(from..to);
            } else {
                let stretch = bytes[from..to].to_vec();
                bytes.splice(from..from, stretch);
            }
        }
        for _ in 0..1 << (round % 6) {
            if bytes.len() > kept {
                let at = kept + self.below(bytes.len() - kept);
                bytes[at] = match self.below(4) {
                    0 => [0, 0x7F, 0x80, 0xFF][self.below(4)],
                    1 => bytes[at] ^ (1 << self.below(8)),
                    2 => bytes[at].wrapping_add(1),
                    _ => self.below(256) as u8,
                };
            }
        }
        bytes
    }
}

#[test]
fn no_parser_panics_or_hangs() {
    let started = Instant::now();
    for target in bodies::TARGETS {
        let mut damage = Damage(0x9E37_79B9_7F4A_7C15);
        for seed in (target.seeds)() {
            (target.run)(&seed);
            for round in 0..ROUNDS {
                (target.run)(&damage.of(&seed, 0, round));
            }
        }
        let taken = started.elapsed();
        assert!(taken < Duration::from_secs(240), "{} did not get done in {taken:?}", target.name);
    }
}

#[test]
fn each_parser_has_its_file_for_the_fuzzer() {
    let folder = crate::root().join("fuzz");
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for target in bodies::TARGETS {
        let path = format!("fuzz_targets/{}.rs", target.name);
        assert!(folder.join(&path).is_file() && manifest.contains(&path), "{path}");
    }
    assert_eq!(std::fs::read_dir(folder.join("fuzz_targets")).unwrap().count(), bodies::TARGETS.len());
}

/// A page with something like lines of print.
fn page(width: u32, height: u32) -> GrayImage {
    GrayImage::from_fn(width, height, |x, y| Luma([if y % 30 < 12 && x * 7 % (y / 30 + 5) < 3 { 20 } else { 240 }]))
}

fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.into().write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A TIFF of two fax pages, Group 4.
fn fax() -> Vec<u8> {
    let image = page(400, 300);
    let mut encoder = Encoder::new(VecWriter::new());
    for row in image.rows() {
        let row = row.map(|pixel| if pixel.0[0] < 128 { Color::Black } else { Color::White });
        let Ok(()) = encoder.encode_line(row, 400);
    }
    let Ok(writer) = encoder.finish();
    let strip = writer.finish();
    let directory = 8 + strip.len().next_multiple_of(2) as u32;
    let tags =
        [(256u16, 400u32), (257, 300), (258, 1), (259, 4), (262, 0), (273, 8), (278, 300), (279, strip.len() as u32)];
    let mut out = [&b"II*\0"[..], &directory.to_le_bytes(), &strip].concat();
    out.resize(directory as usize, 0);
    for last in [false, true] {
        out.extend((tags.len() as u16).to_le_bytes());
        for (tag, value) in tags {
            out.extend([&tag.to_le_bytes()[..], &[4, 0], &1u32.to_le_bytes(), &value.to_le_bytes()].concat());
        }
        let next = if last { 0 } else { out.len() as u32 + 4 };
        out.extend(next.to_le_bytes());
    }
    out
}

/// Two hundred damaged page images, each with its name: PNG, JPEG, TIFF with plain and with fax rows.
fn damaged() -> Vec<(String, Vec<u8>)> {
    let colour =
        RgbImage::from_fn(300, 200, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, (x * y % 251) as u8]));
    let whole = [
        ("gray.png", encoded(page(300, 200), ImageFormat::Png)),
        ("colour.png", encoded(colour.clone(), ImageFormat::Png)),
        ("gray.jpg", encoded(page(300, 200), ImageFormat::Jpeg)),
        ("colour.jpg", encoded(colour.clone(), ImageFormat::Jpeg)),
        ("colour.tif", encoded(colour, ImageFormat::Tiff)),
        ("fax.tif", fax()),
    ];
    let mut damage = Damage(0x2545_F491_4F6C_DD1D);
    (0..200)
        .map(|round| {
            let (name, bytes) = &whole[round % whole.len()];
            (format!("{round}-{name}"), damage.of(bytes, 4, round / whole.len() * 5 + round))
        })
        .collect()
}

#[test]
fn two_hundred_damaged_images_are_told_or_read() {
    let started = Instant::now();
    let (mut told, mut read) = (0, 0);
    for (name, bytes) in damaged() {
        let input = match source::open_bytes(&name, bytes) {
            Ok(input) => input,
            Err(error) => {
                assert!(error.to_string().starts_with(&name), "{error}");
                told += 1;
                continue;
            }
        };
        for page in input.pages().take(5) {
            match page {
                Ok(_) => read += 1,
                Err(error) => {
                    assert!(error.to_string().starts_with(&format!("{name}, page ")), "{error}");
                    told += 1;
                }
            }
        }
        for index in 0..input.page_count().min(5) {
            let _ = input.page_streams(index);
        }
    }
    assert!(told > 50 && read > 20, "{told} were told, {read} read");
    assert!(started.elapsed() < Duration::from_secs(120));
}

/// The same through the program, as many at once as there are cores: each that cannot be read is named, the others come
/// out in their order. A worker that reads nothing stands in for the engine.
#[test]
fn a_folder_of_damaged_images_goes_through() {
    let folder = tempfile::tempdir().unwrap();
    let images: Vec<(PathBuf, Vec<u8>)> =
        damaged().into_iter().map(|(name, bytes)| (folder.path().join(name), bytes)).collect();
    for (path, bytes) in &images {
        std::fs::write(path, bytes).unwrap();
    }
    let run = |threads: &str| {
        let mut command = vankho();
        command.args(["process", "-j", threads]).args(images.iter().map(|(path, _)| path));
        command.env("VANKHO_OCR", crate::ocr::blind(folder.path())).timeout(Duration::from_secs(300));
        command.assert().code(1).get_output().clone()
    };
    let (one, four) = (run("1"), run("4"));
    assert!(one.stdout == four.stdout && one.stderr == four.stderr, "threads change what comes out");
    let said = String::from_utf8(four.stderr).unwrap();
    assert!(!said.contains("panicked"), "{said}");
    let lines = String::from_utf8(four.stdout).unwrap();
    for (path, _) in &images {
        let name = path.to_str().unwrap();
        assert!(said.contains(name) || lines.contains(name), "{name} is lost");
    }
}
