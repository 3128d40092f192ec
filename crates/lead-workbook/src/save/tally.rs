//! The tally counts while the rows pass, so that every formula of the summary has its value.

use crate::result::{ResultColumn, RowResult};
use lead_model::{Band, ColumnKind, ResultCell, StatusCounts, VerdictCounts};

/// The counts.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Rows with a result.
    pub(super) rows: u64,
    /// The last of them, by its number in the result.
    pub(super) last_row: u32,
    /// Rows without one: the first and the last of each group.
    pub(super) left_alone: Vec<(u32, u32)>,
    pub(super) issues: u64,
    pub(super) status: StatusCounts,
    pub(super) verdict: VerdictCounts,
    /// Rows by band, in the order of [`Band::ALL`].
    pub(super) bands: [u64; 5],
    /// For each column, those only counted behind the appended ones, the sum of its numbers and how
    /// many there are.
    pub(super) sums: Vec<(f64, u64)>,
    /// For each column the number of its *Yes*.
    pub(super) yes: Vec<u64>,
}

impl Tally {
    pub(super) fn new(columns: &[&ResultColumn]) -> Self {
        let columns = columns.len();
        Self { sums: vec![(0.0, 0); columns], yes: vec![0; columns], ..Self::default() }
    }

    /// Counts a row, by its number in the result.
    pub(super) fn add(&mut self, row: u32, columns: &[&ResultColumn], result: &RowResult) {
        self.rows += 1;
        self.last_row = row;
        self.status.add(result.status, 1);
        self.verdict.add(result.verdict, 1);
        for (index, (column, cell)) in columns.iter().zip(&result.cells).enumerate() {
            match cell {
                ResultCell::Number(number) if number.is_finite() => {
                    self.sums[index].0 += number;
                    self.sums[index].1 += 1;
                }
                ResultCell::Flag(true) => self.yes[index] += 1,
                ResultCell::Text(text) if column.kind == ColumnKind::Band => {
                    if let Some(band) = Band::ALL.iter().position(|band| band.label() == text) {
                        self.bands[band] += 1;
                    }
                }
                _ => {}
            }
        }
    }

    /// Notes a row that has no result.
    pub(super) fn leave_alone(&mut self, row: u32) {
        match self.left_alone.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => self.left_alone.push((row, row)),
        }
    }

    /// Rows without a result above the last that has one.
    pub(super) fn left_inside(&self) -> u64 {
        let inside = self.left_alone.iter().filter(|(_, last)| *last < self.last_row);
        inside.map(|(first, last)| u64::from(last - first) + 1).sum()
    }

    /// The mean of a column's numbers.
    pub(super) fn mean(&self, column: usize) -> Option<f64> {
        let (sum, count) = self.sums[column];
        (count > 0).then(|| sum / count as f64)
    }
}
