//! How a run is paused or cancelled from outside.

use crate::RunError;
use crate::run::context::RunContext;
use crate::run::stop::StopReason;
use std::sync::Arc;
use tokio::sync::watch;

/// The hand on a run: pauses or cancels it from outside.
#[derive(Debug, Clone)]
pub struct Control(watch::Sender<RunCommand>);

/// What the user wants of a run under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RunCommand {
    /// Go on.
    Run,
    /// Take no new work, finish what is under way, and stop so that it can be taken up again.
    Pause,
    /// The same, for good.
    Cancel,
}

impl Default for Control {
    fn default() -> Self {
        Self::new()
    }
}

impl Control {
    /// A hand that lets the run go on.
    #[must_use]
    pub fn new() -> Self {
        Self(watch::Sender::new(RunCommand::Run))
    }

    /// Asks the run to pause.
    pub fn pause(&self) {
        self.wish(RunCommand::Pause);
    }

    /// Asks the run to end for good.
    pub fn cancel(&self) {
        self.wish(RunCommand::Cancel);
    }

    /// A cancelled run stays cancelled, whatever is wished afterwards.
    pub(crate) fn wish(&self, wish: RunCommand) {
        self.0.send_if_modified(|current| {
            let changed = wish > *current;
            if changed {
                *current = wish;
            }
            changed
        });
    }

    pub(crate) fn watch(&self) -> watch::Receiver<RunCommand> {
        self.0.subscribe()
    }
}

/// Listens to the user until there is nothing more to hear.
pub(crate) async fn listen(context: Arc<RunContext>, control: Control) -> Result<(), RunError> {
    let mut wishes = control.watch();
    loop {
        let wish = *wishes.borrow_and_update();
        match wish {
            RunCommand::Run => {}
            RunCommand::Pause => context.stop.because(StopReason::AskedToPause),
            RunCommand::Cancel => {
                context.stop.because(StopReason::Cancelled);
                return Ok(());
            }
        }
        if wishes.changed().await.is_err() {
            return Ok(());
        }
    }
}
