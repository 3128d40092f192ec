//! What passes between a host and the app about saving a run's workbook.

use lead_model::RunId;
use lead_pipeline::SaveOptions;
use serde::{Deserialize, Serialize};

/// Everything that is known before a workbook is saved. Nothing is written for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct SavePlan {
    /// A path beside the original where no file is yet.
    pub path: String,
    /// The same for a report workbook.
    pub report_path: String,
    /// The user's own workbook.
    pub original: String,
    /// The sheet that gets the columns.
    pub sheet: String,
    /// Its rows below the header.
    #[specta(type = f64)]
    pub rows: u64,
    /// The letter of the first column that is added, after the last used one.
    pub first_column: String,
    /// The sheets that are added, under the names they will have.
    pub sheets_added: Vec<String>,
    /// Why the same workbook cannot come back with columns added; `None` where it can.
    pub same_workbook: Option<String>,
    /// Why the original cannot be replaced; `None` where it can.
    pub over_original: Option<String>,
    /// The name of the copy that would be put beside a replaced original.
    pub backup: String,
    /// What else is worth knowing of the same workbook, a sentence each.
    pub notes: Vec<String>,
    /// What else is worth knowing of a report workbook, a sentence each.
    pub report_notes: Vec<String>,
    /// The columns to choose from: in the order last chosen, those left out last.
    pub columns: Vec<PlannedColumn>,
    /// The kind of workbook that the run was begun for, and the columns last saved with its recipe.
    pub save: SaveOptions,
}

/// A column that can be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct PlannedColumn {
    /// Its name in the recipe.
    pub name: String,
    /// What would be written into its header cell.
    pub header: String,
    /// What it shows, as recipes name it: `status`, `explanation`; `field` for a field of the lead.
    pub kind: String,
    /// What it tells, in a line.
    pub about: String,
    /// Whether it is added.
    pub chosen: bool,
    /// Its place in the recipe's own order, counted from 0.
    pub place: u32,
}

/// How far a saving is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct RowsSaved {
    /// The run whose workbook is saved.
    pub run: RunId,
    /// Rows written; all of them while the file is packed.
    #[specta(type = f64)]
    pub rows: u64,
    /// Rows there are.
    #[specta(type = f64)]
    pub of: u64,
}
