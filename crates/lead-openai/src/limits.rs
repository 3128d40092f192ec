//! What an answer's headers say of the limits.

use lead_http::Answer;
use std::time::Duration;

/// One limit, as of the moment the request was let in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LimitWindow {
    /// How much is allowed in a minute.
    pub limit: f64,
    /// How much is left.
    pub remaining: f64,
    /// How long until all of it is there again.
    pub reset: Duration,
}

/// The limits an answer's headers tell; each `None` where it does not.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// Requests a minute.
    pub requests: Option<LimitWindow>,
    /// Tokens a minute.
    pub tokens: Option<LimitWindow>,
    /// How long to wait before the next request.
    pub retry_after: Option<Duration>,
}

impl Limits {
    pub(crate) fn of(answer: &Answer) -> Self {
        let header = |name: &str| answer.header(name).map(str::to_owned);
        Self { retry_after: answer.retry_after(), ..Self::from_lookup(header) }
    }

    /// Reads `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`. A kind that lacks one of its
    /// three says nothing.
    fn from_lookup(header: impl Fn(&str) -> Option<String>) -> Self {
        let window = |kind: &str| {
            let value = |what: &str| header(&format!("x-ratelimit-{what}-{kind}"));
            let number = |what: &str| value(what)?.trim().parse::<f64>().ok().filter(|n| n.is_finite());
            Some(LimitWindow {
                limit: number("limit").filter(|limit| *limit > 0.0)?,
                remaining: number("remaining")?,
                reset: duration(&value("reset")?)?,
            })
        };
        Self { requests: window("requests"), tokens: window("tokens"), retry_after: None }
    }
}

/// Reads a time as the headers and messages write it: `120ms`, `1s`, `6m0s`, `1h2m3.5s`.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut seconds = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let unit = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(unit);
        let factor = match unit {
            "ns" => 1e-9,
            "us" | "µs" => 1e-6,
            "ms" => 1e-3,
            "s" | "" => 1.0,
            "m" => 60.0,
            "h" => 3_600.0,
            "d" => 86_400.0,
            _ => return None,
        };
        seconds += number.parse::<f64>().ok()? * factor;
        rest = after;
    }
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_form() {
        for (text, milliseconds) in [
            ("120ms", 120),
            ("1s", 1_000),
            ("6m0s", 360_000),
            ("1h2m3.5s", 3_723_500),
            ("8.64s", 8_640),
            ("0s", 0),
            ("1d0h", 86_400_000),
            (" 20 ", 20_000),
        ] {
            assert_eq!(duration(text), Some(Duration::from_millis(milliseconds)), "{text}");
        }
        for rubbish in ["", "s", "1x", "1.2.3s", "soon", "-1s", "1m s"] {
            assert_eq!(duration(rubbish), None, "{rubbish}");
        }
    }

    #[test]
    fn a_kind_is_told_by_all_three_of_its_headers_or_not_at_all() {
        let limits = Limits::from_lookup(|name| {
            let value = match name {
                "x-ratelimit-limit-requests" => "5000",
                "x-ratelimit-remaining-requests" => "4999",
                "x-ratelimit-reset-requests" => "12ms",
                "x-ratelimit-limit-tokens" => "2000000",
                "x-ratelimit-remaining-tokens" => "many",
                "x-ratelimit-reset-tokens" => "1s",
                _ => return None,
            };
            Some(value.to_owned())
        });
        let window = LimitWindow { limit: 5000.0, remaining: 4999.0, reset: Duration::from_millis(12) };
        assert_eq!(limits.requests, Some(window));
        assert_eq!(limits.tokens, None);
    }
}
