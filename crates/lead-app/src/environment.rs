//! What the environment says, read once and by name.

use lead_model::{SettingError, SettingOverrides};
use std::collections::BTreeMap;

/// Names of credentials and addresses.
pub(crate) mod names {
    pub const SALESFORCE_URL: &str = "SALESFORCE_URL";
    pub const SALESFORCE_ACCESS_TOKEN: &str = "SALESFORCE_ACCESS_TOKEN";
    pub const SALESFORCE_CLIENT_ID: &str = "SALESFORCE_CLIENT_ID";
    pub const SALESFORCE_CLIENT_SECRET: &str = "SALESFORCE_CLIENT_SECRET";
    pub const OPENAI_API_KEY: &str = "OPENAI_API_KEY";
    pub const OPENAI_BASE_URL: &str = "OPENAI_BASE_URL";
}

const NAMES: [&str; 15] = [
    names::SALESFORCE_URL,
    names::SALESFORCE_ACCESS_TOKEN,
    names::SALESFORCE_CLIENT_ID,
    names::SALESFORCE_CLIENT_SECRET,
    names::OPENAI_API_KEY,
    names::OPENAI_BASE_URL,
    "PROFILE",
    "BATCH_SIZE_SALESFORCE",
    "BATCH_SIZE_VALIDATION",
    "BATCH_SIZE_AI",
    "LEADS_PER_REQUEST",
    "LARGE_DATASET_THRESHOLD",
    "BATCH_DELAY_MS",
    "AI_BATCH_DELAY_MS",
    "SALESFORCE_DAILY_SHARE",
];

/// The environment variables the app knows. Not `Debug`: some of them are secrets.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Those of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self::of(NAMES.iter().filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?))))
    }

    /// These and no others.
    pub fn of(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(variables.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect())
    }

    /// The value of a variable that is set to more than white space.
    #[must_use]
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim())
    }

    /// What it says about batching.
    pub(crate) fn overrides(&self) -> Result<SettingOverrides, SettingError> {
        SettingOverrides::from_lookup(|name| self.get(name).map(str::to_owned))
    }
}
