//! This folder looks at a workbook before anything is done with it: its sheets, where the headers are
//! ([`header_row`], [`header_names`]), which column holds the ids ([`id_column`]), and what a person should
//! know of it ([`notes`]).

mod header_names;
mod header_row;
mod id_column;
mod notes;
mod preview;
mod sample;

use crate::cell_reference::letter;
use crate::error::{WorkbookError, file_name};
use crate::read::{LeftAlone, SheetEnd, SheetName, SheetVisibility, Workbook};
use crate::workbook_info::{ColumnInfo, SheetChoice, SheetInfo, WorkbookInfo};
use header_names::Header;
use id_column::{ColumnTally, find_id_column};
use notes::SheetFacts;
use preview::{PreviewBudget, first_row, preview};
use sample::Sample;
use std::ops::ControlFlow;
use std::path::{Path, absolute};

/// What the columns and the previews of all sheets may take, in bytes; a hundred sheets of a hundred
/// columns take some two megabytes.
const ROOM_FOR_COLUMNS: usize = 64 << 20;
const ROOM_FOR_PREVIEWS: usize = 32 << 20;

/// Looks at a workbook. Holds a sample of each sheet, never a sheet.
pub fn inspect(path: &Path) -> Result<WorkbookInfo, WorkbookError> {
    let path = absolute(path).map_err(|error| WorkbookError::reading(path, error))?;
    let mut workbook = Workbook::open(&path)?;
    let bytes = std::fs::metadata(&path).map_err(|error| WorkbookError::reading(&path, error))?.len();
    let (mut columns, mut previews) =
        (PreviewBudget::of(ROOM_FOR_COLUMNS), PreviewBudget::of(ROOM_FOR_PREVIEWS));
    let mut sheets = Vec::new();
    let mut suggested: Option<(usize, bool, f64)> = None;
    for sheet in workbook.sheets() {
        let (info, score) = inspect_sheet(&mut workbook, &sheet, &mut previews)?;
        let held: usize =
            info.columns.iter().map(|column| size_of::<ColumnInfo>() + column.header.len()).sum();
        if !columns.takes(held) {
            return Err(WorkbookError::Oversized {
                name: file_name(&path),
                detail: "its sheets have more columns than can be listed".into(),
            });
        }
        if let Some(score) = score {
            let rank = (sheet.visibility == SheetVisibility::Shown, score);
            if suggested.is_none_or(|(_, visible, highest)| rank > (visible, highest)) {
                suggested = Some((sheets.len(), rank.0, score));
            }
        }
        sheets.push(info);
    }
    Ok(WorkbookInfo {
        name: file_name(&path),
        path: path.to_string_lossy().into_owned(),
        format: workbook.format.name().into(),
        bytes,
        suggested_sheet: suggested.and_then(|(index, ..)| u32::try_from(index).ok()),
        sheets,
    })
}

fn inspect_sheet(
    workbook: &mut Workbook,
    sheet: &SheetName,
    previews: &mut PreviewBudget,
) -> Result<(SheetInfo, Option<f64>), WorkbookError> {
    let survey = workbook.survey(&sheet.name)?;
    let sample = Sample::take(workbook, &sheet.name, survey.as_ref())?;
    let header = Header::find(&sample, survey.as_ref());
    let above = header.row.unwrap_or(0);
    let mut tallies = tallies(&sample, &header, None);
    let mut found = find_id_column(&tallies.columns, tallies.rows);
    let end = match &found {
        Some((column, _)) => end_of(workbook, sheet, &sample, header.row, column.index)?,
        None => None,
    };
    if let Some(end) = end.as_ref().filter(|end| sample.is_whole && !end.left_alone.is_none()) {
        // A short sheet's footer would count among its cells.
        tallies = self::tallies(&sample, &header, Some(&end.left_alone));
        found = find_id_column(&tallies.columns, tallies.rows);
    }
    let score = found.as_ref().map(|(_, score)| *score);
    let id_column = found.as_ref().map(|(column, _)| column.index);
    let (rows, left_alone) = match end {
        Some(end) => (end.rows, end.left_alone),
        None => (u64::from(sample.last_row.saturating_sub(above)), LeftAlone::default()),
    };
    let info = SheetInfo {
        name: sheet.name.clone(),
        hidden: sheet.visibility != SheetVisibility::Shown,
        header_row: header.row,
        rows,
        columns: (0..)
            .zip(&tallies.columns)
            .map(|(index, tally)| ColumnInfo {
                letter: letter(index),
                header: tally.header.clone(),
                id_share: tally.share(),
            })
            .collect(),
        preview: preview(&sample, header.row, previews),
        first_preview_row: first_row(&sample, header.row),
        notes: SheetFacts {
            sheet,
            sample: &sample,
            survey: survey.as_ref(),
            header: &header,
            id_column,
            left_alone: &left_alone,
        }
        .notes(),
        id_column: found.map(|(column, _)| column),
    };
    Ok((info, score))
}

/// What the columns of the sample hold.
struct Tallies {
    columns: Vec<ColumnTally>,
    rows: usize,
}

fn tallies(sample: &Sample, header: &Header, left_alone: Option<&LeftAlone>) -> Tallies {
    let mut columns = vec![ColumnTally::default(); sample.columns];
    let mut rows = 0;
    let is_left = |row: u32| left_alone.is_some_and(|left| left.has(row));
    for row in sample.below(header.row.unwrap_or(0)).filter(|row| !is_left(row.number)) {
        rows += 1;
        for (tally, cell) in columns.iter_mut().zip(&row.cells) {
            tally.add(cell);
        }
    }
    for (tally, name) in columns.iter_mut().zip(&header.names) {
        tally.has_more |= !sample.is_whole;
        tally.header.clone_from(name);
    }
    Tallies { columns, rows }
}

/// Reads a sheet's ids to its end, unless that is an id: then nothing stands behind the data.
fn end_of(
    workbook: &mut Workbook,
    sheet: &SheetName,
    sample: &Sample,
    header_row: Option<u32>,
    id_column: u32,
) -> Result<Option<SheetEnd>, WorkbookError> {
    let ends_in_id = sample.last_cell(id_column).is_some_and(|cell| cell.reading().is_id());
    if ends_in_id && workbook.totals(&sheet.name, id_column)?.is_empty() {
        return Ok(None);
    }
    // The workbook is open already; its path is not asked for again.
    let choice = SheetChoice { path: String::new(), sheet: sheet.name.clone(), header_row, id_column };
    workbook.below_header(&choice, true, &mut |_, _| ControlFlow::Continue(())).map(Some)
}
