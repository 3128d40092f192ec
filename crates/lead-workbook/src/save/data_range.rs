//! Formulas over a saved sheet need to know where its rows and the appended columns are.

use crate::cell_reference::letter;
use crate::sheet_names::in_formula;

/// Where the data lies, for formulas over it.
pub(super) struct DataRange {
    pub(super) sheet: String,
    pub(super) width: usize,
    /// The appended columns.
    pub(super) added: usize,
    /// The first and the last row, counted from 1; `None` where there are no rows.
    pub(super) rows: Option<(u32, u32)>,
    /// The appended headers as written.
    pub(super) headers: Vec<String>,
    pub(super) added_header: bool,
}

impl DataRange {
    /// An appended column's cells as formulas write them; `None` where there are none.
    pub(super) fn column(&self, column: usize) -> Option<String> {
        let (first, last) = self.rows.filter(|_| column < self.added)?;
        let letter = letter(self.width + column);
        Some(format!("{}!${letter}${first}:${letter}${last}", in_formula(&self.sheet)))
    }
}
