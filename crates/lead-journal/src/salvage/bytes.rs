//! Numbers in the bytes of a page, where any of them may be wrong.

/// Four bytes at a place, as a number; 0 where they are not there.
pub(super) fn be32(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
    four.map_or(0, u32::from_be_bytes)
}

/// Two bytes at a place, as a number; 0 where they are not there.
pub(super) fn be16(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..at + 2).map_or(0, |two| usize::from(two[0]) << 8 | usize::from(two[1]))
}

/// A number of one to nine bytes, and how many these were.
pub(super) fn varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut value = 0_u64;
    for place in 0..9 {
        let byte = *bytes.get(at + place)?;
        if place == 8 {
            return Some((value << 8 | u64::from(byte), 9));
        }
        value = value << 7 | u64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return Some((value, place + 1));
        }
    }
    None
}

/// A signed number of up to eight bytes.
pub(super) fn signed(bytes: &[u8]) -> i64 {
    let fill = if bytes.first().is_some_and(|byte| byte & 0x80 != 0) { -1_i64 } else { 0 };
    bytes.iter().fold(fill, |value, byte| value << 8 | i64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_what_is_not_there_is_none() {
        assert_eq!((be32(&[0, 0, 1, 2], 0), be32(&[1, 2], 0), be16(&[9, 1, 2], 1)), (258, 0, 258));
        assert_eq!(varint(&[0x81, 0x00], 0), Some((128, 2)));
        assert_eq!(varint(&[0xFF; 9], 0), Some((u64::MAX, 9)));
        assert_eq!(varint(&[0x81], 0), None);
        assert_eq!((signed(&[0xFF]), signed(&[0x01, 0x00]), signed(&[])), (-1, 256, 0));
    }
}
