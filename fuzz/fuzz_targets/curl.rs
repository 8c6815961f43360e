//! A pasted curl command: taken or refused, and what is taken is written and read back as it was.

#![no_main]

use gatefold_routing::{Request, to_curl};

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(request) = Request::parse_curl(text) {
        assert_eq!(Request::parse_curl(&to_curl(&request)).as_ref(), Ok(&request));
    }
});
