//! What a run is made of: its plan, and the providers it asks.

use crate::run::account_limits::Account;
use crate::{JournalError, RunError};
use lead_journal::About;
use lead_model::{FieldChoice, Money, ReadBy, RunSettings};
use lead_openai::PriceTable;
use lead_workbook::SheetChoice;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

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
    pub save: SaveOptions,
}

/// What a run is asked to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct RunRequest {
    /// The rows.
    pub source: SheetChoice,
    /// The recipe's name.
    pub recipe: String,
    /// Whether the model is asked.
    pub ai: bool,
    /// Stop after the ids are checked and the leads read.
    pub check_only: bool,
    /// The model.
    pub model: String,
    /// The most it may spend, in dollars; `None` for no cap.
    pub max_spend_usd: Option<Money>,
    /// Whether a lead that was merged away is followed to the one that remains, which is then read
    /// and assessed in its place.
    #[serde(default)]
    pub follow_merged: bool,
    /// In which way leads are read.
    #[serde(default)]
    pub read_by: ReadBy,
    /// What was chosen among the org's fields.
    #[serde(default)]
    pub fields: FieldChoice,
}

/// As what the workbook is saved: the user's own with columns and sheets added, unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct SaveOptions {
    /// A new workbook with the values of the sheet alone.
    pub report_workbook: bool,
    /// It may replace the user's own; a backup is put beside that first.
    pub over_original: bool,
    /// The columns to add, in this order; `None` for all that the recipe has, in its order.
    #[serde(default)]
    pub columns: Option<Vec<ColumnChoice>>,
}

/// A column to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ColumnChoice {
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
    /// The account that the org is asked by, whose limits all its runs share.
    pub salesforce_account: Account,
    /// The account that the model is asked by.
    pub model_account: Account,
}

impl Providers {
    /// Services whose accounts no other run uses.
    #[must_use]
    pub fn new(
        salesforce: lead_salesforce::Client,
        openai: Option<lead_openai::Client>,
        prices: PriceTable,
    ) -> Self {
        let (salesforce_account, model_account) = (Account::at_salesforce(), Account::at_model());
        Self { salesforce, openai, prices, salesforce_account, model_account }
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

    /// The plan that a run was made with.
    pub(crate) fn of(about: &About) -> Result<Self, RunError> {
        Ok(serde_json::from_str(&about.plan).map_err(JournalError::from)?)
    }
}
