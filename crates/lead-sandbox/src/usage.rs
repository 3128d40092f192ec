//! Calls of the rolling day.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// The day is remembered in this many pieces.
const PIECES: f64 = 200.0;

/// The org's daily allocation, as used.
#[derive(Debug)]
pub(crate) struct DailyCalls {
    since: Instant,
    pieces: Mutex<VecDeque<(u64, u64)>>,
}

impl DailyCalls {
    pub(crate) fn new() -> Self {
        Self { since: Instant::now(), pieces: Mutex::default() }
    }

    /// Counts a call unless `most` are used up; tells how many are used now, and whether it counted.
    pub(crate) fn take(&self, used_by_others: u64, most: u64, day_seconds: f64) -> (u64, bool) {
        let mut pieces = self.pieces.lock().unwrap_or_else(PoisonError::into_inner);
        let piece_seconds = day_seconds / PIECES;
        // Truncation is meant: which piece of the day it is.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let now = (self.since.elapsed().as_secs_f64() / piece_seconds) as u64;
        while pieces.front().is_some_and(|(piece, _)| piece + 200 <= now) {
            pieces.pop_front();
        }
        let used = used_by_others + pieces.iter().map(|(_, calls)| calls).sum::<u64>();
        if used >= most {
            return (used, false);
        }
        match pieces.back_mut() {
            Some((piece, calls)) if *piece == now => *calls += 1,
            _ => pieces.push_back((now, 1)),
        }
        (used + 1, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_limit_frees_up_again() {
        let calls = DailyCalls::new();
        assert_eq!(calls.take(3, 5, 1.0), (4, true));
        assert_eq!(calls.take(3, 5, 1.0), (5, true));
        assert_eq!(calls.take(3, 5, 1.0), (5, false));
        std::thread::sleep(Duration::from_millis(1_050));
        assert_eq!(calls.take(3, 5, 1.0), (4, true));
    }
}
