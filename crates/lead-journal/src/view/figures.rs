//! The figures of a run's results, counted by the database.

use crate::sqlite::codes::count;
use crate::{JournalError, View};

/// Scores and flags over all rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// Rows by final score in ten steps of ten.
    pub distribution: [u64; 10],
    /// Rows by band, best first.
    pub bands: [u64; 5],
    /// Mean of the acquired fields' completeness over the rows that have it.
    pub acquisition: Option<f64>,
    /// Mean of the enriched fields' completeness.
    pub enrichment: Option<f64>,
    /// Mean coherence.
    pub coherence: Option<f64>,
    /// Mean final score.
    pub final_confidence: Option<f64>,
    /// Rows flagged as not in the addressable market.
    pub not_in_tam: u64,
    /// Rows flagged as suspicious enrichment.
    pub suspicious: u64,
}

impl View<'_> {
    /// The figures now.
    pub fn figures(self) -> Result<Figures, JournalError> {
        // Each lead counts once for every row that has it.
        let mut figures = self.db.query_row(
            "SELECT SUM(acquisition * rows) / SUM(rows) FILTER (WHERE acquisition IS NOT NULL),
                    SUM(enrichment * rows) / SUM(rows) FILTER (WHERE enrichment IS NOT NULL),
                    SUM(coherence * rows) / SUM(rows) FILTER (WHERE coherence IS NOT NULL),
                    SUM(final * rows) / SUM(rows) FILTER (WHERE final IS NOT NULL),
                    COALESCE(SUM(rows) FILTER (WHERE not_in_tam), 0),
                    COALESCE(SUM(rows) FILTER (WHERE suspicious), 0)
             FROM lead",
            [],
            |row| {
                Ok(Figures {
                    acquisition: row.get(0)?,
                    enrichment: row.get(1)?,
                    coherence: row.get(2)?,
                    final_confidence: row.get(3)?,
                    not_in_tam: count(row.get(4)?),
                    suspicious: count(row.get(5)?),
                    ..Figures::default()
                })
            },
        )?;
        let mut steps = self.db.prepare(
            "SELECT MIN(CAST(final / 10 AS INTEGER), 9), COUNT(*) FROM row WHERE final IS NOT NULL GROUP BY 1",
        )?;
        let mut rows = steps.query([])?;
        while let Some(row) = rows.next()? {
            let (step, number) = (usize::from(row.get::<_, u16>(0)?), count(row.get(1)?));
            if let Some(slot) = figures.distribution.get_mut(step) {
                *slot = number;
            }
        }
        // Bands are 20 wide, best first, so each is two steps.
        for (band, slot) in figures.bands.iter_mut().enumerate() {
            let step = 8 - 2 * band;
            *slot = figures.distribution[step] + figures.distribution[step + 1];
        }
        Ok(figures)
    }
}
