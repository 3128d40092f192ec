//! A choice of fields, completed by what the org says of them.

use crate::App;
use crate::error::{AppResult, coded};
use crate::fields::fit::offered;
use lead_model::AddedField;
use lead_pipeline::RunPlan;
use std::collections::HashMap;

impl App {
    /// Gives added fields that came by their path alone the label and type they have in the org, and
    /// refuses what is not there: somebody typed it, and would miss the column at the end.
    pub(crate) async fn complete_fields(&self, mut plan: RunPlan) -> AppResult<RunPlan> {
        let bare = |field: &AddedField| field.label.is_empty();
        if !plan.request.fields.added.iter().any(bare) {
            return Ok(plan);
        }
        let object = self.lead_object(&plan).await?;
        let fields: HashMap<_, _> =
            offered(&object.lead).into_iter().map(|field| (field.path.clone(), field)).collect();
        for field in plan.request.fields.added.iter_mut().filter(|field| bare(field)) {
            if !object.lead.may_read(&field.path) {
                return Err(coded(
                    "fields",
                    format!(
                        "{} is not among the fields of a lead in {}, or not shared with this user. Field names are \
                         written as their API name, with capital letters as there.",
                        field.path, object.host
                    ),
                ));
            }
            match fields.get(&field.path) {
                Some(known) => {
                    field.label.clone_from(&known.label);
                    field.field_type.clone_from(&known.field_type);
                }
                None => field.label.clone_from(&field.path),
            }
        }
        Ok(plan)
    }
}
