//! Salesforce's refusals, told apart by status, code and, where need be, text.

use crate::{ApiUsage, SalesforceError};
use lead_http::{Answer, Garbled, HttpFault};
use serde::Deserialize;
use serde_json::Value;

/// As much of Salesforce's own words as fits into a sentence.
const MOST_WORDS: usize = 300;

impl From<HttpFault> for SalesforceError {
    fn from(fault: HttpFault) -> Self {
        match fault {
            HttpFault::Unprotected { address } => Self::InsecureUrl { url: address },
            HttpFault::UnusableSecret => Self::UnusableSecret,
            HttpFault::Unreachable { host, why } => Self::Unreachable { host, why },
            HttpFault::TimedOut { limit } => Self::TimedOut { limit },
            HttpFault::BrokeOff => Self::BrokeOff,
            HttpFault::Oversized { most } => Self::TooLarge { most },
            HttpFault::Redirected { host, to } => Self::Redirected { host, to },
        }
    }
}

impl From<Garbled> for SalesforceError {
    fn from(garbled: Garbled) -> Self {
        Self::Unreadable { what: garbled.to_string() }
    }
}

/// What the REST interface says of an error: `[{"errorCode", "message"}]`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RestError {
    error_code: String,
    #[serde(default)]
    message: String,
}

/// What the sign-in says of an error.
#[derive(Deserialize)]
struct OAuthError {
    error: String,
    #[serde(default)]
    error_description: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    Rest(Vec<RestError>),
    One(RestError),
    OAuth(OAuthError),
}

/// Code and message of an error's body; both may be empty.
fn words(body: Option<Words>) -> (String, String) {
    let (code, message) = match body {
        Some(Words::Rest(errors)) => {
            errors.into_iter().next().map(|error| (error.error_code, error.message)).unwrap_or_default()
        }
        Some(Words::One(error)) => (error.error_code, error.message),
        Some(Words::OAuth(error)) => (error.error, error.error_description),
        None => (String::new(), String::new()),
    };
    let message: Vec<_> = message.split_whitespace().collect();
    (code, message.join(" ").chars().take(MOST_WORDS).collect())
}

/// What a refused request means.
pub(crate) fn refusal(answer: &Answer, usage: Option<ApiUsage>) -> SalesforceError {
    let (code, message) = words(answer.json().ok());
    match (answer.status(), answer.retry_after()) {
        (429, wait) | (503, wait @ Some(_)) => SalesforceError::Throttled { wait },
        (status, _) => by_code(status, code, message, usage),
    }
}

/// What a refused part of a composite request means.
pub(crate) fn partial_refusal(status: u16, body: Value, usage: Option<ApiUsage>) -> SalesforceError {
    let (code, message) = words(serde_json::from_value(body).ok());
    by_code(status, code, message, usage)
}

/// What a refused sign-in means.
pub(crate) fn sign_in_refusal(answer: &Answer) -> SalesforceError {
    let (code, message) = words(answer.json().ok());
    match answer.status() {
        429 => SalesforceError::Throttled { wait: answer.retry_after() },
        400 | 401 | 403 if !code.is_empty() => SalesforceError::SignInRefused { code, message },
        status => by_code(status, code, message, None),
    }
}

fn by_code(status: u16, code: String, message: String, usage: Option<ApiUsage>) -> SalesforceError {
    match (status, code.as_str()) {
        (_, "QUERY_TIMEOUT") => SalesforceError::QueryTimeout,
        // The same code for two limits; only the text tells them apart. Taken for the daily one when
        // in doubt: that one must not be pressed.
        (_, "REQUEST_LIMIT_EXCEEDED") if message.contains("Concurrent") => SalesforceError::TooManyAtOnce,
        (_, "REQUEST_LIMIT_EXCEEDED") => SalesforceError::DailyLimit { usage },
        (401, "INVALID_SESSION_ID") if !message.contains("REST") => SalesforceError::SessionExpired,
        (401, _) => SalesforceError::SessionRefused { message: said(status, &code, message) },
        (403, _) if !code.is_empty() => {
            SalesforceError::NotPermitted { what: permission(&code, said(status, &code, message)), code }
        }
        (400, "MALFORMED_ID") => SalesforceError::BadId { message },
        (400, "INVALID_QUERY_FILTER_OPERATOR") if message.to_lowercase().contains("invalid id field") => {
            SalesforceError::BadId { message }
        }
        (400, "INVALID_FIELD") => SalesforceError::FieldNotReadable { message },
        (400, "INVALID_QUERY_LOCATOR") => SalesforceError::PlaceLost,
        (400, "EXCEEDEDQUOTA") => SalesforceError::JobsUsedUp { message: said(status, &code, message) },
        (400, "MALFORMED_QUERY") if message.contains("too long") => SalesforceError::TooLong,
        (404, "ENTITY_IS_DELETED") => {
            SalesforceError::RecordDeleted { message: said(status, &code, message) }
        }
        (409, _) => SalesforceError::OtherVersion { message: said(status, &code, message) },
        (410, _) => SalesforceError::VersionRetired { message: said(status, &code, message) },
        (400, "INVALID_TYPE") | (404, _) => {
            SalesforceError::NotFound { message: said(status, &code, message), code: named(status, code) }
        }
        (413 | 414 | 431, _) => SalesforceError::TooLong,
        (408 | 420 | 500.., _) => SalesforceError::ServerTrouble { status, code },
        _ => SalesforceError::Refused { status, message: said(status, &code, message), code },
    }
}

/// The permission that is missing, by its name in Setup, with Salesforce's own words.
fn permission(code: &str, said: String) -> String {
    let name = match code {
        "API_DISABLED_FOR_ORG" | "API_CURRENTLY_DISABLED" => {
            return "“API Enabled” in the user's profile or a permission set; or the org's edition has no API".into();
        }
        "TXN_SECURITY_NO_ACCESS" => "a transaction security policy of the org forbids this read",
        _ if code.starts_with("INSUFFICIENT_ACCESS") => "“Read” on Lead, or read access to one of its fields",
        _ => return said,
    };
    format!("{name} ({})", said.trim_end_matches('.'))
}

fn named(status: u16, code: String) -> String {
    if code.is_empty() { status.to_string() } else { code }
}

/// Salesforce's words, or that there were none.
fn said(status: u16, code: &str, message: String) -> String {
    match (message.is_empty(), code.is_empty()) {
        (false, _) => message,
        (true, false) => code.to_owned(),
        (true, true) => format!("status {status} and no reason; perhaps a proxy or a sign-in page answered"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Action;
    use serde_json::json;

    fn refused(status: u16, code: &str, message: &str) -> SalesforceError {
        partial_refusal(status, json!([{ "errorCode": code, "message": message }]), None)
    }

    #[test]
    fn the_two_request_limits_are_told_apart_by_their_text() {
        let daily = refused(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
        assert_eq!(daily.action(), Action::Pause);
        let concurrent = refused(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.");
        assert!(matches!(concurrent.action(), Action::RetryFewer { after } if after.as_secs() >= 20));
        let unknown = refused(403, "REQUEST_LIMIT_EXCEEDED", "Some new limit.");
        assert_eq!(unknown.action(), Action::Pause, "in doubt the limit is not pressed");
    }

    #[test]
    fn each_refusal_leads_to_its_action() {
        for (status, code, message, action) in [
            (400, "QUERY_TIMEOUT", "Your query request was running for too long.", Action::Smaller),
            (400, "MALFORMED_ID", "malformed id 00Qxx", Action::Isolate),
            (400, "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: 00Qxx", Action::Isolate),
            (400, "INVALID_QUERY_FILTER_OPERATOR", "operator not allowed", Action::Stop),
            (400, "INVALID_FIELD", "No such column 'X__c'", Action::Stop),
            (400, "MALFORMED_QUERY", "unexpected token", Action::Stop),
            (400, "INVALID_TYPE", "sObject type 'X' is not supported.", Action::Stop),
            (400, "INVALID_QUERY_LOCATOR", "invalid query locator", Action::Retry),
            (401, "INVALID_SESSION_ID", "Session expired or invalid", Action::Stop),
            (401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE", Action::Stop),
            (403, "API_DISABLED_FOR_ORG", "API is not enabled", Action::Stop),
            (403, "INSUFFICIENT_ACCESS", "insufficient access rights", Action::Stop),
            (404, "NOT_FOUND", "The requested resource does not exist", Action::Stop),
            (404, "ENTITY_IS_DELETED", "entity is deleted", Action::Isolate),
            (400, "EXCEEDEDQUOTA", "10000 query jobs", Action::Pause),
            (409, "CONFLICT", "another version", Action::Stop),
            (410, "GONE", "retired", Action::Stop),
            (414, "", "", Action::Smaller),
            (420, "", "", Action::Retry),
            (500, "UNKNOWN_EXCEPTION", "An unexpected error", Action::Retry),
            (503, "SERVER_UNAVAILABLE", "busy", Action::Retry),
        ] {
            let error = refused(status, code, message);
            assert_eq!(error.action(), action, "{status} {code}: {error:?}");
        }
    }

    #[test]
    fn a_session_that_is_not_for_rest_is_not_an_expired_one() {
        let text = "This session is not valid for use with the REST API";
        assert!(matches!(refused(401, "INVALID_SESSION_ID", text), SalesforceError::SessionRefused { .. }));
    }

    #[test]
    fn bodies_of_every_kind_give_a_sentence() {
        for body in [json!(null), json!("text"), json!([]), json!({}), json!({ "error": "x" }), json!([1])] {
            let error = partial_refusal(403, body.clone(), None);
            assert!(error.to_string().len() > 40 && !error.to_string().contains("()"), "{body}: {error}");
        }
        let oauth = partial_refusal(403, json!({ "error": "e", "error_description": "d\n\n d" }), None);
        assert!(oauth.to_string().contains("d d"), "{oauth}");
    }
}
