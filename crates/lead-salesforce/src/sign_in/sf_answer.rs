//! What `sf … --json` answers.

use secrecy::SecretString;
use serde_json::Value;
use std::collections::BTreeMap;

/// An org that `sf` is signed in to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SfOrg {
    /// The user's name for signing in.
    pub username: String,
    /// The name that the user gave the org; may be empty.
    pub alias: String,
    /// The org's address.
    pub instance_url: String,
    /// The org's id.
    pub org_id: String,
}

/// As much of sf's own words as fits into a sentence.
const MOST_WORDS: usize = 300;

/// The `result` of an answer, or the sentence that says why there is none. Never quotes the
/// output: it may hold a token.
pub(crate) fn read(output: &[u8]) -> Result<Value, String> {
    // Warnings of sf's plug-ins may stand before it.
    let start = output.iter().position(|&byte| byte == b'{').unwrap_or(output.len());
    let answer: Value = serde_json::from_slice(&output[start..])
        .map_err(|_| "sf's answer could not be read. Update it with `sf update` and try again.".to_owned())?;
    if let (Some(0), Some(result)) = (answer.get("status").and_then(Value::as_i64), answer.get("result")) {
        return Ok(result.clone());
    }
    let words = answer.get("message").and_then(Value::as_str).unwrap_or("it gives no reason");
    let words: Vec<_> = words.split_whitespace().collect();
    let words: String = words.join(" ").chars().take(MOST_WORDS).collect();
    Err(format!("sf refused ({}).", words.trim_end_matches('.')))
}

/// A text of a result.
pub(crate) fn text<'a>(result: &'a Value, name: &str) -> Option<&'a str> {
    result.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// The access token of a result; a redacted one is none.
pub(crate) fn token(result: &Value) -> Option<SecretString> {
    let token = text(result, "accessToken")?;
    let whole = token.starts_with("00D") && token.contains('!') && !token.contains(char::is_whitespace);
    whole.then(|| token.into())
}

/// All orgs of `sf org list`, each once: it lists them by kind, and some under several.
pub(crate) fn orgs(result: &Value) -> Vec<SfOrg> {
    let lists = result.as_object().into_iter().flat_map(|kinds| kinds.values()).filter_map(Value::as_array);
    let mut found = BTreeMap::new();
    for org in lists.flatten() {
        let of = |name: &str| text(org, name).unwrap_or_default().to_owned();
        let username = of("username");
        if !username.is_empty() {
            found.entry(username.clone()).or_insert_with(|| SfOrg {
                username,
                alias: of("alias"),
                instance_url: of("instanceUrl"),
                org_id: of("orgId"),
            });
        }
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_org_is_listed_once() {
        let org =
            json!({ "username": "a@acme.com", "alias": "prod", "orgId": "00D1", "instanceUrl": "https://a" });
        let result = json!({
            "devHubs": [org], "nonScratchOrgs": [org, { "username": "b@acme.com" }], "other": [], "scratchOrgs": [{}]
        });
        let names: Vec<_> = orgs(&result).into_iter().map(|org| (org.username, org.alias)).collect();
        assert_eq!(names, [("a@acme.com".into(), "prod".into()), ("b@acme.com".into(), String::new())]);
    }

    #[test]
    fn answers_of_every_kind_are_read_or_told() {
        let said = |text: &str| read(text.as_bytes()).map(|result| result.to_string());
        assert_eq!(said("Warning: old\n{\"status\":0,\"result\":1}").as_deref(), Ok("1"));
        let refused = said(r#"{"status":1,"name":"NoOrg","message":"No authorization\nfound."}"#);
        assert_eq!(refused, Err("sf refused (No authorization found).".into()));
        for garbled in ["", "boom", "{\"status\":0", "00D!secret"] {
            let error = said(garbled).unwrap_err();
            assert!(error.contains("could not be read") && !error.contains("00D"), "{error}");
        }
    }

    #[test]
    fn a_redacted_token_is_none() {
        assert!(token(&json!({ "accessToken": "00Dxx!AQ" })).is_some());
        for none in ["[REDACTED]", "", "00D…", "<Hidden by security policy!>"] {
            assert!(token(&json!({ "accessToken": none })).is_none(), "{none}");
        }
    }
}
