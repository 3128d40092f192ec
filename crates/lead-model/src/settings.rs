//! How a run is batched and paced: profiles, ranges, and the order of precedence.

use serde::{Deserialize, Serialize};

/// A named choice of batch sizes and pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// As large as the providers take, smaller when they stumble.
    #[default]
    Adaptive,
    /// Small batches and long pauses, for orgs under load.
    Stability,
    /// Fixed middle-sized batches, several leads a request.
    Performance,
}

impl std::str::FromStr for Profile {
    type Err = SettingError;
    fn from_str(text: &str) -> Result<Self, SettingError> {
        match text.trim().to_ascii_lowercase().as_str() {
            "adaptive" => Ok(Self::Adaptive),
            "stability" => Ok(Self::Stability),
            "performance" => Ok(Self::Performance),
            _ => Err(SettingError::UnknownProfile(text.to_owned())),
        }
    }
}

/// A setting that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// A number outside its range.
    #[error("{name} is {value}; it must be between {low} and {high}")]
    OutOfRange {
        /// The environment name.
        name: &'static str,
        /// What was given.
        value: u32,
        /// The least it may be.
        low: u32,
        /// The most it may be.
        high: u32,
    },
    /// Not a whole number.
    #[error("{name} is “{value}”; it must be a whole number")]
    NotANumber {
        /// The environment name.
        name: String,
        /// What was given.
        value: String,
    },
    /// No such profile.
    #[error("there is no profile “{0}”; choose adaptive, stability or performance")]
    UnknownProfile(String),
    /// No such way of reading.
    #[error("leads cannot be read by “{0}”; choose size, ids or bulk")]
    UnknownWay(String),
}

/// What one source (command line, environment, saved settings) says; `None` where it is silent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(default)]
pub struct SettingOverrides {
    /// Profile to start from.
    pub profile: Option<Profile>,
    /// Leads read in one call to Salesforce, 50 to 2,000.
    pub batch_size_salesforce: Option<u32>,
    /// Ids checked in one call, 50 to 2,000.
    pub batch_size_validation: Option<u32>,
    /// Leads committed, cancelled and reported as one, 10 to 100.
    pub batch_size_ai: Option<u32>,
    /// Leads packed into one request to the model, 1 to 20.
    pub leads_per_request: Option<u32>,
    /// Rows above which the run is planned in batches, 1 and more.
    pub large_dataset_threshold: Option<u32>,
    /// Least pause between calls to Salesforce, in milliseconds, 0 to 60,000.
    pub batch_delay_ms: Option<u32>,
    /// Least pause between sub-batches for the model, in milliseconds, 0 to 60,000.
    pub ai_batch_delay_ms: Option<u32>,
    /// The share of the org's daily calls at which a run pauses, in hundredths, 1 to 100.
    pub salesforce_daily_share: Option<u32>,
}

macro_rules! ranges {
    ($($field:ident, $env:literal, $low:literal, $high:expr;)*) => {
        impl SettingOverrides {
            /// Reads the settings' environment names through `lookup`.
            pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, SettingError> {
                let mut out = Self {
                    profile: lookup("PROFILE").map(|text| text.parse()).transpose()?,
                    ..Self::default()
                };
                $(
                    if let Some(text) = lookup($env).filter(|text| !text.trim().is_empty()) {
                        out.$field = Some(text.trim().parse().map_err(|_| SettingError::NotANumber {
                            name: $env.into(),
                            value: text.clone(),
                        })?);
                    }
                )*
                Ok(out)
            }

            /// This source's word where it has one, else the other's.
            #[must_use]
            pub fn or(&self, other: &Self) -> Self {
                Self { profile: self.profile.or(other.profile), $($field: self.$field.or(other.$field)),* }
            }

            fn check(&self) -> Result<(), SettingError> {
                $(
                    if let Some(value) = self.$field && !($low..=$high).contains(&value) {
                        return Err(SettingError::OutOfRange { name: $env, value, low: $low, high: $high });
                    }
                )*
                Ok(())
            }
        }
    };
}

ranges! {
    batch_size_salesforce, "BATCH_SIZE_SALESFORCE", 50, 2000;
    batch_size_validation, "BATCH_SIZE_VALIDATION", 50, 2000;
    batch_size_ai, "BATCH_SIZE_AI", 10, 100;
    leads_per_request, "LEADS_PER_REQUEST", 1, 20;
    large_dataset_threshold, "LARGE_DATASET_THRESHOLD", 1, u32::MAX;
    batch_delay_ms, "BATCH_DELAY_MS", 0, 60_000;
    ai_batch_delay_ms, "AI_BATCH_DELAY_MS", 0, 60_000;
    salesforce_daily_share, "SALESFORCE_DAILY_SHARE", 1, 100;
}

/// The org's calls are everybody's: a run leaves the others a fifth of the day.
fn daily_share() -> u32 {
    80
}

/// In which way leads are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ReadBy {
    /// Whichever way suits the number of leads and the size of the org.
    #[default]
    Size,
    /// By ids, up to 2,000 a call.
    Ids,
    /// By one bulk job over all leads of the org.
    Bulk,
}

impl std::str::FromStr for ReadBy {
    type Err = SettingError;
    fn from_str(text: &str) -> Result<Self, SettingError> {
        match text.trim().to_ascii_lowercase().as_str() {
            "size" => Ok(Self::Size),
            "ids" => Ok(Self::Ids),
            "bulk" => Ok(Self::Bulk),
            _ => Err(SettingError::UnknownWay(text.to_owned())),
        }
    }
}

/// The settings of a run, all decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct RunSettings {
    /// The profile they started from.
    pub profile: Profile,
    /// Leads read in one call to Salesforce when the run assesses.
    pub batch_size_salesforce: u32,
    /// Leads read in one call to Salesforce when the run only checks ids.
    pub batch_size_validation: u32,
    /// Leads committed, cancelled and reported as one.
    pub batch_size_ai: u32,
    /// Leads packed into one request to the model.
    pub leads_per_request: u32,
    /// Rows above which the run is planned in batches.
    pub large_dataset_threshold: u32,
    /// Least pause between calls to Salesforce, in milliseconds.
    pub batch_delay_ms: u32,
    /// Least pause between sub-batches for the model, in milliseconds.
    pub ai_batch_delay_ms: u32,
    /// The share of the org's daily calls, all integrations together, at which the run pauses, in
    /// hundredths.
    #[serde(default = "daily_share")]
    pub salesforce_daily_share: u32,
    /// No single operation takes longer, in seconds; it is cut and tried again smaller.
    pub operation_limit_s: u32,
}

impl RunSettings {
    /// Decides every setting: the command line before the environment, before what was saved,
    /// before the profile. Refuses what is out of range and says the range.
    pub fn resolve(
        command_line: &SettingOverrides,
        environment: &SettingOverrides,
        saved: &SettingOverrides,
    ) -> Result<Self, SettingError> {
        for source in [command_line, environment, saved] {
            source.check()?;
        }
        let said = command_line.or(environment).or(saved);
        let profile = said.profile.unwrap_or_default();
        let base = Self::of_profile(profile);
        Ok(Self {
            profile,
            batch_size_salesforce: said.batch_size_salesforce.unwrap_or(base.batch_size_salesforce),
            batch_size_validation: said.batch_size_validation.unwrap_or(base.batch_size_validation),
            batch_size_ai: said.batch_size_ai.unwrap_or(base.batch_size_ai),
            leads_per_request: said.leads_per_request.unwrap_or(base.leads_per_request),
            large_dataset_threshold: said.large_dataset_threshold.unwrap_or(base.large_dataset_threshold),
            batch_delay_ms: said.batch_delay_ms.unwrap_or(base.batch_delay_ms),
            ai_batch_delay_ms: said.ai_batch_delay_ms.unwrap_or(base.ai_batch_delay_ms),
            salesforce_daily_share: said.salesforce_daily_share.unwrap_or(base.salesforce_daily_share),
            operation_limit_s: base.operation_limit_s,
        })
    }

    /// A profile's own settings. *Stability* and *performance* are the predecessor's "maximum
    /// stability" and "optimal performance", which its users know.
    #[must_use]
    pub fn of_profile(profile: Profile) -> Self {
        let (salesforce, ai, per_request, delay, ai_delay) = match profile {
            Profile::Adaptive => (2000, 50, 1, 0, 0),
            Profile::Stability => (100, 25, 1, 100, 200),
            Profile::Performance => (150, 50, 5, 50, 100),
        };
        Self {
            profile,
            batch_size_salesforce: salesforce,
            batch_size_validation: salesforce,
            batch_size_ai: ai,
            leads_per_request: per_request,
            large_dataset_threshold: 1000,
            batch_delay_ms: delay,
            ai_batch_delay_ms: ai_delay,
            salesforce_daily_share: daily_share(),
            operation_limit_s: 30,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silent() -> SettingOverrides {
        SettingOverrides::default()
    }

    #[test]
    fn the_command_line_goes_before_the_environment_before_what_was_saved() {
        let line = SettingOverrides { batch_size_ai: Some(10), ..silent() };
        let environment = SettingOverrides { batch_size_ai: Some(20), batch_delay_ms: Some(7), ..silent() };
        let saved =
            SettingOverrides { profile: Some(Profile::Stability), batch_delay_ms: Some(9), ..silent() };
        let settings = RunSettings::resolve(&line, &environment, &saved).unwrap();
        assert_eq!(settings.batch_size_ai, 10);
        assert_eq!(settings.batch_delay_ms, 7);
        assert_eq!(settings.batch_size_salesforce, 100, "the profile's own");
    }

    #[test]
    fn out_of_range_is_refused_with_the_range() {
        let line = SettingOverrides { batch_size_salesforce: Some(2001), ..silent() };
        let error = RunSettings::resolve(&line, &silent(), &silent()).unwrap_err();
        assert_eq!(error.to_string(), "BATCH_SIZE_SALESFORCE is 2001; it must be between 50 and 2000");
    }

    #[test]
    fn the_share_of_the_day_lies_between_1_and_100_and_old_runs_have_one() {
        let settings = RunSettings::resolve(&silent(), &silent(), &silent()).unwrap();
        assert_eq!(settings.salesforce_daily_share, 80);
        for value in [0, 101] {
            let line = SettingOverrides { salesforce_daily_share: Some(value), ..silent() };
            let error = RunSettings::resolve(&line, &silent(), &silent()).unwrap_err();
            assert!(error.to_string().ends_with("it must be between 1 and 100"), "{error}");
        }
        let mut old = serde_json::to_value(&settings).unwrap();
        old.as_object_mut().unwrap().remove("salesforce_daily_share");
        assert_eq!(serde_json::from_value::<RunSettings>(old).unwrap(), settings);
    }

    #[test]
    fn the_environment_is_read_by_name() {
        let lookup = |name: &str| match name {
            "AI_BATCH_DELAY_MS" => Some(" 60000 ".to_owned()),
            "LEADS_PER_REQUEST" => Some("three".to_owned()),
            _ => None,
        };
        let error = SettingOverrides::from_lookup(lookup).unwrap_err();
        assert!(error.to_string().starts_with("LEADS_PER_REQUEST is “three”"));
        let only = |name: &str| (name == "AI_BATCH_DELAY_MS").then(|| "60000".to_owned());
        assert_eq!(SettingOverrides::from_lookup(only).unwrap().ai_batch_delay_ms, Some(60_000));
    }
}
