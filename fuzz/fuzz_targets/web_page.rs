//! Any bytes as what stands in a table of a web page.
#![no_main]

use lead_fuzz::{look, written};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| look(&written(&[b"<table><tr><td>Id<tr><td>", bytes].concat())));
