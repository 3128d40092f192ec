//! Looking before a run: at the workbook, at what the run will take, at the recipes.

use crate::args::RunArguments;
use crate::exit::{Exit, Outcome};
use crate::options::run_options;
use crate::options::sheet;
use crate::terminal::json;
use crate::terminal::out::{self, counted, duration};
use lead_app::{App, IdHealth, WorkbookInfo, thousands};
use std::path::PathBuf;

/// `leadsheet inspect`.
pub(crate) async fn inspect(app: &App, file: PathBuf, json: bool) -> Outcome {
    let info = app.inspect_workbook(file.to_string_lossy().into_owned()).await?;
    let health = match sheet::choose(&info, None, None) {
        Ok(source) => Some(app.examine_ids(source).await?),
        Err(_) => None,
    };
    if json {
        json::Line::Workbook { info: &info, id_health: health }.print();
    } else {
        tell(&info, health.as_ref());
    }
    Ok(Exit::Done)
}

fn tell(info: &WorkbookInfo, health: Option<&IdHealth>) {
    // Which are called as files end, except for what others export under the name of an xls file.
    let format = match info.format.as_str() {
        "html" => "a web page with a table",
        "xml" => "XML Spreadsheet 2003",
        ending => ending,
    };
    out::line(&format!("{} ({format})", info.name));
    for (index, sheet) in info.sheets.iter().enumerate() {
        let chosen = info.suggested_sheet.is_some_and(|suggested| suggested as usize == index);
        let mark = if chosen { "→" } else { " " };
        let hidden = if sheet.hidden { ", hidden" } else { "" };
        out::line(&format!(
            "{mark} “{}”: {}, {}{hidden}",
            sheet.name,
            counted(sheet.rows, "row", "rows"),
            counted(sheet.columns.len() as u64, "column", "columns"),
        ));
        match &sheet.id_column {
            Some(found) => {
                let column = sheet.columns.get(found.index as usize);
                let letter = column.map(|column| column.letter.as_str()).unwrap_or_default();
                out::line(&format!("    lead ids in column {letter}: {}", found.reason));
            }
            None => out::line("    no column that looks like lead ids"),
        }
        for note in &sheet.notes {
            out::line(&format!("    {note}"));
        }
    }
    let Some(health) = health else { return };
    out::line(&format!(
        "{}, {}, {} of an earlier row",
        counted(health.rows, "row", "rows"),
        counted(health.distinct_leads, "distinct lead id", "distinct lead ids"),
        counted(health.duplicates, "repetition", "repetitions"),
    ));
    for group in &health.groups {
        let rows: Vec<_> = group.samples.iter().map(|sample| sample.row.to_string()).collect();
        out::line(&format!(
            "  {:>9}  {:24} {} (row {}{})",
            thousands(group.rows),
            group.verdict.label(),
            group.reason,
            rows.join(", "),
            if group.rows > rows.len() as u64 { ", …" } else { "" }
        ));
    }
}

/// `leadsheet forecast`.
pub(crate) async fn forecast(app: &App, arguments: RunArguments) -> Outcome {
    let json = arguments.json;
    let options = run_options::run_options(app, arguments).await?;
    let forecast = app.forecast_of(options).await?;
    if json {
        json::Line::Forecast(&forecast).print();
        return Ok(Exit::Done);
    }
    out::line(&format!(
        "{}, {} to read: {} to Salesforce, {} to the model.",
        counted(forecast.rows, "row", "rows"),
        counted(forecast.leads, "lead", "leads"),
        counted(forecast.salesforce_calls, "call", "calls"),
        counted(forecast.openai_requests, "request", "requests"),
    ));
    out::line(&format!(
        "It will likely take {} to {} and cost {} to {}.",
        duration(forecast.time.low),
        duration(forecast.time.high),
        forecast.cost_low_usd,
        forecast.cost_high_usd,
    ));
    if forecast.cached_answers > 0 {
        out::line(&format!(
            "{} already here and free.",
            counted(forecast.cached_answers, "answer is", "answers are")
        ));
    }
    out::line(&forecast.basis);
    Ok(Exit::Done)
}

/// `leadsheet recipes`.
pub(crate) async fn recipes(app: &App, json: bool) -> Outcome {
    for recipe in app.app_info().await?.recipes {
        if json {
            json::Line::Recipe(&recipe).print();
        } else {
            out::line(&format!("{}\n    {}. {}", recipe.name, recipe.title, recipe.about));
        }
    }
    Ok(Exit::Done)
}
