//! A sandbox, a workbook and a home for a test; the clients are the real ones.

use lead_model::{FieldChoice, Profile, ReadBy, RunId, RunSettings, RunSnapshot, RunState};
use lead_openai::PriceTable;
use lead_pipeline::{Control, Home, Providers, RetryPolicy, RunError, RunPlan};
use lead_pipeline::{RowPage, RowQuery, RowView, RunRequest};
use lead_sandbox::{Sandbox, SandboxOptions, Scenario};
use lead_workbook::SheetChoice;
use secrecy::SecretString;
use serde_json::Value;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::watch;

/// Quick answers; nothing goes wrong.
pub const CALM: &str = r#"{"latency":{"salesforce_ms":2,"model_ms":4,"jitter":0.2}}"#;

const SEED: u64 = 7;

/// A scenario with quick answers and these faults.
pub fn faults(list: &str) -> String {
    format!(r#"{{"latency":{{"salesforce_ms":2,"model_ms":4,"jitter":0.2}},"faults":[{list}]}}"#)
}

/// Short waits, so that a test over faults is soon over, and more attempts than a run has, so that a test
/// with many faults ends well.
pub const HASTY: RetryPolicy = RetryPolicy {
    outage: Duration::from_mins(1),
    first_wait: Duration::from_millis(2),
    longest_wait: Duration::from_millis(20),
    attempts: 8,
    unusable_leads: 20,
    failures: 10,
};

/// Where a test plays.
pub struct Stage {
    folder: tempfile::TempDir,
    pub home: Home,
    pub sandbox: Sandbox,
    pub rows: u32,
    leads: u32,
    source: SheetChoice,
}

impl Stage {
    /// An org with as many leads as the workbook has rows.
    pub async fn new(rows: u32, scenario: &str) -> Self {
        Self::with_leads(rows, rows, scenario).await
    }

    pub async fn with_leads(leads: u32, rows: u32, scenario: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("leads.xlsx");
        lead_sandbox::write_workbook(leads, SEED, rows, &path).unwrap();
        let options = SandboxOptions {
            leads,
            seed: SEED,
            port: 0,
            scenario: Some(Scenario::from_json(scenario).unwrap()),
        };
        let sandbox = lead_sandbox::start(options).await.unwrap();
        let info = lead_workbook::inspect(&path).unwrap();
        let sheet = &info.sheets[info.suggested_sheet.unwrap() as usize];
        let source = SheetChoice {
            path: path.display().to_string(),
            sheet: sheet.name.clone(),
            header_row: sheet.header_row,
            id_column: sheet.id_column.as_ref().unwrap().index,
        };
        let home = Home::new(folder.path().join("home"));
        Self { folder, home, sandbox, rows, leads, source }
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn workbook(&self) -> PathBuf {
        PathBuf::from(&self.source.path)
    }

    pub fn plan(&self) -> RunPlan {
        RunPlan {
            request: RunRequest {
                source: self.source.clone(),
                recipe: "zoominfo-enrichment-quality".into(),
                ai: true,
                check_only: false,
                model: "gpt-6-luna".into(),
                max_spend_usd: None,
                follow_merged: false,
                read_by: ReadBy::Size,
                fields: FieldChoice::default(),
            },
            settings: RunSettings::of_profile(Profile::Adaptive),
            salesforce_url: self.sandbox.url(),
            openai_url: format!("{}/v1", self.sandbox.url()),
            demo: None,
            output: None,
            save: lead_pipeline::SaveOptions::default(),
        }
    }

    pub async fn providers(&self) -> Providers {
        self.providers_within(Duration::from_secs(10)).await
    }

    pub async fn providers_within(&self, operation_limit: Duration) -> Providers {
        let connection = lead_salesforce::Connection {
            url: self.sandbox.url().parse().unwrap(),
            credentials: lead_salesforce::Credentials::ClientCredentials {
                client_id: self.sandbox.client_id().to_owned(),
                client_secret: SecretString::from(self.sandbox.client_secret().to_owned()),
            },
        };
        let options = lead_salesforce::ClientOptions { operation_limit };
        let url = format!("{}/v1", self.sandbox.url()).parse().unwrap();
        let key = SecretString::from(self.sandbox.api_key().to_owned());
        Providers::new(
            lead_salesforce::Client::connect(connection, options).await.unwrap(),
            Some(lead_openai::Client::new(&url, key, operation_limit).unwrap()),
            PriceTable::builtin(),
        )
    }

    pub fn create(&self, plan: &RunPlan) -> RunId {
        lead_pipeline::create(&self.home, plan).unwrap()
    }

    /// Makes a run and drives it to where it ends.
    pub async fn run(&self, plan: &RunPlan) -> (RunId, RunSnapshot) {
        let run = self.create(plan);
        let end = self.drive(&run).await;
        (run, end)
    }

    pub async fn drive(&self, run: &RunId) -> RunSnapshot {
        self.try_drive(run).await.unwrap()
    }

    pub async fn try_drive(&self, run: &RunId) -> Result<RunSnapshot, RunError> {
        self.drive_by(run, self.providers().await, Control::new(), HASTY).await
    }

    pub async fn drive_by(
        &self,
        run: &RunId,
        providers: Providers,
        control: Control,
        retry_policy: RetryPolicy,
    ) -> Result<RunSnapshot, RunError> {
        let (snapshots, _) = watch::channel(lead_pipeline::snapshot(&self.home, run).unwrap());
        lead_pipeline::drive_with(self.home.clone(), run.clone(), providers, control, snapshots, retry_policy)
            .await
    }

    /// Drives until this is so, and then drops the run in the middle, as a kill would.
    pub async fn drive_until(&self, run: &RunId, so: impl Fn(&RunSnapshot) -> bool) {
        let (snapshots, mut seen) = watch::channel(lead_pipeline::snapshot(&self.home, run).unwrap());
        let providers = self.providers().await;
        let drive = lead_pipeline::drive_with(
            self.home.clone(),
            run.clone(),
            providers,
            Control::new(),
            snapshots,
            HASTY,
        );
        tokio::select! {
            end = drive => panic!("the run ended first: {end:?}"),
            seen = seen.wait_for(so) => drop(seen.unwrap()),
        }
    }

    pub async fn stats(&self) -> Value {
        let answer = reqwest::get(format!("{}/__stats", self.sandbox.url())).await.unwrap();
        answer.json().await.unwrap()
    }

    /// Puts another scenario in force.
    pub async fn scenario(&self, json: &str) {
        let url = format!("{}/__scenario", self.sandbox.url());
        let answer = reqwest::Client::new().put(url).body(json.to_owned()).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    pub fn all_rows(&self, run: &RunId) -> Vec<RowView> {
        let mut rows = Vec::new();
        loop {
            let query = RowQuery { offset: rows.len() as u64, limit: 500, ..RowQuery::default() };
            let RowPage { total, rows: page } = lead_pipeline::rows(&self.home, run, &query).unwrap();
            rows.extend(page);
            if rows.len() as u64 >= total {
                return rows;
            }
        }
    }

    /// Every row is there, in order, with the id and the verdict it deserves.
    pub fn truth_holds(&self, run: &RunId) {
        let rows = self.all_rows(run);
        assert_eq!(rows.len(), self.rows as usize);
        for (row, truth) in rows.iter().zip(lead_sandbox::truth(self.leads, SEED, self.rows)) {
            assert_eq!(row.row, truth.row);
            assert_eq!(row.verdict, truth.verdict, "row {}: {truth:?}, told: {}", row.row, row.note);
            assert_eq!(row.lead_id, truth.lead_id.map(|id| id.to_string()), "row {}", row.row);
        }
    }
}

/// How often an endpoint was called, by the sandbox's counts.
pub fn calls(stats: &Value, endpoint: &str) -> u64 {
    stats["calls"][endpoint].as_u64().unwrap()
}

/// The plan of a run that reads the leads, in this way, and does no more.
pub fn check_only(stage: &Stage, read_by: ReadBy) -> RunPlan {
    let mut plan = stage.plan();
    plan.request.check_only = true;
    plan.request.read_by = read_by;
    plan
}

/// The counts of a snapshot agree with each other.
pub fn adds_up(snapshot: &RunSnapshot) {
    assert_eq!(snapshot.status.total(), snapshot.rows);
    assert_eq!(snapshot.id_verdict.total(), snapshot.rows);
    let stats = snapshot.processing_stats;
    if matches!(snapshot.state, RunState::Done | RunState::FailedRows) {
        assert_eq!(snapshot.status.waiting, 0);
        assert_eq!(stats.total_batches, stats.successful_batches + stats.failed_batches);
    }
    assert_eq!(snapshot.reserved_usd.nanos(), 0);
}
