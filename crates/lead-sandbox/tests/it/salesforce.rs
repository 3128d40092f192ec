//! The org over plain HTTP: reading, querying, signing in.

use crate::common::{LEADS, answer, bench, encoded, ids, rows, searched};
use lead_model::IdVerdict;
use reqwest::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn versions_need_no_sign_in_and_end_with_the_newest() {
    let bench = bench(json!({})).await;
    let address = format!("{}/services/data/", bench.sandbox.url());
    let (status, versions) = answer(bench.http.get(address)).await;
    assert_eq!(status, 200);
    assert_eq!(versions.as_array().unwrap().last().unwrap()["version"], "68.0");
    for (version, expected) in [("v25.0", 410), ("v99.0", 404), ("x", 404)] {
        let address = format!("{}/services/data/{version}/limits", bench.sandbox.url());
        let (status, body) = answer(bench.http.get(address).bearer_auth(bench.sandbox.access_token())).await;
        assert_eq!(status, expected, "{version}");
        assert!(body[0]["errorCode"].is_string());
    }
}

#[tokio::test]
async fn client_credentials_give_a_session() {
    let bench = bench(json!({})).await;
    let address = format!("{}/services/oauth2/token", bench.sandbox.url());
    let sign_in = |id: &str, secret: &str, grant: &str| {
        let form = [("grant_type", grant), ("client_id", id), ("client_secret", secret)];
        answer(
            bench
                .http
                .post(&address)
                .body(encoded(&form))
                .header("content-type", "application/x-www-form-urlencoded"),
        )
    };
    let (id, secret) = (bench.sandbox.client_id(), bench.sandbox.client_secret());
    let (status, body) = sign_in(id, secret, "client_credentials").await;
    assert_eq!((status, &body["instance_url"]), (StatusCode::OK, &json!(bench.sandbox.url())));
    let token = body["access_token"].as_str().unwrap();
    let described =
        bench.http.get(bench.rest("/sobjects/Lead/describe")).bearer_auth(token).send().await.unwrap();
    assert_eq!(described.status(), 200);
    for (id, secret, grant, error) in [
        (id, "wrong", "client_credentials", "invalid_client"),
        ("wrong", secret, "client_credentials", "invalid_client_id"),
        (id, secret, "password", "unsupported_grant_type"),
    ] {
        let (status, body) = sign_in(id, secret, grant).await;
        assert_eq!((status.as_u16(), &body["error"]), (400, &json!(error)));
    }
}

#[tokio::test]
async fn both_kinds_of_unauthorized() {
    let bench = bench(json!({})).await;
    let limits = || bench.http.get(bench.rest("/limits"));
    let cases = [
        (limits(), "INVALID_SESSION_ID"),
        (limits().bearer_auth("00D!nonsense"), "INVALID_SESSION_ID"),
        (limits().header("authorization", "Session abc"), "INVALID_AUTH_HEADER"),
    ];
    for (request, code) in cases {
        let (status, body) = answer(request).await;
        assert_eq!((status.as_u16(), &body[0]["errorCode"]), (401, &json!(code)));
    }
}

#[tokio::test]
async fn describe_tells_fields_and_is_not_sent_twice() {
    let bench = bench(json!({"limits": {"salesforce": {"hidden_fields": ["ZI_State__c"]}}})).await;
    let response = bench.get("/sobjects/Lead/describe").send().await.unwrap();
    let changed = response.headers()["last-modified"].clone();
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["keyPrefix"], "00Q");
    let field = |name: &str| body["fields"].as_array().unwrap().iter().find(|field| field["name"] == name);
    let segment = field("SegmentName__c").unwrap();
    assert_eq!(
        (&segment["type"], &segment["relationshipName"]),
        (&json!("reference"), &json!("SegmentName__r"))
    );
    assert_eq!(segment["referenceTo"], json!(["Segment__c"]));
    assert_eq!(field("ZI_Employees__c").unwrap()["type"], "double");
    assert_eq!(field("ZI_Company_Name__c").unwrap()["label"], "ZoomInfo Company Name");
    assert!(field("ZI_State__c").is_none(), "hidden from this user");
    let again =
        bench.get("/sobjects/Lead/describe").header("if-modified-since", changed).send().await.unwrap();
    assert_eq!((again.status().as_u16(), again.text().await.unwrap()), (304, String::new()));
    let (_, segment) = answer(bench.get("/sobjects/Segment__c/describe")).await;
    assert_eq!((&segment["keyPrefix"], &segment["custom"]), (&json!("a0B"), &json!(true)));
}

#[tokio::test]
async fn a_collection_keeps_order_and_gives_null_for_what_is_not_there() {
    let bench = bench(json!({})).await;
    let mut asked = ids(IdVerdict::Valid, 3);
    asked.extend(ids(IdVerdict::Deleted, 1));
    asked.extend(ids(IdVerdict::Merged, 1));
    asked.extend(ids(IdVerdict::NotFound, 2));
    asked.extend(ids(IdVerdict::Converted, 1));
    asked.push(asked[0][..15].to_owned());
    let (status, records) = bench.collection(&asked, &["Company", "IsConverted", "ConvertedAccountId"]).await;
    assert_eq!(status, 200);
    let found: Vec<Option<&str>> =
        records.as_array().unwrap().iter().map(|record| record["Id"].as_str()).collect();
    assert_eq!(found.len(), asked.len());
    for place in 0..3 {
        assert_eq!(found[place], Some(asked[place].as_str()));
        assert_eq!(records[place]["attributes"]["type"], "Lead");
        assert_eq!(records[place]["IsConverted"], false);
    }
    assert_eq!(found[3..7], [None; 4]);
    assert_eq!(records[7]["IsConverted"], true);
    assert!(records[7]["ConvertedAccountId"].as_str().unwrap().starts_with("001"));
    assert_eq!(found[8], Some(asked[0].as_str()), "a repeated id is answered again");
}

#[tokio::test]
async fn one_bad_id_or_field_fails_the_whole_collection() {
    let bench = bench(json!({})).await;
    let mut asked = ids(IdVerdict::Valid, 20);
    let code = |(status, body): (StatusCode, Value)| (status.as_u16(), body[0]["errorCode"].clone());
    assert_eq!(code(bench.collection(&asked, &["Nope__c"]).await), (400, json!("INVALID_FIELD")));
    assert_eq!(code(bench.collection(&asked, &["SegmentName__r.Name"]).await), (400, json!("INVALID_FIELD")));
    for bad in ["00Q5g0", "003RO0000035WQgYAM", &format!("{}999", &asked[0][..15]), "00Q5g00000DeM#A"] {
        asked.push(bad.to_owned());
        assert_eq!(code(bench.collection(&asked, &["Id"]).await), (400, json!("MALFORMED_ID")), "{bad}");
        asked.pop();
    }
    let many: Vec<String> = asked.iter().cycle().take(2_001).cloned().collect();
    assert_eq!(code(bench.collection(&many, &["Id"]).await), (400, json!("EXCEEDED_ID_LIMIT")));
    assert_eq!(bench.collection(&many[..2_000], &["Id"]).await.0, 200);
}

#[tokio::test]
async fn ids_that_differ_in_case_alone_are_different_leads() {
    let bench = bench(json!({})).await;
    let all = ids(IdVerdict::Valid, 1_000);
    let twin =
        |id: &String| all.iter().find(|other| *other != id && other[..15].eq_ignore_ascii_case(&id[..15]));
    let (one, other) = all.iter().find_map(|id| twin(id).map(|other| (id.clone(), other.clone()))).unwrap();
    let (_, records) = bench.collection(&[one, other], &["Company"]).await;
    assert_ne!(records[0]["Company"], records[1]["Company"]);
}

#[tokio::test]
async fn soql_finds_by_id_by_condition_and_through_relationships() {
    let bench = bench(json!({})).await;
    let live = ids(IdVerdict::Valid, 5);
    let list = live.iter().map(|id| format!("'{id}'")).collect::<Vec<_>>().join(",");
    let soql = format!("SELECT Id, Company, SegmentName__r.Name, Owner.Name FROM Lead WHERE Id IN ({list})");
    let (status, found) = bench.query("/query", &soql).await;
    assert_eq!((status.as_u16(), &found["totalSize"], &found["done"]), (200, &json!(5), &json!(true)));
    let records = found["records"].as_array().unwrap();
    assert!(records.iter().all(|r| r["SegmentName__r"].is_null() || r["SegmentName__r"]["Name"].is_string()));
    assert!(records.iter().all(|record| record["Owner"]["attributes"]["type"] == "User"));
    let (_, count) = bench.query("/query", "SELECT COUNT() FROM Lead WHERE IsConverted = true").await;
    assert!(count["totalSize"].as_u64().unwrap() >= 14, "{count}");
    let (_, large) =
        bench.query("/query", "select Id, ZI_Employees__c from Lead where ZI_Employees__c >= 5000 order by ZI_Employees__c desc limit 3").await;
    let sizes: Vec<f64> =
        large["records"].as_array().unwrap().iter().map(|r| r["ZI_Employees__c"].as_f64().unwrap()).collect();
    assert!(sizes.len() == 3 && sizes.is_sorted_by(|one, other| one >= other), "{sizes:?}");
    let (_, segments) = bench.query("/query", "SELECT Id, Name FROM Segment__c").await;
    assert_eq!(segments["totalSize"], 5);
    for (soql, code) in [
        ("SELECT Id FROM", "MALFORMED_QUERY"),
        ("SELECT Nope FROM Lead", "INVALID_FIELD"),
        ("SELECT Nope__r.Name FROM Lead", "INVALID_FIELD"),
        ("SELECT Id FROM Nope__c", "INVALID_TYPE"),
        ("SELECT Id FROM Lead WHERE Id IN ('00Qbad')", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id FROM Lead WHERE ZI_Employees__c = 'many'", "INVALID_FIELD"),
    ] {
        let (status, body) = bench.query("/query", soql).await;
        assert_eq!((status.as_u16(), &body[0]["errorCode"]), (400, &json!(code)), "{soql}");
    }
}

#[tokio::test]
async fn query_all_tells_what_became_of_a_lead() {
    let bench = bench(json!({})).await;
    for (verdict, deleted) in
        [(IdVerdict::Deleted, true), (IdVerdict::Merged, true), (IdVerdict::Valid, false)]
    {
        let row = rows(verdict).next().unwrap();
        let id = row.lead_id.unwrap();
        let soql = format!("SELECT Id, IsDeleted, MasterRecordId FROM Lead WHERE Id = '{id}'");
        let (_, all) = bench.query("/queryAll", &soql).await;
        assert_eq!(all["records"][0]["IsDeleted"], deleted);
        assert_eq!(
            all["records"][0]["MasterRecordId"].as_str().map(str::to_owned),
            row.merged_into.map(|id| id.to_string())
        );
        let (_, plain) = bench.query("/query", &soql).await;
        assert_eq!(plain["totalSize"], u8::from(!deleted));
    }
    let missing = ids(IdVerdict::NotFound, 1).remove(0);
    let (_, all) = bench.query("/queryAll", &format!("SELECT Id FROM Lead WHERE Id = '{missing}'")).await;
    assert_eq!(all["totalSize"], 0);
}

#[tokio::test]
async fn long_results_come_in_pages() {
    let bench = bench(json!({"limits": {"salesforce": {"page_rows": 300}}})).await;
    let (_, mut page) = bench.query("/queryAll", "SELECT Id FROM Lead").await;
    let total = page["totalSize"].as_u64().unwrap();
    assert!(total > 900 && total < u64::from(LEADS));
    let mut seen = std::collections::HashSet::new();
    loop {
        seen.extend(page["records"].as_array().unwrap().iter().map(|r| r["Id"].to_string()));
        let Some(next) = page["nextRecordsUrl"].as_str() else { break };
        assert_eq!((&page["done"], page["records"].as_array().unwrap().len()), (&json!(false), 300));
        let address = format!("{}{next}", bench.sandbox.url());
        page = answer(bench.http.get(address).bearer_auth(bench.sandbox.access_token())).await.1;
    }
    assert_eq!(seen.len() as u64, total);
    let (status, body) = answer(bench.get("/query/0r8xx999-300")).await;
    assert_eq!((status.as_u16(), &body[0]["errorCode"]), (400, &json!("INVALID_QUERY_LOCATOR")));
    let options =
        bench.get(&searched("/query", "SELECT Id FROM Lead")).header("sforce-query-options", "batchSize=200");
    let (_, page) = answer(options).await;
    assert_eq!(page["records"].as_array().unwrap().len(), 200);
}

#[tokio::test]
async fn a_composite_is_one_call_and_each_part_has_its_status() {
    let bench = bench(json!({})).await;
    let part =
        |number: usize, url: &str| json!({"method": "GET", "url": url, "referenceId": format!("q{number}")});
    let deleted = ids(IdVerdict::Deleted, 1).remove(0);
    let soql = format!("/services/data/v68.0/queryAll?q=SELECT+Id+FROM+Lead+WHERE+Id+IN+(%27{deleted}%27)");
    let body = json!({"compositeRequest": [part(0, &soql), part(1, "/services/data/v68.0/query?q=SELECT+Nope+FROM+Lead")]});
    let response = bench.post("/composite", &body).send().await.unwrap();
    assert_eq!(response.headers()["sforce-limit-info"], "api-usage=19/100000");
    let body: Value = response.json().await.unwrap();
    let parts = &body["compositeResponse"];
    assert_eq!(
        (&parts[0]["httpStatusCode"], &parts[0]["body"]["records"][0]["Id"]),
        (&json!(200), &json!(deleted))
    );
    assert_eq!(
        (&parts[1]["httpStatusCode"], &parts[1]["body"][0]["errorCode"]),
        (&json!(400), &json!("INVALID_FIELD"))
    );
    let six: Vec<Value> = (0..6).map(|number| part(number, &soql)).collect();
    assert_eq!(answer(bench.post("/composite", &json!({"compositeRequest": six}))).await.0, 400);
    assert_eq!(bench.stats().await["second_looks"]["distinct"], 1);
}

#[tokio::test]
async fn single_records_say_when_they_are_gone() {
    let bench = bench(json!({})).await;
    let id = ids(IdVerdict::Valid, 1).remove(0);
    let (status, record) =
        answer(bench.get(&format!("/sobjects/Lead/{id}?fields=Company,SegmentName__r.Name"))).await;
    assert_eq!((status.as_u16(), &record["Id"]), (200, &Value::Null));
    assert!(record["Company"].is_string());
    for (verdict, code) in [(IdVerdict::Deleted, "ENTITY_IS_DELETED"), (IdVerdict::NotFound, "NOT_FOUND")] {
        let id = ids(verdict, 1).remove(0);
        let (status, body) = answer(bench.get(&format!("/sobjects/Lead/{id}"))).await;
        assert_eq!((status.as_u16(), &body[0]["errorCode"]), (404, &json!(code)));
    }
}

#[tokio::test]
async fn every_answer_tells_the_usage_and_large_ones_are_packed_when_asked() {
    let bench = bench(json!({})).await;
    let response = bench.get("/limits").send().await.unwrap();
    assert_eq!(response.headers()["sforce-limit-info"], "api-usage=19/100000");
    let limits: Value = response.json().await.unwrap();
    assert_eq!(limits["DailyApiRequests"]["Remaining"], 100_000 - 19);
    let failed = bench.get("/sobjects/Nope/describe").send().await.unwrap();
    assert_eq!(failed.headers()["sforce-limit-info"], "api-usage=20/100000");
    let plain = bench.get("/sobjects/Lead/describe").send().await.unwrap();
    assert!(plain.headers().get("content-encoding").is_none());
    let packed = bench.get("/sobjects/Lead/describe").header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    assert!(packed.bytes().await.unwrap().starts_with(&[0x1F, 0x8B]));
}

#[tokio::test]
async fn long_addresses_and_headers_are_refused() {
    let bench = bench(json!({})).await;
    let list = vec!["'00Q5g00000DeMoAEAV'"; 900].join(",");
    let request = bench.get(&searched("/query", &format!("SELECT Id FROM Lead WHERE Id IN ({list})")));
    assert_eq!(request.send().await.unwrap().status(), 414);
    let request = bench.get("/limits").header("x-filler", "x".repeat(17_000));
    assert_eq!(request.send().await.unwrap().status(), 431);
}
