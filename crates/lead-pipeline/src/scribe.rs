//! The one thread that writes. Everybody hands it what is to be written down and hears back after
//! the commit, so what a station knows is on disk.

use lead_journal::{Answers, Journal, JournalError, Tallies};
use tokio::sync::{mpsc, oneshot, watch};

/// What the scribe writes in.
pub(crate) struct Books {
    /// The run's own journal.
    pub(crate) journal: Journal,
    /// The answers shared by all runs.
    pub(crate) answers: Answers,
}

/// Called when the group a job belongs to is on disk; dropped without a call when it is not.
type Committed = Box<dyn FnOnce() + Send>;
type Job = Box<dyn FnOnce(&mut Books) -> Result<Committed, JournalError> + Send>;

/// A line to the thread that writes.
#[derive(Clone)]
pub(crate) struct Scribe {
    jobs: mpsc::Sender<Job>,
    tallies: watch::Receiver<Tallies>,
}

/// The thread that writes, to be waited for when all lines to it are closed.
pub(crate) struct Desk(oneshot::Receiver<(Books, Result<(), JournalError>)>);

/// Jobs that wait. When the disk is slow, the stations wait with them.
const WAITING_JOBS: usize = 64;
/// Jobs in one commit: enough to make commits cheap, few enough that nobody waits long for one.
const JOBS_A_COMMIT: usize = 64;

impl Scribe {
    /// Starts the thread.
    pub(crate) fn start(books: Books) -> std::io::Result<(Self, Desk)> {
        let (jobs, queue) = mpsc::channel(WAITING_JOBS);
        let (told, tallies) = watch::channel(books.journal.tallies().clone());
        let (done, desk) = oneshot::channel();
        std::thread::Builder::new().name("scribe".into()).spawn(move || {
            let mut books = books;
            let end = keep_writing(&mut books, queue, &told);
            if end.is_err() {
                let undone = books.answers.roll_back();
                let undone = undone.and(books.journal.roll_back(told.borrow().clone()));
                if let Err(error) = undone {
                    tracing::warn!(%error, "what was not committed is forgotten when the file is closed");
                }
            }
            // Nobody waits at the desk when the run was dropped in the middle; what was written stays.
            drop(done.send((books, end)));
        })?;
        Ok((Self { jobs, tallies }, Desk(desk)))
    }

    /// Has something written (or looked up), and gives what came of it once it is on disk.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Books) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, JournalError> {
        let (job, answer) = packed(job);
        self.jobs.send(job).await.map_err(|_| JournalError::Closed)?;
        answer.await.map_err(|_| JournalError::Closed)
    }

    /// As [`write`](Self::write), from a thread that may block.
    pub(crate) fn write_blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Books) -> Result<T, JournalError> + Send + 'static,
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

impl Desk {
    /// Waits until everything is written, and gives the books back, with what kept it from being
    /// written, if anything did.
    pub(crate) async fn close(self) -> Result<(Books, Result<(), JournalError>), JournalError> {
        self.0.await.map_err(|_| JournalError::Closed)
    }
}

fn packed<T: Send + 'static>(
    job: impl FnOnce(&mut Books) -> Result<T, JournalError> + Send + 'static,
) -> (Job, oneshot::Receiver<T>) {
    let (tell, answer) = oneshot::channel();
    let job: Job = Box::new(move |books| {
        let made = job(books)?;
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
    books: &mut Books,
    mut queue: mpsc::Receiver<Job>,
    told: &watch::Sender<Tallies>,
) -> Result<(), JournalError> {
    while let Some(first) = queue.blocking_recv() {
        books.journal.begin()?;
        let mut committed = vec![first(books)?];
        while committed.len() < JOBS_A_COMMIT
            && let Ok(job) = queue.try_recv()
        {
            committed.push(job(books)?);
        }
        // What was paid for first: a journal that knows of an answer must find it.
        books.answers.commit()?;
        books.journal.commit()?;
        told.send_if_modified(|last| {
            let changed = last != books.journal.tallies();
            if changed {
                last.clone_from(books.journal.tallies());
            }
            changed
        });
        for tell in committed {
            tell();
        }
    }
    Ok(())
}
