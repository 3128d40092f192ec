//! The question that a request puts to the model, and how large it is.

use crate::model::pack::Pack;
use crate::run::context::RunContext;
use lead_assess::{AnswerFault, Ask, FittedRecipe};
use lead_model::Lead;
use lead_openai::{Question, estimate_tokens};

/// The room for an answer is doubled so often at most.
pub(crate) const MOST_DOUBLINGS: u32 = 3;

/// How large a request is, in tokens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weight {
    /// What it gives the model to read, estimated.
    pub(crate) input: u64,
    /// What the model may write.
    pub(crate) room: u64,
}

impl Weight {
    /// What a request is charged at the door: the larger of the two, not their sum.
    pub(crate) fn charged(self) -> u64 {
        self.input.max(self.room)
    }
}

pub(crate) fn weight(question: &Question) -> Weight {
    let texts = [&*question.instructions, &question.data, &question.schema.to_string()];
    let input = texts.into_iter().map(estimate_tokens).sum();
    Weight { input, room: question.max_output_tokens.into() }
}

pub(crate) fn question_about(fitted: &FittedRecipe, pack: &Pack) -> Ask {
    let leads: Vec<&Lead> = pack.pending_leads.iter().map(|pending| &pending.lead.record).collect();
    let faults: Vec<AnswerFault> =
        pack.pending_leads.iter().filter_map(|pending| pending.fault.clone()).collect();
    if faults.is_empty() { fitted.ask(&leads) } else { fitted.ask_again(&leads, &faults) }
}

pub(crate) fn question(context: &RunContext, ask: &Ask, doublings: u32) -> Question {
    Question {
        model: context.plan.request.model.clone(),
        instructions: ask.instructions.clone(),
        data: ask.data.clone(),
        schema_name: ask.schema_name.clone(),
        schema: ask.schema.clone(),
        max_output_tokens: ask.max_output_tokens.saturating_mul(1 << doublings.min(MOST_DOUBLINGS)),
        effort: effort(&context.plan.request.model),
    }
}

/// Judging by a rubric needs little thought; the models before the fifth take no such setting.
fn effort(model: &str) -> Option<String> {
    let older = ["gpt-3", "gpt-4"].iter().any(|name| model.starts_with(name));
    (!older).then(|| "low".to_owned())
}
