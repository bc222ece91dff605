//! What the columns of a table hold: by its heads, else by the shape of its cells.
//!
//! The heads may take several rows ("Đơn vị thực hiện" over "Chủ trì" and "Phối hợp"); a column is known by its lowest
//! head, or by all of them read one after the other ("Kế hoạch năm" over "2025"). A table whose heads were not read is
//! still known when one column holds organisations, another long phrases and a third numbers of rows or dates.

use super::units;
use super::words::words;
use crate::document::{RowCell, TableRow, WholeTable};
use crate::text::table_heads::{ColumnKind, column_kind};
use crate::text::{IndexedText, letters, one_line};

/// Rows among which heads are looked for, and rows that they may take.
const HEAD_ROWS: usize = 3;
/// Rows that are looked at for the shape of a column.
const SEEN: usize = 40;

/// The columns of a table.
#[derive(Debug)]
pub(super) struct Columns {
    /// What each column holds.
    pub kinds: Vec<Option<ColumnKind>>,
    /// Its heads, one after the other.
    pub heads: Vec<String>,
    /// The first row below the heads.
    pub body: usize,
    /// Whether the words of the heads said so.
    pub named: bool,
}

impl Columns {
    /// Judges a table; `None` when it is none of tasks or aims.
    pub fn of(text: &IndexedText, table: &WholeTable) -> Option<Self> {
        let width = table.columns as usize;
        let mut out = Self { kinds: vec![None; width], heads: vec![String::new(); width], body: 0, named: false };
        if let Some(first) = table.rows.iter().take(HEAD_ROWS).position(|row| is_head(text, row)) {
            out.read_heads(text, table, first);
        }
        let rows: Vec<&TableRow> = table.rows.iter().skip(out.body).take(SEEN).collect();
        if rows.is_empty() {
            return None;
        }
        out.settle(text, &rows);
        (out.has(&[ColumnKind::Task]) || out.has(&[ColumnKind::Measure])).then_some(out)
    }

    /// Whether one of these is among the columns.
    pub fn has(&self, kinds: &[ColumnKind]) -> bool {
        self.kinds.iter().flatten().any(|kind| kinds.contains(kind))
    }

    /// The columns that hold `kind`.
    pub fn all(&self, kind: ColumnKind) -> impl DoubleEndedIterator<Item = usize> {
        (0..self.kinds.len()).filter(move |&i| self.kinds[i] == Some(kind))
    }

    fn read_heads(&mut self, text: &IndexedText, table: &WholeTable, first: usize) {
        let width = self.kinds.len();
        let mut end = first + 1;
        let parted = |row: &TableRow| row.cells.iter().any(|c| c.column_span > 1 && (c.column_span as usize) < width);
        let hangs = |row: &TableRow| row.cells.iter().any(|c| c.from_above);
        while end < table.rows.len()
            && end < first + HEAD_ROWS
            && (parted(&table.rows[end - 1]) || hangs(&table.rows[end]) || only_heads(text, &table.rows[end]))
            && !is_numbered(text, &table.rows[end])
        {
            end += 1;
        }
        for (column, kind) in self.kinds.iter_mut().enumerate() {
            let mut lowest = String::new();
            for row in &table.rows[first..end] {
                let Some(cell) = over(row, column).filter(|c| !c.from_above) else { continue };
                let words = shown(text, cell);
                if !words.is_empty() {
                    let head = &mut self.heads[column];
                    *head = format!("{head} {words}").trim().to_owned();
                    lowest = words;
                }
            }
            *kind = column_kind(&lowest).or_else(|| column_kind(&self.heads[column]));
        }
        self.named = true;
        // "(1) (2) (3)" or "A B 1 2" under the heads counts the columns.
        while table.rows.get(end).is_some_and(|row| counts_columns(text, row)) {
            end += 1;
        }
        self.body = end;
    }

    /// Settles what the heads leave open.
    fn settle(&mut self, text: &IndexedText, rows: &[&TableRow]) {
        use ColumnKind::{Due, Lead, Measure, Number, Product, Support, Task, Unit, Units, Value};
        let shapes: Vec<Shape> = (0..self.kinds.len()).map(|column| Shape::of(text, rows, column)).collect();
        // "Đơn vị" alone: that of the values, or the one that acts.
        for (column, shape) in shapes.iter().enumerate() {
            let bare = matches!(letters::fold(&self.heads[column]).trim(), "don vi" | "dv");
            if bare && self.has(&[Measure, Value]) && !shape.is_units() {
                self.kinds[column] = Some(Unit);
            }
        }
        let open = |kinds: &[Option<ColumnKind>], column: usize| kinds[column].is_none();
        if !self.named {
            let numbered = (0..self.kinds.len()).find(|&c| shapes[c].is_numbers());
            let timed = (0..self.kinds.len()).find(|&c| shapes[c].is_dates());
            let acting: Vec<usize> = (0..self.kinds.len()).filter(|&c| shapes[c].is_units()).collect();
            if acting.is_empty() || numbered.is_none() && timed.is_none() {
                return;
            }
            if let Some(column) = numbered {
                self.kinds[column] = Some(Number);
            }
            if let Some(column) = timed {
                self.kinds[column] = Some(Due);
            }
            for (n, column) in acting.into_iter().enumerate().take(2) {
                self.kinds[column] = Some(if n == 0 { Lead } else { Support });
            }
        }
        if !self.has(&[Lead, Units, Support])
            && self.has(&[Task])
            && let Some(column) = (0..self.kinds.len()).find(|&c| open(&self.kinds, c) && shapes[c].is_units())
        {
            self.kinds[column] = Some(Lead);
        }
        if !self.has(&[Task]) && self.has(&[Lead, Units, Support]) {
            let valued = self.has(&[Value]);
            let instead = self.all(Measure).next().filter(|_| !valued);
            let longest = (0..self.kinds.len())
                .filter(|&c| open(&self.kinds, c) && shapes[c].letters >= 15)
                .max_by_key(|&c| shapes[c].letters);
            if let Some(column) = instead.or(longest).or_else(|| self.all(Product).next().filter(|_| !valued)) {
                self.kinds[column] = Some(Task);
            }
        }
        if self.has(&[Value]) && !self.has(&[Measure]) {
            let column = self.all(Task).next().filter(|_| !self.has(&[Lead, Units, Support]));
            if let Some(column) = column {
                self.kinds[column] = Some(Measure);
            }
        }
    }
}

/// What the cells of a column look like.
#[derive(Debug, Default)]
struct Shape {
    filled: usize,
    units: usize,
    numbers: usize,
    dates: usize,
    /// Mean length of a cell.
    letters: usize,
}

impl Shape {
    fn of(text: &IndexedText, rows: &[&TableRow], column: usize) -> Self {
        let mut out = Self::default();
        let cells = rows.iter().filter_map(|row| row.cells.iter().find(|c| c.column as usize == column));
        for cell in cells.filter(|c| !c.from_above && c.column_span == 1) {
            let words = shown(text, cell);
            if words.is_empty() {
                continue;
            }
            out.filled += 1;
            out.letters += words.chars().count();
            out.units += usize::from(begins_with_unit(&words));
            let label = words.trim_matches(['.', ')', '(', ' ']);
            let parts = || label.split('.').filter(|p| !p.is_empty());
            out.numbers += usize::from(label.len() <= 8 && parts().all(|p| p.bytes().all(|b| b.is_ascii_digit())));
            let plain = letters::fold(&words);
            let timed = ["thang ", "quy ", "ngay ", "truoc ", "nam 20", "hang ", "trong "];
            let slashed = words.contains('/') && words.starts_with(|c: char| c.is_ascii_digit());
            out.dates += usize::from(timed.iter().any(|t| plain.starts_with(t)) || slashed);
        }
        out.letters /= out.filled.max(1);
        out
    }

    fn most(&self, count: usize) -> bool {
        self.filled >= 2 && count * 5 >= self.filled * 3
    }

    fn is_units(&self) -> bool {
        self.most(self.units) && self.letters < 120
    }

    fn is_numbers(&self) -> bool {
        self.most(self.numbers)
    }

    fn is_dates(&self) -> bool {
        self.most(self.dates) && self.letters < 80
    }
}

/// Whether a text begins with the name of an organisation or office.
fn begins_with_unit(text: &str) -> bool {
    let body = text.trim_start_matches(['-', '+', ' ']);
    let all = words(body, 0..body.len());
    units::unit_at(&all, 0, all.len()).is_some_and(|unit| unit.end == all.len() || all[unit.end - 1].sign != ' ')
}

/// The cell over a column, whether it begins there or takes it in.
fn over(row: &TableRow, column: usize) -> Option<&RowCell> {
    row.cells.iter().find(|c| (c.column as usize..(c.column + c.column_span.max(1)) as usize).contains(&column))
}

/// A row that names at least two columns and has no number of its own.
fn is_head(text: &IndexedText, row: &TableRow) -> bool {
    let mut kinds: Vec<ColumnKind> = row.cells.iter().filter_map(|cell| column_kind(&shown(text, cell))).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.len() >= 2 && !is_numbered(text, row)
}

/// A second row of heads whose joined cells are written as empty ones: nothing in it but names of columns.
fn only_heads(text: &IndexedText, row: &TableRow) -> bool {
    let cells: Vec<String> = row.cells.iter().map(|cell| shown(text, cell)).collect();
    let mut filled = cells.iter().filter(|cell| !cell.is_empty()).peekable();
    cells.first().is_some_and(String::is_empty) && filled.peek().is_some() && filled.all(|c| column_kind(c).is_some())
}

fn is_numbered(text: &IndexedText, row: &TableRow) -> bool {
    let first = row.cells.first().map(|cell| shown(text, cell));
    first.is_some_and(|first| first.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether each cell of a row counts its column: `1`, `(2)`, `A`.
fn counts_columns(text: &IndexedText, row: &TableRow) -> bool {
    let cells: Vec<String> = row.cells.iter().map(|cell| shown(text, cell)).filter(|s| !s.is_empty()).collect();
    let short = |cell: &String| {
        let core = cell.trim_matches(['(', ')', '[', ']', '.', ' ']);
        let core = core.split(['=', '+', '-', '/']).next().unwrap_or(core).trim();
        core.len() <= 2 && core.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
    };
    let number = |cell: &String| cell.trim_matches(['(', ')', '.', ' ']).parse::<usize>().ok();
    let rising = cells.iter().filter_map(number).collect::<Vec<_>>();
    cells.len() >= 3 && cells.iter().all(short) && rising.len() >= 2 && rising.windows(2).all(|w| w[1] == w[0] + 1)
}

/// What a cell says, on one line and without Markdown.
pub(super) fn shown(text: &IndexedText, cell: &RowCell) -> String {
    one_line(&raw(text, cell))
}

/// What a cell says, its lines as they are, without the ruled lines that were read as bars.
pub(super) fn raw(text: &IndexedText, cell: &RowCell) -> String {
    let parts: Vec<&str> = cell.parts.iter().map(|part| text.slice(*part)).collect();
    let plain = parts.join("\n").replace("**", "").replace("<br>", "\n").replace("<br/>", "\n").replace("<br />", "\n");
    let bare = |word: &&str| !word.is_empty() && !word.chars().all(|c| matches!(c, '|' | '¦' | '_'));
    let line =
        |line: &str| line.split(' ').map(|word| word.trim_matches('|')).filter(bare).collect::<Vec<_>>().join(" ");
    plain.lines().map(line).collect::<Vec<_>>().join("\n")
}
