//! An org's fields: known, laid beside a recipe, chosen from, and the choice kept.

mod choice;
mod complete;
mod describe_cache;
mod fit;
mod lead_object;
mod likeness;
mod preferences;

pub(crate) use choice::check_choice;
pub(crate) use describe_cache::DescribeCache;
