//! Bulk query jobs over plain HTTP, hidden fields and versions that go.

use crate::common::{Bench, LEADS, answer, bench, ids};
use lead_model::IdVerdict;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::time::Duration;

async fn create(bench: &Bench, soql: &str) -> (u16, Value) {
    let body = json!({ "operation": "query", "query": soql, "contentType": "CSV" });
    let (status, body) = answer(bench.post("/jobs/query", &body)).await;
    (status.as_u16(), body)
}

async fn state(bench: &Bench, id: &str) -> Value {
    answer(bench.get(&format!("/jobs/query/{id}"))).await.1
}

async fn finished(bench: &Bench, id: &str) -> Value {
    for _ in 0..200 {
        let about = state(bench, id).await;
        if !["UploadComplete", "InProgress"].contains(&about["state"].as_str().unwrap()) {
            return about;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("job {id} does not end")
}

/// Rows of one page, and where the next one begins.
async fn page(bench: &Bench, id: &str, query: &str) -> (Vec<csv::StringRecord>, csv::StringRecord, String) {
    let response = bench.get(&format!("/jobs/query/{id}/results{query}")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    let (locator, number) = (header("sforce-locator"), header("sforce-numberofrecords"));
    assert!(header("content-type").starts_with("text/csv"));
    let body = response.bytes().await.unwrap();
    let mut reader = csv::Reader::from_reader(body.as_ref());
    let names = reader.headers().unwrap().clone();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len().to_string(), number);
    (rows, names, locator)
}

#[tokio::test]
async fn a_job_goes_through_its_states_and_gives_its_results_in_pages() {
    let setup = json!({"queue_ms": 60, "records_per_second": 10_000});
    let bench = bench(json!({"limits": {"salesforce": {"bulk": setup}}})).await;
    let soql = "SELECT Id, Company, IsConverted, ZI_Employees__c, CreatedDate, SegmentName__r.Name, Owner.Manager.Name FROM Lead";
    let (status, job) = create(&bench, soql).await;
    assert_eq!((status, &job["state"]), (200, &json!("UploadComplete")));
    assert_eq!(
        (&job["apiVersion"], &job["object"], &job["contentType"]),
        (&json!(68.0), &json!("Lead"), &json!("CSV"))
    );
    let id = job["id"].as_str().unwrap();
    assert!(id.starts_with("750") && id.len() == 18);
    let (early, why) = answer(bench.get(&format!("/jobs/query/{id}/results"))).await;
    assert_eq!((early.as_u16(), &why[0]["errorCode"]), (400, &json!("INVALIDJOBSTATE")));
    let about = finished(&bench, id).await;
    assert_eq!(about["state"], "JobComplete");
    let total = about["numberRecordsProcessed"].as_u64().unwrap();

    let (mut found, mut query) = (HashSet::new(), "?maxRecords=300".to_owned());
    let mut companies = 0;
    loop {
        let (rows, names, locator) = page(&bench, id, &query).await;
        assert_eq!(names.iter().nth(6), Some("Owner.Manager.Name"));
        for row in &rows {
            assert!(["true", "false"].contains(&&row[2]));
            assert_eq!(row[4].get(19..), Some(".000Z"));
            companies += usize::from(row[1].contains('\n'));
            found.insert(row[0].to_owned());
        }
        if locator == "null" {
            break;
        }
        assert_eq!(rows.len(), 300);
        query = format!("?maxRecords=300&locator={locator}");
    }
    assert_eq!(found.len() as u64, total);
    assert!(companies > 0, "quoted line breaks occur");
    let live: HashSet<String> = ids(IdVerdict::Valid, LEADS as usize).into_iter().collect();
    assert!(live.is_subset(&found));
    let gone = ids(IdVerdict::Deleted, 1).remove(0);
    assert!(!found.contains(&gone));
    assert_eq!(bench.stats().await["reads"]["most"], 1);
    assert_eq!(bench.stats().await["reads"]["distinct"], json!(total));
}

#[tokio::test]
async fn results_are_refused_to_another_version() {
    let bench = bench(json!({"limits": {"salesforce": {"bulk": {"queue_ms": 0}}}})).await;
    let (_, job) = create(&bench, "SELECT Id FROM Lead LIMIT 3").await;
    let id = job["id"].as_str().unwrap();
    assert_eq!(finished(&bench, id).await["state"], "JobComplete");
    let address = format!("{}/services/data/v67.0/jobs/query/{id}/results", bench.sandbox.url());
    let other = bench.http.get(address).bearer_auth(bench.sandbox.access_token());
    assert_eq!(answer(other).await.0.as_u16(), 409);
    let (rows, _, locator) = page(&bench, id, "").await;
    assert_eq!((rows.len(), locator.as_str()), (3, "null"));
}

#[tokio::test]
async fn jobs_are_given_up_and_deleted_by_their_state() {
    let bench = bench(json!({"limits": {"salesforce": {"bulk": {"queue_ms": 60_000}}}})).await;
    let (_, job) = create(&bench, "SELECT Id FROM Lead").await;
    let path = format!("/jobs/query/{}", job["id"].as_str().unwrap());
    let delete = || bench.http.delete(bench.rest(&path)).bearer_auth(bench.sandbox.access_token());
    let abort = || {
        let request = bench.http.patch(bench.rest(&path)).bearer_auth(bench.sandbox.access_token());
        request.body(json!({"state": "Aborted"}).to_string())
    };
    assert_eq!(answer(delete()).await.0.as_u16(), 400, "it is under way");
    let (status, given_up) = answer(abort()).await;
    assert_eq!((status.as_u16(), &given_up["state"]), (200, &json!("Aborted")));
    assert_eq!(answer(abort()).await.0.as_u16(), 400, "it is given up already");
    assert_eq!(answer(bench.get(&format!("{path}/results"))).await.0.as_u16(), 400);
    assert_eq!(delete().send().await.unwrap().status(), 204);
    assert_eq!(answer(bench.get(&path)).await.0.as_u16(), 404);
}

#[tokio::test]
async fn jobs_fail_run_out_and_take_no_counting() {
    let setup = json!({"queue_ms": 0, "jobs_per_day": 10, "jobs_used": 8, "failure": "InternalServerError: try later"});
    let bench = bench(json!({"limits": {"salesforce": {"bulk": setup}}})).await;
    for (soql, code) in [
        ("SELECT COUNT() FROM Lead", "API_ERROR"),
        ("SELECT Id FROM Lead OFFSET 5", "API_ERROR"),
        ("SELECT Id FROM", "MALFORMED_QUERY"),
        ("SELECT Nope__c FROM Lead", "INVALID_FIELD"),
    ] {
        let (status, body) = create(&bench, soql).await;
        assert_eq!((status, &body[0]["errorCode"]), (400, &json!(code)), "{soql}");
    }
    let (_, job) = create(&bench, "SELECT Id FROM Lead LIMIT 1").await;
    let about = finished(&bench, job["id"].as_str().unwrap()).await;
    assert_eq!(
        (&about["state"], &about["errorMessage"]),
        (&json!("Failed"), &json!("InternalServerError: try later"))
    );
    create(&bench, "SELECT Id FROM Lead LIMIT 1").await;
    let (status, body) = create(&bench, "SELECT Id FROM Lead LIMIT 1").await;
    assert_eq!((status, &body[0]["errorCode"]), (400, &json!("EXCEEDEDQUOTA")));
    assert_eq!(
        answer(bench.get("/limits")).await.1["DailyBulkV2QueryJobs"],
        json!({"Max": 10, "Remaining": 0})
    );
    assert_eq!(answer(bench.get("/jobs/query")).await.1["records"].as_array().unwrap().len(), 2);
}

/// The list at this address under `/services/data`: its jobs' ids, and where it goes on.
async fn listed(bench: &Bench, address: &str) -> (Vec<String>, Option<String>) {
    let request = bench.http.get(format!("{}{address}", bench.sandbox.url()));
    let (status, list) = answer(request.bearer_auth(bench.sandbox.access_token())).await;
    assert_eq!(status, 200, "{list}");
    let next = list["nextRecordsUrl"].as_str().map(str::to_owned);
    assert_eq!(list["done"], json!(next.is_none()));
    let jobs = list["records"].as_array().unwrap();
    assert!(jobs.iter().all(|job| job["jobType"] == "V2Query" && job["operation"] == "query"));
    (jobs.iter().map(|job| job["id"].as_str().unwrap().to_owned()).collect(), next)
}

#[tokio::test]
async fn the_list_of_jobs_comes_in_parts_and_in_no_order() {
    const FIRST: &str = "/services/data/v68.0/jobs/query";
    let bench = bench(json!({"limits": {"salesforce": {"bulk": {"list_rows": 4}}}})).await;
    let mut made = Vec::new();
    for _ in 0..10 {
        let (_, job) = create(&bench, "SELECT Id FROM Lead LIMIT 1").await;
        assert_eq!(job["createdById"], answer(user(&bench)).await.1["user_id"]);
        made.push(job["id"].as_str().unwrap().to_owned());
    }
    let (mut found, mut next) = listed(&bench, &format!("{FIRST}?jobType=V2Query")).await;
    let (first, second) = (found.clone(), next.clone().unwrap());
    // A job made since is not in the list that was begun.
    create(&bench, "SELECT Id FROM Lead LIMIT 1").await;
    while let Some(address) = next {
        let (part, further) = listed(&bench, &address).await;
        assert!(part.len() <= 4);
        found.extend(part);
        next = further;
    }
    assert_ne!(found, made);
    found.sort();
    made.sort();
    assert_eq!(found, made);
    // The documentation's example names the ingest jobs' resource and then asks that of query jobs.
    let place = second.split_once('?').unwrap().1;
    let from_query_jobs = listed(&bench, &format!("{FIRST}?{place}")).await.0;
    assert_eq!((from_query_jobs.len(), from_query_jobs.contains(&first[0])), (4, false));
    for none in ["jobType=Classic", "isPkChunkingEnabled=true"] {
        assert!(listed(&bench, &format!("{FIRST}?{none}")).await.0.is_empty(), "{none}");
    }
    for wrong in ["jobType=Query", "queryLocator=1", "queryLocator=01gRM000000099-4"] {
        assert_eq!(answer(bench.get(&format!("/jobs/query?{wrong}"))).await.0.as_u16(), 400, "{wrong}");
    }
}

fn user(bench: &Bench) -> reqwest::RequestBuilder {
    let address = format!("{}/services/oauth2/userinfo", bench.sandbox.url());
    bench.http.get(address).bearer_auth(bench.sandbox.access_token())
}

#[tokio::test]
async fn fields_of_other_objects_can_be_hidden_and_versions_go() {
    let bench = bench(json!({"limits": {"salesforce": {
        "hidden_fields": ["Segment__c.Name"], "oldest_version": 60, "newest_version": 69}}}))
    .await;
    let (_, segment) = answer(bench.get("/sobjects/Segment__c/describe")).await;
    assert!(segment["fields"].as_array().unwrap().iter().all(|field| field["name"] != "Name"));
    let (status, _) = bench.query("/query", "SELECT SegmentName__r.Name FROM Lead LIMIT 1").await;
    assert_eq!(status, 400);
    let (status, found) = bench.query("/query", "SELECT Owner.Manager.Name FROM Lead LIMIT 50").await;
    assert_eq!(status, 200);
    let managers = found["records"].as_array().unwrap().iter().map(|lead| &lead["Owner"]["Manager"]);
    let (none, some): (Vec<_>, Vec<_>) = managers.partition(|manager| manager.is_null());
    assert!(!none.is_empty() && some.iter().all(|manager| manager["Name"] == "Dana Whitlock"));
    for (version, status) in [("v59.0", 410), ("v60.0", 200), ("v69.0", 200), ("v70.0", 404)] {
        let address = format!("{}/services/data/{version}/limits", bench.sandbox.url());
        let request = bench.http.get(address).bearer_auth(bench.sandbox.access_token());
        assert_eq!(answer(request).await.0.as_u16(), status, "{version}");
    }
}
