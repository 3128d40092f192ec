//! How healthy the ids of a sheet look, before Salesforce is asked. The sheet is streamed; of a
//! million rows only the ids' 15 characters are held, to tell which repeat.

use crate::error::AppResult;
use crate::{App, IdGroup, IdHealth, IdSample, SheetChoice};
use lead_model::{IdReading, IdVerdict};
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

/// Rows shown of each group.
const SAMPLES: usize = 5;
/// Reasons told apart for each verdict; a column of prose could have thousands.
const REASONS: usize = 40;
const MORE_REASONS: &str = "For various other reasons.";
/// The longest text shown of a cell, in characters.
const LONGEST: usize = 80;

impl App {
    /// Reads all ids of a sheet and groups the rows by what their form says.
    pub async fn examine_ids(&self, source: SheetChoice) -> AppResult<IdHealth> {
        self.aside(move |_| {
            let mut census = Census::default();
            lead_workbook::for_each_id(&source, &mut |row| {
                census.take(row.number, &row.text, &row.reading);
                ControlFlow::Continue(())
            })?;
            Ok(census.health())
        })
        .await
    }
}

#[derive(Default)]
struct Census {
    rows: u64,
    duplicates: u64,
    seen: HashSet<[u8; 15]>,
    groups: HashMap<(IdVerdict, String), (u64, Vec<IdSample>)>,
    reasons: HashMap<IdVerdict, usize>,
}

impl Census {
    fn take(&mut self, row: u32, text: &str, reading: &IdReading) {
        self.rows += 1;
        if let IdReading::Lead { id, .. } = reading
            && let Ok(characters) = <[u8; 15]>::try_from(id.fifteen().as_bytes())
            && !self.seen.insert(characters)
        {
            self.duplicates += 1;
        }
        let verdict = verdict_of(reading);
        let mut key = (verdict, reading.reason());
        if !self.groups.contains_key(&key) {
            let reasons = self.reasons.entry(verdict).or_default();
            *reasons += 1;
            if *reasons > REASONS {
                MORE_REASONS.clone_into(&mut key.1);
            }
        }
        let (rows, samples) = self.groups.entry(key).or_default();
        *rows += 1;
        if samples.len() < SAMPLES {
            samples.push(IdSample { row, text: text.chars().take(LONGEST).collect() });
        }
    }

    fn health(self) -> IdHealth {
        let mut groups: Vec<_> = self
            .groups
            .into_iter()
            .map(|((verdict, reason), (rows, samples))| IdGroup { verdict, reason, rows, samples })
            .collect();
        groups.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.reason.cmp(&b.reason)));
        IdHealth {
            rows: self.rows,
            distinct_leads: self.seen.len() as u64,
            duplicates: self.duplicates,
            groups,
        }
    }
}

/// What the form alone says; whether the lead is there, only Salesforce can tell.
fn verdict_of(reading: &IdReading) -> IdVerdict {
    match reading {
        IdReading::Lead { restored: None, .. } => IdVerdict::Valid,
        IdReading::Lead { restored: Some(_), .. } => IdVerdict::Restored,
        IdReading::WrongObject { .. } => IdVerdict::WrongObject,
        IdReading::Malformed(_) => IdVerdict::Malformed,
        IdReading::Blank => IdVerdict::Blank,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lead_model::read_id;

    fn census(texts: impl IntoIterator<Item = String>) -> IdHealth {
        let mut census = Census::default();
        for (number, text) in (2..).zip(texts) {
            census.take(number, &text, &read_id(&text));
        }
        census.health()
    }

    #[test]
    fn rows_are_grouped_and_repeated_ids_counted() {
        let health = census(
            ["00Q5g00000DeMoA", "00Q5g00000DeMoAEAV", "0035g00000DeMoA", "", "nonsense"].map(str::to_owned),
        );
        assert_eq!((health.rows, health.distinct_leads, health.duplicates), (5, 1, 1));
        assert_eq!((health.groups[0].verdict, health.groups[0].rows), (IdVerdict::Valid, 2));
        assert_eq!(health.groups.iter().map(|group| group.rows).sum::<u64>(), 5);
        assert_eq!(health.groups[0].samples[1].row, 3);
    }

    #[test]
    fn a_column_of_prose_does_not_make_endless_groups() {
        let health = census((1..2_000).map(|length| "x".repeat(length % 300 + 20)));
        assert!(health.groups.len() <= REASONS + 1, "{}", health.groups.len());
        assert_eq!(health.groups.iter().map(|group| group.rows).sum::<u64>(), 1_999);
    }
}
