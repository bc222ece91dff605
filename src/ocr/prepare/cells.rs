//! The cells of ruled tables, each an image of its own. The engine that sees a whole table runs the words of
//! neighbouring cells together, sets wrong blanks between them and reads the lines as letters; a cell alone is a few
//! lines of text.

use super::super::grid::{Grid, grids};
use super::gray::Gray;
use super::{PreparedImage, rules, skew};
use crate::document::PixelBox;

/// Height of a word of 13 point type, in inches.
const WORD: f64 = 0.14;
/// Half the thickness of a thick line, in inches.
const LINE: f64 = 0.025;
/// Paper around what is cut out, in pixels: the engine reads badly what touches the edge.
const MARGIN: i32 = 20;
/// Pixels around the ink that its blurred edge takes.
const HALO: i32 = 2;
/// A cell with fewer dark pixels is empty.
const LEAST_INK: usize = 12;

/// A cell that was cut out.
#[derive(Debug)]
pub struct Cell {
    /// The cell alone.
    pub image: PreparedImage,
    /// Where the upper left corner of that image lies on the page's.
    pub left: i32,
    /// See `left`.
    pub top: i32,
}

impl PreparedImage {
    /// Cuts the cells of ruled tables out of the page, row by row; the tables are blank then. A table whose lines are not
    /// all plain stays as it is.
    pub fn cut_cells(&mut self) -> Vec<Cell> {
        let mut cells = Vec::new();
        for grid in grids(&self.rules, WORD * f64::from(self.dpi)) {
            if grid.columns > 1 && grid.rows > 1 && grid.plain {
                self.cut(&grid, &mut cells);
            }
        }
        cells
    }

    fn cut(&mut self, grid: &Grid, cells: &mut Vec<Cell>) {
        let level = skew::threshold(&self.gray);
        // Boxes of a grid go along the middle of its lines.
        let line = (LINE * f64::from(self.dpi)).ceil() as i32;
        let outline = grown(grid.lean.leaning(grid.bbox), line);
        let lines: Vec<PixelBox> = self.rules.iter().filter(|rule| rule.union(outline) == outline).copied().collect();
        rules::erase(&mut self.gray, &lines, level);
        let paper = paper(&self.gray, outline, level);
        for cell in &grid.cells {
            let bbox = grid.lean.leaning(cell.bbox);
            if let Some(ink) = ink(&self.gray, grown(bbox, -line), level) {
                let gray = cut_out(&self.gray, ink, level, paper);
                cells.push(Cell { image: self.part(gray, self.dpi), left: ink.left - MARGIN, top: ink.top - MARGIN });
            }
        }
        for y in outline.top..outline.bottom {
            for x in outline.left..outline.right {
                if let Some(place) = self.gray.place(x, y) {
                    self.gray.pixels[place] = paper;
                }
            }
        }
    }
}

/// The box with each side so many pixels further out.
fn grown(bbox: PixelBox, by: i32) -> PixelBox {
    PixelBox { left: bbox.left - by, top: bbox.top - by, right: bbox.right + by, bottom: bbox.bottom + by }
}

/// The box around what is dark within a box; `None` when that is next to nothing.
fn ink(gray: &Gray, bbox: PixelBox, level: u8) -> Option<PixelBox> {
    let mut count = 0;
    let mut around: Option<PixelBox> = None;
    for y in bbox.top..bbox.bottom {
        for x in bbox.left..bbox.right {
            if gray.place(x, y).is_some_and(|place| gray.pixels[place] < level) {
                let pixel = PixelBox { left: x, top: y, right: x + 1, bottom: y + 1 };
                around = Some(around.map_or(pixel, |all| all.union(pixel)));
                count += 1;
            }
        }
    }
    around.filter(|_| count >= LEAST_INK)
}

/// The part of a page within a box that lies on it, with a margin. What is nearer to paper than to ink is plain paper:
/// over a few words the engine would take grain for ink.
fn cut_out(gray: &Gray, bbox: PixelBox, level: u8, paper: u8) -> Gray {
    let (width, height) = (bbox.width() + 2 * MARGIN, bbox.height() + 2 * MARGIN);
    let near = level.midpoint(paper).midpoint(paper);
    let mut pixels = Vec::with_capacity((width * height) as usize);
    for y in bbox.top - MARGIN..bbox.bottom + MARGIN {
        for x in bbox.left - MARGIN..bbox.right + MARGIN {
            let inside = (bbox.left - HALO..bbox.right + HALO).contains(&x)
                && (bbox.top - HALO..bbox.bottom + HALO).contains(&y);
            let pixel = gray.place(x, y).filter(|_| inside).map(|place| gray.pixels[place]);
            pixels.push(pixel.filter(|&pixel| pixel < near).unwrap_or(u8::MAX));
        }
    }
    Gray { width: width as usize, height: height as usize, pixels }
}

/// The mean shade of the paper in a box.
fn paper(gray: &Gray, bbox: PixelBox, level: u8) -> u8 {
    let (mut sum, mut count) = (0u64, 0u64);
    for y in (bbox.top..bbox.bottom).step_by(3) {
        for place in (bbox.left..bbox.right).step_by(3).filter_map(|x| gray.place(x, y)) {
            let pixel = gray.pixels[place];
            if pixel >= level {
                sum += u64::from(pixel);
                count += 1;
            }
        }
    }
    u8::try_from(sum.checked_div(count).unwrap_or(255)).unwrap_or(255)
}

#[cfg(test)]
mod tests {
    use super::super::prepare;
    use super::*;
    use crate::document::{PageImage, Pixels};

    /// A table of two by two cells of 300 by 100 pixels at 200 dpi, lines of 4 pixels, a block of ink in three cells.
    fn table(gap: bool) -> PreparedImage {
        let (width, height) = (1000usize, 1400usize);
        let mut pixels = vec![250u8; width * height];
        let mut fill = |left: usize, top: usize, right: usize, bottom: usize| {
            for y in top..bottom {
                pixels[y * width + left..y * width + right].fill(20);
            }
        };
        for y in [200, 300, 400] {
            fill(100, y, if gap && y == 300 { 250 } else { 704 }, y + 4);
        }
        for x in [100, 400, 700] {
            fill(x, 200, x + 4, 404);
        }
        for (x, y) in [(150, 240), (450, 240), (150, 340)] {
            fill(x, y, x + 40, y + 20);
        }
        let page = PageImage::new(1000, 1400, Pixels::Gray(pixels), Some(200)).unwrap();
        prepare(page)
    }

    #[test]
    fn cells_with_ink_are_cut_out_and_the_table_is_blank() {
        let mut page = table(false);
        let cells = page.cut_cells();
        let places: Vec<_> = cells.iter().map(|cell| (cell.left + MARGIN, cell.top + MARGIN)).collect();
        assert_eq!(places, [(150, 240), (450, 240), (150, 340)]);
        let size = (40 + 2 * MARGIN as u32, 20 + 2 * MARGIN as u32);
        assert!(cells.iter().all(|cell| (cell.image.width(), cell.image.height()) == size));
        assert!(page.pixels().iter().all(|&pixel| pixel > 200));
        assert_eq!(page.rules().len(), 6);
    }

    #[test]
    fn a_table_whose_lines_are_not_plain_stays() {
        let mut page = table(true);
        let before = page.pixels().to_vec();
        assert!(page.cut_cells().is_empty());
        assert_eq!(page.pixels(), before);
    }
}
