//! A range is a rectangle of cells.

use crate::cell_reference::position;

/// Cells from one corner to the other, both included: rows counted from 1, columns from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) top: u32,
    pub(crate) left: u32,
    pub(crate) bottom: u32,
    pub(crate) right: u32,
}

impl Range {
    pub(super) fn read(reference: &[u8]) -> Option<Self> {
        let mut corners = reference.split(|&byte| byte == b':').map(position);
        let (left, top) = corners.next()??;
        let (right, bottom) = match corners.next() {
            Some(corner) => corner?,
            None => (left, top),
        };
        Some(Self { top, left, bottom, right })
    }

    pub(crate) fn has_column(self, column: u32) -> bool {
        (self.left..=self.right).contains(&column)
    }
}
