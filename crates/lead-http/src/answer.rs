//! A whole answer.

use jiff::Timestamp;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use std::fmt;
use std::time::Duration;

/// A whole answer, whatever its status.
#[derive(Clone)]
pub struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// The body is not the JSON that was looked for; what it is instead, to follow "it ".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it {0}")]
pub struct Garbled(pub String);

impl Garbled {
    /// Why a body could not be read: its first byte that is not white space, and what the reader said.
    #[must_use]
    pub fn because(first: Option<u8>, error: &serde_json::Error) -> Self {
        Self(match first {
            None => "is empty".into(),
            Some(b'<') => "is a web page, not data".into(),
            Some(_) if error.is_eof() => "breaks off in the middle".into(),
            Some(_) if error.is_data() => "is not of the expected form".into(),
            Some(_) => "is not JSON".into(),
        })
    }
}

impl Answer {
    pub(crate) fn new(status: u16, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self { status, headers, body }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether the status is one of success.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A header's text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as it came.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// The body alone.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.body
    }

    /// The body as text, whatever it is.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON of a certain shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Garbled> {
        serde_json::from_slice(&self.body)
            .map_err(|error| Garbled::because(self.body.trim_ascii().first().copied(), &error))
    }

    /// How long the server asks us to wait: `retry-after-ms`, or `retry-after` in seconds or as a date.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let number = |name| self.header(name)?.trim().parse::<f64>().ok();
        if let Some(milliseconds) = number("retry-after-ms") {
            return Duration::try_from_secs_f64(milliseconds / 1000.0).ok();
        }
        if let Some(seconds) = number("retry-after") {
            return Duration::try_from_secs_f64(seconds).ok();
        }
        let date =
            jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(self.header("retry-after")?).ok()?;
        Some(Duration::try_from(date.duration_since(Timestamp::now())).unwrap_or_default())
    }
}

impl fmt::Debug for Answer {
    /// Without headers and body: they may hold a token or somebody's data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({}, {} bytes)", self.status, self.body.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    fn answer(body: &str) -> Answer {
        Answer::new(200, HeaderMap::new(), body.as_bytes().to_vec())
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let why = |body: &str| answer(body).json::<Vec<u32>>().unwrap_err().to_string();
        assert_eq!(why(""), "it is empty");
        assert_eq!(why(" \n"), "it is empty");
        assert_eq!(why("<!DOCTYPE html>"), "it is a web page, not data");
        assert_eq!(why("[1,2"), "it breaks off in the middle");
        assert_eq!(why("{\"a\":1}"), "it is not of the expected form");
        assert_eq!(why("[1,]"), "it is not JSON");
        assert_eq!(answer("[1,2]").json::<Vec<u32>>().unwrap(), [1, 2]);
    }

    #[test]
    fn waits_are_read_in_every_form() {
        let wait = |name: &'static str, value: &str| {
            let mut asked = answer("");
            asked.headers.insert(name, HeaderValue::from_str(value).unwrap());
            asked.retry_after()
        };
        assert_eq!(wait("retry-after", "2"), Some(Duration::from_secs(2)));
        assert_eq!(wait("retry-after", "0.25"), Some(Duration::from_millis(250)));
        assert_eq!(wait("retry-after-ms", "120"), Some(Duration::from_millis(120)));
        assert_eq!(wait("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        let ahead = wait("retry-after", "Fri, 01 Jan 2100 00:00:00 GMT").unwrap();
        assert!(ahead > Duration::from_hours(24));
        assert_eq!(wait("retry-after", "-1"), None);
        assert_eq!(wait("retry-after", "soon"), None);
    }

    #[test]
    fn its_debug_form_tells_no_content() {
        assert_eq!(format!("{:?}", answer("{\"access_token\":\"secret\"}")), "Answer(200, 25 bytes)");
    }
}
