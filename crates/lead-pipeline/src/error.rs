//! What can keep a run from starting, or its results from being had.

use lead_journal::JournalError;
use lead_model::{RunId, RunState};
use lead_workbook::WorkbookError;

/// Something that did not work. Each says what happened, what it means and what to do.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The journal could not be read or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The workbook could not be read or written.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// The workbook is not the one the run began with.
    #[error(
        "{path} has changed since the run began, so its rows may no longer be the ones that were assessed. \
         The results are kept. Put the original file back and try again, or start a new run over the changed \
         file: leads that have not changed cost nothing."
    )]
    SourceChanged {
        /// The workbook's path.
        path: String,
    },
    /// The workbook was replaced by what was saved from the run.
    #[error(
        "{path} now holds what was saved from this run itself, and the backup that lay beside it is gone. To save once \
         more, put the workbook as it was before back under that name."
    )]
    SourceReplaced {
        /// The workbook's path.
        path: String,
    },
    /// The workbook is gone.
    #[error("{path} is no longer there. The results are kept. Put the file back where it was and try again.")]
    SourceGone {
        /// The workbook's path.
        path: String,
    },
    /// No such recipe.
    #[error(
        "There is no recipe “{0}”. `leadsheet recipes` lists those there are; a path to a recipe file works too."
    )]
    NoSuchRecipe(String),
    /// A recipe file that cannot be taken.
    #[error("The recipe file {path} cannot be used: {reason}")]
    BadRecipe {
        /// Its path.
        path: String,
        /// Why.
        reason: String,
    },
    /// The recipe that a run keeps cannot be read back.
    #[error(
        "The recipe that is kept in the run cannot be read: {0}. Salvage the run to save what can be read of it \
         (leadsheet salvage)."
    )]
    KeptRecipe(String),
    /// The model is to be asked, and there is no key.
    #[error(
        "The model cannot be asked: no API key is set. Enter one in Settings or set OPENAI_API_KEY, or run without the model."
    )]
    NoModel,
    /// A cap cannot hold where the price is unknown.
    #[error(
        "The price of the model “{0}” is not known, so the spending cap cannot be kept. Add its price to the \
         price table, choose another model, or run without a cap."
    )]
    PriceUnknown(String),
    /// The run has ended and has nothing left to do.
    #[error("The run {run} is {}; there is nothing left to take up.", .state.label().to_lowercase())]
    Ended {
        /// Which run.
        run: RunId,
        /// How it ended.
        state: RunState,
    },
    /// The row is not part of the run.
    #[error("Row {0} is not part of this run. Its rows are those below the header of the chosen sheet.")]
    NoSuchRow(u32),
    /// Salesforce could not be asked, outside a run.
    #[error("{0}")]
    Provider(String),
    /// The columns wished for cannot be had. Carries the whole sentence.
    #[error("{0}")]
    BadColumns(String),
    /// A part of the run broke down. What was done is kept.
    #[error(
        "The run stopped because of a fault in Leadsheet itself ({0}). What was done is kept; resume it, and please report this."
    )]
    Broken(String),
}

impl RunError {
    /// A short name for what a host acts on: `no_such_run`, `run_is_busy`, `run_is_damaged`, `run_is_lost`,
    /// `run_is_newer`, `no_room`, `columns`, `saving_under_way`, `saving_stopped`, `workbook`,
    /// `not_connected`, `other`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Journal(JournalError::NoSuchRun(_)) => "no_such_run",
            Self::Journal(JournalError::Busy { .. }) => "run_is_busy",
            Self::Journal(JournalError::Newer { .. }) => "run_is_newer",
            Self::Journal(JournalError::BeyondSalvage(_)) => "run_is_lost",
            _ if self.is_damage() => "run_is_damaged",
            _ if self.is_no_room() => "no_room",
            Self::BadColumns(_) => "columns",
            Self::Journal(JournalError::BeingSaved { .. }) => "saving_under_way",
            Self::Workbook(error) if error.is_cancelled() => "saving_stopped",
            Self::Workbook(_)
            | Self::SourceChanged { .. }
            | Self::SourceReplaced { .. }
            | Self::SourceGone { .. } => "workbook",
            Self::NoSuchRecipe(_) | Self::BadRecipe { .. } => "recipe",
            Self::NoModel => "not_connected",
            _ => "other",
        }
    }
}
