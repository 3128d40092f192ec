//! How a run comes to a stop before its end.

use std::sync::OnceLock;
use tokio_util::sync::CancellationToken;

/// Why a run stops before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StopReason {
    /// It can be taken up again. The reason is for people.
    Paused(String),
    /// The same, because the user wished it.
    AskedToPause,
    /// For good, by the user.
    Cancelled,
}

/// The sign to stop: no new work is taken, what is under way is finished and written down.
#[derive(Debug, Default)]
pub(crate) struct StopSignal {
    sign: CancellationToken,
    end: OnceLock<StopReason>,
}

impl StopSignal {
    /// Gives the sign. The first reason stands: what follows a stop is often only its echo.
    pub(crate) fn because(&self, end: StopReason) {
        self.end.get_or_init(|| end);
        self.sign.cancel();
    }

    /// Gives the sign without a reason: a station broke down and tells itself why.
    pub(crate) fn at_once(&self) {
        self.sign.cancel();
    }

    /// Whether the sign was given.
    pub(crate) fn given(&self) -> bool {
        self.sign.is_cancelled()
    }

    /// Waits for the sign.
    pub(crate) async fn wait(&self) {
        self.sign.cancelled().await;
    }

    /// Why, if there is a reason.
    pub(crate) fn end(&self) -> Option<&StopReason> {
        self.end.get()
    }

    /// Waits for something unless the sign is given first.
    pub(crate) async fn or<T>(&self, something: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.wait() => None,
            value = something => Some(value),
        }
    }
}

/// Opens once: what waits behind it may then go on.
#[derive(Debug, Default)]
pub(crate) struct Gate(CancellationToken);

impl Gate {
    pub(crate) fn open(&self) {
        self.0.cancel();
    }

    pub(crate) fn is_open(&self) -> bool {
        self.0.is_cancelled()
    }

    pub(crate) async fn opened(&self) {
        self.0.cancelled().await;
    }
}
