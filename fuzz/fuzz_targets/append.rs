//! Any bytes as a sheet, its strings and styles: columns are appended, and what comes out opens.
#![no_main]

use lead_fuzz::{append, packed, written};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| append(&written(&packed(bytes))));
