//! When one piece of work keeps failing and nobody else is asking: is it the work, or is the
//! provider out? Asking again what is known to work tells.

use crate::RunError;
use crate::bill::settlement;
use crate::budget::reserve;
use crate::request::{question, weight};
use crate::shift::Shift;
use lead_model::RowStatus;
use lead_pace::Outcome;
use tokio::time::Instant;

/// Whether Salesforce still gives a lead that it gave before.
pub(crate) async fn salesforce_works(shift: &Shift, paths: &[String]) -> Result<bool, RunError> {
    let Some(proven) = shift.scribe.write(|books| books.journal.proven(None)).await? else {
        return Ok(false);
    };
    let Some(permit) = shift.stop.or(shift.salesforce.pacer.acquire(1)).await else { return Ok(false) };
    let began = Instant::now();
    let works = shift.providers.salesforce.read_leads(&[proven.id], paths).await.is_ok();
    permit.finish(if works { Outcome::Ok } else { Outcome::Failed }, began.elapsed());
    if works {
        shift.salesforce.health.good();
    }
    Ok(works)
}

/// Whether the model still answers a question that it answered before. Costs what a lead costs, and
/// is worth it: the alternative is to fail a row or to pause a run for the wrong reason.
pub(crate) async fn model_works(shift: &Shift) -> Result<bool, RunError> {
    let (Some(client), Some(resolved)) = (&shift.providers.openai, shift.resolved()) else {
        return Ok(false);
    };
    let proven = shift.scribe.write(|books| books.journal.proven(Some(RowStatus::Analyzed))).await?;
    let Some(proven) = proven else { return Ok(false) };
    let question = question(shift, &resolved.ask(&[&proven]), 0);
    let weight = weight(&question);
    let Some(permit) = shift.stop.or(shift.model.pacer.acquire(weight.charged())).await else {
        return Ok(false);
    };
    let worst = shift.providers.prices.worst_case(&question.model, weight.input, weight.room);
    let Some(reserved) = reserve(shift, worst, &[]).await? else { return Ok(false) };
    let began = Instant::now();
    let told = client.ask(&question).await;
    let (works, charge) = match &told {
        Ok(reply) => (true, reply.charge),
        Err(failure) => (false, failure.charge),
    };
    permit.finish(if works { Outcome::Ok } else { Outcome::Failed }, began.elapsed());
    if works {
        shift.model.health.good();
    }
    let settled = settlement(shift, charge, &reserved, works);
    shift.scribe.write(move |books| reserved.settle(&mut books.journal, &settled)).await?;
    Ok(works)
}
