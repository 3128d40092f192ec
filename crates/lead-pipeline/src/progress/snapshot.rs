//! The snapshot of a run: folded from what it adds up to and, while it is under way, from what its
//! stations and the providers are doing at this moment.

use crate::RunPlan;
use lead_journal::{LeadCounts, Tallies};
use lead_model::{
    LimitUse, PerformanceMetrics, ProblemGroup, ProcessingStats, RunId, RunSnapshot, RunState, SecondsRange,
    Stage, StageProgress,
};
use lead_model::{several, thousands};

/// What a run under way is doing at this moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct LiveFigures {
    pub(crate) reading: bool,
    pub(crate) salesforce_in_flight: u32,
    pub(crate) model_in_flight: u32,
    /// Leads finished a second, lately.
    pub(crate) rate: f64,
    /// Seconds left by the rate lately and by that of the whole, the smaller first.
    pub(crate) time_left: Option<SecondsRange>,
    /// Seconds at work that are not in the journal yet.
    pub(crate) seconds: f64,
    pub(crate) limits: Vec<LimitUse>,
    pub(crate) slowed_by: Option<String>,
}

/// What never changes while a run is under way.
#[derive(Debug, Clone)]
pub(crate) struct RunOutline {
    pub(crate) run: RunId,
    pub(crate) name: String,
    pub(crate) plan: RunPlan,
    /// Whether the model is asked.
    pub(crate) asks_model: bool,
}

impl RunOutline {
    /// Folds the snapshot.
    pub(crate) fn snapshot(
        &self,
        state: RunState,
        reason: Option<String>,
        tallies: &Tallies,
        live: &LiveFigures,
    ) -> RunSnapshot {
        let performance_metrics = self.performance(tallies, live);
        // A run that is over has no lately; what it did on the whole is what people want to know.
        let leads_per_second =
            if state == RunState::Running { live.rate } else { performance_metrics.leads_per_second };
        RunSnapshot {
            run: self.run.clone(),
            name: self.name.clone(),
            state,
            reason,
            rows: tallies.rows,
            distinct_leads: tallies.leads.all,
            status: tallies.status,
            id_verdict: tallies.verdict,
            stages: self.stages(tallies, live),
            leads_per_second,
            time_left: live.time_left,
            usage: tallies.usage,
            max_spend_usd: self.plan.request.max_spend_usd,
            reserved_usd: tallies.reserved,
            unconfirmed_usd: tallies.unknown,
            limits: live.limits.clone(),
            slowed_by: live.slowed_by.clone(),
            problems: problems(tallies),
            performance_metrics,
            processing_stats: self.batches(tallies, state),
        }
    }

    /// Leads that nothing more is done for.
    pub(crate) fn finished(&self, leads: &LeadCounts) -> u64 {
        let judged = if self.plan.request.check_only {
            leads.found
        } else if self.asks_model {
            leads.assessed + leads.assessment_failed
        } else {
            leads.ruled
        };
        leads.absent + leads.retrieval_failed + judged
    }

    fn stages(&self, tallies: &Tallies, live: &LiveFigures) -> Vec<StageProgress> {
        let leads = &tallies.leads;
        let retrieved =
            tallies.reading_ended && leads.found + leads.absent + leads.retrieval_failed == leads.all;
        let of_found = retrieved.then_some(leads.found);
        let stage =
            |stage, done, failed, total, in_flight| StageProgress { stage, done, failed, total, in_flight };
        let all = tallies.reading_ended;
        let mut stages = vec![
            stage(Stage::Read, tallies.rows, 0, all.then_some(tallies.rows), u32::from(live.reading)),
            stage(
                Stage::Retrieve,
                leads.found + leads.absent,
                leads.retrieval_failed,
                all.then_some(leads.all),
                live.salesforce_in_flight,
            ),
        ];
        if !self.plan.request.check_only {
            stages.push(stage(Stage::Rules, leads.ruled, 0, of_found, 0));
        }
        if self.asks_model {
            stages.push(stage(
                Stage::Assess,
                leads.assessed,
                leads.assessment_failed,
                of_found,
                live.model_in_flight,
            ));
        }
        stages
    }

    fn performance(&self, tallies: &Tallies, live: &LiveFigures) -> PerformanceMetrics {
        let seconds = tallies.seconds + live.seconds;
        let batches = tallies.batches;
        let ended = batches.retrieve + batches.assess;
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        PerformanceMetrics {
            total_processing_time: seconds,
            leads_per_second: share(self.finished(&tallies.leads) as f64, seconds),
            avg_batch_time: share(batches.seconds, ended as f64),
            batch_success_rate: 100.0 * share((ended - batches.failed.min(ended)) as f64, ended as f64),
        }
    }

    /// Batches that ended and, for a large run under way, those still planned.
    fn batches(&self, tallies: &Tallies, state: RunState) -> ProcessingStats {
        let ended = tallies.batches.retrieve + tallies.batches.assess;
        let planned = if self.is_planned(tallies) && !matches!(state, RunState::Done | RunState::FailedRows) {
            self.batches_to_come(&tallies.leads)
        } else {
            0
        };
        ProcessingStats {
            total_batches: ended + planned,
            successful_batches: ended - tallies.batches.failed.min(ended),
            failed_batches: tallies.batches.failed,
        }
    }

    /// Whether the run is large enough to be planned in batches; small ones are over before a plan
    /// would tell anybody anything.
    pub(crate) fn is_planned(&self, tallies: &Tallies) -> bool {
        tallies.reading_ended && tallies.rows > u64::from(self.plan.settings.large_dataset_threshold)
    }

    fn batches_to_come(&self, leads: &LeadCounts) -> u64 {
        let settings = &self.plan.settings;
        let check_only = self.plan.request.check_only;
        let size = if check_only { settings.batch_size_validation } else { settings.batch_size_salesforce };
        let to_read = leads.all.saturating_sub(leads.found + leads.absent + leads.retrieval_failed);
        let to_assess = if self.asks_model {
            (to_read + leads.found).saturating_sub(leads.assessed + leads.assessment_failed)
        } else {
            0
        };
        to_read.div_ceil(size.max(1).into()) + to_assess.div_ceil(settings.batch_size_ai.max(1).into())
    }
}

/// Failed rows by cause, most first.
fn problems(tallies: &Tallies) -> Vec<ProblemGroup> {
    let mut groups: Vec<ProblemGroup> = tallies
        .problems
        .iter()
        .map(|problem| ProblemGroup {
            cause: problem.cause.clone(),
            sentence: problem.sentence.clone(),
            rows: problem.rows,
        })
        .collect();
    groups.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.cause.cmp(&b.cause)));
    groups
}

/// How a run that came to its end is told.
pub(crate) fn end_in_words(tallies: &Tallies) -> (RunState, String) {
    let failed = tallies.status.retrieval_failed + tallies.status.assessment_failed;
    let rows = several(tallies.rows, "row");
    if tallies.rows == 0 {
        (RunState::Done, "The sheet has no rows below its header, so there was nothing to do.".into())
    } else if tallies.leads.all == 0 {
        let sentence = format!(
            "None of the {rows} has a lead id in the chosen column, so nothing was read and nothing was spent. If \
             another column holds the ids, start again with that."
        );
        (RunState::Done, sentence)
    } else if failed > 0 {
        let sentence = format!(
            "{} of {} failed and can be retried; the others are done.",
            several(failed, "row"),
            thousands(tallies.rows)
        );
        (RunState::FailedRows, sentence)
    } else if tallies.status.not_assessed > 0 {
        (RunState::Done, format!("The ids of all {rows} are checked and their leads read."))
    } else {
        (RunState::Done, format!("All {rows} are done."))
    }
}

/// How far a run that stopped has come.
pub(crate) fn done_so_far(tallies: &Tallies) -> String {
    let done = tallies.rows.saturating_sub(tallies.status.waiting);
    let of = if tallies.reading_ended { format!("of {} ", thousands(tallies.rows)) } else { String::new() };
    format!("{} {of}rows are done and saved.", thousands(done))
}

/// What may have been billed without our knowing; empty where there is nothing.
pub(crate) fn perhaps_billed(tallies: &Tallies) -> String {
    if tallies.unknown == lead_model::Money::ZERO {
        return String::new();
    }
    format!(
        " Up to {} more may have been billed for requests whose cost nobody told; it counts against the spending cap.",
        tallies.unknown
    )
}
