//! Traefik, NGINX Inc., Kong and the two of HAProxy.

use gatefold_routing::{Outcome, Request, Router};

use crate::{RULES, asks, ingress, router};

#[test]
fn traefik_goes_letter_by_letter_and_takes_the_longest_rule() {
    let text = [
        ingress("a traefik", "", "", RULES),
        ingress(
            "b traefik",
            "",
            "",
            &["t.com /same P prefix", "t.com /same E exact", "- /a/path/that/is/long P none", "l.com / P host"],
        ),
        ingress("c traefik", "traefik.ingress.kubernetes.io/router.priority: '1'", "", &["l.com /weak P weak"]),
        ingress("d traefik", "traefik.ingress.kubernetes.io/router.pathmatcher: Path", "", &["m.com /m I m"]),
        ingress(
            "e traefik",
            "traefik.ingress.kubernetes.io/router.entrypoints: websecure, traefik.ingress.kubernetes.io/router.tls: 'true'",
            "",
            &["s.com / P s"],
        ),
        ingress(
            "f traefik",
            "traefik.ingress.kubernetes.io/router.middlewares: shop-strip@kubernetescrd",
            "",
            &["w.com / P w"],
        ),
        ingress(
            "h traefik",
            "traefik.ingress.kubernetes.io/router.entrypoints: 'web, metrics'",
            "tls: [{hosts: [e.com], secretName: s}]",
            &["e.com / P e"],
        ),
        ingress("i traefik", "traefik.ingress.kubernetes.io/router.entrypoints: internal", "", &["i.com / P i"]),
        ingress("g traefik", "", "defaultBackend: {service: {name: default, port: {number: 80}}}", &[]),
    ];
    asks(
        &text.concat(),
        &[
            ("h.com/foo", "prefix"),
            ("h.com/foobar", "prefix"),
            ("h.com/foo/bars", "longer"),
            ("h.com/only", "exact"),
            ("h.com/only/", "default"),
            ("h.com/spec/x", "specific"),
            ("x.w.com/", "wild"),
            ("x.y.w.com/", "default"),
            ("a.w.com/a", "named"),
            ("a.w.com/else", "wild"),
            ("t.com/same", "prefix"),
            ("l.com/a/path/that/is/long", "none"),
            ("l.com/weak", "host"),
            ("m.com/m", "m"),
            ("m.com/m/x", "default"),
            ("https://s.com/", "s"),
            ("s.com/", "default"),
            ("w.com/", "? router.middlewares"),
            ("e.com/", "e"),
            ("https://e.com/", "? entry point"),
            ("i.com/", "? entry point"),
            ("https://h.com/foo", "? over https"),
        ],
    );
}

#[test]
fn equal_priorities_are_left_open() {
    // Host(`h.com`) && Path(`/foobar`) and Host(`h.com`) && PathPrefix(`/`) are equally long.
    let text = ingress("a traefik", "", "", &["h.com / P root", "h.com /foobar E exact", "h.com /longer/than E long"]);
    asks(&text, &[("h.com/foobar", "? same strength"), ("h.com/longer/than", "long"), ("h.com/x", "root")]);
}

#[test]
fn nginx_inc_goes_letter_by_letter_and_redirects_before_paths() {
    let regex = "nginx.org/path-regex: case_insensitive";
    let text = [
        ingress("a nginx-org", "", "", RULES),
        ingress("b nginx-org", regex, "", &["r.com /v[0-9] P regex", "r.com /V1/longer P second"]),
        ingress("c nginx-org", "", "tls: [{hosts: [s.com], secretName: s}]", &["s.com / P s"]),
        ingress(
            "d nginx-org",
            "nginx.org/ssl-redirect: 'false'",
            "tls: [{hosts: [o.com], secretName: s}]",
            &["o.com / P o"],
        ),
        ingress("m nginx-org", "nginx.org/mergeable-ingress-type: master", "", &["z.com / P unused"]),
        ingress("n nginx-org", "nginx.org/mergeable-ingress-type: minion", "", &["z.com /tea P tea"]),
        ingress("o nginx-org", "nginx.org/mergeable-ingress-type: minion", "", &["z.com /coffee P coffee"]),
        ingress("p nginx-org", "nginx.org/mergeable-ingress-type: minion", "", &["y.com /coffee P coffee"]),
        ingress("q nginx-org", "", "", &["twice.com /a P a"]),
        ingress("r nginx-org", "", "", &["twice.com /b P b"]),
    ];
    asks(
        &text.concat(),
        &[
            ("h.com/foobar", "prefix"),
            ("h.com/only", "exact"),
            ("h.com/special", "specific"),
            ("x.y.w.com/", "wild"),
            ("a.w.com/else", "? no path for the request"),
            ("r.com/V2/x", "regex"),
            ("r.com/v1/longer", "regex"),
            ("s.com/any?x=y", "301 https://s.com:443/any?x=y"),
            ("https://s.com/any", "s"),
            ("o.com/", "o"),
            ("z.com/tea", "tea"),
            ("z.com/coffee/black", "coffee"),
            ("y.com/coffee", "? no master"),
            ("twice.com/a", "? their ages"),
        ],
    );
}

#[test]
fn kong_prefers_hosts_then_regular_expressions_then_length() {
    let text = [
        ingress("a kong", "", "", RULES),
        ingress("b kong", "konghq.com/strip-path: 'true'", "", &["p.com /api P api"]),
        ingress(
            "c kong",
            "",
            "",
            &["r.com /~/v[0-9]+$ I regex", "r.com /v1 I plain", "r.com /same P same", "r.com /same E equal"],
        ),
        ingress("d kong", "konghq.com/methods: 'get,HEAD'", "", &["q.com / P q"]),
        ingress("e kong", "", "", &["q.com / P others", "k.com /long/er P longer"]),
        ingress("f kong", "konghq.com/headers.x-kind: 'one, two'", "", &["k.com / P k"]),
        ingress("g kong", "konghq.com/headers.x-kind: '~*o.e'", "", &["x.com / P x"]),
        ingress("h kong", "konghq.com/host-aliases: 'l.com,m.com'", "", &["n.com /n P alias"]),
    ];
    asks(
        &text.concat(),
        &[
            ("h.com/foo", "prefix"),
            ("h.com/foobar", "404"),
            ("h.com/special", "specific"),
            ("h.com/foo/bar/x", "longer"),
            ("x.y.w.com/", "wild"),
            ("a.w.com/else", "wild"),
            ("https://h.com/foo", "prefix"),
            ("r.com/v1", "regex"),
            ("r.com/v1/x", "plain"),
            ("r.com/same", "? same strength"),
            ("p.com/api/x", "api"),
            ("q.com/", "q"),
            ("HEAD q.com/", "q"),
            ("POST q.com/", "others"),
            ("k.com/long/er -H x-kind:two", "k"),
            ("k.com/long/er -H x-kind:TWO", "? which router"),
            ("k.com/long/er -H x-kind:three", "longer"),
            ("k.com/ -H x-kind:three", "404"),
            ("x.com/ -H x-kind:one", "? headers.x-kind"),
            ("n.com/n/x", "alias"),
            ("l.com/n/x", "alias"),
            ("m.com/", "404"),
        ],
    );
    let outcome = router(&text.concat()).route(&Request::parse("p.com/api/x?y").unwrap());
    let Outcome::Forward(forward) = outcome else { panic!("{outcome:?}") };
    assert_eq!(forward.upstream.path, "/x?y");
}

#[test]
fn haproxy_asks_three_maps_in_turn() {
    let text = [
        ingress("a haproxy", "", "", RULES),
        ingress(
            "b haproxy",
            "haproxy.org/set-host: inner.example",
            "tls: [{hosts: [s.com], secretName: s}]",
            &["s.com / P s"],
        ),
        ingress(
            "c haproxy",
            "haproxy.org/ssl-redirect: 'false'",
            "tls: [{hosts: [o.com], secretName: s}]",
            &["o.com / P o"],
        ),
        ingress("d haproxy", "haproxy.org/path-rewrite: /x", "", &["w.com / P w"]),
        ingress("e haproxy", "", "", &["- /foo P none"]),
    ];
    asks(
        &text.concat(),
        &[
            ("h.com/foo", "prefix"),
            ("h.com/foo/", "prefix"),
            ("h.com/foobar", "? default backend is not in the input"),
            ("h.com/special", "specific"),
            ("h.com/only", "exact"),
            ("x.w.com/", "wild"),
            ("x.y.w.com/foo", "none"),
            ("a.w.com/else", "? default backend is not in the input"),
            ("s.com/x", "302 https://s.com/x"),
            ("https://s.com/x", "s"),
            ("o.com/x", "o"),
            ("w.com/x", "? path-rewrite"),
        ],
    );
}

#[test]
fn haproxy_ingress_takes_the_longer_path_and_falls_through() {
    let text = [
        ingress("a haproxy-ingress", "", "", RULES),
        ingress(
            "c haproxy-ingress",
            "haproxy-ingress.github.io/server-alias: '*.alias.com'",
            "",
            &["h.com /al P alias"],
        ),
        ingress(
            "b haproxy-ingress",
            "haproxy-ingress.github.io/path-type: exact",
            "tls: [{hosts: [s.com], secretName: s}]",
            &["s.com /s I s"],
        ),
    ];
    asks(
        &text.concat(),
        &[
            ("h.com/foobar", "? default backend is not in the input"),
            ("h.com/SPECial", "specific"),
            ("h.com/Only", "? default backend is not in the input"),
            ("a.w.com/else", "wild"),
            ("x.y.w.com/", "? default backend is not in the input"),
            ("x.alias.com/al", "alias"),
            ("x.y.alias.com/al", "? default backend is not in the input"),
            ("s.com/s", "302 https://s.com/s"),
            ("https://s.com/s", "s"),
            ("https://s.com/s/x", "? default backend is not in the input"),
        ],
    );
}
