//! Which circles are found, in small crates made for it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use source_circles::{Crate, circles};
use std::path::Path;

/// The circles of a crate with these files, as text.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let krate = Crate::read(&folder.path().join("lib.rs")).unwrap();
    circles(&krate).iter().map(ToString::to_string).collect()
}

#[test]
fn two_files_that_import_each_other_are_a_circle() {
    let circles = found(&[
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b::B; pub(crate) struct A(B);"),
        ("b.rs", "use super::a::A; pub(crate) struct B(Option<Box<A>>);"),
    ]);
    assert_eq!(circles, ["  a.rs uses B of b.rs\n  b.rs uses A of a.rs\n"]);
}

#[test]
fn a_name_passed_on_belongs_to_the_file_that_declares_it() {
    let files = |lib| {
        [
            ("lib.rs", lib),
            ("a.rs", "use crate::B; pub struct A(B);"),
            ("b.rs", "pub struct B; pub fn b() -> Option<crate::A> { None }"),
        ]
    };
    assert_eq!(found(&files("mod a; mod b; pub use a::A; pub use b::B;")).len(), 1);
    assert_eq!(found(&files("mod a; mod b; pub use a::*; pub use b::*;")).len(), 1, "by a glob");
}

#[test]
fn a_module_s_file_and_its_parent_can_be_a_circle() {
    let circles = found(&[
        ("lib.rs", "mod read;"),
        ("read/mod.rs", "mod csv; pub(crate) struct Row; pub(crate) fn open() { csv::open(); }"),
        ("read/csv.rs", "use super::Row; pub(crate) fn open() -> Row { Row }"),
    ]);
    assert_eq!(circles, ["  read/csv.rs uses Row of read/mod.rs\n  read/mod.rs uses open of read/csv.rs\n"]);
}

#[test]
fn paths_in_code_and_in_macros_count() {
    let circles = found(&[
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b; pub(crate) fn a() { let _ = format!(\"{}\", b::b()); }"),
        ("b.rs", "pub(crate) fn b() -> u8 { crate::a::a(); 1 }"),
    ]);
    assert_eq!(circles.len(), 1, "{circles:?}");
}

#[test]
fn one_direction_tests_and_modules_within_a_file_are_no_circle() {
    let circles = found(&[
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b::B; pub(crate) struct A(B); mod inner { use super::A; pub fn f(_: A) {} }"),
        ("b.rs", "pub(crate) struct B; #[cfg(test)] mod tests { use crate::a::A; fn t(_: A) {} }"),
    ]);
    assert_eq!(circles, Vec::<String>::new());
}

#[test]
fn true_recursion_is_said_in_every_file_of_it() {
    let files = |b_docs: &'static str| {
        [
            ("lib.rs", "mod a; mod b;"),
            (
                "a.rs",
                "//! Terms.\n//!\n//! True recursion with `b.rs`: a term holds factors.\npub(crate) fn a() { crate::b::b(); }",
            ),
            ("b.rs", b_docs),
        ]
    };
    let said = "//! True recursion with `a.rs`: a factor holds a term.\npub(crate) fn b() { crate::a::a(); }";
    assert_eq!(found(&files(said)), Vec::<String>::new());
    assert_eq!(found(&files("pub(crate) fn b() { crate::a::a(); }")).len(), 1, "one of the two is silent");
}
