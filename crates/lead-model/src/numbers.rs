//! Numbers as people read them.

/// A number with thousands separators: `100000` as `100,000`.
///
/// ```
/// assert_eq!(lead_model::thousands(1_048_576), "1,048,576");
/// ```
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of things: `1 row`, `2 rows`, `1,000 rows`.
///
/// ```
/// assert_eq!(lead_model::several(1_200, "lead"), "1,200 leads");
/// ```
#[must_use]
pub fn several(number: u64, one: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {one}{ending}", thousands(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(
            [0, 999, 1000, 31_204, 1_048_576].map(thousands).join(" "),
            "0 999 1,000 31,204 1,048,576"
        );
        assert_eq!((several(1, "row"), several(0, "row")), ("1 row".into(), "0 rows".into()));
    }
}
