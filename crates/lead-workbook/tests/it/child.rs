//! The process that reads for us: gives what reading within ours gives, and ends where it must.

use crate::files::{Folder, choice, fixture, read_text};
use lead_workbook::{WorkbookError, child, for_each_row, inspect};
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// From here on the formats of others are read by a process of their own.
fn offered() {
    child::use_program(PathBuf::from(env!("CARGO_BIN_EXE_read-workbook-child")));
}

#[test]
fn the_rows_come_over_and_a_sheet_left_in_the_middle_starts_anew() {
    offered();
    for name in ["leads.xls", "leads.ods"] {
        let choice = choice(&fixture(name));
        let rows = read_text(&choice);
        assert_eq!(rows.len(), 5, "{name}");
        let mut first = Vec::new();
        let end = for_each_row(&choice, &mut |row| {
            first.push(row.number);
            ControlFlow::Break(())
        });
        assert_eq!((end.unwrap().rows, first.len()), (1, 1));
        assert_eq!(read_text(&choice), rows);
    }
}

#[test]
fn a_password_is_told_across() {
    offered();
    let error = inspect(&fixture("encrypted.ods")).unwrap_err();
    assert!(matches!(error, WorkbookError::PasswordProtected { .. }), "{error}");
}

/// An xls whose directory says that one stream goes round for ever took 17 GB of its reader.
#[test]
fn a_file_that_takes_all_memory_ends_its_own_process_only() {
    offered();
    let folder = Folder::new();
    let whole = fs::read(fixture("leads.xls")).unwrap();
    let mut state = 7_u32;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    for _ in 0..40 {
        let mut bytes = whole.clone();
        for _ in 0..4 {
            // The header and the tables of sectors are where chains are made.
            let at = random(bytes.len().min(2048));
            bytes[at] = u8::try_from(random(256)).unwrap();
        }
        let started = Instant::now();
        let path = folder.text("round.xls", bytes);
        if let Err(error) = inspect(&path) {
            assert!(!error.to_string().is_empty());
        }
        assert!(started.elapsed() < Duration::from_secs(10));
    }
}
