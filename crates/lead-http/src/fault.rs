//! Why there is no answer.

use std::error::Error;
use std::time::Duration;

/// Why an exchange brought no whole answer. The clients put it in their own words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpFault {
    /// The secret would travel unprotected; nothing was sent.
    #[error("{address} is not protected by https")]
    Unprotected {
        /// Scheme and host.
        address: String,
    },
    /// The secret, or what goes along in another header, holds characters that no header can carry; nothing was sent.
    #[error("the secret has characters that cannot be sent")]
    UnusableSecret,
    /// No connection came about; nothing was sent.
    #[error("{host} could not be reached: {why}")]
    Unreachable {
        /// The host.
        host: String,
        /// What the network said.
        why: String,
    },
    /// No whole answer within the limit.
    #[error("no whole answer within {limit:?}")]
    TimedOut {
        /// The limit.
        limit: Duration,
    },
    /// The connection broke after the request was sent.
    #[error("the connection broke off")]
    BrokeOff,
    /// The answer is larger than any that is waited for.
    #[error("the answer is larger than {most} bytes")]
    Oversized {
        /// The most that is taken.
        most: usize,
    },
    /// A redirect, which is never followed.
    #[error("{host} sent us on to {to}")]
    Redirected {
        /// Who sent us on.
        host: String,
        /// The host we were sent to.
        to: String,
    },
}

/// What an error of the client means.
pub(crate) fn fault(host: &str, limit: Duration, error: &reqwest::Error) -> HttpFault {
    if error.is_connect() || error.is_builder() {
        HttpFault::Unreachable { host: host.to_owned(), why: innermost(error) }
    } else if error.is_timeout() {
        HttpFault::TimedOut { limit }
    } else {
        HttpFault::BrokeOff
    }
}

/// What lies at the bottom of an error: the operating system's or the TLS library's own words.
pub(crate) fn innermost(error: &dyn Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
