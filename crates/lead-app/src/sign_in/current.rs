//! The sign-in by browser that is under way.

use crate::AppError;
use crate::error::{AppResult, coded};
use crate::orgs::OrgRecord;
use lead_salesforce::Hand;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::task::JoinHandle;

/// The sign-in under way, or the last one.
#[derive(Default)]
pub(crate) struct SignIns(Mutex<Option<CurrentSignIn>>);

pub(crate) struct CurrentSignIn {
    pub(crate) handle: String,
    pub(crate) hand: Hand,
    pub(crate) ends: Instant,
    pub(crate) task: JoinHandle<()>,
    pub(crate) outcome: Arc<Mutex<Option<AppResult<OrgRecord>>>>,
}

impl SignIns {
    pub(crate) fn now(&self) -> MutexGuard<'_, Option<CurrentSignIn>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn hand(&self, handle: &str) -> AppResult<Hand> {
        let now = self.now();
        let current = now.as_ref().filter(|current| current.handle == handle).ok_or_else(over)?;
        Ok(current.hand.clone())
    }
}

pub(crate) fn over() -> AppError {
    coded("sign_in_over", "This sign-in is over. Start it again.")
}
