//! A workbook lists its sheets by name, and says of each whether it is shown.

use calamine::SheetVisible;

/// A sheet by name, before its rows are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetName {
    pub(crate) name: String,
    pub(crate) visibility: SheetVisibility,
}

/// Whether the workbook shows a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SheetVisibility {
    Shown,
    Hidden,
    /// Hidden so that the program's own menu does not offer to show it.
    VeryHidden,
}

impl From<SheetVisible> for SheetVisibility {
    fn from(visible: SheetVisible) -> Self {
        match visible {
            SheetVisible::Visible => Self::Shown,
            SheetVisible::Hidden => Self::Hidden,
            SheetVisible::VeryHidden => Self::VeryHidden,
        }
    }
}
