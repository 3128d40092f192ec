//! Runs whose files are damaged at random, half done and done: they are listed, looked at, saved, taken up
//! and retried like any other, and in the end every row is told what it was told without the damage.
//!
//! `LEADSHEET_DAMAGES` sets how many; `LEADSHEET_SEED` where their chance begins.

use crate::common::Stage;
use fastrand::Rng;
use lead_model::{RowStatus, RunId, RunState};
use lead_pipeline::{Home, RunError};
use lead_pipeline::{RowQuery, RowView};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

const ROWS: u32 = 150;

/// Answers come one after the other, so that a run is seen half done.
const SPREAD: &str = r#"{"latency":{"salesforce_ms":2,"model_ms":400,"jitter":0.9}}"#;

fn number_of(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// The files of a home, as a kill leaves them.
struct Files(Vec<(PathBuf, Vec<u8>)>);

impl Files {
    fn of(home: &Home) -> Self {
        let mut files = Vec::new();
        for folder in [home.folder().to_owned(), home.runs()] {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() && !path.to_string_lossy().ends_with("-shm") {
                    let name = path.strip_prefix(home.folder()).unwrap().to_owned();
                    files.push((name, std::fs::read(path).unwrap()));
                }
            }
        }
        Self(files)
    }

    fn put(&self, folder: PathBuf) -> Home {
        let home = Home::new(folder);
        std::fs::create_dir_all(home.runs()).unwrap();
        for (name, bytes) in &self.0 {
            std::fs::write(home.folder().join(name), bytes).unwrap();
        }
        home
    }
}

fn damage(path: &Path, rng: &mut Rng) -> String {
    let mut bytes = std::fs::read(path).unwrap();
    if bytes.is_empty() {
        return "nothing there".into();
    }
    let page = if rng.bool() { 16_384 } else { 4_096 };
    let begin = rng.usize(..bytes.len()) / page * page;
    let end = (begin + page).min(bytes.len());
    let how = match rng.u32(..5) {
        0 => {
            let at = rng.usize(..bytes.len());
            bytes[at] ^= 1 << rng.u32(..8);
            format!("a flipped bit at {at}")
        }
        1 => {
            let at = rng.usize(..bytes.len());
            let end = (at + 16).min(bytes.len());
            rng.fill(&mut bytes[at..end]);
            format!("random bytes from {at}")
        }
        2 => {
            bytes[begin..end].fill(0);
            format!("zeros from {begin}")
        }
        3 => {
            rng.fill(&mut bytes[begin..end]);
            format!("a garbled page from {begin}")
        }
        _ => {
            bytes.truncate(rng.usize(..bytes.len()));
            format!("cut off at {}", bytes.len())
        }
    };
    std::fs::write(path, bytes).unwrap();
    how
}

/// Whether something is said as people say it.
fn is_a_sentence(text: &str) -> bool {
    text.ends_with(['.', ')', '”'])
        && !text.contains("os error")
        && !text.contains("Error {")
        && text.len() > 20
}

fn told<T>(how: &str, result: Result<T, RunError>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            assert!(is_a_sentence(&error.to_string()), "{how}: {error}");
            None
        }
    }
}

/// What a row says, apart from when.
fn said(row: &RowView) -> (u32, RowStatus, lead_model::IdVerdict, Option<String>, Option<lead_model::Score>) {
    (row.row, row.status, row.verdict, row.lead_id.clone(), row.final_confidence)
}

async fn to_the_end(stage: &Stage, run: &RunId, how: &str) {
    for _ in 0..4 {
        let stands =
            lead_pipeline::snapshot(&stage.home, run).unwrap_or_else(|error| panic!("{how}: {error:?}"));
        match stands.state {
            RunState::Done => return,
            RunState::FailedRows => {
                lead_pipeline::prepare_retry(&stage.home, run)
                    .unwrap_or_else(|error| panic!("{how}: {error:?}"));
            }
            _ => {}
        }
        stage.try_drive(run).await.unwrap_or_else(|error| panic!("{how}: {error:?}"));
    }
    panic!("{how}: it does not end: {:?}", lead_pipeline::snapshot(&stage.home, run));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_run_is_saved_and_taken_up_and_ends_as_undisturbed() {
    let damages = number_of("LEADSHEET_DAMAGES", 16);
    let mut rng = Rng::with_seed(number_of("LEADSHEET_SEED", 3));
    let mut stage = Stage::new(ROWS, SPREAD).await;
    let plan = stage.plan();
    let half = stage.create(&plan);
    stage.drive_until(&half, |seen| seen.status.analyzed > 40).await;
    let half_done = Files::of(&stage.home);
    // What of a dropped run is still under way must not meet the next.
    let done_run = stage.create(&plan);
    assert_eq!(stage.drive(&done_run).await.state, RunState::Done);
    let expected: Vec<_> = stage.all_rows(&done_run).iter().map(said).collect();
    let done = Files::of(&stage.home);
    let (mut troubled, mut salvaged, mut differing) = (0, 0, 0);
    for turn in 0..damages {
        let (files, run) = if turn % 2 == 0 { (&half_done, &half) } else { (&done, &done_run) };
        let folder = tempfile::tempdir().unwrap();
        let home = files.put(folder.path().join("home"));
        stage.home = home.clone();
        let journal = home.journal(run);
        let log = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
        let targets = [log(&journal), journal.clone(), journal.clone(), log(&home.answers()), home.answers()];
        let there: Vec<_> = targets.iter().filter(|path| path.is_file()).collect();
        let target = there[rng.usize(..there.len())];
        let how = format!("turn {turn}, {}: {}", target.display(), damage(target, &mut rng));

        let listed = lead_pipeline::list(&home).unwrap();
        let of =
            listed.iter().find(|summary| summary.run == *run).unwrap_or_else(|| panic!("{how}: not listed"));
        assert_eq!(of.name, "leads.xlsx", "{how}");
        if let Some(trouble) = &of.trouble {
            troubled += 1;
            assert!(is_a_sentence(&trouble.sentence), "{how}: {}", trouble.sentence);
        }
        // Looked at in any order, it is salvaged by whoever comes first.
        match rng.u32(..4) {
            0 => drop(told(&how, lead_pipeline::report(&home, run))),
            1 => drop(told(
                &how,
                lead_pipeline::rows(&home, run, &RowQuery { limit: 50, ..RowQuery::default() }),
            )),
            2 => drop(told(&how, lead_pipeline::lead(&home, run, 5))),
            _ => {}
        }
        let output = folder.path().join("out.xlsx");
        let saved = lead_pipeline::export(&home, run, &output, &mut |_| ControlFlow::Continue(()));
        let saved = saved.unwrap_or_else(|error| panic!("{how}: {error:?}"));
        assert_eq!(saved.rows, u64::from(ROWS), "{how}");
        to_the_end(&stage, run, &how).await;
        let now: Vec<_> = stage.all_rows(run).iter().map(said).collect();
        assert_eq!(now.len(), expected.len(), "{how}");
        let kinds = |rows: &[_]| {
            rows.iter()
                .map(|row: &(u32, RowStatus, lead_model::IdVerdict, _, _)| (row.0, row.1, row.2))
                .collect::<Vec<_>>()
        };
        assert_eq!(kinds(&now), kinds(&expected), "{how}");
        for (now, then) in now.iter().zip(&expected) {
            let page = lead_pipeline::lead(&home, run, now.0);
            assert_eq!(now.4.is_some(), then.4.is_some(), "{how}: row {}, {page:?}", now.0);
        }
        differing += now.iter().zip(&expected).filter(|(now, then)| now != then).count();
        salvaged += u32::from(
            std::fs::read_dir(home.runs())
                .unwrap()
                .any(|entry| entry.unwrap().file_name().to_string_lossy().contains(" (damaged ")),
        );
    }
    eprintln!(
        "{damages} damages: {troubled} listed as troubled, {salvaged} salvaged, {differing} rows with another score"
    );
}
