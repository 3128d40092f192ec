//! The orgs the app knows: several, of which one is active.
//!
//! `orgs.toml` in the home folder lists them and holds no secret. What signs in lies in the
//! keychain, one entry for each org, together with the address it may be sent to: whoever edits the
//! file can make the app forget an org, and can send no secret anywhere.

mod commands;
mod directory;
mod keychain_tokens;
mod share;

pub(crate) use directory::{Directory, FIRST_ID, OrgRecord, name_of};
pub(crate) use keychain_tokens::KeychainTokens;
