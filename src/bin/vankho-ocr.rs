//! The OCR worker.
fn main() {}
