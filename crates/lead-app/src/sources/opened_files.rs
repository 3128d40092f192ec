//! Files the app was asked to open from outside: an argument, a double click, another start.

use std::sync::{Mutex, PoisonError};

/// Paths that no window has taken yet. They may come before the window is ready.
#[derive(Default)]
pub(crate) struct OpenedFiles(Mutex<Held>);

#[derive(Default)]
struct Held {
    paths: Vec<String>,
    /// Whether a window has asked once; from then on it is told.
    asked: bool,
}

impl OpenedFiles {
    /// Takes files that were opened from outside. Gives them back where a window listens already and
    /// can be told; holds them until it asks otherwise.
    pub(crate) fn offer(&self, paths: Vec<String>) -> Option<Vec<String>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.asked {
            return (!paths.is_empty()).then_some(paths);
        }
        held.paths.extend(paths);
        None
    }

    /// The files that no window has taken yet. From here on a window listens.
    pub(crate) fn take(&self) -> Vec<String> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.asked = true;
        std::mem::take(&mut held.paths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_held_until_a_window_asks_and_told_from_then_on() {
        let files = OpenedFiles::default();
        assert_eq!(files.offer(vec!["a.xlsx".into()]), None);
        assert_eq!(files.take(), ["a.xlsx"]);
        assert!(files.take().is_empty());
        assert_eq!(files.offer(vec!["b.xlsx".into()]), Some(vec!["b.xlsx".into()]));
    }
}
