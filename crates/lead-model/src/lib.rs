//! The words all of Leadsheet shares: lead ids and what a cell's text says about them, leads,
//! scores, money, what a row can be told, and the snapshot of a run. No I/O, no clock.
//!
//! ```
//! use lead_model::{IdReading, read_id};
//!
//! let IdReading::Lead { id, restored, .. } = read_id("  00Q5g00000DeMoA ") else { panic!() };
//! assert_eq!(id.as_str(), "00Q5g00000DeMoAEAV");
//! assert!(restored.is_none());
//! ```

mod column;
mod counts;
mod fields;
mod finding;
mod id_reading;
mod lead;
mod lead_id;
mod money;
mod numbers;
mod score;
mod settings;
mod snapshot;
mod status;

pub use column::{ColumnKind, ResultCell};
pub use counts::{StatusCounts, VerdictCounts};
pub use fields::{AddedField, FieldChoice, FieldMatch};
pub use finding::{
    Check, CheckBasis, CheckOutcome, LeadFindings, Proposal, RuleFindings, RuleFlag, ScoreStep,
};
pub use id_reading::{Formula, IdReading, Malformed, Restoration, Wrapping, read_address, read_id};
pub use lead::{FieldValue, Lead};
pub use lead_id::{LEAD_PREFIX, LeadId, object_name};
pub use money::{Money, Usage};
pub use numbers::{several, thousands};
pub use score::{Band, Score};
pub use settings::{Profile, ReadBy, RunSettings, SettingError, SettingOverrides};
pub use snapshot::{
    LimitUse, PerformanceMetrics, ProblemGroup, ProcessingStats, RunId, RunSnapshot, SecondsRange, Stage,
    StageProgress,
};
pub use status::{IdVerdict, RowStatus, RunState};
