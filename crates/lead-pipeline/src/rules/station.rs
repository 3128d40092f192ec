//! The third station: the rules, over records that are in the journal.

use crate::RunError;
use crate::run::context::RunContext;
use lead_assess::FittedRecipe;
use lead_journal::LeadRef;
use lead_model::{Lead, LeadFindings};
use std::sync::Arc;

/// Leads in one go: the rules are quick, and the next station waits for them.
const LEADS_AT_ONCE: u32 = 250;

/// Judges leads until no more will come.
pub(crate) async fn rule_leads(context: Arc<RunContext>) -> Result<(), RunError> {
    let mut tallies = context.journal.tallies();
    while !context.stop.given() {
        // Asked before looking, so that a lead that comes in between is not missed.
        let last_came = context.retrieved.is_open();
        tallies.mark_unchanged();
        let leads = context.journal.write(|stores| stores.journal.to_rule(LEADS_AT_ONCE)).await?;
        if leads.is_empty() {
            if last_came {
                context.ruled.open();
                break;
            }
            tokio::select! {
                () = context.stop.wait() => break,
                () = context.retrieved.opened() => {}
                changed = tallies.changed() => if changed.is_err() { break },
            }
            continue;
        }
        let Some(fitted) = context.fitted().cloned() else {
            return Err(RunError::Broken("records without known fields".into()));
        };
        let model = context.asks_model().then(|| context.plan.request.model.clone());
        let judged = tokio::task::spawn_blocking(move || judge(&fitted, leads, model.as_deref()))
            .await
            .map_err(|error| RunError::Broken(error.to_string()))?;
        context
            .journal
            .write(move |stores| {
                for (lead, findings, fingerprint) in judged {
                    stores.journal.ruled(lead, &findings, fingerprint.as_deref())?;
                }
                Ok(())
            })
            .await?;
    }
    Ok(())
}

type Judged = (LeadRef, LeadFindings, Option<String>);

fn judge(fitted: &FittedRecipe, leads: Vec<(LeadRef, Lead)>, model: Option<&str>) -> Vec<Judged> {
    let judge_one = |(lead, record): (LeadRef, Lead)| {
        let findings = fitted.conclude(&record, fitted.rules(&record), None);
        let fingerprint = model.map(|model| fitted.fingerprint(&record, model));
        (lead, findings, fingerprint)
    };
    leads.into_iter().map(judge_one).collect()
}
