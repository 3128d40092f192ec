//! A Salesforce org: leads made from their numbers, and the REST API that reads them.

mod authorize;
mod bulk;
mod bulk_list;
mod composite;
mod data;
mod describe;
mod error;
mod eval;
mod grants;
pub(crate) mod ids;
mod instant;
mod lead;
mod query;
mod records;
mod rest;
mod rest_call;
mod schema;
mod session;
mod sign_in;
mod soql;
mod table;
mod token;

pub(crate) use authorize::{authorize, revoke, userinfo};
pub(crate) use data::Org;
pub(crate) use error::OrgError;
pub(crate) use grants::Grants;
pub(crate) use instant::{LAST_DAY, civil};
pub(crate) use lead::{LeadFacts, LeadState, OWNERS, live_at_or_after, state_of};
pub(crate) use lead_model::LEAD_PREFIX;
pub(crate) use rest::{RestApi, answer, mentioned_ids, versions};
pub(crate) use rest_call::{Content, RestCall, endpoint, parameters};
pub(crate) use session::Sessions;
pub(crate) use sign_in::SignInServer;
pub(crate) use token::token;
