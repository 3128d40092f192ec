//! Some file formats hold texts alone; here a text that is a number becomes one.

use crate::cell::Cell;

/// Excel shows a longer number in a column of usual width as 1.23457E+11.
const MOST_DIGITS: usize = 11;

/// A number only where nothing of its writing would be lost: no leading zeros, no plus, no
/// trailing zeros, no more digits than are shown in full.
pub(super) fn number_or_text(text: String) -> Cell {
    // Mainframes fill a field that has nothing in it with NUL.
    if text.is_empty() || text.contains('\0') && text.trim_matches(['\0', ' ']).is_empty() {
        return Cell::Blank;
    }
    let looks_it = text.len() <= MOST_DIGITS + 2
        && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
        && text.bytes().filter(u8::is_ascii_digit).count() <= MOST_DIGITS;
    if looks_it
        && let Ok(number) = text.parse::<f64>()
        && text != "-0"
        && Cell::Number(number).text() == text
    {
        return Cell::Number(number);
    }
    Cell::Text(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_numbers_only_where_nothing_is_lost() {
        for text in ["12", "-3.25", "0.5", "0", "41555501234"] {
            assert!(matches!(number_or_text(text.to_owned()), Cell::Number(_)), "{text}");
        }
        for text in ["01234", "+1", "1.50", "1e5", "415555012345", "-", ".5", "1-2", "NaN", "inf", " 1", "-0"]
        {
            assert_eq!(number_or_text(text.to_owned()), Cell::Text(text.to_owned()));
        }
        assert_eq!(number_or_text("\0\0 \0".to_owned()), Cell::Blank);
    }
}
