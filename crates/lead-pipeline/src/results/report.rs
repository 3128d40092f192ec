//! The results of a run on the whole: bands, averages, what was missing.

use crate::plan::recipe;
use crate::stored_runs::damage::with_view;
use crate::{Home, RunError, RunPlan};
use lead_journal::{Figures, View};
use lead_model::{Band, RunId, RunSettings};
use serde::{Deserialize, Serialize};

/// The results of a run, for the summary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct RunReport {
    /// Leads by band of the final score, best first; rows without one are not counted.
    pub bands: Vec<BandCount>,
    /// Rows by final score in ten steps of ten: 0 to below 10, …, 90 to 100.
    pub distribution: Vec<u32>,
    /// Mean scores over the rows that have them.
    pub averages: Averages,
    /// Rows flagged as not in the addressable market.
    pub not_in_tam: u32,
    /// Rows flagged as suspicious enrichment.
    pub suspicious_enrichment: u32,
    /// Fields that the recipe wished for and the org lacks, with what that means.
    pub missing_fields: Vec<String>,
    /// The recipe's title.
    pub recipe: String,
    /// The model; `None` where none was asked.
    pub model: Option<String>,
    /// The settings it ran with.
    pub settings: RunSettings,
}

/// Rows in a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct BandCount {
    /// The band.
    pub band: Band,
    /// How many rows.
    pub rows: u32,
}

/// Mean scores; `None` where no row has one.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, specta::Type)]
pub struct Averages {
    /// Of the acquired fields' completeness.
    pub acquisition: Option<f64>,
    /// Of the enriched fields' completeness.
    pub enrichment: Option<f64>,
    /// Of the coherence.
    pub coherence: Option<f64>,
    /// Of the final score.
    pub final_confidence: Option<f64>,
}

/// The results for the summary.
pub fn report(home: &Home, run: &RunId) -> Result<RunReport, RunError> {
    with_view(home, run, report_of)
}

pub(crate) fn report_of(view: View<'_>) -> Result<RunReport, RunError> {
    let about = view.about()?;
    let plan = RunPlan::of(&about)?;
    let recipe = recipe::kept(&about.recipe)?;
    let asks_model = plan.asks_model(&recipe);
    let title = recipe.title().to_owned();
    let fitted = recipe::fitted(recipe, &plan.request.fields, about.readable.as_ref());
    let figures = view.figures()?;
    Ok(RunReport {
        bands: bands(&figures),
        distribution: figures.distribution.iter().copied().map(rows).collect(),
        averages: Averages {
            acquisition: figures.acquisition,
            enrichment: figures.enrichment,
            coherence: figures.coherence,
            final_confidence: figures.final_confidence,
        },
        not_in_tam: rows(figures.not_in_tam),
        suspicious_enrichment: rows(figures.suspicious),
        missing_fields: fitted.missing().to_vec(),
        recipe: title,
        model: asks_model.then_some(plan.request.model),
        settings: plan.settings,
    })
}

fn bands(figures: &Figures) -> Vec<BandCount> {
    Band::ALL
        .into_iter()
        .zip(figures.bands)
        .map(|(band, number)| BandCount { band, rows: rows(number) })
        .collect()
}

/// A sheet has fewer than two million rows.
fn rows(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
