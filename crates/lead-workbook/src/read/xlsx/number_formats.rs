//! A date is a number whose format has days or hours in it; this module finds which formats have.

use crate::error::WorkbookError;
use crate::package::{MOST_IN_SMALL_PART, Package};
use crate::xml::scan::Name;
use std::collections::HashMap;

/// Excel has at most 65,490 cell formats; some programs write more.
const MOST_FORMATS: usize = 1 << 20;

/// What a number with a format is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberKind {
    Number,
    DateTime,
    Duration,
}

/// The kind of each cell format, by its index.
#[derive(Debug, Default)]
pub(super) struct NumberFormats(Vec<NumberKind>);

impl NumberFormats {
    pub(super) fn read(package: &mut Package, part: &str) -> Result<Self, WorkbookError> {
        let kinds = package.walk(part, MOST_IN_SMALL_PART, |scan| {
            let mut codes: HashMap<u64, NumberKind> = HashMap::new();
            let mut kinds = Vec::new();
            let mut in_cells = false;
            while let Some(tag) = scan.next()? {
                match tag.name() {
                    Name::Open(b"numFmt") => {
                        if let (Some(id), Some(code)) = (tag.number(b"numFmtId"), tag.text(b"formatCode"))
                            && codes.len() < MOST_FORMATS
                        {
                            codes.insert(id, kind_of(&code));
                        }
                    }
                    Name::Open(b"cellXfs") => in_cells = true,
                    Name::Close(b"cellXfs") => in_cells = false,
                    Name::Open(b"xf") if in_cells && kinds.len() < MOST_FORMATS => {
                        let id = tag.number(b"numFmtId").unwrap_or(0);
                        kinds.push(codes.get(&id).copied().unwrap_or_else(|| built_in(id)));
                    }
                    _ => {}
                }
            }
            Ok(kinds)
        })?;
        Ok(Self(kinds.unwrap_or_default()))
    }

    pub(super) fn kind(&self, style: u32) -> NumberKind {
        self.0.get(style as usize).copied().unwrap_or(NumberKind::Number)
    }
}

/// Formats without a code of their own (ECMA-376, 18.8.30), those of East Asia included.
fn built_in(id: u64) -> NumberKind {
    match id {
        46 => NumberKind::Duration,
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => NumberKind::DateTime,
        _ => NumberKind::Number,
    }
}

/// Reads a format's code, the part for positive numbers only.
fn kind_of(code: &str) -> NumberKind {
    let mut characters = code.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            // What follows is shown as it stands, or is only as wide.
            '\\' | '_' | '*' => {
                characters.next();
            }
            '"' => {
                characters.by_ref().find(|&c| c == '"');
            }
            '[' => {
                let inside: String = characters.by_ref().take_while(|&c| c != ']').collect();
                let is_elapsed = !inside.is_empty()
                    && (inside.chars().all(|c| c.eq_ignore_ascii_case(&'h'))
                        || inside.chars().all(|c| c.eq_ignore_ascii_case(&'m'))
                        || inside.chars().all(|c| c.eq_ignore_ascii_case(&'s')));
                if is_elapsed {
                    return NumberKind::Duration;
                }
            }
            ';' => break,
            // `General` has letters, none of them of dates; `E` is also an exponent.
            'G' | 'g' if characters.clone().take(6).collect::<String>().eq_ignore_ascii_case("eneral") => {
                characters.by_ref().take(6).for_each(drop);
            }
            'A' | 'a' if characters.clone().take(2).collect::<String>().eq_ignore_ascii_case("/p") => {
                return NumberKind::DateTime;
            }
            'd' | 'D' | 'm' | 'M' | 'h' | 'H' | 'y' | 'Y' | 's' | 'S' => return NumberKind::DateTime,
            _ => {}
        }
    }
    NumberKind::Number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_tell_dates_from_numbers() {
        for code in
            ["yyyy-mm-dd", "[$-409]d mmm yy", "h:mm AM/PM", "A/P", "[Red]dd.mm.", "\"on \"d", "mmss.0"]
        {
            assert_eq!(kind_of(code), NumberKind::DateTime, "{code}");
        }
        for code in ["[h]:mm", "[mm]:ss", "[S]"] {
            assert_eq!(kind_of(code), NumberKind::Duration, "{code}");
        }
        for code in [
            "General",
            "0.00",
            "#,##0 \"days\"",
            "0\\d",
            "[Red]0",
            "_d0",
            "0.00E+00",
            "0;d",
            "@",
            "[Magenta]0",
        ] {
            assert_eq!(kind_of(code), NumberKind::Number, "{code}");
        }
    }
}
