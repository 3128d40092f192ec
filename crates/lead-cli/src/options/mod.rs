//! What was said on the command line, read and completed.

pub(crate) mod columns;
pub(crate) mod field_match;
pub(crate) mod fields;
pub(crate) mod run_options;
pub(crate) mod sheet;
pub(crate) mod source;
