//! Why there is no answer.

use std::time::Duration;

/// Why an exchange brought no whole answer. The clients put it in their own words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireFault {
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
