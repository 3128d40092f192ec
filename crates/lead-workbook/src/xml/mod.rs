//! XML parts of any kind: how they are encoded, walking over their tags, and editing them in place.

pub(crate) mod elements;
pub(crate) mod encoding;
pub(crate) mod scan;
