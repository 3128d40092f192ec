//! What a run needs, checked before it starts. Each check says what to do where it fails.

use crate::app::Parts;
use crate::credentials::connections::{models_of, sign_in};
use crate::error::AppResult;
use crate::recipes::catalog;
use crate::runs::planning::{SHARE_ADVICE, asks_model, share_of};
use crate::store::files::{unfinished, why};
use crate::{App, AppError, PreflightCheck, PreflightOutcome, RunOptions, RunRequest};
use lead_model::Money;
use lead_model::thousands;
use lead_pipeline::RunPlan;
use std::path::Path;
use std::time::Duration;

/// A check answers sooner than a run's calls need to.
const LIMIT: Duration = Duration::from_secs(20);
/// Less than this free, and a run may not fit: a million leads take about 2 GB of journal.
const LITTLE_ROOM: u64 = 500_000_000;

impl App {
    /// Checks what a run needs: connections, fields, folder, disk, spending cap.
    pub async fn preflight(&self, request: RunRequest) -> AppResult<Vec<PreflightCheck>> {
        let plan = self.aside(move |parts| parts.plan(&RunOptions::from(request))).await?;
        let (org, model, local) =
            tokio::join!(self.check_org(&plan), self.check_model(&plan), self.check_here(&plan));
        Ok([org, model, local?].concat())
    }

    async fn check_org(&self, plan: &RunPlan) -> Vec<PreflightCheck> {
        let signed_in = match self.org_of(plan).await {
            Ok(access) => sign_in(access, LIMIT).await,
            Err(error) => Err(error),
        };
        let (client, lead) = match signed_in {
            Ok(found) => found,
            Err(error) => return vec![blocked("salesforce", error.message)],
        };
        let host = client.instance_url().host_str().unwrap_or_default().to_owned();
        let org = match client.api_usage() {
            Some(usage) if usage.used >= usage.allowed => blocked(
                "salesforce",
                format!(
                    "Your org's API calls of the last 24 hours are used up ({} of {}). They come back over the next \
                     24 hours.",
                    thousands(usage.used),
                    thousands(usage.allowed)
                ),
            ),
            Some(usage) if usage.used >= share_of(usage.allowed, plan.settings.salesforce_daily_share) => {
                blocked(
                    "salesforce",
                    format!(
                        "Your org has used {} of its {} API calls of the last 24 hours, and runs stop at {} % of them. \
                         {SHARE_ADVICE}",
                        thousands(usage.used),
                        thousands(usage.allowed),
                        plan.settings.salesforce_daily_share
                    ),
                )
            }
            Some(usage) => {
                let left = thousands(usage.allowed - usage.used);
                ok("salesforce", format!("Connected to {host}; {left} API calls are left today."))
            }
            None => ok("salesforce", format!("Connected to {host}.")),
        };
        let fields = match lead_pipeline::load_recipe(&plan.request.recipe) {
            Err(error) => blocked("fields", AppError::from(error).message),
            Ok(recipe) => {
                let fitted = lead_pipeline::fit(recipe, &plan.request.fields, &lead);
                match fitted.missing() {
                    [] => ok("fields", "Your org has every field that the recipe reads.".into()),
                    missing => note("fields", missing.join(" ")),
                }
            }
        };
        vec![org, fields]
    }

    async fn check_model(&self, plan: &RunPlan) -> Vec<PreflightCheck> {
        if !asks_model(&plan.request) {
            return vec![ok("openai", "The model is not asked; the run costs nothing.".into())];
        }
        let model = &plan.request.model;
        let listed = match self.model_of(plan).await {
            Ok(access) => models_of(access, LIMIT).await,
            Err(error) => Err(error),
        };
        vec![match listed {
            Err(error) => blocked("openai", error.message),
            Ok(models) if models.iter().any(|id| id == model) => {
                ok("openai", format!("The key is accepted, and {model} is offered to it."))
            }
            Ok(_) => blocked(
                "openai",
                format!("The key is accepted, but {model} is not offered to it. Choose another model."),
            ),
        }]
    }

    async fn check_here(&self, plan: &RunPlan) -> AppResult<Vec<PreflightCheck>> {
        let plan = plan.clone();
        self.aside(move |parts| {
            let source = Path::new(&plan.request.source.path);
            Ok(vec![output_folder(source), disk_space(parts.home.folder()), spending_cap(parts, &plan)])
        })
        .await
    }
}

fn output_folder(source: &Path) -> PreflightCheck {
    let folder = source.parent().unwrap_or(Path::new("."));
    match unfinished(folder) {
        Ok(_) => ok("output_folder", "The workbook can be saved beside the original.".into()),
        Err(error) => note(
            "output_folder",
            format!(
                "Nothing can be saved in {}: {}. Choose another place when you save.",
                folder.display(),
                why(&error)
            ),
        ),
    }
}

fn disk_space(home: &Path) -> PreflightCheck {
    match fs4::available_space(home) {
        Ok(free) if free < LITTLE_ROOM => note(
            "disk_space",
            format!(
                "Only {} MB are free where runs are kept ({}). Free some space.",
                free / 1_000_000,
                home.display()
            ),
        ),
        Ok(free) => ok("disk_space", format!("{} GB are free.", thousands(free / 1_000_000_000))),
        Err(error) => {
            note("disk_space", format!("How much room is left could not be found out: {}.", why(&error)))
        }
    }
}

fn spending_cap(parts: &Parts, plan: &RunPlan) -> PreflightCheck {
    let name = "spending_cap";
    if !asks_model(&plan.request) {
        return ok(name, "Nothing is spent without the model.".into());
    }
    let forecast =
        match catalog::prices(parts).map(|prices| lead_pipeline::forecast(&parts.home, plan, &prices)) {
            Ok(Ok(forecast)) => forecast,
            Ok(Err(error)) => return blocked(name, AppError::from(error).message),
            Err(error) => return blocked(name, error.message),
        };
    let (low, high): (Money, Money) = (forecast.cost_low_usd, forecast.cost_high_usd);
    match plan.request.max_spend_usd {
        None => note(name, format!("No spending cap is set. The run will likely cost {low} to {high}.")),
        Some(cap) if cap < high => note(
            name,
            format!(
                "The cap of {cap} may be reached: the run will likely cost {low} to {high}. It then pauses, and \
                 what was done is kept."
            ),
        ),
        Some(cap) => ok(name, format!("The cap is {cap}; the run will likely cost {low} to {high}.")),
    }
}

pub(crate) fn ok(name: &str, sentence: String) -> PreflightCheck {
    PreflightCheck { name: name.into(), outcome: PreflightOutcome::Ok, sentence }
}

pub(crate) fn note(name: &str, sentence: String) -> PreflightCheck {
    PreflightCheck { name: name.into(), outcome: PreflightOutcome::Note, sentence }
}

pub(crate) fn blocked(name: &str, sentence: String) -> PreflightCheck {
    PreflightCheck { name: name.into(), outcome: PreflightOutcome::Blocked, sentence }
}
