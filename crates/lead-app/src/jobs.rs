//! Long pieces of work that this process has under way: how far they are, and stopping them.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{broadcast, watch};

/// Reports that a slow listener may be behind; it then gets the newest.
const BEHIND: usize = 64;
/// Ten reports a second at most.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// The pieces of one kind, by what they are of; `R` is what is reported of them.
pub(crate) struct Jobs<K, R>(Arc<Kept<K, R>>);

struct Kept<K, R> {
    stops: Mutex<HashMap<K, watch::Sender<bool>>>,
    reports: broadcast::Sender<R>,
    count: watch::Sender<usize>,
}

impl<K, R: Clone> Default for Jobs<K, R> {
    fn default() -> Self {
        Self(Arc::new(Kept {
            stops: Mutex::default(),
            reports: broadcast::channel(BEHIND).0,
            count: watch::channel(0).0,
        }))
    }
}

impl<K: Clone + Eq + Hash, R: Clone> Jobs<K, R> {
    /// Begins one, unless there is one of the same already.
    pub(crate) fn begin(&self, of: &K) -> Option<Job<K, R>> {
        let mut stops = self.0.stops();
        if stops.contains_key(of) {
            return None;
        }
        let (sign, stop) = watch::channel(false);
        stops.insert(of.clone(), sign);
        self.0.count.send_replace(stops.len());
        Some(Job { kept: Arc::clone(&self.0), of: of.clone(), stop, told: None })
    }

    /// Asks one to stop; nothing where there is none.
    pub(crate) fn stop(&self, of: &K) {
        if let Some(sign) = self.0.stops().get(of) {
            sign.send_replace(true);
        }
    }

    /// Whether there is any.
    pub(crate) fn any(&self) -> bool {
        !self.0.stops().is_empty()
    }

    /// Asks all to stop and waits for it, but no longer than given. Whether none is left.
    pub(crate) async fn stop_all(&self, at_most: Duration) -> bool {
        for sign in self.0.stops().values() {
            sign.send_replace(true);
        }
        tokio::time::timeout(at_most, self.none_left()).await.is_ok()
    }

    /// Waits until there is none.
    pub(crate) async fn none_left(&self) {
        if self.0.count.subscribe().wait_for(|count| *count == 0).await.is_err() {
            tracing::debug!("what was under way is gone");
        }
    }

    /// What is reported from now on.
    pub(crate) fn reports(&self) -> broadcast::Receiver<R> {
        self.0.reports.subscribe()
    }
}

impl<K, R> Kept<K, R> {
    fn stops(&self) -> MutexGuard<'_, HashMap<K, watch::Sender<bool>>> {
        self.stops.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One that is under way. Dropped at its end, however it ends.
pub(crate) struct Job<K: Eq + Hash, R> {
    kept: Arc<Kept<K, R>>,
    of: K,
    stop: watch::Receiver<bool>,
    told: Option<Instant>,
}

impl<K: Eq + Hash, R: Clone> Job<K, R> {
    /// Tells whoever listens how far it is, unless somebody was told just now, and says whether to go on.
    pub(crate) fn at(&mut self, report: impl FnOnce() -> R) -> ControlFlow<()> {
        if self.told.is_none_or(|told| told.elapsed() >= TELL_EVERY) {
            self.told = Some(Instant::now());
            self.tell(report());
        }
        if *self.stop.borrow() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Tells it in any case, as at the end.
    pub(crate) fn tell(&self, report: R) {
        if self.kept.reports.send(report).is_err() {
            tracing::trace!("nobody follows it");
        }
    }

    /// Waits for something unless it is asked to stop first.
    pub(crate) async fn unless_stopped<T>(&self, something: impl Future<Output = T>) -> Option<T> {
        let mut stop = self.stop.clone();
        tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => None,
            value = something => Some(value),
        }
    }
}

impl<K: Eq + Hash, R> Drop for Job<K, R> {
    fn drop(&mut self) {
        let mut stops = self.kept.stops();
        stops.remove(&self.of);
        self.kept.count.send_replace(stops.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_one_thing_there_is_one_piece_at_a_time() {
        let works = Jobs::<&str, u32>::default();
        let first = works.begin(&"a").unwrap();
        assert!(works.begin(&"a").is_none() && works.begin(&"b").is_some());
        drop(first);
        assert!(works.begin(&"a").is_some() && !works.any());
    }

    #[test]
    fn stopping_is_heard_and_reports_are_few() {
        let works = Jobs::<&str, u32>::default();
        let mut heard = works.reports();
        let mut piece = works.begin(&"a").unwrap();
        for rows in 0..500 {
            assert!(piece.at(|| rows).is_continue());
        }
        works.stop(&"b");
        assert!(piece.at(|| 500).is_continue());
        works.stop(&"a");
        assert!(piece.at(|| 500).is_break());
        piece.tell(501);
        let mut reports = Vec::new();
        while let Ok(report) = heard.try_recv() {
            reports.push(report);
        }
        assert!(reports.len() < 10 && reports.last() == Some(&501), "{reports:?}");
    }

    #[tokio::test]
    async fn what_waits_is_given_up_at_once_and_stopping_all_waits_for_the_end() {
        let works = Jobs::<&str, u32>::default();
        let piece = works.begin(&"a").unwrap();
        let waits = tokio::spawn(async move { piece.unless_stopped(std::future::pending::<()>()).await });
        assert!(works.stop_all(Duration::from_secs(10)).await && !works.any());
        assert_eq!(waits.await.unwrap(), None);
        let _held = works.begin(&"a").unwrap();
        assert!(!works.stop_all(Duration::from_millis(10)).await);
    }
}
