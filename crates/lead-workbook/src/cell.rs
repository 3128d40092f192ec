//! A cell has a value; a row has cells.

use calamine::{ExcelDateTime, ExcelDateTimeType};
use lead_model::{IdReading, read_id};

/// What a cell holds. A formula is the value it had when the workbook was saved.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Blank,
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// True or false.
    Bool(bool),
    /// A date, a time or both.
    DateTime {
        /// Days since 30 December 1899, whatever the workbook counts from.
        serial: f64,
        /// What of it is meant.
        kind: DateKind,
    },
    /// An error value as the spreadsheet shows it, `#N/A`.
    Error(String),
    /// A text that is no id, with one behind it: in the address that the cell links to, or in its formula.
    IdBehind {
        /// The text.
        shown: String,
        /// What is behind it.
        reading: Box<IdReading>,
    },
}

/// What a [`Cell::DateTime`] means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateKind {
    /// A day.
    Date,
    /// A day with a time.
    DateTime,
    /// A time of day.
    Time,
    /// A length of time, which may pass 24 hours.
    Duration,
}

/// A row of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetRow {
    /// Its number as the spreadsheet shows it, counted from 1.
    pub number: u32,
    /// Its cells from column A; blank ones at the end are left out.
    pub cells: Vec<Cell>,
}

impl Cell {
    /// What a person reads in the cell. Dates are written the ISO way, whole numbers without a point.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) | Self::Error(text) | Self::IdBehind { shown: text, .. } => text.clone(),
            Self::Number(number) => number_text(*number),
            Self::Bool(true) => "TRUE".into(),
            Self::Bool(false) => "FALSE".into(),
            Self::DateTime { serial, kind } => date_text(*serial, *kind),
        }
    }

    /// Whether there is nothing to read in it. A text of spaces counts as nothing.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Blank => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// What it says about a lead id, by its text or by what is behind that.
    #[must_use]
    pub fn reading(&self) -> IdReading {
        match self {
            Self::Blank => IdReading::Blank,
            Self::Text(text) => read_id(text),
            Self::IdBehind { reading, .. } => (**reading).clone(),
            other => read_id(&other.text()),
        }
    }

    /// A date cell from what calamine read, brought to the 1900 system.
    pub(crate) fn from_serial(serial: f64, is_duration: bool) -> Self {
        let kind = if is_duration {
            DateKind::Duration
        } else if serial.fract() == 0.0 && serial >= 1.0 {
            DateKind::Date
        } else if (0.0..1.0).contains(&serial) {
            DateKind::Time
        } else {
            DateKind::DateTime
        };
        Self::DateTime { serial, kind }
    }
}

impl SheetRow {
    /// The text of one cell; empty past the end.
    #[must_use]
    pub fn text(&self, column: u32) -> String {
        self.cells.get(column as usize).map(Cell::text).unwrap_or_default()
    }
}

/// Spreadsheets show 15 digits; the ones after them are noise of binary fractions.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    let shown = format!("{number:.14e}").parse().unwrap_or(number);
    if shown != 0.0 && !(1e-9..1e21).contains(&shown.abs()) {
        return format!("{shown:E}");
    }
    format!("{shown}")
}

fn date_text(serial: f64, kind: DateKind) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "as far as a date cell reaches")]
    let seconds = (serial * 86_400.0).round() as i64;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if kind == DateKind::Duration {
        let sign = if seconds < 0 { "-" } else { "" };
        return format!("{sign}{}:{:02}:{:02}", hours.abs(), minutes.abs(), rest.abs());
    }
    if kind == DateKind::Time {
        return format!("{:02}:{minutes:02}:{rest:02}", hours % 24);
    }
    let whole_seconds = seconds as f64 / 86_400.0;
    let (year, month, day, hour, minute, second, _) =
        ExcelDateTime::new(whole_seconds, ExcelDateTimeType::DateTime, false).to_ymd_hms_milli();
    if kind == DateKind::Date {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_the_spreadsheet_shows_them() {
        for (number, text) in [
            (12.0, "12"),
            (-3.5, "-3.5"),
            (0.1 + 0.2, "0.3"),
            (1e15, "1000000000000000"),
            (1.5e300, "1.5E300"),
            (1e-12, "1E-12"),
            (0.0, "0"),
        ] {
            assert_eq!(Cell::Number(number).text(), text);
        }
    }

    #[test]
    fn dates_read_the_iso_way() {
        assert_eq!(Cell::from_serial(45_943.0, false).text(), "2025-10-13");
        assert_eq!(Cell::from_serial(45_943.541_666_666_664, false).text(), "2025-10-13 13:00:00");
        assert_eq!(Cell::from_serial(0.75, false).text(), "18:00:00");
        assert_eq!(Cell::from_serial(1.25, true).text(), "30:00:00");
    }
}
