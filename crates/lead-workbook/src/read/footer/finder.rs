//! The finder holds the last rows back while a sheet streams by, until it is clear whether they are a
//! footer.
//!
//! Only what stands behind the last row with an id can be a footer. Rows that may be one are held
//! until a row comes that cannot, or the sheet ends; no more than [`MOST_LEFT_ALONE`] of them.

use super::left_alone::{Footer, LeftAlone};
use super::row_kind::{RowKind, footer_start, kind_of};
use crate::cell::{Cell, SheetRow};
use crate::read::sheet_end::SheetEnd;
use lead_model::IdReading;
use std::collections::VecDeque;
use std::ops::ControlFlow;

/// The most rows in a row that are left alone: footers of reports have about six lines, those of
/// grouped ones some totals more.
pub const MOST_LEFT_ALONE: u32 = 32;

/// Receives a row and what its id cell says.
pub(crate) type EachIdRow<'e> = dyn FnMut(SheetRow, IdReading) -> ControlFlow<()> + 'e;

/// The rows that are held.
pub(crate) struct FooterFinder {
    id_column: u32,
    /// Rows that a table declares to be its totals.
    declared: Vec<u32>,
    held: VecDeque<(RowKind, SheetRow, IdReading)>,
    end: SheetEnd,
    is_broken: bool,
}

impl FooterFinder {
    pub(crate) fn new(id_column: u32, declared: Vec<u32>) -> Self {
        let end = SheetEnd { rows: 0, left_alone: LeftAlone::default() };
        Self { id_column, declared, held: VecDeque::new(), end, is_broken: false }
    }

    /// Takes a row, and gives what is known to be data now.
    pub(crate) fn take(&mut self, row: SheetRow, each: &mut EachIdRow<'_>) -> ControlFlow<()> {
        let reading = row.cells.get(self.id_column as usize).map_or(IdReading::Blank, Cell::reading);
        let kind = if reading.is_id() { RowKind::Data } else { kind_of(&row, self.id_column, &reading) };
        if self.declared.contains(&row.number) && kind.may_be_declared() {
            self.end.left_alone.totals.push(row.number);
            return ControlFlow::Continue(());
        }
        self.held.push_back((kind, row, reading));
        let given = match kind {
            RowKind::Data | RowKind::NoId => self.held.len(),
            _ => self.held.len().saturating_sub(MOST_LEFT_ALONE as usize),
        };
        self.give(given, each)
    }

    /// Ends the sheet: gives what is held and no footer.
    pub(crate) fn finish(mut self, each: &mut EachIdRow<'_>) -> SheetEnd {
        if self.is_broken {
            return self.end;
        }
        let kinds: Vec<RowKind> = self.held.iter().map(|(kind, ..)| *kind).collect();
        let start = footer_start(&kinds);
        if let (Some((_, first, _)), Some((_, last, _))) = (self.held.get(start), self.held.back()) {
            let has = |wanted: RowKind| kinds[start..].contains(&wanted);
            let footer = if has(RowKind::Line) {
                Footer::Report
            } else if has(RowKind::Total) {
                Footer::Totals
            } else {
                Footer::EndMark
            };
            self.end.left_alone.footer = Some((footer, first.number, last.number));
        }
        // A receiver that breaks has enough; nothing is left to be kept from it.
        match self.give(start, each) {
            ControlFlow::Continue(()) | ControlFlow::Break(()) => self.end,
        }
    }

    fn give(&mut self, rows: usize, each: &mut EachIdRow<'_>) -> ControlFlow<()> {
        for (_, row, reading) in self.held.drain(..rows) {
            self.end.rows += 1;
            if each(row, reading).is_break() {
                self.is_broken = true;
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "00Q5g00000DeMoA";

    /// The rows given and the footer, of rows with the ids in the second column.
    fn find(rows: &[&[&str]]) -> (Vec<u32>, LeftAlone) {
        let mut given = Vec::new();
        let mut each = |row: SheetRow, _: IdReading| {
            given.push(row.number);
            ControlFlow::Continue(())
        };
        let mut finder = FooterFinder::new(1, Vec::new());
        for (number, texts) in (2..).zip(rows) {
            let cells = texts.iter().map(|text| match text.parse::<f64>() {
                Ok(number) => Cell::Number(number),
                Err(_) if text.is_empty() => Cell::Blank,
                Err(_) => Cell::Text((*text).to_owned()),
            });
            assert!(finder.take(SheetRow { number, cells: cells.collect() }, &mut each).is_continue());
        }
        let end = finder.finish(&mut each);
        assert_eq!(end.rows, given.len() as u64);
        (given, end.left_alone)
    }

    fn footer(rows: &[&[&str]]) -> Option<(Footer, u32, u32)> {
        find(rows).1.footer
    }

    #[test]
    fn a_reports_footer_is_left_alone() {
        let rows: &[&[&str]] = &[
            &["Ada", ID],
            &["Bob", "n/a"],
            &[],
            &["Leads without owner"],
            &["Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."],
            &["Confidential Information - Do Not Distribute"],
            &["Generated By:  Ada Lovelace  27/11/2026 05:55"],
            &["Acme Corp"],
        ];
        let (given, left) = find(rows);
        assert_eq!((given, left.footer), (vec![2, 3], Some((Footer::Report, 4, 9))));
    }

    #[test]
    fn what_may_be_meant_as_an_id_stays_a_row() {
        let copyright: &[&str] = &["", "Copyright (c) 2000-2026 salesforce.com, inc."];
        for last in ["00Q12", "N/A", "unknown", "00Q5g00000DeMo", "12345", "-"] {
            assert_eq!(footer(&[&["Ada", ID], &["", last]]), None, "{last}");
            assert_eq!(footer(&[&["Ada", ID], &[], &["", last], copyright]), Some((Footer::Report, 5, 5)));
            assert_eq!(footer(&[&["Ada", ID], copyright, &["", last]]), None, "{last}");
        }
        assert_eq!(footer(&[&["Ada", ID], copyright, &["", "Acme"]]), Some((Footer::Report, 3, 4)));
        assert_eq!(footer(&[&["Ada", ID], &[], &["", "Acme"], copyright]), Some((Footer::Report, 5, 5)));
        assert_eq!(footer(&[&["Ada", ID], copyright, &["Bob", ID]]), None);
        assert_eq!(footer(&[&["Ada", ID], &["Total", "", "Paris"]]), None);
        assert_eq!(footer(&[&["Ada", ID], &["Acme Corp"]]), None);
        assert_eq!(footer(&[&["Ada", ID], &["Total", "", "0015g00000DeMoA"]]), None);
    }

    #[test]
    fn totals_at_the_end_are_left_alone() {
        assert_eq!(
            footer(&[
                &["Ada", ID],
                &["Subtotal", "", "3"],
                &["Count", "", "3"],
                &[],
                &["Grand Totals (5,000 records)"]
            ]),
            Some((Footer::Totals, 3, 6))
        );
        assert_eq!(footer(&[&["Ada", ID], &["Total", "5000", "7.5"]]), Some((Footer::Totals, 3, 3)));
        assert_eq!(footer(&[&["Ada", ID], &["\u{1a}"]]), Some((Footer::EndMark, 3, 3)));
        // Inside the data they are rows without an id, as ever.
        assert_eq!(find(&[&["Ada", ID], &["Subtotal", "", "3"], &["Bob", ID]]).0, [2, 3, 4]);
    }

    #[test]
    fn no_more_is_held_than_a_footer_takes() {
        let mut rows: Vec<&[&str]> = vec![&["Ada", ID]];
        rows.extend(std::iter::repeat_n(&["Total", "", "3"][..], MOST_LEFT_ALONE as usize + 5));
        let (given, left) = find(&rows);
        assert_eq!(given.len(), 6);
        assert_eq!(left.footer, Some((Footer::Totals, 8, 39)));
    }

    #[test]
    fn the_order_stays_whatever_is_held() {
        let rows: &[&[&str]] =
            &[&["Total", "", "1"], &[], &["Ada", ID], &["Count"], &["Bob", ID], &["x"], &["Eve", "?"]];
        assert_eq!(find(rows).0, [2, 3, 4, 5, 6, 7, 8]);
    }

    /// What rows are made of.
    const PALETTE: [&[&str]; 14] = [
        &["Ada", ID],
        &["Ada", "n/a"],
        &["Ada", ""],
        &["", "00Q12"],
        &["", "unknown"],
        &["", "Acme"],
        &["", "Acme Corp"],
        &["Acme Corp"],
        &[],
        &["Copyright (c) 2000-2026 salesforce.com, inc."],
        &["", "Confidential Information - Do Not Distribute"],
        &["Generated By: Ada"],
        &["Total", "", "3"],
        &["", "", "0015g00000DeMoA"],
    ];

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2048))]

        #[test]
        fn no_row_with_an_id_or_what_may_be_one_is_lost(picked in proptest::collection::vec(0..PALETTE.len(), 0..80)) {
            let rows: Vec<&[&str]> = picked.iter().map(|&at| PALETTE[at]).collect();
            let (given, left) = find(&rows);
            let last = u32::try_from(rows.len()).unwrap() + 1;
            // What is given and what is left are all there is, in order; the footer ends the sheet.
            let first_left = left.footer.map_or(last + 1, |(_, first, end)| {
                assert_eq!(end, last);
                first
            });
            proptest::prop_assert_eq!(given, (2..first_left).collect::<Vec<_>>());
            proptest::prop_assert!(last + 1 - first_left <= MOST_LEFT_ALONE);
            for &at in &picked[first_left as usize - 2..] {
                proptest::prop_assert!(![0, 1, 3, 4, 13].contains(&at), "{:?} is left", PALETTE[at]);
            }
        }
    }
}
