//! Each file format writes dates in its own way; here they are brought to one way of counting.

use crate::cell::Cell;

/// Days between the first days of the two systems that spreadsheets count from.
pub(super) const DAYS_TO_1904: f64 = 1462.0;

/// `OpenDocument` and strict OOXML write dates out.
pub(super) fn from_iso(text: &str) -> Option<Cell> {
    let moment: jiff::civil::DateTime = match text.trim().trim_end_matches('Z').parse() {
        Ok(moment) => moment,
        Err(_) => return from_iso_time(text.trim()),
    };
    let day_zero = jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0);
    let seconds = moment.duration_since(day_zero).as_secs_f64();
    Some(Cell::from_serial(seconds / 86_400.0, false))
}

fn from_iso_time(text: &str) -> Option<Cell> {
    let time: jiff::civil::Time = text.parse().ok()?;
    let seconds = time.duration_since(jiff::civil::Time::midnight()).as_secs_f64();
    Some(Cell::from_serial(seconds / 86_400.0, false))
}

/// A length of time, `PT30H5M`.
pub(super) fn from_iso_duration(text: &str) -> Option<Cell> {
    let span: jiff::SignedDuration = text.parse().ok()?;
    Some(Cell::from_serial(span.as_secs_f64() / 86_400.0, true))
}
