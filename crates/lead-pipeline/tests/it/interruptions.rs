//! Paused, cancelled, killed: what was done stays done, and what was paid for is not asked again.

use crate::common::{CALM, HASTY, Stage, adds_up};
use lead_model::{RowStatus, RunState};
use lead_pipeline::RunSummary;
use lead_pipeline::{Control, JournalError, RunError};
use std::ops::ControlFlow;
use std::time::Duration;
use tokio::sync::watch;

/// Of the answers that the sandbox gave, those given to a question it had answered before.
async fn asked_twice(stage: &Stage) -> u64 {
    let stats = stage.stats().await;
    stats["answered"]["total"].as_u64().unwrap() - stats["answered"]["distinct"].as_u64().unwrap()
}

/// A dropped run is let go a moment later, when the thread that writes has ended; then nobody
/// drives it, whatever its owner wrote last.
async fn let_go(stage: &Stage) -> RunSummary {
    loop {
        let listed = lead_pipeline::list(&stage.home).unwrap().remove(0);
        if listed.state == RunState::Paused {
            return listed;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_killed_again_and_again_ends_as_undisturbed() {
    let undisturbed = Stage::new(1200, CALM).await;
    let (run, end) = undisturbed.run(&undisturbed.plan()).await;
    let expected = undisturbed.all_rows(&run);

    let stage = Stage::new(1200, CALM).await;
    let mut plan = stage.plan();
    plan.settings.batch_size_salesforce = 200;
    let run = stage.create(&plan);
    stage.drive_until(&run, |seen| seen.rows > 0).await;
    stage.drive_until(&run, |seen| seen.stages[1].done > 200).await;
    for leads in [50, 300, 700] {
        stage.drive_until(&run, move |seen| seen.status.analyzed > leads).await;
        let listed = let_go(&stage).await;
        assert!(listed.reason.as_ref().unwrap().contains("interrupted"));
        assert_eq!(listed.status.total(), listed.rows);
    }
    let resumed = stage.drive(&run).await;
    assert_eq!((resumed.state, resumed.status), (RunState::Done, end.status));
    adds_up(&resumed);
    stage.truth_holds(&run);
    assert_eq!(stage.all_rows(&run), expected);

    // Only what was in flight at the five kills is asked again.
    let peak = stage.stats().await["peak_in_flight"]["model"].as_u64().unwrap();
    let twice = asked_twice(&stage).await;
    assert!(twice <= 5 * peak, "{twice} asked twice, {peak} at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_finishes_what_is_under_way_and_nothing_is_asked_twice() {
    let stage = Stage::new(600, CALM).await;
    let run = stage.create(&stage.plan());
    for leads in [100, 300] {
        let control = Control::new();
        let (snapshots, mut seen) = watch::channel(lead_pipeline::snapshot(&stage.home, &run).unwrap());
        let hand = control.clone();
        let pause = tokio::spawn(async move {
            seen.wait_for(|seen| seen.status.analyzed > leads).await.unwrap();
            hand.pause();
        });
        let providers = stage.providers().await;
        let end =
            lead_pipeline::drive_with(stage.home.clone(), run.clone(), providers, control, snapshots, HASTY)
                .await
                .unwrap();
        pause.await.unwrap();
        assert_eq!(end.state, RunState::Paused);
        assert!(end.reason.as_ref().unwrap().starts_with("The run is paused."), "{:?}", end.reason);
        assert!(end.status.waiting > 0);
        adds_up(&end);
        assert_eq!(lead_pipeline::snapshot(&stage.home, &run).unwrap().status, end.status);
    }
    assert_eq!(stage.drive(&run).await.state, RunState::Done);
    stage.truth_holds(&run);
    assert_eq!(asked_twice(&stage).await, 0);
    assert_eq!(stage.stats().await["reads"]["most"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_run_keeps_what_was_done_and_can_be_saved() {
    let stage = Stage::new(400, CALM).await;
    let run = stage.create(&stage.plan());
    let control = Control::new();
    let (snapshots, mut seen) = watch::channel(lead_pipeline::snapshot(&stage.home, &run).unwrap());
    let hand = control.clone();
    tokio::spawn(async move {
        seen.wait_for(|seen| seen.status.analyzed > 50).await.unwrap();
        hand.cancel();
    });
    let providers = stage.providers().await;
    let end =
        lead_pipeline::drive_with(stage.home.clone(), run.clone(), providers, control, snapshots, HASTY)
            .await
            .unwrap();
    assert_eq!(end.state, RunState::Cancelled);
    assert!(end.status.analyzed > 50 && end.status.waiting > 0);
    assert!(matches!(stage.try_drive(&run).await, Err(RunError::Ended { state: RunState::Cancelled, .. })));
    assert!(matches!(lead_pipeline::prepare_retry(&stage.home, &run), Err(RunError::Ended { .. })));
    let saved =
        lead_pipeline::export(&stage.home, &run, &stage.file("out.xlsx"), &mut |_| ControlFlow::Continue(()));
    assert_eq!(saved.unwrap().rows, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_cancelled_while_its_rows_are_read_still_tells_every_row() {
    let stage = Stage::new(2000, CALM).await;
    let run = stage.create(&stage.plan());
    let control = Control::new();
    control.cancel();
    let end = stage.drive_by(&run, stage.providers().await, control, HASTY).await.unwrap();
    assert_eq!(end.state, RunState::Cancelled);
    let saved =
        lead_pipeline::export(&stage.home, &run, &stage.file("out.xlsx"), &mut |_| ControlFlow::Continue(()));
    assert_eq!(saved.unwrap().rows, 2000);
    let rows = stage.all_rows(&run);
    assert_eq!(rows.len(), 2000);
    assert!(rows.iter().all(|row| matches!(row.status, RowStatus::Waiting | RowStatus::InvalidLeadId)));
    assert_eq!(stage.stats().await["calls"]["responses"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_may_look_and_ask_but_not_touch() {
    let stage = Stage::new(600, CALM).await;
    let run = stage.create(&stage.plan());
    let (snapshots, mut seen) = watch::channel(lead_pipeline::snapshot(&stage.home, &run).unwrap());
    let providers = stage.providers().await;
    let drive = tokio::spawn(lead_pipeline::drive_with(
        stage.home.clone(),
        run.clone(),
        providers,
        Control::new(),
        snapshots,
        HASTY,
    ));
    seen.wait_for(|seen| seen.rows > 0).await.unwrap();
    let other = stage.try_drive(&run).await;
    let busy = matches!(other, Err(RunError::Journal(JournalError::Busy { .. })));
    // Trying takes a while, in which a quick run may have ended: then there is nothing to touch.
    assert!(busy || matches!(other, Err(RunError::Ended { .. })), "{other:?}");
    if busy {
        assert!(matches!(
            lead_pipeline::delete(&stage.home, &run),
            Err(RunError::Journal(JournalError::Busy { .. })) | Ok(())
        ));
    }
    drive.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_driven_elsewhere_hears_that_it_is_cancelled() {
    let slow = r#"{"latency":{"salesforce_ms":2,"model_ms":400,"jitter":0.1},
        "limits":{"model":{"models":{"gpt-6-luna":{"requests_per_minute":120,"tokens_per_minute":100000000}}}}}"#;
    let stage = Stage::new(600, slow).await;
    let run = stage.create(&stage.plan());
    assert_eq!(lead_pipeline::pause(&stage.home, &run).unwrap(), RunState::Paused, "nobody drives it");
    let (snapshots, mut seen) = watch::channel(lead_pipeline::snapshot(&stage.home, &run).unwrap());
    let providers = stage.providers().await;
    let drive = tokio::spawn(lead_pipeline::drive_with(
        stage.home.clone(),
        run.clone(),
        providers,
        Control::new(),
        snapshots,
        HASTY,
    ));
    seen.wait_for(|seen| seen.status.analyzed > 0).await.unwrap();
    assert_eq!(lead_pipeline::cancel(&stage.home, &run).unwrap(), RunState::Running);
    let end = drive.await.unwrap().unwrap();
    assert_eq!(end.state, RunState::Cancelled);
    assert_eq!(lead_pipeline::cancel(&stage.home, &run).unwrap(), RunState::Cancelled);
    lead_pipeline::delete(&stage.home, &run).unwrap();
    assert!(lead_pipeline::list(&stage.home).unwrap().is_empty());
}
