//! The tables, and opening a file that has them.

use crate::{JournalError, private};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// `Lead` in ASCII: tells a journal from any other `SQLite` file.
const APPLICATION_ID: i64 = 0x4C65_6164;
const VERSION: i64 = 1;

/// Other processes look at the file while it is written; a write waits for them this long.
pub(crate) const BUSY_WAIT: Duration = Duration::from_secs(20);

/// Pages in memory, in KiB: those that one large commit touches again and again, index roots above all.
/// With four times as much, a run over 50,000 rows is not faster: what is not in here is in the system's
/// own cache of the file.
const CACHE_KIB: i64 = 4_096;
/// The log of changes is copied into its file when it has this many bytes, and cut to them afterwards.
const LOG_BYTES: i64 = 32 << 20;

/// What is looked through whole (leads by stage, rows by status) is kept narrow; records and
/// findings, a kilobyte each, lie in tables of their own and are fetched one by one.
const TABLES: &str = "
CREATE TABLE run (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    name TEXT NOT NULL,
    started_at TEXT NOT NULL,
    plan TEXT NOT NULL,
    recipe TEXT NOT NULL,
    source_fingerprint TEXT NOT NULL,
    state INTEGER NOT NULL,
    reason TEXT,
    wish TEXT,
    readable TEXT,
    instance_url TEXT,
    output TEXT,
    pid INTEGER,
    heartbeat TEXT,
    tallies TEXT NOT NULL
) STRICT;

CREATE TABLE lead (
    ref INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    rows INTEGER NOT NULL,
    restored INTEGER NOT NULL,
    stage INTEGER NOT NULL,
    verdict INTEGER NOT NULL,
    status INTEGER NOT NULL,
    note TEXT,
    cause TEXT,
    failure TEXT,
    name TEXT,
    company TEXT,
    search TEXT,
    acquisition REAL,
    enrichment REAL,
    coherence REAL,
    final REAL,
    not_in_tam INTEGER,
    suspicious INTEGER,
    fingerprint TEXT,
    model TEXT,
    assessed_at TEXT
) STRICT;
CREATE INDEX lead_by_stage ON lead (stage, ref);

CREATE TABLE record (lead INTEGER PRIMARY KEY, fields TEXT NOT NULL) STRICT;
CREATE TABLE finding (lead INTEGER PRIMARY KEY, findings TEXT NOT NULL) STRICT;

CREATE TABLE row (
    number INTEGER PRIMARY KEY,
    cell TEXT NOT NULL,
    note TEXT,
    lead INTEGER,
    restored INTEGER NOT NULL,
    verdict INTEGER NOT NULL,
    status INTEGER NOT NULL,
    final REAL
) STRICT;
CREATE INDEX row_by_lead ON row (lead) WHERE lead IS NOT NULL;
CREATE INDEX row_by_status ON row (status, number);
CREATE INDEX row_by_score ON row (final, number);

CREATE TABLE batch (
    number INTEGER PRIMARY KEY,
    station TEXT NOT NULL,
    leads INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    seconds REAL NOT NULL,
    ended_at TEXT NOT NULL
) STRICT;

CREATE TABLE job (one INTEGER PRIMARY KEY CHECK (one = 1), job TEXT NOT NULL) STRICT;

CREATE TABLE reservation (number INTEGER PRIMARY KEY, nanos INTEGER NOT NULL) STRICT;
";

/// Runs made before bulk jobs were kept lack this table.
const JOB_TABLE: &str =
    "CREATE TABLE IF NOT EXISTS job (one INTEGER PRIMARY KEY CHECK (one = 1), job TEXT NOT NULL) STRICT;";

/// Makes the tables in a new file.
pub(crate) fn lay_out(db: &Connection) -> Result<(), JournalError> {
    db.execute_batch(TABLES)?;
    db.pragma_update(None, "application_id", APPLICATION_ID)?;
    db.pragma_update(None, "user_version", VERSION)?;
    Ok(())
}

/// Opens a file for writing; makes it where it is missing, with pages of so many bytes.
pub(crate) fn open_new(path: &Path, page_size: u32) -> Result<Connection, JournalError> {
    private::file(path, false).map_err(|source| JournalError::File { path: path.to_owned(), source })?;
    let db = Connection::open(path)?;
    db.pragma_update(None, "page_size", page_size)?;
    tune(db)
}

/// Opens an existing journal for writing.
pub(crate) fn open(path: &Path) -> Result<Connection, JournalError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    check(&db, path)?;
    let db = tune(db)?;
    db.execute_batch(JOB_TABLE)?;
    Ok(db)
}

/// Opens an existing journal for looking.
pub(crate) fn open_to_look(path: &Path) -> Result<Connection, JournalError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(BUSY_WAIT)?;
    check(&db, path)?;
    Ok(db)
}

/// WAL, so that looking and writing do not wait for each other. With `synchronous = NORMAL` a
/// commit survives the death of the process, which is what a run must survive; after a power
/// cut the last commits may be gone, and their answers are found in the answers' own file.
fn tune(db: Connection) -> Result<Connection, JournalError> {
    db.busy_timeout(BUSY_WAIT)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "NORMAL")?;
    db.pragma_update(None, "cache_size", -CACHE_KIB)?;
    // What commit after commit touches is copied into the file once in a while.
    let page: i64 = db.pragma_query_value(None, "page_size", |row| row.get(0))?;
    db.pragma_update(None, "wal_autocheckpoint", LOG_BYTES / page.max(512))?;
    db.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
    // Every statement that changes several pages keeps them as they were until it is through: a
    // few hundred kilobytes, for which a file would be written a hundred times over.
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

fn check(db: &Connection, path: &Path) -> Result<(), JournalError> {
    let damaged = |reason: String| JournalError::Damaged { path: path.to_owned(), reason };
    let read = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let application = read("application_id").map_err(|error| damaged(error.to_string()))?;
    if application != APPLICATION_ID {
        return Err(damaged("it is some other kind of file".into()));
    }
    let version = read("user_version").map_err(|error| damaged(error.to_string()))?;
    if version > VERSION {
        return Err(JournalError::Newer { path: path.to_owned(), found: version, known: VERSION });
    }
    Ok(())
}
