//! Signing in to an org: by browser, by the Salesforce command line, and what to ask an admin for.

mod admin;
mod browser;
mod current;
mod sf;

pub(crate) use current::SignIns;
pub(crate) use sf::no_sf;
