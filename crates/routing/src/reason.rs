//! Why a candidate won or lost: one row a reason, with its words. Steps carry the reason and typed arguments.

use crate::catalogue::catalogue;

#[rustfmt::skip]
catalogue! {
    /// Why a step of a [`Decision`](crate::Decision) went as it did.
    Reason;
    // Hosts and listeners.
    HostMatches        "host-matches"        "{hostname} matches the request's host {host}"
    HostDiffers        "host-differs"        "{hostname} does not match the request's host {host}"
    // Hosts of an Ingress controller.
    HostEqual          "host-equal"          "host {hostname} is the request's host"
    HostAlias          "host-alias"          "{hostname} is an alias of host {host}"
    HostOneLabel       "host-one-label"      "{hostname} stands for exactly one label before {suffix}, and {host} has one"
    HostDepth          "host-depth"          "{hostname} stands for exactly one label before {suffix}, and {host} has not exactly one"
    HostHidden         "host-hidden"         "{hostname} matches too, but {winner} is more exact, and a host's paths are not looked for elsewhere"
    DefaultServer      "default-server"      "no host of the controller is {host}, so its default server is asked"
    DefaultHidden      "default-hidden"      "rules without a host are not asked, since {winner} is a host of its own"
    ControllerChosen   "controller-chosen"   "of several controllers only {controller} has Ingresses for host {host}"
    ControllersAgree   "controllers-agree"   "several controllers could be asked for host {host} ({controllers}), and all answer as {controller} does"
    ControllerUnclear  "controller-unclear"  "several controllers could be asked for this host: {controllers}"
    // What an Ingress controller does by itself.
    DefaultBackend     "default-backend"     "the controller's default backend answers {status} for {host}"
    HealthCheck        "health-check"        "the default server answers {path} by itself"
    ImplicitRoot       "implicit-root"       "the host's own / takes what no other path of it does"
    TrailingSlash      "trailing-slash"      "path {path} is written with a slash at its end, so the same without is redirected to it"
    SslRedirect        "ssl-redirect"        "the host has spec.tls, so plain HTTP is redirected to https"
    SslRedirectSibling "ssl-redirect-sibling" "host {hostname} has spec.tls and covers this one, so plain HTTP is redirected to https"
    SslRedirectForced  "ssl-redirect-forced" "force-ssl-redirect is true, so plain HTTP is redirected to https"
    SslRedirectOff     "ssl-redirect-off"    "the host has spec.tls, but ssl-redirect is false"
    SslRedirectExempt  "ssl-redirect-exempt" "paths that begin with {prefix} are not redirected to https"
    Hsts               "hsts"                "answers over https carry Strict-Transport-Security"
    TlsPassed          "tls-passed"          "ssl-passthrough hands TLS connections for {host} to Service {service} as they are"
    FixedRedirect      "fixed-redirect"      "{annotation} sends every request of the Ingress to {url}"
    AppRoot            "app-root"            "app-root sends the host's / to {url}"
    WwwRedirect        "www-redirect"        "from-to-www-redirect sends {hostname} to {host}"
    Rewritten          "rewritten"           "rewrite-target replaces the whole path by {target}"
    RegexHost          "regex-host"          "every path of the host is a regular expression, case-insensitive and open at its end, because {ingress} has {annotation}"
    UpstreamVhost      "upstream-vhost"      "the backend sees {host} as Host"
    Canary             "canary"              "the canary {ingress} takes its share of {service}: {how}"
    CorsAnswers        "cors-answers"        "enable-cors answers OPTIONS from an origin that is allowed, and nothing else sees it"
    CorsBeside         "cors-beside"         "enable-cors adds its headers for this origin"
    AddressRefused     "address-refused"     "{annotation} does not let {address} in"
    AddressUnknown     "address-unknown"     "{annotation} asks for the client's address, which the request does not say"
    CredentialsMissing "credentials-missing" "{annotation} asks for credentials, and the request has none"
    AuthRefused        "auth-refused"        "the authentication service {url} is taken to refuse the request"
    AuthAllowed        "auth-allowed"        "{annotation} asks {what}, which is taken to let the request through"
    CustomHeaders      "custom-headers"      "headers of {config} are set in the answer"
    ErrorBackend       "error-backend"       "{service} answers in its place: default-backend of {ingress}"
    AnswerEdited       "answer-edited"       "{annotation} rewrites what the backend answers in {header}"
    CertificateRefused "certificate-refused" "{annotation} does not let the request in: {why}"
    FirewallRefuses    "firewall-refuses"    "{annotation} is taken to refuse the request"
    SniDiffers         "sni-differs"         "the handshake names {sni}; nginx routes by the Host header, {host}"
    SessionCookie      "session-cookie"      "cookie {cookie} keeps a client at one endpoint of {service}"
    Mirrored           "mirrored"            "a copy goes to {url}"
    Denied             "denied"              "the controller answers 503 for the paths of {ingress}: {why}"
    IngressDropped     "ingress-dropped"     "{ingress} is left out by the controller: {why}"
    BodyTooLarge       "body-too-large"      "the body has {size} bytes, and {limit} are taken"
    BadTarget          "bad-target"          "the path cannot be decoded or leads above the root, so the answer is 400"
    // What cannot answer.
    ServiceMissing     "service-missing"     "Service {service} does not exist"
    PortMissing        "port-missing"        "Service {service} has no port {port}; it has {ports}"
    PortProtocol       "port-protocol"       "port {port} of Service {service} speaks {protocol}, and only TCP is asked"
    ExternalNameOff    "external-name-off"   "Service {service} is a name outside the cluster, and the controller runs with --disable-svc-external-name"
    NoEndpoints        "no-endpoints"        "Service {service} has no endpoint that is ready"
    NotModelled        "not-modelled"        "annotation {annotation} of {ingress} is not modelled yet"
    SettingNotModelled "setting-not-modelled" "setting {key} of {config} is not modelled yet"
    NotSaid            "not-said"            "{why}"
    ConfigRefused      "config-refused"      "the controller cannot load its configuration: {why}; it keeps the last one that it could"
    // Paths, methods, headers, query.
    PathExact          "path-exact"          "path {path} is equal"
    PathPrefix         "path-prefix"         "path {path} is a prefix by segments"
    PathBegin          "path-begin"          "path {path} is how the request's begins, letter by letter"
    PathRegex          "path-regex"          "path matches the regular expression {path}"
    PathDiffers        "path-differs"        "path {path} does not match"
    MethodDiffers      "method-differs"      "method is not {method}"
    HeaderAbsent       "header-absent"       "there is no header {name}"
    HeaderDiffers      "header-differs"      "header {name} is not {value}"
    QueryDiffers       "query-differs"       "query parameter {name} is not {value}"
    // Precedence.
    ShorterPath        "shorter-path"        "matches too, but {path} is shorter than {winner}"
    WeakerPath         "weaker-path"         "matches too, but the controller takes {winner} before it"
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
