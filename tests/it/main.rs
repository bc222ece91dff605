//! The one integration test binary.

mod ocr;
