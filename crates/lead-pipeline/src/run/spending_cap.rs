//! The spending cap. More than the worst a request can cost is set aside before it is sent, so the
//! cap holds whatever comes back, and even if nothing does.

use crate::RunError;
use crate::run::context::RunContext;
use lead_journal::{Journal, JournalError, LeadRef, ReservationId, Settlement, Tallies};
use lead_model::Money;

/// How many times its worst cost is set aside for a request. The worst rests on an estimate of what is
/// read and on a limit to what is written, and not every model keeps to that; while requests are under
/// way nobody can tell. It costs nothing but that a run stops a few requests before its cap.
const MARGIN: f64 = 2.0;
/// A model that took more than that once may take somewhat more still.
const BEYOND_THE_WORST_SEEN: f64 = 1.25;

/// Money set aside for one request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reserved {
    /// The most it should cost; nothing where the price is unknown.
    pub(crate) worst: Money,
    /// What is set aside.
    pub(crate) held: Money,
    entry: ReservationId,
}

impl Reserved {
    /// Replaces what was set aside by what became of the request.
    pub(crate) fn settle(self, journal: &mut Journal, settled: &Settlement) -> Result<(), JournalError> {
        if self.worst > Money::ZERO {
            journal.overran(settled.used.cost_usd.dollars() / self.worst.dollars());
        }
        journal.settle(self.entry, settled)
    }
}

/// Sets money aside for a request about these leads, waiting for others to settle where the cap is
/// nearly reached. `None` where the run stops: the cap leaves no room even when nothing is under way.
pub(crate) async fn reserve(
    context: &RunContext,
    worst: Option<Money>,
    leads: &[LeadRef],
) -> Result<Option<Reserved>, RunError> {
    let worst = worst.unwrap_or_default();
    let cap = context.plan.request.max_spend_usd;
    let fits =
        move |tallies: &Tallies| cap.is_none_or(|cap| tallies.committed() + held(worst, tallies) <= cap);
    let mut tallies = context.journal.tallies();
    loop {
        if context.stop.given() {
            return Ok(None);
        }
        let leads = leads.to_vec();
        let reserved = context
            .journal
            .write(move |stores| {
                let tallies = stores.journal.tallies();
                if !fits(tallies) {
                    return Ok(Err(tallies.reserved == Money::ZERO));
                }
                let held = held(worst, tallies);
                let entry = stores.journal.reserve(held, &leads, cap)?;
                Ok(Ok(Reserved { worst, held, entry }))
            })
            .await?;
        match reserved {
            Ok(reserved) => return Ok(Some(reserved)),
            Err(nothing_under_way) if nothing_under_way => {
                let tallies = tallies.borrow().clone();
                context.pause(cap_reached(cap.unwrap_or_default(), &tallies, held(worst, &tallies)));
                return Ok(None);
            }
            Err(_) => {
                let room = tallies.wait_for(|tallies| fits(tallies) || tallies.reserved == Money::ZERO);
                if let Some(Err(_)) | None = context.stop.or(room).await {
                    return Ok(None);
                }
            }
        }
    }
}

fn held(worst: Money, tallies: &Tallies) -> Money {
    let margin = MARGIN.max(tallies.overrun * BEYOND_THE_WORST_SEEN);
    Money::from_dollars(worst.dollars() * margin).unwrap_or(Money::from_nanos(i64::MAX))
}

fn cap_reached(cap: Money, tallies: &Tallies, held: Money) -> String {
    let perhaps = if tallies.unknown > Money::ZERO {
        format!(" and perhaps {} more for requests whose cost nobody told", tallies.unknown)
    } else {
        String::new()
    };
    format!(
        "The spending cap of {cap} leaves no room for the next request, for which {held} is set aside: {} is \
         spent{perhaps}. The run is paused and every answer is saved. Raise the cap and resume.",
        tallies.usage.cost_usd
    )
}
