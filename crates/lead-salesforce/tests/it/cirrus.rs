//! An independent client, the crate `cirrus`, asks the sandbox the same questions and gets the same
//! answers: the sandbox is no echo of our client, and our client reads what is there.

use crate::common::{client, leads_of, live, org, paths, rows};
use cirrus::auth::StaticTokenAuth;
use cirrus::{BulkOperation, BulkQuerySpec, Cirrus};
use lead_model::{FieldValue, Lead, LeadId};
use lead_salesforce::{Absence, Client};
use lead_sandbox::Sandbox;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

const FIELDS: [&str; 5] = ["Company", "ZI_Employees__c", "IsConverted", "Website", "CreatedDate"];

fn independent(org: &Sandbox) -> Cirrus {
    let auth = Arc::new(StaticTokenAuth::new(org.access_token(), org.url()));
    Cirrus::builder()
        .auth(auth)
        .api_version("v68.0")
        .allow_insecure_transport(true)
        .build()
        .expect("a client")
}

/// A field as our client gives it.
fn field(value: &Value) -> FieldValue {
    match value {
        Value::Bool(value) => FieldValue::Bool(*value),
        Value::Number(value) => FieldValue::Number(value.as_f64().unwrap()),
        Value::String(value) => FieldValue::Text(value.clone()),
        _ => FieldValue::Null,
    }
}

fn same(record: &Value, lead: &Lead) {
    assert_eq!(record["Id"], lead.id.as_str());
    for name in FIELDS {
        assert_eq!(lead.get(name), Some(&field(&record[name])), "{name} of {}", lead.id);
    }
}

async fn ours(client: &Client, ids: &[LeadId]) -> BTreeMap<String, Lead> {
    let leads = client.read_leads(ids, &paths(&FIELDS)).await.unwrap();
    leads.into_iter().flatten().map(|lead| (lead.id.to_string(), lead)).collect()
}

#[tokio::test]
async fn collections_agree() {
    let org = org("{}").await;
    let client = client(&org).await;
    let ids: Vec<LeadId> = rows().into_iter().map(|(id, _)| id).take(2_000).collect();
    let texts: Vec<&str> = ids.iter().map(LeadId::as_str).collect();
    let theirs =
        independent(&org).composite().sobjects().retrieve_with_body("Lead", &texts, &FIELDS).await.unwrap();
    let ours = client.read_leads(&ids, &paths(&FIELDS)).await.unwrap();
    assert_eq!(theirs.len(), ours.len());
    for (record, lead) in theirs.iter().zip(&ours) {
        let record = serde_json::to_value(record).unwrap();
        match lead {
            Some(lead) => same(&record, lead),
            None => assert!(record.is_null()),
        }
    }
}

#[tokio::test]
async fn queries_agree_and_pages_are_followed() {
    let org = org(r#"{"limits":{"salesforce":{"page_rows":300}}}"#).await;
    let cirrus = independent(&org);
    let client = client(&org).await;
    let ids = live(1_500);
    let ours = ours(&client, &ids).await;
    let mut seen = 0;
    let mut page = cirrus.query(&format!("SELECT Id,{} FROM Lead", FIELDS.join(","))).await.unwrap();
    assert_eq!(page.total_size, i64::try_from(client.count_leads().await.unwrap()).unwrap());
    loop {
        for record in &page.records {
            if let Some(lead) = record["Id"].as_str().and_then(|id| ours.get(id)) {
                same(record, lead);
                seen += 1;
            }
        }
        let Some(next) = page.next_records_url.clone() else { break };
        page = cirrus.query_more(&next).await.unwrap();
    }
    assert_eq!(seen, ours.len());
}

#[tokio::test]
async fn what_became_of_missing_leads_agrees() {
    let org = org("{}").await;
    let client = client(&org).await;
    let missing: Vec<LeadId> = rows()
        .into_iter()
        .filter(|(_, row)| !crate::common::has_record(row))
        .map(|(id, _)| id)
        .take(80)
        .collect();
    let list: Vec<String> = missing.iter().map(|id| format!("'{id}'")).collect();
    let soql = format!("SELECT Id,IsDeleted,MasterRecordId FROM Lead WHERE Id IN ({})", list.join(","));
    let theirs: BTreeMap<String, Value> = independent(&org)
        .query_all(&soql)
        .await
        .unwrap()
        .records
        .into_iter()
        .map(|record| (record["Id"].as_str().unwrap().to_owned(), record))
        .collect();
    for (id, absence) in client.second_look(&missing).await.unwrap() {
        let record = theirs.get(id.as_str());
        match absence {
            Absence::NotFound => assert_eq!(record, None),
            Absence::Deleted => assert!(record.unwrap()["MasterRecordId"].is_null()),
            Absence::Merged { into } => assert_eq!(record.unwrap()["MasterRecordId"], into.as_str()),
            Absence::Present => panic!("{id} has a record"),
        }
    }
}

#[tokio::test]
async fn bulk_jobs_agree() {
    let org = org(r#"{"limits":{"salesforce":{"bulk":{"queue_ms":50}}}}"#).await;
    let client = client(&org).await;
    let cirrus = independent(&org);
    let bulk = cirrus.bulk();
    let query = bulk.query();
    let soql = format!("SELECT Id,{} FROM Lead", FIELDS.join(","));
    let job = query.create(&BulkQuerySpec::new(soql, BulkOperation::Query)).await.unwrap();
    // Ours looks at theirs: the same job, in the same states.
    let kept = lead_salesforce::BulkJob {
        id: job.id.clone(),
        version: "68.0".into(),
        paths: paths(&FIELDS),
        locator: None,
        read_to_end: false,
    };
    while client.bulk_state(&kept).await.unwrap() == lead_salesforce::BulkState::UnderWay {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let mut theirs: Vec<BTreeMap<String, String>> = Vec::new();
    let mut locator = None;
    loop {
        let page = query.results(&job.id, locator.as_deref(), Some(700)).await.unwrap();
        let mut reader = csv::Reader::from_reader(page.csv.as_ref());
        theirs.extend(reader.deserialize().map(Result::unwrap));
        locator = page.locator;
        if locator.is_none() {
            break;
        }
    }
    let (page, reached) = client.bulk_page(&kept, 50_000).await.unwrap();
    assert!(reached.read_to_end);
    assert_eq!(page.len(), theirs.len());
    for (lead, record) in leads_of(&page, &kept.paths).iter().zip(&theirs) {
        assert_eq!(record["Id"], lead.id.as_str());
        assert_eq!(lead.get("Company"), Some(&FieldValue::Text(record["Company"].clone())));
        assert_eq!(record["IsConverted"] == "true", lead.get("IsConverted") == Some(&FieldValue::Bool(true)));
    }
    client.end_bulk(&reached).await.unwrap();
    assert!(query.get(&job.id).await.is_err(), "deleted by ours, gone for theirs");
}
