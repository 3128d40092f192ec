//! Pages of rows, filtered and ordered, without ever holding more than a page.

use crate::JournalError;
use crate::sqlite::codes::{Status, Verdict};
use crate::view::run_view::{ROW_COLUMNS, RowEntry, View, entry};
use lead_model::{Band, IdVerdict, RowStatus, RuleFlag};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

/// Which rows are wanted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RowFilter {
    /// With one of these; empty for all.
    pub status: Vec<RowStatus>,
    /// With one of these; empty for all.
    pub verdict: Vec<IdVerdict>,
    /// In one of these; empty for all.
    pub band: Vec<Band>,
    /// Whose lead the rules gave one of these; empty for all.
    pub flag: Vec<RuleFlag>,
    /// That failed for this cause.
    pub cause: Option<String>,
    /// With this text in the id, name, company or e-mail, whatever its letter case.
    pub search: String,
    /// In which order.
    pub order: PageOrder,
    /// How many to pass over.
    pub offset: u64,
    /// How many to give.
    pub limit: u32,
}

/// How rows are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PageOrder {
    /// As in the workbook.
    #[default]
    Workbook,
    /// Lowest score first, rows without one last.
    ScoreUp,
    /// Highest score first, rows without one last.
    ScoreDown,
}

/// The words of a query and the values they stand for.
#[derive(Default)]
struct Where {
    words: Vec<String>,
    values: Vec<Value>,
}

impl Where {
    fn one_of(&mut self, column: &str, codes: impl Iterator<Item = i64>) {
        let codes: Vec<String> = codes.map(|code| code.to_string()).collect();
        if !codes.is_empty() {
            self.words.push(format!("{column} IN ({})", codes.join(", ")));
        }
    }

    fn bands(&mut self, bands: &[Band]) {
        let ranges: Vec<String> = bands.iter().map(|&band| range_of(band)).collect();
        if !ranges.is_empty() {
            self.words.push(format!("({})", ranges.join(" OR ")));
        }
    }

    /// From the leads to their rows, which an index finds. Asked of each row's lead in turn, a page
    /// ordered by score would jump about in the leads, a million times for a few rows.
    fn flags(&mut self, flags: &[RuleFlag]) {
        let raised: Vec<&str> = flags.iter().map(|&flag| column_of(flag)).collect();
        if !raised.is_empty() {
            self.words.push(format!("r.lead IN (SELECT ref FROM lead WHERE {})", raised.join(" OR ")));
        }
    }

    fn text(&mut self, words: &str, value: String) {
        self.values.push(Value::Text(value));
        self.words.push(words.replace('?', &format!("?{}", self.values.len())));
    }

    fn sql(&self) -> String {
        if self.words.is_empty() { String::new() } else { format!("WHERE {}", self.words.join(" AND ")) }
    }
}

/// The floors of the bands, as [`Score::band`](lead_model::Score::band) has them.
fn range_of(band: Band) -> String {
    match band {
        Band::Verified => "r.final >= 80".into(),
        Band::Good => "(r.final >= 60 AND r.final < 80)".into(),
        Band::Moderate => "(r.final >= 40 AND r.final < 60)".into(),
        Band::Poor => "(r.final >= 20 AND r.final < 40)".into(),
        Band::Unusable => "r.final < 20".into(),
    }
}

fn column_of(flag: RuleFlag) -> &'static str {
    match flag {
        RuleFlag::NotInTam => "not_in_tam",
        RuleFlag::SuspiciousEnrichment => "suspicious",
    }
}

impl View<'_> {
    /// A page, and how many rows there are of the kind altogether.
    pub fn page(self, filter: &RowFilter) -> Result<(u64, Vec<RowEntry>), JournalError> {
        let mut which = Where::default();
        which.one_of("r.status", filter.status.iter().map(|&status| Status(status).number()));
        which.one_of("r.verdict", filter.verdict.iter().map(|&verdict| Verdict(verdict).number()));
        which.bands(&filter.band);
        which.flags(&filter.flag);
        if let Some(cause) = &filter.cause {
            which.text("l.cause = ?", cause.clone());
        }
        let needle = filter.search.trim().to_lowercase();
        if !needle.is_empty() {
            which.text("(instr(l.search, ?) OR instr(lower(r.cell), ?) OR instr(lower(l.id), ?))", needle);
        }
        let total = self.total(filter, &which)?;
        Ok((total, self.entries(filter, which)?))
    }

    fn total(self, filter: &RowFilter, which: &Where) -> Result<u64, JournalError> {
        let only_status = filter.verdict.is_empty()
            && filter.band.is_empty()
            && filter.flag.is_empty()
            && filter.cause.is_none()
            && which.values.is_empty();
        if only_status {
            let tallies = self.tallies()?;
            return Ok(if filter.status.is_empty() {
                tallies.rows
            } else {
                RowStatus::ALL
                    .iter()
                    .filter(|status| filter.status.contains(status))
                    .map(|&status| tallies.status.get(status))
                    .sum()
            });
        }
        self.number(
            &format!("SELECT COUNT(*) FROM row r LEFT JOIN lead l ON l.ref = r.lead {}", which.sql()),
            params_from_iter(&which.values),
        )
    }

    fn entries(self, filter: &RowFilter, mut which: Where) -> Result<Vec<RowEntry>, JournalError> {
        let mut offset = filter.offset;
        // Rows are numbered without gaps, so a page of all of them is found without counting along.
        if which.words.is_empty() && filter.order == PageOrder::Workbook {
            let from = u64::from(self.first_row()?.unwrap_or(1)) + std::mem::take(&mut offset);
            which.words.push(format!("r.number >= {from}"));
        }
        let order = match filter.order {
            PageOrder::Workbook => "r.number",
            PageOrder::ScoreUp => "r.final NULLS LAST, r.number",
            PageOrder::ScoreDown => "r.final DESC, r.number DESC",
        };
        let mut wanted = self.db.prepare_cached(&format!(
            "SELECT {ROW_COLUMNS} FROM row r LEFT JOIN lead l ON l.ref = r.lead {}
             ORDER BY {order} LIMIT {} OFFSET {offset}",
            which.sql(),
            filter.limit,
        ))?;
        let rows = wanted.query_map(params_from_iter(&which.values), entry)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Journal, NewRun};

    /// A run has a million rows and is asked for a page whenever somebody scrolls.
    #[test]
    fn flagged_rows_are_found_by_their_leads_in_every_order() {
        let new = NewRun { name: "leads.xlsx", plan: "{}", recipe: "r", source_fingerprint: "f" };
        let journal = Journal::in_memory(&new).unwrap();
        let view = journal.view();
        let mut which = Where::default();
        which.flags(&[RuleFlag::NotInTam, RuleFlag::SuspiciousEnrichment]);
        for order in ["r.number", "r.final NULLS LAST, r.number", "r.final DESC, r.number DESC"] {
            let mut plan = view
                .db
                .prepare(&format!(
                    "EXPLAIN QUERY PLAN SELECT {ROW_COLUMNS} FROM row r LEFT JOIN lead l ON l.ref = r.lead {}
                     ORDER BY {order} LIMIT 100",
                    which.sql()
                ))
                .unwrap();
            let steps: Vec<String> =
                plan.query_map([], |step| step.get(3)).unwrap().collect::<Result<_, _>>().unwrap();
            assert!(steps[0].starts_with("SEARCH r USING INDEX row_by_lead"), "{order}: {steps:?}");
        }
    }
}
