//! The `vankho` command.
fn main() {}
