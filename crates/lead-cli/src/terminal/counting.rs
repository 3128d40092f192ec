//! How far a piece of work is that counts one thing: a bar on stderr, or a line now and then where
//! nobody watches.

use crate::terminal::out;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::{Duration, Instant};

/// How often a line is written where nobody watches.
const PLAIN_EVERY: Duration = Duration::from_secs(5);

pub(crate) struct Counting {
    /// What is done, `Saving`.
    what: &'static str,
    look: Look,
}

enum Look {
    Bar(ProgressBar),
    Lines { last: Instant },
}

impl Counting {
    pub(crate) fn new(what: &'static str) -> Self {
        if !out::is_watched() {
            return Self { what, look: Look::Lines { last: Instant::now() } };
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
        let style = ProgressStyle::with_template("{prefix:<12} {bar:28} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("━╸ "));
        bar.set_prefix(what);
        Self { what, look: Look::Bar(bar) }
    }

    /// Shows how much of all is done, in words too.
    pub(crate) fn show(&mut self, done: u64, of: u64, told: String) {
        match &mut self.look {
            Look::Bar(bar) => {
                bar.set_length(of);
                bar.set_position(done);
                bar.set_message(told);
            }
            Look::Lines { last } if last.elapsed() >= PLAIN_EVERY => {
                out::note(&format!("{} {told}", self.what));
                *last = Instant::now();
            }
            Look::Lines { .. } => {}
        }
    }

    pub(crate) fn close(self) {
        if let Look::Bar(bar) = self.look {
            bar.finish_and_clear();
        }
    }
}
