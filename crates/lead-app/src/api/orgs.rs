//! What passes between a host and the app about orgs and signing in to them. Never a secret.

use crate::AppError;
use serde::{Deserialize, Serialize};

/// A Salesforce org that the app knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct OrgProfile {
    /// By which the app knows it, and under which the keychain holds its secrets.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Where its users sign in.
    pub login: String,
    /// The consumer key of its app for Leadsheet, which is no secret; empty where none is needed.
    pub consumer_key: String,
    /// How it is signed in to.
    pub method: SignInMethod,
    /// Where its records are; empty before the first sign-in.
    pub url: String,
    /// Who is signed in, where that is known.
    pub username: String,
    /// Whether runs read from it.
    pub active: bool,
    /// Whether its sign-in is there.
    pub signed_in: bool,
}

/// How an org is signed in to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum SignInMethod {
    /// In the browser.
    Browser,
    /// By the Salesforce command line's sign-in.
    Sf,
    /// An app's own id and secret.
    ClientCredentials,
    /// The token of a session somebody opened.
    AccessToken,
}

/// What a sign-in by browser needs.
#[derive(Debug, Clone, Deserialize, specta::Type)]
pub struct SignInForm {
    /// `production`, `sandbox`, or the org's My Domain address.
    pub login: String,
    /// The consumer key of the org's app for Leadsheet.
    pub consumer_key: String,
    /// The id of the known org that is to be signed in to; empty for any.
    pub org: String,
}

/// A sign-in that waits for the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SignInStarted {
    /// By which the sign-in is named.
    pub handle: String,
    /// The address to be opened in the browser.
    pub address: String,
    /// Whether the browser can bring the answer by itself; if not, it has to be pasted.
    pub listens: bool,
    /// How many seconds the browser is waited for.
    pub seconds: u32,
}

/// How far a sign-in is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SignInState {
    /// How far.
    pub phase: SignInPhase,
    /// How many seconds the browser is still waited for.
    pub seconds_left: u32,
    /// Why it did not come about.
    pub problem: Option<AppError>,
    /// The org that was signed in to.
    pub org: Option<OrgProfile>,
}

/// The phases of a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum SignInPhase {
    /// The browser is waited for.
    Waiting,
    /// Done.
    SignedIn,
    /// It did not come about.
    Failed,
}

/// What the Salesforce command line offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SfSignIns {
    /// Whether there is a Salesforce command line on this computer.
    pub installed: bool,
    /// The orgs it is signed in to.
    pub orgs: Vec<SfOrgChoice>,
}

/// An org that the Salesforce command line is signed in to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SfOrgChoice {
    /// The user.
    pub username: String,
    /// The name that the user gave the org; may be empty.
    pub alias: String,
    /// The org's address.
    pub url: String,
}

/// What an admin has to set up, once for the whole team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct AdminRequest {
    /// The settings, one by one.
    pub settings: Vec<AdminSetting>,
    /// All of it as a message to send.
    pub text: String,
}

/// A setting of the app in Salesforce.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct AdminSetting {
    /// What it is called in Salesforce's Setup.
    pub label: String,
    /// What it must be; several lines where several values are needed.
    pub value: String,
}
