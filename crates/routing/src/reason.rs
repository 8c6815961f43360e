//! Why a candidate won or lost: one row a reason, with its words. Steps carry the reason and typed arguments.

use crate::catalogue::catalogue;

#[rustfmt::skip]
catalogue! {
    /// Why a step of a [`Decision`](crate::Decision) went as it did.
    Reason;
    // Hosts and listeners.
    HostMatches        "host-matches"        "{hostname} matches the request's host {host}"
    HostDiffers        "host-differs"        "{hostname} does not match the request's host {host}"
    // Paths, methods, headers, query.
    PathExact          "path-exact"          "path {path} is equal"
    PathPrefix         "path-prefix"         "path {path} is a prefix by segments"
    PathRegex          "path-regex"          "path matches the regular expression {path}"
    PathDiffers        "path-differs"        "path {path} does not match"
    MethodDiffers      "method-differs"      "method is not {method}"
    HeaderDiffers      "header-differs"      "header {name} is not {value}"
    QueryDiffers       "query-differs"       "query parameter {name} is not {value}"
    // Precedence.
    ShorterPath        "shorter-path"        "matches too, but {path} is shorter than {winner}"
    LowerPrecedence    "lower-precedence"    "matches too, but {winner} comes first: {rule}"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique() {
        let mut ids: Vec<_> = Reason::ALL.iter().map(|reason| reason.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Reason::ALL.len());
    }
}
