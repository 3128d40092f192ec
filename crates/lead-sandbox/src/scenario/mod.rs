//! How the sandbox behaves: speed, limits and faults, as a JSON file.
//!
//! Without a file it is a calm day: quick answers, generous limits, no fault. A file names only
//! what differs. A word it does not know is refused, because a fault that is misspelt would
//! otherwise be a fault that never happens.

mod fault;
mod limits;
mod sign_in;

pub(crate) use fault::ENDPOINTS;
pub use fault::{AnswerFault, Fault, NamedError, What, When, Where};
pub use limits::{BulkSetup, Latency, Limits, ModelLimit, ModelLimits, SalesforceLimits, UsageTold};
pub use sign_in::{BlockedPage, SignInSetup};

use crate::error::SandboxError;
use serde::Deserialize;
use std::path::Path;

/// How the sandbox behaves.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scenario {
    /// What it shows, for whoever reads the file.
    pub about: String,
    /// How long answers take.
    pub latency: Latency,
    /// What the providers allow.
    pub limits: Limits,
    /// What goes wrong; the first fault that hits a call is the one it gets.
    pub faults: Vec<Fault>,
}

impl Scenario {
    /// Reads a scenario from JSON.
    pub fn from_json(text: &str) -> Result<Self, SandboxError> {
        let scenario: Self =
            serde_json::from_str(text).map_err(|error| SandboxError::Scenario(error.to_string()))?;
        scenario.limits.check().map_err(SandboxError::Scenario)?;
        for (number, fault) in (1..).zip(&scenario.faults) {
            fault.check().map_err(|why| SandboxError::Scenario(format!("fault {number}: {why}")))?;
        }
        Ok(scenario)
    }

    /// Reads a scenario from a file.
    pub fn from_file(path: &Path) -> Result<Self, SandboxError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| SandboxError::ScenarioFile { path: path.to_owned(), source })?;
        Self::from_json(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        Scenario::from_json(text).unwrap_err().to_string()
    }

    #[test]
    fn an_empty_file_is_a_calm_day() {
        assert_eq!(Scenario::from_json("{}").unwrap(), Scenario::default());
    }

    #[test]
    fn unknown_words_are_refused_by_name() {
        assert!(refusal(r#"{"latencies":{}}"#).contains("latencies"));
        assert!(refusal(r#"{"limits":{"salesforce":{"calls":1}}}"#).contains("unknown field `calls`"));
        let fault = |inner: &str| format!(r#"{{"faults":[{{{inner}}}]}}"#);
        assert!(refusal(&fault(r#""where":"collection","what":"drop_connection""#)).contains("collection"));
        assert!(refusal(&fault(r#""where":"token","what":"explode""#)).contains("explode"));
        assert!(refusal(&fault(r#""where":"token","what":{"error":"teapot"}"#)).contains("teapot"));
        assert!(
            refusal(&fault(r#""where":"token","when":{"call":1},"what":"empty_body""#)).contains("`call`")
        );
    }

    #[test]
    fn values_out_of_range_are_refused() {
        let fault = r#"{"faults":[{"where":"token","when":{"share":1.5},"what":"empty_body"}]}"#;
        assert!(refusal(fault).contains("fault 1: share"));
        assert!(refusal(r#"{"limits":{"model":{"tier":6}}}"#).contains("tier"));
    }

    #[test]
    fn the_ready_scenarios_are_valid() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/scenarios");
        let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let files: Vec<_> =
            paths.filter(|path| path.extension().is_some_and(|kind| kind == "json")).collect();
        assert!(files.len() >= 9);
        for file in files {
            let scenario =
                Scenario::from_file(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            assert!(!scenario.about.is_empty(), "{}", file.display());
        }
    }
}
