//! Sessions and the token endpoint.

use crate::dice::letters;
use crate::org::authorize::{Desk, tokens_for_code, tokens_for_refresh};
use crate::scenario::SalesforceLimits;
use crate::wire::{Call, Reply};
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The sessions that are open, and the app that may open more.
#[derive(Debug)]
pub(crate) struct Sessions {
    seed: u64,
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

/// `POST /services/oauth2/token`. Errors are objects here, not arrays.
pub(crate) fn token(desk: Desk, call: &Call) -> Reply {
    let Desk { sessions, instance, .. } = desk;
    let form: HashMap<String, String> = url::form_urlencoded::parse(&call.body).into_owned().collect();
    let text = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let refused = |error: &str, description: &str| {
        Reply::json(400, &json!({ "error": error, "error_description": description }))
    };
    match text("grant_type") {
        "authorization_code" => return tokens_for_code(desk, &form),
        "refresh_token" => return tokens_for_refresh(desk, &form),
        "client_credentials" => {}
        _ => return refused("unsupported_grant_type", "grant type not supported"),
    }
    let (id, secret) = match call.header("authorization").and_then(|value| value.strip_prefix("Basic ")) {
        Some(encoded) => match basic(encoded) {
            Some(pair) => pair,
            None => return refused("invalid_client", "invalid client credentials"),
        },
        None => (text("client_id").to_owned(), text("client_secret").to_owned()),
    };
    if id != sessions.client_id {
        return refused("invalid_client_id", "client identifier invalid");
    }
    if secret != sessions.client_secret {
        return refused("invalid_client", "invalid client credentials");
    }
    let issued_at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis().to_string();
    Reply::json(
        200,
        &json!({
            "access_token": sessions.open_one(),
            "signature": letters(sessions.seed, "signature", 0, 43),
            "scope": "api",
            "instance_url": instance,
            "id": format!("{instance}/id/00D5g0000000SbxEAE/0055g0000000RunAAE"),
            "token_type": "Bearer",
            "issued_at": issued_at,
        }),
    )
}

/// `00D` and the org's id, `!`, and what nobody can guess; but the same at each start, so that a
/// run on the sandbox can be taken up after both were stopped.
fn access_token(seed: u64, number: u64) -> String {
    format!("00D5g0000000Sbx!AQ{}", letters(seed, "session", number, 92))
}

/// Id and secret of an `Authorization: Basic` header.
fn basic(encoded: &str) -> Option<(String, String)> {
    let mut bytes = Vec::new();
    let mut bits = 0_u32;
    let mut held = 0;
    for c in encoded.trim().bytes().filter(|&c| c != b'=') {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xFF).unwrap_or_default());
        }
    }
    let (id, secret) = str::from_utf8(&bytes).ok()?.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_are_decoded() {
        assert_eq!(basic("aWQ6c2VjcmV0"), Some(("id".into(), "secret".into())));
        assert_eq!(basic("*"), None);
    }

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
