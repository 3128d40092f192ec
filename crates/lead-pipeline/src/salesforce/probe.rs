//! Whether Salesforce is out, or one batch of leads is at fault.

use crate::RunError;
use crate::run::context::RunContext;
use lead_pace::Outcome;
use tokio::time::Instant;

/// Whether Salesforce still gives a lead that it gave before.
pub(crate) async fn salesforce_works(context: &RunContext, paths: &[String]) -> Result<bool, RunError> {
    let Some(proven) = context.journal.write(|stores| stores.journal.proven(None)).await? else {
        return Ok(false);
    };
    let Some(permit) = context.stop.or(context.salesforce.permit(1)).await else { return Ok(false) };
    let began = Instant::now();
    let works = context.providers.salesforce.read_leads(&[proven.id], paths).await.is_ok();
    permit.finish(if works { Outcome::Ok } else { Outcome::Failed }, began.elapsed());
    if works {
        context.salesforce.health().record_success();
    }
    Ok(works)
}
