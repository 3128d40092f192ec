//! The savings that this process has under way.

use crate::RowsSaved;
use crate::failure::AppResult;
use lead_model::RunId;
use lead_pipeline::JournalError;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{broadcast, watch};

/// Reports that a slow listener may be behind; it then gets the newest.
const BEHIND: usize = 64;
/// Ten reports a second at most.
const TELL_EVERY: Duration = Duration::from_millis(100);

pub(crate) struct Savings {
    stops: Mutex<HashMap<RunId, Arc<AtomicBool>>>,
    progress: broadcast::Sender<RowsSaved>,
    count: watch::Sender<usize>,
}

impl Default for Savings {
    fn default() -> Self {
        Self { stops: Mutex::default(), progress: broadcast::channel(BEHIND).0, count: watch::channel(0).0 }
    }
}

impl Savings {
    /// Begins one, unless the run's workbook is being saved already.
    pub(crate) fn begin(&self, run: &RunId, of: u64) -> AppResult<Saving<'_>> {
        let mut stops = self.stops();
        if stops.contains_key(run) {
            return Err(JournalError::BeingSaved { run: run.clone() }.into());
        }
        let stop = Arc::new(AtomicBool::new(false));
        stops.insert(run.clone(), Arc::clone(&stop));
        self.count.send_replace(stops.len());
        Ok(Saving { savings: self, run: run.clone(), of, stop, told: None })
    }

    /// Asks one to stop; nothing where there is none.
    pub(crate) fn stop(&self, run: &RunId) {
        if let Some(stop) = self.stops().get(run) {
            stop.store(true, Ordering::Relaxed);
        }
    }

    /// Asks all to stop.
    pub(crate) fn stop_all(&self) {
        for stop in self.stops().values() {
            stop.store(true, Ordering::Relaxed);
        }
    }

    /// Whether there is any.
    pub(crate) fn any(&self) -> bool {
        !self.stops().is_empty()
    }

    /// Waits until there is none.
    pub(crate) async fn none_left(&self) {
        if self.count.subscribe().wait_for(|count| *count == 0).await.is_err() {
            tracing::debug!("the savings are gone");
        }
    }

    pub(crate) fn progress(&self) -> broadcast::Receiver<RowsSaved> {
        self.progress.subscribe()
    }

    fn stops(&self) -> MutexGuard<'_, HashMap<RunId, Arc<AtomicBool>>> {
        self.stops.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A saving under way. Dropped at its end, however it ends.
pub(crate) struct Saving<'s> {
    savings: &'s Savings,
    run: RunId,
    of: u64,
    stop: Arc<AtomicBool>,
    told: Option<Instant>,
}

impl Saving<'_> {
    /// Takes in how many rows are written, tells whoever listens, and says whether to go on.
    pub(crate) fn at(&mut self, rows: u64) -> ControlFlow<()> {
        if self.told.is_none_or(|told| told.elapsed() >= TELL_EVERY) {
            self.told = Some(Instant::now());
            self.tell(rows);
        }
        if self.stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Tells that all is written.
    pub(crate) fn done(&self) {
        self.tell(self.of);
    }

    fn tell(&self, rows: u64) {
        let progress = RowsSaved { run: self.run.clone(), rows: rows.min(self.of), of: self.of };
        if self.savings.progress.send(progress).is_err() {
            tracing::trace!("nobody follows the saving");
        }
    }
}

impl Drop for Saving<'_> {
    fn drop(&mut self) {
        let mut stops = self.savings.stops();
        stops.remove(&self.run);
        self.savings.count.send_replace(stops.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(name: &str) -> RunId {
        RunId(name.into())
    }

    #[test]
    fn one_run_is_saved_once_at_a_time_and_can_be_saved_again() {
        let savings = Savings::default();
        let first = savings.begin(&run("a"), 10).unwrap();
        assert_eq!(savings.begin(&run("a"), 10).err().unwrap().code, "saving_under_way");
        assert!(savings.begin(&run("b"), 10).is_ok());
        drop(first);
        assert!(savings.begin(&run("a"), 10).is_ok() && !savings.any());
    }

    #[test]
    fn stopping_is_heard_and_reports_are_few() {
        let savings = Savings::default();
        let mut heard = savings.progress();
        let mut saving = savings.begin(&run("a"), 500_000).unwrap();
        for rows in 0..500 {
            assert!(saving.at(rows * 1000).is_continue());
        }
        savings.stop(&run("b"));
        assert!(saving.at(499_000).is_continue());
        savings.stop(&run("a"));
        assert!(saving.at(499_000).is_break());
        saving.done();
        drop(saving);
        let mut last = None;
        let mut reports = 0;
        while let Ok(report) = heard.try_recv() {
            reports += 1;
            last = Some(report.rows);
        }
        assert!(reports < 10 && last == Some(500_000), "{reports} {last:?}");
    }
}
