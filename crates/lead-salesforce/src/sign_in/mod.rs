//! Signing in: the browser with PKCE, the tokens that come of it, and the sign-ins of `sf`.
//!
//! ```text
//! BrowserSignIn::begin ── address ─→ the host opens a browser
//!        │                                │
//!        │            http://localhost:PORT/callback?code=…&state=…   (or pasted: Hand::paste)
//!        ▼                                │
//!     finish ←───────── landing ──────────┘
//!        │
//!   code + verifier ─→ token endpoint ─→ Tokens ─→ the host's TokenStore ─→ Renewal ─→ Client
//! ```
//!
//! Opening a browser and keeping secrets is the host's business; this module gives the address and
//! asks a [`TokenStore`]. A refresh token that rotates is good once, and using an old one ends the
//! whole sign-in: [`Renewal`] therefore renews one at a time, and stores the new token before
//! anything uses it.

pub(crate) mod connection;
mod error;
mod exchange;
mod flow;
mod host;
mod identity;
mod landing;
mod listener;
mod page;
mod proof;
mod renewal;
pub(crate) mod session;
mod sf;
mod sf_answer;
mod tokens;

pub use error::SignInError;
pub use flow::{BrowserSignIn, Hand, SignInRequest, SignedIn};
pub use host::{LoginHost, PRODUCTION, SANDBOX};
pub use identity::Identity;
pub use listener::{CALLBACK_PORTS, callback};
pub use renewal::Renewal;
pub use sf::{SfCommand, SfSignIn};
pub use sf_answer::SfOrg;
pub use tokens::{MemoryTokens, StoreFault, TokenStore, Tokens};

pub(crate) use exchange::{Granted, ask_token};
pub(crate) use identity::user_of;
