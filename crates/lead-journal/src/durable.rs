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

use crate::{Home, Journal, JournalError, Tallies, private};
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
struct Kept {
    /// The most the run may have committed in all, in billionths of a dollar.
    ceiling_nanos: i64,
    /// Names the time since the machine was started; `None` where the system does not tell.
    boot: Option<String>,
    /// The bulk job under way.
    job: Option<String>,
    /// What tells a bulk job that may have been made from others; nothing once the job is known.
    intent: Option<String>,
}

/// The file, and the block that is being used up.
#[derive(Debug)]
pub(crate) struct Durable {
    path: PathBuf,
    kept: Kept,
    mark: u64,
    /// Open once there is something kept.
    file: Option<File>,
    block: Money,
    raised: Option<Instant>,
}

impl Durable {
    /// Opens what is kept for a run, which is nothing for most.
    pub(crate) fn open(home: &Home, run: &RunId) -> Result<Self, JournalError> {
        let path = home.durable(run);
        let none = Self {
            path: path.clone(),
            kept: Kept::default(),
            mark: 0,
            file: None,
            block: Money::ZERO,
            raised: None,
        };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(none),
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
    fn lost(&self, tallies: &Tallies) -> Money {
        let beyond = Money::from_nanos(self.kept.ceiling_nanos) - tallies.committed();
        let same_boot = self.kept.boot.is_some() && self.kept.boot == boot();
        let all_there = same_boot && tallies.commits >= self.mark;
        if all_there { Money::ZERO } else { beyond.max(Money::ZERO) }
    }

    /// Makes sure that so much may have been committed by what is on the disk, and for the next
    /// second's requests as well, up to a cap.
    fn raise(&mut self, needed: Money, most: Money, cap: Option<Money>) -> Result<(), JournalError> {
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
        self.keep(Kept { ceiling_nanos: ceiling.nanos(), ..self.kept.clone() })
    }

    /// Puts this in the place of what was kept, whole or not at all, and waits for the disk.
    fn keep(&mut self, kept: Kept) -> Result<(), JournalError> {
        let kept = Kept { boot: boot(), ..kept };
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

impl Journal {
    /// Counts as perhaps spent what the run may have committed in commits that are lost.
    pub(crate) fn find_lost_money(&mut self) -> Result<(), JournalError> {
        let lost = self.durable.as_ref().map_or(Money::ZERO, |durable| durable.lost(&self.tallies));
        if lost == Money::ZERO {
            return Ok(());
        }
        tracing::warn!(%lost, "the run's last commits are lost; what they may have cost counts as spent");
        self.begin()?;
        self.tally().unknown += lost;
        self.commit()
    }

    pub(crate) fn reserve_on_disk(&mut self, most: Money, cap: Option<Money>) -> Result<(), JournalError> {
        let needed = self.tallies.committed() + most;
        self.durable.as_mut().map_or(Ok(()), |durable| durable.raise(needed, most, cap))
    }

    /// The run comes to rest: what was committed goes to the disk, and no more is reserved there than
    /// was spent, so that nothing is taken for lost when the machine is started anew.
    pub fn come_to_rest(&mut self) -> Result<(), JournalError> {
        let committed = self.tallies.committed().nanos();
        let Some(durable) = self.durable.as_mut().filter(|durable| durable.file.is_some()) else {
            return Ok(());
        };
        let busy: i64 = self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 && durable.kept.ceiling_nanos > committed {
            durable.keep(Kept { ceiling_nanos: committed, ..durable.kept.clone() })?;
        }
        Ok(())
    }

    /// The bulk job that is kept on the disk, for a journal that has lost it.
    pub(crate) fn durable_job(&self) -> Option<String> {
        self.durable.as_ref().and_then(|durable| durable.kept.job.clone())
    }

    /// Keeps a bulk job on the disk, or that there is none; either way none is about to be made.
    pub(crate) fn keep_durable_job(&mut self, job: Option<&str>) -> Result<(), JournalError> {
        self.keep_about_job(job, None)
    }

    /// The bulk job that may have been made, though its making was not answered: what was kept of the
    /// intent to make it.
    #[must_use]
    pub fn bulk_intent(&self) -> Option<String> {
        self.durable.as_ref().and_then(|durable| durable.kept.intent.clone())
    }

    /// Keeps, before a bulk job is asked for, what will tell it from others if the answer is lost. It is
    /// on the disk when this returns, and there until the job is kept or forgotten.
    pub fn keep_bulk_intent(&mut self, intent: &str) -> Result<(), JournalError> {
        self.keep_about_job(None, Some(intent))
    }

    fn keep_about_job(&mut self, job: Option<&str>, intent: Option<&str>) -> Result<(), JournalError> {
        let Some(durable) = &mut self.durable else { return Ok(()) };
        if (durable.kept.job.as_deref(), durable.kept.intent.as_deref()) == (job, intent) {
            return Ok(());
        }
        let kept =
            Kept { job: job.map(str::to_owned), intent: intent.map(str::to_owned), ..durable.kept.clone() };
        durable.keep(kept)
    }
}
