//! From what was said on the command line to the options of a run.

use crate::args::RunArguments;
use crate::options::source::Workbook;
use crate::options::{fields, sheet, source};
use crate::terminal::interrupts::unless_interrupted;
use crate::terminal::out;
use lead_app::{App, AppError, RunOptions, RunRequest, STANDARD_RECIPE};
use lead_model::Money;

/// What the command line wants of a run.
pub(crate) async fn run_options(app: &App, arguments: RunArguments) -> Result<RunOptions, AppError> {
    unless_interrupted(app, Box::pin(worked_out(app, arguments))).await
}

async fn worked_out(app: &App, arguments: RunArguments) -> Result<RunOptions, AppError> {
    let overrides = arguments.overrides();
    let max_spend_usd = match arguments.max_spend {
        None => app.settings().await?.max_spend_usd.and_then(Money::from_dollars),
        Some(cap) => Some(dollars(cap)?),
    };
    let Workbook { path, output } = source::workbook(app, &arguments).await?;
    let info = app.inspect_workbook(path).await?;
    let source = sheet::choose(&info, arguments.sheet.as_deref(), arguments.id_column.as_deref())?;
    let sheet = info.sheets.iter().find(|sheet| sheet.name == source.sheet);
    // What the sheet holds but does not show, such as ids that were never calculated.
    sheet.iter().flat_map(|sheet| &sheet.notes).for_each(|told| out::note(told));
    let recipe = arguments.recipe.clone().unwrap_or_else(|| STANDARD_RECIPE.into());
    let fields = fields::choice(app, &source.path, &recipe, &arguments).await?;
    let options = RunOptions {
        request: RunRequest {
            source,
            recipe,
            ai: !arguments.no_ai,
            check_only: arguments.check_only,
            model: arguments.model.unwrap_or_default(),
            max_spend_usd,
            follow_merged: arguments.follow_merged,
            read_by: arguments.read_by,
            fields,
        },
        overrides,
        salesforce_url: arguments.salesforce_url,
        openai_url: arguments.openai_url,
        output,
        save: arguments.save.into(),
    };
    // Nothing is paid for that the sheet has no room for.
    app.check_room(&options, sheet.map_or(0, |sheet| sheet.columns.len())).await?;
    Ok(options)
}

/// An amount of dollars as a spending cap.
pub(crate) fn dollars(amount: f64) -> Result<Money, AppError> {
    Money::from_dollars(amount).filter(|cap| cap.nanos() >= 0).ok_or_else(|| AppError {
        code: "setting".into(),
        message: format!("--max-spend is {amount}; it must be a number of dollars, 0 or more."),
    })
}
