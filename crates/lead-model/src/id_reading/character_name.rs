//! What a character is called in a sentence for people.

/// A character that does not belong into an id, as a person can find it: with its script where it
/// looks like one that does.
pub(super) fn name_of(c: char) -> String {
    let script = match c {
        '\u{370}'..='\u{3FF}' => "a Greek letter",
        '\u{400}'..='\u{52F}' => "a Cyrillic letter",
        '\u{530}'..='\u{58F}' => "an Armenian letter",
        '\u{13A0}'..='\u{13FF}' => "a Cherokee letter",
        _ if c.is_ascii() || c.is_whitespace() => return format!("“{}”", c.escape_debug()),
        _ => return format!("“{c}” (U+{:04X})", u32::from(c)),
    };
    format!("“{c}”, {script} (U+{:04X})", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_are_named() {
        assert_eq!(name_of('О'), "“О”, a Cyrillic letter (U+041E)");
        assert_eq!(name_of('#'), "“#”");
        assert_eq!(name_of('²'), "“²” (U+00B2)");
    }
}
