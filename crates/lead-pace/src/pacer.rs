//! The dispatcher: one line of waiting requests, and what lets the first of them start.

use crate::state::{Start, State, Ticket};
use crate::{LimitReport, Outcome, PaceOptions, PaceState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// Lets requests to one provider start as fast as it allows, and no faster. Clones share it.
///
/// Whoever wants to send stands in a line, first come, first served; the first in it waits until the
/// buckets of requests and tokens hold enough, no pause is in force, and not too many are on their
/// way. What answers tell of the limits corrects the buckets; how requests end tells how many may be
/// on their way, and whether the provider is out.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use lead_pace::{Outcome, PaceOptions, Pacer};
/// use std::time::Duration;
///
/// let unknown = PaceOptions { requests_per_minute: None, tokens_per_minute: None, max_in_flight: 2 };
/// let pacer = Pacer::new(unknown);
/// let permit = pacer.acquire(1_200).await;
/// assert_eq!(pacer.state().in_flight, 1);
/// permit.finish(Outcome::Ok, Duration::from_millis(800));
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Pacer {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// Who holds it is first in line. Tokio's mutex is fair, so the line is first come, first served.
    line: tokio::sync::Mutex<()>,
    /// Wakes the first in line when something has changed.
    changed: Notify,
    state: Mutex<State>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that runs under the lock can leave it half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pacer {
    /// A pacer for one provider.
    #[must_use]
    pub fn new(options: PaceOptions) -> Self {
        let state = State::new(&options, Instant::now());
        let shared =
            Shared { line: tokio::sync::Mutex::new(()), changed: Notify::new(), state: Mutex::new(state) };
        Self { shared: Arc::new(shared) }
    }

    /// Waits until a request that is charged this many tokens may start. May be dropped while it
    /// waits; it then leaves the line.
    pub async fn acquire(&self, tokens: u64) -> Permit {
        let _first_in_line = self.shared.line.lock().await;
        loop {
            let start = self.shared.state().try_start(tokens, Instant::now());
            match start {
                Start::Now(ticket) => {
                    return Permit { shared: Arc::clone(&self.shared), ticket: Some(ticket) };
                }
                Start::At(instant) => tokio::select! {
                    () = sleep_until(instant) => {}
                    () = self.shared.changed.notified() => {}
                },
                Start::WhenChanged => self.shared.changed.notified().await,
            }
        }
    }

    /// Takes in limits that do not come from a permit's own answer. They only ever lower what is
    /// believed to be left, since nothing tells which requests they already count; prefer
    /// [`Permit::observe`].
    pub fn observe(&self, report: &LimitReport) {
        self.shared.state().observe_unplaced(report, Instant::now());
        self.shared.changed.notify_one();
    }

    /// Everybody waits this long.
    pub fn block_for(&self, wait: Duration) {
        self.shared.state().block_for(wait, Instant::now());
    }

    /// How things stand.
    #[must_use]
    pub fn state(&self) -> PaceState {
        self.shared.state().view(Instant::now())
    }
}

/// The right to have one request on its way. Dropped without [`finish`](Self::finish) it says
/// nothing of the provider.
#[derive(Debug)]
pub struct Permit {
    shared: Arc<Shared>,
    ticket: Option<Ticket>,
}

impl Permit {
    /// Takes in the limits that this request's answer told, a refusal's too. Call it before
    /// [`finish`](Self::finish), which judges a refusal by it.
    pub fn observe(&self, report: &LimitReport) {
        if let Some(ticket) = &self.ticket {
            self.shared.state().observe(report, ticket, Instant::now());
            self.shared.changed.notify_one();
        }
    }

    /// The request has come to an end.
    pub fn finish(mut self, outcome: Outcome, took: Duration) {
        if let Some(ticket) = self.ticket.take() {
            self.shared.state().finish(&ticket, outcome, took, Instant::now());
            self.shared.changed.notify_one();
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.shared.state().abandon(&ticket, Instant::now());
            self.shared.changed.notify_one();
        }
    }
}
