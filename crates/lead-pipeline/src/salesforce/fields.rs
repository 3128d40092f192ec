//! Which of the org's fields a run reads.

use crate::RunError;
use crate::plan::recipe;
use crate::run::context::RunContext;
use crate::salesforce::ask::{Asked, ask};
use std::sync::Arc;

/// Fits the recipe to the org and gives the paths to read, or `None` where the run stops first.
/// The org is asked once a run.
pub(crate) async fn fit_recipe(context: &Arc<RunContext>) -> Result<Option<Vec<String>>, RunError> {
    if let Some(fitted) = context.fitted() {
        return Ok(Some(fitted.paths()));
    }
    let client = &context.providers.salesforce;
    let Asked::Answered(describe) = ask(context, "fields", |_| false, || client.describe_lead()).await else {
        return Ok(None);
    };
    let choice = &context.plan.request.fields;
    let readable = recipe::readable(&context.recipe, choice, &describe);
    let fitted = context.set_fitted(recipe::fitted(context.recipe.clone(), choice, Some(&readable)));
    let url = client.instance_url().to_string();
    context.journal.write(move |stores| stores.journal.set_org(&readable, &url)).await?;
    Ok(Some(fitted.paths()))
}
