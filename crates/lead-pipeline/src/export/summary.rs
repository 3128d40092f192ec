//! What the summary sheet tells beyond the counts, which the workbook makes itself.

use crate::results::report::report_of;
use crate::{RunError, RunPlan};
use lead_assess::FittedRecipe;
use lead_journal::{IdNote, Tallies, View};
use lead_model::{FieldMatch, Money, Profile, RunSettings};
use lead_model::{several, thousands};
use lead_workbook::{SummaryBlock, SummaryFacts, SummaryValue};

pub(crate) fn summary(view: View<'_>, fitted: &FittedRecipe) -> Result<SummaryFacts, RunError> {
    let (about, tallies) = (view.about()?, view.tallies()?);
    let plan = RunPlan::of(&about)?;
    let report = report_of(view)?;
    let recipe = fitted.recipe();
    let day = about.started_at.get(..10).unwrap_or_default();
    let mut blocks = vec![
        block(
            "Run",
            vec![
                ("Workbook", text(&about.name)),
                ("Sheet", text(&plan.request.source.sheet)),
                ("Started", text(&minute(&about.started_at))),
                ("State", text(about.state.label())),
                ("Recipe", text(&format!("{}, version {}", recipe.title(), recipe.version()))),
                ("Model", text(report.model.as_deref().unwrap_or("none asked"))),
                ("Distinct leads", SummaryValue::Count(tallies.leads.all)),
            ],
        ),
        batches(&tallies),
        usage(&tallies, plan.request.max_spend_usd),
        settings(&plan.settings),
    ];
    let notes = view.id_notes()?;
    if !notes.is_empty() {
        let row = |note: &IdNote| {
            let (rows, first) = (several(note.rows, "row"), thousands(note.first_row.into()));
            let from =
                if note.rows == 1 { format!("{rows}: {first}") } else { format!("{rows}, {first} first") };
            (from, text(&note.note))
        };
        blocks
            .push(SummaryBlock { title: "How ids were read".into(), rows: notes.iter().map(row).collect() });
    }
    if !report.missing_fields.is_empty() {
        let rows = report.missing_fields.iter().map(|sentence| (String::new(), text(sentence))).collect();
        blocks.push(SummaryBlock { title: "Fields this org lacks".into(), rows });
    }
    let choice = &plan.request.fields;
    if !choice.matched.is_empty() {
        let row =
            |one: &FieldMatch| (one.recipe_field.clone(), text(&format!("read from {}", one.org_field)));
        let rows = choice.matched.iter().map(row).collect();
        blocks.push(SummaryBlock { title: "Fields matched to this org's".into(), rows });
    }
    let ended = about.reason.unwrap_or_else(|| about.state.label().to_owned());
    Ok(SummaryFacts {
        title: recipe.title().to_owned(),
        subtitle: format!("{}, {day}. {ended}", about.name),
        blocks,
        counted: Vec::new(),
    })
}

fn batches(tallies: &Tallies) -> SummaryBlock {
    let batches = tallies.batches;
    let ended = batches.retrieve + batches.assess;
    let mean = if ended == 0 { 0.0 } else { batches.seconds / ended as f64 };
    let rate = if tallies.seconds > 0.0 { tallies.leads.all as f64 / tallies.seconds } else { 0.0 };
    block(
        "Time and batches",
        vec![
            ("Time at work", SummaryValue::Seconds(tallies.seconds)),
            ("Leads per second", SummaryValue::Number(rate)),
            ("Calls that read leads", SummaryValue::Count(batches.retrieve)),
            ("Sub-batches for the model", SummaryValue::Count(batches.assess)),
            ("Batches with failed leads", SummaryValue::Count(batches.failed)),
            ("Mean time of a batch", SummaryValue::Seconds(mean)),
        ],
    )
}

fn usage(tallies: &Tallies, cap: Option<Money>) -> SummaryBlock {
    let usage = &tallies.usage;
    let mut rows = vec![
        ("Calls to Salesforce", SummaryValue::Count(usage.salesforce_calls)),
        ("Requests to the model", SummaryValue::Count(usage.openai_requests)),
        ("Tokens read by the model", SummaryValue::Count(usage.input_tokens)),
        ("Of these, from its cache", SummaryValue::Count(usage.cached_tokens)),
        ("Tokens written by the model", SummaryValue::Count(usage.output_tokens)),
        ("Answers already here, free", SummaryValue::Count(usage.cached_answers)),
    ];
    if usage.unusable_requests > 0 {
        rows.push(("Requests without a usable answer", SummaryValue::Count(usage.unusable_requests)));
    }
    // Tokens without a cost: the model's price is not known, and a 0 would be a lie.
    if usage.cost_usd == Money::ZERO && usage.output_tokens > 0 {
        rows.push(("Cost", text("not known: the model is not in the price table")));
    } else {
        rows.push(("Cost", SummaryValue::Dollars(usage.cost_usd.dollars())));
    }
    if usage.estimated_usd > Money::ZERO {
        rows.push(("Of that, estimated", SummaryValue::Dollars(usage.estimated_usd.dollars())));
    }
    if tallies.unknown > Money::ZERO {
        rows.push(("Perhaps billed beyond that, at most", SummaryValue::Dollars(tallies.unknown.dollars())));
    }
    if let Some(cap) = cap {
        rows.push(("Spending cap", SummaryValue::Dollars(cap.dollars())));
    }
    block("Usage", rows)
}

fn settings(settings: &RunSettings) -> SummaryBlock {
    let profile = match settings.profile {
        Profile::Adaptive => "adaptive",
        Profile::Stability => "stability",
        Profile::Performance => "performance",
    };
    let count = |number: u32| SummaryValue::Count(number.into());
    block(
        "Settings",
        vec![
            ("Profile", text(profile)),
            ("BATCH_SIZE_SALESFORCE", count(settings.batch_size_salesforce)),
            ("BATCH_SIZE_VALIDATION", count(settings.batch_size_validation)),
            ("BATCH_SIZE_AI", count(settings.batch_size_ai)),
            ("LEADS_PER_REQUEST", count(settings.leads_per_request)),
            ("LARGE_DATASET_THRESHOLD", count(settings.large_dataset_threshold)),
            ("BATCH_DELAY_MS", count(settings.batch_delay_ms)),
            ("AI_BATCH_DELAY_MS", count(settings.ai_batch_delay_ms)),
            ("SALESFORCE_DAILY_SHARE", count(settings.salesforce_daily_share)),
        ],
    )
}

/// `2026-11-24 09:31 UTC`.
fn minute(instant: &str) -> String {
    let shown =
        instant.parse::<jiff::Timestamp>().map(|instant| instant.strftime("%Y-%m-%d %H:%M UTC").to_string());
    shown.unwrap_or_else(|_| instant.to_owned())
}

fn block(title: &str, rows: Vec<(&str, SummaryValue)>) -> SummaryBlock {
    let rows = rows.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    SummaryBlock { title: title.to_owned(), rows }
}

fn text(text: &str) -> SummaryValue {
    SummaryValue::Text(text.to_owned())
}
