//! How far a sheet reaches, and what about it a person should know before its rows are taken.

use super::cells::{RawCells, Values};
use super::{Rows, fault_of_row, in_row};
use crate::append::Fault;
use crate::columns::position;
use crate::package::PartFault;
use crate::xml_scan::{Name, XmlScan};
use std::io::{BufReader, Read};

/// Merged ranges that are looked at; those above a table come first.
const MOST_MERGED: usize = 1000;

/// What walking over a whole sheet told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Survey {
    /// The last row with a value, counted from 1; 0 for an empty sheet.
    pub(crate) last_row: u32,
    /// Columns from A to the last one with a value.
    pub(crate) columns: u32,
    /// Rows with a value that are not shown, by their numbers' bounds: how many, and the first.
    pub(crate) hidden_rows: u64,
    /// Whether a filter is set on it, and hides what does not match.
    pub(crate) is_filtered: bool,
    /// Merged cells: the first row and the first and last columns of each, counted from 1 and 0.
    pub(crate) merged: Vec<(u32, u32, u32)>,
}

/// Walks over a sheet.
pub(super) fn survey(part: impl Read, values: &Values<'_>) -> Result<Survey, PartFault> {
    let mut survey = Survey::default();
    let mut rows = match Rows::open(part) {
        Ok(rows) => rows,
        Err(Fault::NoSheetData) => return Ok(survey),
        Err(fault) => return Err(fault_of_row(fault)),
    };
    while let Some(row) = rows.next()? {
        let mut cells = RawCells::new(row.bytes, row.body);
        let mut has_value = false;
        while let Some(cell) = cells.next().map_err(|fault| in_row(&row, fault))? {
            if !values.is_blank(&cell).map_err(|fault| in_row(&row, fault))? {
                has_value = true;
                survey.columns = survey.columns.max(cell.column + 1);
            }
        }
        if has_value {
            survey.last_row = survey.last_row.max(row.number);
            survey.hidden_rows += u64::from(row.is_hidden);
        }
    }
    let mut rest = XmlScan::new(BufReader::new(rows.into_rest()));
    while let Some(tag) = rest.next()? {
        match tag.name() {
            Name::Open(b"filterColumn") => survey.is_filtered = true,
            Name::Open(b"mergeCell") if survey.merged.len() < MOST_MERGED => {
                let reference = tag.attribute(b"ref").unwrap_or_default();
                let mut ends = reference.split(|&byte| byte == b':').map(position);
                if let (Some(Some((from, row))), Some(Some((to, _)))) = (ends.next(), ends.next()) {
                    survey.merged.push((row, from, to));
                }
            }
            _ => {}
        }
    }
    Ok(survey)
}
