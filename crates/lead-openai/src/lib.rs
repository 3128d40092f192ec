//! Asks an OpenAI model one question and reads its answer, usage and limits.

mod client;
mod error;
mod limits;
mod models;
mod price;
mod question;
mod reply;
mod tokens;

pub use client::Client;
pub use error::{Action, AskError, Failure};
pub use limits::{LimitWindow, Limits};
pub use models::ModelInfo;
pub use price::{ModelPrice, PriceError, PriceTable};
pub use question::Question;
pub use reply::{Reply, TokenUsage};
pub use tokens::estimate_tokens;
