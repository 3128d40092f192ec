//! What changing many leads at once takes in memory: `SQLite` holds what a statement may have to undo. Alone in
//! its process, whose peak tells.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use lead_journal::{Home, Journal, NewRun};
use lead_model::{LeadId, RowStatus, read_id};

const LEADS: u32 = 150_000;
const MOST_KB: u64 = 6 << 10;

fn kilobytes(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// What the work takes at its peak, beyond what the process holds before.
fn peak<T>(work: impl FnOnce() -> T) -> u64 {
    // proc(5): this sets the peak to what is held now.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = kilobytes("VmRSS:");
    work();
    kilobytes("VmHWM:").saturating_sub(before)
}

fn id(number: u32) -> LeadId {
    LeadId::from_fifteen(&format!("00Q5g0000{number:06}")).unwrap()
}

#[test]
fn changing_every_lead_takes_no_more_memory_than_changing_some() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::new(folder.path());
    let new = NewRun { name: "leads.xlsx", plan: "{}", recipe: "", source_fingerprint: "f" };
    let run = Journal::create(&home, &new).unwrap();
    let mut journal = Journal::open(&home, &run).unwrap();
    journal.begin().unwrap();
    for number in 0..LEADS {
        let id = id(number);
        journal.add_row(number + 2, id.as_str(), &read_id(id.as_str())).unwrap();
    }
    journal.reading_ended();
    journal.commit().unwrap();
    journal.begin().unwrap();
    let took = peak(|| assert_eq!(journal.rest_not_given().unwrap(), u64::from(LEADS)));
    journal.commit().unwrap();
    assert!(took < MOST_KB, "marking the leads that were not given took {took} KB");

    journal.begin().unwrap();
    for number in 0..LEADS {
        journal.retrieval_failed(i64::from(number) + 1, "refused", "Salesforce refused it.").unwrap();
    }
    journal.commit().unwrap();
    assert_eq!(journal.tallies().status.get(RowStatus::RetrievalFailed), u64::from(LEADS));
    journal.begin().unwrap();
    let took = peak(|| assert_eq!(journal.retry_failed().unwrap(), u64::from(LEADS)));
    journal.commit().unwrap();
    assert!(took < MOST_KB, "setting failed leads back took {took} KB");
}
