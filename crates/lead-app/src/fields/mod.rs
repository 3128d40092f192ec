//! An org's fields: known, laid beside a recipe, chosen from, and the choice kept.

mod choice;
mod fit;
mod kept_choice;
mod known;
mod likeness;

pub(crate) use choice::check_choice;
pub(crate) use known::KnownFields;
