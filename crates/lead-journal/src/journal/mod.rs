//! The journal in the hands of its owner: what is written down, and what is yet to be done.

pub(crate) mod attempts;
pub(crate) mod bulk;
pub(crate) mod journal_file;
pub(crate) mod lead_ref;
pub(crate) mod leads;
pub(crate) mod money;
pub(crate) mod new_run;
pub(crate) mod recount;
pub(crate) mod rows;
pub(crate) mod tallies;
pub(crate) mod work;
