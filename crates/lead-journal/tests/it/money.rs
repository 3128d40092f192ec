//! Money and attempts, across kills, power cuts and versions. A kill is a copy of the files made while
//! their owner has them open; a power cut is the same without the write-ahead log.

use lead_journal::{Home, Journal, JournalError, Look, NewRun, Settlement};
use lead_model::{Money, RunId, Usage, read_id};
use std::path::Path;

const NEW: NewRun<'_> = NewRun { name: "leads.xlsx", plan: "{}", recipe: "r1", source_fingerprint: "f1" };
const LEAD: &str = "00Q5g0000000001";

fn home() -> (tempfile::TempDir, Home) {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::new(folder.path());
    (folder, home)
}

fn money(nanos: i64) -> Money {
    Money::from_nanos(nanos)
}

/// A run with one lead.
fn with_a_lead(home: &Home) -> RunId {
    let run = Journal::create(home, &NEW).unwrap();
    let mut journal = Journal::open(home, &run).unwrap();
    journal.begin().unwrap();
    journal.add_row(2, LEAD, &read_id(LEAD)).unwrap();
    journal.commit().unwrap();
    run
}

/// The files of a run as a sudden end leaves them.
fn as_after(home: &Home, run: &RunId, logs: bool) -> (tempfile::TempDir, Home) {
    let (folder, other) = self::home();
    std::fs::create_dir_all(other.runs()).unwrap();
    for entry in std::fs::read_dir(home.runs()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let is_log = name.ends_with("-wal") || name.ends_with("-shm");
        if name.starts_with(&run.0) && (logs || !is_log) {
            std::fs::copy(&path, other.runs().join(name)).unwrap();
        }
    }
    (folder, other)
}

/// One request that cost 40 of the 100 set aside, and one for 30 without an answer yet.
fn spend(journal: &mut Journal, cap: Option<Money>) {
    journal.begin().unwrap();
    let settled = journal.reserve(money(100), &[1], cap).unwrap();
    journal.reserve(money(30), &[1], cap).unwrap();
    let used = Usage { cost_usd: money(40), openai_requests: 1, ..Usage::default() };
    journal.settle(settled, &Settlement { used, unconfirmed: Money::ZERO, attempt: true }).unwrap();
    journal.commit().unwrap();
}

fn another_boot(home: &Home, run: &RunId) {
    let path = home.durable(run);
    let text = std::fs::read_to_string(&path).unwrap();
    let at = text.find("\"boot\":").unwrap();
    let end = at + text[at..].find(',').unwrap();
    std::fs::write(&path, format!("{}\"boot\":\"another\"{}", &text[..at], &text[end..])).unwrap();
}

#[test]
fn a_kill_counts_what_was_under_way_and_no_more() {
    let (_folder, home) = home();
    let run = with_a_lead(&home);
    let mut journal = Journal::open(&home, &run).unwrap();
    spend(&mut journal, None);
    let (_after, home) = as_after(&home, &run, true);
    let mut journal = Journal::open(&home, &run).unwrap();
    assert_eq!(journal.tallies().committed(), money(70));
    journal.begin().unwrap();
    assert_eq!(journal.write_off().unwrap(), (1, money(30)));
    journal.commit().unwrap();
    assert_eq!(journal.tallies().committed(), money(70));
    assert_eq!(journal.view().attempts(1).unwrap(), 2, "what was under way may have been answered");
}

#[test]
fn a_power_cut_forgets_no_money() {
    for cap in [None, Some(money(500))] {
        let (_folder, home) = home();
        let run = with_a_lead(&home);
        let mut journal = Journal::open(&home, &run).unwrap();
        spend(&mut journal, cap);
        let (_after, cut) = as_after(&home, &run, false);
        let reopened = Journal::open(&cut, &run).unwrap();
        let told = reopened.tallies();
        assert_eq!(told.usage.cost_usd, Money::ZERO, "the commits are gone");
        assert!(told.unknown >= money(130) && told.unknown <= cap.unwrap_or(money(10_000)), "{told:?}");
        let counted = told.unknown;
        drop(reopened);
        // Once is enough, also when the log is lost a second time.
        assert_eq!(Journal::open(&cut, &run).unwrap().tallies().unknown, counted);
        let mut journal = Journal::open(&cut, &run).unwrap();
        spend(&mut journal, None);
        let (_after, cut) = as_after(&cut, &run, false);
        assert!(Journal::open(&cut, &run).unwrap().tallies().unknown >= counted + money(70));
    }
}

#[test]
fn a_new_start_of_the_machine_counts_the_block_unless_the_run_had_come_to_rest() {
    let (_folder, home) = home();
    let run = with_a_lead(&home);
    let mut journal = Journal::open(&home, &run).unwrap();
    spend(&mut journal, None);
    let (_after, cut) = as_after(&home, &run, true);
    another_boot(&cut, &run);
    assert!(Journal::open(&cut, &run).unwrap().tallies().unknown > Money::ZERO, "a tail may be missing");

    journal.begin().unwrap();
    journal.write_off().unwrap();
    journal.commit().unwrap();
    journal.come_to_rest().unwrap();
    drop(journal);
    another_boot(&home, &run);
    assert_eq!(Journal::open(&home, &run).unwrap().tallies().committed(), money(70));
}

#[test]
fn the_disk_is_waited_for_by_the_block_and_not_by_the_request() {
    let (_folder, home) = home();
    let run = with_a_lead(&home);
    let mut journal = Journal::open(&home, &run).unwrap();
    let mut kept = std::collections::HashSet::new();
    for _ in 0..2_000 {
        journal.begin().unwrap();
        let entry = journal.reserve(money(10), &[], None).unwrap();
        let used = Usage { cost_usd: money(5), ..Usage::default() };
        journal.settle(entry, &Settlement { used, ..Settlement::default() }).unwrap();
        journal.commit().unwrap();
        let text = std::fs::read_to_string(home.durable(&run)).unwrap();
        let (mark, ceiling) = text.split_once('\n').unwrap();
        assert_eq!(mark.parse::<u64>().unwrap(), journal.tallies().commits);
        kept.insert(ceiling.to_owned());
    }
    // Each block is twice as large as the one before while they are used up within a second.
    assert!(kept.len() < 60, "{} times on the disk for 2,000 requests", kept.len());
}

#[test]
fn what_cannot_be_told_stops_the_run_in_words() {
    let (_folder, home) = home();
    let run = with_a_lead(&home);
    spend(&mut Journal::open(&home, &run).unwrap(), None);
    std::fs::write(home.durable(&run), "garbage").unwrap();
    let error = Journal::open(&home, &run).unwrap_err();
    assert!(matches!(error, JournalError::MoneyUnknown { .. }), "{error}");
    Journal::delete(&home, &run).unwrap();
    let left: Vec<_> = std::fs::read_dir(home.runs()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_bulk_job_outlives_the_journal_s_last_commits() {
    let (_folder, home) = home();
    let run = with_a_lead(&home);
    let mut journal = Journal::open(&home, &run).unwrap();
    journal.begin().unwrap();
    journal.keep_new_bulk_job("{\"id\":\"750\"}").unwrap();
    journal.commit().unwrap();
    let (_after, cut) = as_after(&home, &run, false);
    assert_eq!(Journal::open(&cut, &run).unwrap().bulk_job().unwrap().as_deref(), Some("{\"id\":\"750\"}"));

    journal.begin().unwrap();
    journal.keep_bulk_job("{\"id\":\"750\",\"locator\":\"x\"}").unwrap();
    assert!(journal.bulk_job().unwrap().unwrap().contains("locator"), "the place reached goes before");
    journal.forget_bulk_job().unwrap();
    journal.commit().unwrap();
    assert_eq!(journal.bulk_job().unwrap(), None);
}

#[test]
fn the_intent_to_make_a_bulk_job_outlives_a_power_cut_until_the_job_is_known() {
    let (_folder, home) = home();
    let run = with_a_lead(&home);
    let mut journal = Journal::open(&home, &run).unwrap();
    let intent_after_a_cut = || {
        let (_after, cut) = as_after(&home, &run, false);
        let journal = Journal::open(&cut, &run).unwrap();
        (journal.bulk_intent(), journal.bulk_job().unwrap())
    };
    assert_eq!(intent_after_a_cut(), (None, None));
    journal.keep_bulk_intent("{\"before\":[]}").unwrap();
    assert_eq!(intent_after_a_cut(), (Some("{\"before\":[]}".into()), None));
    journal.keep_new_bulk_job("{\"id\":\"750\"}").unwrap();
    assert_eq!(intent_after_a_cut(), (None, Some("{\"id\":\"750\"}".into())));

    journal.forget_bulk_job().unwrap();
    journal.keep_bulk_intent("{}").unwrap();
    journal.forget_bulk_job().unwrap();
    assert_eq!(intent_after_a_cut(), (None, None));
}

#[test]
fn what_was_kept_before_there_were_intents_is_read() {
    let (_folder, home) = home();
    let run = with_a_lead(&home);
    Journal::open(&home, &run).unwrap().keep_new_bulk_job("{\"id\":\"750\"}").unwrap();
    let path = home.durable(&run);
    let text = std::fs::read_to_string(&path).unwrap();
    let old = text.replace(",\"intent\":null", "");
    assert_ne!(old, text);
    std::fs::write(&path, old).unwrap();
    let journal = Journal::open(&home, &run).unwrap();
    assert_eq!((journal.bulk_intent(), journal.bulk_job().unwrap()), (None, Some("{\"id\":\"750\"}".into())));
}

#[test]
fn a_retry_counts_attempts_anew() {
    let mut journal = Journal::in_memory(&NEW).unwrap();
    journal.begin().unwrap();
    journal.add_row(2, LEAD, &read_id(LEAD)).unwrap();
    for attempt in [true, true, false] {
        let entry = journal.reserve(money(1), &[1], None).unwrap();
        journal.settle(entry, &Settlement { attempt, ..Settlement::default() }).unwrap();
    }
    assert_eq!(journal.view().attempts(1).unwrap(), 2);
    journal.assessment_failed(1, "c", "s").unwrap();
    journal.retry_failed().unwrap();
    assert_eq!(journal.view().attempts(1).unwrap(), 0);
    journal.commit().unwrap();
}

/// Makes a journal what version 1 had it be, without the table that its first ones lacked.
fn as_of_version_1(path: &Path) {
    let db = rusqlite::Connection::open(path).unwrap();
    db.execute_batch(
        "ALTER TABLE lead DROP COLUMN attempts; ALTER TABLE reservation DROP COLUMN leads; DROP TABLE job;
         INSERT INTO reservation (nanos) VALUES (7);
         UPDATE run SET tallies = json_remove(tallies, '$.commits', '$.overrun', '$.usage.estimated_usd',
                                                        '$.usage.unusable_requests');
         PRAGMA user_version = 1;",
    )
    .unwrap();
}

#[test]
fn a_journal_of_version_1_is_looked_at_as_it_is_and_brought_up_when_driven() {
    let (_folder, home) = home();
    let run = with_a_lead(&home);
    as_of_version_1(&home.journal(&run));
    let version = || -> i64 {
        let db = rusqlite::Connection::open(home.journal(&run)).unwrap();
        db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
    };
    let look = Look::at(&home, &run).unwrap();
    assert_eq!((look.view().tallies().unwrap().rows, look.view().attempts(1).unwrap()), (1, 0));
    assert!(look.view().row(2).unwrap().is_some());
    assert_eq!(version(), 1, "looking changes nothing");
    drop(look);

    let mut journal = Journal::open(&home, &run).unwrap();
    assert_eq!(version(), 2);
    assert_eq!(journal.bulk_job().unwrap(), None);
    journal.begin().unwrap();
    assert_eq!(journal.write_off().unwrap(), (1, money(7)));
    let entry = journal.reserve(money(1), &[1], None).unwrap();
    journal.settle(entry, &Settlement { attempt: true, ..Settlement::default() }).unwrap();
    journal.commit().unwrap();
    assert_eq!(journal.view().attempts(1).unwrap(), 1);
    drop(journal);
    assert_eq!(Journal::open(&home, &run).unwrap().view().attempts(1).unwrap(), 1);
}
