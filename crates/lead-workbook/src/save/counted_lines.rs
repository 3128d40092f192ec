//! The lines of a counted block are what a chart is made of.

use rust_xlsxwriter::{ColNum, RowNum};

/// The lines of a counted block: a label and a count each.
pub(super) struct CountedLines {
    pub(super) first: RowNum,
    pub(super) last: RowNum,
    pub(super) labels: ColNum,
    pub(super) counts: ColNum,
}
