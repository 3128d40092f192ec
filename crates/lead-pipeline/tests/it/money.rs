//! The spending cap holds, by the sandbox's own account of what it was paid.

use crate::common::{CALM, HASTY, Stage, adds_up, faults};
use lead_model::{Money, RowStatus, RunSnapshot, RunState};
use lead_pipeline::{Control, RetryPolicy, RunError};

/// As a run has it, with short waits.
const AS_RUNS_HAVE_IT: RetryPolicy = RetryPolicy { attempts: 3, ..HASTY };

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
    let cap = 0.11;
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

/// What is on the books covers what the provider's ledger says.
async fn books_cover(stage: &Stage, end: &RunSnapshot, what: &str) {
    let paid = spent(stage).await;
    let booked = end.usage.cost_usd.dollars() + end.unconfirmed_usd.dollars();
    assert!(booked >= paid - 1e-9, "{what}: {booked} on the books, {paid} on the ledger");
}

/// Every way an answer can end, by every habit of telling usage.
#[tokio::test(flavor = "multi_thread")]
async fn no_way_an_answer_can_end_gets_past_the_cap() {
    let cap = 0.02;
    let habits = ["always", "where_whole", "never", "zeros", "negative", "without_output"];
    let answers = ["refusal", "content_filter", "incomplete", "overrun", "missing_ref"]
        .map(|kind| format!(r#"{{"model_answer":"{kind}"}}"#));
    let with_habits = habits.iter().flat_map(|usage| answers.iter().map(|what| (*usage, what.clone())));
    let without = [
        r#"{"model_answer":"no_usage"}"#,
        r#"{"model_answer":"failed_status"}"#,
        r#"{"model_answer":"empty_text"}"#,
        r#"{"answer":{"status":200,"body":"<html></html>","content_type":"text/html"}}"#,
        r#"{"cut_body":0.5}"#,
        r#""drop_connection""#,
    ];
    let without = without.map(|what| ("always", what.to_owned()));
    for (usage, what) in with_habits.chain(without) {
        let scenario = format!(
            r#"{{"latency":{{"salesforce_ms":2,"model_ms":4,"jitter":0.2}},
                    "limits":{{"model":{{"usage":"{usage}"}}}},
                    "faults":[{{"where":"responses","when":{{"share":0.7}},"what":{what}}}]}}"#
        );
        let stage = Stage::new(60, &scenario).await;
        let mut plan = stage.plan();
        plan.request.max_spend_usd = Money::from_dollars(cap);
        plan.settings.leads_per_request = if what.contains("ref") { 5 } else { 1 };
        let run = stage.create(&plan);
        let providers = stage.providers().await;
        let end = stage.drive_by(&run, providers, Control::new(), AS_RUNS_HAVE_IT).await.unwrap();
        let what = format!("{usage} {what}");
        let paid = spent(&stage).await;
        assert!(paid <= cap, "{what}: {paid}");
        books_cover(&stage, &end, &what).await;
        adds_up(&end);
        let estimated = end.usage.estimated_usd > Money::ZERO;
        assert!(!estimated || usage != "always" || what.contains("no_usage"), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_never_says_what_it_counted_is_booked_by_estimate() {
    let scenario = r#"{"latency":{"salesforce_ms":2,"model_ms":4},"limits":{"model":{"usage":"never"}}}"#;
    let stage = Stage::new(80, scenario).await;
    let (_, end) = stage.run(&stage.plan()).await;
    assert_eq!(end.state, RunState::Done);
    let (paid, booked) = (spent(&stage).await, end.usage.cost_usd.dollars());
    assert!((0.5..2.5).contains(&(booked / paid)), "{booked} booked, {paid} on the ledger");
    assert_eq!(end.usage.estimated_usd, end.usage.cost_usd, "all of it is an estimate, and called one");
    assert!(end.unconfirmed_usd > Money::ZERO, "what the model thought and did not say may come on top");
    assert!(end.usage.input_tokens > 0 && end.usage.output_tokens > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_that_cannot_be_answered_is_asked_about_three_times_in_all() {
    for what in [
        r#"{"model_answer":"incomplete"}"#,
        r#"{"model_answer":"invalid_json"}"#,
        r#"{"model_answer":"failed_status"}"#,
        r#""drop_connection""#,
    ] {
        let stage = Stage::new(60, CALM).await;
        let mut plan = stage.plan();
        plan.request.check_only = true;
        let (run, _) = stage.run(&plan).await;
        let rows = stage.all_rows(&run);
        let victim = rows.iter().find(|row| row.status == RowStatus::NotAssessed).unwrap();
        let fault =
            format!(r#"{{"where":"responses","when":{{"ids":["{}"]}},"what":{what}}}"#, victim.company);
        stage.scenario(&faults(&fault)).await;
        lead_pipeline::continue_with_assessment(&stage.home, &run, true, "gpt-6-luna", None).unwrap();
        let drive = async || {
            stage.drive_by(&run, stage.providers().await, Control::new(), AS_RUNS_HAVE_IT).await.unwrap()
        };
        let end = drive().await;
        assert_eq!(end.state, RunState::FailedRows, "{:?}", end.reason);
        let asked = async || {
            let stats = stage.stats().await;
            stats["assessed"]["most"].as_u64().unwrap()
        };
        assert_eq!(asked().await, 3, "{what}");
        let page = lead_pipeline::lead(&stage.home, &run, victim.row).unwrap();
        assert_eq!(page.attempts, 3, "{what}: told on the lead's page");
        assert!(page.row.note.contains("3 times"), "{}", page.row.note);
        assert!(end.usage.unusable_requests >= 3, "{what}: told on the bill");

        // A person who retries pays again, three times at most.
        lead_pipeline::prepare_retry(&stage.home, &run).unwrap();
        drive().await;
        assert_eq!(asked().await, 6, "{what}");
        stage.scenario(CALM).await;
        lead_pipeline::prepare_retry(&stage.home, &run).unwrap();
        assert_eq!(drive().await.state, RunState::Done);
    }
}

/// Killed while it waits for an answer: that may have been billed, and counts.
#[tokio::test(flavor = "multi_thread")]
async fn kills_count_as_attempts() {
    let stage = Stage::new(40, &faults(r#"{"where":"responses","what":{"hang_seconds":3600}}"#)).await;
    let run = stage.create(&stage.plan());
    for kill in 1..=3_u64 {
        // One request goes first, alone.
        let asked = async || stage.stats().await["calls"]["responses"].as_u64().unwrap();
        let providers = stage.providers().await;
        let drive = stage.drive_by(&run, providers, Control::new(), AS_RUNS_HAVE_IT);
        let sent = async {
            while asked().await < kill {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            end = drive => panic!("the run ended first: {end:?}"),
            () = sent => {}
        }
        while lead_pipeline::list(&stage.home).unwrap()[0].state == RunState::Running {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
    stage.scenario(CALM).await;
    let once = RetryPolicy { attempts: 1, ..HASTY };
    let end = stage.drive_by(&run, stage.providers().await, Control::new(), once).await.unwrap();
    assert_eq!(end.state, RunState::FailedRows, "{:?}", end.reason);
    assert_eq!(end.problems[0].cause, "asked_too_often", "{:?}", end.problems);
    assert!(end.status.analyzed > 0);
    let mut attempts = Vec::new();
    for row in stage.all_rows(&run).iter().filter(|row| row.status == RowStatus::AssessmentFailed) {
        attempts.push(lead_pipeline::lead(&stage.home, &run, row.row).unwrap().attempts);
    }
    assert_eq!(attempts.iter().sum::<u32>(), 3, "one for each kill: {attempts:?}");
    books_cover(&stage, &end, "kills").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_leads_in_a_row_without_an_answer_pause_the_run_with_the_cause() {
    let stage =
        Stage::new(600, &faults(r#"{"where":"responses","what":{"model_answer":"incomplete"}}"#)).await;
    let run = stage.create(&stage.plan());
    let drive = async || {
        stage.drive_by(&run, stage.providers().await, Control::new(), AS_RUNS_HAVE_IT).await.unwrap()
    };
    let end = drive().await;
    assert_eq!(end.state, RunState::Paused, "{:?}", end.reason);
    let reason = end.reason.clone().unwrap();
    assert!(reason.contains("20 leads in a row") && reason.contains("did not fit"), "{reason}");
    assert!(end.status.assessment_failed >= 20);
    let stats = stage.stats().await;
    // No others are asked about while none of the first has an answer, but for those under way by then.
    let asked = stats["assessed"]["distinct"].as_u64().unwrap();
    assert!(asked <= 60 && end.usage.openai_requests <= 180, "{asked} leads, {}", end.usage.openai_requests);
    assert_eq!(stats["assessed"]["most"], 3);
    books_cover(&stage, &end, "paused").await;

    stage.scenario(CALM).await;
    let end = drive().await;
    assert_eq!(end.state, RunState::FailedRows, "the others are answered");
    lead_pipeline::prepare_retry(&stage.home, &run).unwrap();
    assert_eq!(drive().await.state, RunState::Done);
}

/// In a pack one lead may take all the room; the last attempt is each lead's own.
#[tokio::test(flavor = "multi_thread")]
async fn a_pack_is_taken_apart_before_the_attempts_are_used_up() {
    let stage = Stage::new(60, CALM).await;
    let mut plan = stage.plan();
    plan.request.check_only = true;
    plan.settings.leads_per_request = 5;
    let (run, _) = stage.run(&plan).await;
    let rows = stage.all_rows(&run);
    let victim = rows.iter().find(|row| row.status == RowStatus::NotAssessed).unwrap();
    for kind in ["incomplete", "refusal", "failed_status"] {
        let fault = format!(
            r#"{{"where":"responses","when":{{"ids":["{}"]}},"what":{{"model_answer":"{kind}"}}}}"#,
            victim.company
        );
        stage.scenario(&faults(&fault)).await;
        let run = stage.create(&{
            let mut plan = stage.plan();
            plan.settings.leads_per_request = 5;
            // Answers are shared by all runs of one origin; each of these has its own.
            plan.openai_url = format!("{}#{kind}", plan.openai_url);
            plan
        });
        let end =
            stage.drive_by(&run, stage.providers().await, Control::new(), AS_RUNS_HAVE_IT).await.unwrap();
        assert_eq!(end.state, RunState::FailedRows, "{kind} {:?}", end.reason);
        for row in stage.all_rows(&run) {
            assert_eq!(
                row.status == RowStatus::AssessmentFailed,
                row.company == victim.company,
                "{kind} {row:?}"
            );
        }
    }
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
