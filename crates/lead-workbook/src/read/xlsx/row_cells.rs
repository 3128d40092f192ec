//! Each cell of a row gets its value, or the id behind its text.

use super::cells::{RawCell, RawCells, Values};
use super::hyperlinks::Links;
use super::id_behind::look_behind;
use super::rows::{Row, in_row};
use crate::cell::Cell;
use crate::package::PartFault;
use crate::read::row_assembler::Assembler;

/// Which cells of a row are made out.
#[derive(Debug, Clone, Copy)]
pub(in crate::read) enum Wanted {
    All,
    /// All, with their formats.
    WithFormats,
    /// Of rows with an id in this column, counted from 0, that id; of the others all.
    Id(u32),
}

/// Makes the cells of rows out of raw ones.
pub(super) struct RowCells<'c> {
    pub(super) values: Values<'c>,
    pub(super) links: &'c Links,
}

impl RowCells<'_> {
    fn cell(&mut self, row: &Row<'_>, raw: &RawCell<'_>) -> Result<Cell, PartFault> {
        let value = self.values.value(raw).map_err(|fault| in_row(row, fault))?;
        Ok(look_behind(value, raw, self.links.at(row.number, raw.column)))
    }

    /// The cell of a column where it is an id, with its style.
    fn id(&mut self, row: &Row<'_>, column: u32) -> Result<Option<(Cell, u32)>, PartFault> {
        let mut raw_cells = RawCells::new(row.bytes, row.body);
        while let Some(raw) = raw_cells.next().map_err(|fault| in_row(row, fault))? {
            if raw.column == column {
                let cell = self.cell(row, &raw)?;
                return Ok(cell.reading().is_id().then_some((cell, raw.style)));
            }
        }
        Ok(None)
    }

    /// A row's cells from column A; `None` where their texts take more room than that, in bytes.
    pub(super) fn all(&mut self, row: &Row<'_>, room: usize) -> Result<Option<Vec<Cell>>, PartFault> {
        let (mut cells, mut text) = (Vec::new(), 0);
        let mut raw_cells = RawCells::new(row.bytes, row.body);
        while let Some(raw) = raw_cells.next().map_err(|fault| in_row(row, fault))? {
            let column = raw.column as usize;
            cells.resize(cells.len().max(column + 1), Cell::Blank);
            cells[column] = self.cell(row, &raw)?;
            if let Cell::Text(held) | Cell::Error(held) | Cell::IdBehind { shown: held, .. } = &cells[column]
            {
                text += held.len();
            }
            if text > room {
                return Ok(None);
            }
        }
        Ok(Some(cells))
    }

    /// Puts a row's cells; true once the receiver has enough.
    pub(super) fn put(
        &mut self,
        row: &Row<'_>,
        wanted: Wanted,
        assembler: &mut Assembler<'_, '_>,
    ) -> Result<bool, PartFault> {
        let at = row.number - 1;
        if let Wanted::Id(column) = wanted
            && let Some((cell, style)) = self.id(row, column)?
        {
            let flow = assembler.put(at, column, cell, style).map_err(PartFault::Receiver)?;
            return Ok(flow.is_break());
        }
        let mut raw_cells = RawCells::new(row.bytes, row.body);
        while let Some(raw) = raw_cells.next().map_err(|fault| in_row(row, fault))? {
            let cell = self.cell(row, &raw)?;
            let flow = assembler.put(at, raw.column, cell, raw.style).map_err(PartFault::Receiver)?;
            if flow.is_break() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
