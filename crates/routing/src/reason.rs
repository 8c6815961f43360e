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
    // Gateway API.
    ListenerOwns       "listener-owns"       "listener {listener} owns the request: its hostname {hostname} is the most specific for {host}"
    ListenerWider      "listener-wider"      "listener {listener} stands for {host} too, but listener {winner} has the more specific hostname and owns the request"
    ListenerPort       "listener-port"       "listener {listener} is on port {port}"
    ListenerProtocol   "listener-protocol"   "listener {listener} speaks {protocol}"
    ListenerUnserved   "listener-unserved"   "listener {listener} takes no traffic: {problem}"
    GatewayWithoutRoute "gateway-without-route" "listener {listener} stands for {host}, but {gateway} has no route for it and another Gateway has"
    HostnameWider      "hostname-wider"      "{hostname} stands for {host} too, but {winner} is more specific and its rules are asked first"
    RouteTakes         "route-takes"         "the oldest route takes the connection"
    Candidate          "candidate"           "{match} matches"
    Doubtful           "doubtful"            "{match} may match, depending on the implementation"
    Open               "open"                "{what}"
    NoRule             "no-rule"             "no route of the listener takes the request"
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
