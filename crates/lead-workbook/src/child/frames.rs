//! The reading process writes messages to its host: sheets, rows, and how it ended.

use crate::cell::{Cell, DateKind};
use crate::error::{WorkbookError, file_name};
use crate::read::{MOST_TEXT_IN_ROW, SheetName, SheetVisibility};
use std::io::{self, Read, Write};
use std::path::Path;

/// An Excel cell holds 32,767 characters; a reader that says more has gone wrong.
const LONGEST_TEXT: u32 = 16 << 20;
const MOST_CELLS: u32 = 16_384;
const MOST_SHEETS: u32 = 100_000;

/// One message.
#[derive(Debug)]
pub(super) enum Frame {
    Sheets(Vec<SheetName>),
    Row { number: u32, cells: Vec<Cell> },
    End,
    Fault(FaultKind, String),
}

/// The kinds of fault that a reader can report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FaultKind {
    Damaged,
    Password,
    Oversized,
    TooManyRows,
    NoTable,
}

impl FaultKind {
    /// The fault of an error, with what of its sentence is not known to the receiver.
    pub(super) fn of(error: WorkbookError) -> (Self, String) {
        match error {
            WorkbookError::PasswordProtected { .. } => (Self::Password, String::new()),
            WorkbookError::Oversized { detail, .. } => (Self::Oversized, detail),
            WorkbookError::TooManyRows { .. } => (Self::TooManyRows, String::new()),
            WorkbookError::WebPage { .. } => (Self::NoTable, String::new()),
            WorkbookError::Damaged { detail, .. } => (Self::Damaged, detail),
            other => (Self::Damaged, other.to_string()),
        }
    }

    pub(super) fn explained(self, path: &Path, detail: String) -> WorkbookError {
        let name = file_name(path);
        match self {
            Self::Damaged => WorkbookError::Damaged { name, detail },
            Self::Password => WorkbookError::PasswordProtected { name },
            Self::Oversized => WorkbookError::Oversized { name, detail },
            Self::TooManyRows => WorkbookError::TooManyRows { name },
            Self::NoTable => WorkbookError::WebPage { name },
        }
    }
}

pub(super) fn write_sheets(out: &mut impl Write, sheets: &[SheetName]) -> io::Result<()> {
    out.write_all(b"S")?;
    out.write_all(&length(sheets.len()).to_le_bytes())?;
    for sheet in sheets {
        out.write_all(&[sheet.visibility as u8])?;
        write_text(out, &sheet.name)?;
    }
    Ok(())
}

pub(super) fn write_row(out: &mut impl Write, number: u32, cells: &[Cell]) -> io::Result<()> {
    out.write_all(b"R")?;
    out.write_all(&number.to_le_bytes())?;
    out.write_all(&length(cells.len()).to_le_bytes())?;
    for cell in cells {
        match cell {
            Cell::Blank => out.write_all(b"_")?,
            Cell::Text(text) => {
                out.write_all(b"t")?;
                write_text(out, text)?;
            }
            Cell::IdBehind { shown, reading } => {
                out.write_all(b"i")?;
                write_text(out, shown)?;
                write_text(out, &serde_json::to_string(reading)?)?;
            }
            Cell::Error(text) => {
                out.write_all(b"e")?;
                write_text(out, text)?;
            }
            Cell::Number(number) => {
                out.write_all(b"n")?;
                out.write_all(&number.to_le_bytes())?;
            }
            Cell::Bool(value) => out.write_all(&[b'b', u8::from(*value)])?,
            Cell::DateTime { serial, kind } => {
                out.write_all(&[b'd', *kind as u8])?;
                out.write_all(&serial.to_le_bytes())?;
            }
        }
    }
    Ok(())
}

pub(super) fn write_end(out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"E")
}

pub(super) fn write_fault(out: &mut impl Write, fault: FaultKind, detail: &str) -> io::Result<()> {
    out.write_all(&[b'F', fault as u8])?;
    write_text(out, detail)
}

fn write_text(out: &mut impl Write, text: &str) -> io::Result<()> {
    out.write_all(&length(text.len()).to_le_bytes())?;
    out.write_all(text.as_bytes())
}

fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Reads one message. Whoever writes has read a file that may have broken it: nothing is believed.
pub(super) fn read(from: &mut impl Read) -> io::Result<Frame> {
    match byte(from)? {
        b'S' => {
            let count = number(from, MOST_SHEETS)?;
            let mut sheet = |_| {
                let visibility = match byte(from)? {
                    0 => SheetVisibility::Shown,
                    1 => SheetVisibility::Hidden,
                    _ => SheetVisibility::VeryHidden,
                };
                Ok(SheetName { visibility, name: text(from)? })
            };
            Ok(Frame::Sheets((0..count).map(&mut sheet).collect::<io::Result<_>>()?))
        }
        b'R' => {
            let row = number(from, u32::MAX)?;
            let count = number(from, MOST_CELLS)?;
            let mut text = 0;
            let mut bounded = |_| {
                let cell = cell(from)?;
                if let Cell::Text(held) | Cell::Error(held) | Cell::IdBehind { shown: held, .. } = &cell {
                    text += held.len();
                }
                if text > MOST_TEXT_IN_ROW { Err(unreadable()) } else { Ok(cell) }
            };
            let cells = (0..count).map(&mut bounded).collect::<io::Result<_>>()?;
            Ok(Frame::Row { number: row, cells })
        }
        b'E' => Ok(Frame::End),
        b'F' => {
            let kind = match byte(from)? {
                1 => FaultKind::Password,
                2 => FaultKind::Oversized,
                3 => FaultKind::TooManyRows,
                4 => FaultKind::NoTable,
                _ => FaultKind::Damaged,
            };
            Ok(Frame::Fault(kind, text(from)?))
        }
        _ => Err(unreadable()),
    }
}

fn cell(from: &mut impl Read) -> io::Result<Cell> {
    Ok(match byte(from)? {
        b'_' => Cell::Blank,
        b't' => Cell::Text(text(from)?),
        b'i' => {
            let shown = text(from)?;
            let reading = serde_json::from_str(&text(from)?).map_err(|_| unreadable())?;
            Cell::IdBehind { shown, reading }
        }
        b'e' => Cell::Error(text(from)?),
        b'n' => Cell::Number(float(from)?),
        b'b' => Cell::Bool(byte(from)? != 0),
        b'd' => {
            let kind = match byte(from)? {
                0 => DateKind::Date,
                1 => DateKind::DateTime,
                2 => DateKind::Time,
                _ => DateKind::Duration,
            };
            Cell::DateTime { serial: float(from)?, kind }
        }
        _ => return Err(unreadable()),
    })
}

fn byte(from: &mut impl Read) -> io::Result<u8> {
    let mut byte = [0];
    from.read_exact(&mut byte)?;
    Ok(byte[0])
}

fn number(from: &mut impl Read, most: u32) -> io::Result<u32> {
    let mut bytes = [0; 4];
    from.read_exact(&mut bytes)?;
    let number = u32::from_le_bytes(bytes);
    if number <= most { Ok(number) } else { Err(unreadable()) }
}

fn float(from: &mut impl Read) -> io::Result<f64> {
    let mut bytes = [0; 8];
    from.read_exact(&mut bytes)?;
    Ok(f64::from_le_bytes(bytes))
}

fn text(from: &mut impl Read) -> io::Result<String> {
    let length = number(from, LONGEST_TEXT)?;
    let mut bytes = vec![0; length as usize];
    from.read_exact(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn unreadable() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lead_model::read_id;

    #[test]
    fn what_goes_in_comes_out() {
        let kinds = [DateKind::Date, DateKind::DateTime, DateKind::Time, DateKind::Duration];
        let mut cells: Vec<Cell> = kinds.map(|kind| Cell::DateTime { serial: 1.5, kind }).to_vec();
        cells.extend([
            Cell::Blank,
            Cell::Text("é".into()),
            Cell::Number(-0.5),
            Cell::Bool(true),
            Cell::Error("#N/A".into()),
            Cell::IdBehind { shown: "Ada".into(), reading: Box::new(read_id("003RO0000035WQgYAM")) },
            Cell::IdBehind { shown: "Bob".into(), reading: Box::new(read_id("00Q5g00000DeMoA, lead")) },
        ]);
        let sheets = [SheetName { name: "A".into(), visibility: SheetVisibility::VeryHidden }];
        let mut out = Vec::new();
        write_sheets(&mut out, &sheets).unwrap();
        write_row(&mut out, 7, &cells).unwrap();
        write_fault(&mut out, FaultKind::Oversized, "why").unwrap();
        write_end(&mut out).unwrap();
        let mut from = &out[..];
        assert!(matches!(read(&mut from).unwrap(), Frame::Sheets(read) if read == sheets));
        assert!(matches!(read(&mut from).unwrap(), Frame::Row { number: 7, cells: read } if read == cells));
        assert!(matches!(read(&mut from).unwrap(), Frame::Fault(FaultKind::Oversized, why) if why == "why"));
        assert!(matches!(read(&mut from).unwrap(), Frame::End));
        assert!(read(&mut from).is_err());
        assert!(read(&mut &b"R\x01\0\0\0\xFF\xFF\xFF\xFF"[..]).is_err());
    }
}
