//! Lays out a whole administrative document: letterhead in two columns, title, body, recipients, signature, seal.
//!
//! The places are those of Nghị định 30/2020/NĐ-CP, Annex I, for A4. It makes page images for fixtures and demos from
//! the text of a plan; it does not try to be a word processor.

use image::RgbImage;

use super::font::{Faces, Style};
use super::plane::Plane;
use super::rng::Rng;
use super::seal;
use super::sheet::{self, Align, LEFT, Line, RIGHT, SHEET_HEIGHT, SHEET_WIDTH, TOP, pixels, wrap};
use super::wear::{Stored, Wear};
use super::{Grade, RenderError};

/// The parts of a document, each as lines or paragraphs of plain text; an empty part is left out.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DocumentText {
    /// Left block of the letterhead: superior body, issuing body; the last one is bold.
    pub issuer: Vec<String>,
    /// `Số: 15/KH-ABC`, under the issuer.
    pub number: String,
    /// `Bình Định, ngày 03 tháng 4 năm 2023`, on the line of the number.
    pub place_date: String,
    /// Kind of document and its subject: centred, bold, wrapped.
    pub title: Vec<String>,
    /// Paragraphs. Those in capitals or with a Roman number are set bold.
    pub body: Vec<String>,
    /// Lines under `Nơi nhận:`.
    pub recipients: Vec<String>,
    /// Authority and position over the signature, in capitals.
    pub position: Vec<String>,
    /// Who signs.
    pub signer: String,
    /// The agency round the seal; no seal and no signature where it is empty.
    pub seal: String,
}

/// How the document is set and what has happened to it.
#[derive(Debug, Clone)]
pub struct DocumentLook {
    /// Size of the body's type in points.
    pub points: f32,
    /// Dots per inch.
    pub dpi: u32,
    /// The wear of every page.
    pub wear: Wear,
    /// Where chance starts from.
    pub seed: u64,
}

impl Default for DocumentLook {
    fn default() -> Self {
        let wear = Wear::draw(Grade::Clean, &mut Rng::new(0));
        Self { points: 14.0, dpi: 300, wear, seed: 0 }
    }
}

/// A page with what is printed on it.
#[derive(Debug, Clone)]
pub struct DocumentPage {
    /// The image, A4.
    pub image: RgbImage,
    /// The printed lines in reading order: left block of the letterhead, then the right one; recipients, then the
    /// signature. The seal and the signature's scribble are not text.
    pub truth: Vec<String>,
}

/// What is on a page before it is worn: a sheet for each colour of ink.
struct Sheets {
    black: Plane,
    red: Plane,
    blue: Plane,
    truth: Vec<String>,
    /// Baseline of the line that was set last, in pixels.
    y: f32,
}

/// Renders a document on as many pages as it takes.
///
/// # Errors
/// [`RenderError::TooLarge`] where the resolution makes a page of more than 20,000 pixels.
pub fn document_page(
    text: &DocumentText,
    faces: &Faces,
    look: &DocumentLook,
) -> Result<Vec<DocumentPage>, RenderError> {
    let mut setter = Setter { faces, look, rng: Rng::new(look.seed), pages: Vec::new() };
    setter.page()?;
    setter.letterhead(text)?;
    setter.title(text)?;
    for paragraph in &text.body {
        setter.paragraph(paragraph)?;
    }
    setter.closing(text)?;
    Ok(setter.pages.into_iter().enumerate().map(|(n, page)| finish(page, look, n as u64)).collect())
}

struct Setter<'a> {
    faces: &'a Faces,
    look: &'a DocumentLook,
    rng: Rng,
    pages: Vec<Sheets>,
}

const MOTTO: [&str; 2] = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"];
/// Where the letterhead's and the closing's left column ends, in millimetres.
const COLUMN: f32 = 92.0;
/// Baselines of the body, as a multiple of the size of its type.
const LEADING: f32 = 1.35;

impl Setter<'_> {
    fn page(&mut self) -> Result<(), RenderError> {
        let dpi = self.look.dpi;
        let blank = sheet::sheet(dpi, pixels(SHEET_HEIGHT, dpi))?;
        let (red, blue) = (blank.clone(), blank.clone());
        self.pages.push(Sheets { black: blank, red, blue, truth: Vec::new(), y: pixels(TOP, dpi) });
        let number = self.pages.len();
        if number > 1 {
            // The number stands in the top margin, over the text.
            self.put(
                &centred(&number.to_string(), Style::Regular),
                13.0,
                (LEFT, SHEET_WIDTH - RIGHT),
                pixels(14.0, dpi),
            );
        }
        Ok(())
    }

    /// Sets a line at a baseline of the last page and notes it down.
    fn put(&mut self, line: &Line, points: f32, edges: (f32, f32), baseline: f32) {
        let (faces, dpi) = (self.faces, self.look.dpi);
        if let Some(page) = self.pages.last_mut() {
            sheet::set_line(&mut page.black, faces, line, points, dpi, edges, baseline);
            page.truth.push(line.text.clone());
            page.y = page.y.max(baseline);
        }
    }

    fn y(&self) -> f32 {
        self.pages.last().map_or(0.0, |p| p.y)
    }

    fn step(&self, points: f32) -> f32 {
        points * LEADING * self.look.dpi as f32 / 72.0
    }

    /// Sets wrapped lines in a column from a baseline down; returns the baseline of the last one.
    fn column(&mut self, text: &str, style: Style, align: Align, points: f32, edges: (f32, f32), from: f32) -> f32 {
        let dpi = self.look.dpi;
        let mut y = from;
        for text in wrap(self.faces, style, points, dpi, pixels(edges.1 - edges.0, dpi), 0.0, text) {
            y += self.step(points);
            self.put(&Line { text, style, align, indent: 0.0 }, points, edges, y);
        }
        y
    }

    fn rule(&mut self, middle: f32, width: f32, y: f32) {
        let dpi = self.look.dpi;
        if let Some(page) = self.pages.last_mut() {
            let left = pixels(middle - width / 2.0, dpi);
            page.black.bar(left, y + pixels(1.6, dpi), pixels(width, dpi), pixels(0.25, dpi));
        }
    }

    fn letterhead(&mut self, text: &DocumentText) -> Result<(), RenderError> {
        if text.issuer.is_empty() {
            return Ok(());
        }
        let (left, right) = ((20.0, COLUMN), (COLUMN, SHEET_WIDTH - RIGHT + 6.0));
        let top = self.y();
        let mut y = top;
        for (n, line) in text.issuer.iter().enumerate() {
            let style = if n + 1 == text.issuer.len() { Style::Bold } else { Style::Regular };
            y = self.column(line, style, Align::Centre, 12.0, left, y);
        }
        self.rule((left.0 + left.1) / 2.0, 22.0, y);
        let y = y + self.step(7.0);
        let mut last = if text.number.is_empty() {
            y
        } else {
            self.column(&text.number, Style::Regular, Align::Centre, 13.0, left, y)
        };
        let mut y = top;
        for line in MOTTO {
            y = self.column(line, Style::Bold, Align::Centre, 12.0, right, y);
        }
        self.rule((right.0 + right.1) / 2.0, 52.0, y);
        let date_from = y.max(last - self.step(13.0));
        if !text.place_date.is_empty() {
            last = last.max(self.column(&text.place_date, Style::Italic, Align::Centre, 13.0, right, date_from));
        }
        let gap = self.step(10.0);
        if let Some(page) = self.pages.last_mut() {
            page.y = last + gap;
        }
        Ok(())
    }

    fn title(&mut self, text: &DocumentText) -> Result<(), RenderError> {
        let points = self.look.points;
        for line in &text.title {
            let y = self.y();
            self.column(line, Style::Bold, Align::Centre, points, (LEFT + 8.0, SHEET_WIDTH - RIGHT - 8.0), y);
        }
        let gap = self.step(8.0);
        if let Some(page) = self.pages.last_mut() {
            page.y += gap;
        }
        Ok(())
    }

    fn paragraph(&mut self, text: &str) -> Result<(), RenderError> {
        let (points, dpi) = (self.look.points, self.look.dpi);
        let style = if is_heading(text) { Style::Bold } else { Style::Regular };
        let indent = 10.0;
        let lines = wrap(self.faces, style, points, dpi, sheet::text_width(dpi), pixels(indent, dpi), text);
        let last = lines.len().saturating_sub(1);
        for (n, text) in lines.into_iter().enumerate() {
            let align = if n < last { Align::Justified } else { Align::Left };
            self.room(self.step(points))?;
            let y = self.y() + self.step(points);
            let line = Line { text, style, align, indent: if n == 0 { indent } else { 0.0 } };
            self.put(&line, points, (LEFT, SHEET_WIDTH - RIGHT), y);
        }
        let gap = 0.25 * self.step(points);
        if let Some(page) = self.pages.last_mut() {
            page.y += gap;
        }
        Ok(())
    }

    /// Starts a page where so many pixels do not fit on this one any more.
    fn room(&mut self, wanted: f32) -> Result<(), RenderError> {
        if self.y() + wanted > pixels(SHEET_HEIGHT - TOP, self.look.dpi) { self.page() } else { Ok(()) }
    }

    fn closing(&mut self, text: &DocumentText) -> Result<(), RenderError> {
        let left_lines = text.recipients.len() as f32 * self.step(11.0) + self.step(12.0);
        let right_lines = (text.position.len() as f32 + 1.0) * self.step(14.0) + pixels(32.0, self.look.dpi);
        self.room(left_lines.max(right_lines))?;
        let top = self.y() + 0.5 * self.step(14.0);
        if !text.recipients.is_empty() {
            let mut y = self.column("Nơi nhận:", Style::BoldItalic, Align::Left, 12.0, (LEFT, COLUMN), top);
            for line in &text.recipients {
                y = self.column(line, Style::Regular, Align::Left, 11.0, (LEFT, COLUMN), y);
            }
        }
        let right = (COLUMN + 12.0, SHEET_WIDTH - RIGHT);
        let mut y = top;
        for line in &text.position {
            y = self.column(line, Style::Bold, Align::Centre, 14.0, right, y);
        }
        let dpi = self.look.dpi;
        let name = y + pixels(30.0, dpi) - self.step(14.0);
        if !text.signer.is_empty() {
            self.column(&text.signer, Style::Bold, Align::Centre, 14.0, right, name);
        }
        if !text.seal.is_empty()
            && let Some(page) = self.pages.last_mut()
        {
            let middle = pixels((right.0 + right.1) / 2.0, dpi);
            seal::signature(&mut page.blue, middle - pixels(16.0, dpi), y + pixels(14.0, dpi), dpi, &mut self.rng);
            let (x, y) = (middle - pixels(20.0, dpi), y + pixels(13.0, dpi));
            seal::seal(&mut page.red, self.faces, &text.seal, x, y, dpi, &mut self.rng);
        }
        Ok(())
    }
}

fn centred(text: &str, style: Style) -> Line {
    Line { style, align: Align::Centre, ..Line::plain(text) }
}

/// Capitals alone, or a Roman number with a dot before them.
fn is_heading(text: &str) -> bool {
    let capitals = text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase);
    let first = text.split_whitespace().next().unwrap_or_default();
    let roman = first.strip_suffix('.').is_some_and(|r| !r.is_empty() && r.chars().all(|c| "IVX".contains(c)));
    capitals || roman
}

/// Lays the inks over each other and wears the page: the same dirt and grain for all three colours.
fn finish(page: Sheets, look: &DocumentLook, number: u64) -> DocumentPage {
    let Sheets { black, red, blue, truth, .. } = page;
    // What each ink takes away of red, green and blue light; the first row is black.
    let channel = |from_red: f32, from_blue: f32| {
        let mut plane = black.clone();
        for ((value, red), blue) in plane.values.iter_mut().zip(&red.values).zip(&blue.values) {
            *value *= (1.0 - from_red * (1.0 - red)) * (1.0 - from_blue * (1.0 - blue));
        }
        look.wear.apply(&plane, look.dpi, &mut Rng::new(look.seed).fork(number + 1)).to_gray()
    };
    let channels = match look.wear.stored {
        Stored::Bitonal(_) => {
            let gray = channel(0.6, 0.75);
            [gray.clone(), gray.clone(), gray]
        }
        _ => [channel(0.12, 0.85), channel(0.85, 0.7), channel(0.8, 0.25)],
    };
    let [r, g, b] = &channels;
    let image = RgbImage::from_fn(r.width(), r.height(), |x, y| {
        image::Rgb([r.get_pixel(x, y)[0], g.get_pixel(x, y)[0], b.get_pixel(x, y)[0]])
    });
    DocumentPage { image, truth }
}

#[cfg(test)]
mod tests {
    use super::super::font::Family;
    use super::*;

    fn plan(paragraphs: usize) -> DocumentText {
        let lines = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        DocumentText {
            issuer: lines(&["TỔNG CỤC THI HÀNH ÁN DÂN SỰ", "CỤC THI HÀNH ÁN DÂN SỰ TỈNH BÌNH ĐỊNH"]),
            number: "Số: 15/KH-CTHADS".into(),
            place_date: "Bình Định, ngày 03 tháng 4 năm 2023".into(),
            title: lines(&["KẾ HOẠCH", "Tổ chức thực hiện phong trào thi đua"]),
            body: std::iter::once("I. MỤC ĐÍCH, YÊU CẦU".to_owned())
                .chain(std::iter::repeat_n(
                    "Quán triệt và triển khai thực hiện nghiêm chủ trương. ".repeat(4),
                    paragraphs,
                ))
                .collect(),
            recipients: lines(&["- Như trên;", "- Lưu: VT."]),
            position: lines(&["CỤC TRƯỞNG"]),
            signer: "Nguyễn Văn A".into(),
            seal: "Cục Thi hành án dân sự tỉnh Bình Định".into(),
        }
    }

    fn pages(text: &DocumentText, dpi: u32) -> Vec<DocumentPage> {
        let faces = Faces::load(Family::LiberationSerif).expect("fonts-liberation2");
        document_page(text, &faces, &DocumentLook { dpi, ..DocumentLook::default() }).expect("renders")
    }

    #[test]
    fn a_short_document_fills_one_a4_page_in_reading_order() {
        let pages = pages(&plan(2), 100);
        assert_eq!(pages.len(), 1);
        assert_eq!(pages[0].image.dimensions(), (826, 1169));
        let at = |start: &str| pages[0].truth.iter().position(|l| l.starts_with(start)).expect("is printed");
        let order =
            ["TỔNG CỤC", "Số: 15", "CỘNG HÒA", "Bình Định,", "KẾ HOẠCH", "I. MỤC", "Nơi nhận", "CỤC TRƯỞNG", "Nguyễn"];
        assert!(order.map(at).is_sorted(), "{:?}", pages[0].truth);
    }

    #[test]
    fn the_seal_is_red_and_a_document_without_one_is_gray() {
        let red =
            |pages: &[DocumentPage]| pages[0].image.pixels().filter(|p| i32::from(p[0]) - i32::from(p[1]) > 80).count();
        assert!(red(&pages(&plan(2), 100)) > 500);
        assert_eq!(red(&pages(&DocumentText { seal: String::new(), ..plan(2) }, 100)), 0);
    }

    #[test]
    fn a_long_document_goes_on_overleaf_with_a_page_number() {
        let pages = pages(&plan(30), 75);
        assert!(pages.len() >= 2);
        assert_eq!(pages[1].truth[0], "2");
        assert!(pages.iter().all(|p| p.image.dimensions() == pages[0].image.dimensions()));
    }

    #[test]
    fn no_text_is_one_blank_page() {
        let pages = pages(&DocumentText::default(), 50);
        assert_eq!((pages.len(), pages[0].truth.len()), (1, 0));
    }
}
