//! The registry's rows of pitfalls, `A1` to `F19`: what a conversion from ingress-nginx cannot keep, or says to be so.

/// Gives `registry!` these rows and then its own: codes stand in the order of their ids.
#[rustfmt::skip]
macro_rules! with_pitfalls {
    ($registry:ident! $($own:tt)+) => { $registry! {
        A1 "regex-host-prefix" Warning
            "{request} reaches this path in ingress-nginx, whose host is one of regular expressions, and not in the output."
            "Add a match for the spelling that clients use."
        A10 "normalisation" Info
            "{request} is normalised differently by gateways."
            "Ask the gateway with the paths that clients send."
        A11 "literal-that-looks-like-regex" Info
            "{request} is no match: without use-regex the path is text."
            "Nothing to do."
        A12 "implementation-specific-is-prefix" Info
            "{request} is no match: the path is compared by segments."
            "Nothing to do."
        A13 "escape-in-path" Info
            "{request} is what the path matches: its escape is compared with the decoded address."
            "Write the path decoded."
        A2 "regex-host-exact" Warning
            "{request} reaches this exact path in ingress-nginx, whose host is one of regular expressions, and not in the output."
            "Convert with fidelity faithful, or add a match."
        A3 "regex-open-end" Warning
            "{request} is matched by ingress-nginx, which anchors expressions at their start only, and not in the output."
            "End the expression in .* where more may follow."
        A4 "regex-ignores-case" Warning
            "{request} is matched by ingress-nginx, which ignores case, and not in the output."
            "Begin the expression with (?i), or convert with fidelity faithful."
        A5 "rewrite-means-regex" Warning
            "{request} is matched as an expression because of rewrite-target, and not in the output."
            "Convert with fidelity faithful."
        A6 "order-by-length" Warning
            "{request} goes to another backend than in ingress-nginx, where the longer text comes first."
            "Give the expressions of the host lengths in the order that is wanted."
        A7 "dot-is-any-character" Warning
            "{request} is matched by ingress-nginx, where a dot is any character, and not in the output."
            "Nothing to do unless clients rely on it."
        A8 "slash-is-added" Warning
            "{request} is redirected by ingress-nginx and not in the output."
            "Add an Exact match with a RequestRedirect, or convert with fidelity faithful."
        A9 "slash-twice" Warning
            "nginx does not load the locations of this host, so the controller keeps an older configuration: what {request} gets there, these Ingresses do not say."
            "Remove one of the paths that differ only in their slash, or mend the expression."
        B1 "rewrite-takes-all" Warning
            "{request} arrives as the target alone in ingress-nginx."
            "Use ReplaceFullPath."
        B2 "rewrite-below-prefix" Warning
            "{request} is answered otherwise: ingress-nginx ignores the case of the path and forwards it decoded."
            "Nothing to do unless clients rely on it."
        B3 "rewrite-captures" Error
            "{request} arrives with its own path: no field of Gateway API says a rewrite with these captures."
            "Let the backend take the path as it is, or use the implementation's own filter for regular expressions."
        B3b "rewrite-of-every-path" Warning
            "{request} is rewritten too, since rewrite-target holds for every path of its Ingress."
            "Give paths that are to stay an Ingress of their own."
        B4 "rewrite-to-address" Warning
            "{request} is redirected by ingress-nginx to an address with captures, which no filter says."
            "Write the redirects that occur one by one."
        B5 "rewrite-target-ignored" Info
            "{request} is not rewritten: the controller does not take the value."
            "Nothing to do."
        B6 "redirect-query" Warning
            "{request} is redirected without its query by ingress-nginx; a RequestRedirect keeps it, and knows the statuses 301, 302, 303, 307 and 308 only."
            "Nothing to do unless the target reads the query."
        B7 "leak-of-first-ingress" Warning
            "{request} is answered by annotations of the host's first Ingress."
            "Convert with fidelity faithful to keep it."
        B8 "app-root-query" Warning
            "{request} loses its query on the way to app-root in ingress-nginx, and keeps it in the output."
            "Nothing to do unless the application reads it."
        B9 "www-port" Warning
            "{request} is redirected to an address with a port and without its last slash by ingress-nginx; the output writes neither."
            "Nothing to do."
        C1 "https-redirect-slash" Info
            "{request} loses its last slash on the way to https in ingress-nginx, and keeps it in the output."
            "Nothing to do unless clients rely on it."
        C2 "redirect-of-unlisted-host" Warning
            "{request} is redirected although no tls entry lists the host."
            "Nothing to do."
        C3 "acme-exempt-by-path" Info
            "{request} is redirected unless a path of an Ingress is for it."
            "Nothing to do."
        C4 "https-without-tls" Info
            "{request} is answered with the controller's default certificate."
            "Give the host a certificate."
        C5 "hsts" Info
            "{request} is answered with Strict-Transport-Security."
            "Nothing to do."
        C6 "wildcard-sibling" Warning
            "{request} is redirected because of the wildcard host's certificate."
            "Nothing to do."
        C7 "order-of-checks" Warning
            "{request} is answered by a redirect before the one to https."
            "Compare the requests that matter on both sides."
        C8 "backend-certificate" Warning
            "{request} reaches a backend over TLS that ingress-nginx does not verify; a BackendTLSPolicy does, and fails with a certificate of the backend's own making."
            "Give the backend a certificate that the policy's authority signed."
        C9 "passthrough" Warning
            "{request} is passed through without a look at its path."
            "Use a TLSRoute."
        D1 "wildcard-any-depth" Warning
            "{request} is not matched by ingress-nginx, whose wildcards are one label."
            "Add a match on the Host header, or list the hosts."
        D2 "no-fall-through" Info
            "{request} is answered 404, whatever wider hosts serve."
            "Nothing to do with Envoy."
        D3 "default-backend-scope" Info
            "{request} is answered by the defaultBackend of the host's first Ingress only."
            "Nothing to do."
        D4 "same-age" Info
            "{request} is decided between Ingresses of one age."
            "Nothing to do: the conversion decides it."
        D5 "server-alias" Warning
            "{request} is answered as the alias's host, and in the output nothing listens for it."
            "Give the alias a certificate where it needs one."
        D6 "healthz" Info
            "{request} is answered 200 by the controller itself."
            "Point the load balancer's check at the gateway."
        D7 "ingress-left-out" Warning
            "{request} is not routed: the controller does not take the whole Ingress."
            "Nothing to do, or mend the annotation."
        D8 "path-not-admitted" Info
            "{request} of this Ingress is refused today: the path has characters that its pathType may not have, though a stored object keeps them."
            "Write ImplementationSpecific for expressions."
        E1 "canary-follows-service" Warning
            "{request} goes to the canary as well in ingress-nginx: it belongs to the Service, not to the host or path."
            "Convert with fidelity faithful to keep it."
        E2 "second-canary" Info
            "{request} never reaches a second canary of one Service."
            "Nothing to do."
        E3 "canary-seen-before" Info
            "{request} is decided by which Ingress names the Service first."
            "Nothing to do."
        E4 "canary-header-value" Info
            "{request}: with a value or pattern, always and never mean nothing."
            "Nothing to do."
        E5 "canary-weight-total" Info
            "{request}: totals up to 100 count as 100."
            "Nothing to do."
        E6 "canary-path-differs" Info
            "{request} never reaches a canary whose path or type differs from its primary's."
            "Write the same host, path and pathType as the primary."
        E7 "canary-annotations" Info
            "{request}: a canary's other annotations mean nothing."
            "Nothing to do."
        E8 "canary-without-endpoints" Warning
            "{request} goes to the primary while the canary has no endpoints; in the output its share is answered 503 once that changes."
            "Watch the canary's endpoints while it has a share."
        E9 "canary-cookie" Info
            "{request}: the cookie is found by an expression on the Cookie header."
            "Nothing to do."
        F1 "body-limit" Info
            "{request} meets a default of ingress-nginx that gateways do not have."
            "Compare with the gateway's own setting."
        F10 "rate-limit" Warning
            "{request} is answered 503 after a burst in ingress-nginx, per client and pod; gateways answer 429 and count in their own way."
            "Set the limit in the implementation's policy anew."
        F11 "cors-defaults" Info
            "{request} is answered with all CORS headers, * as origin among them, whoever asks; the filter names the origin that asks, and the rest to a preflight request only."
            "Nothing to do: browsers read the same from both."
        F12 "cors-wildcard" Warning
            "{request} is answered otherwise: ingress-nginx takes a wildcard of an origin for one label, and answers any OPTIONS with 204 itself."
            "List the origins where it matters."
        F13 "error-status" Info
            "{request} meets a default of ingress-nginx that gateways do not have."
            "Compare with the gateway's own setting."
        F14 "error-backends" Warning
            "{request} gets the error service's page and status in ingress-nginx, and the backend's own answer in the output."
            "Let the application answer its errors itself."
        F15 "basic-auth-header" Info
            "{request} reaches the backend without its Authorization header, which ingress-nginx takes away."
            "Let the backend ignore the header, or take it away in the implementation's policy."
        F16 "websocket-idle" Info
            "{request} meets a default of ingress-nginx that gateways do not have."
            "Compare with the gateway's own setting."
        F17 "host-port" Info
            "{request} meets a default of ingress-nginx that gateways do not have."
            "Compare with the gateway's own setting."
        F18 "session-cookie" Warning
            "{request} is sent to another pod once: the cookie of the session has another name."
            "Move traffic when sessions may be lost."
        F19 "protocol-defaults" Info
            "{request} meets a default of ingress-nginx that gateways do not have."
            "Compare with the gateway's own setting."
        F2 "read-timeout" Info
            "{request} meets a default of ingress-nginx that gateways do not have."
            "Compare with the gateway's own setting."
        F3 "connect-timeout" Info
            "{request} meets a default of ingress-nginx that gateways do not have."
            "Compare with the gateway's own setting."
        F4 "request-buffering" Info
            "{request} meets a default of ingress-nginx that gateways do not have."
            "Compare with the gateway's own setting."
        F5 "retries" Info
            "{request} meets a default of ingress-nginx that gateways do not have."
            "Compare with the gateway's own setting."
        F6 "forwarded-headers" Info
            "{request} meets a default of ingress-nginx that gateways do not have."
            "Compare with the gateway's own setting."
        F7 "underscores" Info
            "{request} meets a default of ingress-nginx that gateways do not have."
            "Compare with the gateway's own setting."
        F8 "header-buffer" Info
            "{request} meets a default of ingress-nginx that gateways do not have."
            "Compare with the gateway's own setting."
        F9 "header-limit" Info
            "{request} meets a default of ingress-nginx that gateways do not have."
            "Compare with the gateway's own setting."
        $($own)+
    } };
}

pub(crate) use with_pitfalls;
