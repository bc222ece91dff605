//! `vankho search`, `targets`, `deadlines`, `refs`, `assignments`, `documents`, `duplicates`, `sql`: asking a catalogue.

use super::catalogue::Which;
use super::exit::{ExitCode, Failure, Outcome};
use super::only::Only;
use super::output::Output;
use super::rows::Form;
use crate::catalogue::{Question, Rows, Search as Wanted};

/// How the answer is wanted.
#[derive(Debug, Clone, clap::Args)]
struct Answer {
    #[command(flatten)]
    which: Which,
    /// How to write the answer
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value = "table")]
    format: Form,
    /// The most rows
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    limit: usize,
    #[command(flatten)]
    only: Only,
}

impl Answer {
    fn write(&self, rows: &Rows) -> Outcome {
        if rows.rows.len() == self.limit {
            log::warn!("these are the first {} rows; --limit gives more", self.limit);
        }
        Output::Stdout.write(self.format.write(rows).as_bytes())?;
        Ok(ExitCode::Done)
    }

    fn ask(&self, question: &Question, unit: Option<&String>) -> Outcome {
        self.write(&self.which.read()?.ask(question, &self.only.filter(unit), self.limit)?)
    }
}

/// Search the text of all pages, with or without diacritics
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vankho search thi hanh an                all words; pages with the phrase come first
  vankho search '\"thi hành án dân sự\" 2023'
  vankho search 'dau tu cong' --type KH --year 2023 --format csv")]
pub struct Search {
    /// Words, and phrases in quotation marks; a word with marks is found as it is written
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    #[command(flatten)]
    answer: Answer,
}

/// List the quantified aims of all documents
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vankho targets --issuer 'thi hanh an' --year 2023\n  vankho targets --unit 'Chi cục' --format json"
)]
pub struct Targets {
    /// Only those of an actor with this in its name
    #[arg(long, value_name = "NAME")]
    unit: Option<String>,
    #[command(flatten)]
    answer: Answer,
}

/// List what is due, by its last day
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vankho deadlines --before 2025-12-31\n  vankho deadlines --after 2023-06 --before 2023-06 --unit 'Văn phòng'"
)]
pub struct Deadlines {
    /// Due on this day or before: 2025-12-31, 2025-12 or 2025
    #[arg(long, value_name = "DATE", value_parser = day)]
    before: Option<String>,
    /// Due on this day or later
    #[arg(long, value_name = "DATE", value_parser = day)]
    after: Option<String>,
    /// Only what a unit with this in its name has to do
    #[arg(long, value_name = "NAME")]
    unit: Option<String>,
    #[command(flatten)]
    answer: Answer,
}

/// List who cites whom
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The column state says whether the cited document is in the catalogue: resolved (number, issuer and place agree), proposed
(all but one thing, which the column why names), ambiguous (only the number), absent. The column certainty ranks links; it
is no probability. See docs/catalogue.md.

Examples:
  vankho refs --to 666/QĐ-TTg              who cites it
  vankho refs --from plan.pdf              what it cites")]
pub struct Refs {
    /// The cited document: its code (666/QĐ-TTg) or key (vn/qd-ttg/2022/666), its file, or the beginning of its id
    #[arg(long, value_name = "CODE", conflicts_with = "from")]
    to: Option<String>,
    /// The citing document: its file, code, or the beginning of its id
    #[arg(long, value_name = "DOC")]
    from: Option<String>,
    #[command(flatten)]
    answer: Answer,
}

/// List who has to do what
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vankho assignments --unit 'Văn phòng'\n  vankho assignments --unit 'van phong' --confidence 0.9 --format csv"
)]
pub struct Assignments {
    /// Only those of a unit with this in its name, with or without marks
    #[arg(long, value_name = "NAME")]
    unit: Option<String>,
    #[command(flatten)]
    answer: Answer,
}

/// List the documents
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  vankho documents --year 2023\n  vankho documents --duplicates")]
pub struct Documents {
    /// Only those that have the number or nearly the text of another, with the nearest
    #[arg(long)]
    duplicates: bool,
    #[command(flatten)]
    answer: Answer,
}

/// Ask any question in SQL; nothing can be changed
#[derive(Debug, clap::Args)]
#[command(after_help = "\
docs/catalogue.md describes the tables and views.

Examples:
  vankho sql 'SELECT type_name, count(*) FROM documents GROUP BY 1 ORDER BY 2 DESC'")]
pub struct Sql {
    /// The question
    #[arg(value_name = "SELECT")]
    sql: String,
    #[command(flatten)]
    which: Which,
    /// How to write the answer
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value = "table")]
    format: Form,
}

/// A day, month or year.
fn day(value: &str) -> Result<String, String> {
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = value.split('-').collect();
    let good = matches!(parts[..], [y] if digits(y, 4))
        || matches!(parts[..], [y, m] if digits(y, 4) && digits(m, 2))
        || matches!(parts[..], [y, m, d] if digits(y, 4) && digits(m, 2) && digits(d, 2));
    if good { Ok(value.to_owned()) } else { Err("write it as 2025-12-31, 2025-12 or 2025".to_owned()) }
}

pub(super) fn search(args: &Search) -> Outcome {
    let Some(wanted) = Wanted::new(&args.words.join(" ")) else {
        return Err(Failure::new(ExitCode::Usage, "name a word to search for"));
    };
    let answer = &args.answer;
    answer.write(&answer.which.read()?.search(&wanted, &answer.only.filter(None), answer.limit)?)
}

pub(super) fn targets(args: &Targets) -> Outcome {
    args.answer.ask(&Question::Targets, args.unit.as_ref())
}

pub(super) fn deadlines(args: &Deadlines) -> Outcome {
    let question = Question::Deadlines { before: args.before.clone(), after: args.after.clone() };
    args.answer.ask(&question, args.unit.as_ref())
}

pub(super) fn refs(args: &Refs) -> Outcome {
    let question = match (&args.to, &args.from) {
        (Some(code), _) => Question::CitedBy(code.clone()),
        (None, Some(document)) => Question::Cites(document.clone()),
        (None, None) => Question::Citations,
    };
    args.answer.ask(&question, None)
}

pub(super) fn assignments(args: &Assignments) -> Outcome {
    args.answer.ask(&Question::Assignments, args.unit.as_ref())
}

pub(super) fn documents(args: &Documents) -> Outcome {
    args.answer.ask(if args.duplicates { &Question::Duplicates } else { &Question::Documents }, None)
}

pub(super) fn sql(args: &Sql) -> Outcome {
    let rows = args.which.read()?.sql(&args.sql)?;
    Output::Stdout.write(args.format.write(&rows).as_bytes())?;
    Ok(ExitCode::Done)
}
