//! The spending cap. The worst a request can cost is set aside before it is sent, so the cap holds
//! whatever comes back, and even if nothing does.

use crate::RunError;
use crate::shift::Shift;
use lead_journal::{Journal, JournalError, ReservationId};
use lead_model::{Money, Usage};

/// Money set aside for one request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reserved {
    /// The most it can cost; nothing where the price is unknown.
    pub(crate) worst: Money,
    entry: Option<ReservationId>,
}

impl Reserved {
    /// Replaces what was set aside by what was used.
    pub(crate) fn settle(
        self,
        journal: &mut Journal,
        used: &Usage,
        unknown: Money,
    ) -> Result<(), JournalError> {
        let Some(entry) = self.entry else {
            journal.used(used);
            return Ok(());
        };
        journal.settle(entry, used, unknown)
    }
}

/// Sets money aside, waiting for others to settle where the cap is nearly reached. `None` where the
/// run stops: the cap leaves no room even when nothing is under way.
pub(crate) async fn reserve(shift: &Shift, worst: Option<Money>) -> Result<Option<Reserved>, RunError> {
    let Some(worst) = worst else { return Ok(Some(Reserved { worst: Money::ZERO, entry: None })) };
    let cap = shift.plan.request.max_spend_usd;
    let fits = move |committed: Money| cap.is_none_or(|cap| committed + worst <= cap);
    let mut tallies = shift.scribe.tallies();
    loop {
        if shift.stop.given() {
            return Ok(None);
        }
        let entry = shift
            .scribe
            .write(move |books| {
                let tallies = books.journal.tallies();
                if fits(tallies.committed()) {
                    return books.journal.reserve(worst).map(Ok);
                }
                Ok(Err(tallies.reserved == Money::ZERO))
            })
            .await?;
        match entry {
            Ok(entry) => return Ok(Some(Reserved { worst, entry: Some(entry) })),
            Err(nothing_under_way) if nothing_under_way => {
                let told = tallies.borrow().clone();
                shift.pause(cap_reached(cap.unwrap_or_default(), &told, worst));
                return Ok(None);
            }
            Err(_) => {
                let room = tallies.wait_for(|told| fits(told.committed()) || told.reserved == Money::ZERO);
                if let Some(Err(_)) | None = shift.stop.or(room).await {
                    return Ok(None);
                }
            }
        }
    }
}

fn cap_reached(cap: Money, told: &lead_journal::Tallies, worst: Money) -> String {
    let perhaps = if told.unknown > Money::ZERO {
        format!(" and perhaps {} more for requests that were cut off", told.unknown)
    } else {
        String::new()
    };
    format!(
        "The spending cap of {cap} leaves no room for the next request, which can cost up to {worst}: {} is \
         spent{perhaps}. The run is paused and every answer is saved. Raise the cap and resume.",
        told.usage.cost_usd
    )
}
