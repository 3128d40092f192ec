//! What a lead looks like in the org that a run reads from.

use crate::App;
use crate::app::Parts;
use crate::credentials::connections::sign_in;
use crate::error::AppResult;
use crate::fields::describe_cache::{KeptDescribe, LeadObject, keep, read};
use crate::runs::demo_orgs::reader;
use lead_pipeline::RunPlan;
use lead_salesforce::{Client, ClientOptions, LeadDescribe};
use std::sync::Arc;
use std::time::Duration;

/// A look at fields answers sooner than a run's calls need to.
const LIMIT: Duration = Duration::from_secs(20);

impl App {
    /// What a lead looks like in a plan's org. Asks the org at most every two minutes.
    pub(crate) async fn lead_object(&self, plan: &RunPlan) -> AppResult<LeadObject> {
        let access = self.org_of(plan).await?;
        let Some(reader) = access.reader else {
            // Whose token it is, is not known, so what it may read is not kept for anybody.
            let (client, lead) = sign_in(access, LIMIT).await?;
            return Ok(LeadObject { lead: Arc::new(lead), host: host_of(&client) });
        };
        if let Some(known) = self.0.fields.fresh(&reader) {
            return Ok(known);
        }
        let of = reader.clone();
        let kept = self.aside(move |parts| Ok(read(parts.home.folder(), &of))).await?;
        let options = ClientOptions { operation_limit: LIMIT };
        let client = Client::connect(access.connection, options).await?;
        let modified = kept.as_ref().and_then(|kept| kept.modified.clone());
        let asked = client.describe_lead_since(modified.as_deref()).await?;
        let kept = match (asked, kept) {
            (Some((lead, modified)), _) => KeptDescribe { reader, host: host_of(&client), modified, lead },
            (None, Some(kept)) => kept,
            // Nothing was said to be known, so this answers another question.
            (None, None) => {
                let lead = client.describe_lead().await?;
                KeptDescribe { reader, host: host_of(&client), modified: None, lead }
            }
        };
        let known = LeadObject { lead: Arc::new(kept.lead.clone()), host: kept.host.clone() };
        self.0.fields.heard(&kept.reader, &known);
        self.aside(move |parts| {
            keep(parts.home.folder(), &kept);
            Ok(())
        })
        .await?;
        Ok(known)
    }
}

impl Parts {
    /// What is known of a plan's org without asking anybody, however old; it sharpens a forecast.
    pub(crate) fn lead_object_known(&self, plan: &RunPlan) -> Option<Arc<LeadDescribe>> {
        let reader = if let Some(origin) = plan.demo {
            reader(origin)
        } else {
            let wanted = Some(plan.salesforce_url.as_str()).filter(|url| !url.is_empty());
            self.salesforce_access(wanted).ok()??.reader?
        };
        let heard = self.fields.any(&reader);
        heard.or_else(|| read(self.home.folder(), &reader).map(|kept| Arc::new(kept.lead)))
    }
}

fn host_of(client: &Client) -> String {
    client.instance_url().host_str().unwrap_or_default().to_owned()
}
