//! This module finds the column that holds the lead ids, by what is in it and by what it is called.

use crate::cell::Cell;
use crate::workbook_info::IdColumn;
use lead_model::{IdReading, Wrapping};

/// Cells looked at in each column.
pub(crate) const LOOKED_AT: usize = 200;
/// Below this share of its cells, ids in a column are an accident or a side note.
const LEAST_SHARE: f64 = 0.1;

/// What a column's cells are.
#[derive(Debug, Clone, Default)]
pub(crate) struct ColumnTally {
    pub(crate) header: String,
    /// Cells looked at, blank ones left out.
    pub(crate) looked_at: usize,
    /// Of them, lead ids.
    pub(crate) ids: usize,
    /// Of these, ones with words beside them: notes mention leads too.
    pub(crate) among_words: usize,
    /// Whether there are more cells than were looked at.
    pub(crate) has_more: bool,
}

impl ColumnTally {
    pub(crate) fn add(&mut self, cell: &Cell) {
        if cell.is_blank() {
            return;
        }
        if self.looked_at == LOOKED_AT {
            self.has_more = true;
            return;
        }
        self.looked_at += 1;
        if let Cell::Text(_) | Cell::IdBehind { .. } = cell
            && let IdReading::Lead { from, .. } = cell.reading()
        {
            self.ids += 1;
            self.among_words += usize::from(from == Some(Wrapping::Words));
        }
    }

    pub(crate) fn share(&self) -> f64 {
        if self.looked_at == 0 { 0.0 } else { self.ids as f64 / self.looked_at as f64 }
    }

    fn reason(&self, name_speaks: bool) -> String {
        let which = if self.has_more { "the first" } else { "its" };
        let called = &self.header;
        if self.ids == 0 {
            let found = match self.looked_at {
                0 => "it is empty".to_owned(),
                1 => "its only cell is no lead id".to_owned(),
                cells => format!("none of {which} {cells} cells is a lead id"),
            };
            return format!("it is called “{called}”, but {found}");
        }
        let found = match (self.ids, self.looked_at) {
            (_, 1) => "its only cell is a lead id".to_owned(),
            (ids, cells) if ids == cells => format!("all of {which} {cells} cells are lead ids"),
            (1, cells) => format!("1 of {which} {cells} cells is a lead id"),
            (ids, cells) => format!("{ids} of {which} {cells} cells are lead ids"),
        };
        if name_speaks { format!("{found}, and it is called “{called}”") } else { found }
    }
}

/// The best column with its reason, and how good it is, for comparing sheets.
pub(crate) fn find_id_column(columns: &[ColumnTally], rows: usize) -> Option<(IdColumn, f64)> {
    let mut best: Option<(usize, f64)> = None;
    for (index, column) in columns.iter().enumerate() {
        let name = name_rank(&column.header);
        if column.share() < LEAST_SHARE && name < 2 {
            continue;
        }
        // Of an earlier result's columns none is the one that was read: what could not be an id there
        // is a blank here.
        if is_ours(columns, index) && best.is_some() {
            continue;
        }
        // A column that has an id in every tenth row only is a reference to other leads.
        let filled = column.ids as f64 / rows.clamp(1, LOOKED_AT) as f64;
        let mentions = column.among_words as f64 / column.ids.max(1) as f64;
        let score = column.share() * 20.0 + filled * 60.0 + f64::from(name) * 10.0 - mentions * 15.0;
        if best.is_none_or(|(_, highest)| score > highest) {
            best = Some((index, score));
        }
    }
    let (index, score) = best?;
    let column = &columns[index];
    let reason = column.reason(name_rank(&column.header) > 0);
    Some((IdColumn { index: u32::try_from(index).ok()?, reason }, score))
}

/// Whether a column is the one in which an earlier result says the ids, behind its verdicts.
fn is_ours(columns: &[ColumnTally], index: usize) -> bool {
    let is = |index: usize, name: &str| {
        let header = columns.get(index).and_then(|column| column.header.strip_prefix(name));
        header.is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
    };
    is(index, "Lead_ID_18") && index.checked_sub(1).is_some_and(|before| is(before, "ID_Verdict"))
}

/// Whether a text reads as the name of a column of ids.
pub(crate) fn names_ids(text: &str) -> bool {
    text.len() <= 60 && name_rank(text) > 0
}

/// How much a header speaks for lead ids: 3 names them, 0 says nothing, below speaks against it.
fn name_rank(header: &str) -> i32 {
    let squeezed: String =
        header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let squeezed = squeezed.strip_suffix("18").or(squeezed.strip_suffix("15")).unwrap_or(&squeezed);
    let has = |part: &str| squeezed.contains(part);
    let names_id = squeezed.ends_with("id") || has("idc") || squeezed.starts_with("id") || has("ids");
    if !names_id && !has("leadnumber") && !has("leadlink") && !has("leadurl") {
        return i32::from(squeezed == "lead");
    }
    let other =
        ["account", "contact", "owner", "campaign", "opportunity", "user", "master", "duplicate", "parent"];
    if other.iter().any(|part| has(part)) {
        return if has("lead") { 0 } else { -2 };
    }
    match squeezed {
        _ if has("lead") => 3,
        "id" | "recordid" | "sfid" | "sfdcid" | "crmid" | "salesforceid" | "sfrecordid"
        | "salesforcerecordid" | "objectid" => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(header: &str, looked_at: usize, ids: usize) -> ColumnTally {
        ColumnTally {
            header: header.into(),
            looked_at,
            ids,
            has_more: looked_at == LOOKED_AT,
            ..ColumnTally::default()
        }
    }

    fn found(columns: &[ColumnTally]) -> Option<(u32, String)> {
        find_id_column(columns, 200).map(|(column, _)| (column.index, column.reason))
    }

    #[test]
    fn content_goes_before_name() {
        let (index, reason) =
            found(&[column("Name", 200, 0), column("Kennung", 200, 180), column("Lead ID", 200, 0)]).unwrap();
        assert_eq!((index, reason.as_str()), (1, "180 of the first 200 cells are lead ids"));
    }

    #[test]
    fn a_name_that_fits_is_told() {
        let (_, reason) = found(&[column("Lead ID", 200, 198)]).unwrap();
        assert_eq!(reason, "198 of the first 200 cells are lead ids, and it is called “Lead ID”");
    }

    #[test]
    fn the_filled_column_is_the_one_not_the_reference() {
        let (index, _) = found(&[column("Duplicate of Lead ID", 20, 20), column("Id", 200, 120)]).unwrap();
        assert_eq!(index, 1);
    }

    #[test]
    fn the_column_that_was_read_goes_before_that_of_an_earlier_result() {
        let mut columns = vec![
            column("Lead ID", 200, 150),
            column("ID_Verdict", 200, 0),
            column("Lead_ID_18", 200, 200),
            column("ID_Verdict (2)", 200, 0),
            column("Lead_ID_18 (2)", 200, 200),
        ];
        assert_eq!(found(&columns).unwrap().0, 0);
        columns[0] = column("Name", 200, 0);
        assert_eq!(found(&columns).unwrap().0, 2);
    }

    #[test]
    fn a_column_of_bad_ids_is_known_by_its_name() {
        let (index, reason) = found(&[column("Company", 50, 0), column("LeadId__c", 50, 0)]).unwrap();
        assert_eq!(
            (index, reason.as_str()),
            (1, "it is called “LeadId__c”, but none of its 50 cells is a lead id")
        );
    }

    #[test]
    fn a_column_of_notes_that_mention_leads_is_not_the_one() {
        let notes = ColumnTally { among_words: 200, ..column("Remarks", 200, 200) };
        assert_eq!(found(&[notes.clone(), column("Kennung", 200, 200)]).unwrap().0, 1);
        assert_eq!(found(&[notes]).unwrap().0, 0);
    }

    #[test]
    fn nothing_like_ids_is_nothing() {
        assert_eq!(found(&[column("Company", 50, 0), column("Account ID", 50, 0)]), None);
    }
}
