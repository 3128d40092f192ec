//! What each row of the demo workbook holds, and the verdict it deserves.
//!
//! The verdict follows from how the cell was made, not from reading it: a reader of ids that is
//! wrong must disagree with this file.

use crate::dice::Dice;
use crate::org::ids::{IdRange, with_checksum};
use crate::org::{LEAD_PREFIX, LeadState, live_at_or_after, state_of};
use lead_model::{IdVerdict, LeadId};
use serde::Serialize;

/// The truth about one row of the demo workbook.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TruthRow {
    /// The row in the spreadsheet, counted from 1; the first one below the header is 2.
    pub row: u32,
    /// The text of its id cell.
    pub cell: String,
    /// How the cell was made: `plain`, `lower_cased`, `contact_id`, …
    pub kind: &'static str,
    /// The verdict it deserves.
    pub verdict: IdVerdict,
    /// The lead meant, where a lead is meant.
    pub lead_id: Option<LeadId>,
    /// The lead that one was merged into.
    pub merged_into: Option<LeadId>,
    /// Whether every cell of the row is empty, not the id alone.
    pub empty: bool,
}

/// The truth about each row of the workbook that
/// [`write_workbook`](crate::write_workbook) writes for the same three numbers, in row order.
pub fn truth(leads: u32, seed: u64, rows: u32) -> impl Iterator<Item = TruthRow> {
    let sheet = Sheet::new(leads, seed, rows);
    (0..rows).map(move |place| sheet.row(place))
}

/// Ways a cell can be made other than by writing a plain id.
const SPECIALS: [&str; 30] = [
    "lower_cased",
    "upper_cased",
    "lower_suffix",
    "impossible_checksum",
    "record_page",
    "classic_address",
    "query_address",
    "spaces",
    "non_breaking_space",
    "zero_width",
    "quotes",
    "apostrophe",
    "contact_id",
    "account_id",
    "opportunity_id",
    "user_id",
    "custom_object_id",
    "too_short",
    "too_long",
    "bad_character",
    "lower_fifteen",
    "contradiction",
    "not_available",
    "email",
    "number",
    "blank",
    "white_space",
    "empty_row",
    "duplicate",
    "never_existed",
];

/// In how many of a hundred rows a special cell stands.
const SPECIAL_PERCENT: u64 = 4;

/// The rows of one demo workbook.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet {
    leads: u32,
    seed: u64,
    rows: u32,
    ids: IdRange,
}

impl Sheet {
    pub(crate) fn new(leads: u32, seed: u64, rows: u32) -> Self {
        Self { leads: leads.max(1), seed, rows, ids: IdRange::new(LEAD_PREFIX, seed) }
    }

    /// The row at a place counted from 0 below the header.
    pub(crate) fn row(&self, place: u32) -> TruthRow {
        let mut dice = Dice::new(self.seed, "row", u64::from(place));
        if let Some(kind) = self.special_at(place, &mut dice) {
            return self.special(place, kind, &mut dice);
        }
        let lead = self.lead_of(place);
        let cell = if dice.percent(25) { self.ids.fifteen(lead.into()) } else { self.eighteen(lead) };
        self.of_lead(place, "plain", cell, lead)
    }

    fn special_at(&self, place: u32, dice: &mut Dice) -> Option<&'static str> {
        let kinds = u32::try_from(SPECIALS.len()).unwrap_or(u32::MAX);
        // Every kind once in a sheet large enough that these places stay few.
        let every = self.rows / kinds;
        if every >= 12 && place % every == every / 2 {
            let kind = usize::try_from(place / every).unwrap_or_default();
            if let Some(kind) = SPECIALS.get(kind) {
                return Some(kind);
            }
        }
        dice.percent(SPECIAL_PERCENT).then(|| dice.pick(&SPECIALS))
    }

    /// Which lead a place is for: each lead once in as many rows as there are leads, out of order.
    fn lead_of(&self, place: u32) -> u32 {
        // A prime above any number of leads, so the steps visit every lead before they repeat.
        const STEP: u64 = 4_294_967_311;
        let leads = u64::from(self.leads);
        let lead = (u64::from(place) % leads * (STEP % leads) + self.seed % leads) % leads;
        u32::try_from(lead).unwrap_or_default()
    }

    fn eighteen(&self, lead: u32) -> String {
        self.ids.eighteen(lead.into())
    }

    fn special(&self, place: u32, kind: &'static str, dice: &mut Dice) -> TruthRow {
        let lead = self.lead_of(place);
        let live = live_at_or_after(lead, self.leads);
        let (id, live_id) = (self.eighteen(lead), self.eighteen(live));
        let fifteen = self.ids.fifteen(lead.into());
        match kind {
            "lower_cased" => self.restored(place, kind, live_id.to_lowercase(), live),
            "upper_cased" => self.restored(place, kind, live_id.to_uppercase(), live),
            "lower_suffix" => {
                let cell = format!("{}{}", &live_id[..15], live_id[15..].to_lowercase());
                self.restored(place, kind, cell, live)
            }
            "impossible_checksum" => self.restored(place, kind, format!("{}999", &live_id[..15]), live),
            "record_page" => {
                let cell = format!("https://demo.lightning.force.com/lightning/r/Lead/{id}/view");
                self.of_lead(place, kind, cell, lead)
            }
            "classic_address" => {
                self.of_lead(place, kind, format!("https://demo.my.salesforce.com/{fifteen}"), lead)
            }
            "query_address" => self.of_lead(
                place,
                kind,
                format!("https://demo.my.salesforce.com/p/view?id={id}&retURL=x"),
                lead,
            ),
            "spaces" => self.of_lead(place, kind, format!("  {id} "), lead),
            "non_breaking_space" => self.of_lead(place, kind, format!("\u{a0}{id}\u{a0}"), lead),
            "zero_width" => {
                self.of_lead(place, kind, format!("\u{feff}{}\u{200b}{}", &id[..5], &id[5..]), lead)
            }
            "quotes" => self.of_lead(place, kind, format!("\u{201c}{id}\u{201d}"), lead),
            "apostrophe" => self.of_lead(place, kind, format!("'{fifteen}"), lead),
            "contact_id" => self.other_object(place, kind, "003", dice),
            "account_id" => self.other_object(place, kind, "001", dice),
            "opportunity_id" => self.other_object(place, kind, "006", dice),
            "user_id" => self.other_object(place, kind, "005", dice),
            "custom_object_id" => self.other_object(place, kind, "a0B", dice),
            "duplicate" => {
                let earlier = self.lead_of(u32::try_from(dice.below(place.into())).unwrap_or_default());
                self.of_lead(place, kind, self.eighteen(earlier), earlier)
            }
            "never_existed" => {
                let id = self.ids.eighteen(u64::from(self.leads) + dice.below(9_000_000));
                let lead_id = id.parse().ok();
                TruthRow { lead_id, ..without_lead(place, kind, id, IdVerdict::NotFound) }
            }
            "blank" => without_lead(place, kind, String::new(), IdVerdict::Blank),
            "white_space" => without_lead(place, kind, " \u{a0} ".to_owned(), IdVerdict::Blank),
            // A sheet's last row is where its data ends, so that one keeps its other cells.
            "empty_row" => TruthRow {
                empty: place + 1 < self.rows,
                ..without_lead(place, kind, String::new(), IdVerdict::Blank)
            },
            _ => without_lead(place, kind, malformed(kind, &fifteen, dice), IdVerdict::Malformed),
        }
    }

    fn of_lead(&self, place: u32, kind: &'static str, cell: String, lead: u32) -> TruthRow {
        let (verdict, merged_into) = match state_of(lead, self.leads) {
            LeadState::Live => (IdVerdict::Valid, None),
            LeadState::Converted => (IdVerdict::Converted, None),
            LeadState::Deleted => (IdVerdict::Deleted, None),
            LeadState::Merged { into } => (IdVerdict::Merged, Some(into)),
            LeadState::Unshared => (IdVerdict::NotFound, None),
        };
        let id = |lead| self.eighteen(lead).parse().ok();
        TruthRow {
            lead_id: id(lead),
            merged_into: merged_into.and_then(id),
            ..without_lead(place, kind, cell, verdict)
        }
    }

    fn restored(&self, place: u32, kind: &'static str, cell: String, lead: u32) -> TruthRow {
        TruthRow { verdict: IdVerdict::Restored, ..self.of_lead(place, kind, cell, lead) }
    }

    fn other_object(
        &self,
        place: u32,
        kind: &'static str,
        prefix: &'static str,
        dice: &mut Dice,
    ) -> TruthRow {
        let range = IdRange::new(prefix, self.seed);
        let number = dice.below(5_000_000);
        let cell = if dice.percent(30) { range.fifteen(number) } else { range.eighteen(number) };
        without_lead(place, kind, cell, IdVerdict::WrongObject)
    }
}

fn without_lead(place: u32, kind: &'static str, cell: String, verdict: IdVerdict) -> TruthRow {
    TruthRow { row: place + 2, cell, kind, verdict, lead_id: None, merged_into: None, empty: false }
}

/// Text that is no id, made from one where that is how such text comes about.
fn malformed(kind: &str, fifteen: &str, dice: &mut Dice) -> String {
    match kind {
        "too_short" => fifteen[..14].to_owned(),
        "too_long" => format!("{}X", with_checksum(fifteen)),
        "bad_character" => format!("{}#{}", &fifteen[..7], &fifteen[8..]),
        "lower_fifteen" => fifteen.to_lowercase(),
        // The checksum of the id with one letter's case the other way round: a copying slip, or
        // another lead. Nothing tells which.
        "contradiction" => {
            let (head, g) = fifteen.split_at(4);
            let other = with_checksum(&format!("{head}{}{}", g[..1].to_uppercase(), &g[1..]));
            format!("{fifteen}{}", &other[15..])
        }
        "email" => format!("lead{}@prospect.example", dice.below(9_000)),
        "number" => (40_000 + dice.below(5_000)).to_string(),
        _ => dice.pick(&["n/a", "#N/A", "TBD", "see notes", "-", "?"]).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lead_model::{IdReading, read_id};
    use std::collections::{HashMap, HashSet};

    #[test]
    fn the_cells_read_as_what_they_were_made_to_be() {
        for row in truth(5_000, 9, 5_000) {
            match (row.verdict, read_id(&row.cell)) {
                (IdVerdict::Blank, IdReading::Blank)
                | (IdVerdict::Malformed, IdReading::Malformed(_))
                | (IdVerdict::WrongObject, IdReading::WrongObject { .. }) => {}
                (IdVerdict::Restored, IdReading::Lead { id, restored: Some(_), .. })
                | (
                    IdVerdict::Valid
                    | IdVerdict::Converted
                    | IdVerdict::Deleted
                    | IdVerdict::Merged
                    | IdVerdict::NotFound,
                    IdReading::Lead { id, restored: None, .. },
                ) => assert_eq!(Some(id), row.lead_id, "{row:?}"),
                (_, reading) => panic!("{row:?} reads as {reading:?}"),
            }
        }
    }

    #[test]
    fn every_kind_turns_up_and_most_rows_are_plain() {
        let rows: Vec<_> = truth(5_000, 1, 5_000).collect();
        let mut kinds: HashMap<&str, usize> = HashMap::new();
        let mut verdicts: HashSet<IdVerdict> = HashSet::new();
        for row in &rows {
            *kinds.entry(row.kind).or_default() += 1;
            verdicts.insert(row.verdict);
        }
        assert_eq!(kinds.len(), SPECIALS.len() + 1);
        assert_eq!(verdicts.len(), IdVerdict::ALL.len());
        let good = rows.iter().filter(|r| r.kind == "plain" && r.verdict == IdVerdict::Valid).count();
        assert!((4_500..4_700).contains(&good), "{good} of 5,000");
    }

    #[test]
    fn as_many_rows_as_leads_name_no_more_leads_than_that() {
        let distinct: HashSet<_> = truth(20_000, 1, 20_000).filter_map(|row| row.lead_id).collect();
        assert!(distinct.len() <= 20_000 && distinct.len() > 18_000, "{}", distinct.len());
    }

    #[test]
    fn a_tiny_sheet_has_its_rows() {
        assert_eq!(truth(1, 1, 3).count(), 3);
        assert_eq!(truth(10, 1, 10).map(|row| row.row).collect::<Vec<_>>(), (2..12).collect::<Vec<_>>());
    }
}
