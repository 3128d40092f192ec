//! What the sign-in endpoints share.

use crate::org::grants::Grants;
use crate::org::session::Sessions;
use crate::scenario::SignInSetup;

pub(crate) const ORG: &str = "00D5g0000000SbxEAE";
/// The one user there is, as whom apps run, too.
pub(crate) const USER: &str = "0055g0000000AdaAAE";

/// The address at which Salesforce tells who somebody is.
pub(crate) fn identity(instance: &str) -> String {
    format!("{instance}/id/{ORG}/{USER}")
}

/// The org as the server that people and apps sign in to.
#[derive(Clone, Copy)]
pub(crate) struct SignInServer<'a> {
    pub(crate) sessions: &'a Sessions,
    pub(crate) grants: &'a Grants,
    pub(crate) setup: &'a SignInSetup,
    pub(crate) instance: &'a str,
}
