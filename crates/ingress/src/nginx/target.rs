//! Rewrite targets with which nginx answers by itself, before anything that Lua code does.

use gatefold_routing::{HeaderValue, LocationTemplate, Need, Piece, Rewrite, Template};

/// Whether nginx answers with a redirect to a rewrite's target instead of rewriting.
pub(crate) fn is_url(target: &str) -> bool {
    ["http://", "https://", "$scheme"].iter().any(|start| target.starts_with(start))
}

/// Whether a rewrite's target is nothing but groups.
pub(crate) fn can_be_empty(target: &str) -> bool {
    target.split('$').enumerate().all(|(at, part)| match at {
        0 => part.is_empty(),
        _ => part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_digit()),
    })
}

/// What a rewrite to `target` asks of its expression.
pub(crate) fn need(target: &str) -> Need {
    if target.contains('$') { Need::Captures } else { Need::Match }
}

/// The answer to a rewrite whose target is a URL.
pub(crate) fn to_url(rewrite: Rewrite, headers: Vec<HeaderValue>) -> Template {
    let location = rewrite.target.into_iter().chain([Piece::Query]).collect();
    Template::Location(LocationTemplate { status: 302, pattern: Some(rewrite.pattern), location, headers })
}
