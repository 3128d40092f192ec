//! A limit for calls that can wait for ever: a keychain that is locked asks a person, and where
//! nobody sees the question, nobody answers.

use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

/// Does the work on a thread of its own and gives what it returned; `None` where it took longer
/// than `limit`. The thread is then left to end by itself: such calls cannot be broken off.
pub(crate) fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (done, answer) = sync_channel(1);
    let started = thread::Builder::new().name("keychain".into()).spawn(move || {
        if done.send(work()).is_err() {
            tracing::debug!("the keychain answered after nobody waited any more");
        }
    });
    if let Err(error) = started {
        tracing::warn!(%error, "no thread for the keychain");
        return None;
    }
    answer.recv_timeout(limit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_no_longer_than_told() {
        assert_eq!(within(Duration::from_mins(1), || 7), Some(7));
        assert_eq!(within(Duration::from_millis(10), || thread::sleep(Duration::from_secs(1))), None);
    }
}
