//! The flat tables of a run as files in one folder.
//!
//! Rows are written as documents come, so that memory does not grow with their number; the files appear, all whole, when
//! the run is over. A run that is stopped leaves none.

use super::exit::Failure;
use super::output::{Growing, Output};
use crate::document::Document;
use crate::export::CsvTable;
use std::path::Path;

/// The tables that are being written.
#[derive(Debug)]
pub struct TableFiles(Vec<(CsvTable, Growing)>);

impl TableFiles {
    /// Begins the tables in `folder`, which exists, when none of them would harm one of `inputs` or, without `force`,
    /// another file.
    pub fn new(folder: &Path, force: bool, inputs: &[&Path]) -> Result<Self, Failure> {
        for table in CsvTable::ALL {
            Output::check(&folder.join(table.file_name()), force, inputs)?;
        }
        let begun = CsvTable::ALL.into_iter().map(|table| {
            let mut file = Growing::new(&folder.join(table.file_name()), force)?;
            file.add(&table.head())?;
            Ok((table, file))
        });
        Ok(Self(begun.collect::<Result<_, Failure>>()?))
    }

    /// Writes the rows of one document.
    pub fn add(&mut self, document: &Document) -> Result<(), Failure> {
        self.0.iter_mut().try_for_each(|(table, file)| file.add(&table.rows(document)))
    }

    /// Has the files appear.
    pub fn finish(self) -> Result<(), Failure> {
        self.0.into_iter().try_for_each(|(_, file)| file.finish())
    }
}
