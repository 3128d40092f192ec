//! The answers paid for, shared by all runs: the same question is never paid twice.

use crate::files::aside::put_aside;
use crate::files::private;
use crate::sqlite::codes::int;
use crate::sqlite::schema;
use crate::{Home, JournalError, notices, salvage};
use rusqlite::{Connection, OptionalExtension, params};
use std::path::{Path, PathBuf};

const VERSION: i64 = 1;
/// An answer is found by a hash, so each touches pages of its own, which are written whole.
const PAGE_SIZE: u32 = 4_096;
/// Pages in memory, in KiB. Answers are found by a hash, so which page is needed next is anybody's guess.
const CACHE_KIB: i64 = 1_024;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS answer (
    number INTEGER PRIMARY KEY,
    origin TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,
    model TEXT NOT NULL,
    lead TEXT NOT NULL,
    recipe TEXT NOT NULL,
    answered_at TEXT NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cost_nanos INTEGER NOT NULL,
    UNIQUE (origin, fingerprint)
) STRICT;
CREATE INDEX IF NOT EXISTS answer_by_lead ON answer (lead, recipe, model);
";

/// An answer as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Who answered: the address of the provider. The demo's answers are never taken for real ones.
    pub origin: String,
    /// What the question is known by: recipe, model and exactly the data sent.
    pub fingerprint: String,
    /// The answer as JSON.
    pub answer: String,
    /// The model.
    pub model: String,
    /// The lead's id. It was not part of the question; it tells what is here already.
    pub lead: String,
    /// The recipe's hash.
    pub recipe: String,
    /// When, RFC 3339 in UTC.
    pub answered_at: String,
    /// Tokens read for it.
    pub input_tokens: u64,
    /// Tokens written for it.
    pub output_tokens: u64,
    /// What it cost, in billionths of a dollar.
    pub cost_nanos: i64,
}

/// An answer found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The answer as JSON.
    pub answer: String,
    /// When it was given.
    pub answered_at: String,
}

/// The file of answers.
///
/// It is of use to a run and never in its way: a file that is damaged is put aside, and what can be read of
/// it goes into a new one.
#[derive(Debug)]
pub struct Answers {
    db: Connection,
    /// `None` where answers are kept only for as long as this is open.
    path: Option<PathBuf>,
    /// What was put in since the last commit.
    pending: Vec<Answer>,
    /// Whether a group of changes has begun. It begins with the first answer put in, not before:
    /// the file is shared, and other processes should not wait for nothing.
    writing: bool,
}

impl Answers {
    /// Opens the file, making it where it is missing.
    pub fn open(home: &Home) -> Result<Self, JournalError> {
        let path = home.answers();
        private::folder(home.folder())?;
        let with = |db, path| Ok(Self { db, path, pending: Vec::new(), writing: false });
        match opened(&path) {
            Ok(db) => with(db, Some(path)),
            Err(error) if error.is_damage() => with(anew(&path)?, Some(path)),
            Err(JournalError::Newer { .. }) => {
                // It is whole, and of use to the newer version that made it.
                let beside = path.with_file_name(format!("answers (format {VERSION}).sqlite"));
                notices::tell(format!(
                    "{} was written by a newer version of Leadsheet and was left as it is. This version keeps its \
                     answers in “{}” meanwhile; update Leadsheet to use both.",
                    path.display(),
                    name(&beside)
                ));
                match opened(&beside) {
                    Err(error) if error.is_damage() => with(anew(&beside)?, Some(beside)),
                    opened => with(opened?, Some(beside)),
                }
            }
            Err(error) if error.is_no_room() => Err(error),
            Err(error) => {
                notices::tell(format!(
                    "The file of answers that were paid for cannot be used, so this run goes on without: {error}"
                ));
                with(in_memory()?, None)
            }
        }
    }

    /// The answer to a question, if it was ever given.
    pub fn get(&mut self, origin: &str, fingerprint: &str) -> Result<Option<KeptAnswer>, JournalError> {
        self.unless_damaged(|db| {
            let found = db
                .prepare_cached(
                    "SELECT answer, answered_at FROM answer WHERE origin = ?1 AND fingerprint = ?2",
                )?
                .query_row([origin, fingerprint], |row| {
                    Ok(KeptAnswer { answer: row.get(0)?, answered_at: row.get(1)? })
                })
                .optional()?;
            Ok(found)
        })
    }

    /// Whether there is an answer about a lead by this recipe and model. Whether it still holds
    /// depends on what the lead's fields are now.
    pub fn knows(
        &mut self,
        origin: &str,
        lead: &str,
        recipe: &str,
        model: &str,
    ) -> Result<bool, JournalError> {
        self.unless_damaged(|db| {
            let known = db
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM answer WHERE lead = ?1 AND recipe = ?2 AND model = ?3 AND origin = ?4)",
                )?
                .query_row([lead, recipe, model, origin], |row| row.get(0))?;
            Ok(known)
        })
    }

    /// Puts an answer in; it is kept for good with the next [`commit`](Self::commit).
    pub fn put(&mut self, answer: &Answer) -> Result<(), JournalError> {
        self.pending.push(answer.clone());
        if !self.writing {
            self.unless_damaged(|db| Ok(db.execute_batch("BEGIN IMMEDIATE")?))?;
            self.writing = true;
        }
        self.unless_damaged(|db| insert(db, answer))
    }

    /// Keeps what was put in.
    pub fn commit(&mut self) -> Result<(), JournalError> {
        if self.writing {
            self.unless_damaged(|db| Ok(db.execute_batch("COMMIT")?))?;
        }
        self.writing = false;
        self.pending.clear();
        Ok(())
    }

    /// Forgets what was put in and is not kept yet.
    pub fn roll_back(&mut self) -> Result<(), JournalError> {
        self.pending.clear();
        self.writing = false;
        if !self.db.is_autocommit() {
            self.db.execute_batch("ROLLBACK")?;
        }
        Ok(())
    }

    /// Does something with the file. Where the file turns out to be damaged, it is done once more with
    /// a new one that holds what could be read, and what was put in meanwhile.
    fn unless_damaged<T>(
        &mut self,
        mut work: impl FnMut(&Connection) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        match work(&self.db) {
            Err(error) if error.is_damage() => {}
            done => return done,
        }
        let Some(path) = &self.path else { return work(&self.db) };
        // Closed before it gets another name.
        self.db = Connection::open_in_memory()?;
        self.db = anew(path)?;
        for answer in &self.pending {
            insert(&self.db, answer)?;
        }
        if self.writing {
            self.db.execute_batch("BEGIN IMMEDIATE")?;
        }
        work(&self.db)
    }
}

fn insert(db: &Connection, answer: &Answer) -> Result<(), JournalError> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO answer (origin, fingerprint, answer, model, lead, recipe, answered_at,
         input_tokens, output_tokens, cost_nanos) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        answer.origin,
        answer.fingerprint,
        answer.answer,
        answer.model,
        answer.lead,
        answer.recipe,
        answer.answered_at,
        int(answer.input_tokens),
        int(answer.output_tokens),
        answer.cost_nanos,
    ])?;
    Ok(())
}

fn opened(path: &Path) -> Result<Connection, JournalError> {
    let db = schema::open_new(path, PAGE_SIZE)?;
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        0 => {
            db.execute_batch(&format!("BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {VERSION}; COMMIT"))?;
        }
        VERSION => {}
        newer if schema::may_be_newer(newer, VERSION) => {
            return Err(JournalError::Newer { path: path.to_owned(), found: newer, known: VERSION });
        }
        _ => return Err(JournalError::Malformed("no format is so new".into())),
    }
    // A file of some other kind has no such table.
    db.prepare_cached("SELECT answer FROM answer LIMIT 1")?.query([])?.next()?;
    // What is in here was paid for, so it must outlive even a power cut.
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "cache_size", -CACHE_KIB)?;
    Ok(db)
}

fn in_memory() -> Result<Connection, JournalError> {
    let db = Connection::open_in_memory()?;
    db.execute_batch(TABLES)?;
    Ok(db)
}

/// Puts a damaged file aside and makes a new one with what can be read of it.
fn anew(path: &Path) -> Result<Connection, JournalError> {
    let failed = |source| JournalError::File { path: path.to_owned(), source };
    let aside = put_aside(path).map_err(failed)?;
    let db = opened(path)?;
    let carried = match salvage::carry_over(&aside, &db, PAGE_SIZE) {
        Ok(carried) => carried,
        Err(error) if error.is_no_room() => return Err(error),
        // A folder of that name, say: there is nothing to carry over.
        Err(error) => {
            tracing::warn!(%error, "nothing could be read of the damaged answers");
            if !db.is_autocommit() {
                db.execute_batch("ROLLBACK")?;
            }
            0
        }
    };
    let read = match carried {
        0 => "Nothing of it could be read, so what was paid for before is asked for again where it is needed"
            .to_owned(),
        1 => "1 answer could be read and stays free".to_owned(),
        several => format!("{several} answers could be read and stay free"),
    };
    notices::tell(format!(
        "The file of answers that were paid for was damaged. {read}; the damaged file is kept as “{}”.",
        name(&aside)
    ));
    Ok(db)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
