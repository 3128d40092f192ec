//! Where the org is and how to sign in.

use crate::{Renewal, SfSignIn};
use secrecy::SecretString;
use std::fmt;
use std::time::Duration;
use url::Url;

/// How to sign in.
pub enum Credentials {
    /// A session that somebody else has opened. Cannot be renewed from here.
    AccessToken(SecretString),
    /// An External Client App with the client credentials flow. The session is renewed as needed.
    ClientCredentials {
        /// The app's consumer key.
        client_id: String,
        /// The app's consumer secret.
        client_secret: SecretString,
    },
    /// A sign-in by browser. The session is renewed as needed.
    SignedIn(Renewal),
    /// A sign-in of the `sf` command line, which is asked for a new session as needed.
    Sf(SfSignIn),
}

/// An org and the way into it.
#[derive(Debug)]
pub struct Connection {
    /// The org's address (My Domain). Plain `http` is taken for this computer's own addresses only.
    pub url: Url,
    /// How to sign in.
    pub credentials: Credentials,
}

/// How the client behaves.
#[derive(Debug, Clone, Copy)]
pub struct ClientOptions {
    /// No single request may take longer.
    pub operation_limit: Duration,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccessToken(_) => "AccessToken(…)",
            Self::ClientCredentials { .. } => "ClientCredentials(…)",
            Self::SignedIn(_) => "SignedIn(…)",
            Self::Sf(_) => "Sf(…)",
        })
    }
}
