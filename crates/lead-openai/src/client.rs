//! The client: one request, one answer.

use crate::charge::Texts;
use crate::fault::{names_an_error, refusal};
use crate::models::ModelList;
use crate::reply::Response;
use crate::{AskError, Charge, Failure, Limits, ModelInfo, Question, Reply};
use lead_http::{Answer, Body, HttpClient, HttpRequest, Method, is_protected};
use secrecy::SecretString;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// The list of models: some hundred of them, a few hundred bytes each.
const MOST_LIST: usize = 4 << 20;
/// Bytes that a token of an answer has at most, written as JSON: four are usual, six stand for a
/// character that is escaped, and few tokens are longer than a dozen characters.
const BYTES_A_TOKEN: usize = 32;
/// What stands around an answer: its id, its settings, what it used, what a gateway adds.
const BESIDES: usize = 64 << 10;

/// Bytes that an answer can have: what was asked may be said again in it (the instructions, the
/// schema), and the model writes no more tokens than it was given. What is longer is no answer, and
/// with hundreds of requests on their way such answers would fill the memory.
fn longest_answer(asked: usize, tokens: u32) -> usize {
    2 * asked + BYTES_A_TOKEN * tokens as usize + BESIDES
}

/// A client of the Responses interface. Clones share the connections.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    http: HttpClient,
    /// Ends with a slash, so that a resource's name can be joined to it.
    base: Url,
    key: SecretString,
}

impl Client {
    /// A client for an address like `https://api.openai.com/v1`. No request may take longer than
    /// `operation_limit`.
    pub fn new(base_url: &Url, key: SecretString, operation_limit: Duration) -> Result<Self, AskError> {
        let insecure = || AskError::InsecureUrl {
            url: format!("{}://{}", base_url.scheme(), base_url.host_str().unwrap_or_default()),
        };
        if !is_protected(base_url) {
            return Err(insecure());
        }
        let mut base = base_url.clone();
        base.set_query(None);
        base.set_fragment(None);
        base.path_segments_mut().map_err(|()| insecure())?.pop_if_empty().push("");
        let http = HttpClient::new(&base, operation_limit)?;
        Ok(Self { inner: Arc::new(Inner { http, base, key }) })
    }

    /// Asks once. Never asks again by itself.
    pub async fn ask(&self, question: &Question) -> Result<Reply, Failure> {
        let body = question.body().to_string();
        let most = longest_answer(body.len(), question.max_output_tokens);
        let asked = self.send(Method::Post, "responses", Body::Json(body), most);
        let answer = asked.await.map_err(Failure::unanswered)?;
        let limits = Limits::of(&answer);
        if !answer.is_success() {
            let error = refusal(&answer, &question.model);
            let charge = Charge::refused(&error, names_an_error(&answer));
            return Err(Failure { error, charge, limits });
        }
        let response: Response = answer.json().map_err(|garbled| Failure {
            error: garbled.into(),
            charge: Charge::Lost,
            limits,
        })?;
        let written = response.written();
        let texts = Texts { question, written: &written };
        match response.text() {
            Ok(text) => {
                let charge = texts.charge(response.usage.as_ref(), None);
                Ok(Reply { text, charge, limits })
            }
            Err(error) => {
                let charge = texts.charge(response.usage.as_ref(), Some(&error));
                Err(Failure { error, charge, limits })
            }
        }
    }

    /// The models this key may use.
    pub async fn models(&self) -> Result<Vec<ModelInfo>, Failure> {
        let asked = self.send(Method::Get, "models", Body::Empty, MOST_LIST);
        let answer = asked.await.map_err(Failure::unanswered)?;
        let failed = |error| Failure { error, charge: Charge::Nothing, limits: Limits::of(&answer) };
        if !answer.is_success() {
            return Err(failed(refusal(&answer, "")));
        }
        let list: ModelList = answer.json().map_err(|garbled| failed(garbled.into()))?;
        Ok(list.data)
    }

    /// Sends once; an answer of more than `most` bytes is not taken.
    async fn send(
        &self,
        method: Method,
        resource: &str,
        body: Body<'_>,
        most: usize,
    ) -> Result<Answer, AskError> {
        let Inner { http, base, key } = &*self.inner;
        let url = base.join(resource).map_err(|_| AskError::InsecureUrl { url: base.to_string() })?;
        let exchange = HttpRequest { method, url, bearer: Some(key), headers: &[], body };
        Ok(http.send_for(exchange, most).await?)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", self.inner.base)
    }
}
