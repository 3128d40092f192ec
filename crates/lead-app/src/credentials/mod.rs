//! Credentials: where they come from, where they are kept, and whether they work.

pub(crate) mod access;
pub(crate) mod address;
pub(crate) mod connections;

pub(crate) mod entry;
