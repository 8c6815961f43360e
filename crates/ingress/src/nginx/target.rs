//! Rewrite targets with which nginx answers by itself, before anything that Lua code does.

use gatefold_routing::{HeaderValue, LocationTemplate, Need, Pattern, Piece, Template};

use super::{
    build::Location,
    emit::Emitted,
    settings::{Doubt, target_pieces},
};

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
pub(crate) fn to_url(target: &str, emitted: &Emitted, headers: Vec<HeaderValue>, location: &Location) -> Template {
    let compiled = Pattern::pcre(&format!("(?i){}", emitted.path), need(target)).ok();
    let (Some(pattern), Some(pieces)) = (compiled, target_pieces(target)) else {
        return Doubt::not_said("the rewrite is not modelled", location.origin.clone()).template();
    };
    let location = pieces.into_iter().chain([Piece::Query]).collect();
    Template::Location(LocationTemplate { status: 302, pattern: Some(pattern), location, headers })
}
