//! Reading at scale: how many calls, in which way, and what a run does when the org's calls come to
//! an end.

use crate::common::{CALM, HASTY, Stage, adds_up, calls, check_only, faults};
use lead_model::{IdVerdict, ReadBy, RowStatus, RunState};
use lead_pipeline::Control;
use std::time::Duration;
use tokio::sync::watch;

/// A scenario whose jobs wait this long before they begin.
fn slow_job(milliseconds: u32) -> String {
    format!(
        r#"{{"latency":{{"salesforce_ms":2}},"limits":{{"salesforce":{{"bulk":{{"queue_ms":{milliseconds}}}}}}}}}"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_job_reads_every_lead_once_and_the_rest_gets_a_second_look() {
    let stage = Stage::new(3_000, CALM).await;
    let (run, end) = stage.run(&check_only(&stage, ReadBy::Bulk)).await;
    assert_eq!(end.state, RunState::Done, "{:?}", end.reason);
    adds_up(&end);
    stage.truth_holds(&run);
    let stats = stage.stats().await;
    assert_eq!((calls(&stats, "bulk_create"), calls(&stats, "collections")), (1, 1), "the segments, once");
    assert_eq!(calls(&stats, "bulk_end"), 1, "nothing is left behind in the org");
    assert_eq!(stats["reads"]["most"], 1);
    assert!(calls(&stats, "composite") + calls(&stats, "query_all") >= 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_with_some_of_the_org_s_leads_takes_those_alone() {
    let stage = Stage::with_leads(6_000, 800, CALM).await;
    let mut plan = stage.plan();
    plan.request.read_by = ReadBy::Bulk;
    let (run, end) = stage.run(&plan).await;
    assert_eq!(end.state, RunState::Done, "{:?}", end.reason);
    adds_up(&end);
    stage.truth_holds(&run);
    let rows = stage.all_rows(&run);
    assert!(rows.iter().filter(|row| row.status == RowStatus::Analyzed).count() > 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_ways_lead_to_the_same_findings() {
    let stage = Stage::new(400, CALM).await;
    let mut plan = stage.plan();
    plan.request.read_by = ReadBy::Ids;
    let (first, _) = stage.run(&plan).await;
    let paid = stage.stats().await["assessed"]["total"].clone();
    plan.request.read_by = ReadBy::Bulk;
    let (second, end) = stage.run(&plan).await;
    assert_eq!(end.state, RunState::Done, "{:?}", end.reason);
    assert_eq!(stage.all_rows(&first), stage.all_rows(&second));
    assert_eq!(stage.stats().await["assessed"]["total"], paid, "the same data, so the same answers, free");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_taken_up_again_reads_the_results_of_the_job_it_had_made() {
    let stage = Stage::new(2_000, &slow_job(1_500)).await;
    let run = stage.create(&check_only(&stage, ReadBy::Bulk));
    stage
        .drive_until(&run, |seen| seen.slowed_by.as_deref().is_some_and(|told| told.contains("one bulk job")))
        .await;
    let end = stage.drive(&run).await;
    assert_eq!(end.state, RunState::Done, "{:?}", end.reason);
    stage.truth_holds(&run);
    let stats = stage.stats().await;
    assert_eq!((calls(&stats, "bulk_create"), calls(&stats, "bulk_end")), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_run_leaves_no_job_in_the_org() {
    let stage = Stage::new(500, &slow_job(60_000)).await;
    let run = stage.create(&check_only(&stage, ReadBy::Bulk));
    let control = Control::new();
    let (snapshots, mut seen) = watch::channel(lead_pipeline::snapshot(&stage.home, &run).unwrap());
    let drive = lead_pipeline::drive_with(
        stage.home.clone(),
        run.clone(),
        stage.providers().await,
        control.clone(),
        snapshots,
        HASTY,
    );
    let cancel = async {
        seen.wait_for(|seen| seen.slowed_by.is_some()).await.unwrap();
        control.cancel();
    };
    let (end, ()) = tokio::join!(drive, cancel);
    assert_eq!(end.unwrap().state, RunState::Cancelled);
    let stats = stage.stats().await;
    assert_eq!((calls(&stats, "bulk_create"), calls(&stats, "bulk_end")), (1, 2), "given up and deleted");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_job_can_be_had_leads_are_read_by_ids() {
    for bulk in [r#"{"queue_ms":0,"failure":"InternalServerError: later"}"#, r#"{"jobs_used":10000}"#] {
        let scenario =
            format!(r#"{{"latency":{{"salesforce_ms":2}},"limits":{{"salesforce":{{"bulk":{bulk}}}}}}}"#);
        let stage = Stage::new(1_000, &scenario).await;
        let (run, end) = stage.run(&check_only(&stage, ReadBy::Bulk)).await;
        assert_eq!(end.state, RunState::Done, "{bulk}: {:?}", end.reason);
        stage.truth_holds(&run);
        assert!(calls(&stage.stats().await, "collections") >= 1, "{bulk}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_with_a_job_s_results_costs_no_lead() {
    let stage = Stage::new(
        2_000,
        &faults(
            r#"{"where":"bulk_results","when":{"calls":[1]},"what":{"cut_body":0.5}},
               {"where":"bulk_results","when":{"calls":[2]},"what":{"html_error":503}},
               {"where":"bulk_results","when":{"calls":[3]},"what":{"error":"query_timeout"}},
               {"where":"bulk_results","when":{"calls":[4]},"what":"rubbish"},
               {"where":"bulk_job","when":{"calls":[1]},"what":"drop_connection"},
               {"where":"bulk_create","when":{"calls":[1]},"what":{"error":"server_unavailable"}},
               {"where":"salesforce","when":{"every":4},"what":"expired_session"}"#,
        ),
    )
    .await;
    let (run, end) = stage.run(&check_only(&stage, ReadBy::Bulk)).await;
    assert_eq!(end.state, RunState::Done, "{:?}", end.reason);
    adds_up(&end);
    stage.truth_holds(&run);
}

#[tokio::test(flavor = "multi_thread")]
async fn merged_leads_are_followed_where_that_is_wanted() {
    let stage = Stage::new(1_000, CALM).await;
    let mut plan = stage.plan();
    plan.request.follow_merged = true;
    let (run, end) = stage.run(&plan).await;
    assert_eq!(end.state, RunState::Done, "{:?}", end.reason);
    adds_up(&end);
    stage.truth_holds(&run);
    let rows = stage.all_rows(&run);
    let merged: Vec<_> = rows.iter().filter(|row| row.verdict == IdVerdict::Merged).collect();
    assert!(!merged.is_empty());
    for row in merged {
        assert_eq!(row.status, RowStatus::Analyzed, "{row:?}");
        assert!(
            row.note.contains("was merged into 00Q") && row.note.contains("in its place"),
            "{}",
            row.note
        );
        assert!(!row.company.is_empty());
    }
    let (_, without) = stage.run(&stage.plan()).await;
    assert!(without.status.invalid_lead_id > end.status.invalid_lead_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_pauses_at_its_share_of_the_day_and_goes_on_with_a_larger_one() {
    let scenario = |used: u32| {
        format!(
            r#"{{"latency":{{"salesforce_ms":2}},"limits":{{"salesforce":{{"calls_per_day":1000,"calls_used":{used}}}}}}}"#
        )
    };
    let stage = Stage::new(4_000, &scenario(790)).await;
    let mut plan = check_only(&stage, ReadBy::Ids);
    plan.settings.batch_size_validation = 100;
    let (run, paused) = stage.run(&plan).await;
    assert_eq!(paused.state, RunState::Paused);
    let reason = paused.reason.clone().unwrap();
    assert!(reason.contains("80 %") && reason.contains("1,000 Salesforce calls"), "{reason}");
    assert!(paused.status.waiting > 0);
    let used = stage.stats().await["calls"]["collections"].as_u64().unwrap() + 790 + 1;
    assert!(used <= 800, "{used} of 1,000");

    let again = stage.drive(&run).await;
    assert_eq!(again.state, RunState::Paused, "nothing has freed up");
    lead_pipeline::allow_share(&stage.home, &run, 95).unwrap();
    let end = stage.drive(&run).await;
    assert_eq!(end.state, RunState::Done, "{:?}", end.reason);
    stage.truth_holds(&run);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_breaker_opens_tells_and_closes() {
    let stage = Stage::new(
        2_000,
        r#"{"latency":{"salesforce_ms":2},"faults":[
            {"where":"collections","when":{"first_seconds":3},"what":{"error":"server_unavailable"}}]}"#,
    )
    .await;
    let run = stage.create(&check_only(&stage, ReadBy::Ids));
    let (snapshots, mut seen) = watch::channel(lead_pipeline::snapshot(&stage.home, &run).unwrap());
    let providers = stage.providers().await;
    let drive = lead_pipeline::drive_with(
        stage.home.clone(),
        run.clone(),
        providers,
        Control::new(),
        snapshots,
        HASTY,
    );
    let watching = async {
        let mut told = Vec::new();
        while seen.changed().await.is_ok() {
            told.extend(seen.borrow_and_update().slowed_by.clone());
        }
        told
    };
    let (end, told) = tokio::join!(drive, watching);
    assert_eq!(end.unwrap().state, RunState::Done);
    assert!(told.iter().any(|told| told.contains("Salesforce gives no good answers")), "{told:?}");
    stage.truth_holds(&run);
}

/// Everything at once: what a bad day in a real org is like. Waits are shortened, and the hang is cut
/// by the limit of one operation.
#[tokio::test(flavor = "multi_thread")]
async fn a_bad_day_costs_no_lead_and_gives_no_wrong_verdict() {
    let poisoned = {
        let stage = Stage::new(1, CALM).await;
        drop(stage);
        lead_sandbox::truth(6_000, 7, 6_000)
            .filter(|row| row.verdict == IdVerdict::Valid)
            .nth(1_000)
            .and_then(|row| row.lead_id)
            .unwrap()
    };
    let scenario = |allowed: u32| {
        format!(
            r#"{{"latency":{{"salesforce_ms":2,"model_ms":4}},
               "limits":{{"salesforce":{{"calls_per_day":{allowed},"calls_used":0,"session_calls":5}}}},
               "faults":[
                 {{"where":"collections","when":{{"ids":["{poisoned}"]}},"what":{{"error":"malformed_id"}}}},
                 {{"where":"collections","when":{{"calls":[3,4,5,17,18]}},"what":{{"error":"server_unavailable"}}}},
                 {{"where":"collections","when":{{"calls":[8,21]}},"what":{{"cut_body":0.5}}}},
                 {{"where":"collections","when":{{"calls":[11]}},"what":{{"hang_seconds":40}}}}]}}"#
        )
    };
    let stage = Stage::new(6_000, &scenario(30)).await;
    let mut plan = check_only(&stage, ReadBy::Ids);
    plan.settings.batch_size_validation = 200;
    plan.settings.salesforce_daily_share = 100;
    let limit = Duration::from_secs(2);
    let run = stage.create(&plan);
    let paused =
        stage.drive_by(&run, stage.providers_within(limit).await, Control::new(), HASTY).await.unwrap();
    assert_eq!(paused.state, RunState::Paused, "{:?}", paused.reason);
    let reason = paused.reason.unwrap();
    assert!(reason.contains("daily limit") && reason.contains("(30 of 30)"), "{reason}");
    assert!(paused.status.waiting > 0 && paused.status.not_assessed > 0);

    stage.scenario(&scenario(100_000)).await;
    let end = stage.drive_by(&run, stage.providers_within(limit).await, Control::new(), HASTY).await.unwrap();
    assert_eq!(end.state, RunState::FailedRows, "{:?}", end.reason);
    adds_up(&end);
    let poisoned_rows = stage
        .all_rows(&run)
        .into_iter()
        .filter(|row| row.status == RowStatus::RetrievalFailed)
        .map(|row| row.lead_id.unwrap())
        .collect::<std::collections::BTreeSet<_>>();
    assert_eq!(poisoned_rows, [poisoned.to_string()].into(), "the poisoned id alone, named");

    // The id's trouble over, its row is retried; nothing was ever said of it that was not so.
    stage.scenario(CALM).await;
    lead_pipeline::prepare_retry(&stage.home, &run).unwrap();
    let end = stage.drive(&run).await;
    assert_eq!(end.state, RunState::Done, "{:?}", end.reason);
    stage.truth_holds(&run);
}
