//! The workbook at the end: which columns it gets, and what its summary tells.

pub(crate) mod columns;
pub(crate) mod selection;
pub(crate) mod summary;
pub(crate) mod workbook;
