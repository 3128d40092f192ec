//! The runs there are: listed, changed, and salvaged where their file is damaged.

pub(crate) mod change;
pub(crate) mod damage;
pub(crate) mod list;
