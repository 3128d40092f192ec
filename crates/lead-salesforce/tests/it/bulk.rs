//! Reading the whole org by a bulk job gives what reading by ids gives.

use crate::common::{LEADS, client, connect, fault, has_record, leads_of, live, org, paths, rows};
use lead_model::{Lead, LeadId};
use lead_salesforce::{BulkJob, BulkState, Client, Credentials, SalesforceError};
use lead_sandbox::Scenario;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::time::Duration;

const PATHS: [&str; 6] =
    ["Company", "ZI_Employees__c", "HasOptedOutOfEmail", "CreatedDate", "SegmentName__r.Name", "Owner.Name"];

async fn completed(client: &Client, job: &BulkJob) {
    for _ in 0..500 {
        match client.bulk_state(job).await.unwrap() {
            BulkState::UnderWay => tokio::time::sleep(Duration::from_millis(10)).await,
            BulkState::Complete => return,
            other => panic!("{other:?}"),
        }
    }
    panic!("the job does not end");
}

/// Everything from where the job was read to on.
async fn rest(client: &Client, mut job: BulkJob, most: usize) -> (Vec<Lead>, BulkJob) {
    let mut leads = Vec::new();
    while !job.read_to_end {
        let (page, reached) = client.bulk_page(&job, most).await.unwrap();
        assert!(page.len() <= most);
        leads.extend(leads_of(&page, &job.paths));
        job = reached;
    }
    (leads, job)
}

#[tokio::test]
async fn a_job_gives_the_leads_that_calls_by_ids_give() {
    let org = org("{}").await;
    let client = client(&org).await;
    let wanted = paths(&PATHS);
    client.describe_lead().await.unwrap();
    let with_record = rows().iter().filter(|(_, row)| has_record(row)).count();
    let count = client.count_leads().await.unwrap();
    assert!(count <= u64::from(LEADS) && count >= with_record as u64, "{count}");

    let before = client.calls();
    let job = client.start_bulk(&wanted).await.unwrap();
    assert_eq!((job.version.as_str(), &job.locator), ("68.0", &None));
    completed(&client, &job).await;
    let looks = org.stats()["calls"]["bulk_job"].as_u64().unwrap();
    let (leads, job) = rest(&client, job, 700).await;
    assert_eq!(leads.len() as u64, count);
    let pages = count.div_ceil(700);
    assert_eq!(client.calls() - before, 1 + looks + pages + 2, "and the segments and owners once");

    let by_id: BTreeMap<LeadId, Lead> = leads.into_iter().map(|lead| (lead.id, lead)).collect();
    let ids = live(1_500);
    for lead in client.read_leads(&ids, &wanted).await.unwrap().into_iter().flatten() {
        assert_eq!(by_id.get(&lead.id), Some(&lead));
    }
    client.end_bulk(&job).await.unwrap();
    assert_eq!(client.bulk_state(&job).await.unwrap(), BulkState::Gone);
    client.end_bulk(&job).await.unwrap();
}

#[tokio::test]
async fn another_client_reads_on_where_the_first_one_stopped() {
    let org = org("{}").await;
    let wanted = paths(&["Company", "Owner.Name"]);
    let (kept, first) = {
        let client = client(&org).await;
        let job = client.start_bulk(&wanted).await.unwrap();
        completed(&client, &job).await;
        let (page, reached) = client.bulk_page(&job, 1_000).await.unwrap();
        (serde_json::to_string(&reached).unwrap(), page.len())
    };
    let token = SecretString::from(org.access_token());
    let client = connect(&org, Credentials::AccessToken(token)).await.unwrap();
    let job: BulkJob = serde_json::from_str(&kept).unwrap();
    assert_eq!(client.bulk_state(&job).await.unwrap(), BulkState::Complete);
    let (leads, _) = rest(&client, job, 1_000).await;
    let stats = org.stats();
    assert_eq!((&stats["calls"]["bulk_create"], &stats["reads"]["most"]), (&1.into(), &1.into()));
    assert_eq!(stats["reads"]["distinct"], first + leads.len());
}

#[tokio::test]
async fn a_job_under_way_is_given_up_and_deleted() {
    let org = org(r#"{"limits":{"salesforce":{"bulk":{"queue_ms":60000}}}}"#).await;
    let client = client(&org).await;
    let job = client.start_bulk(&paths(&["Company"])).await.unwrap();
    assert_eq!(client.bulk_state(&job).await.unwrap(), BulkState::UnderWay);
    client.end_bulk(&job).await.unwrap();
    assert_eq!(client.bulk_state(&job).await.unwrap(), BulkState::Gone);
}

#[tokio::test]
async fn jobs_that_fail_run_out_or_belong_to_another_version_are_told() {
    let org =
        org(r#"{"limits":{"salesforce":{"bulk":{"queue_ms":0,"failure":"InternalServerError"}}}}"#).await;
    let client = client(&org).await;
    let job = client.start_bulk(&paths(&["Company"])).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let failed = BulkState::Failed { why: "InternalServerError".into() };
    assert_eq!(client.bulk_state(&job).await.unwrap(), failed);

    let calm = r#"{"limits":{"salesforce":{"bulk":{"queue_ms":0,"jobs_used":10000}}}}"#;
    org.change(Scenario::from_json(calm).unwrap());
    let error = client.start_bulk(&paths(&["Company"])).await.unwrap_err();
    assert!(matches!(error, SalesforceError::JobsUsedUp { .. }), "{error}");
    let other = BulkJob { version: "67.0".into(), ..job };
    let error = client.bulk_page(&other, 100).await.unwrap_err();
    assert!(matches!(error, SalesforceError::OtherVersion { .. }), "{error}");
}

#[tokio::test]
async fn a_page_that_does_not_come_whole_is_asked_for_again_from_the_same_place() {
    for what in [
        r#"{"cut_body":0.6}"#,
        r#""drop_connection""#,
        r#""empty_body""#,
        r#""rubbish""#,
        r#"{"html_error":503}"#,
        r#"{"hang_seconds":30}"#,
        r#"{"answer":{"status":200,"body":"<html>Sign in</html>","content_type":"text/html"}}"#,
    ] {
        let org = org(&fault("bulk_results", r#"{"calls":[2]}"#, what)).await;
        let client = client(&org).await;
        let job = client.start_bulk(&paths(&["Company"])).await.unwrap();
        completed(&client, &job).await;
        let (_, reached) = client.bulk_page(&job, 1_000).await.unwrap();
        client.bulk_page(&reached, 1_000).await.expect_err(what);
        let (leads, _) = rest(&client, reached, 1_000).await;
        assert!(leads.len() > 1_500, "{what}");
    }
}

#[tokio::test]
async fn a_hidden_field_is_left_out_of_the_job() {
    let org = org(r#"{"limits":{"salesforce":{"hidden_fields":["Company"]}}}"#).await;
    let client = client(&org).await;
    let job = client.start_bulk(&paths(&["Company", "Website", "Id) FROM User"])).await.unwrap();
    completed(&client, &job).await;
    let (leads, _) = rest(&client, job, 50_000).await;
    assert!(leads.iter().all(|lead| lead.get("Company").is_none() && lead.get("Website").is_some()));
}
