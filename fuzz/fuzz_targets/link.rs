//! No fragment panics, and what is opened makes a link that opens as the same.
#![no_main]

use gatefold_core::Shared;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(shared) = Shared::from_fragment(text)
        && let Ok(fragment) = shared.to_fragment()
    {
        assert_eq!(Shared::from_fragment(&fragment), Ok(shared));
    }
});
