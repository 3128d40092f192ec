//! What a run will take, before it starts.

use crate::plan::recipe;
use crate::{Home, RunError, RunPlan};
use lead_assess::FittedRecipe;
use lead_journal::Answers;
use lead_model::{FieldValue, IdReading, Lead, LeadId, Money, ReadBy, SecondsRange};
use lead_model::{several, thousands};
use lead_openai::{PriceTable, TokenUsage, estimate_tokens};
use lead_salesforce::{LEAST_FOR_BULK, LeadDescribe, ReadingPlan, Way};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::ops::ControlFlow;

/// What a run will take, before it starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Forecast {
    /// Rows below the header.
    #[specta(type = f64)]
    pub rows: u64,
    /// Distinct well-formed lead ids: what is read and paid for.
    #[specta(type = f64)]
    pub leads: u64,
    /// Calls to Salesforce.
    #[specta(type = f64)]
    pub salesforce_calls: u64,
    /// Requests to the model.
    #[specta(type = f64)]
    pub openai_requests: u64,
    /// Leads whose answer is already here and costs nothing. Known only for leads read before.
    #[specta(type = f64)]
    pub cached_answers: u64,
    /// Likely time.
    pub time: SecondsRange,
    /// Likely cost, at least.
    pub cost_low_usd: Money,
    /// Likely cost, at most.
    pub cost_high_usd: Money,
    /// What the figures rest on, in words.
    pub basis: String,
}

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
    forecast_in(home, plan, prices, None, &mut || None)
}

/// As [`forecast`], in an org whose fields are known, where they are; and where the way of reading depends on how many leads the org has, asks for it.
pub fn forecast_in(
    home: &Home,
    plan: &RunPlan,
    prices: &PriceTable,
    lead: Option<&LeadDescribe>,
    org_leads: &mut dyn FnMut() -> Option<u64>,
) -> Result<Forecast, RunError> {
    let recipe = recipe::load_recipe(&plan.request.recipe)?;
    let asks_model = plan.asks_model(&recipe);
    let choice = &plan.request.fields;
    let fitted = match lead {
        Some(lead) => recipe::fit(recipe.clone(), choice, lead),
        None => recipe::fitted(recipe.clone(), choice, None),
    };
    let count = count(home, plan, asks_model.then_some(&fitted))?;
    let settings = &plan.settings;
    let size =
        if plan.request.check_only { settings.batch_size_validation } else { settings.batch_size_salesforce };
    let by = plan.request.read_by;
    let may_be_bulk = by == ReadBy::Bulk || (by == ReadBy::Size && count.leads >= LEAST_FOR_BULK);
    let org_leads = if may_be_bulk { org_leads() } else { None };
    let reading = ReadingPlan::new(by, count.leads, size, &fitted.paths(), org_leads);
    let calls = reading.calls;
    let asked = if asks_model { count.leads - count.answered } else { 0 };
    let requests = asked.div_ceil(settings.leads_per_request.max(1).into());
    let costs = costs(plan, &fitted, prices, requests);
    Ok(Forecast {
        rows: count.rows,
        leads: count.leads,
        salesforce_calls: calls,
        openai_requests: requests,
        cached_answers: count.answered,
        time: time(calls, requests),
        cost_low_usd: costs.map_or(Money::ZERO, |(low, _)| low),
        cost_high_usd: costs.map_or(Money::ZERO, |(_, high)| high),
        basis: format!(
            "{} {}",
            reading_in_words(&reading, count.leads, size, may_be_bulk && org_leads.is_none()),
            basis(plan, requests, costs.is_some(), prices.as_of())
        ),
    })
}

struct Count {
    rows: u64,
    leads: u64,
    answered: u64,
}

/// Counts rows and distinct leads. Of each lead a 64-bit hash is kept, 16 MB at most for the
/// largest sheet there can be.
fn count(home: &Home, plan: &RunPlan, fitted: Option<&FittedRecipe>) -> Result<Count, RunError> {
    let mut answers = fitted.map(|_| Answers::open(home)).transpose()?;
    let origin = plan.origin();
    let hasher = RandomState::new();
    let mut seen: HashSet<u64> = HashSet::new();
    let mut count = Count { rows: 0, leads: 0, answered: 0 };
    let mut failed = None;
    lead_workbook::for_each_id(&plan.request.source, &mut |row| {
        count.rows += 1;
        let IdReading::Lead { id, .. } = row.reading else { return ControlFlow::Continue(()) };
        if !seen.insert(hasher.hash_one(id)) {
            return ControlFlow::Continue(());
        }
        count.leads += 1;
        if let (Some(answers), Some(fitted)) = (&mut answers, fitted) {
            match answers.knows(&origin, id.as_str(), fitted.hash(), &plan.request.model) {
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
    let in_flight = crate::run::account_limits::SALESFORCE_IN_FLIGHT as f64;
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
    fitted: &FittedRecipe,
    prices: &PriceTable,
    requests: u64,
) -> Option<(Money, Money)> {
    if requests == 0 {
        return Some((Money::ZERO, Money::ZERO));
    }
    let lead = usual_lead(fitted)?;
    let pack = vec![&lead; plan.settings.leads_per_request.max(1) as usize];
    let ask = fitted.ask(&pack);
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

fn usual_lead(fitted: &FittedRecipe) -> Option<Lead> {
    let field = |path: String| (path, FieldValue::Text(USUAL_FIELD.into()));
    let id = LeadId::from_fifteen("00Q000000000000")?;
    Some(Lead { id, fields: fitted.paths().into_iter().map(field).collect() })
}

/// How the leads will be read.
fn reading_in_words(reading: &ReadingPlan, leads: u64, size: u32, org_unknown: bool) -> String {
    let others = several(reading.calls - reading.reading_calls, "more call");
    match reading.way {
        _ if leads == 0 => "No lead is read.".into(),
        Way::Bulk => format!(
            "One bulk job gathers all leads of the org, and {} of its results {} read; with {others} for fields, the \
             job and a second look.",
            several(reading.reading_calls, "page"),
            if reading.reading_calls == 1 { "is" } else { "are" },
        ),
        Way::Ids => {
            let unknown = if org_unknown {
                " One bulk job is taken instead where the leads turn out to be a large part of the org's."
            } else {
                ""
            };
            format!(
                "{} of up to {} ids each read the leads, with {others} for fields, lookups and a second look.{unknown}",
                several(reading.reading_calls, "call"),
                thousands(size.into()),
            )
        }
    }
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
