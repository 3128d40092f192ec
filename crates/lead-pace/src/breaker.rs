//! Stops sending to a provider that fails again and again, and looks whether it is back.

use crate::BreakerState;
use std::time::Duration;
use tokio::time::Instant;

/// Failures in a row that open it. At one failure in five, that happens once in 400,000 requests.
const FAILURES: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub(crate) struct Breaker {
    state: State,
    pause: Duration,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Closed { failures: u32 },
    Open { until: Instant },
    Probing,
}

/// Whether a request may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// It may.
    Pass,
    /// It may, as the one that looks whether the provider is back: [`Breaker::probe`].
    Probe,
    /// Not before.
    At(Instant),
    /// Not before the probe has come back.
    WhenProbed,
}

impl Breaker {
    pub(crate) fn new() -> Self {
        Self { state: State::Closed { failures: 0 }, pause: FIRST_PAUSE }
    }

    pub(crate) fn gate(&self, now: Instant) -> Gate {
        match self.state {
            State::Closed { .. } => Gate::Pass,
            State::Open { until } if until > now => Gate::At(until),
            State::Open { .. } => Gate::Probe,
            State::Probing => Gate::WhenProbed,
        }
    }

    /// The probe is on its way.
    pub(crate) fn probe(&mut self) {
        self.state = State::Probing;
    }

    /// The provider answered something that shows it is alive; whether that closed the breaker.
    pub(crate) fn alive(&mut self, probe: bool) -> bool {
        match self.state {
            State::Closed { .. } => self.state = State::Closed { failures: 0 },
            State::Probing if probe => {
                self.state = State::Closed { failures: 0 };
                self.pause = FIRST_PAUSE;
                return true;
            }
            // Answers to requests from before it opened; the probe decides.
            State::Open { .. } | State::Probing => {}
        }
        false
    }

    /// The provider failed.
    pub(crate) fn failed(&mut self, probe: bool, now: Instant) {
        match self.state {
            State::Closed { failures } if failures + 1 < FAILURES => {
                self.state = State::Closed { failures: failures + 1 };
            }
            State::Closed { .. } => self.open(now),
            State::Probing if probe => self.open(now),
            State::Open { .. } | State::Probing => {}
        }
    }

    /// The probe was given up without an answer: the next request is one.
    pub(crate) fn abandoned(&mut self, probe: bool, now: Instant) {
        if probe && matches!(self.state, State::Probing) {
            self.state = State::Open { until: now };
        }
    }

    fn open(&mut self, now: Instant) {
        // Half fixed, half drawn: several apps on one broken provider do not probe in step.
        let pause = self.pause.mul_f64(0.5 + fastrand::f64() / 2.0);
        tracing::warn!(?pause, "the provider failed too often in a row; waiting before the next look");
        self.state = State::Open { until: now + pause };
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
    }

    pub(crate) fn view(&self, now: Instant) -> BreakerState {
        match self.state {
            State::Closed { .. } => BreakerState::Closed,
            State::Open { until } => BreakerState::Open { left: until.saturating_duration_since(now) },
            State::Probing => BreakerState::Probing,
        }
    }
}
