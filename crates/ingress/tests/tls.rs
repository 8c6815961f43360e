//! What ingress-nginx does with TLS: certificates of clients and towards backends, and TLS that it hands through.

mod common;

use common::{config, deployment, fits, ingress, path, router, router_with, short};
use gatefold_ingress::{AuthAnswer, IngressOptions, IngressRouter, NginxOptions};
use gatefold_manifest::InputScope;
use gatefold_routing::{Request, Router};

const CA: &str = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: ca, namespace: shop}\ndata: {ca.crt: YQ==}\n";

fn refuses() -> IngressOptions {
    IngressOptions { auth: AuthAnswer::Refuses, ..IngressOptions::default() }
}

/// URLs, the name in the handshake where it is another, and what becomes of the request.
#[track_caller]
fn asks(router: &IngressRouter, cases: &[(&str, &str, &str)]) {
    for (url, sni, expected) in cases {
        let mut request = Request::parse(url).expect(url);
        request.sni = Some((*sni).to_owned()).filter(|sni| !sni.is_empty());
        let decision = router.decide(&request);
        assert_eq!(decision.outcome, router.route(&request), "{url}");
        let found = short(&decision.outcome);
        assert!(fits(&found, expected), "{url} {sni}: expected {expected}, found {found}");
    }
}

fn assumed(router: &IngressRouter) -> Vec<&'static str> {
    router.assumptions().iter().map(|one| one.id.id()).collect()
}

#[test]
fn certificates_of_clients_are_asked_for_a_whole_host_before_all_else() {
    let asking = ["auth-tls-secret: shop/ca", "app-root: /home"];
    let text = ingress("a", &asking) + &path("b", &[], "h.com", "/b") + &path("o", &[], "o.com", "/") + CA;
    let taken = router(&text);
    assert!(assumed(&taken).contains(&"client-certificate"));
    asks(
        &taken,
        &[
            ("https://h.com/b", "", "b"),
            ("https://h.com/", "", "302 https://h.com/home"),
            ("h.com/b", "", "b"),
            ("https://h.com/b", "o.com", "421"),
            ("https://h.com/b", "H.com", "b"),
            ("https://h.com/b", "nobody.com", "400"),
            ("https://o.com/", "h.com", "o"),
        ],
    );
    asks(
        &router_with(&text, refuses()),
        &[
            ("https://h.com/b", "", "400"),
            ("https://h.com/", "", "400"),
            ("h.com/b", "", "b"),
            ("https://o.com/", "", "o"),
        ],
    );
    let told = taken.decide(&Request::parse("https://h.com/b").expect("a request")).trace;
    let step = told.iter().find(|step| step.reason.id() == "auth-allowed").expect("what was asked");
    assert!(step.origin.as_ref().is_some_and(|origin| origin.span.is_some()), "{step:?}");
}

#[test]
fn what_is_asked_of_a_certificate_decides_who_needs_one() {
    let cases = [
        (&["auth-tls-verify-client: optional"][..], "a", "a", "a"),
        (&["auth-tls-verify-client: optional_no_ca"], "a", "a", "a"),
        (&["auth-tls-verify-client: 'off'"], "a", "a", "a"),
        (&["auth-tls-match-cn: CN=me"], "403", "400", "a"),
        (&["auth-tls-match-cn: CN=me", "auth-tls-verify-client: optional"], "403", "403", "a"),
        (&["auth-tls-match-cn: CN=me", "auth-tls-verify-client: 'off'"], "403", "403", "403"),
        (&["auth-tls-error-page: /sorry"], "a", "? auth-tls-error-page", "a"),
    ];
    for (further, plain, without, with) in cases {
        let text = ingress("a", &[&["auth-tls-secret: shop/ca"], further].concat()) + CA;
        asks(&router(&text), &[("h.com/", "", plain), ("https://h.com/", "", with)]);
        asks(&router_with(&text, refuses()), &[("h.com/", "", plain), ("https://h.com/", "", without)]);
    }
}

#[test]
fn a_secret_that_cannot_be_used_closes_the_host_or_the_paths() {
    let other = path("b", &[], "h.com", "/b");
    let nobody = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: x, namespace: shop}\ndata: {a: YQ==}\n";
    let service = |name: &str| {
        format!(
            "---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{ports: [{{port: 80}}]}}\n"
        )
    };
    let class = "---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: nginx}\nspec: {controller: \
                 k8s.io/ingress-nginx}\n";
    let cluster = service("a") + &service("b") + class;
    for (value, by_client, by_backend) in
        [("shop/gone", "403", "503"), ("infra/ca", "403", "503"), ("ca", "403", "503"), ("shop/x", "? ca.crt", "a")]
    {
        let text = ingress("a", &[&format!("auth-tls-secret: {value}")]) + &other + CA + nobody + &cluster;
        asks(
            &router_with(&text, InputScope::Whole),
            &[("h.com/", "", by_client), ("h.com/b", "", by_client), ("https://h.com/b", "", by_client)],
        );
        let text = ingress("a", &[&format!("proxy-ssl-secret: {value}")]) + &other + CA + nobody + &cluster;
        asks(&router_with(&text, InputScope::Whole), &[("h.com/", "", by_backend), ("h.com/b", "", "b")]);
    }
    let unseen =
        router(&ingress("a", &["auth-tls-secret: shop/ca", "proxy-ssl-secret: shop/ca", "proxy-ssl-verify: 'on'"]));
    asks(&unseen, &[("https://h.com/", "", "a")]);
    let ids = assumed(&unseen);
    assert!(["secret", "client-certificate", "backend-certificate"].iter().all(|id| ids.contains(id)), "{ids:?}");
}

#[test]
fn tls_that_is_handed_through_needs_no_http() {
    let text = ingress("a", &["ssl-passthrough: 'true'"]) + &path("o", &[], "o.com", "/");
    let on = router(&(text.clone() + &deployment("--enable-ssl-passthrough")));
    asks(
        &on,
        &[
            ("https://o.com/b", "h.com", "a"),
            ("https://h.com/b", "o.com", "a"),
            ("tls://h.com:443", "", "a"),
            ("tls://o.com:443", "", "refused: an Ingress serves HTTP and HTTPS only"),
            ("https://o.com/", "", "o"),
        ],
    );
    let told = on.decide(&Request::parse("tls://h.com:443").expect("a request")).trace;
    let step = told.last().expect("a step");
    assert_eq!(step.reason.id(), "tls-passed");
    assert!(
        step.origin.as_ref().is_some_and(|origin| origin.field.contains("ssl-passthrough") && origin.span.is_some())
    );
    let off = router(&(text.clone() + &deployment("--v=2")));
    let refused = "refused: an Ingress serves HTTP and HTTPS only";
    asks(&off, &[("tls://h.com:443", "", refused)]);
    // Where the input does not say, it is as the Ingress says, unless that is chosen otherwise.
    let chosen = |value: &'static str| {
        let nginx = NginxOptions { settings: vec![("--enable-ssl-passthrough", value)], ..Default::default() };
        router_with(&text, IngressOptions { nginx, ..Default::default() })
    };
    for (router, answer, is_assumed) in
        [(router(&text), "a", true), (chosen("true"), "a", false), (chosen("false"), refused, false)]
    {
        asks(&router, &[("tls://h.com:443", "", answer)]);
        assert_eq!(assumed(&router).contains(&"tls-passed"), is_assumed);
    }
}

#[test]
fn what_only_answers_or_firewalls_change_makes_nothing_unknown() {
    let text = ingress(
        "a",
        &[
            "proxy-cookie-domain: a.com b.com",
            "proxy-cookie-path: /a",
            "proxy-redirect-from: http://a",
            "proxy-redirect-to: http://b",
            "enable-modsecurity: 'true'",
            "enable-owasp-core-rules: 'true'",
        ],
    );
    let taken = router(&text);
    asks(&taken, &[("h.com/", "", "a")]);
    assert!(assumed(&taken).contains(&"firewall"));
    let told = taken.decide(&Request::parse("h.com/").expect("a request")).trace;
    let edits = told.iter().filter(|step| step.reason.id() == "answer-edited");
    assert_eq!(edits.filter(|step| step.origin.is_some()).count(), 3);
    asks(&router_with(&text, refuses()), &[("h.com/", "", "403")]);
    let snippets = "annotations-risk-level: Critical, allow-snippet-annotations: 'true'";
    for (key, expected) in [
        ("stream-snippet", "a"),
        ("auth-snippet", "a"),
        ("modsecurity-snippet", "a"),
        ("configuration-snippet", "? configuration-snippet"),
        ("server-snippet", "? server-snippet"),
    ] {
        let text =
            path("a", &[&format!("{key}: x")], "h.com", "/a/") + &path("b", &[], "h.com", "/b") + &config(snippets);
        let host = if key == "server-snippet" { expected } else { "b" };
        let slash = if key == "server-snippet" { expected } else { "301 http://h.com/a/" };
        asks(&router(&text), &[("h.com/a/x", "", expected), ("h.com/b", "", host), ("h.com/a", "", slash)]);
    }
}

#[test]
fn redirects_are_relative_where_that_is_asked_for() {
    let text = path("a", &["relative-redirects: 'true'"], "h.com", "/a/");
    asks(&router(&text), &[("h.com/a?b", "", "301 /a/?b"), ("h.com/a/x", "", "a")]);
    let root = ingress("a", &["app-root: /in/$host"]) + &path("b", &["app-root: /$x"], "b.com", "/");
    asks(
        &router(&root),
        &[("h.com/", "", "302 http://h.com/in/h.com"), ("b.com/", "", "? app-root /$x"), ("b.com/y", "", "b")],
    );
}
