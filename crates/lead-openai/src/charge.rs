//! What a request cost, and by whose word.
//!
//! The provider's own count goes before everything. Where it does not say, or says what cannot be,
//! the texts that were sent and came are counted here; where no text came, nobody knows, and the most
//! that the request could cost has to be taken for spent. An answer is free only where the provider
//! refused the question.

use crate::{AskError, Question, TokenUsage, estimate_tokens};
use serde_json::Value;

/// What a request cost, and by whose word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    /// As the provider counted it.
    Told(TokenUsage),
    /// Estimated from the texts that were sent and came. What the model thought and did not say is
    /// not in it, so it may have cost more, up to what was reserved.
    Estimated(TokenUsage),
    /// It was sent, and no answer came that tells anything: it may be billed in full.
    Lost,
    /// A gateway answered with an error of its own. The model has hardly worked on it, but nobody
    /// says so: it may be billed in full.
    Doubtful,
    /// Nothing: it was not sent, or the provider refused it.
    Nothing,
}

impl Charge {
    /// Whether asking counts as an attempt that cost money. A gateway's errors do not: they come in
    /// numbers while a provider is out, and asking again later is what helps then.
    #[must_use]
    pub fn is_attempt(&self) -> bool {
        matches!(self, Self::Told(_) | Self::Estimated(_) | Self::Lost)
    }

    /// The tokens, as far as they are known.
    #[must_use]
    pub fn usage(&self) -> Option<TokenUsage> {
        match self {
            Self::Told(usage) | Self::Estimated(usage) => Some(*usage),
            Self::Lost | Self::Doubtful | Self::Nothing => None,
        }
    }

    /// Of a request that got no answer.
    pub(crate) fn unanswered(error: &AskError) -> Self {
        match error {
            AskError::TimedOut { .. } | AskError::BrokeOff | AskError::Unreadable { .. } => Self::Lost,
            _ => Self::Nothing,
        }
    }

    /// Of a request that was answered with an error, by the provider itself or by somebody between.
    pub(crate) fn refused(error: &AskError, by_the_provider: bool) -> Self {
        match error {
            AskError::ServerTrouble { .. } if !by_the_provider => Self::Doubtful,
            _ => Self::Nothing,
        }
    }
}

/// What was sent and what came.
pub(crate) struct Texts<'a> {
    pub(crate) question: &'a Question,
    pub(crate) written: &'a str,
}

impl Texts<'_> {
    /// What an answer cost, by the usage it tells and the way it ended.
    pub(crate) fn charge(&self, usage: Option<&Value>, ended: Option<&AskError>) -> Charge {
        let Question { instructions, data, schema, .. } = self.question;
        let (read, written) =
            (estimate_tokens(instructions) + estimate_tokens(data), estimate_tokens(self.written));
        if let Some(told) = usage.and_then(|usage| TokenUsage::told(usage, read, written)) {
            return Charge::Told(told);
        }
        let output = match ended {
            // The provider turned the question away, only in another form.
            Some(AskError::RateLimited { .. } | AskError::OutOfMoney { .. } | AskError::ContextTooLong) => {
                return Charge::Nothing;
            }
            // It wrote until the room was full, whatever came of it.
            Some(AskError::CutOff) => written.max(self.question.max_output_tokens.into()),
            _ if self.written.trim().is_empty() => return Charge::Lost,
            _ => written,
        };
        let input = read + estimate_tokens(&schema.to_string());
        Charge::Estimated(TokenUsage { input, output, ..TokenUsage::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn question() -> Question {
        Question {
            model: "gpt-6-luna".into(),
            instructions: "Judge this lead by its own fields. ".repeat(100).into(),
            data: "{}".into(),
            schema_name: "s".into(),
            schema: json!({ "type": "object" }).into(),
            max_output_tokens: 900,
            effort: None,
        }
    }

    fn charged(written: &str, usage: &Value, ended: Option<&AskError>) -> Charge {
        Texts { question: &question(), written }.charge(Some(usage), ended)
    }

    #[test]
    fn no_way_an_answer_can_end_is_free_for_want_of_a_count() {
        let (nothing, text) = (json!(null), "The lead looks sound. ".repeat(20));
        let filter = AskError::ContentFilter;
        for (written, ended) in [
            (&*text, None),
            (&*text, Some(&filter)),
            (&*text, Some(&AskError::CutOff)),
            ("", Some(&AskError::CutOff)),
            ("I can't help with that.", Some(&AskError::Refused { message: String::new() })),
        ] {
            let Charge::Estimated(usage) = charged(written, &nothing, ended) else { panic!("{ended:?}") };
            assert!(usage.input > 700 && usage.output > 0, "{ended:?} {usage:?}");
            assert_eq!(usage.output >= 900, ended == Some(&AskError::CutOff), "a cut answer filled its room");
        }
        let broken = AskError::ServerTrouble { code: "server_error".into() };
        let empty = AskError::Unreadable { what: "it has no text".into() };
        for error in [&filter, &broken, &empty] {
            assert_eq!(charged("", &nothing, Some(error)), Charge::Lost, "{error}");
        }
    }

    #[test]
    fn a_question_that_was_turned_away_is_free() {
        let busy = AskError::RateLimited { wait: None };
        assert_eq!(charged("", &json!(null), Some(&busy)), Charge::Nothing);
        let broken = AskError::ServerTrouble { code: "500".into() };
        assert_eq!(Charge::refused(&broken, true), Charge::Nothing);
        assert_eq!(Charge::refused(&broken, false), Charge::Doubtful);
        assert_eq!(Charge::refused(&AskError::Overloaded { wait: None }, false), Charge::Nothing);
    }

    #[test]
    fn the_provider_s_count_goes_before_ours() {
        let usage = json!({ "input_tokens": 800, "output_tokens": 2_000 });
        let told = TokenUsage { input: 800, output: 2_000, ..TokenUsage::default() };
        assert_eq!(charged("Sound.", &usage, Some(&AskError::CutOff)), Charge::Told(told));
    }
}
