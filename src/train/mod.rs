//! What the program learns, and how: developer's tools, never used while documents are processed.

pub mod align;
pub mod calibration;
pub mod channel;
pub mod lm;
pub mod manifest;
pub mod pairs;
pub mod reader;
pub mod readings;
pub mod reliability;
pub mod run;
mod sample;
mod shape;

pub use sample::{held_out, sample};
