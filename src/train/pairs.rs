//! Makes the pairs that the channel model learns from: renders Vietnamese text, reads it with an OCR model that is
//! wrong for it, and lays the reading beside the truth.
//!
//! Text ruined by such an OCR is what the restorer gets, and its truth is seldom at hand; here it is, for free. Each
//! page draws its font, size, resolution and wear from the seed, so the same text and seed give the same pages, and
//! the same `tesseract` gives the same pairs.

use std::time::Duration;

use rayon::prelude::*;

use super::align::{self, TokenPair};
use super::reader::{ReadError, Reader};
use crate::render::{Align, Faces, Family, Grade, Line, PageSpec, RenderError, Rng, Style, Wear, render, sheet, wrap};

/// Why no pairs were made.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum PairError {
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("cannot make a temporary folder for the pages: {source}")]
    Folder { source: std::io::Error },
    #[error("cannot start {jobs} threads: {message}")]
    Threads { jobs: usize, message: String },
}

/// What to render and how to read it.
#[derive(Debug, Clone)]
pub struct PairOptions {
    /// The OCR model, as `tesseract -l` names it.
    pub language: String,
    /// At most so many pages; fewer where the text ends before.
    pub pages: usize,
    /// Lines on a page.
    pub lines_per_page: usize,
    /// Where chance starts from.
    pub seed: u64,
    /// The share of clean, medium and hard pages; only their proportion counts.
    pub wear: [f32; 3],
    /// The part of paragraphs that are set in capitals, bold and centred, as headings are.
    pub capitals: f32,
    /// The most lines that one paragraph may fill, so that a long article does not make up a page alone.
    pub lines_of_a_paragraph: usize,
    /// Pages that are read at the same time.
    pub jobs: usize,
    /// The longest that one page may take.
    pub limit: Duration,
}

impl Default for PairOptions {
    fn default() -> Self {
        Self {
            language: "eng".to_owned(),
            pages: 60,
            lines_per_page: 40,
            seed: 1,
            wear: [0.4, 0.45, 0.15],
            capitals: 0.1,
            lines_of_a_paragraph: 4,
            jobs: 2,
            limit: Duration::from_secs(120),
        }
    }
}

/// A line of truth beside its reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinePair {
    /// What is printed.
    pub truth: String,
    /// What was read.
    pub read: String,
    /// Their tokens.
    pub tokens: Vec<TokenPair>,
}

/// What one page gave.
#[derive(Debug)]
pub struct PagePairs {
    /// The number of the page, from 0.
    pub page: usize,
    /// Font, size, resolution and grade of wear, as in `liberation-serif/14.0pt/300dpi/medium`.
    pub look: String,
    /// Lines on the page.
    pub lines: usize,
    /// The lines that were found again.
    pub pairs: Vec<LinePair>,
    /// Why the page gave nothing, if it gave nothing.
    pub failure: Option<ReadError>,
}

/// What a collection came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Pages rendered and read.
    pub pages: usize,
    /// Pages that the OCR gave up.
    pub failed: usize,
    /// Lines printed.
    pub lines: usize,
    /// Lines found again.
    pub aligned: usize,
    /// Pairs of tokens.
    pub tokens: usize,
}

/// The look of a page, drawn for it.
pub(super) struct Look {
    pub(super) family: Family,
    points: f32,
    dpi: u32,
    grade: Grade,
    wear: Wear,
}

/// The share of each family, in the order of [`Family::ALL`]: offices write in Times.
const FAMILIES: [f32; 7] = [0.62, 0.08, 0.1, 0.07, 0.05, 0.04, 0.04];
/// The share of each resolution.
const RESOLUTIONS: [(u32, f32); 3] = [(300, 0.5), (200, 0.4), (150, 0.1)];

impl Look {
    fn draw(options: &PairOptions, rng: &mut Rng) -> Self {
        let family = Family::ALL[weighted(&FAMILIES, rng)];
        let points = [12.0, 13.0, 13.0, 14.0, 14.0, 14.0][rng.below(6)];
        let dpi = RESOLUTIONS[weighted(&RESOLUTIONS.map(|r| r.1), rng)].0;
        let grade = Grade::ALL[weighted(&options.wear, rng)];
        Self { family, points, dpi, grade, wear: Wear::draw(grade, rng) }
    }

    pub(super) fn id(&self) -> String {
        format!("{}/{:.1}pt/{}dpi/{}", self.family.id(), self.points, self.dpi, self.grade.id())
    }
}

/// An index, drawn in proportion to the weights.
fn weighted(weights: &[f32], rng: &mut Rng) -> usize {
    let mut left = rng.unit() * weights.iter().sum::<f32>();
    for (index, weight) in weights.iter().enumerate() {
        left -= weight;
        if left < 0.0 {
            return index;
        }
    }
    0
}

/// Renders `paragraphs`, reads the pages, and hands each page's pairs to `each`, in the order of the pages.
///
/// # Errors
/// What no page can do without: a font, the `tesseract` command, its model, a temporary folder. A page that the OCR
/// gives up is counted and reported in its [`PagePairs`]; the collection goes on.
pub fn collect(
    options: &PairOptions,
    paragraphs: impl IntoIterator<Item = String>,
    mut each: impl FnMut(PagePairs),
) -> Result<Tally, PairError> {
    let reader = Reader::new(&options.language, options.limit)?;
    let faces = Family::ALL.into_iter().map(Faces::load).collect::<Result<Vec<_>, _>>()?;
    let folder = tempfile::tempdir().map_err(|source| PairError::Folder { source })?;
    let jobs = options.jobs.max(1);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .build()
        .map_err(|e| PairError::Threads { jobs, message: e.to_string() })?;
    let mut paragraphs = paragraphs.into_iter().peekable();
    let mut tally = Tally::default();
    while tally.pages < options.pages && paragraphs.peek().is_some() {
        let batch: Vec<_> = (tally.pages..options.pages.min(tally.pages + 2 * jobs))
            .map_while(|page| {
                paragraphs.peek()?;
                Some((page, compose(options, page, &faces, &mut paragraphs)))
            })
            .collect();
        let read = |(page, (look, spec)): &(usize, (Look, PageSpec))| {
            let faces = faces.iter().find(|f| f.family() == look.family);
            let Some(faces) = faces else { return Ok(PagePairs::empty(*page, look, 0)) };
            let image = render(spec, faces)?;
            let mut result = PagePairs::empty(*page, look, spec.lines.len());
            match reader.lines(*page, &image, spec.dpi, folder.path()) {
                Ok(read) => result.pairs = line_pairs(&spec.lines, &read),
                Err(failure @ (ReadError::NoTesseract { .. } | ReadError::File { .. })) => return Err(failure.into()),
                Err(failure) => result.failure = Some(failure),
            }
            Ok(result)
        };
        let done: Result<Vec<PagePairs>, PairError> = pool.install(|| batch.par_iter().map(read).collect());
        for page in done? {
            tally.pages += 1;
            tally.failed += usize::from(page.failure.is_some());
            tally.lines += page.lines;
            tally.aligned += page.pairs.len();
            tally.tokens += page.pairs.iter().map(|p| p.tokens.len()).sum::<usize>();
            each(page);
        }
    }
    Ok(tally)
}

impl PagePairs {
    fn empty(page: usize, look: &Look, lines: usize) -> Self {
        Self { page, look: look.id(), lines, pairs: Vec::new(), failure: None }
    }
}

/// Fills a page with the next paragraphs, wrapped as its font wraps them.
pub(super) fn compose(
    options: &PairOptions,
    page: usize,
    faces: &[Faces],
    paragraphs: &mut impl Iterator<Item = String>,
) -> (Look, PageSpec) {
    let mut rng = Rng::new(options.seed).fork(page as u64 + 1);
    let look = Look::draw(options, &mut rng);
    let seed = rng.next_u64();
    let mut lines: Vec<Line> = Vec::new();
    if let Some(faces) = faces.iter().find(|f| f.family() == look.family) {
        let justified = rng.chance(0.7);
        while lines.len() < options.lines_per_page {
            let Some(paragraph) = paragraphs.next() else { break };
            let room = options.lines_of_a_paragraph.min(options.lines_per_page - lines.len());
            lines.extend(set(options, &look, faces, justified, &paragraph, &mut rng).into_iter().take(room));
        }
    }
    let spec = PageSpec { lines, points: look.points, leading: 1.35, dpi: look.dpi, wear: look.wear, seed };
    (look, spec)
}

/// Sets one paragraph: mostly plain, some in capitals as headings, some bold or italic.
fn set(options: &PairOptions, look: &Look, faces: &Faces, justified: bool, text: &str, rng: &mut Rng) -> Vec<Line> {
    let heading = rng.chance(options.capitals);
    let style = match rng.unit() {
        _ if heading => Style::Bold,
        x if x < 0.07 => Style::Bold,
        x if x < 0.15 => Style::Italic,
        x if x < 0.17 => Style::BoldItalic,
        _ => Style::Regular,
    };
    let text = if heading { text.to_uppercase() } else { text.to_owned() };
    let indent = if heading { 0.0 } else { 10.0 };
    let width = sheet::text_width(look.dpi);
    let texts = wrap(faces, style, look.points, look.dpi, width, sheet::pixels(indent, look.dpi), &text);
    let last = texts.len().saturating_sub(1);
    let texts = texts.into_iter().take(if heading { 2 } else { usize::MAX }).enumerate();
    texts
        .map(|(n, text)| {
            let align = match () {
                () if heading => Align::Centre,
                () if justified && n < last => Align::Justified,
                () => Align::Left,
            };
            Line { text, style, align, indent: if n == 0 { indent } else { 0.0 } }
        })
        .collect()
}

fn line_pairs(lines: &[Line], read: &[String]) -> Vec<LinePair> {
    let truth: Vec<&str> = lines.iter().map(|l| l.text.as_str()).collect();
    align::lines(&truth, read)
        .into_iter()
        .map(|(t, r)| LinePair {
            truth: truth[t].to_owned(),
            read: read[r].clone(),
            tokens: align::token_pairs(truth[t], &read[r]),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: [&str; 3] = [
        "Quán triệt và triển khai thực hiện nghiêm chủ trương, chính sách của Đảng, các văn bản quy phạm pháp luật.",
        "Mục đích, yêu cầu",
        "Quyết định số 303/QĐ-BTP ngày 10 tháng 3 năm 2023 của Bộ trưởng Bộ Tư pháp",
    ];

    fn options() -> PairOptions {
        PairOptions { pages: 2, lines_per_page: 4, ..PairOptions::default() }
    }

    #[test]
    fn an_english_reading_is_laid_beside_the_truth() {
        let text = || TEXT.iter().cycle().take(6).map(ToString::to_string);
        let mut pages = Vec::new();
        let tally = collect(&options(), text(), |page| pages.push(page)).expect("fonts and tesseract-ocr-eng");
        assert_eq!((tally.pages, tally.failed, tally.lines), (2, 0, pages.iter().map(|p| p.lines).sum()));
        assert!(tally.aligned * 10 >= tally.lines * 8, "{tally:?}");
        let tokens: Vec<_> = pages.iter().flat_map(|p| &p.pairs).flat_map(|l| &l.tokens).collect();
        assert!(tokens.iter().any(|t| t.truth != t.read && letters_alike(&t.truth, &t.read)), "{tokens:?}");
        let mut again = Vec::new();
        collect(&options(), text(), |page| again.push(page.pairs)).expect("fonts and tesseract-ocr-eng");
        assert_eq!(again, pages.into_iter().map(|p| p.pairs).collect::<Vec<_>>());
    }

    fn letters_alike(truth: &str, read: &str) -> bool {
        crate::text::letters::fold(truth) == crate::text::letters::fold(read)
    }

    #[test]
    fn no_text_gives_no_pages() {
        let tally = collect(&options(), [], |_| {}).expect("fonts and tesseract-ocr-eng");
        assert_eq!(tally, Tally::default());
    }

    #[test]
    fn headings_are_capitals_and_weights_are_kept() {
        let all = PairOptions { capitals: 1.0, ..options() };
        let faces = [Faces::load(Family::LiberationSerif).expect("fonts-liberation2")];
        let look = Look { family: Family::LiberationSerif, ..Look::draw(&all, &mut Rng::new(1)) };
        let lines = set(&all, &look, &faces[0], true, "mục đích, yêu cầu", &mut Rng::new(2));
        assert_eq!((lines[0].text.as_str(), lines[0].align), ("MỤC ĐÍCH, YÊU CẦU", Align::Centre));
        assert_eq!(weighted(&[0.0, 1.0], &mut Rng::new(3)), 1);
        assert_eq!(weighted(&[], &mut Rng::new(3)), 0);
    }
}
