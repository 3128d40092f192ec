//! Saving a run's workbook: what is known before, the columns chosen, how far it is, stopping it.

mod column_preferences;
mod output_name;
mod plan;
mod preview;
mod preview_cache;
mod save;

pub(crate) use preview_cache::PreviewCache;
