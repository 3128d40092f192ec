//! The recipes and models there are to choose from.

pub(crate) mod catalog;
