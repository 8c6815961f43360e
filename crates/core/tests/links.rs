//! Links from strangers never panic, what was shared comes back, and what was damaged is not taken for something else.
//!
//! `links/` holds links that were once made, each with what it holds. A file there is never changed and never removed: the
//! links are out in the world.

use std::{fs, path::Path};

use gatefold_core::{LinkError, Settings, Shared, SharedSource};
use proptest::prelude::*;

#[test]
fn every_link_ever_made_still_opens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/links");
    let entries = fs::read_dir(&folder).expect("the folder of links").map(|entry| entry.expect("a file").path());
    let links: Vec<_> = entries.filter(|path| path.extension().is_some_and(|ending| ending == "txt")).collect();
    assert!(links.len() >= 4, "links were removed");
    for path in links {
        let link = fs::read_to_string(&path).expect("a link");
        let expected = fs::read_to_string(path.with_extension("json")).expect("what it holds");
        let expected: Shared = serde_json::from_str(&expected).expect("JSON");
        assert_eq!(Shared::from_fragment(&link), Ok(expected), "{}", path.display());
    }
}

fn shared() -> impl Strategy<Value = Shared> {
    let source = (".{0,20}", "(?s).{0,300}").prop_map(|(name, text)| SharedSource { name, text });
    let settings = prop_oneof![
        Just(Settings::default()),
        Just(Settings {
            implementation: "istio".to_owned(),
            channel: "experimental".to_owned(),
            ..Settings::default()
        }),
    ];
    (proptest::collection::vec(source, 0..4), settings, ".{0,40}").prop_map(|(sources, settings, request)| Shared {
        sources,
        settings,
        request,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*") {
        let _ = Shared::from_fragment(&text);
    }

    #[test]
    fn anything_behind_the_number_is_read_or_refused(body in "[A-Za-z0-9_-]{0,200}") {
        let link = format!("#1.{body}");
        prop_assert!(Shared::from_fragment(&link).is_err());
    }

    #[test]
    fn any_percent_encoding_is_read_or_refused(body in "[%a-f0-9+]{0,40}") {
        let _ = Shared::from_fragment(&format!("#yaml={body}"));
    }

    #[test]
    fn what_is_shared_comes_back(shared in shared()) {
        let fragment = shared.to_fragment().expect("small enough");
        prop_assert_eq!(Shared::from_fragment(&fragment), Ok(shared.clone()));
        let address = format!("https://gatefold.example/?theme=dark{fragment}");
        prop_assert_eq!(Shared::from_fragment(&address), Ok(shared));
    }

    #[test]
    fn a_link_that_was_cut_is_refused(shared in shared(), keep in 0.0..1.0_f64) {
        let fragment = shared.to_fragment().expect("small enough");
        let length = fragment.len() - 3;
        let cut = &fragment[..3 + cut_length(length, keep)];
        prop_assert_eq!(Shared::from_fragment(cut), Err(LinkError::Damaged));
    }

    #[test]
    fn a_link_with_one_other_letter_is_never_something_else(shared in shared(), at in any::<prop::sample::Index>(), letter in "[A-Za-z0-9_-]") {
        let fragment = shared.to_fragment().expect("small enough");
        let at = 3 + at.index(fragment.len() - 3);
        let changed = format!("{}{letter}{}", &fragment[..at], &fragment[at + 1..]);
        if let Ok(read) = Shared::from_fragment(&changed) {
            prop_assert_eq!(read, shared);
        }
    }
}

/// Fewer than all of `length`.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a length below a thousand"
)]
fn cut_length(length: usize, keep: f64) -> usize {
    (length as f64 * keep) as usize
}
