//! The whole job, judged by the sandbox's truth.

use crate::support::{Home, SEED, Sandbox, cells, files_with};
use lead_model::IdVerdict;
use serde_json::Value;

fn sum(counts: &Value) -> u64 {
    counts.as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum()
}

#[test]
fn the_demo_ends_with_an_enriched_workbook() {
    let home = Home::empty();
    let output = home.folder().join("result.xlsx");
    let ended = home
        .output(["demo", "--leads", "400", "--output", output.to_str().unwrap(), "--json"])
        .must_end_with(0);
    let lines = ended.lines();
    assert_eq!(lines[0]["type"], "started");
    assert!(lines[1..lines.len() - 1].iter().all(|line| line["type"] == "snapshot"));
    let finished = ended.finished();
    assert_eq!(finished["state"], "done", "{finished}");
    assert_eq!(finished["rows"], 400);
    assert_eq!(finished["output"], output.to_str().unwrap());
    assert_eq!((sum(&finished["status"]), sum(&finished["id_verdict"])), (400, 400));
    for (group, names) in [
        (
            "performance_metrics",
            &["total_processing_time", "leads_per_second", "avg_batch_time", "batch_success_rate"][..],
        ),
        ("processing_stats", &["total_batches", "successful_batches", "failed_batches"]),
        (
            "usage",
            &[
                "salesforce_calls",
                "openai_requests",
                "input_tokens",
                "cached_tokens",
                "output_tokens",
                "cost_usd",
                "cached_answers",
            ],
        ),
    ] {
        for name in names {
            assert!(finished[group][name].is_number(), "{group}.{name} in {finished}");
        }
    }
    let cells = cells(&output);
    for header in [
        "ID_Verdict",
        "Lead_ID_18",
        "Final_Confidence_Score",
        "AI_Explanation",
        "AI_Status",
        "Recipe",
        "Model",
    ] {
        assert!(cells[0].iter().any(|cell| cell == header), "{header} in {:?}", cells[0]);
    }
    assert!(cells.len() >= 400);
}

#[test]
fn every_verdict_is_the_true_one_and_a_second_run_costs_nothing() {
    let sandbox = Sandbox::start(700);
    let home = Home::of(&sandbox);
    let workbook = sandbox.workbook();
    let workbook = workbook.to_str().unwrap();
    let first = home.output(["run", workbook, "--json"]).must_end_with(0).finished();
    let output = first["output"].as_str().unwrap();
    assert!(output.ends_with("Leads - assessed.xlsx"), "{output}");

    let cells = cells(output.as_ref());
    let column = cells[0].iter().position(|cell| cell == "ID_Verdict").unwrap();
    let id = cells[0].iter().position(|cell| cell == "Lead_ID_18").unwrap();
    for truth in lead_sandbox::truth(sandbox.leads, SEED, sandbox.leads) {
        let row = &cells[truth.row as usize - 1];
        let told = IdVerdict::ALL
            .into_iter()
            .find(|verdict| [verdict.label(), verdict.code()].contains(&row[column].as_str()));
        assert_eq!(told, Some(truth.verdict), "row {} of kind {}: {:?}", truth.row, truth.kind, row[column]);
        if let Some(lead) = truth.lead_id {
            assert_eq!(row[id], lead.to_string(), "row {}", truth.row);
        }
    }

    let asked = sandbox.stats()["tokens"].clone();
    let second = home.output(["run", workbook, "--json"]).must_end_with(0).finished();
    assert!(second["output"].as_str().unwrap().ends_with("Leads - assessed (2).xlsx"));
    assert_eq!((&second["usage"]["cost_usd"], &second["usage"]["openai_requests"]), (&0.0.into(), &0.into()));
    assert_eq!(sandbox.stats()["tokens"], asked, "nothing was asked again");
    assert_eq!(home.runs().len(), 2);
}

#[test]
fn secrets_are_in_no_file() {
    let sandbox = Sandbox::start(60);
    let home = Home::of(&sandbox);
    let workbook = sandbox.workbook();
    home.output(["run", workbook.to_str().unwrap(), "--json"]).must_end_with(0);
    let told = home.output(["doctor"]);
    for secret in ["client_secret", "api_key", "access_token"].map(|name| sandbox.told(name)) {
        assert_eq!(files_with(home.folder(), secret), Vec::<std::path::PathBuf>::new());
        assert!(!told.stdout.contains(secret) && !told.stderr.contains(secret));
    }
}

#[test]
fn checking_ids_only_asks_no_model_and_rules_alone_cost_nothing() {
    let sandbox = Sandbox::start(120);
    let mut home = Home::of(&sandbox);
    home.unset("OPENAI_API_KEY");
    let workbook = sandbox.workbook();
    let workbook = workbook.to_str().unwrap();
    let checked = home.output(["run", workbook, "--check-only", "--json"]).must_end_with(0).finished();
    assert_eq!(checked["status"]["analyzed"], 0);
    assert!(checked["status"]["not_assessed"].as_u64().unwrap() > 80, "{checked}");
    let ruled = home.output(["run", workbook, "--no-ai", "--json"]).must_end_with(0).finished();
    assert!(ruled["status"]["rules_only"].as_u64().unwrap() > 80, "{ruled}");
    assert_eq!(ruled["usage"]["cost_usd"], 0.0);
    assert_eq!(sandbox.stats()["calls"]["responses"], 0);
}

#[test]
fn runs_are_listed_shown_saved_again_and_deleted() {
    let sandbox = Sandbox::start(60);
    let home = Home::of(&sandbox);
    let workbook = sandbox.workbook();
    let finished = home.output(["run", workbook.to_str().unwrap(), "--json"]).must_end_with(0).finished();
    let run = finished["run"].as_str().unwrap();

    let shown = home.output(["show", run, "--json"]).must_end_with(0).lines().remove(0);
    assert_eq!(shown["snapshot"]["state"], "done");
    assert_eq!(shown["output"], finished["output"]);
    let again = home.folder().join("again.xlsx");
    home.output(["export", run, "--output", again.to_str().unwrap()]).must_end_with(0);
    assert_eq!(cells(&again), cells(finished["output"].as_str().unwrap().as_ref()));
    assert!(home.output(["show", run]).must_end_with(0).stdout.contains("Recipe: "));
    assert!(home.output(["runs"]).must_end_with(0).stdout.contains(run));
    home.output(["resume", run]).must_end_with(1);
    home.output(["retry", run]).must_end_with(1);
    home.output(["delete", run]).must_end_with(0);
    assert!(home.runs().is_empty());
    let gone = home.output(["show", run]).must_end_with(1);
    assert!(gone.stderr.contains("leadsheet runs"), "{}", gone.stderr);
}

#[test]
fn looking_first_tells_what_there_is_and_asks_nobody() {
    let sandbox = Sandbox::start(200);
    let home = Home::of(&sandbox);
    let workbook = sandbox.workbook();
    let workbook = workbook.to_str().unwrap();
    let seen = home.output(["inspect", workbook, "--json"]).must_end_with(0).lines().remove(0);
    assert_eq!(seen["sheets"][0]["id_column"]["index"], 1);
    assert_eq!(seen["id_health"]["rows"], 200);
    let groups = seen["id_health"]["groups"].as_array().unwrap();
    assert_eq!(groups.iter().map(|group| group["rows"].as_u64().unwrap()).sum::<u64>(), 200);
    let forecast = home.output(["forecast", workbook, "--json"]).must_end_with(0).lines().remove(0);
    assert_eq!(forecast["rows"], 200);
    assert!(forecast["cost_high_usd"].as_f64().unwrap() > 0.0, "{forecast}");
    let recipes = home.output(["recipes", "--json"]).must_end_with(0).lines();
    assert!(recipes.iter().any(|recipe| recipe["name"] == "zoominfo-enrichment-quality"));
    let calls = sandbox.stats()["calls"].clone();
    assert_eq!(sum(&calls), 0, "{calls}");
}
