//! Looks at a workbook: its sheets, where the headers are, which column holds the ids.

use crate::cell::Cell;
use crate::columns::letter;
use crate::error::{WorkbookError, file_name};
use crate::header::{SampleRow, find_header_row};
use crate::id_column::{ColumnTally, LOOKED_AT, find_id_column};
use crate::info::{ColumnInfo, SheetInfo, WorkbookInfo};
use crate::read::{SheetName, Workbook};
use std::ops::ControlFlow;
use std::path::{Path, absolute};

/// Rows held to decide by: the titles above a table and [`LOOKED_AT`] rows of it.
const SAMPLE: usize = LOOKED_AT + 50;
const PREVIEW_ROWS: usize = 20;
/// A preview shows the beginning of a long text.
const PREVIEW_CHARACTERS: usize = 200;

/// Looks at a workbook. Holds a sample of each sheet, never a sheet.
pub fn inspect(path: &Path) -> Result<WorkbookInfo, WorkbookError> {
    let path = absolute(path).map_err(|error| WorkbookError::reading(path, error))?;
    let mut workbook = Workbook::open(&path)?;
    let bytes = std::fs::metadata(&path).map_err(|error| WorkbookError::reading(&path, error))?.len();
    let mut sheets = Vec::new();
    let mut suggested: Option<(usize, bool, f64)> = None;
    for sheet in workbook.sheets() {
        let (info, score) = look_at(&mut workbook, &sheet)?;
        if let Some(score) = score {
            let rank = (!sheet.hidden, score);
            if suggested.is_none_or(|(_, visible, highest)| rank > (visible, highest)) {
                suggested = Some((sheets.len(), !sheet.hidden, score));
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

fn look_at(workbook: &mut Workbook, sheet: &SheetName) -> Result<(SheetInfo, Option<f64>), WorkbookError> {
    let mut sample: Vec<SampleRow> = Vec::new();
    let (mut last_row, mut columns) = (0_u32, 0_usize);
    let survey = workbook.survey(&sheet.name)?;
    workbook.values(&sheet.name, None, &mut |row| {
        last_row = row.number;
        columns = columns.max(row.cells.len());
        if sample.len() < SAMPLE {
            sample.push(SampleRow { number: row.number, cells: row.cells });
        } else if survey.is_some() {
            return Ok(ControlFlow::Break(()));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    if let Some(survey) = &survey {
        // The walk saw the whole sheet, the sample only its beginning.
        if sample.len() == SAMPLE {
            last_row = last_row.max(survey.last_row);
            columns = columns.max(survey.columns as usize);
        }
    }
    let header_row = find_header_row(&sample);
    let above = header_row.unwrap_or(0);
    let mut tallies = vec![ColumnTally::default(); columns];
    let mut rows_looked_at = 0;
    for row in sample.iter().filter(|row| row.number > above) {
        rows_looked_at += 1;
        for (tally, cell) in tallies.iter_mut().zip(&row.cells) {
            tally.add(cell);
        }
    }
    let rows = u64::from(last_row.saturating_sub(above));
    let headers = header_row.and_then(|number| sample.iter().find(|row| row.number == number));
    for (index, tally) in tallies.iter_mut().enumerate() {
        tally.has_more |= rows > rows_looked_at as u64;
        tally.header = headers.and_then(|row| row.cells.get(index)).map(Cell::text).unwrap_or_default();
    }
    let found = find_id_column(&tallies, rows_looked_at);
    let score = found.as_ref().map(|(_, score)| *score);
    let info = SheetInfo {
        name: sheet.name.clone(),
        hidden: sheet.hidden,
        header_row,
        rows,
        columns: (0..)
            .zip(&tallies)
            .map(|(index, tally)| ColumnInfo {
                letter: letter(index),
                header: tally.header.trim().to_owned(),
                id_share: tally.share(),
            })
            .collect(),
        id_column: found.map(|(column, _)| column),
        preview: sample
            .iter()
            .filter(|row| row.number > above)
            .take(PREVIEW_ROWS)
            .map(|row| (0..columns).map(|column| preview(row.cells.get(column))).collect())
            .collect(),
    };
    Ok((info, score))
}

fn preview(cell: Option<&Cell>) -> String {
    let text = cell.map(Cell::text).unwrap_or_default();
    match text.char_indices().nth(PREVIEW_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
