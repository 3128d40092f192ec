//! How statuses and verdicts stand in the file: small numbers, fixed for good, since a million
//! rows are indexed by them.

use lead_model::{IdVerdict, RowStatus, RunState};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

macro_rules! coded {
    ($wrap:ident($inner:ty) { $($variant:path = $code:literal),* $(,)? }) => {
        /// As it stands in the file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) struct $wrap(pub(crate) $inner);

        impl $wrap {
            pub(crate) const fn number(self) -> i64 {
                match self.0 { $($variant => $code),* }
            }
        }

        impl ToSql for $wrap {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.number().into())
            }
        }

        impl FromSql for $wrap {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                match value.as_i64()? {
                    $($code => Ok(Self($variant)),)*
                    other => Err(FromSqlError::OutOfRange(other)),
                }
            }
        }
    };
}

coded! {
    Status(RowStatus) {
        RowStatus::Analyzed = 1,
        RowStatus::RulesOnly = 2,
        RowStatus::InvalidLeadId = 3,
        RowStatus::RetrievalFailed = 4,
        RowStatus::AssessmentFailed = 5,
        RowStatus::NotAssessed = 6,
        RowStatus::Waiting = 7,
    }
}

coded! {
    Verdict(IdVerdict) {
        IdVerdict::Valid = 1,
        IdVerdict::Restored = 2,
        IdVerdict::Converted = 3,
        IdVerdict::Deleted = 4,
        IdVerdict::Merged = 5,
        IdVerdict::NotFound = 6,
        IdVerdict::WrongObject = 7,
        IdVerdict::Malformed = 8,
        IdVerdict::Blank = 9,
    }
}

coded! {
    State(RunState) {
        RunState::Running = 1,
        RunState::Paused = 2,
        RunState::Cancelled = 3,
        RunState::Done = 4,
        RunState::FailedRows = 5,
    }
}

/// Where a lead stands on its way. What is yet to be done for it is found by this number alone, so
/// a run that was killed is taken up by asking the same questions again.
pub(crate) mod stage {
    /// To be read from Salesforce.
    pub(crate) const TO_READ: i64 = 0;
    /// Salesforce gave nothing for it: to be looked at a second time.
    pub(crate) const MISSING: i64 = 1;
    /// Its record is here: to be judged by the rules.
    pub(crate) const TO_RULE: i64 = 2;
    /// To be judged by the model.
    pub(crate) const TO_ASSESS: i64 = 3;
    /// Nothing more to do.
    pub(crate) const SETTLED: i64 = 4;
}

/// Counts never come near the top of `i64`; the file has no unsigned numbers.
pub(crate) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A count read back.
pub(crate) fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
