//! Reads leads from Salesforce by their ids, and knows its limits and faults.
//!
//! Retrieval is validation: the collections call gives each id its lead or nothing, by position, and
//! a second look at the recycle bin tells what became of those that gave nothing. Every fault is an
//! error with a sentence for people and an [`Action`] for the run; none ever says anything of a
//! lead. The client renews its session, once for all calls on their way, and sends nothing else
//! twice: when to ask again is the run's business.
//!
//! ```no_run
//! # async fn example(url: url::Url, token: secrecy::SecretString) -> Result<(), lead_salesforce::SalesforceError> {
//! use lead_salesforce::{Client, ClientOptions, Connection, Credentials};
//!
//! let connection = Connection { url, credentials: Credentials::AccessToken(token) };
//! let options = ClientOptions { operation_limit: std::time::Duration::from_secs(30) };
//! let client = Client::connect(connection, options).await?;
//! let readable = client.describe_lead().await?.readable_paths();
//! let paths: Vec<String> = ["Company", "SegmentName__r.Name"].map(String::from).into();
//! assert!(paths.iter().all(|path| readable.contains(path)));
//! let ids = ["00Q5g00000DeMoAEAV".parse().expect("an id")];
//! for (id, lead) in ids.iter().zip(client.read_leads(&ids, &paths).await?) {
//!     println!("{id}: {}", lead.map_or("nothing".into(), |lead| lead.text("Company")));
//! }
//! # Ok(()) }
//! ```

mod action;
mod addresses;
mod bulk;
mod call;
mod client;
mod daily_calls;
mod describe;
mod error;
mod fault;
mod query;
mod reading;
mod sign_in;
mod usage;
mod version;

pub use action::Action;
pub use bulk::intent::BulkIntent;
pub use bulk::job::{BulkJob, BulkState};
pub use bulk::page::{BulkLeads, BulkPage, BulkPlace};
pub use client::Client;
pub use describe::{FieldDescribe, LeadDescribe};
pub use error::SalesforceError;
pub use query::field_path::is_field_path;
pub use query::ids::{IdPage, NextPage, refused_query};
pub use query::soql::{LeadQuery, QueryFault};
pub use reading::lead_batch::LeadBatch;
pub use reading::second_look::Absence;
pub use reading::way::{LEAST_FOR_BULK, ReadingPlan, Way, has_deep_path, rows_a_page, usual_text};
pub use sign_in::connection::{ClientOptions, Connection, Credentials};
pub use sign_in::{
    BrowserSignIn, CALLBACK_PORTS, Hand, Identity, LoginHost, MemoryTokens, PRODUCTION, Renewal, SANDBOX,
    SfCommand, SfOrg, SfSignIn, SignInError, SignInRequest, SignedIn, StoreFault, TokenStore, Tokens,
    callback,
};
pub use usage::ApiUsage;
