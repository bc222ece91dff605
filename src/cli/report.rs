//! The report of an ingest: from the catalogue and the files, document by document, when the run is over.
//!
//! What it holds is bounded, however many documents there were: the least sure ones are shown with their words, the
//! pictures have a size in all, and the rest is counted. Nothing of secret documents is in it but their names.

use super::exit::{ExitCode, Failure};
use super::filing::Event;
use super::output::Growing;
use super::signals;
use super::tally::{Tally, Told};
use crate::catalogue::{Brief, Catalogue, CatalogueError};
use crate::document::{Document, PageImage, Span};
use crate::export::report::{self, Cut, Doubtful, Examined, Head, Outcome, Row, SIGN};
use crate::pipeline::least_sure;
use crate::source::{self, Input};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Doubtful words shown of a document.
const MOST_WORDS: usize = 12;
/// Documents shown with their words.
const MOST_SHOWN: usize = 1_000;
/// Files in a list.
const MOST_LISTED: usize = 2_000;
/// Rows of the table.
const MOST_ROWS: usize = 20_000;
/// Bytes of all pictures.
const MOST_PICTURES: usize = 24 << 20;

/// Where the report of a run goes.
pub struct Report {
    path: PathBuf,
}

/// Files, and what there is to say about them.
type Rows<'a> = Vec<(&'a str, &'a str)>;

/// A document of the run.
struct Filed {
    file: String,
    brief: Brief,
    event: Event,
}

impl Report {
    /// Checks that it may be written to `path`: nothing but an earlier report is there, and no later run takes it for a
    /// document of `inputs`.
    ///
    /// # Errors
    /// When not, and what to do about it.
    pub fn new(path: &Path, inputs: &[PathBuf]) -> Result<Self, Failure> {
        let refuse = |why: String| Err(Failure::new(ExitCode::Usage, format!("--report {}: {why}", path.display())));
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let Ok(folder) = folder.canonicalize() else {
            return refuse("the folder does not exist; make it first".to_owned());
        };
        if let Some(input) = inputs.iter().find(|input| input.canonicalize().is_ok_and(|i| folder.starts_with(i))) {
            let input = input.display();
            return refuse(format!("{input} would then hold it, and the next run read it; name another folder"));
        }
        if path.symlink_metadata().is_ok() && !is_report(path) {
            return refuse("exists and is no report; choose another name".to_owned());
        }
        Ok(Self { path: path.to_owned() })
    }

    /// Writes it.
    ///
    /// # Errors
    /// When the catalogue cannot be read, or the file not be written.
    pub fn write(&self, catalogue: &Catalogue, tally: &Tally, summary: &str) -> Result<(), Failure> {
        let mut out = Growing::new(&self.path, true)?;
        let told = tally.kept();
        let (filed, failed) = sort(catalogue, &told)?;
        let outcomes =
            [Event::Done, Event::Doubtful, Event::Failed, Event::GivenUp, Event::Secret, Event::Left, Event::Skipped]
                .map(|event| Outcome { name: event.name(), count: tally.count(event) });
        let qualities: Vec<f64> = filed.iter().filter_map(|filed| filed.brief.quality).collect();
        let (stretches, seconds) = tally.pace();
        out.add(
            report::head(&Head {
                catalogue: &catalogue.path().display().to_string(),
                begun: &utc(SystemTime::now() - tally.elapsed()),
                summary,
                outcomes: &outcomes,
                qualities: &qualities,
                pace: (&stretches, seconds),
                stopped: signals::stopped().is_some(),
            })
            .as_bytes(),
        )?;
        let of = |event: Event| -> Rows<'_> {
            told.iter()
                .filter(|told| told.event == event)
                .map(|told| (told.file.as_str(), told.message.as_str()))
                .collect()
        };
        let secret: Rows<'_> = of(Event::Secret).into_iter().map(|(file, _)| (file, "")).collect();
        let near: Vec<(&str, String)> = filed.iter().filter_map(nearest).collect();
        let near: Rows<'_> = near.iter().map(|(file, message)| (*file, message.as_str())).collect();
        for (heading, note, rows) in [
            ("Could not be read", "Nothing of them is in the catalogue.", &failed),
            (
                "Given up before",
                "They are as they were then; vankho ingest --retry-failed tries them again.",
                &of(Event::GivenUp),
            ),
            (
                "Stopped as secret",
                "Marked Mật or higher: they are where they were, and nothing of them was kept.",
                &secret,
            ),
            ("Still being written", "The next run takes them.", &of(Event::Left)),
            ("Duplicates", "They are all in the catalogue; nothing was merged.", &near),
        ] {
            out.add(report::list(heading, note, rows, MOST_LISTED).as_bytes())?;
        }
        look(&mut out, catalogue, &filed)?;
        table(&mut out, &filed)?;
        out.finish()
    }
}

/// Whether an earlier run wrote this file as its report.
fn is_report(path: &Path) -> bool {
    let mut first = Vec::new();
    let read = File::open(path).and_then(|file| file.take(SIGN.len() as u64).read_to_end(&mut first));
    read.is_ok() && first == SIGN.as_bytes()
}

/// The documents that are in the catalogue, and the files that could not be read.
fn sort<'a>(catalogue: &Catalogue, told: &'a [Told]) -> Result<(Vec<Filed>, Rows<'a>), CatalogueError> {
    let (mut filed, mut failed) = (Vec::new(), Vec::new());
    for Told { file, event, message } in told {
        if !matches!(event, Event::Done | Event::Doubtful | Event::Failed) {
            continue;
        }
        match catalogue.brief(file)? {
            Some(brief) => filed.push(Filed { file: file.clone(), brief, event: *event }),
            None => failed.push((file.as_str(), message.as_str())),
        }
    }
    Ok((filed, failed))
}

/// What a document has a likeness to.
fn nearest(filed: &Filed) -> Option<(&str, String)> {
    let (path, reason, likeness) = filed.brief.nearest.as_ref()?;
    let how = if reason == "number" { "bears the number of" } else { "says nearly the same as" };
    Some((&filed.file, format!("{how} {path} ({:.0} %)", likeness * 100.0)))
}

/// The documents that need a look, the least sure ones first.
fn look(out: &mut Growing, catalogue: &Catalogue, filed: &[Filed]) -> Result<(), Failure> {
    let needs = |filed: &&Filed| filed.event != Event::Done || filed.brief.doubtful + filed.brief.warnings > 0;
    let mut unsure: Vec<&Filed> = filed.iter().filter(needs).collect();
    unsure.sort_by(|a, b| a.brief.quality.unwrap_or(0.0).total_cmp(&b.brief.quality.unwrap_or(0.0)));
    out.add(report::look(unsure.len(), unsure.len().min(MOST_SHOWN)).as_bytes())?;
    let mut room = MOST_PICTURES;
    for Filed { file, brief, .. } in unsure.into_iter().take(MOST_SHOWN) {
        let Some(document) = catalogue.document(&brief.id)? else { continue };
        let words = words(catalogue, file, &document, &mut room)?;
        let (quality, count) = (brief.quality, brief.doubtful as usize);
        let examined = Examined { file, document: &document, quality, words: &words, count };
        out.add(report::examined(&examined).as_bytes())?;
    }
    Ok(())
}

/// The least sure words of a document in text order, cut out of its pages while there is `room`.
fn words(
    catalogue: &Catalogue,
    file: &str,
    document: &Document,
    room: &mut usize,
) -> Result<Vec<(Doubtful, Option<Cut>)>, Failure> {
    let doubted = document.warnings.iter().filter(|warning| warning.code == "low-confidence");
    let mut spans: Vec<(Span, Option<f64>)> = doubted.filter_map(|w| Some((w.span?, least_sure(w)))).collect();
    spans.sort_by(|a, b| a.1.unwrap_or(1.0).total_cmp(&b.1.unwrap_or(1.0)));
    spans.truncate(MOST_WORDS);
    spans.sort_by_key(|(span, _)| span.start);
    let id = &document.source.sha256;
    let mut broken = None;
    let words = report::doubtful(document, &spans, |page| {
        catalogue.page_read(id, page).unwrap_or_else(|error| {
            broken = Some(error);
            None
        })
    });
    if let Some(error) = broken {
        return Err(error.into());
    }
    let mut pictures = Pictures { file, id, input: None, page: None };
    let cut = |word: Doubtful| {
        let cut = word.place.filter(|_| *room > 0 && signals::stopped().is_none()).and_then(|(at, line)| {
            let record = document.pages.get(word.page as usize)?;
            let image = pictures.page(word.page, (record.width_px?, record.height_px?))?;
            report::cut(image, at, line, record.preparation.map_or(0, |done| done.turned_deg))
        });
        *room = room.saturating_sub(cut.as_ref().map_or(0, |cut| cut.png.len()));
        (word, cut)
    };
    Ok(words.into_iter().map(cut).collect())
}

/// The page images of a file, the last one kept.
struct Pictures<'a> {
    file: &'a str,
    id: &'a str,
    input: Option<Option<Input>>,
    page: Option<(u32, Option<PageImage>)>,
}

impl Pictures<'_> {
    /// Page `page` when it is of this size, and the file is still the one that was read.
    fn page(&mut self, page: u32, size: (u32, u32)) -> Option<&PageImage> {
        let (file, id) = (self.file, self.id);
        let open = || source::open(Path::new(file)).ok().filter(|input| input.sha256() == id);
        let input = self.input.get_or_insert_with(open).as_ref()?;
        if self.page.as_ref().is_none_or(|(number, _)| *number != page) {
            let image = input.image(page as usize).and_then(Result::ok);
            self.page = Some((page, image.filter(|image| (image.width(), image.height()) == size)));
        }
        self.page.as_ref()?.1.as_ref()
    }
}

/// All documents of the run.
fn table(out: &mut Growing, filed: &[Filed]) -> Result<(), Failure> {
    out.add(report::table_head().as_bytes())?;
    for Filed { file, brief, .. } in filed.iter().take(MOST_ROWS) {
        let row = report::row(&Row {
            file,
            code: brief.code.as_deref().unwrap_or_default(),
            title: brief.title.as_deref().unwrap_or_default(),
            pages: brief.pages,
            quality: brief.quality,
            doubtful: brief.doubtful,
            warnings: brief.warnings,
        });
        out.add(row.as_bytes())?;
    }
    out.add(report::foot(filed.len(), filed.len().min(MOST_ROWS)).as_bytes())
}

/// `2026-01-31 22:30 UTC`.
fn utc(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (mut days, minutes) = (seconds / 86_400, seconds % 86_400 / 60);
    let mut year = 1970;
    let is_leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02} {:02}:{:02} UTC", days + 1, minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn times_of_the_calendar() {
        for (seconds, time) in [
            (0, "1970-01-01 00:00 UTC"),
            (951_782_399, "2000-02-28 23:59 UTC"),
            (951_782_400, "2000-02-29 00:00 UTC"),
            (1_798_761_540, "2026-12-31 23:59 UTC"),
        ] {
            assert_eq!(utc(UNIX_EPOCH + Duration::from_secs(seconds)), time);
        }
    }

    #[test]
    fn a_report_replaces_reports_only_and_is_no_input() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::create_dir(at("in")).unwrap();
        std::fs::write(at("mine.html"), format!("{SIGN}\n<html>")).unwrap();
        std::fs::write(at("other.html"), "<html>").unwrap();
        for (name, allowed) in
            [("new.html", true), ("mine.html", true), ("other.html", false), ("in/r.html", false), ("no/r.html", false)]
        {
            assert_eq!(Report::new(&at(name), &[at("in")]).is_ok(), allowed, "{name}");
        }
    }
}
