//! CCITT fax codings to pixels: TIFF compression 2 (modified Huffman), 3 (Group 3, one- and two-dimensional)
//! and 4 (Group 4).
//!
//! The code tables are those of the `fax` crate; the rows are decoded here, because its Group 3 decoder knows
//! neither two-dimensional rows nor byte-aligned ones and gives up at the first damaged row, and fax lines do
//! damage rows. A damaged row repeats the one above it, as fax receivers do; Group 3 goes on behind the next
//! end-of-line mark. Source: ITU-T T.4 and T.6; TIFF 6.0, sections 10 and 11.

use super::Problem;
use fax::maps::{EOL, Mode, black, mode, white};
use fax::{BitReader, ByteReader};
use std::convert::Infallible;

/// How the rows are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// One-dimensional rows that begin on byte boundaries.
    ModifiedHuffman,
    /// Group 3: rows behind end-of-line marks.
    Group3 {
        /// Whether a bit behind each mark tells if the row is coded against the one above it.
        two_dimensional: bool,
    },
    /// Group 4: every row is coded against the one above it.
    Group4,
}

/// Positions at which a row changes its colour, strictly increasing, the first change being to black.
type Changes = Vec<u32>;

/// Decodes one strip into `out`, rows of `width` bytes (white 255, black 0), and gives the number of rows that
/// could not be decoded. Rows that the data leave out at a regular end are white.
///
/// # Errors
/// [`Problem::UnsupportedForm`] for rows that hold uncompressed stretches.
pub fn decode_strip(data: &[u8], coding: Coding, width: u32, out: &mut [u8]) -> Result<usize, Problem> {
    // The tables look ahead further than the last code reaches.
    let bytes = data.iter().copied().chain([0; 4]).map(Ok::<u8, Infallible>);
    let Ok(reader) = ByteReader::new(bytes);
    let mut rows = Rows { reader, width, above: Changes::new() };
    let mut damaged = 0;
    let mut ended = false;
    for row in out.chunks_exact_mut(width as usize) {
        if !ended {
            match rows.next(coding)? {
                Row::Whole(changes) => rows.above = changes,
                Row::Damaged => damaged += 1,
                Row::End => {
                    ended = true;
                    rows.above.clear();
                }
                Row::Lost => {
                    ended = true;
                    damaged += 1;
                }
            }
        } else if damaged > 0 && coding == Coding::Group4 {
            damaged += 1;
        }
        paint(row, &rows.above);
    }
    Ok(damaged)
}

fn paint(row: &mut [u8], changes: &[u32]) {
    row.fill(255);
    for run in changes.chunks(2) {
        let from = run[0] as usize;
        let to = run.get(1).map_or(row.len(), |&end| end as usize);
        row[from..to].fill(0);
    }
}

enum Row {
    Whole(Changes),
    /// Unreadable; the next row can be found.
    Damaged,
    /// The page ends here as it should.
    End,
    /// Nothing more can be read.
    Lost,
}

struct Rows<R> {
    reader: ByteReader<R>,
    width: u32,
    above: Changes,
}

impl<R: Iterator<Item = Result<u8, Infallible>>> Rows<R> {
    fn next(&mut self, coding: Coding) -> Result<Row, Problem> {
        match coding {
            Coding::ModifiedHuffman => {
                let padding = self.reader.bits_to_byte_boundary();
                self.skip(padding);
                if self.reader.peek(1).is_none() {
                    return Ok(Row::Lost);
                }
                Ok(self.one_dimensional().map_or(Row::Lost, Row::Whole))
            }
            Coding::Group3 { two_dimensional } => self.group3(two_dimensional),
            Coding::Group4 => self.against_above(),
        }
    }

    fn group3(&mut self, two_dimensional: bool) -> Result<Row, Problem> {
        let mut marks = 0;
        let mut plain = true;
        while self.reader.peek(11) == Some(0) {
            if !self.skip_to_mark() {
                return Ok(if marks == 0 { Row::Lost } else { Row::End });
            }
            marks += 1;
            if two_dimensional {
                plain = self.reader.peek(1) != Some(0);
                self.skip(1);
            }
            if marks > 1 {
                return Ok(Row::End);
            }
        }
        if self.reader.peek(1).is_none() {
            return Ok(Row::Lost);
        }
        let row = if plain { self.one_dimensional().map_or(Row::Damaged, Row::Whole) } else { self.against_above()? };
        if !matches!(row, Row::Whole(_)) {
            // Look for the next mark, bit by bit.
            while self.reader.peek(11).is_some_and(|bits| bits != 0) {
                self.skip(1);
            }
            return Ok(Row::Damaged);
        }
        Ok(row)
    }

    /// Goes behind the 1 that ends a run of zeros; false when the data end before it.
    fn skip_to_mark(&mut self) -> bool {
        while let Some(bit) = self.reader.peek(1) {
            self.skip(1);
            if bit == 1 {
                return true;
            }
        }
        false
    }

    fn skip(&mut self, bits: u8) {
        let Ok(()) = self.reader.consume(bits);
    }

    /// A row on its own: runs of white and black in turn. `None` when a code is unknown or runs over the edge.
    fn one_dimensional(&mut self) -> Option<Changes> {
        let mut changes = Changes::new();
        let (mut at, mut is_black) = (0, false);
        while at < self.width {
            at = self.run(is_black)?.checked_add(at).filter(|&at| at <= self.width)?;
            self.change(&mut changes, at);
            is_black = !is_black;
        }
        Some(changes)
    }

    /// A row coded against the one above it.
    fn against_above(&mut self) -> Result<Row, Problem> {
        let mut changes = Changes::new();
        // The position reached; before the row it lies left of its first pixel.
        let mut at: i64 = -1;
        let mut is_black = false;
        let mut index = 0;
        let width = i64::from(self.width);
        while at < width {
            // The table takes any run of zeros for the end; the data may just break off.
            let at_end = self.reader.peek(12) == Some(EOL.data);
            let Some(mode) = mode::decode(&mut self.reader) else { return Ok(Row::Lost) };
            while self.above.get(index).is_some_and(|&change| i64::from(change) <= at) {
                index += 1;
            }
            // The first change above that is right of the position and to the other colour.
            let b1 = index + usize::from((index % 2 == 1) != is_black);
            let above = |i: usize| self.above.get(i).map_or(width, |&change| i64::from(change));
            match mode {
                Mode::Pass => at = above(b1 + 1),
                Mode::Vertical(delta) => {
                    let to = above(b1) + i64::from(delta);
                    if to < at.max(0) || to > width {
                        return Ok(Row::Lost);
                    }
                    at = to;
                    self.change(&mut changes, to as u32);
                    is_black = !is_black;
                }
                Mode::Horizontal => {
                    for black in [is_black, !is_black] {
                        let Some(run) = self.run(black) else { return Ok(Row::Lost) };
                        at = at.max(0) + i64::from(run);
                        if at > width {
                            return Ok(Row::Lost);
                        }
                        self.change(&mut changes, at as u32);
                    }
                }
                Mode::Extension => {
                    return Err(Problem::UnsupportedForm {
                        format: "TIFF",
                        reason: "fax rows with uncompressed stretches".to_owned(),
                    });
                }
                Mode::EOF => return Ok(if at_end && changes.is_empty() { Row::End } else { Row::Lost }),
            }
        }
        Ok(Row::Whole(changes))
    }

    /// Notes a change; two at one place undo each other, and one at the edge changes nothing.
    fn change(&self, changes: &mut Changes, at: u32) {
        if changes.last() == Some(&at) {
            changes.pop();
        } else if at < self.width {
            changes.push(at);
        }
    }

    /// Length of one run: any number of make-up codes and a terminating one.
    fn run(&mut self, is_black: bool) -> Option<u32> {
        let mut sum = 0u32;
        loop {
            let code = if is_black { black::decode(&mut self.reader)? } else { white::decode(&mut self.reader)? };
            sum = sum.checked_add(code.into()).filter(|&sum| sum <= self.width)?;
            if code < 64 {
                return Some(sum);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fax::encoder::Encoder;
    use fax::{BitWriter, Color, VecWriter};
    use proptest::prelude::*;

    /// Rows of alternating runs that a wrong coder would not survive: black first, black last, one pixel, blank.
    fn rows() -> Vec<Vec<u8>> {
        (0..40usize)
            .map(|y| (0..137usize).map(|x| if (x * y / 7 + x / 3) % 5 < 2 && y % 9 != 0 { 0 } else { 255 }).collect())
            .collect()
    }

    fn runs(row: &[u8]) -> Vec<u16> {
        let mut runs = Vec::new();
        let (mut at, mut color) = (0, 255);
        while at < row.len() {
            let run = row[at..].iter().take_while(|&&pixel| pixel == color).count();
            runs.push(run as u16);
            at += run;
            color = !color;
        }
        runs
    }

    fn write_row(writer: &mut VecWriter, row: &[u8]) {
        for (i, run) in runs(row).into_iter().enumerate() {
            let code = |run| if i % 2 == 0 { white::encode(run) } else { black::encode(run) };
            if run >= 64 {
                writer.write(code(run / 64 * 64).unwrap()).unwrap();
            }
            writer.write(code(run % 64).unwrap()).unwrap();
        }
    }

    fn group3(rows: &[Vec<u8>], ended: bool) -> Vec<u8> {
        let mut writer = VecWriter::new();
        for row in rows {
            writer.write(EOL).unwrap();
            write_row(&mut writer, row);
        }
        for _ in 0..if ended { 6 } else { 0 } {
            writer.write(EOL).unwrap();
        }
        writer.finish()
    }

    fn group4(rows: &[Vec<u8>]) -> Vec<u8> {
        let mut encoder = Encoder::new(VecWriter::new());
        for row in rows {
            let pels = row.iter().map(|&pixel| if pixel == 0 { Color::Black } else { Color::White });
            encoder.encode_line(pels, row.len() as u32).unwrap();
        }
        encoder.finish().unwrap().finish()
    }

    fn decode(data: &[u8], coding: Coding) -> (Vec<u8>, usize) {
        let mut out = vec![7; 137 * 40];
        let damaged = decode_strip(data, coding, 137, &mut out).unwrap();
        (out, damaged)
    }

    const G3: Coding = Coding::Group3 { two_dimensional: false };

    #[test]
    fn every_coding_gives_its_rows_back() {
        let rows = rows();
        let mut huffman = Vec::new();
        for row in &rows {
            let mut writer = VecWriter::new();
            write_row(&mut writer, row);
            huffman.extend(writer.finish());
        }
        assert_eq!(decode(&huffman, Coding::ModifiedHuffman), (rows.concat(), 0));
        assert_eq!(decode(&group3(&rows, true), G3), (rows.concat(), 0));
        assert_eq!(decode(&group3(&rows, false), G3), (rows.concat(), 0));
        assert_eq!(decode(&group4(&rows), Coding::Group4), (rows.concat(), 0));
    }

    #[test]
    fn a_damaged_group3_row_costs_that_row() {
        let rows = rows();
        let mut data = group3(&rows, true);
        let middle = data.len() / 2;
        data[middle] ^= 0x5A;
        let (out, _) = decode(&data, G3);
        let wrong = out.chunks(137).zip(&rows).filter(|(got, want)| got != want).count();
        assert!(wrong <= 3, "{wrong} rows differ");
    }

    #[test]
    fn a_cut_group4_strip_is_counted() {
        let rows = rows();
        let data = group4(&rows);
        let (out, damaged) = decode(&data[..data.len() / 2], Coding::Group4);
        assert!((1..=32).contains(&damaged), "{damaged}");
        assert_eq!(out[..137 * 8], rows.concat()[..137 * 8]);
    }

    #[test]
    fn rows_left_out_at_the_end_are_white() {
        let (out, damaged) = decode(&group4(&rows()[..5]), Coding::Group4);
        assert_eq!(damaged, 0);
        assert!(out[137 * 5..].iter().all(|&pixel| pixel == 255));
    }

    proptest! {
        #[test]
        fn nothing_panics(
            data in proptest::collection::vec(any::<u8>(), 0..300),
            width in 1u32..300,
            two_dimensional in any::<bool>(),
        ) {
            for coding in [Coding::ModifiedHuffman, Coding::Group3 { two_dimensional }, Coding::Group4] {
                let mut out = vec![0; width as usize * 20];
                let _ = decode_strip(&data, coding, width, &mut out);
            }
        }
    }
}
