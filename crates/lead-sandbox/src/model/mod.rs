//! The model and its API under `/v1`.

mod buckets;
mod cache;
mod catalog;
mod duration;
mod error;
mod fill;
mod judge;
mod message;
mod parameters;
mod reply;
mod request;
mod schema;
mod spoil;
mod subject;

use crate::dice::{Dice, letters};
use crate::http::{Call, Reply};
use crate::names::Universe;
use crate::scenario::{AnswerFault, ModelLimits, NamedError};
use crate::stats::{self, Stats};
use buckets::{Buckets, Level};
use cache::{CacheUse, PromptCache};
use catalog::{Usage, tokens};
use error::ApiError;
use message::Format;
use reply::Outcome;
use request::Question;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The model's provider.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) api_key: String,
    seed: u64,
    universe: Arc<Universe>,
    buckets: Buckets,
    cache: PromptCache,
    requests: AtomicU64,
}

/// A call, with what it is judged by.
#[derive(Clone, Copy)]
pub(crate) struct ModelCall<'a> {
    pub(crate) call: &'a Call,
    pub(crate) endpoint: &'static str,
    pub(crate) limits: &'a ModelLimits,
    pub(crate) stats: &'a Stats,
}

/// A call that was let in.
pub(crate) enum Admitted {
    /// Has its answer already: lists of models and the like.
    Told(Reply),
    /// A question, paid at the door.
    Question { question: Box<Question>, level: Level, number: u64 },
}

/// What becomes of an answer on its way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spoiled {
    No,
    /// Written wrongly.
    Answer(AnswerFault),
    /// Written well, but it will not arrive whole.
    OnTheWay,
}

/// The name under which a call is counted and by which faults name it.
pub(crate) fn endpoint(path: &str) -> &'static str {
    match path.trim_end_matches('/') {
        "/v1/responses" => "responses",
        "/v1/chat/completions" => "chat",
        path if path == "/v1/models" || path.starts_with("/v1/models/") => "models",
        _ => "other",
    }
}

/// The reply for a named error.
pub(crate) fn named_reply(name: NamedError) -> Reply {
    ApiError::named(name).reply()
}

impl Admitted {
    pub(crate) fn is_question(&self) -> bool {
        matches!(self, Self::Question { .. })
    }
}

impl Model {
    pub(crate) fn new(seed: u64, universe: Arc<Universe>) -> Self {
        Self {
            api_key: format!("sk-proj-{}", letters(seed, "api key", 0, 64)),
            seed,
            universe,
            buckets: Buckets::default(),
            cache: PromptCache::default(),
            requests: AtomicU64::new(0),
        }
    }

    /// Key, form, money and rate limits, in this order. A refusal is boxed: it is the rare case.
    pub(crate) fn admit(&self, asked: &ModelCall) -> Result<Admitted, Box<Reply>> {
        let number = self.requests.fetch_add(1, Relaxed);
        let refused = |error: &ApiError| Box::new(self.stamped(error.reply(), number));
        match asked.call.bearer() {
            None => return Err(refused(&ApiError::missing_key())),
            Some(key) if key != self.api_key => return Err(refused(&ApiError::invalid_key())),
            Some(_) => {}
        }
        let question = match (asked.call.method.as_str(), asked.endpoint) {
            ("POST", "responses") => parsed(&asked.call.body).and_then(|body| Question::of_responses(&body)),
            ("POST", "chat") => parsed(&asked.call.body).and_then(|body| Question::of_chat(&body)),
            ("GET", "models") => {
                return listed(&asked.call.path).map(Admitted::Told).map_err(|error| refused(&error));
            }
            (method, _) => {
                let message = format!("Invalid URL ({method} {})", asked.call.path);
                return Err(refused(&ApiError::new(404, "invalid_request_error", "unknown_url", message)));
            }
        };
        let question = match question {
            Ok(question) => question,
            Err(error) => return Err(refused(&error)),
        };
        let spent = asked.stats.tokens.nano_usd.load(Relaxed) as f64 / 1e9;
        if asked.limits.balance_usd.is_some_and(|balance| spent >= balance) {
            return Err(refused(&ApiError::out_of_money()));
        }
        let input = question.input_tokens();
        if input + question.max_output_tokens.unwrap_or(0) > question.model.context_tokens {
            return Err(refused(&ApiError::context_too_long(question.model.name)));
        }
        // At the door a request is charged the larger of its input and the output it may have.
        let charge = input.max(question.max_output_tokens.unwrap_or(0)) as f64;
        let name = question.model.name;
        let (level, error) =
            self.buckets.take(name, asked.limits.of(name), asked.limits.window_seconds, charge);
        match error {
            None => Ok(Admitted::Question { question: Box::new(question), level, number }),
            Some(error) => {
                asked.stats.too_many_requests.fetch_add(1, Relaxed);
                let reply = level
                    .headers()
                    .into_iter()
                    .fold(error.reply(), |reply, (name, value)| reply.with(name, value));
                Err(Box::new(self.stamped(reply, number)))
            }
        }
    }

    /// Puts the headers of a question that was let in on some other reply.
    pub(crate) fn with_headers(&self, reply: Reply, admitted: &Admitted) -> Reply {
        match admitted {
            Admitted::Told(_) => reply,
            Admitted::Question { level, number, .. } => {
                let reply =
                    level.headers().into_iter().fold(reply, |reply, (name, value)| reply.with(name, value));
                self.stamped(reply, *number)
            }
        }
    }

    fn stamped(&self, reply: Reply, number: u64) -> Reply {
        let id = format!("req_{}", letters(self.seed, "request", number, 24).to_lowercase());
        reply
            .with("x-request-id", id)
            .with("openai-organization", "org-sandbox")
            .with("openai-version", "2020-10-01")
    }

    /// Answers what was let in, and puts it on the bill, whatever becomes of the answer.
    pub(crate) fn answer(&self, asked: &ModelCall, admitted: &Admitted, spoiled: Spoiled) -> Reply {
        let (question, number) = match admitted {
            Admitted::Told(reply) => return self.stamped(reply.clone(), 0),
            Admitted::Question { question, number, .. } => (question, *number),
        };
        let fault = match spoiled {
            Spoiled::Answer(fault) => Some(fault),
            Spoiled::No | Spoiled::OnTheWay => None,
        };
        let leads: Vec<fill::Judged> = subjects(question)
            .into_iter()
            .map(|subject| (judge::judge(&subject, &self.universe, self.seed), subject))
            .map(|(judgement, subject)| (subject, judgement))
            .collect();
        let text = match &question.format {
            Format::Schema { schema, .. } => spoil::spoil(&fill::fill(schema, &leads, self.seed), fault),
            Format::JsonObject => spoil::spoil(&serde_json::json!({ "answer": "Yes." }), fault),
            Format::Text => "These leads look much like leads do.".to_owned(),
        };
        let cache = self.cache.look_up(&question.prefixes());
        let (outcome, usage) = self.measured(question, text, fault, &cache, number);
        self.cache.keep(&cache);
        for (subject, _) in &leads {
            let lead = stats::Lead(subject.mark);
            asked.stats.assessed.count(lead, subject.mark);
            if spoiled == Spoiled::No && outcome.is_whole() {
                asked.stats.answered.count(lead, subject.mark);
            }
        }
        asked.stats.tokens.add(&usage, question.model.micro_usd(&usage));
        let told = reply::told(asked.limits.usage, fault, &outcome);
        let body = if asked.endpoint == "chat" {
            reply::chat(question, &outcome, &usage, told, self.seed, number)
        } else {
            reply::responses(question, &outcome, &usage, told, self.seed, number)
        };
        self.with_headers(Reply::json(200, &body), admitted)
    }

    /// Counts as answered what was worked on long before its answer left.
    pub(crate) fn arrived(asked: &ModelCall, admitted: &Admitted) {
        if let Admitted::Question { question, .. } = admitted {
            for subject in subjects(question) {
                asked.stats.answered.count(stats::Lead(subject.mark), subject.mark);
            }
        }
    }

    /// How the answer ends, given how many tokens it may have, and what it took.
    fn measured(
        &self,
        question: &Question,
        text: String,
        fault: Option<AnswerFault>,
        cache: &CacheUse,
        number: u64,
    ) -> (Outcome, Usage) {
        let mut dice = Dice::new(self.seed, "reasoning", number);
        let reasoning = match question.effort.as_str() {
            "none" => 0,
            "minimal" => 8,
            "low" => 32 + dice.below(96),
            "medium" => 160 + dice.below(320),
            _ => 640 + dice.below(1_280),
        };
        let most = question.max_output_tokens.unwrap_or(128_000);
        let said = tokens(&text);
        let (outcome, output) = match fault {
            Some(AnswerFault::Refusal) => (Outcome::Refused, reasoning + 12),
            // It broke down while it was thinking.
            Some(AnswerFault::FailedStatus) => (Outcome::Failed, reasoning),
            Some(AnswerFault::Overrun) => (Outcome::Whole(text), 2 * most),
            Some(AnswerFault::ContentFilter) => {
                (Outcome::Incomplete { text, reason: "content_filter" }, reasoning + said)
            }
            Some(AnswerFault::Incomplete) => {
                (Outcome::Incomplete { text, reason: "max_output_tokens" }, most)
            }
            _ if reasoning + said > most => {
                let kept = usize::try_from(most.saturating_sub(reasoning) * 4).unwrap_or(usize::MAX);
                let end = (0..=kept.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
                (Outcome::Incomplete { text: text[..end].to_owned(), reason: "max_output_tokens" }, most)
            }
            _ => (Outcome::Whole(text), reasoning + said),
        };
        let input = question.input_tokens();
        let usage = Usage {
            input,
            cached: cache.cached.min(input),
            cache_write: cache.written.min(input),
            output,
            reasoning: reasoning.max(output.saturating_sub(said)).min(output),
        };
        (outcome, usage)
    }
}

/// The leads a question is about.
fn subjects(question: &Question) -> Vec<subject::Subject> {
    let data = question.messages.iter().rev().find(|message| message.role == "user");
    data.map(|message| subject::subjects(&message.text)).unwrap_or_default()
}

fn parsed(body: &[u8]) -> Result<Value, ApiError> {
    serde_json::from_slice(body).map_err(|_| {
        ApiError::new(
            400,
            "invalid_request_error",
            "invalid_json",
            "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP \
             library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)",
        )
    })
}

fn listed(path: &str) -> Result<Reply, ApiError> {
    match path.trim_end_matches('/').strip_prefix("/v1/models/") {
        None => Ok(Reply::json(200, &catalog::list())),
        Some(name) => match catalog::find(name) {
            Some(model) => Ok(Reply::json(200, &model.as_json())),
            None => Err(ApiError::no_such_model(name)),
        },
    }
}

impl stats::Tokens {
    fn add(&self, usage: &Usage, micro_usd: f64) {
        self.input.fetch_add(usage.input, Relaxed);
        self.cached.fetch_add(usage.cached, Relaxed);
        self.cache_write.fetch_add(usage.cache_write, Relaxed);
        self.output.fetch_add(usage.output, Relaxed);
        // The cheapest token costs ten billionths of a dollar, so nothing is lost by rounding.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        self.nano_usd.fetch_add((micro_usd * 1e3).round() as u64, Relaxed);
    }
}
