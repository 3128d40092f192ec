//! Signing in by browser: the question, its answer, and the tokens for it (RFC 6749, RFC 7636).

use crate::dice::letters;
use crate::http::{Call, Reply};
use crate::org::grants::{Grant, Refusal};
use crate::org::sign_in::{ORG, SignInServer, USER, identity};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write;
use std::time::{SystemTime, UNIX_EPOCH};
use url::{Url, form_urlencoded};

const USERNAME: &str = "ada.byron@leadsheet-sandbox.example";

type Fields = HashMap<String, String>;

/// `GET` asks the person, `POST` takes what they chose.
pub(crate) fn authorize(server: SignInServer, call: &Call) -> Reply {
    let source = if call.method == "POST" { &call.body[..] } else { call.query.as_bytes() };
    let fields: Fields = form_urlencoded::parse(source).into_owned().collect();
    let text = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    // Of these the app's own address is not to be trusted, so the browser stays here.
    if text("client_id") != server.sessions.client_id {
        return dead_end("invalid_client_id", "client identifier invalid");
    }
    if !server.setup.takes(text("redirect_uri")) {
        return dead_end("redirect_uri_mismatch", "redirect_uri must match configuration");
    }
    if let Some(page) = server.setup.blocked {
        let (code, description) = page.words();
        return dead_end(code, description);
    }
    let no = |error: &str, description: &str| {
        lead_back(&fields, &[("error", error), ("error_description", description)])
    };
    if text("response_type") != "code" {
        return no("unsupported_response_type", "response type not supported");
    }
    if let Some(scope) =
        text("scope").split_whitespace().find(|scope| !["api", "refresh_token"].contains(scope))
    {
        return no("invalid_scope", &format!("the requested scope is not allowed: {scope}"));
    }
    if text("code_challenge").len() != 43 || text("code_challenge_method") != "S256" {
        return no("invalid_request", "missing required code challenge");
    }
    match (call.method.as_str(), text("decision")) {
        ("POST", "allow") => {
            let code = server.grants.code(text("client_id"), text("redirect_uri"), text("code_challenge"));
            lead_back(&fields, &[("code", &code)])
        }
        ("POST", _) => no("access_denied", "end-user denied authorization"),
        _ => question(&fields),
    }
}

/// Tokens for a code.
pub(crate) fn tokens_for_code(server: SignInServer, fields: &Fields) -> Reply {
    let text = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    if text("client_id") != server.sessions.client_id {
        return refused("invalid_client_id", "client identifier invalid");
    }
    let (grant, code) = match server.grants.redeem(text("code"), server.setup.code_seconds) {
        Ok(redeemed) => redeemed,
        Err(refusal) => return end(server, &refusal),
    };
    if code.client_id != text("client_id") || code.redirect != text("redirect_uri") {
        return refused("redirect_uri_mismatch", "redirect_uri must match configuration");
    }
    if challenge_of(text("code_verifier")) != code.challenge {
        return refused("invalid_grant", "invalid code verifier");
    }
    granted(server, grant, Some(server.grants.refresh_token(grant)))
}

/// Tokens for a refresh token.
pub(crate) fn tokens_for_refresh(server: SignInServer, fields: &Fields) -> Reply {
    let text = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    if text("client_id") != server.sessions.client_id {
        return refused("invalid_client_id", "client identifier invalid");
    }
    match server.grants.renew(text("refresh_token")) {
        Ok(grant) => {
            granted(server, grant, server.setup.rotation.then(|| server.grants.refresh_token(grant)))
        }
        Err(refusal) => end(server, &refusal),
    }
}

/// `/services/oauth2/revoke`: ends a session, or by a refresh token all that came of it.
pub(crate) fn revoke(server: SignInServer, call: &Call) -> Reply {
    let source = if call.method == "POST" { &call.body[..] } else { call.query.as_bytes() };
    let token = form_urlencoded::parse(source).find(|(name, _)| name == "token").map(|(_, token)| token);
    let token = token.unwrap_or_default();
    if let Some(sessions) = server.grants.revoke(&token) {
        end_all(server, &sessions);
    } else if !server.sessions.end(&token) {
        return refused("invalid_token", "invalid token");
    }
    Reply::text(200, "text/html", "")
}

/// Who a session belongs to. Its errors are plain words, unlike all others.
pub(crate) fn userinfo(server: SignInServer, call: &Call) -> Reply {
    let Some(token) = call.bearer() else { return Reply::text(403, "text/html", "Missing_OAuth_Token") };
    if !server.sessions.knows(token) {
        return Reply::text(403, "text/html", "Bad_OAuth_Token");
    }
    Reply::json(
        200,
        &json!({
            "sub": identity(server.instance),
            "user_id": USER,
            "organization_id": ORG,
            "preferred_username": USERNAME,
            "nickname": "ada",
            "name": "Ada Byron",
            "email": "ada@leadsheet-sandbox.example",
            "user_type": "STANDARD",
        }),
    )
}

fn granted(server: SignInServer, grant: Grant, refresh_token: Option<String>) -> Reply {
    let token = server.sessions.open_one();
    server.grants.session(grant, &token);
    let issued_at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis().to_string();
    let mut body = json!({
        "access_token": token,
        "signature": letters(0, "signature", 1, 43),
        "scope": "refresh_token api",
        "instance_url": server.instance,
        "id": identity(server.instance),
        "token_type": "Bearer",
        "issued_at": issued_at,
    });
    if let Some(refresh_token) = refresh_token {
        body["refresh_token"] = Value::String(refresh_token);
    }
    Reply::json(200, &body)
}

fn end(server: SignInServer, refusal: &Refusal) -> Reply {
    end_all(server, &refusal.ended);
    refused("invalid_grant", refusal.description)
}

fn end_all(server: SignInServer, sessions: &[String]) {
    for session in sessions {
        server.sessions.end(session);
    }
}

fn refused(error: &str, description: &str) -> Reply {
    Reply::json(400, &json!({ "error": error, "error_description": description }))
}

/// The way back to the app.
fn lead_back(fields: &Fields, answer: &[(&str, &str)]) -> Reply {
    let text = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let Ok(mut target) = Url::parse(text("redirect_uri")) else {
        return dead_end("redirect_uri_mismatch", "redirect_uri must match configuration");
    };
    let mut query = target.query_pairs_mut();
    query.extend_pairs(answer);
    if let Some(state) = fields.get("state") {
        query.append_pair("state", state);
    }
    drop(query);
    Reply::text(302, "text/html", "").with("location", target.to_string())
}

/// A page that the browser stays on.
fn dead_end(code: &str, description: &str) -> Reply {
    page(
        400,
        "OAuth Error",
        &format!(
            "<p>We can't authorize you because of an OAuth error.</p><p><code>{code} : {description}</code></p>"
        ),
    )
}

fn question(fields: &Fields) -> Reply {
    let mut form = String::from("<form method=\"post\" action=\"/services/oauth2/authorize\">");
    for (name, value) in fields.iter().filter(|(name, _)| *name != "decision") {
        let (name, value) = (escaped(name), escaped(value));
        // Writing to a text cannot fail.
        write!(form, "<input type=\"hidden\" name=\"{name}\" value=\"{value}\">").unwrap_or_default();
    }
    form += "<button name=\"decision\" value=\"deny\">Deny</button> \
             <button name=\"decision\" value=\"allow\">Allow</button></form>";
    page(
        200,
        "Allow access?",
        &format!(
            "<p>Leadsheet asks to manage user data via APIs, and to perform requests at any time.</p>\
             <p>Signed in as <b>{USERNAME}</b>.</p>{form}"
        ),
    )
}

fn page(status: u16, title: &str, body: &str) -> Reply {
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} | Sandbox org</title></head>\
         <body style=\"font-family:sans-serif;max-width:34em;margin:15vh auto\"><h1>{title}</h1>{body}</body></html>"
    );
    Reply::text(status, "text/html;charset=UTF-8", html)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// The challenge that a verifier meets: its SHA-256 in base64 for addresses.
fn challenge_of(verifier: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let hash = Sha256::digest(verifier);
    let digit = |bits: u32| char::from(DIGITS[bits as usize & 63]);
    let mut text = String::with_capacity(44);
    for three in hash.chunks(3) {
        let bits = three.iter().fold(0, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - three.len()));
        (0..=three.len()).for_each(|place| text.push(digit(bits >> (18 - 6 * place))));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_meets_its_challenge() {
        // The example of RFC 7636, appendix B.
        let challenge = challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
