//! What narrows a question to some of the documents.

use crate::catalogue::Filter;

/// Which documents are asked about, and how sure the answers have to be.
#[derive(Debug, Clone, clap::Args)]
pub struct Only {
    /// Only documents whose issuer's name has this in it, with or without marks
    #[arg(long, value_name = "NAME")]
    issuer: Option<String>,
    /// Only documents of this type: KH, QĐ, CV …
    #[arg(long = "type", value_name = "CODE")]
    doc_type: Option<String>,
    /// Only documents of this year
    #[arg(long, value_name = "YEAR")]
    year: Option<u16>,
    /// Only what is at least so sure, 0 to 1
    #[arg(long, value_name = "P")]
    confidence: Option<f64>,
}

impl Only {
    /// The same for the catalogue, and only what a unit with `unit` in its name has to do.
    pub fn filter(&self, unit: Option<&String>) -> Filter {
        Filter {
            issuer: self.issuer.clone(),
            unit: unit.cloned(),
            doc_type: self.doc_type.clone(),
            year: self.year,
            confidence: self.confidence,
        }
    }
}
