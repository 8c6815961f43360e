//! Text from outside is taken or refused with a place inside it, and never panics; what is taken survives a round trip.

use gatefold_routing::{Request, RequestError, normalise, to_curl};
use proptest::prelude::*;

fn in_text(error: &RequestError, text: &str) -> bool {
    error.at <= text.len() && text.is_char_boundary(error.at) && !error.message.is_empty()
}

/// Pieces that parsers trip over, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("curl ".to_owned()),
        Just("GET ".to_owned()),
        Just("https://".to_owned()),
        Just("h.example.com".to_owned()),
        Just("[::1]:".to_owned()),
        Just(" -H 'a: b' ".to_owned()),
        Just(" -H ".to_owned()),
        Just(" -X ".to_owned()),
        Just(" --data-urlencode ".to_owned()),
        Just(" -d@- ".to_owned()),
        Just("\\\n".to_owned()),
        Just("$'\\u".to_owned()),
        Just("'".to_owned()),
        Just("\"".to_owned()),
        Just("@:%/?#".to_owned()),
        "\\PC{0,6}",
    ];
    proptest::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines(text in pieces()) {
        match Request::parse(&text) {
            Ok(request) => {
                let again = Request::parse_curl(&to_curl(&request));
                prop_assert_eq!(again.as_ref(), Ok(&request), "{}", to_curl(&request));
            }
            Err(error) => prop_assert!(in_text(&error, &text), "{error:?}"),
        }
        match Request::parse_curl(&text) {
            Ok(request) => {
                let again = Request::parse_curl(&to_curl(&request));
                prop_assert_eq!(again.as_ref(), Ok(&request), "{}", to_curl(&request));
            }
            Err(error) => prop_assert!(in_text(&error, &text), "{error:?}"),
        }
    }

    #[test]
    fn json(text in "\\PC{0,40}", host in "\\PC{0,8}", path in "\\PC{0,8}") {
        for text in [text, serde_json::json!({"host": host, "path": path}).to_string()] {
            match Request::from_json(&text) {
                Ok(request) => drop(normalise(&request.path)),
                Err(error) => prop_assert!(in_text(&error, &text), "{error:?}"),
            }
        }
    }

    #[test]
    fn paths(text in "/[a-b/.%0-3?#é]{0,24}") {
        if let Some(normal) = normalise(&text) {
            prop_assert!(normal.path.starts_with('/'));
            prop_assert!(!normal.path.contains("//") && !normal.path.contains("/../"), "{}", normal.path);
        }
    }
}
