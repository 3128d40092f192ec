//! An id may be behind the text of a cell: in a formula that was never calculated, or in the address of a
//! link.

use super::cells::RawCell;
use crate::cell::Cell;
use crate::read::link_ids::with_id_behind;
use crate::sheet_xml::formula_text;
use lead_model::{IdReading, Wrapping, read_address};

/// A cell as it is read, given its value as it stands in the file and what its link says.
pub(super) fn look_behind(value: Cell, raw: &RawCell<'_>, link: Option<&IdReading>) -> Cell {
    let formula = formula_text(raw.formula);
    if formula.is_none() && link.is_none() {
        return value;
    }
    let is_calculated = !raw.lacks_result() && !raw.results_in_zero();
    let shown = formula.as_ref().and_then(|formula| formula.shown.clone()).filter(|_| !is_calculated);
    let value = match shown {
        Some(shown) if !shown.is_empty() => Cell::Text(shown),
        _ => value,
    };
    let reading = value.reading();
    if reading.is_id() && !is_calculated {
        let reading = reading.taken_out_of(Wrapping::UncalculatedFormula);
        return Cell::IdBehind { shown: value.text(), reading: Box::new(reading) };
    }
    let address = formula.and_then(|formula| formula.address);
    let address = address.and_then(|address| read_address(&address));
    let found = address.map(|found| found.taken_out_of(Wrapping::LinkFormula)).or_else(|| link.cloned());
    match found {
        Some(found) => with_id_behind(value, found),
        None => value,
    }
}
