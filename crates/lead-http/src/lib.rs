//! One HTTP exchange with a provider: guarded address, time limit, whole answer or a named fault.
//!
//! What both clients need and neither may get wrong stands here once: a secret travels over
//! `https` or stays on this computer, no redirect is ever followed with it, no exchange lasts
//! longer than its limit, and an answer arrives whole or not at all. Nothing is ever sent twice.
//! No other crate may use `reqwest` (`deny.toml`).

mod address;
mod answer;
mod client;
mod fault;
mod incoming;

pub use address::{is_loopback, is_protected};
pub use answer::{Answer, Garbled};
pub use client::{Body, HttpClient, HttpRequest, Method};
pub use fault::HttpFault;
pub use incoming::{BodyReader, Incoming};
