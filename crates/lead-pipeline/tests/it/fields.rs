//! Fields of the user's choice, from the org to the workbook.

use crate::common::Stage;
use lead_model::{AddedField, FieldChoice, FieldMatch, FieldValue, RowStatus, RunState};
use lead_workbook::Cell;
use std::ops::ControlFlow;

/// An org where the enrichment's employees are hidden and stand in a field of another name.
const OTHER_ORG: &str = r#"{"latency":{"salesforce_ms":2,"model_ms":4,"jitter":0.2},
    "limits":{"salesforce":{"hidden_fields":["ZI_Employees__c"]}}}"#;

fn choice() -> FieldChoice {
    let added = |path: &str, label: &str, kind: &str| AddedField {
        path: path.into(),
        label: label.into(),
        field_type: kind.into(),
    };
    FieldChoice {
        added: vec![
            added("Owner.Name", "Lead owner", "string"),
            added("Owner.Manager.Name", "Owner's manager", ""),
            added("CreatedDate", "Created", "datetime"),
            added("HasOptedOutOfEmail", "Opted out", "boolean"),
            added("Nowhere__c", "Nowhere", ""),
        ],
        matched: vec![FieldMatch {
            recipe_field: "ZI_Employees__c".into(),
            org_field: "Headcount__c".into(),
        }],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_stands_in_scores_as_the_recipe_s_own_and_its_answers_are_known() {
    let usual = Stage::new(200, crate::common::CALM).await;
    let (own, end) = usual.run(&usual.plan()).await;
    assert_eq!(end.state, RunState::Done);
    let expected = usual.all_rows(&own);

    let stage = Stage::new(200, OTHER_ORG).await;
    let (without, _) = stage.run(&stage.plan()).await;
    let said = lead_pipeline::report(&stage.home, &without).unwrap().missing_fields.join(" ");
    assert!(said.contains("ZI_Employees__c") && said.contains("enrichment"), "{said}");

    let mut plan = stage.plan();
    plan.request.fields = choice();
    let (run, end) = stage.run(&plan).await;
    assert_eq!(end.state, RunState::Done, "{:?}", end.reason);
    for (row, own) in stage.all_rows(&run).iter().zip(&expected) {
        let scores = |row: &lead_pipeline::RowView| (row.acquisition, row.enrichment, row.final_confidence);
        assert_eq!(scores(row), scores(own), "row {}", row.row);
    }
    let report = lead_pipeline::report(&stage.home, &run).unwrap();
    let [said] = report.missing_fields.as_slice() else { panic!("{:?}", report.missing_fields) };
    assert!(said.contains("Nowhere__c"), "{said}");

    // What was asked is named by the data sent, so a run with other columns asks nothing again.
    plan.request.fields.added.pop();
    let (_, again) = stage.run(&plan).await;
    assert_eq!(again.usage.openai_requests, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn added_fields_are_in_the_record_and_in_the_workbook_also_after_a_resume() {
    let stage = Stage::new(300, OTHER_ORG).await;
    let mut plan = stage.plan();
    plan.request.fields = choice();
    let run = stage.create(&plan);
    stage.drive_until(&run, |snapshot| snapshot.status.analyzed > 20).await;
    let end = stage.drive(&run).await;
    assert_eq!(end.state, RunState::Done, "{:?}", end.reason);

    let row = stage.all_rows(&run).into_iter().find(|row| row.status == RowStatus::Analyzed).unwrap();
    let page = lead_pipeline::lead(&stage.home, &run, row.row).unwrap();
    let at = |path: &str| page.record.iter().find(|field| field.path == path);
    assert!(matches!(&at("Owner.Name").unwrap().value, Some(FieldValue::Text(name)) if !name.is_empty()));
    assert!(at("Owner.Manager.Name").unwrap().value.is_some());
    assert_eq!(at("Headcount__c").unwrap().label, "ZI Employees");
    assert!(at("ZI_Employees__c").is_none() && at("Nowhere__c").is_none());
    let sent = page.sent.unwrap();
    let FieldValue::Text(owner) = at("Owner.Name").unwrap().value.clone().unwrap() else { panic!() };
    assert!(!sent.contains(&owner) && sent.contains("zi_employees"), "{sent}");

    let output = stage.file("out.xlsx");
    lead_pipeline::export(&stage.home, &run, &output, &mut |_| ControlFlow::Continue(())).unwrap();
    let info = lead_workbook::inspect(&output).unwrap();
    let sheet =
        info.sheets.iter().find(|sheet| sheet.columns.iter().any(|column| column.header == "AI_Status"));
    let sheet = sheet.unwrap();
    let place = |header: &str| sheet.columns.iter().position(|column| column.header == header);
    assert!(place("Nowhere").is_none());
    let source = lead_workbook::SheetChoice {
        path: output.display().to_string(),
        sheet: sheet.name.clone(),
        header_row: sheet.header_row,
        id_column: 0,
    };
    let mut cells = Vec::new();
    lead_workbook::for_each_row(&source, &mut |read| {
        if read.number == row.row {
            cells = read.cells;
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(cells[place("Lead owner").unwrap()], Cell::Text(owner));
    assert!(
        matches!(cells[place("Created").unwrap()], Cell::DateTime { .. }),
        "{:?}",
        cells[place("Created").unwrap()]
    );
}
