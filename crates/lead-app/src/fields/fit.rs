//! An org's fields to choose from, and a recipe laid beside them.

use crate::error::AppResult;
use crate::fields::describe_cache::LeadObject;
use crate::fields::likeness::alike;
use crate::{App, FieldFit, OrgField, OrgFields, RecipeFieldFit, RunOptions, RunRequest};
use lead_assess::{FittedRecipe, Recipe};
use lead_model::FieldChoice;
use lead_salesforce::{FieldDescribe, LeadDescribe};
use std::collections::HashMap;

impl App {
    /// The fields of a lead that this user may read, in the org that a workbook's run reads from.
    pub async fn lead_fields(&self, path: String) -> AppResult<OrgFields> {
        let plan = self.aside(move |parts| parts.plan_to_look(&path)).await?;
        let LeadObject { lead, host } = self.lead_object(&plan).await?;
        Ok(OrgFields { org: host, fields: offered(&lead) })
    }

    /// What of the recipe can be read there, what cannot, and what that costs the assessment.
    pub async fn fit_fields(&self, request: RunRequest) -> AppResult<FieldFit> {
        let plan = self.aside(move |parts| parts.plan(&RunOptions::from(request))).await?;
        let named = plan.request.recipe.clone();
        let recipe = self.aside(move |_| Ok(lead_pipeline::load_recipe(&named)?)).await?;
        let LeadObject { lead, host } = self.lead_object(&plan).await?;
        let fitted = lead_pipeline::fit(recipe.clone(), &plan.request.fields, &lead);
        let fields = recipe_fields(&recipe, &plan.request.fields, &fitted, &lead);
        Ok(FieldFit { org: host, fields, missing: fitted.missing().to_vec() })
    }
}

/// Every field, and the name of what each lookup leads to, by label.
pub(crate) fn offered(lead: &LeadDescribe) -> Vec<OrgField> {
    let mut fields: Vec<OrgField> = lead.fields.iter().flat_map(each).collect();
    fields.sort_by_cached_key(|field| (field.label.to_lowercase(), field.path.clone()));
    fields
}

fn each(field: &FieldDescribe) -> impl Iterator<Item = OrgField> {
    let own = OrgField {
        path: field.name.clone(),
        label: field.label.clone(),
        field_type: field.field_type.clone(),
        through: Vec::new(),
    };
    let behind = field.relationship_name.as_ref().map(|relationship| OrgField {
        path: format!("{relationship}.Name"),
        label: format!("{}: name", without_id(&field.label)),
        field_type: "string".into(),
        through: field.reference_to.clone(),
    });
    std::iter::once(own).chain(behind)
}

/// A lookup's label names its id (`Owner ID`); what it leads to is no id.
fn without_id(label: &str) -> &str {
    label.strip_suffix(" ID").unwrap_or(label)
}

fn recipe_fields(
    recipe: &Recipe,
    choice: &FieldChoice,
    fitted: &FittedRecipe,
    lead: &LeadDescribe,
) -> Vec<RecipeFieldFit> {
    let labels: HashMap<String, String> =
        offered(lead).into_iter().map(|field| (field.path, field.label)).collect();
    let costs: HashMap<&str, &str> =
        fitted.lacking().iter().map(|field| (field.path.as_str(), field.cost.as_str())).collect();
    recipe
        .fields()
        .into_iter()
        .map(|field| {
            let org_field = choice.org_field(&field.path).to_owned();
            let cost = costs.get(field.path.as_str());
            let readable = cost.is_none();
            let near = if readable { Vec::new() } else { alike(&field.path, &field.label, &lead.fields) };
            RecipeFieldFit {
                shared: field.share.code().to_owned(),
                org_label: labels.get(&org_field).filter(|_| readable).cloned().unwrap_or_default(),
                readable,
                cost: cost.map(|cost| (*cost).to_owned()).unwrap_or_default(),
                suggestions: near.into_iter().map(str::to_owned).collect(),
                path: field.path,
                label: field.label,
                org_field,
            }
        })
        .collect()
}
