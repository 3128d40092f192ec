//! A cell that shows a name may link to a record: then its id is in the address of the link.

use crate::cell::Cell;
use lead_model::{IdReading, LEAD_PREFIX, Wrapping, read_address};

/// A cell with the address it links to. A link can be seen only where there is something to click
/// on, so a blank cell stays blank.
pub(super) fn with_link(value: Cell, address: &str) -> Cell {
    match read_address(address) {
        Some(found) => with_id_behind(value, found.taken_out_of(Wrapping::Link)),
        None => value,
    }
}

/// A cell with the id that was found behind its text. The text counts where it is an id of its own,
/// or says another one.
pub(super) fn with_id_behind(value: Cell, found: IdReading) -> Cell {
    let reading = value.reading();
    if reading.is_id() || reading == IdReading::Blank || !agrees(&value, &found) {
        return value;
    }
    Cell::IdBehind { shown: value.text(), reading: Box::new(found) }
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
