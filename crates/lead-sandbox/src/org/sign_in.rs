//! What the sign-in endpoints share.

use crate::org::grants::Grants;
use crate::org::session::Sessions;
use crate::scenario::SignInSetup;

/// The org as the server that people and apps sign in to.
#[derive(Clone, Copy)]
pub(crate) struct SignInServer<'a> {
    pub(crate) sessions: &'a Sessions,
    pub(crate) grants: &'a Grants,
    pub(crate) setup: &'a SignInSetup,
    pub(crate) instance: &'a str,
}
