//! True answers for a few leads, before the whole is paid for.

use crate::file_name::file_name;
use crate::plan::forecast::forecast;
use crate::plan::recipe;
use crate::progress::snapshot::{LiveFigures, RunOutline};
use crate::results::pages::lead_page;
use crate::run::drive::{Setup, check, off_thread, work};
use crate::run::journal_writer::Stores;
use crate::run::stop::StopReason;
use crate::{Control, Forecast, Home, LeadPage, Providers, RetryPolicy, RunError, RunPlan};
use lead_journal::{Answers, Journal, JournalError, NewRun, Tallies};
use lead_model::{IdReading, Money, ReadBy, RunState, SecondsRange};
use lead_openai::PriceTable;
use lead_workbook::IdRow;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::watch;

/// Which leads are drawn is always the same for the same sheet.
const SEED: u64 = 0x1ead;

/// Reads and assesses a few leads from all over the sheet. Their answers are kept, so the run that
/// follows pays nothing for them.
///
/// It is a run of its own over a few rows, in a journal that is never written to disk.
pub async fn try_leads(
    home: Home,
    plan: RunPlan,
    providers: Providers,
    control: Control,
    leads: u32,
) -> Result<(Vec<LeadPage>, Forecast), RunError> {
    let prices = providers.prices.clone();
    let (home_kept, whole) = (home.clone(), plan.clone());
    let (stores, setup, outline) = off_thread(move || prepare(&home, plan, leads)).await?;
    check(&setup, &providers)?;
    let first = outline.snapshot(RunState::Running, None, stores.journal.tallies(), &LiveFigures::default());
    let (snapshots, _) = watch::channel(first);
    let (stores, end) =
        work(stores, setup, Arc::new(outline), providers, control, &snapshots, RetryPolicy::default())
            .await?;
    if let Some(StopReason::Paused(reason)) = end? {
        return Err(RunError::Provider(reason));
    }
    off_thread(move || {
        let view = stores.journal.view();
        let rows = view.full_rows(0, leads.max(1))?;
        let pages = rows.into_iter().map(|row| lead_page(view, row)).collect::<Result<_, _>>()?;
        let tallies = stores.journal.tallies().clone();
        drop(stores);
        let forecast = sharpened(&home_kept, &whole, &prices, &tallies)?;
        Ok((pages, forecast))
    })
    .await
}

fn prepare(home: &Home, mut plan: RunPlan, leads: u32) -> Result<(Stores, Setup, RunOutline), RunError> {
    // A trial shows whole answers, also of a run that would stop before the model.
    plan.request.check_only = false;
    // A few leads are read by their ids, whatever the whole is read by.
    plan.request.read_by = ReadBy::Ids;
    let recipe = recipe::load_recipe(&plan.request.recipe)?;
    let name = file_name(Path::new(&plan.request.source.path));
    let json = serde_json::to_string(&plan).map_err(JournalError::from)?;
    let new = NewRun { name: &name, plan: &json, recipe: recipe.source(), source_fingerprint: "" };
    let mut journal = Journal::in_memory(&new)?;
    journal.begin()?;
    for row in draw(&plan, leads.max(1) as usize)? {
        journal.add_row(row.number, &row.text, &row.reading)?;
    }
    journal.reading_ended();
    journal.commit()?;
    let outline = RunOutline {
        run: journal.run().clone(),
        name,
        asks_model: plan.asks_model(&recipe),
        plan: plan.clone(),
    };
    let stores = Stores { journal, answers: Answers::open(home)? };
    Ok((stores, Setup { plan, recipe, fitted: None }, outline))
}

/// Draws rows with a lead's id from all over the sheet in one pass (reservoir sampling).
fn draw(plan: &RunPlan, wanted: usize) -> Result<Vec<IdRow>, RunError> {
    let mut chance = fastrand::Rng::with_seed(SEED);
    let mut drawn: Vec<IdRow> = Vec::with_capacity(wanted);
    let mut seen = 0;
    lead_workbook::for_each_id(&plan.request.source, &mut |row| {
        if matches!(row.reading, IdReading::Lead { .. }) {
            seen += 1;
            if drawn.len() < wanted {
                drawn.push(row);
            } else if let Some(place) = drawn.get_mut(chance.usize(..seen)) {
                *place = row;
            }
        }
        ControlFlow::Continue(())
    })?;
    drawn.sort_unstable_by_key(|row| row.number);
    Ok(drawn)
}

/// The forecast with the cost that the trial's answers had, where any was paid.
fn sharpened(
    home: &Home,
    plan: &RunPlan,
    prices: &PriceTable,
    tallies: &Tallies,
) -> Result<Forecast, RunError> {
    let mut forecast = forecast(home, plan, prices)?;
    let requests = tallies.usage.openai_requests;
    if requests == 0 || tallies.usage.cost_usd == Money::ZERO {
        return Ok(forecast);
    }
    let (requests, to_come) = (requests as f64, forecast.openai_requests as f64);
    let likely = tallies.usage.cost_usd.dollars() / requests * to_come;
    let money = |dollars: f64| Money::from_dollars(dollars).unwrap_or_default();
    (forecast.cost_low_usd, forecast.cost_high_usd) = (money(0.8 * likely), money(1.25 * likely));
    let batches = tallies.batches;
    if batches.assess > 0 {
        let seconds = batches.seconds / (batches.assess + batches.retrieve) as f64;
        let at_once = forecast.openai_requests.clamp(12, 100) as f64;
        let low = to_come * seconds / at_once;
        forecast.time = SecondsRange { low: low.max(1.0), high: (4.0 * low).max(forecast.time.low).max(2.0) };
    }
    forecast.basis = format!("What {requests} requests of the trial cost and how long they took.");
    Ok(forecast)
}
