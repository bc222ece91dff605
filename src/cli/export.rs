//! `vankho export`: the whole catalogue for other programs.
//!
//! Rows go to the files as they come, so that memory does not grow with their number; the files appear, all whole, when
//! the run is over. A run that is stopped leaves none.

use super::catalogue::Which;
use super::exit::{ExitCode, Failure, OrFail, Outcome};
use super::output::{Growing, Output};
use crate::catalogue::{Dump, DumpDocument, DumpTable};
use crate::export::{ParquetTable, Value, csv_head, csv_row};
use anyhow::Context;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Write the whole catalogue for other programs: DuckDB, pandas, Excel
#[derive(Debug, clap::Args)]
#[command(after_help = "\
docs/catalogue.md describes the tables. Days are dates and numbers are numbers in Parquet; CSV opens in Excel.

Examples:
  vankho export --format parquet -o tables/
  duckdb -c \"SELECT issuer, count(*) FROM 'tables/all_targets.parquet' GROUP BY 1\"
  vankho export --format csv -o tables/ --force
  vankho export --format jsonl | jq -r .header.title")]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// How to write it
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    format: Form,
    /// The folder to write to; without it jsonl goes to stdout
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// documents.jsonl: the JSON of process, a line a document, with its id and file
    Jsonl,
    /// A file a table or view, UTF-8 with BOM
    Csv,
    /// A file a table or view, with types
    Parquet,
}

pub(super) fn run(args: &Args) -> Outcome {
    let catalogue = args.which.read()?;
    let dump = catalogue.dump()?;
    let folder = args.output.as_deref().filter(|folder| *folder != Path::new("-"));
    match (folder, args.format) {
        (None, Form::Jsonl) => {
            let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
            dump.documents(|document| written(line(&mut out, &document), Path::new("stdout")))?;
            written(out.flush(), Path::new("stdout"))?;
        }
        (None, _) => {
            let message = "csv and parquet are files, one a table; name a folder for them with -o DIR";
            return Err(Failure::new(ExitCode::Usage, message));
        }
        (Some(folder), form) => {
            let files = Files::new(folder, args.force, catalogue.path());
            match form {
                Form::Jsonl => jsonl(&files, &dump),
                Form::Csv => csv(&files, &dump),
                Form::Parquet => parquet(&files, &dump),
            }?;
        }
    }
    Ok(ExitCode::Done)
}

/// Where the files go.
struct Files<'a> {
    folder: &'a Path,
    force: bool,
    catalogue: &'a Path,
}

impl<'a> Files<'a> {
    fn new(folder: &'a Path, force: bool, catalogue: &'a Path) -> Self {
        Self { folder, force, catalogue }
    }

    /// The paths of files of these names, when none of them harms anything; makes the folder.
    fn paths<'n>(&self, names: impl Iterator<Item = &'n str>, ending: &str) -> Result<Vec<PathBuf>, Failure> {
        let paths: Vec<PathBuf> = names.map(|name| self.folder.join(format!("{name}.{ending}"))).collect();
        for path in &paths {
            Output::check(path, self.force, &[self.catalogue])?;
        }
        std::fs::create_dir_all(self.folder)
            .with_context(|| format!("cannot make the folder {}", self.folder.display()))
            .or_fail(ExitCode::Usage)?;
        Ok(paths)
    }
}

/// Has all the files appear.
fn finish(files: Vec<Growing>) -> Result<(), Failure> {
    files.into_iter().try_for_each(Growing::finish)
}

fn written<T>(done: io::Result<T>, path: &Path) -> Result<T, Failure> {
    done.with_context(|| format!("cannot write {}", path.display())).or_fail(ExitCode::Other)
}

/// Writes a document on a line, its id and file before what it has of its own.
fn line(out: &mut impl Write, document: &DumpDocument) -> io::Result<()> {
    let (id, file) = (serde_json::to_string(&document.id)?, serde_json::to_string(&document.file)?);
    write!(out, "{{\"id\":{id},\"file\":{file},")?;
    out.write_all(document.json.strip_prefix(b"{").unwrap_or(&document.json))?;
    out.write_all(b"\n")
}

fn jsonl(files: &Files<'_>, dump: &Dump<'_>) -> Result<(), Failure> {
    let paths = files.paths(["documents"].into_iter(), "jsonl")?;
    for path in &paths {
        let mut out = BufWriter::with_capacity(1 << 16, Growing::new(path, files.force)?);
        dump.documents(|document| written(line(&mut out, &document), path))?;
        finish(vec![written(out.into_inner().map_err(io::IntoInnerError::into_error), path)?])?;
    }
    Ok(())
}

fn csv(files: &Files<'_>, dump: &Dump<'_>) -> Result<(), Failure> {
    let tables = dump.tables()?;
    let mut done = Vec::new();
    for (table, path) in tables.iter().zip(files.paths(tables.iter().map(|table| table.name), "csv")?) {
        let mut out = BufWriter::with_capacity(1 << 16, Growing::new(&path, files.force)?);
        let names = table.columns.iter().map(|column| column.name.as_str());
        written(out.write_all(&csv_head(names)), &path)?;
        dump.rows(table, |row| written(out.write_all(&csv_row(row.iter().copied())), &path))?;
        done.push(written(out.into_inner().map_err(io::IntoInnerError::into_error), &path)?);
    }
    finish(done)
}

fn parquet(files: &Files<'_>, dump: &Dump<'_>) -> Result<(), Failure> {
    let tables: Vec<DumpTable> = dump.tables()?;
    let mut done = Vec::new();
    for (table, path) in tables.iter().zip(files.paths(tables.iter().map(|table| table.name), "parquet")?) {
        let file = Growing::new(&path, files.force)?;
        let mut out = written(ParquetTable::new(file, table.name, &table.columns), &path)?;
        dump.rows(table, |row: &[Value<'_>]| written(out.add(row.iter().copied()), &path))?;
        done.push(written(out.finish(), &path)?);
    }
    finish(done)
}
