//! The file of answers is of use to a run and never in its way.

use lead_journal::{Answer, Answers, Home, notices};
use std::path::PathBuf;

fn home() -> (tempfile::TempDir, Home) {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::new(folder.path());
    (folder, home)
}

fn answer(number: u32) -> Answer {
    Answer {
        origin: "here".into(),
        fingerprint: format!("f{number}"),
        answer: format!(r#"{{"number":{number},"text":"{}"}}"#, "x".repeat(500)),
        model: "m".into(),
        lead: format!("lead {number}"),
        recipe: "r".into(),
        answered_at: "2026-11-24T00:00:00Z".into(),
        input_tokens: 1,
        output_tokens: 1,
        cost_nanos: 1,
    }
}

fn filled(home: &Home) {
    let mut answers = Answers::open(home).unwrap();
    for number in 0..400 {
        answers.put(&answer(number)).unwrap();
    }
    answers.commit().unwrap();
}

fn here(answers: &mut Answers) -> usize {
    (0..400).filter(|number| answers.get("here", &format!("f{number}")).unwrap().is_some()).count()
}

fn put_aside(home: &Home) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(home.folder()).unwrap().map(|entry| entry.unwrap().path());
    let is_aside =
        |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("answers (damaged ");
    entries.filter(is_aside).collect()
}

#[test]
fn what_is_no_database_is_put_aside_and_answers_are_kept_anew() {
    let (_folder, home) = home();
    std::fs::write(home.answers(), "no database at all, but long enough to be taken for one".repeat(100))
        .unwrap();
    filled(&home);
    assert_eq!(here(&mut Answers::open(&home).unwrap()), 400);
    assert_eq!(put_aside(&home).len(), 1);
    let told = notices::take();
    assert!(told.iter().any(|notice| notice.contains("answers (damaged 2")), "{told:?}");
}

#[test]
fn of_a_damaged_file_what_can_be_read_stays_free() {
    let (_folder, home) = home();
    filled(&home);
    let mut bytes = std::fs::read(home.answers()).unwrap();
    // The file's own header and the first page of the table are gone.
    bytes[..8192].fill(0);
    std::fs::write(home.answers(), &bytes).unwrap();
    let found = here(&mut Answers::open(&home).unwrap());
    assert!((380..=400).contains(&found), "{found}");
    assert_eq!(put_aside(&home).len(), 1);
}

#[test]
fn damage_that_turns_up_later_loses_nothing_that_was_put_in() {
    let (_folder, home) = home();
    filled(&home);
    let mut bytes = std::fs::read(home.answers()).unwrap();
    let pages = bytes.len() / 4096;
    for page in 2..pages {
        bytes[page * 4096] = 0xFF;
    }
    std::fs::write(home.answers(), &bytes).unwrap();
    let mut answers = Answers::open(&home).unwrap();
    for number in 1000..1100 {
        answers.put(&answer(number)).unwrap();
        assert_eq!(
            answers.get("here", &format!("f{number}")).unwrap().unwrap().answer,
            answer(number).answer
        );
    }
    answers.commit().unwrap();
    drop(answers);
    let mut answers = Answers::open(&home).unwrap();
    assert!((1000..1100).all(|number| answers.get("here", &format!("f{number}")).unwrap().is_some()));
}

#[test]
fn a_newer_file_is_left_as_it_is() {
    let (_folder, home) = home();
    filled(&home);
    rusqlite::Connection::open(home.answers()).unwrap().pragma_update(None, "user_version", 7).unwrap();
    let mut answers = Answers::open(&home).unwrap();
    assert_eq!(here(&mut answers), 0);
    answers.put(&answer(1)).unwrap();
    answers.commit().unwrap();
    assert_eq!(here(&mut Answers::open(&home).unwrap()), 1);
    assert!(put_aside(&home).is_empty() && home.folder().join("answers (format 1).sqlite").is_file());
}

#[test]
fn a_folder_in_its_place_stops_nothing() {
    let (_folder, home) = home();
    std::fs::create_dir_all(home.answers().join("inside")).unwrap();
    let mut answers = Answers::open(&home).unwrap();
    answers.put(&answer(1)).unwrap();
    answers.commit().unwrap();
    assert_eq!(here(&mut answers), 1);
}
