//! This folder is about XML parts of any kind: how they are encoded, walked over, and edited in place.

pub(crate) mod elements;
pub(crate) mod encoding;
pub(crate) mod scan;
