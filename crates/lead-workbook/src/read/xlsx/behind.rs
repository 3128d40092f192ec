//! The ids behind the texts of cells: in formulas that were never calculated, and in the addresses of
//! links.

use super::cells::RawCell;
use crate::cell::Cell;
use crate::formula_text::formula_text;
use lead_model::{IdReading, LEAD_PREFIX, Wrapping, read_address};

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
    if reading.is_id() {
        return if is_calculated {
            value
        } else {
            behind(&value, reading.taken_out_of(Wrapping::UncalculatedFormula))
        };
    }
    // A link can be seen only where there is something to click on.
    if reading == IdReading::Blank {
        return value;
    }
    let address = formula.and_then(|formula| formula.address);
    let address = address.and_then(|address| read_address(&address));
    let found = address.map(|found| found.taken_out_of(Wrapping::LinkFormula)).or_else(|| link.cloned());
    match found {
        Some(found) if agrees(&value, &found) => behind(&value, found),
        _ => value,
    }
}

fn behind(value: &Cell, reading: IdReading) -> Cell {
    Cell::IdBehind { shown: value.text(), reading: Box::new(reading) }
}

/// Whether an id may be the one that a text stands for. A text that begins as a lead's id must go on
/// as this one does: else it was meant as another.
fn agrees(value: &Cell, found: &IdReading) -> bool {
    let text = value.text();
    let text = text.trim();
    let is_meant = text.len() >= LEAD_PREFIX.len()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text[..LEAD_PREFIX.len()].eq_ignore_ascii_case(LEAD_PREFIX);
    match found {
        IdReading::Lead { id, .. } if is_meant => {
            let compared = text.len().min(id.fifteen().len());
            text[..compared].eq_ignore_ascii_case(&id.fifteen()[..compared])
        }
        _ => !is_meant,
    }
}
