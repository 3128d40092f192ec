//! When one piece of work keeps failing and nobody else is asking: is it the work, or is the
//! provider out? Asking again what is known to work tells.

use crate::RunError;
use crate::model::question::{question, weight};
use crate::run::context::RunContext;
use crate::run::settlement::settlement;
use crate::run::spending_cap::reserve;
use lead_model::RowStatus;
use lead_pace::Outcome;
use tokio::time::Instant;

/// Whether the model still answers a question that it answered before. Costs what a lead costs, and
/// is worth it: the alternative is to fail a row or to pause a run for the wrong reason.
pub(crate) async fn model_works(context: &RunContext) -> Result<bool, RunError> {
    let (Some(client), Some(fitted)) = (&context.providers.openai, context.fitted()) else {
        return Ok(false);
    };
    let proven = context.journal.write(|stores| stores.journal.proven(Some(RowStatus::Analyzed))).await?;
    let Some(proven) = proven else { return Ok(false) };
    let question = question(context, &fitted.ask(&[&proven]), 0);
    let weight = weight(&question);
    let Some(permit) = context.stop.or(context.model.permit(weight.charged())).await else {
        return Ok(false);
    };
    let worst = context.providers.prices.worst_case(&question.model, weight.input, weight.room);
    let Some(reserved) = reserve(context, worst, &[]).await? else { return Ok(false) };
    let began = Instant::now();
    let answer = client.ask(&question).await;
    let (works, charge) = match &answer {
        Ok(reply) => (true, reply.charge),
        Err(failure) => (false, failure.charge),
    };
    permit.finish(if works { Outcome::Ok } else { Outcome::Failed }, began.elapsed());
    if works {
        context.model.health().record_success();
    }
    let settled = settlement(context, charge, &reserved, works);
    context.journal.write(move |stores| reserved.settle(&mut stores.journal, &settled)).await?;
    Ok(works)
}
