//! Files the app was asked to open from outside: an argument, a double click, another start.

use crate::App;
use crate::failure::AppResult;
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

impl App {
    /// Takes files that were opened from outside. Gives them back where a window listens already
    /// and can be told; holds them until it asks otherwise.
    pub fn offer_opened(&self, paths: Vec<String>) -> Option<Vec<String>> {
        let mut held = self.0.opened.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.asked {
            return (!paths.is_empty()).then_some(paths);
        }
        held.paths.extend(paths);
        None
    }

    /// The files this app was asked to open and that no window has taken yet. Taken once.
    #[expect(clippy::unused_async, reason = "all commands of the table are async")]
    pub async fn opened_files(&self) -> AppResult<Vec<String>> {
        let mut held = self.0.opened.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.asked = true;
        Ok(std::mem::take(&mut held.paths))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Environment;

    #[tokio::test]
    async fn files_are_held_until_a_window_asks_and_told_from_then_on() {
        let home = tempfile::tempdir().unwrap();
        let app = App::open(home.path().to_owned(), Environment::default()).await.unwrap();
        assert_eq!(app.offer_opened(vec!["a.xlsx".into()]), None);
        assert_eq!(app.opened_files().await.unwrap(), ["a.xlsx"]);
        assert!(app.opened_files().await.unwrap().is_empty());
        assert_eq!(app.offer_opened(vec!["b.xlsx".into()]), Some(vec!["b.xlsx".into()]));
    }
}
