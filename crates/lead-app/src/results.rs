//! A run's results: rows, a lead's page, figures, the workbook.

use crate::failure::AppResult;
use crate::output_name;
use crate::{App, LeadPage, RowPage, RowQuery, RunId, RunReport, SavedWorkbook, WorkbookInfo};
use lead_pipeline::{RunPlan, SaveWish};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

impl App {
    /// Opens a workbook, lists its sheets and finds the id column.
    pub async fn inspect_workbook(&self, path: String) -> AppResult<WorkbookInfo> {
        self.aside(move |_| Ok(lead_workbook::inspect(Path::new(&path))?)).await
    }

    /// A page of a run's rows, filtered and ordered.
    pub async fn page_rows(&self, run: RunId, query: RowQuery) -> AppResult<RowPage> {
        self.aside(move |parts| Ok(lead_pipeline::rows(&parts.home, &run, &query)?)).await
    }

    /// Everything about one row's lead.
    pub async fn lead_page(&self, run: RunId, row: u32) -> AppResult<LeadPage> {
        self.aside(move |parts| Ok(lead_pipeline::lead(&parts.home, &run, row)?)).await
    }

    /// The results of a run in figures.
    pub async fn run_report(&self, run: RunId) -> AppResult<RunReport> {
        self.aside(move |parts| Ok(lead_pipeline::report(&parts.home, &run)?)).await
    }

    /// A path for a run's workbook, beside the workbook it came from, where no file is yet.
    pub async fn suggested_output(&self, run: RunId) -> AppResult<String> {
        self.aside(move |parts| {
            let plan = lead_pipeline::plan(&parts.home, &run)?;
            let path = output_name::usual(
                parts.home.folder(),
                Path::new(&plan.request.source.path),
                SaveWish { over_original: false, ..plan.save },
            );
            Ok(path.to_string_lossy().into_owned())
        })
        .await
    }

    /// Where the run's workbook was wanted when it began.
    pub async fn wanted_output(&self, run: RunId) -> AppResult<Option<PathBuf>> {
        self.aside(move |parts| Ok(lead_pipeline::plan(&parts.home, &run)?.output)).await
    }

    /// Writes a run's workbook.
    pub async fn export_run(&self, run: RunId, path: String) -> AppResult<SavedWorkbook> {
        let plan = self.plan_of(run.clone()).await?;
        self.export_as(run, Some(PathBuf::from(path)), plan.save).await
    }

    /// How a run's workbook was wanted when it began.
    pub async fn wanted_save(&self, run: RunId) -> AppResult<SaveWish> {
        Ok(self.plan_of(run).await?.save)
    }

    async fn plan_of(&self, run: RunId) -> AppResult<RunPlan> {
        self.aside(move |parts| Ok(lead_pipeline::plan(&parts.home, &run)?)).await
    }

    /// Writes a run's workbook as it is wanted; without a path where it goes when nobody says.
    pub async fn export_as(
        &self,
        run: RunId,
        path: Option<PathBuf>,
        save: SaveWish,
    ) -> AppResult<SavedWorkbook> {
        self.aside(move |parts| {
            let path = if let Some(path) = path {
                std::path::absolute(&path).unwrap_or(path)
            } else {
                let plan = lead_pipeline::plan(&parts.home, &run)?;
                output_name::usual(parts.home.folder(), Path::new(&plan.request.source.path), save)
            };
            let go_on = &mut |_| ControlFlow::Continue(());
            let saved = lead_pipeline::export_as(&parts.home, &run, &path, save, go_on)?;
            tracing::info!(%run, rows = saved.rows, "workbook saved");
            Ok(SavedWorkbook { path: saved.path.to_string_lossy().into_owned(), note: saved.note })
        })
        .await
    }
}
