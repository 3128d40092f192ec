//! Spreadsheets name a column by letters and a cell by its column and row: `AB12`.

/// The most columns an Excel sheet has (XFD).
pub(crate) const MOST_COLUMNS: usize = 16_384;
/// The most rows an Excel sheet has.
pub(crate) const MOST_ROWS: u32 = 1_048_576;

/// The letters of a column counted from 0: `A`, `Z`, `AA`.
pub(crate) fn letter(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// The column, counted from 0, and the row, counted from 1, of a cell's name: `AB12`.
pub(crate) fn position(name: &[u8]) -> Option<(u32, u32)> {
    let split = name.iter().position(u8::is_ascii_digit)?;
    let (letters, digits) = name.split_at(split);
    if letters.is_empty() || letters.len() > 3 || digits.len() > 7 {
        return None;
    }
    let mut column = 0_u32;
    for letter in letters {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        column = column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    let mut row = 0_u32;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        row = row * 10 + u32::from(digit - b'0');
    }
    Some((column - 1, row))
}

/// The columns up to the one a cell reference names: 1 for `A7`.
pub(crate) fn column_of(reference: &[u8]) -> Option<u32> {
    let mut column = 0_u32;
    for &byte in reference {
        match byte {
            b'A'..=b'Z' => column = column.checked_mul(26)?.checked_add(u32::from(byte - b'A') + 1)?,
            b'a'..=b'z' => column = column.checked_mul(26)?.checked_add(u32::from(byte - b'a') + 1)?,
            b'$' => {}
            _ => break,
        }
    }
    (1..=16_384).contains(&column).then_some(column)
}

/// The letters of a column counted from 1.
pub(crate) fn letters(column: u32) -> String {
    letter(column.saturating_sub(1) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_positions() {
        assert_eq!(
            (letter(0), letter(25), letter(26), letter(16_383)),
            ("A".into(), "Z".into(), "AA".into(), "XFD".into())
        );
        assert_eq!(position(b"XFD1048576"), Some((16_383, MOST_ROWS)));
        assert_eq!(position(b"7"), None);
        assert_eq!(position(b"A"), None);
    }

    #[test]
    fn letters_and_columns_agree() {
        for column in [1, 26, 27, 702, 703, 16_384] {
            assert_eq!(column_of(format!("${}7", letters(column)).as_bytes()), Some(column));
        }
        assert_eq!(column_of(b"XFE1"), None);
    }
}
