//! The tables, and opening a file that has them.

use crate::JournalError;
use crate::files::private;
use crate::sqlite::migrations;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// `Lead` in ASCII: tells a journal from any other `SQLite` file.
const APPLICATION_ID: i64 = 0x4C65_6164;
const VERSION: i64 = 2;

/// In bytes. Findings are two to three kilobytes each: pages of the usual four thousand bytes would be half empty.
pub(crate) const PAGE_SIZE: u32 = 16_384;

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
    assessed_at TEXT,
    attempts INTEGER NOT NULL DEFAULT 0
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

CREATE TABLE reservation (number INTEGER PRIMARY KEY, nanos INTEGER NOT NULL, leads TEXT NOT NULL DEFAULT '') STRICT;
";

/// Makes the tables in a new file.
pub(crate) fn lay_out(db: &Connection) -> Result<(), JournalError> {
    db.execute_batch(TABLES)?;
    db.pragma_update(None, "application_id", APPLICATION_ID)?;
    db.pragma_update(None, "user_version", VERSION)?;
    Ok(())
}

/// An empty run in memory: what a new file looks like.
pub(crate) fn fresh() -> Result<Connection, JournalError> {
    let db = Connection::open_in_memory()?;
    db.pragma_update(None, "page_size", PAGE_SIZE)?;
    lay_out(&db)?;
    Ok(db)
}

/// Makes a new file that nobody else looks at until it is full. What of it is not whole after a kill
/// is made again, so nothing is written twice for its sake.
pub(crate) fn new_to_fill(path: &Path) -> Result<Connection, JournalError> {
    private::file(path, true).map_err(|source| JournalError::File { path: path.to_owned(), source })?;
    let db = Connection::open(path)?;
    db.pragma_update(None, "page_size", PAGE_SIZE)?;
    db.pragma_update(None, "journal_mode", "OFF")?;
    db.pragma_update(None, "synchronous", "OFF")?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

/// Opens a file for writing; makes it where it is missing, with pages of so many bytes.
pub(crate) fn open_new(path: &Path, page_size: u32) -> Result<Connection, JournalError> {
    private::file(path, false).map_err(|source| JournalError::File { path: path.to_owned(), source })?;
    let db = Connection::open(path)?;
    db.pragma_update(None, "page_size", page_size)?;
    tune(db)
}

/// Opens an existing journal for writing, and brings one of an older version up to this one.
pub(crate) fn open(path: &Path) -> Result<Connection, JournalError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    may_be_read(path)?;
    let db = Connection::open_with_flags(path, flags)?;
    check(&db, path)?;
    let mut db = tune(db)?;
    migrations::bring_up_to(&mut db, VERSION)?;
    Ok(db)
}

/// Opens an existing journal for looking.
pub(crate) fn open_to_look(path: &Path) -> Result<Connection, JournalError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    may_be_read(path)?;
    let db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(BUSY_WAIT)?;
    check(&db, path)?;
    Ok(db)
}

/// WAL, so that looking and writing do not wait for each other. With `synchronous = NORMAL` a
/// commit survives the death of the process; after a power cut the last commits may be gone. Their
/// answers are found in the answers' own file, and what they may have cost in [`crate::durable`].
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

/// Whether a number can be a newer version's format. No version is ever so new as damage makes it.
pub(crate) fn may_be_newer(found: i64, known: i64) -> bool {
    (known + 1..known + 1_000).contains(&found)
}

/// `SQLite` says of any file that it cannot be opened; the system says why.
fn may_be_read(path: &Path) -> Result<(), JournalError> {
    let opened = std::fs::File::open(path);
    opened.map(drop).map_err(|source| JournalError::File { path: path.to_owned(), source })
}

fn check(db: &Connection, path: &Path) -> Result<(), JournalError> {
    let damaged = |reason: &str| JournalError::Damaged { path: path.to_owned(), reason: reason.to_owned() };
    let read = |name: &str| -> Result<i64, JournalError> {
        match db.pragma_query_value(None, name, |row| row.get(0)).map_err(JournalError::from) {
            Err(error) if error.is_damage() => Err(damaged("its beginning cannot be read")),
            value => value,
        }
    };
    if read("application_id")? != APPLICATION_ID {
        return Err(damaged("it is empty, or some other kind of file"));
    }
    let version = read("user_version")?;
    if version < 0 || (version > VERSION && !may_be_newer(version, VERSION)) {
        return Err(damaged("it does not say in which format it is"));
    }
    if version > VERSION {
        return Err(JournalError::Newer { path: path.to_owned(), found: version, known: VERSION });
    }
    Ok(())
}
