//! Saving a run's workbook: what is known before, the columns chosen, how far it is, stopping it.

mod look;
mod plan;
mod remembered;
mod save;

pub(crate) use look::Looks;
pub(crate) use save::Savings;
