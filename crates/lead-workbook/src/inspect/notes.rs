//! Notes are sentences that a person should read before a sheet's rows are taken.

use super::header_names::Header;
use super::sample::Sample;
use crate::cell_reference::letter;
use crate::read::{LeftAlone, SheetName, SheetVisibility, Survey};
use lead_model::thousands;

/// What is known of a sheet. Only xlsx and xlsm files have a survey: the readers of the other
/// formats give values alone.
pub(crate) struct SheetFacts<'f> {
    pub(crate) sheet: &'f SheetName,
    pub(crate) sample: &'f Sample,
    pub(crate) survey: Option<&'f Survey>,
    pub(crate) header: &'f Header,
    /// The column of the ids, counted from 0.
    pub(crate) id_column: Option<u32>,
    /// Rows below the header that are not taken.
    pub(crate) left_alone: &'f LeftAlone,
}

impl SheetFacts<'_> {
    /// The notes, in the order a person would look: the sheet, its header, its rows.
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.sheet.visibility == SheetVisibility::VeryHidden {
            notes.push("The sheet is hidden so that Excel's own menu does not offer to show it.".to_owned());
        }
        notes.extend(self.start());
        notes.extend(self.span());
        let Some(survey) = self.survey else {
            notes.extend(self.left_alone.sentences());
            return notes;
        };
        if survey.merged.iter().any(|area| area.bottom < self.header.top && area.right > area.left) {
            notes.push("Merged titles above the header are left alone.".to_owned());
        }
        notes.extend(self.hidden(survey));
        if survey.is_filtered {
            notes.push("A filter is on: rows it hides are read too.".to_owned());
        }
        notes.extend(self.left_alone.sentences());
        notes.extend(self.merged_ids(survey));
        notes.extend(self.uncalculated(survey));
        if survey.is_protected {
            notes.push(
                "The sheet is protected. It is read like any other; in the saved workbook the new cells are \
                 locked as its others are."
                    .to_owned(),
            );
        }
        if survey.is_signed {
            notes.push(
                "The workbook is digitally signed. A signature holds for what was signed alone, so the saved \
                 workbook has none."
                    .to_owned(),
            );
        }
        notes
    }

    fn above(&self) -> u32 {
        self.header.row.unwrap_or(0)
    }

    /// Where the table starts, unless it does at A1.
    fn start(&self) -> Option<String> {
        let is_bare = self.header.is_bare;
        let row = if is_bare { self.above() + 1 } else { self.header.top.max(1) };
        let column = self.sample.first_column(row)?;
        let place = format!("{}{row}", letter(column));
        if is_bare {
            let above = row - 1;
            return Some(format!(
                "The table has no header and starts at {place}. The names of added columns go into row {above}."
            ));
        }
        let left_alone = match row - 1 {
            0 if column == 0 => return None,
            0 => String::new(),
            1 => "; the row above it is left as it is".to_owned(),
            rows => format!("; the {} rows above it are left as they are", thousands(u64::from(rows))),
        };
        Some(format!("The table starts at {place}{left_alone}."))
    }

    /// The rows of a header that has several.
    fn span(&self) -> Option<String> {
        let (top, row) = (self.header.top, self.header.row?);
        if top == row {
            return None;
        }
        let (to, above) = if row - top == 1 {
            ("and", format!("row {top} tells"))
        } else {
            ("to", "the rows above it tell".to_owned())
        };
        let joined = match &self.header.joined {
            Some(name) => format!("; where two are alike, {above} them apart (“{name}”)"),
            None => String::new(),
        };
        Some(format!("The header spans rows {top} {to} {row}; row {row} gives the names{joined}."))
    }

    fn hidden(&self, survey: &Survey) -> Option<String> {
        let rows = thousands(u64::from(self.sample.last_row.saturating_sub(self.above())));
        let within = |&(first, last): &(u32, u32)| {
            let end = last.saturating_add(1).min(survey.columns);
            u64::from(end.saturating_sub(first))
        };
        let columns: u64 = survey.hidden_columns.iter().map(within).sum();
        let columns_part = |noun: bool| match (columns, noun) {
            (1, true) => "1 column is hidden".to_owned(),
            (1, false) => "1 column too".to_owned(),
            (many, true) => format!("{} columns are hidden", thousands(many)),
            (many, false) => format!("{} columns too", thousands(many)),
        };
        let rows_part = match (survey.hidden_below(self.above()), columns) {
            (0, 0) => return None,
            (0, _) => return Some(format!("{}. They are read like the others.", columns_part(true))),
            (1, _) => format!("1 of {rows} rows is hidden"),
            (hidden, _) => format!("{} of {rows} rows are hidden", thousands(hidden)),
        };
        let too = if columns == 0 { String::new() } else { format!(", {}", columns_part(false)) };
        Some(format!("{rows_part}{too}. They are read and answered like the others."))
    }

    /// Of merged cells only the first has a value.
    fn merged_ids(&self, survey: &Survey) -> Option<String> {
        let column = self.id_column?;
        let is_over_rows = |area: &&crate::read::Range| {
            area.top > self.above() && area.bottom > area.top && area.left == column
        };
        let first = survey.merged.iter().find(is_over_rows)?;
        let letter = letter(column as usize);
        Some(format!(
            "Some ids in column {letter} stand in cells merged over several rows ({letter}{} to {letter}{} first). Only \
             the first row of each has the id, the others count as blank.",
            first.top, first.bottom
        ))
    }

    /// Formulas that look blank, or like 0, since no program has calculated them.
    fn uncalculated(&self, survey: &Survey) -> Option<String> {
        let rows = u64::from(self.sample.last_row.saturating_sub(self.above())).max(1);
        let (column, cells) = if let Some(column) = self.id_column {
            let counted = survey.uncalculated.get(&column)?;
            // Here and there a formula may well come to 0, though not to an id.
            let zeros = if counted.zero * 2 > rows { counted.zero } else { 0 };
            (column, counted.blank + zeros)
        } else {
            // Blank cells are not known for ids, so it may be any column of one formula below the other.
            let (&column, counted) =
                survey.uncalculated.iter().find(|(_, counted)| counted.blank >= rows.max(2))?;
            (column, counted.blank)
        };
        let formulas = match cells {
            0 => return None,
            1 => "1 formula that was never calculated".to_owned(),
            cells => format!("{} formulas that were never calculated", thousands(cells)),
        };
        Some(format!(
            "Column {} has {formulas}, so no ids are seen there. Open the workbook in Excel, save it, and choose it \
             again.",
            letter(column as usize)
        ))
    }
}
