//! A damaged run is saved from its damage: whatever of it can be read goes into a new file, what
//! cannot is named and can be tried again, and the damaged file is kept under another name.
//!
//! `SQLite` has a way of its own to recover a file, which is no part of what is built into this
//! program and knows nothing of what a run is. Here each page is read for itself (`pages`, `cells`),
//! whichever table it belongs to (`tables`); rows are believed only where they make sense
//! (`rebuild`), and in the end all of them agree (`agree`).

mod agree;
mod answers;
mod bytes;
mod cells;
pub(crate) mod check;
mod pages;
mod rebuild;
mod tables;

use crate::files::aside::{copy_aside, side};
use crate::files::begun::Begun;
use crate::files::lease::Lease;
use crate::files::private;
use crate::sqlite::codes::count;
use crate::sqlite::schema;
use crate::sqlite::schema::PAGE_SIZE;
use crate::{Home, Journal, JournalError, Tallies, View};
use check::{DAMAGED, finish, look_over, pages_hold_together};
use lead_model::{Money, RunId, RunState};
use pages::Pages;
use rebuild::Rebuild;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

pub(crate) use answers::carry_over;

/// Of a run's tables those whose rows are never deleted.
const LASTING: [&str; 5] = ["run", "lead", "record", "finding", "row"];

/// What came of saving a damaged run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvaged {
    /// Rows that are whole.
    pub rows: u64,
    /// Rows whose lead has to be read or assessed again.
    pub damaged: u64,
    /// Whether rows are missing altogether: they are read from the workbook again.
    pub rows_missing: bool,
    /// Whether it is no longer known what the run has spent.
    pub bill_lost: bool,
    /// Where the damaged file is kept; `None` where nothing was wrong with it.
    pub kept: Option<PathBuf>,
}

/// A new file that was made of a damaged one.
struct Made {
    salvaged: Salvaged,
    /// Whether it says something else than the damaged one.
    differs: bool,
    lease: Lease,
}

impl Journal {
    /// Saves what can be read of a damaged run that nobody drives. `plausible` tells whether a plan
    /// and a recipe are such as a run can have. Where nothing is wrong, nothing is changed.
    ///
    /// # Errors
    ///
    /// [`JournalError::BeyondSalvage`] where the run's plan cannot be read any more: nothing is
    /// changed then. [`JournalError::Busy`] where somebody drives the run.
    pub fn salvage(
        home: &Home,
        run: &RunId,
        plausible: &dyn Fn(&str, &str) -> bool,
    ) -> Result<Salvaged, JournalError> {
        let path = home.existing(run)?;
        let Some(lease) = Lease::take_soon(home, run)? else {
            return Err(JournalError::Busy { run: run.clone(), pid: None });
        };
        finish(home, run)?;
        if let Err(error @ (JournalError::Newer { .. } | JournalError::File { .. })) =
            schema::open_to_look(&path)
        {
            return Err(error);
        }
        let damaged = match look_over(&path).and_then(|()| pages_hold_together(&path, "integrity_check")) {
            Ok(()) => false,
            Err(error) if error.is_damage() => true,
            Err(error) => return Err(error),
        };
        let fresh = home.salvaging(run);
        let Made { mut salvaged, differs, lease } = match rebuilt(home, run, &fresh, plausible, lease) {
            Ok(made) => made,
            Err(error) => {
                removed(&fresh)?;
                return Err(error);
            }
        };
        if damaged || differs {
            salvaged.kept = Some(put_in_place(home, run, &path, &fresh)?);
            tracing::warn!(%run, rows = salvaged.rows, damaged = salvaged.damaged, "a damaged run was salvaged");
        } else {
            removed(&fresh)?;
        }
        drop(lease);
        Ok(salvaged)
    }
}

/// Makes the new file.
fn rebuilt(
    home: &Home,
    run: &RunId,
    fresh: &Path,
    plausible: &dyn Fn(&str, &str) -> bool,
    lease: Lease,
) -> Result<Made, JournalError> {
    let path = home.journal(run);
    let failed = |source| JournalError::File { path: path.clone(), source };
    removed(fresh)?;
    let mut pages = Pages::open(&path, &side(&path, "-wal"), PAGE_SIZE).map_err(failed)?;
    let db = schema::new_to_fill(fresh)?;
    db.execute_batch("BEGIN")?;
    schema::lay_out(&db)?;
    let mut rebuild = Rebuild { db, plausible, half: HashMap::new(), refused: 0, tallies: None };
    tables::each_row(&mut pages, &schema::fresh()?, &LASTING, &mut |table, row, place| {
        rebuild.take(table, row, place)
    })?;
    let has_run = |rebuild: &Rebuild<'_>| -> Result<bool, JournalError> {
        Ok(rebuild.db.query_row("SELECT EXISTS (SELECT 1 FROM run)", [], |row| row.get(0))?)
    };
    if !has_run(&rebuild)?
        && let Some(begun) = Begun::read(&home.begun(run))
    {
        rebuild.begin_from(&begun)?;
    }
    if !has_run(&rebuild)? {
        return Err(JournalError::BeyondSalvage(run.clone()));
    }
    let found = rebuild.db.total_changes();
    rebuild.agree()?;
    let Rebuild { db, tallies, refused, .. } = rebuild;
    let bill_lost = tallies.is_none();
    let differs = refused > 0 || bill_lost || db.total_changes() > found;
    let before = tallies.as_ref().map_or(0, |told| told.rows);
    let mut journal = Journal::of(db, tallies.unwrap_or_default(), run.clone(), lease);
    let salvaged = journal.add_up(bill_lost)?;
    journal.db.execute_batch("COMMIT")?;
    let lease = journal.close()?.ok_or(JournalError::Closed)?;
    std::fs::File::open(fresh).and_then(|file| file.sync_all()).map_err(failed)?;
    let differs = differs || salvaged.rows + salvaged.damaged != before;
    Ok(Made { salvaged, differs, lease })
}

impl Journal {
    /// Counts everything anew and says how the run stands.
    fn add_up(&mut self, bill_lost: bool) -> Result<Salvaged, JournalError> {
        let before = self.tallies.clone();
        self.recount()?;
        let rows = self.tallies.rows;
        let rows_missing = before.reading_ended && rows < before.rows || bill_lost;
        if rows_missing {
            self.tally().reading_ended = false;
        }
        self.reservations_as_told(&before)?;
        let damaged: u64 = self.db.query_row(
            "SELECT COALESCE(SUM(rows), 0) FROM lead WHERE cause = ?1",
            [DAMAGED],
            |row| row.get(0).map(count),
        )?;
        let tallies = serde_json::to_string(&self.tallies)?;
        self.db.execute("UPDATE run SET tallies = ?1, wish = NULL", [tallies])?;
        let state = View::of(&self.db).state_or_paused()?;
        let status = self.tallies.status;
        let next = match state {
            RunState::Cancelled => RunState::Cancelled,
            _ if !self.tallies.reading_ended || status.waiting > 0 => RunState::Paused,
            _ if status.retrieval_failed + status.assessment_failed > 0 => RunState::FailedRows,
            RunState::Running => RunState::Paused,
            // A run that is through was done before, too; one that was paused tells why.
            other => other,
        };
        if next != state || damaged > 0 || rows_missing {
            let salvaged = Salvaged { rows, damaged, rows_missing, bill_lost, kept: None };
            self.set_state(next, Some(&salvaged.sentence()))?;
        }
        Ok(Salvaged { rows: rows - damaged.min(rows), damaged, rows_missing, bill_lost, kept: None })
    }

    /// What was reserved and cannot be found any more counts as reserved all the same: its requests
    /// may have been billed.
    fn reservations_as_told(&mut self, before: &Tallies) -> Result<(), JournalError> {
        let found: i64 =
            self.db.query_row("SELECT COALESCE(SUM(nanos), 0) FROM reservation", [], |row| row.get(0))?;
        let lost = before.reserved.nanos().saturating_sub(found);
        if lost > 0 {
            self.db.execute("INSERT INTO reservation (nanos) VALUES (?1)", [lost])?;
        }
        self.tally().reserved = Money::from_nanos(found.saturating_add(lost.max(0)));
        Ok(())
    }
}

impl Salvaged {
    /// What came of it, for people; the counts are of rows.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut sentences =
            vec!["The run's file was damaged, and what could be read of it was saved.".to_owned()];
        match self.damaged {
            0 => {}
            1 => sentences.push("1 row is blank and named; retry takes it up again.".into()),
            several => {
                sentences.push(format!("{several} rows are blank and named; retry takes them up again."));
            }
        }
        if self.rows_missing {
            sentences.push(
                "Rows that could not be read are taken from the workbook again: resume the run.".into(),
            );
        }
        if self.bill_lost {
            sentences.push(
                "What it had spent is not known any more, so a spending cap counts as used up: raise it to go on."
                    .into(),
            );
        }
        sentences.join(" ")
    }
}

/// Puts the new file in the place of the damaged one, which is kept. Once the new one has its second
/// name, a kill changes nothing any more: whoever opens the run next ends what was begun.
fn put_in_place(home: &Home, run: &RunId, path: &Path, fresh: &Path) -> Result<PathBuf, JournalError> {
    let failed = |source| JournalError::File { path: path.to_owned(), source };
    let kept = copy_aside(path).map_err(failed)?;
    std::fs::rename(fresh, home.salvaged(run)).map_err(failed)?;
    finish(home, run)?;
    Ok(kept)
}

fn removed(path: &Path) -> Result<(), JournalError> {
    let gone = private::remove(path).and_then(|()| private::remove(&side(path, "-journal")));
    gone.map_err(|source| JournalError::File { path: path.to_owned(), source })
}
