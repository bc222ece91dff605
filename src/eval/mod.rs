//! Measures how right restored text and extracted data are: error rates, F1 for each part, and the table over the fixtures.

mod facts;
mod similar;
mod suite;
mod text;

pub use facts::{PartScore, mean_f1, score};
pub use similar::{alike, ratio};
pub use suite::{EvalError, Row, markdown, run, table};
pub use text::{ErrorCount, character_errors, edit_distance, folded, word_errors};
