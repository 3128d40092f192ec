//! What can be seen of a run.

pub(crate) mod figures;
pub(crate) mod id_notes;
pub(crate) mod pages;
pub(crate) mod run_view;
