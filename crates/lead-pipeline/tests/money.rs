//! The spending cap holds, by the sandbox's own account of what it was paid.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{CALM, HASTY, Stage, adds_up, faults};
use lead_model::{Money, RunState};
use lead_pipeline::{Control, RunError};

async fn spent(stage: &Stage) -> f64 {
    stage.stats().await["spent_usd"].as_f64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cap_pauses_the_run_before_it_is_exceeded() {
    let stage = Stage::new(400, CALM).await;
    let (_, free) = stage
        .run(&{
            let mut plan = stage.plan();
            plan.demo = Some(lead_pipeline::DemoOrigin { leads: 400, seed: 7 });
            plan
        })
        .await;
    let whole = free.usage.cost_usd.dollars();
    let before = spent(&stage).await;

    let mut plan = stage.plan();
    plan.request.max_spend_usd = Money::from_dollars(whole / 3.0);
    let (run, end) = stage.run(&plan).await;
    assert_eq!(end.state, RunState::Paused, "{:?}", end.reason);
    assert!(end.reason.as_ref().unwrap().contains("spending cap"), "{:?}", end.reason);
    assert!(end.status.analyzed > 0 && end.status.waiting > 0);
    assert_eq!(end.status.assessment_failed, 0);
    adds_up(&end);
    let paid = spent(&stage).await - before;
    assert!(paid <= whole / 3.0, "{paid} of {}", whole / 3.0);

    lead_pipeline::raise_cap(&stage.home, &run, Money::from_dollars(whole * 5.0)).unwrap();
    let end = stage.drive(&run).await;
    assert_eq!(end.state, RunState::Done);
    assert_eq!(stage.stats().await["answered"]["most"], 2, "once for each of the two runs");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cap_holds_across_kills_and_cut_answers() {
    let stage =
        Stage::new(400, &faults(r#"{"where":"responses","when":{"share":0.1},"what":{"cut_body":0.5}}"#))
            .await;
    let cap = 0.05;
    let mut plan = stage.plan();
    plan.request.max_spend_usd = Money::from_dollars(cap);
    let run = stage.create(&plan);
    stage.drive_until(&run, |seen| seen.status.analyzed > 5).await;
    stage.drive_until(&run, |seen| seen.status.analyzed > 15).await;
    let end = stage.drive(&run).await;
    assert_eq!(end.state, RunState::Paused, "{:?}", end.reason);
    let paid = spent(&stage).await;
    assert!(paid <= cap, "{paid}");
    assert!(end.usage.cost_usd.dollars() <= paid + 1e-9, "what is not known is not called spent");
    assert!(end.reason.unwrap().contains("may have been billed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_without_a_price_cannot_be_capped() {
    let stage = Stage::new(60, CALM).await;
    let prices = lead_openai::PriceTable::builtin();
    let unknown = "gpt-4o-mini";
    assert!(prices.worst_case(unknown, 1, 1).is_none());
    let mut plan = stage.plan();
    plan.request.model = unknown.into();
    plan.request.max_spend_usd = Money::from_dollars(5.0);
    let run = stage.create(&plan);
    assert!(matches!(stage.try_drive(&run).await, Err(RunError::PriceUnknown(model)) if model == unknown));
    let told = lead_pipeline::forecast(&stage.home, &plan, &prices).unwrap();
    assert!(told.basis.contains("the price of gpt-4o-mini is not known"), "{}", told.basis);

    plan.request.max_spend_usd = None;
    let (_, end) = stage.run(&plan).await;
    assert_eq!((end.state, end.usage.cost_usd), (RunState::Done, Money::ZERO));
    assert!(end.usage.output_tokens > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_nothing_starts_and_the_run_stays() {
    let stage = Stage::new(60, CALM).await;
    let run = stage.create(&stage.plan());
    let mut providers = stage.providers().await;
    providers.openai = None;
    let refused = stage.drive_by(&run, providers, Control::new(), HASTY).await;
    assert!(matches!(refused, Err(RunError::NoModel)));
    assert_eq!(stage.drive(&run).await.state, RunState::Done);
}
