//! Measures how right restored text and extracted data are: error rates, F1 for each part, and the table over the fixtures.

mod confidence;
mod facts;
mod harm;
mod pooled;
mod rendered;
mod similar;
mod suite;
mod text;

pub use confidence::{Plan, RECORDED, Table, outcomes, report};
pub use facts::{PartScore, mean_f1, score};
pub use rendered::Outcome;
pub use similar::{alike, ratio};
pub use suite::{EvalError, Row, markdown, run, table};
pub use text::{ErrorCount, character_errors, edit_distance, folded, word_errors};
