//! What browser sign-ins have granted: codes good once, and families of refresh tokens of which
//! the newest alone is good.

use crate::dice::letters;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Codes and refresh tokens that were given out.
#[derive(Debug)]
pub(crate) struct Grants {
    seed: u64,
    given: Mutex<Given>,
}

#[derive(Debug, Default)]
struct Given {
    issued: u64,
    codes: HashMap<String, Code>,
    families: Vec<Family>,
    /// Every refresh token there ever was, and its family.
    refresh_tokens: HashMap<String, usize>,
}

/// A code, and what it was given for.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(crate) client_id: String,
    pub(crate) redirect: String,
    pub(crate) challenge: String,
    since: Instant,
    /// The family that came of it, once it was used.
    family: Option<usize>,
}

/// All that came of one sign-in.
#[derive(Debug, Default)]
struct Family {
    revoked: bool,
    newest: String,
    sessions: Vec<String>,
}

/// A no, and the sessions that end with it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) description: &'static str,
    pub(crate) ended: Vec<String>,
}

impl Refusal {
    fn plain(description: &'static str) -> Self {
        Self { description, ended: Vec::new() }
    }
}

/// A sign-in that may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Grant(usize);

impl Grants {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, given: Mutex::default() }
    }

    /// A new code.
    pub(crate) fn code(&self, client_id: &str, redirect: &str, challenge: &str) -> String {
        let mut given = self.given();
        given.issued += 1;
        let code = format!("aPrx{}==", letters(self.seed, "code", given.issued, 58));
        let about = Code {
            client_id: client_id.to_owned(),
            redirect: redirect.to_owned(),
            challenge: challenge.to_owned(),
            since: Instant::now(),
            family: None,
        };
        given.codes.insert(code.clone(), about);
        code
    }

    /// Uses a code up, whatever becomes of it. One that was used before ends all that came of it.
    pub(crate) fn redeem(&self, code: &str, seconds: f64) -> Result<(Grant, Code), Refusal> {
        let mut given = self.given();
        let number = given.families.len();
        let Some(about) = given.codes.get_mut(code) else {
            return Err(Refusal::plain("invalid authorization code"));
        };
        if let Some(family) = about.family {
            return Err(Refusal { description: "expired authorization code", ended: given.revoke(family) });
        }
        about.family = Some(number);
        let about = about.clone();
        given.families.push(Family::default());
        if about.since.elapsed().as_secs_f64() > seconds {
            return Err(Refusal::plain("expired authorization code"));
        }
        Ok((Grant(number), about))
    }

    /// The refresh token a session is to be renewed with; an old one ends everything.
    pub(crate) fn renew(&self, refresh_token: &str) -> Result<Grant, Refusal> {
        let mut given = self.given();
        let gone = "expired access/refresh token";
        let Some(&number) = given.refresh_tokens.get(refresh_token) else { return Err(Refusal::plain(gone)) };
        let family = &given.families[number];
        if family.revoked {
            return Err(Refusal::plain(gone));
        }
        if family.newest != refresh_token {
            return Err(Refusal { description: gone, ended: given.revoke(number) });
        }
        Ok(Grant(number))
    }

    /// Notes a session of a grant.
    pub(crate) fn session(&self, grant: Grant, token: &str) {
        self.given().families[grant.0].sessions.push(token.to_owned());
    }

    /// A new refresh token of a grant, in place of the one before.
    pub(crate) fn refresh_token(&self, Grant(number): Grant) -> String {
        let mut given = self.given();
        given.issued += 1;
        let token = format!("5Aep861{}", letters(self.seed, "refresh", given.issued, 80));
        given.families[number].newest.clone_from(&token);
        given.refresh_tokens.insert(token.clone(), number);
        token
    }

    /// Revokes by a refresh token; the sessions that end with it, or `None` where it is not one.
    pub(crate) fn revoke(&self, token: &str) -> Option<Vec<String>> {
        let mut given = self.given();
        let number = *given.refresh_tokens.get(token)?;
        (!given.families[number].revoked).then(|| given.revoke(number))
    }

    fn given(&self) -> MutexGuard<'_, Given> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Given {
    fn revoke(&mut self, number: usize) -> Vec<String> {
        let family = &mut self.families[number];
        family.revoked = true;
        std::mem::take(&mut family.sessions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_good_once_and_reuse_ends_what_came_of_it() {
        let grants = Grants::new(1);
        let code = grants.code("key", "http://localhost/", "challenge");
        let (grant, about) = grants.redeem(&code, 60.0).unwrap();
        assert_eq!(about.challenge, "challenge");
        grants.session(grant, "session");
        let refresh = grants.refresh_token(grant);
        assert_eq!(grants.redeem(&code, 60.0).unwrap_err().ended, ["session"]);
        assert!(grants.renew(&refresh).is_err());
        assert!(grants.redeem("made up", 60.0).unwrap_err().ended.is_empty());
    }

    #[test]
    fn an_old_refresh_token_ends_everything() {
        let grants = Grants::new(1);
        let (grant, _) = grants.redeem(&grants.code("key", "r", "c"), 60.0).unwrap();
        let first = grants.refresh_token(grant);
        assert_eq!(grants.renew(&first), Ok(grant));
        let second = grants.refresh_token(grant);
        grants.session(grant, "session");
        assert_eq!(grants.renew(&first).unwrap_err().ended, ["session"]);
        assert!(grants.renew(&second).is_err(), "the newest one too");
    }

    #[test]
    fn a_late_code_is_refused() {
        let grants = Grants::new(1);
        assert!(grants.redeem(&grants.code("key", "r", "c"), 0.0).is_err());
    }
}
