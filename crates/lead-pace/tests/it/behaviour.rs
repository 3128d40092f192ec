//! What makes everybody wait, and what does not.

use lead_pace::{BreakerState, BucketReport, LimitReport, Outcome, PaceOptions, Pacer};
use std::time::Duration;
use tokio::time::{Instant, advance, timeout};

const SECOND: Duration = Duration::from_secs(1);
const SOON: Duration = Duration::from_millis(5);

fn unlimited() -> PaceOptions {
    PaceOptions { requests_per_minute: None, tokens_per_minute: None, max_in_flight: 64 }
}

async fn waited(pacer: &Pacer) -> Duration {
    let begun = Instant::now();
    drop(pacer.acquire(1).await);
    begun.elapsed()
}

async fn fail(pacer: &Pacer, times: usize) {
    for _ in 0..times {
        pacer.acquire(1).await.finish(Outcome::Failed, SECOND);
    }
}

#[tokio::test(start_paused = true)]
async fn one_refusal_makes_everybody_wait_once() {
    let pacer = Pacer::new(unlimited());
    let (first, second) = (pacer.acquire(1).await, pacer.acquire(1).await);
    first.finish(Outcome::Throttled { wait: Some(SECOND * 3) }, SOON);
    second.finish(Outcome::Throttled { wait: Some(SECOND) }, SOON);
    assert_eq!(pacer.state().blocked_for, Some(SECOND * 3), "the longer wait holds");
    let others = waited_by(&pacer, 10).await;
    assert!(others.iter().all(|wait| *wait >= SECOND * 3 && *wait < SECOND * 3 + SOON), "{others:?}");
}

async fn waited_by(pacer: &Pacer, count: usize) -> Vec<Duration> {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..count {
        let pacer = pacer.clone();
        tasks.spawn(async move { waited(&pacer).await });
    }
    tasks.join_all().await
}

#[tokio::test(start_paused = true)]
async fn a_block_that_comes_while_one_waits_holds_for_it() {
    let pacer = Pacer::new(PaceOptions { max_in_flight: 1, ..unlimited() });
    let holder = pacer.acquire(1).await;
    let waiting = tokio::spawn({
        let pacer = pacer.clone();
        async move { waited(&pacer).await }
    });
    tokio::task::yield_now().await;
    advance(SECOND).await;
    pacer.block_for(SECOND * 5);
    drop(holder);
    assert!(waiting.await.unwrap() >= SECOND * 6);
}

#[tokio::test(start_paused = true)]
async fn no_more_on_their_way_than_allowed_and_one_in_when_one_is_out() {
    let pacer = Pacer::new(PaceOptions { max_in_flight: 2, ..unlimited() });
    let first = pacer.acquire(1).await;
    let _second = pacer.acquire(1).await;
    assert!(timeout(SECOND, pacer.acquire(1)).await.is_err());
    assert_eq!(pacer.state().in_flight, 2);
    first.finish(Outcome::Ok, SECOND);
    assert!(timeout(SOON, pacer.acquire(1)).await.is_ok(), "the one that gave up has left the line");
}

#[tokio::test(start_paused = true)]
async fn a_known_limit_is_kept_from_the_first_request_on() {
    let pacer = Pacer::new(PaceOptions { tokens_per_minute: Some(6_000.0), ..unlimited() });
    let begun = Instant::now();
    for _ in 0..9 {
        drop(pacer.acquire(1_000).await);
    }
    let took = begun.elapsed();
    assert!(took >= SECOND * 30 && took < SECOND * 31, "6,000 at once, 3,000 at 100 a second: {took:?}");
}

#[tokio::test(start_paused = true)]
async fn limits_heard_without_a_permit_only_lower_what_is_left() {
    let pacer = Pacer::new(PaceOptions { requests_per_minute: Some(60.0), ..unlimited() });
    let heard = |remaining| LimitReport {
        requests: Some(BucketReport {
            limit: 60.0,
            remaining,
            reset: Duration::from_secs_f64(60.0 - remaining),
        }),
        tokens: None,
    };
    let left = |pacer: &Pacer| pacer.state().requests.unwrap().remaining;
    pacer.observe(&heard(10.0));
    assert!((left(&pacer) - 10.0).abs() < 0.01);
    pacer.observe(&heard(50.0));
    assert!((left(&pacer) - 10.0).abs() < 0.01);
}

#[tokio::test(start_paused = true)]
async fn headers_of_an_older_request_do_not_overrule_those_of_a_newer() {
    let pacer = Pacer::new(unlimited());
    let (older, newer) = (pacer.acquire(10).await, pacer.acquire(10).await);
    let heard = |remaining| LimitReport {
        tokens: Some(BucketReport {
            limit: 600.0,
            remaining,
            reset: Duration::from_secs_f64((600.0 - remaining) / 10.0),
        }),
        requests: None,
    };
    newer.observe(&heard(100.0));
    older.observe(&heard(500.0));
    assert!((pacer.state().tokens.unwrap().remaining - 100.0).abs() < 0.01);
}

#[tokio::test(start_paused = true)]
async fn eight_failures_in_a_row_stop_everything_and_one_probe_looks_again() {
    let pacer = Pacer::new(unlimited());
    fail(&pacer, 7).await;
    pacer.acquire(1).await.finish(Outcome::Refused, SECOND);
    fail(&pacer, 7).await;
    assert_eq!(pacer.state().breaker, BreakerState::Closed, "not in a row: a refusal shows it is alive");
    fail(&pacer, 1).await;
    assert!(
        matches!(pacer.state().breaker, BreakerState::Open { left } if left >= SECOND && left <= SECOND * 2)
    );

    let probe = pacer.acquire(1).await;
    assert_eq!(pacer.state().breaker, BreakerState::Probing);
    assert!(timeout(SECOND * 60, pacer.acquire(1)).await.is_err(), "only one looks");
    probe.finish(Outcome::Failed, SECOND);
    assert!(matches!(pacer.state().breaker, BreakerState::Open { left } if left >= SECOND * 2), "longer");

    pacer.acquire(1).await.finish(Outcome::Ok, SECOND);
    assert_eq!(pacer.state().breaker, BreakerState::Closed);
    assert!(timeout(SOON, pacer.acquire(1)).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_is_given_up_makes_room_for_another() {
    let pacer = Pacer::new(unlimited());
    fail(&pacer, 8).await;
    drop(pacer.acquire(1).await);
    assert!(timeout(SOON, pacer.acquire(1)).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn answers_from_before_the_breaker_opened_do_not_close_it() {
    let pacer = Pacer::new(unlimited());
    let late = pacer.acquire(1).await;
    fail(&pacer, 8).await;
    late.finish(Outcome::Ok, SECOND);
    assert!(matches!(pacer.state().breaker, BreakerState::Open { .. }));
}

#[tokio::test(start_paused = true)]
async fn slow_down_halves_what_may_be_on_its_way() {
    let pacer = Pacer::new(unlimited());
    let before = pacer.state().allowed_in_flight;
    advance(SECOND).await;
    pacer.acquire(1).await.finish(Outcome::Overloaded, SECOND);
    assert_eq!(pacer.state().allowed_in_flight, before / 2);
}

#[tokio::test(start_paused = true)]
async fn without_any_headers_a_refusal_lowers_what_may_be_on_its_way() {
    let pacer = Pacer::new(unlimited());
    let before = pacer.state().allowed_in_flight;
    advance(SECOND).await;
    pacer.acquire(1).await.finish(Outcome::Throttled { wait: None }, SECOND);
    assert!(pacer.state().allowed_in_flight < before);
    assert_eq!(pacer.state().blocked_for, Some(SECOND));
}
