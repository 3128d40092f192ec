//! The client.

use crate::{AskError, Failure, ModelInfo, Question, Reply};
use secrecy::SecretString;
use std::time::Duration;
use url::Url;

/// A client of the Responses interface. Clones share the connections.
#[derive(Debug, Clone)]
pub struct Client {}

impl Client {
    /// A client for an address like `https://api.openai.com/v1`.
    pub fn new(_base_url: &Url, _key: SecretString, _operation_limit: Duration) -> Result<Self, AskError> {
        todo!()
    }

    /// Asks once. Never asks again by itself.
    pub async fn ask(&self, _question: &Question) -> Result<Reply, Failure> {
        todo!()
    }

    /// The models this key may use.
    pub async fn models(&self) -> Result<Vec<ModelInfo>, Failure> {
        todo!()
    }
}
