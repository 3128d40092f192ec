//! What a run will take, before it starts.

use crate::view::Forecast;
use crate::words::thousands;
use crate::{Home, RunError, RunPlan, recipe};
use lead_assess::{Recipe, Resolved};
use lead_journal::Answers;
use lead_model::{FieldValue, IdReading, Lead, LeadId, Money, SecondsRange, read_id};
use lead_openai::{PriceTable, TokenUsage, estimate_tokens};
use lead_workbook::Cell;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::ops::ControlFlow;

/// Seconds a call that reads leads takes, at best and at worst in a usual org.
const CALL_SECONDS: (f64, f64) = (0.4, 4.0);
/// Seconds a request to the model takes.
const REQUEST_SECONDS: (f64, f64) = (1.0, 5.0);
/// Requests at once that a provider usually lets through: many, few.
const REQUESTS_AT_ONCE: (f64, f64) = (100.0, 12.0);
/// Of the room for an answer, the share that answers usually fill.
const ANSWER_SHARE: (f64, f64) = (0.25, 0.7);
/// Characters a filled field usually has.
const USUAL_FIELD: &str = "Halvorsen Industrial";

/// Reads the sheet once and tells what the run will take. Blocks: call it from a blocking thread.
pub fn forecast(home: &Home, plan: &RunPlan, prices: &PriceTable) -> Result<Forecast, RunError> {
    let recipe = recipe::load(&plan.request.recipe)?;
    let asks_model = plan.asks_model(&recipe);
    let resolved = recipe::fitted(recipe.clone(), None);
    let count = count(home, plan, asks_model.then_some(&resolved))?;
    let settings = &plan.settings;
    let size =
        if plan.request.check_only { settings.batch_size_validation } else { settings.batch_size_salesforce };
    // One call for the fields, one for a second look at what was not given.
    let calls = if count.leads == 0 { 0 } else { count.leads.div_ceil(size.max(1).into()) + 2 };
    let asked = if asks_model { count.leads - count.answered } else { 0 };
    let requests = asked.div_ceil(settings.leads_per_request.max(1).into());
    let costs = costs(plan, &recipe, &resolved, prices, requests);
    Ok(Forecast {
        rows: count.rows,
        leads: count.leads,
        salesforce_calls: calls,
        openai_requests: requests,
        cached_answers: count.answered,
        time: time(calls, requests),
        cost_low_usd: costs.map_or(Money::ZERO, |(low, _)| low),
        cost_high_usd: costs.map_or(Money::ZERO, |(_, high)| high),
        basis: basis(plan, requests, costs.is_some(), prices.as_of()),
    })
}

struct Count {
    rows: u64,
    leads: u64,
    answered: u64,
}

/// Counts rows and distinct leads. Of each lead a 64-bit hash is kept, 16 MB at most for the
/// largest sheet there can be.
fn count(home: &Home, plan: &RunPlan, resolved: Option<&Resolved>) -> Result<Count, RunError> {
    let answers = resolved.map(|_| Answers::open(home)).transpose()?;
    let (origin, column) =
        (plan.origin(), usize::try_from(plan.request.source.id_column).unwrap_or(usize::MAX));
    let hasher = RandomState::new();
    let mut seen: HashSet<u64> = HashSet::new();
    let mut count = Count { rows: 0, leads: 0, answered: 0 };
    let mut failed = None;
    lead_workbook::for_each_row(&plan.request.source, &mut |row| {
        count.rows += 1;
        let text = row.cells.get(column).map(Cell::text).unwrap_or_default();
        let IdReading::Lead { id, .. } = read_id(&text) else { return ControlFlow::Continue(()) };
        if !seen.insert(hasher.hash_one(id)) {
            return ControlFlow::Continue(());
        }
        count.leads += 1;
        if let (Some(answers), Some(resolved)) = (&answers, resolved) {
            match answers.knows(&origin, id.as_str(), resolved.hash(), &plan.request.model) {
                Ok(known) => count.answered += u64::from(known),
                Err(error) => {
                    failed = Some(error);
                    return ControlFlow::Break(());
                }
            }
        }
        ControlFlow::Continue(())
    })?;
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(count),
    }
}

fn time(calls: u64, requests: u64) -> SecondsRange {
    let (calls, requests) = (calls as f64, requests as f64);
    let in_flight = crate::shift::SALESFORCE_IN_FLIGHT as f64;
    let reading = (calls * CALL_SECONDS.0 / in_flight, calls * CALL_SECONDS.1 / in_flight);
    let asking = (
        requests * REQUEST_SECONDS.0 / REQUESTS_AT_ONCE.0,
        requests * REQUEST_SECONDS.1 / REQUESTS_AT_ONCE.1,
    );
    // The stations overlap, so the slower one counts, and at worst their sum.
    SecondsRange { low: reading.0.max(asking.0).max(1.0), high: (reading.1 + asking.1).max(2.0) }
}

/// The likely cost, at least and at most; `None` where the model's price is not known.
fn costs(
    plan: &RunPlan,
    recipe: &Recipe,
    resolved: &Resolved,
    prices: &PriceTable,
    requests: u64,
) -> Option<(Money, Money)> {
    if requests == 0 {
        return Some((Money::ZERO, Money::ZERO));
    }
    let lead = usual_lead(recipe)?;
    let pack = vec![&lead; plan.settings.leads_per_request.max(1) as usize];
    let ask = resolved.ask(&pack);
    let always = estimate_tokens(&ask.instructions) + estimate_tokens(&ask.schema.to_string());
    let data = estimate_tokens(&ask.data);
    let room = f64::from(ask.max_output_tokens);
    let one = |cached: u64, share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small positive number"
        )]
        let output = (room * share) as u64;
        let usage = TokenUsage { input: always + data, cached, cache_write: 0, output };
        prices.cost(&plan.request.model, &usage)
    };
    let many = i64::try_from(requests).ok()?;
    let times = |one: Money| Money::from_nanos(one.nanos().saturating_mul(many));
    Some((times(one(always, ANSWER_SHARE.0)?), times(one(0, ANSWER_SHARE.1)?)))
}

fn usual_lead(recipe: &Recipe) -> Option<Lead> {
    let field = |path: String| (path, FieldValue::Text(USUAL_FIELD.into()));
    let id = LeadId::from_fifteen("00Q000000000000")?;
    Some(Lead { id, fields: recipe.fields().into_iter().map(|wish| field(wish.path)).collect() })
}

fn basis(plan: &RunPlan, requests: u64, priced: bool, as_of: &str) -> String {
    if requests == 0 {
        return "No model is asked, or every answer is here already; the time is that of usual orgs.".into();
    }
    let cost = if priced {
        format!("prices as of {as_of}, with and without the provider's prompt cache")
    } else {
        format!("no cost, because the price of {} is not known", plan.request.model)
    };
    format!(
        "{} requests to {} of the recipe's usual length; {cost}. Trying a few leads sharpens both figures.",
        thousands(requests),
        plan.request.model
    )
}
