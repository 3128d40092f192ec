//! What a run should do about each error, and the short name by which errors are grouped.

use crate::SalesforceError;
use std::time::Duration;

/// What a run does about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Ask again after a back-off.
    Retry,
    /// Ask again after at least this long, with fewer requests at once.
    RetryFewer {
        /// How long to wait.
        after: Duration,
    },
    /// Ask again for half as many; a single lead is simply asked for again.
    Smaller,
    /// One id spoils the batch: ask for each half until the bad one stands alone.
    Isolate,
    /// A limit: keep what there is and let the user resume.
    Pause,
    /// Nothing will change by itself: credentials, permissions, addresses.
    Stop,
}

/// Facts: only requests of 20 s and more count as concurrent, so the oldest of them is over by then.
const LONG_REQUEST_WAIT: Duration = Duration::from_secs(25);
/// Where a proxy asks for fewer requests and does not say for how long.
const THROTTLE_WAIT: Duration = Duration::from_secs(10);

impl SalesforceError {
    /// What a run does about it.
    #[must_use]
    pub fn action(&self) -> Action {
        match self {
            Self::Unreachable { .. }
            | Self::BrokeOff
            | Self::Unreadable { .. }
            | Self::MixedUp { .. }
            | Self::PlaceLost
            | Self::ServerTrouble { .. } => Action::Retry,
            Self::TooManyAtOnce => Action::RetryFewer { after: LONG_REQUEST_WAIT },
            Self::Throttled { wait } => Action::RetryFewer { after: wait.unwrap_or(THROTTLE_WAIT) },
            Self::TimedOut { .. } | Self::QueryTimeout | Self::TooLong | Self::TooLarge { .. } => {
                Action::Smaller
            }
            Self::BadId { .. } | Self::RecordDeleted { .. } | Self::RecordTooLarge { .. } => Action::Isolate,
            Self::DailyLimit { .. }
            | Self::BudgetReached { .. }
            | Self::JobsUsedUp { .. }
            | Self::SignInNotKept { .. } => Action::Pause,
            Self::InsecureUrl { .. }
            | Self::UnusableSecret
            | Self::Redirected { .. }
            | Self::SignInRefused { .. }
            | Self::SessionExpired
            | Self::SignInEnded { .. }
            | Self::SfRefused { .. }
            | Self::SessionRefused { .. }
            | Self::NotPermitted { .. }
            | Self::FieldNotReadable { .. }
            | Self::NotFound { .. }
            | Self::Refused { .. }
            | Self::VersionRetired { .. }
            | Self::OtherVersion { .. }
            | Self::OtherColumns { .. }
            | Self::NotForBulk { .. }
            | Self::TooMany { .. } => Action::Stop,
        }
    }

    /// Whether it is only about making or reading a bulk job, so that reading by ids may go well.
    #[must_use]
    pub fn is_about_bulk(&self) -> bool {
        matches!(
            self,
            Self::JobsUsedUp { .. }
                | Self::NotForBulk { .. }
                | Self::OtherVersion { .. }
                | Self::OtherColumns { .. }
                | Self::VersionRetired { .. }
                | Self::Refused { .. }
                | Self::NotFound { .. }
                | Self::NotPermitted { .. }
                | Self::FieldNotReadable { .. }
        )
    }

    /// A short name by which problems are grouped.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::InsecureUrl { .. } => "salesforce_insecure_url",
            Self::UnusableSecret => "salesforce_unusable_secret",
            Self::Unreachable { .. } => "salesforce_unreachable",
            Self::TimedOut { .. } => "salesforce_timed_out",
            Self::BrokeOff => "salesforce_broke_off",
            Self::Unreadable { .. } => "salesforce_unreadable",
            Self::MixedUp { .. } => "salesforce_mixed_up",
            Self::Redirected { .. } => "salesforce_redirected",
            Self::SignInRefused { .. } => "salesforce_sign_in_refused",
            Self::SessionExpired => "salesforce_session_expired",
            Self::SignInEnded { .. } => "salesforce_sign_in_ended",
            Self::SignInNotKept { .. } => "salesforce_sign_in_not_kept",
            Self::SfRefused { .. } => "salesforce_sf_refused",
            Self::SessionRefused { .. } => "salesforce_session_refused",
            Self::DailyLimit { .. } => "salesforce_daily_limit",
            Self::TooManyAtOnce => "salesforce_too_many_at_once",
            Self::Throttled { .. } => "salesforce_throttled",
            Self::NotPermitted { .. } => "salesforce_not_permitted",
            Self::QueryTimeout => "salesforce_query_timeout",
            Self::TooLong => "salesforce_too_long",
            Self::TooLarge { .. } => "salesforce_too_large",
            Self::RecordTooLarge { .. } => "salesforce_record_too_large",
            Self::BadId { .. } => "salesforce_bad_id",
            Self::FieldNotReadable { .. } => "salesforce_field_not_readable",
            Self::PlaceLost => "salesforce_place_lost",
            Self::NotFound { .. } => "salesforce_not_found",
            Self::ServerTrouble { .. } => "salesforce_server_trouble",
            Self::Refused { .. } => "salesforce_refused",
            Self::BudgetReached { .. } => "salesforce_budget_reached",
            Self::RecordDeleted { .. } => "salesforce_record_deleted",
            Self::VersionRetired { .. } => "salesforce_version_retired",
            Self::OtherVersion { .. } => "salesforce_other_version",
            Self::OtherColumns { .. } => "salesforce_other_columns",
            Self::JobsUsedUp { .. } => "salesforce_jobs_used_up",
            Self::NotForBulk { .. } => "salesforce_not_for_bulk",
            Self::TooMany { .. } => "salesforce_too_many_ids",
        }
    }
}
