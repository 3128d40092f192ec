//! Reading the whole org by a bulk job gives what reading by ids gives.

use crate::common::{LEADS, client, connect, fault, has_record, leads_of, live, org, paths, rows};
use lead_model::{Lead, LeadId};
use lead_salesforce::{BulkIntent, BulkJob, BulkState, Client, Credentials, SalesforceError};
use lead_sandbox::Scenario;
use secrecy::SecretString;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

const PATHS: [&str; 6] =
    ["Company", "ZI_Employees__c", "HasOptedOutOfEmail", "CreatedDate", "SegmentName__r.Name", "Owner.Name"];

async fn start(client: &Client, paths: &[String]) -> Result<BulkJob, SalesforceError> {
    client.start_bulk(&client.intend_bulk(paths).await?).await
}

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
    let job = start(&client, &wanted).await.unwrap();
    assert_eq!((job.version.as_str(), &job.locator), ("68.0", &None));
    completed(&client, &job).await;
    let looks = org.stats()["calls"]["bulk_job"].as_u64().unwrap();
    let (leads, job) = rest(&client, job, 700).await;
    assert_eq!(leads.len() as u64, count);
    let pages = count.div_ceil(700);
    assert_eq!(client.calls() - before, 2 + looks + pages + 2, "and the segments and owners once");

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
        let job = start(&client, &wanted).await.unwrap();
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
    let job = start(&client, &paths(&["Company"])).await.unwrap();
    assert_eq!(client.bulk_state(&job).await.unwrap(), BulkState::UnderWay);
    client.end_bulk(&job).await.unwrap();
    assert_eq!(client.bulk_state(&job).await.unwrap(), BulkState::Gone);
}

#[tokio::test]
async fn jobs_that_fail_run_out_or_belong_to_another_version_are_told() {
    let org =
        org(r#"{"limits":{"salesforce":{"bulk":{"queue_ms":0,"failure":"InternalServerError"}}}}"#).await;
    let client = client(&org).await;
    let job = start(&client, &paths(&["Company"])).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let failed = BulkState::Failed { why: "InternalServerError".into() };
    assert_eq!(client.bulk_state(&job).await.unwrap(), failed);

    let calm = r#"{"limits":{"salesforce":{"bulk":{"queue_ms":0,"jobs_used":10000}}}}"#;
    org.change(Scenario::from_json(calm).unwrap());
    let error = start(&client, &paths(&["Company"])).await.unwrap_err();
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
        let job = start(&client, &paths(&["Company"])).await.unwrap();
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
    let job = start(&client, &paths(&["Company", "Website", "Id) FROM User"])).await.unwrap();
    completed(&client, &job).await;
    let (leads, _) = rest(&client, job, 50_000).await;
    assert!(leads.iter().all(|lead| lead.get("Company").is_none() && lead.get("Website").is_some()));
}

/// A scenario with jobs that wait for nothing, lists of two jobs, and these faults.
fn listing(faults: &str) -> String {
    format!(
        r#"{{"latency":{{"salesforce_ms":1}},"limits":{{"salesforce":{{"bulk":{{"queue_ms":0,"list_rows":2}}}}}},
           "faults":[{faults}]}}"#
    )
}

/// Whether the first page of a job's results shows that it is the one meant.
async fn is_met(client: &Client, intent: &BulkIntent, job: &BulkJob) -> bool {
    completed(client, job).await;
    intent.is_met_by(&client.bulk_page(job, 100).await.unwrap().0)
}

#[tokio::test]
async fn a_job_whose_making_was_not_answered_is_found_and_known_by_its_columns() {
    let lost = r#"{"where":"bulk_create","when":{"calls":[6]},"what":{"cut_body":0}}"#;
    let org = org(&listing(lost)).await;
    let client = client(&org).await;
    // So many fields that no other job has them in the same order by chance.
    let readable = client.describe_lead().await.unwrap().readable_paths();
    let wanted: Vec<String> = readable.into_iter().filter(|path| !path.contains('.')).collect();
    assert!(wanted.len() > 20);
    for _ in 0..5 {
        start(&client, &wanted).await.unwrap();
    }
    let intent = client.intend_bulk(&wanted).await.unwrap();
    assert_eq!(client.find_bulk(&intent).await.unwrap(), None, "those there were before are not it");
    let error = client.start_bulk(&intent).await.unwrap_err();
    assert!(matches!(error, SalesforceError::BrokeOff), "{error}");

    // As whoever takes the run up finds it.
    let kept = serde_json::to_string(&intent).unwrap();
    let mut intent: BulkIntent = serde_json::from_str(&kept).unwrap();
    let job = client.find_bulk(&intent).await.unwrap().unwrap();
    assert_eq!((job.version.as_str(), &job.paths, &job.locator), ("68.0", &wanted, &None));
    assert!(is_met(&client, &intent, &job).await);

    // Somebody else's over the same fields, and one over others, are told from it.
    let theirs = start(&client, &wanted).await.unwrap();
    assert!(!is_met(&client, &intent, &theirs).await);
    let others = start(&client, &paths(&["Company"])).await.unwrap();
    completed(&client, &others).await;
    let read_as_ours = BulkJob { paths: wanted.clone(), ..others.clone() };
    let error = client.bulk_page(&read_as_ours, 100).await.unwrap_err();
    assert!(matches!(error, SalesforceError::OtherColumns { .. }) && error.is_about_bulk(), "{error}");
    let mut found = Vec::new();
    while let Some(job) = client.find_bulk(&intent).await.unwrap() {
        intent.rule_out(&job);
        found.push(job.id);
    }
    let mut new = [job.id, theirs.id, others.id];
    found.sort();
    new.sort();
    assert_eq!(found, new);
}

#[tokio::test]
async fn jobs_that_cannot_be_the_one_are_not_found() {
    let org = org(&listing("")).await;
    let client = client(&org).await;
    let intent = client.intend_bulk(&paths(&["Company"])).await.unwrap();
    let job = start(&client, &paths(&["Company"])).await.unwrap();
    let found = client.find_bulk(&intent).await.unwrap();
    assert_eq!(found.as_ref(), Some(&job));
    let user = serde_json::to_value(&intent).unwrap()["user"].as_str().unwrap().to_owned();
    let other_user = user.replace("Ada", "Eve");
    for (what, told, is_found) in [
        ("as it is", json!({}), true),
        ("of another user", json!({ "createdById": other_user }), false),
        ("over another object", json!({ "object": "Account" }), false),
        ("with deleted leads", json!({ "operation": "queryAll" }), false),
        ("of the older interface", json!({ "jobType": "Classic" }), false),
        ("given up", json!({ "state": "Aborted" }), false),
        ("failed", json!({ "state": "Failed" }), false),
    ] {
        let mut record = json!({ "id": job.id, "operation": "query", "object": "Lead", "createdById": user,
            "state": "InProgress", "apiVersion": 68.0, "jobType": "V2Query" });
        record.as_object_mut().unwrap().extend(told.as_object().unwrap().clone());
        let body = json!({ "done": true, "nextRecordsUrl": null, "records": [record] }).to_string();
        let answer = json!({ "where": "bulk_jobs", "what": { "answer": { "status": 200, "body": body } } });
        org.change(Scenario::from_json(&listing(&answer.to_string())).unwrap());
        assert_eq!(client.find_bulk(&intent).await.unwrap().is_some(), is_found, "{what}");
    }
}

#[tokio::test]
async fn an_org_that_does_not_list_its_jobs_still_gives_one() {
    let refused = r#"{"where":"bulk_jobs","what":{"error":"insufficient_access"}}"#;
    let endless = r#"{"where":"bulk_jobs","what":{"answer":{"status":200,
        "body":"{\"done\":false,\"nextRecordsUrl\":\"/services/data/v68.0/jobs/query?queryLocator=x\",\"records\":[]}"}}}"#;
    for faults in [refused, endless] {
        let org = org(&listing(faults)).await;
        let client = client(&org).await;
        let intent = client.intend_bulk(&paths(&["Company"])).await.unwrap();
        let job = client.start_bulk(&intent).await.unwrap();
        let asked = org.stats()["calls"]["bulk_jobs"].as_u64().unwrap();
        assert!(asked <= 20, "{asked}");
        assert_eq!(client.find_bulk(&intent).await.unwrap(), None, "nothing tells it from others");
        assert!(is_met(&client, &intent, &job).await);
    }
    // A fault on the way is no refusal.
    let org = org(&listing(r#"{"where":"bulk_jobs","what":"drop_connection"}"#)).await;
    let error = client(&org).await.intend_bulk(&paths(&["Company"])).await.unwrap_err();
    assert_eq!(error.action(), lead_salesforce::Action::Retry, "{error}");
}
