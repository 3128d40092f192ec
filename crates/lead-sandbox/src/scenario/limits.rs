//! Speed and limits.

use crate::scenario::SignInSetup;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How long answers take.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Latency {
    /// Milliseconds an answer of the org takes.
    pub salesforce_ms: f64,
    /// Milliseconds an answer of the model takes.
    pub model_ms: f64,
    /// How far each answer may be off either way, as a share of the above.
    pub jitter: f64,
}

impl Default for Latency {
    fn default() -> Self {
        Self { salesforce_ms: 60.0, model_ms: 150.0, jitter: 0.3 }
    }
}

/// What the providers allow.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// The org.
    pub salesforce: SalesforceLimits,
    /// The model.
    pub model: ModelLimits,
}

/// What the org allows and how it is set up.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SalesforceLimits {
    /// API calls in a rolling day.
    pub calls_per_day: u64,
    /// Calls that others had used before the sandbox started.
    pub calls_used: u64,
    /// How long a day is, in seconds: a short one lets a test see the limit free up.
    pub day_seconds: f64,
    /// Calls a session lives; without it, for ever.
    pub session_calls: Option<u64>,
    /// Seconds a session lives; without it, for ever.
    pub session_seconds: Option<f64>,
    /// The most rows a page of a query has.
    pub page_rows: u32,
    /// Fields that this user may not read: of Lead by name, of others as `Object.Field`.
    pub hidden_fields: Vec<String>,
    /// Whether the collections POST takes relationship paths. Undocumented, so it does not.
    pub relationship_paths_in_collections: bool,
    /// The longest URL of a composite subrequest, in bytes. Undocumented; without it, any.
    pub subrequest_url_bytes: Option<usize>,
    /// The oldest version of the API that is spoken; older ones are retired.
    pub oldest_version: u32,
    /// The newest version of the API.
    pub newest_version: u32,
    /// How bulk jobs go.
    pub bulk: BulkSetup,
    /// How the app for browser sign-ins is set up.
    pub sign_in: SignInSetup,
}

/// How Bulk API 2.0 query jobs go.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BulkSetup {
    /// Query jobs in a day.
    pub jobs_per_day: u64,
    /// Jobs that others had made before.
    pub jobs_used: u64,
    /// Milliseconds before a job is begun.
    pub queue_ms: f64,
    /// Records a job gathers a second.
    pub records_per_second: f64,
    /// The most rows a page of results has, whatever is asked for.
    pub result_rows: usize,
    /// The most jobs a part of their list has.
    pub list_rows: usize,
    /// Why jobs fail; without it, they do not.
    pub failure: Option<String>,
}

impl Default for BulkSetup {
    fn default() -> Self {
        Self {
            jobs_per_day: 10_000,
            jobs_used: 0,
            queue_ms: 200.0,
            records_per_second: 500_000.0,
            result_rows: 250_000,
            list_rows: 1_000,
            failure: None,
        }
    }
}

impl Default for SalesforceLimits {
    fn default() -> Self {
        Self {
            calls_per_day: 100_000,
            calls_used: 18,
            day_seconds: 86_400.0,
            session_calls: None,
            session_seconds: None,
            page_rows: 2_000,
            hidden_fields: Vec::new(),
            relationship_paths_in_collections: false,
            subrequest_url_bytes: None,
            oldest_version: 31,
            newest_version: 68,
            bulk: BulkSetup::default(),
            sign_in: SignInSetup::default(),
        }
    }
}

/// What the model's provider allows.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ModelLimits {
    /// The usage tier, 1 to 5.
    pub tier: u8,
    /// Limits of single models that differ from the tier's.
    pub models: BTreeMap<String, ModelLimit>,
    /// Over how many seconds a minute's limit is enforced: 60 lets a whole minute's worth pass at
    /// once, 1 lets a sixtieth pass each second.
    pub window_seconds: f64,
    /// Dollars left in the account; without it, enough.
    pub balance_usd: Option<f64>,
    /// What answers say of the tokens they used.
    pub usage: UsageTold,
}

/// What answers say of the tokens they used. They are billed all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsageTold {
    /// Each says it.
    #[default]
    Always,
    /// Those that were cut off, refused or filtered do not.
    WhereWhole,
    /// None does.
    Never,
    /// They say that nothing was used.
    Zeros,
    /// They say less than nothing.
    Negative,
    /// They say what was read and not what was written.
    WithoutOutput,
}

impl Default for ModelLimits {
    fn default() -> Self {
        Self {
            tier: 5,
            models: BTreeMap::new(),
            window_seconds: 60.0,
            balance_usd: None,
            usage: UsageTold::Always,
        }
    }
}

/// What one model allows a minute.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelLimit {
    /// Requests a minute.
    pub requests_per_minute: f64,
    /// Tokens a minute.
    pub tokens_per_minute: f64,
}

impl ModelLimits {
    /// The limit for a model: its own, or the tier's.
    pub(crate) fn of(&self, model: &str) -> ModelLimit {
        self.models.get(model).copied().unwrap_or_else(|| {
            let (requests_per_minute, tokens_per_minute) = match self.tier {
                1 => (500.0, 500e3),
                2 => (5_000.0, 2e6),
                3 => (5_000.0, 4e6),
                4 => (10_000.0, 10e6),
                _ => (30_000.0, 180e6),
            };
            ModelLimit { requests_per_minute, tokens_per_minute }
        })
    }
}

impl Limits {
    pub(crate) fn check(&self) -> Result<(), String> {
        let model = &self.model;
        if !(1..=5).contains(&model.tier) {
            return Err(format!("limits.model.tier is {}; tiers go from 1 to 5", model.tier));
        }
        if !(0.1..=60.0).contains(&model.window_seconds) {
            return Err("limits.model.window_seconds must lie between 0.1 and 60".into());
        }
        if model.models.values().any(|limit| limit.requests_per_minute < 1.0 || limit.tokens_per_minute < 1.0)
        {
            return Err("limits.model.models: a limit must be at least 1 a minute".into());
        }
        let org = &self.salesforce;
        if !(1..=2_000).contains(&org.page_rows) {
            return Err("limits.salesforce.page_rows must lie between 1 and 2000".into());
        }
        if org.oldest_version > org.newest_version {
            return Err("limits.salesforce.oldest_version must not be newer than newest_version".into());
        }
        if org.bulk.records_per_second <= 0.0
            || org.bulk.queue_ms < 0.0
            || org.bulk.result_rows.min(org.bulk.list_rows) == 0
        {
            return Err(
                "limits.salesforce.bulk: records_per_second, result_rows and list_rows must be above 0, queue_ms not below".into(),
            );
        }
        if org.day_seconds < 1.0 {
            return Err("limits.salesforce.day_seconds must be at least 1".into());
        }
        Ok(())
    }
}
