//! Turns scanned, ruined or plain Vietnamese administrative documents into right text and data.
//!
//! The stages do not know each other; [`pipeline`] joins them. What flows between them is in
//! [`document`]. `ARCHITECTURE.md` shows the whole on one page; `tests/it/layering.rs` holds the order.

pub mod catalogue;
pub mod cli;
pub mod document;
pub mod eval;
pub mod export;
pub mod extract;
pub mod lexicon;
pub mod lm;
mod memory;
pub mod ocr;
pub mod pipeline;
pub mod render;
pub mod restore;
pub mod source;
pub mod structure;
pub mod text;
pub mod train;
