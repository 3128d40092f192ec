//! The user should know of some states of a workbook that is added to.

/// What the user should know.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WorkbookState {
    /// It was signed; the copy is not.
    pub(crate) was_signed: bool,
    /// The sheet is protected; the new cells are locked as its others.
    pub(crate) is_protected: bool,
    /// Rows below the header that are not shown.
    pub(crate) hidden_rows: u32,
}
