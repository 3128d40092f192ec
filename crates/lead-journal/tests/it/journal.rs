//! A run on disk, from its first row to its figures.

use lead_journal::{
    Answer, Answers, BatchStation, Found, Home, Journal, JournalError, Judge, Look, NewRun, PageOrder,
    RowFilter, Settlement,
};
use lead_model::{
    Band, IdVerdict, Lead, LeadFindings, LeadId, Money, RowStatus, RuleFindings, RuleFlag, RunId, RunState,
    Score, Usage, read_id,
};
use std::collections::{BTreeMap, HashSet};

const NEW: NewRun<'_> = NewRun { name: "leads.xlsx", plan: "{}", recipe: "r1", source_fingerprint: "f1" };

fn home() -> (tempfile::TempDir, Home) {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::new(folder.path().join("deep").join("home"));
    (folder, home)
}

fn id(number: u32) -> LeadId {
    LeadId::from_fifteen(&format!("00Q5g0000{number:06}")).unwrap()
}

fn record(number: u32) -> Lead {
    Lead { id: id(number), fields: BTreeMap::from([("Company".into(), lead_model::FieldValue::Null)]) }
}

fn found(record: &Lead) -> Found<'_> {
    Found {
        record,
        verdict: IdVerdict::Valid,
        note: None,
        name: "Ada Löwe",
        company: "Acme",
        search: "ada löwe acme ada@acme.test",
        status: RowStatus::Waiting,
    }
}

fn scored(score: f64) -> LeadFindings {
    LeadFindings {
        rules: RuleFindings { acquisition: Score::new(50.0), ..RuleFindings::default() },
        coherence: Score::new(score),
        final_confidence: Score::new(score),
        ..LeadFindings::default()
    }
}

fn rules_only(findings: &LeadFindings) -> LeadFindings {
    LeadFindings { rules: findings.rules.clone(), ..LeadFindings::default() }
}

/// Rows 2 to 7: three leads, one of them twice (once with its case lost), a blank, a contact's id.
fn with_rows(journal: &mut Journal) {
    let shouted = id(2).to_string().to_uppercase();
    let cells = [
        id(1).to_string(),
        id(2).to_string(),
        shouted,
        id(3).to_string(),
        String::new(),
        "003000000000001".into(),
    ];
    journal.begin().unwrap();
    for (number, cell) in (2..).zip(&cells) {
        journal.add_row(number, cell, &read_id(cell)).unwrap();
    }
    journal.reading_ended();
    journal.commit().unwrap();
}

fn judge() -> Judge<'static> {
    Judge { model: "m", at: "2026-11-24T00:00:00Z" }
}

fn assess(journal: &mut Journal, lead: i64, number: u32, score: f64) {
    journal.found(lead, &found(&record(number))).unwrap();
    journal.ruled(lead, &rules_only(&scored(score)), Some("print")).unwrap();
    journal.assessed(lead, &scored(score), "print", judge()).unwrap();
}

fn tallies_are_true(journal: &Journal) {
    let told = journal.tallies();
    assert_eq!(told, &journal.recounted().unwrap());
    assert_eq!(told.status.total(), told.rows);
    assert_eq!(told.verdict.total(), told.rows);
}

#[test]
fn duplicates_are_one_lead_and_every_count_is_kept_up() {
    let (_folder, home) = home();
    let run = Journal::create(&home, &NEW).unwrap();
    let mut journal = Journal::open(&home, &run).unwrap();
    with_rows(&mut journal);
    assert_eq!(journal.tallies().leads.all, 3);
    assert_eq!(journal.tallies().verdict.restored, 1);
    tallies_are_true(&journal);

    journal.begin().unwrap();
    assert_eq!(journal.to_read(0, 10).unwrap(), vec![(1, id(1)), (2, id(2)), (3, id(3))]);
    assess(&mut journal, 1, 1, 85.5);
    journal.not_given(2).unwrap();
    assert_eq!(journal.missing(0, 10).unwrap(), vec![(2, id(2))]);
    journal.absent(2, IdVerdict::Deleted, "In the recycle bin.").unwrap();
    journal.retrieval_failed(3, "salesforce_unreachable", "Salesforce was out of reach.").unwrap();
    tallies_are_true(&journal);
    journal.commit().unwrap();

    let told = journal.tallies().clone();
    assert_eq!((told.status.analyzed, told.status.invalid_lead_id, told.status.retrieval_failed), (1, 4, 1));
    assert_eq!((told.verdict.deleted, told.verdict.restored), (2, 0));
    assert_eq!(told.problems[0].rows, 1);

    journal.begin().unwrap();
    assert_eq!(journal.retry_failed().unwrap(), 1);
    tallies_are_true(&journal);
    journal.commit().unwrap();
    assert_eq!(journal.to_read(0, 10).unwrap(), vec![(3, id(3))], "only what failed is asked for again");
}

#[test]
fn a_retry_reaches_the_last_row_of_a_long_sheet() {
    let mut journal = Journal::in_memory(&NEW).unwrap();
    with_rows(&mut journal);
    journal.begin().unwrap();
    for number in [20_000, 20_001, 60_001] {
        journal.add_row(number, id(3).as_str(), &read_id(id(3).as_str())).unwrap();
    }
    journal.retrieval_failed(3, "c", "s").unwrap();
    let failed = journal.tallies().status.retrieval_failed;
    assert!(failed >= 4);
    assert_eq!(journal.retry_failed().unwrap(), failed);
    tallies_are_true(&journal);
    assert_eq!(journal.tallies().status.retrieval_failed, 0);
    journal.commit().unwrap();
}

#[test]
fn how_ids_were_read_is_told_and_counted() {
    let mut journal = Journal::in_memory(&NEW).unwrap();
    journal.begin().unwrap();
    let formula = format!("=\"{}\"", id(1));
    let words = format!("Lead: {}", id(2));
    for (number, cell) in [(2, id(1).as_str()), (3, &formula), (4, &words), (5, &formula), (6, "n/a")] {
        journal.add_row(number, cell, &read_id(cell)).unwrap();
    }
    journal.commit().unwrap();
    let notes = journal.view().id_notes().unwrap();
    let told: Vec<_> = notes.iter().map(|note| (note.note.as_str(), note.rows, note.first_row)).collect();
    let (of_formula, of_words) = (read_id(&formula).reason(), read_id(&words).reason());
    assert_eq!(told, [(of_formula.as_str(), 2, 3), (of_words.as_str(), 1, 4)]);
    // What is learnt of the lead stands before how its id was read.
    journal.begin().unwrap();
    journal.absent(2, IdVerdict::Deleted, "It lies in the recycle bin.").unwrap();
    journal.commit().unwrap();
    let note = journal.view().row(4).unwrap().unwrap().entry.note.unwrap();
    assert_eq!(note, format!("It lies in the recycle bin. {of_words}"));
}

#[test]
fn a_row_that_comes_late_gets_what_is_known_of_its_lead() {
    let mut journal = Journal::in_memory(&NEW).unwrap();
    with_rows(&mut journal);
    journal.begin().unwrap();
    assess(&mut journal, 1, 1, 42.0);
    journal.retrieval_failed(3, "c", "s").unwrap();
    let shouted = id(1).to_string().to_uppercase();
    journal.add_row(8, &shouted, &read_id(&shouted)).unwrap();
    journal.add_row(9, id(3).as_str(), &read_id(id(3).as_str())).unwrap();
    tallies_are_true(&journal);
    journal.commit().unwrap();
    let row = journal.view().row(8).unwrap().unwrap();
    assert_eq!((row.entry.status, row.entry.verdict), (RowStatus::Analyzed, IdVerdict::Restored));
    assert_eq!(row.findings.unwrap(), scored(42.0));
    assert_eq!(journal.tallies().problems[0].rows, 2);
    assert_eq!(journal.view().rows_of(1, 10).unwrap(), vec![2, 8]);
}

#[test]
fn what_was_not_committed_never_happened() {
    let (_folder, home) = home();
    let run = Journal::create(&home, &NEW).unwrap();
    let mut journal = Journal::open(&home, &run).unwrap();
    with_rows(&mut journal);
    let before = journal.tallies().clone();
    journal.begin().unwrap();
    assess(&mut journal, 1, 1, 10.0);
    journal.reserve(Money::from_nanos(7), &[1], None).unwrap();
    drop(journal);

    let journal = Journal::open(&home, &run).unwrap();
    assert_eq!(journal.tallies(), &before);
    tallies_are_true(&journal);
    assert_eq!(journal.last_row().unwrap(), 7);
}

#[test]
fn leads_in_hand_are_not_given_out_again() {
    let mut journal = Journal::in_memory(&NEW).unwrap();
    with_rows(&mut journal);
    journal.begin().unwrap();
    for lead in 1..=3 {
        journal.found(lead, &found(&record(u32::try_from(lead).unwrap()))).unwrap();
        assert_eq!(journal.to_rule(10).unwrap().len(), 1);
        journal.ruled(lead, &rules_only(&scored(1.0)), Some("print")).unwrap();
    }
    let given = journal.to_assess(1, &HashSet::from([1, 3])).unwrap();
    assert_eq!((given.len(), given[0].lead, &*given[0].fingerprint), (1, 2, "print"));
    assert_eq!(given[0].record, record(2));
    journal.commit().unwrap();
}

#[test]
fn money_left_reserved_counts_as_perhaps_spent() {
    let (_folder, home) = home();
    let run = Journal::create(&home, &NEW).unwrap();
    let mut journal = Journal::open(&home, &run).unwrap();
    journal.begin().unwrap();
    let settled = journal.reserve(Money::from_nanos(100), &[], None).unwrap();
    journal.reserve(Money::from_nanos(30), &[], None).unwrap();
    assert_eq!(journal.tallies().committed(), Money::from_nanos(130));
    let used = Usage { cost_usd: Money::from_nanos(40), openai_requests: 1, ..Usage::default() };
    journal.settle(settled, &Settlement { used, ..Settlement::default() }).unwrap();
    journal.commit().unwrap();
    drop(journal);

    let mut journal = Journal::open(&home, &run).unwrap();
    journal.begin().unwrap();
    assert_eq!(journal.write_off().unwrap(), (1, Money::from_nanos(30)));
    journal.commit().unwrap();
    let told = journal.tallies();
    assert_eq!(
        (told.reserved, told.unknown, told.usage.cost_usd.nanos()),
        (Money::ZERO, Money::from_nanos(30), 40)
    );
    assert_eq!(told.committed(), Money::from_nanos(70));
}

#[test]
fn rows_are_found_by_what_the_rules_noticed() {
    let mut journal = Journal::in_memory(&NEW).unwrap();
    with_rows(&mut journal);
    journal.begin().unwrap();
    let noticed = [(1_u32, Some(true), Some(false)), (2, Some(false), Some(true)), (3, None, None)];
    for (lead, not_in_tam, suspicious_enrichment) in noticed {
        let rules = RuleFindings { not_in_tam, suspicious_enrichment, ..RuleFindings::default() };
        let findings = LeadFindings { rules, ..scored(10.0 * f64::from(lead)) };
        journal.found(lead.into(), &found(&record(lead))).unwrap();
        journal.ruled(lead.into(), &rules_only(&findings), Some("print")).unwrap();
        journal.assessed(lead.into(), &findings, "print", judge()).unwrap();
    }
    journal.commit().unwrap();
    let page = |flag: &[RuleFlag], more: RowFilter| {
        let filter = RowFilter { flag: flag.to_vec(), limit: 100, ..more };
        let (total, rows) = journal.view().page(&filter).unwrap();
        (total, rows.iter().map(|row| row.number).collect::<Vec<_>>())
    };
    let all = RowFilter::default();
    let (outside, odd) = (RuleFlag::NotInTam, RuleFlag::SuspiciousEnrichment);
    assert_eq!(page(&[outside], all.clone()), (1, vec![2]));
    assert_eq!(page(&[odd], all.clone()), (2, vec![3, 4]), "both rows of the lead");
    assert_eq!(page(&[outside, odd], all.clone()), (3, vec![2, 3, 4]), "either");
    assert_eq!(page(&[], all.clone()).0, 6);
    assert_eq!(page(&[odd], RowFilter { offset: 1, ..all.clone() }), (2, vec![4]));
    let down = RowFilter { order: PageOrder::ScoreDown, ..all.clone() };
    assert_eq!(page(&[outside, odd], down).1, vec![4, 3, 2]);
    // Filters of different kinds must all be met.
    assert_eq!(page(&[odd], RowFilter { band: vec![Band::Unusable], ..all.clone() }), (0, vec![]));
    assert_eq!(page(&[odd], RowFilter { search: "LÖWE".into(), ..all.clone() }), (2, vec![3, 4]));
    assert_eq!(page(&[odd], RowFilter { verdict: vec![IdVerdict::Restored], ..all }), (1, vec![4]));

    let figures = journal.view().figures().unwrap();
    assert_eq!((figures.not_in_tam, figures.suspicious), (1, 2), "as many as the summary tells");
}

#[test]
fn pages_are_filtered_ordered_and_searched() {
    let mut journal = Journal::in_memory(&NEW).unwrap();
    with_rows(&mut journal);
    journal.begin().unwrap();
    assess(&mut journal, 1, 1, 15.0);
    assess(&mut journal, 2, 2, 95.0);
    journal.assessment_failed(3, "cut_off", "The answer was cut off.").unwrap();
    journal.commit().unwrap();
    let page = |filter: RowFilter| {
        let (total, rows) = journal.view().page(&RowFilter { limit: 100, ..filter }).unwrap();
        (total, rows.iter().map(|row| row.number).collect::<Vec<_>>())
    };
    assert_eq!(page(RowFilter::default()), (6, vec![2, 3, 4, 5, 6, 7]));
    assert_eq!(page(RowFilter { offset: 4, ..RowFilter::default() }), (6, vec![6, 7]));
    let analyzed = RowFilter { status: vec![RowStatus::Analyzed], ..RowFilter::default() };
    assert_eq!(page(analyzed.clone()), (3, vec![2, 3, 4]));
    assert_eq!(page(RowFilter { offset: 1, ..analyzed }), (3, vec![3, 4]));
    let blank = RowFilter { verdict: vec![IdVerdict::Blank, IdVerdict::WrongObject], ..RowFilter::default() };
    assert_eq!(page(blank), (2, vec![6, 7]));
    assert_eq!(page(RowFilter { band: vec![Band::Verified], ..RowFilter::default() }), (2, vec![3, 4]));
    assert_eq!(page(RowFilter { cause: Some("cut_off".into()), ..RowFilter::default() }), (1, vec![5]));
    assert_eq!(page(RowFilter { search: " LÖWE".into(), ..RowFilter::default() }), (3, vec![2, 3, 4]));
    assert_eq!(page(RowFilter { search: "0030000".into(), ..RowFilter::default() }), (1, vec![7]));
    assert_eq!(page(RowFilter { search: "%".into(), ..RowFilter::default() }), (0, vec![]));
    let up = RowFilter { order: PageOrder::ScoreUp, ..RowFilter::default() };
    assert_eq!(page(up).1, vec![2, 3, 4, 5, 6, 7]);
    let down = RowFilter { order: PageOrder::ScoreDown, ..RowFilter::default() };
    assert_eq!(page(down).1[..3], [4, 3, 2]);

    let figures = journal.view().figures().unwrap();
    assert_eq!(figures.bands, [2, 0, 0, 0, 1]);
    assert_eq!((figures.distribution[1], figures.distribution[9]), (1, 2));
    assert_eq!(figures.final_confidence, Some((15.0 + 2.0 * 95.0) / 3.0));
    assert_eq!(figures.enrichment, None);
}

#[test]
fn one_run_has_one_owner_and_anybody_may_look() {
    let (_folder, home) = home();
    let run = Journal::create(&home, &NEW).unwrap();
    assert!(!Journal::is_driven(&home, &run).unwrap());
    let mut journal = Journal::open(&home, &run).unwrap();
    journal.begin().unwrap();
    journal.beat(1.5).unwrap();
    journal.commit().unwrap();
    assert!(
        matches!(Journal::open(&home, &run), Err(JournalError::Busy { pid: Some(pid), .. }) if pid == std::process::id())
    );
    assert!(matches!(Journal::delete(&home, &run), Err(JournalError::Busy { .. })));
    with_rows(&mut journal);
    let seen = Look::at(&home, &run).unwrap().view().tallies().unwrap();
    assert_eq!(&seen, journal.tallies());

    Journal::leave_wish(&home, &run, "pause").unwrap();
    journal.begin().unwrap();
    assert_eq!(journal.beat(0.0).unwrap().as_deref(), Some("pause"));
    journal.clear_wish().unwrap();
    journal.set_state(RunState::Done, Some("Every row has its answer.")).unwrap();
    journal.batch_ended(BatchStation::Assess, 50, 1, 2.0).unwrap();
    journal.commit().unwrap();
    drop(journal);

    let about = Look::at(&home, &run).unwrap().view().about().unwrap();
    assert_eq!((about.state, about.reason.as_deref()), (RunState::Done, Some("Every row has its answer.")));
    assert_eq!(home.list().unwrap(), vec![run.clone()]);
    Journal::delete(&home, &run).unwrap();
    assert!(home.list().unwrap().is_empty());
    assert!(matches!(Look::at(&home, &run), Err(JournalError::NoSuchRun(_))));
}

#[cfg(unix)]
#[test]
fn only_their_owner_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, home) = home();
    let run = Journal::create(&home, &NEW).unwrap();
    let _open = (Journal::open(&home, &run).unwrap(), Answers::open(&home).unwrap());
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(home.folder()), mode(&home.runs())), (0o700, 0o700));
    for entry in std::fs::read_dir(home.runs()).unwrap().chain(std::fs::read_dir(home.folder()).unwrap()) {
        let path = entry.unwrap().path();
        assert!(path.is_dir() || mode(&path) == 0o600, "{} {:o}", path.display(), mode(&path));
    }
}

#[test]
fn a_newer_or_foreign_file_is_left_alone() {
    let (_folder, home) = home();
    let run = Journal::create(&home, &NEW).unwrap();
    let db = rusqlite::Connection::open(home.journal(&run)).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    let error = Journal::open(&home, &run).unwrap_err();
    assert!(matches!(error, JournalError::Newer { found: 99, .. }), "{error}");

    let foreign = RunId("foreign".into());
    std::fs::write(home.journal(&foreign), "not a database, but long enough to look at".repeat(40)).unwrap();
    assert!(matches!(Journal::open(&home, &foreign), Err(JournalError::Damaged { .. })));
    let outside = RunId("../../etc/passwd".into());
    assert!(matches!(Journal::open(&home, &outside), Err(JournalError::NoSuchRun(_))));
}

#[test]
fn answers_are_shared_and_the_demo_s_are_kept_apart() {
    let (_folder, home) = home();
    let mut answers = Answers::open(&home).unwrap();
    let answer = Answer {
        origin: "https://api.openai.com/v1".into(),
        fingerprint: "f".into(),
        answer: "{}".into(),
        model: "m".into(),
        lead: id(1).to_string(),
        recipe: "r".into(),
        answered_at: "2026-11-24T00:00:00Z".into(),
        input_tokens: 1,
        output_tokens: 2,
        cost_nanos: 3,
    };
    answers.put(&answer).unwrap();
    answers.commit().unwrap();
    answers.put(&Answer { fingerprint: "lost".into(), ..answer.clone() }).unwrap();
    drop(answers);

    let mut answers = Answers::open(&home).unwrap();
    assert_eq!(answers.get(&answer.origin, "f").unwrap().unwrap().answer, "{}");
    assert_eq!(answers.get(&answer.origin, "lost").unwrap(), None);
    assert_eq!(answers.get("demo", "f").unwrap(), None);
    assert!(answers.knows(&answer.origin, id(1).as_str(), "r", "m").unwrap());
    assert!(!answers.knows(&answer.origin, id(2).as_str(), "r", "m").unwrap());
}
