//! `OpenAI`'s refusals, told apart by status, code and, where need be, text.

use crate::AskError;
use crate::limits::duration;
use lead_http::{Answer, Garbled, HttpFault};
use serde::Deserialize;
use std::time::Duration;

/// As much of `OpenAI`'s own words as fits into a sentence.
const MOST_WORDS: usize = 300;

impl From<HttpFault> for AskError {
    fn from(fault: HttpFault) -> Self {
        match fault {
            HttpFault::Unprotected { address } => Self::InsecureUrl { url: address },
            HttpFault::UnusableSecret => Self::UnusableKey,
            HttpFault::Unreachable { host, why } => Self::Unreachable { host, why },
            HttpFault::TimedOut { limit } => Self::TimedOut { limit },
            HttpFault::BrokeOff => Self::BrokeOff,
            HttpFault::Oversized { most } => Self::Unreadable {
                what: format!("it is larger than {} KB, which no answer can be", most >> 10),
            },
            HttpFault::Redirected { host, to } => Self::Redirected { host, to },
        }
    }
}

impl From<Garbled> for AskError {
    fn from(garbled: Garbled) -> Self {
        Self::Unreadable { what: garbled.to_string() }
    }
}

#[derive(Default, Deserialize)]
struct ErrorBody {
    error: ErrorWords,
}

#[derive(Default, Deserialize)]
struct ErrorWords {
    #[serde(default)]
    code: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    message: Option<String>,
}

/// The error that an answer of HTTP 200 carries.
#[derive(Debug, Deserialize)]
pub(crate) struct ResponseError {
    #[serde(default)]
    pub(crate) code: Option<String>,
    #[serde(default)]
    pub(crate) message: Option<String>,
}

/// What a refused request means.
pub(crate) fn refusal(answer: &Answer, model: &str) -> AskError {
    let ErrorBody { error } = answer.json().unwrap_or_default();
    let code = error.code.or(error.kind).unwrap_or_default();
    by_code(answer.status(), &code, &told(error.message.as_deref()), answer.retry_after(), model)
}

/// Whether a refused request was refused by the provider itself, which says why in a form of its own;
/// a gateway's page does not, and may stand for work that was done.
pub(crate) fn names_an_error(answer: &Answer) -> bool {
    answer
        .json::<serde_json::Value>()
        .is_ok_and(|body| body.get("error").is_some_and(|error| !error.is_null()))
}

/// What an answer of HTTP 200 means that calls itself failed.
pub(crate) fn failed_response(error: Option<&ResponseError>) -> AskError {
    let code = error.and_then(|error| error.code.clone()).unwrap_or_default();
    let message = told(error.and_then(|error| error.message.as_deref()));
    match code.as_str() {
        "rate_limit_exceeded" => too_many(&message, None),
        "context_length_exceeded" => AskError::ContextTooLong,
        code if is_about_money(code) => AskError::OutOfMoney { code: code.to_owned() },
        "invalid_prompt" => AskError::ContentFilter,
        "" => AskError::ServerTrouble { code: "no reason given".into() },
        _ => AskError::ServerTrouble { code },
    }
}

fn by_code(status: u16, code: &str, message: &str, wait: Option<Duration>, model: &str) -> AskError {
    let words = || {
        if message.is_empty() {
            format!("status {status} {code}").trim_end().to_owned()
        } else {
            message.to_owned()
        }
    };
    match (status, code) {
        (_, code) if is_about_money(code) => AskError::OutOfMoney { code: code.to_owned() },
        (429, _) => too_many(message, wait),
        (401, _) => AskError::Unauthorized { message: words() },
        (403, _) => AskError::Forbidden { message: words() },
        (_, "model_not_found") => AskError::ModelNotFound { model: model.to_owned() },
        (404, _) if message.contains("model") => AskError::ModelNotFound { model: model.to_owned() },
        (400, "context_length_exceeded") => AskError::ContextTooLong,
        (400, "content_policy_violation" | "invalid_prompt" | "content_filter") => AskError::ContentFilter,
        (413, _) => AskError::TooLarge { requested: None, limit: None },
        (503, _) if message.to_lowercase().contains("slow down") || code == "slow_down" => {
            AskError::SlowDown { wait }
        }
        (503 | 529, _) => AskError::Overloaded { wait },
        (500, _) if message.contains("overloaded") => AskError::Overloaded { wait },
        (408 | 409 | 425 | 500.., _) => {
            AskError::ServerTrouble { code: format!("{status} {code}").trim_end().to_owned() }
        }
        _ => AskError::BadRequest { code: code.to_owned(), message: words() },
    }
}

/// Codes of 429 that mean money, not pace (facts: quota, credit balance, spend and usage limits).
fn is_about_money(code: &str) -> bool {
    matches!(
        code,
        "insufficient_quota"
            | "credit_balance_exhausted"
            | "billing_hard_limit_reached"
            | "billing_not_active"
    ) || code.ends_with("_spend_limit_exceeded")
        || code.ends_with("_usage_limit_exceeded")
}

/// Too fast, or too large ever to pass: the same code, and only the text tells them apart.
fn too_many(message: &str, wait: Option<Duration>) -> AskError {
    let (limit, requested) = (number_after(message, "Limit "), number_after(message, "Requested "));
    // "Limit 500, Used 480, Requested 40" is pace: alone it would pass.
    let never = limit.zip(requested).is_some_and(|(limit, requested)| requested > limit);
    if never || message.contains("Request too large") {
        return AskError::TooLarge { requested, limit };
    }
    let written = message.split("try again in ").nth(1).and_then(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(rest.len());
        duration(rest[..end].trim_end_matches('.'))
    });
    AskError::RateLimited { wait: wait.or(written) }
}

fn number_after(message: &str, label: &str) -> Option<u64> {
    let digits: String = message
        .split(label)
        .nth(1)?
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == ',')
        .filter(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// `OpenAI`'s words in one line, without anything that looks like a key: a refused key is quoted
/// in part.
fn told(message: Option<&str>) -> String {
    let words: Vec<&str> = message.unwrap_or_default().split_whitespace().collect();
    let shown: Vec<&str> =
        words.into_iter().map(|word| if word.contains("sk-") { "(key)" } else { word }).collect();
    shown.join(" ").chars().take(MOST_WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Action;

    fn refused(status: u16, code: &str, message: &str) -> AskError {
        by_code(status, code, message, None, "gpt-6-luna")
    }

    #[test]
    fn the_kinds_of_429_are_told_apart() {
        let pace = refused(
            429,
            "rate_limit_exceeded",
            "Rate limit reached for gpt-6-luna on tokens per min (TPM): Limit 500000, Used 498000, Requested 4000. Please try again in 240ms. Visit …",
        );
        assert_eq!(pace, AskError::RateLimited { wait: Some(Duration::from_millis(240)) });
        let large = refused(
            429,
            "rate_limit_exceeded",
            "Request too large for gpt-6-luna on tokens per min (TPM): Limit 30000, Requested 41,250. The input or output tokens must be reduced.",
        );
        assert_eq!(large, AskError::TooLarge { requested: Some(41_250), limit: Some(30_000) });
        assert_eq!(large.action(), Action::Smaller);
        for code in [
            "insufficient_quota",
            "credit_balance_exhausted",
            "project_spend_limit_exceeded",
            "organization_usage_limit_exceeded",
        ] {
            assert_eq!(refused(429, code, "You exceeded").action(), Action::Pause, "{code}");
        }
        assert_eq!(refused(429, "", "").action(), Action::WaitAll);
    }

    #[test]
    fn the_header_s_wait_goes_before_the_text_s() {
        let wait = Some(Duration::from_secs(2));
        let error = by_code(429, "rate_limit_exceeded", "Please try again in 6m0s.", wait, "m");
        assert_eq!(error, AskError::RateLimited { wait });
        assert_eq!(
            too_many("Please try again in 6m0s.", None),
            AskError::RateLimited { wait: Some(Duration::from_mins(6)) }
        );
    }

    #[test]
    fn each_refusal_leads_to_its_action() {
        for (status, code, message, action) in [
            (400, "context_length_exceeded", "too long", Action::Smaller),
            (400, "invalid_json_schema", "Invalid schema", Action::Stop),
            (400, "unsupported_value", "temperature", Action::Stop),
            (400, "invalid_prompt", "flagged", Action::FailRow),
            (401, "invalid_api_key", "Incorrect API key", Action::Stop),
            (403, "unsupported_country_region_territory", "Country not supported", Action::Stop),
            (404, "model_not_found", "The model does not exist", Action::Stop),
            (413, "", "", Action::Smaller),
            (500, "server_error", "The server had an error", Action::Retry),
            (502, "", "", Action::Retry),
            (503, "", "The engine is currently overloaded", Action::Retry),
            (503, "slow_down", "Slow Down", Action::Retry),
        ] {
            assert_eq!(refused(status, code, message).action(), action, "{status} {code}");
        }
        assert!(matches!(refused(503, "", "Slow Down"), AskError::SlowDown { .. }));
        assert!(matches!(refused(503, "", "busy"), AskError::Overloaded { .. }));
    }

    #[test]
    fn a_refused_key_is_not_told() {
        let text = told(Some("Incorrect API key provided: sk-proj-abc***xyz.\nYou can find"));
        assert_eq!(text, "Incorrect API key provided: (key) You can find");
    }
}
