//! Headcounts, the bands they fall into, and what a size range or a segment claims.

/// The headcounts that a size range or a segment covers, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) low: u64,
    pub(crate) high: u64,
}

/// The band of a headcount: the number of lower bounds it reaches, less one.
pub(crate) fn band(bounds: &[u64], headcount: u64) -> usize {
    bounds.iter().filter(|&&bound| headcount >= bound).count().saturating_sub(1)
}

/// How many bands lie between a headcount and a range; 0 where they touch.
pub(crate) fn bands_apart(bounds: &[u64], headcount: u64, range: Range) -> usize {
    let (own, low, high) = (band(bounds, headcount), band(bounds, range.low), band(bounds, range.high));
    low.saturating_sub(own).max(own.saturating_sub(high))
}

/// Reads a size range as people write it: `100-399`, `400 – 4,999`, `5.000+`, `<20`, `1k to 5k`.
/// `None` where it holds no number.
pub(crate) fn read_range(text: &str) -> Option<Range> {
    let text = text.to_lowercase();
    let (numbers, before, after) = numbers(&text);
    let (&first, second) = (numbers.first()?, numbers.get(1).copied());
    if let Some(second) = second {
        return (first <= second).then_some(Range { low: first, high: second });
    }
    let says = |words: &[&str]| words.iter().any(|word| before.contains(word) || after.contains(word));
    Some(if after.starts_with('+') || says(&[">", "≥", "more", "over", "above", "plus", "from"]) {
        Range { low: first, high: u64::MAX }
    } else if says(&["<", "≤", "less", "under", "below", "up to", "fewer"]) {
        Range { low: 0, high: first }
    } else {
        Range { low: first, high: first }
    })
}

/// The first two numbers of a text, what stands before the first and what right after it.
fn numbers(text: &str) -> (Vec<u64>, &str, &str) {
    let bytes = text.as_bytes();
    let (mut found, mut begin, mut end) = (Vec::new(), text.len(), text.len());
    let mut at = 0;
    while at < bytes.len() && found.len() < 2 {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let mut value: u64 = 0;
        loop {
            while at < bytes.len() && bytes[at].is_ascii_digit() {
                value = value.saturating_mul(10).saturating_add(u64::from(bytes[at] - b'0'));
                at += 1;
            }
            match thousands_separator(&text[at..]) {
                Some(length) => at += length,
                None => break,
            }
        }
        let unit = bytes.get(at).copied();
        let unit_ends = !bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
        match unit {
            Some(b'k') if unit_ends => (value, at) = (value.saturating_mul(1_000), at + 1),
            Some(b'm') if unit_ends => (value, at) = (value.saturating_mul(1_000_000), at + 1),
            _ => {}
        }
        if found.is_empty() {
            (begin, end) = (start, at);
        }
        found.push(value);
    }
    (found, &text[..begin], text[end..].trim_start())
}

/// The length of a thousands separator at the beginning of `rest`, where one stands there: a
/// mark followed by exactly three digits.
fn thousands_separator(rest: &str) -> Option<usize> {
    let mark =
        rest.chars().next().filter(|c| matches!(c, ',' | '.' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}'))?;
    let digits = rest[mark.len_utf8()..].bytes().take_while(u8::is_ascii_digit).count();
    (digits == 3).then_some(mark.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: [u64; 5] = [0, 20, 100, 400, 5_000];

    #[test]
    fn bands_begin_at_their_bound() {
        for (headcount, expected) in
            [(0, 0), (19, 0), (20, 1), (99, 1), (100, 2), (399, 2), (4_999, 3), (5_000, 4)]
        {
            assert_eq!(band(&BOUNDS, headcount), expected, "{headcount}");
        }
    }

    #[test]
    fn ranges_as_people_write_them() {
        for (text, low, high) in [
            ("100-399", 100, 399),
            ("400 – 4,999 employees", 400, 4_999),
            ("1.000 bis 4.999", 1_000, 4_999),
            ("5,000+", 5_000, u64::MAX),
            ("10 000 +", 10_000, u64::MAX),
            ("more than 5000", 5_000, u64::MAX),
            ("<20", 0, 20),
            ("Under 20 people", 0, 20),
            ("1k-5k", 1_000, 5_000),
            ("42", 42, 42),
            ("20 men", 20, 20),
        ] {
            assert_eq!(read_range(text), Some(Range { low, high }), "{text}");
        }
        for text in ["", "large", "–", "400-100"] {
            assert_eq!(read_range(text), None, "{text}");
        }
    }

    #[test]
    fn distance_is_counted_in_bands() {
        let range = |low, high| Range { low, high };
        assert_eq!(bands_apart(&BOUNDS, 6_000, range(1, 19)), 4);
        assert_eq!(bands_apart(&BOUNDS, 10, range(100, 399)), 2);
        assert_eq!(bands_apart(&BOUNDS, 150, range(20, 99)), 1);
        assert_eq!(bands_apart(&BOUNDS, 150, range(20, 4_999)), 0);
        assert_eq!(bands_apart(&BOUNDS, 150, range(100, u64::MAX)), 0);
    }
}
