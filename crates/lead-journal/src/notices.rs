//! What people should know of the files that are kept, once: that one was damaged and put aside, say. It
//! comes up deep below the hosts, in the middle of other work that goes on.

use std::sync::{Mutex, PoisonError};

static NOTICES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Tells something, for a host to show and for the log.
pub fn tell(notice: String) {
    tracing::warn!("{notice}");
    let mut notices = NOTICES.lock().unwrap_or_else(PoisonError::into_inner);
    if !notices.contains(&notice) {
        notices.push(notice);
    }
}

/// What was told since this was last asked.
#[must_use]
pub fn take() -> Vec<String> {
    std::mem::take(&mut *NOTICES.lock().unwrap_or_else(PoisonError::into_inner))
}
