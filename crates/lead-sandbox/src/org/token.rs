//! The token endpoint: each kind of grant, and what is refused.

use crate::dice::letters;
use crate::http::{Call, Reply};
use crate::org::authorize::{tokens_for_code, tokens_for_refresh};
use crate::org::sign_in::{SignInServer, identity};
use serde_json::json;
use std::collections::HashMap;
use std::time::{SystemTime, UNIX_EPOCH};

/// `POST /services/oauth2/token`. Errors are objects here, not arrays.
pub(crate) fn token(server: SignInServer, call: &Call) -> Reply {
    let SignInServer { sessions, instance, .. } = server;
    let form: HashMap<String, String> = url::form_urlencoded::parse(&call.body).into_owned().collect();
    let text = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let refused = |error: &str, description: &str| {
        Reply::json(400, &json!({ "error": error, "error_description": description }))
    };
    match text("grant_type") {
        "authorization_code" => return tokens_for_code(server, &form),
        "refresh_token" => return tokens_for_refresh(server, &form),
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
            "id": identity(instance),
            "token_type": "Bearer",
            "issued_at": issued_at,
        }),
    )
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
}
