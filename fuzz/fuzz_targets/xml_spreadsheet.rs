//! Any bytes as the rows of an XML Spreadsheet 2003, the end of its tags included.
#![no_main]

use lead_fuzz::{look, written};
use libfuzzer_sys::fuzz_target;

const BEFORE: &[u8] = b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">\
                        <Worksheet Name=\"S\"><Table>";
const AFTER: &[u8] = b"</Table></Worksheet></Workbook>";

fuzz_target!(|bytes: &[u8]| look(&written(&[BEFORE, bytes, AFTER].concat())));
