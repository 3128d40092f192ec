//! What a run is made of, which recipe it follows, and what it will take.

pub(crate) mod forecast;
pub(crate) mod recipe;
pub(crate) mod run_plan;
