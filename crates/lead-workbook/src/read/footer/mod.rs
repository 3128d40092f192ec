//! Some rows below a header belong to no lead: the footer of a report, totals, the mark that ends a file.
//! This folder finds them.

pub(super) mod finder;
mod left_alone;
mod row_kind;
mod words;

pub use finder::MOST_LEFT_ALONE;
pub use left_alone::{Footer, LeftAlone};

pub(crate) use left_alone::left_alone_sentence;
