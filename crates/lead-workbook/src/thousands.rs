//! Writes whole numbers as people read them, with separators between the thousands.

/// A number with separators between the thousands.
pub(crate) fn with_separators(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| str::from_utf8(group).unwrap_or_default()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_told_apart() {
        assert_eq!(
            (with_separators(7), with_separators(1234), with_separators(1_048_576)),
            ("7".into(), "1,234".into(), "1,048,576".into())
        );
    }
}
