//! A run's results: rows, a lead's page, figures.

use crate::error::AppResult;
use crate::{App, LeadPage, RowPage, RowQuery, RunId, RunReport, WorkbookInfo};
use std::path::Path;

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
}
