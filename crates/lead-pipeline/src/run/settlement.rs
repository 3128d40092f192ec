//! What goes on the bill for a request, whatever became of it.

use crate::run::context::RunContext;
use crate::run::spending_cap::Reserved;
use lead_journal::Settlement;
use lead_model::{Money, Usage};
use lead_openai::{Charge, TokenUsage};

/// The provider's figure, or an estimate, or what was set aside; with the difference between what was
/// set aside and an estimate still counting against the cap, since nobody knows what the model thought
/// and did not say.
pub(crate) fn settlement(
    context: &RunContext,
    charge: Charge,
    reserved: &Reserved,
    usable: bool,
) -> Settlement {
    let mut used = usage(context, &charge.usage().unwrap_or_default());
    used.unusable_requests = u64::from(!usable && charge != Charge::Nothing);
    if matches!(charge, Charge::Estimated(_)) {
        used.estimated_usd = used.cost_usd;
    }
    let unconfirmed = match charge {
        Charge::Told(_) | Charge::Nothing => Money::ZERO,
        Charge::Estimated(_) => (reserved.held - used.cost_usd).max(Money::ZERO),
        Charge::Lost | Charge::Doubtful => reserved.held,
    };
    Settlement { used, unconfirmed, attempt: charge.is_attempt() }
}

fn usage(context: &RunContext, used: &TokenUsage) -> Usage {
    Usage {
        openai_requests: 1,
        input_tokens: used.input,
        cached_tokens: used.cached,
        cache_write_tokens: used.cache_write,
        output_tokens: used.output,
        cost_usd: context.providers.prices.cost(&context.plan.request.model, used).unwrap_or_default(),
        ..Usage::default()
    }
}
