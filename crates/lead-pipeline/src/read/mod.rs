//! Reading the workbook: its rows, and where it lies.

pub(crate) mod source;
pub(crate) mod station;
