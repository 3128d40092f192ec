//! Invented companies and people. Nobody here exists: the words are put together by number, and
//! the domains end in `.example`, which nobody can register (RFC 2606).

mod company;
mod country;
mod person;

pub(crate) use company::{Company, Universe};
pub(crate) use country::{COUNTRIES, Country};
pub(crate) use person::{FREE_MAIL, Person, title};
