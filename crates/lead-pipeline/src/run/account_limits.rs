//! The limits of an account at a provider.
//!
//! They belong to the account and not to a run: runs that ask the same account at the same time stand
//! in one line, first come, first served, and so share what it allows; and when the provider is out,
//! each hears of it from the others.

use crate::run::outage::Health;
use lead_pace::{PaceOptions, Pacer};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Calls to Salesforce at once. Four to six keep an org busy without crowding out others
/// (only calls of 20 s and more count against the org's concurrency limit).
pub(crate) const SALESFORCE_IN_FLIGHT: usize = 6;
/// Requests to the model at once, at most; how many it takes is found out by the pacer.
const MODEL_IN_FLIGHT: usize = 256;

/// What the runs of one account at a provider share. Clones are the same account.
#[derive(Debug, Clone)]
pub struct Account(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    pacer: Pacer,
    health: Health,
}

impl Account {
    /// An account at Salesforce that nothing is known of yet: a user of an org.
    #[must_use]
    pub fn at_salesforce() -> Self {
        Self::new(SALESFORCE_IN_FLIGHT)
    }

    /// An account at the model's provider that nothing is known of yet: a key and a model, since each
    /// model has limits of its own.
    #[must_use]
    pub fn at_model() -> Self {
        Self::new(MODEL_IN_FLIGHT)
    }

    fn new(max_in_flight: usize) -> Self {
        let options = PaceOptions { requests_per_minute: None, tokens_per_minute: None, max_in_flight };
        Self(Arc::new(Shared { pacer: Pacer::new(options), health: Health::default() }))
    }

    pub(crate) fn pacer(&self) -> &Pacer {
        &self.0.pacer
    }

    pub(crate) fn health(&self) -> &Health {
        &self.0.health
    }
}

/// The accounts that runs of this process are using. One is forgotten when no run uses it any more.
#[derive(Debug, Default)]
pub struct Accounts(Mutex<HashMap<String, Weak<Shared>>>);

impl Accounts {
    /// The account of this name: the one in use, else a new one.
    pub fn named(&self, name: &str, new: impl FnOnce() -> Account) -> Account {
        let mut accounts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        accounts.retain(|_, account| account.strong_count() > 0);
        if let Some(account) = accounts.get(name).and_then(Weak::upgrade) {
            return Account(account);
        }
        let account = new();
        accounts.insert(name.to_owned(), Arc::downgrade(&account.0));
        account
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_one_as_long_as_somebody_uses_it() {
        let accounts = Accounts::default();
        let one = accounts.named("a key", Account::at_model);
        let same = accounts.named("a key", Account::at_model);
        let other = accounts.named("another", Account::at_model);
        assert!(Arc::ptr_eq(&one.0, &same.0) && !Arc::ptr_eq(&one.0, &other.0));
        drop((one, same));
        accounts.named("a third", Account::at_salesforce);
        assert_eq!(accounts.0.lock().unwrap().len(), 2, "the first is forgotten");
    }
}
