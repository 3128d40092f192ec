//! The client.

use crate::{Absence, ApiUsage, ClientOptions, Connection, LeadDescribe, SalesforceError};
use lead_model::{Lead, LeadId};
use url::Url;

/// A signed-in client of one org. Clones share the session.
#[derive(Debug, Clone)]
pub struct Client {}

impl Client {
    /// Signs in and agrees on the API version.
    pub async fn connect(_connection: Connection, _options: ClientOptions) -> Result<Self, SalesforceError> {
        todo!()
    }

    /// The Lead object as this user may read it.
    pub async fn describe_lead(&self) -> Result<LeadDescribe, SalesforceError> {
        todo!()
    }

    /// The leads with these ids (2,000 at most), each at its id's position; `None` where Salesforce
    /// gave nothing for the id.
    pub async fn read_leads(
        &self,
        _ids: &[LeadId],
        _paths: &[String],
    ) -> Result<Vec<Option<Lead>>, SalesforceError> {
        todo!()
    }

    /// What became of leads that [`read_leads`](Self::read_leads) gave nothing for (2,000 at most).
    pub async fn second_look(&self, _ids: &[LeadId]) -> Result<Vec<(LeadId, Absence)>, SalesforceError> {
        todo!()
    }

    /// The org's use of its daily API calls, as last heard.
    #[must_use]
    pub fn api_usage(&self) -> Option<ApiUsage> {
        todo!()
    }

    /// Calls made that count against the org's daily limit.
    #[must_use]
    pub fn calls(&self) -> u64 {
        todo!()
    }

    /// Where the org's records are.
    #[must_use]
    pub fn instance_url(&self) -> &Url {
        todo!()
    }
}
