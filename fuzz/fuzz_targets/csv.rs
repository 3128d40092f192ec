//! Any bytes as the text of a csv file, also those that look like something else.
#![no_main]

use lead_fuzz::{look, written};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| look(&written(&[b"Id,", bytes].concat())));
