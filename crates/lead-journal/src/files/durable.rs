//! What must outlive even the loss of a journal's last commits.
//!
//! A journal's commits reach the disk a little later than they are made: the death of the process
//! loses none, a power cut may lose the last. What must not be lost with them is kept in a small file
//! beside the journal, which is on the disk before anybody goes on: how much money the run may have
//! committed in all, the bulk job it has made, and before that the intent to make it. The money is raised by a block that lasts for a
//! second or so, so the disk is waited for once a second and not with every request.
//!
//! When the run is opened again and the journal's last commits are gone, all that the block allowed
//! counts as perhaps spent. They are known to be there when the machine has not been started anew
//! since (what was written is then in the system's memory) and the journal has come as far as the
//! mark, which is written after each commit without waiting for the disk.

use crate::files::private;
use crate::{Home, JournalError, Tallies};
use lead_model::{Money, RunId};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, ErrorKind, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A block is made larger when it lasted less than this, and smaller when it lasted [`TOO_LONG`].
const TOO_SHORT: Duration = Duration::from_secs(1);
const TOO_LONG: Duration = Duration::from_secs(4);
/// The first block, in requests of the size at hand.
const FIRST_BLOCK: i64 = 8;
/// Digits of the mark, which stands first so that it can be written over.
const MARK_DIGITS: usize = 20;

/// What is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct KeptDurably {
    /// The most the run may have committed in all, in billionths of a dollar.
    pub(crate) ceiling_nanos: i64,
    /// Names the time since the machine was started; `None` where the system does not tell.
    pub(crate) boot: Option<String>,
    /// The bulk job under way.
    pub(crate) job: Option<String>,
    /// What tells a bulk job that may have been made from others; nothing once the job is known.
    pub(crate) intent: Option<String>,
}

/// The file, and the block that is being used up.
#[derive(Debug)]
pub(crate) struct Durable {
    path: PathBuf,
    pub(crate) kept: KeptDurably,
    mark: u64,
    /// Open once there is something kept.
    pub(crate) file: Option<File>,
    block: Money,
    raised: Option<Instant>,
}

impl Durable {
    /// Opens what is kept for a run, which is nothing for most.
    pub(crate) fn open(home: &Home, run: &RunId) -> Result<Self, JournalError> {
        let path = home.durable(run);
        let none = Self {
            path: path.clone(),
            kept: KeptDurably::default(),
            mark: 0,
            file: None,
            block: Money::ZERO,
            raised: None,
        };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(none),
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                return Err(JournalError::MoneyUnknown { path });
            }
            Err(source) => return Err(JournalError::File { path, source }),
        };
        let unreadable = || JournalError::MoneyUnknown { path: path.clone() };
        let (mark, kept) = text.split_once('\n').ok_or_else(unreadable)?;
        let mark = mark.parse().map_err(|_| unreadable())?;
        let kept = serde_json::from_str(kept).map_err(|_| unreadable())?;
        let file = private::file(&path, false).map_err(|error| failed(&path, error))?;
        Ok(Self { kept, mark, file: Some(file), ..none })
    }

    /// What may have been spent beyond what the journal knows.
    pub(crate) fn lost(&self, tallies: &Tallies) -> Money {
        let beyond = Money::from_nanos(self.kept.ceiling_nanos) - tallies.committed();
        let same_boot = self.kept.boot.is_some() && self.kept.boot == boot();
        let all_there = same_boot && tallies.commits >= self.mark;
        if all_there { Money::ZERO } else { beyond.max(Money::ZERO) }
    }

    /// Makes sure that so much may have been committed by what is on the disk, and for the next
    /// second's requests as well, up to a cap.
    pub(crate) fn raise(
        &mut self,
        needed: Money,
        most: Money,
        cap: Option<Money>,
    ) -> Result<(), JournalError> {
        if needed.nanos() <= self.kept.ceiling_nanos {
            return Ok(());
        }
        let now = Instant::now();
        let lasted = self.raised.map(|raised| now - raised);
        let block = match lasted {
            Some(lasted) if lasted < TOO_SHORT => self.block.nanos().saturating_mul(2),
            Some(lasted) if lasted > TOO_LONG => self.block.nanos() / 2,
            Some(_) | None => self.block.nanos(),
        };
        self.block = Money::from_nanos(block.max(most.nanos().saturating_mul(FIRST_BLOCK)));
        self.raised = Some(now);
        let ceiling = needed + self.block;
        let ceiling = cap.map_or(ceiling, |cap| ceiling.min(cap.max(needed)));
        self.keep(KeptDurably { ceiling_nanos: ceiling.nanos(), ..self.kept.clone() })
    }

    /// Puts this in the place of what was kept, whole or not at all, and waits for the disk.
    pub(crate) fn keep(&mut self, kept: KeptDurably) -> Result<(), JournalError> {
        let kept = KeptDurably { boot: boot(), ..kept };
        let text = format!("{:0MARK_DIGITS$}\n{}\n", self.mark, serde_json::to_string(&kept)?);
        let file = replace(&self.path, &text).map_err(|error| failed(&self.path, error))?;
        self.file = Some(file);
        self.kept = kept;
        Ok(())
    }

    /// Notes how far the journal has come, without waiting for the disk.
    pub(crate) fn note(&mut self, commits: u64) -> Result<(), JournalError> {
        self.mark = commits;
        let Some(file) = &mut self.file else { return Ok(()) };
        let digits = format!("{commits:0MARK_DIGITS$}");
        file.rewind()
            .and_then(|()| file.write_all(digits.as_bytes()))
            .map_err(|error| failed(&self.path, error))
    }
}

/// The files there may be of a run.
pub(crate) fn files(home: &Home, run: &RunId) -> [PathBuf; 2] {
    let path = home.durable(run);
    [new_beside(&path), path]
}

fn new_beside(path: &Path) -> PathBuf {
    path.with_extension("durable-new")
}

fn replace(path: &Path, text: &str) -> io::Result<File> {
    let new = new_beside(path);
    let mut file = private::file(&new, false)?;
    file.set_len(0)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(file)
}

fn failed(path: &Path, error: io::Error) -> JournalError {
    if error.kind() == ErrorKind::StorageFull {
        return JournalError::DiskFull;
    }
    JournalError::File { path: path.to_owned(), source: error }
}

/// Linux names each start of the machine; elsewhere any end that was not clean is taken for a power cut.
fn boot() -> Option<String> {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok().map(|name| name.trim().to_owned())
}
