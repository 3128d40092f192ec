//! Decides which fault hits which call. Knows how often each fault could have happened, so that
//! "the third call" and "for a minute" mean the same on every run.

use crate::dice::Dice;
use crate::scenario::{Fault, Scenario, What};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

/// A scenario in force.
#[derive(Debug)]
pub(crate) struct FaultInjector {
    pub(crate) scenario: Scenario,
    pub(crate) salesforce: Arc<crate::scenario::SalesforceLimits>,
    seed: u64,
    counts: Vec<Count>,
}

#[derive(Debug, Default)]
struct Count {
    /// Calls that the fault's *where* covered.
    calls: AtomicU64,
    times: AtomicU64,
    first: OnceLock<Instant>,
}

/// What a fault's conditions look at.
pub(crate) struct Target<'a> {
    pub(crate) endpoint: &'a str,
    pub(crate) of_model: bool,
    pub(crate) path: &'a str,
    /// The query, decoded, and the body, as one text; made only when a fault asks for it.
    pub(crate) text: &'a dyn Fn() -> String,
    /// How many record ids are asked for.
    pub(crate) ids: &'a dyn Fn() -> usize,
}

impl FaultInjector {
    pub(crate) fn new(scenario: Scenario, seed: u64) -> Self {
        let counts = scenario.faults.iter().map(|_| Count::default()).collect();
        Self { salesforce: Arc::new(scenario.limits.salesforce.clone()), scenario, seed, counts }
    }

    /// The first fault that hits this call.
    pub(crate) fn fault_for(&self, target: &Target) -> Option<&What> {
        let mut drawn = None;
        for (number, (fault, count)) in (0..).zip(self.scenario.faults.iter().zip(&self.counts)) {
            if !fault.place.covers(target.endpoint, target.of_model, target.path) {
                continue;
            }
            // Later faults see the call too, or else "the third call" would depend on other faults.
            let call = count.calls.fetch_add(1, Relaxed) + 1;
            if drawn.is_none() && self.meets(fault, count, number, call, target) {
                drawn = Some(&fault.what);
            }
        }
        drawn
    }

    fn meets(&self, fault: &Fault, count: &Count, number: u64, call: u64, target: &Target) -> bool {
        let when = &fault.when;
        let text_has = |ids: &[String]| {
            let text = (target.text)();
            ids.iter().any(|id| text.contains(id.as_str()))
        };
        let met = when.calls.as_ref().is_none_or(|calls| calls.contains(&call))
            && when.from_call.is_none_or(|from| call >= from)
            && when.every.is_none_or(|every| call.is_multiple_of(every))
            && when
                .share
                .is_none_or(|share| Dice::new(self.seed, "fault", number << 40 | call).share() < share)
            && when.more_ids_than.is_none_or(|most| (target.ids)() > most)
            && when.ids.as_ref().is_none_or(|ids| text_has(ids));
        if !met {
            return false;
        }
        if let Some(seconds) = when.first_seconds {
            let first = count.first.get_or_init(Instant::now);
            if first.elapsed().as_secs_f64() > seconds {
                return false;
            }
        }
        let time = count.times.fetch_add(1, Relaxed) + 1;
        when.times.is_none_or(|most| time <= most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(when: &str, calls: usize) -> Vec<usize> {
        let text = format!(r#"{{"faults":[{{"where":"token","when":{when},"what":"empty_body"}}]}}"#);
        let injector = FaultInjector::new(Scenario::from_json(&text).unwrap(), 1);
        let target = Target {
            endpoint: "token",
            of_model: false,
            path: "/",
            text: &|| "asks for 00Q5g00000abcde".into(),
            ids: &|| 100,
        };
        (1..=calls).filter(|_| injector.fault_for(&target).is_some()).collect()
    }

    #[test]
    fn conditions_say_which_calls() {
        assert_eq!(hits("{}", 3), [1, 2, 3]);
        assert_eq!(hits(r#"{"calls":[2,4]}"#, 5), [2, 4]);
        assert_eq!(hits(r#"{"every":5}"#, 11), [5, 10]);
        assert_eq!(hits(r#"{"from_call":3,"times":2}"#, 6), [3, 4]);
        assert_eq!(hits(r#"{"ids":["00Q5g00000abcde"]}"#, 1), [1]);
        assert!(hits(r#"{"ids":["00Q5g00000zzzzz"]}"#, 3).is_empty());
        assert!(hits(r#"{"more_ids_than":100}"#, 3).is_empty());
        assert!(hits(r#"{"first_seconds":0}"#, 3).is_empty());
        let half = hits(r#"{"share":0.5}"#, 1_000).len();
        assert!((430..570).contains(&half), "{half}");
    }
}
