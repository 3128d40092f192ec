//! An org's fields as a window picks from them, over a sandbox org.

use crate::common::connected;
use lead_app::{App, Environment, FieldChoice, LeadSource, RunRequest, SheetChoice};
use lead_model::{AddedField, FieldMatch, ReadBy};
use lead_sandbox::{Sandbox, SandboxOptions, Scenario, start};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const RECIPE: &str = "zoominfo-enrichment-quality";

async fn org() -> Sandbox {
    let scenario = r#"{"limits":{"salesforce":{"hidden_fields":["ZI_Employees__c"]}}}"#;
    let scenario = Some(Scenario::from_json(scenario).unwrap());
    start(SandboxOptions { leads: 200, seed: 7, port: 0, scenario }).await.unwrap()
}

async fn stats(org: &Sandbox) -> serde_json::Value {
    let url = org.url();
    let host = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).await.unwrap();
    let asked = format!("GET /__stats HTTP/1.0\r\nHost: {host}\r\n\r\n");
    stream.write_all(asked.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

fn request(path: &str, fields: FieldChoice) -> RunRequest {
    RunRequest {
        source: SheetChoice { path: path.into(), sheet: "leads".into(), header_row: Some(1), id_column: 0 },
        recipe: RECIPE.into(),
        ai: false,
        check_only: false,
        model: String::new(),
        max_spend_usd: None,
        follow_merged: false,
        read_by: ReadBy::Size,
        fields,
    }
}

fn matched() -> FieldChoice {
    let one = FieldMatch { recipe_field: "ZI_Employees__c".into(), org_field: "Headcount__c".into() };
    let owner = AddedField { path: "Owner.Name".into(), label: "Owner".into(), field_type: "string".into() };
    FieldChoice { added: vec![owner], matched: vec![one] }
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_are_asked_for_once_and_kept_for_the_next_start() {
    let (home, org) = (tempfile::tempdir().unwrap(), org().await);
    let first = connected(home.path(), &org).await;
    let fields = first.lead_fields("/leads.csv".into()).await.unwrap();
    let owner = fields.fields.iter().find(|field| field.path == "Owner.Name").unwrap();
    assert_eq!(owner.through, ["Group", "User"]);
    assert!(fields.fields.iter().all(|field| field.path != "ZI_Employees__c"));
    for _ in 0..3 {
        first.fit_fields(request("/leads.csv", FieldChoice::default())).await.unwrap();
    }
    assert_eq!(stats(&org).await["calls"]["describe"], 1);

    // Another process knows them, and only asks whether they still hold.
    let second = connected(home.path(), &org).await;
    assert_eq!(second.lead_fields("/leads.csv".into()).await.unwrap(), fields);
    let kept: Vec<_> = std::fs::read_dir(home.path().join("fields")).unwrap().collect();
    assert_eq!(kept.len(), 1);
    let text = std::fs::read_to_string(kept[0].as_ref().unwrap().path()).unwrap();
    assert!(text.contains("Owner") && !text.contains(org.client_secret()), "no secret, no lead");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recipe_beside_an_org_tells_what_it_lacks_and_a_match_is_kept() {
    let (home, org) = (tempfile::tempdir().unwrap(), org().await);
    let app = connected(home.path(), &org).await;
    let fit = app.fit_fields(request("/leads.csv", FieldChoice::default())).await.unwrap();
    let lacking: Vec<_> = fit.fields.iter().filter(|wish| !wish.readable).collect();
    let [employees] = lacking.as_slice() else { panic!("{lacking:?}") };
    assert_eq!(employees.path, "ZI_Employees__c");
    assert!(employees.cost.contains("enrichment score"), "{}", employees.cost);
    assert_eq!(employees.suggestions.first().map(String::as_str), Some("Headcount__c"));

    let path = || "/leads.csv".to_owned();
    assert!(app.saved_fields(path(), RECIPE.into()).await.unwrap().is_empty());
    app.save_fields(path(), RECIPE.into(), matched()).await.unwrap();
    assert_eq!(app.saved_fields(path(), RECIPE.into()).await.unwrap(), matched());
    assert!(app.saved_fields(path(), "routing-hygiene".into()).await.unwrap().is_empty());
    let fit = app.fit_fields(request("/leads.csv", matched())).await.unwrap();
    assert!(fit.missing.is_empty() && fit.fields.iter().all(|wish| wish.readable), "{:?}", fit.missing);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_is_looked_at_before_it_is_fetched() {
    let (home, org) = (tempfile::tempdir().unwrap(), org().await);
    let app = connected(home.path(), &org).await;
    let source = LeadSource::Condition { text: "IsConverted = false".into() };
    let preview = app.preview_source(source.clone()).await.unwrap();
    assert_eq!((preview.first.len(), preview.calls), (20, 1));
    assert!(preview.first.iter().all(|lead| !lead.name.is_empty() && !lead.company.is_empty()));
    let path = app.gather_source(source).await.unwrap();
    let info = app.inspect_workbook(path).await.unwrap();
    assert_eq!(info.sheets[0].rows, preview.rows);
    assert_eq!(info.sheets[0].id_column.as_ref().unwrap().index, 0);

    let wrong = LeadSource::Condition { text: "Nonsense__c = 1".into() };
    let error = app.preview_source(wrong).await.unwrap_err();
    assert_eq!(error.code, "source");
    let none = LeadSource::Condition { text: "Status = 'No such status'".into() };
    assert_eq!(app.preview_source(none).await.unwrap().rows, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn pasted_ids_are_looked_at_without_asking_anybody() {
    let home = tempfile::tempdir().unwrap();
    let app = App::open(home.path().to_owned(), Environment::default()).await.unwrap();
    let source = LeadSource::Ids { text: "00Q5g00000DeMoA, hello\n\"=1+1\"".into() };
    let preview = app.preview_source(source.clone()).await.unwrap();
    assert_eq!((preview.rows, preview.calls), (3, 0));
    assert!(preview.note.starts_with("2 of them"), "{}", preview.note);
    let path = app.gather_source(source).await.unwrap();
    let info = app.inspect_workbook(path).await.unwrap();
    assert_eq!(info.sheets[0].rows, 3);
}
