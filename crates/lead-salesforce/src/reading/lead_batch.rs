//! The leads that one call gave, each at its id's position, made one by one from the text that came.

use crate::LeadDescribe;
use crate::reading::field_plan::FieldPlan;
use crate::reading::lookups::LookupValues;
use crate::reading::records::Records;
use crate::reading::relationship_paths::RelationshipValues;
use lead_model::{Lead, LeadId};
use std::fmt;
use std::sync::Arc;

/// Leads by position; `None` where Salesforce gave nothing for the id.
#[derive(Default)]
pub struct LeadBatch {
    pub(crate) ids: Vec<LeadId>,
    pub(crate) records: Records,
    pub(crate) lookups: LookupValues,
    pub(crate) relationships: RelationshipValues,
    /// Needed to follow paths through lookups.
    pub(crate) lead: Option<Arc<LeadDescribe>>,
}

impl LeadBatch {
    /// How many ids it answers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it answers none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Bytes of the text that is kept of the lead at a position; 0 where nothing was given.
    #[must_use]
    pub fn size(&self, position: usize) -> usize {
        self.records.size(position)
    }

    /// Bytes of the text that is kept of all.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.records.bytes()
    }

    /// The leads with the paths they were read with, in the order of the ids.
    pub fn leads<'a>(&'a self, paths: &'a [String]) -> impl Iterator<Item = Option<Lead>> + 'a {
        let plan = FieldPlan::new(paths, self.lead.as_deref());
        self.ids.iter().enumerate().map(move |(position, id)| {
            let record = self.records.get(position)?;
            Some(plan.lead(*id, &record, &self.lookups, &self.relationships))
        })
    }
}

impl fmt::Debug for LeadBatch {
    /// Without its text, which is somebody's data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LeadBatch({} ids, {} bytes)", self.len(), self.bytes())
    }
}
