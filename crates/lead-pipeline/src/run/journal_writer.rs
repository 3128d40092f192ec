//! The one thread that writes the journal.
//!
//! `SQLite` takes one writer at a time, and a commit costs the same for one entry as for sixty. So the
//! stations hand what is to be written to this thread, which takes all that waits (64 at most) into one
//! transaction, commits, and only then tells each of them. What a station knows is therefore on disk,
//! and a slow disk slows the stations by the bounded line before it.

use lead_journal::{Answers, Journal, JournalError, Tallies};
use tokio::sync::{mpsc, oneshot, watch};

/// The stores that the thread writes in.
pub(crate) struct Stores {
    /// The run's own journal.
    pub(crate) journal: Journal,
    /// The answers shared by all runs.
    pub(crate) answers: Answers,
}

/// Called when the group a job belongs to is on disk; dropped without a call when it is not.
type Committed = Box<dyn FnOnce() + Send>;
type Job = Box<dyn FnOnce(&mut Stores) -> Result<Committed, JournalError> + Send>;

/// A line to the thread that writes. Clones lead to the same thread, which ends when all are dropped.
#[derive(Clone)]
pub(crate) struct JournalWriter {
    jobs: mpsc::Sender<Job>,
    tallies: watch::Receiver<Tallies>,
}

/// The thread that writes, to be waited for when all lines to it are closed.
pub(crate) struct WriterThread(oneshot::Receiver<(Stores, Result<(), JournalError>)>);

/// Jobs that wait. When the disk is slow, the stations wait with them.
const WAITING_JOBS: usize = 64;
/// Jobs in one commit: enough to make commits cheap, few enough that nobody waits long for one.
const JOBS_A_COMMIT: usize = 64;

impl JournalWriter {
    /// Starts the thread.
    pub(crate) fn start(stores: Stores) -> std::io::Result<(Self, WriterThread)> {
        let (jobs, queue) = mpsc::channel(WAITING_JOBS);
        let (told, tallies) = watch::channel(stores.journal.tallies().clone());
        let (done, thread) = oneshot::channel();
        std::thread::Builder::new().name("journal".into()).spawn(move || {
            let mut stores = stores;
            let end = keep_writing(&mut stores, queue, &told);
            if end.is_err() {
                let undone = stores.answers.roll_back();
                let undone = undone.and(stores.journal.roll_back(told.borrow().clone()));
                if let Err(error) = undone {
                    tracing::warn!(%error, "what was not committed is forgotten when the file is closed");
                }
            }
            // Nobody waits at the thread when the run was dropped in the middle; what was written stays.
            drop(done.send((stores, end)));
        })?;
        Ok((Self { jobs, tallies }, WriterThread(thread)))
    }

    /// Has something written (or looked up), and gives what came of it once it is on disk.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Stores) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, JournalError> {
        let (job, answer) = packed(job);
        self.jobs.send(job).await.map_err(|_| JournalError::Closed)?;
        answer.await.map_err(|_| JournalError::Closed)
    }

    /// As [`write`](Self::write), from a thread that may block.
    pub(crate) fn write_blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Stores) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, JournalError> {
        let (job, answer) = packed(job);
        self.jobs.blocking_send(job).map_err(|_| JournalError::Closed)?;
        answer.blocking_recv().map_err(|_| JournalError::Closed)
    }

    /// What the run adds up to, as of the last commit, and word of each change.
    pub(crate) fn tallies(&self) -> watch::Receiver<Tallies> {
        self.tallies.clone()
    }
}

impl WriterThread {
    /// Waits until everything is written, and gives the stores back, with what kept it from being
    /// written, if anything did.
    pub(crate) async fn close(self) -> Result<(Stores, Result<(), JournalError>), JournalError> {
        self.0.await.map_err(|_| JournalError::Closed)
    }
}

fn packed<T: Send + 'static>(
    job: impl FnOnce(&mut Stores) -> Result<T, JournalError> + Send + 'static,
) -> (Job, oneshot::Receiver<T>) {
    let (tell, answer) = oneshot::channel();
    let job: Job = Box::new(move |stores| {
        let made = job(stores)?;
        let committed: Committed = Box::new(move || {
            // Whoever asked may be gone; the entry stands all the same.
            drop(tell.send(made));
        });
        Ok(committed)
    });
    (job, answer)
}

/// Writes group after group until nobody is left to ask. The first failure ends it: nothing that
/// follows a lost entry can be trusted, and what is on disk can be taken up again.
fn keep_writing(
    stores: &mut Stores,
    mut queue: mpsc::Receiver<Job>,
    told: &watch::Sender<Tallies>,
) -> Result<(), JournalError> {
    while let Some(first) = queue.blocking_recv() {
        stores.journal.begin()?;
        let mut committed = vec![first(stores)?];
        while committed.len() < JOBS_A_COMMIT
            && let Ok(job) = queue.try_recv()
        {
            committed.push(job(stores)?);
        }
        // What was paid for first: a journal that knows of an answer must find it.
        stores.answers.commit()?;
        stores.journal.commit()?;
        told.send_if_modified(|last| {
            let changed = last != stores.journal.tallies();
            if changed {
                last.clone_from(stores.journal.tallies());
            }
            changed
        });
        for tell in committed {
            tell();
        }
    }
    Ok(())
}
