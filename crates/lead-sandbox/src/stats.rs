//! What happened, counted: the sandbox's own word on how often a lead was read and assessed.

use crate::scenario::ENDPOINTS;
use lead_model::LeadId;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// How many ids a list in the counts has at most.
const MOST_LISTED: usize = 1_000;

/// All counts of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Stats {
    calls: Mutex<BTreeMap<&'static str, u64>>,
    answers: Mutex<BTreeMap<(&'static str, u16), u64>>,
    faults: Mutex<BTreeMap<String, u64>>,
    salesforce: Flight,
    model: Flight,
    /// Ids by how often records were read by them.
    pub(crate) reads: Tally<LeadId>,
    /// Ids by how often `queryAll` looked for them.
    pub(crate) second_looks: Tally<LeadId>,
    /// Leads by how often the model was asked about them and did answer, rightly or wrongly.
    pub(crate) assessed: Tally<Lead>,
    /// Of these, the answers that were right and whole.
    pub(crate) answered: Tally<Lead>,
    pub(crate) tokens: Tokens,
    pub(crate) too_many_requests: AtomicU64,
}

/// A lead as the model sees it: a hash of its data, without the reference of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Lead(pub(crate) u64);

/// Tokens by kind, and what they cost in billionths of a dollar: the ledger, in which everything
/// stands that was worked on, whether its answer arrived or told its usage or not.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    pub(crate) input: AtomicU64,
    pub(crate) cached: AtomicU64,
    pub(crate) cache_write: AtomicU64,
    pub(crate) output: AtomicU64,
    pub(crate) nano_usd: AtomicU64,
}

/// Calls under way, and the most there were at once.
#[derive(Debug, Default)]
pub(crate) struct Flight {
    now: AtomicU64,
    peak: AtomicU64,
}

/// A call under way; counted until it is dropped.
#[derive(Debug)]
pub(crate) struct Flying<'a>(&'a Flight);

impl Drop for Flying<'_> {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Relaxed);
    }
}

impl Stats {
    /// Counts a call; it is under way until what this gives is dropped.
    pub(crate) fn enter(&self, endpoint: &'static str, of_model: bool) -> Flying<'_> {
        *lock(&self.calls).entry(endpoint).or_default() += 1;
        let flight = if of_model { &self.model } else { &self.salesforce };
        let now = flight.now.fetch_add(1, Relaxed) + 1;
        flight.peak.fetch_max(now, Relaxed);
        Flying(flight)
    }

    /// Counts an answer; a connection that was dropped without one counts as status 0.
    pub(crate) fn answered_with(&self, endpoint: &'static str, status: u16) {
        *lock(&self.answers).entry((endpoint, status)).or_default() += 1;
    }

    pub(crate) fn count_fault(&self, endpoint: &str, what: &str) {
        *lock(&self.faults).entry(format!("{endpoint}: {what}")).or_default() += 1;
    }

    pub(crate) fn as_json(&self) -> Value {
        let mut calls: BTreeMap<&str, u64> = ENDPOINTS.iter().map(|name| (*name, 0)).collect();
        calls.extend(lock(&self.calls).iter());
        let mut by_status: BTreeMap<&str, BTreeMap<String, u64>> = BTreeMap::new();
        for (&(endpoint, status), &count) in &*lock(&self.answers) {
            by_status.entry(endpoint).or_default().insert(status.to_string(), count);
        }
        let tokens = &self.tokens;
        json!({
            "calls": calls,
            "answers": by_status,
            "peak_in_flight": {
                "salesforce": self.salesforce.peak.load(Relaxed),
                "model": self.model.peak.load(Relaxed),
            },
            "reads": self.reads.as_json(|id| json!(id)),
            "second_looks": self.second_looks.as_json(|id| json!(id)),
            "assessed": self.assessed.as_json(|lead| json!(format!("{:016x}", lead.0))),
            "answered": self.answered.as_json(|lead| json!(format!("{:016x}", lead.0))),
            "tokens": {
                "input": tokens.input.load(Relaxed),
                "cached": tokens.cached.load(Relaxed),
                "cache_write": tokens.cache_write.load(Relaxed),
                "output": tokens.output.load(Relaxed),
            },
            "spent_usd": tokens.nano_usd.load(Relaxed) as f64 / 1e9,
            "too_many_requests": self.too_many_requests.load(Relaxed),
            "faults": &*lock(&self.faults),
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How often each of many things happened. Split in parts so that calls seldom wait for another.
#[derive(Debug)]
pub(crate) struct Tally<K>([Mutex<HashMap<K, u32>>; 16]);

impl<K> Default for Tally<K> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::default()))
    }
}

impl<K: std::hash::Hash + Eq + Clone + Ord> Tally<K> {
    pub(crate) fn count(&self, key: K, spread: u64) {
        let part = &self.0[usize::try_from(spread % 16).unwrap_or_default()];
        *lock(part).entry(key).or_default() += 1;
    }

    /// How many things, how often in all, how often at most, and which more than once.
    fn as_json(&self, show: impl Fn(&K) -> Value) -> Value {
        let (mut distinct, mut total, mut most) = (0_u64, 0_u64, 0_u32);
        let mut histogram: BTreeMap<u32, u64> = BTreeMap::new();
        let mut repeated = Vec::new();
        for part in &self.0 {
            for (key, &times) in &*lock(part) {
                distinct += 1;
                total += u64::from(times);
                most = most.max(times);
                *histogram.entry(times).or_default() += 1;
                if times > 1 {
                    repeated.push((times, key.clone()));
                }
            }
        }
        repeated.sort_by(|one, other| other.cmp(one));
        repeated.truncate(MOST_LISTED);
        let histogram: Map<String, Value> =
            histogram.into_iter().map(|(times, things)| (times.to_string(), json!(things))).collect();
        let repeated: Vec<Value> =
            repeated.iter().map(|(times, key)| json!({ "id": show(key), "times": times })).collect();
        json!({
            "distinct": distinct,
            "total": total,
            "most": most,
            "histogram": histogram,
            "more_than_once": repeated,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_tells_what_came_more_than_once() {
        let tally = Tally::default();
        for (id, spread) in [("a", 1), ("b", 2), ("a", 1), ("c", 17)] {
            tally.count(id.to_owned(), spread);
        }
        let told = tally.as_json(|id| json!(id));
        assert_eq!((&told["distinct"], &told["total"], &told["most"]), (&json!(3), &json!(4), &json!(2)));
        assert_eq!(told["histogram"], json!({"1": 2, "2": 1}));
        assert_eq!(told["more_than_once"], json!([{"id": "a", "times": 2}]));
    }

    #[test]
    fn the_peak_stays_when_calls_have_ended() {
        let stats = Stats::default();
        let (one, two) = (stats.enter("chat", true), stats.enter("chat", true));
        drop((one, two));
        let _third = stats.enter("chat", true);
        assert_eq!(stats.as_json()["peak_in_flight"]["model"], 2);
    }
}
