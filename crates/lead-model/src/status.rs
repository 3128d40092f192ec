//! What a row and a run can be told.

use serde::{Deserialize, Serialize};

/// What is known of a row's lead id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum IdVerdict {
    /// A lead, live. Before Salesforce was asked: well-formed.
    Valid,
    /// As valid, after its letter case or checksum was mended.
    Restored,
    /// The lead was converted to an account and contact.
    Converted,
    /// The lead lies in the recycle bin.
    Deleted,
    /// The lead was merged into another, which is named.
    Merged,
    /// Salesforce has no such lead, or does not share it with this user; it does not say which.
    NotFound,
    /// The id of another kind of record.
    WrongObject,
    /// Not an id.
    Malformed,
    /// An empty cell.
    Blank,
}

impl IdVerdict {
    /// All verdicts in the order they are shown.
    pub const ALL: [Self; 9] = [
        Self::Valid,
        Self::Restored,
        Self::Converted,
        Self::Deleted,
        Self::Merged,
        Self::NotFound,
        Self::WrongObject,
        Self::Malformed,
        Self::Blank,
    ];

    /// The words shown for it, in the window and in the workbook.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Valid => "Valid",
            Self::Restored => "Restored",
            Self::Converted => "Converted",
            Self::Deleted => "Deleted",
            Self::Merged => "Merged",
            Self::NotFound => "Not found or not shared",
            Self::WrongObject => "Wrong object",
            Self::Malformed => "Malformed",
            Self::Blank => "Blank",
        }
    }

    /// The name used in files and on the wire: that of its serialized form.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Restored => "restored",
            Self::Converted => "converted",
            Self::Deleted => "deleted",
            Self::Merged => "merged",
            Self::NotFound => "not_found",
            Self::WrongObject => "wrong_object",
            Self::Malformed => "malformed",
            Self::Blank => "blank",
        }
    }

    /// Whether there is a record behind the id that can be assessed.
    #[must_use]
    pub fn has_record(self) -> bool {
        matches!(self, Self::Valid | Self::Restored | Self::Converted)
    }
}

/// How far a row has come; every row has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum RowStatus {
    /// Rules and model both answered.
    Analyzed,
    /// The run does not ask the model; the rules answered.
    RulesOnly,
    /// There is no lead behind the id, so there is nothing to read.
    InvalidLeadId,
    /// Salesforce could not be read for this id. Says nothing of the id; can be retried.
    RetrievalFailed,
    /// The model gave no usable answer. The rules' scores stand; can be retried.
    AssessmentFailed,
    /// The id was checked and the run goes no further ("check ids only").
    NotAssessed,
    /// Not done yet.
    Waiting,
}

impl RowStatus {
    /// All statuses in the order they are shown.
    pub const ALL: [Self; 7] = [
        Self::Analyzed,
        Self::RulesOnly,
        Self::InvalidLeadId,
        Self::RetrievalFailed,
        Self::AssessmentFailed,
        Self::NotAssessed,
        Self::Waiting,
    ];

    /// The words shown for it, in the window and in the workbook.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Analyzed => "Analyzed",
            Self::RulesOnly => "Rules only",
            Self::InvalidLeadId => "Invalid lead id",
            Self::RetrievalFailed => "Retrieval failed",
            Self::AssessmentFailed => "Assessment failed",
            Self::NotAssessed => "Not assessed",
            Self::Waiting => "Waiting",
        }
    }

    /// The name used in files and on the wire: that of its serialized form.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Analyzed => "analyzed",
            Self::RulesOnly => "rules_only",
            Self::InvalidLeadId => "invalid_lead_id",
            Self::RetrievalFailed => "retrieval_failed",
            Self::AssessmentFailed => "assessment_failed",
            Self::NotAssessed => "not_assessed",
            Self::Waiting => "waiting",
        }
    }
}

/// What a run is doing or how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Under way in some process.
    Running,
    /// Stopped where it can be taken up: by the user, a limit, the spending cap, credentials, or a crash.
    Paused,
    /// Ended by the user for good; what was done is kept and can be saved.
    Cancelled,
    /// Every row has its answer.
    Done,
    /// Ended; some rows failed and can be retried.
    FailedRows,
}

impl RunState {
    /// The words shown for it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Running => "Running",
            Self::Paused => "Paused",
            Self::Cancelled => "Cancelled",
            Self::Done => "Done",
            Self::FailedRows => "Done, some rows failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_serialized_names() {
        for verdict in IdVerdict::ALL {
            assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.code());
        }
        for status in RowStatus::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.code());
        }
    }
}
