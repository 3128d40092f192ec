//! How fast a run goes, lately and altogether, and how long that makes it last.

use lead_model::SecondsRange;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// What *lately* means.
const LATELY: Duration = Duration::from_secs(10);
/// Before this there is nothing to tell the time left by.
const FIRST_WORD: Duration = Duration::from_secs(2);

/// Samples of how many leads were finished when.
#[derive(Debug)]
pub(crate) struct Throughput {
    began: Instant,
    at_first: u64,
    samples: VecDeque<(Instant, u64)>,
}

impl Throughput {
    /// A run taken up with this many leads finished already.
    pub(crate) fn new(finished: u64) -> Self {
        let now = Instant::now();
        Self { began: now, at_first: finished, samples: VecDeque::from([(now, finished)]) }
    }

    /// Takes a sample and gives the rate lately, leads a second.
    pub(crate) fn beat(&mut self, finished: u64) -> f64 {
        let now = Instant::now();
        self.samples.push_back((now, finished));
        while self.samples.len() > 2 && self.samples.front().is_some_and(|(then, _)| now - *then > LATELY) {
            self.samples.pop_front();
        }
        let Some((then, before)) = self.samples.front() else { return 0.0 };
        rate(finished.saturating_sub(*before), now - *then)
    }

    /// How long what remains will take, as a range between the two rates and some doubt.
    pub(crate) fn time_left(&self, finished: u64, remaining: u64, lately: f64) -> Option<SecondsRange> {
        let took = self.began.elapsed();
        let whole = rate(finished.saturating_sub(self.at_first), took);
        let (slow, fast) = if lately < whole { (lately, whole) } else { (whole, lately) };
        (took >= FIRST_WORD && slow > 0.0)
            .then(|| SecondsRange { low: 0.9 * remaining as f64 / fast, high: 1.2 * remaining as f64 / slow })
    }
}

fn rate(leads: u64, time: Duration) -> f64 {
    if time.is_zero() { 0.0 } else { leads as f64 / time.as_secs_f64() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_time_left_lies_between_the_two_rates() {
        let mut throughput = Throughput::new(100);
        assert_eq!(throughput.time_left(100, 900, 0.0), None, "nothing to tell it by");
        let mut finished = 100;
        for _ in 0..20 {
            tokio::time::advance(Duration::from_secs(1)).await;
            finished += 10;
            throughput.beat(finished);
        }
        for _ in 0..10 {
            tokio::time::advance(Duration::from_secs(1)).await;
            finished += 40;
            throughput.beat(finished);
        }
        let lately = throughput.beat(finished);
        assert!((lately - 40.0).abs() < 0.01, "{lately}");
        let left = throughput.time_left(finished, 400, lately).unwrap();
        assert!((left.low - 9.0).abs() < 0.01, "{left:?}");
        assert!((left.high - 24.0).abs() < 0.01, "{left:?}");
    }
}
