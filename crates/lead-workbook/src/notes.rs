//! What a person should know of a sheet before its rows are taken, a sentence each.

use crate::columns::letter;
use crate::counted::grouped;
use crate::read::Survey;
use crate::sample::Sample;

/// The notes on a sheet whose header was looked for.
pub(crate) fn notes(sample: &Sample, survey: Option<&Survey>, header_row: Option<u32>) -> Vec<String> {
    let mut notes = Vec::new();
    let above = header_row.unwrap_or(0);
    notes.extend(start(sample, above));
    if let Some(survey) = survey {
        notes.extend(hidden(survey, sample.last_row.saturating_sub(above)));
        if survey.is_filtered {
            notes.push("A filter is on: rows it hides are read too.".to_owned());
        }
    }
    notes
}

/// Where the table starts, unless it does at A1.
fn start(sample: &Sample, header: u32) -> Option<String> {
    let row = header.max(1);
    let mut firsts = sample.rows.iter().filter(|held| held.number >= row);
    let first_of = |cells: &[crate::cell::Cell]| cells.iter().position(|cell| !cell.is_blank());
    let column = firsts.by_ref().filter_map(|held| first_of(&held.cells)).min()?;
    let above = row - 1;
    let left_alone = match above {
        0 if column == 0 => return None,
        0 => String::new(),
        1 => "; the row above it is left as it is".to_owned(),
        rows => format!("; the {} rows above it are left as they are", grouped(u64::from(rows))),
    };
    Some(format!("The table starts at {}{row}{left_alone}.", letter(column)))
}

fn hidden(survey: &Survey, rows: u32) -> Option<String> {
    let hidden = survey.hidden_rows;
    let told = match hidden {
        0 => return None,
        1 => format!("1 of {} rows is hidden", grouped(u64::from(rows))),
        _ => format!("{} of {} rows are hidden", grouped(hidden), grouped(u64::from(rows))),
    };
    Some(format!("{told}. They are read and answered like the others."))
}
