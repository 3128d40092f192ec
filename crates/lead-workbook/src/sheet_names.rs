//! Excel does not allow every name for a sheet, and two sheets may not have the same.

use std::path::Path;

/// The longest name of a sheet, in UTF-16 units.
const LONGEST: usize = 31;

/// A name made fit for a sheet: what Excel forbids is replaced, what is too long is cut.
pub(crate) fn allowed(name: &str) -> String {
    let replaced: String = name
        .chars()
        .map(
            |c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control() { ' ' } else { c },
        )
        .collect();
    let cut = shortened(replaced.trim_matches(|c: char| c == '\'' || c.is_whitespace()), LONGEST);
    // Excel keeps this name for its own list of changes.
    if cut.is_empty() || cut.eq_ignore_ascii_case("history") { "Sheet1".into() } else { cut }
}

/// The name of the one sheet of a file that has none, as a csv file: the file's, as Excel does it.
pub(crate) fn of_file(path: &Path) -> String {
    allowed(&path.file_stem().unwrap_or_default().to_string_lossy())
}

/// The wanted name, or with ` (2)`, ` (3)` … where it is taken, letter case aside.
pub(crate) fn free(wanted: &str, taken: &[String]) -> String {
    let is_taken = |name: &str| taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let mut name = wanted.to_owned();
    let mut number = 2;
    while is_taken(&name) {
        let suffix = format!(" ({number})");
        name = shortened(wanted, LONGEST - suffix.len()) + &suffix;
        number += 1;
    }
    name
}

/// As much of a text as fits into a number of UTF-16 units.
fn shortened(text: &str, units: usize) -> String {
    let mut left = units;
    let kept: String = text
        .chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            fits
        })
        .collect();
    kept.trim_end_matches(|c: char| c == '\'' || c.is_whitespace()).to_owned()
}

/// A sheet's name as formulas write it.
pub(crate) fn in_formula(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_what_excel_allows() {
        assert_eq!(allowed("Q1/Q2: [leads]*"), "Q1 Q2   leads");
        assert_eq!(allowed("'quoted'"), "quoted");
        assert_eq!(allowed("???"), "Sheet1");
        assert_eq!(allowed(&"x".repeat(40)).len(), 31);
    }

    #[test]
    fn taken_names_get_a_number_and_still_fit() {
        assert_eq!(free("Summary", &["summary".into(), "Summary (2)".into()]), "Summary (3)");
        let long = "y".repeat(31);
        assert_eq!(free(&long, std::slice::from_ref(&long)), format!("{} (2)", "y".repeat(27)));
    }
}
