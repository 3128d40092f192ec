//! Any bytes as a file: the format is told, the package opened, every sheet looked at.
#![no_main]

use lead_fuzz::{look, written};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| look(&written(bytes)));
