//! A Salesforce org: leads made from their numbers, and the REST API that reads them.

mod authorize;
mod bulk;
mod composite;
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
mod schema;
mod session;
mod soql;
mod table;

pub(crate) use authorize::{Desk, authorize, revoke, userinfo};
pub(crate) use error::OrgError;
pub(crate) use grants::Grants;
pub(crate) use instant::{LAST_DAY, civil};
pub(crate) use lead::{LeadFacts, LeadState, OWNERS, live_at_or_after, state_of};
pub(crate) use lead_model::LEAD_PREFIX;
pub(crate) use rest::{Content, RestCall, answer, endpoint, mentioned_ids, parameters, versions};
pub(crate) use session::{Sessions, token};

use crate::names::{Company, Universe};
use ids::IdRange;
use std::sync::Arc;

/// The org's data. Holds no lead: each is made when it is asked for.
#[derive(Debug)]
pub(crate) struct Org {
    pub(crate) size: u32,
    pub(crate) seed: u64,
    pub(crate) universe: Arc<Universe>,
    pub(crate) leads: IdRange,
    pub(crate) segments: IdRange,
    pub(crate) users: IdRange,
    pub(crate) accounts: IdRange,
    pub(crate) contacts: IdRange,
    pub(crate) opportunities: IdRange,
    pub(crate) cursors: query::Cursors,
    pub(crate) jobs: bulk::Jobs,
    pub(crate) job_ids: IdRange,
}

impl Org {
    pub(crate) fn new(size: u32, seed: u64, universe: Arc<Universe>) -> Self {
        let range = |prefix| IdRange::new(prefix, seed);
        Self {
            size,
            seed,
            universe,
            leads: range(LEAD_PREFIX),
            segments: range(schema::SEGMENT_PREFIX),
            users: range("005"),
            accounts: range("001"),
            contacts: range("003"),
            opportunities: range("006"),
            cursors: query::Cursors::default(),
            jobs: bulk::Jobs::default(),
            job_ids: range(bulk::JOB_PREFIX),
        }
    }

    /// Which lead an id is of, deleted and unshared ones included.
    pub(crate) fn lead_number(&self, id: &str) -> Option<u32> {
        self.leads.number(id).and_then(|number| u32::try_from(number).ok()).filter(|&n| n < self.size)
    }

    pub(crate) fn lead(&self, number: u32) -> LeadFacts {
        LeadFacts::of(number, self.size, self.seed, &self.universe)
    }

    /// Whether this user finds the lead; `all` looks into the recycle bin too.
    pub(crate) fn is_visible(&self, number: u64, all: bool) -> bool {
        let Some(number) = u32::try_from(number).ok().filter(|&number| number < self.size) else {
            return false;
        };
        match self.state(number) {
            LeadState::Live | LeadState::Converted => true,
            LeadState::Deleted | LeadState::Merged { .. } => all,
            LeadState::Unshared => false,
        }
    }

    pub(crate) fn state(&self, number: u32) -> LeadState {
        state_of(number, self.size)
    }

    pub(crate) fn segment_count() -> u64 {
        Company::segments().count() as u64
    }
}
