//! What goes wrong at the providers: nothing is lost, nothing is judged by a fault, and what cannot
//! be had is named.

use crate::common::{CALM, HASTY, Stage, adds_up, faults};
use lead_model::{IdVerdict, RowStatus, RunState};
use lead_pipeline::{Control, RetryPolicy};
use std::time::Duration;

/// The run ends as if nothing had happened.
async fn comes_out_right(list: &str) -> serde_json::Value {
    let stage = Stage::new(300, &faults(list)).await;
    let run = stage.create(&stage.plan());
    let providers = stage.providers_within(Duration::from_secs(2)).await;
    let end = stage.drive_by(&run, providers, Control::new(), HASTY).await.unwrap();
    assert_eq!(end.state, RunState::Done, "{:?} {:?}", end.reason, end.problems);
    adds_up(&end);
    stage.truth_holds(&run);
    let stats = stage.stats().await;
    assert_ne!(stats["faults"], serde_json::json!({}), "the fault must have struck");
    stats
}

#[tokio::test(flavor = "multi_thread")]
async fn salesforce_answers_500_for_a_while() {
    comes_out_right(r#"{"where":"salesforce","when":{"from_call":4,"first_seconds":3},"what":{"error":"server_unavailable"}}"#).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_model_answers_500_for_a_while() {
    comes_out_right(
        r#"{"where":"model","when":{"from_call":20,"first_seconds":3},"what":{"error":"server_error"}}"#,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_model_is_overloaded_for_a_while() {
    comes_out_right(r#"{"where":"model","when":{"from_call":20,"times":20},"what":{"error":"overloaded"}}"#)
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_hang_and_are_cut_by_the_time_limit() {
    comes_out_right(
        r#"{"where":"collections","when":{"calls":[1]},"what":{"hang_seconds":60}},
           {"where":"responses","when":{"calls":[3,40]},"what":{"hang_seconds":60}}"#,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_cut_off_in_the_middle() {
    comes_out_right(
        r#"{"where":"collections","when":{"times":3},"what":{"cut_body":0.5}},
           {"where":"responses","when":{"share":0.2},"what":{"cut_body":0.6}}"#,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_drop_pages_come_instead_of_answers_and_bodies_are_empty() {
    comes_out_right(
        r#"{"where":"collections","when":{"calls":[1]},"what":"drop_connection"},
           {"where":"collections","when":{"calls":[2]},"what":{"html_error":502}},
           {"where":"collections","when":{"calls":[3]},"what":"empty_body"},
           {"where":"collections","when":{"calls":[4]},"what":"rubbish"},
           {"where":"describe","when":{"calls":[1]},"what":{"html_error":503}},
           {"where":"responses","when":{"every":11},"what":"drop_connection"},
           {"where":"responses","when":{"every":13},"what":{"html_error":502}},
           {"where":"responses","when":{"every":17},"what":"empty_body"},
           {"where":"responses","when":{"every":19},"what":"rubbish"}"#,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_is_renewed() {
    comes_out_right(r#"{"where":"collections","when":{"calls":[1]},"what":"expired_session"}"#).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_too_heavy_for_the_org_are_halved_until_they_pass() {
    let stats = comes_out_right(
        r#"{"where":"collections","when":{"more_ids_than":80},"what":{"error":"query_timeout"}}"#,
    )
    .await;
    assert_eq!(stats["reads"]["most"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn half_of_the_model_s_answers_are_invalid() {
    for kind in [
        "code_fence",
        "score_as_text",
        "wrong_ref",
        "missing_ref",
        "out_of_range_score",
        "invalid_json",
        "empty_text",
    ] {
        let fault =
            format!(r#"{{"where":"responses","when":{{"share":0.5}},"what":{{"model_answer":"{kind}"}}}}"#);
        let stage = Stage::new(150, &faults(&fault)).await;
        let (run, end) = stage.run(&stage.plan()).await;
        adds_up(&end);
        stage.truth_holds(&run);
        // Eight tries against even odds leave next to none without an answer; those are named.
        let failed = end.status.assessment_failed;
        assert!(failed < 10, "{kind}: {failed} {:?}", end.problems);
        assert!(end.status.analyzed > 100);
        for row in stage.all_rows(&run).iter().filter(|row| row.status == RowStatus::AssessmentFailed) {
            assert!(row.final_confidence.is_none() && !row.note.is_empty(), "{kind}: {row:?}");
        }
        if failed > 0 {
            assert_eq!(end.state, RunState::FailedRows);
            stage.scenario(CALM).await;
            let before = stage.stats().await["calls"].clone();
            assert_eq!(lead_pipeline::prepare_retry(&stage.home, &run).unwrap(), failed);
            let end = stage.drive(&run).await;
            assert_eq!((end.state, end.status.assessment_failed), (RunState::Done, 0), "{kind}");
            let after = stage.stats().await["calls"].clone();
            assert_eq!(after["collections"], before["collections"], "nothing is read again");
            assert!(end.problems.is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_does_not_fit_is_asked_for_with_more_room() {
    comes_out_right(
        r#"{"where":"responses","when":{"every":5},"what":{"model_answer":"incomplete"}},
           {"where":"responses","when":{"every":9},"what":{"model_answer":"failed_status"}}"#,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn packs_keep_their_good_answers_and_ask_for_the_others_one_by_one() {
    let fault = r#"{"where":"responses","when":{"every":3},"what":{"model_answer":"missing_ref"}}"#;
    let stage = Stage::new(200, &faults(fault)).await;
    let mut plan = stage.plan();
    plan.settings.leads_per_request = 5;
    let (run, end) = stage.run(&plan).await;
    assert_eq!(end.state, RunState::Done, "{:?}", end.problems);
    stage.truth_holds(&run);
    let stats = stage.stats().await;
    // Those left out were answered singly; nobody with a good answer was asked about again.
    assert_eq!(stats["answered"]["most"], 1, "{}", stats["answered"]);
}

/// Salesforce refuses one lead's id: that row fails and the others do not notice.
#[tokio::test(flavor = "multi_thread")]
async fn one_bad_id_is_isolated() {
    for what in [r#"{"error":"malformed_id"}"#, r#"{"error":"server_unavailable"}"#] {
        let stage = Stage::new(300, CALM).await;
        let victim = lead_sandbox::truth(300, 7, 300).find(|row| row.verdict == IdVerdict::Valid).unwrap();
        let id = victim.lead_id.unwrap();
        let fault = format!(r#"{{"where":"collections","when":{{"ids":["{id}"]}},"what":{what}}}"#);
        stage.scenario(&faults(&fault)).await;
        let (run, end) = stage.run(&stage.plan()).await;
        assert_eq!(end.state, RunState::FailedRows, "{:?}", end.reason);
        assert_eq!(end.status.retrieval_failed, end.problems[0].rows);
        for row in stage.all_rows(&run) {
            let is_victim = row.lead_id == Some(id.to_string());
            assert_eq!(row.status == RowStatus::RetrievalFailed, is_victim, "{row:?}");
            assert!(!is_victim || row.verdict == IdVerdict::Valid, "a fault is no verdict");
        }
        stage.truth_holds(&run);
        stage.scenario(CALM).await;
        lead_pipeline::prepare_retry(&stage.home, &run).unwrap();
        assert_eq!(stage.drive(&run).await.state, RunState::Done);
    }
}

/// The model stumbles over one lead, for good: that row fails, though nobody else asks at the end.
#[tokio::test(flavor = "multi_thread")]
async fn one_lead_that_the_model_stumbles_over_fails_alone() {
    let stage = Stage::new(80, CALM).await;
    let (run, _) = stage
        .run(&{
            let mut plan = stage.plan();
            plan.request.check_only = true;
            plan
        })
        .await;
    let victim = stage.all_rows(&run).into_iter().find(|row| row.status == RowStatus::NotAssessed).unwrap();
    let fault = format!(
        r#"{{"where":"responses","when":{{"ids":["{}"]}},"what":{{"error":"server_error"}}}}"#,
        victim.company
    );
    stage.scenario(&faults(&fault)).await;
    lead_pipeline::continue_with_assessment(&stage.home, &run, true, "gpt-6-luna", None).unwrap();
    let end = stage.drive(&run).await;
    assert_eq!(end.state, RunState::FailedRows, "{:?}", end.reason);
    for row in stage.all_rows(&run) {
        assert_eq!(row.status == RowStatus::AssessmentFailed, row.company == victim.company, "{row:?}");
    }
}

/// The run pauses with this in its reason; once the cause is gone it ends as undisturbed, and
/// what was paid for is not asked again.
async fn pauses_and_resumes(fault: &str, told: &str) {
    let stage = Stage::new(300, &faults(fault)).await;
    let mut plan = stage.plan();
    plan.settings.batch_size_salesforce = 50;
    let (run, end) = stage.run(&plan).await;
    assert_eq!(end.state, RunState::Paused, "{:?}", end.reason);
    assert!(end.reason.as_ref().unwrap().contains(told), "{:?}", end.reason);
    assert!(end.status.waiting > 0);
    assert_eq!(end.status.retrieval_failed + end.status.assessment_failed, 0, "a limit fails no row");
    adds_up(&end);
    stage.scenario(CALM).await;
    let end = stage.drive(&run).await;
    assert_eq!(end.state, RunState::Done);
    stage.truth_holds(&run);
    let stats = stage.stats().await;
    assert_eq!(stats["answered"]["most"], 1, "{}", stats["answered"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_org_s_daily_limit_pauses_the_run() {
    pauses_and_resumes(
        r#"{"where":"collections","when":{"from_call":3},"what":{"error":"request_limit_exceeded"}}"#,
        "daily limit",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_money_pauses_the_run() {
    pauses_and_resumes(
        r#"{"where":"responses","when":{"from_call":40},"what":{"error":"insufficient_quota"}}"#,
        "no credit left",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_not_accepted_pauses_the_run() {
    pauses_and_resumes(
        r#"{"where":"responses","when":{"from_call":40},"what":{"error":"invalid_api_key"}}"#,
        "does not accept this key",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_permission_pauses_the_run() {
    pauses_and_resumes(
        r#"{"where":"collections","when":{"from_call":2},"what":{"error":"api_disabled_for_org"}}"#,
        "permission",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_without_end_pauses_the_run_and_fails_no_row() {
    for place in ["collections", "responses", "describe"] {
        let fault = format!(r#"{{"where":"{place}","what":{{"html_error":503}}}}"#);
        let stage = Stage::new(120, &faults(&fault)).await;
        let run = stage.create(&stage.plan());
        let retry_policy = RetryPolicy { outage: Duration::from_secs(3), ..HASTY };
        let end = stage.drive_by(&run, stage.providers().await, Control::new(), retry_policy).await.unwrap();
        assert_eq!(end.state, RunState::Paused, "{place}");
        assert!(end.reason.as_ref().unwrap().contains("no good answer"), "{:?}", end.reason);
        assert_eq!(end.status.retrieval_failed + end.status.assessment_failed, 0);
        stage.scenario(CALM).await;
        assert_eq!(stage.drive(&run).await.state, RunState::Done);
        stage.truth_holds(&run);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_provider_is_waited_for_and_no_row_fails() {
    let scenario = r#"{"latency":{"salesforce_ms":2,"model_ms":4},"limits":{"model":{"tier":1}},
        "faults":[{"where":"responses","when":{"every":30},"what":{"error":"rate_limit_exceeded"}}]}"#;
    let stage = Stage::new(150, scenario).await;
    let (run, end) = stage.run(&stage.plan()).await;
    assert_eq!(end.state, RunState::Done, "{:?}", end.problems);
    stage.truth_holds(&run);
    assert!(stage.stats().await["faults"].as_object().unwrap().len() == 1);
}
