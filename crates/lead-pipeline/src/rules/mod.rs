//! The rules' part.

pub(crate) mod station;
