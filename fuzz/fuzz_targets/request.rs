//! A request line or the terminal's JSON: taken or refused, never a panic.

#![no_main]

use gatefold_routing::{Request, normalise};

libfuzzer_sys::fuzz_target!(|text: &str| {
    for request in [Request::parse(text), Request::from_json(text)].into_iter().flatten() {
        let _ = normalise(&request.path);
    }
});
