//! What became of leads that Salesforce gave nothing for.

use lead_model::LeadId;

/// What became of a lead that is not where it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// It lies in the recycle bin.
    Deleted,
    /// It was merged into another lead.
    Merged {
        /// The lead that remains.
        into: LeadId,
    },
    /// Salesforce has no such lead, or does not share it with this user; it does not say which.
    NotFound,
    /// It is there after all (restored or shared meanwhile): read it again.
    Present,
}
