//! A Salesforce org and a model on loopback, with truth, limits and faults.
//!
//! It behaves as the two providers do, not as our clients would like them to; the demo, the tests
//! and the benchmarks run the real clients against it over HTTP. Leads are made from their numbers
//! when they are asked for, so an org of a million costs nothing, and it can tell for every row of
//! the workbook it writes what verdict that row deserves.
//!
//! ```no_run
//! # async fn run() -> Result<(), lead_sandbox::SandboxError> {
//! use lead_sandbox::{SandboxOptions, start};
//!
//! let sandbox = start(SandboxOptions { leads: 50_000, ..SandboxOptions::default() }).await?;
//! println!("Salesforce at {}, the model at {}/v1", sandbox.url(), sandbox.url());
//! # Ok(()) }
//! ```
//!
//! | address | what |
//! |---|---|
//! | `/services/…` | the org: sign-in, REST API |
//! | `/v1/…` | the model |
//! | `/__stats` | everything that was counted |
//! | `/__truth?row=N`, `/__truth` | the truth about a row, or about all, a JSON object a line |
//! | `PUT /__scenario` | puts another [`Scenario`] in force |

mod connection;
mod dice;
mod error;
mod fault_injector;
mod http;
mod model;
mod names;
mod options;
mod org;
mod scenario;
mod server;
mod stats;
mod truth;
mod usage;
mod workbook;
mod world;

pub use error::SandboxError;
pub use options::SandboxOptions;
pub use scenario::{
    AnswerFault, BlockedPage, BulkSetup, Fault, Latency, Limits, ModelLimit, ModelLimits, NamedError,
    SalesforceLimits, Scenario, SignInSetup, UsageTold, What, When, Where,
};
pub use server::{Sandbox, start};
pub use truth::{TruthRow, truth};
pub use workbook::write_workbook;
