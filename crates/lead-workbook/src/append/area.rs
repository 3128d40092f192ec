//! An area is a rectangle of cells, read from a reference such as `A1:T9`.

use super::placement::Placement;
use crate::cell_reference::{column_of, letters};
use crate::xml::elements::number;

/// A rectangle of cells, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) right: u32,
    pub(super) bottom: u32,
}

impl Area {
    /// Reads `A1:T9` or `A1`, dollar signs or not.
    pub(super) fn read(reference: &[u8]) -> Option<Self> {
        let corner = |text: &[u8]| {
            let digits: Vec<u8> = text.iter().copied().filter(u8::is_ascii_digit).collect();
            Some((column_of(text)?, number(&digits)?))
        };
        let mut corners = reference.split(|&b| b == b':');
        let (left, top) = corner(corners.next()?)?;
        let (right, bottom) = match corners.next() {
            Some(second) => corner(second)?,
            None => (left, top),
        };
        Some(Self { left, top, right, bottom })
    }

    pub(super) fn write(self) -> String {
        format!("{}{}:{}{}", letters(self.left), self.top, letters(self.right), self.bottom)
    }

    /// Widened to the new columns, if it covers the ids, ends just before them and begins at the header row.
    pub(super) fn widened(self, placement: Placement) -> Option<Self> {
        let covers_ids = (self.left..=self.right).contains(&placement.id_column);
        (covers_ids && self.top == placement.header_row && self.right + 1 == placement.first)
            .then_some(Self { right: placement.last, ..self })
    }
}
