//! Some files end in the middle of a sector; here they are filled up with zeros.

use std::io::{self, Read, Seek, SeekFrom};

/// Old Office files consist of sectors; the reader of their contents takes whole ones only.
pub(super) struct Padded<R> {
    inner: R,
    length: u64,
    /// The length with the zeros.
    filled_up: u64,
    at: u64,
}

impl<R: Seek> Padded<R> {
    /// Fills the input up to a multiple of `unit` bytes.
    pub(super) fn to_multiple_of(unit: u64, mut inner: R) -> io::Result<Self> {
        let length = inner.seek(SeekFrom::End(0))?;
        inner.rewind()?;
        Ok(Self { inner, length, filled_up: length.next_multiple_of(unit), at: 0 })
    }
}

impl<R: Read> Read for Padded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = if self.at < self.length {
            self.inner.read(buffer)?
        } else {
            let zeros = usize::try_from(self.filled_up.saturating_sub(self.at))
                .unwrap_or(usize::MAX)
                .min(buffer.len());
            buffer[..zeros].fill(0);
            zeros
        };
        self.at += read as u64;
        Ok(read)
    }
}

impl<R: Seek> Seek for Padded<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.filled_up.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or(io::ErrorKind::InvalidInput)?;
        self.inner.seek(SeekFrom::Start(self.at.min(self.length)))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn what_is_missing_is_zero() {
        let mut padded = Padded::to_multiple_of(4, Cursor::new(b"abcdef")).unwrap();
        let mut all = Vec::new();
        padded.read_to_end(&mut all).unwrap();
        assert_eq!(all, b"abcdef\0\0");
        assert_eq!(padded.seek(SeekFrom::End(-3)).unwrap(), 5);
        let mut rest = Vec::new();
        padded.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, b"f\0\0");
        let mut whole = Padded::to_multiple_of(4, Cursor::new(b"abcd")).unwrap();
        assert_eq!(whole.seek(SeekFrom::End(0)).unwrap(), 4);
    }
}
