//! The reading process limits itself, opens the file, and gives the sheets that the host asks for.

use super::frames::{FaultKind, write_end, write_fault, write_row, write_sheets};
use super::limits::Limits;
use crate::error::WorkbookError;
use crate::file_format::FileFormat;
use crate::read::InProcess;
use std::ffi::OsString;
use std::io::{self, BufWriter, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const BUFFER: usize = 64 << 10;

/// Reads the file of the given format and path until nobody asks any more.
pub(super) fn run(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let format = arguments.next().and_then(|name| FileFormat::named(name.to_str()?));
    let (Some(format), Some(path)) = (format, arguments.next().map(PathBuf::from)) else {
        return ExitCode::from(2);
    };
    let out = &mut BufWriter::with_capacity(BUFFER, io::stdout().lock());
    match work(format, &path, out) {
        Ok(()) => ExitCode::SUCCESS,
        // The host has ended.
        Err(_) => ExitCode::FAILURE,
    }
}

fn work(format: FileFormat, path: &Path, out: &mut impl Write) -> io::Result<()> {
    let bytes = std::fs::metadata(path)?.len();
    Limits::for_file(bytes).impose()?;
    let mut book = match InProcess::open(path, format) {
        Ok(book) => book,
        Err(error) => return send_fault(out, error),
    };
    let sheets = book.sheets();
    write_sheets(out, &sheets)?;
    out.flush()?;
    let mut asked = [0; 4];
    while io::stdin().lock().read_exact(&mut asked).is_ok() {
        let Some(sheet) = sheets.get(u32::from_le_bytes(asked) as usize) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let mut broken_pipe = None;
        let read = book.rows(&sheet.name, &mut |row| match write_row(out, row.number, &row.cells) {
            Ok(()) => Ok(ControlFlow::Continue(())),
            Err(error) => {
                broken_pipe = Some(error);
                Ok(ControlFlow::Break(()))
            }
        });
        match (broken_pipe, read) {
            (Some(error), _) => return Err(error),
            (None, Ok(())) => write_end(out)?,
            (None, Err(error)) => return send_fault(out, error),
        }
        out.flush()?;
    }
    Ok(())
}

fn send_fault(out: &mut impl Write, error: WorkbookError) -> io::Result<()> {
    let (fault, detail) = FaultKind::of(error);
    write_fault(out, fault, &detail)?;
    out.flush()
}
