//! Where a run's leads come from: a workbook, or one made here of a query's or a list's ids.

use crate::args::{RunArguments, SourceArguments};
use crate::terminal::counting::Counting;
use crate::terminal::out::{self, counted};
use lead_app::{App, AppError, LeadSource, thousands};
use std::path::{Path, PathBuf};
use tokio::sync::broadcast::error::RecvError;

/// The workbook a run reads, and where its result is wanted.
pub(crate) struct Workbook {
    pub path: String,
    pub output: Option<PathBuf>,
}

/// The workbook that was named; else what was asked for is looked at, told, and fetched into one.
pub(crate) async fn workbook(app: &App, said: &RunArguments) -> Result<Workbook, AppError> {
    let output = said.output.clone();
    let source = match &said.source {
        SourceArguments { file: Some(file), .. } => {
            return Ok(Workbook { path: file.to_string_lossy().into_owned(), output });
        }
        SourceArguments { query: Some(text), .. } => LeadSource::Query { text: text.clone() },
        SourceArguments { condition: Some(text), .. } => LeadSource::Condition { text: text.clone() },
        SourceArguments { ids, .. } => LeadSource::Ids { text: ids.join("\n") },
    };
    let preview = app.preview_source_at(source.clone(), said.salesforce_url.clone()).await?;
    let first = preview.first.first().map(|lead| lead.id.as_str()).unwrap_or_default();
    out::note(&format!(
        "{} to read, beginning with {first}; {} to fetch the ids. {}",
        counted(preview.rows, "lead", "leads"),
        counted(preview.calls, "call", "calls"),
        preview.note
    ));
    let path = gather(app, source, said.salesforce_url.clone()).await?;
    // The original is the app's own, so the result goes where the command was given.
    let output = output.or_else(|| {
        let name = Path::new(&path).file_stem()?.to_string_lossy().into_owned();
        Some(PathBuf::from(format!("{name} - assessed.xlsx")))
    });
    Ok(Workbook { path, output })
}

/// Fetches the ids, and tells how many have come.
async fn gather(app: &App, source: LeadSource, url: Option<String>) -> Result<String, AppError> {
    let mut progress = app.gathering_progress();
    let mut counting = Counting::new("Fetching");
    let mut gathering = std::pin::pin!(app.gather_source_at(source, url));
    let mut follows = true;
    let gathered = loop {
        tokio::select! {
            gathered = &mut gathering => break gathered,
            report = progress.recv(), if follows => match report {
                Ok(report) => {
                    let told = format!("{} of {} ids", thousands(report.ids), thousands(report.of));
                    counting.show(report.ids, report.of, told);
                }
                // Only the newest matters.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => follows = false,
            },
        }
    };
    counting.close();
    gathered
}
