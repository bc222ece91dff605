//! Where the cells of tables stand in the restored text.
//!
//! A cell's span lies in its page's text as read. What restoration changed before it moves it; a change that it cuts is
//! taken whole.

use crate::document::{Edit, Page, Span};
use crate::text::as_read;
use crate::text::places;

/// Makes the spans of the cells of all `pages`, joined by form feeds, spans of the restored text.
pub fn place(pages: &mut [Page], edits: &[Edit]) {
    if pages.iter().all(|page| page.tables.is_empty()) {
        return;
    }
    let read = as_read(edits);
    let mut start = 0;
    for page in pages {
        for cell in page.tables.iter_mut().flat_map(|table| &mut table.cells) {
            cell.span = places::restored(Span::new(cell.span.start + start, cell.span.end + start), edits, &read);
        }
        start += page.text.chars().count() as u32 + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Table, TableCell};

    #[test]
    fn cells_move_with_the_text() {
        // "So Y te\nKe hoach" became "Sở Y tế\nKế hoạch 1" with one letter put in and "So" kept.
        let edits = [Edit::sure(5, 7, "t", "tế"), Edit::sure(8, 10, "Ke", "Kế")];
        let cell = |start, end| TableCell { span: Span::new(start, end), ..TableCell::default() };
        let table = Table { cells: vec![cell(0, 6), cell(7, 15)], ..Table::default() };
        let mut pages = [Page { tables: vec![table], ..Page::from_text("So Y t\nKe hoach") }];
        place(&mut pages, &edits);
        let spans: Vec<Span> = pages[0].tables[0].cells.iter().map(|c| c.span).collect();
        assert_eq!(spans, [Span::new(0, 7), Span::new(8, 16)]);
    }
}
