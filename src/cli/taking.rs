//! How files are taken into a catalogue: what `ingest` and `watch` can both be told.

use super::load::{Data, Reader};
use super::tally::Log;

/// How files are taken in.
#[derive(Debug, clap::Args)]
pub struct Taking {
    /// Also take in documents marked Mật or higher
    #[arg(long)]
    pub allow_secret: bool,
    #[command(flatten)]
    pub log: Log,
    #[command(flatten)]
    pub reader: Reader,
    #[command(flatten)]
    pub data: Data,
}
