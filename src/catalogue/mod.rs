//! The catalogue: documents, their pages and everything found in them, in one SQLite file.
//!
//! A document is its content: its id is the SHA-256 of the file's bytes, so nothing is there twice and no id depends on
//! the order of arrival. Each document is written in one transaction, and what OCR read of a page as soon as it is
//! read ([`CachedEngine`]); a run that is killed loses the pages in hand and nothing else. Any number of programs may
//! write at once: SQLite lets one of them write, the others wait.
//!
//! `docs/catalogue.md` describes the tables and views.

mod bodies;
mod brief;
mod cached;
mod dump;
mod error;
mod failures;
mod graph;
mod likeness;
mod links;
mod meant;
mod named;
mod open;
mod pages;
mod places;
mod query;
mod rows;
mod search;
mod similar;
mod store;
mod titles;

pub use brief::Brief;
pub use cached::{CachedEngine, Halt};
pub use dump::{Dump, DumpDocument, DumpTable};
pub use error::CatalogueError;
pub use failures::{Failure, FailureKind};
pub use graph::{Edge, Graph, Node};
pub use open::Catalogue;
pub use pages::ReadBefore;
pub use query::{Cell, Filter, Question, Rows};
pub use search::Search;
pub use similar::Likeness;
pub use store::{Entry, Known, Stored};
