//! A run's journal, open for writing.

use crate::codes::State;
use crate::durable::{self, Durable};
use crate::lease::Lease;
use crate::{Home, JournalError, Look, Tallies, View, private, schema};
use lead_model::{RunId, RunState};
use rusqlite::{Connection, params};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

/// Findings are two to three kilobytes each: pages of the usual four thousand bytes would be half empty.
const PAGE_SIZE: u32 = 16_384;

/// What a new run is made of.
#[derive(Debug, Clone, Copy)]
pub struct NewRun<'a> {
    /// The workbook's file name.
    pub name: &'a str,
    /// The plan as JSON. Never holds a secret.
    pub plan: &'a str,
    /// The recipe it will use, as text: a run ends with the recipe it began with.
    pub recipe: &'a str,
    /// The workbook's fingerprint.
    pub source_fingerprint: &'a str,
}

/// A run's journal in the hands of its one owner.
///
/// Changes are made between [`begin`](Self::begin) and [`commit`](Self::commit); what was not
/// committed never happened.
#[derive(Debug)]
pub struct Journal {
    pub(crate) db: Connection,
    pub(crate) tallies: Tallies,
    run: RunId,
    changed: bool,
    /// `None` in memory, where nothing outlives anything.
    pub(crate) durable: Option<Durable>,
    /// `None` in memory, where nobody else can come.
    _lease: Option<Lease>,
}

impl Journal {
    /// Makes a run and gives its name.
    pub fn create(home: &Home, new: &NewRun<'_>) -> Result<RunId, JournalError> {
        private::folder(&home.runs())?;
        let run = claim_name(home)?;
        let mut db = schema::open_new(&home.journal(&run), PAGE_SIZE)?;
        let whole = db.transaction()?;
        fill(&whole, new)?;
        whole.commit()?;
        Ok(run)
    }

    /// Opens a run to drive it; nobody else can until this is dropped. Where its last commits are lost,
    /// what they may have cost counts as perhaps spent.
    pub fn open(home: &Home, run: &RunId) -> Result<Self, JournalError> {
        let path = existing(home, run)?;
        let Some(lease) = Lease::take_soon(home, run)? else {
            let pid =
                Look::at(home, run).and_then(|look| look.view().about()).map_or(None, |about| about.pid);
            return Err(JournalError::Busy { run: run.clone(), pid });
        };
        let db = schema::open(&path)?;
        let tallies = View::of(&db).tallies()?;
        let durable = Some(Durable::open(home, run)?);
        let mut journal =
            Self { db, tallies, run: run.clone(), changed: false, durable, _lease: Some(lease) };
        journal.find_lost_money()?;
        Ok(journal)
    }

    /// A journal that is gone when dropped, for trying a few leads.
    pub fn in_memory(new: &NewRun<'_>) -> Result<Self, JournalError> {
        let db = Connection::open_in_memory()?;
        fill(&db, new)?;
        let tallies = Tallies::default();
        let run = RunId("trial".into());
        Ok(Self { db, tallies, run, changed: false, durable: None, _lease: None })
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
        schema::open(&existing(home, run)?)?.execute("UPDATE run SET wish = ?1", [wish])?;
        Ok(())
    }

    /// Notes where the run's workbook was saved. Changes nothing else, so it needs no lease.
    pub fn note_output(home: &Home, run: &RunId, output: &Path) -> Result<(), JournalError> {
        let output = output.display().to_string();
        schema::open(&existing(home, run)?)?.execute("UPDATE run SET output = ?1", [output])?;
        Ok(())
    }

    /// Whether somebody drives the run at this moment.
    pub fn is_driven(home: &Home, run: &RunId) -> Result<bool, JournalError> {
        existing(home, run)?;
        if Lease::take(home, run)?.is_some() {
            return Ok(false);
        }
        // Somebody who only asked the same question holds the lock for a moment, too.
        std::thread::sleep(Duration::from_millis(30));
        Ok(Lease::take(home, run)?.is_none())
    }

    /// Deletes a run that nobody drives.
    pub fn delete(home: &Home, run: &RunId) -> Result<(), JournalError> {
        let path = existing(home, run)?;
        let Some(lease) = Lease::take_soon(home, run)? else {
            return Err(JournalError::Busy { run: run.clone(), pid: None });
        };
        let Some(saving) = Lease::to_save(home, run)? else {
            return Err(JournalError::BeingSaved { run: run.clone() });
        };
        // The journal itself first: what is left behind by a failure is then nobody's run.
        let side = |ending: &str| {
            let mut name = path.clone().into_os_string();
            name.push(ending);
            name.into()
        };
        let sides = [side("-wal"), side("-shm")].into_iter().chain(durable::files(home, run));
        let locks = [home.saving_lock(run), home.lock(run)];
        for file in [path.clone()].into_iter().chain(sides).chain(locks) {
            match std::fs::remove_file(&file) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(source) => return Err(JournalError::File { path: file, source }),
            }
        }
        drop((saving, lease));
        Ok(())
    }
}

pub(crate) fn existing(home: &Home, run: &RunId) -> Result<std::path::PathBuf, JournalError> {
    let path = home.journal(run);
    if crate::is_run_name(&run.0) && path.is_file() {
        Ok(path)
    } else {
        Err(JournalError::NoSuchRun(run.clone()))
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

fn fill(db: &Connection, new: &NewRun<'_>) -> Result<(), JournalError> {
    schema::lay_out(db)?;
    db.execute(
        "INSERT INTO run (one, name, started_at, plan, recipe, source_fingerprint, state, tallies)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            new.name,
            jiff::Timestamp::now().to_string(),
            new.plan,
            new.recipe,
            new.source_fingerprint,
            State(RunState::Paused),
            serde_json::to_string(&Tallies::default())?,
        ],
    )?;
    Ok(())
}
