//! Reads leads from Salesforce by their ids, and knows its limits and faults.

mod client;
mod connection;
mod describe;
mod error;
mod second_look;
mod usage;

pub use client::Client;
pub use connection::{ClientOptions, Connection, Credentials};
pub use describe::{FieldDescribe, LeadDescribe};
pub use error::{Action, SalesforceError};
pub use second_look::Absence;
pub use usage::ApiUsage;
