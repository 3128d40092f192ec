//! Asks an `OpenAI` model one question and reads its answer, usage and limits.
//!
//! One [`Question`] is one request of the Responses interface, with a strict answer schema and
//! nothing stored at the provider. What comes back is a [`Reply`], or a [`Failure`] that names its
//! cause in a sentence and tells the run what to do ([`Action`]). Either says what it cost, and by
//! whose word ([`Charge`]): no answer is taken for free because it does not say.
//! Nothing is ever asked twice from here. Prices are data: [`PriceTable`].
//!
//! ```
//! use lead_openai::{PriceTable, TokenUsage, estimate_tokens};
//!
//! let prices = PriceTable::builtin();
//! let worst = prices.worst_case("gpt-6-luna", estimate_tokens("Judge this lead."), 600).expect("a price");
//! let usage = TokenUsage { input: 4, output: 120, ..TokenUsage::default() };
//! assert!(prices.cost("gpt-6-luna", &usage).expect("a price") < worst);
//! ```

mod charge;
mod client;
mod error;
mod failure;
mod fault;
mod limits;
mod models;
mod price;
mod question;
mod reply;
mod tokens;
mod usage;

pub use charge::Charge;
pub use client::Client;
pub use error::{Action, AskError};
pub use failure::Failure;
pub use limits::{LimitWindow, Limits};
pub use models::ModelInfo;
pub use price::{ModelPrice, PriceError, PriceTable};
pub use question::Question;
pub use reply::Reply;
pub use tokens::estimate_tokens;
pub use usage::TokenUsage;
