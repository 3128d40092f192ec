//! One fault: where, when, what.

use serde::Deserialize;

/// Something that goes wrong.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The calls it is about.
    #[serde(rename = "where")]
    pub place: Where,
    /// Which of them it hits; without conditions, each.
    #[serde(default)]
    pub when: When,
    /// What happens.
    pub what: What,
}

/// Calls, named by endpoint or by a path with `*` for any text: `"collections"`, `"/services/*/limits"`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Where {
    /// Every call to the org.
    Salesforce,
    /// Every call to the model.
    Model,
    /// One endpoint.
    Endpoint(String),
    /// Paths that match.
    Path(String),
}

/// The endpoints that can be named, in faults and in the counts.
pub(crate) const ENDPOINTS: [&str; 23] = [
    "authorize",
    "token",
    "revoke",
    "userinfo",
    "versions",
    "resources",
    "limits",
    "sobjects",
    "describe",
    "record",
    "query",
    "query_all",
    "query_more",
    "composite",
    "collections",
    "bulk_create",
    "bulk_jobs",
    "bulk_job",
    "bulk_results",
    "bulk_end",
    "models",
    "responses",
    "chat",
];

impl TryFrom<String> for Where {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "salesforce" => Ok(Self::Salesforce),
            "model" => Ok(Self::Model),
            path if path.starts_with('/') => Ok(Self::Path(text)),
            name if ENDPOINTS.contains(&name) => Ok(Self::Endpoint(text)),
            name => Err(format!(
                "“{name}” is no endpoint; use salesforce, model, a path that begins with /, or one of {}",
                ENDPOINTS.join(", ")
            )),
        }
    }
}

impl Where {
    pub(crate) fn covers(&self, endpoint: &str, of_model: bool, path: &str) -> bool {
        match self {
            Self::Salesforce => !of_model,
            Self::Model => of_model,
            Self::Endpoint(name) => name == endpoint,
            Self::Path(pattern) => path_matches(pattern, path),
        }
    }
}

fn path_matches(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.is_empty()
}

/// Conditions on a call; all that are given must hold. Calls are counted from 1, and only those
/// that *where* covers.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct When {
    /// These calls.
    pub calls: Option<Vec<u64>>,
    /// This call and all after it.
    pub from_call: Option<u64>,
    /// Every so many calls: 5 strikes the 5th, the 10th, …
    pub every: Option<u64>,
    /// This share of the calls, 0 to 1, drawn by seed and call number.
    pub share: Option<f64>,
    /// Calls that mention one of these texts: record ids, or anything else in the body or query.
    pub ids: Option<Vec<String>>,
    /// Calls that ask for more record ids than this.
    pub more_ids_than: Option<usize>,
    /// For this many seconds from its first time on; then it is over.
    pub first_seconds: Option<f64>,
    /// So many times; then it is over.
    pub times: Option<u64>,
}

/// What happens to a call.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum What {
    /// This answer instead.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The body.
        #[serde(default)]
        body: String,
        /// Its type; JSON where nothing is said.
        #[serde(default)]
        content_type: Option<String>,
        /// Sent as `Retry-After`, in seconds.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// One of the provider's own errors.
    Error(NamedError),
    /// This many seconds pass before the answer comes.
    HangSeconds(f64),
    /// The answer breaks off after this share of it, 0 to 1, and the connection with it.
    CutBody(f64),
    /// The connection closes without an answer.
    DropConnection,
    /// The session used is over from now on.
    ExpiredSession,
    /// An error page of the edge, with this status.
    HtmlError(u16),
    /// 200 with nothing in it.
    EmptyBody,
    /// 200 with JSON that is something else altogether.
    Rubbish,
    /// The model answers wrongly.
    ModelAnswer(AnswerFault),
}

/// Errors by name, with the status, code and text the provider gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedError {
    /// Salesforce 403: the day's calls are used up.
    RequestLimitExceeded,
    /// Salesforce 403: too many long calls at once.
    ConcurrentLimitExceeded,
    /// Salesforce 503.
    ServerUnavailable,
    /// Salesforce 500.
    UnknownException,
    /// Salesforce 400: took too long.
    QueryTimeout,
    /// Salesforce 400.
    MalformedId,
    /// Salesforce 401: the session is fine and may not use REST.
    SessionNotValidForApi,
    /// Salesforce 401.
    InvalidAuthHeader,
    /// Salesforce 403.
    ApiDisabledForOrg,
    /// Salesforce 403.
    InsufficientAccess,
    /// `OpenAI` 429: too fast.
    RateLimitExceeded,
    /// `OpenAI` 429: could never pass.
    RequestTooLarge,
    /// `OpenAI` 429: no money.
    InsufficientQuota,
    /// `OpenAI` 401.
    InvalidApiKey,
    /// `OpenAI` 403: region.
    UnsupportedRegion,
    /// `OpenAI` 404.
    ModelNotFound,
    /// `OpenAI` 400.
    ContextLengthExceeded,
    /// `OpenAI` 500.
    ServerError,
    /// `OpenAI` 503.
    Overloaded,
    /// `OpenAI` 503: ramped too fast.
    SlowDown,
}

/// Ways the model answers wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerFault {
    /// The text breaks off, yet the answer calls itself complete.
    Truncated,
    /// `status: incomplete`, for want of output tokens.
    Incomplete,
    /// `status: incomplete`, by the content filter.
    ContentFilter,
    /// The JSON stands in a code fence.
    CodeFence,
    /// Whole numbers come as text.
    ScoreAsText,
    /// One lead's reference is of no lead asked about.
    WrongRef,
    /// One lead is missing.
    MissingRef,
    /// One lead is there twice.
    DoubledRef,
    /// A refusal instead of a text.
    Refusal,
    /// HTTP 200 with `status: failed`.
    FailedStatus,
    /// Whole numbers far out of range.
    OutOfRangeScore,
    /// Not JSON.
    InvalidJson,
    /// An empty text.
    EmptyText,
    /// A good answer that does not say what it used.
    NoUsage,
    /// A good answer that took twice the tokens it was allowed.
    Overrun,
}

impl Fault {
    pub(crate) fn check(&self) -> Result<(), String> {
        let share = |name: &str, value: f64| {
            if (0.0..=1.0).contains(&value) {
                Ok(())
            } else {
                Err(format!("{name} must lie between 0 and 1"))
            }
        };
        if let Some(value) = self.when.share {
            share("share", value)?;
        }
        if self.when.every == Some(0) {
            return Err("every must be at least 1".into());
        }
        match &self.what {
            What::CutBody(value) => share("cut_body", *value),
            What::Answer { status, .. } | What::HtmlError(status) if !(200..=599).contains(status) => {
                Err("a status must lie between 200 and 599".into())
            }
            What::HangSeconds(seconds) if !(0.0..=86_400.0).contains(seconds) => {
                Err("hang_seconds must lie between 0 and 86,400".into())
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_paths() {
        for (pattern, path, expected) in [
            ("/services/*/limits", "/services/data/v68.0/limits", true),
            ("/services/*/limits", "/services/data/v68.0/limits/x", false),
            ("/v1/*", "/v1/responses", true),
            ("/v1/models", "/v1/models", true),
            ("/v1/models", "/v1/models/x", false),
            ("/*/sobjects/*/describe", "/services/data/v68.0/sobjects/Lead/describe", true),
        ] {
            assert_eq!(path_matches(pattern, path), expected, "{pattern} {path}");
        }
    }
}
