//! How much the sandbox itself can carry: `cargo run --release -p lead-sandbox --example load`.
#![allow(clippy::unwrap_used, reason = "what fails here fails the measurement")]
#![allow(clippy::print_stdout, reason = "its figures are for the terminal")]

#[path = "../tests/it/common.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod common;

use common::{bench, request};
use lead_sandbox::{SandboxOptions, Scenario, start, truth, write_workbook};
use serde_json::json;
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const CONNECTIONS: usize = 64;
const CALLS_EACH: usize = 200;

/// Sends the same bytes over and over on many connections; tells calls a second. A plain socket,
/// so that it is the sandbox that is measured.
async fn rate(url: &str, start: &str, body: &str) -> f64 {
    let host = url.trim_start_matches("http://").to_owned();
    let message = format!("{start}\r\nhost: {host}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let begun = Instant::now();
    let workers: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (host, message) = (host.clone(), message.clone());
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(&host).await.unwrap();
                let mut answer = Vec::new();
                for _ in 0..CALLS_EACH {
                    stream.write_all(message.as_bytes()).await.unwrap();
                    let end = loop {
                        if let Some(end) = end_of_answer(&answer) {
                            break end;
                        }
                        assert_ne!(stream.read_buf(&mut answer).await.unwrap(), 0);
                    };
                    assert!(
                        answer.starts_with(b"HTTP/1.1 200"),
                        "{}",
                        String::from_utf8_lossy(&answer[..end])
                    );
                    answer.drain(..end);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    (CONNECTIONS * CALLS_EACH) as f64 / begun.elapsed().as_secs_f64()
}

fn end_of_answer(answer: &[u8]) -> Option<usize> {
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&answer[..head]).to_lowercase();
    let length: usize = text.split("content-length: ").nth(1)?.lines().next()?.trim().parse().ok()?;
    (answer.len() >= head + length).then_some(head + length)
}

#[tokio::main(worker_threads = 2)]
async fn main() {
    calls_a_second().await;
    a_million_leads().await;
}

async fn calls_a_second() {
    let limit = json!({"requests_per_minute": 1e9, "tokens_per_minute": 1e12});
    let bench = bench(json!({"limits": {"salesforce": {"calls_per_day": 100_000_000},
        "model": {"models": {"gpt-6-luna": limit}}}}))
    .await;
    let head = |target: &str, token: &str| format!("{target} HTTP/1.1\r\nauthorization: Bearer {token}");
    let small = head("GET /services/data/v68.0/limits", bench.sandbox.access_token());
    println!("limits: {:.0}/s", rate(&bench.sandbox.url(), &small, "").await);
    let lead =
        json!([{"ref": "r01", "company": "Alder Kestrel Foods", "zi_company": null, "zi_employees": 12}]);
    let body = request(&lead).to_string();
    let ask = head("POST /v1/responses", bench.sandbox.api_key());
    println!("responses: {:.0}/s, {} bytes each", rate(&bench.sandbox.url(), &ask, &body).await, body.len());
}

async fn a_million_leads() {
    const LEADS: u32 = 1_000_000;
    let begun = Instant::now();
    let scenario = Scenario::from_json(r#"{"latency": {"salesforce_ms": 0}}"#).unwrap();
    let options = SandboxOptions { leads: LEADS, seed: 3, port: 0, scenario: Some(scenario) };
    let sandbox = start(options).await.unwrap();
    println!("started: {:?}", begun.elapsed());
    let begun = Instant::now();
    let ids: Vec<String> =
        truth(LEADS, 3, LEADS).filter_map(|row| row.lead_id).take(2_000).map(|id| id.to_string()).collect();
    let fields = [
        "FirstName",
        "LastName",
        "Email",
        "Phone",
        "Title",
        "Company",
        "Website",
        "Industry",
        "State",
        "Country",
        "First_Channel__c",
        "SegmentName__c",
        "LS_Company_Size_Range__c",
        "ZI_Company_Name__c",
        "ZI_Website__c",
        "ZI_Employees__c",
        "ZI_State__c",
        "ZI_Country__c",
        "IsConverted",
    ];
    println!("2,000 ids: {:?}", begun.elapsed());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for _ in 0..3 {
        let begun = Instant::now();
        let address = format!("{}/services/data/v68.0/composite/sobjects/Lead", sandbox.url());
        let body = json!({"ids": ids, "fields": fields}).to_string();
        let answer =
            client.post(address).bearer_auth(sandbox.access_token()).body(body).send().await.unwrap();
        let length = answer.bytes().await.unwrap().len();
        println!("a collection of 2,000: {:?}, {length} bytes", begun.elapsed());
    }
    let begun = Instant::now();
    let address = format!(
        "{}/services/data/v68.0/query?q=SELECT+COUNT()+FROM+Lead+WHERE+IsConverted=true",
        sandbox.url()
    );
    let answer = client.get(address).bearer_auth(sandbox.access_token()).send().await.unwrap();
    println!("a count over all: {:?}: {}", begun.elapsed(), answer.text().await.unwrap());
    let begun = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    write_workbook(50_000, 3, 50_000, &folder.path().join("leads.xlsx")).unwrap();
    println!("a workbook of 50,000 rows: {:?}", begun.elapsed());
}
