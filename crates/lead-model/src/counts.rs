//! Rows counted by what they were told. The two counts of one run always sum to its rows.

use crate::{IdVerdict, RowStatus};
use serde::{Deserialize, Serialize};

macro_rules! counts {
    ($(#[$doc:meta])* $name:ident by $key:ident { $($field:ident: $variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
        #[serde(default)]
        pub struct $name {
            $(
                #[doc = concat!("Rows with [`", stringify!($key), "::", stringify!($variant), "`].")]
                #[specta(type = f64)]
                pub $field: u64,
            )*
        }

        impl $name {
            /// The rows counted under one key.
            #[must_use]
            pub fn get(&self, key: $key) -> u64 {
                match key { $($key::$variant => self.$field),* }
            }

            /// Counts more rows under one key.
            pub fn add(&mut self, key: $key, rows: u64) {
                match key { $($key::$variant => self.$field += rows),* }
            }

            /// Takes rows out from under one key, as when their status changes.
            pub fn take(&mut self, key: $key, rows: u64) {
                match key { $($key::$variant => self.$field = self.$field.saturating_sub(rows)),* }
            }

            /// All rows counted.
            #[must_use]
            pub fn total(&self) -> u64 {
                $key::ALL.iter().map(|&key| self.get(key)).sum()
            }
        }
    };
}

counts! {
    /// Rows by [`RowStatus`].
    StatusCounts by RowStatus {
        analyzed: Analyzed,
        rules_only: RulesOnly,
        invalid_lead_id: InvalidLeadId,
        retrieval_failed: RetrievalFailed,
        assessment_failed: AssessmentFailed,
        not_assessed: NotAssessed,
        waiting: Waiting,
    }
}

counts! {
    /// Rows by [`IdVerdict`].
    VerdictCounts by IdVerdict {
        valid: Valid,
        restored: Restored,
        converted: Converted,
        deleted: Deleted,
        merged: Merged,
        not_found: NotFound,
        wrong_object: WrongObject,
        malformed: Malformed,
        blank: Blank,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_that_changes_keeps_the_total() {
        let mut counts = StatusCounts::default();
        counts.add(RowStatus::Waiting, 3);
        counts.take(RowStatus::Waiting, 1);
        counts.add(RowStatus::Analyzed, 1);
        assert_eq!((counts.total(), counts.waiting, counts.analyzed), (3, 2, 1));
    }
}
