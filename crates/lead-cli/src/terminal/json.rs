//! What `--json` prints: one object a line, told apart by `type`.

use crate::terminal::out;
use lead_app::{
    Forecast, IdHealth, OrgProfile, PreflightCheck, RecipeChoice, RunId, RunReport, RunSnapshot, RunSummary,
    SavePlan, SheetChoice, WorkbookInfo,
};
use lead_model::{Money, PerformanceMetrics, ProcessingStats, RunState, StatusCounts, Usage, VerdictCounts};
use serde::Serialize;

/// A line of output.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Line<'a> {
    Started {
        run: &'a RunId,
        name: &'a str,
        source: &'a SheetChoice,
    },
    Snapshot(&'a RunSnapshot),
    Finished(Box<Finished<'a>>),
    Workbook {
        #[serde(flatten)]
        info: &'a WorkbookInfo,
        /// How the ids of the suggested sheet look; null where no sheet has any.
        id_health: Option<IdHealth>,
    },
    Forecast(&'a Forecast),
    Recipe(&'a RecipeChoice),
    Run(&'a RunSummary),
    Shown {
        snapshot: &'a RunSnapshot,
        report: &'a RunReport,
        source: Option<&'a str>,
        output: Option<&'a str>,
    },
    Check(&'a PreflightCheck),
    Org(&'a OrgProfile),
    SavePlan(&'a SavePlan),
    Sandbox {
        url: &'a str,
        openai_url: &'a str,
        access_token: &'a str,
        client_id: &'a str,
        client_secret: &'a str,
        api_key: &'a str,
    },
}

/// How a run ended. Others read this: its names are kept.
#[derive(Serialize)]
pub(crate) struct Finished<'a> {
    pub run: &'a RunId,
    pub state: RunState,
    pub reason: Option<&'a str>,
    pub rows: u64,
    pub status: StatusCounts,
    pub id_verdict: VerdictCounts,
    pub output: Option<&'a str>,
    pub performance_metrics: PerformanceMetrics,
    pub processing_stats: ProcessingStats,
    pub usage: UsageLine,
}

/// What a run has used, under the names that others read.
#[derive(Serialize)]
pub(crate) struct UsageLine {
    salesforce_calls: u64,
    openai_requests: u64,
    input_tokens: u64,
    cached_tokens: u64,
    output_tokens: u64,
    cost_usd: Money,
    /// Of the cost, what is estimated for want of the provider's count.
    estimated_usd: Money,
    /// May have been billed beyond the cost, at most.
    unconfirmed_usd: Money,
    cached_answers: u64,
    unusable_requests: u64,
}

impl From<&RunSnapshot> for UsageLine {
    fn from(snapshot: &RunSnapshot) -> Self {
        let Usage { salesforce_calls, openai_requests, input_tokens, cached_tokens, output_tokens, .. } =
            snapshot.usage;
        let Usage { cost_usd, estimated_usd, cached_answers, unusable_requests, .. } = snapshot.usage;
        Self {
            salesforce_calls,
            openai_requests,
            input_tokens,
            cached_tokens,
            output_tokens,
            cost_usd,
            estimated_usd,
            unconfirmed_usd: snapshot.unconfirmed_usd,
            cached_answers,
            unusable_requests,
        }
    }
}

impl<'a> Finished<'a> {
    pub fn new(snapshot: &'a RunSnapshot, output: Option<&'a str>) -> Self {
        Self {
            run: &snapshot.run,
            state: snapshot.state,
            reason: snapshot.reason.as_deref(),
            rows: snapshot.rows,
            status: snapshot.status,
            id_verdict: snapshot.id_verdict,
            output,
            performance_metrics: snapshot.performance_metrics,
            processing_stats: snapshot.processing_stats,
            usage: snapshot.into(),
        }
    }
}

impl Line<'_> {
    /// Prints it.
    pub fn print(&self) {
        match serde_json::to_string(self) {
            Ok(text) => out::line(&text),
            Err(error) => out::error(&format!("A line of output could not be written: {error}.")),
        }
    }
}
