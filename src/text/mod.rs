//! Vietnamese text, pure: letters and marks, tokens, positions.
//!
//! Everything inside the program is NFC. Nothing here reads a file or knows a dictionary.

mod compare;
pub mod doc_types;
mod edits;
pub mod edtf;
mod index;
pub mod legacy;
pub mod letters;
pub mod numbers;
pub mod pieces;
pub mod places;
pub mod syllable;
pub mod table_heads;
pub mod tokens;
pub mod tone;

pub use compare::{comparable, in_place};
pub use edits::{as_read, undo};
pub use index::{IndexedText, one_line};
