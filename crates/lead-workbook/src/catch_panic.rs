//! Code of others may panic. Here a panic becomes an error, and nothing of it reaches the user's screen.

use crate::error::WorkbookError;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::Path;
use std::sync::Once;

thread_local! {
    /// Whether a panic of this thread is waited for.
    static IS_EXPECTED: Cell<bool> = const { Cell::new(false) };
}

static HOOK: Once = Once::new();

/// Runs it; `None` where it panicked, of which nothing is printed unless backtraces are asked for.
pub(crate) fn catch_panic<T>(work: impl FnOnce() -> T) -> Option<T> {
    HOOK.call_once(|| {
        // Whoever looks for a fault still sees it.
        let tells_all = std::env::var_os("RUST_BACKTRACE").is_some();
        let before = take_hook();
        set_hook(Box::new(move |about| {
            if tells_all || !IS_EXPECTED.get() {
                before(about);
            }
        }));
    });
    let was = IS_EXPECTED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    IS_EXPECTED.set(was);
    done.ok()
}

/// Runs a reader that may panic on content it did not expect. A panic means that the file is damaged.
pub(crate) fn damaged_on_panic<T>(path: &Path, read: impl FnOnce() -> T) -> Result<T, WorkbookError> {
    catch_panic(read).ok_or_else(|| WorkbookError::damaged(path, "its content contradicts itself"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_nothing_and_the_next_one_is_waited_for_no_more() {
        assert_eq!(catch_panic(|| 7), Some(7));
        assert_eq!(catch_panic(|| -> u8 { panic!("no room") }), None);
        assert!(!IS_EXPECTED.get());
    }
}
