//! Saving itself: with progress, to be stopped, never twice at once.

use crate::app::Parts;
use crate::error::AppResult;
use crate::jobs::Job;
use crate::saving::column_preferences::UNREADABLE;
use crate::saving::output_name;
use crate::saving::plan::is_open_elsewhere;
use crate::{App, RowsSaved, RunId, RunOptions, SavedWorkbook};
use lead_pipeline::{ColumnChoice, JournalError, SaveOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::broadcast;

type Saving = Job<RunId, RowsSaved>;

/// What is to be known where another program had what was replaced open.
const OPEN: &str = "Another program seems to have it open as it was before. Close it there without saving, or that takes \
                    this one's place.";

impl App {
    /// Writes a run's workbook as wished. The columns are remembered for the recipe; none said means
    /// all, and what was remembered is forgotten.
    pub async fn export_run(&self, run: RunId, path: String, save: SaveOptions) -> AppResult<SavedWorkbook> {
        let saving = self.begin_saving(&run)?;
        let remembered = self.remember_columns(run.clone(), save.columns.clone()).await;
        let untold = unless_columns(remembered)?;
        Ok(noted(self.save(saving, run, Some(PathBuf::from(path)), save).await?, untold))
    }

    /// Writes a run's workbook; without a path where it goes when nobody says, and with the columns
    /// remembered for the recipe where none are said.
    pub async fn export_as(
        &self,
        run: RunId,
        path: Option<PathBuf>,
        mut save: SaveOptions,
    ) -> AppResult<SavedWorkbook> {
        let saving = self.begin_saving(&run)?;
        let mut untold = None;
        if save.columns.is_none() {
            let of = run.clone();
            match self.aside(move |parts| parts.remembered_for(&of)).await {
                Ok(columns) => save.columns = columns,
                // What was assessed and paid for is not kept back for a preference.
                Err(error) if error.code == UNREADABLE => untold = Some(error.message),
                Err(error) => return Err(error),
            }
        }
        Ok(noted(self.save(saving, run, path, save).await?, untold))
    }

    /// Where a run's workbook was wanted when it began, and how.
    pub async fn wanted(&self, run: RunId) -> AppResult<(Option<PathBuf>, SaveOptions)> {
        self.aside(move |parts| {
            let plan = lead_pipeline::plan(&parts.home, &run)?;
            let mut save = plan.save;
            // An org may lack a field whose column was asked for before anybody could know.
            if let Some(columns) = &mut save.columns {
                let offers = lead_pipeline::columns(&parts.home, &run)?;
                columns.retain(|column| offers.iter().any(|offer| same(&offer.name, &column.name)));
            }
            save.columns = save.columns.filter(|columns| !columns.is_empty());
            Ok((plan.output, save))
        })
        .await
    }

    /// Remembers the columns chosen of a run for its recipe; `None` forgets what was remembered.
    pub async fn remember_columns(&self, run: RunId, columns: Option<Vec<ColumnChoice>>) -> AppResult<()> {
        self.aside(move |parts| {
            let offers = lead_pipeline::columns(&parts.home, &run)?;
            let recipe = lead_pipeline::recipe_name(&parts.home, &run)?;
            if let Some(columns) = &columns {
                lead_pipeline::check_columns(columns, &offers)?;
            }
            parts.remember_columns(&recipe, &offers, columns.as_deref())
        })
        .await
    }

    /// As [`remember_columns`](Self::remember_columns), for a run that is yet to begin.
    pub async fn remember_columns_of(
        &self,
        options: &RunOptions,
        columns: Option<Vec<ColumnChoice>>,
    ) -> AppResult<()> {
        let request = options.request.clone();
        self.aside(move |parts| {
            let offers = lead_pipeline::columns_of(&request.recipe, &request.fields)?;
            let recipe = lead_pipeline::load_recipe(&request.recipe)?;
            if let Some(columns) = &columns {
                lead_pipeline::check_columns(columns, &offers)?;
            }
            parts.remember_columns(recipe.name(), &offers, columns.as_deref())
        })
        .await
    }

    /// Stops saving a run's workbook. What was written of it is removed, and no file is touched.
    #[expect(clippy::unused_async, reason = "all commands of the table are async")]
    pub async fn stop_saving(&self, run: RunId) -> AppResult<()> {
        self.0.savings.stop(&run);
        Ok(())
    }

    /// How far savings are, ten times a second at most.
    #[must_use]
    pub fn saving_progress(&self) -> broadcast::Receiver<RowsSaved> {
        self.0.savings.reports()
    }

    /// Whether a workbook is being saved.
    #[must_use]
    pub fn is_saving(&self) -> bool {
        self.0.savings.any()
    }

    /// Stops all savings of this process and waits for it, but no longer than given.
    pub async fn stop_all_savings(&self, at_most: Duration) {
        if !self.0.savings.stop_all(at_most).await {
            tracing::warn!("a saving did not stop in time; an unfinished file may be left");
        }
    }

    /// From here on a stop is heard, whatever is done before the first row.
    fn begin_saving(&self, run: &RunId) -> AppResult<Saving> {
        Ok(self.0.savings.begin(run).ok_or_else(|| JournalError::BeingSaved { run: run.clone() })?)
    }

    async fn save(
        &self,
        mut saving: Saving,
        run: RunId,
        path: Option<PathBuf>,
        save: SaveOptions,
    ) -> AppResult<SavedWorkbook> {
        self.aside(move |parts| {
            let path = if let Some(path) = path {
                std::path::absolute(&path).unwrap_or(path)
            } else {
                let plan = lead_pipeline::plan(&parts.home, &run)?;
                output_name::usual(parts.home.folder(), Path::new(&plan.request.source.path), &save)
            };
            let of = lead_pipeline::rows_to_save(&parts.home, &run)?;
            let at = |rows: u64| RowsSaved { run: run.clone(), rows: rows.min(of), of };
            let progress = &mut |rows| saving.at(|| at(rows));
            let is_open = save.over_original && is_open_elsewhere(&path);
            let saved = lead_pipeline::export_as(&parts.home, &run, &path, &save, progress)?;
            saving.tell(at(of));
            tracing::info!(%run, rows = saved.rows, "workbook saved");
            let saved = SavedWorkbook { path: saved.path.to_string_lossy().into_owned(), note: saved.note };
            Ok(noted(saved, is_open.then(|| OPEN.to_owned())))
        })
        .await
    }
}

impl Parts {
    fn remembered_for(&self, run: &RunId) -> AppResult<Option<Vec<ColumnChoice>>> {
        let offers = lead_pipeline::columns(&self.home, run)?;
        self.remembered_columns(&lead_pipeline::recipe_name(&self.home, run)?, &offers)
    }
}

/// That something could not be remembered keeps nobody from saving, but is said.
fn unless_columns(remembered: AppResult<()>) -> AppResult<Option<String>> {
    match remembered {
        Ok(()) => Ok(None),
        Err(error) if error.code == UNREADABLE => Ok(Some(error.message)),
        Err(error) => Err(error),
    }
}

fn noted(mut saved: SavedWorkbook, more: Option<String>) -> SavedWorkbook {
    saved.note = match (saved.note, more) {
        (Some(note), Some(more)) => Some(format!("{note} {more}")),
        (note, more) => note.or(more),
    };
    saved
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.trim().to_lowercase()
}
