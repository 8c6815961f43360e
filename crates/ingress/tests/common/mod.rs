//! What the suites of this crate share: a router of a text, and an outcome in one word.

#![allow(dead_code, reason = "each suite uses a part")]

use gatefold_ingress::{IngressOptions, IngressRouter, read};
use gatefold_manifest::Source;
use gatefold_routing::Outcome;

pub(crate) fn router_with(text: &str, options: impl Into<IngressOptions>) -> IngressRouter {
    let options = options.into();
    let bundle = gatefold_manifest::read(&[Source { name: "a.yaml".into(), text: text.into() }]).bundle;
    IngressRouter::new(&bundle, &read(&bundle, options.scope), options)
}

pub(crate) fn router(text: &str) -> IngressRouter {
    router_with(text, IngressOptions::default())
}

/// One word for an outcome: the service or the status in its place, the status and where it leads, `?` and the reason.
pub(crate) fn short(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Forward(forward) => {
            let backend = &forward.backends[forward.chosen];
            backend.status.map_or_else(|| backend.name.clone(), |status| status.to_string())
        }
        Outcome::Redirect(redirect) => format!("{} {}", redirect.status, redirect.location),
        Outcome::Respond(respond) => respond.status.to_string(),
        Outcome::Refuse { reason } => format!("refused: {reason}"),
        Outcome::Unknown { reason } => format!("? {reason}"),
    }
}

/// Whether that word is the expected one: of an unknown outcome a part of the reason is enough.
pub(crate) fn fits(found: &str, expected: &str) -> bool {
    expected.strip_prefix("? ").map_or(found == expected, |why| found.starts_with('?') && found.contains(why))
}
