//! Assignments and targets from the rows of tables.
//!
//! A row of a plan's appendix says in four cells what a sentence says elsewhere: what, who leads, who helps, by when. A
//! row of a table of aims gives measure, unit and value. [`super::columns`] knows what each column holds; here a row
//! becomes facts. The span of a fact runs over the cells of its row; a cell that reaches down from a row above it counts
//! for each of them, and a row that says only whose tasks follow hands its name down.

use super::assignments::Duty;
use super::columns::{Columns, raw, shown};
use super::compared;
use super::counted;
use super::dates::{Cue, Mention};
use super::fields;
use super::flat::Flat;
use super::targets::{self, Aim, Lead};
use super::units;
use super::words::{Word, words};
use super::{points, sentences};
use crate::document::{Assignment, AssignmentRole, Comparator, RowCell, TableRow, Target, WholeTable};
use crate::text::table_heads::ColumnKind;
use crate::text::{IndexedText, letters, numbers};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What tables are read with.
pub(super) struct Sources<'a> {
    pub text: &'a IndexedText,
    pub flat: &'a Flat,
    pub dates: &'a [Mention],
    /// Codes of documents: their digits are no aims.
    pub taken: &'a [Range<usize>],
    /// The period that the document's title names.
    pub period: Option<&'a str>,
}

/// Names that one cell may hold.
const MOST_UNITS: usize = 24;

/// Reads a table.
pub(super) fn read(from: &Sources, table: &WholeTable, aims: &mut Vec<Aim>, duties: &mut Vec<Duty>) {
    let Some(columns) = Columns::of(from.text, table) else { return };
    let mut reader = Reader { from, columns, above: Vec::new(), group: Vec::new(), due: None };
    for row in table.rows.iter().skip(reader.columns.body) {
        reader.row(row, aims, duties);
    }
}

type Named = (String, AssignmentRole);

struct Reader<'a, 's> {
    from: &'a Sources<'s>,
    columns: Columns,
    /// Who acts in the row before.
    above: Vec<Named>,
    /// Whom the rows of a group are for.
    group: Vec<Named>,
    due: Option<(String, Option<Range<usize>>)>,
}

impl Reader<'_, '_> {
    fn cell<'r>(&self, row: &'r TableRow, column: usize) -> Option<&'r RowCell> {
        row.cells.iter().find(|cell| cell.column as usize == column)
    }

    fn shown(&self, row: &TableRow, column: usize) -> String {
        self.cell(row, column).map(|cell| shown(self.from.text, cell)).unwrap_or_default()
    }

    fn row(&mut self, row: &TableRow, aims: &mut Vec<Aim>, duties: &mut Vec<Duty>) {
        if self.heads_group(row) {
            return;
        }
        let named = self.units(row);
        let due = self.due_of(row);
        self.targets(row, &named, due.as_ref(), aims);
        if named.is_empty() {
            return;
        }
        // A table of aims says in its measure what the unit has to do.
        let kind = if self.columns.has(&[ColumnKind::Task]) { ColumnKind::Task } else { ColumnKind::Measure };
        let task = self.columns.all(kind).rev().map(|c| (c, self.shown(row, c)));
        let own = |column: usize| self.cell(row, column).is_some_and(|cell| !cell.from_above);
        let (fresh, held): (Vec<_>, Vec<_>) = task.filter(|(_, words)| !words.is_empty()).partition(|(c, _)| own(*c));
        let Some((column, words)) = fresh.into_iter().chain(held).next() else { return };
        let what = words.trim_start_matches(['-', '+', '•', ' ', '*']).trim_end_matches([';', '.', ',', ' ', ':']);
        if what.chars().filter(|c| c.is_alphabetic()).count() < 3 {
            return;
        }
        let used = [ColumnKind::Lead, ColumnKind::Support, ColumnKind::Units, ColumnKind::Due];
        let columns = (0..self.columns.kinds.len())
            .filter(|&c| c == column || self.columns.kinds[c].is_some_and(|kind| used.contains(&kind)));
        let Some(range) = self.range(row, columns) else { return };
        for (unit, role) in named {
            duties.push(Duty {
                range: range.clone(),
                value: Assignment {
                    unit,
                    role,
                    task: what.to_owned(),
                    due: due.as_ref().map(|d| d.0.clone()),
                    ..Assignment::default()
                },
                sure: if self.columns.named { 0.85 } else { 0.6 },
                due: due.as_ref().and_then(|d| d.1.clone()),
            });
        }
    }

    /// From the first to the last of the cells that begin in this row.
    fn range(&self, row: &TableRow, columns: impl Iterator<Item = usize>) -> Option<Range<usize>> {
        let cells = columns.filter_map(|c| self.cell(row, c)).filter(|cell| !cell.from_above);
        let lines = cells.flat_map(|cell| &cell.parts).filter_map(|part| self.from.flat.cell(self.from.text, *part));
        lines.map(|line| line.range.clone()).reduce(|a, b| a.start.min(b.start)..a.end.max(b.end))
    }

    /// Whether a row only heads those below it; when it names a unit, their tasks are its.
    fn heads_group(&mut self, row: &TableRow) -> bool {
        let filled: Vec<&RowCell> = row.cells.iter().filter(|cell| !cell.parts.is_empty()).collect();
        let numbered = |cell: &RowCell| self.columns.kinds.get(cell.column as usize) == Some(&Some(ColumnKind::Number));
        let titles: Vec<&&RowCell> = filled.iter().filter(|c| !numbered(c) || c.column_span > 1).collect();
        let [title] = titles[..] else { return false };
        if title.from_above || self.columns.kinds.len() < 3 {
            return false;
        }
        let words = shown(self.from.text, title);
        let label = words.find(['.', ')', '/']).filter(|&n| n <= 5).map_or(0, |n| n + 1);
        let named = split(words[label..].trim_start(), AssignmentRole::Lead, true);
        self.group = named.unwrap_or_default();
        true
    }

    /// Who acts in a row.
    fn units(&mut self, row: &TableRow) -> Vec<Named> {
        let mut out: Vec<Named> = Vec::new();
        let mut ditto = false;
        for (column, kind) in self.columns.kinds.iter().enumerate() {
            let role = match kind {
                Some(ColumnKind::Lead | ColumnKind::Units) => AssignmentRole::Lead,
                Some(ColumnKind::Support) => AssignmentRole::Support,
                _ => continue,
            };
            let Some(cell) = self.cell(row, column) else { continue };
            let words = raw(self.from.text, cell);
            if is_ditto(&words) {
                out.extend(self.above.iter().filter(|(_, r)| *r == role).cloned());
                ditto |= role == AssignmentRole::Lead;
                continue;
            }
            out.extend(split(&words, role, false).unwrap_or_default());
        }
        let mut seen = Vec::new();
        out.retain(|named| {
            !seen.contains(named) && {
                seen.push(named.clone());
                true
            }
        });
        out.truncate(MOST_UNITS);
        let lead = out.iter().any(|(_, role)| *role == AssignmentRole::Lead);
        if !lead && !ditto {
            out.splice(0..0, self.group.iter().cloned());
        }
        self.above = out.clone();
        out
    }

    /// By when the task of a row is due, and the mention that says so.
    fn due_of(&mut self, row: &TableRow) -> Option<(String, Option<Range<usize>>)> {
        let mut found = None;
        for column in self.columns.all(ColumnKind::Due).collect::<Vec<_>>() {
            let Some(cell) = self.cell(row, column).filter(|cell| !cell.parts.is_empty()) else { continue };
            let words = raw(self.from.text, cell);
            found = if is_ditto(&words) { self.due.clone() } else { self.due_in(cell, &words) };
            if found.is_some() {
                break;
            }
        }
        self.due = found.clone();
        found
    }

    fn due_in(&self, cell: &RowCell, words: &str) -> Option<(String, Option<Range<usize>>)> {
        let lines = cell.parts.iter().filter_map(|part| self.from.flat.cell(self.from.text, *part));
        let mentions: Vec<&Mention> = lines.flat_map(|line| within(self.from.dates, &line.range)).collect();
        let mention = mentions.iter().find(|m| m.cue == Cue::Limit).or(mentions.first());
        if let Some(mention) = mention {
            return Some((mention.edtf.clone(), Some(mention.range.clone())));
        }
        let year: u32 = self.from.period.filter(|p| p.len() == 4)?.parse().ok()?;
        in_year(words, year).map(|edtf| (edtf, None))
    }

    /// The aims of a row: of its values, else of what its cells say.
    fn targets(
        &self,
        row: &TableRow,
        named: &[Named],
        due: Option<&(String, Option<Range<usize>>)>,
        aims: &mut Vec<Aim>,
    ) {
        let leads: Vec<&str> = named.iter().filter(|n| n.1 == AssignmentRole::Lead).map(|n| n.0.as_str()).collect();
        let actor = (!leads.is_empty()).then(|| leads.join(", "));
        let due = due.map(|d| d.0.clone());
        let before = aims.len();
        if let Some(column) = self.columns.all(ColumnKind::Measure).last() {
            let measure = self.shown(row, column);
            for value in self.columns.all(ColumnKind::Value) {
                aims.extend(self.value(row, (column, &measure), value, actor.as_deref(), due.as_deref()));
            }
        }
        if aims.len() > before {
            return;
        }
        let lead = Lead { actor: None, due, aimed: self.columns.has(&[ColumnKind::Measure]), issued: 0 };
        for (column, kind) in self.columns.kinds.iter().enumerate() {
            if !matches!(kind, Some(ColumnKind::Task | ColumnKind::Product | ColumnKind::Measure)) {
                continue;
            }
            let Some(cell) = self.cell(row, column).filter(|cell| !cell.from_above) else { continue };
            for line in cell.parts.iter().filter_map(|part| self.from.flat.cell(self.from.text, *part)) {
                let view = &self.from.flat.text;
                let all = words(view, line.body..line.range.end);
                let dates = within(self.from.dates, &line.range);
                for range in sentences::sentences(&all) {
                    let sentence = &all[range];
                    let taken = &self.from.taken[self.from.taken.partition_point(|t| t.end <= line.range.start)
                        ..self.from.taken.partition_point(|t| t.start < line.range.end)];
                    aims.extend(targets::find(view, sentence, actor.as_deref(), &lead, dates, taken));
                }
            }
        }
    }

    /// The aim that a cell of values sets.
    fn value(
        &self,
        row: &TableRow,
        (column, measure): (usize, &str),
        at: usize,
        actor: Option<&str>,
        due: Option<&str>,
    ) -> Option<Aim> {
        let head = &self.columns.heads[at];
        let year = year_in(head);
        let own = self.from.period.and_then(|p| p.get(..4)).and_then(|p| p.parse::<u32>().ok());
        if year.zip(own).is_some_and(|(year, own)| year < own) || self.cell(row, at)?.from_above {
            return None;
        }
        let (comparator, value, value_max, said) = quantity(&self.shown(row, at))?;
        let listed = self.columns.all(ColumnKind::Unit).map(|c| self.shown(row, c)).find(|unit| !unit.is_empty());
        let percent = || (head.contains('%') || measure.contains('%')).then(|| "%".to_owned());
        let unit = said.or(listed).or_else(percent).or_else(|| counted_in(measure))?;
        let measure = measure.replace("(%)", "").trim_matches(['-', '+', '*', ' ', ':', ';', '.']).to_owned();
        let until = year
            .map(|year| if letters::fold(head).contains("den nam") { format!("../{year}") } else { year.to_string() });
        let units = self.columns.all(ColumnKind::Unit);
        Some(Aim {
            range: self.range(row, [column, at].into_iter().chain(units))?,
            value: Target {
                comparator,
                value,
                value_max,
                unit: unit.trim().to_lowercase(),
                measure: Some(measure).filter(|m| !m.is_empty()),
                actor: actor.map(str::to_owned),
                due: due.map(str::to_owned).or(until),
                ..Target::default()
            },
            sure: 0.8,
        })
    }
}

/// The mentions that begin in a range of the view.
fn within<'d>(dates: &'d [Mention], range: &Range<usize>) -> &'d [Mention] {
    let from = dates.partition_point(|d| d.range.start < range.start);
    let to = dates.partition_point(|d| d.range.start < range.end);
    &dates[from..to.max(from)]
}

/// Signs and words that say: as above.
fn is_ditto(cell: &str) -> bool {
    let plain = letters::fold(cell.trim());
    let core = plain.trim_matches(|c: char| !c.is_alphanumeric());
    matches!(core, "nt" | "nhu tren") || core.is_empty() && plain.contains(['"', '”', '“', '\'', '〃', '″'])
}

/// The names in a cell; with `whole` only when it holds nothing else.
fn split(cell: &str, role: AssignmentRole, whole: bool) -> Option<Vec<Named>> {
    let mut out: Vec<Named> = Vec::new();
    let mut role = role;
    for item in items(cell) {
        let mut rest = item.as_str();
        let plain = letters::fold(rest);
        // "Chủ trì: Sở A" and "Phối hợp: Sở B" in one cell.
        let labelled = rest.split_once(':').filter(|(label, _)| label.split(' ').count() <= 5);
        if let Some((_, behind)) = labelled {
            if plain.contains("phoi hop") && !plain.split(':').next().unwrap_or("").contains("chu tri") {
                role = AssignmentRole::Support;
            } else if plain.contains("chu tri") {
                role = AssignmentRole::Lead;
            }
            rest = behind.trim_start();
        }
        role = names(rest, role, whole, &mut out)?;
    }
    (!out.is_empty()).then_some(out)
}

/// A cell cut at semicolons and at lines that begin with a bullet; other lines go on.
fn items(cell: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for line in cell.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let bullet = line.starts_with(['-', '+', '•', '*', '–']);
        let body = line.trim_start_matches(['-', '+', '•', '*', '–', ' ']);
        let labelled = body.split_once(':').is_some_and(|(label, _)| {
            let label = letters::fold(label);
            label.len() < 40 && (label.contains("chu tri") || label.contains("phoi hop"))
        });
        for (n, piece) in body.split(';').enumerate() {
            let piece = piece.trim();
            match out.last_mut() {
                Some(last) if open && n == 0 && !bullet && !labelled => {
                    last.push(' ');
                    last.push_str(piece);
                }
                _ => out.push(piece.to_owned()),
            }
        }
        open = !line.ends_with(';');
    }
    out.retain(|item| !item.is_empty());
    out
}

/// The names of one item; returns the role that those behind it have.
fn names(item: &str, mut role: AssignmentRole, whole: bool, out: &mut Vec<Named>) -> Option<AssignmentRole> {
    let all = words(item, 0..item.len());
    let mut at = 0;
    while at < all.len() {
        if let Some(n) = phrase(&all, at, &["phối hợp với", "phối hợp", "cùng phối hợp"]) {
            role = AssignmentRole::Support;
            at += n;
            continue;
        }
        if let Some(n) = phrase(&all, at, &["chủ trì", "chủ trì,", "và", "cùng", "cùng với", "với", "giao"])
        {
            at += n;
            continue;
        }
        let unit = units::unit_at(&all, at, all.len());
        if unit.is_none() && whole {
            return None;
        }
        // Another name, such as "SYT" or "VNPT tỉnh", ends at a sign; so does a longer one, "Tổ xây dựng kế hoạch lựa
        // chọn nhà thầu", since a cell says nothing else.
        let known = unit.map_or(at + 1, |unit| unit.end);
        // "Phòng Giám đốc, Kiểm tra và Thi hành án": behind its comma no name begins.
        let parts = |i: usize| match all[i - 1].sign {
            ' ' => false,
            ',' => all[i].caps || unit.is_none() || fields::begins(&all, i, all.len()),
            _ => true,
        };
        let end = (known..all.len())
            .find(|&i| parts(i) || all[i].opens || phrase(&all, i, JOINERS).is_some())
            .unwrap_or(all.len());
        if whole && end > known {
            return None;
        }
        let name = &item[all[at].range.start..all[end - 1].range.end];
        let letters = name.chars().filter(|c| c.is_alphabetic()).count();
        // What stands in brackets behind a name is said of it: "Sở Y tế (đầu mối)".
        if letters >= 2 && end - at <= 30 && all[at].depth == 0 && (all[at].capital || unit.is_some() || at == 0) {
            out.push((name.to_owned(), role));
        }
        at = end;
    }
    Some(role)
}

/// Words behind which another name follows.
const JOINERS: &[&str] = &["và các", "và sở", "cùng", "phối hợp", "chủ trì"];

/// The words of the first phrase that stands at word `i`.
fn phrase(all: &[Word], i: usize, phrases: &[&str]) -> Option<usize> {
    let stands = |p: &&&str| p.split(' ').enumerate().all(|(n, w)| all.get(i + n).is_some_and(|x| x.lower == w));
    phrases.iter().find(stands).map(|p| p.split(' ').count())
}

/// What a cell says of a year that stands above it: "Tháng 3", "Quý II", "Trước 30/6".
fn in_year(cell: &str, year: u32) -> Option<String> {
    let line = crate::text::one_line(cell);
    static QUARTER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)^(?:trong )?quý (IV|III|II|I|[1-4])\b").expect("a fixed pattern"));
    static MONTHS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:trong )?tháng (\d{1,2})(?: ?(?:-|–|đến) ?(?:tháng )?(\d{1,2}))?\b")
            .expect("a fixed pattern")
    });
    if let Some(found) = QUARTER.captures(&line) {
        let n = match found[1].to_uppercase().as_str() {
            "I" | "1" => 33,
            "II" | "2" => 34,
            "III" | "3" => 35,
            _ => 36,
        };
        return Some(format!("{year}-{n}"));
    }
    let month = |m: &str| m.parse::<u32>().ok().filter(|m| (1..=12).contains(m));
    if let Some(found) = MONTHS.captures(&line) {
        let first = month(&found[1])?;
        return match found.get(2).and_then(|m| month(m.as_str())) {
            Some(last) if last > first => Some(format!("{year}-{first:02}/{year}-{last:02}")),
            _ => Some(format!("{year}-{first:02}")),
        };
    }
    if letters::fold(&line).starts_with("trong nam") {
        return Some(year.to_string());
    }
    let mut point = points::find(&line, &[]).into_iter().find(|p| p.year.is_none() && p.day.is_some())?;
    point.year = Some(year);
    let limit = ["truoc", "cham nhat", "xong truoc", "het"].iter().any(|w| letters::fold(&line).starts_with(w));
    point.edtf().map(|edtf| if limit { format!("../{edtf}") } else { edtf })
}

fn year_in(head: &str) -> Option<u32> {
    let mut years = head.split(|c: char| !c.is_ascii_digit()).filter(|d| d.len() == 4).filter_map(|d| d.parse().ok());
    years.rfind(|year| (1990..2100).contains(year))
}

/// Comparator, value, upper value and unit of a cell that holds a quantity and nothing else.
fn quantity(cell: &str) -> Option<(Comparator, f64, Option<f64>, Option<String>)> {
    static QUANTITY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^(?:đạt )?(?:(?P<ge>≥|>=|ít nhất|tối thiểu|không dưới|từ)|(?P<le>≤|<=|không quá|tối đa)",
            r"|(?P<gt>>|trên|hơn|vượt)|(?P<lt><|dưới))? ?",
            r"(?P<low>[0-9]+(?:[.,][0-9]+)*) ?(?P<p1>%)?(?: ?(?:-|–|÷|đến) ?(?P<high>[0-9]+(?:[.,][0-9]+)*) ?(?P<p2>%)?)?",
            r"(?: (?P<up>trở lên)| (?P<down>trở xuống))?(?: ?(?P<unit>\p{L}[^0-9%().,;:–-]{0,30}))?$",
        ))
        .expect("a fixed pattern")
    });
    let cell = cell.trim().trim_end_matches(['.', ';', ',']);
    if cell.len() > 80 {
        return None;
    }
    let found = QUANTITY.captures(cell)?;
    let has = |name: &str| found.name(name).is_some();
    let low = numbers::digits(&found["low"])?;
    let high = found.name("high").and_then(|m| numbers::digits(m.as_str())).filter(|h| *h > low);
    let comparator =
        if high.is_some() { Comparator::Range } else { compared::comparator((has("up"), has("down")), has) };
    let percent = has("p1") || has("p2");
    let unit = if percent { Some("%".to_owned()) } else { found.name("unit").map(|m| m.as_str().to_owned()) };
    Some((comparator, low, high, unit))
}

/// What a measure counts: "Số hộ nghèo được hỗ trợ" counts "hộ nghèo".
fn counted_in(measure: &str) -> Option<String> {
    let all = words(measure, 0..measure.len());
    let at = phrase(&all, 0, &["số lượng", "tổng số", "số"])?;
    counted::unit(&all, at).map(|(unit, _)| unit)
}
