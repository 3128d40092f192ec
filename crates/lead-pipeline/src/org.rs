//! Which of the recipe's fields the org has: asked once a run.

use crate::RunError;
use crate::recipe;
use crate::shift::Shift;
use lead_pace::{Backoff, Outcome};
use lead_salesforce::Action;
use std::sync::Arc;
use tokio::time::Instant;

/// Fits the recipe to the org and gives the paths to read, or `None` where the run stops first.
pub(crate) async fn fit_recipe(shift: &Arc<Shift>) -> Result<Option<Vec<String>>, RunError> {
    if let Some(resolved) = shift.resolved() {
        return Ok(Some(resolved.paths()));
    }
    let line = &shift.salesforce;
    let mut waits = Backoff::new(shift.patience.first_wait, shift.patience.longest_wait);
    loop {
        let Some(permit) = shift.stop.or(line.pacer.acquire(1)).await else { return Ok(None) };
        let began = Instant::now();
        let told = {
            let _under_way = line.under_way();
            shift.providers.salesforce.describe_lead().await
        };
        match told {
            Ok(describe) => {
                permit.finish(Outcome::Ok, began.elapsed());
                line.health.good();
                let readable = describe.readable_paths();
                let resolved = shift.set_resolved(recipe::fitted(shift.recipe.clone(), Some(&readable)));
                let url = shift.providers.salesforce.instance_url().to_string();
                shift.scribe.write(move |books| books.journal.set_org(&readable, &url)).await?;
                return Ok(Some(resolved.paths()));
            }
            Err(error) => {
                let wait = match error.action() {
                    Action::Pause | Action::Stop => {
                        permit.finish(Outcome::Refused, began.elapsed());
                        shift.pause(error.to_string());
                        return Ok(None);
                    }
                    Action::RetryFewer { after } => after,
                    Action::Retry | Action::Smaller | Action::Isolate => waits.next(),
                };
                permit.finish(Outcome::Failed, began.elapsed());
                if line.health.bad() > shift.patience.outage {
                    shift.pause(outage("Salesforce", &error));
                    return Ok(None);
                }
                tracing::warn!(code = error.code(), "describe failed, asking again");
                if shift.stop.or(tokio::time::sleep(wait)).await.is_none() {
                    return Ok(None);
                }
            }
        }
    }
}

/// Why a run pauses when a provider stays away.
pub(crate) fn outage(provider: &str, last: &impl std::fmt::Display) -> String {
    format!(
        "{provider} has given no good answer for some minutes, so the run is paused and what was done is saved. \
         Resume when it is back. The last it said: {last}"
    )
}
