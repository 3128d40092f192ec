//! The model provider's errors.

use crate::http::Reply;
use crate::model::duration::duration;
use crate::scenario::NamedError;
use serde_json::json;

/// An error as the API tells it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    kind: &'static str,
    code: Option<&'static str>,
    param: Option<String>,
    pub(crate) message: String,
    /// Seconds to wait, told in the headers.
    pub(crate) wait: Option<f64>,
}

impl ApiError {
    pub(crate) fn new(
        status: u16,
        kind: &'static str,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self { status, kind, code: Some(code), param: None, message: message.into(), wait: None }
    }

    /// 400 for a parameter.
    pub(crate) fn invalid(param: &str, code: &'static str, message: impl Into<String>) -> Self {
        let param = Some(param.to_owned());
        Self { param, ..Self::new(400, "invalid_request_error", code, message) }
    }

    pub(crate) fn wrong_type(param: &str, expected: &str) -> Self {
        Self::invalid(param, "invalid_type", format!("Invalid type for '{param}': expected {expected}."))
    }

    pub(crate) fn invalid_key() -> Self {
        Self::new(
            401,
            "invalid_request_error",
            "invalid_api_key",
            "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.",
        )
    }

    pub(crate) fn missing_key() -> Self {
        let message = "You didn't provide an API key. You need to provide your API key in an Authorization header \
                       using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).";
        Self { code: None, ..Self::new(401, "invalid_request_error", "", message) }
    }

    pub(crate) fn no_such_model(name: &str) -> Self {
        Self::new(
            404,
            "invalid_request_error",
            "model_not_found",
            format!("The model `{name}` does not exist or you do not have access to it."),
        )
    }

    pub(crate) fn out_of_money() -> Self {
        Self::new(
            429,
            "insufficient_quota",
            "insufficient_quota",
            "You exceeded your current quota, please check your plan and billing details. For more information on \
             this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
        )
    }

    pub(crate) fn too_fast(
        model: &str,
        what: Bound,
        limit: f64,
        used: f64,
        requested: f64,
        wait: f64,
    ) -> Self {
        let (kind, unit) = what.words();
        let message = format!(
            "Rate limit reached for {model} in organization org-sandbox on {unit}: Limit {limit:.0}, Used {used:.0}, \
             Requested {requested:.0}. Please try again in {}. Visit \
             https://platform.openai.com/account/rate-limits to learn more.",
            duration(wait)
        );
        Self { wait: Some(wait), ..Self::new(429, kind, "rate_limit_exceeded", message) }
    }

    pub(crate) fn too_large(model: &str, limit: f64, requested: f64) -> Self {
        Self::new(
            429,
            "tokens",
            "rate_limit_exceeded",
            format!(
                "Request too large for {model} in organization org-sandbox on tokens per min (TPM): Limit \
                 {limit:.0}, Requested {requested:.0}. The input or output tokens must be reduced in order to run \
                 successfully. Visit https://platform.openai.com/account/rate-limits to learn more."
            ),
        )
    }

    pub(crate) fn context_too_long(model: &str) -> Self {
        Self::invalid(
            "input",
            "context_length_exceeded",
            format!(
                "Your input exceeds the context window of {model}. Please adjust your input and try again."
            ),
        )
    }

    pub(crate) fn reply(&self) -> Reply {
        let body = json!({ "error": {
            "message": self.message,
            "type": self.kind,
            "param": self.param,
            "code": self.code,
        }});
        let reply = Reply::json(self.status, &body);
        match self.wait {
            Some(wait) => reply
                .with("retry-after", format!("{:.0}", wait.ceil().max(1.0)))
                .with("retry-after-ms", format!("{:.0}", (wait * 1e3).ceil())),
            None => reply,
        }
    }

    /// The error with this name.
    pub(crate) fn named(name: NamedError) -> Self {
        match name {
            NamedError::RateLimitExceeded => {
                Self::too_fast("gpt-6-luna", Bound::Requests, 500.0, 500.0, 1.0, 1.0)
            }
            NamedError::RequestTooLarge => Self::too_large("gpt-6-luna", 500e3, 612e3),
            NamedError::InsufficientQuota => Self::out_of_money(),
            NamedError::InvalidApiKey => Self::invalid_key(),
            NamedError::UnsupportedRegion => Self::new(
                403,
                "request_forbidden",
                "unsupported_country_region_territory",
                "Country, region, or territory not supported",
            ),
            NamedError::ModelNotFound => Self::no_such_model("gpt-6-luna"),
            NamedError::ContextLengthExceeded => Self::context_too_long("gpt-6-luna"),
            NamedError::Overloaded => Self::new(
                503,
                "service_unavailable_error",
                "server_is_overloaded",
                "Our servers are currently overloaded. Please try again later.",
            ),
            NamedError::SlowDown => Self::new(
                503,
                "service_unavailable_error",
                "slow_down",
                "Slow Down: please reduce your request rate to its original level, keep it there for at least 15 \
                 minutes, and then gradually increase it.",
            ),
            _ => Self::new(
                500,
                "server_error",
                "server_error",
                "The server had an error processing your request. Sorry about that!",
            ),
        }
    }
}

/// Which bucket ran dry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    Requests,
    Tokens,
}

impl Bound {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Requests => ("requests", "requests per min (RPM)"),
            Self::Tokens => ("tokens", "tokens per min (TPM)"),
        }
    }
}
