//! The answers paid for, shared by all runs: the same question is never paid twice.

use crate::codes::int;
use crate::{Home, JournalError, private, schema};
use rusqlite::{Connection, OptionalExtension, params};

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
#[derive(Debug)]
pub struct Answers {
    db: Connection,
    /// Whether a group of changes has begun. It begins with the first answer put in, not before:
    /// the file is shared, and other processes should not wait for nothing.
    writing: bool,
}

impl Answers {
    /// Opens the file, making it where it is missing.
    pub fn open(home: &Home) -> Result<Self, JournalError> {
        let path = home.answers();
        private::folder(home.folder())?;
        let db = schema::open_new(&path, PAGE_SIZE)?;
        let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version > VERSION {
            return Err(JournalError::Newer { path, found: version, known: VERSION });
        }
        if version < VERSION {
            db.execute_batch(&format!("BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {VERSION}; COMMIT"))?;
        }
        // What is in here was paid for, so it must outlive even a power cut.
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "cache_size", -CACHE_KIB)?;
        Ok(Self { db, writing: false })
    }

    /// The answer to a question, if it was ever given.
    pub fn get(&self, origin: &str, fingerprint: &str) -> Result<Option<KeptAnswer>, JournalError> {
        let found = self
            .db
            .prepare_cached("SELECT answer, answered_at FROM answer WHERE origin = ?1 AND fingerprint = ?2")?
            .query_row([origin, fingerprint], |row| {
                Ok(KeptAnswer { answer: row.get(0)?, answered_at: row.get(1)? })
            })
            .optional()?;
        Ok(found)
    }

    /// Whether there is an answer about a lead by this recipe and model. Whether it still holds
    /// depends on what the lead's fields are now.
    pub fn knows(&self, origin: &str, lead: &str, recipe: &str, model: &str) -> Result<bool, JournalError> {
        let known = self
            .db
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM answer WHERE lead = ?1 AND recipe = ?2 AND model = ?3 AND origin = ?4)",
            )?
            .query_row([lead, recipe, model, origin], |row| row.get(0))?;
        Ok(known)
    }

    /// Puts an answer in; it is kept for good with the next [`commit`](Self::commit).
    pub fn put(&mut self, answer: &Answer) -> Result<(), JournalError> {
        if !self.writing {
            self.db.execute_batch("BEGIN IMMEDIATE")?;
            self.writing = true;
        }
        self.db
            .prepare_cached(
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

    /// Keeps what was put in.
    pub fn commit(&mut self) -> Result<(), JournalError> {
        if std::mem::take(&mut self.writing) {
            self.db.execute_batch("COMMIT")?;
        }
        Ok(())
    }
}
