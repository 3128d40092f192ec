//! The org's data: how many records there are, which ids they have, and what each lead says.

use crate::names::{Company, Universe};
use crate::org::ids::{IdRange, SEGMENT_PREFIX};
use crate::org::lead::{LeadFacts, LeadState, state_of};
use lead_model::LEAD_PREFIX;
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
}

impl Org {
    pub(crate) fn new(size: u32, seed: u64, universe: Arc<Universe>) -> Self {
        let range = |prefix| IdRange::new(prefix, seed);
        Self {
            size,
            seed,
            universe,
            leads: range(LEAD_PREFIX),
            segments: range(SEGMENT_PREFIX),
            users: range("005"),
            accounts: range("001"),
            contacts: range("003"),
            opportunities: range("006"),
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
