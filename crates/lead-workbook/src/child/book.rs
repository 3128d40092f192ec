//! The host sees the workbook as this side does: it starts the reading process, takes its rows, and ends
//! it.

use super::frames;
use super::frames::Frame;
use super::limits::Limits;
use super::program::{CHILD_ARGUMENT, program};
use crate::error::{WorkbookError, file_name};
use crate::file_format::FileFormat;
use crate::read::{EachRow, RowView, SheetName};
use std::io::{self, BufReader, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

const PIECE: usize = 64 << 10;
/// Pieces that wait to be taken, beside what the pipe itself holds.
const WAITING: usize = 4;
/// A process that has closed its output ends soon.
const ENDING: Duration = Duration::from_secs(5);

/// A workbook that another process reads.
pub(crate) struct ChildBook {
    path: PathBuf,
    format: FileFormat,
    sheets: Vec<SheetName>,
    /// None after a sheet was left in the middle: the next one is read by a new process.
    process: Option<Process>,
}

struct Process {
    child: Child,
    asks: ChildStdin,
    answers: BufReader<Answers>,
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended already cannot be killed, and need not be.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl ChildBook {
    pub(crate) fn open(path: &Path, format: FileFormat) -> Result<Self, WorkbookError> {
        let (process, sheets) = start(path, format)?;
        Ok(Self { path: path.to_owned(), format, sheets, process: Some(process) })
    }

    pub(crate) fn sheets(&self) -> Vec<SheetName> {
        self.sheets.clone()
    }

    pub(crate) fn rows(&mut self, sheet: &str, each: &mut EachRow<'_>) -> Result<(), WorkbookError> {
        let mut process = match self.process.take() {
            Some(process) => process,
            None => start(&self.path, self.format)?.0,
        };
        let at = self.sheets.iter().position(|known| known.name == sheet).unwrap_or(usize::MAX);
        let asked = u32::try_from(at).unwrap_or(u32::MAX).to_le_bytes();
        if let Err(error) = process.asks.write_all(&asked).and_then(|()| process.asks.flush()) {
            return Err(broken_off(&self.path, process, &error));
        }
        loop {
            match frames::read(&mut process.answers) {
                Ok(Frame::Row { number, cells }) => {
                    let row = RowView { number, cells, styles: &[], formats_by_style: &[] };
                    if each(row)? == ControlFlow::Break(()) {
                        return Ok(());
                    }
                }
                Ok(Frame::End) => break,
                Ok(Frame::Fault(fault, detail)) => return Err(fault.explained(&self.path, detail)),
                Ok(Frame::Sheets(_)) => {
                    let error = io::ErrorKind::InvalidData.into();
                    return Err(broken_off(&self.path, process, &error));
                }
                Err(error) => return Err(broken_off(&self.path, process, &error)),
            }
        }
        self.process = Some(process);
        Ok(())
    }
}

fn start(path: &Path, format: FileFormat) -> Result<(Process, Vec<SheetName>), WorkbookError> {
    let failed = |error| WorkbookError::Io { name: file_name(path), source: error };
    let bytes = std::fs::metadata(path).map_err(|error| WorkbookError::reading(path, error))?.len();
    let program = program().ok_or_else(|| failed(io::ErrorKind::NotFound.into()))?;
    let mut command = Command::new(program);
    command.arg(CHILD_ARGUMENT).arg(format.name()).arg(path);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // What the environment may hold, keys among it, is none of a hostile file's business.
    if cfg!(unix) {
        command.env_clear();
    }
    without_window(&mut command);
    let mut child = command.spawn().map_err(failed)?;
    let (Some(asks), Some(mut output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(failed(io::ErrorKind::BrokenPipe.into()));
    };
    let (give, pieces) = sync_channel(WAITING);
    thread::spawn(move || {
        loop {
            let mut piece = vec![0; PIECE];
            let read = output.read(&mut piece).map(|read| {
                piece.truncate(read);
                piece
            });
            let is_last = read.as_ref().map_or(true, Vec::is_empty);
            // Nobody takes it any more, or there is no more.
            if give.send(read).is_err() || is_last {
                return;
            }
        }
    });
    let answers = Answers { pieces, patience: Limits::for_file(bytes).patience(), piece: Vec::new(), at: 0 };
    let mut process = Process { child, asks, answers: BufReader::with_capacity(PIECE, answers) };
    match frames::read(&mut process.answers) {
        Ok(Frame::Sheets(sheets)) => Ok((process, sheets)),
        Ok(Frame::Fault(fault, detail)) => Err(fault.explained(path, detail)),
        Ok(_) => Err(broken_off(path, process, &io::ErrorKind::InvalidData.into())),
        Err(error) => Err(broken_off(path, process, &error)),
    }
}

#[cfg(windows)]
fn without_window(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(not(windows))]
fn without_window(_: &mut Command) {}

/// Why a process said no more.
fn broken_off(path: &Path, mut process: Process, error: &io::Error) -> WorkbookError {
    let oversized = |detail: &str| WorkbookError::Oversized { name: file_name(path), detail: detail.into() };
    if error.kind() == io::ErrorKind::TimedOut {
        return oversized("reading it takes far longer than a file of its size should");
    }
    let started = Instant::now();
    let ended = loop {
        match process.child.try_wait() {
            Ok(Some(ended)) => break Some(ended),
            Ok(None) if started.elapsed() < ENDING => thread::sleep(Duration::from_millis(5)),
            _ => break None,
        }
    };
    match ended.map(reason) {
        Some(Reason::Time) => oversized("reading it takes far longer than a file of its size should"),
        Some(Reason::Memory) => oversized("reading it takes far more memory than a file of its size should"),
        _ => WorkbookError::damaged(path, "reading it broke off"),
    }
}

enum Reason {
    Time,
    Memory,
    Other,
}

/// What ended a process. An allocation that is refused aborts it.
#[cfg(unix)]
fn reason(ended: ExitStatus) -> Reason {
    use rustix::process::Signal;
    use std::os::unix::process::ExitStatusExt;
    match ended.signal() {
        Some(signal) if signal == Signal::XCPU.as_raw() || signal == Signal::KILL.as_raw() => Reason::Time,
        Some(signal) if signal == Signal::ABORT.as_raw() => Reason::Memory,
        _ => Reason::Other,
    }
}

#[cfg(not(unix))]
fn reason(_: ExitStatus) -> Reason {
    Reason::Other
}

/// The output of a process, waited for no longer than its patience.
struct Answers {
    pieces: Receiver<io::Result<Vec<u8>>>,
    patience: Duration,
    piece: Vec<u8>,
    at: usize,
}

impl Read for Answers {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len() {
            self.piece = match self.pieces.recv_timeout(self.patience) {
                Ok(piece) => piece?,
                Err(RecvTimeoutError::Timeout) => return Err(io::ErrorKind::TimedOut.into()),
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
            };
            self.at = 0;
        }
        let taken = buffer.len().min(self.piece.len() - self.at);
        buffer[..taken].copy_from_slice(&self.piece[self.at..self.at + taken]);
        self.at += taken;
        Ok(taken)
    }
}
