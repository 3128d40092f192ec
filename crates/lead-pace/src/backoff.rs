//! How long to wait before trying again.

use std::time::Duration;

/// Waits that grow and are drawn at random: each lies between nothing and a ceiling that doubles
/// up to a cap ("full jitter"), so that requests that failed together do not come back together.
#[derive(Debug, Clone)]
pub struct Backoff {
    ceiling: Duration,
    cap: Duration,
}

impl Backoff {
    /// The first wait is at most `base`, every later one at most `cap`.
    #[must_use]
    pub fn new(base: Duration, cap: Duration) -> Self {
        Self { ceiling: base.min(cap), cap }
    }

    /// The next wait.
    #[expect(clippy::should_implement_trait, reason = "there is always a next one, so no Option")]
    pub fn next(&mut self) -> Duration {
        let wait = self.ceiling.mul_f64(fastrand::f64());
        self.ceiling = self.ceiling.saturating_mul(2).min(self.cap);
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_stay_below_a_ceiling_that_doubles_up_to_the_cap() {
        for _ in 0..200 {
            let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_millis(700));
            for most in [100, 200, 400, 700, 700] {
                assert!(backoff.next() <= Duration::from_millis(most));
            }
        }
    }

    #[test]
    fn waits_differ() {
        let waits: Vec<_> =
            (0..20).map(|_| Backoff::new(Duration::from_secs(1), Duration::from_secs(1)).next()).collect();
        assert!(waits.iter().any(|wait| *wait != waits[0]));
    }
}
