//! What the commands of the catalogue share: which file it is, and what its errors end with.

use super::exit::{ExitCode, Failure};
use crate::catalogue::{Catalogue, CatalogueError};
use std::path::PathBuf;

/// Which catalogue.
#[derive(Debug, Clone, clap::Args)]
pub struct Which {
    /// The catalogue
    #[arg(long, value_name = "FILE", default_value = "vankho.db", env = "VANKHO_CATALOGUE")]
    pub catalogue: PathBuf,
}

impl Which {
    /// Opens it to be asked.
    pub fn read(&self) -> Result<Catalogue, Failure> {
        Ok(Catalogue::read_only(&self.catalogue)?)
    }

    /// Opens it to be written, makes it when it is not there.
    pub fn write(&self) -> Result<Catalogue, Failure> {
        Ok(Catalogue::create(&self.catalogue)?)
    }
}

impl From<CatalogueError> for Failure {
    fn from(error: CatalogueError) -> Self {
        let code = match error {
            CatalogueError::None { .. } | CatalogueError::Other { .. } | CatalogueError::Question(_) => ExitCode::Usage,
            CatalogueError::Newer { .. } => ExitCode::Missing,
            _ => ExitCode::Other,
        };
        Self { code, error: error.into() }
    }
}
