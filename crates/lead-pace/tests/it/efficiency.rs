//! How near the pacer comes to what the provider's limits allow. The bound is generous to the
//! provider's side: it counts on the full bucket of the first minute being used at once.

#![expect(clippy::print_stdout, reason = "figures to look at")]

use crate::common::{Enforce, Server, send_all};
use lead_pace::{PaceOptions, Pacer};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

struct Case {
    name: &'static str,
    enforce: Enforce,
    rpm: f64,
    tpm: f64,
    requests: usize,
    /// What we think a request is charged, and what it is.
    charge: u64,
    cost: f64,
    latency: Duration,
}

/// The least time in which the server can let all of them in, and the last be answered.
fn bound(case: &Case) -> f64 {
    let requests = case.requests as f64;
    let needed = match case.enforce {
        Enforce::Continuous => {
            let by_requests = (requests - case.rpm) / (case.rpm / 60.0);
            let by_tokens = (requests * case.cost - case.tpm) / (case.tpm / 60.0);
            by_requests.max(by_tokens).max(0.0)
        }
        Enforce::Slices => {
            let each = (case.rpm / 60.0).floor().min((case.tpm / 60.0 / case.cost).floor());
            (requests / each).ceil() - 1.0
        }
    };
    needed + case.latency.as_secs_f64()
}

async fn efficiency(case: &Case) -> (f64, u64) {
    let server = Arc::new(Server::new(case.enforce, case.rpm, case.tpm, case.latency));
    let pacer =
        Pacer::new(PaceOptions { requests_per_minute: None, tokens_per_minute: None, max_in_flight: 512 });
    let took = send_all(&pacer, &server, case.requests, case.charge, case.cost).await;
    let refused = server.refused.load(Ordering::Relaxed);
    let share = bound(case) / took.as_secs_f64();
    println!("{}: {share:.3} of the bound, {refused} of {} refused, {took:?}", case.name, case.requests);
    (share, refused)
}

fn tier(name: &'static str, enforce: Enforce, rpm: f64, tpm: f64, requests: usize) -> Case {
    let latency = Duration::from_secs(2);
    Case { name, enforce, rpm, tpm, requests, charge: 3_000, cost: 3_000.0, latency }
}

#[tokio::test(start_paused = true)]
async fn an_evenly_filling_server_is_used_to_95_percent() {
    for case in [
        tier("tier 1, bound by tokens", Enforce::Continuous, 500.0, 500_000.0, 1_500),
        tier("tier 2, bound by tokens", Enforce::Continuous, 5_000.0, 2_000_000.0, 5_000),
        tier("bound by requests", Enforce::Continuous, 600.0, 50_000_000.0, 5_000),
        tier("tier 4", Enforce::Continuous, 10_000.0, 10_000_000.0, 20_000),
    ] {
        let (share, refused) = efficiency(&case).await;
        assert!(share >= 0.95, "{}: {share}", case.name);
        assert!(refused * 50 <= case.requests as u64, "{}: {refused} refused", case.name);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_enforces_seconds_is_used_to_95_percent() {
    for case in [
        tier("bound by requests", Enforce::Slices, 600.0, 50_000_000.0, 4_000),
        tier("bound by tokens", Enforce::Slices, 5_000.0, 1_800_000.0, 4_000),
        tier("fast", Enforce::Slices, 6_000.0, 50_000_000.0, 20_000),
    ] {
        let (share, refused) = efficiency(&case).await;
        assert!(share >= 0.95, "{}: {share}", case.name);
        assert!(refused * 20 <= case.requests as u64, "{}: {refused} refused", case.name);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_estimate_is_made_good_by_the_headers() {
    for (name, charge) in [("a third too high", 4_000), ("a third too low", 2_000)] {
        let case = Case { name, charge, ..tier("", Enforce::Continuous, 5_000.0, 2_000_000.0, 5_000) };
        let (share, _) = efficiency(&case).await;
        assert!(share >= 0.95, "{name}: {share}");
    }
}
