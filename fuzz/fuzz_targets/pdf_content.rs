#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| vankho_fuzz::pdf_content(data));
