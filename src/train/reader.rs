//! Reads page images with the `tesseract` command and one of its language models.
//!
//! Training needs readings by models that are wrong for the text (`eng` and its cousins), page by page, with a time
//! limit. The command is enough for that; the pipeline's own OCR has its workers.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use image::GrayImage;

/// Why a page was not read.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum ReadError {
    #[error("cannot run tesseract: {source}; install it with: apt-get install tesseract-ocr")]
    NoTesseract { source: std::io::Error },
    #[error("tesseract has no model {language:?}; install it with: apt-get install tesseract-ocr-{language}")]
    NoModel { language: String },
    #[error("page {page}: cannot use {}: {source}", path.display())]
    File { page: usize, path: PathBuf, source: std::io::Error },
    #[error("page {page}: tesseract took longer than {} s; raise the time limit or lower the dpi", limit.as_secs())]
    TooSlow { page: usize, limit: Duration },
    #[error("page {page}: tesseract failed ({status}): {message}")]
    Failed { page: usize, status: std::process::ExitStatus, message: String },
}

/// A reader for one language model.
#[derive(Debug, Clone)]
pub struct Reader {
    language: String,
    limit: Duration,
}

impl Reader {
    /// A reader, after a look whether the command and the model are there.
    ///
    /// # Errors
    /// [`ReadError::NoTesseract`] and [`ReadError::NoModel`] name the Debian package to install.
    pub fn new(language: &str, limit: Duration) -> Result<Self, ReadError> {
        let listed = Command::new("tesseract")
            .arg("--list-langs")
            .output()
            .map_err(|source| ReadError::NoTesseract { source })?;
        let has = |model: &str| String::from_utf8_lossy(&listed.stdout).lines().any(|l| l.trim() == model);
        match language.split('+').find(|model| !has(model)) {
            Some(missing) => Err(ReadError::NoModel { language: missing.to_owned() }),
            None => Ok(Self { language: language.to_owned(), limit }),
        }
    }

    /// The language model.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The lines that the model reads on the image, top to bottom, without empty ones. `page` is for messages,
    /// `folder` takes two files of that page number, which are removed again.
    ///
    /// # Errors
    /// A page that fails or outlasts the limit; the process is ended then.
    pub fn lines(&self, page: usize, image: &GrayImage, dpi: u32, folder: &Path) -> Result<Vec<String>, ReadError> {
        let input = folder.join(format!("{page}.pgm"));
        let output = folder.join(format!("{page}"));
        let (text, log) = (folder.join(format!("{page}.txt")), folder.join(format!("{page}.log")));
        let file_error = |path: &Path| {
            let path = path.to_owned();
            move |source| ReadError::File { page, path, source }
        };
        write_pgm(&input, image).map_err(file_error(&input))?;
        let errors = std::fs::File::create(&log).map_err(file_error(&log))?;
        let mut child = Command::new("tesseract")
            .arg(&input)
            .arg(&output)
            .args(["-l", &self.language, "--psm", "6", "--dpi", &dpi.to_string()])
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(errors)
            .spawn()
            .map_err(|source| ReadError::NoTesseract { source })?;
        let start = Instant::now();
        let status = loop {
            match child.try_wait().map_err(file_error(&input))? {
                Some(status) => break status,
                None if start.elapsed() > self.limit => {
                    // Both fail only where the process has ended meanwhile, which is what is wanted.
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(ReadError::TooSlow { page, limit: self.limit });
                }
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        if !status.success() {
            let message = std::fs::read_to_string(&log).unwrap_or_default().trim().to_owned();
            return Err(ReadError::Failed { page, status, message });
        }
        let bytes = std::fs::read(&text).map_err(file_error(&text))?;
        for path in [&input, &text, &log] {
            std::fs::remove_file(path).map_err(file_error(path))?;
        }
        let read = String::from_utf8_lossy(&bytes);
        let lines = read.lines().map(|l| crate::text::letters::nfc(l.trim_matches(['\u{c}', ' '])));
        Ok(lines.filter(|l| !l.is_empty()).collect())
    }
}

/// Writes the plainest format that tesseract opens: packing would cost more than the reading saves.
fn write_pgm(path: &Path, image: &GrayImage) -> std::io::Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    write!(file, "P5\n{} {}\n255\n", image.width(), image.height())?;
    file.write_all(image.as_raw())?;
    file.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(60);

    #[test]
    fn a_missing_model_names_its_package() {
        let error = Reader::new("eng+xyz", LIMIT).expect_err("there is no xyz");
        assert!(error.to_string().contains("apt-get install tesseract-ocr-xyz"), "{error}");
    }

    #[test]
    fn a_blank_page_has_no_lines_and_a_page_out_of_time_says_so() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let image = GrayImage::from_pixel(200, 100, image::Luma([255]));
        let lines = Reader::new("eng", LIMIT).expect("tesseract-ocr-eng").lines(1, &image, 150, folder.path());
        assert_eq!(lines.expect("reads"), Vec::<String>::new());
        let hurried = Reader::new("eng", Duration::ZERO).expect("tesseract-ocr-eng");
        let error = hurried.lines(2, &image, 150, folder.path()).expect_err("no time at all");
        assert!(matches!(error, ReadError::TooSlow { page: 2, .. }), "{error}");
    }
}
