//! What a run is made of: its plan, the providers it asks, and the hand that stops it.

use crate::view::RunRequest;
use lead_model::RunSettings;
use lead_openai::PriceTable;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::watch;

/// Everything a run needs to know to be taken up again, by this process or another. It is kept in
/// the journal and never holds a secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunPlan {
    /// What was asked for.
    pub request: RunRequest,
    /// How it is batched and paced.
    pub settings: RunSettings,
    /// The org's address.
    pub salesforce_url: String,
    /// The model's address.
    pub openai_url: String,
    /// Set for a run over the built-in demo, which lives as long as the process and is made anew.
    pub demo: Option<DemoOrigin>,
    /// Where the workbook is wanted.
    pub output: Option<PathBuf>,
    /// As what it is wanted. Runs that began before this was asked have the usual.
    #[serde(default)]
    pub save: SaveWish,
}

/// As what the workbook is saved: the user's own with columns and sheets added, unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct SaveWish {
    /// A new workbook with the values of the sheet alone.
    pub report_workbook: bool,
    /// It may replace the user's own; a backup is put beside that first.
    pub over_original: bool,
    /// The columns to add, in this order; `None` for all that the recipe has, in its order.
    #[serde(default)]
    pub columns: Option<Vec<ColumnWish>>,
}

/// A column to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ColumnWish {
    /// Its name in the recipe, `AI_Explanation`.
    pub name: String,
    /// What is written into its header cell; the name unless it was renamed.
    pub header: String,
}

/// What the demo org was made from; the same figures make the same org.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoOrigin {
    /// How many leads it has.
    pub leads: u32,
    /// What its chance starts from.
    pub seed: u64,
}

/// The services a run asks, already signed in.
pub struct Providers {
    /// The org.
    pub salesforce: lead_salesforce::Client,
    /// The model; `None` for runs that ask none.
    pub openai: Option<lead_openai::Client>,
    /// What the model's tokens cost.
    pub prices: PriceTable,
}

/// How much trouble a run puts up with before it gives up on a lead or pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// How long a provider may be out without one good answer before the run pauses.
    pub outage: Duration,
    /// The first wait after a failure; it grows from there.
    pub first_wait: Duration,
    /// The longest wait between two tries.
    pub longest_wait: Duration,
    /// How often a lead is asked about at a cost, whatever comes of it, before its row fails.
    pub attempts: u32,
    /// After so many leads in a row without one usable answer the run pauses.
    pub unusable_leads: u32,
    /// How often a call for a single lead may fail while the provider answers others well.
    pub failures: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            outage: Duration::from_mins(10),
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(20),
            attempts: 3,
            unusable_leads: 20,
            failures: 10,
        }
    }
}

/// The hand on a run: pauses or cancels it from outside.
#[derive(Debug, Clone)]
pub struct Control(watch::Sender<Wish>);

/// What the user wants of a run under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wish {
    /// Go on.
    Run,
    /// Take no new work, finish what is under way, and stop so that it can be taken up again.
    Pause,
    /// The same, for good.
    Cancel,
}

impl Default for Control {
    fn default() -> Self {
        Self::new()
    }
}

impl Control {
    /// A hand that lets the run go on.
    #[must_use]
    pub fn new() -> Self {
        Self(watch::Sender::new(Wish::Run))
    }

    /// Asks the run to pause.
    pub fn pause(&self) {
        self.wish(Wish::Pause);
    }

    /// Asks the run to end for good.
    pub fn cancel(&self) {
        self.wish(Wish::Cancel);
    }

    /// A cancelled run stays cancelled, whatever is wished afterwards.
    pub(crate) fn wish(&self, wish: Wish) {
        self.0.send_if_modified(|current| {
            let changed = wish > *current;
            if changed {
                *current = wish;
            }
            changed
        });
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Wish> {
        self.0.subscribe()
    }
}

impl RunPlan {
    /// Whether a run of this recipe asks the model.
    pub(crate) fn asks_model(&self, recipe: &lead_assess::Recipe) -> bool {
        self.request.ai && recipe.uses_model() && !self.request.check_only
    }

    /// Where answers come from. The demo's are kept apart from a real provider's.
    pub(crate) fn origin(&self) -> String {
        if self.demo.is_some() { "demo".into() } else { self.openai_url.trim_end_matches('/').to_owned() }
    }
}
