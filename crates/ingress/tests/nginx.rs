//! What ingress-nginx does beyond the oracle's cases: who may pass, whom it leaves out, its settings and command line, and
//! configurations that nginx refuses.

mod common;

use common::{config, deployment, fits, ingress, path, router, router_with, short};
use gatefold_ingress::{AuthAnswer, IngressOptions, IngressRouter, NginxOptions};
use gatefold_routing::{Outcome, Request, Router};

/// What becomes of `host/path` with headers, from an address.
fn ask(router: &IngressRouter, url: &str, headers: &[(&str, &str)], source: &str) -> Outcome {
    let mut request = Request::parse(url).expect(url);
    request.headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    request.source = source.parse().ok();
    let decision = router.decide(&request);
    assert_eq!(decision.outcome, router.route(&request), "{url}");
    assert!(!decision.trace.is_empty(), "{url}");
    decision.outcome
}

/// A URL, headers, the client's address, and what becomes of it.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, &'a str);

#[track_caller]
fn asks(router: &IngressRouter, cases: &[Case<'_>]) {
    for (url, headers, source, expected) in cases {
        let found = short(&ask(router, url, headers, source));
        assert!(fits(&found, expected), "{url} {headers:?} from {source}: expected {expected}, found {found}");
    }
}

#[test]
fn lists_of_addresses_let_in_and_keep_out() {
    let both = ["allowlist-source-range: 10.0.0.0/8", "denylist-source-range: 10.1.0.0/16"];
    let list = router(&ingress("a", &both));
    asks(
        &list,
        &[
            ("h.com/", &[], "10.2.0.1", "a"),
            ("h.com/", &[], "10.1.0.1", "403"),
            ("h.com/", &[], "11.0.0.1", "403"),
            ("h.com/", &[("X-Forwarded-For", "10.2.0.1")], "11.0.0.1", "403"),
            ("h.com/", &[], "", "? the request does not say"),
        ],
    );
    let text = ingress("a", &both) + &config("use-forwarded-headers: 'true', proxy-real-ip-cidr: 192.168.0.0/16");
    asks(
        &router(&text),
        &[
            ("h.com/", &[("X-Forwarded-For", "10.2.0.1")], "192.168.0.1", "a"),
            ("h.com/", &[("X-Forwarded-For", "10.2.0.1, 11.0.0.1, 192.168.0.2")], "192.168.0.1", "403"),
            ("h.com/", &[("X-Forwarded-For", "10.2.0.1")], "11.0.0.1", "403"),
        ],
    );
    asks(&router(&ingress("a", &["allowlist-source-range: ten"])), &[("h.com/", &[], "10.0.0.1", "503")]);
}

#[test]
fn credentials_are_asked_for_after_addresses() {
    let secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: users, namespace: shop}\ndata: {auth: YTpi}\n";
    let basic = ["auth-type: basic", "auth-secret: users", "auth-realm: staff"];
    let text = ingress("a", &[&basic[..], &["allowlist-source-range: 10.0.0.0/8"]].concat()) + secret;
    let outcome = ask(&router(&text), "h.com/", &[], "10.0.0.1");
    let Outcome::Respond(respond) = &outcome else { panic!("{outcome:?}") };
    assert_eq!(respond.response.headers, [("WWW-Authenticate".to_owned(), "Basic realm=\"staff\"".to_owned())]);
    let credentials = [("Authorization", "Basic YTpi")];
    asks(
        &router(&text),
        &[
            ("h.com/", &[], "10.0.0.1", "401"),
            ("h.com/", &[], "11.0.0.1", "403"),
            ("h.com/", &credentials, "10.0.0.1", "a"),
        ],
    );
    let any = router(
        &(ingress("a", &[&basic[..], &["allowlist-source-range: 10.0.0.0/8", "satisfy: any"]].concat()) + secret),
    );
    asks(
        &any,
        &[
            ("h.com/", &[], "10.0.0.1", "a"),
            ("h.com/", &[], "11.0.0.1", "401"),
            ("h.com/", &credentials, "11.0.0.1", "a"),
        ],
    );
    let Outcome::Forward(forward) = ask(&any, "h.com/", &credentials, "10.0.0.1") else { panic!("a forward") };
    assert_eq!(forward.upstream.removed, ["Authorization"]);
    for (annotations, why) in [
        (&["auth-type: basic", "auth-secret: nobody"][..], "no Secret"),
        (&["auth-type: basic"], "no name"),
        (&["auth-type: basic", "auth-secret: infra/users"], "another namespace"),
    ] {
        let outcome = ask(&router(&(ingress("a", annotations) + secret)), "h.com/", &[], "10.0.0.1");
        assert_eq!(short(&outcome), "503", "{why}");
    }
}

#[test]
fn an_authentication_service_is_taken_to_allow_unless_a_person_says_otherwise() {
    let plain = ingress("a", &["auth-url: http://auth.example.com/check"]);
    let signin = ingress("a", &["auth-url: http://auth.example.com/check", "auth-signin: https://sign.in/x?a=b"]);
    let open = path("acme", &["auth-url: http://auth.example.com/check"], "h.com", "/.well-known/acme-challenge/x");
    let refuses = || IngressOptions { auth: AuthAnswer::Refuses, ..IngressOptions::default() };
    let router = router(&plain);
    asks(&router, &[("h.com/", &[], "10.0.0.1", "a")]);
    assert!(router.assumptions().iter().any(|one| one.text().contains("http://auth.example.com/check")));
    asks(&router_with(&plain, refuses()), &[("h.com/", &[], "10.0.0.1", "401")]);
    let back = "302 https://sign.in/x?a=b&rd=http://h.com%2Fp%3Fq%3D1";
    asks(&router_with(&signin, refuses()), &[("h.com/p?q=1", &[], "10.0.0.1", back)]);
    let both = router_with(&(plain + &open), refuses());
    asks(&both, &[("h.com/.well-known/acme-challenge/x", &[], "10.0.0.1", "acme")]);
}

#[test]
fn a_page_to_sign_in_takes_the_place_of_every_401() {
    let secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: users, namespace: shop}\ndata: {auth: YTpi}\n";
    let both = [
        "auth-type: basic",
        "auth-secret: users",
        "auth-url: http://auth.example.com/check",
        "auth-signin: https://sign.in/x",
    ];
    let router = router(&(ingress("a", &both) + secret));
    let back = "302 https://sign.in/x?rd=http://h.com%2Fp";
    let credentials = [("Authorization", "Basic YTpi")];
    asks(&router, &[("h.com/p", &[], "10.0.0.1", back), ("h.com/p", &credentials, "10.0.0.1", "a")]);
}

#[test]
fn what_stands_in_for_an_error_has_no_headers_of_cors() {
    let annotations = ["custom-http-errors: '403'", "enable-cors: 'true'", "denylist-source-range: 10.1.0.0/16"];
    let router = router(&ingress("a", &annotations));
    let has_cors = |source| match ask(&router, "h.com/", &[], source) {
        Outcome::Forward(forward) => !forward.response.headers.is_empty(),
        Outcome::Respond(respond) => respond.status != 404 || !respond.response.headers.is_empty(),
        other => panic!("{other:?}"),
    };
    assert!(has_cors("10.2.0.1") && !has_cors("10.1.0.1"));
}

#[test]
fn a_setting_of_bodies_does_not_hold_for_what_the_default_server_answers_by_itself() {
    let router = router(&(ingress("a", &[]) + &config("proxy-body-size: 1k")));
    let sent = |url: &str, size: u64| {
        let request = Request { body_size: size, ..Request::parse(url).expect(url) };
        short(&router.route(&request))
    };
    assert!(fits(&sent("h.com/", 2_000), "413"));
    assert!(fits(&sent("other.org/healthz", 2_000), "200"));
    assert!(fits(&sent("other.org/healthz", 2 << 20), "413"));
}

#[test]
fn who_refuses_is_told_with_its_own_annotation() {
    let secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: users, namespace: shop}\ndata: {auth: YTpi}\n";
    let basic = ["auth-type: basic", "auth-secret: users"];
    let url = ["auth-url: http://auth.example.com/check"];
    let credentials = [("Authorization", "Basic YTpi")];
    for (annotations, headers, reason, place) in [
        (basic.to_vec(), &[][..], "credentials-missing", "auth-type"),
        (url.to_vec(), &[], "auth-refused", "auth-url"),
        ([&basic[..], &url].concat(), &[], "credentials-missing", "auth-type"),
        ([&basic[..], &url].concat(), &credentials, "auth-refused", "auth-url"),
    ] {
        let options = IngressOptions { auth: AuthAnswer::Refuses, ..IngressOptions::default() };
        let router = router_with(&(ingress("a", &annotations) + secret), options);
        let mut request = Request::parse("h.com/").expect("a request");
        request.headers.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let trace = router.decide(&request).trace;
        let step = trace.iter().find(|step| step.reason.id() == reason).unwrap_or_else(|| panic!("{trace:?}"));
        let origin = step.origin.as_ref().unwrap_or_else(|| panic!("{step:?}"));
        assert!(origin.field.contains(place) && origin.span.is_some(), "{reason}: {}", origin.field);
    }
}

#[test]
fn what_the_controller_does_not_take_is_left_out_or_closed() {
    let snippet = ingress("a", &["configuration-snippet: return 418;"]);
    let dropped = router(&(snippet.clone() + &path("b", &["enable-cors: 'yes'"], "b.com", "/")));
    asks(&dropped, &[("h.com/", &[], "", "404"), ("b.com/", &[], "", "b")]);
    let request = Request::parse("h.com/").expect("a request");
    let told = dropped.decide(&request).trace;
    assert!(told.iter().any(|step| step.reason.id() == "ingress-dropped" && step.origin.is_some()), "{told:?}");
    let risk = "annotations-risk-level: Critical";
    asks(&router(&(snippet.clone() + &config(risk))), &[("h.com/", &[], "", "a")]);
    let taken = snippet + &config(&format!("{risk}, allow-snippet-annotations: 'true'"));
    asks(&router(&taken), &[("h.com/", &[], "", "? configuration-snippet")]);
    asks(&router(&path("a", &[], "h.com", "/etc/nginx")), &[("h.com/etc/nginx", &[], "", "404")]);
    asks(&router(&ingress("a", &["auth-url: nowhere"])), &[("h.com/", &[], "", "503")]);
    asks(&router(&ingress("a", &["custom-headers: shop/headers"])), &[("h.com/", &[], "", "503")]);
}

#[test]
fn settings_and_command_line_count() {
    let tls = "  tls: [{hosts: [h.com]}]\n";
    let text = ingress("a", &[]) + tls;
    asks(&router(&text), &[("h.com/a/", &[], "", "308 https://h.com/a")]);
    for (data, expected) in [
        ("ssl-redirect: 'false'", "a"),
        ("http-redirect-code: '301'", "301 https://h.com/a"),
        ("preserve-trailing-slash: 'true'", "308 https://h.com/a/"),
        ("use-port-in-redirects: 'true'", "308 https://h.com:443/a"),
        ("no-tls-redirect-locations: /", "a"),
        ("block-user-agents: x", "? block-user-agents"),
    ] {
        asks(&router(&(text.clone() + &config(data))), &[("h.com/a/", &[], "", expected)]);
    }
    let believing = text.clone() + &config("use-forwarded-headers: 'true'");
    asks(
        &router(&believing),
        &[
            ("h.com/", &[("X-Forwarded-Proto", "https")], "", "a"),
            ("https://h.com/", &[("X-Forwarded-Proto", "http")], "", "308 https://h.com"),
            ("https://h.com/", &[], "", "a"),
        ],
    );
    let named = NginxOptions { config_map: Some("edge/settings".to_owned()), ..NginxOptions::default() };
    let named = IngressOptions { nginx: named, ..IngressOptions::default() };
    let map = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: edge}\ndata: {ssl-redirect: 'false'}\n";
    asks(&router_with(&(text.clone() + map), named), &[("h.com/a/", &[], "", "a")]);
    let flags = deployment("--configmap=edge/settings, --default-backend-service=shop/fallback");
    let told = router(&(text + map + &flags));
    asks(&told, &[("h.com/a/", &[], "", "a"), ("other.com/", &[], "", "fallback")]);
    assert!(!told.assumptions().iter().any(|one| matches!(one.id.id(), "controller-config" | "controller-flags")));
    let own = ingress("a", &[]).replace("a: b", "own.example.com/ssl-redirect: 'false'") + tls;
    let prefix = deployment("--annotations-prefix=own.example.com");
    asks(&router(&(own.clone() + &prefix)), &[("h.com/", &[], "", "a")]);
    asks(&router(&own), &[("h.com/", &[], "", "308 https://h.com")]);
}

#[test]
fn the_command_line_says_which_classes_are_served() {
    let by_annotation = ingress("a", &[])
        .replace("  ingressClassName: nginx\n", "")
        .replace("a: b", "kubernetes.io/ingress.class: public");
    let none = by_annotation.replace("kubernetes.io/ingress.class: public", "a: b");
    let class = |controller: &str| {
        format!(
            "---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {{name: nginx}}\nspec: {{controller: {controller}}}\n"
        )
    };
    let by_field = ingress("a", &[]) + &class("own/nginx");
    for (text, args, is_served) in [
        (&by_annotation, "--ingress-class=public", true),
        (&none, "--ingress-class=public", false),
        (&none, "--watch-ingress-without-class=true", true),
        (&by_field, "--controller-class=own/nginx", true),
        (&(ingress("a", &[]) + &class("k8s.io/ingress-nginx")), "--controller-class=own/nginx", false),
        (&by_field, "--ingress-class-by-name=true", true),
    ] {
        let outcome = short(&ask_any(&router(&(text.clone() + &deployment(args))), "h.com/"));
        assert_eq!(outcome == "a", is_served, "{args}: {outcome}");
    }
}

fn ask_any(router: &IngressRouter, url: &str) -> Outcome {
    router.route(&Request::parse(url).expect(url))
}

#[test]
fn a_refused_configuration_is_found_and_leaves_nothing_sure() {
    let text = path("a", &[], "h.com", "/foo") + &path("b", &[], "h.com", "/foo/") + &path("c", &[], "c.com", "/");
    let refused = router(&text);
    asks(
        &refused,
        &[("c.com/", &[], "", "? cannot load"), ("other.com/", &[], "", "? two locations of host h.com are /foo/")],
    );
    let finding = refused.findings().next().expect("a finding");
    assert_eq!(finding.code.to_string(), "GW0750");
    let message = finding.message();
    assert!(message.contains("Ingress shop/") && message.contains("spec.rules[0].http.paths[0]"), "{message}");
    assert_eq!(router(&path("a", &[], "h.com", "/foo")).findings().count(), 0);
}

#[test]
fn services_of_other_kinds_answer_or_not() {
    let service = |spec: &str| {
        format!("---\napiVersion: v1\nkind: Service\nmetadata: {{name: a, namespace: shop}}\nspec: {{{spec}}}\n")
    };
    let text = ingress("a", &[]);
    for (spec, expected) in [
        ("type: ExternalName, externalName: api.example.com", "a"),
        ("type: ExternalName, externalName: 127.0.0.1", "503"),
        ("ports: [{port: 80, protocol: UDP}]", "503"),
        ("ports: [{port: 80, protocol: TCP}]", "a"),
    ] {
        let router = router(&(text.clone() + &service(spec)));
        asks(&router, &[("h.com/", &[], "", expected), ("h.com./", &[], "", expected)]);
        let found: Vec<_> = router.findings().map(|finding| finding.code.to_string()).collect();
        assert_eq!(found.len(), usize::from(spec.contains("UDP")), "{spec}: {found:?}");
    }
}

#[test]
fn copies_pages_and_sessions_are_told() {
    let mirrored = router(&ingress("a", &["mirror-target: http://log.shop.svc:8080$request_uri", "affinity: cookie"]));
    let Outcome::Forward(forward) = ask(&mirrored, "h.com/", &[], "") else { panic!("a forward") };
    let copy = &forward.mirrors[0].backend;
    assert_eq!((&*copy.kind, &*copy.namespace, &*copy.name, copy.port), ("Service", "shop", "log", Some(8080)));
    let request = Request::parse("h.com/").expect("a request");
    let told = |id: &str| mirrored.decide(&request).trace.iter().any(|step| step.reason.id() == id);
    assert!(told("mirrored") && told("session-cookie"));
}

#[test]
fn tls_is_handed_through_by_the_name_in_the_handshake() {
    // The second Ingress of the host asks for it; redirects and access lists of the host are nginx's, which sees none of it.
    let first = path("a", &["denylist-source-range: 0.0.0.0/0"], "h.com", "/");
    let text = first + &path("b", &["ssl-passthrough: 'true'"], "h.com", "/b") + &path("w", &[], "'*.h.com'", "/");
    let cases: &[Case<'_>] = &[
        ("https://h.com/b", &[], "10.0.0.1", "a"),
        ("h.com/b", &[], "10.0.0.1", "b"),
        ("h.com/", &[], "10.0.0.1", "403"),
        ("https://x.h.com/", &[], "10.0.0.1", "w"),
    ];
    asks(&router(&text), cases);
    asks(&router(&(text.clone() + &deployment("--enable-ssl-passthrough"))), cases);
    asks(&router(&(text + &deployment("--v=2"))), &[("https://h.com/b", &[], "10.0.0.1", "b")]);
    // Without a Service at / nginx ends TLS as ever.
    asks(&router(&path("b", &["ssl-passthrough: 'true'"], "h.com", "/b")), &[("https://h.com/", &[], "", "404")]);
    let mut named = Request::parse("https://other.com/").expect("a request");
    named.sni = Some("H.com".to_owned());
    let router = router(&ingress("a", &["ssl-passthrough: 'true'"]));
    assert_eq!(short(&router.route(&named)), "a");
}

#[test]
fn a_secret_towards_backends_has_to_be_there() {
    let text = ingress("a", &["proxy-ssl-secret: shop/keys"]);
    asks(&router(&text), &[("h.com/", &[], "", "a")]);
    asks(&router(&ingress("a", &["proxy-ssl-secret: other/keys"])), &[("h.com/", &[], "", "503")]);
    let class = "---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: nginx}\nspec: {controller: \
                 k8s.io/ingress-nginx}\n";
    let named = |kind: &str, name: &str, rest: &str| {
        format!("---\napiVersion: v1\nkind: {kind}\nmetadata: {{name: {name}, namespace: shop}}\n{rest}")
    };
    let whole = text + class + &named("Service", "a", "spec: {ports: [{port: 80}]}\n");
    let asks_whole = |text: &str, expected| {
        asks(&router_with(text, gatefold_manifest::InputScope::Whole), &[("h.com/", &[], "", expected)]);
    };
    asks_whole(&whole, "503");
    asks_whole(&(whole + &named("Secret", "keys", "data: {ca.crt: eA==}\n")), "a");
}
