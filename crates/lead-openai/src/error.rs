//! What can go wrong with an answer, in words for the people who run Leadsheet, and what the run
//! should do.

use std::time::Duration;

/// Why a question got no usable answer. Never a score.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// Plain `http` to another computer.
    #[error(
        "The OpenAI address {url} does not begin with https://, so the key would travel unprotected. Nothing was \
         sent. Correct the address under Settings, Connections."
    )]
    InsecureUrl {
        /// The address.
        url: String,
    },
    /// The key holds characters that cannot be sent.
    #[error(
        "The OpenAI key contains characters that no key has, such as a line break. Copy it again and save it under \
         Settings, Connections."
    )]
    UnusableKey,
    /// Too fast; everybody waits.
    #[error("OpenAI asks for a slower pace. Nothing is lost; the run waits and goes on by itself.")]
    RateLimited {
        /// How long, where it said.
        wait: Option<Duration>,
    },
    /// A single request larger than the limit of a whole minute.
    #[error(
        "One request is larger than your OpenAI limit allows ({}). It can never pass as it is: pack fewer leads into \
         a request, or ask for a higher limit on OpenAI's limits page.", too_large(*.requested, *.limit)
    )]
    TooLarge {
        /// Tokens it would take, where the provider said.
        requested: Option<u64>,
        /// Tokens allowed, where the provider said.
        limit: Option<u64>,
    },
    /// The account has no money left, or a spending limit is reached.
    #[error(
        "Your OpenAI account has no credit left or has reached its spending limit ({code}). The run is paused, and \
         every answer so far is saved. Add credit or raise the limit on OpenAI's billing page, then resume."
    )]
    OutOfMoney {
        /// the provider's code.
        code: String,
    },
    /// The key is not accepted.
    #[error(
        "OpenAI does not accept this key ({message}). Every answer so far is saved. Enter another key under Settings, \
         Connections, then resume."
    )]
    Unauthorized {
        /// What the provider wrote, without the key.
        message: String,
    },
    /// The key may not do this: organisation, project, region.
    #[error(
        "OpenAI does not allow this with your key ({message}). Every answer so far is saved. Check the key's project, \
         organisation and region with OpenAI, then resume."
    )]
    Forbidden {
        /// What the provider wrote.
        message: String,
    },
    /// No such model, or not for this key.
    #[error(
        "OpenAI has no model “{model}” for your key. It may have been shut down, or your project may not use it. \
         Choose another model and start the run again; answers so far are saved."
    )]
    ModelNotFound {
        /// The model asked for.
        model: String,
    },
    /// The request is one that the provider does not take.
    #[error(
        "OpenAI does not take the request as it is ({message}). The model or the recipe does not fit: choose another \
         model, or correct the recipe."
    )]
    BadRequest {
        /// the provider's code.
        code: String,
        /// What the provider wrote.
        message: String,
    },
    /// More text than the model can read at once.
    #[error(
        "The leads of this request are more text than the model can read at once. They can be asked in smaller packs."
    )]
    ContextTooLong,
    /// The model declined to answer.
    #[error(
        "The model declined to answer for this lead ({message}). No score was made; the row can be retried or read by a person."
    )]
    Refused {
        /// What the model said.
        message: String,
    },
    /// The answer did not fit into the tokens it was allowed.
    #[error(
        "The model's answer did not fit into the room it was given, so it was thrown away. It can be asked again with more room."
    )]
    CutOff,
    /// The provider's filter stopped the answer.
    #[error(
        "OpenAI's content filter stopped the answer for this lead. No score was made; the row can be read by a person."
    )]
    ContentFilter,
    /// The server has more to do than it can.
    #[error("OpenAI is overloaded. Nothing is lost; the run goes on more slowly and asks again.")]
    Overloaded {
        /// How long to wait, where it said.
        wait: Option<Duration>,
    },
    /// We sped up too fast.
    #[error("OpenAI asks us not to speed up so fast. Nothing is lost; the run goes back to its former pace.")]
    SlowDown {
        /// How long to wait, where it said.
        wait: Option<Duration>,
    },
    /// The server's own trouble.
    #[error(
        "OpenAI has trouble of its own ({code}). Nothing is lost; the question can be asked again in a little while. If it lasts, look at status.openai.com."
    )]
    ServerTrouble {
        /// The HTTP status or the provider's code.
        code: String,
    },
    /// No connection came about.
    #[error(
        "OpenAI could not be reached at {host} ({why}). Nothing is lost; check the network, the VPN and the address \
         under Settings, Connections, then resume."
    )]
    Unreachable {
        /// The host.
        host: String,
        /// What the network said.
        why: String,
    },
    /// No whole answer within the time limit.
    #[error("OpenAI did not answer within {} seconds. The question can be asked again.", limit.as_secs())]
    TimedOut {
        /// The time limit of one request.
        limit: Duration,
    },
    /// The connection broke while the answer was on its way.
    #[error(
        "The connection to OpenAI broke off in the middle of an answer. The part that came was thrown away; the question can be asked again."
    )]
    BrokeOff,
    /// The answer is not what the provider's interface gives.
    #[error(
        "OpenAI's answer could not be read: {what}. It was thrown away, and no lead was scored by it. If this keeps \
         happening, a proxy may stand between this computer and OpenAI."
    )]
    Unreadable {
        /// What was wrong with it.
        what: String,
    },
    /// A redirect; never followed, since the key must not travel to another address.
    #[error(
        "OpenAI's address {host} sent us on to another address ({to}), which Leadsheet does not follow with your key. \
         Correct the address under Settings, Connections."
    )]
    Redirected {
        /// Who sent us on.
        host: String,
        /// Where to.
        to: String,
    },
}

/// What a run does about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Too fast: everybody waits, the question goes back to the queue, and no attempt is used up.
    WaitAll,
    /// Ask again after a back-off.
    Retry,
    /// Ask again with more room for the answer.
    RetryLarger,
    /// Ask in smaller packs; a single lead's row fails.
    Smaller,
    /// The row fails, named; others go on.
    FailRow,
    /// A limit of the account: keep what there is and let the user resume.
    Pause,
    /// Nothing will change by itself: key, model, address, recipe.
    Stop,
}

impl AskError {
    /// What a run does about it.
    #[must_use]
    pub fn action(&self) -> Action {
        match self {
            Self::RateLimited { .. } => Action::WaitAll,
            Self::Overloaded { .. }
            | Self::SlowDown { .. }
            | Self::ServerTrouble { .. }
            | Self::Unreachable { .. }
            | Self::TimedOut { .. }
            | Self::BrokeOff
            | Self::Unreadable { .. } => Action::Retry,
            Self::CutOff => Action::RetryLarger,
            Self::TooLarge { .. } | Self::ContextTooLong => Action::Smaller,
            Self::Refused { .. } | Self::ContentFilter => Action::FailRow,
            Self::OutOfMoney { .. } => Action::Pause,
            Self::InsecureUrl { .. }
            | Self::UnusableKey
            | Self::Unauthorized { .. }
            | Self::Forbidden { .. }
            | Self::ModelNotFound { .. }
            | Self::BadRequest { .. }
            | Self::Redirected { .. } => Action::Stop,
        }
    }

    /// A short name by which problems are grouped.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::InsecureUrl { .. } => "openai_insecure_url",
            Self::UnusableKey => "openai_unusable_key",
            Self::RateLimited { .. } => "openai_rate_limited",
            Self::TooLarge { .. } => "openai_too_large",
            Self::OutOfMoney { .. } => "openai_out_of_money",
            Self::Unauthorized { .. } => "openai_unauthorized",
            Self::Forbidden { .. } => "openai_forbidden",
            Self::ModelNotFound { .. } => "openai_model_not_found",
            Self::BadRequest { .. } => "openai_bad_request",
            Self::ContextTooLong => "openai_context_too_long",
            Self::Refused { .. } => "openai_refused",
            Self::CutOff => "openai_cut_off",
            Self::ContentFilter => "openai_content_filter",
            Self::Overloaded { .. } => "openai_overloaded",
            Self::SlowDown { .. } => "openai_slow_down",
            Self::ServerTrouble { .. } => "openai_server_trouble",
            Self::Unreachable { .. } => "openai_unreachable",
            Self::TimedOut { .. } => "openai_timed_out",
            Self::BrokeOff => "openai_broke_off",
            Self::Unreadable { .. } => "openai_unreadable",
            Self::Redirected { .. } => "openai_redirected",
        }
    }
}

fn too_large(requested: Option<u64>, limit: Option<u64>) -> String {
    match (requested, limit) {
        (Some(requested), Some(limit)) => format!("{requested} tokens, allowed {limit}"),
        _ => "OpenAI does not say by how much".into(),
    }
}
