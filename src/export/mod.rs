//! Writes a [`Document`](crate::document::Document) for programs (JSON, JSON Schema) and for people (text, summary).

mod compare;
mod json;
mod style;
mod summary;

pub use json::{json, json_line, schema};
pub use style::Style;
pub use summary::{Summary, summary};
