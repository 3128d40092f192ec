//! No crate of this workspace has a circle between its files, but for true recursion.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use source_circles::{Crate, circles};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn roots() -> Vec<PathBuf> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let crates = std::fs::read_dir(top.join("crates")).unwrap();
    let mut roots: Vec<PathBuf> = crates
        .map(|entry| entry.unwrap().path())
        .chain([top.join("src-tauri"), top.join("scripts/circles")])
        .filter_map(|folder| {
            ["src/lib.rs", "src/main.rs"]
                .map(|root| folder.join(root))
                .into_iter()
                .find(|path| path.is_file())
        })
        .collect();
    roots.sort();
    roots
}

#[test]
fn files_of_a_crate_use_each_other_in_one_direction() {
    let roots = roots();
    assert!(roots.len() > 13, "too few crates were found: {roots:?}");
    let mut found = String::new();
    for root in roots {
        let name = root.ancestors().nth(2).unwrap().file_name().unwrap().to_string_lossy().into_owned();
        for circle in circles(&Crate::read(&root).unwrap()) {
            write!(found, "{name}\n{circle}").unwrap();
        }
    }
    assert!(
        found.is_empty(),
        "Files use each other in a circle. Move what both need into a file of its own.\n{found}"
    );
}
