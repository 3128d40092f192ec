//! Looks at a workbook: its sheets, where the headers are, which column holds the ids.

use crate::columns::letter;
use crate::error::{WorkbookError, file_name};
use crate::heading::Heading;
use crate::id_column::{ColumnTally, find_id_column};
use crate::info::{ColumnInfo, SheetInfo, WorkbookInfo};
use crate::notes::Facts;
use crate::preview::{Room, first_row, preview};
use crate::read::{Seen, SheetName, Workbook};
use crate::sample::Sample;
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
    let (mut columns, mut previews) = (Room::of(ROOM_FOR_COLUMNS), Room::of(ROOM_FOR_PREVIEWS));
    let mut sheets = Vec::new();
    let mut suggested: Option<(usize, bool, f64)> = None;
    for sheet in workbook.sheets() {
        let (info, score) = look_at(&mut workbook, &sheet, &mut previews)?;
        let held: usize =
            info.columns.iter().map(|column| size_of::<ColumnInfo>() + column.header.len()).sum();
        if !columns.takes(held) {
            return Err(WorkbookError::Oversized {
                name: file_name(&path),
                detail: "its sheets have more columns than can be listed".into(),
            });
        }
        if let Some(score) = score {
            let rank = (sheet.seen == Seen::Shown, score);
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

fn look_at(
    workbook: &mut Workbook,
    sheet: &SheetName,
    previews: &mut Room,
) -> Result<(SheetInfo, Option<f64>), WorkbookError> {
    let survey = workbook.survey(&sheet.name)?;
    let sample = Sample::take(workbook, &sheet.name, survey.as_ref())?;
    let heading = Heading::find(&sample, survey.as_ref());
    let above = heading.row.unwrap_or(0);
    let mut tallies = vec![ColumnTally::default(); sample.columns];
    let mut rows_looked_at = 0;
    for row in sample.below(above) {
        rows_looked_at += 1;
        for (tally, cell) in tallies.iter_mut().zip(&row.cells) {
            tally.add(cell);
        }
    }
    for (tally, name) in tallies.iter_mut().zip(&heading.names) {
        tally.has_more |= !sample.is_whole;
        tally.header.clone_from(name);
    }
    let found = find_id_column(&tallies, rows_looked_at);
    let score = found.as_ref().map(|(_, score)| *score);
    let id_column = found.as_ref().map(|(column, _)| column.index);
    let info = SheetInfo {
        name: sheet.name.clone(),
        hidden: sheet.seen != Seen::Shown,
        header_row: heading.row,
        rows: u64::from(sample.last_row.saturating_sub(above)),
        columns: (0..)
            .zip(&tallies)
            .map(|(index, tally)| ColumnInfo {
                letter: letter(index),
                header: tally.header.clone(),
                id_share: tally.share(),
            })
            .collect(),
        preview: preview(&sample, heading.row, previews),
        first_preview_row: first_row(&sample, heading.row),
        notes: Facts { sheet, sample: &sample, survey: survey.as_ref(), heading: &heading, id_column }
            .notes(),
        id_column: found.map(|(column, _)| column),
    };
    Ok((info, score))
}
