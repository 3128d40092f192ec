//! A fingerprint shows whether a workbook is still the one a run began with.

use crate::error::WorkbookError;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::Path;

const PIECE: usize = 1 << 20;

/// The SHA-256 of the file's bytes, in hexadecimal.
pub fn fingerprint(path: &Path) -> Result<String, WorkbookError> {
    let read = |error| WorkbookError::reading(path, error);
    let mut file = File::open(path).map_err(read)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; PIECE];
    loop {
        match file.read(&mut buffer).map_err(read)? {
            0 => break,
            filled => hash.update(&buffer[..filled]),
        }
    }
    let mut text = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing into a String cannot fail.
        write!(text, "{byte:02x}").unwrap_or_default();
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn it_is_the_plain_sha256() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"abc").unwrap();
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(fingerprint(file.path()).unwrap(), expected);
    }
}
