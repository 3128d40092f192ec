//! Sessions: the tokens that are good, and for how long.

use crate::dice::letters;
use crate::scenario::SalesforceLimits;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// The sessions that are open, and the app that may open more.
#[derive(Debug)]
pub(crate) struct Sessions {
    pub(crate) seed: u64,
    /// A session that exists from the start, as one copied out of a browser would.
    pub(crate) first_token: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    issued: u64,
    sessions: HashMap<String, Session>,
}

#[derive(Debug)]
struct Session {
    since: Instant,
    calls: u64,
}

impl Sessions {
    pub(crate) fn new(seed: u64) -> Self {
        let first_token = access_token(seed, 0);
        let mut open = Open { issued: 1, ..Open::default() };
        open.sessions.insert(first_token.clone(), Session { since: Instant::now(), calls: 0 });
        Self {
            seed,
            first_token,
            client_id: format!("3MVG9{}", letters(seed, "client id", 0, 80)),
            client_secret: letters(seed, "client secret", 0, 64),
            open: Mutex::new(open),
        }
    }

    /// Whether a call may go on under this token; counts it.
    pub(crate) fn admit(&self, token: &str, limits: &SalesforceLimits) -> bool {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(session) = open.sessions.get_mut(token) else { return false };
        session.calls += 1;
        let worn = limits.session_calls.is_some_and(|most| session.calls > most)
            || limits.session_seconds.is_some_and(|most| session.since.elapsed().as_secs_f64() > most);
        if worn {
            open.sessions.remove(token);
        }
        !worn
    }

    /// Ends a session; whether there was one.
    pub(crate) fn end(&self, token: &str) -> bool {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).sessions.remove(token).is_some()
    }

    /// Whether a session is open; does not count as a call under it.
    pub(crate) fn knows(&self, token: &str) -> bool {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).sessions.contains_key(token)
    }

    pub(crate) fn open_one(&self) -> String {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let token = access_token(self.seed, open.issued);
        open.issued += 1;
        open.sessions.insert(token.clone(), Session { since: Instant::now(), calls: 0 });
        token
    }
}

/// `00D` and the org's id, `!`, and what nobody can guess; but the same at each start, so that a
/// run on the sandbox can be taken up after both were stopped.
fn access_token(seed: u64, number: u64) -> String {
    format!("00D5g0000000Sbx!AQ{}", letters(seed, "session", number, 92))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_wears_out() {
        let sessions = Sessions::new(1);
        let limits = SalesforceLimits { session_calls: Some(2), ..SalesforceLimits::default() };
        let token = sessions.open_one();
        assert!(sessions.admit(&token, &limits) && sessions.admit(&token, &limits));
        assert!(!sessions.admit(&token, &limits));
        assert!(!sessions.admit(&token, &SalesforceLimits::default()), "it does not come back");
    }
}
