//! Writing to the terminal. A reader that has gone away (`leadsheet runs | head`) ends no run.

use lead_app::thousands;
use std::io::{IsTerminal, Write};

/// A line on stdout.
pub(crate) fn line(text: &str) {
    written(writeln!(std::io::stdout().lock(), "{text}"));
}

/// A line on stderr: what happens meanwhile.
pub(crate) fn note(text: &str) {
    written(writeln!(std::io::stderr().lock(), "{text}"));
}

/// An error on stderr, in words.
pub(crate) fn error(text: &str) {
    note(&format!("leadsheet: {text}"));
}

/// Whether somebody watches stderr.
pub(crate) fn is_watched() -> bool {
    std::io::stderr().is_terminal()
}

fn written(result: std::io::Result<()>) {
    if let Err(error) = result {
        tracing::debug!(%error, "nobody reads the output");
    }
}

/// `1 row`, `2,000 rows`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// A length of time: `0.8 s`, `42 s`, `3 min 20 s`, `2 h 5 min`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds, never negative")]
pub(crate) fn duration(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    match whole {
        0..10 => format!("{seconds:.1} s"),
        10..60 => format!("{whole} s"),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_read_well() {
        assert_eq!(counted(1, "row", "rows"), "1 row");
        assert_eq!(counted(1_048_575, "row", "rows"), "1,048,575 rows");
        assert_eq!(
            [0.84, 42.4, 200.0, 7_500.0].map(duration).join(", "),
            "0.8 s, 42 s, 3 min 20 s, 2 h 5 min"
        );
    }
}
