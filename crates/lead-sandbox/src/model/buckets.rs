//! The rate limits: for each model a bucket of requests and one of tokens, filling steadily.

use crate::model::duration::duration;
use crate::model::error::{ApiError, Bound};
use crate::scenario::ModelLimit;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// The buckets of all models.
#[derive(Debug, Default)]
pub(crate) struct Buckets(Mutex<HashMap<String, Pair>>);

#[derive(Debug)]
struct Pair {
    requests: f64,
    tokens: f64,
    since: Instant,
    limit: ModelLimit,
}

/// How full a model's buckets are, for the headers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Level {
    pub(crate) limit: ModelLimit,
    requests: f64,
    tokens: f64,
    window: f64,
}

impl Buckets {
    /// Takes one request, and as many tokens, or says what is short. A request that is refused has
    /// been counted all the same, as the provider's guide warns.
    pub(crate) fn take(
        &self,
        model: &str,
        limit: ModelLimit,
        window_seconds: f64,
        tokens: f64,
    ) -> (Level, Option<ApiError>) {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let window = window_seconds / 60.0;
        let (most_requests, most_tokens) =
            (limit.requests_per_minute * window, limit.tokens_per_minute * window);
        let now = Instant::now();
        let full = || Pair { requests: most_requests, tokens: most_tokens, since: now, limit };
        let pair = buckets.entry(model.to_owned()).or_insert_with(full);
        if pair.limit != limit {
            *pair = full();
        }
        let minutes = now.duration_since(pair.since).as_secs_f64() / 60.0;
        pair.since = now;
        pair.requests = (pair.requests + minutes * limit.requests_per_minute).min(most_requests);
        pair.tokens = (pair.tokens + minutes * limit.tokens_per_minute).min(most_tokens);
        let error = if tokens > limit.tokens_per_minute {
            Some(ApiError::too_large(model, limit.tokens_per_minute, tokens))
        } else {
            // Within a small window even one request can be more than a full bucket: it may pass
            // when the bucket is full, and the bucket then owes.
            let short_requests = most_requests.min(1.0) - pair.requests;
            let short_tokens = most_tokens.min(tokens) - pair.tokens;
            if short_requests > 0.0 {
                let per_minute = limit.requests_per_minute;
                let used = per_minute - pair.requests.max(0.0);
                Some(ApiError::too_fast(
                    model,
                    Bound::Requests,
                    per_minute,
                    used,
                    1.0,
                    short_requests / per_minute * 60.0,
                ))
            } else if short_tokens > 0.0 {
                let per_minute = limit.tokens_per_minute;
                let used = per_minute - pair.tokens.max(0.0);
                Some(ApiError::too_fast(
                    model,
                    Bound::Tokens,
                    per_minute,
                    used,
                    tokens,
                    short_tokens / per_minute * 60.0,
                ))
            } else {
                None
            }
        };
        if error.is_none() {
            pair.tokens -= tokens;
            pair.requests -= 1.0;
        } else {
            pair.requests = (pair.requests - 1.0).max(0.0);
        }
        (Level { limit, requests: pair.requests, tokens: pair.tokens, window }, error)
    }
}

impl Level {
    /// The six headers.
    pub(crate) fn headers(&self) -> [(&'static str, String); 6] {
        let ModelLimit { requests_per_minute, tokens_per_minute } = self.limit;
        let remaining =
            |level: f64, limit: f64| format!("{:.0}", (level / self.window).clamp(0.0, limit).floor());
        let reset = |level: f64, limit: f64| duration((limit * self.window - level) / limit * 60.0);
        [
            ("x-ratelimit-limit-requests", format!("{requests_per_minute:.0}")),
            ("x-ratelimit-limit-tokens", format!("{tokens_per_minute:.0}")),
            ("x-ratelimit-remaining-requests", remaining(self.requests, requests_per_minute)),
            ("x-ratelimit-remaining-tokens", remaining(self.tokens, tokens_per_minute)),
            ("x-ratelimit-reset-requests", reset(self.requests, requests_per_minute)),
            ("x-ratelimit-reset-tokens", reset(self.tokens, tokens_per_minute)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_bucket_refuses_and_says_how_long() {
        let buckets = Buckets::default();
        let limit = ModelLimit { requests_per_minute: 2.0, tokens_per_minute: 1_000.0 };
        assert!(buckets.take("m", limit, 60.0, 100.0).1.is_none());
        let (level, error) = buckets.take("m", limit, 60.0, 950.0);
        let error = error.unwrap();
        assert!(error.message.contains("TPM"), "{}", error.message);
        assert!(error.wait.unwrap() > 2.5 && error.wait.unwrap() < 3.5, "50 tokens at 1,000 a minute");
        assert_eq!(level.headers()[2].1, "0", "the refused request was counted");
        assert!(buckets.take("m", limit, 60.0, 1.0).1.unwrap().message.contains("RPM"));
        assert!(buckets.take("m", limit, 60.0, 1_001.0).1.unwrap().message.starts_with("Request too large"));
    }

    #[test]
    fn a_small_window_lets_a_large_request_pass_when_full() {
        let buckets = Buckets::default();
        let limit = ModelLimit { requests_per_minute: 60.0, tokens_per_minute: 6_000.0 };
        assert!(buckets.take("m", limit, 1.0, 3_000.0).1.is_none());
        assert!(buckets.take("m", limit, 1.0, 10.0).1.is_some(), "the bucket owes");
    }
}
