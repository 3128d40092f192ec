//! A run's results: rows, a lead's page, figures, the workbook.

use crate::failure::AppResult;
use crate::output_name;
use crate::{App, LeadPage, RowPage, RowQuery, RunId, RunReport, SavedWorkbook, WorkbookInfo};
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
            let path = output_name::beside(Path::new(&plan.request.source.path));
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
        self.aside(move |parts| {
            let path = std::path::absolute(&path).unwrap_or_else(|_| PathBuf::from(&path));
            let saved = lead_pipeline::export(&parts.home, &run, &path, &mut |_| ControlFlow::Continue(()))?;
            tracing::info!(%run, rows = saved.rows, "workbook saved");
            Ok(SavedWorkbook { path: saved.path.to_string_lossy().into_owned(), note: saved.note })
        })
        .await
    }
}
