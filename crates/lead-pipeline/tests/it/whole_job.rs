//! From the workbook to the workbook: everything right, everything once.

use crate::common::{CALM, Stage, adds_up};
use lead_model::{RowStatus, RuleFlag, RunState};
use lead_pipeline::RowQuery;
use std::ops::ControlFlow;

#[tokio::test(flavor = "multi_thread")]
async fn every_row_gets_the_verdict_it_deserves_and_every_lead_is_asked_for_once() {
    let stage = Stage::new(3000, CALM).await;
    let (run, end) = stage.run(&stage.plan()).await;
    assert_eq!(end.state, RunState::Done, "{:?}", end.reason);
    adds_up(&end);
    assert_eq!(end.rows, 3000);
    stage.truth_holds(&run);

    let stats = stage.stats().await;
    assert_eq!(stats["reads"]["most"], 1, "no lead is read twice");
    assert_eq!(stats["assessed"]["most"], 1, "no lead is asked about twice");
    let calls = stats["calls"]["collections"].as_u64().unwrap();
    assert!((3..=4).contains(&calls), "2,000 ids a call, and the segments as they first turn up: {calls}");
    assert_eq!(stats["calls"]["describe"], 1);
    let analyzed = stage.all_rows(&run).into_iter().filter(|row| row.status == RowStatus::Analyzed);
    for row in analyzed {
        assert!(row.final_confidence.is_some() && row.coherence.is_some(), "{row:?}");
    }
    assert_eq!(stats["answered"]["total"], end.usage.openai_requests);
    assert_eq!(stats["tokens"]["output"], end.usage.output_tokens);
    let spent = stats["spent_usd"].as_f64().unwrap();
    assert!((spent - end.usage.cost_usd.dollars()).abs() < 0.001, "{spent} {}", end.usage.cost_usd);
    assert!(end.usage.cached_tokens > 0, "the instructions come from the provider's cache");
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicated_ids_are_read_and_paid_for_once_and_answered_on_every_row() {
    let stage = Stage::with_leads(100, 600, CALM).await;
    let (run, end) = stage.run(&stage.plan()).await;
    assert_eq!(end.state, RunState::Done);
    stage.truth_holds(&run);
    let stats = stage.stats().await;
    assert_eq!((&stats["reads"]["most"], &stats["assessed"]["most"]), (&1.into(), &1.into()));
    let mut scores = std::collections::HashMap::new();
    for row in stage.all_rows(&run) {
        if let Some(id) = row.lead_id {
            assert_eq!(scores.entry(id).or_insert(row.final_confidence), &row.final_confidence);
        }
    }
    assert!(end.distinct_leads < 120 && end.status.analyzed > 400);
    let page = lead_pipeline::lead(&stage.home, &run, 2).unwrap();
    assert!(page.same_id_rows.len() >= 4, "{:?}", page.same_id_rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_over_the_same_leads_costs_nothing() {
    let stage = Stage::new(300, CALM).await;
    let (_, first) = stage.run(&stage.plan()).await;
    let before = stage.stats().await;
    let (run, second) = stage.run(&stage.plan()).await;
    let after = stage.stats().await;
    assert_eq!(after["calls"]["responses"], before["calls"]["responses"]);
    assert_eq!(second.status, first.status);
    assert_eq!(second.usage.cost_usd.nanos(), 0);
    // Leads that are alike in all that is asked shared an answer the first time already.
    assert_eq!(second.usage.cached_answers, first.usage.openai_requests + first.usage.cached_answers);
    stage.truth_holds(&run);

    // Another model is another question.
    let mut plan = stage.plan();
    plan.request.model = "gpt-6.1-terra".into();
    let (_, third) = stage.run(&plan).await;
    assert_eq!(third.usage.openai_requests, first.usage.openai_requests);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_s_answers_are_never_taken_for_real_ones() {
    let stage = Stage::new(60, CALM).await;
    let mut demo = stage.plan();
    demo.demo = Some(lead_pipeline::DemoOrigin { leads: 60, seed: 7 });
    let (_, first) = stage.run(&demo).await;
    let (_, real) = stage.run(&stage.plan()).await;
    assert_eq!(real.usage.openai_requests, first.usage.openai_requests);
    assert_eq!(real.usage.cached_answers, first.usage.cached_answers);
}

#[tokio::test(flavor = "multi_thread")]
async fn checking_ids_only_and_assessing_later_reads_nothing_again() {
    let stage = Stage::new(400, CALM).await;
    let mut plan = stage.plan();
    plan.request.check_only = true;
    let (run, end) = stage.run(&plan).await;
    assert_eq!(end.state, RunState::Done);
    assert_eq!(end.status.analyzed + end.status.rules_only + end.status.waiting, 0);
    assert!(end.status.not_assessed > 300);
    stage.truth_holds(&run);
    let checked = stage.stats().await;
    assert_eq!(checked["calls"]["responses"], 0);

    lead_pipeline::continue_with_assessment(&stage.home, &run, true, "gpt-6-luna", None).unwrap();
    let end = stage.drive(&run).await;
    assert_eq!((end.state, end.status.not_assessed), (RunState::Done, 0));
    assert!(end.status.analyzed > 300);
    adds_up(&end);
    let stats = stage.stats().await;
    assert_eq!(stats["reads"], checked["reads"]);
    assert_eq!(stats["calls"]["collections"], checked["calls"]["collections"]);
    stage.truth_holds(&run);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_model_the_rules_answer_and_nothing_is_spent() {
    let stage = Stage::new(200, CALM).await;
    let mut plan = stage.plan();
    plan.request.ai = false;
    let (run, end) = stage.run(&plan).await;
    assert_eq!((end.state, end.status.analyzed), (RunState::Done, 0));
    assert!(end.status.rules_only > 150);
    assert_eq!(stage.stats().await["calls"]["responses"], 0);
    stage.truth_holds(&run);

    plan.request.recipe = "routing-hygiene".into();
    plan.request.ai = true;
    let (run, end) = stage.run(&plan).await;
    assert!(end.status.rules_only > 150, "a recipe without a model asks none");
    let report = lead_pipeline::report(&stage.home, &run).unwrap();
    assert!(report.averages.final_confidence.is_some());
    assert_eq!(report.model, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_workbook_comes_back_with_a_row_for_each_row() {
    let stage = Stage::new(500, CALM).await;
    let (run, end) = stage.run(&stage.plan()).await;
    let output = stage.file("out.xlsx");
    let saved =
        lead_pipeline::export(&stage.home, &run, &output, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!((saved.rows, &saved.path), (500, &output));
    let info = lead_workbook::inspect(&output).unwrap();
    let headers: Vec<&str> = info.sheets[0].columns.iter().map(|column| &*column.header).collect();
    for header in
        ["ID_Verdict", "Lead_ID_18", "Final_Confidence_Score", "Confidence_Band", "AI_Status", "Model"]
    {
        assert!(headers.contains(&header), "{header} in {headers:?}");
    }
    assert_eq!(info.sheets[0].rows, 500);
    let listed = &lead_pipeline::list(&stage.home).unwrap()[0];
    assert_eq!(listed.output.as_deref(), Some(&*output.display().to_string()));
    assert_eq!((listed.status, listed.state), (end.status, RunState::Done));

    // The file is changed: results beside other rows would be worse than none.
    lead_sandbox::write_workbook(10, 99, 10, &stage.workbook()).unwrap();
    let refused =
        lead_pipeline::export(&stage.home, &run, &stage.file("b.xlsx"), &mut |_| ControlFlow::Continue(()));
    assert!(refused.unwrap_err().to_string().contains("has changed since the run began"));
    std::fs::remove_file(stage.workbook()).unwrap();
    let refused =
        lead_pipeline::export(&stage.home, &run, &stage.file("b.xlsx"), &mut |_| ControlFlow::Continue(()));
    assert!(refused.unwrap_err().to_string().contains("no longer there"));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_reports_and_a_lead_s_page_tell_the_same() {
    let stage = Stage::new(400, CALM).await;
    let (run, end) = stage.run(&stage.plan()).await;
    let report = lead_pipeline::report(&stage.home, &run).unwrap();
    let scored: u32 = report.bands.iter().map(|band| band.rows).sum();
    assert_eq!(u64::from(scored), end.status.analyzed);
    assert_eq!(report.distribution.iter().sum::<u32>(), scored);
    for band in report.bands {
        let query = RowQuery { band: vec![band.band], limit: 1, ..RowQuery::default() };
        assert_eq!(lead_pipeline::rows(&stage.home, &run, &query).unwrap().total, u64::from(band.rows));
    }
    for (flag, rows) in [
        (RuleFlag::NotInTam, report.not_in_tam),
        (RuleFlag::SuspiciousEnrichment, report.suspicious_enrichment),
    ] {
        let query = RowQuery { flag: vec![flag], limit: 500, ..RowQuery::default() };
        let page = lead_pipeline::rows(&stage.home, &run, &query).unwrap();
        assert!(rows > 0 && u64::from(rows) < end.rows);
        assert_eq!((page.total, page.rows.len()), (u64::from(rows), rows as usize));
        for row in page.rows {
            let lead = lead_pipeline::lead(&stage.home, &run, row.row).unwrap();
            let rules = lead.findings.unwrap().rules;
            let raised = match flag {
                RuleFlag::NotInTam => rules.not_in_tam,
                RuleFlag::SuspiciousEnrichment => rules.suspicious_enrichment,
            };
            assert_eq!(raised, Some(true), "row {} and {flag:?}", row.row);
        }
    }
    let query = RowQuery { status: vec![RowStatus::Analyzed], limit: 500, ..RowQuery::default() };
    let page = lead_pipeline::rows(&stage.home, &run, &query).unwrap();
    assert_eq!(page.total, end.status.analyzed);
    let row = &page.rows[0];
    let lead = lead_pipeline::lead(&stage.home, &run, row.row).unwrap();
    assert_eq!(&lead.row, row);
    assert_eq!(lead.findings.unwrap().final_confidence, row.final_confidence);
    assert!(lead.sent.unwrap().contains("email_domain"));
    assert!(
        lead.url.unwrap().ends_with(&format!("/lightning/r/Lead/{}/view", row.lead_id.as_ref().unwrap()))
    );
    assert!(lead_pipeline::lead(&stage.home, &run, 9999).unwrap_err().to_string().contains("Row 9999"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_tried_before_is_free_in_the_run() {
    let stage = Stage::new(300, CALM).await;
    let plan = stage.plan();
    let before = lead_pipeline::forecast(&stage.home, &plan, &lead_openai::PriceTable::builtin()).unwrap();
    let (pages, sharpened) = lead_pipeline::try_leads(
        stage.home.clone(),
        plan.clone(),
        stage.providers().await,
        lead_pipeline::Control::new(),
        10,
    )
    .await
    .unwrap();
    assert_eq!(pages.len(), 10);
    let tried = pages.iter().filter(|page| page.row.status == RowStatus::Analyzed).count() as u64;
    assert!(tried >= 5);
    assert_eq!(sharpened.cached_answers, tried);
    assert_eq!(sharpened.openai_requests, before.openai_requests - tried);
    assert!(lead_pipeline::list(&stage.home).unwrap().is_empty(), "a trial leaves no run behind");

    let (_, end) = stage.run(&plan).await;
    assert!(end.usage.cached_answers >= tried, "{}", end.usage.cached_answers);
    assert_eq!(stage.stats().await["assessed"]["most"], 1);
    assert_eq!(before.rows, 300);
    assert_eq!(before.leads, end.distinct_leads);
    let cost = end.usage.cost_usd.dollars();
    assert!(before.cost_low_usd.dollars() < before.cost_high_usd.dollars());
    assert!(cost < before.cost_high_usd.dollars() * 1.5, "{cost} {before:?}");
}
