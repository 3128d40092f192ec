//! Whether things are well: before a run, of this installation, of a connection.

pub(crate) mod diagnosis;
pub(crate) mod diagnostics;
pub(crate) mod doctor;
pub(crate) mod preflight;
