//! Runs damaged at random: whatever could be read of them before is there afterwards, and all of it
//! agrees with itself.
//!
//! `LEADSHEET_DAMAGES` sets how many; `LEADSHEET_SEED` where their chance begins.

use fastrand::Rng;
use lead_journal::{Found, FullRow, Home, Journal, JournalError, Judge, Look, NewRun, Salvaged};
use lead_model::{
    FieldValue, IdVerdict, Lead, LeadFindings, LeadId, RowStatus, RuleFindings, RunId, RunState, Score,
    read_id,
};
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::path::{Path, PathBuf};

const NEW: NewRun<'_> =
    NewRun { name: "leads.xlsx", plan: r#"{"plan":1}"#, recipe: "the recipe", source_fingerprint: "f1" };
const LEADS: u32 = 260;

fn plausible(plan: &str, recipe: &str) -> bool {
    plan == NEW.plan && recipe == NEW.recipe
}

fn id(number: u32) -> LeadId {
    LeadId::from_fifteen(&format!("00Q5g0000{number:06}")).unwrap()
}

fn record(number: u32) -> Lead {
    let text = |text: String| FieldValue::Text(text);
    // Some are longer than a page takes, and go on in pages of their own.
    let length = if number.is_multiple_of(40) { 40_000 } else { 700 };
    let fields = [
        ("Company", text(format!("Löwe & Söhne {number}"))),
        ("Description", text(format!("{number} ").repeat(length / 4))),
        ("NumberOfEmployees", FieldValue::Number(f64::from(number))),
        ("Email", FieldValue::Null),
    ];
    Lead { id: id(number), fields: fields.map(|(name, value)| (name.to_owned(), value)).into() }
}

fn findings(number: u32, judged: bool) -> LeadFindings {
    let score = Score::new(f64::from(number % 100));
    LeadFindings {
        rules: RuleFindings {
            acquisition: Score::new(50.0),
            not_in_tam: Some(false),
            ..RuleFindings::default()
        },
        coherence: score.filter(|_| judged),
        final_confidence: score.filter(|_| judged),
        explanation: vec![format!("Reason {number}. ").repeat(if judged { 40 } else { 0 })],
        ..LeadFindings::default()
    }
}

fn add_rows(journal: &mut Journal, rows: impl Iterator<Item = u32>) {
    journal.begin().unwrap();
    for number in rows {
        // Every tenth row is no lead's, every seventh another row's again.
        let cell = match number {
            _ if number.is_multiple_of(10) => "003000000000001".to_owned(),
            _ if number.is_multiple_of(7) => id(number - 1).to_string(),
            _ => id(number).to_string(),
        };
        journal.add_row(number + 1, &cell, &read_id(&cell)).unwrap();
    }
    journal.commit().unwrap();
}

/// Takes some leads as far as they go.
fn work(journal: &mut Journal, leads: u32, to_the_end: bool) {
    for _ in 0..leads.div_ceil(20) {
        journal.begin().unwrap();
        for (lead, id) in journal.to_read(0, 20).unwrap() {
            let number = id.as_str()[9..15].parse().unwrap();
            if number % 11 == 0 {
                journal.absent(lead, IdVerdict::NotFound, "There is none.").unwrap();
                continue;
            }
            let record = record(number);
            let found = Found {
                record: &record,
                verdict: if number % 13 == 0 { IdVerdict::Converted } else { IdVerdict::Valid },
                note: None,
                name: "Ada Löwe",
                company: "Acme",
                search: "ada löwe",
                status: RowStatus::Waiting,
            };
            journal.found(lead, &found).unwrap();
            if number % 17 == 0 && !to_the_end {
                continue;
            }
            journal.ruled(lead, &findings(number, false), Some("print")).unwrap();
            if number % 19 == 0 {
                if to_the_end {
                    journal.assessment_failed(lead, "refused", "The model refused.").unwrap();
                }
                continue;
            }
            let judge = Judge { model: "m", at: "2026-11-24T00:00:00Z" };
            journal.assessed(lead, &findings(number, true), "print", judge).unwrap();
        }
        journal.commit().unwrap();
    }
}

/// A run, with what is in it.
struct Sample {
    files: Vec<(String, Vec<u8>)>,
    run: RunId,
    rows: Vec<FullRow>,
}

/// A run through to its end, or one whose process was killed in the middle.
fn sample(done: bool) -> Sample {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::new(folder.path());
    let run = Journal::create(&home, &NEW).unwrap();
    let mut journal = Journal::open(&home, &run).unwrap();
    add_rows(&mut journal, 1..=LEADS / 2);
    work(&mut journal, 80, done);
    drop(journal);
    let mut journal = Journal::open(&home, &run).unwrap();
    add_rows(&mut journal, LEADS / 2 + 1..=LEADS);
    journal.begin().unwrap();
    journal.reading_ended();
    journal.set_state(RunState::Running, None).unwrap();
    journal.commit().unwrap();
    work(&mut journal, if done { LEADS } else { 90 }, done);
    if done {
        journal.begin().unwrap();
        journal.set_state(RunState::FailedRows, Some("Some failed.")).unwrap();
        journal.commit().unwrap();
        drop(journal);
    }
    // A file that is in use is copied as a kill would leave it.
    let files = std::fs::read_dir(home.runs()).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(path).unwrap())
    });
    let files: Vec<_> = files.filter(|(name, _)| !name.ends_with("-shm")).collect();
    assert_eq!(files.iter().any(|(name, bytes)| name.ends_with("-wal") && !bytes.is_empty()), !done);
    let rows = Look::at(&home, &run).unwrap().view().full_rows(0, 10_000).unwrap();
    assert_eq!(rows.len(), LEADS as usize);
    Sample { files, run, rows }
}

impl Sample {
    fn put(&self, folder: &Path) -> Home {
        let home = Home::new(folder);
        std::fs::create_dir_all(home.runs()).unwrap();
        for (name, bytes) in &self.files {
            std::fs::write(home.runs().join(name), bytes).unwrap();
        }
        home
    }
}

/// Damages a file as disks, kills and other programs do; tells how.
fn damage(path: &Path, rng: &mut Rng) -> String {
    let mut bytes = std::fs::read(path).unwrap();
    if bytes.is_empty() {
        return "nothing there".into();
    }
    let page = if rng.bool() { 16_384 } else { 4_096 };
    let begin = rng.usize(..bytes.len()) / page * page;
    let end = (begin + page).min(bytes.len());
    let how = match rng.u32(..5) {
        0 => {
            for _ in 0..rng.u32(1..4) {
                let at = rng.usize(..bytes.len());
                bytes[at] ^= 1 << rng.u32(..8);
            }
            "flipped bits".to_owned()
        }
        1 => {
            let at = rng.usize(..bytes.len());
            let end = (at + rng.usize(1..64)).min(bytes.len());
            rng.fill(&mut bytes[at..end]);
            format!("random bytes from {at}")
        }
        2 => {
            bytes[begin..end].fill(0);
            format!("zeros from {begin}")
        }
        3 => {
            rng.fill(&mut bytes[begin..end]);
            format!("a garbled page from {begin}")
        }
        _ => {
            bytes.truncate(rng.usize(..bytes.len()));
            format!("cut off at {}", bytes.len())
        }
    };
    std::fs::write(path, bytes).unwrap();
    how
}

/// What `SQLite` itself reads of a row in a damaged file: its cell, record and findings.
type Plain = (String, Option<String>, Option<String>, Option<i64>);

fn read_plainly(db: &Connection, number: u32) -> rusqlite::Result<Plain> {
    let (cell, lead): (String, Option<i64>) =
        db.query_row("SELECT cell, lead FROM row WHERE number = ?1", [number], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let Some(lead) = lead else { return Ok((cell, None, None, None)) };
    let status = db.query_row("SELECT status FROM lead WHERE ref = ?1", [lead], |row| row.get(0))?;
    let one = |sql: &str| db.query_row(sql, [lead], |row| row.get::<_, String>(0)).optional();
    let record = one("SELECT fields FROM record WHERE lead = ?1")?;
    Ok((cell, record, one("SELECT findings FROM finding WHERE lead = ?1")?, Some(status)))
}

fn look_plainly(path: &Path) -> Option<Connection> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .ok()
}

fn salvaged(home: &Home, run: &RunId) -> Result<Salvaged, JournalError> {
    Journal::salvage(home, run, &plausible)
}

fn number_of(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn whatever_could_be_read_of_a_damaged_run_is_saved() {
    let damages = number_of("LEADSHEET_DAMAGES", 40);
    let mut rng = Rng::with_seed(number_of("LEADSHEET_SEED", 1));
    let samples = [sample(false), sample(true)];
    let (mut harmed, mut readable, mut beyond, mut whole, mut unnoticed) = (0, 0, 0, 0, 0);
    for turn in 0..damages {
        let sample = &samples[usize::try_from(turn % 2).unwrap()];
        let folder = tempfile::tempdir().unwrap();
        let home = sample.put(&folder.path().join("home"));
        let path = home.journal(&sample.run);
        let log = PathBuf::from(format!("{}-wal", path.display()));
        let target = if log.is_file() && rng.bool() { &log } else { &path };
        let how = format!("turn {turn}, {}: {}", target.display(), damage(target, &mut rng));
        // Runs of earlier versions have no second copy of what they began with.
        let has_copy = turn % 5 != 4;
        if !has_copy {
            std::fs::remove_file(home.begun(&sample.run)).unwrap();
        }

        // What SQLite reads by itself, of a copy.
        let copy = folder.path().join("copy");
        std::fs::copy(&path, &copy).unwrap();
        if log.is_file() {
            std::fs::copy(&log, format!("{}-wal", copy.display())).unwrap();
        }
        let plain = look_plainly(&copy);
        let plainly = |number: u32| plain.as_ref().and_then(|db| read_plainly(db, number).ok());
        let run_readable = plain.as_ref().is_some_and(|db| {
            db.query_row("SELECT plan, recipe FROM run", [], |row| {
                Ok(plausible(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?))
            })
            .unwrap_or(false)
        });

        let saved = match salvaged(&home, &sample.run) {
            Ok(saved) => saved,
            Err(error @ JournalError::BeyondSalvage(_)) if !has_copy && !run_readable => {
                assert!(error.to_string().contains("Delete it"), "{error}");
                beyond += 1;
                continue;
            }
            Err(error) => panic!("{how}: {error:?}"),
        };
        harmed += u64::from(saved.kept.is_some());
        if let Some(kept) = &saved.kept {
            assert!(kept.is_file(), "{how}");
        }
        let journal = Journal::open(&home, &sample.run).unwrap_or_else(|error| panic!("{how}: {error:?}"));
        assert_eq!(&journal.recounted().unwrap(), journal.tallies(), "{how}");
        let about = journal.view().about().unwrap();
        assert_eq!((&*about.plan, &*about.recipe), (NEW.plan, NEW.recipe), "{how}");
        assert!(
            journal.tallies().rows == u64::from(LEADS) || !journal.tallies().reading_ended,
            "{how}: {saved:?}"
        );
        for wanted in &sample.rows {
            let number = wanted.entry.number;
            let now = journal.view().row(number).unwrap();
            let Some((cell, record, findings, status)) = plainly(number) else { continue };
            let fields = wanted.record.as_ref().map(|record| serde_json::to_string(&record.fields).unwrap());
            let found = wanted.findings.as_ref().map(|found| serde_json::to_string(found).unwrap());
            let as_it_was = cell == wanted.entry.cell && record == fields && findings == found;
            let settled = status.is_none_or(|status| (1..=7).contains(&status));
            if !as_it_was || !settled {
                continue;
            }
            readable += 1;
            let now = now.unwrap_or_else(|| panic!("{how}: row {number} is lost; {saved:?}"));
            if now.entry.status == wanted.entry.status {
                whole += 1;
                unnoticed += u64::from(now != *wanted);
            } else {
                // What a row waits for is done again; what was found out stays.
                assert_eq!(
                    (&now.record, &now.entry.cell),
                    (&wanted.record, &wanted.entry.cell),
                    "{how}: {number}"
                );
            }
        }
        drop(journal);
        if saved.kept.is_some() {
            let again = salvaged(&home, &sample.run).unwrap();
            assert_eq!(again.kept, None, "{how}: {again:?}, after {saved:?}");
        }
    }
    eprintln!(
        "{damages} damages: {harmed} harmed, {beyond} without a plan; {readable} rows readable, {whole} of them as they \
         were, {unnoticed} changed in a way that only the original tells"
    );
}

#[test]
fn a_salvage_that_was_killed_at_its_last_step_is_ended_by_whoever_comes_next() {
    let sample = sample(true);
    let folder = tempfile::tempdir().unwrap();
    let home = sample.put(folder.path());
    let path = home.journal(&sample.run);
    // The new file is whole; the damaged one still lies in its place, with a log of its own.
    std::fs::rename(&path, home.runs().join(format!("{}.salvaged", sample.run))).unwrap();
    std::fs::write(&path, vec![b'x'; 50_000]).unwrap();
    let log = PathBuf::from(format!("{}-wal", path.display()));
    std::fs::write(&log, vec![b'y'; 50_000]).unwrap();
    let rows = Look::at(&home, &sample.run).unwrap().view().full_rows(0, 10_000).unwrap();
    assert_eq!(rows, sample.rows);
    assert!(std::fs::metadata(&log).map_or(0, |about| about.len()) == 0, "the log belonged to the other");
    Journal::open(&home, &sample.run).unwrap();
}

#[test]
fn a_run_that_is_whole_or_in_other_hands_is_left_as_it_is() {
    let sample = sample(true);
    let folder = tempfile::tempdir().unwrap();
    let home = sample.put(folder.path());
    let before = std::fs::read(home.journal(&sample.run)).unwrap();
    assert_eq!(salvaged(&home, &sample.run).unwrap().kept, None);
    assert_eq!(std::fs::read(home.journal(&sample.run)).unwrap(), before);
    let _driven = Journal::open(&home, &sample.run).unwrap();
    assert!(matches!(salvaged(&home, &sample.run), Err(JournalError::Busy { .. })));
}

#[test]
fn why_a_run_is_paused_is_known_where_nothing_could_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::new(folder.path());
    let run = Journal::create(&home, &NEW).unwrap();
    let mut journal = Journal::open(&home, &run).unwrap();
    assert_eq!(Journal::noted(&home, &run), None);
    journal.pause_without_room("The disk is full.").unwrap();
    assert_eq!(Journal::noted(&home, &run).as_deref(), Some("The disk is full."));
    assert_eq!(journal.view().about().unwrap().reason.as_deref(), Some("The disk is full."));
    // Whoever takes the run up keeps the note until it is under way.
    drop(journal);
    let mut journal = Journal::open(&home, &run).unwrap();
    assert_eq!(Journal::noted(&home, &run).as_deref(), Some("The disk is full."));
    journal.clear_note();
    assert_eq!(Journal::noted(&home, &run), None);
}
