//! `leadsheet export RUN --plan`: what saving would do, before anything is written.

use crate::exit::Exit;
use crate::exit::Outcome;
use crate::terminal::json;
use crate::terminal::out::{self, counted};
use lead_app::{App, PlannedColumn, RunId, SavePlan};

/// Tells it.
pub(crate) async fn show(app: &App, run: RunId, json: bool) -> Outcome {
    let plan = app.save_plan(run).await?;
    if json {
        json::Line::SavePlan(&plan).print();
    } else {
        out::line(&told(&plan));
    }
    Ok(Exit::Done)
}

fn told(plan: &SavePlan) -> String {
    let (path, notes) = if plan.save.report_workbook {
        (&plan.report_path, &plan.report_notes)
    } else {
        (&plan.path, &plan.notes)
    };
    let what = if plan.save.report_workbook { "A new workbook" } else { "A copy of the workbook" };
    let chosen: Vec<&PlannedColumn> = plan.columns.iter().filter(|column| column.chosen).collect();
    let sheets: Vec<String> = plan.sheets_added.iter().map(|sheet| format!("“{sheet}”")).collect();
    let mut lines = vec![
        format!("{what} would be saved to {path}"),
        format!(
            "Sheet “{}”, {}: {} from column {} on, and the sheets {}.",
            plan.sheet,
            counted(plan.rows, "row", "rows"),
            counted(chosen.len() as u64, "column", "columns"),
            plan.first_column,
            sheets.join(" and ")
        ),
    ];
    let width = chosen.iter().map(|column| shown(column).chars().count()).max().unwrap_or_default();
    lines.extend(chosen.iter().map(|column| format!("  {:width$}  {}", shown(column), column.about)));
    let left_out: Vec<&str> =
        plan.columns.iter().filter(|column| !column.chosen).map(|column| column.name.as_str()).collect();
    if !left_out.is_empty() {
        lines.push(format!("Left out: {}.", left_out.join(", ")));
    }
    if plan.save.report_workbook {
        lines.extend(plan.same_workbook.clone());
    }
    match &plan.over_original {
        None => lines.push(format!(
            "With --over-original {} itself is replaced, and a backup named “{}” is put beside it.",
            plan.original, plan.backup
        )),
        Some(why) if plan.same_workbook.as_ref() != Some(why) => {
            lines.push(format!("The original cannot be replaced: {why}"));
        }
        Some(_) => {}
    }
    lines.extend(notes.iter().cloned());
    lines.join("\n")
}

/// A column's header, with its name where that is another.
fn shown(column: &PlannedColumn) -> String {
    if column.header == column.name {
        column.name.clone()
    } else {
        format!("{} ({})", column.header, column.name)
    }
}
