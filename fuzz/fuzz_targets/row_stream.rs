//! Any bytes as a sheet, and behind a zero byte as its shared strings, and as its styles.
#![no_main]

use lead_fuzz::{look, packed, written};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| look(&written(&packed(bytes))));
