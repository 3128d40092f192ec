//! What a process keeps of demo runs that are over: nothing that adds up. Judged by the bytes that are
//! allocated at a moment, so it stands in a test binary of its own and how the allocator deals with
//! what was given back is no matter.

#![allow(clippy::unwrap_used, reason = "what supports the tests fails as tests do")]

use lead_app::{App, Environment, RunRequest, SheetChoice};
use lead_model::{FieldChoice, ReadBy, RunState};
use peak_alloc::PeakAlloc;
use std::time::Duration;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// Connections of a run that is over close by and by; nothing takes so long.
const AT_MOST: Duration = Duration::from_mins(1);

/// A demo as the window runs it: looked at, tried, run, looked at again.
async fn run_demo(app: &App, leads: u32) {
    let demo = app.start_demo(leads).await.unwrap();
    let info = app.inspect_workbook(demo.path).await.unwrap();
    let sheet = &info.sheets[info.suggested_sheet.unwrap() as usize];
    let request = RunRequest {
        source: SheetChoice {
            path: info.path,
            sheet: sheet.name.clone(),
            header_row: sheet.header_row,
            id_column: sheet.id_column.as_ref().unwrap().index,
        },
        recipe: "zoominfo-enrichment-quality".into(),
        ai: true,
        check_only: false,
        model: String::new(),
        max_spend_usd: None,
        follow_merged: false,
        read_by: ReadBy::Size,
        fields: FieldChoice::default(),
    };
    app.forecast(request.clone()).await.unwrap();
    app.preflight(request.clone()).await.unwrap();
    let run = app.start_run(request).await.unwrap();
    let mut progress = app.progress();
    let end = loop {
        let now = app.run_snapshot(run.clone()).await.unwrap();
        if now.state != RunState::Running {
            break now;
        }
        // Lagging behind is fine: the next look gives the newest.
        drop(progress.recv().await);
    };
    assert_eq!((end.state, end.rows), (RunState::Done, leads.into()), "{:?}", end.reason);
    app.run_report(run).await.unwrap();
}

/// Waits until no more than so many bytes are held; gives what is held then, or at last.
async fn settled(most: usize) -> usize {
    let until_then = async {
        while ALLOCATED.current_usage() > most {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    drop(tokio::time::timeout(AT_MOST, until_then).await);
    ALLOCATED.current_usage()
}

/// The least that is held in the time in which connections usually close.
async fn least() -> usize {
    let mut least = usize::MAX;
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        least = least.min(ALLOCATED.current_usage());
    }
    least
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_demos_hold_no_more_than_two() {
    let home = tempfile::tempdir().unwrap();
    let app = App::open(home.path().to_owned(), Environment::default()).await.unwrap();
    // Each over an org of its own, as for somebody who tries sizes.
    run_demo(&app, 1_000).await;
    run_demo(&app, 1_010).await;
    let after_two = least().await;
    for more in 2..10 {
        run_demo(&app, 1_000 + 10 * more).await;
    }
    let most = after_two + after_two / 10;
    let after_ten = settled(most).await;
    assert!(after_ten <= most, "{after_ten} bytes are held after ten demos, {after_two} after two");
}
