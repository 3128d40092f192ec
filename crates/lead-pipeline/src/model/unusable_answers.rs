//! Leads without one usable answer. A model that answers none of the first it is asked about will
//! hardly answer the thousandth: while nobody got a usable answer, only so many leads are asked about,
//! and when all of those are given up the run pauses.

use crate::run::stop::StopSignal;
use lead_journal::LeadRef;
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// What came of the leads asked about since the last usable answer.
#[derive(Debug)]
pub(crate) struct UnusableAnswers {
    most: usize,
    record: Mutex<Record>,
    answered: Notify,
}

#[derive(Debug, Default)]
struct Record {
    /// Whether anybody has got a usable answer. Until then leads count from when they may be asked
    /// about: those under way have not failed yet, but may all do.
    proven: bool,
    /// Leads that were asked about at a cost, without a usable answer.
    tried: HashSet<LeadRef>,
    given_up: usize,
}

impl Record {
    fn is_open_to(&self, leads: &[LeadRef], most: usize) -> bool {
        self.tried.len() < most || leads.iter().any(|lead| self.tried.contains(lead))
    }
}

impl UnusableAnswers {
    pub(crate) fn new(most: u32) -> Self {
        Self { most: most.max(1) as usize, record: Mutex::default(), answered: Notify::new() }
    }

    /// Somebody got a usable answer.
    pub(crate) fn usable(&self) {
        let mut record = self.record();
        if !record.proven || !record.tried.is_empty() || record.given_up > 0 {
            *record = Record { proven: true, ..Record::default() };
            self.answered.notify_waiters();
        }
    }

    /// These leads were asked about at a cost and got none.
    pub(crate) fn tried(&self, leads: impl IntoIterator<Item = LeadRef>) {
        self.record().tried.extend(leads);
    }

    /// So many leads got none for good. Whether there are now so many in a row that the run should pause.
    pub(crate) fn gave_up(&self, leads: usize) -> bool {
        let mut record = self.record();
        record.given_up += leads;
        record.given_up >= self.most
    }

    /// Waits until these leads may be asked about: those tried already at once, others once not too
    /// many are without an answer. `false` where the run stops first.
    pub(crate) async fn turn(&self, leads: &[LeadRef], stop: &StopSignal) -> bool {
        loop {
            // Listens before it looks, so that an answer in between is not missed.
            let answered = self.answered.notified();
            if self.admit(leads) {
                return true;
            }
            if stop.or(answered).await.is_none() {
                return false;
            }
        }
    }

    fn admit(&self, leads: &[LeadRef]) -> bool {
        let mut record = self.record();
        let is_open = record.is_open_to(leads, self.most);
        if is_open && !record.proven {
            record.tried.extend(leads);
        }
        is_open
    }

    /// Whether these leads may be asked about now.
    pub(crate) fn is_open_to(&self, leads: &[LeadRef]) -> bool {
        self.record().is_open_to(leads, self.most)
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[tokio::test]
    async fn others_wait_until_somebody_gets_an_answer() {
        let (unusable, stop) = (Arc::new(UnusableAnswers::new(3)), Arc::new(StopSignal::default()));
        unusable.usable();
        unusable.tried([1, 2]);
        assert!(unusable.turn(&[7], &stop).await, "two are not too many");
        unusable.tried([2, 3]);
        assert!(unusable.turn(&[2], &stop).await, "one that was tried is tried again");
        let waiting = {
            let (unusable, stop) = (unusable.clone(), stop.clone());
            tokio::spawn(async move { unusable.turn(&[7], &stop).await })
        };
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        unusable.usable();
        assert!(waiting.await.unwrap());
    }

    #[tokio::test]
    async fn before_the_first_answer_leads_under_way_count() {
        let (unusable, stop) = (UnusableAnswers::new(3), StopSignal::default());
        assert!(unusable.turn(&[1, 2], &stop).await && unusable.turn(&[3], &stop).await);
        assert!(!unusable.is_open_to(&[4]), "three are under way, and nobody got an answer");
        assert!(unusable.is_open_to(&[2]));
        unusable.usable();
        assert!(unusable.turn(&[4, 5, 6, 7], &stop).await);
        assert!(unusable.is_open_to(&[8]), "now only those without an answer count");
    }

    #[tokio::test]
    async fn a_stop_lets_go_of_those_who_wait() {
        let (unusable, stop) = (UnusableAnswers::new(1), StopSignal::default());
        unusable.tried([1]);
        stop.at_once();
        assert!(!unusable.turn(&[2], &stop).await);
    }

    #[test]
    fn only_leads_in_a_row_count() {
        let unusable = UnusableAnswers::new(3);
        assert!(!unusable.gave_up(2));
        unusable.usable();
        assert!(!unusable.gave_up(2));
        assert!(unusable.gave_up(1));
    }
}
