//! Prompt caching: what of an input is read from the cache and what is written to it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The least that is cached (`OpenAI`, "prompt caching").
const LEAST_TOKENS: u64 = 1_024;

/// How long a prefix stays after its last use.
const STAYS: Duration = Duration::from_mins(30);

/// Prefixes that were written.
#[derive(Debug, Default)]
pub(crate) struct PromptCache(Mutex<HashMap<u64, Instant>>);

/// A prefix that ends at a breakpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Prefix {
    /// Hash of everything up to the breakpoint, and of model, effort, verbosity and schema.
    pub(crate) key: u64,
    pub(crate) tokens: u64,
}

/// What one request reads and writes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct CacheUse {
    pub(crate) cached: u64,
    pub(crate) written: u64,
    keys: Vec<u64>,
}

impl PromptCache {
    /// Looks the prefixes up, shortest first. Nothing is written yet: a prefix can be read only
    /// once the request that writes it is done, so requests sent at once all pay the write.
    pub(crate) fn look_up(&self, prefixes: &[Prefix]) -> CacheUse {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let mut found = CacheUse::default();
        for prefix in prefixes.iter().filter(|prefix| prefix.tokens >= LEAST_TOKENS) {
            match kept.get_mut(&prefix.key) {
                Some(used) if now.duration_since(*used) < STAYS => {
                    *used = now;
                    found.cached = found.cached.max(prefix.tokens);
                }
                _ => {
                    found.written = prefix.tokens - found.cached;
                    found.keys.push(prefix.key);
                }
            }
        }
        found
    }

    /// Writes what a request that is done was to write.
    pub(crate) fn keep(&self, found: &CacheUse) {
        if found.keys.is_empty() {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if kept.len() > 100_000 {
            kept.retain(|_, used| now.duration_since(*used) < STAYS);
        }
        kept.extend(found.keys.iter().map(|key| (*key, now)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_writes_and_the_next_reads() {
        let cache = PromptCache::default();
        let rubric = [Prefix { key: 1, tokens: 3_000 }];
        let first = cache.look_up(&rubric);
        assert_eq!((first.cached, first.written), (0, 3_000));
        assert_eq!(cache.look_up(&rubric).written, 3_000, "the first is not done yet");
        cache.keep(&first);
        let next = cache.look_up(&rubric);
        assert_eq!((next.cached, next.written), (3_000, 0));
    }

    #[test]
    fn a_short_prefix_is_never_cached() {
        let cache = PromptCache::default();
        let found = cache.look_up(&[Prefix { key: 1, tokens: 1_023 }]);
        assert_eq!((found.cached, found.written), (0, 0));
    }

    #[test]
    fn a_longer_prefix_pays_for_what_is_new() {
        let cache = PromptCache::default();
        cache.keep(&cache.look_up(&[Prefix { key: 1, tokens: 2_000 }]));
        let both = cache.look_up(&[Prefix { key: 1, tokens: 2_000 }, Prefix { key: 2, tokens: 2_500 }]);
        assert_eq!((both.cached, both.written), (2_000, 500));
    }
}
