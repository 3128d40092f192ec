//! A run's journal, open for writing.

use crate::files::aside;
use crate::files::begun::Begun;
use crate::files::durable::{self, Durable};
use crate::files::lease::Lease;
use crate::files::private;
use crate::journal::new_run::{NewRun, fill};
use crate::sqlite::codes::State;
use crate::sqlite::schema;
use crate::{Home, JournalError, Look, Tallies, View, salvage};
use lead_model::{RunId, RunState};
use rusqlite::{Connection, params};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A run's journal in the hands of its one owner.
///
/// Changes are made between [`begin`](Self::begin) and [`commit`](Self::commit); what was not
/// committed never happened.
///
/// ```
/// use lead_journal::{Journal, NewRun};
/// use lead_model::read_id;
///
/// # fn main() -> Result<(), lead_journal::JournalError> {
/// let new = NewRun { name: "leads.xlsx", plan: "{}", recipe: "", source_fingerprint: "" };
/// let mut journal = Journal::in_memory(&new)?;
/// journal.begin()?;
/// journal.add_row(2, "00Q5g00000DeMoA", &read_id("00Q5g00000DeMoA"))?;
/// journal.commit()?;
/// assert_eq!(journal.to_read(0, 10)?.len(), 1, "one lead is to be read");
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Journal {
    pub(crate) db: Connection,
    pub(crate) tallies: Tallies,
    run: RunId,
    changed: bool,
    /// Where it is kept what the run began with; `None` in memory.
    begun: Option<PathBuf>,
    /// `None` in memory, where nothing outlives anything.
    pub(crate) durable: Option<Durable>,
    /// `None` in memory, where nobody else can come.
    lease: Option<Lease>,
}

impl Journal {
    /// Makes a run and gives its name.
    pub fn create(home: &Home, new: &NewRun<'_>) -> Result<RunId, JournalError> {
        private::folder(&home.runs())?;
        let run = claim_name(home)?;
        match Self::make(home, &run, new) {
            Ok(()) => Ok(run),
            Err(error) => {
                // On a full disk, say: half a run would be listed as a damaged one.
                Self::delete(home, &run)?;
                Err(error)
            }
        }
    }

    fn make(home: &Home, run: &RunId, new: &NewRun<'_>) -> Result<(), JournalError> {
        let now = jiff::Timestamp::now().to_string();
        let mut db = schema::open_new(&home.journal(run), schema::PAGE_SIZE)?;
        let whole = db.transaction()?;
        fill(&whole, new, &now)?;
        whole.commit()?;
        Begun::of(new, &now).write(&home.begun(run))
    }

    /// Opens a run to drive it; nobody else can until this is dropped. Where its last commits are lost,
    /// what they may have cost counts as perhaps spent.
    pub fn open(home: &Home, run: &RunId) -> Result<Self, JournalError> {
        let path = home.existing(run)?;
        let Some(lease) = Lease::take_soon(home, run)? else {
            let pid =
                Look::at(home, run).and_then(|look| look.view().about()).map_or(None, |about| about.pid);
            return Err(JournalError::Busy { run: run.clone(), pid });
        };
        lease.keep_room();
        salvage::check::finish(home, run)?;
        salvage::check::look_over(&path)?;
        let db = schema::open(&path)?;
        let tallies = View::of(&db).tallies()?;
        let (begun, durable) = (Some(home.begun(run)), Some(Durable::open(home, run)?));
        let mut journal =
            Self { db, tallies, run: run.clone(), changed: false, begun, durable, lease: Some(lease) };
        journal.find_lost_money()?;
        Ok(journal)
    }

    /// Whether the file of a run that nobody drives holds together, after an owner that went without
    /// closing it. A run that somebody drives is theirs to look over.
    pub fn look_over(home: &Home, run: &RunId) -> Result<(), JournalError> {
        let path = home.existing(run)?;
        match Lease::take(home, run)? {
            Some(_lease) => {
                salvage::check::finish(home, run)?;
                salvage::check::look_over(&path)
            }
            None => Ok(()),
        }
    }

    /// A journal of what is in a file, for as long as nobody else knows of it.
    pub(crate) fn of(db: Connection, tallies: Tallies, run: RunId, lease: Lease) -> Self {
        Self { db, tallies, run, changed: false, begun: None, durable: None, lease: Some(lease) }
    }

    /// Closes the file and gives the lease back.
    pub(crate) fn close(self) -> Result<Option<Lease>, JournalError> {
        self.db.close().map_err(|(_, error)| error)?;
        Ok(self.lease)
    }

    /// A journal that is gone when dropped, for trying a few leads.
    pub fn in_memory(new: &NewRun<'_>) -> Result<Self, JournalError> {
        let db = Connection::open_in_memory()?;
        fill(&db, new, &jiff::Timestamp::now().to_string())?;
        let (tallies, run) = (Tallies::default(), RunId("trial".into()));
        Ok(Self { db, tallies, run, changed: false, begun: None, durable: None, lease: None })
    }

    /// Which run it is.
    #[must_use]
    pub fn run(&self) -> &RunId {
        &self.run
    }

    /// What the run adds up to, changes not yet committed included.
    #[must_use]
    pub fn tallies(&self) -> &Tallies {
        &self.tallies
    }

    /// What there is to be seen, changes not yet committed included.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View::of(&self.db)
    }

    /// Begins a group of changes.
    pub fn begin(&mut self) -> Result<(), JournalError> {
        self.db.execute_batch("BEGIN IMMEDIATE")?;
        Ok(())
    }

    /// Writes the group down, together with what it adds up to.
    pub fn commit(&mut self) -> Result<(), JournalError> {
        let changed = std::mem::take(&mut self.changed);
        if changed {
            self.tallies.commits += 1;
            let tallies = serde_json::to_string(&self.tallies)?;
            self.db.prepare_cached("UPDATE run SET tallies = ?1")?.execute([tallies])?;
        }
        self.db.execute_batch("COMMIT")?;
        match &mut self.durable {
            Some(durable) if changed => durable.note(self.tallies.commits),
            Some(_) | None => Ok(()),
        }
    }

    /// Forgets what was not committed. `as_committed` is what the run added up to then.
    pub fn roll_back(&mut self, as_committed: Tallies) -> Result<(), JournalError> {
        self.changed = false;
        self.tallies = as_committed;
        if !self.db.is_autocommit() {
            self.db.execute_batch("ROLLBACK")?;
        }
        Ok(())
    }

    /// Writes down that the run is paused although nothing can be written any more: in room that was
    /// kept for it. Whoever looks at the run next finds the reason there.
    pub fn pause_without_room(&mut self, reason: &str) -> Result<(), JournalError> {
        if let Some(lease) = &self.lease {
            lease.note(reason);
        }
        let paused = |journal: &mut Self| {
            journal.begin()?;
            journal.set_state(RunState::Paused, Some(reason))?;
            journal.commit()
        };
        paused(self).or_else(|_| {
            self.roll_back(self.tallies.clone())?;
            if let Some(lease) = &self.lease {
                lease.give_up_room();
            }
            paused(self)
        })
    }

    /// Forgets what a pause without room left behind.
    pub fn clear_note(&mut self) {
        if let Some(lease) = &self.lease {
            lease.clear_note();
        }
    }

    /// Why the run is paused, where its last owner could not write it into the file.
    #[must_use]
    pub fn noted(home: &Home, run: &RunId) -> Option<String> {
        crate::files::lease::noted(&home.lock(run))
    }

    /// What a run began with, as it is kept beside its file; `None` where it is not, or not any more.
    #[must_use]
    pub fn begun_with(home: &Home, run: &RunId) -> Option<Begun> {
        Begun::read(&home.begun(run))
    }

    /// The tallies, about to change.
    pub(crate) fn tally(&mut self) -> &mut Tallies {
        self.changed = true;
        &mut self.tallies
    }

    /// Sets what the run is doing or how it ended, and why.
    pub fn set_state(&mut self, state: RunState, reason: Option<&str>) -> Result<(), JournalError> {
        self.db.execute("UPDATE run SET state = ?1, reason = ?2", params![State(state), reason])?;
        Ok(())
    }

    /// Replaces the plan.
    pub fn set_plan(&mut self, plan: &str) -> Result<(), JournalError> {
        self.db.execute("UPDATE run SET plan = ?1", [plan])?;
        if let Some(path) = &self.begun
            && let Some(begun) = Begun::read(path)
        {
            Begun { plan: plan.to_owned(), ..begun }.write(path)?;
        }
        Ok(())
    }

    /// Keeps which fields the org lets this user read, and where its records are, so that a run
    /// taken up again scores as it did before.
    pub fn set_org(&mut self, readable: &BTreeSet<String>, instance_url: &str) -> Result<(), JournalError> {
        let readable = serde_json::to_string(readable)?;
        self.db.execute("UPDATE run SET readable = ?1, instance_url = ?2", [&*readable, instance_url])?;
        Ok(())
    }

    /// Tells that the owner is alive, adds to the time at work, and gives what another process
    /// wishes of the run: `pause` or `cancel`.
    pub fn beat(&mut self, seconds: f64) -> Result<Option<String>, JournalError> {
        self.tally().seconds += seconds;
        let now = jiff::Timestamp::now().to_string();
        let wish = self.db.query_row(
            "UPDATE run SET pid = ?1, heartbeat = ?2 RETURNING wish",
            params![std::process::id(), now],
            |row| row.get(0),
        )?;
        Ok(wish)
    }

    /// Forgets what another process wished of the run.
    pub fn clear_wish(&mut self) -> Result<(), JournalError> {
        self.db.execute("UPDATE run SET wish = NULL", [])?;
        Ok(())
    }

    /// Leaves a wish for the process that drives the run: `pause` or `cancel`.
    pub fn leave_wish(home: &Home, run: &RunId, wish: &str) -> Result<(), JournalError> {
        schema::open(&home.existing(run)?)?.execute("UPDATE run SET wish = ?1", [wish])?;
        Ok(())
    }

    /// Notes where the run's workbook was saved. Changes nothing else, so it needs no lease.
    pub fn note_output(home: &Home, run: &RunId, output: &Path) -> Result<(), JournalError> {
        let output = output.display().to_string();
        schema::open(&home.existing(run)?)?.execute("UPDATE run SET output = ?1", [output])?;
        Ok(())
    }

    /// Whether somebody drives the run at this moment.
    pub fn is_driven(home: &Home, run: &RunId) -> Result<bool, JournalError> {
        home.existing(run)?;
        if Lease::take(home, run)?.is_some() {
            return Ok(false);
        }
        // Somebody who only asked the same question holds the lock for a moment, too.
        std::thread::sleep(Duration::from_millis(30));
        Ok(Lease::take(home, run)?.is_none())
    }

    /// Deletes a run that nobody drives.
    pub fn delete(home: &Home, run: &RunId) -> Result<(), JournalError> {
        let path = home.existing(run).ok();
        let path = path.ok_or_else(|| JournalError::NoSuchRun(run.clone()))?;
        let Some(lease) = Lease::take_soon(home, run)? else {
            return Err(JournalError::Busy { run: run.clone(), pid: None });
        };
        let Some(saving) = Lease::to_save(home, run)? else {
            return Err(JournalError::BeingSaved { run: run.clone() });
        };
        // The journal itself first: what is left behind by a failure is then nobody's run.
        let beside = |ending: &str| aside::side(&path, ending);
        let mut files = vec![path.clone(), beside("-wal"), beside("-shm"), home.begun(run)];
        files.extend([home.salvaging(run), home.salvaged(run)]);
        files.extend(durable::files(home, run));
        let put_aside = aside::all_aside(&path);
        files.extend(put_aside.map_err(|source| JournalError::File { path: home.runs(), source })?);
        files.extend([home.saving_lock(run), home.lock(run)]);
        for file in files {
            private::remove(&file).map_err(|source| JournalError::File { path: file, source })?;
        }
        drop((saving, lease));
        Ok(())
    }
}

/// Making the lock's file anew settles which of two processes gets a name.
fn claim_name(home: &Home) -> Result<RunId, JournalError> {
    loop {
        let run = home.free_name();
        let path = home.lock(&run);
        match private::file(&path, true) {
            Ok(_) => return Ok(run),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(source) => return Err(JournalError::File { path, source }),
        }
    }
}
