//! `leadsheet`, the command line.
fn main() {}
